// One visit to a gateway of a simulated world: a connection that heloise made. gateway.cpp hears what is
// said, gateway_answers.cpp says what is made of it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "tests/simulation/gateway.h"

namespace heloise::simulation {

class Gateway::Visit final : public Network::Owner, public std::enable_shared_from_this<Visit> {
public:
    Visit(Gateway& gateway, int socket, Dice dice) : gateway_(gateway), socket_(socket), dice_(dice) {}

    void greet();
    [[nodiscard]] bool over() const { return over_; }

private:
    enum class Place : std::uint8_t { Start, Greeted, Mail, Rcpt, Data, Chunk };

    void on_connected(int, int) override {}
    void on_readable(int) override;
    void on_writable(int) override {}
    void take_all();
    bool take_line();
    bool take_content();
    bool take_chunk();
    void command(const std::string& line);
    void hello(const std::string& line, bool extended);
    void mail(const std::string& line);
    void rcpt(const std::string& line);
    void data();
    void chunk(const std::string& line);
    void end_of_message();
    void check_content_line(std::string_view line);
    enum class MayFail : std::uint8_t { No, Yes, ButNotTakeLeave };
    void answer(std::string text, MayFail may_fail = MayFail::Yes);
    void answer_twice(Time think, const std::string& text);
    void refuse_message(const std::string& code);
    void say_afterwards();
    void say(Time delay, std::string text, bool then_end = false);
    void send(const std::string& text);
    void end(bool with_reset);
    [[nodiscard]] bool has(std::string_view keyword) const;
    void wrong(const std::string& what) {
        gateway_.books_.broken(fmt::format("{}: {}", gateway_.manner_.address, what));
    }
    // Whose second answer came when the next question had been put has said yes to that, as far as anyone can
    // tell.
    void out_of_order(const std::string& what) {
        if (!confused_ || gateway_.manner_.doubles_whole) wrong(what);
    }
    [[nodiscard]] const Faults& faults() const { return gateway_.manner_.faults; }

    Gateway& gateway_;
    int socket_;
    Dice dice_;
    std::string heard_;
    std::size_t at_ = 0;
    Place place_ = Place::Start;
    bool extended_ = false;
    bool owes_ = false;    // an answer that is not said yet
    bool silent_ = false;  // it will never say anything again
    bool over_ = false;
    bool resting_ = false;   // not reading
    bool confused_ = false;  // it said something that no command asked for; what follows is its own fault
    std::string name_;       // of the sender that heloise speaks for
    std::string reverse_path_;
    std::vector<std::string> recipients_;
    std::string content_;
    bool eight_bit_ = false;
    enum class Asked : std::uint8_t { Other, Address, Data } asked_ = Asked::Other;  // and not answered yet
    std::size_t asked_octets_ = 0;                          // of the command, with its CRLF
    std::string asked_path_;                                // of MAIL or RCPT
    std::vector<std::pair<Time, std::string>> afterwards_;  // behind the answer that is not said yet
    bool refused_message_ = false;                          // so this connection serves no other (rule 11)
    std::uint64_t chunk_left_ = 0;
    bool chunk_last_ = false;
};

}  // namespace heloise::simulation
