/* A ranking -> what an answer tells of it: the first documents, how many are complete, and the facets; indexer/search/answer.py.
 */
#include "answer.h"

/* Return the number of the post that each document is a translation of, or -1; nothing where there are no translations. */
static i32s find_owners(const i32s *docs, const i32s *translations, kernel_arena *arena, kernel_fault *fault)
{
    if (!translations->length)
        return (i32s){0};
    int32_t *owners = arena_take_unset(arena, docs->length, sizeof(int32_t), fault);
    for (int64_t at = 0; at < docs->length && !fault->code; at++)
        owners[at] = at_i32s(translations, docs->items[at], fault);
    return (i32s){owners, docs->length};
}

/* Tell of a ranking what an answer does.
 *
 * columns: int64[N], dates, and int32[N], ranks of posts, by which documents are ordered; the facets, see `count_facets`;
 * int32[N], the number of the post that each is a translation of, or -1; empty where there are none. plan: int32[F] and
 * float32[F], documents and their scores, none where the newest come first; bool[F], which are complete; int32[M], the
 * documents that facets count; how many values of each facet are listed. first: room for the rows of the first documents.
 * counts: zeros, by value. told: room for how many rows these are, how many documents are complete, of each facet how many
 * values are listed; then these values, and how often each was counted.
 * Returns how many values are listed.
 */
KERNEL_API int64_t tell_answer(const int64_t *columns, int64_t column_count, const int64_t *plan, int64_t plan_count,
                               int64_t *first, int64_t room, int64_t *counts, int64_t values, int64_t *told,
                               int64_t told_room, kernel_fault *fault)
{
    kernel_arena arena = {0};
    spec of_index = {{columns, column_count}, 0, fault}, from = {{plan, plan_count}, 0, fault};
    order by = {.dates = take_i64s(&of_index)};
    by.ranks = take_i32s(&of_index);
    facet_table table = {.groups = take_i64s(&of_index)};
    table.offsets = take_i64s(&of_index);
    table.values = take_i32s(&of_index);
    table.facet_offsets = take_i64s(&of_index);
    table.ranks = take_i64s(&of_index);
    table.columns = take_number(&of_index);
    i32s translations = take_i32s(&of_index);
    by.docs = take_i32s(&from);
    by.scores = take_f32s(&from);
    u8s complete = take_u8s(&from);
    i32s docs = take_i32s(&from), owners = find_owners(&docs, &translations, &arena, fault);
    int64_t facets = table.facet_offsets.length - 1, all = 0, listed = 0;
    i64s limits = {fault->code ? NULL : from.numbers.items + from.at, plan_count - from.at};
    if (facets < 0 || told_room < 2 + facets || limits.length < facets)
        fail(fault, KERNEL_NO_MEMORY, told_room);
    if (!fault->code) {
        int64_t *values_told = told + 2 + facets;
        facet_room into = {counts, values, values_told, (told_room - 2 - facets) / 2, told + 2, facets};
        told[0] = sort_rows(&by, first, room, fault);
        for (int64_t row = 0; row < complete.length; row++)
            all += complete.items[row] != 0;
        told[1] = all;
        listed = count_and_list(&table, &docs, &owners, &limits, &into, &arena, fault);
        for (int64_t at = 0; at < listed && !fault->code; at++)
            values_told[listed + at] = counts[values_told[at]];
    }
    arena_free(&arena);
    return listed;
}
