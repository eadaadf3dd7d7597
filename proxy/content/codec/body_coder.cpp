// Forwards to the one that is in.
#include "proxy/content/codec/body_coder.h"

namespace heloise {
namespace {

struct Code {
    std::string_view octets;
    std::string& out;
    void operator()(std::monostate) const { out += octets; }
    void operator()(QuotedPrintableEncoder& encoder) const { encoder.encode(octets, out); }
    void operator()(Base64Encoder& encoder) const { encoder.encode(octets, out); }
    void operator()(QuotedPrintableMender& mender) const { mender.mend(octets, out); }
    void operator()(Base64Mender& mender) const { mender.mend(octets, out); }
};

struct Finish {
    std::string& out;
    void operator()(std::monostate) const {}
    void operator()(auto& coder) const { coder.finish(out); }
};

}  // namespace

void BodyCoder::code(std::string_view octets, std::string& out) {
    std::visit(Code{octets, out}, coder_);
}

void BodyCoder::finish(std::string& out) {
    std::visit(Finish{out}, coder_);
}

bool BodyCoder::mended() const {
    if (const auto* const printable = std::get_if<QuotedPrintableMender>(&coder_))
        return printable->lines_mended() > 0;
    if (const auto* const base64 = std::get_if<Base64Mender>(&coder_)) return base64->lines_mended() > 0;
    return false;
}

bool BodyCoder::spoilt() const {
    if (const auto* const printable = std::get_if<QuotedPrintableMender>(&coder_))
        return !printable->padding_kept();
    const auto* const base64 = std::get_if<Base64Mender>(&coder_);
    return base64 != nullptr && !base64->cut_well();
}

std::string_view BodyCoder::message_end() const {
    // RFC 2045 section 6.7 rule 5: a soft line break is no part of the text. In base64 no line end is.
    if (std::holds_alternative<QuotedPrintableEncoder>(coder_)) return "=\r\n";
    if (std::holds_alternative<Base64Encoder>(coder_)) return "\r\n";
    return {};
}

}  // namespace heloise
