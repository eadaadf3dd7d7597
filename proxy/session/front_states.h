// The states of a front. Which verbs they allow: verbs.h.
//
//   Connected ─hello─▶ Ready ─MAIL─▶ Mail ─RCPT─▶ Rcpt ┬─DATA─▶ Body ─────────────────┐
//                        ▲            │            │   └─BDAT─▶ Chunks ⟲ BDAT ─LAST───┤
//                        └─ RSET, EHLO, HELO ──────┴──────────────────── end of message┘
//   Lost: the back went away with the transaction open; RCPT, DATA and BDAT are answered 451 until the front
//   ends the transaction (rule 27).
//   Dead: a BDAT failed; nothing but RSET, EHLO and HELO goes on (rule 17).
#pragma once

#include <array>
#include <cstdint>

namespace heloise {

enum class FrontState : std::uint8_t {
    Connected,
    Ready,
    Mail,
    Rcpt,
    Lost,
    Body,    // DATA's octets are read, or the rest of a complete message is on its way to the back
    Chunks,  // between BDATs, or within one
    Dead,
};
inline constexpr std::size_t kFrontStates = 8;

[[nodiscard]] constexpr const char* name(FrontState state) {
    constexpr std::array kNames{"connected", "ready", "mail", "rcpt", "lost", "body", "chunks", "dead"};
    return kNames[static_cast<std::size_t>(state)];
}

}  // namespace heloise
