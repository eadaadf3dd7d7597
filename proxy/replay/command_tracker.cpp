// Counting replies against commands on the front leg, and reading commands on the back leg.
#include "proxy/replay/command_tracker.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <utility>
#include <variant>

#include "proxy/base/ascii.h"

namespace heloise {
namespace {

struct Row {
    std::string_view verb;
    Place reply;    // where the answer to it stands
    Place command;  // where it stands itself, on the back leg
};

constexpr std::array kVerbs{
    Row{"EHLO", Place::Hello, Place::BackHello}, Row{"HELO", Place::Hello, Place::BackHello},
    Row{"MAIL", Place::Mail, Place::BackMail},   Row{"RCPT", Place::Rcpt, Place::BackRcpt},
    Row{"DATA", Place::Data, Place::BackData},   Row{"BDAT", Place::Chunk, Place::BackChunk},
};

const Row* row_of(std::string_view line) {
    constexpr std::size_t kLength = 4;
    const auto* const found = std::find_if(kVerbs.begin(), kVerbs.end(), [&](const Row& row) {
        const bool ends = line.size() == kLength || (line.size() > kLength && !is_alnum(line[kLength]));
        return ends && starts_with_ignoring_case(line, row.verb);
    });
    return found == kVerbs.end() ? nullptr : found;
}

std::uint64_t chunk_octets(std::string_view line) {
    std::uint64_t octets = 0;
    const std::string_view size = trim(line.substr(std::min<std::size_t>(4, line.size())));
    std::from_chars(size.data(), size.data() + size.size(), octets);
    return octets;
}

// One leg: whoever commands says lines and content, and is answered.
class Leg {
public:
    // A line of the commanding side: its place on the back leg.
    Place command(const Said& said) {
        const std::string_view octets = said.octets;
        if (chunk_left_ > 0) return content_of_chunk(said);
        if (in_message_) return content(said);
        const std::string_view line = octets.substr(0, std::min(octets.find('\r'), octets.size()));
        const Row* row = row_of(line);
        owed_.push_back(row == nullptr ? Place::OtherReply : row->reply);
        if (row != nullptr && row->reply == Place::Chunk) {
            chunk_left_ = chunk_octets(line);
            in_header_ = true;
        }
        return row == nullptr ? Place::BackOther : row->command;
    }

    // A line of the answering side: its place on the front leg.
    Place reply(const Said& said) {
        const Place here = owed_.empty() ? Place::OtherReply : owed_.front();
        const bool further = further_;
        constexpr std::size_t kSeparator = 3;
        further_ = said.octets.size() > kSeparator && said.octets[kSeparator] == '-';
        if (!further_ && !owed_.empty()) {
            owed_.pop_front();
            if (here == Place::Data && said.octets.starts_with("354")) in_message_ = in_header_ = true;
        }
        return here == Place::Hello && further ? Place::Offer : here;
    }

    [[nodiscard]] Place next_reply() const { return owed_.empty() ? Place::OtherReply : owed_.front(); }
    // A connection begins: a banner is owed.
    void connect() {
        *this = Leg();
        owed_.push_back(Place::Banner);
    }

private:
    Place content(const Said& said) {
        if (said.octets == ".\r\n") {
            in_message_ = false;
            owed_.push_back(Place::MessageEnd);
            return Place::Terminator;
        }
        return in_message(said);
    }
    Place content_of_chunk(const Said& said) {
        const std::uint64_t octets =
            said.omitted == Said::Omitted::Body ? said.body_octets : said.octets.size();
        chunk_left_ -= std::min(chunk_left_, octets);
        return in_message(said);
    }
    // The first field of a message is ours.
    Place in_message(const Said& said) {
        const bool first = std::exchange(in_header_, false);
        const bool received = first && said.octets.starts_with("Received: ");
        const bool goes_on = in_received_ && !first && said.octets.starts_with('\t');
        in_received_ = received || goes_on;
        return in_received_ ? Place::Received : Place::Content;
    }

    std::deque<Place> owed_;
    bool further_ = false;  // the last line of an answer said that more follow
    bool in_message_ = false;
    bool in_header_ = false;
    bool in_received_ = false;
    std::uint64_t chunk_left_ = 0;
};

class Places {
public:
    Places() { front_.connect(); }

    Place operator()(const Said& said) {
        Leg& leg = said.leg == Side::Front ? front_ : back_;
        const bool commands = said.by_peer == (said.leg == Side::Front);
        const Place place = commands ? leg.command(said) : leg.reply(said);
        if (said.leg == Side::Front) return commands ? front_.next_reply() : place;
        return commands ? place : Place::BackOther;
    }
    Place operator()(const Event& event) {
        if (event.name == "note") return Place::Note;
        if (!event.by_peer) return event.leg == Side::Front ? Place::FrontClose : Place::BackClose;
        const bool connects = event.name == "connect";
        if (connects) (event.leg == Side::Front ? front_ : back_).connect();
        if (event.leg == Side::Front) return front_.next_reply();
        return Place::Call;
    }
    Place operator()(const Pause&) { return Place::Duties; }
    Place operator()(const Remark&) { return Place::Duties; }
    Place operator()(const Setting&) { return Place::Duties; }

private:
    Leg front_;
    Leg back_;
};

}  // namespace

std::vector<Place> places(const Script& script) {
    std::vector<Place> all;
    all.reserve(script.size());
    Places reader;
    for (const TranscriptLine* line : script) all.push_back(std::visit(reader, line->what));
    return all;
}

Place back_command(std::string_view line) {
    const Row* row = row_of(line);
    return row == nullptr ? Place::BackOther : row->command;
}

}  // namespace heloise
