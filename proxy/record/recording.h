// Turns a session's steps into the text of a transcript.
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
        bool full = false;      // bodies as text too
        bool received = false;  // content.received
        std::string id;         // the session's
        Duration patience{};    // heloise waits at least so long for a silent front
        bool burst = false;     // delivery = "burst"
    };

    Recording(What what, Duration start);
    Recording(const Recording&) = delete;
    Recording& operator=(const Recording&) = delete;

    void add(const RecordedStep& step);
    // Call one of these last. end(): the session is over. cut(): the recording is as long as it may be; a
    // replay ends there.
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
    bool front_open_ = false;   // the front has not left, and heloise has not closed it
    bool front_hears_ = false;  // the front may still read: also after it ended its side
    bool greeting_ = false;     // the last step was Connected, and the front did not speak first
    bool stalled_ = false;
    bool stalls_again_ = false;  // the back stalled while flowing again, which a replay does not show
    Duration lag_{};             // a replay's timers may be early by so much
    bool flow_due_ = false;      // "B! flow" is due before the next step
    std::string unsent_;         // octets for the back while it is stalled
    bool reads_spool_ = false;
    std::optional<Duration> segment_due_;  // the session's deadline before the held segment came
    Duration segment_since_;               // when the held segment's first octets came
    Duration segment_last_;
};

}  // namespace heloise
