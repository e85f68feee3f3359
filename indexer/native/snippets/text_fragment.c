/* Fragments of addresses, which lead to the sentence that a snippet shows; indexer/search/snippets/text_fragment.py. */
#include "snippets/render.h"

static const int64_t LONGEST_WORDS = 32; /* characters of a passage that its address quotes */

static bool ends_words(uint32_t c)
{
    return is_space(c) || c == U'。' || c == U'！' || c == U'？' || c == U'；' || c == U'，' || c == U'、' || c == U'：' ||
           c == ',' || c == ':' || c == ';' || c == '.' || c == '!' || c == '?';
}

/* Return the first characters of a line up to where a word ends within `end`; an empty span for none. */
static span first_words(page_text *text, int64_t start, int64_t end)
{
    for (; start < end; start++) {
        if (is_space(char_at(text, start)))
            continue;
        int64_t stop = start + 1;
        while (stop < end && char_at(text, stop) != '\n')
            stop++;
        for (stop = least(stop, end - 1); stop > start; stop--)
            if (ends_words(char_at(text, stop)))
                return (span){start, stop};
    }
    return (span){0, 0};
}

static span trim(page_text *text, span at)
{
    while (at.start < at.end && is_space(char_at(text, at.start)))
        at.start++;
    while (at.end > at.start && is_space(char_at(text, at.end - 1)))
        at.end--;
    return at;
}

static void put_percent(answer *out, uint32_t byte)
{
    const char *digits = "0123456789ABCDEF";
    enum { COUNT = 3 };
    if (COUNT <= out->text_room - out->text_length) {
        uint32_t *into = out->text + out->text_length;
        into[0] = '%';
        into[1] = (uint8_t)digits[byte >> 4 & 15];
        into[2] = (uint8_t)digits[byte & 15];
    }
    out->text_length += COUNT;
}

/* Write a character as addresses quote it; a hyphen too, for it would part the words from their context. */
static void put_quoted(answer *out, uint32_t c)
{
    bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (is_plain || c == '_' || c == '.' || c == '~')
        put_character(out, c);
    else if (c < 0x80)
        put_percent(out, c);
    else {
        int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3; /* bytes of UTF-8 behind the first */
        put_percent(out, (0xff00u >> (more + 1) & 0xff) | c >> 6 * more);
        while (more-- > 0)
            put_percent(out, 0x80 | (c >> 6 * more & 0x3f));
    }
}

/* Return where in a span the program's own signs begin: for code left out, between cells of a table, behind a row.
 *
 * Only as many characters are looked at as addresses quote, and one.
 */
static int64_t own_sign(page_text *text, span at)
{
    int64_t last = least(at.end, at.start + LONGEST_WORDS + 1);
    for (int64_t here = at.start; here < last; here++) {
        uint32_t c = char_at(text, here), next = here + 1 < at.end ? char_at(text, here + 1) : 0;
        bool parts = next == '|' && here + 2 < at.end && char_at(text, here + 2) == ' ';
        if ((c == ' ' && (next == U'…' || parts)) || (c == ';' && here + 1 == at.end))
            return here;
    }
    return at.end;
}

static void put_words(const page *page, answer *out, span sentence)
{
    page_text *text = page->in->text;
    sentence.end = own_sign(text, sentence);
    int64_t cut = least(sentence.start + LONGEST_WORDS, sentence.end);
    span words = cut < sentence.end ? first_words(text, sentence.start, cut + 1) : (span){0, 0};
    if (words.start == words.end)
        words = trim(text, (span){sentence.start, cut});
    put(out, out->text_length);
    for (int64_t at = words.start; at < words.end; at++) {
        uint32_t c = char_at(text, at);
        if (c >= 0xd800 && c <= 0xdfff)
            fail(page->work->fault, KERNEL_MALFORMED, c);
        put_quoted(out, c);
    }
    put(out, out->text_length);
}

/* Write the sentence in which a passage begins, as far as a snippet shows it, quoted. */
void put_sentence(const page *page, answer *out, int64_t start, span cut)
{
    span line = line_at(page->in->text, start, cut);
    put_words(page, out, (span){sentence_start(page->in->text, line.start, start), line.end});
}

/* Write the section that a snippet's passage lies in, from 0 or -1, and the sentence it begins in, quoted. */
void put_fragment(const page *page, answer *out, const shown_passage *shown)
{
    int64_t start = shown->passage.start, section = first_area(&page->sections, start + 1) - 1;
    bool is_in = section >= 0 && start < page->sections.items[section].at.end;
    put(out, is_in ? page->sections.items[section].number : -1);
    put_sentence(page, out, start, shown->cut);
}
