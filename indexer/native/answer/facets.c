/* Count documents by the values of facets, and list the most frequent: indexer/search/facets/facet_table.py. */
#include "answer/answer.h"

/* The values of each facet, from one number on up to that of the next, and the place of each in the alphabet. */
typedef struct {
    i64s facet_offsets, ranks;
    const int64_t *counts;
} facet_values;

/* Add how many of some documents are in groups that have a value to the count of that. */
static void count_groups(const i64s *offsets, const i32s *values, const int64_t *sizes, int64_t *counts,
                         int64_t count_room, kernel_fault *fault)
{
    for (int64_t group = 0; group + 1 < offsets->length && !fault->code; group++) {
        int64_t end = sizes[group] ? offset_at(offsets, group + 1, fault) : 0;
        for (int64_t at = sizes[group] ? offset_at(offsets, group, fault) : 0; at < end && !fault->code; at++) {
            int64_t value = at_i32s(values, at, fault);
            if ((uint64_t)value < (uint64_t)count_room)
                counts[value] = (int64_t)((uint64_t)counts[value] + (uint64_t)sizes[group]);
            else
                fail(fault, KERNEL_OUTSIDE, value);
        }
    }
}

/* Documents by their owners: a table with open addressing, of 2^bits slots, that holds each owner's first row + 1, and of
 * each row the next of the same owner + 1; 0 for none. */
typedef struct {
    int64_t *first, *next;
    int bits;
} owned_rows;

static owned_rows make_owned(int64_t rows, kernel_arena *arena, kernel_fault *fault)
{
    owned_rows made = {.bits = 4};
    while ((int64_t)1 << made.bits < 2 * rows)
        made.bits++;
    made.first = arena_take(arena, (int64_t)1 << made.bits, sizeof(int64_t), fault);
    made.next = arena_take(arena, rows, sizeof(int64_t), fault);
    return made;
}

static void add_owned(owned_rows *to, const i32s *owners, int64_t row)
{
    uint64_t mask = ((uint64_t)1 << to->bits) - 1, owner = (uint64_t)owners->items[row];
    uint64_t slot = owner * 0x9e3779b97f4a7c15u >> (64 - to->bits);
    while (to->first[slot] && owners->items[to->first[slot] - 1] != owners->items[row])
        slot = (slot + 1) & mask;
    to->next[row] = to->first[slot];
    to->first[slot] = row + 1;
}

/* Count owners, once by each value that any of an owner's documents has. */
static void count_owners(const owned_rows *owned, const i32s *docs, const i32s *groups, int64_t columns,
                         const i64s *offsets, const i32s *values, int64_t *counts, int64_t count_room,
                         kernel_arena *arena, kernel_fault *fault)
{
    int64_t *seen = arena_take(arena, count_room, sizeof(int64_t), fault); /* the slot of the last owner, + 1 */
    for (int64_t slot = 0; slot < (int64_t)1 << owned->bits && !fault->code; slot++)
        for (int64_t row = owned->first[slot]; row && !fault->code; row = owned->next[row - 1])
            for (int64_t column = 0; column < columns && !fault->code; column++) {
                int64_t group = at_i32s(groups, docs->items[row - 1] * columns + column, fault);
                int64_t begin = offset_at(offsets, group, fault);
                int64_t end = fault->code ? 0 : offset_at(offsets, group + 1, fault);
                for (int64_t item = begin; item < end && !fault->code; item++) {
                    int64_t value = at_i32s(values, item, fault);
                    if ((uint64_t)value >= (uint64_t)count_room)
                        fail(fault, KERNEL_OUTSIDE, value);
                    else if (seen[value] != slot + 1) {
                        seen[value] = slot + 1;
                        counts[value] = (int64_t)((uint64_t)counts[value] + 1);
                    }
                }
            }
}

static bool is_before(const facet_values *of, int64_t one, int64_t other)
{
    if (of->counts[one] != of->counts[other])
        return of->counts[one] > of->counts[other];
    return of->ranks.items[one] < of->ranks.items[other];
}

/* List the most frequent values of a facet, of equal ones the first of the alphabet first; return how many these are. */
static int64_t list_values(const facet_values *of, int64_t begin, int64_t end, int64_t *listed, int64_t limit)
{
    int64_t count = 0;
    for (int64_t value = begin; value < end; value++) {
        if (of->counts[value] <= 0 || (count == limit && (!limit || !is_before(of, value, listed[limit - 1]))))
            continue;
        int64_t at = count < limit ? count++ : limit - 1;
        for (; at > 0 && is_before(of, value, listed[at - 1]); at--)
            listed[at] = listed[at - 1];
        listed[at] = value;
    }
    return count;
}

/* Count the documents that no owner has by the groups that they are in. */
static void count_in_groups(const facet_table *table, const i32s *docs, const i32s *owners, int64_t *restrict sizes,
                            kernel_fault *fault)
{
    int64_t columns = table->columns, rows = table->groups.length / columns, groups = table->offsets.length - 1;
    for (int64_t at = 0; at < docs->length; at++) {
        int64_t doc = docs->items[at];
        if (owners->length && owners->items[at] >= 0)
            continue;
        if (doc < 0 || doc >= rows) {
            fail(fault, KERNEL_OUTSIDE, doc);
            return;
        }
        for (const int32_t *group = table->groups.items + doc * columns, *end = group + columns; group < end; group++) {
            if ((uint64_t)*group >= (uint64_t)groups) {
                fail(fault, KERNEL_OUTSIDE, *group);
                return;
            }
            sizes[*group]++;
        }
    }
}

int64_t count_and_list(const facet_table *table, const i32s *docs, const i32s *owners, const i64s *limits,
                       facet_room *into, kernel_arena *arena, kernel_fault *fault)
{
    facet_values of = {table->facet_offsets, table->ranks, into->counts};
    int64_t facets = table->facet_offsets.length - 1, used = 0, end = 0, columns = table->columns;
    int64_t *sizes = arena_take(arena, table->offsets.length, sizeof(int64_t), fault);
    if (columns < 0 || facets < 0 || into->facets < facets || table->ranks.length < into->values ||
        table->offsets.length < 1)
        fail(fault, KERNEL_MALFORMED, columns);
    if (owners->length && owners->length != docs->length)
        fail(fault, KERNEL_MALFORMED, owners->length);
    owned_rows owned = {0};
    if (owners->length && !fault->code)
        owned = make_owned(docs->length, arena, fault);
    for (int64_t at = 0; at < owners->length && !fault->code; at++)
        if (owners->items[at] >= 0)
            add_owned(&owned, owners, at);
    if (columns && !fault->code)
        count_in_groups(table, docs, owners, sizes, fault);
    if (owned.first && !fault->code)
        count_owners(&owned, docs, &table->groups, columns, &table->offsets, &table->values, into->counts,
                     into->values, arena, fault);
    if (!fault->code)
        count_groups(&table->offsets, &table->values, sizes, into->counts, into->values, fault);
    for (int64_t facet = 0; facet < facets && !fault->code; facet++) {
        int64_t begin = offset_at(&of.facet_offsets, facet, fault), limit = offset_at(limits, facet, fault);
        end = offset_at(&of.facet_offsets, facet + 1, fault);
        if (begin > end || end > into->values || limit > into->listed_room - used)
            fail(fault, KERNEL_OUTSIDE, end);
        else
            used += into->lengths[facet] = list_values(&of, begin, end, into->listed + used, limit);
    }
    return used;
}

/* Count documents by the values of several facets.
 *
 * docs: int32[]. owners: int32[docs], where it is 0 or more documents with the same number count once; empty for none.
 * groups: int32[N, columns], the groups of each of N documents. offsets, values: int64[G + 1] and int32[],
 * the values of each of G groups, end to end. facet_offsets, ranks: int64[F + 1] and int64[V], see `facet_values`.
 * limits: int64[F], how many values of each facet are listed. counts: int64[V], what has been counted already; the
 * counts of the documents are added.
 * listed: room for the listed values, facet by facet. lengths: int64[F], room for how many these are of each.
 */
KERNEL_API int64_t count_facets(const int32_t *docs, int64_t doc_count, const int32_t *owners, int64_t owner_count,
                                const int32_t *groups, int64_t group_cells,
                                const int64_t *offsets, int64_t offset_count, const int32_t *values,
                                int64_t value_count, const int64_t *facet_offsets, int64_t facet_offset_count,
                                const int64_t *ranks, int64_t rank_count, const int64_t *limits, int64_t limit_count,
                                int64_t columns, int64_t *counts, int64_t count_room, int64_t *listed,
                                int64_t listed_room, int64_t *lengths, int64_t length_room, kernel_fault *fault)
{
    kernel_arena arena = {NULL};
    i32s found = {docs, doc_count}, owner_of = {owners, owner_count};
    i64s most = {limits, limit_count};
    facet_table table = {{groups, group_cells}, {values, value_count}, {offsets, offset_count},
                         {facet_offsets, facet_offset_count}, {ranks, rank_count}, columns};
    facet_room into = {counts, count_room, listed, listed_room, lengths, length_room};
    int64_t used = count_and_list(&table, &found, &owner_of, &most, &into, &arena, fault);
    arena_free(&arena);
    return used;
}
