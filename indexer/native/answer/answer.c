/* A ranking -> what an answer tells of it: how many posts there are, the first of them, and the facets; `answer.py` of
 * indexer/search. */
#include "answer/answer.h"

/* Which of its translations a post is shown as, if any: a row + 1; and whether any of them has every word. */
typedef struct {
    int64_t shown;
    bool is_complete;
} told_post;

/* A ranking, and what is told of it. */
typedef struct {
    const ranking *of;
    const index_columns *index;
    const last_inputs *by;
    const told_inputs *as;
    told_post *posts;
    int64_t post_count;
    kernel_arena *arena;
    kernel_fault *fault;
} telling;

told_inputs take_told(spec *from, kernel_arena *arena)
{
    told_inputs taken = {0};
    const int64_t *cells = (const int64_t *)(intptr_t)take_number(from);
    spec of_index = {{cells, take_number(from)}, 0, from->fault};
    taken.dates = take_i64s(&of_index);
    taken.ranks = take_i32s(&of_index);
    taken.locales = take_i32s(&of_index);
    taken.facets.groups = take_i32s(&of_index);
    taken.facets.offsets = take_i64s(&of_index);
    taken.facets.values = take_i32s(&of_index);
    taken.facets.facet_offsets = take_i64s(&of_index);
    taken.facets.ranks = take_i64s(&of_index);
    taken.facets.columns = take_number(&of_index);
    taken.limits = take_i64s(&of_index);
    taken.texts.text = take_u8s(&of_index);
    taken.texts.begins = take_i64s(&of_index);
    taken.texts.ways = take_i64s(&of_index);
    taken.told = (int64_t *)(intptr_t)take_number(from);
    taken.room = take_number(from);
    taken.json_room = take_number(from);
    taken.limit = take_number(from);
    taken.by_date = take_number(from) != 0;
    taken.locale = take_number(from);
    taken.word_count = take_count(from);
    taken.words = arena_take(arena, taken.word_count, sizeof(whole_word), from->fault);
    for (int64_t word = 0; word < taken.word_count && !from->fault->code; word++) {
        taken.words[word].node = take_number(from);
        taken.words[word].inside = take_i32s(from);
    }
    return taken;
}

static bool is_hit(const ranking *of, int64_t row)
{
    return of->found[row] || of->scores[row] > 0;
}

/* Return what is known of the post that a row is a translation of; NULL where it is of none. */
static told_post *post_of(const telling *in, int64_t row)
{
    int64_t number = in->post_count ? at_i32s(&in->index->translations, in->of->docs[row], in->fault) : -1;
    if (number < 0 || in->fault->code)
        return NULL;
    if (number < in->post_count)
        return &in->posts[number];
    fail(in->fault, KERNEL_OUTSIDE, number);
    return NULL;
}

/* Keep the rows that have a node as a word, or, where it was typed in one piece, have its characters so. */
static void keep_with_node(const telling *in, int64_t node, uint8_t *kept, uint8_t *inside)
{
    const ranking *of = in->of;
    memset(inside, 0, (size_t)of->f);
    for (int64_t word = 0; word < in->as->word_count; word++)
        for (int64_t at = 0; in->as->words[word].node == node && at < in->as->words[word].inside.length; at++) {
            int64_t row = row_of(of, in->as->words[word].inside.items[at], in->fault);
            if ((uint64_t)row < (uint64_t)of->f) /* a call that failed before this one may have left any row */
                inside[row] = 1;
        }
    for (int64_t row = 0; row < of->f; row++)
        kept[row] &= of->is_exact[node * of->f + row] | inside[row];
}

/* Count posts as complete, too, that hold Chinese as it was typed in one piece: `widen_complete`. */
static void widen_complete(const telling *in)
{
    const ranking *of = in->of;
    uint8_t *kept = arena_take_unset(in->arena, of->f, 1, in->fault);
    uint8_t *inside = arena_take_unset(in->arena, of->f, 1, in->fault);
    for (int64_t row = 0; row < of->f && !in->fault->code; row++)
        kept[row] = !of->complete[row] && is_hit(of, row);
    for (int64_t node = 0; node < of->nodes && !in->fault->code; node++)
        keep_with_node(in, node, kept, inside);
    for (int64_t row = 0; row < of->f && !in->fault->code; row++) {
        told_post *post = post_of(in, row);
        if (post)
            post->is_complete |= kept[row] != 0;
    }
    for (int64_t row = 0; row < of->f && !in->fault->code; row++) {
        const told_post *post = post_of(in, row);
        of->complete[row] |= (post ? post->is_complete : kept[row] != 0) && of->scores[row] > 0;
    }
}

/* Say whether a row is shown rather than another one of the same post. */
static bool is_shown_before(const telling *in, int64_t row, int64_t other)
{
    const ranking *of = in->of;
    int64_t doc = of->docs[row], other_doc = of->docs[other];
    bool found = of->found[row], other_found = of->found[other], mine = of->preferred[row], theirs = of->preferred[other];
    const i32s *locales = &in->as->locales, *ranks = &in->as->ranks;
    if (mine != theirs)
        return mine;
    mine = at_i32s(locales, doc, in->fault) == in->as->locale && found;
    theirs = at_i32s(locales, other_doc, in->fault) == in->as->locale && other_found;
    if (mine != theirs)
        return mine;
    if (of->scores[row] != of->scores[other])
        return of->scores[row] > of->scores[other];
    return at_i32s(ranks, doc, in->fault) < at_i32s(ranks, other_doc, in->fault);
}

/* Choose the translation that each post is shown as: `fold_translations`. */
static void fold_translations(const telling *in)
{
    for (int64_t row = 0; row < in->of->f && !in->fault->code; row++) {
        told_post *post = is_hit(in->of, row) ? post_of(in, row) : NULL;
        if (post && (!post->shown || is_shown_before(in, row, post->shown - 1)))
            post->shown = row + 1;
    }
}

/* The rows that are shown, or that facets count: their documents, and their scores or the posts that they are of. */
typedef struct {
    const int32_t *docs, *owners;
    const float *scores;
    const uint8_t *complete;
    int64_t length;
} kept_rows;

/* Return the rows that are shown: all, where no document is a translation of another. */
static kept_rows keep_shown(const telling *in)
{
    const ranking *of = in->of;
    kept_rows kept = {of->docs, NULL, of->scores, of->complete, of->f};
    if (!in->post_count)
        return kept;
    int32_t *docs = arena_take_unset(in->arena, of->f, sizeof(int32_t), in->fault);
    float *scores = arena_take_unset(in->arena, of->f, sizeof(float), in->fault);
    uint8_t *complete = arena_take_unset(in->arena, of->f, 1, in->fault);
    int64_t length = 0;
    for (int64_t row = 0; row < of->f && !in->fault->code; row++) {
        const told_post *post = post_of(in, row);
        if (!is_hit(of, row) || (post && post->shown != row + 1))
            continue;
        docs[length] = of->docs[row];
        scores[length] = of->scores[row];
        complete[length++] = of->complete[row];
    }
    return (kept_rows){docs, NULL, scores, complete, length};
}

/* Return the rows that match themselves. */
static kept_rows keep_found(const telling *in)
{
    const ranking *of = in->of;
    kept_rows kept = {.docs = of->docs, .length = of->f};
    if (!in->post_count)
        return kept;
    int32_t *docs = arena_take_unset(in->arena, of->f, sizeof(int32_t), in->fault);
    int32_t *owners = arena_take_unset(in->arena, of->f, sizeof(int32_t), in->fault);
    kept = (kept_rows){.docs = docs, .owners = owners};
    for (int64_t row = 0; row < of->f && !in->fault->code; row++)
        if (of->found[row]) {
            docs[kept.length] = of->docs[row];
            owners[kept.length++] = at_i32s(&in->index->translations, of->docs[row], in->fault);
        }
    return kept;
}

/* Tell how many posts there are, how many of them are complete, and the first of them with their scores. */
static void tell_posts(const telling *in, int64_t *told)
{
    kept_rows shown = keep_shown(in);
    int64_t *first = arena_take_unset(in->arena, in->as->limit, sizeof(int64_t), in->fault), complete = 0;
    for (int64_t row = 0; row < shown.length && !in->fault->code; row++)
        complete += shown.complete[row] != 0;
    order by = {{shown.docs, shown.length}, {shown.scores, in->as->by_date ? 0 : shown.length}, in->as->dates, in->as->ranks};
    int64_t count = in->fault->code ? 0 : sort_rows(&by, first, in->as->limit, in->fault);
    told[TOLD_TOTAL] = shown.length;
    told[TOLD_COMPLETE] = complete;
    told[TOLD_COUNT] = count;
    for (int64_t at = 0; at < count && !in->fault->code; at++) {
        double score = (double)shown.scores[first[at]];
        told[TOLD_HEAD + at] = shown.docs[first[at]];
        memcpy(&told[TOLD_HEAD + in->as->limit + at], &score, sizeof score);
    }
}

/* Count the documents that match by facets: of each facet how many values are told; then these values, and how often each
 * was counted; and all that as JSON, if that is told. Returns how many bytes of it there are. */
static int64_t tell_facets(const telling *in, int64_t *told, int64_t room)
{
    const facet_table *table = &in->as->facets;
    int64_t facets = table->facet_offsets.length - 1, values = table->ranks.length;
    int64_t *counts = arena_take(in->arena, values, sizeof(int64_t), in->fault);
    kept_rows found = keep_found(in);
    if (facets < 0 || room < facets || in->as->limits.length < facets)
        fail(in->fault, KERNEL_NO_MEMORY, room);
    if (in->fault->code)
        return 0;
    i32s counted = {found.docs, found.length}, owned = {found.owners, found.owners ? found.length : 0};
    facet_room into = {counts, values, told + facets, (room - facets) / 2, told, facets};
    int64_t listed = count_and_list(table, &counted, &owned, &in->as->limits, &into, in->arena, in->fault);
    for (int64_t facet = 0, at = 0; facet < in->as->texts.ways.length && facet < facets && !in->fault->code; at += told[facet++])
        if (in->as->texts.ways.items[facet] & NEWEST_FIRST)
            put_newest_first(table, into.listed + at, told[facet], in->fault);
    for (int64_t at = 0; at < listed && !in->fault->code; at++)
        told[facets + listed + at] = counts[told[facets + at]];
    if (!in->as->texts.ways.length || in->fault->code)
        return 0;
    return write_facets(&in->as->texts, &into, (uint8_t *)(in->as->told + in->as->room), in->as->json_room, in->fault);
}

void tell_answer(const ranking *of, const index_columns *index, const last_inputs *by, const told_inputs *as,
                 kernel_arena *arena, kernel_fault *fault)
{
    telling in = {of, index, by, as, .arena = arena, .fault = fault};
    in.post_count = index->members.length ? index->posts : 0;
    in.posts = arena_take(arena, in.post_count, sizeof(told_post), fault);
    if (as->limit < 0 || as->limit > as->room || as->room < TOLD_HEAD + 2 * as->limit)
        fail(fault, KERNEL_NO_MEMORY, as->room);
    if (as->word_count && !fault->code)
        widen_complete(&in);
    if (in.post_count && !fault->code)
        fold_translations(&in);
    if (!fault->code)
        tell_posts(&in, as->told);
    if (!fault->code)
        as->told[TOLD_BYTES] = tell_facets(&in, as->told + TOLD_HEAD + 2 * as->limit, as->room - TOLD_HEAD - 2 * as->limit);
}
