/* Found words as spans in reading order: indexer/search/snippets/highlights.py. */
#include "snippets/page.h"

static bool is_before(const highlight *one, const highlight *other)
{
    if (one->at.start != other->at.start)
        return one->at.start < other->at.start;
    return one->at.end > other->at.end;
}

/* Merge two runs that lie next to each other; of equal ones the left comes first. */
static void merge_runs(const highlight *from, highlight *into, int64_t begin, int64_t middle, int64_t end)
{
    int64_t left = begin, right = middle;
    for (int64_t at = begin; at < end; at++) {
        bool takes_left = left < middle && (right >= end || !is_before(&from[right], &from[left]));
        into[at] = from[takes_left ? left++ : right++];
    }
}

static bool are_sorted(const highlight *items, int64_t length)
{
    for (int64_t at = 1; at < length; at++)
        if (is_before(&items[at], &items[at - 1]))
            return false;
    return true;
}

/* Sort by start, the longer first; what is equal keeps its order. */
static highlight *sort_highlights(job *work, highlight *items, int64_t length)
{
    if (are_sorted(items, length))
        return items;
    highlight *other = take(work, length, sizeof(highlight));
    for (int64_t run = 1; run < length && !failed(work); run *= 2) {
        for (int64_t begin = 0; begin < length; begin += 2 * run)
            merge_runs(items, other, begin, least(begin + run, length), least(begin + 2 * run, length));
        highlight *merged = other;
        other = items;
        items = merged;
    }
    return items;
}

/* Put what was found into reading order; of what overlaps keep the first, of what begins together the longest. */
highlights merge_highlights(job *work, highlight *items, int64_t length)
{
    highlights kept = {sort_highlights(work, items, length), 0};
    if (failed(work))
        return kept;
    for (int64_t at = 0; at < length; at++)
        if (!kept.length || kept.items[at].at.start >= kept.items[kept.length - 1].at.end)
            kept.items[kept.length++] = kept.items[at];
    return kept;
}

/* Return the number of the first of ascending items that begins at an offset or behind it.
 *
 * items: highlights or areas, of `size` bytes: the first member of each is its span.
 */
int64_t first_at(const void *items, int64_t length, size_t size, int64_t offset)
{
    int64_t low = 0, high = length;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        const span *at = (const void *)((const char *)items + (size_t)middle * size);
        if (at->start < offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Return the highlights that lie in a stretch as a whole. */
highlights within(const highlights *found, span at)
{
    int64_t first = first_at(found->items, found->length, sizeof(highlight), at.start);
    int64_t last = first_at(found->items + first, found->length - first, sizeof(highlight), at.end) + first;
    if (last > first && found->items[last - 1].at.end > at.end)
        last--;
    return (highlights){found->items + first, last - first};
}
