/* What sorted positions have in common: `positions.py` of indexer/search/matching. For 32 and for 64 bits. */
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
    }

POSITION_FUNCTIONS(i64, int64_t)
POSITION_FUNCTIONS(i32, int32_t)
