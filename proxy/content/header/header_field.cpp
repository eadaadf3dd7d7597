// A field that needs nothing costs one look; for the others, the kind of the field decides who writes it
// anew.
#include "proxy/content/header/header_field.h"

#include <algorithm>
#include <array>

#include "proxy/base/ascii.h"
#include "proxy/content/header/address_field.h"
#include "proxy/content/header/field_kind.h"
#include "proxy/content/header/field_rewrite.h"
#include "proxy/content/header/field_text.h"
#include "proxy/content/header/field_tokens.h"
#include "proxy/content/header/parameter_field.h"
#include "proxy/content/header/structured_field.h"
#include "proxy/wire/cut_line.h"
#include "proxy/wire/scan.h"

namespace heloise {
namespace {

// Of what is said to the sender, and of it the field's name: names have no limit.
constexpr std::size_t kWhyMax = 120;
constexpr std::size_t kNameShown = 40;

struct Look {
    bool eight_bit = false;
    bool too_long = false;        // a line is
    bool dot_behind_cut = false;  // likewise
    bool sound = true;            // no NUL, and a CR or LF only as the end of the field or before a blank
};

Look look_at(std::string_view field, std::size_t line_max) {
    Look look;
    for (std::size_t at = 0; at < field.size();) {
        const std::size_t octets = find_line_octet(field.substr(at), look.eight_bit);
        const std::size_t end = at + octets;
        const std::string_view rest = field.substr(end);
        look.too_long = look.too_long || (line_max > 0 && octets + 2 > line_max);
        look.dot_behind_cut = look.dot_behind_cut || cut_leaves_dot(field.substr(at, octets));
        if (rest.empty()) break;
        const bool fold = rest.starts_with("\r\n") && (rest.size() == 2 || is_blank(rest[2]));
        look.sound = look.sound && fold;
        at = end + (fold ? 2 : 1);
    }
    return look;
}

//   field-name = 1*ftext (RFC 5322 section 2.2)
bool is_name(std::string_view name) {
    return !name.empty() && std::all_of(name.begin(), name.end(),
                                        [](char c) { return is_printable(c) && c != ' ' && c != ':'; });
}

FieldOutcome refused(std::string_view name, std::string_view why) {
    FieldOutcome outcome;
    outcome.kind = FieldOutcome::Kind::Refused;
    if (!name.empty()) outcome.why = shown_address(name, kNameShown) + ": ";
    outcome.why += why;
    if (outcome.why.size() > kWhyMax) outcome.why = outcome.why.substr(0, kWhyMax - 3) + "...";
    return outcome;
}

void write_tokens(FieldRewrite& rewrite, DomainPlaces places) {
    write_structured(field_tokens(rewrite.value.text(), FieldGrammar::Mail), places, rewrite);
}

void write(FieldKind kind, FieldRewrite& rewrite) {
    switch (kind) {
        case FieldKind::Unstructured: return write_unstructured(rewrite);
        case FieldKind::Addresses: return write_addresses(rewrite);
        case FieldKind::Parameters: return write_parameters(rewrite);
        case FieldKind::Structured: return write_tokens(rewrite, DomainPlaces::Addresses);
        // DEPARTS from RFC 2047 section 5: encoded words in comments of Received, for else a whole message
        // would be refused for what a relay said of itself.
        case FieldKind::Trace: return write_tokens(rewrite, DomainPlaces::Trace);
        case FieldKind::Signature: break;
    }
    rewrite.writer.refuse("a signature cannot be changed");
}

FieldOutcome adapt_lines(std::string_view field, const FieldNeeds& needs) {
    const Look look = look_at(field, needs.line_max);
    const bool to_ascii = needs.ascii && look.eight_bit;
    if (!to_ascii && !look.too_long) return {};

    const std::size_t colon = field.find(':');
    const std::string_view name = field.substr(0, colon);
    if (colon == std::string_view::npos || !is_name(name)) {
        return refused("", to_ascii ? "a header line that is no field is not ASCII"
                                    : "a header line that is no field is too long");
    }
    if (!look.sound) return refused(name, "it holds a NUL or a bare line end");

    const bool ended = field.ends_with("\r\n");
    const std::string_view value = field.substr(colon + 1, field.size() - colon - 1 - (ended ? 2 : 0));
    FieldRewrite rewrite(name, value, needs.ascii, needs.line_max, look.too_long);
    write(field_kind(name), rewrite);
    FieldOutcome outcome;
    outcome.kind = FieldOutcome::Kind::Rewritten;
    outcome.text = rewrite.writer.finish();
    if (!rewrite.writer.refusal().empty()) return refused(name, rewrite.writer.refusal());
    if (!ended) outcome.text.resize(outcome.text.size() - 2);
    return outcome;
}

}  // namespace

FieldOutcome adapt_field(std::string_view field, const FieldNeeds& needs) {
    if (!needs.dot_behind_cut) return adapt_lines(field, needs);
    // The field as it is or as it has to be anyway; and where that won't do, so that no line is cut.
    if (!look_at(field, 0).dot_behind_cut) {
        FieldOutcome outcome = adapt_lines(field, needs);
        const bool rewritten = outcome.kind == FieldOutcome::Kind::Rewritten;
        if (!rewritten || !look_at(outcome.text, 0).dot_behind_cut) return outcome;
    }
    FieldNeeds uncut = needs;
    uncut.line_max = needs.line_max == 0 ? kUncutLine : std::min(needs.line_max, kUncutLine);
    return adapt_lines(field, uncut);
}

}  // namespace heloise
