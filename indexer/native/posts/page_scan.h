/* A page that is written as XML: `well_formed.c` reads it tag by tag. */
#ifndef PAGE_SCAN_H
#define PAGE_SCAN_H

#include "posts/page_facts.h"

enum { LONGEST_TAG = 24, DEEPEST = 200 };

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

static inline bool is_white(uint8_t c)
{
    return c == ' ' || c == '\n' || c == '\t';
}

static inline bool is_letter(uint8_t c)
{
    return (c | 32) >= 'a' && (c | 32) <= 'z';
}

static inline bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

static inline void refuse(page_scan *page)
{
    page->is_other = true;
    page->at = page->html.length;
}

static inline uint8_t byte_at(const page_scan *page, int64_t at)
{
    return at < page->html.length ? page->html.items[at] : 0;
}

static inline bool stands_at(const page_scan *page, int64_t at, const char *text)
{
    int64_t length = (int64_t)strlen(text);
    return length <= page->html.length - at && memcmp(page->html.items + at, text, (size_t)length) == 0;
}

static inline int64_t find_from(const page_scan *page, int64_t at, uint8_t byte)
{
    const uint8_t *found =
        at < page->html.length ? memchr(page->html.items + at, byte, (size_t)(page->html.length - at)) : NULL;
    return found ? found - page->html.items : page->html.length;
}

static inline int64_t find_text(const page_scan *page, int64_t at, const char *text)
{
    while ((at = find_from(page, at, (uint8_t)text[0])) < page->html.length && !stands_at(page, at, text))
        at++;
    return at;
}

static inline void put_text(page_scan *page, const char *text)
{
    add_bytes(page->work, page->xml, (const uint8_t *)text, (int64_t)strlen(text));
}

static inline int64_t skip_white(const page_scan *page, int64_t at)
{
    while (is_white(byte_at(page, at)))
        at++;
    return at;
}

/* Say whether a <pre> begins at a place. */
static inline bool starts_code(const page_scan *page, int64_t at)
{
    uint8_t behind = byte_at(page, at + 4);
    return stands_at(page, at, "<pre") && (is_white(behind) || behind == '>');
}

/* tag_rules.c */

/* Return what is known of an element's name: the place for it, where that is nothing. */
tag_rule *find_rule(tag_rules *rules, u8s name);
void make_rules(tag_rules *rules);

/* xml_text.c */

/* Write a stretch of text or of a value as XML does. */
void put_escaped_part(page_scan *page, int64_t at, int64_t end, bool is_attribute, bool has_references);

/* Read a name at a place into `name`, in small letters; return what is behind it. */
int64_t read_name(page_scan *page, int64_t at, uint8_t *name, int64_t *length);

/* Write the attributes of a tag, of two with one name the first; return the place of what ends it. */
int64_t put_attributes(page_scan *page, int64_t at);

/* Read the text of an element that holds no elements, and its end. */
void put_raw(page_scan *page, u8s name);

/* page_bytes.c */

/* Say whether a page is UTF-8 and nothing before it, without bytes that the parser takes for others. */
page_state check_bytes(u8s html);

#endif
