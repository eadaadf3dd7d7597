// The counters of rule 33, each with its bound in base/limits.h.
#include "proxy/session/conduct.h"

#include "proxy/base/limits.h"

namespace heloise {

bool Conduct::error() {
    return ++errors_ >= limits::kErrors;
}

bool Conduct::junk_is_error() {
    return ++junk_ > limits::kJunk;
}

bool Conduct::refusal_is_error() {
    ++refusals_;
    return refusals_ > limits::kRefusals + limits::kUnasked || refused_attempts_ > limits::kRefusals;
}

bool Conduct::may_ask() const {
    return refusals_ < limits::kRefusals;
}

void Conduct::begin_attempt() {
    if (refusals_ > 0) ++refused_attempts_;
    refusals_ = 0;
}

void Conduct::delivered() {
    errors_ = junk_ = 0;
    refused_attempts_ = 0;
}

}  // namespace heloise
