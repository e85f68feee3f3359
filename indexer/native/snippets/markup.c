/* Strings of JSON: texts as they are, and texts as HTML, as `snippet_html` of indexer/search/payload.py has it. */
#include "snippets/page.h"

static void put_byte(answer *out, uint32_t byte)
{
    if (out->json_length < out->json_room)
        out->json[out->json_length] = (uint8_t)byte;
    out->json_length++;
}

void put_piece(answer *out, u8s piece)
{
    if (piece.length <= 0)
        return;
    if (piece.length <= out->json_room - out->json_length)
        memcpy(out->json + out->json_length, piece.items, (size_t)piece.length);
    out->json_length += piece.length;
}

void put_bytes(answer *out, const char *bytes)
{
    put_piece(out, (u8s){(const uint8_t *)bytes, (int64_t)strlen(bytes)});
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

/* Write a character inside of a string of JSON. */
static void put_escaped(answer *out, uint32_t c)
{
    if (c == '"')
        put_bytes(out, "\\\"");
    else if (c == '\\')
        put_bytes(out, "\\\\");
    else if (c < 0x20)
        put_control(out, c);
    else
        put_utf8(out, c);
}

/* Write a character of a text as HTML inside of a string of JSON. */
static void put_marked_up(answer *out, uint32_t c)
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
    else
        put_escaped(out, c);
}

static bool ends_sentence(uint32_t c)
{
    return c == '.' || c == '!' || c == '?' || c == U'…' || c == U'。' || c == U'！' || c == U'？';
}

static int64_t inside(int64_t offset, int64_t length)
{
    return most(least(offset, length), 0);
}

enum { MOST_BYTES = 6 /* that a character is written with: "&quot;" */ };

/* Write the bytes of UTF-8 of a character that is neither of ASCII nor half of a surrogate pair; return what is behind. */
static inline uint8_t *write_wide(uint8_t *into, uint32_t c)
{
    if (c >= 0x10000) {
        *into++ = (uint8_t)(0xf0 | c >> 18);
        *into++ = (uint8_t)(0x80 | (c >> 12 & 0x3f));
    } else if (c >= 0x800)
        *into++ = (uint8_t)(0xe0 | c >> 12);
    else {
        *into++ = (uint8_t)(0xc0 | c >> 6);
        *into++ = (uint8_t)(0x80 | (c & 0x3f));
        return into;
    }
    *into++ = (uint8_t)(0x80 | (c >> 6 & 0x3f));
    *into++ = (uint8_t)(0x80 | (c & 0x3f));
    return into;
}

/* Write characters: where there surely is room, those that stand for themselves without a look at it. */
static void put_characters(answer *out, const uint32_t *items, int64_t count, void (*put_one)(answer *, uint32_t))
{
    if (count > (out->json_room - out->json_length) / MOST_BYTES) {
        for (int64_t at = 0; at < count; at++)
            put_one(out, items[at]);
        return;
    }
    uint8_t *into = out->json + out->json_length;
    for (int64_t at = 0; at < count; at++) {
        uint32_t c = items[at];
        bool is_plain = c >= ' ' && c < 0x80 && c != '"' && c != '\\' && c != '&' && c != '<' && c != '>' && c != '\'';
        if (is_plain)
            *into++ = (uint8_t)c;
        else if (c >= 0x80 && c < 0x110000 && (c < 0xd800 || c > 0xdfff))
            into = write_wide(into, c);
        else {
            out->json_length = into - out->json;
            put_one(out, c);
            into = out->json + out->json_length;
        }
    }
    out->json_length = into - out->json;
}

static int64_t put_up_to(answer *out, text_piece text, int64_t from, int64_t end)
{
    if (from < end)
        put_characters(out, text.items + from, end - from, put_marked_up);
    return end;
}

/* Write a text as it is. */
void put_json(answer *out, text_piece text)
{
    put_byte(out, '"');
    put_characters(out, text.items, text.length, put_escaped);
    put_byte(out, '"');
}

/* Write a text as HTML, marked, with an ellipsis where it goes on; marks are pairs of offsets. */
void put_html(answer *out, text_piece text, const i64s *marks, bool cut_before, bool cut_after)
{
    int64_t at = 0;
    put_byte(out, '"');
    if (text.length && cut_before)
        put_utf8(out, U'…');
    for (int64_t mark = 0; text.length && mark + 1 < marks->length; mark += 2) {
        at = put_up_to(out, text, at, inside(marks->items[mark], text.length));
        put_bytes(out, "<mark>");
        at = put_up_to(out, text, at, inside(marks->items[mark + 1], text.length));
        put_bytes(out, "</mark>");
    }
    put_up_to(out, text, at, text.length);
    if (text.length && cut_after && !ends_sentence(text.items[text.length - 1]))
        put_utf8(out, U'…');
    put_byte(out, '"');
}

/* Write plain characters, those of an address. */
void put_plain(answer *out, text_piece text)
{
    put_characters(out, text.items, text.length, put_utf8);
}

/* Write an anchor, which is UTF-8, as addresses quote it: `quote_anchor` of indexer/search/addresses.py. */
void put_anchor(answer *out, u8s anchor)
{
    const char *digits = "0123456789ABCDEF";
    for (int64_t at = 0; at < anchor.length; at++) {
        uint8_t c = anchor.items[at];
        bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (is_plain || c == '-' || c == '.' || c == '_' || c == '~') {
            put_byte(out, c);
            continue;
        }
        put_byte(out, '%');
        put_byte(out, (uint8_t)digits[c >> 4]);
        put_byte(out, (uint8_t)digits[c & 15]);
    }
}
