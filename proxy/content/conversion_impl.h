// The inside of a conversion: where in the message we are, and what is still undecided.
//
// Split over files by what happens: conversion.cpp (the public face, the ways out, the end),
// conversion_header.cpp (fields, and what a header says of its body), conversion_body.cpp (leaf parts: held,
// decided, encoded), conversion_delimiter.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "proxy/content/body_scanner.h"
#include "proxy/content/boundaries.h"
#include "proxy/content/codec/body_coder.h"
#include "proxy/content/conversion.h"
#include "proxy/content/encoding_choice.h"
#include "proxy/content/header_reader.h"
#include "proxy/content/part_header.h"
#include "proxy/content/part_hold.h"
#include "proxy/wire/cut_line.h"

namespace heloise {

class Conversion::Impl {
public:
    explicit Impl(const ConversionNeeds& needs);

    void push(std::string_view& octets, std::string& out, std::string& spill);
    void finish(std::string& out);
    void on_recalled(std::string_view octets, std::string& out);

    [[nodiscard]] bool recalling() const { return hold_.recalling(); }
    [[nodiscard]] std::uint64_t recall_at() const { return hold_.recalled(); }
    [[nodiscard]] std::uint64_t recall_octets() const { return hold_.to_recall(); }
    [[nodiscard]] bool done() const { return ended_ && !recalling(); }
    [[nodiscard]] const Refusal* refusal() const { return refused_ ? &refusal_ : nullptr; }
    [[nodiscard]] const Facts& facts() const { return facts_; }

private:
    // A multipart or an entered message that is open.
    struct Frame {
        bool multipart = false;
        bool digest = false;
        bool signature = false;
        bool counted = false;  // something in this signature was changed
        const char* doubt = nullptr;
        // Its header is held as long as that costs little, because it is not true any more once something
        // inside was converted.
        bool held = false;
        PartHeader::Label label;      // says more than will be true
        std::string_view true_label;  // empty: the label stays
        bool lacks_version = false;   // it needs MIME-Version, for what then is encoded
        std::uint64_t fields_end_at = 0;
    };
    enum class Where : std::uint8_t { Header, Preamble, Epilogue, Leaf };
    // What becomes of a leaf's body.
    enum class Leaf : std::uint8_t {
        AsItCame,   // it may not be touched
        Undecided,  // held: there was no fault yet
        Choosing,   // held: there was one, and how to encode is not known yet
        Encoding,
        Mending,  // it is encoded; what is badly encoded is mended
    };

    void run(std::string_view& octets);
    void on_end();

    // conversion_header.cpp
    void start_header(bool of_message);
    bool step_header(std::string_view& octets);
    void on_field(std::string_view field);
    void note_odd_delimiter(std::string_view field);
    void on_long_field(std::string_view piece, bool first);
    void on_header_line(std::string_view line, HeaderLine kind);
    void end_header(std::string odd_line);
    void open_multipart(const MediaType& type);
    void open_message();
    void keep_label(Frame& frame);
    [[nodiscard]] std::string_view label_once_converted() const;
    [[nodiscard]] MediaType type_of_part() const;
    [[nodiscard]] const char* doubt_of_part(const MediaType& type);
    [[nodiscard]] bool fits_a_back(std::string_view field);

    // conversion_body.cpp
    void start_leaf(const MediaType& type, const char* doubt);
    bool step_body(std::string_view& octets);
    void on_text(std::string_view text);
    void on_fault(Fault fault);
    void on_first_fault(Fault fault);
    void decide();
    void encode();
    void insert_labels();
    void mend(std::string_view text);
    void end_leaf(bool of_message);
    void finish_encoder(std::string& out);
    void put_mended(std::string_view mended, std::uint64_t cost);
    [[nodiscard]] bool begins_line_with_dot(std::string_view mended);
    void set_watch();
    [[nodiscard]] bool holding_leaf() const;
    void stop_holding();
    [[nodiscard]] std::size_t text_wanted() const;

    // conversion_delimiter.cpp
    void on_candidate();
    void on_delimiter(const Boundaries::Match& match, std::string_view line);
    void on_first_paragraph(std::string_view line);
    void in_doubt(const char* why);
    void close_frames(std::size_t level, bool closed);

    // What may be changed, and what then changes around it.
    [[nodiscard]] const char* why_unchangeable() const;
    [[nodiscard]] bool allow_change(Refusal::Kind kind, std::string_view what);
    void tell_labels();
    void drop_labels();

    // Ways out.
    void hold(std::string_view octets);
    void emit(std::string_view settled);
    void settle();
    void refuse(Refusal::Kind kind, std::string why);
    void guard(std::string_view out);

    ConversionNeeds needs_;
    bool needs_anything_;
    Facts facts_;
    Refusal refusal_;
    bool refused_ = false;
    bool finishing_ = false;
    bool ended_ = false;
    std::string* out_ = nullptr;    // of the call that runs
    std::string* spill_ = nullptr;  // null: the message is complete

    Where where_ = Where::Header;
    std::vector<Frame> frames_;
    Boundaries boundaries_;
    HeaderReader header_reader_;
    BodyScanner long_field_;  // looks for faults in a field that is too long to be held
    BodyScanner scanner_;
    FaultWatch watch_;

    PartHeader header_;
    bool of_message_ = true;       // the header is a message's, not a part's
    bool header_unclear_ = false;  // it began with a line that some take for the body's
    bool header_ended_oddly_ = false;
    std::uint64_t header_at_ = 0;      // offsets in what is held
    std::uint64_t header_end_at_ = 0;  // where fields can be added
    std::uint64_t body_at_ = 0;

    Leaf leaf_ = Leaf::AsItCame;
    const char* leaf_name_ = "";  // completes "octets over 127 in ..."
    Refusal::Kind leaf_refusal_ = Refusal::Kind::Content;
    const char* late_doubt_ = nullptr;  // found in the body
    bool of_headers_ = false;           // the leaf holds what is a header to someone
    bool base64_body_ = false;
    bool leaf_changed_ = false;
    bool ends_in_line_ = false;  // the body, as far as it was seen, ends in CRLF
    std::uint64_t mended_cost_ = 0;
    bool dot_possible_ = true;    // a line begins with what is mended next
    bool odd_paragraph_ = false;  // the body began without an empty line, and no empty line came yet
    BodyCoder coder_;
    EncodingChoice choice_;

    PartHold hold_;
    bool held_part_ = false;       // the current header and body are held
    std::size_t live_labels_ = 0;  // frames whose header is held because of its label
    std::uint64_t held_cost_ = 0;  // octets held for a label's sake
    bool finish_after_recall_ = false;
    bool end_of_message_ = false;  // the leaf ended with the message
    std::string after_recall_;     // settled while spilled octets were on their way back
    CutLineWatch leaving_;         // looks at what leaves
};

}  // namespace heloise
