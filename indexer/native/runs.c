/* Runs of characters, found by the pairs of neighbours that cover them: indexer/search/matching/characters.py. */
#include "packed.h"

/* A pair: how far from the start of the run it begins, and where it stands everywhere: ascending. */
typedef struct {
    int64_t step, length, next; /* the place that comes next */
    const int32_t *places;
} pair;

/* Go on to the first place that is not before another: in steps that double, then by halves. */
static void go_on_to(pair *of, int64_t place)
{
    int64_t low = of->next, step = 1;
    while (low + step < of->length && of->places[low + step] < place) {
        low += step;
        step *= 2;
    }
    int64_t high = low + step < of->length ? low + step : of->length;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (of->places[middle] < place)
            low = middle + 1;
        else
            high = middle;
    }
    of->next = low;
}

/* Say whether a run begins anywhere from one place up to, not including, another. */
static bool holds_run(pair *pairs, int64_t count, int64_t rarest, int64_t begin, int64_t end)
{
    pair *lead = &pairs[rarest];
    for (go_on_to(lead, begin + lead->step); lead->next < lead->length && lead->places[lead->next] < end; lead->next++) {
        int64_t start = lead->places[lead->next] - lead->step, there = 0;
        for (; there < count; there++) {
            pair *other = &pairs[there];
            go_on_to(other, start + other->step);
            if (other->next == other->length || other->places[other->next] != start + other->step || start + other->step >= end)
                break;
        }
        if (there == count)
            return true;
    }
    return false;
}

/* Find the documents in which a run of characters stands.
 *
 * file: the table of the places of pairs, see `packed_file`. spans: int64[p, 2], the rows of those of each pair. steps:
 * int64[p], characters from the start of the run to each. bases: int64[N + 1], the place at which each document begins.
 * docs: int32[n], ascending. kept: bool[n].
 */
KERNEL_API int64_t find_runs(const int64_t *file, int64_t file_cells, const int64_t *spans, int64_t span_cells,
                             const int64_t *steps, int64_t count, const int64_t *bases, int64_t base_count,
                             const int32_t *docs, int64_t doc_count, uint8_t *kept, int64_t room, kernel_fault *fault)
{
    packed_file placed = find_packed_file(file, file_cells, fault);
    i64s rows = {spans, span_cells}, begin_of = {bases, base_count};
    kernel_arena arena = {0};
    int64_t total = count_rows(&placed, &rows, fault), before = 0, rarest = 0;
    if (span_cells != 2 * count || !count || room != doc_count || placed.sizes.length != 2 ||
        placed.sizes.items[0] != sizeof(int32_t))
        fail(fault, KERNEL_MALFORMED, count);
    int32_t *places = arena_take_unset(&arena, fault->code ? 0 : total, sizeof(int32_t), fault);
    pair *pairs = arena_take(&arena, fault->code ? 0 : count, sizeof(pair), fault);
    if (!fault->code)
        read_packed_spans(&placed, &rows, (uint8_t *)places, total * (int64_t)sizeof(int32_t), total, fault);
    for (int64_t at = 0; at < count && !fault->code; at++) {
        pairs[at] = (pair){offset_at(&(i64s){steps, count}, at, fault), spans[2 * at + 1] - spans[2 * at], 0, places + before};
        before += pairs[at].length;
        rarest = pairs[at].length < pairs[rarest].length ? at : rarest;
    }
    for (int64_t at = 0; at < doc_count && !fault->code; at++) {
        int64_t begin = offset_at(&begin_of, docs[at], fault), end = offset_at(&begin_of, (int64_t)docs[at] + 1, fault);
        kept[at] = !fault->code && holds_run(pairs, count, rarest, begin, end);
    }
    arena_free(&arena);
    return doc_count;
}
