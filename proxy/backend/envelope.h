// The recipients of a transaction in which a back refused some because others stood before them (rule 30).
//
// A back that takes three recipients takes the fourth in a transaction of its own. So its refusal says
// nothing of the fourth, but of this envelope: at the next attempt the fourth is left for later, and the
// three get through. Recipients are kept as numbers, 16 octets each: a collision makes a sender try again
// once more, nothing else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace heloise {

[[nodiscard]] std::size_t number_of(std::string_view recipient);

class Envelope {
public:
    static constexpr std::uint32_t kAny = UINT32_MAX;
    struct Place {
        std::size_t recipient = 0;  // its number
        // With so many accepted before it, it is one too many; kAny: never.
        std::uint32_t room = kAny;

        auto operator<=>(const Place&) const = default;
    };

    explicit Envelope(std::vector<Place> places);

    // Empty: it is none of these recipients.
    [[nodiscard]] std::optional<std::uint32_t> room(std::size_t recipient) const;
    [[nodiscard]] const std::vector<Place>& places() const { return places_; }
    // The same recipients, whatever their rooms.
    [[nodiscard]] bool same_recipients(const Envelope& other) const;

private:
    std::vector<Place> places_;  // by number
};

// One transaction's recipients as they are named, held against what is remembered of earlier ones.
struct Naming {
    std::vector<std::size_t> named;
    std::vector<std::shared_ptr<const Envelope>> like;  // those that hold all that were named so far
};

}  // namespace heloise
