// A StreamLayer with the order in which a connection tells its owner of plaintext and ends, without a socket.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "proxy/edge/stream_layer.h"

namespace heloise {

class LayeredStream {
public:
    enum class Next : std::uint8_t {
        Nothing,
        Open,       // the layer has opened, which opened() has not acknowledged yet
        Plaintext,  // read() gives some
        Finished,   // all plaintext has been read, and the peer or its socket has ended
        Broken,     // likewise, by a reset or a stream that the layer cannot read
    };

    explicit LayeredStream(std::unique_ptr<StreamLayer> layer);

    // The socket's octets. REQUIRES: next() is Nothing.
    void feed(std::string_view raw) { layer_->feed(raw); }
    // The socket's end. The first one counts.
    void end(bool broken);
    [[nodiscard]] Next next() const;
    void opened() { opening_ = false; }
    // The plaintext that comes next, as much as fits into `room`, where it lies then. REQUIRES: next() is
    // Plaintext.
    [[nodiscard]] std::string_view read(std::span<char> room);

    // Has a record begun whose end has not come?
    [[nodiscard]] bool is_undecided() const { return layer_->held() == StreamLayer::Held::Part; }
    // The owner acts as if something had been said: if what has begun turns out to hold no plaintext, or
    // nothing has begun, that is Broken.
    void promise() { promised_ = true; }
    [[nodiscard]] bool is_opening() const { return opening_; }

    // The raw octets of `plaintext`, and of what the layer had to say before.
    [[nodiscard]] std::string wrap(std::string_view plaintext);
    // What the layer has to say of its own accord.
    [[nodiscard]] std::string take_raw() { return layer_->take_raw(); }
    // The last word, if there is one.
    [[nodiscard]] std::string finish();

private:
    enum class SocketEnd : std::uint8_t { None, Finished, Broken };

    std::unique_ptr<StreamLayer> layer_;
    SocketEnd end_ = SocketEnd::None;
    bool opening_;
    bool promised_ = false;
};

}  // namespace heloise
