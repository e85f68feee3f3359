/* What is shown of each hit: the passage of its snippet, and the sections that show most of the query;
 * indexer/search/snippets/hits.py. */
#include "snippets/render.h"

static const double ADDRESSES = 0.5;        /* what a passage with an address in it counts */
static const double SAME_SCORE = 1e-9;      /* what differs by no more is equally good */
static const int64_t LONGEST_ADDRESS = 200; /* characters that are looked at for the beginning of an address */

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

int64_t first_area(const areas *where, int64_t offset)
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

/* The passages of all hits are chosen first, for what a section shows depends on its hit's snippet. */
void choose_shown(page *page, answer *unread)
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
