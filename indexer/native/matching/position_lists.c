/* Lists of positions that a plan names, read when they are asked for. */
#include "matching/position_lists.h"

static piece take_piece(spec *from, const offsets *begins)
{
    piece taken = {.first = take_number(from)};
    taken.second = take_number(from);
    taken.size = take_number(from);
    if (!taken.size) {
        int64_t term = taken.first;
        taken.first = at_offsets(begins, term, from->fault);
        taken.second = term < INT64_MAX ? at_offsets(begins, term + 1, from->fault) : 0;
    }
    return taken;
}

position_lists take_position_lists(spec *from, const index_columns *index, kernel_arena *arena)
{
    kernel_fault *fault = from->fault;
    int64_t lists = take_count(from), sequences = take_count(from);
    position_lists taken = {&index->placed, NULL, lists, lists + sequences, arena, fault};
    taken.items = arena_take(arena, taken.count, sizeof(listed), fault);
    for (int64_t at = 0; at < taken.count && !fault->code; at++) {
        listed *list = &taken.items[at];
        list->count = take_count(from);
        if (at < lists)
            list->pieces = arena_take(arena, list->count, sizeof(piece), fault);
        else
            list->words = arena_take(arena, list->count, sizeof(stepped), fault);
        for (int64_t item = 0; item < list->count && !fault->code; item++) {
            if (at < lists) {
                list->pieces[item] = take_piece(from, &index->place_offsets);
                continue;
            }
            int64_t number = take_number(from);
            list->words[item] = (stepped){number, take_number(from)};
            if ((uint64_t)number >= (uint64_t)lists)
                fail(fault, KERNEL_OUTSIDE, number);
        }
    }
    return taken;
}

static const positions NOWHERE = {NULL, 0, sizeof(int32_t)};

/* Read the rows of a piece, where it is not in memory. */
static positions read_piece(const position_lists *in, const piece *of)
{
    positions found = {(const void *)(intptr_t)of->first, of->second, of->size};
    if (of->size) {
        if (!are_positions(&found))
            fail(in->fault, KERNEL_MALFORMED, of->size);
        return in->fault->code ? NOWHERE : found;
    }
    i64s span = {(int64_t[]){of->first, of->second}, 2};
    int64_t rows = count_rows(in->file, &span, in->fault);
    if (rows && (in->file->sizes.length != 2 || in->file->sizes.items[0] != sizeof(int32_t)))
        fail(in->fault, KERNEL_MALFORMED, in->file->sizes.length);
    int32_t *read = arena_take_unset(in->arena, rows, sizeof(int32_t), in->fault);
    if (rows && !in->fault->code)
        read_packed_spans(in->file, &span, (uint8_t *)read, rows * (int64_t)sizeof(int32_t), rows, in->fault);
    return in->fault->code ? NOWHERE : (positions){read, rows, sizeof(int32_t)};
}

/* Return what stands in one of two lists or in both, each position once: `unite`. */
static positions merge(const positions *one, const positions *other, kernel_arena *arena, kernel_fault *fault)
{
    int64_t *merged = arena_take_unset(arena, one->length + other->length, sizeof(int64_t), fault), count = 0;
    for (int64_t left = 0, right = 0; (left < one->length || right < other->length) && !fault->code;) {
        int64_t mine = left < one->length ? position_at(one, left) : INT64_MAX;
        int64_t theirs = right < other->length ? position_at(other, right) : INT64_MAX;
        left += left < one->length && mine <= theirs;
        right += right < other->length && theirs <= mine;
        merged[count++] = mine < theirs ? mine : theirs;
    }
    return fault->code ? NOWHERE : (positions){merged, count, sizeof(int64_t)};
}

static positions *read_list(position_lists *in, int64_t number);

/* Return the length that a list has at most: told without reading it. */
static int64_t longest(const listed *list)
{
    int64_t total = 0;
    for (int64_t at = 0; at < list->count; at++) {
        const piece *of = &list->pieces[at];
        int64_t length = of->size ? of->second : (int64_t)((uint64_t)of->second - (uint64_t)of->first);
        total = length > 0 && length < MOST_POSITIONS ? total + length : total;
    }
    return total;
}

/* Return the positions at which the words of a sequence begin, one behind the other, the rarest first: nothing more is read
 * where nothing is left. */
static positions read_sequence(position_lists *in, const listed *sequence)
{
    positions begins = NOWHERE;
    bool *is_done = arena_take(in->arena, sequence->count, sizeof(bool), in->fault);
    for (int64_t number = 0; number < sequence->count && !in->fault->code; number++) {
        int64_t rarest = -1;
        for (int64_t at = 0; at < sequence->count; at++)
            if (!is_done[at] && (rarest < 0 || longest(&in->items[sequence->words[at].list]) <
                                                   longest(&in->items[sequence->words[rarest].list])))
                rarest = at;
        is_done[rarest] = true;
        const positions *next = read_list(in, sequence->words[rarest].list);
        int64_t step = sequence->words[rarest].step, most = number && begins.length < next->length ? begins.length : next->length;
        int64_t *kept = arena_take_unset(in->arena, most, sizeof(int64_t), in->fault), count = 0, at = 0;
        for (int64_t item = 0; item < (number ? begins.length : next->length) && !in->fault->code; item++) {
            int64_t begin = number ? position_at(&begins, item)
                                   : (int64_t)((uint64_t)position_at(next, item) - (uint64_t)step);
            if (number) {
                int64_t wanted = (int64_t)((uint64_t)begin + (uint64_t)step);
                at = seek(next, at, wanted);
                if (at == next->length)
                    break;
                if (position_at(next, at) != wanted)
                    continue;
            }
            if (count == most)
                fail(in->fault, KERNEL_MALFORMED, begin); /* what should ascend does not */
            else
                kept[count++] = begin;
        }
        begins = in->fault->code ? NOWHERE : (positions){kept, count, sizeof(int64_t)};
        if (!begins.length)
            break;
    }
    return begins;
}

static positions *read_listed(position_lists *in, listed *list)
{
    if (list->is_read || in->fault->code)
        return &list->read;
    list->is_read = true;
    list->read = NOWHERE;
    for (int64_t at = 0; at < list->count && list->pieces && !in->fault->code; at++) {
        positions next = read_piece(in, &list->pieces[at]);
        list->read = at ? merge(&list->read, &next, in->arena, in->fault) : next;
    }
    if (list->words)
        list->read = read_sequence(in, list);
    return &list->read;
}

static positions *read_list(position_lists *in, int64_t number)
{
    return read_listed(in, &in->items[number]);
}

listed *take_listed(spec *from, position_lists *lists)
{
    int64_t number = take_number(from), at = number < 0 ? lists->lists - 1 - number : number;
    if ((uint64_t)at < (uint64_t)(number < 0 ? lists->count : lists->lists) && !from->fault->code)
        return &lists->items[at];
    fail(from->fault, KERNEL_OUTSIDE, number);
    return NULL;
}

positions take_list(spec *from, position_lists *lists)
{
    listed *list = take_listed(from, lists);
    return list ? *read_listed(lists, list) : NOWHERE;
}

/* Return some of the positions of a list. */
static positions slice(const positions *of, int64_t first, int64_t past)
{
    return (positions){(const uint8_t *)of->items + first * of->size, past > first ? past - first : 0, of->size};
}

/* Read the bytes of a list in the table, and the first position of each of its blocks. */
static void open_list(position_lists *in, listed *list)
{
    list->rows = open_packed_rows(in->file, list->pieces[0].first, list->pieces[0].second, in->arena, in->fault);
    list->unpacked = arena_take_unset(in->arena, list->rows.rows, sizeof(int32_t), in->fault);
    list->firsts = arena_take_unset(in->arena, list->rows.count, sizeof(int32_t), in->fault);
    list->is_there = arena_take(in->arena, list->rows.count, 1, in->fault);
    for (int64_t block = 1; block < list->rows.count && !in->fault->code; block++) /* the first may begin with another's */
        list->firsts[block] = first_of_block(&list->rows, block, in->fault);
}

/* Return the last block that begins before a position, or the first. */
static int64_t find_block(const listed *list, int64_t position)
{
    positions firsts = {list->firsts, list->rows.count, sizeof(int32_t)};
    return bisect(&firsts, 1, list->rows.count, position) - 1;
}

static positions find_in_blocks(position_lists *in, listed *list, int64_t begin, int64_t end)
{
    const packed_rows *rows = &list->rows;
    if (!rows->count)
        return NOWHERE;
    int64_t first = find_block(list, begin + 1), last = find_block(list, end);
    for (int64_t block = first; block <= last && !in->fault->code; block++)
        if (!list->is_there[block]) {
            unpack_block(rows, block, list->unpacked, in->fault);
            list->is_there[block] = 1;
        }
    if (in->fault->code)
        return NOWHERE;
    int64_t low = first * PACKED_BLOCK_ROWS - rows->skipped, high = (last + 1) * PACKED_BLOCK_ROWS - rows->skipped;
    positions all = {list->unpacked, high < rows->rows ? high : rows->rows, sizeof(int32_t)};
    int64_t from = bisect(&all, low > 0 ? low : 0, all.length, begin);
    return slice(&all, from, bisect(&all, from, all.length, end));
}

positions find_within(position_lists *in, listed *list, int64_t begin, int64_t length)
{
    bool is_in_table = list->pieces && list->count == 1 && !list->pieces[0].size;
    if (is_in_table && !list->is_read && !list->unpacked && !in->fault->code)
        open_list(in, list);
    if (in->fault->code)
        return NOWHERE;
    if (is_in_table && !list->is_read)
        return find_in_blocks(in, list, begin, begin + length);
    const positions *all = read_listed(in, list);
    int64_t from = seek(all, 0, begin);
    return slice(all, from, seek(all, from, begin + length));
}
