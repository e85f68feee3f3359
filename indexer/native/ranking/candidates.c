/* How the words of a plan match -> the documents to be scored, and each word's scores in them: `candidates.py` and
 * `ranking.py` of indexer/search/ranking. */
#include "ranking/ranking.h"

#include <math.h> /* INFINITY, no function */

/* The documents of an index, N, and those of them that are to be scored. */
typedef struct {
    u8s allowed;
    i32s translations, members; /* see `index_columns` */
    int64_t groups;
    uint8_t *found; /* [N], whether a document matches */
    int32_t *rows;  /* [N] */
    int64_t max_doc;
} documents;

/* Return the highest of some scores, 0 at least. The bits of decimals from 0 on are in the order of these, and several
 * whole numbers are compared at once. */
static float best_of(const f32s *scores)
{
    int32_t most = 0;
    float best;
    for (int64_t at = 0; at < scores->length; at++) {
        int32_t bits;
        memcpy(&bits, &scores->items[at], sizeof bits);
        most = bits > most ? bits : most;
    }
    memcpy(&best, &most, sizeof best);
    return best;
}

/* See to it that all documents of a layer are documents of the index: then they need not be looked at again. */
static void check_layer(layer *from, const documents *of, kernel_fault *fault)
{
    const uint32_t limit = of->max_doc > INT32_MAX ? INT32_MAX : (uint32_t)of->max_doc - 1;
    uint32_t outside = 0; /* in its highest bit */
    for (int64_t at = 0; at < from->docs.length; at++)
        outside |= (uint32_t)from->docs.items[at] | (limit - (uint32_t)from->docs.items[at]);
    for (int64_t at = 0; at < from->docs.length && outside >> 31 && !fault->code; at++)
        if ((uint64_t)from->docs.items[at] >= (uint64_t)of->max_doc)
            fail(fault, KERNEL_OUTSIDE, from->docs.items[at]);
    from->best = best_of(&from->scores);
}

static int64_t doc_at(const layer *from, int64_t at, const documents *of, kernel_fault *fault)
{
    int64_t doc = at_i32s(&from->docs, at, fault);
    if ((uint64_t)doc < (uint64_t)of->max_doc)
        return doc;
    fail(fault, KERNEL_OUTSIDE, doc);
    return 0;
}

static layer take_layer(spec *from)
{
    layer taken = {.docs = take_i32s(from)};
    taken.scores = take_f32s(from);
    taken.is_exact = take_u8s(from);
    if (taken.scores.length != taken.docs.length || taken.is_exact.length != taken.docs.length)
        fail(from->fault, KERNEL_MALFORMED, taken.docs.length);
    return taken;
}

static layer *take_layers(spec *from, int64_t count, kernel_arena *arena)
{
    layer *taken = arena_take(arena, count, sizeof(layer), from->fault);
    for (int64_t at = 0; at < count && !from->fault->code; at++)
        taken[at] = take_layer(from);
    return taken;
}

static matches take_matches(spec *from, bool with_runs, kernel_arena *arena)
{
    matches taken = {.count = take_count(from)};
    taken.items = arena_take(arena, taken.count, sizeof(matched), from->fault);
    for (int64_t at = 0; at < taken.count && !from->fault->code; at++) {
        matched *item = &taken.items[at];
        item->own_count = item->count = take_count(from);
        item->layers = take_layers(from, item->count, arena);
        item->run_count = with_runs ? take_count(from) : 0;
        item->runs = arena_take(arena, item->run_count, sizeof(int64_t), from->fault);
        for (int64_t run = 0; run < item->run_count && !from->fault->code; run++)
            item->runs[run] = take_number(from);
    }
    return taken;
}

/* What stands for nodes */

/* Nodes that stand for some of those of a plan, and how: `Expansion`; `ONLY_ADDS` where it finds no document alone, `BELOW` where
 * it counts less than any document with the words typed. */
enum { ONLY_ADDS = 1, BELOW = 2 };

typedef struct {
    int64_t ways, words, cover_count; /* words: that it stands for, of which the nodes are some */
    int64_t *covers;
    layer *layers;
    int64_t count;
    double weight, typed; /* typed: the best scores of words that are no nodes */
} expansion;

static expansion take_expansion(spec *from, decimals *numbers, kernel_arena *arena)
{
    expansion taken = {.ways = take_number(from), .words = take_number(from), .cover_count = take_count(from)};
    taken.covers = arena_take(arena, taken.cover_count, sizeof(int64_t), from->fault);
    for (int64_t at = 0; at < taken.cover_count && !from->fault->code; at++)
        taken.covers[at] = take_number(from);
    taken.count = take_count(from);
    taken.layers = take_layers(from, taken.count, arena);
    taken.weight = take_decimal(numbers, from->fault);
    taken.typed = take_decimal(numbers, from->fault);
    return taken;
}

/* Return the highest score of some layers, 0 at least. */
static float best_of_layers(const layer *layers, int64_t count)
{
    float best = 0;
    for (int64_t at = 0; at < count; at++)
        best = maximum(best, layers[at].best);
    return best;
}

/* Return the lowest score of what matches as a word; infinity where nothing does. */
static float least_exact(const matched *node)
{
    float least = INFINITY;
    for (int64_t at = 0; at < node->count; at++)
        for (int64_t item = 0; item < node->layers[at].scores.length; item++)
            if (node->layers[at].is_exact.items[item] && node->layers[at].scores.items[item] < least)
                least = node->layers[at].scores.items[item];
    return least;
}

/* Copy layers, of other scores: `scale`; and without a word that is exact: `as_inexact`. */
static layer *scale_layers(const layer *from, int64_t count, float factor, bool as_inexact, kernel_arena *arena,
                           kernel_fault *fault)
{
    layer *made = arena_take(arena, count, sizeof(layer), fault);
    for (int64_t at = 0; at < count && !fault->code; at++) {
        int64_t length = from[at].docs.length;
        float *scores = arena_take_unset(arena, length, sizeof(float), fault);
        made[at] = (layer){from[at].docs, {scores, length}, from[at].is_exact, from[at].best * factor}; /* rounded alike */
        for (int64_t item = 0; item < length && !fault->code; item++)
            scores[item] = from[at].scores.items[item] * factor;
        if (as_inexact)
            made[at].is_exact.items = arena_take(arena, length, 1, fault);
    }
    return made;
}

/* Leave only the documents that some nodes have, none of them as a word. */
static void keep_with_any(expansion *of, const matches *nodes, int64_t max_doc, kernel_arena *arena, kernel_fault *fault)
{
    uint8_t *has = arena_take(arena, max_doc, 1, fault);
    for (int64_t node = 0; node < nodes->count; node++)
        for (int64_t at = 0; at < nodes->items[node].count; at++)
            for (int64_t item = 0; item < nodes->items[node].layers[at].docs.length && !fault->code; item++)
                has[nodes->items[node].layers[at].docs.items[item]] = 1;
    for (int64_t at = 0; at < of->count && !fault->code; at++) {
        layer *from = &of->layers[at];
        int32_t *docs = arena_take_unset(arena, from->docs.length, sizeof(int32_t), fault);
        float *scores = arena_take_unset(arena, from->docs.length, sizeof(float), fault);
        uint8_t *never = arena_take(arena, from->docs.length, 1, fault);
        int64_t kept = 0;
        for (int64_t item = 0; item < from->docs.length && !fault->code; item++)
            if (has[from->docs.items[item]]) {
                docs[kept] = from->docs.items[item];
                scores[kept++] = from->scores.items[item];
            }
        *from = (layer){{docs, kept}, {scores, kept}, {never, kept}, best_of(&(f32s){scores, fault->code ? 0 : kept})};
    }
}

/* Let what stands for nodes count for them: `_match_all`, and `_bound` and `_stay_below_exact`. */
static void add_expansion(expansion *of, matches *nodes, const float *bests, int64_t max_doc, kernel_arena *arena,
                          kernel_fault *fault)
{
    if (of->ways & ONLY_ADDS)
        keep_with_any(of, nodes, max_doc, arena, fault);
    double typed = of->typed, other = (double)best_of_layers(of->layers, of->count), bound = 1;
    for (int64_t at = 0; at < of->cover_count && !fault->code; at++) {
        if ((uint64_t)of->covers[at] >= (uint64_t)nodes->count)
            fail(fault, KERNEL_OUTSIDE, of->covers[at]);
        else
            typed += (double)bests[of->covers[at]];
    }
    if (typed != 0 && other != 0 && typed < other)
        bound = __builtin_sqrt(typed / other);
    float factor = (float)(of->weight * bound / (double)of->words);
    layer *shares = scale_layers(of->layers, of->count, factor, false, arena, fault);
    double best = fault->code ? 0 : (double)best_of_layers(shares, of->count);
    for (int64_t at = 0; at < of->cover_count && !fault->code; at++) {
        matched *node = &nodes->items[of->covers[at]];
        layer *every = arena_take(arena, node->count + of->count, sizeof(layer), fault), *added = shares;
        float least = of->ways & BELOW ? least_exact(node) : INFINITY;
        if (least < INFINITY) {
            double lower = best != 0 ? 0.99 * (double)least / best : 1;
            added = scale_layers(shares, of->count, (float)(lower < 1 ? lower : 1), true, arena, fault);
        }
        if (fault->code)
            return;
        memcpy(every, node->layers, (size_t)node->count * sizeof(layer));
        memcpy(every + node->count, added, (size_t)of->count * sizeof(layer));
        node->layers = every;
        node->count += of->count;
    }
}

static void check_layers(layer *layers, int64_t count, const documents *of, kernel_fault *fault)
{
    for (int64_t at = 0; at < count && !fault->code; at++)
        check_layer(&layers[at], of, fault);
}

static void add_expansions(spec *from, decimals *numbers, matches *nodes, const documents *of, kernel_arena *arena)
{
    kernel_fault *fault = from->fault;
    float *bests = arena_take(arena, nodes->count, sizeof(float), fault);
    int64_t count = take_count(from);
    for (int64_t node = 0; node < nodes->count && !fault->code; node++) {
        check_layers(nodes->items[node].layers, nodes->items[node].count, of, fault);
        bests[node] = best_of_layers(nodes->items[node].layers, nodes->items[node].count);
    }
    for (int64_t left = count; left > 0 && !fault->code; left--) {
        expansion each = take_expansion(from, numbers, arena);
        if (!fault->code)
            check_layers(each.layers, each.count, of, fault);
        if (!fault->code)
            add_expansion(&each, nodes, bests, of->max_doc, arena, fault);
    }
}

/* Candidates */

/* Mark the allowed documents that have anything. */
static void mark_found(const documents *of, const matches *nodes)
{
    const uint8_t *restrict allowed = of->allowed.items;
    uint8_t *restrict found = of->found;
    for (int64_t node = 0; node < nodes->count; node++)
        for (int64_t at = 0; at < nodes->items[node].count; at++) {
            i32s docs = nodes->items[node].layers[at].docs;
            for (int64_t item = 0; item < docs.length; item++)
                found[docs.items[item]] = allowed[docs.items[item]] != 0;
        }
}

/* Mark the allowed translations of documents that were found in `wider`, besides these: `add_translations`. */
static void mark_translations(const documents *of, uint8_t *wider, kernel_arena *arena, kernel_fault *fault)
{
    uint8_t *hit = arena_take(arena, of->groups, 1, fault);
    for (int64_t at = 0; at < of->members.length && !fault->code; at++) {
        int64_t doc = of->members.items[at], group = at_i32s(&of->translations, doc, fault);
        if (group < 0 || group >= of->groups)
            fail(fault, KERNEL_OUTSIDE, group);
        else if (!fault->code)
            hit[group] |= of->found[doc];
    }
    for (int64_t at = 0; at < of->members.length && !fault->code; at++) {
        int64_t doc = of->members.items[at];
        wider[doc] |= hit[of->translations.items[doc]] && of->allowed.items[doc];
    }
}

#define EVERY_BYTE 0x0101010101010101u

/* Of eight marks, a bit each, the places of those that are set, one after the other. */
#define IS_NTH(bits, nth, at) ((bits) >> (at) & 1 && __builtin_popcount((bits) & ((1 << (at)) - 1)) == (nth) ? (at) : 0)
#define NTH(bits, nth)                                                                                                 \
    IS_NTH(bits, nth, 1) + IS_NTH(bits, nth, 2) + IS_NTH(bits, nth, 3) + IS_NTH(bits, nth, 4) + IS_NTH(bits, nth, 5) +   \
        IS_NTH(bits, nth, 6) + IS_NTH(bits, nth, 7)
#define PLACES(bits)                                                                                                   \
    {NTH(bits, 0), NTH(bits, 1), NTH(bits, 2), NTH(bits, 3), NTH(bits, 4), NTH(bits, 5), NTH(bits, 6), NTH(bits, 7)}
#define PLACES_4(bits) PLACES(bits), PLACES((bits) + 1), PLACES((bits) + 2), PLACES((bits) + 3)
#define PLACES_16(bits) PLACES_4(bits), PLACES_4((bits) + 4), PLACES_4((bits) + 8), PLACES_4((bits) + 12)
#define PLACES_64(bits) PLACES_16(bits), PLACES_16((bits) + 16), PLACES_16((bits) + 32), PLACES_16((bits) + 48)
static const uint8_t MARKED[256][MARKS] = {PLACES_64(0), PLACES_64(64), PLACES_64(128), PLACES_64(192)};

/* Return eight marks, the first in the lowest byte. */
static uint64_t read_marks(const uint8_t *marked)
{
    uint64_t several = 0;
    for (int at = 0; at < MARKS; at++)
        several |= (uint64_t)marked[at] << 8 * at;
    return several;
}

/* List the documents that are marked, by 1; return how many there are. Where these are more than there is room for, they
 * are not all counted; `docs` has room for `MORE_DOCS` besides. */
static int64_t list_marked(const uint8_t *marked, int64_t length, int32_t *restrict docs, int64_t room)
{
    int64_t row = 0, doc = 0;
    for (; doc + MARK_WORDS * MARKS <= length && row <= room; doc += MARK_WORDS * MARKS) {
        uint64_t words[MARK_WORDS], any = 0;
        for (int at = 0; at < MARK_WORDS; at++)
            any |= words[at] = read_marks(marked + doc + at * MARKS);
        for (int at = 0; at < MARK_WORDS && any; at++) { /* which of eight are marked cannot be guessed: no branch */
            const uint8_t *restrict places = MARKED[words[at] * 0x0102040810204080u >> 56];
            int32_t first = (int32_t)doc + at * MARKS;
            for (int each = 0; each < MARKS; each++)
                docs[row + each] = first + places[each];
            row += (int64_t)(words[at] * EVERY_BYTE >> 56);
        }
    }
    for (; doc < length && row <= room; doc++) {
        docs[row] = (int32_t)doc;
        row += marked[doc];
    }
    return row;
}

/* Number the documents that are marked, by 1; return how many there are. `docs` has room for `MORE_DOCS` more. */
static int64_t number_rows(const documents *of, const uint8_t *marked, int32_t *docs, int64_t room, kernel_fault *fault)
{
    int64_t count = list_marked(marked, of->max_doc, docs, room);
    if (count > room) {
        fail(fault, KERNEL_NO_MEMORY, count);
        return 0;
    }
    for (int64_t doc = 0; doc < of->max_doc; doc++)
        of->rows[doc] = (int32_t)count;
    for (int64_t row = 0; row < count; row++)
        of->rows[docs[row]] = (int32_t)row;
    return count;
}

static int64_t count_exact(const layer *of)
{
    int64_t count = 0;
    for (int64_t at = 0; at < of->is_exact.length; at++)
        count += of->is_exact.items[at] != 0;
    return count;
}

/* Count the different documents that a node itself matches, as a word or at all. */
static int64_t count_different(const matched *node, bool as_word, const documents *of, kernel_arena *arena,
                               kernel_fault *fault)
{
    int64_t different = 0;
    uint8_t *seen = arena_take(arena, of->max_doc, 1, fault);
    for (int64_t at = 0; at < node->own_count && !fault->code; at++)
        for (int64_t item = 0; item < node->layers[at].docs.length && !fault->code; item++) {
            if (as_word && !node->layers[at].is_exact.items[item])
                continue;
            int64_t doc = doc_at(&node->layers[at], item, of, fault);
            if (fault->code)
                break;
            different += !seen[doc];
            seen[doc] = 1;
        }
    return different;
}

/* Count the documents that a node itself matches as a word; where none does, all that it matches, negated:
 * `Match.exact_count`, and `flatten`. */
static int64_t count_docs(const matched *node, const documents *of, kernel_arena *arena, kernel_fault *fault)
{
    int64_t ways = 0, last = 0;
    for (int64_t at = 0; at < node->own_count; at++) {
        int64_t count = count_exact(&node->layers[at]);
        ways += count > 0;
        last = count > 0 ? count : last;
    }
    if (ways)
        return ways == 1 ? last : count_different(node, true, of, arena, fault);
    if (node->own_count < 2)
        return node->own_count ? -node->layers[0].docs.length : 0;
    return -count_different(node, false, of, arena, fault);
}

/* Return the row of a document that a layer names; `f`, that of what is no candidate, where it is none's. */
static int64_t row_at(const layer *from, int64_t at, const documents *of, int64_t f, kernel_fault *fault)
{
    int64_t doc = doc_at(from, at, of, fault);
    return fault->code ? f : of->rows[doc];
}

static void add_exact(const matched *run, const documents *of, int64_t f, uint8_t *is_exact, kernel_fault *fault)
{
    for (int64_t at = 0; at < run->count; at++)
        for (int64_t item = 0; item < run->layers[at].docs.length && !fault->code; item++) {
            int64_t row = row_at(&run->layers[at], item, of, f, fault);
            if (row < f)
                is_exact[row] |= run->layers[at].is_exact.items[item] != 0;
        }
}

/* Lay a layer's scores and flags out by candidates, where they are better than what is there. */
static void lay_layer(const layer *from, const ranking *ranked, float *restrict scores, uint8_t *restrict is_exact)
{
    const float *restrict mine = from->scores.items;
    const uint8_t *restrict flags = from->is_exact.items;
    int64_t length = from->docs.length;
    if (!length)
        return; /* there may be no array either, which nothing is compared with */
    if (length == ranked->f && !memcmp(from->docs.items, ranked->docs, (size_t)length * sizeof(int32_t))) {
        for (int64_t row = 0; row < length; row++) { /* the candidates themselves, as of one word */
            scores[row] = maximum(scores[row], mine[row]);
            is_exact[row] |= flags[row] != 0;
        }
        return;
    }
    for (int64_t item = 0; item < length; item++) {
        int32_t row = ranked->rows[from->docs.items[item]];
        if (row < ranked->f) {
            scores[row] = maximum(scores[row], mine[item]);
            is_exact[row] |= flags[item] != 0;
        }
    }
}

/* Lay a node's scores and flags out by candidates; return its highest score in any document. A word is exact too where
 * the characters stand in one piece that it was cut from. All documents have been looked at. */
static double lay_node(const matched *node, const matches *runs, const documents *of, const ranking *ranked, float *scores,
                       uint8_t *is_exact, kernel_fault *fault)
{
    for (int64_t at = 0; at < node->count; at++)
        lay_layer(&node->layers[at], ranked, scores, is_exact);
    for (int64_t number = 0; number < node->run_count && !fault->code; number++) {
        if (node->runs[number] >= 0 && node->runs[number] < runs->count)
            add_exact(&runs->items[node->runs[number]], of, ranked->f, is_exact, fault);
        else
            fail(fault, KERNEL_OUTSIDE, node->runs[number]);
    }
    return (double)best_of_layers(node->layers, node->count);
}

void lay_out(ranking *ranked, const index_columns *index, spec *from, decimals *numbers, matches *runs,
             kernel_arena *arena)
{
    kernel_fault *fault = from->fault;
    documents of = {.allowed = take_u8s(from), .translations = index->translations, .groups = index->posts};
    if (take_number(from))
        of.members = index->members;
    of.max_doc = of.allowed.length;
    of.rows = ranked->rows;
    *runs = take_matches(from, false, arena);
    matches nodes = take_matches(from, true, arena);
    of.found = arena_take(arena, of.max_doc, 1, fault);
    uint8_t *wider = of.found;
    if (of.max_doc != ranked->max_doc || nodes.count != ranked->nodes ||
        (of.members.length && of.translations.length != of.max_doc))
        fail(fault, KERNEL_MALFORMED, of.max_doc);
    if (!fault->code)
        add_expansions(from, numbers, &nodes, &of, arena);
    if (!fault->code)
        mark_found(&of, &nodes);
    if (of.members.length && !fault->code) {
        wider = arena_take(arena, of.max_doc, 1, fault);
        if (!fault->code) {
            memcpy(wider, of.found, (size_t)of.max_doc);
            mark_translations(&of, wider, arena, fault);
        }
    }
    if (!fault->code)
        ranked->f = number_rows(&of, wider, ranked->docs, ranked->room, fault);
    if (fault->code)
        return;
    int64_t f = ranked->f;
    memset(ranked->words, 0, (size_t)(f * nodes.count) * sizeof(float));
    memset(ranked->is_exact, 0, (size_t)(f * nodes.count));
    if (wider == of.found)
        memset(ranked->found, 1, (size_t)f);
    for (int64_t row = 0; row < f && wider != of.found; row++)
        ranked->found[row] = of.found[ranked->docs[row]];
    note_found(ranked);
    for (int64_t node = 0; node < nodes.count && !fault->code; node++) {
        ranked->counts[node] = count_docs(&nodes.items[node], &of, arena, fault);
        ranked->bests[node] = lay_node(&nodes.items[node], runs, &of, ranked, ranked->words + node * f,
                                       ranked->is_exact + node * f, fault);
    }
}
