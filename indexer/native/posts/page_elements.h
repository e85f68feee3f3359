/* The steps of reading a built page: `page_facts.c` takes them one after the other. */
#ifndef PAGE_ELEMENTS_H
#define PAGE_ELEMENTS_H

#include "posts/page_facts.h"

enum { ROW_CELLS = 4 };

/* What a row tells; `page_facts.py` has the same numbers. */
enum {
    META = 1, REFRESH, LINK_REL, LINK_LANGUAGE, LINK_HREF, TITLE, SCRIPT, LANGUAGE, BODY_CLASS, PROTECTED,
    DATE, AUTHOR, TAG, CATEGORY, NAMED, MOMENT, ARTICLE, ADDRESS, HEADING, MAIN, CUT, IMAGE, MAIN_IN_HEADING, LINK_TYPE,
    BYLINE, BYLINE_TEXT, DAY, DAY_LABEL, BOOKMARK,
};

/* page_elements.c */

void read_elements(page_facts *page);

/* Say whether an element stands in another. */
static inline bool is_inside(const page_facts *page, int64_t at, int64_t other)
{
    return at > other && at < page->elements[other].end;
}

/* Return an attribute's value; an empty one where there is none. */
u8s value_of(page_facts *page, const element *of, const char *name);
uint16_t class_kinds(page_facts *page, int64_t at);

/* Say whether a text has a word, a part, small letters or these as capitals, at a place or anywhere. */
bool has_word(u8s words, const char *word);
bool holds(u8s text, const char *part);
bool has_letters_at(u8s text, int64_t at, const char *letters);
bool holds_letters(u8s text, const char *letters);

/* Say whether an element stands in one of a kind, below the outermost that counts. */
bool is_within(page_facts *page, int64_t at, int64_t outermost, int kind, bool (*is_kind)(page_facts *, int64_t));
int64_t nearest(const page_facts *page, int64_t at, tag one, tag other);
bool is_heading(page_facts *page, int64_t at);

/* Say whether an element is left out of any text; whether it, or one around it, is none of the page's own. */
bool is_apart(page_facts *page, int64_t at);
bool is_outside(page_facts *page, int64_t at);

/* Return all text inside of an element, or but for what is left out of a heading. */
u8s text_of(page_facts *page, const element *of, bool leaves_out);

/* Return how many characters a text has; with references where it is not raw. */
int64_t count_text(u8s text, bool is_raw);
void add_row(page_facts *page, int64_t kind, int64_t value, int64_t number, int64_t length);
void add_text_row(page_facts *page, int64_t kind, int64_t value, int64_t number, u8s text);

/* main_content.c */

/* Elements of a kind, none inside another; of those named as containers also how many have running text. */
typedef struct {
    int64_t first, count, end; /* end: past the last one, and all inside of it */
    int64_t first_running, running;
} outermost;

outermost find_outermost(const page_facts *page, int64_t begin, int64_t scope, tag kind);
int64_t find_container(page_facts *page);

/* bylines.c */

bool is_in_comment(page_facts *page, int64_t at);
int64_t entry_of(page_facts *page);
void read_entry(page_facts *page);
void read_byline(page_facts *page);

#endif
