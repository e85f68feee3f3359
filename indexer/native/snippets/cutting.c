/* Where a fragment begins and ends: indexer/search/snippets/cutting.py, whose regular expressions these functions are. */
#include "snippets/page.h"

enum {
    WIDE = 0x2e80,    /* from here on a character takes two columns, */
    SURROGATES = 0xd800, LAST_SURROGATE = 0xdfff, /* but for half of a pair, which is shown as one sign */
    LINE_END = 3,     /* columns: those of the point that may part two lines */
    LONGEST_END = 16, /* characters between two sentences */
    LONGEST_MARK = 8, /* characters that are looked at for the end of a lead-in */
    LEAD_SHARE = 4,
    LEAST_SHARE = 3,
    HEADER_SHARE = 3,
    OMITTED = 3,      /* columns of what stands between the header of a table and rows of it */
    LONGEST_TABLE = 10000, /* characters that are looked at for the beginning of a table */
};

uint32_t char_elsewhere(page_text *text, int64_t at)
{
    if ((uint64_t)at >= (uint64_t)text->length)
        return 0;
    int64_t number = 0, above = text->begins.length - 1;
    while (above - number > 1) {
        int64_t middle = number + (above - number) / 2;
        if (text->begins.items[middle] <= at)
            number = middle;
        else
            above = middle;
    }
    const document *found = &text->documents[number];
    int64_t begin = text->begins.items[number], length = found->length;
    if (at == begin + length)
        return '\n';
    if (at < begin || at > begin + length)
        return 0;
    text->codes = found->codes;
    text->width = found->width;
    text->begin = begin;
    text->own_length = (uint64_t)length;
    return char_at(text, at);
}

/* Return the first place within some characters of two bytes; `stop` where there is none. */
static int64_t find_in_two(const uint16_t *codes, uint32_t wanted, int64_t place, int64_t stop)
{
    const uint64_t each = 0x0001000100010001;
    for (; place + 4 <= stop; place += 4) { /* four of them are looked at together */
        uint64_t four;
        memcpy(&four, codes + place, sizeof four);
        four ^= each * (uint16_t)wanted;
        if ((four - each) & ~four & each << 15)
            break;
    }
    while (place < stop && codes[place] != wanted)
        place++;
    return place;
}

/* Return the first place of a character, which is of ASCII, from one place up to another; that other one where it is nowhere. */
int64_t find_character(page_text *text, uint32_t wanted, int64_t at, int64_t end)
{
    for (; at < end; at++) {
        if (char_at(text, at) == wanted) /* makes its document the one that is read */
            return at;
        int64_t place = at - text->begin, stop = least(end - text->begin, (int64_t)text->own_length);
        if (place < 0 || place >= stop)
            continue; /* a line end between two documents */
        if (text->width == 1) {
            const uint8_t *codes = text->codes, *found = memchr(codes + place, (int)wanted, (size_t)(stop - place));
            place = found ? found - codes : stop;
        } else if (text->width == 2)
            place = find_in_two(text->codes, wanted, place, stop);
        else
            while (place < stop && ((const uint32_t *)text->codes)[place] != wanted)
                place++;
        at = text->begin + place;
        if (place < stop)
            return at;
        at--;
    }
    return end;
}

/* What may begin the end of a sentence or a clause: characters of ASCII, a bit each; of the others, all but those of the
 * scripts that most texts are written in. */
typedef struct {
    uint64_t low, high;
} beginnings;

static inline bool may_begin(const beginnings *of, uint32_t c)
{
    if (c < 0x80)
        return (c < 64 ? of->low >> c : of->high >> (c - 64)) & 1;
    return c <= 0x3002 || c >= 0xff00;
}

/* Return the first place of what may begin an end; `end` for none. */
static int64_t find_beginning(page_text *text, const beginnings *of, int64_t at, int64_t end)
{
    for (; at < end; at++) {
        if (may_begin(of, char_at(text, at))) /* makes its document the one that is read */
            return at;
        int64_t place = at - text->begin, stop = least(end - text->begin, (int64_t)text->own_length);
        if (place < 0 || place >= stop)
            continue; /* a line end between two documents */
        if (text->width == 1)
            for (const uint8_t *codes = text->codes; place < stop && !may_begin(of, codes[place]);)
                place++;
        else if (text->width == 2)
            for (const uint16_t *codes = text->codes; place < stop && !may_begin(of, codes[place]);)
                place++;
        else
            for (const uint32_t *codes = text->codes; place < stop && !may_begin(of, codes[place]);)
                place++;
        at = text->begin + place;
        if (place < stop)
            return at;
        at--;
    }
    return end;
}

static bool is_word(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static bool ends_sentence(uint32_t c)
{
    return c == U'。' || c == U'！' || c == U'？' || c == U'；' || c == U'…';
}

static bool ends_latin_sentence(uint32_t c)
{
    return c == '!' || c == '?';
}

/* A letter, figure or sign of ASCII. */
static bool is_graphic(uint32_t c)
{
    return c >= '!' && c <= '~';
}

static bool is_figure(uint32_t c)
{
    return c >= '0' && c <= '9';
}

static bool closes_latin(uint32_t c)
{
    return c == ')' || c == '"' || c == U'”' || c == U'’';
}

bool closes(uint32_t c)
{
    return closes_latin(c) || c == U'」' || c == U'』' || c == U'）';
}

/* What goes on with a sentence behind "etc. ". */
static bool goes_on(uint32_t c)
{
    return c == U'的' || c == U'了' || c == U'等' || c == U'、' || c == U'，';
}

/* Return whether a character ends a clause; those of ASCII stand in code too, before letters and signs. */
static bool ends_clause(page_text *text, int64_t at, int64_t end)
{
    uint32_t c = char_at(text, at);
    if (c == ',' || c == ':' || c == ';' || c == ')')
        return at + 1 >= end || !is_graphic(char_at(text, at + 1));
    return c == U'，' || c == U'、' || c == U'：' || c == U'；' || c == U'）';
}

static int64_t skip(page_text *text, int64_t at, int64_t end, bool (*is_skipped)(uint32_t))
{
    while (at < end && is_skipped(char_at(text, at)))
        at++;
    return at;
}

/* Return whether a full stop stands behind a lone number, which numbers an item, or ends an abbreviation. */
static bool is_no_end(page_text *text, int64_t at)
{
    uint32_t c[] = {char_at(text, at - 1), char_at(text, at - 2), char_at(text, at - 3)};
    if (is_figure(c[0]) && (is_space(c[1]) || (is_figure(c[1]) && is_space(c[2]))))
        return true;
    return (c[0] == 'g' && c[1] == '.' && c[2] == 'e') || (c[0] == 'e' && c[1] == '.' && c[2] == 'i') ||
           (c[0] == 's' && c[1] == 'v' && is_space(c[2]));
}

/* Match a full stop with what closes behind it, then space that no sentence goes on behind; -1 for none. */
static int64_t match_full_stop(page_text *text, int64_t at, int64_t end)
{
    int64_t stop = skip(text, at + 1, end, closes_latin), next = skip(text, stop, end, is_space);
    if (next == stop || is_no_end(text, at))
        return -1;
    return next == end || !goes_on(char_at(text, next)) ? next : -1;
}

/* Return where signs like ! and ? end; `at` where they end no sentence, as in code. */
static int64_t skip_latin_ends(page_text *text, int64_t at, int64_t end)
{
    int64_t next = skip(text, at, end, ends_latin_sentence);
    if (next == at || is_space(char_at(text, at - 1)))
        return at;
    return next == end || !is_graphic(char_at(text, next)) || closes_latin(char_at(text, next)) ? next : at;
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
    if (!ends_sentence(c) && !ends_latin_sentence(c))
        return -1;
    int64_t begin = at, next = at;
    do {
        at = next;
        next = skip_latin_ends(text, skip(text, at, end, ends_sentence), end);
    } while (next > at);
    return at > begin ? skip(text, skip(text, at, end, closes), end, is_space) : -1;
}

static int64_t match_clause_end(page_text *text, int64_t at, int64_t end)
{
    int64_t next = at;
    while (next < end && ends_clause(text, next, end))
        next++;
    return next > at || is_space(char_at(text, at)) ? skip(text, next, end, is_space) : -1;
}

typedef struct {
    int64_t (*match)(page_text *text, int64_t at, int64_t end);
    beginnings begins;
} matcher;

#define BIT(c) ((uint64_t)1 << (c))
static const matcher SENTENCE_END = {match_sentence_end, {BIT('.') | BIT('\n') | BIT('!') | BIT('?'), 0}};
static const matcher CLAUSE_END = {
    match_clause_end,
    {(BIT(0x0e) - BIT(0x09)) | (BIT(0x21) - BIT(0x1c)) /* spaces */ | BIT(',') | BIT(':') | BIT(';') | BIT(')'), 0}};

/* Return where the first match ends that begins at an offset or behind it, and ends within `limit`; -1 for none.
 *
 * The character behind that tells whether it is one.
 */
static int64_t search(page_text *text, int64_t at, int64_t limit, const matcher *by)
{
    int64_t end = least(limit + 1, text->length);
    for (; (at = find_beginning(text, &by->begins, at, end)) < end; at++) {
        int64_t stop = by->match(text, at, end);
        if (stop > limit && !is_space(char_at(text, limit)))
            at = stop - 1;
        else if (stop >= 0)
            return least(stop, limit);
    }
    return -1;
}

/* Return where the last match ends; -1 for none. */
static int64_t search_last(page_text *text, int64_t at, int64_t limit, const matcher *by)
{
    int64_t last = -1;
    for (int64_t stop = at; stop < limit && (stop = search(text, stop, limit, by)) >= 0;)
        last = stop;
    return last;
}

/* What a line may end with that goes on or is done. */
bool is_punctuation(uint32_t c)
{
    return c == U'。' || c == U'！' || c == U'？' || c == U'；' || c == U'…' || c == U'：' || c == U'，' || c == U'、' ||
           c == '.' || c == '!' || c == '?' || c == ';' || c == ':' || c == ',';
}

/* Return whether a line ends here that a point may part from the next, see DisplayWidth. */
static bool is_wide_end(page_text *text, int64_t at)
{
    uint32_t before = char_at(text, at - 1);
    return at > 0 && before != '\n' && !is_punctuation(before);
}

/* Return how many columns a character takes that ends no line. */
static inline int64_t width_of(uint32_t c)
{
    return c >= WIDE && !(c >= SURROGATES && c <= LAST_SURROGATE) ? 2 : 1;
}

static int64_t width_at(page_text *text, int64_t at)
{
    uint32_t c = char_at(text, at);
    if (c == '\n')
        return is_wide_end(text, at) ? LINE_END : 1;
    return width_of(c);
}

/* Return how many of some characters of two bytes take two columns: in loops that compilers vectorise, of numbers as small. */
static int64_t count_wide(const uint16_t *codes, int64_t count)
{
    int64_t wide = 0;
    for (int64_t at = 0; at < count;) {
        int64_t stop = least(count, at + (1 << 14));
        uint16_t few = 0;
        for (; at < stop; at++)
            few += (uint16_t)((codes[at] >= WIDE) - ((uint16_t)(codes[at] - SURROGATES) <= LAST_SURROGATE - SURROGATES));
        wide += few;
    }
    return wide;
}

/* Return by how much the line ends in a stretch are wider than one column. */
static int64_t widen(page_text *text, span at)
{
    int64_t more = 0;
    while ((at.start = find_character(text, '\n', at.start, at.end)) < at.end)
        more += is_wide_end(text, at.start++) ? LINE_END - 1 : 0;
    return more;
}

int64_t columns_of(page_text *text, span at)
{
    char_at(text, at.start); /* makes its document the one that is read */
    int64_t columns = most(at.end - at.start, 0), place = at.start - text->begin;
    bool is_in_one = place >= 0 && (uint64_t)(place + columns) <= text->own_length;
    if (is_in_one && text->width == 1)
        return columns + widen(text, at);
    if (is_in_one && text->width == 2)
        return columns + count_wide((const uint16_t *)text->codes + place, columns) + widen(text, at);
    columns = 0;
    for (place = at.start; place < at.end; place++)
        columns += width_at(text, place);
    return columns;
}

/* Go on over characters of a document that end no line, as far as they take no more columns, which are taken off. */
static int64_t pass_line(const page_text *text, int64_t place, int64_t *columns)
{
    int64_t left = *columns, stop = (int64_t)text->own_length;
    if (place < 0)
        return place;
    if (text->width == 1) { /* each takes one */
        const uint8_t *codes = text->codes;
        for (stop = least(stop, place + left); place < stop && codes[place] != '\n'; place++)
            left--;
    } else if (text->width == 2) {
        const uint16_t *codes = text->codes;
        for (; place < stop && codes[place] != '\n' && left >= width_of(codes[place]); place++)
            left -= width_of(codes[place]);
    }
    *columns = left;
    return place;
}

/* Go back likewise. */
static int64_t pass_line_back(const page_text *text, int64_t place, int64_t *columns)
{
    int64_t left = *columns;
    if (place > (int64_t)text->own_length)
        return place;
    if (text->width == 1) {
        const uint8_t *codes = text->codes;
        for (; place > 0 && left > 0 && codes[place - 1] != '\n'; place--)
            left--;
    } else if (text->width == 2) {
        const uint16_t *codes = text->codes;
        for (; place > 0 && codes[place - 1] != '\n' && left >= width_of(codes[place - 1]); place--)
            left -= width_of(codes[place - 1]);
    }
    *columns = left;
    return place;
}

static int64_t reach(page_text *text, int64_t start, int64_t columns)
{
    while (start < text->length && columns > 0) {
        if (char_at(text, start) != '\n') /* makes its document the one that is read */
            start = text->begin + pass_line(text, start - text->begin, &columns);
        if (start < text->length && (columns -= width_at(text, start)) >= 0)
            start++;
    }
    return start;
}

static int64_t reach_back(page_text *text, int64_t end, int64_t columns)
{
    while (end > 0 && columns > 0) {
        if (char_at(text, end - 1) != '\n')
            end = text->begin + pass_line_back(text, end - text->begin, &columns);
        if (end > 0 && (columns -= width_at(text, end - 1)) >= 0)
            end--;
    }
    return end;
}

/* Move a cut that falls inside a Latin word out of it, towards `end`. */
static int64_t leave_word(page_text *text, int64_t cut, int64_t end, int64_t step)
{
    while (cut != end && is_word(char_at(text, cut - 1)) && is_word(char_at(text, cut)))
        cut += step;
    return cut;
}

/* Return whether a lead-in ends at an offset. */
static bool leads_in(page_text *text, int64_t low, int64_t end)
{
    int64_t furthest = most(low, end - LONGEST_MARK);
    while (end > furthest && is_space(char_at(text, end - 1)))
        end--;
    return end > furthest && (char_at(text, end - 1) == ':' || char_at(text, end - 1) == U'：');
}

/* Return the first start of a sentence or clause from `wanted` on, else the last before; behind a lead-in the one
 * before; -1 for none. */
static int64_t first_start(page_text *text, span within, int64_t low, int64_t wanted, const matcher *by)
{
    int64_t last = within.start == low ? low : -1, before = -1;
    for (int64_t stop = within.start; last < wanted && stop < within.end;) {
        stop = search(text, stop, within.end, by);
        if (stop < 0)
            break;
        before = last;
        last = stop;
    }
    return before >= 0 && leads_in(text, low, last) ? before : last;
}

static int64_t cut_before(page_text *text, int64_t furthest, int64_t first, int64_t low, int64_t wanted)
{
    const matcher *matchers[] = {&SENTENCE_END, &CLAUSE_END};
    for (int kind = 0; kind < 2; kind++) {
        int64_t start = first_start(text, (span){furthest, first}, low, wanted, matchers[kind]);
        if (start >= 0)
            return start;
    }
    return leave_word(text, most(furthest, wanted), first, 1);
}

/* Return whether a fragment that ends here would end with a lead-in: of a list, or of code that is not shown. */
static bool is_open(page_text *text, int64_t low, int64_t end)
{
    int64_t furthest = most(low, end - LONGEST_MARK);
    while (end > furthest && is_space(char_at(text, end - 1)))
        end--;
    if (end > furthest && char_at(text, end - 1) == U'…')
        end--;
    while (end > furthest && is_space(char_at(text, end - 1)))
        end--;
    return end > furthest && (char_at(text, end - 1) == ':' || char_at(text, end - 1) == U'：');
}

/* Return the last end that leaves enough of a fragment, behind a lead-in only where there is no other; -1 for none. */
static int64_t last_end(page_text *text, int64_t low, int64_t limit, const matcher *by)
{
    int64_t last = -1, last_open = -1;
    for (int64_t stop = low; stop < limit && (stop = search(text, stop, limit, by)) >= 0;) {
        if (stop - low < (limit - low) / LEAST_SHARE)
            continue;
        if (is_open(text, low, stop))
            last_open = stop;
        else
            last = stop;
    }
    return last >= 0 ? last : last_open;
}

static int64_t cut_after(page_text *text, int64_t last, int64_t limit, int64_t high)
{
    if (limit >= high)
        return high;
    const matcher *matchers[] = {&SENTENCE_END, &CLAUSE_END};
    for (int kind = 0; kind < 2; kind++) {
        int64_t end = last_end(text, last, limit, matchers[kind]);
        if (end >= 0)
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
    int64_t start = cut_before(text, furthest, first, low, reach_back(text, first, spare / LEAD_SHARE));
    int64_t end = cut_after(text, last, least(most(reach(text, start, width), last), high), high);
    if (end == high) /* the text ends here: show more of what comes before */
        start = cut_before(text, most(reach_back(text, end, width), low), first, low, furthest);
    return (span){start, end};
}

int64_t sentence_start(page_text *text, int64_t low, int64_t at)
{
    int64_t last = search_last(text, low, at, &SENTENCE_END);
    return last >= 0 ? last : low;
}

int64_t next_sentence(page_text *text, int64_t low, int64_t at)
{
    int64_t first = search(text, low, at, &SENTENCE_END);
    return first >= 0 ? first : low;
}

bool begins_sentence(page_text *text, int64_t low, int64_t start)
{
    int64_t from = most(low, start - LONGEST_END);
    if (skip(text, from, start, is_space) >= start)
        return true;
    return search_last(text, from, start, &SENTENCE_END) == start;
}

/* Return the line that an offset lies in, as far as a span goes. */
span line_at(page_text *text, int64_t offset, span around)
{
    int64_t start = offset, end = find_character(text, '\n', offset, around.end);
    while (start > around.start && char_at(text, start - 1) != '\n')
        start--;
    return (span){start > around.start ? start : around.start, end < around.end ? end : around.end};
}

/* Return whether the line that begins at an offset has more than one cell. */
static bool is_row(page_text *text, int64_t at, int64_t high)
{
    for (; at + 2 < high && char_at(text, at) != '\n'; at++)
        if (char_at(text, at) == ' ' && char_at(text, at + 1) == '|' && char_at(text, at + 2) == ' ')
            return true;
    return false;
}

/* Return where the table begins in whose lines an offset lies: behind the last empty line, or where all begins; or -1. */
static int64_t table_start(page_text *text, int64_t low, int64_t row)
{
    int64_t furthest = most(low, row - LONGEST_TABLE);
    for (int64_t at = row; at - 2 >= furthest; at--)
        if (char_at(text, at - 1) == '\n' && char_at(text, at - 2) == '\n')
            return at;
    return furthest > low ? -1 : low;
}

/* Return the header of the table whose row begins at an offset, see find_header of table_header.py; empty for none. */
span table_header(page_text *text, span shown, int64_t row)
{
    span none = {row, row};
    if (row <= shown.start || char_at(text, row - 1) != '\n' || !is_row(text, row, shown.end))
        return none;
    int64_t begin = table_start(text, shown.start, row), end = begin;
    if (begin < 0 || begin >= row || !is_row(text, begin, row))
        return none;
    while (end < row && char_at(text, end) != '\n')
        end++;
    return (span){begin, end - (char_at(text, end - 1) == ';')};
}

/* Cut rows of a table so that its header has room before them; an empty span where it has not. */
span cut_rows(page_text *text, span header, span cut, span passage, int64_t width)
{
    int64_t columns = columns_of(text, header) + OMITTED;
    int64_t limit = least(reach(text, cut.start, most(width - columns, 0)), cut.end);
    if (columns > width / HEADER_SHARE || limit < passage.end)
        return (span){cut.start, cut.start};
    return (span){cut.start, cut_after(text, passage.end, limit, cut.end)};
}
