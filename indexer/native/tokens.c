/* The tokens of a page of hits that are among some terms: `TermFilter` of indexer/search/snippets/page_tokens.py. */
#include "kernel.h"

enum { BUCKETS = 1 << 12 };
static const uint32_t NUMBER = ((uint32_t)1 << 29) - 1; /* of an entry; the bits above are flags, see layout.py */

/* Return the place of the first of ascending terms that is not less than a number. */
static int64_t search_term(const i64s *terms, int64_t number, kernel_fault *fault)
{
    int64_t low = 0, high = terms->length;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (at_i64s(terms, middle, fault) < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Find the tokens that are among some terms.
 *
 * entries: uint32[n], tokens with their flags. terms: int64[t], ascending.
 * at, numbers: rooms for n, for the place of each that is found, and for that of its term among `terms`.
 * Returns how many are found.
 */
KERNEL_API int64_t find_tokens(const uint32_t *entries, int64_t entry_count, const int64_t *terms, int64_t term_count,
                               int64_t *at, int64_t at_room, int64_t *numbers, int64_t number_room, kernel_fault *fault)
{
    u32s all = {entries, entry_count};
    i64s wanted = {terms, term_count};
    bool is_wanted[BUCKETS] = {false};
    for (int64_t term = 0; term < wanted.length; term++)
        is_wanted[(uint64_t)at_i64s(&wanted, term, fault) % BUCKETS] = true;
    int64_t found = 0, room = at_room < number_room ? at_room : number_room;
    for (int64_t token = 0; token < all.length; token++) {
        uint32_t number = at_u32s(&all, token, fault) & NUMBER;
        if (!is_wanted[number % BUCKETS])
            continue;
        int64_t term = search_term(&wanted, number, fault);
        if (term < wanted.length && at_i64s(&wanted, term, fault) == number) {
            if (found == room) {
                fail(fault, KERNEL_NO_MEMORY, found);
                break;
            }
            at[found] = token;
            numbers[found++] = term;
        }
    }
    return found;
}
