// What a back said to each recipient when a message could not be given to all of them at once (rule 30).
//
// In burst delivery the sender has one reply for all recipients, so a mixed verdict is answered 451 and kept
// here; at the sender's next attempt each recipient gets its own reply at RCPT, once. A verdict belongs to
// the sender it was found for and to its envelope: what one sender caused decides nothing about another.
//
// One table per backend, shared by its sessions; pure. It holds limits::kVerdicts, and who fills it pushes
// out what is its own: the oldest of whoever holds most.
#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "proxy/backend/envelope.h"
#include "proxy/backend/recall.h"
#include "proxy/backend/sender_key.h"
#include "proxy/base/time.h"
#include "proxy/smtp/reply.h"

namespace heloise {

class Verdicts {
public:
    // What a recording says: whoever asks next is told `reply`; or hears that another was told something; or
    // nothing is known, whatever else this table says. Each takes the place of the others.
    void take_up(std::string_view reverse_path, std::string_view recipient, Reply reply, Duration still,
                 Moment now);
    void take_up_elsewhere(std::string_view reverse_path, std::string_view recipient, Duration still,
                           Moment now);
    void take_up_nothing(std::string_view reverse_path, std::string_view recipient, Moment now);

    // Keeps a 5xx for limits::kVerdictLasts, a 4xx for limits::kTemporaryVerdictLasts. Both addresses as
    // text, compared octet for octet.
    void remember(const SenderKey& sender, std::string_view reverse_path, std::string_view recipient,
                  Reply reply, Moment now);
    // Keeps for limits::kVerdictLasts that these did not go together.
    void remember(const SenderKey& sender, std::string_view reverse_path, Envelope envelope, Moment now);
    // The back has taken this recipient by now.
    void forget(const SenderKey& sender, std::string_view reverse_path, std::string_view recipient);

    // A transaction names a recipient, with `accepted` before it. What is told is forgotten. `naming` is the
    // transaction's, empty at its first recipient.
    [[nodiscard]] Recall recall(const SenderKey& sender, std::string_view reverse_path,
                                std::string_view recipient, Naming& naming, std::size_t accepted, Moment now);
    // As limits::kVerdicts counts.
    [[nodiscard]] std::size_t size() const { return weight_; }

private:
    // Of an envelope the recipient is empty and `envelope` tells it from the sender's others. In this order,
    // so that what other senders know of a recipient stands beside it.
    struct Key {
        std::string reverse_path;
        std::string recipient;
        std::string sender;
        std::uint64_t envelope = 0;

        auto operator<=>(const Key&) const = default;
    };
    struct Kept {
        Reply reply{};
        std::shared_ptr<const Envelope> envelope{};  // or null
        Duration until{};
        std::size_t weight = 1;
        std::list<const Key*>::iterator age{};
    };
    using Table = std::map<Key, Kept>;
    struct Share {
        std::list<const Key*> oldest_first;
        std::size_t weight = 0;
    };
    using Shares = std::map<std::string, Share, std::less<>>;

    void keep(Key key, Kept kept);
    Table::iterator forget(Table::iterator which);
    void forget_all(std::string_view reverse_path, std::string_view recipient);
    void weigh(Shares::iterator share, std::size_t weight);
    [[nodiscard]] std::pair<Table::iterator, Table::iterator> envelopes_of(const SenderKey& sender,
                                                                           std::string_view reverse_path);
    [[nodiscard]] std::optional<Recall> take(const Key& key, Moment now);
    void begin(const SenderKey& sender, std::string_view reverse_path, Naming& naming, Moment now);
    [[nodiscard]] std::optional<Recall> take_surplus(const SenderKey& sender, std::string_view reverse_path,
                                                     const Naming& naming, std::size_t accepted);
    [[nodiscard]] std::optional<Recall> look_elsewhere(std::string_view reverse_path,
                                                       std::string_view recipient, const SenderKey& sender,
                                                       Moment now);

    Table table_;
    Shares shares_;
    std::set<std::pair<std::size_t, std::string_view>> by_weight_;  // of shares_
    std::size_t weight_ = 0;
    std::uint64_t envelopes_ = 0;  // remembered so far
};

}  // namespace heloise
