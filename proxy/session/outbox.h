// The actions a session asks for, in order, until the driver takes them.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "proxy/session/actions.h"

namespace heloise {

class Outbox {
public:
    void add(Action action) { actions_.push_back(std::move(action)); }
    void note(NoteKind kind, std::string text) { add(Note{kind, std::move(text)}); }
    [[nodiscard]] std::vector<Action> take() { return std::exchange(actions_, {}); }

private:
    std::vector<Action> actions_;
};

}  // namespace heloise
