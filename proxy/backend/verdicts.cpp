// A map for the look-up and a list for the age; the list points at the map's keys, which never move.
#include "proxy/backend/verdicts.h"

#include "proxy/base/limits.h"

namespace heloise {

void Verdicts::remember(std::string_view reverse_path, std::string_view recipient, Reply reply, Moment now) {
    const Duration lasts = reply.temporary() ? limits::kTemporaryVerdictLasts : limits::kVerdictLasts;
    take_up(reverse_path, recipient, std::move(reply), lasts, now);
}

void Verdicts::take_up(std::string_view reverse_path, std::string_view recipient, Reply reply, Duration still,
                       Moment now) {
    Key key(reverse_path, recipient);
    if (reply.lines.size() > 1) reply.lines.resize(1);  // a verdict, not an essay
    if (const auto known = verdicts_.find(key); known != verdicts_.end()) forget(known);
    if (verdicts_.size() >= limits::kVerdicts) forget(verdicts_.find(*oldest_first_.front()));
    const auto at =
        verdicts_.emplace(std::move(key), Verdict{std::move(reply), now.steady + still, {}}).first;
    at->second.age = oldest_first_.insert(oldest_first_.end(), &at->first);
}

const Reply* Verdicts::recall(std::string_view reverse_path, std::string_view recipient, Moment now) {
    const auto known = verdicts_.find(Key(reverse_path, recipient));
    if (known == verdicts_.end()) return nullptr;
    if (now.steady < known->second.until) {
        if (watcher_ != nullptr)
            watcher_->on_recalled(reverse_path, recipient, known->second.reply,
                                  known->second.until - now.steady);
        return &known->second.reply;
    }
    forget(known);
    return nullptr;
}

void Verdicts::forget(std::map<Key, Verdict>::iterator which) {
    oldest_first_.erase(which->second.age);
    verdicts_.erase(which);
}

}  // namespace heloise
