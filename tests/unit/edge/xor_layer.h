// A layer for tests, as awkward as TLS: octets travel XORed in records, of which some hold no plaintext.
//
// A record is its kind, the size of its text in three octets, and the text: 'h' a handshake, 'd' plaintext,
// 't' a ticket that means nothing, 'u' a question that the layer answers of its own accord, 'e' the last
// word. Each read() gives the plaintext of one record at most, although more may be there.
#pragma once

#include <algorithm>
#include <cstring>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "proxy/base/check.h"
#include "proxy/edge/stream_layer.h"

namespace heloise {

class XorLayer final : public StreamLayer {
public:
    struct Words {
        std::string answer = record('t', "answer");  // to 'u'
        std::string last = record('e', "");
    };
    // One that is Opening says its own handshake at once, and is open when it has heard the other's.
    explicit XorLayer(State state = State::Open) : XorLayer(state, Words{}) {}
    XorLayer(State state, Words words) : state_(state), words_(std::move(words)) {
        if (state == State::Opening) raw_ = record('h', "hello");
    }

    [[nodiscard]] static std::string record(char kind, std::string_view text) {
        std::string raw{kind, static_cast<char>(text.size() >> 16U), static_cast<char>(text.size() >> 8U),
                        static_cast<char>(text.size())};
        for (const char c : text) raw += static_cast<char>(c ^ 0x55);
        return raw;
    }

    void feed(std::string_view raw) override {
        CHECK(pieces_.empty());
        buffer_ += raw;
        while (take_record()) {
        }
    }
    [[nodiscard]] State state() const override { return state_; }
    [[nodiscard]] Held held() const override {
        if (!pieces_.empty()) return Held::Plaintext;
        return buffer_.empty() ? Held::Nothing : Held::Part;
    }
    [[nodiscard]] std::size_t read(std::span<char> into) override {
        CHECK(!pieces_.empty());
        std::string& piece = pieces_.front();
        const std::size_t size = std::min(piece.size(), into.size());
        std::memcpy(into.data(), piece.data(), size);
        piece.erase(0, size);
        if (piece.empty()) pieces_.pop_front();
        return size;
    }
    void write(std::string_view plaintext) override {
        CHECK(state_ == State::Open || state_ == State::Ended);
        raw_ += record('d', plaintext);
    }
    void finish() override {
        if (state_ != State::Failed) raw_ += words_.last;
    }
    [[nodiscard]] std::string take_raw() override { return std::exchange(raw_, {}); }

private:
    [[nodiscard]] bool take_record() {
        constexpr std::size_t kHead = 4;
        if (buffer_.empty() || state_ == State::Failed || state_ == State::Ended) return false;
        if (std::string_view("hdtue").find(buffer_[0]) == std::string_view::npos) {
            state_ = State::Failed;
            raw_ += record('x', "alert");
            return false;
        }
        if (buffer_.size() < kHead) return false;
        const auto octet = [this](std::size_t i) { return static_cast<unsigned char>(buffer_[i]); };
        const std::size_t size = std::size_t{octet(1)} << 16U | std::size_t{octet(2)} << 8U | octet(3);
        if (buffer_.size() < kHead + size) return false;
        std::string text = buffer_.substr(kHead, size);
        for (char& c : text) c = static_cast<char>(c ^ 0x55);
        const char kind = buffer_[0];
        buffer_.erase(0, kHead + size);
        take(kind, std::move(text));
        return true;
    }
    void take(char kind, std::string text) {
        switch (kind) {
            case 'h': state_ = State::Open; return;
            case 'd': pieces_.push_back(std::move(text)); return;
            case 't': return;
            case 'u': raw_ += words_.answer; return;
            default: state_ = State::Ended;
        }
    }

    State state_;
    Words words_;
    std::string raw_;
    std::string buffer_;
    std::deque<std::string> pieces_;
};

}  // namespace heloise
