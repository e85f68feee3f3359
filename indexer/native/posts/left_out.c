/* What is known of names, and what is no part of a page's own text: `left_out.py` of indexer/posts/generators/html. */
#include "posts/page_xml.h"

enum { FRONT = 4 }; /* kinds, gap, length */

/* Return what is known of a name; `own_text.py` makes the table by the same hash (FNV-1a). */
known_name find_name(const name_table *names, u8s name)
{
    kernel_fault fault = {0};
    uint32_t hash = 2166136261u;
    for (int64_t at = 0; at < name.length; at++)
        hash = (hash ^ name.items[at]) * 16777619u;
    for (int64_t tried = 0; tried < names->slots.length; tried++) {
        int64_t at = (int64_t)names->slots.items[(hash + (uint64_t)tried) % (uint64_t)names->slots.length] - 1;
        if (at < 0)
            break;
        uint8_t length = at_u8s(&names->names, at + FRONT - 1, &fault);
        if (length != name.length || at + FRONT + length > names->names.length)
            continue;
        const uint8_t *known = names->names.items + at;
        if (memcmp(known + FRONT, name.items, length) == 0)
            return (known_name){(uint16_t)(known[0] | known[1] << 8), known[2]};
    }
    return (known_name){0};
}

uint16_t kinds_of(const name_table *names, u8s name)
{
    return name.length > LONGEST_NAME ? 0 : find_name(names, name).kinds;
}

/* The same for a class or an id, of which letters are compared as `str.lower` writes them. */
static uint16_t kinds_of_lower(const name_table *names, u8s name)
{
    uint8_t lower[LONGEST_NAME];
    int64_t length = 0;
    for (int64_t at = 0; at < name.length; at++) {
        if (length == LONGEST_NAME)
            return 0;
        uint8_t c = name.items[at];
        if (name.length - at > 2 && memcmp(name.items + at, "\xe2\x84\xaa", 3) == 0) { /* the sign of Kelvin */
            c = 'k';
            at += 2;
        }
        lower[length++] = c >= 'A' && c <= 'Z' ? c | 32 : c;
    }
    return kinds_of(names, (u8s){lower, length});
}

int64_t heading_level(u8s name)
{
    bool is_heading = name.length == 2 && name.items[0] == 'h' && name.items[1] >= '1' && name.items[1] <= '6';
    return is_heading ? name.items[1] - '0' : 0;
}

static bool is_upper(uint8_t c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_lower(uint8_t c)
{
    return c >= 'a' && c <= 'z';
}

/* Return the end of the word that begins here, as the pattern `_WORD` finds them; where it begins, if none does. */
static int64_t word_end(u8s name, int64_t at)
{
    int64_t end = at;
    while (end < name.length && is_upper(name.items[end]))
        end++;
    int64_t capitals = end - at;
    bool goes_on = end < name.length && is_lower(name.items[end]);
    if (capitals > 1)
        return end - goes_on;
    if (!goes_on)
        return end;
    while (end < name.length && is_lower(name.items[end]))
        end++;
    return end;
}

static bool has_known_word(const name_table *names, u8s name)
{
    for (int64_t at = 0; at < name.length;) {
        int64_t end = word_end(name, at);
        if (end > at && kinds_of_lower(names, (u8s){name.items + at, end - at}) & WORD)
            return true;
        at = end > at ? end : at + 1;
    }
    return false;
}

/* Take the next class off some, which white space parts. */
bool next_class(u8s *classes, u8s *found)
{
    const uint8_t *at = classes->items, *end = at + classes->length;
    for (int64_t length; at < end && (length = space_at(at, end));)
        at += length;
    const uint8_t *begin = at;
    while (at < end && !space_at(at, end))
        at++;
    *found = (u8s){begin, at - begin};
    *classes = (u8s){at, end - at};
    return found->length > 0;
}

static bool starts(u8s text, const char *with)
{
    size_t length = strlen(with);
    return (size_t)text.length >= length && memcmp(text.items, with, length) == 0;
}

static bool says_furniture(const name_table *names, u8s classes)
{
    for (u8s name; next_class(&classes, &name);) {
        if (starts(name, "tag-") || starts(name, "category-"))
            continue;
        if (kinds_of_lower(names, name) & (WORD | NAME) || has_known_word(names, name))
            return true;
    }
    return false;
}

/* Return what is known of any of some classes. */
uint16_t kinds_of_classes(const name_table *names, u8s classes)
{
    uint16_t kinds = 0;
    for (u8s name; next_class(&classes, &name);)
        kinds |= kinds_of(names, name);
    return kinds;
}

bool names_line_numbers(const name_table *names, u8s classes)
{
    return kinds_of_classes(names, classes) & LINE_NUMBERS;
}

bool hides(const xml_attribute *attribute)
{
    return equals(attribute->name, "data-pagefind-ignore") || equals(attribute->name, "data-nosnippet") ||
           equals(attribute->name, "hidden") ||
           (equals(attribute->name, "aria-hidden") && equals(attribute->value, "true"));
}

/* Say whether the first element inside of one that has just begun is a heading. */
static bool begins_with_heading(const xml_reader *inside, const xml_event *start)
{
    xml_reader ahead = *inside;
    xml_event event = {.kind = XML_TEXT};
    while (!start->is_empty && event.kind == XML_TEXT)
        event = next_event(&ahead);
    return event.kind == XML_START && heading_level(event.name);
}

static bool is_link_sign(uint32_t c)
{
    return c == '#' || c == 0xb6 || c == 0xa7 || c == 0x1f517 || c == 0x221e;
}

/* Say whether all text of an element that has just begun is one sign that links to headings, or nothing. */
static bool holds_sign_alone(page_work *work, const xml_reader *inside, const xml_event *start)
{
    xml_reader ahead = *inside;
    bool has_sign = false;
    for (int64_t depth = !start->is_empty; depth > 0;) {
        xml_event event = next_event(&ahead);
        if (event.kind == XML_DONE || event.kind == XML_UNKNOWN)
            return false;
        depth += (event.kind == XML_START && !event.is_empty) - (event.kind == XML_END);
        if (event.kind != XML_TEXT)
            continue;
        u8s text = event.is_raw ? event.text : unescape(work, event.text);
        for (int64_t at = 0, length; at < text.length; at += length) {
            uint32_t c = character_at(text.items + at, text.items + text.length, &length);
            if (c == ' ' || c == '\n' || c == 0x200b)
                continue;
            if (has_sign || !is_link_sign(c))
                return false;
            has_sign = true;
        }
    }
    return true;
}

/* Say whether an <aside> is a note within a text: `_is_note` of own_parts.py. */
static bool is_note(page_work *work, const name_table *names, const xml_event *start)
{
    u8s attributes = start->attributes;
    bool is_one = false;
    for (xml_attribute each; next_attribute(&attributes, &each);) {
        u8s value = unescape(work, each.value);
        is_one |= equals(each.name, "role") && kinds_of(names, value) & NOTE_ROLE;
        is_one |= equals(each.name, "class") && kinds_of_classes(names, value) & NOTE_CLASS;
    }
    return is_one;
}

static bool is_class(const xml_event *start, const char *classes)
{
    u8s attributes = start->attributes;
    for (xml_attribute each; next_attribute(&attributes, &each);)
        if (equals(each.name, "class"))
            return equals(each.value, classes);
    return false;
}

static bool is_section(page_work *work, const xml_event *start)
{
    if (equals(start->name, "section"))
        return true;
    u8s attributes = start->attributes, found;
    for (xml_attribute each; equals(start->name, "div") && next_attribute(&attributes, &each);)
        if (equals(each.name, "class"))
            for (u8s classes = unescape(work, each.value); next_class(&classes, &found);)
                if (equals(found, "section"))
                    return true;
    return false;
}

static bool is_blank(page_work *work, const xml_event *event)
{
    u8s text = event->is_raw ? event->text : unescape(work, event->text);
    const uint8_t *at = text.items, *end = at + text.length;
    for (int64_t length; at < end && (length = space_at(at, end));)
        at += length;
    return at == end;
}

u8s attribute_of(page_work *work, const xml_event *start, const char *name)
{
    u8s attributes = start->attributes;
    for (xml_attribute each; next_attribute(&attributes, &each);)
        if (equals(each.name, name))
            return unescape(work, each.value);
    return (u8s){(const uint8_t *)"", 0};
}

/* Find the heading without an id that a section which has just begun begins with, behind places to link to. It has the
 * section's: `_section_id` of own_parts.py. */
bool find_unnamed_heading(page_work *work, const xml_reader *inside, const xml_event *start, xml_event *heading)
{
    if (start->is_empty || !is_section(work, start))
        return false;
    xml_reader ahead = *inside;
    for (bool is_in_target = false;;) {
        *heading = next_event(&ahead);
        if (heading->kind == XML_TEXT) {
            if (is_in_target && !is_blank(work, heading))
                return false;
        } else if (heading->kind == XML_END && is_in_target) {
            is_in_target = false;
        } else if (heading->kind != XML_START || is_in_target) {
            return false;
        } else if (heading_level(heading->name)) {
            return !attribute_of(work, heading, "id").length;
        } else if (equals(heading->name, "a") || equals(heading->name, "span")) {
            is_in_target = !heading->is_empty;
        } else {
            return false;
        }
    }
}

/* Say whether the id of an element in a prepared text is its heading's, or a term's: `_name_headings` of own_parts.py. */
static bool has_id_of_text(page_work *work, const xml_reader *inside, const xml_event *start)
{
    xml_event heading;
    return equals(start->name, "dt") || find_unnamed_heading(work, inside, start, &heading);
}

/* Say whether an element that has just begun is left out, given what reads on inside of it: `is_left_out`.
 *
 * is_prepared: what is in the text counts as `own_parts.py` makes it: notes, headings that lead back to a table, and ids.
 */
bool is_left_out(page_work *work, const name_table *names, const xml_reader *inside, const xml_event *start,
                 bool is_in_heading, bool is_prepared)
{
    u8s attributes = start->attributes;
    bool is_heading = heading_level(start->name) > 0, leads_inside = false, is_link = equals(start->name, "a");
    bool is_kept = is_prepared && equals(start->name, "aside") && is_note(work, names, start);
    bool leads_back = is_prepared && is_link && is_class(start, "toc-backref");
    if (!is_kept && kinds_of(names, start->name) & LEFT_OUT)
        return true;
    for (xml_attribute each; next_attribute(&attributes, &each);) {
        u8s value = unescape(work, each.value);
        if (equals(each.name, "class")) {
            if (!is_heading && !leads_back && says_furniture(names, value))
                return true;
        } else if (equals(each.name, "id")) {
            if (!is_heading && kinds_of_lower(names, value) & (WORD | NAME) && !begins_with_heading(inside, start) &&
                !(is_prepared && has_id_of_text(work, inside, start)))
                return true;
        } else if (equals(each.name, "role")) {
            if (!is_kept && !leads_back && kinds_of(names, value) & ROLE)
                return true;
        } else if (hides(&each)) {
            return true;
        } else if (equals(each.name, "href")) {
            leads_inside = value.length && value.items[0] == '#';
        }
    }
    return leads_inside && is_in_heading && is_link && holds_sign_alone(work, inside, start);
}
