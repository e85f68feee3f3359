/* A page of hits that is rendered: `render.c` takes what it is made of, each step has a file: `shown.c`, `snippet_text.c`,
 * `text_fragment.c`. */
#ifndef RENDER_H
#define RENDER_H

#include "snippets/page.h"

/* What the caller passes, see `render_page`. */
typedef struct {
    page_text *text;
    i64s plan, spans;
    u8s standings;
    highlight_kinds kinds;
    f64s shares;
    int64_t body, code, snippet_columns, section_columns, sections_per_hit;
} page_input;

typedef struct {
    span zone, passage, cut;
    bool is_there;
} shown_passage;

typedef struct {
    span passage, fresh, prose;
    bool is_there;
} prose_passage;

typedef struct {
    int64_t section;
    double score;
} ranked_section;

typedef struct {
    const page_input *in;
    job *work;
    int64_t hits;
    areas zones, sections;
    highlights found;
    shown_passage *shown;  /* for each hit */
    prose_passage *prose;  /* for each section */
    ranked_section *ranked; /* the sections that show any of the query, hit by hit, best first */
    int64_t *ranked_begins; /* hits + 1 */
} page;

/* shown.c */

/* Choose what is shown; nothing, where the caller has to look for some targets: `unread` then has their numbers. */
void choose_shown(page *page, answer *unread);

/* Return the number of the first area that begins at an offset or behind it. */
int64_t first_area(const areas *where, int64_t offset);

/* snippet_text.c */
void put_marks(const page *page, answer *out, span at);
void put_cut(const page *page, answer *out, span shown, span header, span cut);
void put_passage(const page *page, answer *out, span shown, span cut, span passage, int64_t width);
void put_nothing(answer *out);

/* text_fragment.c */
void put_sentence(const page *page, answer *out, int64_t start, span cut);
void put_fragment(const page *page, answer *out, const shown_passage *shown);

#endif
