/* The tokens of a page that are among some terms, found in a part's packed table of tokens: none is unpacked.
 *
 * A block holds the ranks of its tokens' entries as varints, then their gaps and then their lengths, four bits each with
 * what has more behind them: indexer/index/format/packed.py. Nearly all tokens are not wanted. So a look at two bytes tells
 * where the rank of one may end, and gaps are added up sixteen at a time.
 */
#include "packed_tokens.h"
#include "blocks.h"
#include "page.h"

enum { BLOCK_ROWS = 128, ESCAPE = 15, MOST_FLAGS = 8, MOST_VARINT = 5, ENDINGS = 1 << 14, TOGETHER = 16 };
static const uint32_t NUMBER = ((uint32_t)1 << 29) - 1; /* of an entry; the bits above are flags, see layout.py */
static const uint64_t EACH_BYTE = 0x0101010101010101, EACH_NIBBLE = 0x1111111111111111, LOW_NIBBLES = 0x0f0f0f0f0f0f0f0f;

typedef struct {
    int64_t rank, term; /* of an entry; the place of its term among those looked for */
} wanted_rank;

typedef struct {
    wanted_rank *ranks; /* ascending */
    int64_t count;
    uint8_t ends[ENDINGS]; /* by the last byte and the upper six bits of that before: a bit for each of its lower two */
} rank_filter;

/* Numbers of four bits: the sum of those that have no more, and how many have more. */
typedef struct {
    int64_t sum, escaped;
} nibble_sum;

/* The first gaps of a block, `TOGETHER` or a multiple of that, and what those that have more come to, which were read. */
typedef struct {
    int64_t rows, read, more;
    nibble_sum few;
} gap_sum;

/* A block of the table: how many tokens it has, and where its columns begin. */
typedef struct {
    u8s bytes;
    int64_t rows, gaps, lengths;
    gap_sum known;
} token_block;

static inline uint64_t word_at(const uint8_t *bytes, int64_t count)
{
    uint64_t word = 0;
    memcpy(&word, bytes, (size_t)count);
    return word;
}

static inline int64_t add_bytes(uint64_t word)
{
    return (int64_t)(word * EACH_BYTE >> 56);
}

/* Ranks */

/* Return the number of the two bytes, among all that a rank may end by, that stand so many bits within a word. */
static inline uint64_t ending_in(uint64_t word, int bits)
{
    return word >> (bits + 2) & (ENDINGS - 1);
}

/* Return whether one that is wanted may end by the two bytes that stand so many bits within a word. */
static inline bool may_end(const rank_filter *filter, uint64_t word, int bits)
{
    return filter->ends[ending_in(word, bits)] >> (word >> bits & 3) & 1;
}

static void allow_ending(rank_filter *filter, uint64_t before, uint64_t last)
{
    filter->ends[ending_in(last << 8 | before, 0)] |= (uint8_t)(1 << (before & 3));
}

/* Let the filter pass the last bytes of a rank: before one of a single byte any other may end. */
static void add_ending(rank_filter *filter, uint64_t rank)
{
    uint8_t bytes[MOST_VARINT];
    int64_t length = 0;
    for (; rank >= 0x80 && length + 1 < MOST_VARINT; rank >>= 7)
        bytes[length++] = (uint8_t)(rank | 0x80);
    bytes[length] = (uint8_t)rank & 0x7f;
    if (length)
        allow_ending(filter, bytes[length - 1], bytes[length]);
    for (uint64_t before = 0; !length && before < 0x80; before++)
        allow_ending(filter, before, bytes[0]);
}

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
        add_ending(filter, (uint64_t)rank);
    }
}

static rank_filter *make_filter(job *work, const packed_tokens *in, const i64s *terms)
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
    return filter;
}

/* Return the place of the term whose rank ends at a byte among those looked for; -1 where it is none of these. */
static int64_t term_ending_at(const rank_filter *filter, const uint8_t *bytes, int64_t last)
{
    int64_t first = last;
    uint64_t rank = bytes[last];
    for (; first > 0 && bytes[first - 1] >= 0x80; first--)
        rank = rank << 7 | (bytes[first - 1] & 0x7f);
    int64_t low = 0, high = last - first < MOST_VARINT ? filter->count : 0, end = high;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (filter->ranks[middle].rank < (int64_t)rank)
            low = middle + 1;
        else
            high = middle;
    }
    return low < end && filter->ranks[low].rank == (int64_t)rank ? filter->ranks[low].term : -1;
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

/* Return the place behind so many ranks that bytes begin with; more than there are bytes where these are too few. */
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

/* Numbers of four bits */

/* Add sixteen numbers. */
static inline void add_word(nibble_sum *total, uint64_t word)
{
    uint64_t all = word & word >> 1;
    all = all & all >> 2 & EACH_NIBBLE; /* a bit for each number that has more than four */
    int64_t escaped = add_bytes((all + (all >> 4)) & LOW_NIBBLES);
    total->escaped += escaped;
    total->sum += add_bytes((word & LOW_NIBBLES) + (word >> 4 & LOW_NIBBLES)) - ESCAPE * escaped;
}

static nibble_sum add_nibbles(const uint8_t *halves, int64_t rows)
{
    nibble_sum total = {0};
    int64_t row = 0, left = rows % TOGETHER;
    for (; row < rows - left; row += TOGETHER)
        add_word(&total, word_at(halves + row / 2, 8));
    if (left)
        add_word(&total, word_at(halves + row / 2, (left + 1) / 2) & (((uint64_t)1 << 4 * left) - 1));
    return total;
}

/* Return the sum of the first gaps of a block: those that were added up before, and what comes behind them. */
static int64_t add_gaps(token_block *block, int64_t rows, kernel_fault *fault)
{
    const uint8_t *halves = block->bytes.items + block->gaps;
    int64_t escapes = block->gaps + (block->rows + 1) / 2, left = rows % TOGETHER;
    gap_sum *known = &block->known;
    if (rows < known->rows)
        *known = (gap_sum){0};
    for (; known->rows < rows - left; known->rows += TOGETHER)
        add_word(&known->few, word_at(halves + known->rows / 2, 8));
    for (; known->read < known->few.escaped; known->read++)
        known->more += at_u8s(&block->bytes, escapes + known->read, fault);
    nibble_sum last = add_nibbles(halves + known->rows / 2, left);
    int64_t sum = known->few.sum + known->more + last.sum;
    for (int64_t at = 0; at < last.escaped; at++)
        sum += at_u8s(&block->bytes, escapes + known->read + at, fault);
    return sum;
}

static int64_t length_at(const token_block *block, int64_t row, kernel_fault *fault)
{
    const uint8_t *halves = block->bytes.items + block->lengths;
    int64_t length = halves[row / 2] >> row % 2 * 4 & ESCAPE, escapes = block->lengths + (block->rows + 1) / 2;
    return length < ESCAPE ? length : at_u8s(&block->bytes, escapes + add_nibbles(halves, row).escaped, fault);
}

/* Find where the columns of a block lie; `lengths` only where something was found in it. */
static token_block find_gaps(u8s bytes, int64_t rows, kernel_fault *fault)
{
    token_block block = {.bytes = bytes, .rows = rows, .gaps = behind_ranks(bytes, rows)};
    if (block.gaps + (rows + 1) / 2 > bytes.length)
        fail(fault, KERNEL_OUTSIDE, block.gaps);
    return block;
}

static void find_lengths(token_block *block, kernel_fault *fault)
{
    int64_t half = (block->rows + 1) / 2;
    block->lengths = block->gaps + half + add_nibbles(block->bytes.items + block->gaps, block->rows).escaped;
    if (block->lengths + half > block->bytes.length)
        fail(fault, KERNEL_OUTSIDE, block->lengths);
}

/* Documents */

/* The stretch of a document in a block, and where what is found is written to. */
typedef struct {
    const rank_filter *filter;
    int64_t *found, room, count;
    int64_t doc, low, high; /* rows of the block */
    int64_t start;          /* where the gap of the block's first row begins */
    int64_t counted, row;   /* how many ranks, `row`, end before a place */
    kernel_fault *fault;
} token_finder;

/* Look whether a rank that is wanted ends at a place of a block. */
static void look_at(token_finder *finder, token_block *block, int64_t at)
{
    const uint8_t *bytes = block->bytes.items;
    int64_t term = term_ending_at(finder->filter, bytes, at);
    if (term < 0)
        return;
    finder->row += count_ends(bytes, finder->counted, at);
    finder->counted = at;
    if (finder->row < finder->low || finder->row >= finder->high)
        return;
    if (!block->lengths)
        find_lengths(block, finder->fault);
    if (finder->fault->code)
        return;
    int64_t begin = finder->start + add_gaps(block, finder->row + 1, finder->fault);
    int64_t cells[TOKEN_COLUMNS] = {finder->doc, term, begin, begin + length_at(block, finder->row, finder->fault)};
    if (finder->count < finder->room)
        memcpy(finder->found + finder->count * TOKEN_COLUMNS, cells, sizeof cells);
    finder->count++;
}

/* Find the tokens of the stretch of a document in a block. */
static void find_in_block(token_finder *finder, token_block *block)
{
    const uint8_t *bytes = block->bytes.items, *ends = finder->filter->ends;
    int64_t at = 1;
    finder->counted = finder->row = 0;
    finder->start -= finder->low ? add_gaps(block, finder->low, finder->fault) : 0;
    if (may_end(finder->filter, (uint64_t)bytes[0] << 8, 0))
        look_at(finder, block, 0);
    for (; at + 7 <= block->gaps && !finder->fault->code; at += 4) {
        uint64_t word = word_at(bytes + at - 1, 8);
        if (ends[ending_in(word, 0)] | ends[ending_in(word, 8)] | ends[ending_in(word, 16)] | ends[ending_in(word, 24)])
            for (int next = 0; next < 4; next++)
                if (may_end(finder->filter, word, 8 * next))
                    look_at(finder, block, at + next);
    }
    for (; at < block->gaps && !finder->fault->code; at++)
        if (may_end(finder->filter, word_at(bytes + at - 1, 2), 0))
            look_at(finder, block, at);
    finder->start += add_gaps(block, finder->high, finder->fault);
}

/* Find the tokens of a document, which are so many rows of the table. */
static void find_in_rows(token_finder *finder, const packed_file *file, block_reader *reader, int64_t begin, int64_t end)
{
    kernel_fault *fault = finder->fault;
    int64_t first = begin / BLOCK_ROWS, past = (end + BLOCK_ROWS - 1) / BLOCK_ROWS;
    int64_t origin = offset_at(&file->blocks, first, fault), last = offset_at(&file->blocks, past, fault);
    if (begin >= end || end > file->rows || fault->code) {
        if (end > file->rows || begin > end)
            fail(fault, KERNEL_OUTSIDE, end);
        return;
    }
    u8s bytes = read_blocks(reader, file->begin + origin, file->begin + last, fault);
    for (int64_t block = first; block < past && !fault->code; block++) {
        int64_t from = offset_at(&file->blocks, block, fault) - origin;
        int64_t to = offset_at(&file->blocks, block + 1, fault) - origin, row = block * BLOCK_ROWS;
        if (from < 0 || to < from || to > bytes.length) {
            fail(fault, KERNEL_MALFORMED, to);
            return;
        }
        token_block here = find_gaps((u8s){bytes.items + from, to - from}, least(file->rows - row, BLOCK_ROWS), fault);
        finder->low = most(begin - row, 0);
        finder->high = least(end - row, here.rows);
        if (!fault->code)
            find_in_block(finder, &here);
    }
}

int64_t find_packed_tokens(job *work, const packed_tokens *in, const i64s *rows, const i64s *ends, const i64s *begins,
                           const i64s *terms, int64_t *found, int64_t room)
{
    const packed_file *file = &in->file;
    uint8_t few[FEW_BYTES];
    block_reader reader = {file->descriptor, file->size, file->checksums, file->tables, &work->arena, few, FEW_BYTES};
    token_finder finder = {.filter = make_filter(work, in, terms), .found = found, .room = room, .fault = work->fault};
    for (; finder.doc < rows->length && !failed(work); finder.doc++) {
        int64_t begin = offset_at(rows, finder.doc, work->fault), end = offset_at(ends, finder.doc, work->fault);
        finder.start = offset_at(begins, finder.doc, work->fault);
        if (!failed(work))
            find_in_rows(&finder, file, &reader, begin, end);
    }
    return finder.count;
}
