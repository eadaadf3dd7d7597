// The structure is read as Python's email package does, and where another reader may see more headers or more
// boundaries than that, they are seen here, too: that costs a line end that becomes a blank, and no more.
#include "proxy/content/place_watch.h"

#include <algorithm>
#include <utility>

#include "proxy/base/ascii.h"
#include "proxy/base/limits.h"
#include "proxy/content/header_reader.h"

namespace heloise {
namespace {

// kLineKept octets of a line are kept: the longest delimiter is 2 + 256 + 2 octets and blanks. kTypeKept are
// kept of a Content-Type field.
constexpr std::size_t kLineKept = 1000;
constexpr std::size_t kTypeKept = 8 * 1024;
// kHeaderWatched octets of a header are watched. Real headers end sooner, and one that does not end is a
// text without a header.
constexpr std::size_t kHeaderWatched = 1024 * 1024;

// The value of a Content-Type field; blanks before the colon are RFC 5322's obs-optional.
std::optional<std::string_view> value_of_type(std::string_view line) {
    constexpr std::string_view kName = "Content-Type";
    if (!starts_with_ignoring_case(line, kName)) return std::nullopt;
    line.remove_prefix(kName.size());
    while (!line.empty() && is_blank(line.front())) line.remove_prefix(1);
    if (!line.starts_with(':')) return std::nullopt;
    return line.substr(1);
}

}  // namespace

ContentReader::Place PlaceWatch::place() const {
    if (where_ == Where::Lost) return {.blank = true};
    if (where_ == Where::Header) return {.header = true, .blank = true};
    // A delimiter that a CR cuts a text off would be one: "--b CR text".
    const bool may_be_delimiter = gathering_ && line_.starts_with("--");
    return {.multipart = boundaries_.any(), .blank = blank_body_ || may_be_delimiter};
}

void PlaceWatch::look(const Run& run) {
    if (where_ == Where::Lost || (where_ == Where::Body && !boundaries_.any())) return;
    std::string_view octets = run.octets;
    if (where_ == Where::Body && !gathering_) gathering_ = run.line_start && octets.starts_with('-');
    while (gathering_ && !octets.empty()) {
        const std::size_t lf = octets.find('\n');
        const bool complete = lf != std::string_view::npos;
        const std::string_view piece = octets.substr(0, complete ? lf + 1 : octets.size());
        octets.remove_prefix(piece.size());
        line_.append(piece.substr(0, kLineKept - std::min(kLineKept, line_.size())));
        if (where_ == Where::Header) {
            header_octets_ += piece.size();
            if (header_octets_ > kHeaderWatched) where_ = Where::Lost;
        }
        if (complete) end_line();
        if (where_ == Where::Lost) return;
    }
}

void PlaceWatch::start_header() {
    where_ = Where::Header;
    gathering_ = true;
    in_type_ = false;
    type_.reset();
    fields_in_body_ = false;
    header_octets_ = 0;
}

void PlaceWatch::end_line() {
    const Boundaries::Match match = boundaries_.match(line_);
    if (match.kind == Boundaries::Match::Kind::Odd) {
        where_ = Where::Lost;
    } else if (match.kind != Boundaries::Match::Kind::None) {
        on_delimiter(match);
    } else if (where_ == Where::Header) {
        end_header_line();
    } else {
        gathering_ = false;
    }
    line_.clear();
}

// A line that is no field ends the header for some and not for others; here it goes on until the empty line.
// But a message that begins with one has no header.
void PlaceWatch::end_header_line() {
    if (std::exchange(first_line_, false) && classify_header_line(line_) == HeaderLine::Text) {
        where_ = Where::Body;
        gathering_ = false;
        return;
    }
    if (line_ == "\r\n") {
        end_type_field();
        if (where_ != Where::Lost) end_header();
        return;
    }
    if (in_type_ && is_blank(line_.front())) {
        type_field_ += line_;
    } else {
        end_type_field();
        if (const auto value = value_of_type(line_)) {
            in_type_ = true;
            type_field_ = *value;
        }
    }
    const bool cut_short = in_type_ && (!line_.ends_with('\n') || type_field_.size() > kTypeKept);
    if (cut_short) where_ = Where::Lost;
}

void PlaceWatch::end_type_field() {
    if (!std::exchange(in_type_, false) || where_ == Where::Lost) return;
    MediaType type = read_media_type(type_field_);
    if (!type.clear || (type_ && *type_ != type)) where_ = Where::Lost;
    if (contains_ignoring_case(type_field_, "rfc822-headers")) fields_in_body_ = true;
    type_ = std::move(type);
}

MediaType PlaceWatch::type_of_part() const {
    if (type_) return *type_;
    MediaType type;
    // RFC 2046 section 5.1.5: what is a message unless it says otherwise.
    if (!digests_.empty() && digests_.back()) type.kind = MediaType::Kind::Message;
    return type;
}

void PlaceWatch::end_header() {
    using Kind = MediaType::Kind;
    const MediaType type = type_of_part();
    blank_body_ = blank_body_ || fields_in_body_;
    switch (type.kind) {
        case Kind::GlobalMessage:
        case Kind::OtherMessage:
            // Some read headers in these, and several behind each other: message/delivery-status.
            blank_body_ = true;
            [[fallthrough]];
        case Kind::Message: return start_header();
        case Kind::Multipart: return open_multipart(type);
        case Kind::Text:
        case Kind::Other: break;
    }
    where_ = Where::Body;
    gathering_ = false;
}

void PlaceWatch::open_multipart(const MediaType& type) {
    const bool clear =
        !type.boundary.empty() && !boundaries_.clash(type.boundary) && digests_.size() < limits::kMimeDepth;
    where_ = clear ? Where::Body : Where::Lost;
    gathering_ = false;
    if (!clear) return;
    boundaries_.open(type.boundary, digests_.size());
    digests_.push_back(type.digest);
}

// A delimiter that closes its multipart leaves the boundary open: a reader that goes on there finds a
// header, so it is watched for.
void PlaceWatch::on_delimiter(const Boundaries::Match& match) {
    boundaries_.close_from(match.level + 1);
    digests_.resize(match.level + 1);
    blank_body_ = false;
    if (match.kind == Boundaries::Match::Kind::Part) return start_header();
    where_ = Where::Body;
    gathering_ = false;
}

}  // namespace heloise
