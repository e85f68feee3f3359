/* The elements of a built page, and what it says of itself. */
#ifndef PAGE_FACTS_H
#define PAGE_FACTS_H

#include "posts/page_xml.h"

enum { NONE = -1 };

typedef enum {
    T_OTHER, T_A, T_ARTICLE, T_ASIDE, T_BODY, T_DIV, T_FORM, T_H1, T_H2, T_H3, T_H4, T_H5, T_H6, T_HTML, T_IMG, T_LINK,
    T_MAIN, T_META, T_NAV, T_P, T_PRE, T_SCRIPT, T_SECTION, T_TIME, T_TITLE, T_ABBR, T_DD, T_DT, T_LI, T_TR, T_HEADER,
    T_FOOTER, T_ADDRESS, TAG_COUNT,
} tag;

extern const char *const TAGS[TAG_COUNT]; /* their names */

typedef struct {
    xml_event start;
    tag tag;
    int64_t begin, inside, inside_end, behind; /* in the XML; behind its end */
    int64_t parent, end;                       /* numbers of elements; past the last one inside */
    int64_t characters, characters_end;        /* of all text before what stands in it, and before its end */
    int64_t titles;                            /* <h1> and <h2> before it */
} element;

enum { BESIDE, IN_COMMENT, OUTSIDE, IN_HEADING, OUTSIDE_SCOPE, BESIDE_LINKS, KINDS_OF_ABOVE };

typedef struct {
    page_work work;
    u8s xml;
    page_cut cuts[MOST_CUTS];
    const name_table *names;
    u8s containers; /* an attribute's number, a length and a name each, the surest first */

    int64_t html_length; /* of the page, or of its XML */
    element *elements;
    int64_t count, room;
    int64_t body, scope, main, entry; /* scope: <main>, or the body */
    bool is_prepared; /* `prepare` of own_parts.py is done */
    uint8_t *known[KINDS_OF_ABOVE]; /* of each element: 1 where it and all above are not of a kind, 2 where one is */

    byte_buffer rows, text;
    int64_t articles, most_text;
    bool is_unknown;
} page_facts;

element *add_element(page_facts *page);

/* well_formed.c */
typedef enum { PAGE_WRITTEN, PAGE_TO_PARSE, PAGE_TO_DECODE } page_state;
page_state write_page(page_facts *page, u8s html, byte_buffer *xml);

#endif
