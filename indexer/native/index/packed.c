/* Tables of numbers in few bytes, read from any row on: indexer/index/format/packed.py. */
#include "index/packed.h"

enum { BLOCK_ROWS = 128, COLUMN_CELLS = 3, MOST_VARINT = 5, ESCAPE = 15 };
_Static_assert((int)BLOCK_ROWS == (int)PACKED_BLOCK_ROWS, "the same rows of a block");
enum { DELTAS = 0, NIBBLES = 1, RANKS = 2 };

/* A column, as `packed.py` describes it: its numbers lie side by side. */
typedef struct {
    uint8_t *items;
    int64_t size; /* bytes of a number: 1, 2 or 4 */
    int64_t coding;
} column;

static column read_column(const i64s *cells, int64_t number, kernel_fault *fault)
{
    column found = {(uint8_t *)(intptr_t)at_i64s(cells, number * COLUMN_CELLS, fault),
                    at_i64s(cells, number * COLUMN_CELLS + 1, fault), at_i64s(cells, number * COLUMN_CELLS + 2, fault)};
    if ((found.size != 1 && found.size != 2 && found.size != 4) || found.coding < DELTAS || found.coding > RANKS)
        fail(fault, KERNEL_MALFORMED, found.coding);
    return found;
}

static uint32_t number_at(const column *from, int64_t row)
{
    const uint8_t *at = from->items + row * from->size;
    uint16_t half;
    uint32_t whole;
    if (from->size == 1)
        return *at;
    if (from->size == 2) {
        memcpy(&half, at, sizeof half);
        return half;
    }
    memcpy(&whole, at, sizeof whole);
    return whole;
}

/* Packing */

/* Where packed bytes go; the caller has seen to it that there is room for a block. */
typedef struct {
    uint8_t *bytes;
    int64_t length;
} packer;

static void put_varint(packer *out, uint64_t number)
{
    while (number >= 0x80) {
        out->bytes[out->length++] = (uint8_t)(number | 0x80);
        number >>= 7;
    }
    out->bytes[out->length++] = (uint8_t)number;
}

/* Write each number as its difference from the one before, the first from 0. */
static void put_deltas(packer *out, const column *from, int64_t begin, int64_t rows)
{
    int64_t before = 0;
    for (int64_t row = begin; row < begin + rows; row++) {
        int64_t number = (int32_t)number_at(from, row), delta = number - before;
        put_varint(out, delta < 0 ? ((uint64_t)-delta << 1) - 1 : (uint64_t)delta << 1);
        before = number;
    }
}

/* Write four bits of each number; behind them those whole that have more. */
static void put_nibbles(packer *out, const column *from, int64_t begin, int64_t rows)
{
    uint8_t *halves = out->bytes + out->length;
    out->length += (rows + 1) / 2;
    memset(halves, 0, (size_t)(rows + 1) / 2);
    for (int64_t row = 0; row < rows; row++) {
        uint32_t number = number_at(from, begin + row), low = number < ESCAPE ? number : ESCAPE;
        halves[row / 2] |= (uint8_t)(low << row % 2 * 4);
        for (int64_t byte = 0; low == ESCAPE && byte < from->size; byte++)
            out->bytes[out->length++] = (uint8_t)(number >> 8 * byte);
    }
}

static void put_column(packer *out, const column *from, int64_t begin, int64_t rows)
{
    if (from->coding == DELTAS)
        put_deltas(out, from, begin, rows);
    else if (from->coding == NIBBLES)
        put_nibbles(out, from, begin, rows);
    else
        for (int64_t row = begin; row < begin + rows; row++)
            put_varint(out, number_at(from, row));
}

/* Pack the rows of a table, block by block.
 *
 * columns: int64[c, 3]: the address of each column's numbers, which the caller holds, bytes of a number, its coding.
 * packed: room for the bytes: per row and column 5, and per block one more. blocks: room for where each block begins,
 * and where the last ends: int64[blocks + 1].
 * Returns how many bytes were written.
 */
KERNEL_API int64_t pack_rows(const int64_t *columns, int64_t column_cells, uint8_t *packed, int64_t packed_room,
                             int64_t *blocks, int64_t block_room, int64_t rows, kernel_fault *fault)
{
    i64s cells = {columns, column_cells};
    packer out = {packed, 0};
    int64_t count = column_cells / COLUMN_CELLS, number = 0;
    if (rows < 0 || block_room < (rows + BLOCK_ROWS - 1) / BLOCK_ROWS + 1)
        fail(fault, KERNEL_NO_MEMORY, block_room);
    for (int64_t begin = 0; begin < rows && !fault->code; begin += BLOCK_ROWS) {
        int64_t here = rows - begin < BLOCK_ROWS ? rows - begin : BLOCK_ROWS;
        if (packed_room - out.length < count * (here * MOST_VARINT + 1)) {
            fail(fault, KERNEL_NO_MEMORY, packed_room);
            break;
        }
        blocks[number++] = out.length;
        for (int64_t at = 0; at < count && !fault->code; at++) {
            column from = read_column(&cells, at, fault);
            if (!fault->code)
                put_column(&out, &from, begin, here);
        }
    }
    if (!fault->code)
        blocks[number] = out.length;
    return out.length;
}

/* Unpacking */

/* Bytes that are unpacked; a varint that lies well inside of them is read without a look at each byte's place. */
typedef struct {
    u8s bytes;
    int64_t at;
    kernel_fault *fault;
} unpacker;

static uint64_t take_varint_at_end(unpacker *in)
{
    uint64_t number = 0;
    for (int shift = 0; shift < 7 * MOST_VARINT; shift += 7) {
        uint8_t byte = at_u8s(&in->bytes, in->at++, in->fault);
        number |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80)
            return number;
    }
    fail(in->fault, KERNEL_MALFORMED, in->at);
    return 0;
}

static inline uint64_t take_varint(unpacker *in)
{
    if (in->bytes.length - in->at < MOST_VARINT)
        return take_varint_at_end(in);
    const uint8_t *byte = in->bytes.items + in->at;
    uint64_t number = byte[0] & 0x7f;
    int64_t length = 1;
    while (byte[length - 1] >= 0x80 && length < MOST_VARINT) {
        number |= (uint64_t)(byte[length] & 0x7f) << 7 * length;
        length++;
    }
    if (byte[length - 1] >= 0x80)
        fail(in->fault, KERNEL_MALFORMED, in->at);
    in->at += length;
    return number;
}

static uint32_t difference(uint64_t coded)
{
    return (uint32_t)(coded >> 1) ^ (uint32_t)-(int64_t)(coded & 1);
}

/* Return eight bytes, the first the lowest. */
static uint64_t look_ahead(const uint8_t *at)
{
    uint64_t ahead = 0;
    for (int byte = 0; byte < 8; byte++)
        ahead |= (uint64_t)at[byte] << 8 * byte;
    return ahead;
}

/* Of eight bytes, by the bits that say which of them go on: where the second, third and fourth of four varints begin, of one
 * byte or two each, and where the fifth does. */
#define STEP(bits, at) ((at) + 1 + ((bits) >> (at) & 1))
#define SECOND(bits) STEP(bits, 0)
#define THIRD(bits) STEP(bits, SECOND(bits))
#define FOURTH(bits) STEP(bits, THIRD(bits))
#define BEGINS(bits) {SECOND(bits), THIRD(bits), FOURTH(bits), STEP(bits, FOURTH(bits))}
#define BEGINS_4(bits) BEGINS(bits), BEGINS((bits) + 1), BEGINS((bits) + 2), BEGINS((bits) + 3)
#define BEGINS_16(bits) BEGINS_4(bits), BEGINS_4((bits) + 4), BEGINS_4((bits) + 8), BEGINS_4((bits) + 12)
#define BEGINS_64(bits) BEGINS_16(bits), BEGINS_16((bits) + 16), BEGINS_16((bits) + 32), BEGINS_16((bits) + 48)
static const uint8_t VARINT_BEGINS[256][4] = {BEGINS_64(0), BEGINS_64(64), BEGINS_64(128), BEGINS_64(192)};

/* Take the varints that end among eight bytes, two at most, which lie well inside of all; return how many these are. */
static int64_t take_long_varints(unpacker *in, uint64_t ahead, uint64_t varints[2])
{
    uint64_t ending = ~ahead & 0x8080808080808080u;
    int64_t count = 0;
    do {
        uint64_t own = ahead & (ending ^ (ending - 1));
        int64_t length = ending ? __builtin_ctzll(ending) / 8 + 1 : MOST_VARINT + 1;
        if (length > MOST_VARINT) {
            fail(in->fault, KERNEL_MALFORMED, in->at);
            length = MOST_VARINT;
        }
        varints[count++] = (own & 0x7f) | (own >> 1 & 0x7f << 7) | (own >> 2 & 0x7f << 14) | (own >> 3 & 0x7f << 21) |
                           (own >> 4 & (uint64_t)0x7f << 28);
        in->at += length;
        ahead >>= 8 * length;
        ending >>= 8 * length;
    } while (ending && count < 2);
    return count;
}

/* Return a varint of one byte or two, the lowest of some. */
static uint32_t short_varint(uint64_t bytes)
{
    uint32_t two = (uint32_t)bytes >> 7 & 1;
    return ((uint32_t)bytes & 0x7f) | ((uint32_t)(bytes >> 1) & 0x3f80 & -two);
}

/* Take numbers that are written as differences.
 *
 * As long as eight bytes lie ahead they are looked at together: eight varints of one byte, or four of one or two bytes. Four
 * of two bytes, as most are that tell the next document of a word, are summed up side by side; the others are told apart
 * without a branch, for which it is cannot be guessed.
 */
static void take_deltas(unpacker *in, uint32_t *numbers, int64_t rows)
{
    enum { AT_ONCE = 8, FEWER = 4 };
    const uint64_t goes_on = 0x8080808080808080u, twos = 0x0080008000800080u, lanes = 0x0001000100010001u;
    uint32_t number = 0;
    for (int64_t row = 0; row < rows;) {
        const uint8_t *next = in->bytes.items + in->at;
        bool is_near_end = rows - row < AT_ONCE || in->bytes.length - in->at < AT_ONCE;
        uint64_t ahead = is_near_end ? goes_on : look_ahead(next), longer = ahead & goes_on;
        if (!longer) {
            for (int at = 0; at < AT_ONCE; at++)
                numbers[row + at] = number += difference(next[at]);
            row += AT_ONCE;
            in->at += AT_ONCE;
        } else if (is_near_end) {
            numbers[row++] = number += difference(take_varint(in));
        } else if (longer & longer << 8) { /* one of three bytes or more */
            uint64_t varints[2];
            int64_t count = take_long_varints(in, ahead, varints);
            for (int64_t at = 0; at < count; at++)
                numbers[row++] = number += difference(varints[at]);
        } else if (longer == twos && !(ahead & lanes)) { /* none is below 0 */
            uint64_t sums = (((ahead & lanes * 0x7f) | (ahead & lanes * 0x7f00) >> 1) >> 1) * lanes;
            numbers[row] = number + (uint32_t)(sums & 0xffff);
            numbers[row + 1] = number + (uint32_t)(sums >> 16 & 0xffff);
            numbers[row + 2] = number + (uint32_t)(sums >> 32 & 0xffff);
            numbers[row + 3] = number += (uint32_t)(sums >> 48);
            row += FEWER;
            in->at += AT_ONCE;
        } else {
            const uint8_t *begins = VARINT_BEGINS[(longer >> 7) * 0x0102040810204080u >> 56];
            numbers[row] = number += difference(short_varint(ahead));
            numbers[row + 1] = number += difference(short_varint(ahead >> 8 * begins[0]));
            numbers[row + 2] = number += difference(short_varint(ahead >> 8 * begins[1]));
            numbers[row + 3] = number += difference(short_varint(ahead >> 8 * begins[2]));
            row += FEWER;
            in->at += begins[3];
        }
    }
}

static void take_nibbles(unpacker *in, uint32_t *numbers, int64_t rows, int64_t size)
{
    const uint8_t *halves = in->bytes.items + in->at;
    if (in->bytes.length - in->at < (rows + 1) / 2) {
        fail(in->fault, KERNEL_OUTSIDE, in->at);
        return;
    }
    in->at += (rows + 1) / 2;
    uint32_t longer = 0;
    for (int64_t at = 0; at < (rows + 1) / 2; at++) { /* there is room for an even number */
        numbers[2 * at] = halves[at] & 15;
        numbers[2 * at + 1] = halves[at] >> 4;
        longer |= (numbers[2 * at] == ESCAPE) | (numbers[2 * at + 1] == ESCAPE);
    }
    for (int64_t row = 0; row < rows && longer; row++)
        if (numbers[row] == ESCAPE) {
            numbers[row] = 0;
            for (int64_t byte = 0; byte < size; byte++)
                numbers[row] |= (uint32_t)at_u8s(&in->bytes, in->at++, in->fault) << 8 * byte;
        }
}

static void take_ranks(unpacker *in, uint32_t *numbers, int64_t rows, const u32s *ranked)
{
    for (int64_t row = 0; row < rows; row++)
        numbers[row] = at_u32s(ranked, (int64_t)take_varint(in), in->fault);
}

static void store(const column *into, int64_t at, const uint32_t *numbers, int64_t count)
{
    uint8_t *items = into->items + at * into->size;
    if (into->size == 4)
        memcpy(items, numbers, (size_t)count * sizeof(uint32_t));
    else if (into->size == 2)
        for (int64_t row = 0; row < count; row++)
            memcpy(items + 2 * row, &(uint16_t){(uint16_t)numbers[row]}, sizeof(uint16_t));
    else
        for (int64_t row = 0; row < count; row++)
            items[row] = (uint8_t)numbers[row];
}

/* A table's columns, and where they are unpacked to: one behind the other, `room` rows each. */
enum { MOST_COLUMNS = 8 };
typedef struct {
    column columns[MOST_COLUMNS];
    int64_t count;
    u32s ranked; /* what ranks stand for */
    int64_t room, used;
} unpacked_table;

static unpacked_table make_unpacked(const i64s *cells, u32s ranked, uint8_t *out, int64_t out_room, int64_t rows,
                                    kernel_fault *fault)
{
    unpacked_table table = {.count = cells->length / 2, .ranked = ranked, .room = rows};
    int64_t begin = 0;
    if (table.count > MOST_COLUMNS || rows < 0 || rows > (int64_t)1 << 40) {
        fail(fault, KERNEL_MALFORMED, table.count);
        table.count = 0;
    }
    for (int64_t at = 0; at < table.count; at++) {
        column into = {out + begin, at_i64s(cells, 2 * at, fault), at_i64s(cells, 2 * at + 1, fault)};
        if (into.size != 1 && into.size != 2 && into.size != 4) {
            fail(fault, KERNEL_MALFORMED, into.size);
            break;
        }
        begin += into.size * rows;
        table.columns[at] = into;
    }
    if (begin > out_room)
        fail(fault, KERNEL_NO_MEMORY, begin);
    return table;
}

/* Unpack rows of some blocks of a table behind those that are unpacked already.
 *
 * bytes: which begin with these blocks; they take `size`. skipped: rows of the first block before those that are
 * wanted. there: rows that the blocks have.
 */
static void unpack_blocks(unpacked_table *table, u8s bytes, int64_t size, int64_t skipped, int64_t wanted, int64_t there,
                          kernel_fault *fault)
{
    uint32_t numbers[BLOCK_ROWS];
    if (wanted < 0 || there - skipped < wanted || wanted > table->room - table->used || size > bytes.length) {
        fail(fault, KERNEL_MALFORMED, wanted);
        return;
    }
    unpacker in = {bytes, 0, fault};
    for (int64_t first = 0; first < there && !fault->code; first += BLOCK_ROWS) {
        int64_t here = there - first < BLOCK_ROWS ? there - first : BLOCK_ROWS;
        int64_t low = skipped > first ? skipped - first : 0;
        int64_t high = skipped + wanted - first < here ? skipped + wanted - first : here;
        for (const column *into = table->columns; into < table->columns + table->count && !fault->code; into++) {
            if (into->coding == DELTAS)
                take_deltas(&in, numbers, here);
            else if (into->coding == NIBBLES)
                take_nibbles(&in, numbers, here, into->size);
            else
                take_ranks(&in, numbers, here, &table->ranked);
            if (low < high && !fault->code)
                store(into, table->used + first + low - skipped, numbers + low, high - low);
        }
    }
    if (in.at != size)
        fail(fault, KERNEL_MALFORMED, in.at);
    table->used += wanted;
}

enum { FILE_CELLS = 14 };

packed_file find_packed_file(const int64_t *cells, int64_t count, kernel_fault *fault)
{
    if (count != FILE_CELLS) {
        fail(fault, KERNEL_MALFORMED, count);
        return (packed_file){0};
    }
    return (packed_file){
        .checksums = {(const uint32_t *)(intptr_t)cells[0], cells[1]},
        .tables = {(const uint32_t *)(intptr_t)cells[2], cells[3]},
        .blocks = {(const int64_t *)(intptr_t)cells[4], cells[5]},
        .sizes = {(const int64_t *)(intptr_t)cells[6], cells[7]},
        .ranked = {(const uint32_t *)(intptr_t)cells[8], cells[9]},
        .descriptor = cells[10],
        .size = cells[11],
        .begin = cells[12],
        .rows = cells[13],
    };
}

int64_t read_packed_spans(const packed_file *from, const i64s *spans, uint8_t *out, int64_t out_room, int64_t wanted,
                          kernel_fault *fault)
{
    kernel_arena arena = {0};
    uint8_t room[FEW_BYTES];
    block_reader reader = {from->descriptor, from->size, from->checksums, from->tables, &arena, room, FEW_BYTES};
    unpacked_table table = make_unpacked(&from->sizes, from->ranked, out, out_room, wanted, fault);
    for (int64_t cell = 0; cell + 1 < spans->length && !fault->code; cell += 2) {
        int64_t begin = offset_at(spans, cell, fault), end = offset_at(spans, cell + 1, fault);
        int64_t first = begin / BLOCK_ROWS, past = (end + BLOCK_ROWS - 1) / BLOCK_ROWS;
        int64_t low = offset_at(&from->blocks, first, fault), high = offset_at(&from->blocks, past, fault);
        if (begin >= end || fault->code)
            continue;
        u8s bytes = read_blocks(&reader, from->begin + low, from->begin + high, fault);
        int64_t last = past * BLOCK_ROWS < from->rows ? past * BLOCK_ROWS : from->rows, skipped = first * BLOCK_ROWS;
        if (!fault->code)
            unpack_blocks(&table, bytes, high - low, begin - skipped, end - begin, last - skipped, fault);
    }
    if (table.used != wanted)
        fail(fault, KERNEL_MALFORMED, table.used);
    arena_free(&arena);
    return table.used;
}

/* Read the bytes of the blocks that hold some rows. */
static packed_rows read_packed_bytes(const packed_file *from, int64_t begin, int64_t end, block_reader *reader,
                                     kernel_fault *fault)
{
    int64_t wanted = count_rows(from, &(i64s){(int64_t[]){begin, end}, 2}, fault);
    if (fault->code || !wanted)
        return (packed_rows){0};
    int64_t first = begin / BLOCK_ROWS, past = (end + BLOCK_ROWS - 1) / BLOCK_ROWS;
    int64_t low = offset_at(&from->blocks, first, fault), high = offset_at(&from->blocks, past, fault);
    int64_t there = past * BLOCK_ROWS < from->rows ? past * BLOCK_ROWS : from->rows;
    u8s bytes = fault->code ? (u8s){0} : read_blocks(reader, from->begin + low, from->begin + high, fault);
    return (packed_rows){{bytes.items, fault->code ? 0 : high - low},
                         from->blocks.items + first,
                         past - first,
                         begin - first * BLOCK_ROWS,
                         wanted,
                         there - (past - 1) * BLOCK_ROWS};
}

packed_rows open_packed_rows(const packed_file *from, int64_t begin, int64_t end, kernel_arena *arena,
                             kernel_fault *fault)
{
    block_reader reader = {from->descriptor, from->size, from->checksums, from->tables, arena, NULL, 0};
    if (from->sizes.length != 2 || from->sizes.items[0] != sizeof(int32_t) || from->sizes.items[1] != DELTAS)
        fail(fault, KERNEL_MALFORMED, from->sizes.length);
    return fault->code ? (packed_rows){0} : read_packed_bytes(from, begin, end, &reader, fault);
}

/* Return where a block begins in the bytes, which damaged numbers may put anywhere. */
static int64_t block_begin(const packed_rows *of, int64_t block)
{
    return (int64_t)((uint64_t)of->blocks[block] - (uint64_t)of->blocks[0]);
}

/* Begin to unpack a block. */
static unpacker begin_block(const packed_rows *of, int64_t block, kernel_fault *fault)
{
    int64_t at = block_begin(of, block);
    if (at >= 0 && at <= of->bytes.length)
        return (unpacker){of->bytes, at, fault};
    fail(fault, KERNEL_OUTSIDE, at);
    return (unpacker){{0}, 0, fault};
}

int32_t first_of_block(const packed_rows *of, int64_t block, kernel_fault *fault)
{
    unpacker in = begin_block(of, block, fault);
    return (int32_t)difference(take_varint(&in));
}

static int64_t rows_of_block(const packed_rows *of, int64_t block)
{
    return block < of->count - 1 ? BLOCK_ROWS : of->in_last;
}

void unpack_block(const packed_rows *of, int64_t block, int32_t *rows, kernel_fault *fault)
{
    uint32_t numbers[BLOCK_ROWS];
    int64_t here = rows_of_block(of, block), begin = block * BLOCK_ROWS - of->skipped;
    int64_t low = begin < 0 ? -begin : 0, high = of->rows - begin < here ? of->rows - begin : here;
    unpacker in = begin_block(of, block, fault);
    if (!fault->code)
        take_deltas(&in, numbers, here);
    if (in.at != block_begin(of, block + 1))
        fail(fault, KERNEL_MALFORMED, in.at);
    if (!fault->code && low < high)
        memcpy(rows + begin + low, numbers + low, (size_t)(high - low) * sizeof(int32_t));
}

/* Return how many rows of a block there are up to the last one that is wanted. */
static int64_t wanted_of_block(const packed_rows *of, int64_t block)
{
    int64_t left = of->skipped + of->rows - block * BLOCK_ROWS, there = rows_of_block(of, block);
    return left < there ? left : there;
}

packed_postings open_packed_postings(const packed_file *from, kernel_arena *arena, kernel_fault *fault)
{
    const i64s *sizes = &from->sizes;
    bool is_counted = sizes->length == 4 && sizes->items[2] == sizeof(uint16_t) && sizes->items[3] == NIBBLES;
    if (!is_counted || sizes->items[0] != sizeof(int32_t) || sizes->items[1] != DELTAS)
        fail(fault, KERNEL_MALFORMED, sizes->length);
    block_reader reader = {from->descriptor, from->size, from->checksums, from->tables, arena, NULL, 0};
    reader.room = arena_take_unset(arena, FEW_BYTES, 1, fault);
    reader.room_bytes = fault->code ? 0 : FEW_BYTES;
    return (packed_postings){.from = from, .reader = reader, .arena = arena, .unpacked = -1};
}

i32s read_packed_postings(packed_postings *in, int64_t begin, int64_t end, kernel_fault *fault)
{
    in->of = read_packed_bytes(in->from, begin, end, &in->reader, fault);
    in->unpacked = -1;
    if (in->of.count > in->room) {
        in->room = 2 * in->of.count;
        in->entries = arena_take_unset(in->arena, in->room * BLOCK_ROWS, sizeof(int32_t), fault);
        in->ends = arena_take_unset(in->arena, in->room, sizeof(int64_t), fault);
    }
    for (int64_t block = 0; block < in->of.count && !fault->code; block++) {
        unpacker at = begin_block(&in->of, block, fault);
        if (!fault->code)
            take_deltas(&at, (uint32_t *)in->entries + block * BLOCK_ROWS, wanted_of_block(&in->of, block));
        in->ends[block] = at.at;
    }
    return fault->code || !in->of.count ? (i32s){0} : (i32s){in->entries + in->of.skipped, in->of.rows};
}

/* Pass some varints over. */
static void skip_varints(unpacker *in, int64_t count)
{
    enum { AT_ONCE = 8 };
    const uint64_t ones = 0x0101010101010101u;
    while (count >= AT_ONCE && in->bytes.length - in->at >= AT_ONCE) {
        uint64_t ending = ~look_ahead(in->bytes.items + in->at) >> 7 & ones;
        count -= (int64_t)(ending * ones >> 56);
        in->at += AT_ONCE;
    }
    while (count > 0 && !in->fault->code)
        count -= at_u8s(&in->bytes, in->at++, in->fault) < 0x80;
}

void unpack_counts(packed_postings *in, int64_t block, kernel_fault *fault)
{
    uint32_t numbers[BLOCK_ROWS];
    bool is_there = block >= 0 && block < in->of.count;
    int64_t rows = is_there ? rows_of_block(&in->of, block) : 0;
    unpacker at = {in->of.bytes, is_there ? in->ends[block] : 0, fault};
    memset(in->counts, 0, sizeof in->counts);
    in->unpacked = block;
    if (!is_there)
        fail(fault, KERNEL_OUTSIDE, block);
    skip_varints(&at, is_there ? rows - wanted_of_block(&in->of, block) : 0);
    take_nibbles(&at, numbers, rows, sizeof(uint16_t));
    for (int64_t row = 0; row < rows && !fault->code; row++)
        in->counts[row] = (uint16_t)numbers[row];
}

/* Read ranges of rows: see `read_packed_spans`, and `packed_file` for what `file` holds. */
KERNEL_API int64_t read_ranges(const int64_t *file, int64_t file_cells, const int64_t *spans, int64_t span_cells,
                               uint8_t *out, int64_t out_room, int64_t wanted, kernel_fault *fault)
{
    packed_file from = find_packed_file(file, file_cells, fault);
    i64s span_of = {spans, span_cells};
    return read_packed_spans(&from, &span_of, out, out_room, wanted, fault);
}

/* Read ranges of rows: of each its columns, one behind the other, then those of the next. */
KERNEL_API int64_t read_each(const int64_t *file, int64_t file_cells, const int64_t *spans, int64_t span_cells,
                             uint8_t *out, int64_t out_room, kernel_fault *fault)
{
    packed_file from = find_packed_file(file, file_cells, fault);
    int64_t row_bytes = 0, used = 0;
    for (int64_t at = 0; at < from.sizes.length; at += 2)
        row_bytes += offset_at(&from.sizes, at, fault);
    for (int64_t cell = 0; cell + 1 < span_cells && !fault->code; cell += 2) {
        i64s span_of = {spans + cell, 2};
        int64_t rows = offset_at(&span_of, 1, fault) - offset_at(&span_of, 0, fault);
        if (fault->code || rows <= 0)
            continue;
        read_packed_spans(&from, &span_of, out + used, out_room - used, rows, fault);
        used += fault->code ? 0 : row_bytes * rows;
    }
    return used;
}

/* Read one range of rows: as `read_ranges`. */
KERNEL_API int64_t read_rows(const int64_t *file, int64_t file_cells, int64_t begin, int64_t end, uint8_t *out,
                             int64_t out_room, kernel_fault *fault)
{
    int64_t wanted = begin >= 0 && end >= 0 ? end - begin : -1; /* rows that no table has, and `read_ranges` says so */
    return read_ranges(file, file_cells, (int64_t[]){begin, end}, 2, out, out_room, wanted, fault);
}
