// Words are taken one by one; those that need it and stand side by side are encoded as one stretch.
#include "proxy/content/header/field_text.h"

#include <algorithm>
#include <utility>

namespace heloise {
namespace {

using Reading = EncodedWordFinder::Reading;

// More blanks than this do not go before an encoded word, where they would take its line, but into it.
constexpr std::size_t kBlanks = 8;

constexpr const char* kMurky = "an encoded word in it does not stand alone";

// What will stand behind an encoded word that ends here, before a line can end. More than a line is no worse
// than a line, and a comment may be all parentheses.
std::size_t glued_octets(std::string_view comment) {
    constexpr std::size_t kLine = 76;
    comment = comment.substr(0, kLine);
    const auto end =
        std::find_if(comment.begin(), comment.end(), [](char c) { return is_blank(c) || is_eight_bit(c); });
    return static_cast<std::size_t>(end - comment.begin());
}

//   ccontent = ctext / quoted-pair (RFC 5322 section 3.2.2), as many as stand together
std::string_view comment_word(std::string_view comment, std::string& means) {
    means.clear();
    std::size_t at = 0;
    while (at < comment.size() && !is_blank(comment[at]) && comment[at] != '(' && comment[at] != ')') {
        if (comment[at] == '\\' && at + 1 < comment.size()) ++at;
        means += comment[at++];
    }
    return comment.substr(0, at);
}

}  // namespace

void FieldRewrite::as_it_is(std::string_view part) {
    while (!part.empty()) {
        const std::string_view run = leading_blanks(part);
        blanks(run);
        part.remove_prefix(run.size());
        std::size_t end = 0;
        while (end < part.size() && !is_blank(part[end])) end += part[end] == '\\' ? 2 : 1;
        end = std::min(end, part.size());
        writer.text(part.substr(0, end));
        part.remove_prefix(end);
    }
}

void FieldTextWriter::word(std::string_view before, const Word& word) {
    if (word.encode && word.reading == Reading::Raw) {
        const std::string mended = mended_word(word.raw);
        return this->word(before, {.raw = mended, .means = {}, .reading = Reading::Word});
    }
    if (word.encode || (encoding_ && word.reading == Reading::Opening)) {
        if (word.reading >= Reading::Word || last_ == Last::Murky) {
            return rewrite_.writer.refuse(kMurky);
        }
        if (open_) {
            stretch_.append(before).append(word.means);
        } else {
            begin_stretch(before, word.means);
        }
        return;
    }
    if (open_) {
        if (word.reading > Reading::Word) {
            return rewrite_.writer.refuse(kMurky);
        }
        if (word.reading == Reading::Word) {
            stretch_ += before;
            end_stretch(0);
            before = {};
        } else {
            end_stretch(0);
        }
        if (before.empty()) rewrite_.writer.apart();
    }
    rewrite_.writer.blanks(before, rewrite_.value.folded(before));
    rewrite_.as_it_is(word.raw);
    last_ = word.reading < Reading::Word    ? Last::Text
            : word.reading == Reading::Word ? Last::Word
                                            : Last::Murky;
}

void FieldTextWriter::begin_stretch(std::string_view before, std::string_view means) {
    open_ = true;
    stretch_.clear();
    if (last_ == Last::Word) {
        rewrite_.writer.apart();
        stretch_ += before;
    } else if (before.size() > kBlanks) {
        rewrite_.writer.blanks(before.substr(0, 1), rewrite_.value.folded(before));
        stretch_ += before.substr(1);
    } else {
        rewrite_.blanks(before);
    }
    stretch_ += means;
}

void FieldTextWriter::end_stretch(std::size_t glued) {
    open_ = false;
    const Charset charset = has_eight_bit(stretch_) ? rewrite_.charset : Charset::UsAscii;
    rewrite_.writer.encoded(stretch_, charset, glued);
    last_ = Last::Encoded;
}

bool FieldTextWriter::end(std::size_t glued) {
    if (open_) end_stretch(glued);
    return std::exchange(last_, Last::None) == Last::Encoded;
}

void write_unstructured(FieldRewrite& rewrite) {
    std::string_view rest = rewrite.value.text();
    const std::size_t piece_max = rewrite.writer.piece_max();
    const auto too_long = [piece_max](std::string_view word) { return word.size() > piece_max; };
    bool encoding = rewrite.must_go(rest);
    for (std::string_view left = rest; !encoding && !left.empty();) {
        left.remove_prefix(leading_blanks(left).size());
        encoding = too_long(leading_word(left));
        left.remove_prefix(leading_word(left).size());
    }

    FieldTextWriter text(rewrite, encoding);
    std::string_view before = leading_blanks(rest);
    rest.remove_prefix(before.size());
    // Blanks at the beginning are no part of the text.
    rewrite.blanks(before.substr(0, kBlanks));
    if (encoding) rewrite.writer.apart();
    before = {};
    while (!rest.empty()) {
        FieldTextWriter::Word word{.raw = leading_word(rest), .means = leading_word(rest)};
        rest.remove_prefix(word.raw.size());
        word.reading = rewrite.finder.read(word.raw);
        word.encode = rewrite.must_go(word.raw) || too_long(word.raw);
        text.word(before, word);
        before = leading_blanks(rest);
        rest.remove_prefix(before.size());
    }
    (void)text.end();
    rewrite.blanks(before);
}

void write_comment(std::string_view comment, FieldRewrite& rewrite) {
    if (!rewrite.must_go(comment)) return rewrite.as_it_is(comment);
    FieldTextWriter text(rewrite, true);
    std::string_view before;
    std::string means;
    while (!comment.empty()) {
        if (comment.front() == '(' || comment.front() == ')') {
            (void)text.end(text.open() && before.empty() ? glued_octets(comment) : 0);
            rewrite.blanks(before);
            rewrite.writer.text(comment.substr(0, 1));
            comment.remove_prefix(1);
        } else {
            FieldTextWriter::Word word{.raw = comment_word(comment, means), .means = means};
            comment.remove_prefix(word.raw.size());
            word.reading = rewrite.finder.read(word.raw);
            word.encode = rewrite.must_go(word.raw);
            text.word(before, word);
        }
        before = leading_blanks(comment);
        comment.remove_prefix(before.size());
    }
}

}  // namespace heloise
