/* Raw tokens that were met before, each with a number: `Vocabulary` of indexer/text/analysis/vocabulary.py.
 *
 * Texts are characters as `FoldingTable` packs them; of each only the code point counts.
 */
#include "kernel.h"

static const uint32_t CODE = ((uint32_t)1 << 21) - 1;

/* The tokens that were met, and the slots that tell the number of each, plus one, by its hash; 0 where there is none. */
typedef struct {
    u32s texts;    /* their code points, one token behind the other */
    i32s begins;   /* [count + 1] */
    int32_t *slots;
    uint64_t mask; /* slots less one: a power of two less one */
    int64_t count;
} met;

static uint64_t hash_token(const uint32_t *token, int64_t length)
{
    uint64_t hash = 0xCBF29CE484222325u;
    for (int64_t at = 0; at < length; at++)
        hash = (hash ^ (token[at] & CODE)) * 0x9E3779B97F4A7C15u;
    return hash ^ hash >> 29;
}

static bool is_token(const met *known, int64_t number, const uint32_t *token, int64_t length, kernel_fault *fault)
{
    int64_t begin = at_i32s(&known->begins, number, fault), end = at_i32s(&known->begins, number + 1, fault);
    if (begin < 0 || end > known->texts.length || end - begin != length)
        return false;
    for (int64_t at = 0; at < length; at++)
        if (known->texts.items[begin + at] != (token[at] & CODE))
            return false;
    return true;
}

/* Return the slot of a token, or the free one where it belongs; -1, and a fault, where none is free. */
static int64_t find_slot(const met *known, const uint32_t *token, int64_t length, kernel_fault *fault)
{
    uint64_t slot = hash_token(token, length) & known->mask;
    for (uint64_t tried = 0; tried <= known->mask && !fault->code; tried++, slot = (slot + 1) & known->mask) {
        int64_t number = (int64_t)known->slots[slot] - 1;
        if (number < 0 || is_token(known, number, token, length, fault))
            return (int64_t)slot;
    }
    fail(fault, KERNEL_NO_MEMORY, known->count);
    return -1;
}

static bool open_table(met *known, int64_t slot_count, kernel_fault *fault)
{
    if (slot_count <= 0 || (slot_count & (slot_count - 1)) || known->count < 0 || known->count >= known->begins.length)
        fail(fault, KERNEL_OUTSIDE, slot_count);
    known->mask = (uint64_t)slot_count - 1;
    return !fault->code;
}

/* Return the stretch of a text that a token is; its length is below 0 where it is none. */
static int64_t token_at(const i32s *firsts, const i32s *pasts, int64_t at, int64_t packed_length, int64_t *begin,
                        kernel_fault *fault)
{
    int64_t past = at_i32s(pasts, at, fault);
    *begin = at_i32s(firsts, at, fault);
    if (*begin >= 0 && past >= *begin && past <= packed_length)
        return past - *begin;
    fail(fault, KERNEL_OUTSIDE, past);
    return -1;
}

/* Look raw tokens up among those that were met.
 *
 * packed: uint32[f]. firsts, pasts: int32[n], where each token begins and ends. texts, begins, count, slots: see `met`.
 * numbers: int32[n], receives the number of each; -1 for those that were not met.
 * Returns how many were not.
 */
KERNEL_API int64_t find_met(const uint32_t *packed, int64_t packed_length, const int32_t *firsts, int64_t first_count,
                            const int32_t *pasts, int64_t past_count, const uint32_t *texts, int64_t text_length,
                            const int32_t *begins, int64_t begin_count, int64_t count, int32_t *slots,
                            int64_t slot_count, int32_t *numbers, int64_t number_count, kernel_fault *fault)
{
    met known = {{texts, text_length}, {begins, begin_count}, slots, 0, count};
    i32s from = {firsts, first_count}, to = {pasts, past_count};
    int64_t fresh = 0;
    if (!open_table(&known, slot_count, fault))
        return 0;
    for (int64_t at = 0; at < number_count && !fault->code; at++) {
        int64_t begin, length = token_at(&from, &to, at, packed_length, &begin, fault);
        int64_t slot = length < 0 ? -1 : find_slot(&known, packed + begin, length, fault);
        int64_t number = slot < 0 ? -1 : (int64_t)known.slots[slot] - 1;
        numbers[at] = number < 0 ? -1 : (int32_t)number;
        fresh += number < 0;
    }
    return fresh;
}

/* Add raw tokens to those that were met, all of them different and none met yet, in a given order.
 *
 * packed, firsts, pasts: as of `find_met`. which: int32[], the tokens. texts, begins, slots: rooms, with what is there.
 * Returns how many there are now; texts and begins are filled behind what was there.
 */
KERNEL_API int64_t add_met(const uint32_t *packed, int64_t packed_length, const int32_t *firsts, int64_t first_count,
                           const int32_t *pasts, int64_t past_count, const int32_t *which, int64_t which_count,
                           uint32_t *texts, int64_t text_room, int32_t *begins, int64_t begin_room, int64_t count,
                           int32_t *slots, int64_t slot_count, kernel_fault *fault)
{
    met known = {{texts, text_room}, {begins, begin_room}, slots, 0, count};
    i32s from = {firsts, first_count}, to = {pasts, past_count};
    if (!open_table(&known, slot_count, fault))
        return 0;
    for (int64_t each = 0; each < which_count && !fault->code; each++) {
        int64_t begin, length = token_at(&from, &to, which[each], packed_length, &begin, fault);
        int64_t end = at_i32s(&known.begins, known.count, fault);
        if (fault->code || end < 0 || end + length > text_room || known.count + 1 >= begin_room) {
            fail(fault, KERNEL_NO_MEMORY, known.count);
            break;
        }
        int64_t slot = find_slot(&known, packed + begin, length, fault);
        if (slot < 0)
            break;
        for (int64_t at = 0; at < length; at++)
            texts[end + at] = packed[begin + at] & CODE;
        begins[++known.count] = (int32_t)(end + length);
        slots[slot] = (int32_t)known.count;
    }
    return known.count;
}

/* Fill the slots of a larger table anew.
 *
 * texts, begins, count: see `met`. slots: zeros. Returns 0.
 */
KERNEL_API int64_t rehash_met(const uint32_t *texts, int64_t text_length, const int32_t *begins, int64_t begin_count,
                              int64_t count, int32_t *slots, int64_t slot_count, kernel_fault *fault)
{
    met known = {{texts, text_length}, {begins, begin_count}, slots, 0, count};
    if (!open_table(&known, slot_count, fault))
        return 0;
    for (int64_t number = 0; number < count && !fault->code; number++) {
        int64_t begin = at_i32s(&known.begins, number, fault), end = at_i32s(&known.begins, number + 1, fault);
        if (begin < 0 || end < begin || end > text_length) {
            fail(fault, KERNEL_OUTSIDE, end);
            break;
        }
        int64_t slot = find_slot(&known, texts + begin, end - begin, fault);
        if (slot >= 0)
            slots[slot] = (int32_t)number + 1;
    }
    return 0;
}
