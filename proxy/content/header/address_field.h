// Header fields of addresses: From, To, Cc and their kin (RFC 5322 section 3.4).
#pragma once

#include "proxy/content/header/field_rewrite.h"

namespace heloise {

// Display names, quoted or not, and names of groups become encoded words; a quoted one then loses its quotes,
// because an encoded word within quotes is none (RFC 2047 section 5 rule 3). Comments and domains as in
// structured_field.h.
void write_addresses(FieldRewrite& rewrite);

}  // namespace heloise
