/* The elements of a built page, what stands in them and around them, and the rows that tell of them. */
#include "posts/page_elements.h"

enum { BYTES_OF_ELEMENT = 32, LEAST_ELEMENTS = 64 }; /* as most pages have them: more room takes time */

/* Elements */

const char *const TAGS[TAG_COUNT] = {
    "", "a", "article", "aside", "body", "div", "form", "h1", "h2", "h3", "h4", "h5", "h6", "html", "img", "link",
    "main", "meta", "nav", "p", "pre", "script", "section", "time", "title", "abbr", "dd", "dt", "li", "tr", "header",
    "footer", "address",
};

static tag tag_of(u8s name)
{
    for (tag at = 1; at < TAG_COUNT; at++)
        if (TAGS[at][0] == name.items[0] && equals(name, TAGS[at]))
            return at;
    return T_OTHER;
}

/* Return room for the next element; NULL, and a fault, where there is none. */
element *add_element(page_facts *page)
{
    if (page->count == page->room) {
        int64_t room = page->room ? 2 * page->room : page->html_length / BYTES_OF_ELEMENT + LEAST_ELEMENTS;
        element *larger = arena_take_unset(&page->work.arena, room, sizeof *larger, page->work.fault);
        if (!larger)
            return NULL;
        if (page->count)
            memcpy(larger, page->elements, (size_t)page->count * sizeof *larger);
        page->elements = larger;
        page->room = room;
    }
    return &page->elements[page->count++];
}

int64_t count_text(u8s text, bool is_raw)
{
    int64_t count = 0;
    for (int64_t at = 0; at < text.length; at++)
        count += (text.items[at] & 0xc0) != 0x80;
    for (const uint8_t *at = text.items, *end = at + text.length; !is_raw && at < end; at++) {
        at = memchr(at, '&', (size_t)(end - at));
        const uint8_t *behind = at ? memchr(at, ';', (size_t)(end - at)) : NULL;
        if (!behind)
            break;
        count -= behind - at;
        at = behind;
    }
    return count;
}

void read_elements(page_facts *page)
{
    xml_reader reader = {.xml = page->xml};
    int64_t open = NONE, characters = 0;
    while (!page->is_unknown && !page->work.fault->code) {
        int64_t begin = reader.at;
        xml_event event = next_event(&reader);
        if (event.kind == XML_DONE)
            break;
        if (event.kind == XML_TEXT) {
            characters += count_text(event.text, event.is_raw);
        } else if (event.kind == XML_START && (open != NONE || !page->count)) {
            int64_t titles = reader.titles;
            element *added = add_element(page);
            if (!added)
                return;
            *added = (element){.start = event, .tag = tag_of(event.name), .begin = begin, .inside = reader.at,
                               .inside_end = reader.at, .behind = reader.at, .parent = open, .end = page->count,
                               .characters = characters, .characters_end = characters, .titles = titles};
            added->titles -= added->tag == T_H1 || added->tag == T_H2;
            open = event.is_empty ? open : page->count - 1;
        } else if (event.kind == XML_END && open != NONE) {
            element *ended = &page->elements[open];
            ended->inside_end = begin;
            ended->behind = reader.at;
            ended->end = page->count;
            ended->characters_end = characters;
            open = ended->parent;
        } else {
            page->is_unknown = true;
        }
    }
    page->is_unknown |= open != NONE;
}

u8s value_of(page_facts *page, const element *of, const char *name)
{
    u8s attributes = of->start.attributes;
    for (xml_attribute each; next_attribute(&attributes, &each);)
        if (equals(each.name, name))
            return unescape(&page->work, each.value);
    return (u8s){(const uint8_t *)"", 0};
}

uint16_t class_kinds(page_facts *page, int64_t at)
{
    return kinds_of_classes(page->names, value_of(page, &page->elements[at], "class"));
}

bool has_word(u8s words, const char *word)
{
    for (u8s each; next_class(&words, &each);)
        if (equals(each, word))
            return true;
    return false;
}

bool holds(u8s text, const char *part)
{
    size_t length = strlen(part);
    const uint8_t *at = text.items, *end = at + text.length;
    while ((size_t)(end - at) >= length && (at = memchr(at, part[0], (size_t)(end - at) - length + 1))) {
        if (memcmp(at, part, length) == 0)
            return true;
        at++;
    }
    return false;
}

/* Say whether some small letters, these or as capitals, stand at a place in a text. */
bool has_letters_at(u8s text, int64_t at, const char *letters)
{
    for (; *letters && at < text.length && (text.items[at] | 32) == *letters; at++)
        letters++;
    return !*letters;
}

bool holds_letters(u8s text, const char *letters)
{
    for (int64_t at = 0; at < text.length; at++)
        if (has_letters_at(text, at, letters))
            return true;
    return false;
}

/* `AncestorTest`. */
bool is_within(page_facts *page, int64_t at, int64_t outermost, int kind, bool (*is_kind)(page_facts *, int64_t))
{
    uint8_t *known = page->known[kind];
    bool found = false;
    int64_t above = page->elements[at].parent;
    while (!found && above != NONE && above != outermost && known[above] != 1) {
        found = known[above] == 2 || is_kind(page, above);
        above = page->elements[above].parent;
    }
    for (int64_t each = page->elements[at].parent; each != above; each = page->elements[each].parent)
        known[each] = known[each] ? known[each] : found ? 2 : 1;
    return found;
}

int64_t nearest(const page_facts *page, int64_t at, tag one, tag other)
{
    int64_t above = page->elements[at].parent;
    while (above != NONE && page->elements[above].tag != one && page->elements[above].tag != other)
        above = page->elements[above].parent;
    return above;
}

bool is_heading(page_facts *page, int64_t at)
{
    return page->elements[at].tag >= T_H1 && page->elements[at].tag <= T_H6;
}

static xml_reader read_inside(const page_facts *page, const element *of)
{
    xml_reader reader = {.xml = page->xml, .at = of->inside};
    memcpy(reader.cuts, page->cuts, sizeof reader.cuts);
    return reader;
}

bool is_apart(page_facts *page, int64_t at)
{
    const element *of = &page->elements[at];
    xml_reader inside = read_inside(page, of);
    bool is_in_heading = of->tag == T_A && is_within(page, at, NONE, IN_HEADING, is_heading);
    return is_left_out(&page->work, page->names, &inside, &of->start, is_in_heading, page->is_prepared);
}

/* `outside_of_text`. */
bool is_outside(page_facts *page, int64_t at)
{
    return at != page->main && (is_apart(page, at) || is_within(page, at, page->main, OUTSIDE, is_apart));
}

/* Rows */

void add_row(page_facts *page, int64_t kind, int64_t value, int64_t number, int64_t length)
{
    int64_t row[ROW_CELLS] = {kind, value, number, length};
    add_bytes(&page->work, &page->rows, (const uint8_t *)row, sizeof row);
}

void add_text_row(page_facts *page, int64_t kind, int64_t value, int64_t number, u8s text)
{
    add_row(page, kind, value, number, count_text(text, true));
    add_bytes(&page->work, &page->text, text.items, text.length);
    page->is_unknown |= page->text.length > page->most_text;
}

u8s text_of(page_facts *page, const element *of, bool leaves_out)
{
    byte_buffer text = {0};
    xml_reader reader = read_inside(page, of);
    while (reader.at < of->inside_end && !page->work.fault->code) {
        xml_event event = next_event(&reader);
        if (event.kind == XML_TEXT && event.is_raw)
            add_bytes(&page->work, &text, event.text.items, event.text.length);
        else if (event.kind == XML_TEXT)
            add_unescaped(&page->work, &text, event.text);
        else if (event.kind == XML_START && leaves_out &&
                 is_left_out(&page->work, page->names, &reader, &event, true, true))
            skip_element(&reader, &event);
    }
    return (u8s){text.items, text.length};
}
