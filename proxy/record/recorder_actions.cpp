// What a session asks for, and what comes of it, as actions of a step.
#include <algorithm>
#include <variant>

#include "proxy/record/recorder.h"
#include "proxy/session/note_keys.h"

namespace heloise {
namespace {

using Told = RecordedStep::Told;
using What = RecordedStep::Did::What;

}  // namespace

void Recorder::did(const Action& action) {
    if (step_) std::visit([this](const auto& one) { did_one(one); }, action);
}

void Recorder::did_one(const Send& send) {
    if (send.to == Side::Back && back_ != Back::Open) return;
    if (send.ends_message) end_at_ = std::min(end_at_, step_->did.size());
    step_->did.push_back({What::Said, send.to, send.octets});
}

void Recorder::did_one(const Connect& connect) {
    back_ = Back::Calling;
    step_->dials = true;
    forgets_ = false;
    called_ = connect.address;
}

void Recorder::did_one(const Close& close) {
    if (close.whom == Side::Back) {
        const bool seen = back_ == Back::Calling || back_ == Back::Open;
        back_ = Back::None;
        stalled_ = false;
        if (!seen) return;
    }
    step_->did.push_back({What::Closed, close.whom, {}});
}

void Recorder::did_one(const Note& note) {
    // A timer, or a call that is refused, does not know what is in a message.
    const bool of_content = step_->told != Told::Time && step_->told != Told::Event;
    if (note.kind == NoteKind::MessageRefused && of_content && text_of(note.fields, keys::kBy) == "heloise")
        step_->content_refused = true;
}

void Recorder::forgotten() {
    // Nothing was noted of what was for a back that had hung up.
    if (!step_ || back_ != Back::Open) return;
    step_->did.pop_back();
    if (std::exchange(forgets_, true)) return;
    if (step_->told == Told::Spooled) step_->left_behind = true;  // as in stalled()
    step_->before.emplace_back("B! unheard");
}

void Recorder::never_sent() {
    if (!step_ || end_at_ >= step_->did.size()) return;
    const auto first = step_->did.begin() + static_cast<std::ptrdiff_t>(end_at_);
    const auto left = std::remove_if(first, step_->did.end(), [](const RecordedStep::Did& did) {
        return did.what == What::Said && did.leg == Side::Back;
    });
    step_->did.erase(left, step_->did.end());
}

void Recorder::stalled() {
    if (!step_) return;
    // In a replay all has left by then, and what follows from the socket's flowing again does so at once.
    if (step_->told == Told::Flow) {
        step_->stalls_again = true;
        return;
    }
    if (std::exchange(stalled_, true)) return;
    step_->stalled = true;
    // What the spool answers has no step in a replay, in which all that it holds has left by now.
    if (step_->told == Told::Spooled) step_->left_behind = true;
    step_->before.emplace_back("B! stall");
}

}  // namespace heloise
