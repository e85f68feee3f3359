/* Where paragraphs begin and end: `find_paragraphs` of indexer/index/parts/paragraphs.py, of a batch of documents. */
#include "kernel.h"

typedef struct {
    int32_t *spans; /* of each paragraph where its words begin and end */
    int64_t count, room, shortest;
    int64_t zone; /* of the last one */
} paragraph_list;

static void add_paragraph(paragraph_list *list, int64_t first, int64_t zone, int64_t begin, int64_t end,
                          kernel_fault *fault)
{
    if (list->count > first && list->zone == zone) {
        int32_t *last = list->spans + 2 * (list->count - 1);
        if ((int64_t)last[1] - last[0] < list->shortest) {
            last[1] = (int32_t)end;
            return;
        }
    }
    if (2 * list->count + 2 > list->room) {
        fail(fault, KERNEL_NO_MEMORY, list->count);
        return;
    }
    list->spans[2 * list->count] = (int32_t)begin;
    list->spans[2 * list->count + 1] = (int32_t)end;
    list->count++;
    list->zone = zone;
}

/* Find the paragraphs of documents.
 *
 * lines: int32[], where lines end in all texts, with a line end behind each text, ascending.
 * texts: int32[d + 1], where each document begins there.
 * zones: int32[d + 1], where each document's zones begin in the two arrays after it, where each zone ends in its text
 *   and its field's number.
 * sizes: int64[d], tokens of each document. starts, positions: int32[s], theirs.
 * body: the number of the field of prose.
 * shortest: positions; a shorter line is one paragraph with the next.
 * spans: room for int32[q, 2]. counts: int64[d], receive how many each document has.
 * Returns how many there are.
 */
KERNEL_API int64_t find_paragraphs(const int32_t *lines, int64_t line_count, const int32_t *texts, int64_t text_count,
                                   const int32_t *zones, int64_t zone_count, const int32_t *zone_ends,
                                   int64_t zone_end_count, const uint8_t *zone_fields, int64_t zone_field_count,
                                   const int64_t *sizes, int64_t size_count, const int32_t *starts,
                                   int64_t start_count, const int32_t *positions, int64_t position_count, int64_t body,
                                   int64_t shortest, int32_t *spans, int64_t span_room, int64_t *counts,
                                   int64_t count_room, kernel_fault *fault)
{
    i32s breaks = {lines, line_count}, begins = {texts, text_count}, zone_begins = {zones, zone_count};
    i32s ends = {zone_ends, zone_end_count}, starts_of = {starts, start_count}, places = {positions, position_count};
    u8s fields = {zone_fields, zone_field_count};
    i64s tokens = {sizes, size_count};
    paragraph_list list = {spans, 0, span_room, shortest, -1};
    int64_t line = 0, token = 0;
    if (count_room < size_count) {
        fail(fault, KERNEL_NO_MEMORY, size_count);
        return 0;
    }
    for (int64_t doc = 0; doc < size_count && !fault->code; doc++) {
        int64_t begin = at_i32s(&begins, doc, fault), past = at_i32s(&begins, doc + 1, fault), first = list.count;
        int64_t zone = at_i32s(&zone_begins, doc, fault), zones_past = at_i32s(&zone_begins, doc + 1, fault);
        int64_t last = token + offset_at(&tokens, doc, fault);
        for (; line < breaks.length && breaks.items[line] < past && !fault->code; line++) {
            int64_t end = (int64_t)breaks.items[line] - begin, from = token;
            while (token < last && at_i32s(&starts_of, token, fault) < end)
                token++;
            while (zone < zones_past && at_i32s(&ends, zone, fault) < end)
                zone++;
            if (token > from && at_u8s(&fields, zone, fault) == body)
                add_paragraph(&list, first, zone, at_i32s(&places, from, fault),
                              (int64_t)at_i32s(&places, token - 1, fault) + 1, fault);
        }
        token = last;
        counts[doc] = list.count - first;
    }
    return list.count;
}
