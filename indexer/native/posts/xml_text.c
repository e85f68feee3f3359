/* Texts, references and attributes of HTML, written as lxml writes them as XML. */
#include "posts/page_scan.h"

enum { MOST_ATTRIBUTES = 64 };

/* Say whether a name is one of some, which spaces part. */
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

/* References */

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

/* Texts */

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

/* Write a stretch of text or of a value as XML does; `flat_code.py` would take a <pre> in it for code. */
void put_escaped_part(page_scan *page, int64_t at, int64_t end, bool is_attribute, bool has_references)
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

/* Attributes */

/* Say whether an attribute without a value has its own name for one. */
static bool is_boolean(u8s name)
{
    return is_one_of(name, "checked compact declare defer disabled ismap multiple nohref noresize noshade nowrap "
                           "readonly selected");
}

/* Read a name at a place into `name`, in small letters; return what is behind it. */
int64_t read_name(page_scan *page, int64_t at, uint8_t *name, int64_t *length)
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
int64_t put_attributes(page_scan *page, int64_t at)
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
void put_raw(page_scan *page, u8s name)
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
