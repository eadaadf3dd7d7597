// Base64 (RFC 2045 section 6.8): octets into it, and over-long lines of it cut.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace heloise {

// Lines of 76 octets, CRLF between them and none behind the last.
class Base64Encoder {
public:
    // Octets cut anywhere; holds at most two back.
    void encode(std::string_view octets, std::string& out);
    void finish(std::string& out);

private:
    void put_groups(const unsigned char* from, std::size_t count, std::string& out);

    unsigned char held_[3] = {};
    std::size_t holds_ = 0;
    std::size_t column_ = 0;
};

// Passes a body that is declared base64. A line end inside base64 means nothing, so a line over `line_max`
// octets (CRLF counted; 0: any length) is cut after 76; all else leaves as it came. A CR or LF alone becomes
// CRLF. An octet that no decoder can read (over 127, NUL) is not repaired: readable() turns false for good.
class Base64Mender {
public:
    explicit Base64Mender(std::size_t line_max) : line_max_(line_max) {}
    void mend(std::string_view body, std::string& out);
    void finish(std::string& out);
    [[nodiscard]] bool readable() const { return readable_; }
    // False for good when a line had to be cut where the new one may be taken for a delimiter.
    [[nodiscard]] bool cut_well() const { return cut_well_; }
    [[nodiscard]] std::uint64_t lines_mended() const { return lines_mended_; }

private:
    void pass_lines(std::string_view& body, std::string& out);
    void take_line_octet(std::string_view& body, std::string& out);
    void put(std::string_view piece, std::string& out);
    void cut(std::string_view piece, std::string& out);
    void end_line(bool bare, std::string& out);
    void start_line();
    [[nodiscard]] bool fits(std::size_t length) const { return line_max_ == 0 || length + 2 <= line_max_; }

    std::size_t line_max_;
    std::string line_;  // of an unfinished line, as long as it may leave unchanged: at most line_max
    bool cutting_ = false;
    std::size_t column_ = 0;
    bool held_cr_ = false;
    bool readable_ = true;
    bool cut_well_ = true;
    std::uint64_t lines_mended_ = 0;
};

}  // namespace heloise
