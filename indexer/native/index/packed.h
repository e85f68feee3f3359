/* Tables of numbers in few bytes, in an open file: indexer/index/format/packed.py. */
#ifndef PACKED_H
#define PACKED_H

#include "index/blocks.h"

/* A table in a file, as Python describes it once: numbers that it holds, and addresses and lengths of arrays that it keeps.
 *
 * checksums, tables, descriptor, size: of the file, see `block_reader`. begin: where the table's bytes begin in it.
 * blocks: int64[blocks + 1], where each of the table's blocks begins in them, and where the last ends. rows: of the table.
 * sizes: int64[c, 2]: of each column the bytes of a number, and its coding. ranked: what ranks stand for.
 */
typedef struct {
    u32s checksums, tables;
    i64s blocks, sizes;
    u32s ranked;
    int64_t descriptor, size, begin, rows;
} packed_file;

/* Return the table that so many cells describe. */
packed_file find_packed_file(const int64_t *cells, int64_t count, kernel_fault *fault);

/* Read ranges of a table's rows out of its file, verify the blocks that they lie in, unpack them, and lay them end to end.
 *
 * spans: int64[r, 2], where each range begins and ends. out: the columns, one behind the other, `wanted` numbers each.
 * Returns how many rows were read: `wanted`, or the call fails.
 */
int64_t read_packed_spans(const packed_file *from, const i64s *spans, uint8_t *out, int64_t out_room, int64_t wanted,
                          kernel_fault *fault);

/* Count the rows of ranges of a table; one that the table has not makes the call fail. */
static inline int64_t count_rows(const packed_file *in, const i64s *spans, kernel_fault *fault)
{
    int64_t total = 0;
    for (int64_t at = 0; at + 1 < spans->length && !fault->code; at += 2) {
        if (spans->items[at] < 0 || spans->items[at + 1] < spans->items[at] || spans->items[at + 1] > in->rows)
            fail(fault, KERNEL_OUTSIDE, spans->items[at + 1]);
        else
            total += spans->items[at + 1] - spans->items[at];
    }
    return fault->code ? 0 : total;
}

/* Rows of a table of one column of differences: their bytes are verified, and unpacked block by block. */
enum { PACKED_BLOCK_ROWS = 128 };

typedef struct {
    u8s bytes;
    const int64_t *blocks; /* where each begins, and where the last ends */
    int64_t count, skipped, rows; /* blocks; rows of the first block before those that are wanted; rows that are */
    int64_t in_last; /* rows of the last block */
} packed_rows;

packed_rows open_packed_rows(const packed_file *from, int64_t begin, int64_t end, kernel_arena *arena,
                             kernel_fault *fault);

/* Return the number that a block begins with. */
int32_t first_of_block(const packed_rows *of, int64_t block, kernel_fault *fault);

/* Unpack the rows of a block that are wanted to where they belong among all of them. */
void unpack_block(const packed_rows *of, int64_t block, int32_t *rows, kernel_fault *fault);

/* The postings of one key after another, in a table of what a key is in, as differences, and of how often it is there, in
 * half bytes: the counts are unpacked block by block where they are asked for. */
typedef struct {
    const packed_file *from;
    block_reader reader;
    kernel_arena *arena;
    packed_rows of;
    int32_t *entries;      /* of the key, behind those of its first block that are another's */
    int64_t *ends;         /* of each block, where the entries that are unpacked end in the bytes */
    int64_t room, unpacked; /* blocks that there is room for; the block whose counts are here, or -1 */
    uint16_t counts[PACKED_BLOCK_ROWS];
} packed_postings;

packed_postings open_packed_postings(const packed_file *from, kernel_arena *arena, kernel_fault *fault);

/* Read the rows of a key; return what it is in, which is there until the next one is read. */
i32s read_packed_postings(packed_postings *in, int64_t begin, int64_t end, kernel_fault *fault);

/* Unpack how often a key is in what the rows of a block say. */
void unpack_counts(packed_postings *in, int64_t block, kernel_fault *fault);

/* Return how often a key is in what one of its rows says. */
static inline uint16_t count_of_posting(packed_postings *in, int64_t row, kernel_fault *fault)
{
    int64_t at = row + in->of.skipped;
    if (at / PACKED_BLOCK_ROWS != in->unpacked)
        unpack_counts(in, at / PACKED_BLOCK_ROWS, fault);
    return in->counts[at % PACKED_BLOCK_ROWS];
}

#endif
