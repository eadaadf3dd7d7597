// Any octets to an emulated legacy system, cut anywhere: what it says and keeps does not depend on the cut
// where that system's own does not, is whole lines, and stays within the system's limits.
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "proxy/base/check.h"
#include "proxy/config/profile.h"
#include "proxy/emulate/legacy_message.h"
#include "proxy/emulate/legacy_server.h"
#include "tests/fuzz/fuzz_input.h"

namespace heloise {
namespace {

struct Visit {
    std::string said;
    std::vector<std::string> kept;
    bool ended = false;
    bool operator==(const Visit&) const = default;
};

class Visitor {
public:
    Visitor(const Emulation& how, bool store_works)
        : how_(how), store_works_(store_works), server_(how, now_) {
        carry_out();
    }

    void say(std::string_view octets) {
        if (visit_.ended) return;
        server_.on_octets(octets, now_);
        carry_out();
    }

    // Whoever waits long enough has every delay behind him; an idle system then says so once at the most.
    Visit leave() {
        for (int i = 0; i < 3 && server_.deadline(); ++i) {
            now_ = now_.plus(*server_.deadline() - now_.steady);
            server_.on_time(now_);
            carry_out();
        }
        return visit_;
    }

private:
    void carry_out() {
        for (auto actions = server_.take_actions(); !actions.empty(); actions = server_.take_actions()) {
            for (const LegacyServer::Action& action : actions) {
                CHECK(!visit_.ended);
                std::visit([this](const auto& one) { carry_out(one); }, action);
            }
        }
        CHECK(visit_.ended == server_.ended());
    }
    void carry_out(const LegacyServer::Say& say) {
        CHECK(say.octets.ends_with("\r\n") && !any_odd(say.octets));
        visit_.said += say.octets;
    }
    void carry_out(const LegacyServer::Store& store) {
        const LegacyMessage& message = store.message;
        CHECK(!message.reverse_path.empty() && !message.recipients.empty());
        const EmulatedLimits& limits = how_.limits;
        CHECK(limits.recipients == 0 || message.recipients.size() <= limits.recipients);
        CHECK(limits.message_size == 0 || message.octets.size() <= limits.message_size);
        visit_.kept.push_back(file_text(message));
        CHECK(visit_.kept.back().ends_with(message.octets));
        server_.on_stored(store_works_, now_);
    }
    void carry_out(const LegacyServer::End&) { visit_.ended = true; }

    // An answer is printable lines, whatever of the peer's it holds.
    static bool any_odd(std::string_view text) {
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (text.substr(i).starts_with("\r\n")) {
                ++i;
            } else if ((text[i] < ' ' && text[i] != '\t') || text[i] > '~') {
                return true;
            }
        }
        return false;
    }

    const Emulation& how_;
    bool store_works_;
    Moment now_{};
    LegacyServer server_;
    Visit visit_;
};

std::vector<Emulation> all_emulations() {
    std::vector<Emulation> all(3);  // RFC 821 alone, a lax one and a strict one, and those that are shipped
    all[1].message.bare_lf_ends_line = all[1].message.bare_lf_ends_message = true;
    all[1].message.seven_bit = all[1].syntax.masks_unknown = true;
    all[2].limits = {.sessions = 1,
                     .local_part = 8,
                     .recipients = 2,
                     .message_size = 20,
                     .command_line = 40,
                     .data_line = 10,
                     .errors = 3,
                     .idle = 1min};
    all[1].reading = {.command = 30,
                      .line = 20,
                      .delivered = 12,
                      .text_mode = true,
                      .cr_ends_line = true,
                      .nul_ends_line = true,
                      .seven_bit = true,
                      .lower_case = true};
    all[1].syntax.keeps_sender = all[1].syntax.early_recipients = true;
    all[1].message.dots = EmulatedMessage::Dots::Alone;
    all[1].limits.header_field = 50;
    for (Emulation& one : all) {
        for (const char* verb : {"HELO", "EHLO", "MAIL", "RCPT", "RSET", "NOOP"})
            one.verbs[verb] = {{"250 {path} OK"}};
        one.verbs["DATA"] = {{"354 Go on"}};
        one.verbs["QUIT"] = {{"221 {hostname} Bye"}, {}, Then::Close};
    }
    Problems problems;
    for (const CompiledProfile& profile : compiled_profiles()) {
        const auto read = read_profile({std::string(profile.name), std::string(profile.text)}, problems);
        if (read && read->emulation) all.push_back(*read->emulation);
    }
    CHECK(!problems.any_error());
    const std::size_t systems = all.size();
    for (std::size_t i = 0; i < systems; ++i) {
        if (!all[i].syntax.forks) continue;
        all.push_back(all[i]);
        all.back().syntax.forks = false;
    }
    for (Emulation& one : all) one.speed = 0;
    return all;
}

Visit visit(const Emulation& how, bool store_works, std::string_view octets, std::uint8_t cut) {
    Visitor visitor(how, store_works);
    hand_over(octets, cut, [&](std::string_view piece) { visitor.say(piece); });
    return visitor.leave();
}

}  // namespace
}  // namespace heloise

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace heloise;
    static const std::vector<Emulation> kAll = all_emulations();
    FuzzInput input(data, size);
    const Emulation& how = kAll[input.choose() % kAll.size()];
    const std::uint8_t cut = input.choose();
    const bool store_works = input.choose() % 4 != 0;
    const Visit whole = visit(how, store_works, input.rest(), 0);
    const Visit cut_up = visit(how, store_works, input.rest(), cut);
    // A PIX sees reads, so does what forks, and an early reply comes in one of them (facts 65, 69 and 108).
    if (!how.message.split_end_lost && !how.syntax.forks && how.message.early_after == 0)
        CHECK(whole == cut_up);
    return 0;
}
