// Content-Type and Content-Disposition: a value and parameters (RFC 2045 section 5.1, RFC 2183).
#pragma once

#include "proxy/content/header/field_rewrite.h"

namespace heloise {

// Parameters that hold octets over 127 are written as RFC 2231 has them: name*=utf-8''%C3%BC, in parts
// (name*0*, name*1*) where a line would be too long. Those that hold none stay.
void write_parameters(FieldRewrite& rewrite);

}  // namespace heloise
