/* The words that tell the best posts from all others: `keywords.py` and `feedback.py` of indexer/search/ranking. */
#include "kernel.h"

enum {
    IN_BODY_BIT = 29, /* of a token */
    MOST_SHARING = 8, /* documents, see rank.py */
};
static const uint32_t TERM_NUMBER = ((uint32_t)1 << 29) - 1; /* of a token; the bits above are flags */

typedef struct {
    int64_t ordinal;
    double weight;
} keyword;

/* Keep the best keywords in a heap whose root is the one to be dropped first: the lightest; of equal ones the last. */
static bool goes_first(const keyword *one, const keyword *other)
{
    return one->weight < other->weight || (one->weight == other->weight && one->ordinal > other->ordinal);
}

static void sift_down(keyword *heap, int64_t count, int64_t at)
{
    for (int64_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && goes_first(&heap[child + 1], &heap[child]))
            child++;
        if (!goes_first(&heap[child], &heap[at]))
            return;
        keyword moved = heap[at];
        heap[at] = heap[child];
        heap[child] = moved;
    }
}

static void sift_up(keyword *heap, int64_t at)
{
    for (int64_t parent; at && goes_first(&heap[at], &heap[parent = (at - 1) / 2]); at = parent) {
        keyword moved = heap[at];
        heap[at] = heap[parent];
        heap[parent] = moved;
    }
}

/* Put a keyword into a heap of at most `most`; return how many it has then. */
static int64_t keep_best(keyword *heap, int64_t count, int64_t most, keyword word)
{
    if (count < most) {
        heap[count] = word;
        sift_up(heap, count++);
    } else if (count && goes_first(&heap[0], &word)) {
        heap[0] = word;
        sift_down(heap, count, 0);
    }
    return count;
}

/* Empty a heap into arrays, the heaviest first. */
static void take_best(keyword *heap, int64_t count, int64_t *ordinals, double *weights)
{
    for (; count > 0; count--) { /* the root goes last */
        ordinals[count - 1] = heap[0].ordinal;
        weights[count - 1] = heap[0].weight;
        heap[0] = heap[count - 1];
        sift_down(heap, count - 1, 0);
    }
}

/* How often each term stands in one document: a table with open addressing, of 2^bits slots. */
typedef struct {
    uint32_t *terms; /* a number + 1; 0 where the slot is free */
    uint32_t *counts;
    int64_t *used; /* the slots taken, in order */
    int64_t used_count;
    int bits;
} term_table;

static void make_table(term_table *table, int64_t most, kernel_arena *arena, kernel_fault *fault)
{
    table->bits = 4;
    while ((int64_t)1 << table->bits < 2 * most)
        table->bits++;
    table->terms = arena_take(arena, (int64_t)1 << table->bits, sizeof(uint32_t), fault);
    table->counts = arena_take(arena, (int64_t)1 << table->bits, sizeof(uint32_t), fault);
    table->used = arena_take(arena, most, sizeof(int64_t), fault);
}

/* Source of the multiplier: Knuth, The Art of Computer Programming 3, 6.4: 2^32 times the golden ratio. */
static void count_term(term_table *table, uint32_t number)
{
    uint32_t mask = ((uint32_t)1 << table->bits) - 1, slot = (number * 2654435769u) >> (32 - table->bits);
    while (table->terms[slot] && table->terms[slot] != number + 1)
        slot = (slot + 1) & mask;
    if (!table->terms[slot]) {
        table->terms[slot] = number + 1;
        table->used[table->used_count++] = slot;
    }
    table->counts[slot]++;
}

/* Find the keywords of documents: of each the `most` words of its prose that weigh most, those first.
 *
 * entries: uint32[n], the tokens of all documents with their flags; ends: int64[d], where those of each end.
 * ordinals: int64[T], the places of terms in the order of all keys; empty where they are their numbers.
 * posting_counts: int32[T], by number. idfs: float64[], by posting count.
 * norms: float64[d], by which the frequencies in each document are divided. common: a word with more postings is none.
 * terms, weights: rooms for d * most ordinals and weights; counts: int64[d], how many each document has.
 * Returns how many all have.
 */
KERNEL_API int64_t find_keywords(const uint32_t *entries, int64_t entry_count, const int64_t *ends, int64_t doc_count,
                                 const int64_t *ordinals, int64_t ordinal_count, const int32_t *posting_counts,
                                 int64_t term_count, const double *idfs, int64_t idf_count, const double *norms,
                                 int64_t norm_count, int64_t *terms, int64_t term_room, double *weights,
                                 int64_t weight_room, int64_t *counts, int64_t count_room, int64_t most, double common,
                                 double k1, kernel_fault *fault)
{
    u32s tokens = {entries, entry_count};
    i64s bounds = {ends, doc_count}, ordinal_of = {ordinals, ordinal_count};
    i32s postings = {posting_counts, term_count};
    f64s idf_of = {idfs, idf_count}, norm_of = {norms, norm_count};
    if (count_room < doc_count || term_room < doc_count * most || weight_room < doc_count * most)
        fail(fault, KERNEL_NO_MEMORY, doc_count);
    int64_t longest = 0, total = 0;
    for (int64_t doc = 0, begin = 0; doc < doc_count; begin = bounds.items[doc++]) {
        if (bounds.items[doc] < begin || bounds.items[doc] > entry_count)
            fail(fault, KERNEL_MALFORMED, bounds.items[doc]);
        longest = bounds.items[doc] - begin > longest ? bounds.items[doc] - begin : longest;
    }
    kernel_arena arena = {0};
    term_table table = {0};
    keyword *heap = arena_take(&arena, most, sizeof(keyword), fault);
    if (!fault->code)
        make_table(&table, longest, &arena, fault);
    for (int64_t doc = 0, begin = 0; doc < doc_count && !fault->code; begin = bounds.items[doc++]) {
        int64_t kept = 0;
        for (int64_t token = begin; token < bounds.items[doc]; token++) {
            uint32_t entry = at_u32s(&tokens, token, fault);
            if (entry >> IN_BODY_BIT & 1)
                count_term(&table, entry & TERM_NUMBER);
        }
        double norm = at_f64s(&norm_of, doc, fault);
        for (int64_t at = 0; at < table.used_count; at++) {
            int64_t slot = table.used[at], number = (int64_t)table.terms[slot] - 1;
            double frequency = (double)table.counts[slot] / norm;
            table.terms[slot] = table.counts[slot] = 0;
            int32_t found = at_i32s(&postings, number, fault);
            if (found <= 1 || found > common)
                continue;
            int64_t ordinal = ordinal_of.length ? at_i64s(&ordinal_of, number, fault) : number;
            keyword word = {ordinal, at_f64s(&idf_of, found, fault) * frequency / (frequency + k1)};
            kept = keep_best(heap, kept, most, word);
        }
        table.used_count = 0;
        counts[doc] = kept;
        take_best(heap, kept, terms + total, weights + total);
        total += kept;
    }
    arena_free(&arena);
    return total;
}

/* What the keywords of one term weigh in several documents: the sum of its weights in the order of documents, as NumPy
 * adds up a run of less than nine: the first, and the sum of all others. */
typedef struct {
    int64_t term; /* -1 where the slot is free */
    double first, others;
} shared_term;

static shared_term *find_shared(shared_term *slots, int bits, int64_t term)
{
    uint64_t mask = ((uint64_t)1 << bits) - 1, slot = (uint64_t)term * 0x9e3779b97f4a7c15u >> (64 - bits);
    while (slots[slot].term >= 0 && slots[slot].term != term)
        slot = (slot + 1) & mask;
    return &slots[slot];
}

/* Choose the terms that several documents share most: those whose keywords weigh most in all of them together.
 *
 * terms, weights: int64[n], float64[n], the keywords of each document, document by document, each once in one; sizes:
 * int64[d], how many each has. shares: float64[d], by which its weights are multiplied; d is at most MOST_SHARING.
 * chosen, sums: rooms for the terms, those of the highest sums first; of equal ones the lowest.
 * Returns how many there are.
 */
KERNEL_API int64_t choose_terms(const int64_t *terms, int64_t term_count, const double *weights, int64_t weight_count,
                                const int64_t *sizes, int64_t doc_count, const double *shares, int64_t share_count,
                                int64_t *chosen, int64_t room, double *sums, int64_t sum_room, kernel_fault *fault)
{
    i64s term_of = {terms, term_count}, size_of = {sizes, doc_count};
    f64s weight_of = {weights, weight_count}, share_of = {shares, share_count};
    kernel_arena arena = {0};
    int64_t kept = 0, at = 0;
    int bits = 4;
    while ((int64_t)1 << bits < 2 * term_count)
        bits++;
    shared_term *slots = arena_take(&arena, (int64_t)1 << bits, sizeof(shared_term), fault);
    keyword *heap = arena_take(&arena, room, sizeof(keyword), fault);
    if (sum_room < room || doc_count > MOST_SHARING)
        fail(fault, KERNEL_NO_MEMORY, room);
    for (int64_t slot = 0; slot < (int64_t)1 << bits && !fault->code; slot++)
        slots[slot].term = -1;
    for (int64_t doc = 0; doc < doc_count && !fault->code; doc++) {
        double share = at_f64s(&share_of, doc, fault);
        int64_t size = at_i64s(&size_of, doc, fault);
        if (size < 0 || size > term_count - at) {
            fail(fault, KERNEL_MALFORMED, size);
            break;
        }
        for (int64_t end = at + size; at < end && !fault->code; at++) {
            int64_t term = at_i64s(&term_of, at, fault);
            double weight = at_f64s(&weight_of, at, fault) * share;
            if (term < 0) {
                fail(fault, KERNEL_OUTSIDE, term);
                break;
            }
            shared_term *slot = find_shared(slots, bits, term);
            if (slot->term < 0)
                *slot = (shared_term){term, weight, 0};
            else
                slot->others += weight;
        }
    }
    for (int64_t slot = 0; slot < (int64_t)1 << bits && !fault->code; slot++)
        if (slots[slot].term >= 0)
            kept = keep_best(heap, kept, room, (keyword){slots[slot].term, slots[slot].first + slots[slot].others});
    if (!fault->code)
        take_best(heap, kept, chosen, sums);
    arena_free(&arena);
    return kept;
}
