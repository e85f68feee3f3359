/* What is added to scores at last, and the order of documents by them: `ranking.py`, `translations.py`, `keywords.py`
 * and `order.py` of indexer/search/ranking. */
#include "ranking.h"

enum { RECENCY = 8, FEEDBACK, TRANSLATIONS, ALL_WORDS, SIGNALS }; /* rows of signals; those before are of `signals.c` */

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

/* Add the share of their scores that documents gain by being new, and find the best ones, of which feedback is asked.
 *
 * docs: int32[F]; found: bool[F]; recency: float32[N]. ranks: int32[N], by which equal ones are ordered; empty where that
 * is by their rows. signals: float32[12, F]. scores: float32[F]. best: room for rows.
 * Returns how many these are.
 */
KERNEL_API int64_t add_recency(const int32_t *docs, int64_t doc_count, const uint8_t *found, int64_t found_count,
                               const float *recency, int64_t recency_count, const int32_t *ranks, int64_t rank_count,
                               float *signals, int64_t signal_count, float *scores, int64_t score_count, int64_t *best,
                               int64_t room, kernel_fault *fault)
{
    i32s doc_of = {docs, doc_count}, rank_of = {ranks, rank_count};
    f32s recency_of = {recency, recency_count};
    if (found_count != doc_count || score_count != doc_count || signal_count / SIGNALS != doc_count)
        fail(fault, KERNEL_MALFORMED, doc_count);
    for (int64_t row = 0; row < doc_count && !fault->code; row++) {
        float gain = scores[row] * at_f32s(&recency_of, docs[row], fault) * (found[row] ? 1.0f : 0.0f);
        signals[RECENCY * doc_count + row] = gain;
        scores[row] += gain;
    }
    return fault->code ? 0 : find_best(scores, &doc_of, rank_count ? &rank_of : NULL, room, best, fault);
}

/* A ranking as it is finished: F rows. */
typedef struct {
    i32s docs;
    const uint8_t *found;
    int64_t f;
    float *signals, *scores;
    uint8_t *complete;
} ranking;

/* Add what the keywords of the best posts score together, against the score of the very best: `score_feedback`. */
static void add_feedback(ranking *of, const f64s *totals, const i64s *best, double weight, kernel_fault *fault)
{
    double most = -1, factor = 0;
    for (int64_t at = 0; at < best->length && !fault->code; at++) {
        double total = at_f64s(totals, best->items[at], fault);
        most = total > most ? total : most;
    }
    if (most > 0)
        factor = weight * (double)of->scores[best->items[0]] / most;
    for (int64_t row = 0; row < of->f && !fault->code; row++) {
        float gain = (float)(totals->items[row] * factor) * (of->found[row] ? 1.0f : 0.0f);
        of->signals[FEEDBACK * of->f + row] = gain;
        of->scores[row] += gain;
    }
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
    int64_t number = all->numbers.length ? at_i32s(&all->numbers, of->docs.items[row], fault) : -1;
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
    for (int64_t row = 0; row < of->f && !fault->code; row++) {
        post *mine = post_of(all, of, row, fault);
        lent[row] = of->scores[row];
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

/* Mark the documents that have every node, or are a translation of one that has: `share_found`. */
static void mark_complete(const ranking *of, const posts *all, const uint8_t *is_exact, int64_t nodes,
                          const float *lent, kernel_fault *fault)
{
    for (int64_t row = 0; row < of->f && !fault->code; row++) {
        post *mine = post_of(all, of, row, fault);
        of->complete[row] = 1;
        for (int64_t node = 0; node < nodes; node++)
            of->complete[row] &= is_exact[node * of->f + row] != 0;
        if (mine)
            mine->is_complete |= of->complete[row] != 0;
    }
    for (int64_t row = 0; row < of->f && !fault->code; row++) {
        post *mine = post_of(all, of, row, fault);
        of->complete[row] = (mine ? mine->is_complete : of->complete[row]) && lent[row] > 0;
    }
}

/* Add what posts gain by having every word: `_reward`. */
static void add_reward(ranking *of, const float *lent, int64_t nodes, double share)
{
    float largest = 0;
    for (int64_t row = 0; row < of->f; row++)
        largest = maximum(largest, lent[row] * (of->complete[row] ? 0.0f : 1.0f));
    for (int64_t row = 0; row < of->f; row++) {
        float gain = nodes == 1 ? largest : lent[row] * (float)share;
        gain *= of->complete[row] ? 1.0f : 0.0f;
        of->signals[ALL_WORDS * of->f + row] = gain;
        of->scores[row] = lent[row] + gain;
    }
}

/* Finish the scores of a plan.
 *
 * docs: int32[F]; found: bool[F], whether a document matches itself. is_exact: bool[nodes, F]. totals: float64[F], what
 * the keywords of the best posts score together, or empty; best: the rows of these. translations: int32[N], the number of
 * each document's post, or -1; empty where there are none. preferred: bool[F], the documents in the visitor's language.
 * numbers: what feedback counts; the share of translations; what they count behind the first; and the reward of a word
 * times all words but one. posts: how many.
 * signals: float32[12, F]; scores: float32[F], both changed. complete: room for bool[F].
 * Returns how many of the rows are no hits, as nothing of them and of their translations counts.
 */
KERNEL_API int64_t finish_scores(const int32_t *docs, int64_t doc_count, const uint8_t *found, int64_t found_count,
                                 const uint8_t *is_exact, int64_t exact_count, const double *totals,
                                 int64_t total_count, const int64_t *best, int64_t best_count,
                                 const int32_t *translations, int64_t translation_count, const uint8_t *preferred,
                                 int64_t preferred_count, const double *numbers, int64_t number_count, int64_t nodes,
                                 int64_t posts_count, float *signals, int64_t signal_count, float *scores,
                                 int64_t score_count, uint8_t *complete, int64_t complete_room, kernel_fault *fault)
{
    enum { NUMBERS = 4 };
    kernel_arena arena = {0};
    ranking of = {{docs, doc_count}, found, doc_count, signals, scores, complete};
    posts all = {.numbers = {translations, translation_count}};
    f64s total_of = {totals, total_count};
    i64s rows = {best, best_count};
    int64_t left = 0;
    if (found_count != of.f || score_count != of.f || signal_count / SIGNALS != of.f || complete_room < of.f ||
        nodes < 1 || exact_count / nodes != of.f || number_count != NUMBERS ||
        (total_count && (total_count != of.f || !best_count)) || (translation_count && preferred_count != of.f))
        fail(fault, KERNEL_MALFORMED, of.f);
    float *lent = arena_take(&arena, of.f, sizeof(float), fault);
    if (translation_count) {
        all.count = posts_count;
        all.posts = arena_take(&arena, posts_count, sizeof(post), fault);
    }
    if (total_count && !fault->code)
        add_feedback(&of, &total_of, &rows, numbers[0], fault);
    if (!fault->code)
        lend_scores(&of, &all, preferred, numbers[1], numbers[2], lent, fault);
    for (int64_t row = 0; row < of.f && !fault->code; row++) {
        float sum = signals[row];
        for (int64_t signal = 1; signal < TRANSLATIONS; signal++)
            sum += signals[signal * of.f + row];
        signals[TRANSLATIONS * of.f + row] = lent[row] - sum;
        left += !found[row] && !(lent[row] > 0);
    }
    if (!fault->code)
        mark_complete(&of, &all, is_exact, nodes, lent, fault);
    if (!fault->code)
        add_reward(&of, lent, nodes, numbers[3]);
    arena_free(&arena);
    return left;
}
