/* Texts -> folded texts -> their grams: `FoldingTable.fold` of indexer/text/analysis/folding_table.py, and `make_grams`
 * of indexer/text/analysis/grams.py, of many texts in one go.
 */
#include "kernel.h"

enum { CODE_BITS = 21, ASCII = 128, FULL_WIDTH = 0xFEE0 };
static const uint32_t CODE = ((uint32_t)1 << CODE_BITS) - 1;
static const uint32_t UNSPACED = (uint32_t)1 << 21;
static const uint32_t SIGN = (uint32_t)1 << 24;
static const uint32_t ONE = (uint32_t)1 << 31;

/* Fold texts.
 *
 * points: uint32[n], their code points.
 * table, several: those of `FoldingTable`.
 * widened: uint32[128], the entries of characters of ASCII that lost their marks.
 * folded: room for the entries of the folded characters.
 * offsets: room for where each came from; or, where characters are in no table yet, for these.
 * sizes: 2 numbers; receive how many characters are in no table, and whether all fold to one.
 * Returns how many folded characters there are, whether there was room for them or not.
 */
KERNEL_API int64_t fold_points(const uint32_t *points, int64_t point_count, const uint32_t *table, int64_t table_length,
                               const uint32_t *several, int64_t several_length, const uint32_t *widened,
                               int64_t widened_length, uint32_t *folded, int64_t folded_room, int32_t *offsets,
                               int64_t offset_room, int64_t *sizes, int64_t size_room, kernel_fault *fault)
{
    u32s entries = {table, table_length}, expansions = {several, several_length}, wide = {widened, widened_length};
    int64_t room = folded_room < offset_room ? folded_room : offset_room, count = 0, unknown = 0;
    bool is_plain = true;
    for (int64_t at = 0; at < point_count && !fault->code; at++) {
        uint32_t entry = at_u32s(&entries, points[at], fault);
        if (entry == 0) {
            if (unknown < offset_room)
                offsets[unknown++] = (int32_t)points[at];
            continue;
        }
        if (unknown)
            continue;
        if (entry >= ONE) {
            if (count < room) {
                folded[count] = entry;
                offsets[count] = (int32_t)at;
            }
            count++;
            continue;
        }
        is_plain = false;
        int64_t size = at_u32s(&expansions, entry, fault);
        for (int64_t each = 1; each <= size && !fault->code; each++, count++) {
            uint32_t expanded = at_u32s(&expansions, entry + each, fault);
            if (count < room) {
                folded[count] = expanded;
                offsets[count] = (int32_t)at;
            }
        }
        /* What was a mark and is gone: the letter before it had one. */
        if (size == 0 && count > 0 && count <= room && (folded[count - 1] & CODE) < ASCII)
            folded[count - 1] = at_u32s(&wide, folded[count - 1] & CODE, fault);
    }
    if (size_room < 2) {
        fail(fault, KERNEL_NO_MEMORY, 2);
        return 0;
    }
    sizes[0] = unknown;
    sizes[1] = is_plain;
    return count;
}

/* Return the code point of a folded character, what is in full width as ASCII. */
static uint64_t narrow(uint32_t packed)
{
    uint32_t code = packed & CODE;
    return code - (FULL_WIDTH + '!') < '~' - '!' + 1 ? code - FULL_WIDTH : code;
}

typedef struct {
    uint64_t *codes;
    int32_t *starts, *docs;
    int64_t count, room;
} gram_list;

static void add_gram(gram_list *grams, uint64_t code, int64_t start, int64_t doc)
{
    if (grams->count < grams->room) {
        grams->codes[grams->count] = code;
        grams->starts[grams->count] = (int32_t)start;
        grams->docs[grams->count] = (int32_t)doc;
    }
    grams->count++;
}

/* Find the single characters and pairs of scripts without spaces, and pairs of signs.
 *
 * packed: uint32[f], folded texts with a line end behind each.
 * offsets: int32[], where each of these came from, ascending; empty where all are where they were.
 * begins: int32[d + 1], where each text begins in the original of all.
 * codes, starts, docs: rooms for each gram's code, where it begins in its text, and the number of that: by place.
 * Returns how many there are, whether there was room for them or not.
 */
KERNEL_API int64_t find_grams(const uint32_t *packed, int64_t packed_length, const int32_t *offsets,
                              int64_t offset_count, const int32_t *begins, int64_t begin_count, uint64_t *codes,
                              int64_t code_room, int32_t *starts, int64_t start_room, int32_t *docs, int64_t doc_room,
                              kernel_fault *fault)
{
    i32s back = {offsets, offset_count}, texts = {begins, begin_count};
    gram_list grams = {codes, starts, docs, 0, code_room};
    grams.room = start_room < grams.room ? start_room : grams.room;
    grams.room = doc_room < grams.room ? doc_room : grams.room;
    int64_t doc = 0;
    for (int64_t at = 0; at < packed_length && !fault->code; at++) {
        uint32_t first = packed[at], second = at + 1 < packed_length ? packed[at + 1] : 0;
        bool is_pair = first & second & SIGN;
        if (!is_pair && !(first & UNSPACED))
            continue;
        int64_t start = back.length ? at_i32s(&back, at, fault) : at;
        while (doc + 2 < texts.length && texts.items[doc + 1] <= start)
            doc++;
        int64_t inside = start - at_i32s(&texts, doc, fault);
        if (first & UNSPACED)
            add_gram(&grams, narrow(first) << 32, inside, doc);
        if (is_pair || (first & second & UNSPACED))
            add_gram(&grams, narrow(first) << 32 | narrow(second), inside, doc);
    }
    return grams.count;
}
