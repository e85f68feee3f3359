/* Where the targets of a plan stand in the documents of a page: indexer/search/snippets/highlighter.py. */
#include "snippets/page.h"
#include "matching/position_lists.h"

enum { SPAN_COLUMNS = 3, PAIR_COLUMNS = 4, FIRST_ROOM = 1 << 10, UNREAD = -1, PAIR = 2 /* characters */ };

/* A target, as `find_highlights` reads it. */
typedef struct {
    i64s terms, parts;
    i64s run;     /* the characters of the run that it is; none where it is no run */
    i64s pairs;   /* that cover the run */
    bool is_read; /* whether the caller has read them, or has found what is no run in the texts */
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
    answer *unread; /* where targets are put, each with a hit that has nothing of it, that the caller has to look for */
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
        made->run = next_list(plan, &at, 1, work->fault);
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

/* Return the tokens of the page that are among some terms: int64[n, 4], see `find_tokens`. */
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

/* A pair of neighbours of a run, and where it stands in the texts of all documents. */
typedef struct {
    int64_t step; /* from the start of the run */
    piece where;
    listed all;
    positions near; /* where it may stand in the document that is looked at */
    int64_t next;   /* the first of these that may be behind the last place */
} pair;

typedef struct {
    pair *pairs;
    int64_t count;
    pair *rarest;
    position_lists lists; /* what reads where they stand */
} opened_run;

/* Where each pair of characters stands, see `PairTable` of render.py: their keys, which ascend, and rows of a table. */
typedef struct {
    const uint64_t *keys;
    int64_t count;
    offsets begins;
    packed_file places;
} pair_table;

static pair_table find_pair_table(const i64s *cells, kernel_fault *fault)
{
    spec from = {*cells, 0, fault};
    pair_table table = {.keys = (const uint64_t *)(intptr_t)take_number(&from)};
    table.count = take_number(&from);
    table.begins = take_offsets(&from);
    table.places = take_file(&from);
    return table;
}

/* Find the rows of a pair; returns whether it stands anywhere. */
static bool find_pair(const pair_table *in, const int64_t *characters, piece *rows, kernel_fault *fault)
{
    uint64_t wanted = (uint64_t)characters[0] << 32 | (uint64_t)characters[1];
    int64_t low = find_not_below(in->keys, in->count, wanted);
    if (low >= in->count || in->keys[low] != wanted)
        return false;
    *rows = (piece){at_offsets(&in->begins, low, fault), at_offsets(&in->begins, low + 1, fault), 0};
    return true;
}

/* Name the pairs that the caller has read. */
static void name_pairs(opened_run *run, const i64s *pairs, kernel_fault *fault)
{
    for (; run->count < pairs->length / PAIR_COLUMNS && !fault->code; run->count++) {
        const int64_t *cells = pairs->items + run->count * PAIR_COLUMNS;
        positions where = {(const void *)(intptr_t)cells[1], cells[2], cells[3]};
        if (!are_positions(&where) || cells[0] < 0 || cells[0] > (int64_t)1 << 40)
            fail(fault, KERNEL_MALFORMED, cells[0]);
        else
            run->pairs[run->count] = (pair){.step = cells[0], .where = {cells[1], cells[2], cells[3]}};
    }
}

/* Find the pairs that cover a run in the table; none where one of them is nowhere. */
static void find_pairs(opened_run *run, const i64s *cells, const i64s *characters, packed_file *places, kernel_fault *fault)
{
    pair_table table = find_pair_table(cells, fault);
    int64_t last = characters->length - PAIR, count = 0;
    *places = table.places;
    for (int64_t at = 0; at < characters->length && last >= 0 && !fault->code; at += PAIR) {
        pair *next = &run->pairs[count++];
        next->step = least(at, last);
        if (!find_pair(&table, characters->items + next->step, &next->where, fault))
            return;
    }
    run->count = fault->code ? 0 : count;
}

static int64_t count_places(const pair *of)
{
    return of->where.size ? of->where.second : (int64_t)((uint64_t)of->where.second - (uint64_t)of->where.first);
}

/* Open the pairs of a run, of which no more is read than is looked at. */
static opened_run open_run(collector *found, const target *wanted, packed_file *places)
{
    job *work = found->work;
    opened_run run = {.lists = {.file = places, .arena = &work->arena, .fault = work->fault}};
    int64_t room = wanted->is_read ? wanted->pairs.length / PAIR_COLUMNS : (wanted->run.length + 1) / PAIR;
    run.pairs = take(work, room, sizeof(pair));
    if (failed(work))
        return run;
    if (wanted->is_read)
        name_pairs(&run, &wanted->pairs, work->fault);
    else
        find_pairs(&run, &found->text->pairs, &wanted->run, places, work->fault);
    for (int64_t at = 0; at < run.count; at++) {
        run.pairs[at].all = (listed){.pieces = &run.pairs[at].where, .count = 1};
        if (!run.rarest || count_places(&run.pairs[at]) < count_places(run.rarest))
            run.rarest = &run.pairs[at];
    }
    return run;
}

static bool all_stand_at(opened_run *run, int64_t start)
{
    for (pair *other = run->pairs; other < run->pairs + run->count; other++) {
        other->next = seek(&other->near, other->next, start + other->step);
        if (other->next >= other->near.length || position_at(&other->near, other->next) != start + other->step)
            return false;
    }
    return true;
}

/* Collect a run in one document, by the pair of its neighbours that has the fewest places. */
static void collect_run(collector *found, opened_run *run, int64_t length, int64_t hit, int64_t kind)
{
    kernel_fault *fault = found->work->fault;
    int64_t first = offset_at(&found->text->columns[FIRST_OFFSETS], hit, fault);
    int64_t past = offset_at(&found->text->columns[PAST_OFFSETS], hit, fault), size = past - first;
    int64_t begin = offset_at(&found->text->begins, hit, fault);
    int64_t last = offset_at(&found->text->begins, hit + 1, fault) - 1;
    if (past > INT64_MAX / 2)
        fail(fault, KERNEL_OUTSIDE, past); /* to what is in front of it, steps and lengths can be added */
    for (pair *each = run->pairs; each < run->pairs + run->count && !fault->code; each++) {
        each->near = find_within(&run->lists, &each->all, first, most(size, 0));
        each->next = 0;
    }
    const positions *lead = run->count ? &run->rarest->near : NULL;
    for (int64_t at = 0; lead && at < lead->length && !fault->code; at++) {
        int64_t position = position_at(lead, at), start;
        if (position < first || position >= past) { /* so places do not ascend */
            fail(fault, KERNEL_OUTSIDE, position);
            return;
        }
        start = position - run->rarest->step;
        if (start < first || !all_stand_at(run, start))
            continue;
        int64_t place = begin + (start - first);
        collect(found, (span){place, least(place + length, last)}, kind);
        found->is_missing[hit] = false;
    }
}

/* Ask the caller to look for a target in the documents that have nothing of it yet. */
static void ask(collector *found, int64_t number)
{
    for (int64_t hit = 0; hit < found->hits; hit++)
        if (found->is_missing[hit]) {
            put(found->unread, number);
            put(found->unread, hit);
        }
}

/* Collect a run in the documents that have nothing of it yet. */
static void collect_runs(collector *found, const target *wanted, int64_t number)
{
    packed_file places = {0};
    opened_run run = {0};
    for (int64_t hit = 0; hit < found->hits && !failed(found->work); hit++) {
        if (!found->is_missing[hit])
            continue;
        if (!run.pairs)
            run = open_run(found, wanted, &places);
        collect_run(found, &run, wanted->run.length, hit, number * WAYS + BY_CHARACTERS);
    }
}

static void collect_target(collector *found, const target *wanted, int64_t number)
{
    int64_t kind = number * WAYS;
    memset(found->is_missing, true, (size_t)found->hits * sizeof(bool));
    collect_tokens(found, &wanted->terms, kind + BY_TERMS, true);
    if (!wanted->is_read && !(wanted->run.length && found->text->pairs.length))
        ask(found, number);
    else if (wanted->run.length)
        collect_runs(found, wanted, number);
    collect_spans(found, number, kind + BY_CHARACTERS);
    collect_tokens(found, &wanted->parts, kind + BY_PARTS, false);
}

/* Return every found word in reading order; of those that overlap the longer one.
 *
 * plan: int64[], how many targets there are, and of each: how many terms it has, and these; how many terms its parts are,
 * and these; how many characters the run has that it is, and these; how many pairs cover that, -1 where they are unread, or
 * where what is no run was not looked for, and of each the step from the run's start, the address of its offsets, which the caller holds, how many these are, and the bytes
 * of one. spans: int64[x, 3], what Python found of targets, target by target: the target, start, end.
 * unread: what the caller has to read or to look for, and no table of the page has, is put here: a target and a document of
 * the page, two numbers each; then nothing else counts.
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
