/* HTML -> the XML that lxml writes of the tree that it makes of it, where elements end as they are said to, or as the next
 * one, or the end of what holds them, implies.
 *
 * Nothing else is read here: of a page that the parser would have to mend otherwise, or that says what this does not know,
 * nothing is written, and the parser reads it. What ends an element tells `tag_rules.c`; texts and attributes are written by
 * `xml_text.c`; bytes that are none of UTF-8 are found by `page_bytes.c` before.
 * Elements of highlighters in <pre> are left out as `flat_code.py` of indexer/posts/generators/html leaves them out.
 */
#include "posts/page_scan.h"

/* Flat code */

/* Return where a value ends, in which <, > and, of a class, & do not stand; -1 where it is none such. */
static int64_t plain_value_end(const page_scan *page, int64_t at, bool is_class)
{
    for (; at < page->html.length; at++) {
        uint8_t c = page->html.items[at];
        if (c == '"')
            return at;
        if (c == '<' || c == '>' || (is_class && c == '&'))
            break;
    }
    return -1;
}

/* Say whether what is a tag of a highlighter at a place says nothing but how code looks. */
static bool is_plain_tag(const page_scan *page, int64_t at)
{
    at += stands_at(page, at, "<span") ? 5 : 4;
    if (stands_at(page, at, " class=\"")) {
        int64_t begin = at + 8, end = plain_value_end(page, begin, true);
        if (end < 0 || names_line_numbers(page->facts->names, (u8s){page->html.items + begin, end - begin}))
            return false;
        at = end + 1;
    }
    if (stands_at(page, at, " style=\"")) {
        at = plain_value_end(page, at + 8, false);
        if (at < 0)
            return false;
        at++;
    }
    return byte_at(page, at) == '>';
}

/* Say whether the highlighter's elements are left out of the <pre> from a place up to another: `_flatten`. */
static bool is_flat_code(const page_scan *page, int64_t begin, int64_t end)
{
    int64_t spans = 0, lines = 0, span_ends = 0, line_ends = 0;
    for (int64_t at = begin + 1; (at = find_from(page, at, '<')) < end; at++) {
        bool is_span = stands_at(page, at, "<span"), is_line = stands_at(page, at, "<div");
        if ((is_span || is_line) && !is_plain_tag(page, at))
            return false;
        spans += is_span;
        lines += is_line;
        span_ends += stands_at(page, at, "</span>");
        line_ends += stands_at(page, at, "</div>");
    }
    return spans + lines && spans == span_ends && lines == line_ends;
}

/* Pass over a tag that flat code does not have; return whether there is one. */
static bool skip_flat_tag(page_scan *page)
{
    if (!page->is_flat || page->at >= page->code_end)
        return false;
    if (stands_at(page, page->at, "<br>")) {
        put_text(page, "\n");
        page->characters++;
        page->at += 4;
    } else if (stands_at(page, page->at, "</span>")) {
        page->at += 7;
    } else if (stands_at(page, page->at, "</div>")) {
        page->at += 6;
    } else if (stands_at(page, page->at, "<span") || stands_at(page, page->at, "<div")) {
        page->at = find_from(page, page->at, '>') + 1; /* it is plain, as all are */
    } else {
        return false;
    }
    return true;
}

/* Tags */

static void move_stage(page_scan *page, u8s name, uint8_t kinds, bool ends)
{
    static const char *names[] = {"html", "head", "head", "body", "body", "html"};
    if (kinds & IS_OUTLINE) {
        bool fits = page->stage < BEHIND && equals(name, names[page->stage]) &&
                    ends == (page->stage == IN_HEAD || page->stage >= IN_BODY);
        if (!fits)
            refuse(page);
        page->stage++;
        return;
    }
    bool is_in_head = page->stage == IN_HEAD && (page->depth > 2 || kinds & IS_OF_HEAD);
    if (page->stage != IN_BODY && !is_in_head)
        refuse(page);
}

/* Write the end of the element that began last. */
static void end_innermost(page_scan *page)
{
    if (page->work->fault->code)
        return;
    const open_tag *ended = &page->open[--page->depth];
    element *of = &page->facts->elements[ended->number];
    byte_buffer *xml = page->xml;
    of->characters_end = page->characters;
    of->end = page->facts->count;
    of->inside_end = xml->length;
    of->start.is_empty = xml->length == of->inside;
    if (of->start.is_empty) {
        xml->length--;
        put_text(page, "/>");
        of->inside = of->inside_end = xml->length;
    } else {
        put_text(page, "</");
        add_bytes(page->work, xml, ended->name.items, ended->name.length);
        put_text(page, ">");
    }
    of->behind = xml->length;
}

/* Note an element of which the tag is written from a place on, up to what ends it. */
static bool begin_element(page_scan *page, open_tag *tag_begun, int64_t begin)
{
    element *added = add_element(page->facts);
    if (!added)
        return false;
    u8s name = {NULL, tag_begun->name.length}; /* what is written may still move: see `point_to_names` */
    u8s attributes = {NULL, page->xml->length - begin - 1 - name.length};
    tag kind = tag_begun->rule->tag;
    tag_begun->number = page->facts->count - 1;
    *added = (element){.start = {.kind = XML_START, .name = name, .attributes = attributes}, .tag = kind, .begin = begin,
                       .parent = page->depth ? page->open[page->depth - 1].number : NONE,
                       .characters = page->characters, .titles = page->titles};
    page->titles += kind == T_H1 || kind == T_H2;
    return true;
}

static void point_to_names(page_facts *page, const byte_buffer *xml)
{
    for (int64_t at = 0; at < page->count; at++) {
        xml_event *start = &page->elements[at].start;
        start->name.items = xml->items + page->elements[at].begin + 1;
        start->attributes.items = start->name.items + start->name.length;
    }
}

static void read_start_tag(page_scan *page)
{
    if (page->depth == DEEPEST) {
        refuse(page);
        return;
    }
    uint8_t letters[LONGEST_TAG];
    u8s name = {letters, 0};
    int64_t begin = page->at;
    int64_t at = read_name(page, begin + 1, letters, &name.length);
    if (page->is_other)
        return;
    const tag_rule *rule = find_rule(&page->rules, name);
    while (page->stage == IN_BODY && page->depth && page->open[page->depth - 1].rule->closed_by & rule->bit)
        end_innermost(page);
    move_stage(page, name, rule->kinds, false);
    if (rule->kinds & IS_REFUSED || (page->depth && page->open[page->depth - 1].rule->closed_by & rule->bit))
        refuse(page);
    if (starts_code(page, begin) && begin >= page->code_end) {
        page->code_end = find_text(page, begin, "</pre");
        page->is_flat = page->code_end < page->html.length && is_flat_code(page, begin, page->code_end);
    }
    open_tag *tag_begun = &page->open[page->depth];
    memcpy(tag_begun->letters, letters, sizeof letters);
    tag_begun->name = (u8s){tag_begun->letters, name.length};
    tag_begun->rule = rule;
    int64_t xml_begin = page->xml->length;
    put_text(page, "<");
    add_bytes(page->work, page->xml, name.items, name.length);
    at = put_attributes(page, at);
    bool is_empty = stands_at(page, at, "/>"), is_raw = rule->kinds & IS_RAW;
    if ((!is_empty && byte_at(page, at) != '>') || (is_empty && (is_raw || page->stage < IN_HEAD)))
        refuse(page);
    if (page->is_other || !begin_element(page, tag_begun, xml_begin))
        return;
    page->at = at + (is_empty ? 2 : 1);
    put_text(page, ">");
    page->facts->elements[tag_begun->number].inside = page->xml->length;
    page->depth++;
    if (is_raw)
        put_raw(page, name);
    if (is_raw || is_empty || rule->kinds & IS_VOID)
        end_innermost(page);
}

/* Return how many elements the end of the innermost one of a name ends; 0 where the parser would mend something. */
static int64_t count_ended(const page_scan *page, u8s name)
{
    uint8_t firmest = 0; /* of those inside of it */
    for (int64_t at = page->depth - 1; at >= 0; at--) {
        const open_tag *each = &page->open[at];
        if (each->name.length == name.length && memcmp(each->name.items, name.items, (size_t)name.length) == 0)
            return firmest > each->rule->firmness ? 0 : page->depth - at;
        firmest = each->rule->firmness > firmest ? each->rule->firmness : firmest;
    }
    return 0;
}

static void read_end_tag(page_scan *page)
{
    uint8_t letters[LONGEST_TAG];
    u8s name = {letters, 0};
    int64_t at = skip_white(page, read_name(page, page->at + 2, letters, &name.length));
    int64_t ended = page->is_other || byte_at(page, at) != '>' ? 0 : count_ended(page, name);
    if (!ended || (ended > 1 && page->stage != IN_BODY)) {
        refuse(page);
        return;
    }
    move_stage(page, name, page->open[page->depth - ended].rule->kinds, true);
    if (page->is_other)
        return;
    page->at = at + 1;
    while (ended-- > 0)
        end_innermost(page);
}

/* Pass over a comment; text on both sides of it is one. */
static void skip_comment(page_scan *page)
{
    int64_t begin = page->at + 4, end = find_text(page, begin, "-->");
    bool is_odd = byte_at(page, begin) == '>' || stands_at(page, begin, "->");
    for (int64_t at = begin; (at = find_from(page, at, '!')) < end; at++)
        is_odd |= stands_at(page, at - 2, "--!>");
    for (int64_t at = begin; (at = find_from(page, at, '<')) < end; at++)
        is_odd |= starts_code(page, at);
    if (is_odd || end >= page->html.length)
        refuse(page);
    else
        page->at = end + 3;
}

static void read_text(page_scan *page)
{
    int64_t end = find_from(page, page->at, '<');
    if (page->stage == IN_BODY || (page->stage == IN_HEAD && page->depth > 2)) {
        put_escaped_part(page, page->at, end, false, true);
    } else if (skip_white(page, page->at) < end) {
        refuse(page);
        return;
    } else if (page->depth) {
        add_bytes(page->work, page->xml, page->html.items + page->at, end - page->at);
        page->characters += end - page->at;
    }
    if (!page->is_other)
        page->at = end;
}

static void skip_doctype(page_scan *page)
{
    page->at = skip_white(page, page->at);
    const char *doctype = "<!doctype";
    int64_t at = 0;
    while (doctype[at] && (byte_at(page, page->at + at) | 32) == (doctype[at] | 32))
        at++;
    if (doctype[at])
        return;
    int64_t end = find_from(page, page->at, '>'), other = find_from(page, page->at + 1, '<');
    if (other < end)
        refuse(page);
    else
        page->at = end + 1;
}

static void scan_page(page_scan *page)
{
    skip_doctype(page);
    while (page->at < page->html.length && !page->work->fault->code) {
        if (byte_at(page, page->at) != '<')
            read_text(page);
        else if (stands_at(page, page->at, "<!--"))
            skip_comment(page);
        else if (skip_flat_tag(page))
            continue;
        else if (byte_at(page, page->at + 1) == '/')
            read_end_tag(page);
        else
            read_start_tag(page);
    }
    page->is_other |= page->stage != BEHIND;
}

/* Write a page as the XML of the tree that lxml makes of it, without the highlighters' elements, and note its elements.
 *
 * xml: it moves into the memory of the call where there is not enough room.
 */
page_state write_page(page_facts *facts, u8s html, byte_buffer *xml)
{
    page_state state = check_bytes(html);
    page_scan *page = state == PAGE_WRITTEN ? arena_take(&facts->work.arena, 1, sizeof *page, facts->work.fault) : NULL;
    if (!page)
        return state == PAGE_WRITTEN ? PAGE_TO_PARSE : state;
    page->work = &facts->work;
    page->facts = facts;
    page->html = html;
    page->xml = xml;
    page->code_end = -1;
    make_rules(&page->rules);
    scan_page(page);
    point_to_names(facts, xml);
    return page->is_other ? PAGE_TO_PARSE : PAGE_WRITTEN;
}
