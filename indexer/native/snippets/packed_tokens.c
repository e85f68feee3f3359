/* The tokens of a page that are among some terms, found in a part's packed table of tokens: none is unpacked.
 *
 * A block holds the ranks of its tokens' entries as varints, then their gaps and then their lengths, four bits each with
 * what has more behind them: indexer/index/format/packed.py. Nearly all tokens are not wanted: `wanted_ranks.c` tells which
 * are, and gaps are added up sixteen at a time.
 */
#include "snippets/packed_tokens.h"
#include "index/blocks.h"
#include "snippets/page.h"
#include "snippets/wanted_ranks.h"

enum { BLOCK_ROWS = 128, ESCAPE = 15, TOGETHER = 16, GROUPS = BLOCK_ROWS / TOGETHER };
static const uint64_t EACH_BYTE = 0x0101010101010101, EACH_NIBBLE = 0x1111111111111111, LOW_NIBBLES = 0x0f0f0f0f0f0f0f0f;

/* Numbers of four bits: the sum of those that have no more, and how many have more. */
typedef struct {
    int64_t sum, escaped;
} nibble_sum;

/* A block of the table: how many tokens it has, where its columns begin, and what is wanted of it. */
typedef struct {
    u8s bytes;
    int64_t rows, gaps, lengths;
    nibble_sum before[GROUPS + 1]; /* the gaps before each group of `TOGETHER` rows */
    int64_t read, more;            /* of the gaps that have more: how many were read, and what they come to */
    found_rank found[BLOCK_ROWS];
    int64_t found_count;
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

/* Return the sum of the first gaps of a block; it is asked for no fewer than before. */
static int64_t add_gaps(token_block *block, int64_t rows, kernel_fault *fault)
{
    int64_t escapes = block->gaps + (block->rows + 1) / 2;
    const nibble_sum *before = &block->before[rows / TOGETHER];
    for (; block->read < before->escaped; block->read++)
        block->more += at_u8s(&block->bytes, escapes + block->read, fault);
    nibble_sum last = add_nibbles(block->bytes.items + block->gaps + rows / TOGETHER * (TOGETHER / 2), rows % TOGETHER);
    int64_t sum = before->sum + block->more + last.sum;
    for (int64_t at = 0; at < last.escaped; at++)
        sum += at_u8s(&block->bytes, escapes + block->read + at, fault);
    return sum;
}

static int64_t length_at(const token_block *block, int64_t row, kernel_fault *fault)
{
    const uint8_t *halves = block->bytes.items + block->lengths;
    int64_t length = halves[row / 2] >> row % 2 * 4 & ESCAPE, escapes = block->lengths + (block->rows + 1) / 2;
    return length < ESCAPE ? length : at_u8s(&block->bytes, escapes + add_nibbles(halves, row).escaped, fault);
}

/* Add up the gaps before each group of rows. */
static void add_groups(token_block *block)
{
    const uint8_t *halves = block->bytes.items + block->gaps;
    nibble_sum total = {0};
    for (int64_t group = 0; group < block->rows / TOGETHER; group++) {
        add_word(&total, word_at(halves + group * (TOGETHER / 2), 8));
        block->before[group + 1] = total;
    }
}

/* Find what is wanted of a block, and where its columns lie. */
static void read_block(token_block *block, const rank_filter *filter, u8s bytes, int64_t rows, kernel_fault *fault)
{
    int64_t half = (rows + 1) / 2;
    block->bytes = bytes;
    block->rows = rows;
    block->before[0] = (nibble_sum){0};
    block->read = block->more = 0;
    block->gaps = find_wanted_ranks(filter, bytes, rows, block->found, &block->found_count);
    if (block->gaps + half > bytes.length) {
        fail(fault, KERNEL_OUTSIDE, block->gaps);
        return;
    }
    add_groups(block);
    const uint8_t *rest = bytes.items + block->gaps + rows / TOGETHER * (TOGETHER / 2);
    block->lengths = block->gaps + half + block->before[rows / TOGETHER].escaped + add_nibbles(rest, rows % TOGETHER).escaped;
    if (block->found_count && block->lengths + half > bytes.length)
        fail(fault, KERNEL_OUTSIDE, block->lengths);
}

/* Documents */

/* The stretch of a document in a block, and where what is found is written to. */
typedef struct {
    const rank_filter *filter;
    int64_t *found, room, count, most;
    int64_t doc, low, high; /* rows of the block */
    int64_t start;          /* where the gap of the block's first row begins */
    kernel_fault *fault;
} token_finder;

/* Find the tokens of the stretch of a document in a block. */
static void find_in_block(token_finder *finder, token_block *block)
{
    finder->start -= finder->low ? add_gaps(block, finder->low, finder->fault) : 0;
    for (int64_t at = 0; at < block->found_count && finder->count < finder->most && !finder->fault->code; at++) {
        int64_t row = block->found[at].row;
        if (row < finder->low || row >= finder->high)
            continue;
        int64_t begin = finder->start + add_gaps(block, row + 1, finder->fault);
        int64_t end = begin + length_at(block, row, finder->fault);
        int64_t cells[TOKEN_COLUMNS] = {finder->doc, block->found[at].term, begin, end};
        if (finder->count < finder->room)
            memcpy(finder->found + finder->count * TOKEN_COLUMNS, cells, sizeof cells);
        finder->count++;
    }
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
    for (int64_t block = first; block < past && finder->count < finder->most && !fault->code; block++) {
        int64_t from = offset_at(&file->blocks, block, fault) - origin;
        int64_t to = offset_at(&file->blocks, block + 1, fault) - origin, row = block * BLOCK_ROWS;
        if (from < 0 || to < from || to > bytes.length) {
            fail(fault, KERNEL_MALFORMED, to);
            return;
        }
        token_block here;
        read_block(&here, finder->filter, (u8s){bytes.items + from, to - from}, least(file->rows - row, BLOCK_ROWS), fault);
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
    token_finder finder = {.filter = make_rank_filter(work, in, terms), .found = found, .room = room, .fault = work->fault};
    for (; finder.doc < rows->length && !failed(work); finder.doc++) {
        int64_t begin = offset_at(rows, finder.doc, work->fault), end = offset_at(ends, finder.doc, work->fault);
        finder.start = offset_at(begins, finder.doc, work->fault);
        finder.most = finder.count + MOST_TOKENS;
        if (!failed(work))
            find_in_rows(&finder, file, &reader, begin, end);
    }
    return finder.count;
}
