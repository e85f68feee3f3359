/* Render a page of hits: which passages and sections are shown, cut and marked; indexer/search/snippets/hits.py.
 *
 * Called with what is looked for (`targets.c`), spans that only Python finds, and the tokens, zones and
 * sections of each document. Answers with one row of texts and one of numbers, which rendered_hits.py reads, and with the
 * JSON of the page, which hit_json.c makes of them.
 */
#include "snippets/packed_tokens.h"
#include "snippets/page.h"

static const double ADDRESSES = 0.5;    /* what a passage with an address in it counts */
static const double SAME_SCORE = 1e-9;  /* what differs by no more is equally good */
static const int64_t LONGEST_ADDRESS = 200; /* characters that are looked at for the beginning of an address */
static const int64_t LONGEST_MARK = 8;  /* characters that are looked at for the punctuation of a line */
static const int64_t LONGEST_WORDS = 32; /* characters of a passage that its address quotes */

/* What the caller passes, see `render_page`. */
typedef struct {
    page_text *text;
    i64s plan, spans;
    u8s standings;
    highlight_kinds kinds;
    f64s shares;
    int64_t body, code, snippet_columns, section_columns, sections_per_hit;
} page_input;

typedef struct {
    span zone, passage, cut;
    bool is_there;
} shown_passage;

typedef struct {
    span passage, fresh, prose;
    bool is_there;
} prose_passage;

typedef struct {
    int64_t section;
    double score;
} ranked_section;

typedef struct {
    const page_input *in;
    job *work;
    int64_t hits;
    areas zones, sections;
    highlights found;
    shown_passage *shown;  /* for each hit */
    prose_passage *prose;  /* for each section */
    ranked_section *ranked; /* the sections that show any of the query, hit by hit, best first */
    int64_t *ranked_begins; /* hits + 1 */
} page;

/* Remember where a number will stand that is not known yet. */
static int64_t put_later(answer *out)
{
    put(out, 0);
    return out->length - 1;
}

static void put_at(answer *out, int64_t at, int64_t number)
{
    if (at < out->room)
        out->numbers[at] = number;
}

/* Zones and sections */

static void add_zones(page *page, int64_t hit)
{
    const document *from = &page->in->text->documents[hit];
    int64_t begin = offset_at(&page->in->text->begins, hit, page->work->fault);
    for (int64_t at = 0; at < from->zone_count; at++) {
        const stored_zone *zone = &from->zones[at];
        if (at_f64s(&page->in->shares, zone->field, page->work->fault) > 0)
            page->zones.items[page->zones.length++] =
                (area){.at = {begin + zone->start, begin + zone->end}, .field = zone->field};
    }
}

/* Add sections with an address; each ends with its last character, see ResultPage.sections. */
static void add_sections(page *page, int64_t hit)
{
    const document *from = &page->in->text->documents[hit];
    int64_t begin = offset_at(&page->in->text->begins, hit, page->work->fault);
    for (int64_t at = 0; at < from->section_count; at++) {
        const stored_section *section = &from->sections[at];
        span where = {begin + section->start, begin + section->end - 1};
        if (is_inside(page->work, page->in->text, where))
            page->sections.items[page->sections.length++] =
                (area){.at = where, .body = least(begin + section->body, where.end), .heading = section->heading,
                       .number = at, .repeats = section->repeats};
    }
}

static void read_areas(page *page)
{
    int64_t zones = 0, sections = 0;
    for (int64_t hit = 0; hit < page->hits; hit++) {
        zones += page->in->text->documents[hit].zone_count;
        sections += page->in->text->documents[hit].section_count;
    }
    page->zones.items = take(page->work, zones, sizeof(area));
    page->sections.items = take(page->work, sections, sizeof(area));
    for (int64_t hit = 0; hit < page->hits && !failed(page->work); hit++) {
        add_zones(page, hit);
        add_sections(page, hit);
    }
}

static int64_t first_area(const areas *where, int64_t offset)
{
    return first_at(where->items, where->length, sizeof(area), offset);
}

/* Passages */

static span passage_of(const page *page, const candidate *made)
{
    return (span){page->found.items[made->first].at.start, page->found.items[made->stop - 1].at.end};
}

/* Return where a candidate begins, and where the last highlight ends that is of another kind than all before. */
static span shortest_span(const page *page, const candidate *made)
{
    const highlight *items = page->found.items;
    int64_t last = made->stop - 1;
    for (; last > made->first; last--) {
        int64_t before = made->first;
        while (before < last && items[before].kind != items[last].kind)
            before++;
        if (before == last)
            break;
    }
    return (span){items[made->first].at.start, items[last].at.end};
}

/* Return whether an address of the web begins in a passage, or the passage inside one; `from` moves on. */
static bool has_address(const page *page, span passage, int64_t *from)
{
    page_text *text = page->in->text;
    int64_t begin = passage.start, furthest = most(begin - LONGEST_ADDRESS, 0);
    while (begin > furthest && char_at(text, begin - 1) >= '!' && char_at(text, begin - 1) <= '~')
        begin--;
    int64_t at = most(*from, begin);
    while (at < passage.end && (at = find_character(text, ':', at, passage.end)) < passage.end &&
           !(char_at(text, at + 1) == '/' && char_at(text, at + 2) == '/'))
        at++;
    *from = at;
    return at < passage.end;
}

/* Cut the snippet around a passage: of code only one line, for lines run together say nothing. */
static shown_passage cut_snippet(const page *page, const area *zone, span passage)
{
    span around = zone->at;
    if (zone->field == page->in->code) {
        around = line_at(page->in->text, passage.start, around);
        highlights inside = within(&page->found, (span){passage.start, least(passage.end, around.end)});
        if (inside.length)
            passage.end = inside.items[inside.length - 1].at.end;
    }
    span cut = choose_cut(page->in->text, around, &passage, page->in->snippet_columns);
    return (shown_passage){around, passage, cut, true};
}

/* Find for each hit the passage of the summary, prose or code that shows most of the query. */
static void choose_passages(page *page, const candidates *made)
{
    int64_t from = 0, hit = -1, length = made->length;
    int64_t *hits = take(page->work, length, sizeof(int64_t));
    double *scores = take(page->work, length, sizeof(double));
    if (failed(page->work))
        return;
    for (int64_t at = 0; at < length; at++) {
        span passage = passage_of(page, &made->items[at]);
        double share = at_f64s(&page->in->shares, page->zones.items[made->items[at].area].field, page->work->fault);
        hits[at] = hit_at(page->work, page->in->text, passage.start);
        scores[at] = made->items[at].score * (share * (has_address(page, passage, &from) ? ADDRESSES : 1.0));
    }
    for (int64_t begin = 0, end; begin < length; begin = end) {
        double best = scores[begin];
        for (end = begin + 1; end < length && hits[end] == hits[begin]; end++)
            best = scores[end] > best ? scores[end] : best;
        int64_t at = begin;
        while (scores[at] < best - SAME_SCORE)
            at++;
        hit = hits[begin];
        page->shown[hit] =
            cut_snippet(page, &page->zones.items[made->items[at].area], shortest_span(page, &made->items[at]));
    }
}

/* Return the first of the highest scores of those candidates of one area that are not left out; -1 for none. */
static int64_t best_candidate(const candidates *made, int64_t begin, int64_t end, const bool *is_chosen)
{
    int64_t best = -1;
    for (int64_t at = begin; at < end; at++)
        if ((!is_chosen || is_chosen[at]) && (best < 0 || made->items[at].score > made->items[best].score))
            best = at;
    for (int64_t at = begin; at < best; at++)
        if ((!is_chosen || is_chosen[at]) && made->items[at].score >= made->items[best].score - SAME_SCORE)
            return at;
    return best;
}

static int64_t end_of_area(const candidates *made, int64_t begin)
{
    int64_t end = begin + 1;
    while (end < made->length && made->items[end].area == made->items[begin].area)
        end++;
    return end;
}

/* Return the passage of a zone's prose, with the prose but for what the hit's snippet shows. */
static prose_passage take_prose(const page *page, const candidate *made, span cut)
{
    span passage = shortest_span(page, made), prose = page->zones.items[made->area].at, fresh = prose;
    if (passage.start >= cut.end)
        fresh.start = most(prose.start, cut.end);
    else
        fresh.end = least(prose.end, cut.start);
    bool is_new = true;
    if (fresh.start > prose.start) {
        fresh.start = next_sentence(page->in->text, fresh.start, passage.start);
        is_new = begins_sentence(page->in->text, prose.start, fresh.start); /* else the rest of what is shown */
    }
    return (prose_passage){passage, fresh, prose, is_new};
}

/* Find for each section that has one the passage of its prose that shows most of the query. */
static void find_in_prose(page *page, const candidates *made)
{
    prose_passage *by_zone = take(page->work, page->zones.length, sizeof(prose_passage));
    bool *is_new = take(page->work, made->length, sizeof(bool));
    if (failed(page->work))
        return;
    for (int64_t begin = 0, end; begin < made->length; begin = end) {
        end = end_of_area(made, begin);
        int64_t zone = made->items[begin].area;
        if (page->zones.items[zone].field != page->in->body)
            continue;
        span cut = page->shown[hit_at(page->work, page->in->text, passage_of(page, &made->items[begin]).start)].cut;
        for (int64_t at = begin; at < end; at++) {
            span passage = passage_of(page, &made->items[at]);
            is_new[at] = passage.end <= cut.start || passage.start >= cut.end;
        }
        int64_t best = best_candidate(made, begin, end, is_new);
        if (best >= 0)
            by_zone[zone] = take_prose(page, &made->items[best], cut);
    }
    for (int64_t section = 0; section < page->sections.length; section++) {
        const area *own = &page->sections.items[section];
        int64_t zone = first_area(&page->zones, own->body);
        if (zone < page->zones.length && by_zone[zone].is_there && by_zone[zone].passage.start < own->at.end)
            page->prose[section] = by_zone[zone];
    }
}

/* Put a section behind those of its hit that show more of the query, or as much. */
static void rank_section(ranked_section *ranked, int64_t begin, int64_t end, ranked_section added)
{
    for (; end > begin && ranked[end - 1].score < added.score; end--)
        ranked[end] = ranked[end - 1];
    ranked[end] = added;
}

/* Find for each hit the sections that show any of the query, those that show most of it first. */
static void rank_sections(page *page, const candidates *made)
{
    int64_t count = 0, hit = 0;
    for (int64_t begin = 0, end; begin < made->length; begin = end) {
        end = end_of_area(made, begin);
        int64_t best = best_candidate(made, begin, end, NULL);
        for (int64_t own = hit_at(page->work, page->in->text, passage_of(page, &made->items[best]).start); hit < own;)
            page->ranked_begins[++hit] = count;
        rank_section(page->ranked, page->ranked_begins[hit], count,
                     (ranked_section){made->items[begin].area, made->items[best].score});
        count++;
    }
    while (hit < page->hits)
        page->ranked_begins[++hit] = count;
}

/* Snippets: their texts and marks */

/* Write the highlights inside a stretch as pairs of offsets from its start, `base` added; return how many. */
static int64_t put_pairs(const page *page, answer *out, span at, int64_t base)
{
    highlights inside = within(&page->found, at);
    for (int64_t number = 0; number < inside.length; number++) {
        put(out, inside.items[number].at.start - at.start + base);
        put(out, inside.items[number].at.end - at.start + base);
    }
    return inside.length;
}

static void put_marks(const page *page, answer *out, span at)
{
    int64_t count = put_later(out);
    put_at(out, count, put_pairs(page, out, at, 0));
}

static bool closes(uint32_t c)
{
    return c == U'”' || c == U'’' || c == U'」' || c == U'』' || c == U'）' || c == ')' || c == '"';
}

/* Return whether a run of white space is a line end behind a line without punctuation, as items of lists have none. */
static bool parts_lines(page_text *text, int64_t low, span run)
{
    int64_t at = run.start, furthest = most(low, run.start - LONGEST_MARK);
    while (at < run.end && char_at(text, at) != '\n')
        at++;
    if (at == run.end)
        return false;
    at = run.start;
    while (at > furthest && closes(char_at(text, at - 1)))
        at--;
    return at > furthest && !is_punctuation(char_at(text, at - 1));
}

/* Write what stands for a run of white space in a fragment, and return how many characters that are. */
static int64_t put_gap(page_text *text, answer *out, span fragment, span run)
{
    if (run.start == fragment.start)
        return 0;
    bool parts = run.end < fragment.end && parts_lines(text, fragment.start, run);
    if (parts) {
        put_character(out, ' ');
        put_character(out, U'·');
    }
    put_character(out, ' ');
    return parts ? 3 : 1;
}

/* Write characters up to the next white space, and return where that is. */
static int64_t put_ink(page_text *text, answer *out, int64_t at, int64_t end)
{
    for (; at < end && !is_space(char_at(text, at)); at++) { /* makes its document the one that is read */
        int64_t place = at - text->begin, stop = least(end - text->begin, (int64_t)text->own_length);
        if (place < 0 || place >= stop) {
            put_character(out, char_at(text, at));
            continue;
        }
        if (text->width == 1)
            for (const uint8_t *codes = text->codes; place < stop && !is_space(codes[place]); place++)
                put_character(out, codes[place]);
        else if (text->width == 2)
            for (const uint16_t *codes = text->codes; place < stop && !is_space(codes[place]); place++)
                put_character(out, codes[place]);
        else
            for (const uint32_t *codes = text->codes; place < stop && !is_space(codes[place]); place++)
                put_character(out, codes[place]);
        at = text->begin + place - 1;
    }
    return at;
}

/* Write a stretch on one line: of every run of white space a gap, none where it begins or ends; marks move along.
 *
 * Return how many marks were written; their offsets count from `begin` in the text of the answer.
 */
static int64_t put_line(const page *page, answer *out, span at, int64_t begin)
{
    page_text *text = page->in->text;
    int64_t mark = out->length, gone = 0, kept = out->text_length, base = out->text_length - begin;
    int64_t count = put_pairs(page, out, at, base), last_mark = least(out->length, out->room);
    for (int64_t place = at.start; place < at.end;) {
        place = put_ink(text, out, place, at.end);
        kept = place > at.start ? out->text_length : kept;
        int64_t run = place;
        while (run < at.end && is_space(char_at(text, run)))
            run++;
        for (; mark < last_mark && out->numbers[mark] < run - at.start + base; mark++)
            out->numbers[mark] -= gone;
        gone += run - place - (run > place ? put_gap(text, out, at, (span){place, run}) : 0);
        place = run;
    }
    for (; mark < last_mark; mark++)
        out->numbers[mark] -= gone;
    out->text_length = kept;
    return count;
}

/* Write the header of a table, and what parts it from the rows that are shown; return how many marks. */
static int64_t put_header(const page *page, answer *out, span header, int64_t begin)
{
    int64_t count = put_line(page, out, header, begin);
    for (const uint32_t *c = U" … "; *c; c++)
        put_character(out, *c);
    return count;
}

/* Write a stretch of what may be shown, a header before it or none: its text, whether it is cut, and its marks. */
static void put_cut(const page *page, answer *out, span shown, span header, span cut)
{
    page_text *text = page->in->text;
    int64_t next = cut.end, begin = out->text_length;
    put(out, begin);
    int64_t end = put_later(out);
    while (next < shown.end && is_space(char_at(text, next)))
        next++;
    bool before = cut.start > shown.start && !begins_sentence(text, shown.start, cut.start);
    bool after = cut.end < shown.end && next < shown.end;
    put(out, before);
    put(out, after);
    int64_t count = put_later(out), marks = 0;
    if (header.start < header.end)
        marks = put_header(page, out, header, begin);
    put_at(out, count, marks + put_line(page, out, cut, begin));
    put_at(out, end, out->text_length);
}

/* Write the fragment around a passage; before rows of a table stands its header, where there is room for it. */
static void put_passage(const page *page, answer *out, span shown, span cut, span passage, int64_t width)
{
    span header = table_header(page->in->text, shown, cut.start);
    if (header.start < header.end) {
        span rows = cut_rows(page->in->text, header, cut, passage, width);
        if (rows.start < rows.end) {
            put_cut(page, out, shown, header, rows);
            return;
        }
    }
    put_cut(page, out, shown, (span){0, 0}, cut);
}

static void put_nothing(answer *out)
{
    for (int empty = 0; empty < 2; empty++)
        put(out, out->text_length);
    for (int none = 0; none < 3; none++)
        put(out, 0);
}

/* Fragments of addresses: indexer/search/snippets/text_fragment.py */

static bool ends_words(uint32_t c)
{
    return is_space(c) || c == U'。' || c == U'！' || c == U'？' || c == U'；' || c == U'，' || c == U'、' || c == U'：' ||
           c == ',' || c == ':' || c == ';' || c == '.' || c == '!' || c == '?';
}

/* Return the first characters of a line up to where a word ends within `end`; an empty span for none. */
static span first_words(page_text *text, int64_t start, int64_t end)
{
    for (; start < end; start++) {
        if (is_space(char_at(text, start)))
            continue;
        int64_t stop = start + 1;
        while (stop < end && char_at(text, stop) != '\n')
            stop++;
        for (stop = least(stop, end - 1); stop > start; stop--)
            if (ends_words(char_at(text, stop)))
                return (span){start, stop};
    }
    return (span){0, 0};
}

static span trim(page_text *text, span at)
{
    while (at.start < at.end && is_space(char_at(text, at.start)))
        at.start++;
    while (at.end > at.start && is_space(char_at(text, at.end - 1)))
        at.end--;
    return at;
}

static void put_percent(answer *out, uint32_t byte)
{
    const char *digits = "0123456789ABCDEF";
    enum { COUNT = 3 };
    if (COUNT <= out->text_room - out->text_length) {
        uint32_t *into = out->text + out->text_length;
        into[0] = '%';
        into[1] = (uint8_t)digits[byte >> 4 & 15];
        into[2] = (uint8_t)digits[byte & 15];
    }
    out->text_length += COUNT;
}

/* Write a character as addresses quote it; a hyphen too, for it would part the words from their context. */
static void put_quoted(answer *out, uint32_t c)
{
    bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (is_plain || c == '_' || c == '.' || c == '~')
        put_character(out, c);
    else if (c < 0x80)
        put_percent(out, c);
    else {
        int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3; /* bytes of UTF-8 behind the first */
        put_percent(out, (0xff00u >> (more + 1) & 0xff) | c >> 6 * more);
        while (more-- > 0)
            put_percent(out, 0x80 | (c >> 6 * more & 0x3f));
    }
}

/* Return where in a span the program's own signs begin: for code left out, between cells of a table, behind a row.
 *
 * Only as many characters are looked at as addresses quote, and one.
 */
static int64_t own_sign(page_text *text, span at)
{
    int64_t last = least(at.end, at.start + LONGEST_WORDS + 1);
    for (int64_t here = at.start; here < last; here++) {
        uint32_t c = char_at(text, here), next = here + 1 < at.end ? char_at(text, here + 1) : 0;
        bool parts = next == '|' && here + 2 < at.end && char_at(text, here + 2) == ' ';
        if ((c == ' ' && (next == U'…' || parts)) || (c == ';' && here + 1 == at.end))
            return here;
    }
    return at.end;
}

static void put_words(const page *page, answer *out, span sentence)
{
    page_text *text = page->in->text;
    sentence.end = own_sign(text, sentence);
    int64_t cut = least(sentence.start + LONGEST_WORDS, sentence.end);
    span words = cut < sentence.end ? first_words(text, sentence.start, cut + 1) : (span){0, 0};
    if (words.start == words.end)
        words = trim(text, (span){sentence.start, cut});
    put(out, out->text_length);
    for (int64_t at = words.start; at < words.end; at++) {
        uint32_t c = char_at(text, at);
        if (c >= 0xd800 && c <= 0xdfff)
            fail(page->work->fault, KERNEL_MALFORMED, c);
        put_quoted(out, c);
    }
    put(out, out->text_length);
}

/* Write the sentence in which a passage begins, as far as a snippet shows it, quoted. */
static void put_sentence(const page *page, answer *out, int64_t start, span cut)
{
    span line = line_at(page->in->text, start, cut);
    put_words(page, out, (span){sentence_start(page->in->text, line.start, start), line.end});
}

/* Write the section that a snippet's passage lies in, from 0 or -1, and the sentence it begins in, quoted. */
static void put_fragment(const page *page, answer *out, const shown_passage *shown)
{
    int64_t start = shown->passage.start, section = first_area(&page->sections, start + 1) - 1;
    bool is_in = section >= 0 && start < page->sections.items[section].at.end;
    put(out, is_in ? page->sections.items[section].number : -1);
    put_sentence(page, out, start, shown->cut);
}

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

/* Choose what is shown: the passages of all hits first, for what a section shows depends on its hit's snippet. */
static void choose_shown(page *page, answer *unread)
{
    job *work = page->work;
    int64_t targets = 0;
    read_areas(page);
    page->shown = take(work, page->hits, sizeof(shown_passage));
    page->prose = take(work, page->sections.length, sizeof(prose_passage));
    page->ranked = take(work, page->sections.length, sizeof(ranked_section));
    page->ranked_begins = take(work, page->hits + 1, sizeof(int64_t));
    if (failed(work))
        return;
    page->found = find_highlights(work, page->in->text, page->hits, &page->in->plan, &page->in->spans, unread,
                                  &targets);
    int64_t wide = page->in->snippet_columns * 2 / 3, narrow = page->in->section_columns * 2 / 3;
    if (failed(work) || unread->length)
        return;
    scorer score =
        make_scorer(work, page->in->text, &page->found, &page->in->kinds, targets * WAYS, most(wide, narrow));
    if (failed(work))
        return;
    candidates in_snippets = score_passages(work, &score, &page->zones, wide);
    choose_passages(page, &in_snippets);
    candidates in_sections = score_passages(work, &score, &page->sections, narrow);
    rank_sections(page, &in_sections);
    candidates in_prose = score_passages(work, &score, &page->zones, narrow);
    find_in_prose(page, &in_prose);
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
