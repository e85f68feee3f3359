/* Set operations on sorted positions: `positions.py` of indexer/search/matching. Each of them for 32 and for 64 bits. */
#include "kernel.h"

/* From this ratio of sizes on, looking the few up among the many is faster than going through both. */
enum { MUCH_LARGER = 16 };

/* The functions for one type of positions, whose names end in it.
 *
 * first_not_below: the place of the first of `values` from `low` on that is not less than `value`; they ascend. It
 * doubles its steps first, so that a near one is found at once.
 *
 * intersect: what two ascending arrays, each value once, have in common; `found` is a room for as many as the shorter
 * one has. Source of the merge without branches on the values: Lemire, Boytsov, Kurz 2016, "SIMD compression and the
 * intersection of sorted integers", algorithm 2.
 *
 * within: the positions that lie in some documents, ascending. bases: int64[N + 1], where all documents begin;
 * `found` is a room for as many positions as there are.
 *
 * count_docs: the documents of ascending positions, each once, and how many positions each has; `docs` and `counts` are
 * rooms for as many as the fewer of positions and documents are.
 */
#define POSITION_FUNCTIONS(suffix, type)                                                                              \
    static int64_t first_not_below_##suffix(const type *values, int64_t length, int64_t low, int64_t value)           \
    {                                                                                                                 \
        int64_t step = 1;                                                                                             \
        while (low + step < length && values[low + step] < value) {                                                   \
            low += step;                                                                                              \
            step *= 2;                                                                                                \
        }                                                                                                             \
        int64_t high = low + step < length ? low + step : length;                                                     \
        while (low < high) {                                                                                          \
            int64_t middle = low + (high - low) / 2;                                                                  \
            if (values[middle] < value)                                                                               \
                low = middle + 1;                                                                                     \
            else                                                                                                      \
                high = middle;                                                                                        \
        }                                                                                                             \
        return low;                                                                                                   \
    }                                                                                                                 \
                                                                                                                      \
    KERNEL_API int64_t intersect_##suffix(const type *one, int64_t one_length, const type *other,                     \
                                          int64_t other_length, type *found, int64_t room, kernel_fault *fault)       \
    {                                                                                                                 \
        int64_t count = 0;                                                                                            \
        if (one_length > other_length) {                                                                              \
            const type *shorter = other;                                                                              \
            int64_t length = other_length;                                                                            \
            other = one, other_length = one_length;                                                                   \
            one = shorter, one_length = length;                                                                       \
        }                                                                                                             \
        if (room < one_length) {                                                                                      \
            fail(fault, KERNEL_NO_MEMORY, room);                                                                      \
            return 0;                                                                                                 \
        }                                                                                                             \
        if (one_length < other_length / MUCH_LARGER) {                                                                \
            int64_t at = 0;                                                                                           \
            for (int64_t number = 0; number < one_length && at < other_length; number++) {                            \
                at = first_not_below_##suffix(other, other_length, at, one[number]);                                  \
                if (at < other_length && other[at] == one[number])                                                    \
                    found[count++] = one[number];                                                                     \
            }                                                                                                         \
            return count;                                                                                             \
        }                                                                                                             \
        for (int64_t left = 0, right = 0; left < one_length && right < other_length;) {                               \
            type mine = one[left], theirs = other[right];                                                             \
            found[count] = mine;                                                                                      \
            count += mine == theirs;                                                                                  \
            left += mine <= theirs;                                                                                   \
            right += theirs <= mine;                                                                                  \
        }                                                                                                             \
        return count;                                                                                                 \
    }                                                                                                                 \
                                                                                                                      \
    KERNEL_API int64_t within_##suffix(const type *positions, int64_t length, const int64_t *bases,                   \
                                       int64_t base_count, const int32_t *docs, int64_t doc_count, type *found,       \
                                       int64_t room, kernel_fault *fault)                                             \
    {                                                                                                                 \
        i64s begins = {bases, base_count};                                                                            \
        i32s chosen = {docs, doc_count};                                                                              \
        int64_t count = 0, at = 0;                                                                                    \
        for (int64_t number = 0; number < doc_count && at < length && !fault->code; number++) {                       \
            int64_t doc = at_i32s(&chosen, number, fault);                                                            \
            int64_t begin = at_i64s(&begins, doc, fault), end = at_i64s(&begins, doc + 1, fault);                     \
            int64_t first = first_not_below_##suffix(positions, length, at, begin);                                   \
            for (at = first; at < length && positions[at] < end; at++) {                                              \
                if (count == room) {                                                                                  \
                    fail(fault, KERNEL_NO_MEMORY, room);                                                              \
                    return 0;                                                                                         \
                }                                                                                                     \
                found[count++] = positions[at];                                                                       \
            }                                                                                                         \
        }                                                                                                             \
        return count;                                                                                                 \
    }                                                                                                                 \
                                                                                                                      \
    KERNEL_API int64_t count_docs_##suffix(const type *positions, int64_t length, const int64_t *bases,               \
                                           int64_t base_count, int32_t *docs, int64_t doc_room, int64_t *counts,      \
                                           int64_t count_room, kernel_fault *fault)                                   \
    {                                                                                                                 \
        int64_t count = 0, doc = 0, room = doc_room < count_room ? doc_room : count_room;                             \
        for (int64_t at = 0, next; at < length; at = next) {                                                          \
            if (!base_count || positions[at] < 0 || positions[at] >= bases[base_count - 1]) {                         \
                fail(fault, KERNEL_OUTSIDE, positions[at]);                                                           \
                return 0;                                                                                             \
            }                                                                                                         \
            /* The last document that begins at this position or before it: of several, those before it are empty. */ \
            doc = first_not_below_i64(bases, base_count, doc, (int64_t)positions[at] + 1) - 1;                        \
            if (doc < 0 || doc + 1 >= base_count) {                                                                   \
                fail(fault, KERNEL_OUTSIDE, positions[at]);                                                           \
                return 0;                                                                                             \
            }                                                                                                         \
            next = first_not_below_##suffix(positions, length, at, bases[doc + 1]);                                   \
            if (count == room || next <= at) {                                                                        \
                fail(fault, next <= at ? KERNEL_MALFORMED : KERNEL_NO_MEMORY, positions[at]);                         \
                return 0;                                                                                             \
            }                                                                                                         \
            docs[count] = (int32_t)doc;                                                                               \
            counts[count++] = next - at;                                                                              \
        }                                                                                                             \
        return count;                                                                                                 \
    }

POSITION_FUNCTIONS(i64, int64_t)
POSITION_FUNCTIONS(i32, int32_t)
