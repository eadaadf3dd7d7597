// What a back said to each recipient when a message could not be given to all of them at once (rule 30).
//
// In burst delivery the sender has one reply for all recipients, so a mixed verdict is answered 451 and kept
// here; at the sender's next attempt each recipient gets its own reply at RCPT. One table per backend, shared
// by its sessions, bounded to limits::kVerdicts; pure.
#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "proxy/base/time.h"
#include "proxy/smtp/reply.h"

namespace heloise {

class Verdicts {
public:
    // Is told of what is recalled; for a recording, whose replay must know it too. `still`: for so long.
    class Watcher {
    public:
        virtual void on_recalled(std::string_view reverse_path, std::string_view recipient,
                                 const Reply& reply, Duration still) = 0;

    protected:
        ~Watcher() = default;
    };
    // Null: nobody. Until the next call.
    void watch(Watcher* watcher) { watcher_ = watcher; }
    // Ends that, unless somebody else watches by now.
    void unwatch(const Watcher* watcher) {
        if (watcher_ == watcher) watcher_ = nullptr;
    }
    // What somebody else was told, as a watcher was told of it.
    void take_up(std::string_view reverse_path, std::string_view recipient, Reply reply, Duration still,
                 Moment now);

    // Keeps 2xx and 5xx for limits::kVerdictLasts, 4xx for limits::kTemporaryVerdictLasts. Both addresses as
    // text, compared octet for octet.
    void remember(std::string_view reverse_path, std::string_view recipient, Reply reply, Moment now);
    // Null when nothing is remembered, or no more. Valid until the next call.
    [[nodiscard]] const Reply* recall(std::string_view reverse_path, std::string_view recipient, Moment now);
    [[nodiscard]] std::size_t size() const { return verdicts_.size(); }

private:
    using Key = std::pair<std::string, std::string>;
    struct Verdict {
        Reply reply;
        Duration until{};
        std::list<const Key*>::iterator age;
    };
    void forget(std::map<Key, Verdict>::iterator which);

    std::map<Key, Verdict> verdicts_;
    std::list<const Key*> oldest_first_;
    Watcher* watcher_ = nullptr;
};

}  // namespace heloise
