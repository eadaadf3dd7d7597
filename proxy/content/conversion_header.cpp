// Headers: each field made fit, the labels remembered, and what the header says of what follows.
#include <algorithm>
#include <utility>

#include "proxy/base/ascii.h"
#include "proxy/base/limits.h"
#include "proxy/base/utf8.h"
#include "proxy/content/conversion_impl.h"
#include "proxy/content/fault_text.h"
#include "proxy/content/header/header_field.h"

namespace heloise {
namespace {

constexpr std::size_t kNameShown = 40;  // octets of a field's name in a reply
constexpr const char* kOddDelimiter = "a part with a line that some readers take for a delimiter";

}  // namespace

void Conversion::Impl::start_header(bool of_message) {
    where_ = Where::Header;
    header_reader_.start();
    header_ = PartHeader();
    of_message_ = of_message;
    header_unclear_ = false;
    header_ended_oddly_ = false;
    odd_paragraph_ = false;
    held_part_ = true;
    header_at_ = hold_.end();
}

bool Conversion::Impl::step_header(std::string_view& octets) {
    using Kind = HeaderReader::Item::Kind;
    const HeaderReader::Item item = header_reader_.next(octets, boundaries_, finishing_);
    switch (item.kind) {
        case Kind::NeedMore: return false;
        case Kind::Field: on_field(item.text); return true;
        case Kind::FirstPiece: on_long_field(item.text, true); return true;
        case Kind::Piece: on_long_field(item.text, false); return true;
        case Kind::Line: on_header_line(item.text, item.line); return true;
        case Kind::End:
            header_end_at_ = hold_.end();
            end_header({});
            return true;
    }
    return false;
}

// What no field may hold and adapt_field() does not mend.
bool Conversion::Impl::fits_a_back(std::string_view field) {
    Fault fault = Fault::None;
    if (needs_.no_leading_dot && field.starts_with('.')) fault = Fault::LeadingDot;
    if (needs_.no_binary && has_bare_newline(field)) fault = Fault::BareNewline;
    if (needs_.no_binary && field.find('\0') != std::string_view::npos) fault = Fault::Nul;
    if (fault != Fault::None)
        refuse(Refusal::Kind::Header, fault_text(fault, needs_.line_max) + " in a header field");
    return fault == Fault::None;
}

void Conversion::Impl::on_field(std::string_view field) {
    if (!fits_a_back(field)) return;
    note_odd_delimiter(field);
    // Only the message's own end cuts a line end off.
    std::string whole;
    if (!field.ends_with("\r\n")) whole = std::string(field) + "\r\n";
    FieldOutcome outcome = adapt_field(whole.empty() ? field : whole,
                                       {needs_.ascii_headers, needs_.line_max, needs_.no_dot_behind_cut});
    if (outcome.kind == FieldOutcome::Kind::Refused) {
        refuse(Refusal::Kind::Header, std::move(outcome.why));
        return;
    }
    std::string_view sent = field;
    if (outcome.kind == FieldOutcome::Kind::Rewritten) {
        if (!needs_.headers_too && !is_ascii(field)) {
            const std::string_view name = field.substr(0, std::min(field.find(':'), kNameShown));
            refuse(Refusal::Kind::Header, printable_utf8(name) + " holds octets over 127");
            return;
        }
        constexpr const char* kRewritten = "a header field that must be rewritten";
        if (!allow_change(Refusal::Kind::Header, kRewritten)) return;
        if (header_unclear_ || header_reader_.blank_line()) {
            // What is a field to us is the body's to some.
            refuse(Refusal::Kind::Header,
                   std::string(kRewritten) + " where some readers do not see a header any more");
            return;
        }
        ++facts_.fields;
        sent = outcome.text;
    }
    if (field.starts_with(">From ")) {
        header_.doubt("a part whose header begins with \">From \"");
        header_unclear_ = true;
    }
    if (field.starts_with("From ") && !frames_.empty())
        header_.doubt("a part whose header begins with \"From \"");
    header_.note(field, hold_.end(), sent.size());
    hold(sent);
}

// "--b: x" is a field, and with a boundary "b" open a delimiter to some.
void Conversion::Impl::note_odd_delimiter(std::string_view field) {
    if (boundaries_.match(field).kind != Boundaries::Match::Kind::Odd) return;
    header_.doubt(kOddDelimiter);
    header_unclear_ = true;
}

void Conversion::Impl::on_long_field(std::string_view piece, bool first) {
    if (first) {
        note_odd_delimiter(piece);
        header_.note_long(piece);
        long_field_.start(false);
    }
    const FaultWatch watch{needs_.ascii_headers, needs_.no_leading_dot, needs_.no_binary,
                           needs_.no_binary,     needs_.line_max,       needs_.no_dot_behind_cut};
    std::string_view octets = piece;
    while (true) {
        const BodyScanner::Step step = long_field_.next(octets, watch, octets.size() + 1, false);
        if (step.stop == BodyScanner::Step::Stop::NeedMore) break;
        if (step.stop != BodyScanner::Step::Stop::Fault) continue;
        refuse(Refusal::Kind::Header, fault_text(step.fault, needs_.line_max) +
                                          " in a header field of over " +
                                          std::to_string(limits::kHeaderField / 1024) + " KiB");
        return;
    }
    hold(piece);
}

// The header is over. An empty line ends it, a delimiter ends the part with it; any other line is the body's
// first, and stands where the empty line is missing.
void Conversion::Impl::on_header_line(std::string_view line, HeaderLine kind) {
    header_end_at_ = hold_.end();
    if (needs_.no_binary && has_bare_newline(line)) {
        refuse(Refusal::Kind::Header, "a bare CR or LF at the end of a header");
        return;
    }
    const Boundaries::Match match = boundaries_.match(line);
    if (match.kind == Boundaries::Match::Kind::Part || match.kind == Boundaries::Match::Kind::Close) {
        const std::string delimiter(line);
        settle();
        on_delimiter(match, delimiter);
        return;
    }
    if (kind == HeaderLine::Empty) {
        hold(line);
        if (!refused_) end_header({});
        return;
    }
    header_ended_oddly_ = true;
    if (match.kind == Boundaries::Match::Kind::Odd) header_.doubt(kOddDelimiter);
    if (kind != HeaderLine::Text) header_.doubt("a part whose header does not end where all readers see it");
    const std::string odd(line);
    end_header(odd);
}

void Conversion::Impl::end_header(std::string odd_line) {
    if (header_reader_.blank_line()) header_.doubt("a part with a line of blanks in its header");
    body_at_ = hold_.end();
    const MediaType type = type_of_part();
    const char* const doubt = doubt_of_part(type);
    if (doubt == nullptr && type.kind == MediaType::Kind::Message) {
        open_message();
        return;
    }
    if (doubt == nullptr && type.kind == MediaType::Kind::Multipart) {
        open_multipart(type);
    } else {
        start_leaf(type, doubt);
    }
    // The line that ended the header was looked at before the multipart's own boundary was known.
    const Boundaries::Match match = boundaries_.match(odd_line);
    if (match.kind == Boundaries::Match::Kind::Part || match.kind == Boundaries::Match::Kind::Close) {
        on_delimiter(match, odd_line);
        return;
    }
    if (match.kind == Boundaries::Match::Kind::Odd) in_doubt(kOddDelimiter);
    odd_paragraph_ = header_ended_oddly_;
    scanner_.start_with(std::move(odd_line), boundaries_.any());
    scanner_.watch_all_lines(odd_paragraph_);
    set_watch();
}

MediaType Conversion::Impl::type_of_part() const {
    if (header_.type()) return *header_.type();
    MediaType type;
    // RFC 2046 section 5.1.5.
    if (!of_message_ && !frames_.empty() && frames_.back().digest) type.kind = MediaType::Kind::Message;
    return type;
}

// Why nothing may change in what follows, however it came to that; null: all may.
const char* Conversion::Impl::doubt_of_part(const MediaType& type) {
    using Kind = MediaType::Kind;
    if (const char* const why = why_unchangeable(); why != nullptr) return why;
    if (header_.doubt() != nullptr) return header_.doubt();
    if (type.kind == Kind::OtherMessage) return "a part of type message/..., which must not be encoded";
    if (type.kind == Kind::Multipart || type.kind == Kind::Message) {
        if (!is_identity(header_.encoding()))
            return "a multipart or message that is encoded, which none may be";
        if (frames_.size() >= limits::kMimeDepth) return "a part within too many others";
        if (type.kind == Kind::Message && header_ended_oddly_)
            return "a part whose header does not end where all readers see it";
    }
    if (type.kind == Kind::Multipart) {
        if (type.boundary.empty()) return "a multipart without a boundary that all readers find";
        if (boundaries_.clash(type.boundary)) {
            // Which of the two a delimiter closes is anybody's guess, so what follows is in doubt, too.
            constexpr const char* kClash = "a multipart whose boundary is that of one around it";
            for (Frame& frame : frames_) frame.doubt = kClash;
            return kClash;
        }
    }
    return header_.encoding() == TransferEncoding::Unknown ? "a part in an unknown encoding" : nullptr;
}

void Conversion::Impl::open_multipart(const MediaType& type) {
    Frame frame;
    frame.multipart = true;
    frame.digest = type.digest;
    frame.signature = type.signature;
    keep_label(frame);
    frames_.push_back(std::move(frame));
    boundaries_.open(type.boundary, frames_.size() - 1);
    settle();
    where_ = Where::Preamble;
}

void Conversion::Impl::open_message() {
    Frame frame;
    keep_label(frame);
    frames_.push_back(std::move(frame));
    settle();
    start_header(true);
}

// RFC 2045 section 6.4: a multipart's label is 8bit or binary when something inside is. It stays true when
// all inside became 7bit, so it is changed where that costs nothing: while the header is still in memory.
std::string_view Conversion::Impl::label_once_converted() const {
    constexpr std::size_t kLine = 1000;  // RFC 2045 section 2.7 and 2.8: 7bit and 8bit have short lines
    const TransferEncoding encoding = header_.encoding();
    const bool short_lines = needs_.line_max != 0 && needs_.line_max <= kLine;
    const bool seven_bit = needs_.seven_bit && needs_.ascii_headers;
    if (header_.labels().size() != 1 || encoding == TransferEncoding::SevenBit || !short_lines) return {};
    if (!seven_bit && (encoding != TransferEncoding::Binary || !needs_.no_binary)) return {};
    return seven_bit ? "7bit" : "8bit";
}

// RFC 2045 section 4: without MIME-Version a reader need not look for parts and encodings, and what was
// readable text to it would not be any more. So it is added, while the header is still in memory, too.
void Conversion::Impl::keep_label(Frame& frame) {
    frame.true_label = label_once_converted();
    frame.lacks_version = of_message_ && !header_.mime_version();
    if (frame.true_label.empty() && !frame.lacks_version) return;
    if (live_labels_ == 0) held_cost_ = hold_.end() - header_at_;
    if (held_cost_ > needs_.lookahead) return;
    if (!frame.true_label.empty()) frame.label = header_.labels().front();
    frame.fields_end_at = header_end_at_;
    frame.held = true;
    ++live_labels_;
}

}  // namespace heloise
