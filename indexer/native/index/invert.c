/* Occurrences turned round by counting: `invert` of indexer/index/format/inverted.py. */
#include "kernel.h"

enum { MOST_COUNTED = 0xFFFF };

static int compare_places(const void *one, const void *other)
{
    int32_t first = *(const int32_t *)one, second = *(const int32_t *)other;
    return (first > second) - (first < second);
}

/* Turn counts, each one behind its number, into where each number's run begins. */
static void add_up(int64_t *begins, int64_t count)
{
    for (int64_t number = 1; number <= count; number++)
        begins[number] += begins[number - 1];
}

/* Return where the run of each number begins, int64[count + 1], of numbers that are all below `count`. */
static int64_t *begin_runs(kernel_arena *arena, const i32s *numbers, int64_t count, kernel_fault *fault)
{
    int64_t *begins = arena_take(arena, count + 1, sizeof(int64_t), fault);
    for (int64_t at = 0; begins && at < numbers->length && !fault->code; at++) {
        int64_t number = numbers->items[at];
        if (number < 0 || number >= count)
            fail(fault, KERNEL_OUTSIDE, number);
        else
            begins[number + 1]++;
    }
    if (begins && !fault->code)
        add_up(begins, count);
    return fault->code ? NULL : begins;
}

/* Sort the places of one key, and keep each once; return where they end. */
static int64_t keep_once(int32_t *places, int64_t begin, int64_t end)
{
    bool ascend = true;
    for (int64_t at = begin + 1; at < end && ascend; at++)
        ascend = places[at - 1] <= places[at];
    if (!ascend)
        qsort(places + begin, (size_t)(end - begin), sizeof(int32_t), compare_places);
    int64_t kept = begin;
    for (int64_t at = begin; at < end; at++)
        if (kept == begin || places[kept - 1] != places[at])
            places[kept++] = places[at];
    return kept;
}

/* List for each key what it occurs in, and how often; return false where there is no memory.
 *
 * By counting twice, which keeps an order: by entries first, then by keys.
 */
static bool list_entries(kernel_arena *arena, const i32s *keys, const i32s *entries, int64_t entry_limit,
                         int64_t *postings, int64_t limit, int32_t *chosen, uint16_t *counts, kernel_fault *fault)
{
    int64_t *of_entries = begin_runs(arena, entries, entry_limit, fault);
    int64_t *of_keys = of_entries ? begin_runs(arena, keys, limit, fault) : NULL;
    int32_t *order = arena_take(arena, keys->length, sizeof(int32_t), fault);
    int32_t *sorted = arena_take(arena, keys->length, sizeof(int32_t), fault);
    if (!of_keys || !order || !sorted)
        return false;
    for (int64_t at = 0; at < keys->length; at++)
        order[of_entries[entries->items[at]]++] = (int32_t)at;
    for (int64_t at = 0; at < keys->length; at++)
        sorted[of_keys[keys->items[order[at]]]++] = entries->items[order[at]];
    int64_t posted = 0, at = 0;
    for (int64_t key = 0; key < limit; key++) {
        postings[key] = posted;
        while (at < of_keys[key]) { /* which is now where its run ends */
            int64_t run = at;
            while (at < of_keys[key] && sorted[at] == sorted[run])
                at++;
            chosen[posted] = sorted[run];
            counts[posted++] = (uint16_t)(at - run < MOST_COUNTED ? at - run : MOST_COUNTED);
        }
    }
    postings[limit] = posted;
    return true;
}

/* List for each key where it is placed; return false where there is no memory. */
static bool list_places(kernel_arena *arena, const i32s *keys, const i32s *places, const u8s *placed,
                        int64_t *occurrences, int64_t limit, int32_t *positions, kernel_fault *fault)
{
    int64_t *begins = begin_runs(arena, keys, limit, fault), *ends = arena_take(arena, limit, sizeof(int64_t), fault);
    int32_t *sorted = arena_take(arena, keys->length, sizeof(int32_t), fault);
    if (!begins || !ends || !sorted)
        return false;
    memcpy(ends, begins, (size_t)limit * sizeof(int64_t));
    for (int64_t at = 0; at < keys->length; at++)
        if (placed->items[at])
            sorted[ends[keys->items[at]]++] = places->items[at];
    int64_t kept = 0;
    for (int64_t key = 0; key < limit; key++) {
        int64_t end = keep_once(sorted, begins[key], ends[key]), count = end - begins[key];
        occurrences[key] = kept;
        memcpy(positions + kept, sorted + begins[key], (size_t)count * sizeof(int32_t));
        kept += count;
    }
    occurrences[limit] = kept;
    return true;
}

/* Turn n occurrences round.
 *
 * keys: int32[n], the number of each occurrence's key. entries: int32[n], what it occurs in, below `entry_limit`.
 * places: int32[n], where. placed: uint8[n], whether that is kept.
 * postings, occurrences: rooms for k + 1, receive where each key's lists begin.
 * chosen, counts, positions: rooms for n, receive the lists.
 * Returns 0.
 */
KERNEL_API int64_t invert_occurrences(const int32_t *keys, int64_t key_count, const int32_t *entries,
                                      int64_t entry_count, const int32_t *places, int64_t place_count,
                                      const uint8_t *placed, int64_t placed_count, int64_t entry_limit,
                                      int64_t *postings, int64_t posting_room, int64_t *occurrences,
                                      int64_t occurrence_room, int32_t *chosen, int64_t chosen_room, uint16_t *counts,
                                      int64_t count_room, int32_t *positions, int64_t position_room,
                                      kernel_fault *fault)
{
    i32s of_keys = {keys, key_count}, of_entries = {entries, entry_count}, of_places = {places, place_count};
    u8s are_placed = {placed, placed_count};
    int64_t rooms[] = {entry_count, place_count, placed_count, chosen_room, count_room, position_room};
    for (size_t room = 0; room < sizeof(rooms) / sizeof(rooms[0]); room++)
        if (rooms[room] < key_count)
            fail(fault, KERNEL_NO_MEMORY, key_count);
    int64_t limit = posting_room - 1;
    if (limit < 0 || occurrence_room != posting_room || key_count > INT32_MAX)
        fail(fault, KERNEL_NO_MEMORY, posting_room);
    kernel_arena arena = {NULL};
    if (!fault->code &&
        list_entries(&arena, &of_keys, &of_entries, entry_limit, postings, limit, chosen, counts, fault))
        list_places(&arena, &of_keys, &of_places, &are_placed, occurrences, limit, positions, fault);
    arena_free(&arena);
    return 0;
}

static uint64_t hash_code(uint64_t code)
{
    code = (code ^ (code >> 31)) * 0x9E3779B97F4A7C15u;
    return code ^ (code >> 29);
}

/* Number different codes in the order in which they are met first.
 *
 * codes: uint64[n]. numbers: room for n. distinct: room for as many as are different.
 * Returns how many are different.
 */
KERNEL_API int64_t number_codes(const uint64_t *codes, int64_t code_count, int32_t *numbers, int64_t number_room,
                                uint64_t *distinct, int64_t distinct_room, kernel_fault *fault)
{
    kernel_arena arena = {NULL};
    uint64_t slots = 1024;
    while (slots < 2 * (uint64_t)code_count)
        slots *= 2;
    int32_t *table = arena_take(&arena, (int64_t)slots, sizeof(int32_t), fault);
    int64_t found = 0;
    if (number_room < code_count)
        fail(fault, KERNEL_NO_MEMORY, code_count);
    for (int64_t at = 0; table && at < code_count && !fault->code; at++) {
        uint64_t slot = hash_code(codes[at]) & (slots - 1);
        while (table[slot] && distinct[table[slot] - 1] != codes[at])
            slot = (slot + 1) & (slots - 1);
        if (!table[slot]) {
            if (found >= distinct_room) {
                fail(fault, KERNEL_NO_MEMORY, found);
                break;
            }
            distinct[found] = codes[at];
            table[slot] = (int32_t)++found;
        }
        numbers[at] = table[slot] - 1;
    }
    arena_free(&arena);
    return found;
}
