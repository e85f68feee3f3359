/* What is added to scores at last: `feedback.py`, `translations.py` and `ranking.py` of indexer/search/ranking. */
#include "ranking.h"

int64_t find_best(const float *scores, const i32s *docs, const i32s *ranks, int64_t count, int64_t *best,
                  kernel_fault *fault)
{
    int64_t kept = 0;
    for (int64_t row = 0; row < docs->length && !fault->code; row++) {
        if (count <= 0 || (kept == count && scores[row] < scores[best[kept - 1]]))
            continue;
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
    const uint8_t *restrict found = of->found;
    const int32_t *restrict docs = of->docs;
    float *restrict scores = of->scores;
    if (of->f && docs[of->f - 1] >= shares->length) /* they ascend */
        fail(fault, KERNEL_OUTSIDE, docs[of->f - 1]);
    for (int64_t row = 0; row < of->f && of->with_signals && !fault->code; row++)
        of->signals[RECENCY * of->f + row] = scores[row] * shares->items[docs[row]] * (found[row] ? 1.0f : 0.0f);
    for (int64_t row = 0, f = fault->code ? 0 : of->f; row < f; row++)
        scores[row] += scores[row] * shares->items[docs[row]] * (found[row] ? 1.0f : 0.0f);
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

/* Add what the keywords of the best posts score together, against the score of the very best: `score_feedback`. */
static void add_feedback(ranking *of, const double *restrict totals, double weight)
{
    double most = 0, factor = 0;
    for (int64_t number = 0; number < of->best_count; number++)
        if (totals[of->best[number]] > most)
            most = totals[of->best[number]];
    if (most > 0)
        factor = weight * (double)of->scores[of->best[0]] / most;
    const uint8_t *restrict found = of->found;
    float *restrict scores = of->scores;
    for (int64_t row = 0; row < of->f && of->with_signals; row++)
        of->signals[FEEDBACK * of->f + row] = (float)(totals[row] * factor) * (found[row] ? 1.0f : 0.0f);
    for (int64_t row = 0, f = of->f; row < f; row++)
        scores[row] += (float)(totals[row] * factor) * (found[row] ? 1.0f : 0.0f);
}

/* The posts that documents are translations of: the number of each document's, or -1; and what is known of each. */
typedef struct {
    double sum, best;
    bool has_preferred, is_complete;
} post;

typedef struct {
    i32s numbers;
    post *posts;
    int64_t count, several; /* how many candidates are any post's */
} posts;

static post *post_of(const posts *all, const ranking *of, int64_t row, kernel_fault *fault)
{
    int64_t number = all->numbers.length ? at_i32s(&all->numbers, of->docs[row], fault) : -1;
    if (number < 0 || fault->code)
        return NULL;
    if (number < all->count)
        return &all->posts[number];
    fail(fault, KERNEL_OUTSIDE, number);
    return NULL;
}

/* Add a share of its translations' scores to each document; put the one in the visitor's language first: `lend_scores`.
 * `lent` is what the scores become. */
static void lend_scores(const ranking *of, const posts *all, const uint8_t *preferred, double share, double behind,
                        float *lent, kernel_fault *fault)
{
    memcpy(lent, of->scores, (size_t)of->f * sizeof(float));
    if (!all->count)
        return;
    for (int64_t row = 0; row < of->f && !fault->code; row++) {
        post *mine = post_of(all, of, row, fault);
        if (mine) {
            mine->sum += (double)of->scores[row];
            mine->has_preferred |= preferred[row] != 0;
        }
    }
    for (int64_t row = 0; row < of->f && share != 0 && !fault->code; row++) {
        post *mine = post_of(all, of, row, fault);
        double own = (double)of->scores[row], raised = mine ? own + share * (mine->sum - own) : 0;
        if (mine && raised > mine->best)
            mine->best = raised;
    }
    for (int64_t row = 0; row < of->f && share != 0 && !fault->code; row++) {
        post *mine = post_of(all, of, row, fault);
        double own = (double)of->scores[row];
        if (mine)
            lent[row] = (float)(preferred[row] ? mine->best
                                : mine->has_preferred ? mine->best * behind
                                                      : own + share * (mine->sum - own));
    }
}

/* Count the candidates that are no hits, as neither they match nor anything was lent to them. */
static int64_t count_left(const ranking *of, const float *lent)
{
    const uint8_t *found = of->found;
    int64_t left = 0;
    for (int64_t row = 0, f = of->f; row < f; row++)
        left += !found[row] & !(lent[row] > 0);
    return left;
}

/* Note what translations lent: what the scores became, less all signals before. */
static void note_translations(ranking *of, const float *lent)
{
    for (int64_t row = 0; row < of->f; row++) {
        float sum = of->signals[row];
        for (int64_t signal = 1; signal < TRANSLATIONS; signal++)
            sum += of->signals[signal * of->f + row];
        of->signals[TRANSLATIONS * of->f + row] = lent[row] - sum;
    }
}

/* Mark the documents that have every node, or are a translation of one that has: `share_found`. */
static void mark_complete(const ranking *of, const posts *all, const float *restrict lent, uint8_t *restrict complete,
                          kernel_fault *fault)
{
    int64_t f = of->f;
    memset(complete, 1, (size_t)f);
    for (int64_t node = 0; node < of->nodes; node++) {
        const uint8_t *restrict is_exact = of->is_exact + node * f;
        for (int64_t row = 0; row < f; row++)
            complete[row] &= is_exact[row] != 0;
    }
    for (int64_t row = 0; row < f && all->count && !fault->code; row++) {
        post *mine = post_of(all, of, row, fault);
        if (mine)
            mine->is_complete |= complete[row] != 0;
    }
    for (int64_t row = 0; row < f && all->count && !fault->code; row++) {
        post *mine = post_of(all, of, row, fault);
        complete[row] = mine ? mine->is_complete : complete[row];
    }
    for (int64_t row = 0; row < f; row++)
        complete[row] &= lent[row] > 0;
}

/* Add what posts gain by having every word: `_reward`. */
static void add_reward(ranking *of, const float *restrict lent, const uint8_t *restrict complete, double share)
{
    int64_t f = of->f;
    bool is_alone = of->nodes == 1;
    float *restrict scores = of->scores, *gains = of->with_signals ? of->signals + ALL_WORDS * f : NULL, largest = 0;
    for (int64_t row = 0; row < f && is_alone; row++)
        largest = maximum(largest, lent[row] * (complete[row] ? 0.0f : 1.0f));
    for (int64_t row = 0; row < f && gains; row++)
        gains[row] = (is_alone ? largest : lent[row] * (float)share) * (complete[row] ? 1.0f : 0.0f);
    for (int64_t row = 0; row < f && is_alone; row++)
        scores[row] = lent[row] + largest * (complete[row] ? 1.0f : 0.0f);
    for (int64_t row = 0; row < f && !is_alone; row++)
        scores[row] = lent[row] + lent[row] * (float)share * (complete[row] ? 1.0f : 0.0f);
}

/* Read the postings of the terms that feedback looks for out of their table. */
static postings read_postings(const ranking *of, const index_columns *index, kernel_arena *arena, kernel_fault *fault)
{
    const packed_file *file = &index->posted;
    int64_t *sizes = arena_take(arena, of->term_count, sizeof(int64_t), fault);
    int64_t *spans = arena_take(arena, 2 * of->term_count, sizeof(int64_t), fault);
    for (int64_t term = 0; term < of->term_count && !fault->code; term++) {
        spans[2 * term] = at_offsets(&index->posting_offsets, of->terms[term], fault);
        spans[2 * term + 1] = at_offsets(&index->posting_offsets, of->terms[term] + 1, fault);
        sizes[term] = spans[2 * term + 1] - spans[2 * term];
    }
    i64s wanted = {spans, fault->code ? 0 : 2 * of->term_count};
    int64_t rows = count_rows(file, &wanted, fault);
    uint8_t *read = arena_take_unset(arena, rows * 6, 1, fault);
    if (file->sizes.length != 4 || file->sizes.items[0] != sizeof(int32_t) || file->sizes.items[2] != sizeof(uint16_t))
        fail(fault, KERNEL_MALFORMED, file->sizes.length);
    if (!fault->code)
        read_packed_spans(file, &wanted, read, rows * 6, rows, fault);
    return (postings){{sizes, of->term_count}, {(const int32_t *)read, rows}, {(const uint16_t *)(read + 4 * rows), rows}};
}

/* Return what the terms of feedback score in each candidate: float64[F]. */
static double *score_postings(const ranking *of, const postings *terms, const index_columns *index, kernel_arena *arena,
                              kernel_fault *fault)
{
    double *totals = arena_take_unset(arena, of->f, sizeof(double), fault);
    if (!fault->code)
        score_terms(terms->entries.items, terms->entries.length, terms->counts.items, terms->counts.length,
                    terms->sizes.items, terms->sizes.length, of->weights, of->term_count, index->term_idfs.items,
                    index->term_idfs.length, index->norms.items, index->norms.length, of->rows, of->max_doc, totals,
                    of->f, of->k1, fault);
    return totals;
}

/* Mark the documents in the visitor's language: `prefer_language`. */
static void mark_preferred(const ranking *of, const i32s *languages, int64_t language, bool has_to_match,
                           uint8_t *preferred, kernel_fault *fault)
{
    for (int64_t row = 0; row < of->f && !fault->code; row++)
        preferred[row] = at_i32s(languages, of->docs[row], fault) == language && (!has_to_match || of->found[row]);
}

int64_t finish_scores(ranking *of, const index_columns *index, const last_inputs *by, kernel_arena *arena,
                      kernel_fault *fault)
{
    postings of_terms = by->postings;
    posts all = {0};
    if (index->members.length)
        all = (posts){.numbers = index->translations, .count = index->posts};
    all.posts = arena_take(arena, all.count, sizeof(post), fault);
    float *lent = arena_take_unset(arena, of->f, sizeof(float), fault);
    uint8_t *preferred = arena_take_unset(arena, of->f, 1, fault);
    if (all.count && !fault->code)
        mark_preferred(of, &index->languages, by->language, by->has_to_match, preferred, fault);
    if (of->term_count && !of_terms.sizes.length && !fault->code)
        of_terms = read_postings(of, index, arena, fault);
    if (of->term_count && !fault->code) {
        double *totals = score_postings(of, &of_terms, index, arena, fault);
        if (!fault->code)
            add_feedback(of, totals, by->feedback);
    }
    if (!fault->code)
        lend_scores(of, &all, preferred, by->translation, by->other_language, lent, fault);
    int64_t left = fault->code ? 0 : count_left(of, lent);
    if (of->with_signals && !fault->code)
        note_translations(of, lent);
    if (!fault->code)
        mark_complete(of, &all, lent, of->complete, fault);
    if (!fault->code)
        add_reward(of, lent, of->complete, by->all_words);
    return left;
}
