/* What is kept of documents, one behind the other in a file: `StoredReader` of stored.py. */
#include "index/blocks.h"
#include "ranking/ranking.h"

typedef struct {
    block_reader reader;
    int64_t begin;
    offsets begins;
} stored_file;

static stored_file take_stored(const int64_t *cells, int64_t count, kernel_fault *fault)
{
    spec from = {{cells, count}, 0, fault};
    stored_file taken = {0};
    i64s sums = take_i64s(&from), tables = take_i64s(&from); /* whose numbers are of another type */
    taken.reader.checksums = (u32s){(const uint32_t *)(const void *)sums.items, sums.length};
    taken.reader.tables = (u32s){(const uint32_t *)(const void *)tables.items, tables.length};
    taken.reader.descriptor = take_number(&from);
    taken.reader.size = take_number(&from);
    taken.begin = take_number(&from);
    taken.begins = take_offsets(&from);
    return taken;
}

/* Return where what is kept of a document begins, or of the one before it ends, from where all of it begins. */
static int64_t edge_at(const stored_file *in, int64_t doc, kernel_fault *fault)
{
    int64_t offset = at_offsets(&in->begins, doc, fault);
    i64s alone = {&offset, 1};
    return offset_at(&alone, 0, fault);
}

static int64_t size_at(const stored_file *in, int64_t doc, kernel_fault *fault)
{
    int64_t begin = edge_at(in, doc, fault), end = fault->code ? 0 : edge_at(in, doc + 1, fault);
    if (end < begin || end > in->reader.size - in->begin) /* else room would be looked for that no file has */
        fail(fault, KERNEL_MALFORMED, end);
    return fault->code ? 0 : end - begin;
}

/* Read what is kept of some documents, verify the blocks that it lies in, and lay it end to end.
 *
 * file: what `StoredReader` names: checksums, tables, descriptor and size of the file, see `block_reader`; where in it all
 * begins; and for each document how far behind that. docs: int64[n], their numbers, in whose places stands then where the
 * bytes of each end. Returns the bytes of all; where there is less room, nothing is read, and the call is made again with
 * more.
 */
KERNEL_API int64_t read_stored(const int64_t *file, int64_t file_cells, int64_t *docs, int64_t count, uint8_t *out,
                               int64_t room, kernel_fault *fault)
{
    stored_file from = take_stored(file, file_cells, fault);
    kernel_arena arena = {0};
    uint8_t few[FEW_BYTES];
    int64_t wanted = 0, written = 0;
    from.reader.arena = &arena;
    from.reader.room = few;
    from.reader.room_bytes = FEW_BYTES;
    for (int64_t at = 0; at < count && !fault->code; at++)
        wanted += size_at(&from, docs[at], fault);
    for (int64_t at = 0; at < count && wanted <= room && !fault->code; at++) {
        int64_t begin = from.begin + edge_at(&from, docs[at], fault), size = size_at(&from, docs[at], fault);
        u8s bytes = read_blocks(&from.reader, begin, begin + size, fault);
        if (!fault->code && size)
            memcpy(out + written, bytes.items, (size_t)size);
        docs[at] = written += size;
    }
    arena_free(&arena);
    return wanted;
}
