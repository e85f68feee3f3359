/* Snippets as they are shown: the text of a stretch on one line, and its marks; indexer/search/snippets/hits.py. */
#include "snippets/render.h"

static const int64_t LONGEST_MARK = 8; /* characters that are looked at for the punctuation of a line */

/* Remember where a number will stand that is not known yet. */
static int64_t put_later(answer *out)
{
    put(out, 0);
    return out->length - 1;
}

static void put_at(answer *out, int64_t at, int64_t number)
{
    if (at < out->room)
        out->numbers[at] = number;
}

/* Write the highlights inside a stretch as pairs of offsets from its start, `base` added; return how many. */
static int64_t put_pairs(const page *page, answer *out, span at, int64_t base)
{
    highlights inside = within(&page->found, at);
    for (int64_t number = 0; number < inside.length; number++) {
        put(out, inside.items[number].at.start - at.start + base);
        put(out, inside.items[number].at.end - at.start + base);
    }
    return inside.length;
}

void put_marks(const page *page, answer *out, span at)
{
    int64_t count = put_later(out);
    put_at(out, count, put_pairs(page, out, at, 0));
}

/* Return whether a run of white space is a line end behind a line without punctuation, as items of lists have none. */
static bool parts_lines(page_text *text, int64_t low, span run)
{
    int64_t at = run.start, furthest = most(low, run.start - LONGEST_MARK);
    while (at < run.end && char_at(text, at) != '\n')
        at++;
    if (at == run.end)
        return false;
    at = run.start;
    while (at > furthest && closes(char_at(text, at - 1)))
        at--;
    return at > furthest && !is_punctuation(char_at(text, at - 1));
}

/* Write what stands for a run of white space in a fragment, and return how many characters that are. */
static int64_t put_gap(page_text *text, answer *out, span fragment, span run)
{
    if (run.start == fragment.start)
        return 0;
    bool parts = run.end < fragment.end && parts_lines(text, fragment.start, run);
    if (parts) {
        put_character(out, ' ');
        put_character(out, U'·');
    }
    put_character(out, ' ');
    return parts ? 3 : 1;
}

/* Write characters up to the next white space, and return where that is. */
static int64_t put_ink(page_text *text, answer *out, int64_t at, int64_t end)
{
    for (; at < end && !is_space(char_at(text, at)); at++) { /* makes its document the one that is read */
        int64_t place = at - text->begin, stop = least(end - text->begin, (int64_t)text->own_length);
        if (place < 0 || place >= stop) {
            put_character(out, char_at(text, at));
            continue;
        }
        if (text->width == 1)
            for (const uint8_t *codes = text->codes; place < stop && !is_space(codes[place]); place++)
                put_character(out, codes[place]);
        else if (text->width == 2)
            for (const uint16_t *codes = text->codes; place < stop && !is_space(codes[place]); place++)
                put_character(out, codes[place]);
        else
            for (const uint32_t *codes = text->codes; place < stop && !is_space(codes[place]); place++)
                put_character(out, codes[place]);
        at = text->begin + place - 1;
    }
    return at;
}

/* Write a stretch on one line: of every run of white space a gap, none where it begins or ends; marks move along.
 *
 * Return how many marks were written; their offsets count from `begin` in the text of the answer.
 */
static int64_t put_line(const page *page, answer *out, span at, int64_t begin)
{
    page_text *text = page->in->text;
    int64_t mark = out->length, gone = 0, kept = out->text_length, base = out->text_length - begin;
    int64_t count = put_pairs(page, out, at, base), last_mark = least(out->length, out->room);
    for (int64_t place = at.start; place < at.end;) {
        place = put_ink(text, out, place, at.end);
        kept = place > at.start ? out->text_length : kept;
        int64_t run = place;
        while (run < at.end && is_space(char_at(text, run)))
            run++;
        for (; mark < last_mark && out->numbers[mark] < run - at.start + base; mark++)
            out->numbers[mark] -= gone;
        gone += run - place - (run > place ? put_gap(text, out, at, (span){place, run}) : 0);
        place = run;
    }
    for (; mark < last_mark; mark++)
        out->numbers[mark] -= gone;
    out->text_length = kept;
    return count;
}

/* Write the header of a table, and what parts it from the rows that are shown; return how many marks. */
static int64_t put_header(const page *page, answer *out, span header, int64_t begin)
{
    int64_t count = put_line(page, out, header, begin);
    for (const uint32_t *c = U" … "; *c; c++)
        put_character(out, *c);
    return count;
}

/* Write a stretch of what may be shown, a header before it or none: its text, whether it is cut, and its marks. */
void put_cut(const page *page, answer *out, span shown, span header, span cut)
{
    page_text *text = page->in->text;
    int64_t next = cut.end, begin = out->text_length;
    put(out, begin);
    int64_t end = put_later(out);
    while (next < shown.end && is_space(char_at(text, next)))
        next++;
    bool before = cut.start > shown.start && !begins_sentence(text, shown.start, cut.start);
    bool after = cut.end < shown.end && next < shown.end;
    put(out, before);
    put(out, after);
    int64_t count = put_later(out), marks = 0;
    if (header.start < header.end)
        marks = put_header(page, out, header, begin);
    put_at(out, count, marks + put_line(page, out, cut, begin));
    put_at(out, end, out->text_length);
}

/* Write the fragment around a passage; before rows of a table stands its header, where there is room for it. */
void put_passage(const page *page, answer *out, span shown, span cut, span passage, int64_t width)
{
    span header = table_header(page->in->text, shown, cut.start);
    if (header.start < header.end) {
        span rows = cut_rows(page->in->text, header, cut, passage, width);
        if (rows.start < rows.end) {
            put_cut(page, out, shown, header, rows);
            return;
        }
    }
    put_cut(page, out, shown, (span){0, 0}, cut);
}

void put_nothing(answer *out)
{
    for (int empty = 0; empty < 2; empty++)
        put(out, out->text_length);
    for (int none = 0; none < 3; none++)
        put(out, 0);
}
