/* Render a page of hits: which passages and sections are shown, cut and marked; indexer/search/snippets/hits.py.
 *
 * Called with what is looked for (`targets.c`), spans that only Python finds, and the tokens, zones and
 * sections of each document. Answers with one row of texts and one of numbers, which rendered_hits.py reads, and with the
 * JSON of the page, which hit_json.c makes of them.
 */
#include "snippets/packed_tokens.h"
#include "snippets/render.h"

/* Hits */

/* Write the beginning of the first of a hit's fields that may be shown, for nothing was found in any. */
static void put_beginning(const page *page, answer *out, int64_t hit)
{
    kernel_fault *fault = page->work->fault;
    int64_t first = first_area(&page->zones, offset_at(&page->in->text->begins, hit, fault));
    int64_t last = first_area(&page->zones, offset_at(&page->in->text->begins, hit + 1, fault) - 1);
    const area *chosen = NULL;
    for (int64_t zone = first; zone < last; zone++)
        if (!chosen || page->zones.items[zone].field < chosen->field)
            chosen = &page->zones.items[zone];
    if (!chosen) {
        put_nothing(out);
        return;
    }
    put_cut(page, out, chosen->at, (span){0, 0},
            choose_cut(page->in->text, chosen->at, NULL, page->in->snippet_columns));
}

static void put_section(const page *page, answer *out, int64_t number)
{
    const area *section = &page->sections.items[number];
    prose_passage found = page->prose[number];
    put(out, section->number);
    put_marks(page, out, (span){section->at.start, section->at.start + section->heading});
    span cut = choose_cut(page->in->text, found.fresh, &found.passage, page->in->section_columns);
    put_passage(page, out, found.prose, cut, found.passage, page->in->section_columns);
    put_sentence(page, out, found.passage.start, cut);
}

/* Write the sections that show most of the query, best first, each with a sentence that shows some of it. */
static void put_sections(const page *page, answer *out, int64_t hit)
{
    int64_t count = 0, *chosen = take(page->work, page->in->sections_per_hit, sizeof(int64_t));
    for (int64_t at = page->ranked_begins[hit]; chosen && at < page->ranked_begins[hit + 1]; at++) {
        int64_t number = page->ranked[at].section;
        if (count < page->in->sections_per_hit && !page->sections.items[number].repeats && page->prose[number].is_there)
            chosen[count++] = number;
    }
    put(out, count);
    for (int64_t at = 0; at < count; at++)
        put_section(page, out, chosen[at]);
}

static void put_hit(const page *page, answer *out, int64_t hit)
{
    int64_t begin = offset_at(&page->in->text->begins, hit, page->work->fault); /* the title comes first */
    put_marks(page, out, (span){begin, begin + page->in->text->documents[hit].title_length});
    const shown_passage *shown = &page->shown[hit];
    if (shown->is_there) {
        put_passage(page, out, shown->zone, shown->cut, shown->passage, page->in->snippet_columns);
        put_fragment(page, out, shown);
    } else {
        put_beginning(page, out, hit);
        put(out, -1);
        for (int empty = 0; empty < 2; empty++)
            put(out, out->text_length);
    }
    put_sections(page, out, hit);
}

/* What the documents of a page are found in: `PageTables` of render.py. Its table of tokens is not used where these are read. */
typedef struct {
    i64s bases; /* where each text begins in those of all documents */
    packed_tokens packed;
    bool are_packed; /* whether the tokens of the page are found in the table */
    i64s pairs;
} page_tables;

static page_tables take_tables(const int64_t *cells, int64_t count, bool is_read, kernel_fault *fault)
{
    spec from = {{cells, count}, 0, fault};
    page_tables taken = {.bases = take_i64s(&from)};
    spec tokens = {take_i64s(&from), 0, fault};
    taken.pairs = take_i64s(&from);
    taken.are_packed = tokens.numbers.length > 0 && !is_read;
    if (taken.are_packed) {
        taken.packed.order.items = (const uint32_t *)(intptr_t)take_number(&tokens);
        taken.packed.order.length = take_number(&tokens);
        taken.packed.begins = take_offsets(&tokens);
        taken.packed.file = take_file(&tokens);
    }
    return taken;
}

/* Add the columns of a document that tables tell: where its text lies, and its tokens where these are packed. */
static void add_columns(job *work, page_text *text, const page_tables *tables, int64_t hits)
{
    int64_t *rows = take(work, 4 * hits, sizeof(int64_t));
    if (!rows)
        return;
    int64_t *columns[] = {rows, rows + hits, rows + 2 * hits, rows + 3 * hits};
    for (int64_t hit = 0; hit < hits && !failed(work); hit++) {
        int64_t doc = offset_at(&text->columns[DOCS], hit, work->fault);
        columns[0][hit] = at_i64s(&tables->bases, doc, work->fault);
        columns[1][hit] = at_i64s(&tables->bases, doc + 1, work->fault);
        if (!tables->are_packed)
            continue;
        columns[2][hit] = at_offsets(&tables->packed.begins, doc, work->fault);
        columns[3][hit] = at_offsets(&tables->packed.begins, doc + 1, work->fault);
    }
    if (failed(work))
        return;
    const int numbers[] = {FIRST_OFFSETS, PAST_OFFSETS, STREAMS, STREAM_SIZES};
    for (int column = 0; column < (tables->are_packed ? 4 : 2); column++)
        text->columns[numbers[column]] = (i64s){columns[column], hits};
    text->packed = tables->are_packed ? &tables->packed : NULL;
}

/* Read the documents, and find where each begins in the text of the page. */
static void read_documents(job *work, page_text *text, int64_t hits)
{
    int64_t *begins = take(work, hits + 1, sizeof(int64_t));
    text->documents = take(work, hits, sizeof(document));
    for (int64_t hit = 0; begins && text->documents && hit < hits && !failed(work); hit++) {
        const uint8_t *frame = (const uint8_t *)(intptr_t)at_i64s(&text->columns[FRAMES], hit, work->fault);
        int64_t size = offset_at(&text->columns[FRAME_SIZES], hit, work->fault);
        read_frame(work, (u8s){frame, size}, &text->documents[hit]);
        begins[hit + 1] = begins[hit] + text->documents[hit].length + 1;
    }
    text->begins = (i64s){begins, begins ? hits + 1 : 0};
    text->length = begins ? begins[hits] - 1 : 0;
}

/* Take what `render_page` is told of the documents of a page and of what they are found in. */
static page_tables take_page(spec *from, page *page, page_text *text, page_input *in)
{
    page->hits = take_count(from);
    for (int column = 0; column < GIVEN_COLUMNS; column++)
        text->columns[column] = take_row(from, page->hits);
    text->scores = take_f64s(from);
    in->standings = take_u8s(from);
    bool is_read = at_i64s(&text->columns[STREAMS], 0, from->fault) != 0;
    i64s tables = take_i64s(from);
    return take_tables(tables.items, tables.length, is_read, from->fault);
}

static highlight_kinds take_kinds(spec *from)
{
    int64_t rows = take_count(from);
    highlight_kinds taken = {take_row(from, rows), {0}, {0}};
    taken.labels = take_row(from, rows);
    taken.weights = take_f64s(from);
    if (taken.weights.length != rows)
        fail(from->fault, KERNEL_MALFORMED, rows);
    return taken;
}

static void take_rules(spec *from, page_input *in)
{
    in->shares = take_f64s(from);
    in->body = take_number(from);
    in->code = take_number(from);
    in->snippet_columns = take_number(from);
    in->section_columns = take_number(from);
    in->sections_per_hit = take_number(from);
}

static answer take_rooms(spec *from)
{
    answer out = {.text = (uint32_t *)(intptr_t)take_number(from)};
    out.text_room = take_number(from);
    out.numbers = (int64_t *)(intptr_t)take_number(from);
    out.room = take_number(from);
    out.json = (uint8_t *)(intptr_t)take_number(from);
    out.json_room = take_number(from);
    return out;
}

/* Render a page.
 *
 * numbers: what follows, one after the other; an array as its address and its length, unless it says that it stands there:
 *
 * documents: how many there are, and int64[6, hits], which stand there: the first columns of the table in page.h; tokens
 * have addresses where they are read, or no table has them. scores: float64[hits].
 * standings: uint8, members of JSON, hit by hit: a score that `tell_score` does not tell, and whatever else there is.
 * tables: what `PageTables` of render.py names.
 * plan: how many numbers it has, and these, which stand there; spans: see `find_highlights` for both. kinds: how many rows,
 * and of the rows of HighlightKinds int64[2, R], kinds and labels, which stand there, and weights, float64[R].
 * shares: float64[8], what a passage counts by its field; 0 for fields that are not shown; body, code, snippet_columns,
 * section_columns, sections_per_hit: numbers, see `RenderRules`.
 * texts: uint32, numbers: int64, json: uint8: rooms for the answer; lengths: int64[4], how much of these it takes, and
 * how much of the texts what is shown takes: behind it stand the marked words, each with a line end.
 *
 * Where that is more than there is, the call is made again with more room; what the JSON takes is told only where there
 * is enough for the others.
 * Returns how many numbers it has put into `numbers` of targets that the caller has to look for, and of documents: see
 * `find_highlights`; then it has to be called again with what was found.
 */
KERNEL_API int64_t render_page(const int64_t *numbers, int64_t count, kernel_fault *fault)
{
    spec from = {{numbers, count}, 0, fault};
    page_text text = {0};
    page_input in = {.text = &text};
    job work = {.fault = fault};
    page page = {.in = &in, .work = &work};
    page_tables tables = take_page(&from, &page, &text, &in);
    in.plan = take_row(&from, take_count(&from));
    in.spans = take_i64s(&from);
    in.kinds = take_kinds(&from);
    take_rules(&from, &in);
    answer out = take_rooms(&from);
    int64_t *lengths = (int64_t *)(intptr_t)take_number(&from);
    text.pairs = tables.pairs;
    if (page.hits < 1 || take_number(&from) < 4)
        fail(fault, KERNEL_MALFORMED, page.hits);
    if (!failed(&work))
        add_columns(&work, &text, &tables, page.hits);
    if (!failed(&work))
        read_documents(&work, &text, page.hits);
    if (!failed(&work))
        choose_shown(&page, &out);
    int64_t unread = out.length;
    for (int64_t hit = 0; hit < page.hits && !unread && !failed(&work); hit++)
        put_hit(&page, &out, hit);
    int64_t shown = out.text_length;
    if (!failed(&work) && !unread && out.text_length <= out.text_room && out.length <= out.room)
        write_hits(&work, &text, &in.standings, page.hits, &out);
    if (!failed(&work)) {
        lengths[0] = out.text_length;
        lengths[1] = out.length;
        lengths[2] = out.json_length;
        lengths[3] = shown;
    }
    arena_free(&work.arena);
    return unread;
}
