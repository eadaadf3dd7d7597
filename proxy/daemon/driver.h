// One Session with its two connections, its spool and one timer: carries what happens in, and carries out
// what it asks.
//
// It decides nothing about mail. What it does decide: when to read a leg (not while the other one is choked),
// and what leaves in one write.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "proxy/daemon/machine_driver.h"
#include "proxy/edge/connection.h"
#include "proxy/edge/spool.h"
#include "proxy/session/session.h"

namespace heloise {

// Made before the machine driver that drives it.
struct DrivenSession {
    Session session_;
};

class Driver final : private DrivenSession,
                     public MachineDriver,
                     private Connection::Owner,
                     private Spool::Owner {
public:
    // What many sessions share. None of these may destroy the driver on the spot.
    class Host {
    public:
        virtual void on_note(const Driver& driver, const Note& note) = 0;
        // A connection that may take its time to end.
        virtual void linger(std::unique_ptr<Connection> connection) = 0;
        // Once; both legs are closed. Destroy it in a later round.
        virtual void on_finished(const Driver& driver) = 0;

    protected:
        ~Host() = default;
    };

    struct Who {
        std::uint64_t id = 0;  // within this process
        SessionFacts facts;
        IpAddress address{};  // of the front
    };

    // `desk` must outlive the driver; the backend is kept as it was when the session began.
    Driver(Loop& loop, Host& host, std::shared_ptr<const Backend> backend, DeskRunner& desk, Who who,
           std::unique_ptr<Connection> front);

    // From now on, and from its very beginning, the session is written down. REQUIRES: before start().
    void record(Recorder::Options options, std::unique_ptr<RecordSink> sink);
    // Greets the front and begins to listen to it.
    void start();
    void on_drain();
    void on_stop();
    // The daemon ends now, whatever is unfinished.
    void on_abandon();

    [[nodiscard]] const Who& who() const { return who_; }

private:
    void on_octets(Connection& front, std::string_view octets) override;
    void on_closed(Connection& front, Connection::Ending how) override;
    void on_sent(Connection& front) override;
    void on_spooled(std::string_view octets) override;
    void on_spool_failed(std::string_view why) override;
    void on_spool_written() override;

    void perform(Send& send) override;
    void perform(const Close& close) override;
    void perform(SpoolWrite& write) override { spool_.write(std::move(write)); }
    void perform(const SpoolRead& read) override { spool_.read(read); }
    void perform(const SpoolForget&) override { spool_.forget(); }
    void perform(const Note& note) override { host_.on_note(*this, note); }
    void flush() override;
    void settle() override;
    void choose_reads();

    Host& host_;
    Who who_;
    std::unique_ptr<Connection> front_;
    Spool spool_;
    std::string to_front_;  // the replies of one round of actions, gathered
    bool reading_paused_ = false;
    bool finished_ = false;
};

}  // namespace heloise
