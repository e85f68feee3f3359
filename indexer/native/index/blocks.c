/* Bytes of a file whose blocks have checksums. The kernel opens no file: it reads one that is open. */
#define _XOPEN_SOURCE 700 /* C11 alone has no pread */
#define _FILE_OFFSET_BITS 64
#include "index/blocks.h"
#include "processor.h"

#if !defined(_WIN32)
#include <unistd.h>
#endif
#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#define FOLDS
#if defined(__clang__) || __GNUC__ >= 10 /* which has `_mm256_zextsi128_si256` */
#define FOLDS_WIDE
#endif
#endif

enum { BLOCK_BYTES = 4096, SLICES = 16, STEP_BYTES = 1 << 17 };

/* Add bytes to a CRC-32, sixteen at a time.
 *
 * Source: Kounavis and Berry 2005, "A systematic approach to building high performance software-based CRC generators"
 * (slicing).
 */
static uint32_t add_to_sum(uint32_t sum, const uint8_t *bytes, int64_t count, const uint32_t *tables)
{
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
    return sum;
}

#if defined(FOLDS)
enum { LANES = 4, LANE_BYTES = 16 };

/* Return sixteen bytes that have, where others follow, the CRC-32 that some have as far in front of these as the factors
 * say: x to the power of the bits between, and of 64 fewer, modulo the polynomial, all bits in the order of the sum's. */
__attribute__((target("pclmul"))) static inline __m128i fold(__m128i lane, __m128i factors, __m128i following)
{
    __m128i low = _mm_clmulepi64_si128(lane, factors, 0x00), high = _mm_clmulepi64_si128(lane, factors, 0x11);
    return _mm_xor_si128(_mm_xor_si128(low, high), following);
}

/* Return the CRC-32 of lanes, each sixteen bytes behind the one before, and of some bytes that follow; the last sixteen
 * bytes are left to the tables, which take them in one step. */
__attribute__((target("pclmul"))) static uint32_t fold_lanes(const uint8_t *lanes, int count, const uint8_t *following,
                                                             int64_t following_count, const uint32_t *tables)
{
    const __m128i over_one = _mm_set_epi64x(0x0ccaa009e, 0x1751997d0); /* x^96, x^160 */
    const __m128i *next = (const __m128i *)(const void *)lanes;
    uint8_t last[LANE_BYTES];
    __m128i folded = _mm_loadu_si128(next);
    for (int lane = 1; lane < count; lane++)
        folded = fold(folded, over_one, _mm_loadu_si128(next + lane));
    _mm_storeu_si128((__m128i *)(void *)last, folded);
    return add_to_sum(add_to_sum(0, last, sizeof last, tables), following, following_count, tables);
}

/* Return the CRC-32 of 64 bytes or more.
 *
 * Source: Gopal et al. 2009, "Fast CRC computation for generic polynomials using PCLMULQDQ instruction" (folding).
 */
__attribute__((target("pclmul"))) static uint32_t fold_bytes(const uint8_t *bytes, int64_t count, const uint32_t *tables)
{
    const __m128i over_four = _mm_set_epi64x(0x1c6e41596, 0x154442bd4); /* x^480, x^544 */
    const __m128i *next = (const __m128i *)(const void *)bytes;
    __m128i lanes[LANES];
    for (int lane = 0; lane < LANES; lane++)
        lanes[lane] = _mm_loadu_si128(next++);
    lanes[0] = _mm_xor_si128(lanes[0], _mm_cvtsi32_si128(-1));
    for (count -= (int64_t)sizeof lanes; count >= (int64_t)sizeof lanes; count -= (int64_t)sizeof lanes)
        for (int lane = 0; lane < LANES; lane++)
            lanes[lane] = fold(lanes[lane], over_four, _mm_loadu_si128(next++));
    return fold_lanes((const uint8_t *)lanes, LANES, (const uint8_t *)next, count, tables);
}
#endif

#if defined(FOLDS_WIDE)
/* Return the CRC-32 of 128 bytes or more, as `fold_bytes` does, two lanes at a time. */
__attribute__((target("avx2,pclmul,vpclmulqdq"))) static uint32_t fold_wide(const uint8_t *bytes, int64_t count,
                                                                           const uint32_t *tables)
{
    const __m256i over_eight = _mm256_broadcastsi128_si256(_mm_set_epi64x(0x14a7fe880, 0x1e88ef372)); /* x^992, x^1056 */
    const __m256i *next = (const __m256i *)(const void *)bytes;
    __m256i lanes[LANES];
    for (int pair = 0; pair < LANES; pair++)
        lanes[pair] = _mm256_loadu_si256(next++);
    lanes[0] = _mm256_xor_si256(lanes[0], _mm256_zextsi128_si256(_mm_cvtsi32_si128(-1)));
    for (count -= (int64_t)sizeof lanes; count >= (int64_t)sizeof lanes; count -= (int64_t)sizeof lanes)
        for (int pair = 0; pair < LANES; pair++) {
            __m256i low = _mm256_clmulepi64_epi128(lanes[pair], over_eight, 0x00);
            __m256i high = _mm256_clmulepi64_epi128(lanes[pair], over_eight, 0x11);
            lanes[pair] = _mm256_xor_si256(_mm256_xor_si256(low, high), _mm256_loadu_si256(next++));
        }
    return fold_lanes((const uint8_t *)lanes, 2 * LANES, (const uint8_t *)next, count, tables);
}
#endif

/* Return the CRC-32 of some bytes. */
static uint32_t checksum(const uint8_t *bytes, int64_t count, const uint32_t *tables)
{
#if defined(FOLDS_WIDE)
    if (count >= 2 * LANES * LANE_BYTES && (processor_features() & HAS_VPCLMUL))
        return ~fold_wide(bytes, count, tables);
#endif
#if defined(FOLDS)
    if (count >= LANES * LANE_BYTES && (processor_features() & HAS_PCLMUL))
        return ~fold_bytes(bytes, count, tables);
#endif
    return ~add_to_sum(0xffffffff, bytes, count, tables);
}

static bool read_exactly(int64_t descriptor, uint8_t *into, int64_t count, int64_t begin)
{
#if defined(_WIN32)
    (void)descriptor, (void)into, (void)count, (void)begin;
    return false;
#else
    return pread((int)descriptor, into, (size_t)count, (off_t)begin) == (ssize_t)count;
#endif
}

/* Compare blocks, which begin somewhere in a file, with their checksums. */
static void verify(const uint8_t *bytes, int64_t count, int64_t begin, const u32s *checksums, const u32s *tables,
                   kernel_fault *fault)
{
    for (int64_t at = 0; at < count && !fault->code; at += BLOCK_BYTES) {
        int64_t here = count - at < BLOCK_BYTES ? count - at : BLOCK_BYTES;
        if (checksum(bytes + at, here, tables->items) != at_u32s(checksums, (begin + at) / BLOCK_BYTES, fault))
            fail(fault, KERNEL_MALFORMED, begin + at);
    }
}

u8s read_blocks(block_reader *file, int64_t begin, int64_t end, kernel_fault *fault)
{
    if (begin < 0 || end < begin || end > file->size || file->tables.length != SLICES * 256) {
        fail(fault, KERNEL_OUTSIDE, end);
        return (u8s){0};
    }
    int64_t start = begin / BLOCK_BYTES * BLOCK_BYTES;
    int64_t past = (end + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
    int64_t count = (past < file->size ? past : file->size) - start;
    if (begin == end)
        return (u8s){0};
    if (count > file->room_bytes) {
        file->room = arena_take_unset(file->arena, count, 1, fault);
        file->room_bytes = fault->code ? 0 : count;
    }
    if (fault->code || !read_exactly(file->descriptor, file->room, count, start)) {
        fail(fault, KERNEL_OUTSIDE, begin);
        return (u8s){0};
    }
    verify(file->room, count, start, &file->checksums, &file->tables, fault);
    return (u8s){file->room + (begin - start), fault->code ? 0 : count - (begin - start)};
}

/* Read blocks of a file, many at a time, and verify them while the processor's caches have them.
 *
 * checksums, tables, descriptor, size: of the file, see `block_reader`. out: room for all of them, which are laid there end
 * to end; where there is less room they only are verified, and it is used again and again. begin, end: in bytes; a block
 * begins at begin, and one ends at end, or the file. Returns 0.
 */
KERNEL_API int64_t read_long(const uint32_t *checksums, int64_t block_count, const uint32_t *tables, int64_t table_cells,
                             uint8_t *out, int64_t room, int64_t begin, int64_t end, int64_t descriptor, int64_t size,
                             kernel_fault *fault)
{
    u32s sums = {checksums, block_count}, of_bytes = {tables, table_cells};
    bool is_kept = room >= end - begin;
    int64_t step = is_kept || room > STEP_BYTES ? STEP_BYTES : room / BLOCK_BYTES * BLOCK_BYTES;
    bool is_whole = begin % BLOCK_BYTES == 0 && (end % BLOCK_BYTES == 0 || end == size);
    if (begin < 0 || end < begin || end > size || !is_whole || step <= 0 || table_cells != SLICES * 256)
        fail(fault, KERNEL_OUTSIDE, end);
    for (int64_t at = begin; at < end && !fault->code; at += step) {
        int64_t count = end - at < step ? end - at : step;
        uint8_t *into = is_kept ? out + (at - begin) : out;
        if (read_exactly(descriptor, into, count, at))
            verify(into, count, at, &sums, &of_bytes, fault);
        else
            fail(fault, KERNEL_OUTSIDE, at);
    }
    return 0;
}
