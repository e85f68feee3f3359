/* What the functions that rank documents share: `candidates.c`, `signals.c`, `scores.c`. */
#ifndef RANKING_H
#define RANKING_H

#include "packed.h"

KERNEL_ARRAY(f32s, float)

/* Numbers that Python wrote for one call, taken one after the other; see `ranking.py`. An array stands there as its
 * address and its length: Python's own, which no damaged byte reaches. */
typedef struct {
    i64s numbers;
    int64_t at;
    kernel_fault *fault;
} spec;

static inline int64_t take_number(spec *from)
{
    return at_i64s(&from->numbers, from->at++, from->fault);
}

/* Take how many things follow, each of which takes a number or more. */
static inline int64_t take_count(spec *from)
{
    int64_t count = take_number(from);
    if (count >= 0 && count <= from->numbers.length - from->at)
        return count;
    fail(from->fault, KERNEL_MALFORMED, count);
    return 0;
}

#define TAKE_ARRAY(name, type)                                                                                        \
    static inline name take_##name(spec *from)                                                                        \
    {                                                                                                                 \
        const type *items = (const type *)(intptr_t)take_number(from);                                                \
        return (name){items, take_number(from)};                                                                      \
    }

TAKE_ARRAY(u8s, uint8_t)
TAKE_ARRAY(u16s, uint16_t)
TAKE_ARRAY(i32s, int32_t)
TAKE_ARRAY(i64s, int64_t)
TAKE_ARRAY(f32s, float)
TAKE_ARRAY(f64s, double)

/* Room for an answer, which Python made. */
#define TAKE_ROOM(name, type)                                                                                         \
    static inline type *take_room_##name(spec *from, int64_t count)                                                   \
    {                                                                                                                 \
        type *items = (type *)(intptr_t)take_number(from);                                                            \
        int64_t length = take_number(from);                                                                           \
        if (length < count)                                                                                           \
            fail(from->fault, KERNEL_NO_MEMORY, count);                                                               \
        return items;                                                                                                 \
    }

TAKE_ROOM(u8s, uint8_t)
TAKE_ROOM(i32s, int32_t)
TAKE_ROOM(i64s, int64_t)
TAKE_ROOM(f32s, float)
TAKE_ROOM(f64s, double)

/* Decimals likewise. */
typedef struct {
    f64s numbers;
    int64_t at;
} decimals;

static inline double take_decimal(decimals *from, kernel_fault *fault)
{
    return at_f64s(&from->numbers, from->at++, fault);
}

/* Columns of an index of N documents that every plan is ranked by; see `RankingColumns` of ranking.py.
 *
 * bases: int64[N + 1], the position at which each document begins. title_lengths, recency: float32[N]. paragraph_offsets,
 * paragraphs: int64[N + 1], where each document's paragraphs begin in int32[Q, 2]. translations: int32[N], the number of
 * each document's post, or -1; members: int32[M], those that have one; posts: how many posts. ranks: int32[N], by which
 * documents of equal scores are ordered; empty where that is by their numbers. norms: float32[N * 8]. idfs: float64[], by
 * the number of documents that have a pair of words; term_idfs: by that of a term.
 */
typedef struct {
    f32s title_lengths, recency, norms;
    i64s bases, paragraph_offsets;
    i32s paragraphs, translations, members, ranks;
    f64s idfs, term_idfs;
    int64_t posts;
} index_columns;

static inline index_columns take_columns(const int64_t *numbers, int64_t count, kernel_fault *fault)
{
    spec from = {{numbers, count}, 0, fault};
    index_columns taken = {.title_lengths = take_f32s(&from)};
    taken.recency = take_f32s(&from);
    taken.norms = take_f32s(&from);
    taken.bases = take_i64s(&from);
    taken.paragraph_offsets = take_i64s(&from);
    taken.paragraphs = take_i32s(&from);
    taken.translations = take_i32s(&from);
    taken.members = take_i32s(&from);
    taken.ranks = take_i32s(&from);
    taken.idfs = take_f64s(&from);
    taken.term_idfs = take_f64s(&from);
    taken.posts = take_number(&from);
    return taken;
}

/* The candidates of a plan, F of them, and how its nodes match them: `lay_out` makes that.
 *
 * docs, found: [F]. rows: [N]. scores, is_exact: [nodes, F].
 */
typedef struct {
    i32s docs, rows;
    u8s found, is_exact;
    f32s words;
    int64_t f, nodes;
} laid_out;

enum { MOST_NODES = 1 << 20 }; /* no query is so long */

static inline laid_out take_laid_out(spec *from)
{
    laid_out taken = {.docs = take_i32s(from)};
    taken.rows = take_i32s(from);
    taken.found = take_u8s(from);
    taken.words = take_f32s(from);
    taken.is_exact = take_u8s(from);
    taken.nodes = take_number(from);
    taken.f = taken.docs.length;
    if (taken.f < 0 || taken.nodes > MOST_NODES || taken.found.length < taken.f || taken.nodes < 1 || taken.words.length / taken.nodes < taken.f ||
        taken.is_exact.length / taken.nodes < taken.f)
        fail(from->fault, KERNEL_MALFORMED, taken.f);
    return taken;
}

/* Rows of signals. */
enum {
    WORDS, TITLE, PHRASE, RUN, GRAMS, PASSAGE, PARAGRAPH, SYMBOL, RECENCY, FEEDBACK, TRANSLATIONS, ALL_WORDS, SIGNALS,
};

/* The candidates of a plan and what they score so far: `Scored` of signals.py. */
typedef struct {
    laid_out at;
    float *signals; /* [SIGNALS, F] */
    float *scores;  /* [F] */
    double k1;      /* BM25F's saturation, where terms are scored */
} ranking;

static inline ranking take_ranking(spec *from)
{
    ranking taken = {.at = take_laid_out(from)};
    taken.signals = take_room_f32s(from, taken.at.f * SIGNALS);
    taken.scores = take_room_f32s(from, taken.at.f);
    return taken;
}

/* Take a table in a file that `RowReader` of packed.py describes; one without rows where there is none. */
static inline packed_file take_file(spec *from)
{
    i64s cells = take_i64s(from);
    return cells.length ? find_packed_file(cells.items, cells.length, from->fault) : (packed_file){0};
}

/* Count the rows of ranges of a table; one that the table has not makes the call fail. */
static inline int64_t count_rows(const packed_file *in, const i64s *spans, kernel_fault *fault)
{
    int64_t total = 0;
    for (int64_t at = 0; at + 1 < spans->length && !fault->code; at += 2) {
        if (spans->items[at] < 0 || spans->items[at + 1] < spans->items[at] || spans->items[at + 1] > in->rows)
            fail(fault, KERNEL_OUTSIDE, spans->items[at + 1]);
        else
            total += spans->items[at + 1] - spans->items[at];
    }
    return fault->code ? 0 : total;
}

/* Documents that match something in one way: the arrays are of equal lengths. */
typedef struct {
    i32s docs;
    f32s scores;
    u8s is_exact;
} layer;

static inline layer take_layer(spec *from)
{
    layer taken = {.docs = take_i32s(from)};
    taken.scores = take_f32s(from);
    taken.is_exact = take_u8s(from);
    if (taken.scores.length != taken.docs.length || taken.is_exact.length != taken.docs.length)
        fail(from->fault, KERNEL_MALFORMED, taken.docs.length);
    return taken;
}

/* Return the larger of two numbers, and what is no number before any: as NumPy does. */
static inline float maximum(float one, float other)
{
    return one != one || one >= other ? one : other;
}

/* BM25's saturation: `saturate` of indexer/search/formulas.py. */
static inline float saturate(float frequency, double k1)
{
    return frequency * (float)(k1 + 1) / ((float)k1 + frequency);
}

/* Score several terms: see rank.c. */
int64_t score_terms(const int32_t *entries, int64_t entry_count, const uint16_t *term_counts, int64_t count_count,
                    const int64_t *sizes, int64_t size_count, const double *weights, int64_t weight_count,
                    const double *idfs, int64_t idf_count, const float *norms, int64_t norm_count, const int32_t *rows,
                    int64_t row_count, double *total, int64_t f, double saturation, kernel_fault *fault);

/* Choose the terms that several documents share most: see rank.c. */
int64_t choose_terms(const int64_t *terms, int64_t term_count, const double *weights, int64_t weight_count,
                     const int64_t *sizes, int64_t doc_count, const double *shares, int64_t share_count,
                     int64_t *chosen, int64_t room, double *sums, int64_t sum_room, kernel_fault *fault);

/* Find the rows of the highest scores, those first; of equal ones those of the lowest `ranks` of their documents, or the
 * first where there are none. Returns how many, `count` at most. */
int64_t find_best(const float *scores, const i32s *docs, const i32s *ranks, int64_t count, int64_t *best,
                  kernel_fault *fault);

#endif
