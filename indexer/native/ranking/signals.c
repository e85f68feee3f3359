/* The signals of words, titles, neighbours, runs and pairs of characters: `signals.py` of indexer/search/ranking, whose names
 * and order this keeps; those of single places are scored last, see `places.c`. */
#include "ranking/places.h"

enum { IN_TITLE = 0 };

/* Words */

/* Add up a query's words, less where only some of them are there; the sum of their best scores is given: `combine_words`,
 * where `coverage` is a half. */
static void score_words(ranking *of, const float *bests, float every, kernel_arena *arena, kernel_fault *fault)
{
    int64_t f = of->f;
    float *totals = of->signals + WORDS * f;
    memcpy(totals, of->words, (size_t)f * sizeof(float));
    if (of->nodes == 1)
        return;
    float *shares = arena_take(arena, f, sizeof(float), fault);
    memset(totals, 0, (size_t)f * sizeof(float));
    for (int64_t node = 0; node < of->nodes && !fault->code; node++) {
        const float *restrict scores = of->words + node * f;
        float best = bests[node];
        for (int64_t row = 0; row < f; row++) {
            totals[row] += scores[row];
            shares[row] += scores[row] > 0 ? best : 0;
        }
    }
    for (int64_t row = 0; row < f && !fault->code; row++)
        totals[row] *= __builtin_sqrtf(cover(shares[row] / every, of->nodes));
}

/* Titles */

/* The candidates whose titles have a word: of each what it has of it, and how many words of the title that takes. */
typedef struct {
    float *has, *lengths; /* [F], 0 for all others */
    int32_t *times;       /* [F], words of a form that were found */
    int32_t *rows;        /* those that have it */
    int64_t count;
} titled;

/* The candidates whose titles have any word: of each how many words of the title its words take. */
typedef struct {
    float *lengths; /* [F] */
    int32_t *rows;
    int64_t count;
} covered_titles;

/* Return the place of the first document from one on that has a word in its title. */
static int64_t next_titled(const u8s *fields, int64_t at)
{
    const uint8_t *found = at < fields->length ? memchr(fields->items + at, IN_TITLE, (size_t)(fields->length - at)) : NULL;
    return found ? found - fields->items : fields->length;
}

/* Mark the candidates in whose titles all words of a form stand. */
static void match_form(const ranking *of, spec *plan, float weight, float length, titled *in)
{
    int64_t words = take_count(plan);
    kernel_fault *fault = plan->fault;
    if (words > 1)
        memset(in->times, 0, (size_t)of->f * sizeof *in->times);
    for (int64_t word = 1; word <= words && !fault->code; word++) {
        i32s docs = take_i32s(plan);
        u8s fields = take_u8s(plan);
        if (fields.length != docs.length) {
            fail(fault, KERNEL_MALFORMED, fields.length);
            break;
        }
        for (int64_t at = 0; (at = next_titled(&fields, at)) < docs.length && !fault->code; at++) {
            int64_t row = row_of(of, docs.items[at], fault);
            if (row >= of->f || (words > 1 && ++in->times[row] < words) || !(in->has[row] < weight))
                continue;
            if (in->has[row] == 0)
                in->rows[in->count++] = (int32_t)row;
            in->has[row] = weight;
            in->lengths[row] = length;
        }
    }
}

static void score_title(ranking *of, spec *plan, decimals *numbers, const index_columns *index, kernel_arena *arena)
{
    kernel_fault *fault = plan->fault;
    int64_t f = of->f, words = take_count(plan);
    double weight = take_decimal(numbers, fault), total = 0;
    double *idfs = arena_take(arena, words, sizeof(double), fault);
    for (int64_t word = 0; word < words && !fault->code; word++) {
        int64_t node = take_number(plan);
        if ((uint64_t)node >= (uint64_t)of->nodes)
            fail(fault, KERNEL_OUTSIDE, node);
        else
            total += idfs[word] = at_f64s(&index->idfs, of->counts[node] > 0 ? of->counts[node] : 0, fault);
    }
    float unit = total != 0 ? (float)(weight / total) : 0, *scores = of->signals + TITLE * f;
    covered_titles covered = {.lengths = arena_take(arena, f, sizeof(float), fault)};
    covered.rows = arena_take_unset(arena, f, sizeof(int32_t), fault);
    if (!fault->code)
        memset(scores, 0, (size_t)f * sizeof(float));
    titled in = {.has = arena_take(arena, f, sizeof(float), fault)};
    in.lengths = arena_take(arena, f, sizeof(float), fault);
    in.times = arena_take_unset(arena, f, sizeof(int32_t), fault);
    in.rows = arena_take_unset(arena, f, sizeof(int32_t), fault);
    for (int64_t word = 0; word < words && !fault->code; word++) {
        in.count = 0;
        for (int64_t form = take_count(plan); form > 0 && !fault->code; form--) {
            float form_weight = (float)take_decimal(numbers, fault), length = (float)take_decimal(numbers, fault);
            match_form(of, plan, form_weight, length, &in);
        }
        for (int64_t at = 0; at < in.count; at++) {
            int32_t row = in.rows[at];
            if (covered.lengths[row] == 0 && covered.count < f)
                covered.rows[covered.count++] = row;
            scores[row] += in.has[row] * (float)idfs[word];
            covered.lengths[row] += in.lengths[row];
            in.has[row] = in.lengths[row] = 0;
        }
    }
    for (int64_t at = 0; at < covered.count && !fault->code; at++) {
        int32_t row = covered.rows[at];
        if (scores[row] == 0)
            continue;
        float filled = covered.lengths[row] / at_f32s(&index->title_lengths, of->docs[row], fault);
        scores[row] *= scores[row] * (filled > 1 ? 1 : filled) * unit;
    }
}

/* Neighbours */

/* Begin with nothing in all candidates, where there is anything to be scored. */
static void begin_signal(ranking *of, int64_t signal, bool is_there)
{
    of->is_there[signal] = is_there;
    if (is_there)
        memset(of->signals + signal * of->f, 0, (size_t)of->f * sizeof(float));
}

/* Documents, ascending, and how often each has something. */
typedef struct {
    int64_t *docs, *counts;
    int64_t length;
} counted;

/* Count the positions of each document at which one word stands and another follows it: `intersect`, `count_docs`. */
static counted count_pairs(const positions *left, const positions *right, int64_t step, const positions *bases,
                           kernel_arena *arena, kernel_fault *fault)
{
    int64_t most = left->length < right->length ? left->length : right->length, other = 0, doc = 0;
    counted found = {arena_take_unset(arena, most, sizeof(int64_t), fault),
                     arena_take_unset(arena, most, sizeof(int64_t), fault), 0};
    for (int64_t at = 0; at < left->length && !fault->code; at++) {
        int64_t position = position_at(left, at);
        other = seek(right, other, (int64_t)((uint64_t)position + (uint64_t)step));
        if (other == right->length)
            break;
        int64_t follower = (int64_t)((uint64_t)position_at(right, other) - (uint64_t)step);
        if (follower != position) {
            int64_t next = seek(left, at, follower);
            at = next > at ? next - 1 : at; /* the next round goes on behind it */
            continue;
        }
        doc = seek(bases, doc, position < INT64_MAX ? position + 1 : position) - 1;
        if (doc < 0 || doc + 1 >= bases->length)
            fail(fault, KERNEL_OUTSIDE, position);
        else if (found.length && found.docs[found.length - 1] == doc)
            found.counts[found.length - 1]++;
        else if (found.length == most)
            fail(fault, KERNEL_MALFORMED, position);
        else {
            found.docs[found.length] = doc;
            found.counts[found.length++] = 1;
        }
    }
    return found;
}

static void score_neighbours(ranking *of, spec *plan, position_lists *lists, double weight, const f64s *idfs,
                             const positions *bases, kernel_arena *arena)
{
    kernel_fault *fault = plan->fault;
    int64_t pairs = take_count(plan);
    begin_signal(of, PHRASE, pairs > 0);
    for (int64_t pair = pairs; pair > 0 && !fault->code; pair--) {
        positions left = take_list(plan, lists), right = take_list(plan, lists);
        int64_t step = take_number(plan);
        counted found = fault->code ? (counted){0} : count_pairs(&left, &right, step, bases, arena, fault);
        float factor = (float)(weight * at_f64s(idfs, found.length, fault));
        for (int64_t at = 0; at < found.length && !fault->code; at++) {
            int64_t row = row_of(of, found.docs[at], fault);
            if (row < of->f)
                of->signals[PHRASE * of->f + row] += factor * saturate((float)found.counts[at], of->k1);
        }
    }
}

/* Characters */

static void score_runs(ranking *of, const matches *runs, kernel_fault *fault)
{
    begin_signal(of, RUN, runs->count > 0);
    for (int64_t number = 0; number < runs->count; number++)
        for (int64_t at = 0; at < runs->items[number].count && !fault->code; at++) {
            const layer *run = &runs->items[number].layers[at];
            for (int64_t item = 0; item < run->docs.length && !fault->code; item++) {
                int64_t row = row_of(of, run->docs.items[item], fault);
                if (row < of->f)
                    of->signals[RUN * of->f + row] += run->scores.items[item];
            }
        }
}

/* The postings of a pair of characters: documents, and how often each has it. */
typedef struct {
    i32s docs;
    u16s counts;
} gram_postings;

/* Find the rows of a pair of characters, half-open; none where it is nowhere. */
static void find_gram(const index_columns *index, int64_t key, int64_t span[2], kernel_fault *fault)
{
    const uint64_t *keys = (const uint64_t *)index->gram_keys.items;
    int64_t number = find_not_below(keys, index->gram_keys.length, (uint64_t)key);
    if (number < index->gram_keys.length && keys[number] == (uint64_t)key) {
        span[0] = at_offsets(&index->gram_offsets, number, fault);
        span[1] = at_offsets(&index->gram_offsets, number + 1, fault);
    }
}

/* Read the postings of pairs of characters, which lie one behind the other: of each an address and a length, twice; or, where
 * the first number is 0, its key, and 0 twice. */
static gram_postings *take_grams(spec *plan, const index_columns *index, int64_t count, kernel_arena *arena)
{
    kernel_fault *fault = plan->fault;
    const packed_file *file = &index->gram_posted;
    gram_postings *taken = arena_take(arena, count, sizeof(gram_postings), fault);
    int64_t *spans = arena_take(arena, 2 * count, sizeof(int64_t), fault), used = 0;
    for (int64_t gram = 0; gram < count && !fault->code; gram++) {
        if (plan->numbers.items[plan->at]) {
            taken[gram].docs = take_i32s(plan);
            taken[gram].counts = take_u16s(plan);
            continue;
        }
        take_number(plan);
        find_gram(index, take_number(plan), spans + 2 * gram, fault);
        take_number(plan);
        take_number(plan);
    }
    i64s wanted = {spans, fault->code ? 0 : 2 * count};
    int64_t rows = count_rows(file, &wanted, fault);
    uint8_t *read = arena_take_unset(arena, rows * 6, 1, fault);
    if (rows && (file->sizes.length != 4 || file->sizes.items[0] != sizeof(int32_t) ||
                 file->sizes.items[2] != sizeof(uint16_t)))
        fail(fault, KERNEL_MALFORMED, file->sizes.length);
    if (rows && !fault->code)
        read_packed_spans(file, &wanted, read, rows * 6, rows, fault);
    for (int64_t gram = 0; gram < count && !fault->code; gram++) {
        int64_t length = spans[2 * gram + 1] - spans[2 * gram];
        if (!length)
            continue;
        taken[gram].docs = (i32s){(const int32_t *)read + used, length};
        taken[gram].counts = (u16s){(const uint16_t *)(read + 4 * rows) + used, length};
        used += length;
    }
    return taken;
}

static void score_grams(ranking *of, spec *plan, double weight, const index_columns *index, kernel_arena *arena)
{
    kernel_fault *fault = plan->fault;
    int64_t count = take_count(plan);
    gram_postings *grams = take_grams(plan, index, count, arena);
    begin_signal(of, GRAMS, count > 0);
    for (int64_t gram = 0; gram < count && !fault->code; gram++) {
        i32s docs = grams[gram].docs;
        float factor = (float)(weight * at_f64s(&index->idfs, docs.length, fault));
        for (int64_t at = 0; at < docs.length && !fault->code; at++) {
            int64_t row = row_of(of, docs.items[at], fault);
            if (row < of->f)
                of->signals[GRAMS * of->f + row] +=
                    factor * saturate((float)at_u16s(&grams[gram].counts, at, fault), of->k1);
        }
    }
}

static void add_first_signals(ranking *of)
{
    int64_t f = of->f;
    const float *restrict words = of->signals + WORDS * f, *restrict title = of->signals + TITLE * f;
    float *restrict scores = of->scores;
    for (int64_t row = 0; row < f; row++)
        scores[row] = words[row] + title[row];
    for (int64_t signal = PHRASE; signal <= GRAMS; signal++) {
        const float *restrict more = of->signals + signal * f;
        for (int64_t row = 0, there = of->is_there[signal] ? f : 0; row < there; row++)
            scores[row] += more[row];
    }
    for (int64_t row = 0, several = of->all_found ? 0 : f; row < several; row++)
        scores[row] *= share_of(of, row);
}

/* What stands in the plan: the lists of positions and the sequences of these; the forms of words in titles, neighbours, pairs
 * of characters, and the places of each node. The decimals stand there in the order in which they are needed. */
void score_signals(ranking *of, const index_columns *index, spec *from, decimals *numbers, const matches *runs,
                   kernel_arena *arena)
{
    kernel_fault *fault = from->fault;
    positions bases = {index->bases.items, index->bases.length, sizeof(int64_t)};
    float *bests = arena_take(arena, of->nodes, sizeof(float), fault);
    double sum = 0;
    for (int64_t node = 0; node < of->nodes && !fault->code; node++) {
        bests[node] = (float)of->bests[node];
        sum += of->bests[node];
    }
    float every = (float)(sum > 1e-6 ? sum : 1e-6);
    position_lists lists = take_position_lists(from, index, arena);
    if (fault->code)
        return;
    if (of->with_signals)
        memset(of->signals, 0, (size_t)(of->f * SIGNALS) * sizeof(float));
    score_words(of, bests, every, arena, fault);
    if (!fault->code)
        score_title(of, from, numbers, index, arena);
    double phrase = take_decimal(numbers, fault), grams = take_decimal(numbers, fault);
    if (!fault->code)
        score_neighbours(of, from, &lists, phrase, &index->idfs, &bases, arena);
    if (!fault->code)
        score_runs(of, runs, fault);
    if (!fault->code)
        score_grams(of, from, grams, index, arena);
    if (!fault->code)
        add_first_signals(of);
    if (!fault->code)
        score_places(of, from, numbers, &lists, index, bests, every, arena);
}
