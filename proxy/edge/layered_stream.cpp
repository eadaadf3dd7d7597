// The order of what comes through a layer.
#include "proxy/edge/layered_stream.h"

#include <utility>

namespace heloise {

LayeredStream::LayeredStream(std::unique_ptr<StreamLayer> layer)
    : layer_(std::move(layer)), opening_(layer_->state() == StreamLayer::State::Opening) {}

void LayeredStream::end(bool broken) {
    if (end_ == SocketEnd::None) end_ = broken ? SocketEnd::Broken : SocketEnd::Finished;
}

// A socket that ends without the layer's last word has ended all the same: what was cut off is for the owner
// to judge, as on a bare socket (rule 25).
LayeredStream::Next LayeredStream::next() const {
    using State = StreamLayer::State;
    const State state = layer_->state();
    const StreamLayer::Held held = layer_->held();
    if (opening_ && state == State::Open) return Next::Open;
    if (held == StreamLayer::Held::Plaintext) return Next::Plaintext;
    if (state == State::Failed || end_ == SocketEnd::Broken) return Next::Broken;
    if (state == State::Ended || end_ == SocketEnd::Finished) return Next::Finished;
    return promised_ && held == StreamLayer::Held::Nothing ? Next::Broken : Next::Nothing;
}

std::string_view LayeredStream::read(std::span<char> room) {
    promised_ = false;
    return {room.data(), layer_->read(room)};
}

std::string LayeredStream::wrap(std::string_view plaintext) {
    layer_->write(plaintext);
    return layer_->take_raw();
}

std::string LayeredStream::finish() {
    layer_->finish();
    return layer_->take_raw();
}

}  // namespace heloise
