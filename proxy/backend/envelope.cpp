// A sorted vector: built once, looked up often.
#include "proxy/backend/envelope.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace heloise {

std::size_t number_of(std::string_view recipient) {
    return std::hash<std::string_view>()(recipient);
}

// Of a recipient that stands there twice the smaller room counts: it comes first, and is kept.
Envelope::Envelope(std::vector<Place> places) : places_(std::move(places)) {
    std::sort(places_.begin(), places_.end(), [](const Place& one, const Place& other) {
        return one.recipient != other.recipient ? one.recipient < other.recipient : one.room < other.room;
    });
    const auto same = [](const Place& one, const Place& other) { return one.recipient == other.recipient; };
    places_.erase(std::unique(places_.begin(), places_.end(), same), places_.end());
    places_.shrink_to_fit();
}

std::optional<std::uint32_t> Envelope::room(std::size_t recipient) const {
    const auto at = std::lower_bound(places_.begin(), places_.end(), recipient,
                                     [](const Place& one, std::size_t n) { return one.recipient < n; });
    if (at == places_.end() || at->recipient != recipient) return std::nullopt;
    return at->room;
}

bool Envelope::same_recipients(const Envelope& other) const {
    return std::equal(
        places_.begin(), places_.end(), other.places_.begin(), other.places_.end(),
        [](const Place& one, const Place& another) { return one.recipient == another.recipient; });
}

}  // namespace heloise
