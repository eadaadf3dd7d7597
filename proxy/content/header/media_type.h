// What a Content-Type and a Content-Transfer-Encoding field say, as far as a conversion must know it.
//
// Readers of mail differ on broken fields. So this says, too, whether all of them would read the same: what
// is not `clear` is never converted (RFC 2045 section 5.1 is the grammar, Python's email package the lenient
// end).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace heloise {

struct MediaType {
    enum class Kind : std::uint8_t {
        Text,
        Multipart,
        Message,        // message/rfc822, message/news: a header follows
        GlobalMessage,  // message/global and its kin: may be encoded as a whole (RFC 6532 section 3.5)
        OtherMessage,   // message/partial and the rest: may not be encoded (RFC 2046 section 5.2)
        Other,
    } kind = Kind::Text;
    bool digest = false;     // multipart/digest: its parts are messages unless they say otherwise
    bool signature = false;  // multipart/signed, multipart/encrypted
    bool wide = false;       // text in UTF-16 and the like: octets 13 and 10 are no line ends in it
    bool clear = true;
    std::string boundary;  // of a multipart; empty: none that everyone would find

    bool operator==(const MediaType&) const = default;
};

// `value` is the field's value, folded or not.
[[nodiscard]] MediaType read_media_type(std::string_view value);

enum class TransferEncoding : std::uint8_t { SevenBit, EightBit, Binary, QuotedPrintable, Base64, Unknown };

// Knows what senders write for 7bit and 8bit; an empty value is 7bit (RFC 2045 section 6.1).
[[nodiscard]] TransferEncoding read_transfer_encoding(std::string_view value);

[[nodiscard]] constexpr bool is_identity(TransferEncoding encoding) {
    return encoding == TransferEncoding::SevenBit || encoding == TransferEncoding::EightBit ||
           encoding == TransferEncoding::Binary;
}

}  // namespace heloise
