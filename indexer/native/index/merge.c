/* Inverted lists of several parts laid end to end, and stream entries counted and ranked: `_merge_stretch` of
 * indexer/index/parts/merge.py, and `EntryRanks` of indexer/index/parts/packings.py.
 */
#include "kernel.h"

enum { FLAG_SHIFT = 29, FLAG_BITS = 3 };
static const uint32_t NUMBER = ((uint32_t)1 << FLAG_SHIFT) - 1;

/* Return room for a list of `size` numbers in an array of `room`, and move on the place that is free. */
static int64_t reserve(int64_t *place, int64_t size, int64_t room, kernel_fault *fault)
{
    int64_t at = *place;
    if (size < 0 || at < 0 || at > room || size > room - at) {
        fail(fault, KERNEL_OUTSIDE, at);
        return 0;
    }
    *place = at + size;
    return at;
}

/* Put the lists of a part behind those of the parts before it.
 *
 * free_places: int64[k], where the list of each key goes on; moved on.
 * keys: int32[m], the places in there of the part's keys. offsets: int64[m + 1], where the list of each begins.
 * numbers: int32[n], the lists; shift: what is added to each number.
 * counts: uint16[n], one beside each number; or empty.
 * merged, merged_counts: what is filled.
 * Returns 0.
 */
KERNEL_API int64_t append_lists(int64_t *free_places, int64_t free_count, const int32_t *keys, int64_t key_count,
                                const int64_t *offsets, int64_t offset_count, const int32_t *numbers,
                                int64_t number_count, const uint16_t *counts, int64_t count_count, int64_t shift,
                                int32_t *merged, int64_t merged_room, uint16_t *merged_counts,
                                int64_t merged_count_room, kernel_fault *fault)
{
    i64s begins = {offsets, offset_count};
    int64_t room = merged_room;
    if (count_count && (count_count != number_count || merged_count_room != merged_room))
        fail(fault, KERNEL_MALFORMED, count_count);
    for (int64_t each = 0; each < key_count && !fault->code; each++) {
        int64_t key = keys[each], begin = offset_at(&begins, each, fault), end = offset_at(&begins, each + 1, fault);
        if (key < 0 || key >= free_count || end > number_count) {
            fail(fault, KERNEL_OUTSIDE, key);
            break;
        }
        int64_t at = reserve(free_places + key, end - begin, room, fault);
        if (fault->code)
            break;
        for (int64_t from = begin; from < end; from++)
            merged[at + from - begin] = (int32_t)(numbers[from] + shift);
        if (count_count)
            memcpy(merged_counts + at, counts + begin, (size_t)(end - begin) * sizeof(uint16_t));
    }
    return 0;
}

/* Return a small number that stands for an entry: fillers are 0, then come the terms, each with its flags. */
static uint32_t small_number(uint32_t entry)
{
    return ((entry + 1) & NUMBER) << FLAG_BITS | entry >> FLAG_SHIFT;
}

/* Count entries by their small numbers: counts, int64[c], is added to. Returns 0. */
KERNEL_API int64_t count_entries(const uint32_t *entries, int64_t entry_count, int64_t *counts, int64_t count_room,
                                 kernel_fault *fault)
{
    for (int64_t at = 0; at < entry_count; at++) {
        uint32_t number = small_number(entries[at]);
        if (number >= (uint64_t)count_room) {
            fail(fault, KERNEL_OUTSIDE, number);
            break;
        }
        counts[number]++;
    }
    return 0;
}

/* Look up the ranks of entries: ranks, uint32[c], by their small numbers; found: room for one each. Returns 0. */
KERNEL_API int64_t rank_entries(const uint32_t *entries, int64_t entry_count, const uint32_t *ranks,
                                int64_t rank_count, uint32_t *found, int64_t found_room, kernel_fault *fault)
{
    u32s table = {ranks, rank_count};
    if (found_room < entry_count) {
        fail(fault, KERNEL_NO_MEMORY, found_room);
        return 0;
    }
    for (int64_t at = 0; at < entry_count && !fault->code; at++)
        found[at] = at_u32s(&table, small_number(entries[at]), fault);
    return 0;
}
