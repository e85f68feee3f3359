/* Bytes of a file whose blocks have checksums: indexer/index/format/block_file.py. */
#ifndef BLOCKS_H
#define BLOCKS_H

#include "kernel.h"

enum { FEW_BYTES = 16384 /* most ranges lie in a block or two */ };

/* An open file, and room for what was last read of it, which grows in the arena.
 *
 * checksums: the CRC-32 of each block. tables: uint32[16, 256], what the CRC-32 of a byte becomes by so many bytes of 0
 * behind it.
 */
typedef struct {
    int64_t descriptor, size;
    u32s checksums, tables;
    kernel_arena *arena;
    uint8_t *room;
    int64_t room_bytes;
} block_reader;

/* Read a range of the file, and verify the blocks that it lies in. Returns its bytes, and what follows in its last block;
 * they are there until the next call. What cannot be read, or is not what was written, makes the call fail. */
u8s read_blocks(block_reader *file, int64_t begin, int64_t end, kernel_fault *fault);

#endif
