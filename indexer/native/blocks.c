/* Ranges of a file whose blocks have checksums: indexer/index/format/block_file.py.
 *
 * What cannot be read, or is not what was written, only makes the call fail: Python, which reads the same again, knows
 * what to say of it. The kernel opens no files; it reads one that is open.
 */
#define _XOPEN_SOURCE 700 /* C11 alone has no pread */
#define _FILE_OFFSET_BITS 64
#include "kernel.h"

#if !defined(_WIN32)
#include <unistd.h>
#endif

enum { BLOCK_BYTES = 4096, SLICES = 16, UNREADABLE = KERNEL_OUTSIDE };

/* Return the CRC-32 of some bytes, sixteen at a time; `tables` is uint32[16, 256], as `blocks.py` makes it.
 *
 * Source: Kounavis and Berry 2005, "A systematic approach to building high performance software-based CRC generators"
 * (slicing).
 */
static uint32_t checksum(const uint8_t *bytes, int64_t count, const uint32_t *tables)
{
    uint32_t sum = 0xffffffff;
    for (; count >= SLICES; bytes += SLICES, count -= SLICES) {
        uint32_t next = 0;
        for (int at = 0; at < SLICES; at++) {
            uint8_t byte = at < 4 ? bytes[at] ^ (uint8_t)(sum >> 8 * at) : bytes[at];
            next ^= tables[(SLICES - 1 - at) * 256 + byte];
        }
        sum = next;
    }
    for (; count > 0; bytes++, count--)
        sum = tables[(uint8_t)sum ^ *bytes] ^ sum >> 8;
    return ~sum;
}

static bool read_exactly(int descriptor, uint8_t *into, int64_t count, int64_t begin)
{
#if defined(_WIN32)
    (void)descriptor, (void)into, (void)count, (void)begin;
    return false;
#else
    return pread(descriptor, into, (size_t)count, (off_t)begin) == (ssize_t)count;
#endif
}

/* Read ranges of a file, laid end to end, and verify every block that they lie in.
 *
 * begins, ends: int64[r], in bytes. checksums: uint32[blocks], of the whole file. tables: see `checksum`.
 * out: room for the bytes. descriptor: of the file. size: its bytes.
 */
KERNEL_API int64_t read_ranges(const int64_t *begins, int64_t range_count, const int64_t *ends, int64_t end_count,
                               const uint32_t *checksums, int64_t block_count, const uint32_t *tables,
                               int64_t table_cells, uint8_t *out, int64_t room, int64_t descriptor, int64_t size,
                               kernel_fault *fault)
{
    i64s end_of = {ends, end_count};
    u32s sum_of = {checksums, block_count};
    kernel_arena arena = {0};
    uint8_t *blocks = NULL;
    int64_t blocks_room = 0, used = 0;
    if (table_cells != SLICES * 256)
        fail(fault, KERNEL_MALFORMED, table_cells);
    for (int64_t range = 0; range < range_count && !fault->code; range++) {
        int64_t begin = begins[range], end = at_i64s(&end_of, range, fault);
        if (begin >= end)
            continue;
        if (begin < 0 || end > size || end - begin > room - used) {
            fail(fault, KERNEL_OUTSIDE, end);
            break;
        }
        int64_t first = begin / BLOCK_BYTES, start = first * BLOCK_BYTES;
        int64_t past = (end + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES, stop = past < size ? past : size;
        if (stop - start > blocks_room) {
            blocks = arena_take(&arena, stop - start, 1, fault);
            blocks_room = stop - start;
        }
        if (fault->code || !read_exactly((int)descriptor, blocks, stop - start, start)) {
            fail(fault, UNREADABLE, begin);
            break;
        }
        for (int64_t block = first, at = 0; at < stop - start && !fault->code; block++, at += BLOCK_BYTES) {
            int64_t here = stop - start - at < BLOCK_BYTES ? stop - start - at : BLOCK_BYTES;
            if (checksum(blocks + at, here, tables) != at_u32s(&sum_of, block, fault))
                fail(fault, UNREADABLE, begin);
        }
        memcpy(out + used, blocks + (begin - start), (size_t)(end - begin));
        used += end - begin;
    }
    arena_free(&arena);
    return used;
}
