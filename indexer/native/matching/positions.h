/* Ascending positions, of words or of characters, as Python holds them: of 4 or 8 bytes each. */
#ifndef POSITIONS_H
#define POSITIONS_H

#include "kernel.h"

typedef struct {
    const void *items;
    int64_t length, size; /* size: bytes of a position, 4 or 8 */
} positions;

/* Whether this can be read: it may be made of numbers that mean nothing. */
static inline bool are_positions(const positions *of)
{
    return (of->size == 4 || of->size == 8) && of->length >= 0;
}

static inline int64_t position_at(const positions *of, int64_t at)
{
    return of->size == 4 ? ((const int32_t *)of->items)[at] : ((const int64_t *)of->items)[at];
}

/* Return the index of the first position from `low` to before `high` that is not below a value; `high` where none is. */
static inline int64_t bisect(const positions *in, int64_t low, int64_t high, int64_t value)
{
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (position_at(in, middle) < value)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Return the index of the first position from one index on that is not below a value: a near one by few steps, which
 * double. */
static inline int64_t seek(const positions *in, int64_t from, int64_t value)
{
    int64_t step = 1, low = from, high = from;
    while (high < in->length && position_at(in, high) < value) {
        low = high + 1;
        high = in->length - high > step ? high + step : in->length;
        step *= 2;
    }
    return bisect(in, low, high, value);
}

#endif
