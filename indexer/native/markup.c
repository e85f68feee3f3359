/* What is shown of hits as lines of JSON: strings that hold HTML, as `snippet_html` of indexer/search/payload.py has it. */
#include "page.h"

static void put_byte(answer *out, uint32_t byte)
{
    if (out->line_length < out->line_room)
        out->lines[out->line_length] = (uint8_t)byte;
    out->line_length++;
}

static void put_bytes(answer *out, const char *bytes)
{
    while (*bytes)
        put_byte(out, (uint8_t)*bytes++);
}

/* Write a character in UTF-8; half of a surrogate pair, which that cannot hold, becomes a question mark. */
static void put_utf8(answer *out, uint32_t c)
{
    if (c < 0x80 || (c >= 0xd800 && c <= 0xdfff)) {
        put_byte(out, c < 0x80 ? c : '?');
        return;
    }
    int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3; /* bytes behind the first */
    put_byte(out, (0xff00u >> (more + 1) & 0xff) | c >> 6 * more);
    while (more-- > 0)
        put_byte(out, 0x80 | (c >> 6 * more & 0x3f));
}

/* Write a control character as JSON escapes it. */
static void put_control(answer *out, uint32_t c)
{
    const char *digits = "0123456789abcdef", *letters = "btn\vfr"; /* from 8 to 13; 11 has none */
    if (c >= '\b' && c <= '\r' && c != '\v') {
        put_byte(out, '\\');
        put_byte(out, (uint8_t)letters[c - '\b']);
        return;
    }
    put_bytes(out, "\\u00");
    put_byte(out, (uint8_t)digits[c >> 4 & 15]);
    put_byte(out, (uint8_t)digits[c & 15]);
}

/* Write a character of a text as HTML inside of a string of JSON. */
static void put_escaped(answer *out, uint32_t c)
{
    if (c == '&')
        put_bytes(out, "&amp;");
    else if (c == '<')
        put_bytes(out, "&lt;");
    else if (c == '>')
        put_bytes(out, "&gt;");
    else if (c == '"')
        put_bytes(out, "&quot;");
    else if (c == '\'')
        put_bytes(out, "&#x27;");
    else if (c == '\\')
        put_bytes(out, "\\\\");
    else if (c < 0x20)
        put_control(out, c);
    else
        put_utf8(out, c);
}

static bool ends_sentence(uint32_t c)
{
    return c == '.' || c == '!' || c == '?' || c == U'…' || c == U'。' || c == U'！' || c == U'？';
}

static int64_t inside(int64_t offset, int64_t length)
{
    return most(least(offset, length), 0);
}

static int64_t put_up_to(answer *out, const uint32_t *text, int64_t from, int64_t end)
{
    for (; from < end; from++)
        put_escaped(out, text[from]);
    return end;
}

/* Write a line: a text as HTML, marked, with an ellipsis where it goes on; marks are pairs of offsets. */
void put_html(answer *out, const uint32_t *text, int64_t length, const int64_t *marks, int64_t mark_count,
              bool cut_before, bool cut_after)
{
    int64_t at = 0;
    put_byte(out, '"');
    if (length && cut_before)
        put_utf8(out, U'…');
    for (int64_t mark = 0; length && mark + 1 < mark_count; mark += 2) {
        at = put_up_to(out, text, at, inside(marks[mark], length));
        put_bytes(out, "<mark>");
        at = put_up_to(out, text, at, inside(marks[mark + 1], length));
        put_bytes(out, "</mark>");
    }
    put_up_to(out, text, at, length);
    if (length && cut_after && !ends_sentence(text[length - 1]))
        put_utf8(out, U'…');
    put_bytes(out, "\"\n");
}

/* Write a line of plain characters, those of an address. */
void put_plain(answer *out, const uint32_t *text, int64_t length)
{
    for (int64_t at = 0; at < length; at++)
        put_utf8(out, text[at]);
    put_byte(out, '\n');
}

/* Write a line with a number. */
void put_decimal(answer *out, int64_t number)
{
    char digits[20];
    int count = 0;
    uint64_t left = number < 0 ? (uint64_t)-(number + 1) + 1 : (uint64_t)number;
    if (number < 0)
        put_byte(out, '-');
    do
        digits[count++] = (char)('0' + left % 10);
    while (left /= 10);
    while (count)
        put_byte(out, (uint8_t)digits[--count]);
    put_byte(out, '\n');
}
