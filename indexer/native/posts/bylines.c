/* Who wrote a built page, when, and its tags, as its entry tells: `microformats.py` and `bylines.py`. */
#include "posts/page_elements.h"

/* `microformats.py` */

static bool is_comment(page_facts *page, int64_t at)
{
    return class_kinds(page, at) & COMMENT;
}

bool is_in_comment(page_facts *page, int64_t at)
{
    return is_comment(page, at) || is_within(page, at, NONE, IN_COMMENT, is_comment);
}

static bool is_beside(page_facts *page, int64_t at)
{
    tag kind = page->elements[at].tag;
    return kind == T_NAV || kind == T_ASIDE || kind == T_FORM || kind == T_ARTICLE || class_kinds(page, at) & CARD;
}

int64_t entry_of(page_facts *page)
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

void read_entry(page_facts *page)
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

void read_byline(page_facts *page)
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
