/* Where the targets of a plan stand in the documents of a page: indexer/search/snippets/highlighter.py. */
#include "page.h"
#include "positions.h"

enum { SPAN_COLUMNS = 3, PAIR_COLUMNS = 4, FIRST_ROOM = 1 << 10, UNREAD = -1 };

/* A target, as `find_highlights` reads it. */
typedef struct {
    i64s terms, parts;
    int64_t run_length; /* characters of the run that it is; 0 where it is none */
    i64s pairs;         /* that cover the run */
    bool is_read;       /* whether the caller has read them */
} target;

typedef struct {
    target *items;
    int64_t length;
} targets;

typedef struct {
    job *work;
    page_text *text;
    int64_t hits;
    const i64s *spans;
    i64s terms;  /* of all targets and their parts: ascending, each once */
    i64s tokens; /* of `find_tokens` */
    highlight *items;
    int64_t length, room;
    bool *is_missing;   /* for each hit, whether it has nothing of the target yet */
    uint8_t *is_wanted; /* for each term, whether it is the target, or a part of it */
    int64_t next_span;
    answer *unread; /* where the numbers of targets are put whose pairs have to be read */
} collector;

/* Reading targets */

/* Return the next numbers of a plan, as many as the number before them says, times `width`. */
static i64s next_list(const i64s *plan, int64_t *at, int64_t width, kernel_fault *fault)
{
    int64_t count = at_i64s(plan, *at, fault);
    ++*at;
    if (fault->code || count < 0 || count > (plan->length - *at) / width) {
        fail(fault, KERNEL_OUTSIDE, count);
        return (i64s){NULL, 0};
    }
    i64s list = {plan->items + *at, count * width};
    *at += list.length;
    return list;
}

static targets read_targets(job *work, const i64s *plan)
{
    int64_t count = at_i64s(plan, 0, work->fault), at = 1;
    targets read = {NULL, 0};
    if (count < 0 || count > plan->length) {
        fail(work->fault, KERNEL_OUTSIDE, count);
        return read;
    }
    read.items = take(work, count, sizeof(target));
    for (; read.length < count && !failed(work); read.length++) {
        target *made = &read.items[read.length];
        made->terms = next_list(plan, &at, 1, work->fault);
        made->parts = next_list(plan, &at, 1, work->fault);
        made->run_length = offset_at(plan, at++, work->fault);
        made->is_read = at_i64s(plan, at, work->fault) != UNREAD;
        if (made->is_read)
            made->pairs = next_list(plan, &at, PAIR_COLUMNS, work->fault);
        else
            at++;
    }
    return read;
}

static int compare_numbers(const void *one, const void *other)
{
    int64_t left = *(const int64_t *)one, right = *(const int64_t *)other;
    return (left > right) - (left < right);
}

/* Return the terms of all targets and of their parts, ascending, each once. */
static i64s list_terms(job *work, const targets *wanted, int64_t most_terms)
{
    int64_t *items = take(work, most_terms, sizeof(int64_t)), count = 0, kept = 0;
    for (int64_t number = 0; items && number < wanted->length; number++) {
        const i64s *lists[] = {&wanted->items[number].terms, &wanted->items[number].parts};
        for (int list = 0; list < 2; list++)
            for (int64_t at = 0; at < lists[list]->length; at++)
                items[count++] = lists[list]->items[at];
    }
    if (!items)
        return (i64s){NULL, 0};
    qsort(items, (size_t)count, sizeof(int64_t), compare_numbers);
    for (int64_t at = 0; at < count; at++)
        if (!at || items[at] != items[at - 1])
            items[kept++] = items[at];
    return (i64s){items, kept};
}

/* Return the tokens of the page that are among some terms: int64[n, 5], see `find_tokens`. */
static i64s read_tokens(job *work, page_text *text, const i64s *terms)
{
    const i64s *columns = text->columns;
    int64_t room = FIRST_ROOM, count = 0;
    if (!terms->length)
        return (i64s){NULL, 0};
    for (int tries = 0; tries < 2 && !failed(work); tries++) {
        int64_t *found = take(work, room, TOKEN_COLUMNS * sizeof(int64_t));
        if (!found)
            break;
        const i64s *streams = &columns[STREAMS], *sizes = &columns[STREAM_SIZES];
        count = text->packed ? find_packed_tokens(work, text->packed, streams, sizes, &text->begins, terms, found, room)
                             : find_tokens(streams, sizes, &text->begins, terms, found, room, work->fault);
        if (count <= room)
            return (i64s){found, count * TOKEN_COLUMNS};
        room = count;
    }
    return (i64s){NULL, 0};
}

/* Collecting what is found */

static void grow(collector *found)
{
    int64_t room = 2 * found->room;
    highlight *items = take(found->work, room, sizeof(highlight));
    if (!items)
        return;
    memcpy(items, found->items, (size_t)found->length * sizeof(highlight));
    found->items = items;
    found->room = room;
}

static void collect(collector *found, span at, int64_t kind)
{
    if (!is_inside(found->work, found->text, at) || at.start > at.end)
        return;
    if (found->length == found->room)
        grow(found);
    if (!failed(found->work))
        found->items[found->length++] = (highlight){at, kind};
}

/* Mark the terms of a target. */
static void mark_terms(collector *found, const i64s *terms)
{
    memset(found->is_wanted, 0, (size_t)found->terms.length);
    for (int64_t at = 0; at < terms->length; at++) {
        const int64_t *place = bsearch(&terms->items[at], found->terms.items, (size_t)found->terms.length,
                                       sizeof(int64_t), compare_numbers);
        found->is_wanted[place - found->terms.items] = 1; /* all are there, see list_terms */
    }
}

/* Collect the tokens that are among some terms, in documents that miss the target, or in all. */
static void collect_tokens(collector *found, const i64s *terms, int64_t kind, bool in_all)
{
    if (!terms->length)
        return;
    mark_terms(found, terms);
    for (int64_t at = 0; at < found->tokens.length && !failed(found->work); at += TOKEN_COLUMNS) {
        const int64_t *cells = found->tokens.items + at;
        if (!found->is_wanted[cells[1]] || !(in_all || found->is_missing[cells[0]]))
            continue;
        collect(found, (span){cells[2], cells[3]}, kind);
        if (in_all)
            found->is_missing[cells[0]] = false;
    }
}

/* Collect the spans that Python found of a target; they come target by target. */
static void collect_spans(collector *found, int64_t number, int64_t kind)
{
    kernel_fault *fault = found->work->fault;
    for (; found->next_span < found->spans->length; found->next_span += SPAN_COLUMNS) {
        int64_t cells[SPAN_COLUMNS];
        for (int64_t column = 0; column < SPAN_COLUMNS; column++)
            cells[column] = at_i64s(found->spans, found->next_span + column, fault);
        if (cells[0] != number || fault->code)
            return;
        collect(found, (span){cells[1], cells[2]}, kind);
        found->is_missing[hit_at(found->work, found->text, cells[1])] = false;
    }
}

/* Runs of characters */

/* Where a pair of neighbours of a run stands in the texts of all documents. */
typedef struct {
    int64_t step; /* from the start of the run */
    positions at;
} pair;

static pair read_pair(const i64s *pairs, int64_t number, kernel_fault *fault)
{
    int64_t at = number * PAIR_COLUMNS;
    pair found = {at_i64s(pairs, at, fault),
                  {(const void *)(intptr_t)at_i64s(pairs, at + 1, fault), at_i64s(pairs, at + 2, fault),
                   at_i64s(pairs, at + 3, fault)}};
    if (!are_positions(&found.at) || found.step < 0 || found.step > (int64_t)1 << 40)
        fail(fault, KERNEL_MALFORMED, found.at.size);
    return found;
}

static bool all_stand_at(const i64s *pairs, int64_t start, kernel_fault *fault)
{
    for (int64_t number = 0; number < pairs->length / PAIR_COLUMNS; number++) {
        pair other = read_pair(pairs, number, fault);
        if (fault->code)
            return false;
        int64_t at = bisect(&other.at, 0, other.at.length, start + other.step);
        if (at >= other.at.length || position_at(&other.at, at) != start + other.step)
            return false;
    }
    return true;
}

static pair find_rarest(const i64s *pairs, kernel_fault *fault)
{
    pair rarest = {0, {NULL, 0, 4}};
    for (int64_t number = 0; number < pairs->length / PAIR_COLUMNS && !fault->code; number++) {
        pair other = read_pair(pairs, number, fault);
        if (!number || other.at.length < rarest.at.length)
            rarest = other;
    }
    return rarest;
}

/* Collect a run in one document, by the pair of its neighbours that has the fewest offsets. */
static void collect_run(collector *found, const target *wanted, int64_t hit, int64_t kind)
{
    kernel_fault *fault = found->work->fault;
    pair rarest = find_rarest(&wanted->pairs, fault);
    int64_t first = offset_at(&found->text->columns[FIRST_OFFSETS], hit, fault);
    int64_t past = offset_at(&found->text->columns[PAST_OFFSETS], hit, fault);
    int64_t begin = offset_at(&found->text->begins, hit, fault);
    int64_t last = offset_at(&found->text->begins, hit + 1, fault) - 1;
    int64_t at = fault->code ? 0 : bisect(&rarest.at, 0, rarest.at.length, first);
    for (; at < rarest.at.length && !fault->code; at++) {
        int64_t offset = position_at(&rarest.at, at), start = most(offset, 0) - rarest.step;
        if (offset >= past)
            return;
        if (start < first || !all_stand_at(&wanted->pairs, start, fault))
            continue;
        int64_t place = begin + (start - first);
        collect(found, (span){place, least(place + wanted->run_length, last)}, kind);
        found->is_missing[hit] = false;
    }
}

/* Collect a run in the documents that have nothing of it yet; where its pairs are unread, say that they are needed. */
static void collect_runs(collector *found, const target *wanted, int64_t number)
{
    for (int64_t hit = 0; hit < found->hits && !failed(found->work); hit++) {
        if (!found->is_missing[hit])
            continue;
        if (!wanted->is_read) {
            put(found->unread, number);
            return;
        }
        collect_run(found, wanted, hit, number * WAYS + BY_CHARACTERS);
    }
}

static void collect_target(collector *found, const target *wanted, int64_t number)
{
    int64_t kind = number * WAYS;
    memset(found->is_missing, true, (size_t)found->hits * sizeof(bool));
    collect_tokens(found, &wanted->terms, kind + BY_TERMS, true);
    if (wanted->run_length)
        collect_runs(found, wanted, number);
    collect_spans(found, number, kind + BY_CHARACTERS);
    collect_tokens(found, &wanted->parts, kind + BY_PARTS, false);
}

/* Return every found word in reading order; of those that overlap the longer one.
 *
 * plan: int64[], how many targets there are, and of each: how many terms it has, and these; how many terms its parts are,
 * and these; the characters of the run that it is, 0 for none; how many pairs cover that, -1 where they are unread, and of
 * each the step from the run's start, the address of its offsets, which the caller holds, how many these are, and the bytes
 * of one. spans: int64[x, 3], what Python found of targets, target by target: the target, start, end.
 * unread: the numbers of the targets whose pairs are needed and unread are put here; then nothing else counts.
 */
highlights find_highlights(job *work, page_text *text, int64_t hits, const i64s *plan, const i64s *spans,
                           answer *unread, int64_t *target_count)
{
    targets wanted = read_targets(work, plan);
    collector found = {.work = work, .text = text, .hits = hits, .spans = spans, .room = FIRST_ROOM, .unread = unread};
    *target_count = wanted.length;
    found.terms = list_terms(work, &wanted, plan->length);
    found.is_missing = take(work, hits, sizeof(bool));
    found.is_wanted = take(work, found.terms.length, 1);
    found.items = take(work, found.room, sizeof(highlight));
    if (failed(work))
        return (highlights){NULL, 0};
    found.tokens = read_tokens(work, text, &found.terms);
    for (int64_t number = 0; number < wanted.length && !failed(work); number++)
        collect_target(&found, &wanted.items[number], number);
    if (failed(work))
        return (highlights){NULL, 0};
    return merge_highlights(work, found.items, found.length);
}
