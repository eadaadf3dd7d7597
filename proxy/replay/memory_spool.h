// A session's spool in memory, for whoever drives a Session without a disk: a replay, a test, a fuzzer.
//
// It answers when it is told to, a thing at a time, and holds the session to its own duties. Header only, as
// its users link different libraries.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "proxy/base/limits.h"
#include "proxy/session/session.h"

namespace heloise {

class MemorySpool {
public:
    enum class Disk : std::uint8_t { Works, Full /* no write succeeds */, Broken /* nor does a read */ };
    void change_disk(Disk disk) { disk_ = disk; }

    // What a session asks. What is handed back is what it did wrong, or nothing.
    std::string_view write(const SpoolWrite& what) {
        std::string& file = files_.at(static_cast<std::size_t>(what.file));
        if (disk_ != Disk::Works) fail("No space left on device");
        if (failed_) return {};
        if (what.at > file.size()) return "leaves a hole in a file of the spool";
        file.resize(std::max<std::size_t>(file.size(), what.at + what.octets.size()));
        file.replace(what.at, what.octets.size(), what.octets);
        return {};
    }
    std::string_view read(const SpoolRead& what) {
        const std::string_view file = files_.at(static_cast<std::size_t>(what.file));
        if (read_) return "reads the spool twice at once";
        if (what.octets > limits::kSpoolRead) return "reads too much of the spool at once";
        if (disk_ == Disk::Broken) fail("Input/output error");
        if (failed_) return {};
        if (what.at > file.size() || file.size() - what.at < what.octets)
            return "reads what it did not write to the spool";
        read_ = file.substr(what.at, what.octets);
        return {};
    }
    void forget() {
        files_ = {};
        read_.reset();
        failure_.reset();
        failed_ = false;
    }

    // Tells the session one thing that it is owed; false when there is none.
    bool tell(Session& session, Moment now) {
        if (failure_) {
            const std::string why = "the spool in /memory: " + *std::exchange(failure_, {});
            session.on(SpoolFailed{why}, now);
        } else if (read_) {
            const std::string octets = *std::exchange(read_, {});
            session.on(Spooled{octets}, now);
        } else {
            return false;
        }
        return true;
    }
    [[nodiscard]] std::size_t size() const { return files_[0].size() + files_[1].size(); }

private:
    // Once until forget(); and no read is answered after it.
    void fail(std::string_view why) {
        read_.reset();
        if (!std::exchange(failed_, true)) failure_ = why;
    }

    std::array<std::string, kSpoolFiles> files_;
    Disk disk_ = Disk::Works;
    bool failed_ = false;
    std::optional<std::string> failure_;  // to be told
    std::optional<std::string> read_;     // to be answered
};

}  // namespace heloise
