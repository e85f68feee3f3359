/* Where a fragment begins and ends: indexer/search/snippets/cutting.py, whose regular expressions these functions are. */
#include "page.h"

enum {
    WIDE = 0x2e80,    /* from here on a character takes two columns, */
    SURROGATES = 0xd800, LAST_SURROGATE = 0xdfff, /* but for half of a pair, which is shown as one sign */
    LONGEST_END = 16, /* characters between two sentences */
    LEAST_SHARE = 3,
};

/* The columns of the table of documents that tell of their texts; `render_page` states all. */
enum { COLUMNS = 8, ADDRESS = 5, WIDTH = 6, LENGTH = 7 };

static int64_t cell(const page_text *text, int64_t document, int64_t column)
{
    kernel_fault none = {0, 0};
    return at_i64s(&text->documents, document * COLUMNS + column, &none);
}

uint32_t char_elsewhere(page_text *text, int64_t at)
{
    if ((uint64_t)at >= (uint64_t)text->length)
        return 0;
    int64_t document = 0, above = text->documents.length / COLUMNS;
    while (above - document > 1) {
        int64_t middle = document + (above - document) / 2;
        if (text->begins.items[least(middle, text->begins.length - 1)] <= at)
            document = middle;
        else
            above = middle;
    }
    int64_t begin = text->begins.items[document], length = cell(text, document, LENGTH);
    if (at == begin + length)
        return '\n';
    if (at < begin || at > begin + length)
        return 0;
    text->codes = (const void *)(intptr_t)cell(text, document, ADDRESS);
    text->width = cell(text, document, WIDTH);
    text->begin = begin;
    text->own_length = (uint64_t)length;
    return char_at(text, at);
}

/* What str.isspace() of Python says. */
bool is_space(uint32_t c)
{
    if (c < 0x80)
        return (c >= 0x09 && c <= 0x0d) || (c >= 0x1c && c <= 0x20);
    return c == 0x85 || c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 ||
           c == 0x202f || c == 0x205f || c == 0x3000;
}

static bool is_word(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static bool ends_sentence(uint32_t c)
{
    return c == U'。' || c == U'！' || c == U'？' || c == U'；' || c == U'…' || c == '!' || c == '?';
}

static bool closes_latin(uint32_t c)
{
    return c == ')' || c == '"' || c == U'”' || c == U'’';
}

static bool closes(uint32_t c)
{
    return closes_latin(c) || c == U'」' || c == U'』' || c == U'）';
}

/* What goes on with a sentence behind "etc. ". */
static bool goes_on(uint32_t c)
{
    return c == U'的' || c == U'了' || c == U'等' || c == U'、' || c == U'，';
}

static bool ends_clause(uint32_t c)
{
    return c == U'，' || c == U'、' || c == U'：' || c == ',' || c == ':' || c == ';' || c == U'）' || c == ')';
}

static int64_t skip(page_text *text, int64_t at, int64_t end, bool (*is_skipped)(uint32_t))
{
    while (at < end && is_skipped(char_at(text, at)))
        at++;
    return at;
}

/* Match a full stop with what closes behind it, then space that no sentence goes on behind, or the end; -1 for none. */
static int64_t match_full_stop(page_text *text, int64_t at, int64_t end)
{
    int64_t stop = skip(text, at + 1, end, closes_latin), next = skip(text, stop, end, is_space);
    if (stop == end)
        return stop;
    if (next == stop)
        return -1;
    if (next == end || !goes_on(char_at(text, next)))
        return next;
    return next - 1 > stop ? next - 1 : -1; /* one space less, which is then what follows */
}

/* Match the end of a sentence that begins at an offset: return where it ends, or -1. */
static int64_t match_sentence_end(page_text *text, int64_t at, int64_t end)
{
    uint32_t c = char_at(text, at);
    if (c == '.')
        return match_full_stop(text, at, end);
    if (c == '\n') {
        while (at < end && char_at(text, at) == '\n')
            at++;
        return at;
    }
    if (!ends_sentence(c))
        return -1;
    at = skip(text, at, end, ends_sentence);
    return skip(text, skip(text, at, end, closes), end, is_space);
}

static int64_t match_clause_end(page_text *text, int64_t at, int64_t end)
{
    uint32_t c = char_at(text, at);
    if (ends_clause(c))
        return skip(text, skip(text, at, end, ends_clause), end, is_space);
    return is_space(c) ? skip(text, at, end, is_space) : -1;
}

typedef int64_t matcher(page_text *text, int64_t at, int64_t end);

/* Return where the first match ends that begins at an offset or behind it, and ends within `end`; -1 for none. */
static int64_t search(page_text *text, int64_t at, int64_t end, matcher *match)
{
    for (; at < end; at++) {
        int64_t stop = match(text, at, end);
        if (stop >= 0)
            return stop;
    }
    return -1;
}

/* Return where the last match ends; -1 for none. */
static int64_t search_last(page_text *text, int64_t at, int64_t end, matcher *match)
{
    int64_t last = -1;
    for (int64_t stop = at; (stop = search(text, stop, end, match)) >= 0;)
        last = stop;
    return last;
}

static int64_t width_at(page_text *text, int64_t at)
{
    uint32_t c = char_at(text, at);
    return c >= WIDE && !(c >= SURROGATES && c <= LAST_SURROGATE) ? 2 : 1;
}

/* Return how many of some characters of two bytes take two columns; the loop is one that compilers vectorise. */
static int64_t count_wide(const uint16_t *codes, int64_t count)
{
    int64_t wide = 0;
    for (int64_t at = 0; at < count; at++)
        wide += (codes[at] >= WIDE) - (codes[at] >= SURROGATES && codes[at] <= LAST_SURROGATE);
    return wide;
}

int64_t columns_of(page_text *text, span at)
{
    char_at(text, at.start); /* makes its document the one that is read */
    int64_t columns = most(at.end - at.start, 0), place = at.start - text->begin;
    bool is_in_one = place >= 0 && (uint64_t)(place + columns) <= text->own_length;
    if (is_in_one && text->width < 4)
        return text->width == 1 ? columns : columns + count_wide((const uint16_t *)text->codes + place, columns);
    columns = 0;
    for (place = at.start; place < at.end; place++)
        columns += width_at(text, place);
    return columns;
}

static int64_t reach(page_text *text, int64_t start, int64_t columns)
{
    while (start < text->length && (columns -= width_at(text, start)) >= 0)
        start++;
    return start;
}

static int64_t reach_back(page_text *text, int64_t end, int64_t columns)
{
    while (end > 0 && (columns -= width_at(text, end - 1)) >= 0)
        end--;
    return end;
}

/* Move a cut that falls inside a Latin word out of it, towards `end`. */
static int64_t leave_word(page_text *text, int64_t cut, int64_t end, int64_t step)
{
    while (cut != end && is_word(char_at(text, cut - 1)) && is_word(char_at(text, cut)))
        cut += step;
    return cut;
}

static int64_t cut_before(page_text *text, int64_t furthest, int64_t first, int64_t low, int64_t wanted)
{
    int64_t last = furthest == low ? low : -1;
    if (last >= wanted)
        return last;
    for (int64_t stop = furthest; (stop = search(text, stop, first, match_sentence_end)) >= 0;) {
        last = stop;
        if (stop >= wanted)
            return stop;
    }
    if (last >= 0)
        return last;
    int64_t start = most(furthest, wanted), clause = search(text, start, first, match_clause_end);
    return clause >= 0 ? clause : leave_word(text, start, first, 1);
}

static int64_t cut_after(page_text *text, int64_t last, int64_t limit, int64_t high)
{
    if (limit >= high)
        return high;
    matcher *matchers[] = {match_sentence_end, match_clause_end};
    for (int kind = 0; kind < 2; kind++) {
        int64_t end = search_last(text, last, limit, matchers[kind]);
        if (end >= 0 && end - last >= (limit - last) / LEAST_SHARE)
            return end;
    }
    return leave_word(text, limit, last, -1);
}

/* Choose the fragment around a passage; NULL for the beginning of what may be shown. */
span choose_cut(page_text *text, span shown, const span *passage, int64_t width)
{
    int64_t low = shown.start, high = shown.end;
    if (!passage)
        return (span){low, cut_after(text, low, least(reach(text, low, width), high), high)};
    int64_t first = passage->start, last = passage->end;
    int64_t spare = most(width - columns_of(text, *passage), 0);
    int64_t furthest = most(reach_back(text, first, spare), low);
    int64_t start = cut_before(text, furthest, first, low, reach_back(text, first, spare / 2));
    int64_t end = cut_after(text, last, least(most(reach(text, start, width), last), high), high);
    if (end == high) /* the text ends here: show more of what comes before */
        start = cut_before(text, most(reach_back(text, end, width), low), first, low, furthest);
    return (span){start, end};
}

int64_t sentence_start(page_text *text, int64_t low, int64_t at)
{
    int64_t last = search_last(text, low, at, match_sentence_end);
    return last >= 0 ? last : low;
}

int64_t next_sentence(page_text *text, int64_t low, int64_t at)
{
    int64_t first = search(text, low, at, match_sentence_end);
    return first >= 0 ? first : low;
}

bool begins_sentence(page_text *text, int64_t low, int64_t start)
{
    int64_t from = most(low, start - LONGEST_END);
    if (skip(text, from, start, is_space) >= start)
        return true;
    return search_last(text, from, start, match_sentence_end) == start;
}

/* Return the line that an offset lies in, as far as a span goes. */
span line_at(page_text *text, int64_t offset, span around)
{
    int64_t start = offset, end = offset;
    while (start > around.start && char_at(text, start - 1) != '\n')
        start--;
    while (end < around.end && char_at(text, end) != '\n')
        end++;
    return (span){start > around.start ? start : around.start, end < around.end ? end : around.end};
}
