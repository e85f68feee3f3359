/* The events of a page's XML, and what its entities stand for. */
#include "posts/page_xml.h"

bool make_room(page_work *work, byte_buffer *buffer, int64_t length)
{
    int64_t room = 2 * (buffer->length + length) + 256;
    uint8_t *larger = work->fault->code ? NULL : arena_take(&work->arena, room, 1, work->fault);
    if (!larger)
        return false;
    if (buffer->length)
        memcpy(larger, buffer->items, (size_t)buffer->length);
    buffer->items = larger;
    buffer->room = room;
    return true;
}

static bool begins_with(u8s text, int64_t at, const char *other)
{
    int64_t length = (int64_t)strlen(other);
    return length <= text.length - at && memcmp(text.items + at, other, (size_t)length) == 0;
}

/* Return where a byte stands next; the length where it does not. */
static int64_t find_byte(u8s text, int64_t at, uint8_t byte)
{
    const uint8_t *found = at < text.length ? memchr(text.items + at, byte, (size_t)(text.length - at)) : NULL;
    return found ? found - text.items : text.length;
}

static u8s part(u8s text, int64_t begin, int64_t end)
{
    return (u8s){text.items + begin, end - begin};
}

static xml_event read_raw(xml_reader *reader)
{
    int64_t begin = reader->at + (int64_t)strlen("<![CDATA["), end = begin;
    while ((end = find_byte(reader->xml, end, ']')) < reader->xml.length && !begins_with(reader->xml, end, "]]>"))
        end++;
    if (end >= reader->xml.length)
        return (xml_event){.kind = XML_UNKNOWN};
    reader->at = end + (int64_t)strlen("]]>");
    return (xml_event){.kind = XML_TEXT, .text = part(reader->xml, begin, end), .is_raw = true};
}

static bool ends_name(uint8_t c)
{
    return c == ' ' || c == '>' || c == '/';
}

/* Return where the attributes of a tag end; -1 where they are not as the library writes them. */
static int64_t skip_attributes(u8s xml, int64_t at)
{
    while (at < xml.length && xml.items[at] == ' ') {
        at = find_byte(xml, at + 2, '='); /* a name has one character or more, and = may be the first */
        if (!begins_with(xml, at, "=\""))
            return -1;
        at = find_byte(xml, at + 2, '"') + 1;
    }
    return at;
}

static xml_event read_start(xml_reader *reader)
{
    u8s xml = reader->xml;
    int64_t begin = reader->at + 1, end = begin;
    while (end < xml.length && !ends_name(xml.items[end]))
        end++;
    int64_t behind = skip_attributes(xml, end);
    bool is_empty = behind >= 0 && begins_with(xml, behind, "/>");
    if (behind < 0 || end == begin || (!is_empty && !begins_with(xml, behind, ">")))
        return (xml_event){.kind = XML_UNKNOWN};
    reader->at = behind + (is_empty ? 2 : 1);
    u8s name = part(xml, begin, end);
    reader->images += equals(name, "img");
    reader->titles += equals(name, "h1") || equals(name, "h2");
    return (xml_event){.kind = XML_START, .name = name, .attributes = part(xml, end, behind), .is_empty = is_empty};
}

xml_event next_event(xml_reader *reader)
{
    u8s xml = reader->xml;
    for (int64_t cut = 0; cut < MOST_CUTS; cut++)
        if (reader->at == reader->cuts[cut].begin && reader->at < reader->cuts[cut].end &&
            reader->cuts[cut].end <= reader->xml.length)
            reader->at = reader->cuts[cut].end;
    int64_t at = reader->at;
    if (at >= xml.length)
        return (xml_event){.kind = XML_DONE};
    if (xml.items[at] != '<') {
        reader->at = find_byte(xml, at, '<');
        return (xml_event){.kind = XML_TEXT, .text = part(xml, at, reader->at)};
    }
    if (begins_with(xml, at, "</")) {
        reader->at = find_byte(xml, at, '>') + 1;
        return (xml_event){.kind = reader->at <= xml.length ? XML_END : XML_UNKNOWN};
    }
    if (begins_with(xml, at, "<![CDATA["))
        return read_raw(reader);
    if (begins_with(xml, at, "<!") || begins_with(xml, at, "<?"))
        return (xml_event){.kind = XML_UNKNOWN};
    return read_start(reader);
}

/* Pass over all that stands in an element, and its end. */
void skip_element(xml_reader *reader, const xml_event *start)
{
    for (int64_t depth = !start->is_empty; depth > 0;) {
        xml_event event = next_event(reader);
        if (event.kind == XML_DONE || event.kind == XML_UNKNOWN)
            return;
        depth += (event.kind == XML_START && !event.is_empty) - (event.kind == XML_END);
    }
}

/* Read the next of some attributes that `next_event` found, and take it off them. */
bool next_attribute(u8s *attributes, xml_attribute *found)
{
    if (attributes->length < 2)
        return false;
    int64_t equal = find_byte(*attributes, 2, '='), end = find_byte(*attributes, equal + 2, '"');
    if (end >= attributes->length)
        return false;
    *found = (xml_attribute){part(*attributes, 1, equal), part(*attributes, equal + 2, end)};
    *attributes = part(*attributes, end + 1, attributes->length);
    return true;
}

/* Read a reference, from behind its & up to its ;. Return 0 for what is none. */
static uint32_t read_reference(u8s name)
{
    if (equals(name, "amp"))
        return '&';
    if (equals(name, "lt"))
        return '<';
    if (equals(name, "gt"))
        return '>';
    if (equals(name, "quot"))
        return '"';
    bool is_hexadecimal = name.length > 1 && name.items[1] == 'x';
    uint32_t value = 0, base = is_hexadecimal ? 16 : 10;
    if (name.length < 2 || name.items[0] != '#')
        return 0;
    for (int64_t at = is_hexadecimal ? 2 : 1; at < name.length && value < 0x110000; at++) {
        uint32_t c = name.items[at], digit = c <= '9' ? c - '0' : (c | 32) - 'a' + 10;
        if (digit >= base)
            return 0;
        value = value * base + digit;
    }
    return value;
}

void add_character(page_work *work, byte_buffer *buffer, uint32_t c)
{
    uint8_t bytes[4] = {(uint8_t)c};
    int more = c < 0x80 ? 0 : c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    if (more)
        bytes[0] = (uint8_t)((0xff00u >> (more + 1) & 0xff) | c >> 6 * more);
    for (int at = 1; at <= more; at++)
        bytes[at] = (uint8_t)(0x80 | (c >> 6 * (more - at) & 0x3f));
    add_bytes(work, buffer, bytes, more + 1);
}

void add_unescaped(page_work *work, byte_buffer *buffer, u8s escaped)
{
    for (int64_t at = 0; at < escaped.length;) {
        int64_t reference = find_byte(escaped, at, '&');
        add_bytes(work, buffer, escaped.items + at, reference - at);
        if (reference >= escaped.length)
            return;
        int64_t end = find_byte(escaped, reference, ';');
        uint32_t c = end < escaped.length ? read_reference(part(escaped, reference + 1, end)) : 0;
        if (!c || c > 0x10ffff)
            fail(work->fault, KERNEL_MALFORMED, reference);
        add_character(work, buffer, c);
        at = end + 1;
    }
}

/* Return a value without references; itself where it has none. */
u8s unescape(page_work *work, u8s escaped)
{
    if (find_byte(escaped, 0, '&') == escaped.length)
        return escaped;
    byte_buffer plain = {0};
    add_unescaped(work, &plain, escaped);
    return (u8s){plain.items, plain.length};
}
