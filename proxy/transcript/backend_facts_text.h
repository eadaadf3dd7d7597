// What heloise knew of a backend before a session asked: as the operands of "B! knows ...", and back.
//
//   address ADDRESS [no-ehlo=DURATION] [no-ehlo-as=NAME,DURATION...] [own-name=DURATION] [single=DURATION]
//           [set-aside=DURATION still=DURATION] [being-tried] [temporary=N] [temporary-as=NAME]
//       of one address all there is: it is greeted with HELO for so long, by all or by senders of that name;
//       it took EHLO with our own name; it carries one transaction a connection; it did not answer and is
//       left alone; another session is trying it; EHLO was answered 4xx so often in a row, to that name
//   offer [KEYWORD[=ARGUMENTS]...]
//       what the back last said it can do; commas stand for blanks
//   verdict DURATION PATH PATH REPLY...
//       what the sender that asks is told of a recipient, once, for so long still
//   verdict-elsewhere DURATION PATH PATH
//       another sender was told something of it with the same envelope: the back is asked at once
//   no-verdict PATH PATH
//       nothing is known of it any more, whatever was learnt or said before
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/backend/desk.h"

namespace heloise {

// What a replay does to its desk. Empty for operands that say nothing of the above.
using TakeUp = std::function<void(Desk&, Moment)>;
[[nodiscard]] std::optional<TakeUp> read_known(const std::vector<std::string>& operands);

// The operands, joined by blanks.
[[nodiscard]] std::string known_text(const AddressFacts& known);
[[nodiscard]] std::string known_text(const Capabilities& offer);
[[nodiscard]] std::string known_text(std::string_view reverse_path, std::string_view recipient,
                                     const Recall& recall);

}  // namespace heloise
