/* White space as a browser lays it out: `blocks.py` and `prose.py` of indexer/text/markup, on UTF-8.
 *
 * A byte of 0 is an edge: an element without a gap of its own begins or ends there.
 */
#include "posts/page_xml.h"

enum { EDGE = 0, LEAST_WIDENED = 3 };

/* Return how many bytes a white-space character has, as `str.isspace` tells them; 0 of any other. */
int64_t space_at(const uint8_t *at, const uint8_t *end)
{
    if (*at <= ' ')
        return (*at >= '\t' && *at <= '\r') || *at >= 0x1c;
    if (*at == 0xc2 && end - at > 1)
        return at[1] == 0x85 || at[1] == 0xa0 ? 2 : 0;
    if (*at < 0xe1 || *at > 0xe3 || end - at < 3)
        return 0;
    bool is_space = *at == 0xe1   ? at[1] == 0x9a && at[2] == 0x80
                    : *at == 0xe3 ? at[1] == 0x80 && at[2] == 0x80
                    : at[1] == 0x80
                        ? at[2] <= 0x8a || at[2] == 0xa8 || at[2] == 0xa9 || at[2] == 0xaf
                        : at[1] == 0x81 && at[2] == 0x9f;
    return is_space ? 3 : 0;
}

/* Return the bytes of the white-space character that ends here; 0 of any other. */
int64_t space_before(const uint8_t *begin, const uint8_t *at)
{
    for (int64_t length = 1; length <= 3 && length <= at - begin; length++)
        if (space_at(at - length, at) == length)
            return length;
    return 0;
}

/* Read a character of UTF-8. */
uint32_t character_at(const uint8_t *at, const uint8_t *end, int64_t *length)
{
    uint32_t lead = *at;
    int more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc0 ? 1 : 0;
    uint32_t c = more ? lead & (0x3fu >> more) : lead;
    *length = 1;
    for (; *length <= more && *length < end - at; ++*length)
        c = c << 6 | (at[*length] & 0x3f);
    return c;
}

/* Return the character that ends here; 0 where none does. */
static uint32_t character_before(const uint8_t *begin, const uint8_t *at)
{
    int64_t length = 1;
    while (length < 4 && length < at - begin && (at[-length] & 0xc0) == 0x80)
        length++;
    return at > begin ? character_at(at - length, at, &length) : 0;
}

bool is_cjk(uint32_t c)
{
    return (c >= 0x2e80 && c <= 0x30ff) || (c >= 0x3100 && c <= 0x312f) || (c >= 0x31a0 && c <= 0x31ff) ||
           (c >= 0x3400 && c <= 0x4dbf) || (c >= 0x4e00 && c <= 0x9fff) || (c >= 0xf900 && c <= 0xfaff) ||
           (c >= 0xfe30 && c <= 0xfe4f) || (c >= 0xff01 && c <= 0xff60) || (c >= 0xffe0 && c <= 0xffe6) ||
           (c >= 0x20000 && c <= 0x3ffff);
}

/* Return the widest gap that white space stands for, in which an edge parts two line ends. */
int64_t widest_gap(const uint8_t *space, const uint8_t *end)
{
    int64_t widest = GAP_NONE;
    for (const uint8_t *at = space; at < end; at++) {
        int64_t lines = 0;
        const uint8_t *begin = at;
        for (; at < end && *at != EDGE; at++)
            lines += *at == '\n';
        int64_t gap = lines > 1 ? GAP_BLOCK : lines ? GAP_WRAP : at > begin ? GAP_SPACE : GAP_NONE;
        widest = gap > widest ? gap : widest;
    }
    return widest;
}

static bool is_edge_or_space(const uint8_t *at, const uint8_t *end, int64_t *length)
{
    *length = *at == EDGE ? 1 : space_at(at, end);
    return *length > 0;
}

/* Say whether edges anywhere in a text have white space on both sides. */
static bool has_space_on_both_sides(const uint8_t *text, const uint8_t *end)
{
    const uint8_t *at = text;
    while ((at = at < end ? memchr(at, EDGE, (size_t)(end - at)) : NULL)) {
        bool is_behind_space = space_before(text, at) > 0;
        while (at < end && *at == EDGE)
            at++;
        if (is_behind_space && at < end && space_at(at, end))
            return true;
    }
    return false;
}

typedef struct {
    const uint8_t *begin, *end;
    int64_t characters, edges, lines;
    bool is_blank_line, is_plain; /* is_plain: spaces, tabs and line ends alone */
} space_run;

static space_run read_run(const uint8_t *at, const uint8_t *end)
{
    space_run run = {.begin = at, .is_plain = true};
    bool is_behind_line = false; /* nothing but spaces and tabs since a line end */
    for (int64_t length; at < end && is_edge_or_space(at, end, &length); at += length) {
        run.characters++;
        run.edges += *at == EDGE;
        if (*at == EDGE)
            continue;
        run.is_blank_line |= *at == '\n' && is_behind_line;
        run.lines += *at == '\n';
        bool is_plain = *at == ' ' || *at == '\t' || *at == '\r' || *at == '\f';
        is_behind_line = *at == '\n' || (is_behind_line && is_plain);
        run.is_plain &= is_plain || *at == '\n';
    }
    run.end = at;
    return run;
}

static void write_run(page_work *work, byte_buffer *out, const space_run *run, bool is_widened, bool is_inside_cjk)
{
    bool is_blank_line = run->is_blank_line, joins = run->lines == 1 && run->is_plain && is_inside_cjk;
    bool is_nothing = run->edges == run->characters;
    if (is_widened && run->edges && run->characters >= LEAST_WIDENED) {
        int64_t gap = widest_gap(run->begin, run->end);
        is_blank_line = gap == GAP_BLOCK;
        joins = gap == GAP_WRAP && is_inside_cjk;
    }
    if (is_blank_line)
        add_bytes(work, out, (const uint8_t *)"\n\n", 2);
    else if (!is_nothing && !joins)
        add_bytes(work, out, (const uint8_t *)" ", 1);
}

/* Write a text as a browser lays it out: `_lay_out`. White space is neither in front nor behind. */
void lay_out_text(page_work *work, byte_buffer *out, const uint8_t *text, const uint8_t *end)
{
    bool is_widened = has_space_on_both_sides(text, end);
    for (const uint8_t *at = text, *word = text; at <= end;) {
        if (at < end && *at > ' ' && (*at < 0xc2 || *at > 0xe3)) {
            at++;
            continue;
        }
        int64_t length = 0;
        if (at < end && !is_edge_or_space(at, end, &length)) {
            at++;
            continue;
        }
        add_bytes(work, out, word, at - word);
        if (at == end)
            return;
        space_run run = read_run(at, end);
        bool is_inside_cjk = false;
        if (run.lines && run.end < end) {
            int64_t ignored;
            is_inside_cjk = is_cjk(character_before(text, at)) && is_cjk(character_at(run.end, end, &ignored));
        }
        write_run(work, out, &run, is_widened, is_inside_cjk);
        at = word = run.end;
    }
}
