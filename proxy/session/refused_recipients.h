// The refused recipients of one transaction, for the log: a line for each kind of refusal instead of one for
// each recipient, so that a list with a thousand unknown addresses fills no disk.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/base/field.h"

namespace heloise {

class RefusedRecipients {
public:
    // Who refused, as the log says it ("back", "heloise", "access"), with which code, and why: the back's own
    // words, or ours.
    struct Kind {
        std::string_view by;
        int code = 0;
        std::string_view why;
        bool remembered = false;  // rule 30: said again from memory
    };
    // An empty recipient could not be read.
    void add(const Kind& kind, std::string_view recipient);

    // The fields of a note for each kind, and none are left. Of each kind the first kNamed recipients are
    // named, and the first's words are given.
    [[nodiscard]] std::vector<Fields> take(std::string_view reverse_path);

private:
    static constexpr std::size_t kNamed = 20;
    // There are hardly more codes than that; others count as the last kind.
    static constexpr std::size_t kKinds = 16;

    struct Row {
        std::string by;
        int code = 0;
        std::string why;
        bool remembered = false;
        std::size_t count = 0;
        std::vector<std::string> recipients;  // "<a@b>"
    };
    std::vector<Row> rows_;
};

}  // namespace heloise
