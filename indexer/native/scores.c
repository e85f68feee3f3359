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

/* The keywords of all documents, end to end: `_KeywordTable` of keywords.py. */
typedef struct {
    i32s terms;
    f64s weights;
    i64s bounds; /* [N + 1] */
} keyword_table;

/* Choose the terms that the best documents share most, and let their weights add up to 1: `_choose_terms`. Returns how
 * many there are; none where nothing is weighed. */
static int64_t choose_shared(const keyword_table *table, const ranking *of, const int64_t *best, int64_t count,
                             int64_t *chosen, double *sums, int64_t most, kernel_arena *arena, kernel_fault *fault)
{
    int64_t *sizes = arena_take(arena, count, sizeof(int64_t), fault), total = 0, used = 0;
    double *shares = arena_take(arena, count, sizeof(double), fault), sum = 0;
    for (int64_t number = 0; number < count && !fault->code; number++) {
        int64_t doc = of->at.docs.items[best[number]], begin = offset_at(&table->bounds, doc, fault);
        sizes[number] = offset_at(&table->bounds, doc + 1, fault) - begin;
        shares[number] = (double)(of->scores[best[number]] / of->scores[best[0]]);
        if (sizes[number] < 0 || begin + sizes[number] > table->terms.length)
            fail(fault, KERNEL_MALFORMED, begin);
        total += sizes[number];
    }
    int64_t *terms = arena_take(arena, fault->code ? 0 : total, sizeof(int64_t), fault);
    double *weights = arena_take(arena, fault->code ? 0 : total, sizeof(double), fault);
    for (int64_t number = 0; number < count && !fault->code; number++) {
        int64_t begin = table->bounds.items[of->at.docs.items[best[number]]];
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
    for (int64_t row = 0; row < of->at.f && !fault->code; row++) {
        float share = at_f32s(shares, of->at.docs.items[row], fault);
        float gain = of->scores[row] * share * (of->at.found.items[row] ? 1.0f : 0.0f);
        of->signals[RECENCY * of->at.f + row] = gain;
        of->scores[row] += gain;
    }
}

/* Add the share of their scores that documents gain by being new, find the best ones, and choose what feedback looks for.
 *
 * columns: of the index. plan: what `lay_out` made; float32[signals, F] and float32[F], the scores, both changed; a room
 * for rows, those of the highest scores, which come first; the keywords of all documents; rooms for int64[t] and
 * float64[t], the terms chosen and their weights, none where the keywords are not known; a room for two numbers: how many
 * rows there are, and how many terms.
 */
KERNEL_API int64_t choose_feedback(const int64_t *columns, int64_t column_count, const int64_t *plan,
                                   int64_t plan_count, kernel_fault *fault)
{
    kernel_arena arena = {0};
    index_columns index = take_columns(columns, column_count, fault);
    spec from = {{plan, plan_count}, 0, fault};
    ranking of = take_ranking(&from);
    i64s best = take_i64s(&from);
    keyword_table table = {.terms = take_i32s(&from)};
    table.weights = take_f64s(&from);
    table.bounds = take_i64s(&from);
    i64s chosen = take_i64s(&from);
    double *weights = take_room_f64s(&from, chosen.length);
    int64_t *counts = take_room_i64s(&from, 2);
    add_recency(&of, &index.recency, fault);
    int64_t *rows = (int64_t *)best.items, kept = 0, terms = 0;
    if (!fault->code)
        kept = find_best(of.scores, &of.at.docs, index.ranks.length ? &index.ranks : NULL, best.length, rows, fault);
    if (kept && chosen.length && of.scores[rows[0]] > 0 && !fault->code)
        terms = choose_shared(&table, &of, rows, kept, (int64_t *)chosen.items, weights, chosen.length, &arena, fault);
    if (!fault->code) {
        counts[0] = kept;
        counts[1] = terms;
    }
    arena_free(&arena);
    return kept;
}

/* Add what the keywords of the best posts score together, against the score of the very best: `score_feedback`. */
static void add_feedback(ranking *of, const double *totals, const i64s *best, double weight, kernel_fault *fault)
{
    double most = 0, factor = 0;
    for (int64_t number = 0; number < best->length && !fault->code; number++) {
        if ((uint64_t)best->items[number] >= (uint64_t)of->at.f)
            fail(fault, KERNEL_OUTSIDE, best->items[number]);
        else if (totals[best->items[number]] > most)
            most = totals[best->items[number]];
    }
    if (most > 0 && !fault->code)
        factor = weight * (double)of->scores[best->items[0]] / most;
    for (int64_t row = 0; row < of->at.f && !fault->code; row++) {
        float gain = (float)(totals[row] * factor) * (of->at.found.items[row] ? 1.0f : 0.0f);
        of->signals[FEEDBACK * of->at.f + row] = gain;
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
    int64_t number = all->numbers.length ? at_i32s(&all->numbers, of->at.docs.items[row], fault) : -1;
    if (number < 0 || fault->code)
        return NULL;
    if (number < all->count)
        return &all->posts[number];
    fail(fault, KERNEL_OUTSIDE, number);
    return NULL;
}

/* Add a share of its translations' scores to each document; put the one in the visitor's language first: `lend_scores`.
 * `lent` is what the scores become. */
static void lend_scores(const ranking *of, const posts *all, const u8s *preferred, double share, double behind,
                        float *lent, kernel_fault *fault)
{
    for (int64_t row = 0; row < of->at.f && !fault->code; row++) {
        post *mine = post_of(all, of, row, fault);
        lent[row] = of->scores[row];
        if (mine) {
            mine->sum += (double)of->scores[row];
            mine->has_preferred |= preferred->items[row] != 0;
        }
    }
    for (int64_t row = 0; row < of->at.f && share != 0 && !fault->code; row++) {
        post *mine = post_of(all, of, row, fault);
        double own = (double)of->scores[row], raised = mine ? own + share * (mine->sum - own) : 0;
        if (mine && raised > mine->best)
            mine->best = raised;
    }
    for (int64_t row = 0; row < of->at.f && share != 0 && !fault->code; row++) {
        post *mine = post_of(all, of, row, fault);
        double own = (double)of->scores[row];
        if (mine)
            lent[row] = (float)(preferred->items[row] ? mine->best
                                : mine->has_preferred ? mine->best * behind
                                                      : own + share * (mine->sum - own));
    }
}

/* Note what translations lent: what the scores became, less all signals before; return how many candidates are no hits, as
 * neither they match nor anything was lent to them. */
static int64_t note_translations(ranking *of, const float *lent)
{
    int64_t f = of->at.f, left = 0;
    for (int64_t row = 0; row < f; row++) {
        float sum = of->signals[row];
        for (int64_t signal = 1; signal < TRANSLATIONS; signal++)
            sum += of->signals[signal * f + row];
        of->signals[TRANSLATIONS * f + row] = lent[row] - sum;
        left += !of->at.found.items[row] && !(lent[row] > 0);
    }
    return left;
}

/* Mark the documents that have every node, or are a translation of one that has: `share_found`. */
static void mark_complete(const ranking *of, const posts *all, const float *lent, uint8_t *complete,
                          kernel_fault *fault)
{
    for (int64_t row = 0; row < of->at.f && !fault->code; row++) {
        post *mine = post_of(all, of, row, fault);
        complete[row] = 1;
        for (int64_t node = 0; node < of->at.nodes; node++)
            complete[row] &= of->at.is_exact.items[node * of->at.f + row] != 0;
        if (mine)
            mine->is_complete |= complete[row] != 0;
    }
    for (int64_t row = 0; row < of->at.f && !fault->code; row++) {
        post *mine = post_of(all, of, row, fault);
        complete[row] = (mine ? mine->is_complete : complete[row]) && lent[row] > 0;
    }
}

/* Add what posts gain by having every word: `_reward`. */
static void add_reward(ranking *of, const float *lent, const uint8_t *complete, double share)
{
    float largest = 0;
    for (int64_t row = 0; row < of->at.f; row++)
        largest = maximum(largest, lent[row] * (complete[row] ? 0.0f : 1.0f));
    for (int64_t row = 0; row < of->at.f; row++) {
        float gain = of->at.nodes == 1 ? largest : lent[row] * (float)share;
        gain *= complete[row] ? 1.0f : 0.0f;
        of->signals[ALL_WORDS * of->at.f + row] = gain;
        of->scores[row] = lent[row] + gain;
    }
}

/* The postings of several terms, term by term. */
typedef struct {
    i64s sizes;
    i32s entries;
    u16s counts;
} postings;

/* Take postings, or read those of rows of a table. */
static postings take_postings(spec *from, kernel_arena *arena)
{
    kernel_fault *fault = from->fault;
    postings taken = {.sizes = take_i64s(from)};
    taken.entries = take_i32s(from);
    taken.counts = take_u16s(from);
    i64s spans = take_i64s(from);
    packed_file file = take_file(from);
    int64_t rows = count_rows(&file, &spans, fault), terms = spans.length / 2;
    if (!terms || fault->code)
        return taken;
    int64_t *sizes = arena_take(arena, terms, sizeof(int64_t), fault), bytes = rows * 6;
    uint8_t *read = arena_take(arena, bytes, 1, fault);
    if (file.sizes.length != 4 || file.sizes.items[0] != sizeof(int32_t) || file.sizes.items[2] != sizeof(uint16_t))
        fail(fault, KERNEL_MALFORMED, file.sizes.length);
    for (int64_t term = 0; term < terms && !fault->code; term++)
        sizes[term] = spans.items[2 * term + 1] - spans.items[2 * term];
    if (!fault->code)
        read_packed_spans(&file, &spans, read, bytes, rows, fault);
    return (postings){{sizes, terms}, {(const int32_t *)read, rows}, {(const uint16_t *)(read + 4 * rows), rows}};
}

/* Return what the terms of feedback score in each candidate: float64[F]. */
static double *score_postings(const ranking *of, const postings *terms, const f64s *weights,
                              const index_columns *index, kernel_arena *arena, kernel_fault *fault)
{
    double *totals = arena_take(arena, of->at.f, sizeof(double), fault);
    if (!fault->code)
        score_terms(terms->entries.items, terms->entries.length, terms->counts.items, terms->counts.length,
                    terms->sizes.items, terms->sizes.length, weights->items, weights->length, index->term_idfs.items,
                    index->term_idfs.length, index->norms.items, index->norms.length, of->at.rows.items,
                    of->at.rows.length, totals, of->at.f, of->k1, fault);
    return totals;
}

/* Finish the scores of a plan: add feedback, what translations lend each other, and what posts gain by every word.
 *
 * columns: of the index. plan: what `lay_out` made; float32[signals, F] and float32[F], the scores, both changed; a room for
 * bool[F], the documents that have every word; bool[F], those in the visitor's language, empty where the index has no
 * translations; the rows of the best posts; and of the terms of feedback, none where there are none, float64[t], the weights;
 * int64[t], how many postings each has, and these, int32[n] and uint16[n]; or, where these are none, int64[t, 2], the rows of
 * the table of postings, which are read now, and this table.
 * numbers: BM25F's k1; what feedback counts; the share of translations; what they count behind the first; the reward.
 * Returns how many of the rows are no hits, as nothing of them and of their translations counts.
 */
KERNEL_API int64_t finish_scores(const int64_t *columns, int64_t column_count, const int64_t *plan, int64_t plan_count,
                                 const double *numbers, int64_t number_count, kernel_fault *fault)
{
    kernel_arena arena = {0};
    index_columns index = take_columns(columns, column_count, fault);
    spec from = {{plan, plan_count}, 0, fault};
    decimals of_plan = {{numbers, number_count}, 0};
    ranking of = take_ranking(&from);
    uint8_t *complete = take_room_u8s(&from, of.at.f);
    u8s preferred = take_u8s(&from);
    i64s best = take_i64s(&from);
    f64s weights = take_f64s(&from);
    postings of_terms = take_postings(&from, &arena);
    of.k1 = take_decimal(&of_plan, fault);
    double feedback = take_decimal(&of_plan, fault);
    double share = take_decimal(&of_plan, fault), behind = take_decimal(&of_plan, fault);
    double reward = take_decimal(&of_plan, fault);
    posts all = {.numbers = index.translations, .count = index.posts};
    int64_t f = of.at.f;
    if (!preferred.length)
        all = (posts){0};
    else if (preferred.length != f)
        fail(fault, KERNEL_MALFORMED, preferred.length);
    all.posts = arena_take(&arena, all.count, sizeof(post), fault);
    float *lent = arena_take(&arena, f, sizeof(float), fault);
    if (of_terms.sizes.length && best.length && !fault->code) {
        double *totals = score_postings(&of, &of_terms, &weights, &index, &arena, fault);
        if (!fault->code)
            add_feedback(&of, totals, &best, feedback, fault);
    }
    if (!fault->code)
        lend_scores(&of, &all, &preferred, share, behind, lent, fault);
    int64_t left = fault->code ? 0 : note_translations(&of, lent);
    if (!fault->code)
        mark_complete(&of, &all, lent, complete, fault);
    if (!fault->code)
        add_reward(&of, lent, complete, reward);
    arena_free(&arena);
    return left;
}
