/* What is known of the elements of HTML: which of them end others, which are empty, and which hold text alone.
 *
 * What ends an element is told by `CLOSED`, the pairs of elements of which the second ends the first, and by the elements that
 * the end of no other one ends (libxml2's HTMLparser.c, htmlStartClose and htmlEndPriority); the tests ask libxml2 itself.
 */
#include "posts/page_scan.h"

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

tag_rule *find_rule(tag_rules *rules, u8s name)
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

void make_rules(tag_rules *rules)
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
