// A layer between a connection's socket and its owner that turns octets into other octets, as TLS does.
//
// A layer knows no socket: the connection feeds it what the socket gave, and writes to the socket what the
// layer hands out. So a layer is tested like a codec. "Raw" octets are those of the socket, "plaintext" is
// the owner's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace heloise {

class StreamLayer {
public:
    enum class State : std::uint8_t {
        Opening,  // a handshake is under way: no plaintext either way
        Open,
        Ended,   // the peer has said its last word (close_notify): behind what is held comes no plaintext
        Failed,  // what the peer sent is not a stream of this layer: likewise, and nothing can be sent any
                 // more
    };
    // What of the peer's octets has been fed and not been read.
    enum class Held : std::uint8_t {
        Nothing,
        Part,  // of a record: whether there is plaintext in it is not known before its end has come
        Plaintext,
    };

    virtual ~StreamLayer() = default;

    // Takes all of `raw`, in any cuts. REQUIRES: no plaintext is held, so that what is held has a bound: one
    // feed and one record. Afterwards raw octets of the layer's own may be there to be taken: a handshake, an
    // alert.
    virtual void feed(std::string_view raw) = 0;
    [[nodiscard]] virtual State state() const = 0;
    [[nodiscard]] virtual Held held() const = 0;
    // The plaintext that comes next, at most as much as fits and at least one octet. REQUIRES: some is held.
    [[nodiscard]] virtual std::size_t read(std::span<char> into) = 0;

    // Makes raw octets of `plaintext`, all of it: nothing waits for more. REQUIRES: the state is Open or
    // Ended.
    virtual void write(std::string_view plaintext) = 0;
    // Makes the last word to the peer, if the layer has one and may still speak. Nothing is written
    // afterwards.
    virtual void finish() = 0;
    // The raw octets that have been made and not been taken, in the order in which they must leave.
    [[nodiscard]] virtual std::string take_raw() = 0;
};

}  // namespace heloise
