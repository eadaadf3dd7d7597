// Extensions that heloise knows and never offers, with the reason. One that learns to do something moves to a
// file of its own.
#include "proxy/extensions/registry.h"

namespace heloise {
namespace {

constexpr Extension withheld(std::string_view keyword, std::string_view reference, std::string_view summary) {
    return {.keyword = keyword, .reference = reference, .summary = summary};
}

constexpr std::string_view kTls = "withheld until heloise speaks TLS";
constexpr std::string_view kVerb = "withheld: its verb is never carried";
constexpr std::string_view kPromise = "withheld: a promise the back has not made";
constexpr std::string_view kPrivate = "withheld: private to one vendor's servers";

constexpr Extension kWithheld[] = {
    withheld("STARTTLS", "RFC 3207", kTls),
    withheld("REQUIRETLS", "RFC 8689", kTls),
    withheld("AUTH", "RFC 4954", "withheld until heloise logs senders in"),
    withheld("ETRN", "RFC 1985", kVerb),
    withheld("ATRN", "RFC 2645", kVerb),
    withheld("BURL", "RFC 4468", kVerb),
    withheld("SEND", "RFC 821", kVerb),
    withheld("SOML", "RFC 821", kVerb),
    withheld("SAML", "RFC 821", kVerb),
    withheld("TURN", "RFC 821", kVerb),
    withheld("VRFY", "RFC 5321", "not offered; the verb is answered 252"),
    withheld("MTRK", "RFC 3885", kPromise),
    withheld("CONPERM", "RFC 4141", kPromise),
    withheld("CONNEG", "RFC 4141", kPromise),
    withheld("CHECKPOINT", "RFC 1845", kPromise),
    withheld("NO-SOLICITING", "RFC 3865", kPromise),
    withheld("RRVS", "RFC 7293", kPromise),
    withheld("SUBMITTER", "RFC 4405", kPromise),
    withheld("UTF8SMTP", "RFC 5336", "withheld: obsoleted by SMTPUTF8"),
    withheld("VERP", "qmail", kPromise),
    withheld("XVERP", "Postfix", kPrivate),
    withheld("XCLIENT", "Postfix", kPrivate),
    withheld("XFORWARD", "Postfix", kPrivate),
    withheld("XEXCH50", "Exchange", kPrivate),
    withheld("X-EXPS", "Exchange", kPrivate),
    withheld("X-LINK2STATE", "Exchange", kPrivate),
};

}  // namespace

std::span<const Extension> withheld_extensions() {
    return kWithheld;
}

}  // namespace heloise
