/* Texts looked through: whether they hold a phrase, spaces aside, or a piece of a word, and how often they hold what was typed, signs included:
 * indexer/search/matching/mixed_phrases.py, indexer/search/ranking/symbols.py. */
#include "kernel.h"

/* What Python says of a text, a number each: where its code points lie, how many, and the bytes of each. */
enum { ADDRESS, CHARACTERS, WIDTH, TEXT_CELLS };
/* What is looked for: how often a symbol stands as typed, where no word goes on; and whether a piece is there, small letters
 * and digits, whatever their case. */
enum { SYMBOL, PIECE };
enum { UNTOLD = -1 /* of a text with characters that only Python knows */ };
/* Of a folded character, see `FoldingTable`. */
enum { CODE_BITS = 0x1fffff, ASCII = 128, FULL_WIDTH = 0xfee0, ASCII_SIGNS = 94, CAPITALS = 26, TO_SMALL = 32 };
enum { KELVIN = 0x212a, DOTTED_I = 0x130 /* the only characters but ASCII whose small letters are k, and i with a mark */ };
enum { FIRST_IDEOGRAPH = 0x4e00, LAST_IDEOGRAPH = 0x9fff, STRIDE = 64 };
static const uint32_t ONE_BIT = 0x80000000u;

typedef struct {
    const uint8_t *codes;
    int64_t length, width;
} text;

static text find_text(const i64s *cells, int64_t row, kernel_fault *fault)
{
    int64_t width = at_i64s(cells, row * TEXT_CELLS + WIDTH, fault);
    if (width != 1 && width != 2 && width != 4)
        fail(fault, KERNEL_MALFORMED, width);
    return (text){(const uint8_t *)(intptr_t)at_i64s(cells, row * TEXT_CELLS + ADDRESS, fault),
                  offset_at(cells, row * TEXT_CELLS + CHARACTERS, fault), width};
}

static inline uint32_t code_at(const text *in, int64_t at)
{
    if (in->width == 1)
        return in->codes[at];
    return in->width == 2 ? ((const uint16_t *)(const void *)in->codes)[at] : ((const uint32_t *)(const void *)in->codes)[at];
}

/* What a text is searched for: a code, and another so far behind it; bits that do not matter are set in both. */
typedef struct {
    uint32_t one, other, unheeded;
    int64_t gap;
} beacon;

/* Return where the first of two codes that stand so stands from `at` on, or `end`: many are compared at once. */
#define FIND_BEACON(name, type)                                                                                       \
    static int64_t name(const type *codes, int64_t at, int64_t end, beacon wanted)                                    \
    {                                                                                                                 \
        const type *behind = codes + wanted.gap;                                                                      \
        type one = (type)wanted.one, other = (type)wanted.other, unheeded = (type)wanted.unheeded;                    \
        for (type is_there = 0; at + STRIDE <= end; at += STRIDE) {                                                   \
            for (int step = 0; step < STRIDE; step++)                                                                 \
                is_there |= (type)(((codes[at + step] | unheeded) == one) & ((behind[at + step] | unheeded) == other)); \
            if (is_there)                                                                                             \
                break;                                                                                                \
        }                                                                                                             \
        while (at < end && ((type)(codes[at] | unheeded) != one || (type)(behind[at] | unheeded) != other))           \
            at++;                                                                                                     \
        return at;                                                                                                    \
    }
FIND_BEACON(find_beacon_u8, uint8_t)
FIND_BEACON(find_beacon_u16, uint16_t)
FIND_BEACON(find_beacon_u32, uint32_t)

/* `end` and the gap lie in the text. */
static int64_t find_beacon(const text *in, int64_t at, int64_t end, beacon wanted)
{
    if (at >= end)
        return at;
    if (in->width == 1)
        return find_beacon_u8(in->codes, at, end, wanted);
    if (in->width == 2)
        return find_beacon_u16((const void *)in->codes, at, end, wanted);
    return find_beacon_u32((const void *)in->codes, at, end, wanted);
}

static bool is_ascii_word(uint32_t code)
{
    return (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z') || (code >= '0' && code <= '9') || code == '_';
}

/* Say whether the character at a place is of a word: 1, 0, or `UNTOLD`; there is none outside of the text. */
static int64_t is_of_word(const text *in, int64_t at)
{
    if (at < 0 || at >= in->length)
        return 0;
    uint32_t code = code_at(in, at);
    if (code < 128)
        return is_ascii_word(code);
    return code >= FIRST_IDEOGRAPH && code <= LAST_IDEOGRAPH ? 1 : UNTOLD;
}

static bool is_same(const text *in, int64_t at, const u32s *wanted)
{
    for (int64_t step = 0; step < wanted->length; step++)
        if (code_at(in, at + step) != wanted->items[step])
            return false;
    return true;
}

static int64_t count_symbol(const text *in, const u32s *symbol)
{
    uint32_t first = symbol->items[0], last = symbol->items[symbol->length - 1];
    bool begins_word = is_ascii_word(first) && first != '_', ends_word = is_ascii_word(last) && last != '_';
    int64_t count = 0, past = in->length - symbol->length + 1;
    beacon wanted = {first, last, 0, symbol->length - 1};
    for (int64_t at = 0; (at = find_beacon(in, at, past, wanted)) < past;) {
        if (!is_same(in, at, symbol)) {
            at++;
            continue;
        }
        int64_t before = begins_word ? is_of_word(in, at - 1) : 0;
        int64_t behind = ends_word ? is_of_word(in, at + symbol->length) : 0;
        if (before == UNTOLD || behind == UNTOLD)
            return UNTOLD;
        count += !before && !behind;
        at += before || behind ? 1 : symbol->length;
    }
    return count;
}

static bool is_same_letters(const text *in, int64_t at, const u32s *piece)
{
    for (int64_t step = 0; step < piece->length; step++) {
        uint32_t code = code_at(in, at + step);
        if ((code >= 'A' && code <= 'Z' ? code + TO_SMALL : code) != piece->items[step])
            return false;
    }
    return true;
}

static int64_t holds_piece(const text *in, const u32s *piece)
{
    int64_t past = in->length - piece->length + 1;
    beacon kelvin = {KELVIN, KELVIN, 0, 0}, dotted = {DOTTED_I, DOTTED_I, 0, 0};
    if (in->width > 1 && (find_beacon(in, 0, in->length, kelvin) < in->length ||
                          find_beacon(in, 0, in->length, dotted) < in->length))
        return UNTOLD;
    int64_t last = piece->length - 1;
    beacon wanted = {piece->items[0] | TO_SMALL, piece->items[last] | TO_SMALL, TO_SMALL, last};
    for (int64_t at = 0; (at = find_beacon(in, at, past, wanted)) < past; at++)
        if (is_same_letters(in, at, piece))
            return 1;
    return 0;
}

/* Count how often texts hold a symbol, or say whether they hold a piece.
 *
 * texts: int64[n, 3], see `TEXT_CELLS`. wanted: code points of ASCII. counts: int64[n], `UNTOLD` where Python has to
 * tell. way: what is looked for.
 */
KERNEL_API int64_t count_in_texts(const int64_t *texts, int64_t cells, const uint32_t *wanted, int64_t length,
                                  int64_t *counts, int64_t rows, int64_t way, kernel_fault *fault)
{
    i64s text_of = {texts, cells};
    u32s typed = {wanted, length};
    if (!length)
        fail(fault, KERNEL_MALFORMED, length);
    for (int64_t row = 0; row < rows && !fault->code; row++) {
        text in = find_text(&text_of, row, fault);
        if (!fault->code)
            counts[row] = way == SYMBOL ? count_symbol(&in, &typed) : holds_piece(&in, &typed);
    }
    return rows;
}

/* Folded characters, what several of them stand for, and which are no spaces, by code point. */
typedef struct {
    u32s packed, several;
    u8s inked;
} folding;

/* A phrase, and how much of it is there still where the next character is another one; with the place in it of the one that
 * texts are searched for, which is no letter or sign of ASCII where there is such a one: these stand everywhere.
 *
 * Source: Knuth, Morris and Pratt 1977, "Fast pattern matching in strings".
 */
typedef struct {
    u32s wanted;
    int64_t *shorter, rare;
} pattern;

static pattern make_pattern(u32s wanted, kernel_arena *arena, kernel_fault *fault)
{
    pattern made = {wanted, arena_take(arena, wanted.length + 1, sizeof(int64_t), fault), 0};
    while (made.rare < wanted.length && wanted.items[made.rare] < ASCII)
        made.rare++;
    made.rare %= wanted.length;
    for (int64_t at = 1, same = 0; at < wanted.length && !fault->code; at++) {
        while (same && wanted.items[at] != wanted.items[same])
            same = made.shorter[same];
        same += wanted.items[at] == wanted.items[same];
        made.shorter[at + 1] = same;
    }
    return made;
}

/* Return a folded character, given its entry. */
static inline uint32_t point_of(uint32_t packed)
{
    uint32_t point = packed & CODE_BITS;
    if (point - (FULL_WIDTH + '!') < ASCII_SIGNS)
        point -= FULL_WIDTH;
    return point - 'A' < CAPITALS ? point + TO_SMALL : point;
}

static inline bool is_space(const folding *by, uint32_t point)
{
    return point < (uint64_t)by->inked.length && !by->inked.items[point];
}

/* Return how much of a phrase is there, a folded character after so much of it, all of it not being there. */
static inline int64_t go_on(const pattern *phrase, int64_t there, uint32_t point)
{
    while (there && phrase->wanted.items[there] != point)
        there = phrase->shorter[there];
    return there + (phrase->wanted.items[there] == point);
}

/* What a character folds to: one entry, or several that lie side by side. */
typedef struct {
    const uint32_t *entries;
    int64_t count;
} folded;

/* Fold the character at a place, whose entry `one` is to hold; return false where nobody has folded it yet. */
static inline bool fold_at(const text *in, int64_t at, const folding *by, uint32_t *one, folded *to, kernel_fault *fault)
{
    *one = at_u32s(&by->packed, code_at(in, at), fault);
    *to = (folded){one, 1};
    if (*one >= ONE_BIT)
        return true;
    if (fault->code || !*one || *one >= (uint64_t)by->several.length)
        return false;
    *to = (folded){by->several.items + *one + 1, by->several.items[*one]};
    if (to->count < by->several.length - *one)
        return true;
    fail(fault, KERNEL_OUTSIDE, to->count);
    return false;
}

/* Return where from `at` on the first character stands that may fold to a given one, folds to several, or was never folded.
 * Signs of ASCII may be written in full width: `full` is the first of these, where the given one may be of them. */
#define FIND_FOLDED(name, type)                                                                                       \
    static int64_t name(const type *codes, int64_t at, int64_t end, const u32s *packed, uint32_t wanted, uint32_t full) \
    {                                                                                                                 \
        while (at < end && codes[at] < (uint64_t)packed->length) {                                                    \
            uint32_t found = packed->items[codes[at]], point = found & CODE_BITS;                                     \
            if (found < ONE_BIT || (point | TO_SMALL) == wanted || point - full < ASCII_SIGNS)                        \
                break;                                                                                                \
            at++;                                                                                                     \
        }                                                                                                             \
        return at;                                                                                                    \
    }
FIND_FOLDED(find_folded_u8, uint8_t)
FIND_FOLDED(find_folded_u16, uint16_t)
FIND_FOLDED(find_folded_u32, uint32_t)

static int64_t find_folded(const text *in, int64_t at, const folding *by, uint32_t wanted)
{
    uint32_t either = wanted | TO_SMALL, full = wanted < ASCII ? FULL_WIDTH + '!' : ONE_BIT;
    if (in->width == 1)
        return find_folded_u8(in->codes, at, in->length, &by->packed, either, full);
    if (in->width == 2)
        return find_folded_u16((const void *)in->codes, at, in->length, &by->packed, either, full);
    return find_folded_u32((const void *)in->codes, at, in->length, &by->packed, either, full);
}

/* Return where from `at` on a phrase may begin first: so many characters before one that may be its rare one, spaces and
 * what folds to nothing aside. Where that one stands is told: no other phrase begins and ends before it. */
static int64_t skip_others(const text *in, int64_t at, const pattern *phrase, const folding *by, int64_t *rare,
                           kernel_fault *fault)
{
    int64_t begin = *rare = find_folded(in, at, by, phrase->wanted.items[phrase->rare]);
    for (int64_t before = phrase->rare; before && begin > at && begin < in->length;) {
        uint32_t one;
        folded to;
        if (!fold_at(in, --begin, by, &one, &to, fault))
            break;
        before -= to.count > 1 || (to.count == 1 && !is_space(by, point_of(to.entries[0])));
    }
    return begin;
}

/* Return whether texts of a width may hold a phrase: ASCII folds to nothing but ASCII. */
static bool may_hold(const text *in, const u32s *wanted)
{
    for (int64_t at = 0; in->width == 1 && at < wanted->length; at++)
        if (wanted->items[at] >= ASCII)
            return false;
    return true;
}

static int64_t holds_phrase(const text *in, const pattern *phrase, const folding *by, kernel_fault *fault)
{
    int64_t there = 0, whole = phrase->wanted.length, rare = -1;
    for (int64_t at = 0; there < whole; at++) {
        uint32_t one;
        folded to;
        if (!there && at > rare)
            at = skip_others(in, at, phrase, by, &rare, fault);
        if (at == in->length)
            break;
        if (!fold_at(in, at, by, &one, &to, fault))
            return UNTOLD;
        for (int64_t step = 0; step < to.count && there < whole; step++) {
            uint32_t point = point_of(to.entries[step]);
            there = is_space(by, point) ? there : go_on(phrase, there, point);
        }
    }
    return there == whole;
}

/* Find the texts that hold a phrase, whatever spaces are in it.
 *
 * texts: int64[n, 3], see `TEXT_CELLS`. wanted: folded code points of the phrase, without spaces. packed, several: see
 * `FoldingTable`. inked: by code point, above which none is a space, whether it is no space. found: int64[n], 1, 0, or
 * `UNTOLD` where Python has to tell.
 */
KERNEL_API int64_t find_phrase(const int64_t *texts, int64_t cells, const uint32_t *wanted, int64_t length,
                               const uint32_t *packed, int64_t packed_count, const uint32_t *several,
                               int64_t several_count, const uint8_t *inked, int64_t inked_count, int64_t *found,
                               int64_t rows, kernel_fault *fault)
{
    i64s text_of = {texts, cells};
    folding by = {{packed, packed_count}, {several, several_count}, {inked, inked_count}};
    kernel_arena arena = {0};
    if (!length)
        fail(fault, KERNEL_MALFORMED, length);
    pattern phrase = make_pattern((u32s){wanted, length}, &arena, fault);
    for (int64_t row = 0; row < rows && !fault->code; row++) {
        text in = find_text(&text_of, row, fault);
        if (!fault->code)
            found[row] = may_hold(&in, &phrase.wanted) ? holds_phrase(&in, &phrase, &by, fault) : 0;
    }
    arena_free(&arena);
    return rows;
}

/* Where a phrase was found: start and end in the text, a pair each; more of them than there is room for are counted. */
typedef struct {
    int64_t *items, room, count;
} spans;

static void add_span(spans *found, int64_t begin, int64_t end)
{
    if (found->count < found->room) {
        found->items[2 * found->count] = begin;
        found->items[2 * found->count + 1] = end;
    }
    found->count++;
}

/* Find a phrase wherever it stands in a folded text, from the left, none overlapping another; return false where nobody
 * has folded some character yet.
 *
 * origins: int64[whole], where the last characters came from, spaces aside. A found one ends where what folds to the next
 * character begins, so that marks behind it belong to it, and a character that folds to several belongs to it as a whole: so in the
 * text as written neighbours may overlap in it, or be the same where they stand in it alone.
 */
static bool list_spans(const text *in, const pattern *phrase, const folding *by, int64_t *origins, spans *found,
                       kernel_fault *fault)
{
    int64_t there = 0, whole = phrase->wanted.length, seen = 0, begin = -1, last = 0, rare = -1;
    for (int64_t at = 0;; at++) {
        uint32_t one;
        folded to;
        if (!there && begin < 0 && at > rare)
            at = skip_others(in, at, phrase, by, &rare, fault);
        if (at == in->length)
            break;
        if (!fold_at(in, at, by, &one, &to, fault))
            return false;
        for (int64_t step = 0; step < to.count; step++) {
            uint32_t point = point_of(to.entries[step]);
            if (begin >= 0)
                add_span(found, begin, at > last ? at : last + 1);
            begin = -1;
            if (is_space(by, point))
                continue;
            origins[seen++ % whole] = at;
            there = go_on(phrase, there, point);
            if (there == whole) {
                begin = origins[seen % whole];
                last = at;
                there = 0;
            }
        }
    }
    if (begin >= 0)
        add_span(found, begin, in->length);
    return true;
}

/* Find where texts hold a phrase, whatever spaces are in it; other arguments as of `find_phrase`.
 *
 * found: int64[2 * room], see `spans`, text by text. counts: int64[n], how many of them are of each text, or `UNTOLD`.
 * Returns how many there are; where there is no room for all, nothing is told of the others.
 */
KERNEL_API int64_t find_spans(const int64_t *texts, int64_t cells, const uint32_t *wanted, int64_t length,
                              const uint32_t *packed, int64_t packed_count, const uint32_t *several,
                              int64_t several_count, const uint8_t *inked, int64_t inked_count, int64_t *found,
                              int64_t room, int64_t *counts, int64_t rows, kernel_fault *fault)
{
    i64s text_of = {texts, cells};
    folding by = {{packed, packed_count}, {several, several_count}, {inked, inked_count}};
    kernel_arena arena = {0};
    spans all = {found, room / 2, 0};
    if (!length)
        fail(fault, KERNEL_MALFORMED, length);
    pattern phrase = make_pattern((u32s){wanted, length}, &arena, fault);
    int64_t *origins = arena_take(&arena, length, sizeof(int64_t), fault);
    for (int64_t row = 0; row < rows && !fault->code; row++) {
        text in = find_text(&text_of, row, fault);
        int64_t before = all.count;
        bool is_told = fault->code || !may_hold(&in, &phrase.wanted) ||
                       list_spans(&in, &phrase, &by, origins, &all, fault);
        if (!is_told)
            all.count = before;
        counts[row] = is_told ? all.count - before : UNTOLD;
    }
    arena_free(&arena);
    return all.count;
}
