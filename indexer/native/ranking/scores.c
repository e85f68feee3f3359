/* What is added to scores at last: `translations.py` and `ranking.py` of indexer/search/ranking. */
#include "ranking/ranking.h"

/* The posts that documents are translations of: the number of each document's, or -1; and what is known of each. */
typedef struct {
    double sum, best;
    bool has_preferred, has_titled, is_titled_in_language, is_complete;
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
static void lend_scores(const ranking *of, const posts *all, double share, double behind, float *lent,
                        kernel_fault *fault)
{
    memcpy(lent, of->scores, (size_t)of->f * sizeof(float));
    if (!all->count)
        return;
    for (int64_t row = 0; row < of->f && !fault->code; row++) {
        post *mine = post_of(all, of, row, fault);
        if (mine) {
            mine->sum += (double)of->scores[row];
            mine->has_preferred |= of->preferred[row] != 0;
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
            lent[row] = (float)(of->preferred[row] ? mine->best
                                : mine->has_preferred ? mine->best * behind
                                                      : own + share * (mine->sum - own));
    }
}

/* Count the candidates that are no hits, as neither they match nor anything was lent to them. */
static int64_t count_left(const ranking *of, const float *lent)
{
    const uint8_t *found = of->found;
    int64_t left = 0;
    for (int64_t row = 0, f = of->all_found ? 0 : of->f; row < f; row++)
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

/* Return the highest score of what has not every word, as `complete` says by 0 or 1; 0 at least. The bits of decimals from 0
 * on are in the order of these, and several whole numbers are compared at once. */
static float best_incomplete(const float *restrict lent, const uint8_t *restrict complete, int64_t f)
{
    int32_t most = 0;
    float best;
    for (int64_t row = 0; row < f; row++) {
        int32_t bits;
        memcpy(&bits, lent + row, sizeof bits);
        bits &= complete[row] - 1;
        most = bits > most ? bits : most;
    }
    memcpy(&best, &most, sizeof best);
    return best;
}

/* Add what posts gain by having every word: `_reward`. */
static void add_reward(ranking *of, const float *restrict lent, const uint8_t *restrict complete, double by)
{
    int64_t f = of->f;
    float *restrict scores = of->scores, *restrict gains = of->signals + ALL_WORDS * f, share = (float)by;
    if (of->nodes == 1) {
        float largest = best_incomplete(lent, complete, f);
        for (int64_t row = 0; row < f; row++)
            scores[row] = lent[row] + largest * (float)complete[row];
        for (int64_t row = 0, told = of->with_signals ? f : 0; row < told; row++)
            gains[row] = largest * (float)complete[row];
        return;
    }
    for (int64_t row = 0; row < f; row++)
        scores[row] = lent[row] + lent[row] * share * (float)complete[row];
    for (int64_t row = 0, told = of->with_signals ? f : 0; row < told; row++)
        gains[row] = lent[row] * share * (float)complete[row];
}

/* Return the row of a document whose title is all that was typed, if it matches itself; else one behind all rows. */
static int64_t titled_row(const ranking *of, const last_inputs *by, int64_t at, kernel_fault *fault)
{
    int64_t row = row_of(of, by->titled.items[at], fault);
    return (uint64_t)row < (uint64_t)of->f && of->found[row] ? row : of->f;
}

/* Return the post of a row whose titles are all that was typed only in other languages; else NULL. */
static const post *titled_otherwise(const posts *all, const ranking *of, int64_t row, kernel_fault *fault)
{
    const post *mine = row < of->f ? post_of(all, of, row, fault) : NULL;
    return mine && mine->has_titled && !mine->is_titled_in_language ? mine : NULL;
}

/* Mark the documents that stand for their translations: those in the visitor's language, unless another one of them is
 * titled as was typed and these are not: `prefer_translations`. */
static void mark_preferred(const ranking *of, const posts *all, const i32s *languages, const last_inputs *by,
                           kernel_fault *fault)
{
    int64_t titled = by->are_whole ? by->titled.length : 0;
    for (int64_t row = 0; row < of->f && !fault->code; row++)
        of->preferred[row] = at_i32s(languages, of->docs[row], fault) == by->language && (!by->has_to_match || of->found[row]);
    for (int64_t at = 0; at < titled && !fault->code; at++) {
        int64_t row = titled_row(of, by, at, fault);
        post *mine = row < of->f ? post_of(all, of, row, fault) : NULL;
        if (!mine)
            continue;
        mine->has_titled = true;
        mine->is_titled_in_language |= of->preferred[row] != 0;
    }
    for (int64_t row = 0; titled && row < of->f && !fault->code; row++)
        if (titled_otherwise(all, of, row, fault))
            of->preferred[row] = 0;
    for (int64_t at = 0; at < titled && !fault->code; at++) {
        int64_t row = titled_row(of, by, at, fault);
        if (titled_otherwise(all, of, row, fault))
            of->preferred[row] = 1;
    }
}

/* Return what all nodes count together where each is at its best. */
static float sum_bests(const ranking *of)
{
    double sum = 0;
    for (int64_t node = 0; node < of->nodes; node++)
        sum += of->bests[node];
    return (float)(sum > 1e-6 ? sum : 1e-6);
}

/* Add what titles count that are all that was typed, or begin with it: `whole_titles.py`. */
static void add_whole_titles(ranking *of, const i32s *titled, const f32s *weights, kernel_fault *fault)
{
    float best = titled->length ? sum_bests(of) : 0;
    for (int64_t at = 0; at < titled->length && !fault->code; at++) {
        int64_t row = row_of(of, titled->items[at], fault);
        if ((uint64_t)row < (uint64_t)of->f)
            add_signal(of, WHOLE_TITLE, row, at_f32s(weights, at, fault) * best);
    }
}

/* Add what it counts that all that was typed stands in one piece: `exact_phrases.py`. */
static void add_exact_phrase(ranking *of, const i32s *phrased, double weight, kernel_fault *fault)
{
    float value = phrased->length ? (float)weight * sum_bests(of) : 0;
    for (int64_t at = 0; at < phrased->length && !fault->code; at++) {
        int64_t row = row_of(of, phrased->items[at], fault);
        if ((uint64_t)row < (uint64_t)of->f)
            add_signal(of, EXACT_PHRASE, row, value);
    }
}

int64_t finish_scores(ranking *of, const index_columns *index, const last_inputs *by, kernel_arena *arena,
                      kernel_fault *fault)
{
    posts all = {0};
    if (index->members.length)
        all = (posts){.numbers = index->translations, .count = index->posts};
    all.posts = arena_take(arena, all.count, sizeof(post), fault);
    float *lent = arena_take_unset(arena, of->f, sizeof(float), fault);
    of->preferred = arena_take_unset(arena, of->f, 1, fault);
    if (all.count && !fault->code)
        mark_preferred(of, &all, &index->languages, by, fault);
    if (of->term_count && !fault->code)
        add_feedback(of, index, &by->postings, by->feedback, arena, fault);
    if (!fault->code)
        add_whole_titles(of, &by->titled, &by->title_weights, fault);
    if (!fault->code)
        add_exact_phrase(of, &by->phrased, by->exact_phrase, fault);
    if (!fault->code)
        lend_scores(of, &all, by->translation, by->other_language, lent, fault);
    int64_t left = fault->code ? 0 : count_left(of, lent);
    if (of->with_signals && !fault->code)
        note_translations(of, lent);
    if (!fault->code)
        mark_complete(of, &all, lent, of->complete, fault);
    if (!fault->code)
        add_reward(of, lent, of->complete, by->all_words);
    return left;
}
