// One of the encodings, or the menders, or neither: what a body runs through on its way out.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "proxy/content/codec/base64.h"
#include "proxy/content/codec/quoted_printable.h"

namespace heloise {

class BodyCoder {
public:
    BodyCoder() = default;  // octets leave as they came
    explicit BodyCoder(QuotedPrintableEncoder encoder) : coder_(std::move(encoder)) {}
    explicit BodyCoder(Base64Encoder encoder) : coder_(encoder) {}
    explicit BodyCoder(QuotedPrintableMender mender) : coder_(std::move(mender)) {}
    explicit BodyCoder(Base64Mender mender) : coder_(std::move(mender)) {}

    void code(std::string_view octets, std::string& out);
    // Ready for nothing more.
    void finish(std::string& out);
    // What leaves is not what came, because it was encoded badly.
    [[nodiscard]] bool mended() const;
    // A badly encoded line could not be mended without the risk that another message comes of it.
    [[nodiscard]] bool spoilt() const;
    // What encodings have between a body without a line end and the end of the message, so that the message
    // ends in CRLF and the body decodes to what it was.
    [[nodiscard]] std::string_view message_end() const;
    // A body that ends in CRLF does so encoded, too.
    [[nodiscard]] bool keeps_lines() const { return std::holds_alternative<QuotedPrintableEncoder>(coder_); }

private:
    std::variant<std::monostate, QuotedPrintableEncoder, Base64Encoder, QuotedPrintableMender, Base64Mender>
        coder_;
};

}  // namespace heloise
