// The operands of the transcript line "B! knows ...", which states a fact that heloise had already learnt of
// a backend when a session asked its desk. Printed and read here.
//
//   address ADDRESS [no-ehlo=DURATION] [no-ehlo-as=NAME,DURATION...] [own-name=DURATION] [single=DURATION]
//           [set-aside=DURATION still=DURATION] [being-tried] [temporary=N] [temporary-as=NAME]
//       all facts about one address (AddressFacts). no-ehlo: heloise greets it with HELO, for so long;
//       no-ehlo-as: only for senders of that name; own-name: it took EHLO with heloise's own name, which is
//       believed for so long; single: it carries one transaction a connection; set-aside: it did not answer
//       and is left alone, for `still` more; being-tried: another session is trying it; temporary: it
//       answered EHLO with 4xx N times in a row; temporary-as: that EHLO had this name
//   offer [KEYWORD[=ARGUMENTS]...]
//       the keywords of the back's last EHLO reply; commas stand for blanks in ARGUMENTS
//   verdict DURATION PATH PATH REPLY...
//       a sender that names this reverse-path and recipient gets REPLY, once, within DURATION
//   verdict-elsewhere DURATION PATH PATH
//       another sender with this reverse-path got a verdict on the recipient: the back is asked at once
//   no-verdict PATH PATH
//       the desk knows no verdict on the recipient, whatever was learnt or written before
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/backend/desk.h"

namespace heloise {

// TakeUp puts one fact into a replay's desk. read_known() is empty for operands of none of the forms above.
using TakeUp = std::function<void(Desk&, Moment)>;
[[nodiscard]] std::optional<TakeUp> read_known(const std::vector<std::string>& operands);

// known_text() prints a fact as its operands, joined by blanks.
[[nodiscard]] std::string known_text(const AddressFacts& known);
[[nodiscard]] std::string known_text(const Capabilities& offer);
[[nodiscard]] std::string known_text(std::string_view reverse_path, std::string_view recipient,
                                     const Recall& recall);

}  // namespace heloise
