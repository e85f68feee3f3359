/* The own text of a built page: `own_text.py` and `left_out.py` of indexer/posts/generators/html, and `blocks.py`. */
#include "posts/page_xml.h"

enum { EDGE = 0, INLINE = -1 };
enum { BLOCK_COLUMNS = 4, PROSE = 0, CODE = 1, HEADING = 2 };

typedef struct {
    int64_t gap; /* INLINE for an element without */
    int64_t level;
    bool is_link;
} open_element;

typedef struct {
    int64_t kind, level;
    int64_t anchor, length; /* in characters */
} block_row;

typedef struct {
    page_work work;
    xml_reader reader;
    const name_table *names;
    u8s descriptions; /* of the images, a byte of 0 behind each */
    int64_t described, description_at;
    i64s titles; /* numbers of the headings that say the title again, ascending */
    int64_t title_at;
    bool is_unknown; /* the page is not as the library writes one */

    open_element *open;
    int64_t depth, room;
    int64_t headings, links; /* of those that are open */

    byte_buffer line, text; /* `BlockBuilder._line`, and the texts of all blocks */
    int64_t block_begin;    /* in `text` */
    int64_t gap;
    u8s anchor, section_id;
    const uint8_t *named; /* the name of the heading that has the id of its section, in the XML */
    byte_buffer rows, anchors;
    int64_t linked;
} own_text;

/* blocks */

static int64_t count_characters(const uint8_t *bytes, int64_t length)
{
    int64_t count = 0;
    for (int64_t at = 0; at < length; at++)
        count += (bytes[at] & 0xc0) != 0x80;
    return count;
}

static bool ends_with(const byte_buffer *text, const char *end)
{
    int64_t length = (int64_t)strlen(end);
    return text->length >= length && memcmp(text->items + text->length - length, end, (size_t)length) == 0;
}

static void add_text(own_text *page, byte_buffer *buffer, const char *text)
{
    add_bytes(&page->work, buffer, (const uint8_t *)text, (int64_t)strlen(text));
}

static bool ends_row(const byte_buffer *text)
{
    static const char *ends[] = {"。", "！", "？", "；", "…", ".", "!", "?", ";"};
    bool found = false;
    for (size_t each = 0; each < sizeof ends / sizeof *ends; each++)
        found |= ends_with(text, ends[each]);
    return found;
}

/* Write what stands for a gap between the text so far and another one: `join_gap`. */
static void write_gap(own_text *page, int64_t gap, const uint8_t *after, const uint8_t *end)
{
    static const char *joints[] = {"", " ", " ", " | ", "\n", ";\n", "\n\n"};
    byte_buffer *text = &page->text;
    int64_t length;
    if (gap == GAP_WRAP) {
        const uint8_t *last = text->items + text->length;
        do
            last--;
        while (last > text->items && (*last & 0xc0) == 0x80);
        bool is_inside_cjk = is_cjk(character_at(after, end, &length)) &&
                             is_cjk(character_at(last, text->items + text->length, &length));
        add_text(page, text, is_inside_cjk ? "" : " ");
        return;
    }
    add_text(page, text, gap == GAP_ROW && ends_row(text) ? "\n" : joints[gap]);
}

static int64_t strip(const uint8_t **begin, const uint8_t **end)
{
    int64_t length, lines = 0;
    for (; *begin < *end && (length = **begin == EDGE ? 1 : space_at(*begin, *end)); *begin += length)
        lines += **begin == '\n';
    for (; *end > *begin && (length = (*end)[-1] == EDGE ? 1 : space_before(*begin, *end)); *end -= length)
        lines += (*end)[-1] == '\n';
    return lines;
}

/* `BlockBuilder._end_line`. */
static void end_line(own_text *page)
{
    const uint8_t *line = page->line.items, *behind = line + page->line.length, *text = line, *end = behind;
    page->line.length = 0;
    int64_t lines = strip(&text, &end);
    if (text == end && !memchr(line, EDGE, (size_t)(behind - line))) {
        if (lines > 1)
            page->gap = GAP_BLOCK;
        return;
    }
    int64_t before = GAP_NONE, after = GAP_NONE;
    if (lines > 1) {
        before = widest_gap(line, text == end ? line : text);
        after = widest_gap(text == end ? line : end, behind);
    }
    if (text == end) {
        page->gap = after > page->gap ? after : page->gap;
        return;
    }
    if (page->text.length > page->block_begin)
        write_gap(page, before > page->gap ? before : page->gap, text, end);
    lay_out_text(&page->work, &page->text, text, end);
    page->gap = after;
}

static void ask_gap(own_text *page, int64_t gap)
{
    if (page->line.length)
        end_line(page);
    page->gap = gap > page->gap ? gap : page->gap;
}

static void add_block(own_text *page, int64_t kind, int64_t level, u8s anchor)
{
    int64_t length = page->text.length - page->block_begin;
    block_row row = {kind, level, count_characters(anchor.items, anchor.length),
                     count_characters(page->text.items + page->block_begin, length)};
    add_bytes(&page->work, &page->rows, (const uint8_t *)&row, sizeof row);
    add_bytes(&page->work, &page->anchors, anchor.items, anchor.length);
    page->block_begin = page->text.length;
}

/* `BlockBuilder.finish`. */
static void finish(own_text *page, int64_t kind, int64_t level, u8s anchor)
{
    if (page->line.length)
        end_line(page);
    if (page->text.length > page->block_begin)
        add_block(page, kind, level, anchor);
    page->gap = GAP_NONE;
}

static const u8s NO_ANCHOR = {(const uint8_t *)"", 0};

/* Say behind the last block that code stands there: `mark_omission`. */
static void mark_omission(own_text *page)
{
    int64_t rows = page->rows.length / (int64_t)sizeof(block_row);
    block_row *last = rows ? (block_row *)page->rows.items + rows - 1 : NULL;
    if (!last || last->kind != PROSE || !(ends_with(&page->text, ":") || ends_with(&page->text, "：")))
        return;
    add_text(page, &page->text, " …");
    last->length += 2;
    page->block_begin = page->text.length;
}

static void add_code(own_text *page, const byte_buffer *code)
{
    finish(page, PROSE, 0, NO_ANCHOR);
    int64_t begin = 0, end = code->length;
    while (begin < end && code->items[begin] == '\n')
        begin++;
    while (end > begin && code->items[end - 1] == '\n')
        end--;
    if (end == begin)
        return;
    mark_omission(page);
    add_bytes(&page->work, &page->text, code->items + begin, end - begin);
    add_block(page, CODE, 0, NO_ANCHOR);
}

/* the walk */

static void add_event_text(own_text *page, byte_buffer *buffer, const xml_event *event)
{
    if (event->is_raw)
        add_bytes(&page->work, buffer, event->text.items, event->text.length);
    else
        add_unescaped(&page->work, buffer, event->text);
}

static bool is_no_code(own_text *page, const xml_event *start)
{
    u8s attributes = start->attributes;
    for (xml_attribute each; next_attribute(&attributes, &each);) {
        bool is_class = equals(each.name, "class");
        if (is_class ? names_line_numbers(page->names, unescape(&page->work, each.value)) : hides(&each))
            return true;
    }
    return false;
}

/* Read a <pre> that has just begun: `read_code`. */
static void read_code(own_text *page, const xml_event *start)
{
    byte_buffer code = {0};
    int64_t break_depth = -1; /* of a <br> that is open */
    for (int64_t depth = !start->is_empty; depth > 0 && !page->work.fault->code;) {
        xml_event event = next_event(&page->reader);
        if (event.kind == XML_TEXT) {
            add_event_text(page, &code, &event);
            continue;
        }
        bool is_break = event.kind == XML_START && equals(event.name, "br");
        if (event.kind == XML_START && !is_break && is_no_code(page, &event)) {
            skip_element(&page->reader, &event);
            continue;
        }
        if (event.kind == XML_DONE || event.kind == XML_UNKNOWN || (is_break && !event.is_empty && break_depth >= 0)) {
            page->is_unknown = true; /* one <br> inside of another is none that a parser makes */
            return;
        }
        if (is_break && !event.is_empty)
            break_depth = depth;
        depth += (event.kind == XML_START && !event.is_empty) - (event.kind == XML_END);
        if ((is_break && event.is_empty) || (event.kind == XML_END && depth == break_depth)) {
            add_text(page, &code, "\n");
            break_depth = event.kind == XML_END ? -1 : break_depth;
        }
    }
    add_code(page, &code);
}

/* Return the description of the image that has just begun. */
static u8s read_description(own_text *page)
{
    u8s all = page->descriptions;
    for (; page->described < page->reader.images; page->described++) {
        const uint8_t *begin = all.items + page->description_at;
        const uint8_t *end = page->description_at < all.length
                                 ? memchr(begin, 0, (size_t)(all.length - page->description_at))
                                 : NULL;
        if (!end) {
            fail(page->work.fault, KERNEL_OUTSIDE, page->described);
            return NO_ANCHOR;
        }
        page->description_at += end - begin + 1;
        if (page->described == page->reader.images - 1) {
            page->described++;
            return (u8s){begin, end - begin};
        }
    }
    return NO_ANCHOR;
}

static bool repeats_title(own_text *page)
{
    int64_t number = page->reader.titles - 1;
    const i64s *titles = &page->titles;
    while (page->title_at < titles->length && titles->items[page->title_at] < number)
        page->title_at++;
    return page->title_at < titles->length && titles->items[page->title_at] == number;
}

/* Return the id inside of a heading that has none of its own: `_inner_id` of own_parts.py. */
static u8s read_inner_id(own_text *page, const xml_event *start)
{
    xml_reader ahead = page->reader;
    for (int64_t depth = !start->is_empty; depth > 0;) {
        xml_event event = next_event(&ahead);
        if (event.kind == XML_DONE || event.kind == XML_UNKNOWN)
            break;
        depth += (event.kind == XML_START && !event.is_empty) - (event.kind == XML_END);
        bool is_link = event.kind == XML_START && equals(event.name, "a");
        bool is_other = event.kind == XML_START && (equals(event.name, "span") || equals(event.name, "div"));
        if (!is_link && !is_other)
            continue;
        u8s id = attribute_of(&page->work, &event, "id");
        if (!id.length && is_link)
            id = attribute_of(&page->work, &event, "name");
        if (id.length)
            return id;
    }
    return NO_ANCHOR;
}

static u8s read_anchor(own_text *page, const xml_event *start)
{
    u8s own = attribute_of(&page->work, start, "id");
    if (own.length)
        return own;
    return start->name.items == page->named ? page->section_id : read_inner_id(page, start);
}

/* Keep the id of a section that has just begun for the heading that it begins with. */
static void keep_section_id(own_text *page, const xml_event *start)
{
    xml_event heading;
    if (!find_unnamed_heading(&page->work, &page->reader, start, &heading))
        return;
    page->section_id = attribute_of(&page->work, start, "id");
    page->named = page->section_id.length ? heading.name.items : NULL;
}

static void add_edge(own_text *page)
{
    add_bytes(&page->work, &page->line, (const uint8_t[]){EDGE}, 1);
}

static void end_element(own_text *page, const open_element *element)
{
    if (element->gap == INLINE) {
        add_edge(page);
        page->links -= element->is_link;
        return;
    }
    if (element->level)
        finish(page, HEADING, element->level, page->anchor);
    page->headings -= element->level > 0;
    ask_gap(page, element->gap);
}

static void open_up(own_text *page, open_element element)
{
    if (page->depth == page->room) {
        int64_t room = 2 * page->room + 64;
        open_element *larger = arena_take(&page->work.arena, room, sizeof *larger, page->work.fault);
        if (!larger)
            return;
        if (page->depth)
            memcpy(larger, page->open, (size_t)page->depth * sizeof *larger);
        page->open = larger;
        page->room = room;
    }
    page->open[page->depth++] = element;
}

/* Read an element up to its first child: `_begin`. One that is not to be read is passed over. */
static void begin_element(own_text *page, const xml_event *start)
{
    known_name known = find_name(page->names, start->name);
    open_element element = {.gap = known.kinds & HAS_GAP ? known.gap : INLINE, .level = heading_level(start->name)};
    if (element.gap == INLINE) {
        page->is_unknown |= equals(start->name, "ruby"); /* what stands over its words is Python's to put aside */
        add_edge(page);
        element.is_link = equals(start->name, "a");
        page->links += element.is_link;
        if (equals(start->name, "img")) {
            u8s description = read_description(page);
            add_bytes(&page->work, &page->line, description.items, description.length);
        }
    } else if (equals(start->name, "pre")) {
        read_code(page, start);
        ask_gap(page, element.gap);
        return;
    } else if (element.level && repeats_title(page) && start->name.items[1] <= '2') {
        skip_element(&page->reader, start);
        ask_gap(page, GAP_LINE);
        return;
    } else {
        if (element.level) {
            finish(page, PROSE, 0, NO_ANCHOR);
            page->anchor = read_anchor(page, start);
            page->headings++;
        } else {
            keep_section_id(page, start);
        }
        ask_gap(page, element.gap);
    }
    if (start->is_empty)
        end_element(page, &element);
    else
        open_up(page, element);
}

static void write_text(own_text *page, const xml_event *event)
{
    int64_t begin = page->line.length;
    add_event_text(page, &page->line, event);
    for (int64_t at = begin; page->links && at < page->line.length; at++) {
        uint8_t c = page->line.items[at];
        page->linked += (c & 0xc0) != 0x80 && c != ' ' && c != '\n';
    }
}

static void read_main(own_text *page, bool is_in_heading)
{
    page->headings = is_in_heading;
    ask_gap(page, GAP_LINE);
    xml_event event = next_event(&page->reader);
    if (event.kind == XML_START)
        begin_element(page, &event);
    else
        page->is_unknown = true;
    while (page->depth && !page->is_unknown && !page->work.fault->code) {
        event = next_event(&page->reader);
        if (event.kind == XML_TEXT)
            write_text(page, &event);
        else if (event.kind == XML_START && is_left_out(&page->work, page->names, &page->reader, &event, page->headings > 0, true))
            skip_element(&page->reader, &event);
        else if (event.kind == XML_START)
            begin_element(page, &event);
        else if (event.kind == XML_END)
            end_element(page, &page->open[--page->depth]);
        else
            page->is_unknown = true;
    }
    finish(page, PROSE, 0, NO_ANCHOR);
}

static void write_out(const own_text *page, uint8_t *text, int64_t text_room, int64_t *rows, int64_t row_room,
                      int64_t *lengths)
{
    int64_t written = page->text.length + page->anchors.length;
    int64_t row_cells = page->rows.length / (int64_t)sizeof *rows;
    lengths[0] = written;
    lengths[1] = row_cells;
    lengths[2] = page->linked;
    if (written > text_room || row_cells > row_room)
        return;
    if (page->text.length)
        memcpy(text, page->text.items, (size_t)page->text.length);
    if (page->anchors.length)
        memcpy(text + page->text.length, page->anchors.items, (size_t)page->anchors.length);
    if (page->rows.length)
        memcpy(rows, page->rows.items, (size_t)page->rows.length);
}

/* Read the elements that hold a page's text, without what is left out: `read_own_text`.
 *
 * xml: the elements, written one behind the other. in_headings: a byte for each, whether it stands in a heading.
 * names, slots: what is known of elements, roles, classes and ids, see `name_table`.
 * descriptions: of all images, a byte of 0 behind each. titles: int64[t], numbers of those headings, among all <h1> and
 * <h2>, that say the title again. cuts: int64[2c], from where to where no text stands, twice at most.
 * text: room for the texts of all blocks, and their anchors behind them. rows: int64[room], for each block its kind, level,
 * and the characters of its anchor and its text. lengths: int64[3]: the bytes of text and the cells of rows, which are
 * more than there is room for if nothing was written, and how many letters are links.
 * Returns 1 where the page is not as the library writes one, else 0.
 */
KERNEL_API int64_t read_own_text(const char *xml, int64_t xml_length, const char *in_headings, int64_t main_count,
                                 const char *names, int64_t names_length, const char *slots, int64_t slots_length, const char *descriptions,
                                 int64_t description_length, const int64_t *titles, int64_t title_count,
                                 const int64_t *cuts, int64_t cut_cells, uint8_t *text, int64_t text_room,
                                 int64_t *rows, int64_t row_room, int64_t *lengths, int64_t length_count,
                                 kernel_fault *fault)
{
    name_table known = {{(const uint8_t *)names, names_length}, {(const uint16_t *)(const void *)slots, slots_length / 2}};
    own_text page = {.work = {.fault = fault}, .names = &known,
                     .reader = {.xml = {(const uint8_t *)xml, xml_length}},
                     .descriptions = {(const uint8_t *)descriptions, description_length},
                     .titles = {titles, title_count},
                     .anchor = NO_ANCHOR};
    if (length_count < 3 || cut_cells > 2 * MOST_CUTS)
        fail(fault, KERNEL_OUTSIDE, length_count < 3 ? length_count : cut_cells);
    for (int64_t cut = 0; cut < cut_cells / 2 && !fault->code; cut++)
        page.reader.cuts[cut] = (page_cut){cuts[2 * cut], cuts[2 * cut + 1]};
    for (int64_t main = 0; main < main_count && !page.is_unknown && !fault->code; main++)
        read_main(&page, in_headings[main]);
    page.is_unknown |= page.reader.at != xml_length;
    if (!fault->code)
        write_out(&page, text, text_room, rows, row_room, lengths);
    arena_free(&page.work.arena);
    return page.is_unknown;
}
