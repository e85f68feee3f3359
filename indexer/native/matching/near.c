/* Words of which another is a few mistakes away: indexer/search/query/spelling/letter_table.py; or a piece: pieces.py. */
#include "kernel.h"

enum { STRETCH = 64 /* places looked at together */ };
enum { LONGEST_TYPED = 64, LETTER_SETS = 63 /* a set of letters has a bit for each of their codes, modulo 64 */ };

/* A word that was typed: its letters, and where each of all letters stands in it, a bit for each place. */
typedef struct {
    int64_t length;
    uint64_t letters, places[256];
} typed_word;

static typed_word read_typed(const uint8_t *word, int64_t length)
{
    typed_word typed = {.length = length};
    for (int64_t at = 0; at < length; at++) {
        typed.letters |= (uint64_t)1 << (word[at] & LETTER_SETS);
        typed.places[word[at]] |= (uint64_t)1 << at;
    }
    return typed;
}

/* Say whether a set has more members than so many, a few. */
static bool has_more(uint64_t bits, int64_t most)
{
    for (int64_t count = 0; count < most; count++)
        bits &= bits - 1;
    return bits != 0;
}

/* Return how many mistakes two words are apart: letters put in, left out, changed, or two neighbours turned round.
 *
 * Source: Hyyro 2003, "A bit-vector algorithm for computing Levenshtein and Damerau edit distances", restricted: no letter
 * is changed twice.
 */
static int64_t count_mistakes(const typed_word *typed, const uint8_t *word, int64_t length)
{
    uint64_t more = ~(uint64_t)0, less = 0, same = 0, before = 0, last = (uint64_t)1 << (typed->length - 1);
    int64_t distance = typed->length;
    for (int64_t at = 0; at < length; at++) {
        uint64_t here = typed->places[word[at]], turned = ((~same & here) << 1) & before;
        same = (((here & more) + more) ^ more) | here | less | turned;
        uint64_t right_more = less | ~(same | more), right_less = same & more;
        distance += (right_more & last) != 0;
        distance -= (right_less & last) != 0;
        right_more = right_more << 1 | 1;
        right_less <<= 1;
        more = right_less | ~(same | right_more);
        less = right_more & same;
        before = here;
    }
    return distance;
}

/* Find the words that are so few mistakes away from one that was typed.
 *
 * letters: uint64[w], the set of the characters of each word. codes: characters of one byte, word after word. offsets:
 * uint32[w + 1], where each word begins in them. typed: of `LONGEST_TYPED` characters at most. near: int64[n, 2], of each
 * word that was found its number and how many mistakes. first, past: the numbers of the words that are looked at.
 * Returns how many were found; -1 where there is no room for all.
 */
KERNEL_API int64_t find_near(const uint64_t *letters, int64_t word_count, const uint8_t *codes, int64_t code_count,
                             const uint32_t *offsets, int64_t offset_count, const uint8_t *word, int64_t length,
                             int64_t *near, int64_t cells, int64_t first, int64_t past, int64_t mistakes,
                             kernel_fault *fault)
{
    u64s letters_of = {letters, word_count};
    u32s begin_of = {offsets, offset_count};
    int64_t found = 0;
    if (length < 1 || length > LONGEST_TYPED || first < 0)
        fail(fault, KERNEL_MALFORMED, length);
    if (fault->code)
        return 0;
    typed_word typed = read_typed(word, length);
    for (int64_t at = first; at < past && !fault->code; at++) {
        uint64_t others = at_u64s(&letters_of, at, fault) ^ typed.letters;
        if (has_more(others, 2 * mistakes))
            continue;
        int64_t begin = at_u32s(&begin_of, at, fault), end = at_u32s(&begin_of, at + 1, fault);
        if (end < begin || end > code_count)
            fail(fault, KERNEL_OUTSIDE, end);
        int64_t distance = fault->code ? 0 : count_mistakes(&typed, codes + begin, end - begin);
        if (distance > mistakes || fault->code)
            continue;
        if (2 * found + 2 > cells)
            return -1;
        near[2 * found] = at;
        near[2 * found++ + 1] = distance;
    }
    return found;
}

/* Check whether a piece may begin at one of `STRETCH` places: of this the compiler makes few instructions. */
static bool may_begin(const uint8_t *text, const uint8_t *piece, int64_t length)
{
    const uint8_t *middles = text + length / 2, *lasts = text + length - 1;
    uint8_t is_there = 0, first = piece[0], middle = piece[length / 2], last = piece[length - 1];
    for (int64_t place = 0; place < STRETCH; place++)
        is_there |= (text[place] == first) & (middles[place] == middle) & (lasts[place] == last);
    return is_there;
}

/* Find the lines of a text that hold a piece.
 *
 * text: lines with a line end before and behind each. piece: not empty, without line ends. lines: int64[n, 2], where each
 * line begins and ends that was found, from the first. Returns how many, or -1 where there is no room for all.
 */
KERNEL_API int64_t find_lines(const uint8_t *text, int64_t size, const uint8_t *piece, int64_t length, int64_t *lines,
                              int64_t cells, kernel_fault *fault)
{
    int64_t found = 0, passed = 0; /* the end of the line that was found last */
    if (length < 1)
        fail(fault, KERNEL_MALFORMED, length);
    for (int64_t at = 0, past = size - length + 1; at < past && !fault->code; at += STRETCH) {
        int64_t places = past - at < STRETCH ? past - at : STRETCH;
        bool is_there = places < STRETCH || may_begin(text + at, piece, length);
        for (int64_t place = 0; place < places && is_there; place++) {
            if (at + place < passed || memcmp(text + at + place, piece, (size_t)length) != 0)
                continue;
            int64_t begin = at + place, end = begin + length;
            while (begin > 0 && text[begin - 1] != '\n')
                begin--;
            while (end < size && text[end] != '\n')
                end++;
            if (2 * found + 2 > cells)
                return -1;
            lines[2 * found] = begin;
            lines[2 * found++ + 1] = passed = end;
        }
    }
    return found;
}
