/* The conventions of every function of the kernel.
 *
 * - C11 and the C library alone: no threads, no state between calls but what the processor can do (`processor.c`), nothing
 *   opened (`index/blocks.c` is given an open file, `posts/file_status.c` an open folder), so that it also compiles to WebAssembly.
 * - Every array comes with its length. A number that is taken for a place is used by `at_…`, which never reads outside of
 *   the array: a place outside reads as 0 and makes the call fail. Or it is compared with the length before, where a loop
 *   cannot afford that. So damaged numbers end in an error.
 * - A call fails by its `kernel_fault`: the first one counts. Whoever loops looks at it where a loop could run on.
 * - All memory that a call needs comes from one `kernel_arena`, and goes with it.
 * - Sums of float64 are made in the order in which NumPy makes them, without contraction: both answer the same bits.
 *
 * `<name>.py` is the door from Python to the `<name>.c` beside it.
 */
#ifndef KERNEL_H
#define KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#if defined(_WIN32)
#define KERNEL_API __declspec(dllexport)
#else
#define KERNEL_API __attribute__((visibility("default")))
#endif

/* What ends a call; `indexer/native/calling.py` has the same numbers. */
enum {
    KERNEL_OK = 0,
    KERNEL_OUTSIDE = 1,   /* a number was taken for a place outside of what it points into */
    KERNEL_MALFORMED = 2, /* numbers that must ascend do not, or a length is negative */
    KERNEL_NO_MEMORY = 3,
};

typedef struct {
    int64_t code;
    int64_t at; /* the number that was out of bounds, for the message */
} kernel_fault;

static inline void fail(kernel_fault *fault, int64_t code, int64_t at)
{
    if (fault->code == KERNEL_OK) {
        fault->code = code;
        fault->at = at;
    }
}

/* An array of `length` elements that is only read. */
#define KERNEL_ARRAY(name, type)                                                                                      \
    typedef struct {                                                                                                  \
        const type *items;                                                                                            \
        int64_t length;                                                                                               \
    } name;                                                                                                           \
    static inline type at_##name(const name *array, int64_t at, kernel_fault *fault)                                  \
    {                                                                                                                 \
        if ((uint64_t)at < (uint64_t)array->length)                                                                   \
            return array->items[at];                                                                                  \
        fail(fault, KERNEL_OUTSIDE, at);                                                                              \
        return 0;                                                                                                     \
    }

KERNEL_ARRAY(u8s, uint8_t)
KERNEL_ARRAY(u16s, uint16_t)
KERNEL_ARRAY(u32s, uint32_t)
KERNEL_ARRAY(u64s, uint64_t)
KERNEL_ARRAY(i32s, int32_t)
KERNEL_ARRAY(i64s, int64_t)
KERNEL_ARRAY(f64s, double)

/* Return an offset or a length; one that no text is long enough for makes the call fail, so that sums never overflow. */
static inline int64_t offset_at(const i64s *array, int64_t at, kernel_fault *fault)
{
    int64_t offset = at_i64s(array, at, fault);
    if (offset >= 0 && offset < (int64_t)1 << 40)
        return offset;
    fail(fault, KERNEL_OUTSIDE, offset);
    return 0;
}

/* Return the number of the first of some keys, which ascend, that is not below the one that is wanted. */
static inline int64_t find_not_below(const uint64_t *keys, int64_t count, uint64_t wanted)
{
    int64_t low = 0, high = count;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (keys[middle] < wanted)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Memory of one call: taken piece by piece, given back all at once. */
typedef struct kernel_block kernel_block;

typedef struct {
    kernel_block *last;
} kernel_arena;

/* Return room for `count` items of `size` bytes, zeroed; NULL, and a fault, where there is none. */
void *arena_take(kernel_arena *arena, int64_t count, size_t size, kernel_fault *fault);
/* Likewise, not zeroed: for what is written before it is read. */
void *arena_take_unset(kernel_arena *arena, int64_t count, size_t size, kernel_fault *fault);
void arena_free(kernel_arena *arena);

/* Sum up as NumPy does along an axis, to the same bits. */
double sum_pairwise(const double *numbers, int64_t count);

#endif
