// Runs need no scan: they say where the dots are (see run.h). Plain octets are searched for line ends.
#include "proxy/wire/dotted_body.h"

namespace heloise {
namespace {

constexpr std::string_view kCrlf = "\r\n";

// Appends `octets` with each dot doubled that follows an LF in them.
void append_stuffed(std::string_view octets, std::string& out) {
    std::size_t appended = 0;
    for (std::size_t lf = octets.find('\n'); lf != std::string_view::npos; lf = octets.find('\n', lf + 1)) {
        if (lf + 1 == octets.size() || octets[lf + 1] != '.') continue;
        out.append(octets.substr(appended, lf + 1 - appended)).push_back('.');
        appended = lf + 1;
    }
    out.append(octets.substr(appended));
}

}  // namespace

void DottedEncoder::encode(const Run& run, std::string& out) {
    if (run.octets.empty()) return;
    release(out);
    if (run.line_start && run.octets.front() == '.') out.push_back('.');
    std::string_view octets = run.octets;
    line_start_ = octets.ends_with(kCrlf);
    if (line_start_) {
        held_ = Held::Crlf;
        octets.remove_suffix(kCrlf.size());
    }
    out.append(octets);
    empty_ = false;
}

void DottedEncoder::encode_plain(std::string_view octets, std::string& out) {
    if (octets.empty()) return;
    empty_ = false;
    if (held_ == Held::Cr && octets.front() == '\n') {
        held_ = Held::Crlf;
        line_start_ = true;
        octets.remove_prefix(1);
        if (octets.empty()) return;
    }
    release(out);
    if (line_start_ && octets.front() == '.') out.push_back('.');
    line_start_ = octets.ends_with('\n');
    if (octets.ends_with(kCrlf)) {
        held_ = Held::Crlf;
        octets.remove_suffix(kCrlf.size());
    } else if (octets.ends_with('\r')) {
        held_ = Held::Cr;
        octets.remove_suffix(1);
    }
    append_stuffed(octets, out);
}

void DottedEncoder::finish(std::string& out) {
    // A CR whose LF never came is completed here rather than sent alone (rule 15).
    out.append(empty_ ? ".\r\n" : "\r\n.\r\n");
    held_ = Held::Nothing;
    line_start_ = true;
    empty_ = true;
}

void DottedEncoder::release(std::string& out) {
    if (held_ == Held::Cr) out.push_back('\r');
    if (held_ == Held::Crlf) out.append(kCrlf);
    held_ = Held::Nothing;
}

}  // namespace heloise
