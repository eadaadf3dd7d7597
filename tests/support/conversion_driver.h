// A message through a Conversion, cut as one likes: string in, string out. It plays the spool.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>

#include "proxy/base/check.h"
#include "proxy/content/conversion.h"

namespace heloise {

struct Converted {
    std::string out;
    std::optional<Conversion::Refusal> refusal;
    Conversion::Facts facts;
    std::uint64_t spooled = 0;  // octets that were in the spool, all in all

    [[nodiscard]] std::string why() const { return refusal ? refusal->why : std::string(); }
};

// How a message is handed over, and what is spilled handed back.
struct Cut {
    std::size_t piece = 0;  // octets of each piece; 0: whole
    unsigned seed = 0;      // not 0: pieces of random sizes up to `piece`
};

class ConversionDriver {
public:
    ConversionDriver(const ConversionNeeds& needs, Cut cut)
        : conversion_(needs), cut_(cut), random_(cut.seed) {}

    [[nodiscard]] Converted convert(std::string_view message) {
        while (!message.empty() && conversion_.refusal() == nullptr) {
            std::string_view piece = message.substr(0, next_piece());
            message.remove_prefix(piece.size());
            while (!piece.empty()) {
                const std::size_t before = piece.size();
                conversion_.push(piece, converted_.out, spill_);
                take_spill();
                CHECK(piece.size() < before || conversion_.recalling());
                recall();
            }
        }
        if (conversion_.refusal() == nullptr) conversion_.finish(converted_.out);
        recall();
        if (const auto* const refusal = conversion_.refusal(); refusal != nullptr) {
            converted_.refusal = *refusal;
        } else {
            CHECK(conversion_.done());
        }
        converted_.facts = conversion_.facts();
        return converted_;
    }

private:
    std::size_t next_piece() {
        if (cut_.piece == 0) return SIZE_MAX;
        return cut_.seed == 0 ? cut_.piece : 1 + random_() % cut_.piece;
    }

    void take_spill() {
        converted_.spooled += spill_.size();
        spool_ += spill_;
        spill_.clear();
    }

    void recall() {
        while (conversion_.recalling()) {
            const auto at = static_cast<std::size_t>(conversion_.recall_at());
            const auto left = static_cast<std::size_t>(conversion_.recall_octets());
            CHECK(at + left == spool_.size() && left > 0);
            conversion_.on_recalled(std::string_view(spool_).substr(at, std::min(left, next_piece())),
                                    converted_.out);
            if (!conversion_.recalling()) spool_.clear();
        }
        if (conversion_.refusal() != nullptr) spool_.clear();
    }

    Conversion conversion_;
    Cut cut_;
    std::mt19937 random_;
    std::string spill_;
    std::string spool_;
    Converted converted_;
};

[[nodiscard]] inline Converted convert(std::string_view message, const ConversionNeeds& needs, Cut cut = {}) {
    return ConversionDriver(needs, cut).convert(message);
}

}  // namespace heloise
