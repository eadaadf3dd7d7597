// A map for the look-up and a list for each share's age; the lists point at the map's keys, which never move.
#include "proxy/backend/verdicts.h"

#include <algorithm>
#include <iterator>

#include "proxy/base/limits.h"

namespace heloise {
namespace {

// Of a replay, where the sender that asks is the one that a line is about. No front's key is like these.
constexpr const char* kWhoever = "";
constexpr const char* kAnother = "another";
constexpr const char* kNobody = "nobody";

// RFC 5321 section 4.5.3.1.10; its status is chosen as that of any 452 at RCPT.
const Reply& too_many() {
    static const Reply kReply{452, {"Too many recipients"}};
    return kReply;
}

}  // namespace

void Verdicts::remember(const SenderKey& sender, std::string_view reverse_path, std::string_view recipient,
                        Reply reply, Moment now) {
    const Duration lasts = reply.temporary() ? limits::kTemporaryVerdictLasts : limits::kVerdictLasts;
    if (reply.lines.size() > 1) reply.lines.resize(1);  // a verdict, not an essay
    keep({std::string(reverse_path), std::string(recipient), sender.text},
         {.reply = std::move(reply), .until = now.steady + lasts});
}

void Verdicts::remember(const SenderKey& sender, std::string_view reverse_path, Envelope envelope,
                        Moment now) {
    for (auto [at, end] = envelopes_of(sender, reverse_path); at != end;)
        at = at->second.envelope->same_recipients(envelope) ? forget(at) : std::next(at);
    const std::size_t weight = 1 + envelope.places().size() / limits::kEnvelopeWeight;
    keep({std::string(reverse_path), {}, sender.text, ++envelopes_},
         {.envelope = std::make_shared<const Envelope>(std::move(envelope)),
          .until = now.steady + limits::kVerdictLasts,
          .weight = weight});
}

void Verdicts::forget(const SenderKey& sender, std::string_view reverse_path, std::string_view recipient) {
    const auto known = table_.find({std::string(reverse_path), std::string(recipient), sender.text, 0});
    if (known != table_.end()) forget(known);
}

void Verdicts::take_up(std::string_view reverse_path, std::string_view recipient, Reply reply, Duration still,
                       Moment now) {
    forget_all(reverse_path, recipient);
    if (reply.lines.size() > 1) reply.lines.resize(1);
    keep({std::string(reverse_path), std::string(recipient), kWhoever},
         {.reply = std::move(reply), .until = now.steady + still});
}

void Verdicts::take_up_elsewhere(std::string_view reverse_path, std::string_view recipient, Duration still,
                                 Moment now) {
    forget_all(reverse_path, recipient);
    keep({std::string(reverse_path), std::string(recipient), kAnother}, {.until = now.steady + still});
}

void Verdicts::take_up_nothing(std::string_view reverse_path, std::string_view recipient, Moment now) {
    forget_all(reverse_path, recipient);
    keep({std::string(reverse_path), std::string(recipient), kNobody}, {.until = now.steady});
}

Recall Verdicts::recall(const SenderKey& sender, std::string_view reverse_path, std::string_view recipient,
                        Naming& naming, std::size_t accepted, Moment now) {
    if (naming.named.empty()) begin(sender, reverse_path, naming, now);
    naming.named.push_back(number_of(recipient));
    std::erase_if(naming.like, [&](const auto& one) { return !one->room(naming.named.back()); });
    const auto is_told = [&](const char* whom) {
        return table_.contains({std::string(reverse_path), std::string(recipient), whom, 0});
    };
    // What a recording says counts, and no envelope that its session remembers.
    if (is_told(kAnother) || is_told(kNobody)) naming.like.clear();
    auto told = take({std::string(reverse_path), std::string(recipient), sender.text, 0}, now);
    if (!told) told = take({std::string(reverse_path), std::string(recipient), kWhoever, 0}, now);
    const auto surplus = take_surplus(sender, reverse_path, naming, accepted);
    if (!told) told = surplus;
    if (!told) told = look_elsewhere(reverse_path, recipient, sender, now);
    return told.value_or(Recall{});
}

std::optional<Recall> Verdicts::take(const Key& key, Moment now) {
    const auto known = table_.find(key);
    if (known == table_.end()) return std::nullopt;
    const Duration still = known->second.until - now.steady;
    Recall recall{.reply = std::move(known->second.reply), .still = still};
    forget(known);
    return still > Duration{} ? std::optional(std::move(recall)) : std::nullopt;
}

// The sender's envelopes, of which those stay that hold all that are named.
void Verdicts::begin(const SenderKey& sender, std::string_view reverse_path, Naming& naming, Moment now) {
    for (auto [at, end] = envelopes_of(sender, reverse_path); at != end;) {
        const bool over = at->second.until <= now.steady;
        if (!over) naming.like.push_back(at->second.envelope);
        at = over ? forget(at) : std::next(at);
    }
}

std::pair<Verdicts::Table::iterator, Verdicts::Table::iterator> Verdicts::envelopes_of(
    const SenderKey& sender, std::string_view reverse_path) {
    return {table_.lower_bound({std::string(reverse_path), {}, sender.text, 0}),
            table_.upper_bound({std::string(reverse_path), {}, sender.text, UINT64_MAX})};
}

// An envelope goes with the transaction that was told of it: the one after it asks anew.
std::optional<Recall> Verdicts::take_surplus(const SenderKey& sender, std::string_view reverse_path,
                                             const Naming& naming, std::size_t accepted) {
    const auto full = std::find_if(naming.like.begin(), naming.like.end(), [&](const auto& one) {
        return *one->room(naming.named.back()) <= accepted;
    });
    if (full == naming.like.end()) return std::nullopt;
    for (auto [at, end] = envelopes_of(sender, reverse_path); at != end;)
        at = at->second.envelope == *full ? forget(at) : std::next(at);
    return Recall{.reply = too_many(), .surplus = true, .still = limits::kVerdictLasts};
}

std::optional<Recall> Verdicts::look_elsewhere(std::string_view reverse_path, std::string_view recipient,
                                               const SenderKey& sender, Moment now) {
    const Key first{std::string(reverse_path), std::string(recipient), {}, 0};
    for (auto at = table_.lower_bound(first); at != table_.end();) {
        if (at->first.reverse_path != reverse_path || at->first.recipient != recipient) break;
        const Duration still = at->second.until - now.steady;
        if (still > Duration{} && at->first.sender != sender.text)
            return Recall{.elsewhere = true, .still = still};
        at = still > Duration{} ? std::next(at) : forget(at);
    }
    return std::nullopt;
}

void Verdicts::forget_all(std::string_view reverse_path, std::string_view recipient) {
    auto at = table_.lower_bound({std::string(reverse_path), std::string(recipient), {}, 0});
    while (at != table_.end() && at->first.reverse_path == reverse_path && at->first.recipient == recipient)
        at = forget(at);
}

void Verdicts::keep(Key key, Kept kept) {
    if (const auto known = table_.find(key); known != table_.end()) forget(known);
    while (!by_weight_.empty() && weight_ + kept.weight > limits::kVerdicts) {
        const auto most = shares_.find(by_weight_.rbegin()->second);
        forget(table_.find(*most->second.oldest_first.front()));
    }
    const std::size_t weight = kept.weight;
    const auto at = table_.emplace(std::move(key), std::move(kept)).first;
    const auto share = shares_.try_emplace(std::string(share_of(at->first.sender))).first;
    at->second.age = share->second.oldest_first.insert(share->second.oldest_first.end(), &at->first);
    weigh(share, share->second.weight + weight);
}

Verdicts::Table::iterator Verdicts::forget(Table::iterator which) {
    const auto share = shares_.find(share_of(which->first.sender));
    share->second.oldest_first.erase(which->second.age);
    weigh(share, share->second.weight - which->second.weight);
    return table_.erase(which);
}

// A share's weight changes; without any it is gone.
void Verdicts::weigh(Shares::iterator share, std::size_t weight) {
    by_weight_.erase({share->second.weight, share->first});
    weight_ = weight_ - share->second.weight + weight;
    share->second.weight = weight;
    if (weight == 0) {
        shares_.erase(share);
    } else {
        by_weight_.emplace(weight, share->first);
    }
}

}  // namespace heloise
