// What each command does in an emulated legacy system; see legacy_server.h.
#include <algorithm>
#include <array>
#include <utility>

#include "proxy/base/ascii.h"
#include "proxy/emulate/legacy_server.h"

namespace heloise {
namespace {

// A message without a limit of the system's own is held in memory: this is the bound then.
constexpr std::uint64_t kMessageKept = 256ULL * 1024 * 1024;

// Recipients before MAIL that are kept; a connection holds them to its end.
constexpr std::size_t kEarlyKept = 1000;

bool has_part_of(std::string_view text, const std::vector<std::string>& parts) {
    return std::any_of(parts.begin(), parts.end(),
                       [&](const std::string& part) { return contains_ignoring_case(text, part); });
}

void cross_out(std::string& text) {
    for (char& c : text)
        if (is_printable(c) && c != ' ') c = 'X';
}

std::string joined(const LegacyPath& path) {
    return path.parameters.empty() ? path.path : path.path + " " + path.parameters;
}

}  // namespace

void LegacyServer::command(std::string_view line) {
    const LegacyCommand command = read_legacy_command(line, how_.syntax);
    verb_ = command.verb;
    const auto known = how_.verbs.find(verb_);
    if (known == how_.verbs.end()) {
        if (how_.syntax.masks_unknown) {
            cross_out(verb_);
            masking_ = true;
        }
        return fault(how_.errors.unknown);
    }
    const auto& late = how_.syntax.needs_hello;
    if (greeted_ == Greeted::No && std::find(late.begin(), late.end(), verb_) != late.end())
        return fault(how_.errors.sequence);
    carry_out(command, known->second);
}

void LegacyServer::carry_out(const LegacyCommand& command, const Answer& answer) {
    struct Effect {
        std::string_view verb;
        void (LegacyServer::*carry_out)(const LegacyCommand&, const Answer&);
    };
    static constexpr std::array kEffects = {
        Effect{"HELO", &LegacyServer::hello}, Effect{"EHLO", &LegacyServer::hello},
        Effect{"MAIL", &LegacyServer::mail},  Effect{"RCPT", &LegacyServer::rcpt},
        Effect{"DATA", &LegacyServer::data},  Effect{"RSET", &LegacyServer::rset},
    };
    for (const Effect& effect : kEffects)
        if (effect.verb == command.verb) return (this->*effect.carry_out)(command, answer);
    plain(command, answer);
}

void LegacyServer::hello(const LegacyCommand& command, const Answer& answer) {
    operand_ = command.argument;
    if (greeted_ != Greeted::No && how_.errors.hello_again) return fault(*how_.errors.hello_again);
    if (operand_.empty() && how_.errors.hello_operand) return fault(*how_.errors.hello_operand);
    if (how_.errors.own_name && equal_ignoring_case(operand_, how_.hostname))
        return fault(*how_.errors.own_name);
    if (!answer.positive()) return fault(answer);
    greeted_ = command.verb == "EHLO" ? Greeted::Ehlo : Greeted::Helo;
    hello_line_ = command.verb + " " + operand_;
    forget_transaction();
    say(answer);
}

void LegacyServer::mail(const LegacyCommand& command, const Answer& answer) {
    if (reverse_path_ && !how_.syntax.keeps_sender)
        return fault(how_.errors.mail_again, how_.errors.sequence);
    const auto path = read_legacy_path(command.argument, "FROM", how_.syntax);
    if (!path) return fault(how_.errors.syntax);
    path_ = path->path;
    if (const Answer* refusal = refusal_of_parameters(*path)) return fault(*refusal);
    if (const Answer* refusal = refusal_of_size(*path)) return say(*refusal);
    if (answer.positive()) {
        reverse_path_ = joined(*path);
        sender_ = path_;
        recipients_.insert(recipients_.end(), early_.begin(), early_.end());
        if (how_.syntax.forks && !parents_) parents_ = behind_;
    }
    const auto sized = how_.verbs.find("MAIL SIZE");
    say(!size_.empty() && sized != how_.verbs.end() ? sized->second : answer);
}

void LegacyServer::rcpt(const LegacyCommand& command, const Answer& answer) {
    const bool early = !reverse_path_;
    if (early && !how_.syntax.early_recipients) return fault(how_.errors.no_mail, how_.errors.sequence);
    const auto path = read_legacy_path(command.argument, "TO", how_.syntax);
    if (!path) return fault(how_.errors.syntax);
    path_ = path->path;
    if (const Answer* refusal = refusal_of_parameters(*path)) return fault(*refusal);
    if (const Answer* refusal = refusal_of_recipient(*path)) return say(*refusal);
    if (answer.positive()) add_recipient(*path, early ? early_ : recipients_);
    say(answer);
}

void LegacyServer::add_recipient(const LegacyPath& path, std::vector<std::string>& to) {
    if (has_part_of(path.local_part(), how_.recipients.failing)) {
        failing_ = path.path;
        return;
    }
    if (&to == &early_ && early_.size() >= kEarlyKept) return;
    to.push_back(joined(path));
    if (has_part_of(path.local_part(), how_.recipients.undeliverable)) undeliverable_ = true;
}

void LegacyServer::data(const LegacyCommand&, const Answer& answer) {
    if (!reverse_path_) return fault(how_.errors.no_mail, how_.errors.sequence);
    if (recipients_.empty() && !failing_) return fault(how_.errors.no_recipients, how_.errors.sequence);
    if (answer.positive()) {
        const std::uint64_t limit = how_.limits.message_size;
        body_.emplace(how_.message, how_.limits, how_.reading,
                      limit > 0 ? std::min(limit, kMessageKept) : kMessageKept);
    }
    say(answer);
}

void LegacyServer::rset(const LegacyCommand&, const Answer& answer) {
    if (answer.positive()) forget_transaction();
    if (answer.positive()) end_child();
    say(answer);
}

void LegacyServer::plain(const LegacyCommand&, const Answer& answer) {
    say(answer);
}

const Answer* LegacyServer::refusal_of_parameters(const LegacyPath& path) const {
    if (path.parameters.empty()) return nullptr;
    return how_.syntax.parameters == EmulatedSyntax::Parameters::Refused ? &how_.errors.parameters : nullptr;
}

// Reads SIZE= where this session may use it.
const Answer* LegacyServer::refusal_of_size(const LegacyPath& path) {
    size_.clear();
    if (how_.syntax.parameters != EmulatedSyntax::Parameters::AfterEhlo || greeted_ != Greeted::Ehlo)
        return nullptr;
    const auto size = path.size();
    if (!size) return nullptr;
    size_ = std::to_string(*size);
    const std::uint64_t most = how_.limits.message_size;
    return most > 0 && *size > most ? &how_.errors.message_size : nullptr;
}

const Answer* LegacyServer::refusal_of_recipient(const LegacyPath& path) const {
    const EmulatedLimits& limits = how_.limits;
    if (limits.recipients > 0 && recipients_.size() >= limits.recipients) return &how_.errors.recipients;
    const std::string_view local = path.local_part();
    if (limits.local_part > 0 && local.size() > limits.local_part) return &how_.errors.recipient;
    return has_part_of(local, how_.recipients.refused) ? &how_.errors.recipient : nullptr;
}

void LegacyServer::take_body(std::string_view& octets) {
    const bool complete = body_->take(octets);
    if (how_.message.early_after > 0 && !early_said_ && body_->octets() > how_.message.early_after) {
        early_said_ = true;
        say(how_.message.early);
        if (ended_) return;
    }
    if (complete) end_of_message();
}

void LegacyServer::end_of_message() {
    LegacyMessage message{hello_line_, *reverse_path_, recipients_, body_->take_message()};
    if (std::exchange(masking_, false)) cross_out(message.octets);
    const Answer* refusal = refusal_of_message();
    when_stored_ = answer_to_message();
    const bool answered = early_said_;
    forget_transaction();
    end_child();
    if (answered) return;
    if (refusal) return say(*refusal);
    if (message.recipients.empty()) return say(*when_stored_);
    storing_ = true;
    actions_.emplace_back(Store{std::move(message)});
}

// What is said when the message has been stored for those who get it.
const Answer* LegacyServer::answer_to_message() {
    if (body_->long_field()) return &how_.errors.header_field;
    if (!failing_) return &how_.message.accepted;
    path_ = *failing_;
    return &how_.errors.failing;
}

const Answer* LegacyServer::refusal_of_message() const {
    const EmulatedErrors& errors = how_.errors;
    if (body_->too_big()) return &errors.message_size;
    if (body_->long_line()) return &errors.data_line;
    if (body_->bare_lf() && errors.bare_lf) return &*errors.bare_lf;
    return undeliverable_ ? &errors.delivery : nullptr;
}

void LegacyServer::forget_transaction() {
    if (!how_.syntax.keeps_sender) reverse_path_.reset();
    recipients_.clear();
    failing_.reset();
    undeliverable_ = false;
    body_.reset();
    early_said_ = false;
}

// syntax.forks: its parent goes on, see take().
void LegacyServer::end_child() {
    child_ended_ = parents_.has_value();
}

}  // namespace heloise
