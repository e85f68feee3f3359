/* Which of some signs stand in a text, told in one pass over it: indexer/text/signs.py. */
#include "kernel.h"

enum { MOST = 63 /* signs, as many as there are bits above 0 */, BYTES = 256 };

/* text, joined: UTF-8; `joined` are the signs end to end, `ends`, int64[k], where each ends: none is empty.
 * Returns a bit for each sign that stands in the text, the lowest for the first. */
KERNEL_API int64_t find_signs(const uint8_t *text, int64_t length, const uint8_t *joined, int64_t joined_length,
                              const int64_t *ends, int64_t count, kernel_fault *fault)
{
    u8s signs = {joined, joined_length};
    i64s end_of = {ends, count};
    uint8_t first[BYTES] = {0}, next[MOST + 1] = {0}; /* the number of a sign that begins so, from 1 on, and of another */
    int64_t begins[MOST + 1], sizes[MOST + 1], found = 0;
    if (count < 0 || count > MOST)
        fail(fault, KERNEL_NO_MEMORY, count);
    for (int64_t sign = 1, begin = 0; sign <= count && !fault->code; sign++) {
        int64_t end = offset_at(&end_of, sign - 1, fault);
        if (end <= begin || end > joined_length)
            fail(fault, KERNEL_MALFORMED, end);
        uint8_t byte = at_u8s(&signs, begin, fault);
        begins[sign] = begin;
        sizes[sign] = end - begin;
        next[sign] = first[byte];
        first[byte] = (uint8_t)sign;
        begin = end;
    }
    for (int64_t at = 0; at < length && !fault->code; at++) {
        uint8_t *link = &first[text[at]]; /* mostly to none */
        while (*link) {
            uint8_t sign = *link;
            const uint8_t *bytes = joined + begins[sign];
            bool may_stand = sizes[sign] <= length - at && (sizes[sign] == 1 || text[at + 1] == bytes[1]);
            if (may_stand && !memcmp(text + at, bytes, (size_t)sizes[sign])) {
                found |= (int64_t)1 << (sign - 1);
                *link = next[sign]; /* it need not be found again */
            } else {
                link = &next[sign];
            }
        }
    }
    return found;
}
