/* What an answer is made of: `order.c` sorts, `facets.c` counts; `answer.c` tells both, as the last step of ranking. */
#ifndef ANSWER_H
#define ANSWER_H

#include "ranking/ranking.h"

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
    i32s groups, values;
    i64s offsets, facet_offsets, ranks;
    int64_t columns;
} facet_table;

/* Rooms for counts by value, which are added to, and for the listed values of each facet. */
typedef struct {
    int64_t *counts, values, *listed, listed_room, *lengths, facets;
} facet_room;

/* Count documents by the values of facets, and list the most frequent of each: see `count_facets`. */
int64_t count_and_list(const facet_table *table, const i32s *docs, const i32s *owners, const i64s *limits,
                       facet_room *into, kernel_arena *arena, kernel_fault *fault);

/* How a facet is told. */
enum { NEVER_TOLD = 1, TOLD_IF_ANY = 2 /* of its values is counted */, NEWEST_FIRST = 4 /* its values, by the alphabet backwards */ };

/* The texts of JSON that facets are written with: that of each of V values, and behind them that of each facet, its name and
 * a colon; begins: int64[V + F + 1]. ways: int64[F]. All are empty where no JSON is told. */
typedef struct {
    u8s text;
    i64s begins, ways;
} facet_texts;

/* Put values of a facet, which are few, in the order of their ranks, the highest first. */
void put_newest_first(const facet_table *table, int64_t *listed, int64_t count, kernel_fault *fault);

/* Write listed values and their counts as a JSON object of facets, in so many bytes at most; returns how many it takes. */
int64_t write_facets(const facet_texts *texts, const facet_room *told, uint8_t *bytes, int64_t room, kernel_fault *fault);

/* A word that was typed in one piece of a script without spaces, and the documents that have its characters so, but it not
 * as a word. */
typedef struct {
    int64_t node;
    i32s inside;
} whole_word;

/* What an answer is told by; see `AnswerColumns` and `AnswerRoom` of answer.py.
 *
 * dates: int64[N], and ranks: int32[N], by which documents are ordered; locales: int32[N], the number of each document's; the facets,
 * and of each how many values are told; the texts that they are written with. told: a room for numbers, and behind it one of
 * `json_room` bytes. limit: how many documents are told, at most, few;
 * by_date: whether the newest come first. locale: the number of the one that was typed.
 */
typedef struct {
    i64s dates, limits;
    i32s ranks, locales;
    facet_table facets;
    facet_texts texts;
    int64_t *told, room, json_room, limit, locale, word_count;
    bool by_date;
    whole_word *words;
} told_inputs;

/* What is told, one behind the other: posts found, those that have every word, how many documents follow, and how many bytes
 * of JSON behind the room for numbers; `limit`
 * documents and as many scores (doubles); then the facets: of each how many values, these, and how often each was counted. */
enum { TOLD_TOTAL, TOLD_COMPLETE, TOLD_COUNT, TOLD_BYTES, TOLD_HEAD };

/* Take what an answer is told by. */
told_inputs take_told(spec *from, kernel_arena *arena);

/* Tell what an answer does of a ranking whose scores are finished. */
void tell_answer(const ranking *of, const index_columns *index, const last_inputs *by, const told_inputs *as,
                 kernel_arena *arena, kernel_fault *fault);

#endif
