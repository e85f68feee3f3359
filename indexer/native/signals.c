/* The signals that go by where words stand: titles, neighbours, runs and pairs of characters, passages, paragraphs:
 * `signals.py`, `passages.py` and `paragraphs.py` of indexer/search/ranking, whose names and order this keeps. */
#include "positions.h"
#include "ranking.h"

enum { BLOCK = 16, CANDIDATES = 32 /* see passages.py */, IN_TITLE = 0 };

typedef struct {
    positions *items;
    int64_t count;
} position_lists;

/* Take lists of positions: of each an address, a length and the bytes of a position; or, where these are 0, the rows of the
 * table of positions that are read now, all together. */
static position_lists take_position_lists(spec *from, kernel_arena *arena)
{
    kernel_fault *fault = from->fault;
    packed_file file = take_file(from);
    position_lists taken = {.count = take_count(from)};
    taken.items = arena_take(arena, taken.count, sizeof(positions), fault);
    int64_t *spans = arena_take(arena, 2 * taken.count, sizeof(int64_t), fault), cells = 0;
    for (int64_t at = 0; at < taken.count && !fault->code; at++) {
        int64_t first = take_number(from), second = take_number(from), size = take_number(from);
        taken.items[at] = (positions){(const void *)(intptr_t)first, second, size};
        if (!size) {
            spans[cells++] = first;
            spans[cells++] = second;
        } else if (!are_positions(&taken.items[at]))
            fail(fault, KERNEL_MALFORMED, size);
    }
    i64s wanted = {spans, cells};
    int64_t rows = count_rows(&file, &wanted, fault), used = 0;
    int32_t *read = arena_take(arena, rows, sizeof(int32_t), fault);
    if (rows && (file.sizes.length != 2 || file.sizes.items[0] != sizeof(int32_t)))
        fail(fault, KERNEL_MALFORMED, file.sizes.length);
    if (rows && !fault->code)
        read_packed_spans(&file, &wanted, (uint8_t *)read, rows * (int64_t)sizeof(int32_t), rows, fault);
    for (int64_t at = 0; at < taken.count && !fault->code; at++)
        if (!taken.items[at].size) {
            int64_t length = taken.items[at].length - (int64_t)(intptr_t)taken.items[at].items;
            taken.items[at] = (positions){read + used, length, sizeof(int32_t)};
            used += length;
        }
    return taken;
}

static positions take_list(spec *from, const position_lists *lists)
{
    int64_t number = take_number(from);
    if ((uint64_t)number < (uint64_t)lists->count && !from->fault->code)
        return lists->items[number];
    fail(from->fault, KERNEL_OUTSIDE, number);
    return (positions){NULL, 0, sizeof(int32_t)};
}

static int64_t row_of(const ranking *of, int64_t doc, kernel_fault *fault)
{
    int64_t row = at_i32s(&of->at.rows, doc, fault);
    if (row < 0)
        fail(fault, KERNEL_OUTSIDE, row);
    return fault->code || row > of->at.f ? of->at.f : row;
}

/* Words */

/* Add up a query's words in one place, less where only some of them are there; the sum of their best scores is given:
 * `combine_words`, where `coverage` is a half. */
typedef struct {
    float total, share;
} combined;

static void add_word(combined *words, float score, float best)
{
    words->total += score;
    words->share += score > 0 ? best : 0;
}

static float combine(const combined *words, float every)
{
    return words->total * __builtin_sqrtf(words->share / every);
}

static void score_words(ranking *of, const float *bests, float every)
{
    for (int64_t row = 0; row < of->at.f; row++) {
        combined words = {0, 0};
        for (int64_t node = 0; node < of->at.nodes; node++)
            add_word(&words, of->at.words.items[node * of->at.f + row], bests[node]);
        of->signals[WORDS * of->at.f + row] = of->at.nodes == 1 ? of->at.words.items[row] : combine(&words, every);
    }
}

/* Titles */

/* Mark the candidates in whose titles all words of a form stand: `has` and `lengths` by row. */
static void match_form(const ranking *of, spec *plan, float weight, float length, float *has, float *lengths,
                       int32_t *times)
{
    int64_t words = take_count(plan);
    kernel_fault *fault = plan->fault;
    if (words > 1)
        memset(times, 0, (size_t)of->at.f * sizeof *times);
    for (int64_t word = 1; word <= words && !fault->code; word++) {
        i32s docs = take_i32s(plan);
        u8s fields = take_u8s(plan);
        if (fields.length != docs.length)
            fail(fault, KERNEL_MALFORMED, fields.length);
        for (int64_t at = 0; at < docs.length && !fault->code; at++) {
            if (fields.items[at] != IN_TITLE)
                continue;
            int64_t row = row_of(of, docs.items[at], fault);
            if (row >= of->at.f || (words > 1 && ++times[row] < words) || !(has[row] < weight))
                continue;
            has[row] = weight;
            lengths[row] = length;
        }
    }
}

static void score_title(ranking *of, spec *plan, decimals *numbers, const f32s *title_lengths, kernel_arena *arena)
{
    kernel_fault *fault = plan->fault;
    int64_t f = of->at.f, words = take_count(plan);
    float unit = (float)take_decimal(numbers, fault), *scores = of->signals + TITLE * f;
    float *covered = arena_take(arena, f, sizeof(float), fault), *has = arena_take(arena, f, sizeof(float), fault);
    float *lengths = arena_take(arena, f, sizeof(float), fault);
    int32_t *times = arena_take(arena, f, sizeof(int32_t), fault);
    for (int64_t word = 0; word < words && !fault->code; word++) {
        float idf = (float)take_decimal(numbers, fault);
        memset(has, 0, (size_t)f * sizeof(float));
        memset(lengths, 0, (size_t)f * sizeof(float));
        for (int64_t form = take_count(plan); form > 0 && !fault->code; form--) {
            float weight = (float)take_decimal(numbers, fault), length = (float)take_decimal(numbers, fault);
            match_form(of, plan, weight, length, has, lengths, times);
        }
        for (int64_t row = 0; row < f; row++) {
            scores[row] += has[row] * idf;
            covered[row] += lengths[row];
        }
    }
    for (int64_t row = 0; row < f && !fault->code; row++) {
        if (scores[row] == 0)
            continue;
        float filled = covered[row] / at_f32s(title_lengths, of->at.docs.items[row], fault);
        scores[row] *= scores[row] * (filled > 1 ? 1 : filled) * unit;
    }
}

/* Neighbours */

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
    counted found = {arena_take(arena, most, sizeof(int64_t), fault), arena_take(arena, most, sizeof(int64_t), fault), 0};
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

static void score_neighbours(ranking *of, spec *plan, const position_lists *lists, double weight, const f64s *idfs,
                             const positions *bases, kernel_arena *arena)
{
    kernel_fault *fault = plan->fault;
    for (int64_t pair = take_count(plan); pair > 0 && !fault->code; pair--) {
        positions left = take_list(plan, lists), right = take_list(plan, lists);
        int64_t step = take_number(plan);
        counted found = fault->code ? (counted){0} : count_pairs(&left, &right, step, bases, arena, fault);
        float factor = (float)(weight * at_f64s(idfs, found.length, fault));
        for (int64_t at = 0; at < found.length && !fault->code; at++) {
            int64_t row = row_of(of, found.docs[at], fault);
            if (row < of->at.f)
                of->signals[PHRASE * of->at.f + row] += factor * saturate((float)found.counts[at], of->k1);
        }
    }
}

/* Characters */

static void score_runs(ranking *of, spec *plan)
{
    kernel_fault *fault = plan->fault;
    for (int64_t number = take_count(plan); number > 0 && !fault->code; number--) {
        layer run = take_layer(plan);
        for (int64_t at = 0; at < run.docs.length && !fault->code; at++) {
            int64_t row = row_of(of, run.docs.items[at], fault);
            if (row < of->at.f)
                of->signals[RUN * of->at.f + row] += run.scores.items[at];
        }
    }
}

static void score_grams(ranking *of, spec *plan, decimals *numbers)
{
    kernel_fault *fault = plan->fault;
    for (int64_t gram = take_count(plan); gram > 0 && !fault->code; gram--) {
        i32s docs = take_i32s(plan);
        u16s often = take_u16s(plan);
        float factor = (float)take_decimal(numbers, fault);
        for (int64_t at = 0; at < docs.length && !fault->code; at++) {
            int64_t row = row_of(of, docs.items[at], fault);
            if (row < of->at.f)
                of->signals[GRAMS * of->at.f + row] += factor * saturate((float)at_u16s(&often, at, fault), of->k1);
        }
    }
}

/* Places: passages and paragraphs */

/* What stands for a node: positions of each way to write it, and what it counts. */
typedef struct {
    double weight; /* times its idf */
    positions *lists;
    int64_t count;
} form;

typedef struct {
    float idf, best;
    form *forms;
    int64_t count;
} node_places;

static node_places *take_places(spec *plan, const position_lists *all, decimals *numbers, int64_t nodes,
                                const float *bests, kernel_arena *arena)
{
    kernel_fault *fault = plan->fault;
    node_places *taken = arena_take(arena, nodes, sizeof(node_places), fault);
    for (int64_t node = 0; node < nodes && !fault->code; node++) {
        int64_t count = take_count(plan);
        taken[node] = (node_places){(float)take_decimal(numbers, fault), bests[node],
                                    arena_take(arena, count, sizeof(form), fault), count};
        for (int64_t at = 0; at < count && !fault->code; at++) {
            int64_t lists = take_count(plan);
            form *made = &taken[node].forms[at];
            *made = (form){take_decimal(numbers, fault), arena_take(arena, lists, sizeof(positions), fault), lists};
            for (int64_t list = 0; list < lists && !fault->code; list++)
                made->lists[list] = take_list(plan, all);
        }
    }
    return taken;
}

/* The documents that are looked into, in the order of rows, and where they begin and end. */
typedef struct {
    int64_t rows[CANDIDATES], count;
} chosen;

static chosen choose_rows(const ranking *of, kernel_fault *fault)
{
    chosen best = {.count = 0};
    best.count = find_best(of->scores, &of->at.docs, NULL, CANDIDATES, best.rows, fault);
    for (int64_t at = 1; at < best.count; at++)
        for (int64_t other = at; other > 0 && best.rows[other - 1] > best.rows[other]; other--) {
            int64_t row = best.rows[other];
            best.rows[other] = best.rows[other - 1];
            best.rows[other - 1] = row;
        }
    return best;
}

enum { MOST_POSITIONS = 1 << 28 }; /* of one document: no post is so long */

/* Return where a document begins, and how many positions it has. */
static int64_t begin_document(const positions *bases, int64_t doc, int64_t *length, kernel_fault *fault)
{
    int64_t begin = 0, end = 0;
    if (doc >= 0 && doc + 1 < bases->length) {
        begin = position_at(bases, doc);
        end = position_at(bases, doc + 1);
    } else
        fail(fault, KERNEL_OUTSIDE, doc);
    if (begin < 0 || end < begin || end > (int64_t)1 << 40 || end - begin > MOST_POSITIONS)
        fail(fault, KERNEL_MALFORMED, end);
    *length = fault->code ? 0 : end - begin;
    return begin;
}

/* Mark the blocks of a document that hold any form of a node. */
static void mark_blocks(const node_places *node, int64_t begin, int64_t length, uint8_t *marks)
{
    for (int64_t at = 0; at < node->count; at++)
        for (int64_t list = 0; list < node->forms[at].count; list++) {
            const positions *in = &node->forms[at].lists[list];
            for (int64_t item = seek(in, 0, begin); item < in->length; item++) {
                int64_t position = position_at(in, item);
                if (position < begin || position >= begin + length)
                    break;
                marks[(position - begin) / BLOCK] = 1;
            }
        }
}

/* Return the sum as NumPy makes it: see `sum_pairwise`. */
static float sum_idfs(const node_places *nodes, int64_t count)
{
    enum { LANES = 8, SUMMED = 128 };
    float sum = 0;
    if (count > SUMMED) {
        int64_t half = count / 2 - count / 2 % LANES;
        return sum_idfs(nodes, half) + sum_idfs(nodes + half, count - half);
    }
    int64_t at = 0;
    if (count >= LANES) {
        float r[LANES] = {0};
        for (; at < count - count % LANES; at += LANES)
            for (int lane = 0; lane < LANES; lane++)
                r[lane] += nodes[at + lane].idf;
        sum = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));
    }
    for (; at < count; at++)
        sum += nodes[at].idf;
    return sum;
}

static void score_passages(ranking *of, const node_places *nodes, double trust, double weight, const positions *bases,
                           kernel_arena *arena, kernel_fault *fault)
{
    float largest = 0;
    for (int64_t node = 0; node < of->at.nodes; node++)
        largest = maximum(largest, nodes[node].idf);
    double rest = (double)(sum_idfs(nodes, of->at.nodes) - largest);
    if (!(rest > 0) || !(trust > 0))
        return;
    chosen best = choose_rows(of, fault);
    float unit = (float)(trust * weight * rest);
    uint8_t *marks = NULL;
    float *held = NULL;
    int64_t room = 0;
    for (int64_t at = 0; at < best.count && !fault->code; at++) {
        int64_t length, begin = begin_document(bases, of->at.docs.items[best.rows[at]], &length, fault);
        int64_t blocks = length / BLOCK + 2;
        if (blocks > room && !fault->code) {
            room = 2 * blocks;
            marks = arena_take(arena, room, 1, fault);
            held = arena_take(arena, room, sizeof(float), fault);
        }
        if (fault->code)
            break;
        memset(held, 0, (size_t)blocks * sizeof(float));
        for (int64_t node = 0; node < of->at.nodes; node++) {
            memset(marks, 0, (size_t)blocks);
            mark_blocks(&nodes[node], begin, length, marks);
            for (int64_t block = 0; block + 1 < blocks; block++)
                held[block] += marks[block] | marks[block + 1] ? nodes[node].idf : 0;
        }
        float highest = held[0];
        for (int64_t block = 1; block < blocks; block++)
            highest = maximum(highest, held[block]);
        float share = maximum(highest - largest, 0) / (float)rest;
        of->signals[PASSAGE * of->at.f + best.rows[at]] = unit * share * share;
    }
}

/* The paragraphs of an index, and of one document of it. */
typedef struct {
    i64s offsets;  /* [N + 1] */
    i32s bounds;   /* [Q, 2], from the first position of their documents */
    double b, average;
} paragraph_table;

typedef struct {
    int64_t *begins, *ends;
    float *norms, *counts, *scores;
    combined *words;
    int64_t count, room;
} paragraphs;

static void find_paragraphs(paragraphs *of, const paragraph_table *table, int64_t doc, int64_t base, kernel_arena *arena,
                            kernel_fault *fault)
{
    int64_t first = offset_at(&table->offsets, doc, fault), last = offset_at(&table->offsets, doc + 1, fault);
    if (last < first || last > table->bounds.length / 2)
        fail(fault, KERNEL_MALFORMED, last);
    of->count = fault->code ? 0 : last - first;
    if (of->count > of->room) {
        int64_t room = of->room = 2 * of->count;
        of->begins = arena_take(arena, room, sizeof(int64_t), fault);
        of->ends = arena_take(arena, room, sizeof(int64_t), fault);
        of->norms = arena_take(arena, room, sizeof(float), fault);
        of->counts = arena_take(arena, room, sizeof(float), fault);
        of->scores = arena_take(arena, room, sizeof(float), fault);
        of->words = arena_take(arena, room, sizeof(combined), fault);
    }
    for (int64_t at = 0; at < of->count && !fault->code; at++) {
        of->begins[at] = base + table->bounds.items[2 * (first + at)];
        of->ends[at] = base + table->bounds.items[2 * (first + at) + 1];
        double length = (double)(of->ends[at] - of->begins[at]);
        of->norms[at] = 1.0f / (float)((1 - table->b) + table->b * length / table->average);
        of->words[at] = (combined){0, 0};
        if (at && of->begins[at] < of->begins[at - 1])
            fail(fault, KERNEL_MALFORMED, of->begins[at]);
    }
}

/* Count the positions of a list in each paragraph of a document. */
static void count_in_paragraphs(paragraphs *of, const positions *in, int64_t begin, int64_t length)
{
    memset(of->counts, 0, (size_t)of->count * sizeof(float));
    int64_t at = -1;
    for (int64_t item = seek(in, 0, begin); item < in->length; item++) {
        int64_t position = position_at(in, item);
        if (position < begin || position >= begin + length)
            break;
        while (at + 1 < of->count && of->begins[at + 1] <= position)
            at++;
        if (at >= 0 && position < of->ends[at])
            of->counts[at] += 1;
    }
}

/* Score a node, or the best of what stands for it, in each paragraph of a document. */
static void score_node(paragraphs *of, const node_places *node, int64_t begin, int64_t length, double k1)
{
    memset(of->scores, 0, (size_t)of->count * sizeof(float));
    for (int64_t at = 0; at < node->count; at++)
        for (int64_t list = 0; list < node->forms[at].count; list++) {
            float factor = (float)node->forms[at].weight;
            if (!node->forms[at].lists[list].length)
                continue;
            count_in_paragraphs(of, &node->forms[at].lists[list], begin, length);
            for (int64_t item = 0; item < of->count; item++)
                of->scores[item] =
                    maximum(of->scores[item], factor * saturate(of->counts[item] * of->norms[item], k1));
        }
}

static void score_paragraphs(ranking *of, const node_places *nodes, const paragraph_table *table, double trust,
                             double weight, float every, const positions *bases, kernel_arena *arena,
                             kernel_fault *fault)
{
    chosen best = choose_rows(of, fault);
    float gains[CANDIDATES];
    paragraphs own = {0};
    int64_t seen = 0;
    for (int64_t at = 0; at < best.count && !fault->code; at++) {
        int64_t row = best.rows[at], doc = of->at.docs.items[row], length;
        int64_t begin = begin_document(bases, doc, &length, fault);
        find_paragraphs(&own, table, doc, begin, arena, fault);
        for (int64_t node = 0; node < of->at.nodes && own.count && !fault->code; node++) {
            score_node(&own, &nodes[node], begin, length, of->k1);
            for (int64_t item = 0; item < own.count; item++)
                add_word(&own.words[item], own.scores[item], nodes[node].best);
        }
        float highest = own.count && !fault->code ? combine(&own.words[0], every) : 0;
        for (int64_t item = 1; item < own.count && !fault->code; item++)
            highest = maximum(highest, combine(&own.words[item], every));
        gains[at] = (float)trust * maximum((float)weight * highest - of->signals[WORDS * of->at.f + row], 0);
        seen += own.count;
    }
    for (int64_t at = 0; at < best.count && seen && !fault->code; at++)
        of->signals[PARAGRAPH * of->at.f + best.rows[at]] = gains[at];
}

/* Add a signal to the scores, in what matches itself. */
static void add_signal(ranking *of, int64_t signal)
{
    float *values = of->signals + signal * of->at.f;
    for (int64_t row = 0; row < of->at.f; row++) {
        values[row] *= of->at.found.items[row] ? 1.0f : 0.0f;
        of->scores[row] += values[row];
    }
}

static void add_first_signals(ranking *of)
{
    for (int64_t row = 0; row < of->at.f; row++) {
        float total = of->signals[WORDS * of->at.f + row];
        for (int64_t signal = TITLE; signal <= GRAMS; signal++)
            total += of->signals[signal * of->at.f + row];
        of->scores[row] = total * (of->at.found.items[row] ? 1.0f : 0.0f);
    }
}

/* Score the candidates of a plan by its words and where they stand.
 *
 * columns: of the index. plan: what `lay_out` made; rooms for float32[signals, F], zeros, and float32[F], the signals
 * added up; the table of positions, and lists of these; the forms of words in titles, pairs, runs, pairs of characters, and
 * the places of each node where places are trusted, see `signals.py`. numbers: the decimals of this plan, in the order in which they are needed.
 */
KERNEL_API int64_t score_signals(const int64_t *columns, int64_t column_count, const int64_t *plan, int64_t plan_count,
                                 const double *numbers, int64_t number_count, kernel_fault *fault)
{
    kernel_arena arena = {0};
    index_columns index = take_columns(columns, column_count, fault);
    spec from = {{plan, plan_count}, 0, fault};
    decimals of_plan = {{numbers, number_count}, 0};
    positions bases = {index.bases.items, index.bases.length, sizeof(int64_t)};
    ranking of = take_ranking(&from);
    position_lists lists = take_position_lists(&from, &arena);
    of.k1 = take_decimal(&of_plan, fault);
    float every = (float)take_decimal(&of_plan, fault), *bests = arena_take(&arena, of.at.nodes, sizeof(float), fault);
    for (int64_t node = 0; node < of.at.nodes && !fault->code; node++)
        bests[node] = (float)take_decimal(&of_plan, fault);
    if (!fault->code)
        score_words(&of, bests, every);
    if (!fault->code)
        score_title(&of, &from, &of_plan, &index.title_lengths, &arena);
    double weight = take_decimal(&of_plan, fault);
    if (!fault->code)
        score_neighbours(&of, &from, &lists, weight, &index.idfs, &bases, &arena);
    if (!fault->code)
        score_runs(&of, &from);
    if (!fault->code)
        score_grams(&of, &from, &of_plan);
    if (!fault->code)
        add_first_signals(&of);
    double trust = take_decimal(&of_plan, fault);
    if (trust > 0 && !fault->code) {
        double passage = take_decimal(&of_plan, fault), paragraph = take_decimal(&of_plan, fault);
        double b = take_decimal(&of_plan, fault), average = take_decimal(&of_plan, fault);
        paragraph_table table = {index.paragraph_offsets, index.paragraphs, b, average};
        node_places *places = take_places(&from, &lists, &of_plan, of.at.nodes, bests, &arena);
        if (passage != 0 && !fault->code)
            score_passages(&of, places, trust, passage, &bases, &arena, fault);
        if (!fault->code)
            add_signal(&of, PASSAGE);
        if (paragraph != 0 && !fault->code)
            score_paragraphs(&of, places, &table, trust, paragraph, every, &bases, &arena, fault);
        if (!fault->code)
            add_signal(&of, PARAGRAPH);
    }
    arena_free(&arena);
    return of.at.f;
}
