/* What an answer is made of: `order.c` sorts, `facets.c` counts; `answer.c` does both. */
#ifndef ANSWER_H
#define ANSWER_H

#include "ranking.h"

/* What documents are ordered by: scores by row, where there are any; then dates, then ranks of their posts, by document. */
typedef struct {
    i32s docs;
    f32s scores;
    i64s dates;
    i32s ranks;
} order;

/* Find the first rows, `room` at most: of the highest scores, of equal ones the newest, of these the first by their ranks.
 * They are few: each row is compared with those that are above it so far. Returns how many these are. */
int64_t sort_rows(const order *by, int64_t *first, int64_t room, kernel_fault *fault);

/* Several facets: see `count_facets`. */
typedef struct {
    i64s groups, offsets;
    i32s values;
    i64s facet_offsets, ranks;
    int64_t columns;
} facet_table;

/* Rooms for counts by value, which are added to, and for the listed values of each facet. */
typedef struct {
    int64_t *counts, values, *listed, listed_room, *lengths, facets;
} facet_room;

/* Count documents by the values of facets, and list the most frequent of each: see `count_facets`. */
int64_t count_and_list(const facet_table *table, const i32s *docs, const i32s *owners, const i64s *limits,
                       facet_room *into, kernel_arena *arena, kernel_fault *fault);

#endif
