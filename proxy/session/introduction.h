// How a sender introduced itself, and what it was offered for that: what it may now ask for (rules 2 and 6).
#pragma once

#include <memory>
#include <optional>
#include <utility>

#include "proxy/extensions/extension.h"
#include "proxy/smtp/command.h"
#include "proxy/smtp/ehlo.h"

namespace heloise {

class Introduction {
public:
    void hear(Hello hello) { hello_ = std::move(hello); }
    // EHLO was answered on the strength of this; null: of nothing.
    void promise(std::shared_ptr<const Capabilities> back) { promised_ = std::move(back); }

    // Null: it has not introduced itself.
    [[nodiscard]] const Hello* hello() const { return hello_ ? &*hello_ : nullptr; }
    [[nodiscard]] bool said_ehlo() const { return hello_ && hello_->extended; }
    [[nodiscard]] bool said_helo() const { return hello_ && !hello_->extended; }
    // What EHLO told it.
    [[nodiscard]] OfferFacts offered(const Backend& backend) const { return {backend, promised_.get()}; }

private:
    std::optional<Hello> hello_;
    std::shared_ptr<const Capabilities> promised_;  // what the back was known to have
};

}  // namespace heloise
