/* Score the stretches of text that could be shown: indexer/search/snippets/passages.py. */
#include "snippets/page.h"

/* Add up columns over highlights and what stands between them; gaps that no passage spans count their characters. */
static void measure(scorer *score, page_text *text, int64_t widest)
{
    int64_t columns = 0;
    for (int64_t number = 0; number < score->found->length; number++) {
        span at = score->found->items[number].at;
        if (number) {
            span gap = {score->found->items[number - 1].at.end, at.start};
            columns += gap.end - gap.start > widest ? gap.end - gap.start : columns_of(text, gap);
        }
        score->left[number] = columns;
        columns += columns_of(text, at);
        score->right[number] = columns;
    }
}

/* Return the rows of kinds by their labels, those of one label in their order. */
static int64_t *order_rows(job *work, const highlight_kinds *kinds)
{
    int64_t count = kinds->labels.length;
    int64_t *order = take(work, count, sizeof(int64_t)), *begins = take(work, count + 1, sizeof(int64_t));
    for (int64_t row = 0; row < count && !failed(work); row++) {
        int64_t label = kinds->labels.items[row];
        if ((uint64_t)label >= (uint64_t)count)
            fail(work->fault, KERNEL_OUTSIDE, label);
        else
            begins[label + 1]++;
    }
    for (int64_t label = 0; label < count && !failed(work); label++)
        begins[label + 1] += begins[label];
    for (int64_t row = 0; row < count && !failed(work); row++)
        order[begins[kinds->labels.items[row]]++] = row;
    return order;
}

/* List the rows of the kinds that are there, by their labels, and find the least of their weights. */
static void list_rows(scorer *score, const int64_t *order, const int64_t *present, kernel_fault *fault)
{
    const highlight_kinds *kinds = score->kinds;
    double least_weight = 0;
    int64_t last = -1;
    for (int64_t at = 0; at < kinds->kinds.length; at++) {
        int64_t row = order[at], kind = at_i64s(&kinds->kinds, row, fault), label = at_i64s(&kinds->labels, row, fault);
        double weight = at_f64s(&kinds->weights, row, fault);
        if (fault->code || !present[kind])
            continue;
        score->rows[score->row_count++] = (shown_kind){kind, weight, label != last};
        last = label;
        if (weight > 0 && (least_weight == 0 || weight < least_weight))
            least_weight = weight;
    }
    score->least_weight = least_weight;
}

/* Add up what each highlight counts: all words that its kind shows. */
static void add_up(scorer *score, double *totals, kernel_fault *fault)
{
    const highlight_kinds *kinds = score->kinds;
    for (int64_t row = 0; row < kinds->kinds.length && !fault->code; row++) {
        int64_t kind = at_i64s(&kinds->kinds, row, fault);
        at_i64s(&kinds->labels, row, fault);
        if ((uint64_t)kind >= (uint64_t)score->kind_count)
            fail(fault, KERNEL_OUTSIDE, kind);
        else
            totals[kind] += at_f64s(&kinds->weights, row, fault);
    }
    for (int64_t number = 0; number < score->found->length; number++)
        score->sums[number + 1] = score->sums[number] + totals[score->found->items[number].kind];
}

scorer make_scorer(job *work, page_text *text, const highlights *found, const highlight_kinds *kinds,
                   int64_t kind_count, int64_t widest)
{
    int64_t count = found->length, rows = kinds->kinds.length;
    scorer score = {.found = found, .kinds = kinds, .kind_count = kind_count};
    score.left = take(work, count, sizeof(int64_t));
    score.right = take(work, count, sizeof(int64_t));
    score.rows = take(work, rows, sizeof(shown_kind));
    score.sums = take(work, count + 1, sizeof(double));
    score.shown = take(work, rows, sizeof(double));
    score.seen = take(work, kind_count, sizeof(int64_t));
    score.last = take(work, count, sizeof(stretch));
    int64_t *present = take(work, kind_count, sizeof(int64_t));
    double *totals = take(work, kind_count, sizeof(double));
    const int64_t *order = order_rows(work, kinds);
    if (failed(work))
        return score;
    measure(&score, text, widest);
    for (int64_t number = 0; number < count; number++)
        present[found->items[number].kind] = 1;
    add_up(&score, totals, work->fault);
    if (!failed(work))
        list_rows(&score, order, present, work->fault);
    return score;
}

/* Score one stretch: the different words it shows, each as the kind that counts most; then how often it repeats them. */
static double score_stretch(scorer *score, int64_t first, int64_t stop)
{
    int64_t candidate = ++score->candidates_seen, labels = 0;
    for (int64_t number = first; number < stop; number++)
        score->seen[score->found->items[number].kind] = candidate;
    for (const shown_kind *row = score->rows; row < score->rows + score->row_count; row++) {
        double weight = score->seen[row->kind] == candidate ? row->weight : 0.0;
        if (row->is_first)
            score->shown[labels++] = weight;
        else if (weight > score->shown[labels - 1])
            score->shown[labels - 1] = weight;
    }
    double repeated = score->sums[stop] - score->sums[first];
    return sum_pairwise(score->shown, labels) + score->least_weight * repeated / (1 + repeated);
}

/* Return the score of a stretch; that of the one scored last from the same highlight on is known, and mostly the same. */
static double score_once(scorer *score, int64_t first, int64_t stop)
{
    stretch *last = &score->last[first];
    if (last->stop != stop)
        *last = (stretch){stop, score_stretch(score, first, stop)};
    return last->score;
}

/* Score the stretches of at most `width` columns that begin with a highlight and end in the same of ascending areas. */
candidates score_passages(job *work, scorer *score, const areas *where, int64_t width)
{
    const highlights *found = score->found;
    candidates made = {.items = take(work, found->length, sizeof(candidate))};
    int64_t owner = -1, fitting = 0, inside = 0;
    for (int64_t first = 0; first < found->length && !failed(work); first++) {
        span at = found->items[first].at;
        for (; owner + 1 < where->length && where->items[owner + 1].at.start <= at.start; owner++)
            inside = first;
        if (owner < 0 || at.end > where->items[owner].at.end)
            continue;
        fitting = most(fitting, first);
        while (fitting < found->length && score->right[fitting] <= score->left[first] + width)
            fitting++;
        inside = most(inside, first);
        while (inside < found->length && found->items[inside].at.end <= where->items[owner].at.end)
            inside++;
        int64_t stop = most(least(fitting, inside), first + 1);
        made.items[made.length++] = (candidate){first, stop, owner, score_once(score, first, stop)};
    }
    return made;
}
