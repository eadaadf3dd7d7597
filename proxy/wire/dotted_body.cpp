// No scan: the runs say where the dots are (see run.h).
#include "proxy/wire/dotted_body.h"

namespace heloise {
namespace {
constexpr std::string_view kCrlf = "\r\n";
}

void DottedEncoder::encode(const Run& run, std::string& out) {
    if (run.octets.empty()) return;
    if (holds_crlf_) out.append(kCrlf);
    if (run.line_start && run.octets.front() == '.') out.push_back('.');
    std::string_view octets = run.octets;
    holds_crlf_ = octets.ends_with(kCrlf);
    if (holds_crlf_) octets.remove_suffix(kCrlf.size());
    out.append(octets);
    empty_ = false;
}

void DottedEncoder::finish(std::string& out) {
    out.append(empty_ ? ".\r\n" : "\r\n.\r\n");
    holds_crlf_ = false;
    empty_ = true;
}

}  // namespace heloise
