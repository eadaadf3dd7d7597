// Knows where in a message its octets stand: in a header, in a body, and whether lines may be delimiters, so
// that a CR alone is settled without harm (rule 15, ContentReader::Place).
//
// It looks at headers line by line and at lines that begin with a dash while a multipart is open; the rest of
// a body costs it a comparison a run. It holds a line's beginning, a Content-Type field and the open
// boundaries, all bounded. Where readers of mail may see different structures it says "blank" to the end of
// the message, since a blank is safe wherever one stands.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/content/boundaries.h"
#include "proxy/content/header/media_type.h"
#include "proxy/wire/content_reader.h"
#include "proxy/wire/run.h"

namespace heloise {

class PlaceWatch {
public:
    // Runs in order, from the first octet of the message, as the reader gives them that stands at place().
    void look(const Run& run);
    [[nodiscard]] ContentReader::Place place() const;

private:
    enum class Where : std::uint8_t { Header, Body, Lost };

    void start_header();
    void end_line();
    void end_header_line();
    void end_type_field();
    void end_header();
    void open_multipart(const MediaType& type);
    void on_delimiter(const Boundaries::Match& match);
    [[nodiscard]] MediaType type_of_part() const;

    Where where_ = Where::Header;
    bool first_line_ = true;  // of the message
    bool gathering_ = true;   // the line may be a delimiter; always so in a header
    std::string line_;        // of it, its beginning
    bool in_type_ = false;    // the last field is a Content-Type
    std::string type_field_;  // its value
    std::optional<MediaType> type_;
    bool fields_in_body_ = false;  // what follows the header are fields to some, though no header
    bool blank_body_ = false;
    std::size_t header_octets_ = 0;
    Boundaries boundaries_;
    std::vector<bool> digests_;  // for each open boundary: its multipart is a digest
};

}  // namespace heloise
