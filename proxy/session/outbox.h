// The actions a session asks for, in order, until the driver takes them.
#pragma once

#include <concepts>
#include <utility>
#include <vector>

#include "proxy/session/actions.h"

namespace heloise {

class Outbox {
public:
    void add(Action action) { actions_.push_back(std::move(action)); }
    void note(NoteKind kind, Fields fields) { add(Note{kind, std::move(fields)}); }
    // The same of fields that are given one by one, moved and not copied.
    template <std::same_as<Field>... Given>
    void note(NoteKind kind, Given... given) {
        Fields fields;
        fields.reserve(sizeof...(given));
        (fields.push_back(std::move(given)), ...);
        note(kind, std::move(fields));
    }
    [[nodiscard]] std::vector<Action> take() { return std::exchange(actions_, {}); }

private:
    std::vector<Action> actions_;
};

}  // namespace heloise
