/* A plan of a query -> documents and their scores: `native_ranking.py` of indexer/search/ranking. */
#include "answer/answer.h"

/* The steps that a call takes. Where Python has something to add in between, it makes several calls. */
enum { SCORE = 1, CHOOSE = 2, FINISH = 4, TELL = 8 };

/* What a call leaves behind for the next, and for Python: numbers at the beginning of the room that both share. */
enum { CANDIDATES, LEFT, BEST_COUNT, TERM_COUNT, BEST_AT, TERMS_AT, WEIGHTS_AT, SCORES_AT, SIGNALS_AT, DOCS_AT, ROWS_AT,
       FOUND_AT, COMPLETE_AT, HEAD = 16 };

/* A room, of which pieces are taken one after the other, each at a multiple of eight bytes. */
typedef struct {
    uint8_t *bytes;
    int64_t size, used;
    kernel_fault *fault;
} shared_room;

static void *take_piece(shared_room *from, int64_t count, int64_t size)
{
    if (count < 0 || count > (from->size - from->used) / size) {
        fail(from->fault, KERNEL_NO_MEMORY, count);
        return NULL;
    }
    void *taken = from->bytes + from->used;
    from->used += (count * size + 7) / 8 * 8;
    if (from->used > from->size)
        fail(from->fault, KERNEL_NO_MEMORY, count);
    return taken;
}

/* Divide the room; `head` tells where each piece that Python reads begins. */
static ranking divide_room(shared_room *from, int64_t *head, int64_t documents, int64_t nodes, int64_t max_doc,
                           int64_t posts, int64_t terms, bool with_signals)
{
    ranking of = {.room = documents, .nodes = nodes, .max_doc = max_doc, .best_room = posts, .term_room = terms,
                  .with_signals = with_signals};
    const uint8_t *begin = from->bytes;
    of.bests = take_piece(from, nodes, sizeof(double));
    of.counts = take_piece(from, nodes, sizeof(int64_t));
    of.best = take_piece(from, posts, sizeof(int64_t));
    of.terms = take_piece(from, terms, sizeof(int64_t));
    of.weights = take_piece(from, terms, sizeof(double));
    of.scores = take_piece(from, documents, sizeof(float));
    of.signals = take_piece(from, documents, (with_signals ? SIGNALS : FEW_SIGNALS) * (int64_t)sizeof(float));
    of.words = take_piece(from, documents, nodes * (int64_t)sizeof(float));
    of.docs = take_piece(from, documents < INT32_MAX ? documents + MORE_DOCS : -1, sizeof(int32_t));
    of.rows = take_piece(from, max_doc, sizeof(int32_t));
    of.found = take_piece(from, documents, 1);
    of.complete = take_piece(from, documents, 1);
    of.is_exact = take_piece(from, documents, nodes);
    if (from->fault->code)
        return of;
    of.f = head[CANDIDATES];
    of.best_count = head[BEST_COUNT];
    of.term_count = head[TERM_COUNT];
    head[BEST_AT] = (uint8_t *)of.best - begin;
    head[TERMS_AT] = (uint8_t *)of.terms - begin;
    head[WEIGHTS_AT] = (uint8_t *)of.weights - begin;
    head[SCORES_AT] = (uint8_t *)of.scores - begin;
    head[SIGNALS_AT] = (uint8_t *)of.signals - begin;
    head[DOCS_AT] = (uint8_t *)of.docs - begin;
    head[ROWS_AT] = (uint8_t *)of.rows - begin;
    head[FOUND_AT] = of.found - begin;
    head[COMPLETE_AT] = of.complete - begin;
    return of;
}

/* Return the bytes of a room for so many things, as `PlanRoom` of ranking.py has it. */
static int64_t size_room(int64_t documents, int64_t nodes, int64_t max_doc, int64_t posts, int64_t terms, bool with_signals,
                         kernel_fault *fault)
{
    enum { PIECES = 34, MOST = 1 << 30 };
    if ((uint64_t)documents > MOST || (uint64_t)max_doc > MOST || (uint64_t)posts > MOST || (uint64_t)terms > MOST) {
        fail(fault, KERNEL_NO_MEMORY, documents);
        return 0;
    }
    int64_t of_document = 4 * (2 + (with_signals ? SIGNALS : FEW_SIGNALS) + nodes) + 2 + nodes;
    return 8 * (HEAD + PIECES + 2 * nodes + posts + 2 * terms) + of_document * documents + 4 * max_doc;
}

static last_inputs take_last(spec *from, decimals *numbers)
{
    last_inputs taken = {.feedback = take_decimal(numbers, from->fault)};
    taken.translation = take_decimal(numbers, from->fault);
    taken.other_language = take_decimal(numbers, from->fault);
    taken.all_words = take_decimal(numbers, from->fault);
    taken.exact_phrase = take_decimal(numbers, from->fault);
    taken.language = take_number(from);
    taken.has_to_match = take_number(from) != 0;
    taken.are_whole = take_number(from) != 0;
    taken.titled = take_i32s(from);
    taken.title_weights = take_f32s(from);
    taken.phrased = take_i32s(from);
    taken.postings.sizes = take_i64s(from);
    taken.postings.entries = take_i32s(from);
    taken.postings.counts = take_u16s(from);
    return taken;
}

static keyword_table take_keywords(spec *from)
{
    keyword_table taken = {.terms = take_i32s(from)};
    taken.weights = take_f64s(from);
    taken.bounds = take_i64s(from);
    return taken;
}

/* Rank the documents of a plan.
 *
 * columns: of the index. plan: the steps to take; the room that all calls for one plan share, an address and bytes (0 and 0
 * where one call takes all steps, and nothing but what it tells is read), for so many documents, nodes, documents of the index, best posts, and terms of feedback; whether all signals are told; what
 * scores are finished by, see `last_inputs`; the keywords of all documents; what an answer is told by, if it is, see
 * `told_inputs`; then what `lay_out` and `score_signals` take. numbers: BM25F's k1; the decimals of `last_inputs`, then
 * those of `lay_out` and of `score_signals`.
 * Returns how many candidates there are.
 */
KERNEL_API int64_t rank_plan(const int64_t *columns, int64_t column_count, const int64_t *plan, int64_t plan_count,
                             const double *numbers, int64_t number_count, kernel_fault *fault)
{
    kernel_arena arena = {0};
    index_columns index = take_columns(columns, column_count, fault);
    spec from = {{plan, plan_count}, 0, fault};
    decimals of_plan = {{numbers, number_count}, 0};
    int64_t steps = take_number(&from), *head = (int64_t *)(intptr_t)take_number(&from), size = take_number(&from);
    int64_t documents = take_number(&from), nodes = take_number(&from), max_doc = take_number(&from);
    int64_t posts = take_number(&from), terms = take_number(&from), with_signals = take_number(&from);
    double k1 = take_decimal(&of_plan, fault);
    last_inputs last = take_last(&from, &of_plan);
    keyword_table keywords = take_keywords(&from);
    told_inputs told = {0};
    if (steps & TELL)
        told = take_told(&from, &arena);
    if (nodes < 1 || nodes > MOST_NODES)
        fail(fault, KERNEL_MALFORMED, nodes);
    if (steps & TELL && !(steps & FINISH)) /* which finds out what documents stand for their translations */
        fail(fault, KERNEL_MALFORMED, steps);
    if (!head && !fault->code && steps == (SCORE | CHOOSE | FINISH | TELL)) {
        size = size_room(documents, nodes, max_doc, posts, terms, with_signals != 0, fault);
        head = arena_take_unset(&arena, size, 1, fault);
        if (!fault->code)
            memset(head, 0, HEAD * sizeof(int64_t));
    }
    shared_room room = {(uint8_t *)head, size, HEAD * sizeof(int64_t), fault};
    if (!head || size < room.used)
        fail(fault, KERNEL_MALFORMED, size);
    if (fault->code) {
        arena_free(&arena);
        return 0;
    }
    ranking of = divide_room(&room, head, documents, nodes, max_doc, posts, terms, with_signals != 0);
    of.k1 = k1;
    if (steps & SCORE && !fault->code) {
        matches runs;
        lay_out(&of, &index, &from, &of_plan, &runs, &arena);
        if (!fault->code)
            score_signals(&of, &index, &from, &of_plan, &runs, &arena);
    }
    if (!(steps & SCORE) && !fault->code)
        note_found(&of);
    if (steps & CHOOSE && !fault->code)
        choose_feedback(&of, &index, &keywords, &arena, fault);
    if (steps & FINISH && !fault->code)
        head[LEFT] = finish_scores(&of, &index, &last, &arena, fault);
    if (steps & TELL && !fault->code)
        tell_answer(&of, &index, &last, &told, &arena, fault);
    if (!fault->code) {
        head[CANDIDATES] = of.f;
        head[BEST_COUNT] = of.best_count;
        head[TERM_COUNT] = of.term_count;
    }
    arena_free(&arena);
    return of.f;
}
