/* Feedback: the keywords of the best posts bring up others like them: `feedback.py` of indexer/search/ranking. */
#include "ranking/ranking.h"

#include <math.h> /* INFINITY, no function */

enum { FIELD_BITS = 3 /* of an entry of postings, see layout.py */ };

int64_t find_best(const float *scores, const i32s *docs, const i32s *ranks, int64_t count, int64_t *best,
                  kernel_fault *fault)
{
    int64_t kept = 0;
    float least = -INFINITY; /* what is lower is none of the best */
    for (int64_t row = 0; row < docs->length && count > 0 && !fault->code; row++) {
        row = next_not_below(scores, row, docs->length, least);
        if (row == docs->length)
            break;
        int64_t rank = ranks ? at_i32s(ranks, docs->items[row], fault) : row, at = kept;
        for (; at > 0; at--) {
            float other = scores[best[at - 1]];
            int64_t other_rank = ranks ? at_i32s(ranks, docs->items[best[at - 1]], fault) : best[at - 1];
            if (other > scores[row] || (other == scores[row] && other_rank <= rank))
                break;
        }
        if (at == count)
            continue;
        kept += kept < count;
        memmove(best + at + 1, best + at, (size_t)(kept - 1 - at) * sizeof *best);
        best[at] = row;
        if (kept == count)
            least = scores[best[kept - 1]];
    }
    return kept;
}

/* Choose the terms that the best documents share most, and let their weights add up to 1: `_choose_terms`. Returns how
 * many there are; none where nothing is weighed. */
static int64_t choose_shared(const keyword_table *table, const ranking *of, const int64_t *best, int64_t count,
                             int64_t *chosen, double *sums, int64_t most, kernel_arena *arena, kernel_fault *fault)
{
    int64_t *sizes = arena_take(arena, count, sizeof(int64_t), fault), total = 0, used = 0;
    double *shares = arena_take(arena, count, sizeof(double), fault), sum = 0;
    for (int64_t number = 0; number < count && !fault->code; number++) {
        int64_t doc = of->docs[best[number]], begin = offset_at(&table->bounds, doc, fault);
        sizes[number] = offset_at(&table->bounds, doc + 1, fault) - begin;
        shares[number] = (double)(of->scores[best[number]] / of->scores[best[0]]);
        if (sizes[number] < 0 || begin + sizes[number] > table->terms.length)
            fail(fault, KERNEL_MALFORMED, begin);
        total += sizes[number];
    }
    int64_t *terms = arena_take_unset(arena, fault->code ? 0 : total, sizeof(int64_t), fault);
    double *weights = arena_take_unset(arena, fault->code ? 0 : total, sizeof(double), fault);
    for (int64_t number = 0; number < count && !fault->code; number++) {
        int64_t begin = table->bounds.items[of->docs[best[number]]];
        for (int64_t item = begin; item < begin + sizes[number]; item++) {
            terms[used] = table->terms.items[item];
            weights[used++] = at_f64s(&table->weights, item, fault);
        }
    }
    int64_t kept = fault->code ? 0
                               : choose_terms(terms, total, weights, total, sizes, count, shares, count, chosen, most,
                                              sums, most, fault);
    bool any = false;
    for (int64_t term = 0; term < kept; term++)
        any |= sums[term] != 0;
    sum = any ? sum_pairwise(sums, kept) : 0;
    for (int64_t term = 0; term < kept; term++)
        sums[term] /= sum;
    return any && !fault->code ? kept : 0;
}

/* Add the share of their scores that documents gain by being new: `score_recency`. */
static void add_recency(ranking *of, const f32s *shares, kernel_fault *fault)
{
    const int32_t *restrict docs = of->docs;
    float *restrict scores = of->scores;
    if (of->f && docs[of->f - 1] >= shares->length) /* they ascend */
        fail(fault, KERNEL_OUTSIDE, docs[of->f - 1]);
    for (int64_t row = 0; row < of->f && of->with_signals && !fault->code; row++)
        of->signals[RECENCY * of->f + row] = scores[row] * shares->items[docs[row]] * share_of(of, row);
    for (int64_t row = 0, f = fault->code || !of->all_found ? 0 : of->f; row < f; row++)
        scores[row] += scores[row] * shares->items[docs[row]];
    for (int64_t row = 0, f = fault->code || of->all_found ? 0 : of->f; row < f; row++)
        scores[row] += scores[row] * shares->items[docs[row]] * share_of(of, row);
}

void choose_feedback(ranking *of, const index_columns *index, const keyword_table *keywords, kernel_arena *arena,
                     kernel_fault *fault)
{
    i32s docs = docs_of(of);
    add_recency(of, &index->recency, fault);
    of->best_count = of->term_count = 0;
    if (!fault->code)
        of->best_count =
            find_best(of->scores, &docs, index->ranks.length ? &index->ranks : NULL, of->best_room, of->best, fault);
    if (of->best_count && of->term_room && keywords->bounds.length && of->scores[of->best[0]] > 0 && !fault->code)
        of->term_count = choose_shared(keywords, of, of->best, of->best_count, of->terms, of->weights, of->term_room,
                                       arena, fault);
}

/* Add what terms score to candidates, against the score of the very best: `score_feedback`. */
static void add_totals(ranking *of, const double *restrict totals, double weight)
{
    double most = 0, factor = 0;
    for (int64_t number = 0; number < of->best_count; number++)
        if (totals[of->best[number]] > most)
            most = totals[of->best[number]];
    if (most > 0)
        factor = weight * (double)of->scores[of->best[0]] / most;
    float *restrict scores = of->scores;
    for (int64_t row = 0; row < of->f && of->with_signals; row++)
        of->signals[FEEDBACK * of->f + row] = (float)(totals[row] * factor) * share_of(of, row);
    for (int64_t row = 0, f = of->all_found ? of->f : 0; row < f; row++)
        scores[row] += (float)(totals[row] * factor);
    for (int64_t row = 0, f = of->all_found ? 0 : of->f; row < f; row++)
        scores[row] += (float)(totals[row] * factor) * share_of(of, row);
}

/* The postings of a term: its counts lie side by side, or are unpacked where they are asked for. */
typedef struct {
    i32s entries;
    u16s counts;
    packed_postings *packed;
} term_postings;

static inline float often_at(const term_postings *of, int64_t at, kernel_fault *fault)
{
    return (float)(of->packed ? count_of_posting(of->packed, at, fault) : at_u16s(&of->counts, at, fault));
}

/* Room for the postings of one term that lie in candidates: their rows, and where they stand among all of the term. */
typedef struct {
    int32_t *rows, *places;
    int64_t room;
} posting_hits;

/* Return how many documents a term is in, whose entries ascend; all of these are documents and have norms. */
static int64_t count_docs(const i32s *entries, const ranking *of, const f32s *norms, kernel_fault *fault)
{
    int64_t docs = entries->length > 0;
    uint32_t last = 0;
    for (int64_t at = 0; at < entries->length; at++)
        last = (uint32_t)entries->items[at] > last ? (uint32_t)entries->items[at] : last;
    for (int64_t at = 1; at < entries->length; at++)
        docs += entries->items[at] >> FIELD_BITS != entries->items[at - 1] >> FIELD_BITS;
    if (docs && (last >= (uint64_t)norms->length || last >> FIELD_BITS >= (uint64_t)of->max_doc))
        fail(fault, KERNEL_OUTSIDE, last);
    return docs;
}

/* Find the postings that lie in candidates; return how many these are. */
static int64_t find_hits(const i32s *entries, const ranking *of, posting_hits *into, kernel_arena *arena,
                         kernel_fault *fault)
{
    int64_t found = 0, length = entries->length;
    if (length > INT32_MAX)
        fail(fault, KERNEL_NO_MEMORY, length);
    else if (length > into->room) {
        into->rows = arena_take_unset(arena, 2 * length, sizeof(int32_t), fault);
        into->places = arena_take_unset(arena, 2 * length, sizeof(int32_t), fault);
        into->room = 2 * length;
    }
    if (fault->code)
        return 0;
    const int32_t *restrict rows = of->rows;
    int32_t *restrict found_rows = into->rows, *restrict places = into->places;
    for (int64_t at = 0; at < length; at++) { /* without a branch: whether a document is a candidate cannot be guessed */
        int32_t row = rows[entries->items[at] >> FIELD_BITS];
        found_rows[found] = row;
        places[found] = (int32_t)at;
        found += (uint32_t)row < (uint64_t)of->f;
    }
    return found;
}

/* Score a term by BM25F in the candidates that have it, and add these scores up. */
static void score_term(const term_postings *term, const ranking *of, const index_columns *index, double weight,
                       posting_hits *hits, double *totals, kernel_arena *arena, kernel_fault *fault)
{
    const f32s *norms = &index->norms;
    const int32_t *entries = term->entries.items;
    int64_t docs = count_docs(&term->entries, of, norms, fault);
    double rarity = at_f64s(&index->idfs, docs, fault) * weight * (docs > 1);
    float factor = (float)rarity, k1 = (float)of->k1, most = (float)(of->k1 + 1);
    int64_t found = fault->code ? 0 : find_hits(&term->entries, of, hits, arena, fault);
    for (int64_t hit = 0, next; hit < found && !fault->code; hit = next) {
        int32_t row = hits->rows[hit], at = hits->places[hit];
        float rest = 0;
        for (next = hit + 1; next < found && hits->rows[next] == row; next++)
            rest += norms->items[entries[hits->places[next]]] * often_at(term, hits->places[next], fault);
        float value = norms->items[entries[at]] * often_at(term, at, fault) + rest;
        totals[row] += (double)(factor * (value * most / (k1 + value)));
    }
}

/* Score terms whose postings are given. */
static void score_given(const postings *terms, const ranking *of, const index_columns *index, double *totals,
                        kernel_arena *arena, kernel_fault *fault)
{
    posting_hits hits = {0};
    int64_t begin = 0;
    if (terms->sizes.length != of->term_count || terms->counts.length != terms->entries.length)
        fail(fault, KERNEL_MALFORMED, terms->sizes.length);
    for (int64_t term = 0; term < of->term_count && !fault->code; term++) {
        int64_t size = terms->sizes.items[term];
        if (size < 0 || size > terms->entries.length - begin) {
            fail(fault, KERNEL_MALFORMED, size);
            break;
        }
        term_postings own = {{terms->entries.items + begin, size}, {terms->counts.items + begin, size}, NULL};
        score_term(&own, of, index, of->weights[term], &hits, totals, arena, fault);
        begin += size;
    }
}

/* Score terms whose postings are read out of their table. */
static void score_read(const ranking *of, const index_columns *index, double *totals, kernel_arena *arena,
                       kernel_fault *fault)
{
    posting_hits hits = {0};
    packed_postings read = open_packed_postings(&index->posted, arena, fault);
    for (int64_t term = 0; term < of->term_count && !fault->code; term++) {
        int64_t begin = at_offsets(&index->posting_offsets, of->terms[term], fault);
        int64_t end = at_offsets(&index->posting_offsets, of->terms[term] + 1, fault);
        term_postings own = {.packed = &read};
        if (!fault->code)
            own.entries = read_packed_postings(&read, begin, end, fault);
        if (!fault->code)
            score_term(&own, of, index, of->weights[term], &hits, totals, arena, fault);
    }
}

void add_feedback(ranking *of, const index_columns *index, const postings *terms, double weight, kernel_arena *arena,
                  kernel_fault *fault)
{
    double *totals = arena_take(arena, of->f, sizeof(double), fault);
    if (!fault->code && terms->sizes.length)
        score_given(terms, of, index, totals, arena, fault);
    else if (!fault->code)
        score_read(of, index, totals, arena, fault);
    if (!fault->code)
        add_totals(of, totals, weight);
}
