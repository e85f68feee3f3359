/* The signals of single places, passages and paragraphs, of the documents that score best so far: `passages.py` and
 * `paragraphs.py` of indexer/search/ranking, whose names and order this keeps. */
#include "ranking/places.h"

enum { BLOCK = 16, CANDIDATES = 32 /* see passages.py */ };

/* Places */

/* What stands for a node: positions of each way to write it, and what it counts. */
typedef struct {
    double weight; /* times its idf */
    listed **lists;
    int64_t count;
} form;

typedef struct {
    float idf, best;
    form *forms;
    int64_t count;
    position_lists *all;
} node_places;

/* Take where the nodes of a plan stand; the first form of each is the node itself, whose idf is known here. */
static node_places *take_places(spec *plan, position_lists *all, decimals *numbers, const ranking *of, const f64s *idfs,
                                const float *bests, kernel_arena *arena)
{
    kernel_fault *fault = plan->fault;
    node_places *taken = arena_take(arena, of->nodes, sizeof(node_places), fault);
    for (int64_t node = 0; node < of->nodes && !fault->code; node++) {
        int64_t count = take_count(plan), docs = of->counts[node];
        double own = at_f64s(idfs, docs < 0 ? -docs : docs, fault);
        taken[node] = (node_places){(float)own, bests[node], arena_take(arena, count, sizeof(form), fault), count, all};
        for (int64_t at = 0; at < count && !fault->code; at++) {
            int64_t lists = take_count(plan);
            form *made = &taken[node].forms[at];
            double weight = at ? take_decimal(numbers, fault) : own;
            *made = (form){weight, arena_take(arena, lists, sizeof(listed *), fault), lists};
            for (int64_t list = 0; list < lists && !fault->code; list++)
                made->lists[list] = take_listed(plan, all);
        }
    }
    return taken;
}

/* The documents that are looked into, in the order of rows, and where they begin and end. */
typedef struct {
    int64_t rows[CANDIDATES], count;
    bool is_known;
} chosen;

static void choose_rows(chosen *best, const ranking *of, kernel_fault *fault)
{
    if (best->is_known)
        return;
    i32s docs = docs_of(of);
    best->is_known = true;
    best->count = find_best(of->scores, &docs, NULL, CANDIDATES, best->rows, fault);
    for (int64_t at = 1; at < best->count; at++)
        for (int64_t other = at; other > 0 && best->rows[other - 1] > best->rows[other]; other--) {
            int64_t row = best->rows[other];
            best->rows[other] = best->rows[other - 1];
            best->rows[other - 1] = row;
        }
}

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

/* A document that is looked into: which of the chosen ones, where it begins, and how many positions it has. */
typedef struct {
    int64_t number, begin, length;
} looked_into;

/* Return the positions of a list in a document: passages and paragraphs ask for the same. */
static positions find_in_document(position_lists *all, listed *list, const looked_into *document)
{
    if (!list->ranges)
        list->ranges = arena_take(all->arena, CANDIDATES, sizeof(list_range), all->fault);
    if (all->fault->code || !document->length)
        return (positions){NULL, 0, sizeof(int32_t)};
    list_range *known = &list->ranges[document->number];
    if (known->begin != document->begin || known->length != document->length)
        *known = (list_range){document->begin, document->length,
                              find_within(all, list, document->begin, document->length)};
    return known->found;
}

/* Passages */

/* Mark the blocks of a document that hold any form of a node. */
static void mark_blocks(const node_places *node, const looked_into *document, uint8_t *marks)
{
    int64_t begin = document->begin, length = document->length;
    for (int64_t at = 0; at < node->count; at++)
        for (int64_t list = 0; list < node->forms[at].count; list++) {
            positions in = find_in_document(node->all, node->forms[at].lists[list], document);
            for (int64_t item = 0; item < in.length; item++) {
                int64_t position = position_at(&in, item);
                if (position >= begin && position < begin + length)
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

static void score_passages(ranking *of, const node_places *nodes, chosen *best, double trust, double weight,
                           const positions *bases, kernel_arena *arena, kernel_fault *fault)
{
    float largest = 0;
    for (int64_t node = 0; node < of->nodes; node++)
        largest = maximum(largest, nodes[node].idf);
    double rest = (double)(sum_idfs(nodes, of->nodes) - largest);
    if (!(rest > 0) || !(trust > 0))
        return;
    choose_rows(best, of, fault);
    float unit = (float)(trust * weight * rest);
    uint8_t *marks = NULL;
    float *held = NULL;
    int64_t room = 0;
    for (int64_t at = 0; at < best->count && !fault->code; at++) {
        looked_into document = {.number = at};
        document.begin = begin_document(bases, of->docs[best->rows[at]], &document.length, fault);
        int64_t blocks = document.length / BLOCK + 2;
        if (blocks > room && !fault->code) {
            room = 2 * blocks;
            marks = arena_take(arena, room, 1, fault);
            held = arena_take(arena, room, sizeof(float), fault);
        }
        if (fault->code)
            break;
        memset(held, 0, (size_t)blocks * sizeof(float));
        for (int64_t node = 0; node < of->nodes; node++) {
            memset(marks, 0, (size_t)blocks);
            mark_blocks(&nodes[node], &document, marks);
            for (int64_t block = 0; block + 1 < blocks; block++)
                held[block] += marks[block] | marks[block + 1] ? nodes[node].idf : 0;
        }
        float highest = held[0];
        for (int64_t block = 1; block < blocks; block++)
            highest = maximum(highest, held[block]);
        float share = maximum(highest - largest, 0) / (float)rest;
        add_signal(of, PASSAGE, best->rows[at], unit * share * share);
    }
    best->is_known &= unit >= 0; /* those that score best so far have gained, and are the best still */
}

/* Paragraphs */

/* Add up a query's words in one paragraph, less where only some of them are there, as `score_words` of signals.c does. */
typedef struct {
    float total, share;
} combined;

static void add_word(combined *words, float score, float best)
{
    words->total += score;
    words->share += score > 0 ? best : 0;
}

static float combine(const combined *words, float every, int64_t nodes)
{
    return words->total * __builtin_sqrtf(cover(words->share / every, nodes));
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
static void count_in_paragraphs(paragraphs *of, const positions *in)
{
    memset(of->counts, 0, (size_t)of->count * sizeof(float));
    int64_t at = -1;
    for (int64_t item = 0; item < in->length; item++) {
        int64_t position = position_at(in, item);
        while (at + 1 < of->count && of->begins[at + 1] <= position)
            at++;
        if (at >= 0 && position < of->ends[at])
            of->counts[at] += 1;
    }
}

/* Score a node, or the best of what stands for it, in each paragraph of a document. */
static void score_node(paragraphs *of, const node_places *node, const looked_into *document, double k1)
{
    memset(of->scores, 0, (size_t)of->count * sizeof(float));
    for (int64_t at = 0; at < node->count; at++)
        for (int64_t list = 0; list < node->forms[at].count; list++) {
            float factor = (float)node->forms[at].weight;
            positions in = find_in_document(node->all, node->forms[at].lists[list], document);
            if (!in.length)
                continue;
            count_in_paragraphs(of, &in);
            for (int64_t item = 0; item < of->count; item++)
                of->scores[item] =
                    maximum(of->scores[item], factor * saturate(of->counts[item] * of->norms[item], k1));
        }
}

static void score_paragraphs(ranking *of, const node_places *nodes, chosen *best, const paragraph_table *table,
                             double trust, double weight, float every, const positions *bases, kernel_arena *arena,
                             kernel_fault *fault)
{
    choose_rows(best, of, fault);
    float gains[CANDIDATES];
    paragraphs own = {0};
    int64_t seen = 0;
    for (int64_t at = 0; at < best->count && !fault->code; at++) {
        int64_t row = best->rows[at], doc = of->docs[row];
        looked_into document = {.number = at};
        document.begin = begin_document(bases, doc, &document.length, fault);
        find_paragraphs(&own, table, doc, document.begin, arena, fault);
        for (int64_t node = 0; node < of->nodes && own.count && !fault->code; node++) {
            score_node(&own, &nodes[node], &document, of->k1);
            for (int64_t item = 0; item < own.count; item++)
                add_word(&own.words[item], own.scores[item], nodes[node].best);
        }
        float highest = own.count && !fault->code ? combine(&own.words[0], every, of->nodes) : 0;
        for (int64_t item = 1; item < own.count && !fault->code; item++)
            highest = maximum(highest, combine(&own.words[item], every, of->nodes));
        gains[at] = (float)trust * maximum((float)weight * highest - of->signals[WORDS * of->f + row], 0);
        seen += own.count;
    }
    for (int64_t at = 0; at < best->count && seen && !fault->code; at++)
        add_signal(of, PARAGRAPH, best->rows[at], gains[at]);
}

/* Both */

static int64_t count_complete(const ranking *of)
{
    int64_t complete = 0;
    uint8_t *restrict has_all = of->complete; /* which is not made up yet */
    memset(has_all, of->nodes > 0, (size_t)of->f);
    for (int64_t node = 0, f = of->f; node < of->nodes; node++) {
        const uint8_t *restrict is_exact = of->is_exact + node * f;
        for (int64_t row = 0; row < f; row++)
            has_all[row] &= is_exact[row] != 0;
    }
    for (int64_t row = 0, f = of->f; row < f; row++)
        complete += has_all[row];
    return complete;
}

/* Return how far single places are to be gone by: `weigh_places`, where that goes by the documents that have every word. */
static double weigh_places(const ranking *of, double trust, decimals *numbers, kernel_fault *fault)
{
    double few = take_decimal(numbers, fault), least = take_decimal(numbers, fault);
    int64_t complete = trust < 0 ? count_complete(of) : 0;
    if (trust < 0)
        trust = few / (double)(complete > 1 ? complete : 1);
    return trust < least || !of->f ? 0 : trust < 1 ? trust : 1;
}

void score_places(ranking *of, spec *plan, decimals *numbers, position_lists *lists, const index_columns *index,
                  const float *bests, float every, kernel_arena *arena)
{
    kernel_fault *fault = plan->fault;
    positions bases = {index->bases.items, index->bases.length, sizeof(int64_t)};
    double trust = take_decimal(numbers, fault);
    if (trust == 0 || fault->code)
        return;
    trust = weigh_places(of, trust, numbers, fault);
    double passage = take_decimal(numbers, fault), paragraph = take_decimal(numbers, fault);
    double b = take_decimal(numbers, fault), average = take_decimal(numbers, fault);
    if (trust == 0 || fault->code)
        return;
    paragraph_table table = {index->paragraph_offsets, index->paragraphs, b, average};
    node_places *places = take_places(plan, lists, numbers, of, &index->idfs, bests, arena);
    chosen best = {.is_known = false};
    if (passage != 0 && !fault->code)
        score_passages(of, places, &best, trust, passage, &bases, arena, fault);
    if (paragraph != 0 && !fault->code)
        score_paragraphs(of, places, &best, &table, trust, paragraph, every, &bases, arena, fault);
}
