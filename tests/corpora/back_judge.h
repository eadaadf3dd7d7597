// Reads what heloise writes to a back, and says what no back should have been sent.
//
// It knows RFC 821, RFC 5321 and their extensions, and nothing of proxy/.
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/policy/backend.h"
#include "tests/corpora/leg.h"

namespace heloise::testing {

class BackJudge {
public:
    struct Asked {
        std::string line;  // "MAIL FROM:<a@b>"; "." is the end of a message, or a last chunk
        int code = 0;      // 0: never answered
    };

    // The verbs and lengths that the operator allows; all else it learns from what the back says.
    explicit BackJudge(const Backend& backend);

    void connected();
    void closed();
    void sent(std::string_view octets);      // one write of heloise
    void answered(std::string_view octets);  // what heloise has been told

    [[nodiscard]] const std::vector<Asked>& asked() const { return asked_; }
    [[nodiscard]] const std::vector<std::string>& wrongs() const { return wrongs_; }
    [[nodiscard]] std::size_t taken() const { return taken_; }  // messages it said 2xx to
    [[nodiscard]] const std::set<std::string>& keywords() const { return keywords_; }

private:
    enum class In : std::uint8_t { Commands, Content, Chunk };

    void wrong(std::string what);
    void command(const std::string& line);
    void check_form(const std::string& line, const std::string& verb);
    void check_parameters(std::string_view text);
    void check_content(std::string_view octets);
    void check_octets(std::string_view octets);
    void reply(const Said& said);
    [[nodiscard]] bool has(const std::string& keyword) const { return keywords_.count(keyword) > 0; }

    const Backend& backend_;
    ReplyCollector replies_in_;
    std::vector<Asked> asked_;
    std::vector<std::size_t> unanswered_;  // indexes of asked_; kBanner stands first
    std::set<std::string> keywords_;
    std::vector<std::string> wrongs_;
    std::size_t taken_ = 0;

    std::string buffer_;
    In in_ = In::Commands;
    std::size_t chunk_left_ = 0;
    bool chunk_last_ = false;
    std::string tail_;  // the last octets of the content so far
    std::size_t line_octets_ = 0;
    bool greeted_ = false;
    bool mail_ = false;
    bool binary_ = false;
    std::size_t recipients_ = 0;
    bool quit_ = false;
};

}  // namespace heloise::testing
