/* Runs of characters, found by the pairs of neighbours that cover them: indexer/search/matching/characters.py. */
#include "matching/runs.h"

/* A pair: how far from the start of the run it begins, and where it stands everywhere: ascending. They are read when the first
 * is asked for, as words that stand everywhere have many and are not looked for where the others do not stand; blocks of
 * them are unpacked likewise. */
typedef struct {
    int64_t step, length, next; /* the place that comes next */
    int64_t begin;              /* rows before */
    bool is_open;
    packed_rows rows;
    int32_t *places;   /* [length] */
    int32_t *firsts;   /* of each block but the first, which may begin with another's */
    uint8_t *is_there; /* the blocks that are unpacked */
    kernel_fault *fault;
} pair;

static void open_pair(pair *of, const packed_file *placed, kernel_arena *arena)
{
    kernel_fault *fault = of->fault;
    of->is_open = true;
    of->rows = open_packed_rows(placed, of->begin, of->begin + of->length, arena, fault);
    of->places = arena_take_unset(arena, of->rows.rows, sizeof(int32_t), fault);
    of->firsts = arena_take_unset(arena, of->rows.count, sizeof(int32_t), fault);
    of->is_there = arena_take(arena, of->rows.count, 1, fault);
    for (int64_t block = 1; block < of->rows.count && !fault->code; block++)
        of->firsts[block] = first_of_block(&of->rows, block, fault);
}

/* Put pairs in the order of how many places they have: the rarest tells soonest where a run is not. */
static void sort_pairs(pair *pairs, int64_t count)
{
    for (int64_t at = 1; at < count; at++)
        for (int64_t other = at; other > 0 && pairs[other].length < pairs[other - 1].length; other--) {
            pair moved = pairs[other];
            pairs[other] = pairs[other - 1];
            pairs[other - 1] = moved;
        }
}

/* Return the number of the first place of a block. */
static int64_t begin_of(const pair *of, int64_t block)
{
    int64_t begin = block * PACKED_BLOCK_ROWS - of->rows.skipped;
    return begin < 0 ? 0 : begin < of->length ? begin : of->length;
}

static int64_t block_of(const pair *of, int64_t at)
{
    return (at + of->rows.skipped) / PACKED_BLOCK_ROWS;
}

static void unpack(pair *of, int64_t block)
{
    if (!of->is_there[block])
        unpack_block(&of->rows, block, of->places, of->fault);
    of->is_there[block] = 1;
}

static int64_t place_at(pair *of, int64_t at)
{
    int64_t block = block_of(of, at);
    if (block && at == begin_of(of, block))
        return of->firsts[block];
    unpack(of, block);
    return of->fault->code ? INT32_MAX : of->places[at];
}

/* Return the first of some ascending numbers that is not before a place, from `low` on, or `end`: in steps that double, then
 * by halves. */
static int64_t seek_place(const int32_t *numbers, int64_t low, int64_t end, int64_t place)
{
    for (int64_t step = 1; low < end && numbers[low] < place; step *= 2) {
        int64_t past = end - low > step ? low + step : end;
        if (past == end || numbers[past] >= place) {
            while (low < past) {
                int64_t middle = low + (past - low) / 2;
                if (numbers[middle] < place)
                    low = middle + 1;
                else
                    past = middle;
            }
            return low;
        }
        low = past;
    }
    return low;
}

/* Go on to the first place that is not before another. */
static void go_on_to(pair *of, int64_t place)
{
    if (of->next >= of->length || of->fault->code)
        return;
    int64_t here = block_of(of, of->next);
    int64_t block = seek_place(of->firsts, here + 1, of->rows.count, place) - 1, begin = begin_of(of, block);
    unpack(of, block);
    if (!of->fault->code)
        of->next = seek_place(of->places, of->next > begin ? of->next : begin, begin_of(of, block + 1), place);
}

/* Say whether a run begins anywhere from one place up to, not including, another. */
static bool holds_run(pair *pairs, int64_t count, const packed_file *placed, int64_t begin, int64_t end, kernel_arena *arena)
{
    pair *lead = &pairs[0];
    for (go_on_to(lead, begin + lead->step); lead->next < lead->length && place_at(lead, lead->next) < end; lead->next++) {
        int64_t start = place_at(lead, lead->next) - lead->step, there = 1;
        for (; there < count; there++) {
            pair *other = &pairs[there];
            if (!other->is_open)
                open_pair(other, placed, arena);
            go_on_to(other, start + other->step);
            if (other->next == other->length || place_at(other, other->next) != start + other->step || start + other->step >= end)
                break;
        }
        if (there == count || lead->fault->code)
            return true;
    }
    return false;
}

void find_runs_in(const packed_file *placed, const i64s *spans, const i64s *steps, const i64s *bases, const i32s *docs,
                  uint8_t *kept, kernel_fault *fault)
{
    kernel_arena arena = {0};
    int64_t count = steps->length;
    count_rows(placed, spans, fault);
    if (spans->length != 2 * count || !count)
        fail(fault, KERNEL_MALFORMED, count);
    pair *pairs = arena_take(&arena, fault->code ? 0 : count, sizeof(pair), fault);
    for (int64_t at = 0; at < count && docs->length && !fault->code; at++) {
        int64_t begin = spans->items[2 * at], length = spans->items[2 * at + 1] - begin;
        pairs[at] = (pair){.step = offset_at(steps, at, fault), .length = length, .begin = begin, .fault = fault};
    }
    if (docs->length && !fault->code) {
        sort_pairs(pairs, count);
        open_pair(&pairs[0], placed, &arena);
    }
    for (int64_t at = 0; at < docs->length && !fault->code; at++) {
        int64_t doc = docs->items[at], begin = offset_at(bases, doc, fault), end = offset_at(bases, doc + 1, fault);
        kept[at] = !fault->code && holds_run(pairs, count, placed, begin, end, &arena);
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
