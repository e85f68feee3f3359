/* The hashes of terms: `hash_term` of indexer/index/format/layout.py, BLAKE2b of 8 bytes without a key (RFC 7693). */
#include "index/hash.h"

enum { WORDS = 16, BLOCK = 128, ROUNDS = 12, DIGEST_BYTES = 8 };

static const uint64_t START[8] = {
    0x6A09E667F3BCC908u, 0xBB67AE8584CAA73Bu, 0x3C6EF372FE94F82Bu, 0xA54FF53A5F1D36F1u,
    0x510E527FADE682D1u, 0x9B05688C2B3E6C1Fu, 0x1F83D9ABFB41BD6Bu, 0x5BE0CD19137E2179u,
};

static const uint8_t SIGMA[ROUNDS][WORDS] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},   {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
    {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},   {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
    {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},   {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},   {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
    {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},   {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0},
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},   {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
};

static inline uint64_t rotate(uint64_t word, int bits)
{
    return word >> bits | word << (64 - bits);
}

static inline void mix(uint64_t *v, int a, int b, int c, int d, uint64_t x, uint64_t y)
{
    v[a] += v[b] + x;
    v[d] = rotate(v[d] ^ v[a], 32);
    v[c] += v[d];
    v[b] = rotate(v[b] ^ v[c], 24);
    v[a] += v[b] + y;
    v[d] = rotate(v[d] ^ v[a], 16);
    v[c] += v[d];
    v[b] = rotate(v[b] ^ v[c], 63);
}

/* Compress a block, of which `total` bytes of the text are behind when it is done. */
static void compress(uint64_t *state, const uint8_t *block, uint64_t total, bool is_last)
{
    uint64_t v[WORDS], m[WORDS] = {0};
    for (int at = 0; at < BLOCK; at++) /* little-endian, whatever the machine */
        m[at / 8] |= (uint64_t)block[at] << 8 * (at % 8);
    for (int at = 0; at < 8; at++) {
        v[at] = state[at];
        v[at + 8] = START[at];
    }
    v[12] ^= total;
    if (is_last)
        v[14] = ~v[14];
    for (int round = 0; round < ROUNDS; round++) {
        const uint8_t *s = SIGMA[round];
        mix(v, 0, 4, 8, 12, m[s[0]], m[s[1]]);
        mix(v, 1, 5, 9, 13, m[s[2]], m[s[3]]);
        mix(v, 2, 6, 10, 14, m[s[4]], m[s[5]]);
        mix(v, 3, 7, 11, 15, m[s[6]], m[s[7]]);
        mix(v, 0, 5, 10, 15, m[s[8]], m[s[9]]);
        mix(v, 1, 6, 11, 12, m[s[10]], m[s[11]]);
        mix(v, 2, 7, 8, 13, m[s[12]], m[s[13]]);
        mix(v, 3, 4, 9, 14, m[s[14]], m[s[15]]);
    }
    for (int at = 0; at < 8; at++)
        state[at] ^= v[at] ^ v[at + 8];
}

uint64_t hash_text(const uint8_t *text, int64_t length)
{
    uint64_t state[8];
    uint8_t last[BLOCK] = {0};
    memcpy(state, START, sizeof(state));
    state[0] ^= 0x01010000u ^ DIGEST_BYTES;
    int64_t at = 0;
    for (; length - at > BLOCK; at += BLOCK)
        compress(state, text + at, (uint64_t)(at + BLOCK), false);
    if (length > at)
        memcpy(last, text + at, (size_t)(length - at));
    compress(state, last, (uint64_t)length, true);
    return state[0];
}

/* Hash texts.
 *
 * texts: their bytes, end to end. offsets: int64[n + 1], where each begins. hashes: room for n.
 * Returns n.
 */
KERNEL_API int64_t hash_texts(const uint8_t *texts, int64_t text_length, const int64_t *offsets, int64_t offset_count,
                              uint64_t *hashes, int64_t hash_room, kernel_fault *fault)
{
    i64s begins = {offsets, offset_count};
    int64_t count = offset_count > 0 ? offset_count - 1 : 0;
    if (hash_room < count) {
        fail(fault, KERNEL_NO_MEMORY, count);
        return 0;
    }
    for (int64_t each = 0; each < count && !fault->code; each++) {
        int64_t begin = offset_at(&begins, each, fault), end = offset_at(&begins, each + 1, fault);
        if (end < begin || end > text_length)
            fail(fault, KERNEL_OUTSIDE, end);
        else if (!fault->code)
            hashes[each] = hash_text(texts + begin, end - begin);
    }
    return count;
}
