/* What a built page says of itself, and which of its elements hold its own text.
 *
 * The modules of indexer/posts/generators/html find the same in lxml's tree; a function here is named as there.
 */
#include "posts/page_facts.h"

enum { BYTES_OF_ELEMENT = 32, LEAST_ELEMENTS = 64 }; /* as most pages have them: more room takes time */
enum { ROW_CELLS = 4, MOST_ARTICLES = 1000, MOST_RANKS = 64, LEVELS = 4 };

/* What a row tells; `page_facts.py` has the same numbers. */
enum {
    META = 1, REFRESH, LINK_REL, LINK_LANGUAGE, LINK_HREF, TITLE, SCRIPT, LANGUAGE, BODY_CLASS, PROTECTED,
    DATE, AUTHOR, TAG, CATEGORY, NAMED, MOMENT, ARTICLE, ADDRESS, HEADING, MAIN, CUT, IMAGE, MAIN_IN_HEADING, LINK_TYPE,
    BYLINE, BYLINE_TEXT, DAY, DAY_LABEL, BOOKMARK,
};

/* elements */

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

static int64_t count_text(u8s text, bool is_raw)
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

static void read_elements(page_facts *page)
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

static bool is_inside(const page_facts *page, int64_t at, int64_t other)
{
    return at > other && at < page->elements[other].end;
}

/* Return an attribute's value; an empty one where there is none. */
static u8s value_of(page_facts *page, const element *of, const char *name)
{
    u8s attributes = of->start.attributes;
    for (xml_attribute each; next_attribute(&attributes, &each);)
        if (equals(each.name, name))
            return unescape(&page->work, each.value);
    return (u8s){(const uint8_t *)"", 0};
}

static uint16_t class_kinds(page_facts *page, int64_t at)
{
    return kinds_of_classes(page->names, value_of(page, &page->elements[at], "class"));
}

static bool has_word(u8s words, const char *word)
{
    for (u8s each; next_class(&words, &each);)
        if (equals(each, word))
            return true;
    return false;
}

static bool holds(u8s text, const char *part)
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
static bool has_letters_at(u8s text, int64_t at, const char *letters)
{
    for (; *letters && at < text.length && (text.items[at] | 32) == *letters; at++)
        letters++;
    return !*letters;
}

static bool holds_letters(u8s text, const char *letters)
{
    for (int64_t at = 0; at < text.length; at++)
        if (has_letters_at(text, at, letters))
            return true;
    return false;
}

/* `AncestorTest`. */
static bool is_within(page_facts *page, int64_t at, int64_t outermost, int kind, bool (*is_kind)(page_facts *, int64_t))
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

static int64_t nearest(const page_facts *page, int64_t at, tag one, tag other)
{
    int64_t above = page->elements[at].parent;
    while (above != NONE && page->elements[above].tag != one && page->elements[above].tag != other)
        above = page->elements[above].parent;
    return above;
}

static bool is_heading(page_facts *page, int64_t at)
{
    return page->elements[at].tag >= T_H1 && page->elements[at].tag <= T_H6;
}

static xml_reader read_inside(const page_facts *page, const element *of)
{
    xml_reader reader = {.xml = page->xml, .at = of->inside};
    memcpy(reader.cuts, page->cuts, sizeof reader.cuts);
    return reader;
}

static bool is_apart(page_facts *page, int64_t at)
{
    const element *of = &page->elements[at];
    xml_reader inside = read_inside(page, of);
    bool is_in_heading = of->tag == T_A && is_within(page, at, NONE, IN_HEADING, is_heading);
    return is_left_out(&page->work, page->names, &inside, &of->start, is_in_heading,
                       page->is_prepared);
}

/* `outside_of_text`. */
static bool is_outside(page_facts *page, int64_t at)
{
    return at != page->main && (is_apart(page, at) || is_within(page, at, page->main, OUTSIDE, is_apart));
}

/* rows */

static void add_row(page_facts *page, int64_t kind, int64_t value, int64_t number, int64_t length)
{
    int64_t row[ROW_CELLS] = {kind, value, number, length};
    add_bytes(&page->work, &page->rows, (const uint8_t *)row, sizeof row);
}

static void add_text_row(page_facts *page, int64_t kind, int64_t value, int64_t number, u8s text)
{
    add_row(page, kind, value, number, count_text(text, true));
    add_bytes(&page->work, &page->text, text.items, text.length);
    page->is_unknown |= page->text.length > page->most_text;
}

/* Return all text inside of an element, or but for what is left out of a heading. */
static u8s text_of(page_facts *page, const element *of, bool leaves_out)
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

/* `main_content.py` */

/* Elements of a kind, none inside another. */
typedef struct {
    int64_t first, count, end; /* end: past the last one, and all inside of it */
} outermost;

static void note(const page_facts *page, outermost *found, int64_t at)
{
    if (found->count && at < found->end)
        return;
    found->first = found->count ? found->first : at;
    found->count++;
    found->end = page->elements[at].end;
}

static outermost find_outermost(const page_facts *page, int64_t begin, int64_t scope, tag kind)
{
    outermost found = {0};
    for (int64_t at = begin; at < page->elements[scope].end; at++)
        if (page->elements[at].tag == kind)
            note(page, &found, at);
    return found;
}

static bool is_running(const page_facts *page, int64_t at)
{
    return page->elements[at].tag == T_P || page->elements[at].tag == T_PRE;
}

/* Count the characters of paragraphs and code; of what is left out of any text too, if all are to be counted. */
static int64_t count_running(page_facts *page, int64_t begin, int64_t end, bool counts_all)
{
    int64_t count = 0;
    for (int64_t at = begin; at < end; at++)
        if (is_running(page, at) && (counts_all || !(is_apart(page, at) ||
                                                     is_within(page, at, page->scope, OUTSIDE_SCOPE, is_apart))))
            count += page->elements[at].characters_end - page->elements[at].characters;
    return count;
}

static bool holds_most(page_facts *page, int64_t at)
{
    int64_t begin = page->scope + 1, end = page->elements[at].end, last = page->elements[page->scope].end;
    bool has_any = false;
    for (int64_t each = at; each < end; each++)
        has_any |= is_running(page, each);
    int64_t inside = count_running(page, at, end, true);
    if (has_any && inside >= count_running(page, begin, at, true) + count_running(page, end, last, true))
        return true; /* as most do: what is left out need not be told apart */
    int64_t missing = count_running(page, begin, at, false) + count_running(page, end, last, false);
    return missing == 0 || (has_any && inside >= missing);
}

static int64_t attribute_number(u8s name)
{
    static const char *attributes[] = {"class", "id", "itemprop", "role"};
    for (int64_t at = 0; at < 4; at++)
        if (equals(name, attributes[at]))
            return at;
    return NONE;
}

static void note_ranks(page_facts *page, outermost *ranks, int64_t at)
{
    u8s attributes = page->elements[at].start.attributes;
    for (xml_attribute each; next_attribute(&attributes, &each);) {
        int64_t number = attribute_number(each.name);
        u8s words = number == NONE ? each.name : unescape(&page->work, each.value);
        for (u8s word; number != NONE && next_class(&words, &word);) {
            if (!(kinds_of(page->names, word) & CONTAINER))
                continue;
            u8s all = page->containers;
            for (int64_t rank = 0, row = 0; row + 2 <= all.length && rank < MOST_RANKS; rank++) {
                int64_t length = all.items[row + 1];
                bool is_same = row + 2 + length <= all.length && all.items[row] == number && length == word.length &&
                               memcmp(all.items + row + 2, word.items, (size_t)length) == 0;
                if (is_same)
                    note(page, &ranks[rank], at);
                row += 2 + length;
            }
        }
    }
}

static int64_t find_container(page_facts *page)
{
    outermost mains = find_outermost(page, page->body, page->body, T_MAIN), ranks[MOST_RANKS] = {0};
    int64_t scope = page->scope = mains.count == 1 ? mains.first : page->body;
    for (int64_t at = scope + 1; at < page->elements[scope].end; at++) {
        tag kind = page->elements[at].tag;
        if (kind == T_DIV || kind == T_ARTICLE || kind == T_MAIN || kind == T_SECTION)
            note_ranks(page, ranks, at);
    }
    for (int64_t rank = 0; rank < MOST_RANKS; rank++)
        if (ranks[rank].count == 1 && holds_most(page, ranks[rank].first))
            return ranks[rank].first;
    outermost articles = find_outermost(page, scope + 1, scope, T_ARTICLE);
    if (articles.count == 1 && holds_most(page, articles.first))
        return articles.first;
    if (scope != page->body)
        return scope;
    static const char *ids[] = {"content", "main", "primary"};
    for (size_t id = 0; id < 3; id++) {
        outermost found = {0};
        for (int64_t at = page->body + 1; at < page->elements[page->body].end; at++)
            if (equals(value_of(page, &page->elements[at], "id"), ids[id]))
                note(page, &found, at);
        if (found.count == 1 && holds_most(page, found.first))
            return found.first;
    }
    return page->body;
}

/* `microformats.py` */

static bool is_comment(page_facts *page, int64_t at)
{
    return class_kinds(page, at) & COMMENT;
}

static bool is_in_comment(page_facts *page, int64_t at)
{
    return is_comment(page, at) || is_within(page, at, NONE, IN_COMMENT, is_comment);
}

static bool is_beside(page_facts *page, int64_t at)
{
    tag kind = page->elements[at].tag;
    return kind == T_NAV || kind == T_ASIDE || kind == T_FORM || kind == T_ARTICLE || class_kinds(page, at) & CARD;
}

static int64_t entry_of(page_facts *page)
{
    const element *main = &page->elements[page->main];
    int64_t above = main->tag == T_ARTICLE ? page->main : nearest(page, page->main, T_ARTICLE, T_ARTICLE);
    if (above != NONE)
        return above;
    int64_t count = 0, first = NONE;
    for (int64_t at = page->main; at < main->end && count < 2; at++) {
        if (page->elements[at].tag != T_ARTICLE || is_in_comment(page, at))
            continue;
        first = count++ ? first : at;
    }
    above = nearest(page, page->main, T_MAIN, T_MAIN);
    return count == 1 ? first : above != NONE ? above : page->main;
}

static u8s classes_above(page_facts *page, int64_t at)
{
    int64_t above = page->elements[at].parent;
    return above == NONE ? (u8s){(const uint8_t *)"", 0} : value_of(page, &page->elements[above], "class");
}

static bool is_published(page_facts *page, int64_t at)
{
    const element *of = &page->elements[at];
    u8s around = classes_above(page, at);
    return class_kinds(page, at) & PUBLISHED || equals(value_of(page, of, "itemprop"), "datePublished") ||
           (has_word(around, "wp-block-post-date") && !has_word(around, "wp-block-post-date__modified-date"));
}

static bool is_name(page_facts *page, int64_t at)
{
    u8s classes = value_of(page, &page->elements[at], "class");
    if (!(kinds_of_classes(page->names, classes) & PERSONS_NAME))
        return false;
    if (!has_word(classes, "fn"))
        return true;
    uint16_t kinds = kinds_of_classes(page->names, classes);
    int64_t above = page->elements[at].parent;
    for (int64_t step = 0; step < 2 && above != NONE; step++, above = page->elements[above].parent)
        kinds |= class_kinds(page, above);
    return kinds & PERSON;
}

static void add_told(page_facts *page, int64_t kind, int64_t at, u8s text)
{
    if (text.length && !is_within(page, at, page->entry, BESIDE, is_beside))
        add_text_row(page, kind, 0, 0, text);
}

/* Add what a link or a moment says: `_read`. */
static void read_told(page_facts *page, int64_t at)
{
    const element *of = &page->elements[at];
    if (of->tag == T_TIME) {
        if (is_published(page, at))
            add_told(page, DATE, at, value_of(page, of, "datetime"));
        return;
    }
    u8s rel = value_of(page, of, "rel"), classes = value_of(page, of, "class");
    if (of->tag == T_ABBR) {
        if (has_word(classes, "published"))
            add_told(page, DATE, at, value_of(page, of, "title"));
        return;
    }
    bool is_category_name = has_word(classes, "p-category");
    bool is_told = holds(rel, "tag") || holds(rel, "author") || is_category_name ||
                   kinds_of_classes(page->names, classes) & PERSONS_NAME;
    if (!is_told)
        return;
    if (has_word(rel, "tag") || is_category_name) {
        bool is_category = has_word(rel, "category") || has_word(classes_above(page, at), "taxonomy-category");
        add_told(page, is_category ? CATEGORY : TAG, at, text_of(page, of, false));
    } else if (has_word(rel, "author") || is_name(page, at)) {
        add_told(page, AUTHOR, at, text_of(page, of, false));
    }
}

/* Add what another element than a link names, which is looked at where the head names nobody. */
static void read_named(page_facts *page, int64_t at)
{
    const element *of = &page->elements[at];
    u8s classes = value_of(page, of, "class");
    bool is_told = classes.length && of->tag != T_A &&
                   (holds(classes, "p-author") || holds(classes, "post-author__name") || holds(classes, "fn"));
    if (!is_told)
        return;
    u8s rel = value_of(page, of, "rel");
    if (of->tag == T_TIME || of->tag == T_ABBR) /* has been read */
        return;
    if (has_word(rel, "tag") || has_word(classes, "p-category"))
        page->is_unknown = true; /* behind all other tags, where the head names nobody */
    else if (has_word(rel, "author") || is_name(page, at))
        add_told(page, NAMED, at, text_of(page, of, false));
}

static void read_entry(page_facts *page)
{
    int64_t end = page->elements[page->entry].end;
    for (int64_t at = page->entry; at < end; at++)
        if (page->elements[at].tag == T_A || page->elements[at].tag == T_TIME || page->elements[at].tag == T_ABBR)
            read_told(page, at);
    for (int64_t at = page->entry + 1; at < end; at++)
        read_named(page, at);
}

/* `bylines.py` */

/* Say whether one of the words of classes, which white space, - and _ part, stands in the table. */
static bool has_word_beside(page_facts *page, u8s classes)
{
    const uint8_t *at = classes.items, *end = at + classes.length;
    while (at < end) {
        const uint8_t *begin = at;
        int64_t length = 0;
        while (at < end && *at != '-' && *at != '_' && !(length = space_at(at, end)))
            at++;
        if (kinds_of(page->names, (u8s){begin, at - begin}) & BESIDE_TEXT)
            return true;
        at += length ? length : 1;
    }
    return false;
}

static bool is_word_of_tags(u8s classes)
{
    bool found = false;
    for (int64_t at = 0; at + 3 <= classes.length; at++) {
        const uint8_t *word = classes.items + at, *end = classes.items + classes.length;
        bool begins = !at || word[-1] == '-' || word[-1] == '_' || space_before(classes.items, word);
        if (!begins || memcmp(word, "tag", 3) != 0)
            continue;
        word += 3 + (end - word > 3 && word[3] == 's');
        found |= word == end || *word == '-' || *word == '_' || space_at(word, end);
    }
    return found;
}

static bool is_beside_links(page_facts *page, int64_t at)
{
    tag kind = page->elements[at].tag;
    return kind == T_NAV || kind == T_ASIDE || kind == T_FORM || kind == T_ARTICLE ||
           has_word_beside(page, value_of(page, &page->elements[at], "class"));
}

static bool is_named_tags(page_facts *page, int64_t at)
{
    u8s own = value_of(page, &page->elements[at], "class"), above = classes_above(page, at);
    return (is_word_of_tags(own) || is_word_of_tags(above)) && !has_word_beside(page, own) &&
           !has_word_beside(page, above);
}

/* Say whether an element of the entry is no part of the text. */
static bool is_apart_from_text(page_facts *page, int64_t at)
{
    bool is_own = page->entry == page->main || is_inside(page, at, page->main);
    return is_own ? is_outside(page, at) : true;
}

static bool may_be_list(u8s href)
{
    for (int64_t at = 0; at < href.length; at++) {
        uint8_t c = href.items[at] | 32;
        if ((c == 't' && has_letters_at(href, at, "tag")) || (c == 'c' && has_letters_at(href, at, "categor")) ||
            (c == 'a' && has_letters_at(href, at, "author")))
            return true;
    }
    return false;
}

/* Add a link that may lead to a list. value: 1 in an <address>, 2 beside the text, 4 named as tags are. */
static void add_link(page_facts *page, int64_t at)
{
    const element *link = &page->elements[at];
    u8s href = value_of(page, link, "href");
    bool is_person = link->parent != NONE && page->elements[link->parent].tag == T_ADDRESS;
    if ((!is_person && !may_be_list(href)) || !is_apart_from_text(page, at))
        return;
    bool is_beside_it = is_within(page, at, page->entry, BESIDE_LINKS, is_beside_links);
    int64_t marks = is_person + 2 * is_beside_it + 4 * is_named_tags(page, at);
    add_text_row(page, BYLINE, marks, 0, href);
    add_text_row(page, BYLINE_TEXT, 0, 0, text_of(page, link, false));
}

/* Return the text right before an element, in what holds it. */
static u8s text_before(page_facts *page, int64_t at)
{
    const element *of = &page->elements[at];
    int64_t begin = of->parent == NONE ? of->begin : page->elements[of->parent].inside;
    for (int64_t each = of->parent + 1; each < at; each = page->elements[each].end)
        begin = page->elements[each].behind;
    byte_buffer text = {0};
    xml_reader reader = {.xml = page->xml, .at = begin};
    while (reader.at < of->begin && !page->work.fault->code) {
        xml_event event = next_event(&reader);
        if (event.kind != XML_TEXT)
            break;
        if (event.is_raw)
            add_bytes(&page->work, &text, event.text.items, event.text.length);
        else
            add_unescaped(&page->work, &text, event.text);
    }
    return (u8s){text.items, text.length};
}

/* Add a moment in the header or footer of the entry. */
static void add_day(page_facts *page, int64_t at)
{
    const element *of = &page->elements[at];
    u8s moment = value_of(page, of, "datetime");
    bool is_held = false;
    int64_t above = of->parent;
    for (int64_t step = 0; above != NONE && step < 4; above = page->elements[above].parent) {
        if (above == page->entry)
            continue;
        step++;
        is_held |= page->elements[above].tag == T_HEADER || page->elements[above].tag == T_FOOTER;
    }
    if (!moment.length || !is_held || !is_apart_from_text(page, at) ||
        is_within(page, at, page->entry, BESIDE_LINKS, is_beside_links))
        return;
    byte_buffer label = {0};
    u8s parts[] = {text_before(page, at), value_of(page, of, "class"), value_of(page, of, "itemprop")};
    for (size_t part = 0; part < 3; part++) {
        add_bytes(&page->work, &label, parts[part].items, parts[part].length);
        add_bytes(&page->work, &label, (const uint8_t *)" ", 1);
    }
    add_text_row(page, DAY, 0, 0, moment);
    add_text_row(page, DAY_LABEL, 0, 0, (u8s){label.items, label.length});
}

static void read_byline(page_facts *page)
{
    const element *main = &page->elements[page->main];
    int64_t before = NONE, last = page->main;
    for (int64_t at = main->parent + 1; at < page->main; at = page->elements[at].end)
        before = at;
    for (int64_t at = page->main + 1; at < main->end; at = page->elements[at].end)
        last = at;
    page->is_unknown |= before != NONE && holds(value_of(page, &page->elements[before], "class"), "md-sidebar--post");
    page->is_unknown |= holds(value_of(page, &page->elements[last], "class"), "ablog__");
    for (int64_t at = page->entry; at < page->elements[page->entry].end; at++) {
        if (page->elements[at].tag == T_A)
            add_link(page, at);
        else if (page->elements[at].tag == T_TIME)
            add_day(page, at);
    }
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
