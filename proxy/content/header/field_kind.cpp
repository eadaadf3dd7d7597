// From the IANA registry of message headers and from what mail programs write.
#include "proxy/content/header/field_kind.h"

#include <algorithm>
#include <array>

#include "proxy/base/ascii.h"

namespace heloise {
namespace {

struct Row {
    std::string_view name;
    FieldKind kind;
};

using enum FieldKind;
constexpr std::array kRows{
    Row{"From", Addresses},
    Row{"Sender", Addresses},
    Row{"Reply-To", Addresses},
    Row{"To", Addresses},
    Row{"Cc", Addresses},
    Row{"Bcc", Addresses},
    Row{"Resent-From", Addresses},
    Row{"Resent-Sender", Addresses},
    Row{"Resent-Reply-To", Addresses},
    Row{"Resent-To", Addresses},
    Row{"Resent-Cc", Addresses},
    Row{"Resent-Bcc", Addresses},
    Row{"Disposition-Notification-To", Addresses},
    Row{"Return-Receipt-To", Addresses},
    Row{"Errors-To", Addresses},
    Row{"Apparently-To", Addresses},
    Row{"Delivered-To", Addresses},
    Row{"Mail-Reply-To", Addresses},
    Row{"Mail-Followup-To", Addresses},
    Row{"Abuse-Reports-To", Addresses},
    Row{"List-Id", Addresses},
    Row{"Content-Type", Parameters},
    Row{"Content-Disposition", Parameters},
    Row{"Received", Trace},
    Row{"Return-Path", Structured},
    Row{"Date", Structured},
    Row{"Resent-Date", Structured},
    Row{"Message-ID", Structured},
    Row{"Resent-Message-ID", Structured},
    Row{"In-Reply-To", Structured},
    Row{"References", Structured},
    Row{"Original-Message-ID", Structured},
    Row{"Original-Recipient", Structured},
    Row{"Disposition-Notification-Options", Structured},
    Row{"MIME-Version", Structured},
    Row{"Content-ID", Structured},
    Row{"Content-Transfer-Encoding", Structured},
    Row{"Content-Language", Structured},
    Row{"Content-MD5", Structured},
    Row{"Content-Duration", Structured},
    Row{"Content-Features", Structured},
    Row{"Auto-Submitted", Structured},
    Row{"Authentication-Results", Structured},
    Row{"Received-SPF", Structured},
    Row{"List-Archive", Structured},
    Row{"List-Help", Structured},
    Row{"List-Owner", Structured},
    Row{"List-Post", Structured},
    Row{"List-Subscribe", Structured},
    Row{"List-Unsubscribe", Structured},
    Row{"List-Unsubscribe-Post", Structured},
    Row{"Autocrypt", Structured},
    Row{"DKIM-Signature", Signature},
    Row{"DomainKey-Signature", Signature},
    Row{"X-Google-DKIM-Signature", Signature},
    Row{"ARC-Seal", Signature},
    Row{"ARC-Message-Signature", Signature},
    Row{"ARC-Authentication-Results", Signature},
};

}  // namespace

FieldKind field_kind(std::string_view name) {
    const auto row = std::find_if(kRows.begin(), kRows.end(), [&](const Row& candidate) {
        return equal_ignoring_case(candidate.name, name);
    });
    return row == kRows.end() ? Unstructured : row->kind;
}

}  // namespace heloise
