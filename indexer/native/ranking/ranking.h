/* The steps of ranking: `ranking.c` takes them one after the other, each has a file: `candidates.c`, `signals.c`
 * with `places.c`, `feedback.c`, `scores.c`. */
#ifndef RANKING_H
#define RANKING_H

#include "index/packed.h"
#include "matching/positions.h"

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

/* Take so many numbers that stand there themselves. */
static inline i64s take_row(spec *from, int64_t count)
{
    if (count < 0 || count > from->numbers.length - from->at) {
        fail(from->fault, KERNEL_MALFORMED, count);
        return (i64s){NULL, 0};
    }
    from->at += count;
    return (i64s){from->numbers.items + from->at - count, count};
}

/* Decimals likewise. */
typedef struct {
    f64s numbers;
    int64_t at;
} decimals;

static inline double take_decimal(decimals *from, kernel_fault *fault)
{
    return at_f64s(&from->numbers, from->at++, fault);
}

/* Offsets that a part of an index holds as it was written: whole numbers of 4 bytes or of 8. */
typedef struct {
    const void *items;
    int64_t length, size;
} offsets;

static inline offsets take_offsets(spec *from)
{
    const void *items = (const void *)(intptr_t)take_number(from);
    int64_t length = take_number(from), size = take_number(from);
    return (offsets){items, size == sizeof(uint32_t) || size == sizeof(int64_t) ? length : 0, size};
}

static inline int64_t at_offsets(const offsets *of, int64_t at, kernel_fault *fault)
{
    if ((uint64_t)at < (uint64_t)of->length)
        return of->size == sizeof(uint32_t) ? (int64_t)((const uint32_t *)of->items)[at]
                                            : ((const int64_t *)of->items)[at];
    fail(fault, KERNEL_OUTSIDE, at);
    return 0;
}

/* A table in a file that `RowReader` of packed.py describes; one without rows where there is none. */
static inline packed_file take_file(spec *from)
{
    i64s cells = take_i64s(from);
    return cells.length ? find_packed_file(cells.items, cells.length, from->fault) : (packed_file){0};
}

/* Columns of an index of N documents that every plan is ranked by; see `RankingColumns` of ranking.py.
 *
 * bases: int64[N + 1], the position at which each document begins. title_lengths, recency: float32[N]. paragraph_offsets,
 * paragraphs: int64[N + 1], where each document's paragraphs begin in int32[Q, 2]. translations: int32[N], the number of
 * each document's post, or -1; members: int32[M], those that have one; posts: how many posts. languages: int32[N], see
 * `prefers`. ranks: int32[N], by which documents of equal scores are ordered; empty where that is by their numbers. norms:
 * float32[N * 8]. idfs: float64[], by the number of documents that have something.
 * placed, posted, gram_posted: the tables of positions, of postings and of those of pairs of characters;
 * place_offsets, posting_offsets: where the positions and the postings of each term begin; gram_keys: uint64[g], ascending,
 * the key of each pair, see `gram_key` of layout.py, and gram_offsets: where its postings begin. All are empty where an index
 * has several parts.
 */
typedef struct {
    f32s title_lengths, recency, norms;
    i64s bases, paragraph_offsets;
    i32s paragraphs, translations, members, languages, ranks;
    f64s idfs;
    packed_file placed, posted, gram_posted;
    offsets place_offsets, posting_offsets, gram_offsets;
    i64s gram_keys;
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
    taken.languages = take_i32s(&from);
    taken.ranks = take_i32s(&from);
    taken.idfs = take_f64s(&from);
    taken.placed = take_file(&from);
    taken.posted = take_file(&from);
    taken.gram_posted = take_file(&from);
    taken.place_offsets = take_offsets(&from);
    taken.posting_offsets = take_offsets(&from);
    taken.gram_keys = take_i64s(&from);
    taken.gram_offsets = take_offsets(&from);
    taken.posts = take_number(&from);
    return taken;
}

/* Rows of signals. */
enum {
    WORDS, TITLE, PHRASE, RUN, GRAMS, PASSAGE, PARAGRAPH, SYMBOL, RECENCY, FEEDBACK, WHOLE_TITLE, EXACT_PHRASE,
    TRANSLATIONS, ALL_WORDS, SIGNALS,
};
enum { FEW_SIGNALS = 5 }; /* the first ones, up to GRAMS, are written whether they are told or not */

/* The candidates of a plan, F of them, how its nodes match them, and what they score so far.
 *
 * docs: int32[F], ascending. rows: int32[N], the row of each document; F for those that have none. found: bool[F], whether
 * a document matches itself; complete: bool[F], whether it has every word. words, is_exact: [nodes, F], how well each node
 * does, and whether as a word. signals: float32[SIGNALS, F], of which only the first FEW_SIGNALS are there if not all are told; scores: float32[F]. bests: float64[nodes], the highest score of
 * each node in any document; counts: int64[nodes], see `count_docs`. preferred: bool[F], once scores are finished, which
 * documents stand for their translations; not there where no document has one. best: the rows of the best posts, those first; terms,
 * weights: what feedback looks for.
 */
typedef struct {
    int64_t f, room, nodes, max_doc;
    int32_t *docs, *rows;
    uint8_t *found, *complete, *is_exact, *preferred;
    float *words, *signals, *scores;
    double *bests, *weights;
    int64_t *counts, *best, *terms;
    int64_t best_count, best_room, term_count, term_room;
    double k1;         /* BM25F's saturation, where terms are scored */
    bool with_signals; /* whether all signals are told */
    bool all_found;    /* whether all candidates match themselves, as they do where none is another's translation */
    bool is_there[FEW_SIGNALS]; /* which of those behind the title any candidate may have */
} ranking;

enum { MOST_COVERED = 8 };

/* Return the share of a query's words that a post has, in a long one as though less were missing: `combine_words`. */
static inline float cover(float share, int64_t words)
{
    return words > MOST_COVERED ? 1 - (float)((double)MOST_COVERED / (double)words) * (1 - share) : share;
}

enum { MOST_NODES = 1 << 20 }; /* no query is so long */
enum { MARKS = 8, MARK_WORDS = 4 }; /* documents that are looked at together, and how often before the next look at the room */
enum { MORE_DOCS = MARKS * (MARK_WORDS + 1) }; /* than candidates there is room for */

static inline i32s docs_of(const ranking *of)
{
    return (i32s){of->docs, of->f};
}

/* Return the row of a document; F, that of what is no candidate, where it is none's. */
static inline int64_t row_of(const ranking *of, int64_t doc, kernel_fault *fault)
{
    if ((uint64_t)doc < (uint64_t)of->max_doc)
        return of->rows[doc];
    fail(fault, KERNEL_OUTSIDE, doc);
    return of->f;
}

/* Documents that match something in one way: the arrays are of equal lengths. */
typedef struct {
    i32s docs;
    f32s scores;
    u8s is_exact;
    float best; /* the highest score, 0 at least; known once the layer is checked */
} layer;

/* What matches: words, or phrases and the like; and runs of characters that several of them were cut from. */
typedef struct {
    layer *layers;
    int64_t own_count, count; /* the first are its own, the others those of what stands for it */
    int64_t *runs, run_count;
} matched;

typedef struct {
    matched *items;
    int64_t count;
} matches;

/* Return the larger of two numbers, and what is no number before any: as NumPy does. */
static inline float maximum(float one, float other)
{
    return one != one || one >= other ? one : other;
}

/* Return the first row from one on whose score is not below the least one that counts. */
static inline int64_t next_not_below(const float *scores, int64_t row, int64_t count, float least)
{
    enum { AT_ONCE = 16 };
    for (; row + AT_ONCE <= count; row += AT_ONCE) {
        int32_t below = 0;
        for (int at = 0; at < AT_ONCE; at++)
            below += scores[row + at] < least;
        if (below < AT_ONCE)
            break;
    }
    while (row < count && scores[row] < least)
        row++;
    return row;
}

/* Note whether all candidates match themselves. */
static inline void note_found(ranking *of)
{
    of->all_found = of->f <= 0 || !memchr(of->found, 0, (size_t)of->f);
}

/* Return 1 where a row matches itself, else 0: what its scores are multiplied by. */
static inline float share_of(const ranking *of, int64_t row)
{
    return of->found[row] ? 1.0f : 0.0f;
}

/* Score a row by a signal, where it matches itself. */
static inline void add_signal(ranking *of, int64_t signal, int64_t row, float value)
{
    value *= share_of(of, row);
    if (of->with_signals)
        of->signals[signal * of->f + row] = value;
    of->scores[row] += value;
}

/* BM25's saturation: `saturate` of indexer/search/formulas.py. */
static inline float saturate(float frequency, double k1)
{
    return frequency * (float)(k1 + 1) / ((float)k1 + frequency);
}

/* Choose the terms that several documents share most: see rank.c. */
int64_t choose_terms(const int64_t *terms, int64_t term_count, const double *weights, int64_t weight_count,
                     const int64_t *sizes, int64_t doc_count, const double *shares, int64_t share_count,
                     int64_t *chosen, int64_t room, double *sums, int64_t sum_room, kernel_fault *fault);

/* Find the rows of the highest scores, those first; of equal ones those of the lowest `ranks` of their documents, or the
 * first where there are none. Returns how many, `count` at most. */
int64_t find_best(const float *scores, const i32s *docs, const i32s *ranks, int64_t count, int64_t *best,
                  kernel_fault *fault);

/* Number the candidates of a plan, and lay out how its nodes match them, or what stands for these; `runs` are the runs of
 * characters that it has. */
void lay_out(ranking *of, const index_columns *index, spec *from, decimals *numbers, matches *runs, kernel_arena *arena);

/* Score candidates by the words of a plan and where they stand. */
void score_signals(ranking *of, const index_columns *index, spec *from, decimals *numbers, const matches *runs,
                   kernel_arena *arena);

/* The keywords of all documents, end to end: `_KeywordTable` of keywords.py; empty where they are not known. */
typedef struct {
    i32s terms;
    f64s weights;
    i64s bounds; /* [N + 1] */
} keyword_table;

/* Add what documents gain by being new, find the best ones, and choose what feedback looks for; nothing where the keywords
 * are not known. */
void choose_feedback(ranking *of, const index_columns *index, const keyword_table *keywords, kernel_arena *arena,
                     kernel_fault *fault);

/* The postings of several terms, term by term: of each how many it has, doc_fields, and how often. */
typedef struct {
    i64s sizes;
    i32s entries;
    u16s counts;
} postings;

/* Add what the keywords of the best posts score together; their postings are read where none are given. */
void add_feedback(ranking *of, const index_columns *index, const postings *terms, double weight, kernel_arena *arena,
                  kernel_fault *fault);

/* What scores are finished by: what the keywords of the best posts count, the share of translations, what they count behind
 * the first, and the reward of every word; the number of the visitor's language, and whether only documents that match
 * themselves count as being in it; whether titles are all that was typed, so that these documents stand for their
 * translations; the documents whose titles are, or begin with it, and what that counts against the best scores of all nodes;
 * those in which it stands in one piece, and the same of these; the postings of the terms of feedback, which are read where
 * there are none. */
typedef struct {
    double feedback, translation, other_language, all_words, exact_phrase;
    int64_t language;
    bool has_to_match, are_whole;
    i32s titled;
    f32s title_weights;
    i32s phrased;
    postings postings;
} last_inputs;

/* Add feedback, whole titles, exact phrases, what translations lend each other, and what posts gain by every word; return how many rows are no hits. */
int64_t finish_scores(ranking *of, const index_columns *index, const last_inputs *by, kernel_arena *arena,
                      kernel_fault *fault);

#endif
