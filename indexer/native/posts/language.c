/* Markdown -> how many words and letters of each script its prose has: `_count_prose` of indexer/posts/language.py. */
#include "kernel.h"

enum { KINDS = 0x10001, BEYOND = 0x10000, KIND = 0x3F, IS_SPACE = 0x40, IS_WORD = 0x80 };
enum { NOTHING, LATIN, HAN, LETTERS };
enum { NONE, COUNTED, UNTOLD };

typedef struct {
    uint32_t *text;
    int64_t length;
    const uint8_t *kinds; /* [KINDS] */
    bool is_untold;       /* a character stands where it matters, of which the table says nothing */
} prose;

static uint8_t look_up(const prose *of, uint32_t c)
{
    return of->kinds[c < BEYOND ? c : BEYOND];
}

static bool is_space_at(const prose *of, int64_t at)
{
    return at < of->length && look_up(of, of->text[at]) & IS_SPACE;
}

/* Say whether a character of words stands at a place. */
static bool is_word_at(prose *of, int64_t at)
{
    if (at < 0 || at >= of->length)
        return false;
    of->is_untold |= of->text[at] >= BEYOND;
    return look_up(of, of->text[at]) & IS_WORD;
}

static bool stands_at(const prose *of, int64_t at, const char *wanted)
{
    for (; *wanted; wanted++, at++)
        if (at >= of->length || of->text[at] != (uint8_t)*wanted)
            return false;
    return true;
}

static int64_t skip_spaces(const prose *of, int64_t at, bool with_line_ends)
{
    while (is_space_at(of, at) && (with_line_ends || of->text[at] != '\n'))
        at++;
    return at;
}

/* Return the end of the first fence from a place on, which begins a line; the end of the text where there is none. */
static int64_t close_fence(const prose *of, int64_t at, const char *fence)
{
    for (; at < of->length; at++)
        if (of->text[at] == '\n') {
            int64_t begin = skip_spaces(of, at + 1, false);
            if (stands_at(of, begin, fence))
                return begin + 3;
        }
    return at;
}

/* Return the end of the code between fences that begins at the beginning of a line; -1 where none does. */
static int64_t skip_fenced(const prose *of, int64_t line)
{
    int64_t at = skip_spaces(of, line, false);
    const char *fence = stands_at(of, at, "```") ? "```" : stands_at(of, at, "~~~") ? "~~~" : NULL;
    return fence ? close_fence(of, at + 3, fence) : -1;
}

/* Return the end of the name of a tag that stands at a place; -1 where it does not. */
static int64_t match_tag(prose *of, int64_t at, const char *prefix, const char *name)
{
    if (!stands_at(of, at, "{%"))
        return -1;
    at += 2;
    at += at < of->length && of->text[at] == '-';
    at = skip_spaces(of, at, true);
    if (!stands_at(of, at, prefix) || !stands_at(of, at + (int64_t)strlen(prefix), name))
        return -1;
    at += (int64_t)(strlen(prefix) + strlen(name));
    return is_word_at(of, at) ? -1 : at;
}

/* Return the end of the code between tags that begins at a place; -1 where none does. */
static int64_t skip_tagged(prose *of, int64_t at)
{
    static const char *const NAMES[] = {"codeblock", "highlight"};
    for (int name = 0; name < 2; name++) {
        int64_t end = match_tag(of, at, "", NAMES[name]);
        if (end < 0)
            continue;
        for (; end < of->length; end++) {
            int64_t past = match_tag(of, end, "end", NAMES[name]);
            if (past >= 0)
                return past;
        }
        return end;
    }
    return -1;
}

/* Return the end of the comment that begins at a place; -1 where none does. */
static int64_t skip_comment(prose *of, int64_t at)
{
    if (!stands_at(of, at, "<!--"))
        return -1;
    for (at += 4; at < of->length; at++)
        if (stands_at(of, at, "-->"))
            return at + 3;
    return at;
}

/* Put one character for what some function skips, looked for where a character stands; of fences behind a line end. */
static void drop(prose *of, uint32_t sign, int64_t (*skip)(prose *of, int64_t at))
{
    int64_t kept = 0;
    for (int64_t at = 0; at < of->length;) {
        int64_t end = of->text[at] == sign ? skip(of, at) : -1;
        of->text[kept++] = end < 0 ? of->text[at] : ' ';
        at = end < 0 ? at + 1 : end;
    }
    of->length = kept;
}

static void drop_fenced(prose *of)
{
    int64_t kept = 0;
    for (int64_t at = -1; at < of->length;) { /* a line begins the text */
        bool is_end = at < 0 || of->text[at] == '\n';
        int64_t end = is_end ? skip_fenced(of, at + 1) : -1;
        if (at >= 0 || end >= 0) /* what is dropped from the beginning has a character too */
            of->text[kept++] = end < 0 ? of->text[at] : '\n';
        at = end < 0 ? at + 1 : end;
    }
    of->length = kept;
}

/* Return the end of what stands between two signs on one line, without some signs in it; -1 where nothing does. */
static int64_t skip_between(const prose *of, int64_t at, const char *without, const char *close)
{
    for (; at < of->length && of->text[at] != '\n'; at++) {
        bool is_met = false;
        for (const char *sign = without; *sign; sign++)
            is_met |= of->text[at] == (uint8_t)*sign;
        if (is_met)
            return stands_at(of, at, close) ? at + (int64_t)strlen(close) : -1;
    }
    return -1;
}

/* Return the end of an address that begins at a place; -1 where none does. */
static int64_t skip_address(prose *of, int64_t at)
{
    int64_t end = stands_at(of, at, "https://") ? at + 8
                  : stands_at(of, at, "http://") ? at + 7
                  : stands_at(of, at, "ftp://")  ? at + 6
                                                 : -1;
    if (end < 0 || end >= of->length || is_space_at(of, end) || is_word_at(of, at - 1))
        return -1;
    while (end < of->length && !is_space_at(of, end))
        end++;
    return end;
}

/* Return the end of what is no prose and begins at a place; -1 where nothing does. */
static int64_t skip_no_prose(prose *of, int64_t at)
{
    switch (of->text[at]) {
    case '`':
        return skip_between(of, at + 1, "`", "`");
    case '<':
        return skip_between(of, at + 1, "<>", ">");
    case '{':
        return stands_at(of, at, "{{") ? skip_between(of, at + 2, "{}", "}}") : -1;
    case ']':
        return stands_at(of, at, "](") ? skip_between(of, at + 2, "()", ")") : -1;
    case 'h':
    case 'f':
        return skip_address(of, at);
    default:
        return -1;
    }
}

/* Say whether a character is a Han character beyond the table. */
static bool is_far_han(uint32_t c)
{
    return c >= 0x20000 && c <= 0x3FFFF;
}

static void count(prose *of, int64_t *counts)
{
    int64_t run = 0; /* letters of a Latin word so far */
    for (int64_t at = 0; at < of->length;) {
        int64_t end = skip_no_prose(of, at);
        uint32_t c = of->text[at];
        int kind = end < 0 ? look_up(of, c) & KIND : NOTHING;
        run = kind == LATIN ? run + 1 : 0;
        if (kind != LATIN)
            counts[kind]++;
        else if (run == 2)
            counts[LATIN]++;
        counts[HAN] += end < 0 && is_far_han(c);
        at = end < 0 ? at + 1 : end;
    }
}

/* Count words in Latin letters, and letters of other scripts, in the prose of a post: not in code, addresses, comments.
 *
 * text: code points as bytes. kinds: uint8[0x10001], of each character below 0x10000, and of all others, what it is a
 *   letter of (1 Latin, 2 Han, further scripts), plus 64 for white space and 128 for a character of words.
 * counts: int64[64], by kind; receives Latin words, and letters of the others.
 * Returns 0 where there is no letter but Latin ones in all the text, 1 where they were counted, and 2 where that depends
 * on a character that is not in the table.
 */
KERNEL_API int64_t count_prose(const char *text, int64_t text_length, const uint8_t *kinds, int64_t kind_count,
                               int64_t *counts, int64_t count_room, kernel_fault *fault)
{
    kernel_arena arena = {NULL};
    prose of = {.length = text_length / 4, .kinds = kinds};
    int64_t told = NONE;
    if (kind_count != KINDS)
        fail(fault, KERNEL_OUTSIDE, kind_count);
    if (count_room <= KIND) /* so that every kind has one */
        fail(fault, KERNEL_NO_MEMORY, KIND);
    of.text = fault->code ? NULL : arena_take_unset(&arena, of.length + 1, sizeof(uint32_t), fault);
    if (of.text) {
        memcpy(of.text, text, (size_t)of.length * 4);
        for (int64_t at = 0; at < of.length && !told; at++)
            if ((look_up(&of, of.text[at]) & KIND) >= HAN || is_far_han(of.text[at]))
                told = COUNTED;
    }
    if (told) {
        drop_fenced(&of);
        drop(&of, '{', skip_tagged);
        drop(&of, '<', skip_comment);
        memset(counts, 0, (size_t)count_room * sizeof(int64_t));
        count(&of, counts);
        told = of.is_untold ? UNTOLD : COUNTED;
    }
    arena_free(&arena);
    return told;
}
