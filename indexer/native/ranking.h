/* What the functions that rank documents share: `candidates.c`, `signals.c`, `scores.c`. */
#ifndef RANKING_H
#define RANKING_H

#include "kernel.h"

KERNEL_ARRAY(f32s, float)

/* Numbers that Python wrote for one call, taken one after the other; see `ranking.py`. An array stands there as its
 * address and its length: Python's own, which no damaged byte reaches. */
typedef struct {
    i64s numbers;
    int64_t at;
    kernel_fault *fault;
} spec;

static inline int64_t take_number(spec *from)
{
    return at_i64s(&from->numbers, from->at++, from->fault);
}

/* Take how many things follow, each of which takes a number or more. */
static inline int64_t take_count(spec *from)
{
    int64_t count = take_number(from);
    if (count >= 0 && count <= from->numbers.length - from->at)
        return count;
    fail(from->fault, KERNEL_MALFORMED, count);
    return 0;
}

#define TAKE_ARRAY(name, type)                                                                                        \
    static inline name take_##name(spec *from)                                                                        \
    {                                                                                                                 \
        const type *items = (const type *)(intptr_t)take_number(from);                                                \
        return (name){items, take_number(from)};                                                                      \
    }

TAKE_ARRAY(u8s, uint8_t)
TAKE_ARRAY(u16s, uint16_t)
TAKE_ARRAY(i32s, int32_t)
TAKE_ARRAY(i64s, int64_t)
TAKE_ARRAY(f32s, float)
TAKE_ARRAY(f64s, double)

/* Documents that match something in one way: the arrays are of equal lengths. */
typedef struct {
    i32s docs;
    f32s scores;
    u8s is_exact;
} layer;

static inline layer take_layer(spec *from)
{
    layer taken = {.docs = take_i32s(from)};
    taken.scores = take_f32s(from);
    taken.is_exact = take_u8s(from);
    if (taken.scores.length != taken.docs.length || taken.is_exact.length != taken.docs.length)
        fail(from->fault, KERNEL_MALFORMED, taken.docs.length);
    return taken;
}

/* Return the larger of two numbers, and what is no number before any: as NumPy does. */
static inline float maximum(float one, float other)
{
    return one != one || one >= other ? one : other;
}

/* BM25's saturation: `saturate` of indexer/search/formulas.py. */
static inline float saturate(float frequency, double k1)
{
    return frequency * (float)(k1 + 1) / ((float)k1 + frequency);
}

/* Find the rows of the highest scores, those first; of equal ones those of the lowest `ranks` of their documents, or the
 * first where there are none. Returns how many, `count` at most. */
int64_t find_best(const float *scores, const i32s *docs, const i32s *ranks, int64_t count, int64_t *best,
                  kernel_fault *fault);

#endif
