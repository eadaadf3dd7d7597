// A session's steps as the text of a transcript.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "proxy/base/digest.h"
#include "proxy/record/recorded_back.h"
#include "proxy/record/recorded_front.h"
#include "proxy/record/recorded_script.h"
#include "proxy/record/recorded_step.h"

namespace heloise {

class Recording {
public:
    struct What {
        NewDigest new_digest;
        bool full = false;      // bodies too
        bool received = false;  // content.received
        std::string id;         // of the session
        Duration patience{};    // with a silent front, at least
        bool burst = false;     // delivery
    };

    Recording(What what, Duration start);
    Recording(const Recording&) = delete;
    Recording& operator=(const Recording&) = delete;

    void add(const RecordedStep& step);
    // Nothing more comes; or nothing more of it is wanted.
    void end();
    void cut();
    [[nodiscard]] RecordedScript& script() { return script_; }

private:
    void keep_time(const RecordedStep& step);
    [[nodiscard]] bool goes_on(const RecordedStep& step) const;
    [[nodiscard]] bool gives_up_message(const RecordedStep& step) const;
    [[nodiscard]] bool is_lineless(const RecordedStep& step) const;
    void note_lineless(const RecordedStep& step);
    [[nodiscard]] bool has_run_ahead(const RecordedStep& step);
    [[nodiscard]] bool hardly_gave_up(const RecordedStep& step) const;
    [[nodiscard]] bool may_have_lost_patience(const RecordedStep& step) const;
    [[nodiscard]] static bool is_of_two_timers(const RecordedStep& step);
    [[nodiscard]] bool right_behind_coming(const RecordedStep& step) const;
    void at_segment();
    void settle();
    void write_told(const RecordedStep& step);
    void hear_front(const RecordedStep& step);
    void write_did(const RecordedStep& step);
    void say_to_back(std::string_view octets);
    void end_back(std::string_view line);
    void close(const RecordedStep::Did& did);

    What what_;
    RecordedScript script_;
    RecordedFront front_;
    RecordedBack back_;
    bool front_open_ = false;   // it has neither left nor been hung up on
    bool front_hears_ = false;  // it may read: also when it has ended its side
    bool greeting_ = false;     // the front is there, and was not before us
    bool stalled_ = false;
    bool stalls_again_ = false;  // which has no line: in a replay all has left
    Duration lag_{};             // by which a replay's timers may be early; zero: they are not
    bool flow_due_ = false;      // the next connection is not stalled; said before the next step
    std::string unsent_;         // said to the back while that is stalled
    bool reads_spool_ = false;
    std::optional<Duration> segment_due_;  // the deadline before it came
    Duration segment_since_;               // of what the front holds
    Duration segment_last_;
};

}  // namespace heloise
