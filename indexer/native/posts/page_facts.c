/* What a built page says of itself, and which of its elements hold its own text: `main_content.c` tells where that is,
 * `bylines.c` who wrote it and when.
 *
 * The modules of indexer/posts/generators/html find the same in lxml's tree; a function here is named as there.
 */
#include "posts/page_elements.h"

enum { MOST_ARTICLES = 1000, LEVELS = 4 };

/* the head: `metadata.py` */

static void add_meta(page_facts *page, const element *meta)
{
    static const char *attributes[] = {"property", "name", "itemprop"};
    u8s name = {NULL, 0};
    for (size_t at = 0; at < 3 && !name.length; at++)
        name = value_of(page, meta, attributes[at]);
    if (name.length) {
        u8s content = value_of(page, meta, "content");
        int64_t letters = count_text(name, true);
        add_row(page, META, letters, 0, letters + count_text(content, true));
        add_bytes(&page->work, &page->text, name.items, name.length);
        add_bytes(&page->work, &page->text, content.items, content.length);
        page->is_unknown |= page->text.length > page->most_text;
    }
    if (equals(value_of(page, meta, "http-equiv"), "refresh"))
        add_row(page, REFRESH, 0, 0, 0);
}

/* Say whether a link may be that to the page's own address, to a translation or a feed: styles are most. */
static bool is_told_link(page_facts *page, const element *link)
{
    u8s rel = value_of(page, link, "rel");
    bool is_ascii = true;
    for (int64_t at = 0; at < rel.length; at++)
        is_ascii &= rel.items[at] < 0x80;
    return !is_ascii || holds_letters(rel, "canonical") || holds_letters(rel, "alternate") ||
           holds(value_of(page, link, "type"), "application/");
}

static void read_head(page_facts *page)
{
    bool has_title = false;
    for (int64_t at = 0; at < page->count; at++) {
        const element *each = &page->elements[at];
        if (each->tag == T_META) {
            add_meta(page, each);
        } else if (each->tag == T_LINK && is_told_link(page, each)) {
            add_text_row(page, LINK_REL, 0, 0, value_of(page, each, "rel"));
            add_text_row(page, LINK_LANGUAGE, 0, 0, value_of(page, each, "hreflang"));
            add_text_row(page, LINK_TYPE, 0, 0, value_of(page, each, "type"));
            add_text_row(page, LINK_HREF, 0, 0, value_of(page, each, "href"));
        } else if (each->tag == T_TITLE && !has_title) {
            has_title = true;
            add_text_row(page, TITLE, 0, 0, text_of(page, each, false));
        } else if (each->tag == T_SCRIPT && equals(value_of(page, each, "type"), "application/ld+json")) {
            add_text_row(page, SCRIPT, 0, 0, text_of(page, each, false));
        } else if (each->tag == T_FORM && has_word(value_of(page, each, "class"), "post-password-form") &&
                   at > page->body) {
            add_row(page, PROTECTED, 0, 0, 0);
        }
        page->is_unknown |= (each->tag == T_TITLE || each->tag == T_SCRIPT) && each->end > at + 1;
    }
    add_text_row(page, LANGUAGE, 0, 0, value_of(page, &page->elements[0], "lang"));
    add_text_row(page, BODY_CLASS, 0, 0, value_of(page, &page->elements[page->body], "class"));
}

/* `dated_lists.py` and `own_parts.py`: Python looks at pages that may have what these are about */

static bool is_item(const page_facts *page, int64_t at)
{
    tag kind = page->elements[at].tag;
    return kind == T_DD || kind == T_LI || kind == T_TR;
}

static bool leads_elsewhere(page_facts *page, int64_t at)
{
    u8s href = value_of(page, &page->elements[at], "href");
    return href.length && href.items[0] != '#';
}

static bool holds_link(page_facts *page, int64_t at)
{
    for (int64_t each = at; each < page->elements[at].end; each++)
        if (page->elements[each].tag == T_A && leads_elsewhere(page, each))
            return true;
    return false;
}

static int64_t characters_of(const page_facts *page, int64_t at)
{
    return page->elements[at].characters_end - page->elements[at].characters;
}

/* Return how many characters the entry of a list has at most of which a day of the text may be that; NONE where it is of
 * no entry. */
static int64_t entry_size(page_facts *page, int64_t day, bool *is_in_item)
{
    enum { HIGHEST = 4 };
    const element *of = &page->elements[day];
    int64_t above = day, next = of->end, size = NONE;
    if (of->tag == T_DT) {
        *is_in_item = true;
        bool has_link = next < page->count && page->elements[next].parent == of->parent && holds_link(page, next);
        return has_link ? characters_of(page, day) + characters_of(page, next) : NONE;
    }
    bool has_link = false;
    for (int64_t step = 0; step <= HIGHEST && above != NONE && above != page->main; step++) {
        *is_in_item |= is_item(page, above);
        has_link = has_link || holds_link(page, above);
        size = has_link ? characters_of(page, above) : NONE;
        above = page->elements[above].parent;
    }
    return size;
}

static int64_t count_seen(u8s text)
{
    int64_t count = 0;
    for (const uint8_t *at = text.items, *end = at + text.length; at < end;) {
        int64_t space = space_at(at, end), length = space;
        if (!space)
            character_at(at, end, &length);
        count += !space;
        at += length;
    }
    return count;
}

/* Count the letters of the text but for its headings, which say what is listed. */
static int64_t count_listed_letters(page_facts *page)
{
    int64_t count = count_seen(text_of(page, &page->elements[page->main], false));
    for (int64_t at = page->main; at < page->elements[page->main].end; at++)
        if (page->elements[at].tag == T_H1 || page->elements[at].tag == T_H2)
            count -= count_seen(text_of(page, &page->elements[at], false));
    return count;
}

/* Say whether entries with a day may be half of the text: most posts that name days say more beside. */
static bool may_be_dated_list(page_facts *page)
{
    int64_t days = 0, size = 0;
    bool is_in_item = false, may_be = false;
    for (int64_t at = page->main; at < page->elements[page->main].end; at++) {
        if (page->elements[at].tag != T_TIME && page->elements[at].tag != T_DT)
            continue;
        if (++days == MOST_ARTICLES)
            return true;
        int64_t entry = entry_size(page, at, &is_in_item);
        may_be |= entry != NONE;
        size += entry == NONE ? 0 : entry;
    }
    return may_be && (days > 1 || is_in_item) && 2 * size >= count_listed_letters(page);
}

static void look_for_parts(page_facts *page)
{
    for (int64_t at = page->main; at < page->elements[page->main].end; at++) {
        const element *each = &page->elements[at];
        u8s attributes = each->start.attributes;
        for (xml_attribute one; next_attribute(&attributes, &one);)
            page->is_unknown |= equals(one.name, "data-search-exclude") ||
                                (each->tag == T_A && equals(one.name, "hreflang")) ||
                                (equals(one.name, "class") && holds(one.value, "ablog__c"));
    }
    page->is_unknown |= may_be_dated_list(page);
    page->is_prepared = true;
    memset(page->known[OUTSIDE], 0, (size_t)page->count);
}

static void add_bookmark(page_facts *page)
{
    int64_t heading = page->entry, end = page->elements[page->entry].end;
    while (heading < end && !(page->elements[heading].tag >= T_H1 && page->elements[heading].tag <= T_H3))
        heading++;
    for (int64_t at = heading + 1; heading < end && at < page->elements[heading].end; at++) {
        if (page->elements[at].tag == T_A && has_word(value_of(page, &page->elements[at], "rel"), "bookmark")) {
            add_text_row(page, BOOKMARK, 0, 0, value_of(page, &page->elements[at], "href"));
            return;
        }
    }
}

/* `page.py` */

static bool is_other_time(u8s kind)
{
    return holds_letters(kind, "modif") || holds_letters(kind, "updat") || holds_letters(kind, "reading");
}

static bool is_ascii(u8s text)
{
    for (int64_t at = 0; at < text.length; at++)
        if (text.items[at] >= 0x80)
            return false;
    return true;
}

static const uint8_t *skip_spaces(const uint8_t *at, const uint8_t *end)
{
    for (int64_t length; at < end && (length = space_at(at, end));)
        at += length;
    return at;
}

static const uint8_t *skip_letters(const uint8_t *at, const uint8_t *end, const char *letters)
{
    while (*letters && at && at < end && (*at | 32) == *letters)
        at++, letters++;
    return *letters ? NULL : at;
}

/* Return how long what `_READING_TIME` finds at the begin of a text is. The page is unknown where letters decide that
 * are none of English. */
static int64_t reading_time(page_facts *page, u8s text)
{
    const uint8_t *at = text.items, *end = at + text.length;
    at = skip_spaces(at, end);
    int64_t length = 0;
    uint32_t sign = at < end ? character_at(at, end, &length) : 0;
    if (sign != 0xb7 && sign != 0x2022 && sign != '|' && sign != ',' && sign != '-')
        return 0;
    at = skip_spaces(at + length, end);
    const uint8_t *digits = at;
    while (at < end && *at >= '0' && *at <= '9')
        at++;
    uint32_t odd = at < end ? character_at(at, end, &length) : 0;
    bool is_odd = odd >= 0x80 && (!is_cjk(odd) || (odd >= 0xff10 && odd <= 0xff19)); /* maybe a digit */
    const uint8_t *behind = skip_spaces(at, end);
    const uint8_t *minutes = at > digits && behind > at ? skip_letters(behind, end, "min") : NULL;
    if (!minutes) {
        page->is_unknown |= is_odd;
        return 0;
    }
    const uint8_t *longer = skip_letters(minutes, end, "ute");
    for (int with_ute = longer != NULL; with_ute >= 0; with_ute--) {
        const uint8_t *unit = with_ute ? longer : minutes;
        if (unit < end && (*unit | 32) == 's')
            unit++;
        const uint8_t *verb = skip_spaces(unit, end);
        const uint8_t *last = verb > unit ? skip_letters(verb, end, "read") : NULL;
        page->is_unknown |= (verb < end && *verb >= 0x80) || (last && last < end && *last >= 0x80);
        bool goes_on = last && last < end && (((*last | 32) >= 'a' && (*last | 32) <= 'z') || *last == '_' ||
                                              (*last >= '0' && *last <= '9'));
        bool ends = last && !goes_on;
        if (ends)
            return last - text.items;
    }
    return 0;
}

/* Take a moment out, with the time that reading takes behind it. */
static void take_out(page_facts *page, const element *moment)
{
    page->cuts[0] = (page_cut){moment->inside, moment->inside_end};
    for (const element *inner = moment + 1; inner < page->elements + moment->end; inner++)
        page->is_unknown |= inner->tag != T_OTHER;
    xml_reader reader = {.xml = page->xml, .at = moment->behind};
    xml_event event = next_event(&reader);
    if (event.kind != XML_TEXT)
        return;
    if (event.is_raw || memchr(event.text.items, '&', (size_t)event.text.length))
        page->is_unknown |= reading_time(page, unescape(&page->work, event.text)) > 0;
    else
        page->cuts[1] = (page_cut){moment->behind, moment->behind + reading_time(page, event.text)};
}

static void take_time(page_facts *page)
{
    const element *main = &page->elements[page->main];
    for (int64_t at = page->main; at < main->end; at++) {
        const element *each = &page->elements[at];
        if (each->tag == T_P && find_outermost(page, at + 1, at, T_TIME).count == 0)
            return;
        if (each->tag != T_TIME)
            continue;
        u8s moment = value_of(page, each, "datetime");
        u8s classes = value_of(page, each, "class"), property = value_of(page, each, "itemprop");
        page->is_unknown |= !is_ascii(classes) || !is_ascii(property);
        if (moment.length && !is_other_time(classes) && !is_other_time(property) && !is_in_comment(page, at)) {
            add_text_row(page, MOMENT, 0, 0, moment);
            take_out(page, each);
            return;
        }
    }
}

static int64_t count_letters(u8s text)
{
    int64_t count = 0;
    for (int64_t at = 0; at < text.length; at++)
        count += (text.items[at] & 0xc0) != 0x80 && text.items[at] != ' ' && text.items[at] != '\n';
    return count;
}

static u8s href_of(page_facts *page, const element *link)
{
    u8s href = value_of(page, link, "href");
    return href.length ? href : (u8s){(const uint8_t *)"#", 1};
}

static bool is_mostly_link(page_facts *page, int64_t article)
{
    const element *of = &page->elements[article];
    int64_t linked = 0;
    for (int64_t at = article + 1; at < of->end; at++) {
        const element *each = &page->elements[at];
        if (each->tag == T_ARTICLE)
            return false;
        if (each->tag == T_A && href_of(page, each).items[0] != '#')
            linked += count_letters(text_of(page, each, false));
    }
    return linked > 0 && 2 * linked >= count_letters(text_of(page, of, false));
}

/* Add where the first heading of an article leads; where there is none, whether it is little else than links.
 *
 * number: 0 for an article inside of the text, 1 for the one around it, 2 for one beside that.
 */
static void add_article(page_facts *page, int64_t article, int64_t number)
{
    int64_t end = page->elements[article].end, heading = NONE;
    for (int64_t level = 0; level < LEVELS && heading == NONE; level++)
        for (int64_t at = article; at < end && heading == NONE; at++)
            if (page->elements[at].tag == T_H1 + level)
                heading = at;
    page->articles++;
    add_row(page, ARTICLE, number, heading == NONE && is_mostly_link(page, article), 0);
    if (heading == NONE)
        return;
    for (int64_t at = heading + 1; at < page->elements[heading].end; at++)
        if (page->elements[at].tag == T_A)
            add_text_row(page, ADDRESS, page->articles - 1, 0, href_of(page, &page->elements[at]));
    for (int64_t at = nearest(page, heading, T_A, T_A); at != NONE; at = nearest(page, at, T_A, T_A))
        add_text_row(page, ADDRESS, page->articles - 1, 0, href_of(page, &page->elements[at]));
}

static void add_articles(page_facts *page)
{
    int64_t count = 0;
    for (int64_t at = page->body; at < page->elements[page->body].end; at++)
        count += page->elements[at].tag == T_ARTICLE;
    if (count > MOST_ARTICLES) { /* each is looked through */
        page->is_unknown = true;
        return;
    }
    for (int64_t at = page->main; at < page->elements[page->main].end; at++)
        if (page->elements[at].tag == T_ARTICLE && !is_outside(page, at))
            add_article(page, at, 0);
    int64_t above = nearest(page, page->main, T_ARTICLE, T_ARTICLE);
    if (above == NONE)
        return;
    add_article(page, above, 1);
    int64_t scope = nearest(page, above, T_MAIN, T_BODY);
    scope = scope == NONE ? above : scope;
    for (int64_t at = scope; at < page->elements[scope].end; at++)
        if (page->elements[at].tag == T_ARTICLE)
            add_article(page, at, 2);
}

/* Add the first headings in or around the text; of those in it the number among its <h1> and <h2>, else -1.
 *
 * Python takes what is left out of them from the tree before it reads headings in headings and code.
 */
static void add_headings(page_facts *page)
{
    int64_t above = nearest(page, page->main, T_ARTICLE, T_MAIN), behind = NONE;
    int64_t scope = above == NONE ? page->main : above, code_end = NONE;
    for (int64_t at = scope; at < page->elements[scope].end; at++) {
        const element *each = &page->elements[at];
        if (each->tag == T_PRE && each->end > code_end)
            code_end = each->end;
        if (each->tag != T_H1 && each->tag != T_H2)
            continue;
        bool is_own = is_inside(page, at, page->main);
        bool holds_code = find_outermost(page, at, at, T_PRE).count > 0;
        page->is_unknown |= at < behind || at < code_end || holds_code || at == page->main;
        behind = each->end;
        if (is_own && is_outside(page, at))
            continue;
        int64_t number = is_own ? each->titles - page->elements[page->main].titles : NONE;
        add_text_row(page, HEADING, each->tag - T_H1 + 1, number, text_of(page, each, is_own));
    }
}

static void add_places(page_facts *page)
{
    const element *main = &page->elements[page->main];
    add_row(page, MAIN, main->begin, main->behind, 0);
    if (is_within(page, page->main, NONE, IN_HEADING, is_heading))
        add_row(page, MAIN_IN_HEADING, 0, 0, 0);
    for (int64_t cut = 0; cut < MOST_CUTS; cut++)
        add_row(page, CUT, page->cuts[cut].begin, page->cuts[cut].end, 0);
    for (int64_t at = page->main; at < main->end; at++)
        if (page->elements[at].tag == T_IMG)
            add_text_row(page, IMAGE, 0, 0, value_of(page, &page->elements[at], "alt"));
}

/* Read the facts of a page whose elements are known. */
static void read_facts(page_facts *page)
{
    page->most_text = 4 * page->xml.length;
    page->is_unknown |= !page->count || page->elements[0].tag != T_HTML;
    page->body = 0;
    while (page->body < page->count && page->elements[page->body].tag != T_BODY)
        page->body++;
    if (page->is_unknown || page->body == page->count) {
        page->is_unknown = true;
        return;
    }
    for (int kind = 0; kind < KINDS_OF_ABOVE; kind++)
        page->known[kind] = arena_take(&page->work.arena, page->count, 1, page->work.fault);
    if (page->work.fault->code)
        return;
    read_head(page);
    page->main = find_container(page);
    page->entry = entry_of(page);
    read_byline(page);
    read_entry(page);
    look_for_parts(page);
    take_time(page);
    add_articles(page);
    add_bookmark(page);
    add_headings(page);
    add_places(page);
}

/* Write what was found: lengths: int64[2], see `read_page_facts`. */
static void write_facts(const page_facts *page, uint8_t *text, int64_t text_room, int64_t *rows, int64_t row_room,
                        int64_t *lengths)
{
    lengths[0] = page->text.length;
    lengths[1] = page->rows.length / (int64_t)sizeof *rows;
    if (lengths[0] > text_room || lengths[1] > row_room)
        return;
    if (page->text.length)
        memcpy(text, page->text.items, (size_t)page->text.length);
    if (page->rows.length)
        memcpy(rows, page->rows.items, (size_t)page->rows.length);
}

/* Read what a page says of itself, and which element holds its text.
 *
 * xml: the page, as lxml writes it. names, slots: as `read_own_text` takes them. containers: for each
 * attribute and word that names the element, the surest first, the attribute's number, the word's length and the word.
 * rows: int64[room], four cells for each row: what it tells, two numbers, and the characters of its text, which stands
 * behind that of the row before. lengths: int64[2], the bytes of text and the cells of rows, which are more than there is
 * room for if nothing was written. Returns 1 where Python has to look, else 0.
 */
KERNEL_API int64_t read_page_facts(const char *xml, int64_t xml_length, const char *names, int64_t names_length, const char *slots, int64_t slots_length,
                                   const char *containers, int64_t containers_length, uint8_t *text, int64_t text_room,
                                   int64_t *rows, int64_t row_room, int64_t *lengths, int64_t length_count,
                                   kernel_fault *fault)
{
    name_table known = {{(const uint8_t *)names, names_length}, {(const uint16_t *)(const void *)slots, slots_length / 2}};
    page_facts page = {.work = {.fault = fault}, .names = &known,
                       .xml = {(const uint8_t *)xml, xml_length}, .html_length = xml_length,
                       .containers = {(const uint8_t *)containers, containers_length}};
    if (length_count < 2)
        fail(fault, KERNEL_OUTSIDE, length_count);
    if (!fault->code) {
        read_elements(&page);
        read_facts(&page);
    }
    if (!fault->code)
        write_facts(&page, text, text_room, rows, row_room, lengths);
    arena_free(&page.work.arena);
    return page.is_unknown;
}

/* Read a page as its file has it: write it as XML, see `write_page`, and read that as `read_page_facts` does.
 *
 * xml: room for it. lengths: int64[3], those of `read_page_facts`, and the bytes of XML; nothing was written where one is more
 * than there is room for. Returns 0; 1 for a page that is to be parsed; 2 for one that was written, at which Python
 * has to look; 3 for bytes that are no UTF-8, or begin with a byte order mark.
 */
KERNEL_API int64_t read_page(const char *html, int64_t html_length, const char *names, int64_t names_length, const char *slots, int64_t slots_length,
                             const char *containers, int64_t containers_length, uint8_t *xml, int64_t xml_room,
                             uint8_t *text, int64_t text_room, int64_t *rows, int64_t row_room, int64_t *lengths,
                             int64_t length_count, kernel_fault *fault)
{
    enum { FOUND, TO_PARSE, TO_LOOK_AT, TO_DECODE };
    name_table known = {{(const uint8_t *)names, names_length}, {(const uint16_t *)(const void *)slots, slots_length / 2}};
    page_facts page = {.work = {.fault = fault}, .names = &known, .html_length = html_length,
                       .containers = {(const uint8_t *)containers, containers_length}};
    byte_buffer written = {xml, 0, xml_room}; /* it moves into the arena where there is no room */
    int64_t result = TO_PARSE;
    if (length_count < 3)
        fail(fault, KERNEL_OUTSIDE, length_count);
    page_state state = fault->code ? PAGE_TO_PARSE : write_page(&page, (u8s){(const uint8_t *)html, html_length}, &written);
    if (state == PAGE_WRITTEN && !fault->code) {
        page.xml = (u8s){written.items, written.length};
        read_facts(&page);
        lengths[2] = written.length;
        write_facts(&page, text, text_room, rows, row_room, lengths);
        result = page.is_unknown ? TO_LOOK_AT : FOUND;
    } else if (state == PAGE_TO_DECODE) {
        result = TO_DECODE;
    }
    arena_free(&page.work.arena);
    return result;
}
