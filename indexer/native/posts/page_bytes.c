/* The bytes of a page as its file has them: whether they are UTF-8. */
#include "posts/page_scan.h"

/* Return how many bytes the character beyond ASCII has that begins here; 0 where it is none of UTF-8. */
static int64_t utf8_length(const uint8_t *at, int64_t room)
{
    uint8_t lead = at[0];
    int64_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || room < length)
        return 0;
    for (int64_t behind = 1; behind < length; behind++)
        if ((at[behind] & 0xc0) != 0x80)
            return 0;
    bool is_wrong = (lead == 0xe0 && at[1] < 0xa0) || (lead == 0xed && at[1] > 0x9f) || (lead == 0xf0 && at[1] < 0x90) ||
                    (lead == 0xf4 && at[1] > 0x8f);
    return is_wrong ? 0 : length;
}

/* Say whether a character of three bytes is one that XML has not, or a byte order mark. */
static bool is_odd_character(const uint8_t *at)
{
    return at[0] == 0xef && ((at[1] == 0xbf && at[2] >= 0xbe) || (at[1] == 0xb7 && at[2] >= 0x90 && at[2] <= 0xaf) ||
                             (at[1] == 0xbb && at[2] == 0xbf));
}

/* Say whether a page is UTF-8 and nothing before it, without bytes that the parser takes for others. */
page_state check_bytes(u8s html)
{
    uint8_t all = 0, is_odd = 0, is_zero = 0;
    for (int64_t at = 0; at < html.length; at++) {
        uint8_t c = html.items[at];
        all |= c;
        is_odd |= (uint8_t)((c < ' ') & (c != '\n') & (c != '\t'));
        is_zero |= (uint8_t)(c == 0);
    }
    if (is_zero || (html.length >= 3 && memcmp(html.items, "\xef\xbb\xbf", 3) == 0))
        return PAGE_TO_DECODE;
    for (int64_t at = 0, length; all >= 0x80 && at < html.length; at += length) {
        uint64_t many[4];
        length = sizeof many;
        if (html.length - at >= length) {
            memcpy(many, html.items + at, sizeof many);
            if (!((many[0] | many[1] | many[2] | many[3]) & 0x8080808080808080u))
                continue;
            length = sizeof *many;
            if (!(many[0] & 0x8080808080808080u))
                continue;
        }
        const uint8_t *c = html.items + at;
        while (html.length - at > 3 && c[0] >= 0xe1 && c[0] <= 0xec && (c[1] & 0xc0) == 0x80 && (c[2] & 0xc0) == 0x80)
            at += 3, c += 3; /* as most of Chinese and Japanese are */
        length = *c < 0x80 ? 1 : utf8_length(c, html.length - at);
        if (!length)
            return PAGE_TO_DECODE;
        is_odd |= length == 3 && is_odd_character(html.items + at);
    }
    return is_odd ? PAGE_TO_PARSE : PAGE_WRITTEN;
}
