/* The first documents of a ranking, in order: `order.py` of indexer/search/ranking. */
#include "answer/answer.h"

#include <math.h> /* INFINITY, no function */

/* Say whether a row comes before another that stands above it. */
static bool goes_before(const order *by, int64_t row, int64_t other, kernel_fault *fault)
{
    if (by->scores.length && by->scores.items[row] != by->scores.items[other])
        return by->scores.items[row] > by->scores.items[other];
    int64_t doc = by->docs.items[row], above = by->docs.items[other];
    double date = (double)at_i64s(&by->dates, doc, fault), date_above = (double)at_i64s(&by->dates, above, fault);
    if (date != date_above)
        return date > date_above;
    return at_i32s(&by->ranks, doc, fault) < at_i32s(&by->ranks, above, fault);
}

int64_t sort_rows(const order *by, int64_t *first, int64_t room, kernel_fault *fault)
{
    int64_t kept = 0;
    const float *scores = by->scores.length ? by->scores.items : NULL;
    float least = -INFINITY; /* what is lower is none of the first */
    if (by->scores.length && by->scores.length != by->docs.length)
        fail(fault, KERNEL_MALFORMED, by->scores.length);
    for (int64_t row = 0; row < by->docs.length && room > 0 && !fault->code; row++) {
        if (scores && (row = next_not_below(scores, row, by->docs.length, least)) == by->docs.length)
            break;
        int64_t at = kept;
        while (at > 0 && goes_before(by, row, first[at - 1], fault))
            at--;
        if (at == room)
            continue;
        kept += kept < room;
        memmove(first + at + 1, first + at, (size_t)(kept - 1 - at) * sizeof *first);
        first[at] = row;
        if (scores && kept == room)
            least = scores[first[kept - 1]];
    }
    return kept;
}

/* Order documents: the highest scores first, of equal ones the newest, of these the first by their ranks.
 *
 * docs: int32[F]. scores: float32[F]; empty where the newest come first. dates: int64[N]; ranks: int32[N].
 * first: room for the first ones, which are few. Returns how many these are.
 */
KERNEL_API int64_t sort_docs(const int32_t *docs, int64_t doc_count, const float *scores, int64_t score_count,
                             const int64_t *dates, int64_t date_count, const int32_t *ranks, int64_t rank_count,
                             int64_t *first, int64_t room, kernel_fault *fault)
{
    order by = {{docs, doc_count}, {scores, score_count}, {dates, date_count}, {ranks, rank_count}};
    int64_t kept = sort_rows(&by, first, room, fault);
    for (int64_t at = 0; at < kept; at++)
        first[at] = docs[first[at]];
    return kept;
}
