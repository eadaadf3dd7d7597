// Bodies: leaf parts held, decided and encoded, and the delimiters between them.
#include <algorithm>
#include <utility>

#include "proxy/base/ascii.h"
#include "proxy/content/conversion_impl.h"
#include "proxy/content/fault_text.h"

namespace heloise {

void Conversion::Impl::start_leaf(const MediaType& type, const char* doubt) {
    using Kind = MediaType::Kind;
    where_ = Where::Leaf;
    const TransferEncoding encoding = header_.encoding();
    of_headers_ = type.kind == Kind::Multipart || type.kind == Kind::Message ||
                  type.kind == Kind::OtherMessage || type.kind == Kind::GlobalMessage;
    leaf_name_ = doubt != nullptr ? doubt : "a part declared base64";
    leaf_refusal_ = Refusal::Kind::Content;
    late_doubt_ = nullptr;
    leaf_changed_ = false;
    ends_in_line_ = false;
    base64_body_ = encoding == TransferEncoding::Base64;
    const bool wants = needs_.seven_bit || needs_.line_max != 0 || needs_.no_binary ||
                       needs_.no_leading_dot || needs_.no_dot_behind_cut ||
                       (needs_.ascii_headers && of_headers_);
    if (doubt != nullptr || !wants) {
        leaf_ = Leaf::AsItCame;
        settle();
    } else if (!is_identity(encoding)) {
        leaf_ = Leaf::Mending;
        // Mended, its first line could look like one more field.
        if (header_ended_oddly_) late_doubt_ = "a part whose header does not end with an empty line";
        dot_possible_ = true;
        mended_cost_ = 0;
        coder_ = base64_body_
                     ? BodyCoder(Base64Mender(needs_.line_max))
                     : BodyCoder(QuotedPrintableMender({needs_.line_max, needs_.no_leading_dot,
                                                        needs_.no_dot_behind_cut, needs_.seven_bit}));
        settle();
    } else {
        leaf_ = Leaf::Undecided;
        choice_ = EncodingChoice(type.kind == Kind::Text && !type.wide,
                                 of_message_ && (!header_.type() || header_.empty_type()));
        if (encoding == TransferEncoding::Binary && needs_.no_binary) choice_.on_binary();
    }
}

// Which faults stop the scanner: those that refuse, and the first that decides.
void Conversion::Impl::set_watch() {
    watch_ = {};
    if (where_ == Where::Leaf && leaf_ == Leaf::Encoding) return;
    if (where_ == Where::Leaf && leaf_ == Leaf::Choosing) {
        watch_.nul = watch_.bare_newline = needs_.no_binary && choice_.text();
        return;
    }
    if (where_ == Where::Leaf && leaf_ == Leaf::Mending) {
        watch_.eight_bit = base64_body_ && needs_.seven_bit;
        watch_.nul = base64_body_ && needs_.no_binary;
        return;
    }
    const bool headers = where_ == Where::Leaf && of_headers_ && needs_.ascii_headers;
    watch_ = {needs_.seven_bit || headers,
              needs_.no_leading_dot,
              needs_.no_binary,
              needs_.no_binary,
              needs_.line_max,
              needs_.no_dot_behind_cut};
}

bool Conversion::Impl::step_body(std::string_view& octets) {
    using Stop = BodyScanner::Step::Stop;
    if (holding_leaf() && hold_.room() == 0) {
        stop_holding();
        return true;
    }
    const BodyScanner::Step step = scanner_.next(octets, watch_, text_wanted(), finishing_);
    if (!step.text.empty()) on_text(step.text);
    if (refused_) return false;
    if (step.stop == Stop::Fault) on_fault(step.fault);
    if (step.stop == Stop::Candidate) on_candidate();
    return step.stop != Stop::NeedMore;
}

bool Conversion::Impl::holding_leaf() const {
    return where_ == Where::Leaf && (leaf_ == Leaf::Undecided || leaf_ == Leaf::Choosing);
}

// Memory and spool are full. A part without a fault so far leaves as it came, since 7-bit messages pass at
// any size; should it have a fault after all, it is too late.
void Conversion::Impl::stop_holding() {
    if (leaf_ == Leaf::Choosing) {
        // Only the charset is still open, and unknown-8bit is never wrong.
        choice_.finish(false);
        encode();
        return;
    }
    if (live_labels_ > 0) {
        drop_labels();
        return;
    }
    settle();
    leaf_ = Leaf::AsItCame;
    leaf_name_ = "a part that is too large to be held until it is known what it needs";
    leaf_refusal_ = Refusal::Kind::Spool;
}

// So many octets, that no decision falls in the middle of what the scanner gives.
std::size_t Conversion::Impl::text_wanted() const {
    if (!holding_leaf()) return SIZE_MAX;
    const std::uint64_t measured_to = header_at_ + needs_.lookahead;
    const bool measuring = leaf_ == Leaf::Choosing && measured_to > hold_.end();
    return std::min(hold_.room(), measuring ? static_cast<std::size_t>(measured_to - hold_.end()) : SIZE_MAX);
}

void Conversion::Impl::on_text(std::string_view text) {
    if (where_ != Where::Leaf || leaf_ == Leaf::AsItCame) {
        emit(text);
        return;
    }
    ends_in_line_ = text.ends_with("\r\n");
    switch (leaf_) {
        case Leaf::AsItCame: break;
        case Leaf::Undecided:
            // With seven_bit there is nothing to see before the fault.
            if (choice_.wants_charset() && !needs_.seven_bit) choice_.look_at_text(text);
            hold(text);
            break;
        case Leaf::Choosing:
            choice_.measure(text);
            if (choice_.wants_charset()) choice_.look_at_text(text);
            hold(text);
            decide();
            break;
        case Leaf::Encoding: coder_.code(text, *out_); break;
        case Leaf::Mending: mend(text); break;
    }
}

void Conversion::Impl::on_fault(Fault fault) {
    // The text before it may have been what the choice had waited for.
    if (where_ == Where::Leaf && leaf_ == Leaf::Encoding) return;
    if (where_ == Where::Leaf && leaf_ == Leaf::Undecided) {
        on_first_fault(fault);
    } else if (where_ == Where::Leaf && leaf_ == Leaf::Choosing) {
        choice_.on_binary();
        set_watch();
    } else {
        const char* const where = where_ == Where::Preamble   ? "a multipart's preamble"
                                  : where_ == Where::Epilogue ? "a multipart's epilogue"
                                                              : leaf_name_;
        refuse(where_ == Where::Leaf ? leaf_refusal_ : Refusal::Kind::Content,
               fault_text(fault, needs_.line_max) + " in " + where);
    }
}

// The leaf must be converted. How, may take a little longer.
void Conversion::Impl::on_first_fault(Fault fault) {
    const std::string what = fault_text(fault, needs_.line_max);
    if (late_doubt_ != nullptr) {
        refuse(Refusal::Kind::Content, what + " in " + late_doubt_);
        return;
    }
    if (!allow_change(Refusal::Kind::Content, what)) return;
    tell_labels();
    leaf_ = Leaf::Choosing;
    if (fault == Fault::Nul || fault == Fault::BareNewline) choice_.on_binary();
    choice_.measure(hold_.memory_from(body_at_));
    set_watch();
    decide();
}

void Conversion::Impl::decide() {
    if (refused_) return;
    if (hold_.end() >= header_at_ + needs_.lookahead) choice_.stop_measuring();
    if (choice_.made()) encode();
}

void Conversion::Impl::encode() {
    insert_labels();
    if (choice_.base64()) {
        coder_ = BodyCoder(Base64Encoder());
        ++facts_.base64;
    } else {
        coder_ = BodyCoder(QuotedPrintableEncoder());
        ++facts_.quoted_printable;
    }
    leaf_ = Leaf::Encoding;
    held_part_ = false;
    set_watch();
    hold_.release(body_at_, coder_, *out_);
}

void Conversion::Impl::insert_labels() {
    const std::string value = std::string(choice_.base64() ? ": base64" : ": quoted-printable") + "\r\n";
    const std::string type = ": text/plain; charset=" + std::string(choice_.charset()) + "\r\n";
    const PartHeader::Label* empty_type =
        of_message_ && header_.empty_type() ? &*header_.empty_type() : nullptr;
    const auto write_type = [&] {
        hold_.edit(empty_type->at, empty_type->octets, empty_type->name + type);
        empty_type = nullptr;
    };
    for (const PartHeader::Label& label : header_.labels()) {
        if (empty_type != nullptr && empty_type->at < label.at) write_type();
        hold_.edit(label.at, label.octets, label.name + value);
    }
    if (empty_type != nullptr) write_type();
    std::string fields;
    if (of_message_ && !header_.mime_version()) fields += "MIME-Version: 1.0\r\n";
    if (of_message_ && !header_.type()) fields += "Content-Type" + type;
    if (!header_.labelled()) fields += "Content-Transfer-Encoding" + value;
    if (header_ended_oddly_) fields += "\r\n";
    if (!fields.empty()) hold_.edit(header_end_at_, 0, fields);
}

// mend() counts held octets by an estimate: the cost of a held label must not depend on how the message was
// cut, but the coder's output at a time does. What the estimate fell short counts when the part ends.
void Conversion::Impl::mend(std::string_view text) {
    std::string mended;
    coder_.code(text, mended);
    const std::uint64_t cost =
        text.size() + 2 * static_cast<std::uint64_t>(std::count_if(text.begin(), text.end(), is_eight_bit));
    mended_cost_ += cost;
    put_mended(mended, cost);
}

void Conversion::Impl::end_leaf(bool of_message) {
    if (leaf_ == Leaf::Undecided) settle();
    if (leaf_ == Leaf::Choosing) {
        choice_.finish(true);
        encode();
    }
    if (leaf_ == Leaf::Encoding) {
        end_of_message_ = of_message;
        finish_after_recall_ = recalling();
        if (!recalling()) finish_encoder(*out_);
    }
    if (leaf_ == Leaf::Mending) {
        std::string mended;
        coder_.finish(mended);
        const std::uint64_t grown_to = hold_.end() + mended.size() - body_at_;
        put_mended(mended, grown_to > mended_cost_ ? grown_to - mended_cost_ : 0);
        if (coder_.mended()) ++facts_.mended;
    }
    leaf_ = Leaf::AsItCame;
}

void Conversion::Impl::finish_encoder(std::string& out) {
    coder_.finish(out);
    if (end_of_message_ && !(ends_in_line_ && coder_.keeps_lines())) out += coder_.message_end();
}

void Conversion::Impl::put_mended(std::string_view mended, std::uint64_t cost) {
    if (needs_.no_leading_dot && base64_body_ && begins_line_with_dot(mended)) {
        refuse(Refusal::Kind::Content, fault_text(Fault::LeadingDot, 0) + " in " + leaf_name_);
        return;
    }
    if (!leaf_changed_ && coder_.mended()) {
        leaf_changed_ = true;
        if (late_doubt_ != nullptr) {
            refuse(Refusal::Kind::Content, std::string("a badly encoded line in ") + late_doubt_);
        } else if (!allow_change(Refusal::Kind::Content, "a badly encoded line")) {
            return;
        }
    }
    if (coder_.spoilt())
        refuse(Refusal::Kind::Content, std::string("a line that cannot be cut in ") + leaf_name_);
    if (refused_) return;
    if (live_labels_ == 0) {
        *out_ += mended;
        return;
    }
    held_cost_ += cost;
    hold_.add(mended, nullptr);
    if (held_cost_ > needs_.lookahead) drop_labels();
}

// Cut anywhere, as what the mender gives is.
bool Conversion::Impl::begins_line_with_dot(std::string_view mended) {
    for (const char c : mended) {
        if (std::exchange(dot_possible_, c == '\n') && c == '.') return true;
    }
    return false;
}

}  // namespace heloise
