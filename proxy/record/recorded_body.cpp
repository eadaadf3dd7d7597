// A body's size, digest and text.
#include "proxy/record/recorded_body.h"

namespace heloise {

void RecordedBody::add(std::string_view octets) {
    if (has_text() && octets_ + octets.size() <= text_most_) {
        text_.append(octets);
    } else {
        text_ = {};
    }
    octets_ += octets.size();
    digest_->update(octets);
}

void RecordedBody::write(RecordedScript& script, Side leg, bool by_peer, bool changed) {
    if (octets_ == 0) return;
    if (has_text()) return script.say_text(leg, by_peer, text_);
    script.say({.leg = leg,
                .by_peer = by_peer,
                .octets = {},
                .omitted = Said::Omitted::Body,
                .body_octets = octets_,
                .body_sha256 = digest_->hex(),
                .body_changed = changed});
}

}  // namespace heloise
