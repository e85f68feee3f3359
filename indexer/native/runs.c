/* Where runs of characters stand in the documents of a page: `_find_run` of indexer/search/snippets/highlighter.py. */
#include "kernel.h"

enum { RUN_COLUMNS = 3, PAIR_COLUMNS = 4, HIT_COLUMNS = 4, SPAN_COLUMNS = 3 };

/* Where a pair of neighbours of a run stands: ascending offsets of 4 or 8 bytes, those of all documents. */
typedef struct {
    int64_t step; /* from the start of the run */
    const void *offsets;
    int64_t length, width;
} pair;

/* A document of the page: its first offset, past its last one, where its text begins in that of the page, and past it. */
typedef struct {
    int64_t first, past, begin, end;
} hit_place;

typedef struct {
    int64_t *cells;
    int64_t count, room;
} found_spans;

static pair read_pair(const i64s *pairs, int64_t number, kernel_fault *fault)
{
    int64_t at = number * PAIR_COLUMNS;
    pair found = {at_i64s(pairs, at, fault), (const void *)(intptr_t)at_i64s(pairs, at + 1, fault),
                  at_i64s(pairs, at + 2, fault), at_i64s(pairs, at + 3, fault)};
    if ((found.width != 4 && found.width != 8) || found.length < 0 || found.step < 0 || found.step > (int64_t)1 << 40)
        fail(fault, KERNEL_MALFORMED, found.width);
    return found;
}

static int64_t offset_of(const pair *of, int64_t at)
{
    return of->width == 4 ? ((const int32_t *)of->offsets)[at] : ((const int64_t *)of->offsets)[at];
}

/* Return how many of a pair's offsets are less than one. */
static int64_t count_below(const pair *of, int64_t offset)
{
    int64_t low = 0, high = of->length;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (offset_of(of, middle) < offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool stands_at(const pair *of, int64_t start)
{
    int64_t at = count_below(of, start + of->step);
    return at < of->length && offset_of(of, at) == start + of->step;
}

static bool all_stand_at(const i64s *pairs, int64_t first, int64_t last, int64_t start, kernel_fault *fault)
{
    for (int64_t number = first; number < last; number++) {
        pair other = read_pair(pairs, number, fault);
        if (fault->code || !stands_at(&other, start))
            return false;
    }
    return true;
}

static void put_span(found_spans *out, int64_t target, int64_t start, int64_t end)
{
    int64_t row[] = {target, start, end};
    if (out->count < out->room)
        memcpy(out->cells + out->count * SPAN_COLUMNS, row, sizeof row);
    out->count++;
}

/* Find a run, made of the pairs from `first` up to `last`, in one document, by the pair that has the fewest offsets. */
static void find_run(const i64s *pairs, int64_t first, int64_t last, const hit_place *hit, int64_t target,
                     int64_t length, found_spans *out, kernel_fault *fault)
{
    pair rarest = {0, NULL, 0, 4};
    for (int64_t number = first; number < last && !fault->code; number++) {
        pair other = read_pair(pairs, number, fault);
        if (number == first || other.length < rarest.length)
            rarest = other;
    }
    for (int64_t at = count_below(&rarest, hit->first); at < rarest.length && !fault->code; at++) {
        int64_t offset = offset_of(&rarest, at), start = (offset > 0 ? offset : 0) - rarest.step;
        if (offset >= hit->past)
            return;
        if (start < hit->first || !all_stand_at(pairs, first, last, start, fault))
            continue;
        int64_t begin = hit->begin + (start - hit->first), end = begin + length;
        put_span(out, target, begin, end < hit->end ? end : hit->end);
    }
}

/* Find runs of characters in documents of a page.
 *
 * runs: int64[r, 3]: the number of a run's target, its characters, how many pairs it has. pairs: int64[p, 4], of all
 * runs, end to end: the step from the run's start, the address of the offsets, which the caller holds, how many these
 * are, and the bytes of one. hits: int64[h, 4], see `hit_place`. missing: uint8[r, h], whether to look for a run there.
 * found: int64[x, 3], room for the target, start and end of each, run by run. Returns how many are found, more than
 * there is room for too.
 */
KERNEL_API int64_t find_runs(const int64_t *runs, int64_t run_cells, const int64_t *pairs, int64_t pair_cells,
                             const int64_t *hits, int64_t hit_cells, const uint8_t *missing, int64_t missing_count,
                             int64_t *found, int64_t found_cells, kernel_fault *fault)
{
    i64s runs_of = {runs, run_cells}, pairs_of = {pairs, pair_cells}, hits_of = {hits, hit_cells};
    u8s missing_in = {missing, missing_count};
    found_spans out = {found, 0, found_cells / SPAN_COLUMNS};
    int64_t first = 0, hit_count = hit_cells / HIT_COLUMNS;
    for (int64_t run = 0; run < run_cells / RUN_COLUMNS && !fault->code; run++) {
        int64_t target = offset_at(&runs_of, run * RUN_COLUMNS, fault);
        int64_t length = offset_at(&runs_of, run * RUN_COLUMNS + 1, fault);
        int64_t last = first + offset_at(&runs_of, run * RUN_COLUMNS + 2, fault);
        for (int64_t hit = 0; hit < hit_count && !fault->code; hit++) {
            int64_t at = hit * HIT_COLUMNS;
            hit_place place = {offset_at(&hits_of, at, fault), offset_at(&hits_of, at + 1, fault),
                               offset_at(&hits_of, at + 2, fault), offset_at(&hits_of, at + 3, fault)};
            if (at_u8s(&missing_in, run * hit_count + hit, fault) && !fault->code)
                find_run(&pairs_of, first, last, &place, target, length, &out, fault);
        }
        first = last;
    }
    return out.count;
}
