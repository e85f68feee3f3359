/* Where a fragment begins and ends: indexer/search/snippets/cutting.py, whose regular expressions these functions are. */
#include "page.h"

enum {
    WIDE = 0x2e80,    /* from here on a character takes two columns */
    LONGEST_END = 16, /* characters between two sentences */
    LEAST_SHARE = 3,
};

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

static int64_t skip(const u32s *text, int64_t at, int64_t end, bool (*is_skipped)(uint32_t))
{
    while (at < end && is_skipped(char_at(text, at)))
        at++;
    return at;
}

/* Match a full stop with what closes behind it, then space that no sentence goes on behind, or the end; -1 for none. */
static int64_t match_full_stop(const u32s *text, int64_t at, int64_t end)
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
static int64_t match_sentence_end(const u32s *text, int64_t at, int64_t end)
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

static int64_t match_clause_end(const u32s *text, int64_t at, int64_t end)
{
    uint32_t c = char_at(text, at);
    if (ends_clause(c))
        return skip(text, skip(text, at, end, ends_clause), end, is_space);
    return is_space(c) ? skip(text, at, end, is_space) : -1;
}

typedef int64_t matcher(const u32s *text, int64_t at, int64_t end);

/* Return where the first match ends that begins at an offset or behind it, and ends within `end`; -1 for none. */
static int64_t search(const u32s *text, int64_t at, int64_t end, matcher *match)
{
    for (; at < end; at++) {
        int64_t stop = match(text, at, end);
        if (stop >= 0)
            return stop;
    }
    return -1;
}

/* Return where the last match ends; -1 for none. */
static int64_t search_last(const u32s *text, int64_t at, int64_t end, matcher *match)
{
    int64_t last = -1;
    for (int64_t stop = at; (stop = search(text, stop, end, match)) >= 0;)
        last = stop;
    return last;
}

static int64_t width_at(const u32s *text, int64_t at)
{
    uint32_t c = char_at(text, at);
    return c >= WIDE && !(c >= 0xd800 && c <= 0xdfff) ? 2 : 1; /* half of a surrogate pair is shown as one sign */
}

int64_t columns_of(const u32s *text, span at)
{
    int64_t columns = 0;
    for (int64_t place = at.start; place < at.end; place++)
        columns += width_at(text, place);
    return columns;
}

static int64_t reach(const u32s *text, int64_t start, int64_t columns)
{
    while (start < text->length && (columns -= width_at(text, start)) >= 0)
        start++;
    return start;
}

static int64_t reach_back(const u32s *text, int64_t end, int64_t columns)
{
    while (end > 0 && (columns -= width_at(text, end - 1)) >= 0)
        end--;
    return end;
}

/* Move a cut that falls inside a Latin word out of it, towards `end`. */
static int64_t leave_word(const u32s *text, int64_t cut, int64_t end, int64_t step)
{
    while (cut != end && is_word(char_at(text, cut - 1)) && is_word(char_at(text, cut)))
        cut += step;
    return cut;
}

static int64_t cut_before(const u32s *text, int64_t furthest, int64_t first, int64_t low, int64_t wanted)
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

static int64_t cut_after(const u32s *text, int64_t last, int64_t limit, int64_t high)
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
span choose_cut(const u32s *text, span shown, const span *passage, int64_t width)
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

int64_t sentence_start(const u32s *text, int64_t low, int64_t at)
{
    int64_t last = search_last(text, low, at, match_sentence_end);
    return last >= 0 ? last : low;
}

int64_t next_sentence(const u32s *text, int64_t low, int64_t at)
{
    int64_t first = search(text, low, at, match_sentence_end);
    return first >= 0 ? first : low;
}

bool begins_sentence(const u32s *text, int64_t low, int64_t start)
{
    int64_t from = most(low, start - LONGEST_END);
    if (skip(text, from, start, is_space) >= start)
        return true;
    return search_last(text, from, start, match_sentence_end) == start;
}

/* Return the line that an offset lies in, as far as a span goes. */
span line_at(const u32s *text, int64_t offset, span around)
{
    int64_t start = offset, end = offset;
    while (start > around.start && char_at(text, start - 1) != '\n')
        start--;
    while (end < around.end && char_at(text, end) != '\n')
        end++;
    return (span){start > around.start ? start : around.start, end < around.end ? end : around.end};
}
