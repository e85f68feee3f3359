/* Runs of characters, found by the pairs of neighbours that cover them: indexer/search/matching/characters.py. */
#include "runs.h"

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

void find_runs_in(const packed_file *placed, const i64s *spans, const i64s *steps, const i64s *bases, const i32s *docs,
                  uint8_t *kept, kernel_fault *fault)
{
    kernel_arena arena = {0};
    int64_t total = count_rows(placed, spans, fault), count = steps->length, before = 0, rarest = 0;
    if (spans->length != 2 * count || !count || placed->sizes.length != 2 || placed->sizes.items[0] != sizeof(int32_t))
        fail(fault, KERNEL_MALFORMED, count);
    int32_t *places = arena_take_unset(&arena, fault->code ? 0 : total, sizeof(int32_t), fault);
    pair *pairs = arena_take(&arena, fault->code ? 0 : count, sizeof(pair), fault);
    if (!fault->code)
        read_packed_spans(placed, spans, (uint8_t *)places, total * (int64_t)sizeof(int32_t), total, fault);
    for (int64_t at = 0; at < count && !fault->code; at++) {
        int64_t length = spans->items[2 * at + 1] - spans->items[2 * at];
        pairs[at] = (pair){offset_at(steps, at, fault), length, 0, places + before};
        before += length;
        rarest = length < pairs[rarest].length ? at : rarest;
    }
    for (int64_t at = 0; at < docs->length && !fault->code; at++) {
        int64_t doc = docs->items[at], begin = offset_at(bases, doc, fault), end = offset_at(bases, doc + 1, fault);
        kept[at] = !fault->code && holds_run(pairs, count, rarest, begin, end);
    }
    arena_free(&arena);
}

/* Find the documents in which a run stands: see `find_runs_in`, with the table as `packed_file` describes it. */
KERNEL_API int64_t find_runs(const int64_t *file, int64_t file_cells, const int64_t *spans, int64_t span_cells,
                             const int64_t *steps, int64_t count, const int64_t *bases, int64_t base_count,
                             const int32_t *docs, int64_t doc_count, uint8_t *kept, int64_t room, kernel_fault *fault)
{
    packed_file placed = find_packed_file(file, file_cells, fault);
    if (room != doc_count)
        fail(fault, KERNEL_MALFORMED, room);
    if (!fault->code)
        find_runs_in(&placed, &(i64s){spans, span_cells}, &(i64s){steps, count}, &(i64s){bases, base_count},
                     &(i32s){docs, doc_count}, kept, fault);
    return doc_count;
}
