// What a session knows: of the front, of the transaction, of the message on its way. What it does with that
// is session_impl.h.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "proxy/base/limits.h"
#include "proxy/session/back.h"
#include "proxy/session/burst_run.h"
#include "proxy/session/front.h"
#include "proxy/session/intake.h"
#include "proxy/session/introduction.h"
#include "proxy/session/outbox.h"
#include "proxy/session/outflow.h"
#include "proxy/session/pending.h"
#include "proxy/session/resay.h"
#include "proxy/session/session.h"
#include "proxy/session/store.h"
#include "proxy/session/transaction.h"
#include "proxy/smtp/command.h"

namespace heloise {

struct SessionState {
    // `own_name`: see Back.
    SessionState(const Backend& backend, SessionFacts facts, std::string own_name, Front::Owner& owner,
                 Moment now)
        : backend_(backend),
          facts_(std::move(facts)),
          back_(backend, outbox_, std::move(own_name), facts_.offer),
          front_(backend, outbox_, owner, now),
          transaction_(outbox_) {}

    const Backend& backend_;
    SessionFacts facts_;
    Outbox outbox_;
    Back back_;
    Front front_;
    Introduction introduction_;

    Pending pending_ = Pending::None;
    bool started_ = false;
    bool draining_ = false;
    bool others_wait_ = false;
    bool noted_unoffered_ = false;
    bool noted_end_ = false;

    // The transaction.
    Transaction transaction_;
    std::string verb_line_;  // EXPN, as it goes upstream
    Duration mail_since_{};
    Duration body_since_{};
    std::uint64_t messages_ = 0;
    std::uint64_t message_octets_ = 0;  // of the last message, for the log
    std::string message_id_;
    ContentReader::Facts message_facts_;
    std::chrono::sys_seconds message_wall_{};  // when it began, for Received

    // The message: coming in, kept, going out. Apart, because most sessions are idle most of the time.
    std::unique_ptr<Intake> intake_;
    std::unique_ptr<Store> store_;
    std::unique_ptr<Outflow> outflow_;
    std::unique_ptr<ContentReader> reader_;  // of what was stored
    bool outflow_finished_ = false;
    bool intake_counted_ = false;  // it came in chunks
    bool reading_store_ = false;
    int stale_reads_ = 0;  // answers to come from a spool that nobody waits for any more
    bool in_chunk_ = false;
    std::uint64_t chunk_ = 0;       // octets of this BDAT
    std::uint64_t chunk_left_ = 0;  // of these, still to come
    bool chunk_last_ = false;
    BurstRun run_;  // delivery = "burst"

    Resay resay_;                   // live only
    std::uint64_t accepted_ = 0;    // messages the back took
    std::string_view verdict_by_;   // who refused: heloise, back, loss
    std::string verdict_said_;      // what the back said to it
    std::optional<Reply> verdict_;  // of a message that is being swallowed
};

}  // namespace heloise
