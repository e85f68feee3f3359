/* Which of the ranks that a block begins with are wanted: varints, of which nearly none is.
 *
 * So the last byte of each and the byte before are looked at, 32 places at a time where the processor can shuffle bytes, else
 * one place after the other in a table; only where both are those of a wanted rank the whole of it is compared.
 */
#include "snippets/wanted_ranks.h"
#include "processor.h"

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#define SHUFFLES
#endif

enum { MOST_FLAGS = 8, MOST_VARINT = 5, ENDINGS = 1 << 14, BUCKETS = 8, HALVES = 4, HALF_VALUES = 16 };
#if defined(SHUFFLES)
enum { MOST_SHUFFLED = 4 * BUCKETS /* with more ranks in a bucket it passes too much */, LANES = 32 };
#endif
static const uint32_t NUMBER = ((uint32_t)1 << 29) - 1; /* of an entry; the bits above are flags, see layout.py */
static const uint64_t EACH_BYTE = 0x0101010101010101;

typedef struct {
    int64_t rank, term; /* of an entry; the place of its term among those looked for */
} wanted_rank;

struct rank_filter {
    wanted_rank *ranks; /* ascending */
    int64_t count;
    int64_t share; /* ranks in a bucket; 0 where `ends` is used */
    /* By the low and the high four bits of the last byte, and of the one before: a bit for each bucket with such a rank. */
    uint8_t halves[HALVES][HALF_VALUES];
    uint8_t *ends; /* by the last byte and the upper six bits of that before: a bit for each of its lower two */
};

/* What a rank ends by: its last byte, and the one before; where there is none, any other rank may end before it. */
typedef struct {
    uint8_t before, last;
    bool is_alone;
} ending;

static ending ending_of(uint64_t rank)
{
    ending made = {.is_alone = true};
    for (int bytes = 1; rank >= 0x80 && bytes < MOST_VARINT; bytes++, rank >>= 7)
        made = (ending){.before = (uint8_t)(rank | 0x80)};
    made.last = (uint8_t)rank & 0x7f;
    return made;
}

static inline uint64_t word_at(const uint8_t *bytes, size_t count)
{
    uint64_t word = 0;
    memcpy(&word, bytes, count);
    return word;
}

/* Making a filter */

static int compare_ranks(const void *one, const void *other)
{
    int64_t left = ((const wanted_rank *)one)->rank, right = ((const wanted_rank *)other)->rank;
    return (left > right) - (left < right);
}

/* Add the ranks of a term's entries: it has one for each combination of flags that it stands with. */
static void add_term(rank_filter *filter, const packed_tokens *in, int64_t number, int64_t term, kernel_fault *fault)
{
    int64_t low = 0, high = in->order.length;
    while (low < high && !fault->code) {
        int64_t middle = low + (high - low) / 2, rank = at_u32s(&in->order, middle, fault);
        if ((int64_t)(at_u32s(&in->file.ranked, rank, fault) & NUMBER) < number)
            low = middle + 1;
        else
            high = middle;
    }
    for (int64_t at = low; at < in->order.length && at < low + MOST_FLAGS && !fault->code; at++) {
        int64_t rank = at_u32s(&in->order, at, fault);
        if ((int64_t)(at_u32s(&in->file.ranked, rank, fault) & NUMBER) != number)
            return;
        filter->ranks[filter->count++] = (wanted_rank){rank, term};
    }
}

/* Return the number of the two bytes, among all that a rank may end by, that stand so many bits within a word. */
static inline uint64_t ending_in(uint64_t word, int bits)
{
    return word >> (bits + 2) & (ENDINGS - 1);
}

/* Fill the table in which one place after the other is looked up. */
static void fill_table(rank_filter *filter)
{
    for (int64_t number = 0; number < filter->count; number++) {
        ending by = ending_of((uint64_t)filter->ranks[number].rank);
        for (uint64_t before = by.before, past = by.is_alone ? 0x80 : before + 1; before < past; before++)
            filter->ends[ending_in((uint64_t)by.last << 8 | before, 0)] |= (uint8_t)(1 << (before & 3));
    }
}

#if defined(SHUFFLES)
/* Deal the ranks out to buckets, those that end alike to the same. */
static void fill_buckets(rank_filter *filter)
{
    filter->share = (filter->count + BUCKETS - 1) / BUCKETS;
    for (int64_t number = 0; number < filter->count; number++) {
        ending by = ending_of((uint64_t)filter->ranks[number].rank);
        uint8_t bucket = (uint8_t)(1 << number / filter->share);
        filter->halves[0][by.last & 15] |= bucket;
        filter->halves[1][by.last >> 4] |= bucket;
        for (int before = by.before, past = by.is_alone ? 0x80 : before + 1; before < past; before++) {
            filter->halves[2][before & 15] |= bucket;
            filter->halves[3][before >> 4] |= bucket;
        }
    }
}
#endif

rank_filter *make_rank_filter(job *work, const packed_tokens *in, const i64s *terms)
{
    rank_filter *filter = take(work, 1, sizeof *filter);
    if (!filter)
        return NULL;
    filter->ranks = take(work, terms->length * MOST_FLAGS, sizeof(wanted_rank));
    for (int64_t term = 0; filter->ranks && term < terms->length && !failed(work); term++)
        add_term(filter, in, at_i64s(terms, term, work->fault), term, work->fault);
    if (failed(work))
        return NULL;
    qsort(filter->ranks, (size_t)filter->count, sizeof(wanted_rank), compare_ranks);
#if defined(SHUFFLES)
    const int64_t needed = HAS_AVX2 | HAS_POPCNT;
    if (filter->count && filter->count <= MOST_SHUFFLED && (processor_features() & needed) == needed) {
        fill_buckets(filter);
        return filter;
    }
#endif
    filter->ends = take(work, ENDINGS, 1);
    if (!filter->ends)
        return NULL;
    fill_table(filter);
    return filter;
}

/* Finding */

/* What was found so far in a block. */
typedef struct {
    const rank_filter *filter;
    const uint8_t *bytes;
    found_rank *found;
    int64_t count;
} rank_finder;

/* Return the rank that ends at a place; -1 where its bytes are too many. */
static inline int64_t rank_ending_at(const uint8_t *bytes, int64_t last)
{
    int64_t first = last;
    uint64_t rank = bytes[last];
    for (; first > 0 && last - first < MOST_VARINT && bytes[first - 1] >= 0x80; first--)
        rank = rank << 7 | (bytes[first - 1] & 0x7f);
    return last - first < MOST_VARINT ? (int64_t)rank : -1;
}

/* Note a row where its rank, which ends at a place, is among some of those that are wanted; returns whether it is. */
static inline bool note(rank_finder *finder, int64_t at, int64_t row, int64_t low, int64_t high)
{
    const wanted_rank *ranks = finder->filter->ranks;
    int64_t rank = rank_ending_at(finder->bytes, at), past = high;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (ranks[middle].rank < rank)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == past || ranks[low].rank != rank)
        return false;
    finder->found[finder->count++] = (found_rank){row, ranks[low].term};
    return true;
}

static inline int64_t add_bytes(uint64_t word)
{
    return (int64_t)(word * EACH_BYTE >> 56);
}

/* Return how many ranks end before a place. */
static int64_t count_ends(const uint8_t *bytes, int64_t begin, int64_t end)
{
    int64_t count = 0;
    for (; begin + 8 <= end; begin += 8)
        count += add_bytes(~word_at(bytes + begin, 8) >> 7 & EACH_BYTE);
    for (; begin < end; begin++)
        count += bytes[begin] < 0x80;
    return count;
}

/* Return the place behind so many ranks; more than there are bytes where these are too few. */
static int64_t behind_ranks(u8s bytes, int64_t rows)
{
    int64_t at = 0, count = 0;
    for (int64_t here; at + 8 <= bytes.length; at += 8, count += here) {
        here = count_ends(bytes.items, at, at + 8);
        if (count + here >= rows)
            break;
    }
    for (; at < bytes.length && count < rows; at++)
        count += bytes.items[at] < 0x80;
    return count < rows ? bytes.length + 1 : at;
}

/* Return whether a wanted rank may end by the two bytes that stand so many bits within a word. */
static inline bool may_end(const rank_filter *filter, uint64_t word, int bits)
{
    return filter->ends[ending_in(word, bits)] >> (word >> bits & 3) & 1;
}

static int64_t find_by_table(rank_finder *finder, u8s all, int64_t rows)
{
    const rank_filter *filter = finder->filter;
    const uint8_t *bytes = all.items, *ends = filter->ends;
    int64_t past = behind_ranks(all, rows), at = 1, row = 0, counted = 0;
    if (past > all.length || !rows)
        return past;
    if (may_end(filter, (uint64_t)bytes[0] << 8, 0))
        note(finder, 0, 0, 0, filter->count);
    while (at < past) {
        uint64_t word = word_at(bytes + at - 1, at + 7 <= past ? 8 : 2);
        int together = at + 7 <= past ? 4 : 1;
        if (together == 1 || ends[ending_in(word, 0)] | ends[ending_in(word, 8)] | ends[ending_in(word, 16)] |
                                 ends[ending_in(word, 24)])
            for (int next = 0; next < together; next++)
                if (may_end(filter, word, 8 * next)) {
                    row += count_ends(bytes, counted, at + next);
                    counted = at + next;
                    note(finder, at + next, row, 0, filter->count);
                }
        at += together;
    }
    return past;
}

#if defined(SHUFFLES)
/* Return sixteen bytes, twice. */
__attribute__((target("avx2"))) static inline __m256i twice(const uint8_t *bytes)
{
    return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)bytes));
}

/* Return for each byte the buckets that have a rank with its low four bits, and with its high ones. */
__attribute__((target("avx2"))) static inline __m256i look_up(__m256i bytes, __m256i low, __m256i high)
{
    __m256i halves = _mm256_set1_epi8(15);
    return _mm256_and_si256(_mm256_shuffle_epi8(low, _mm256_and_si256(bytes, halves)),
                            _mm256_shuffle_epi8(high, _mm256_and_si256(_mm256_srli_epi16(bytes, 4), halves)));
}

/* Look for the wanted ranks of some buckets, a bit each, that may end at a place. */
static void look_in(rank_finder *finder, int64_t at, int64_t row, unsigned buckets)
{
    int64_t share = finder->filter->share, count = finder->filter->count;
    for (; buckets; buckets &= buckets - 1) {
        int64_t low = __builtin_ctz(buckets) * share;
        if (note(finder, at, row, low, low + share < count ? low + share : count))
            return;
    }
}

/* Return the place of one of the bits that are set, counted from 1. */
static inline int place_of_bit(uint32_t bits, int64_t number)
{
    while (--number)
        bits &= bits - 1;
    return __builtin_ctz(bits);
}

/* Look at all places by shuffles: each half of a byte chooses the buckets that may have the rank.
 *
 * Source: the matcher "Teddy" of Hyperscan, Wang et al. 2019, "Hyperscan: a fast multi-pattern regex matcher for modern
 * CPUs".
 */
__attribute__((target("avx2,popcnt"))) static int64_t find_by_shuffles(rank_finder *finder, u8s all, int64_t rows)
{
    const uint8_t *bytes = all.items;
    const uint8_t(*halves)[HALF_VALUES] = finder->filter->halves;
    __m256i low = twice(halves[0]), high = twice(halves[1]), low_before = twice(halves[2]), high_before = twice(halves[3]);
    int64_t at = 0, row = 0;
    if (all.length && rows && bytes[at++] < 0x80) /* before which there is none */
        note(finder, 0, row++, 0, finder->filter->count);
    while (row < rows && at + LANES <= all.length) {
        __m256i last = _mm256_loadu_si256((const __m256i *)(const void *)(bytes + at));
        __m256i before = _mm256_loadu_si256((const __m256i *)(const void *)(bytes + at - 1));
        __m256i buckets = _mm256_and_si256(look_up(last, low, high), look_up(before, low_before, high_before));
        uint32_t ends = ~(uint32_t)_mm256_movemask_epi8(last);
        uint32_t wanted = ~(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(buckets, _mm256_setzero_si256()));
        int count = __builtin_popcount(ends), stop = row + count < rows ? LANES : place_of_bit(ends, rows - row) + 1;
        wanted &= UINT32_MAX >> (LANES - stop); /* what is behind the last rank is of other columns */
        if (wanted) {
            uint8_t chosen[LANES];
            _mm256_storeu_si256((__m256i *)(void *)chosen, buckets);
            for (; wanted; wanted &= wanted - 1) {
                int place = __builtin_ctz(wanted);
                uint32_t ends_before = ends & (((uint32_t)1 << place) - 1);
                look_in(finder, at + place, row + __builtin_popcount(ends_before), chosen[place]);
            }
        }
        row += count;
        at += stop;
    }
    for (; row < rows && at < all.length; at++) /* of the last block, which is short */
        if (bytes[at] < 0x80)
            note(finder, at, row++, 0, finder->filter->count);
    return row < rows ? all.length + 1 : at;
}
#endif

int64_t find_wanted_ranks(const rank_filter *filter, u8s bytes, int64_t rows, found_rank *found, int64_t *count)
{
    rank_finder finder = {.filter = filter, .bytes = bytes.items, .found = found};
    int64_t past;
#if defined(SHUFFLES)
    past = filter->share ? find_by_shuffles(&finder, bytes, rows) : find_by_table(&finder, bytes, rows);
#else
    past = find_by_table(&finder, bytes, rows);
#endif
    *count = finder.count;
    return past;
}
