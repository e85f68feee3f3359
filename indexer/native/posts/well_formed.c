/* HTML -> the XML that lxml writes of the tree that it makes of it, where elements end as they are said to, or as the next
 * one, or the end of what holds them, implies.
 *
 * Nothing else is read here: of a page that the parser would have to mend otherwise, or that says what this does not know,
 * nothing is written, and the parser reads it. What ends an element is told by `CLOSED`, the pairs of elements of which the
 * second ends the first, and by the elements that the end of no other one ends (libxml2's HTMLparser.c, htmlStartClose and
 * htmlEndPriority); the tests ask libxml2 itself.
 * Elements of highlighters in <pre> are left out as `flat_code.py` of indexer/posts/generators/html leaves them out.
 */
#include "posts/page_facts.h"

enum { LONGEST_TAG = 24, DEEPEST = 200, MOST_ATTRIBUTES = 64 };

enum { IS_VOID = 1, IS_RAW = 2, IS_REFUSED = 4, IS_OF_HEAD = 8, IS_OUTLINE = 16, RULES = 256 };

/* What is known of an element. */
typedef struct {
    u8s name;
    uint64_t bit, closed_by; /* its own bit, and those of elements that end it */
    uint8_t kinds;
    uint8_t firmness; /* the end of an element that is less firm does not end it */
    tag tag;
} tag_rule;

typedef struct {
    tag_rule slots[RULES];
} tag_rules;

/* An element that has begun. */
typedef struct {
    u8s name; /* in small letters, in `letters` */
    uint8_t letters[LONGEST_TAG];
    const tag_rule *rule;
    int64_t number; /* in the page's elements */
} open_tag;

typedef struct {
    page_work *work;
    tag_rules rules;
    page_facts *facts; /* it takes the elements */
    u8s html;
    int64_t at;
    byte_buffer *xml;
    open_tag open[DEEPEST];
    int64_t depth;
    int64_t characters, titles; /* of all text, and <h1> and <h2>, so far */
    int64_t code_end; /* of the <pre> that is read, as `flat_code.py` finds it; before the place that is read else */
    bool is_flat;     /* of that one the highlighter's elements are left out */
    int64_t stage;    /* before <html>, in it before <head>, in that, behind it, in <body>, behind it, behind <html> */
    bool is_other;    /* the page is not as it has to be */
} page_scan;

enum { BEFORE, IN_HTML, IN_HEAD, BEHIND_HEAD, IN_BODY, BEHIND_BODY, BEHIND };

static bool is_white(uint8_t c)
{
    return c == ' ' || c == '\n' || c == '\t';
}

static bool is_letter(uint8_t c)
{
    return (c | 32) >= 'a' && (c | 32) <= 'z';
}

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

static void refuse(page_scan *page)
{
    page->is_other = true;
    page->at = page->html.length;
}

static uint8_t byte_at(const page_scan *page, int64_t at)
{
    return at < page->html.length ? page->html.items[at] : 0;
}

static inline bool stands_at(const page_scan *page, int64_t at, const char *text)
{
    int64_t length = (int64_t)strlen(text);
    return length <= page->html.length - at && memcmp(page->html.items + at, text, (size_t)length) == 0;
}

static int64_t find_from(const page_scan *page, int64_t at, uint8_t byte)
{
    const uint8_t *found =
        at < page->html.length ? memchr(page->html.items + at, byte, (size_t)(page->html.length - at)) : NULL;
    return found ? found - page->html.items : page->html.length;
}

static int64_t find_text(const page_scan *page, int64_t at, const char *text)
{
    while ((at = find_from(page, at, (uint8_t)text[0])) < page->html.length && !stands_at(page, at, text))
        at++;
    return at;
}

static inline void put_text(page_scan *page, const char *text)
{
    add_bytes(page->work, page->xml, (const uint8_t *)text, (int64_t)strlen(text));
}

static bool is_one_of(u8s name, const char *names)
{
    int64_t length = name.length;
    for (const char *at = names; (at = strchr(at, name.items[0])); at++) {
        bool begins = at == names || at[-1] == ' ';
        if (begins && strncmp(at, (const char *)name.items, (size_t)length) == 0 && (at[length] == ' ' || !at[length]))
            return true;
    }
    return false;
}

/* Say whether an attribute without a value has its own name for one. */
static bool is_boolean(u8s name)
{
    return is_one_of(name, "checked compact declare defer disabled ismap multiple nohref noresize noshade nowrap "
                           "readonly selected");
}

/* elements */

/* Elements that begin in one of these end it. */
static const char *const CLOSED[][2] = {
    {"p", "address blockquote caption center col colgroup dd dir div dl dt fieldset form frameset h1 h2 h3 h4 h5 h6 "
          "hr li listing menu ol p pre table tbody td tfoot th title tr ul xmp"},
    {"li", "li"},
    {"a", "a fieldset table td th"},
    {"ul", "address form menu pre"},
    {"ol", "form"},
    {"td", "tbody td tfoot th tr"},
    {"th", "tbody td tfoot th tr"},
    {"tr", "tbody tfoot tr"},
    {"thead", "tbody tfoot"},
    {"tbody", "tbody tfoot"},
    {"tfoot", "tbody"},
    {"h1", "fieldset form li p table"},
    {"h2", "fieldset form li p table"},
    {"h3", "fieldset form li p table"},
    {"h4", "fieldset form li p table"},
    {"h5", "fieldset form li p table"},
    {"h6", "fieldset form li p table"},
    {"b", "center p td th"},
    {"i", "center p td th"},
    {"u", "p td th"},
    {"font", "center td th"},
    {"span", "td th"},
    {"s", "p"},
    {"big", "p"},
    {"small", "p"},
    {"strike", "p"},
    {"tt", "p"},
    {"dd", "dt"},
    {"dt", "dd dl"},
    {"dl", "form li"},
    {"pre", "dd dl dt fieldset form li table ul"},
    {"listing", "dd dl dt fieldset form li table ul"},
    {"address", "dd dl dt form li ul"},
    {"dir", "dd dl dt form ul"},
    {"menu", "dd dl dt form ul"},
    {"caption", "col colgroup tbody tfoot thead tr"},
    {"colgroup", "colgroup tbody tfoot thead tr"},
    {"form", "form"},
    {"legend", "fieldset"},
    {"option", "optgroup option"},
};

/* Write what is known of an element's name; return its rule. */
static tag_rule *find_rule(tag_rules *rules, u8s name)
{
    uint64_t slot = (uint64_t)name.length;
    for (int64_t at = 0; at < name.length; at++)
        slot = slot * 31 + name.items[at];
    for (slot %= RULES;; slot = (slot + 1) % RULES) {
        u8s known = rules->slots[slot].name;
        if (!known.length || (known.length == name.length && memcmp(known.items, name.items, (size_t)name.length) == 0))
            return &rules->slots[slot];
    }
}

static tag_rule *add_rule(tag_rules *rules, const char *name, int64_t length)
{
    u8s text = {(const uint8_t *)name, length};
    tag_rule *rule = find_rule(rules, text);
    rule->name = text;
    return rule;
}

static void add_kinds(tag_rules *rules, const char *names, uint8_t kind)
{
    for (size_t length; *names; names += length + (names[length] == ' ')) {
        length = strcspn(names, " ");
        add_rule(rules, names, (int64_t)length)->kinds |= kind;
    }
}

static void make_rules(tag_rules *rules)
{
    int shift = 0;
    for (size_t at = 0; at < sizeof CLOSED / sizeof *CLOSED; at++) {
        const char *names = CLOSED[at][1];
        uint64_t closers = 0;
        for (size_t length; *names; names += length + (names[length] == ' ')) {
            length = strcspn(names, " ");
            tag_rule *closer = add_rule(rules, names, (int64_t)length);
            closer->bit = closer->bit ? closer->bit : (uint64_t)1 << shift++;
            closers |= closer->bit;
        }
        add_rule(rules, CLOSED[at][0], (int64_t)strlen(CLOSED[at][0]))->closed_by = closers;
    }
    add_kinds(rules, "base basefont br col hr img input link meta param", IS_VOID);
    add_kinds(rules, "script style title textarea iframe", IS_RAW);
    add_kinds(rules, "xmp plaintext noembed noframes frameset frame isindex listing", IS_REFUSED);
    add_kinds(rules, "base link meta noscript script style template title", IS_OF_HEAD);
    add_kinds(rules, "html head body", IS_OUTLINE);
    static const char *const firm[] = {"div", "td th", "tr", "thead tbody tfoot", "table", "head body", "html"};
    for (uint8_t at = 0; at < sizeof firm / sizeof *firm; at++)
        for (const char *name = firm[at]; *name; name += strcspn(name, " "), name += *name == ' ')
            add_rule(rules, name, (int64_t)strcspn(name, " "))->firmness = at + 1;
    for (tag each = 1; each < TAG_COUNT; each++)
        add_rule(rules, TAGS[each], (int64_t)strlen(TAGS[each]))->tag = each;
}

/* Write a character that a reference names; the page is another where this does not know it. */
static void put_named(page_scan *page, u8s name, bool is_attribute)
{
    static const struct {
        const char *name, *text;
    } known[] = {
        {"amp", "&amp;"},  {"lt", "&lt;"},    {"gt", "&gt;"},     {"nbsp", "\xc2\xa0"}, {"apos", "'"},   {"copy", "©"},
        {"reg", "®"},      {"hellip", "…"},   {"mdash", "—"},     {"ndash", "–"},       {"lsquo", "‘"},  {"rsquo", "’"},
        {"ldquo", "“"},    {"rdquo", "”"},    {"laquo", "«"},     {"raquo", "»"},       {"middot", "·"}, {"bull", "•"},
        {"para", "¶"},     {"sect", "§"},     {"times", "×"},     {"larr", "←"},        {"rarr", "→"},   {"uarr", "↑"},
        {"darr", "↓"},     {"trade", "™"},    {"deg", "°"},       {"plusmn", "±"},      {"euro", "€"},   {"frac12", "½"},
        {"lsaquo", "‹"},   {"rsaquo", "›"},
    };
    if (equals(name, "quot")) {
        put_text(page, is_attribute ? "&quot;" : "\"");
        return;
    }
    for (size_t at = 0; at < sizeof known / sizeof *known; at++) {
        if (equals(name, known[at].name)) {
            put_text(page, known[at].text);
            return;
        }
    }
    refuse(page);
}

static void put_number(page_scan *page, u8s digits, bool is_attribute)
{
    bool is_hexadecimal = digits.length && (digits.items[0] | 32) == 'x';
    uint32_t value = 0, base = is_hexadecimal ? 16 : 10;
    for (int64_t at = is_hexadecimal; at < digits.length && value < 0x110000; at++) {
        uint8_t c = digits.items[at];
        if (!is_digit(c) && !(is_hexadecimal && (c | 32) >= 'a' && (c | 32) <= 'f')) {
            refuse(page);
            return;
        }
        value = value * base + (is_digit(c) ? c - (uint32_t)'0' : (c | 32u) - 'a' + 10);
    }
    bool is_surrogate = value >= 0xd800 && value <= 0xdfff;
    if (value < ' ' || (value >= 0x7f && value <= 0x9f) || is_surrogate || (value & 0xfffe) == 0xfffe || value > 0x10ffff ||
        (value >= 0xfdd0 && value <= 0xfdef)) {
        refuse(page);
        return;
    }
    const char *escape = value == '&' ? "&amp;" : value == '<' ? "&lt;" : value == '>' ? "&gt;" : NULL;
    if (value == '"')
        escape = is_attribute ? "&quot;" : "\"";
    if (escape)
        put_text(page, escape);
    else
        add_character(page->work, page->xml, value);
}

/* Names of references that may lack their ; (HTML Living Standard, 13.5). */
static const char *const UNENDED =
    "AElig AMP Aacute Acirc Agrave Aring Atilde Auml COPY Ccedil ETH Eacute Ecirc Egrave Euml GT Iacute Icirc Igrave Iuml "
    "LT Ntilde Oacute Ocirc Ograve Oslash Otilde Ouml QUOT REG THORN Uacute Ucirc Ugrave Uuml Yacute aacute acirc acute "
    "aelig agrave amp aring atilde auml brvbar ccedil cedil cent copy curren deg divide eacute ecirc egrave eth euml "
    "frac12 frac14 frac34 gt iacute icirc iexcl igrave iquest iuml laquo lt macr micro middot nbsp not ntilde oacute ocirc "
    "ograve ordf ordm oslash otilde ouml para plusmn pound quot raquo reg sect shy sup1 sup2 sup3 szlig thorn times uacute "
    "ucirc ugrave uml uuml yacute yen yuml";

/* Say whether letters begin with the name of a reference that may lack its ;. */
static bool begins_with_unended(u8s letters)
{
    bool found = false;
    for (int64_t length = 2; length <= letters.length && length <= 6; length++)
        found |= is_one_of((u8s){letters.items, length}, UNENDED);
    return found;
}

/* Write what begins with an & and lies before `end`; return what is behind it. */
static int64_t put_reference(page_scan *page, int64_t at, int64_t end, bool is_attribute)
{
    int64_t behind = at + 1;
    uint8_t first = behind < end ? page->html.items[behind] : ' ';
    if (!is_letter(first) && !is_digit(first) && first != '#') {
        put_text(page, "&amp;");
        return behind;
    }
    while (behind < end && (is_letter(page->html.items[behind]) || is_digit(page->html.items[behind]) ||
                            (behind == at + 1 && page->html.items[behind] == '#')))
        behind++;
    uint8_t next = behind < end ? page->html.items[behind] : ' ';
    u8s name = {page->html.items + at + 1, behind - at - 1};
    if (is_attribute && first != '#' && (next == '=' || (next != ';' && !is_one_of(name, UNENDED)))) {
        put_text(page, "&amp;"); /* of an address: ?a=1&b=2 */
        return at + 1;
    }
    bool names_nothing = first == '#' ? name.length == 1 : !is_attribute && !begins_with_unended(name);
    if (next != ';' && names_nothing) {
        put_text(page, "&amp;"); /* AT&T */
        return at + 1;
    }
    if (next != ';') {
        refuse(page);
        return end;
    }
    if (first == '#')
        put_number(page, (u8s){page->html.items + at + 2, behind - at - 2}, is_attribute);
    else
        put_named(page, (u8s){page->html.items + at + 1, behind - at - 1}, is_attribute);
    return behind + 1;
}

/* Characters that are written otherwise: 1 in texts, 2 in values alone. */
static const uint8_t ESCAPED[256] = {['&'] = 1, ['<'] = 1, ['>'] = 1, ['"'] = 2, ['\n'] = 2, ['\t'] = 2};

static const char *escape_of(uint8_t c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    default:
        return c == '\n' ? "&#10;" : "&#9;";
    }
}

static bool starts_code(const page_scan *page, int64_t at)
{
    uint8_t behind = byte_at(page, at + 4);
    return stands_at(page, at, "<pre") && (is_white(behind) || behind == '>');
}

/* Write a stretch of text or of a value as XML does; `flat_code.py` would take a <pre> in it for code. */
static void put_escaped_part(page_scan *page, int64_t at, int64_t end, bool is_attribute, bool has_references)
{
    const uint8_t *html = page->html.items, kinds = is_attribute ? 3 : 1;
    while (!page->is_other) {
        int64_t begin = at, characters = 0;
        for (; at < end && !(ESCAPED[html[at]] & kinds); at++)
            characters += (html[at] & 0xc0) != 0x80;
        add_bytes(page->work, page->xml, html + begin, at - begin);
        page->characters += is_attribute ? 0 : characters + (at < end);
        if (at == end)
            return;
        if (html[at] == '<' && starts_code(page, at))
            refuse(page);
        else if (html[at] == '&' && has_references)
            at = put_reference(page, at, end, is_attribute);
        else
            put_text(page, escape_of(html[at++]));
    }
}

/* Read a name at a place into `name`, in small letters; return what is behind it. */
static int64_t read_name(page_scan *page, int64_t at, uint8_t *name, int64_t *length)
{
    *length = 0;
    for (; at < page->html.length && *length < LONGEST_TAG; at++) {
        uint8_t c = page->html.items[at];
        if (!is_letter(c) && !(*length && (is_digit(c) || c == '-' || c == ':')))
            break;
        name[(*length)++] = c >= 'A' && c <= 'Z' ? c | 32 : c;
    }
    uint8_t behind = byte_at(page, at);
    if (!*length || *length == LONGEST_TAG || !(is_white(behind) || behind == '>' || behind == '/'))
        refuse(page);
    return at;
}

static bool is_in_name(uint8_t c)
{
    return c > ' ' && c < 0x7f && c != '"' && c != '\'' && c != '<' && c != '>' && c != '/' && c != '=' && c != '&';
}

static int64_t skip_white(const page_scan *page, int64_t at)
{
    while (is_white(byte_at(page, at)))
        at++;
    return at;
}

/* Skip what parts attributes: white space, and a / that ends no tag. */
static int64_t skip_gap(const page_scan *page, int64_t at)
{
    while (is_white(byte_at(page, at)) || (byte_at(page, at) == '/' && byte_at(page, at + 1) != '>'))
        at++;
    return at;
}

/* Write a value, which begins behind the = at a place; return what is behind it. */
static int64_t put_value(page_scan *page, int64_t at)
{
    at = skip_white(page, at);
    uint8_t quote = byte_at(page, at);
    int64_t begin = at + 1, end;
    if (quote == '"' || quote == '\'') {
        end = find_from(page, begin, quote);
        at = end + 1;
    } else {
        begin = end = at;
        while (end < page->html.length && !is_white(page->html.items[end]) && page->html.items[end] != '>') {
            uint8_t c = page->html.items[end++];
            if (c == '"' || c == '\'' || c == '<' || c == '=' || c == '`')
                refuse(page);
        }
        at = end;
        if (begin == end)
            refuse(page);
    }
    if (end >= page->html.length) {
        refuse(page);
        return end;
    }
    put_escaped_part(page, begin, end, true, true);
    return at;
}

/* Write an attribute, of which the name begins here, and a space before it; return what is behind it. */
static int64_t put_attribute(page_scan *page, int64_t at, int64_t *name_length)
{
    put_text(page, " ");
    int64_t begin = page->xml->length, name = at;
    while (is_in_name(byte_at(page, at)))
        at++;
    add_bytes(page->work, page->xml, page->html.items + name, at - name);
    *name_length = page->xml->length - begin;
    for (uint8_t *c = page->xml->items + begin; c < page->xml->items + page->xml->length; c++)
        *c |= *c >= 'A' && *c <= 'Z' ? 32 : 0;
    put_text(page, "=\"");
    int64_t behind = skip_white(page, at);
    if (byte_at(page, behind) == '=')
        at = put_value(page, behind + 1);
    else if (!page->work->fault->code && is_boolean((u8s){page->xml->items + begin, *name_length}))
        add_bytes(page->work, page->xml, page->xml->items + begin, *name_length);
    put_text(page, "\"");
    uint8_t next = byte_at(page, at);
    if (!is_white(next) && next != '>' && next != '/')
        refuse(page);
    return at;
}

/* Write the attributes of a tag, of two with one name the first; return the place of what ends it. */
static int64_t put_attributes(page_scan *page, int64_t at)
{
    int64_t begins[MOST_ATTRIBUTES], lengths[MOST_ATTRIBUTES], count = 0; /* of their names, in what is written */
    for (at = skip_gap(page, at); !page->is_other && is_in_name(byte_at(page, at)); at = skip_gap(page, at)) {
        if (count == MOST_ATTRIBUTES)
            refuse(page);
        int64_t before = page->xml->length, length;
        at = put_attribute(page, at, &length);
        if (page->is_other || page->work->fault->code)
            return at;
        const uint8_t *written = page->xml->items;
        bool is_new = true;
        for (int64_t other = 0; other < count; other++)
            is_new &= lengths[other] != length ||
                      memcmp(written + begins[other], written + before + 1, (size_t)length) != 0;
        if (!is_new) {
            page->xml->length = before;
            continue;
        }
        begins[count] = before + 1;
        lengths[count++] = length;
    }
    return at;
}

/* Read the text of an element that holds no elements, and its end. */
static void put_raw(page_scan *page, u8s name)
{
    bool has_references = equals(name, "title") || equals(name, "textarea");
    int64_t end = page->at;
    for (;; end++) {
        end = find_from(page, end, '<');
        int64_t at = 0;
        if (byte_at(page, end + 1) == '/')
            while (at < name.length && (byte_at(page, end + 2 + at) | 32) == name.items[at])
                at++;
        if (at == name.length || end >= page->html.length)
            break;
        if (stands_at(page, end, "<!--")) { /* in scripts these have a meaning of their own */
            end = page->html.length;
            break;
        }
    }
    int64_t behind = end + 2 + name.length;
    if (byte_at(page, behind) != '>') {
        refuse(page);
        return;
    }
    put_escaped_part(page, page->at, end, false, has_references);
    page->at = page->is_other ? page->html.length : behind + 1;
}

/* flat code */

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

/* tags */

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

/* Return how many bytes the character beyond ASCII has that begins here; 0 where it is none of UTF-8. */
static int64_t utf8_length(const uint8_t *at, int64_t room)
{
    uint8_t lead = at[0];
    int64_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || room < length)
        return 0;
    for (int64_t behind = 1; behind < length; behind++)
        if ((at[behind] & 0xc0) != 0x80)
            return 0;
    bool is_wrong = (lead == 0xe0 && at[1] < 0xa0) || (lead == 0xed && at[1] > 0x9f) || (lead == 0xf0 && at[1] < 0x90) ||
                    (lead == 0xf4 && at[1] > 0x8f);
    return is_wrong ? 0 : length;
}

/* Say whether a character of three bytes is one that XML has not, or a byte order mark. */
static bool is_odd_character(const uint8_t *at)
{
    return at[0] == 0xef && ((at[1] == 0xbf && at[2] >= 0xbe) || (at[1] == 0xb7 && at[2] >= 0x90 && at[2] <= 0xaf) ||
                             (at[1] == 0xbb && at[2] == 0xbf));
}

/* Say whether a page is UTF-8 and nothing before it, without bytes that the parser takes for others. */
static page_state check_bytes(u8s html)
{
    uint8_t all = 0, is_odd = 0, is_zero = 0;
    for (int64_t at = 0; at < html.length; at++) {
        uint8_t c = html.items[at];
        all |= c;
        is_odd |= (uint8_t)((c < ' ') & (c != '\n') & (c != '\t'));
        is_zero |= (uint8_t)(c == 0);
    }
    if (is_zero || (html.length >= 3 && memcmp(html.items, "\xef\xbb\xbf", 3) == 0))
        return PAGE_TO_DECODE;
    for (int64_t at = 0, length; all >= 0x80 && at < html.length; at += length) {
        uint64_t many[4];
        length = sizeof many;
        if (html.length - at >= length) {
            memcpy(many, html.items + at, sizeof many);
            if (!((many[0] | many[1] | many[2] | many[3]) & 0x8080808080808080u))
                continue;
            length = sizeof *many;
            if (!(many[0] & 0x8080808080808080u))
                continue;
        }
        const uint8_t *c = html.items + at;
        while (html.length - at > 3 && c[0] >= 0xe1 && c[0] <= 0xec && (c[1] & 0xc0) == 0x80 && (c[2] & 0xc0) == 0x80)
            at += 3, c += 3; /* as most of Chinese and Japanese are */
        length = *c < 0x80 ? 1 : utf8_length(c, html.length - at);
        if (!length)
            return PAGE_TO_DECODE;
        is_odd |= length == 3 && is_odd_character(html.items + at);
    }
    return is_odd ? PAGE_TO_PARSE : PAGE_WRITTEN;
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
