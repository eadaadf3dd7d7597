// Unfolding, once for each field that has to change.
#include "proxy/content/header/field_value.h"

#include <algorithm>
#include <functional>

namespace heloise {

FieldValue::FieldValue(std::string_view folded) {
    text_.reserve(folded.size());
    while (true) {
        const std::size_t fold = folded.find("\r\n");
        text_.append(folded.substr(0, fold));
        if (fold == std::string_view::npos) break;
        folds_.push_back(text_.size());
        folded.remove_prefix(fold + 2);
    }
}

bool FieldValue::folded(std::string_view blanks) const {
    const std::less<const char*> before;
    if (blanks.empty() || before(blanks.data(), text_.data())) return false;
    if (before(text_.data() + text_.size(), blanks.data() + blanks.size())) return false;
    const auto begin = static_cast<std::size_t>(blanks.data() - text_.data());
    const auto fold = std::lower_bound(folds_.begin(), folds_.end(), begin);
    return fold != folds_.end() && *fold < begin + blanks.size();
}

std::string_view leading_blanks(std::string_view text) {
    return text.substr(0, text.find_first_not_of(" \t"));
}

std::string_view leading_word(std::string_view text) {
    return text.substr(0, text.find_first_of(" \t"));
}

}  // namespace heloise
