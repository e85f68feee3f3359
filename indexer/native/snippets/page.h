/* A page of hits while it is rendered: its text, what was found in it, and what may be shown of it.
 *
 * All places are offsets into the page's text, all spans half-open. The Python implementation is in
 * indexer/search/snippets: a function here is named as its method there.
 */
#ifndef PAGE_H
#define PAGE_H

#include "kernel.h"

typedef struct packed_tokens packed_tokens;

typedef struct {
    int64_t start, end;
} span;

/* A found word, and the kind of it: its target times three, and the way in which it was found. */
typedef struct {
    span at;
    int64_t kind;
} highlight;

/* Highlights in reading order; none overlaps another. */
typedef struct {
    highlight *items;
    int64_t length;
} highlights;

/* Zones that may be shown, or sections: `field` of a zone; `body`, `heading`, `number` and `repeats` of a section. */
typedef struct {
    span at;
    int64_t field;
    int64_t body;
    int64_t heading; /* characters of the heading */
    int64_t number;  /* among the sections of its document */
    bool repeats;    /* whether the heading says what the title says */
} area;

typedef struct {
    area *items;
    int64_t length;
} areas;

/* The stretch that begins with a highlight, see CandidatePassages. */
typedef struct {
    int64_t first, stop; /* numbers of highlights, half-open */
    int64_t area;
    double score;
} candidate;

typedef struct {
    candidate *items;
    int64_t length;
} candidates;

typedef struct {
    i64s kinds, labels; /* a row for each word that a kind of highlight shows */
    f64s weights;
} highlight_kinds;

/* Memory, and what went wrong. */
typedef struct {
    kernel_arena arena;
    kernel_fault *fault;
} job;

static inline void *take(job *work, int64_t count, size_t size)
{
    return arena_take(&work->arena, count, size, work->fault);
}

static inline bool failed(const job *work)
{
    return work->fault->code != KERNEL_OK;
}

/* Ways in which a target is found, each a kind of highlight. */
enum { WAYS = 3, BY_TERMS = 0, BY_CHARACTERS = 1, BY_PARTS = 2 };

/* Columns of the table of documents, one after the other: those that `render_page` is given, and those it adds. */
enum {
    FRAMES = 0,    /* the addresses of the frames */
    FRAME_SIZES,   /* their bytes */
    DOCS,          /* the numbers of the documents */
    STANDING_SIZES,
    STREAMS,       /* the addresses of the tokens; where these are packed, the number of the first */
    STREAM_SIZES,  /* their bytes; where they are packed, the number behind the last */
    GIVEN_COLUMNS,
    FIRST_OFFSETS = GIVEN_COLUMNS, /* where each text begins in those of all documents */
    PAST_OFFSETS,                  /* and ends */
    DOCUMENT_COLUMNS,
};
enum { TOKEN_COLUMNS = 4 /* of what `find_tokens` finds */, MOST_TOKENS = 100000 /* that it finds in a document */ };

/* Places in a document's own text. */
typedef struct {
    int64_t field, start, end;
} stored_zone;

typedef struct {
    int64_t start, body, end;
    int64_t heading;                  /* characters of the heading */
    int64_t anchor_begin, anchor_end; /* among all anchors of the document */
    bool repeats;                     /* whether the heading says what the title says */
} stored_section;

/* A document as its frame has it. */
typedef struct {
    const void *codes; /* of the text */
    int64_t width;     /* bytes of a character: 1, 2 or 4 */
    int64_t length, title_length; /* characters; the title comes first */
    u8s id, url, title, image, locale; /* values of JSON */
    u8s tail;          /* the members of JSON that come behind the marked texts */
    u8s anchors;
    stored_zone *zones;
    int64_t zone_count;
    stored_section *sections; /* those with an address */
    int64_t section_count;
} document;

/* The text of a page: those of its documents, a line end between two. */
typedef struct {
    i64s columns[DOCUMENT_COLUMNS];
    f64s scores;                    /* of the documents */
    const packed_tokens *packed;    /* the tokens of all documents; NULL where they are unpacked */
    i64s pairs;                     /* what tells where pairs of characters stand, see `targets.c`; none where Python reads that */
    document *documents;
    i64s begins; /* where each begins; the last is past the end of all */
    int64_t length;
    /* the document that was read last */
    const void *codes;
    int64_t begin, width;
    uint64_t own_length;
} page_text;

/* Read a character of another document than the last, or none. */
uint32_t char_elsewhere(page_text *text, int64_t at);

/* Return a character; 0, which is neither space, letter nor sign, where there is none. */
static inline uint32_t char_at(page_text *text, int64_t at)
{
    uint64_t place = (uint64_t)at - (uint64_t)text->begin;
    if (place >= text->own_length)
        return char_elsewhere(text, at);
    if (text->width == 2)
        return ((const uint16_t *)text->codes)[place];
    return text->width == 1 ? ((const uint8_t *)text->codes)[place] : ((const uint32_t *)text->codes)[place];
}

static inline int64_t least(int64_t one, int64_t other)
{
    return one < other ? one : other;
}

static inline int64_t most(int64_t one, int64_t other)
{
    return one > other ? one : other;
}

/* Some of a text. */
typedef struct {
    const uint32_t *items;
    int64_t length;
} text_piece;

/* Where an answer is written: texts, numbers, and JSON; all are counted, also where there is no room. */
typedef struct {
    uint32_t *text;
    int64_t text_length, text_room;
    int64_t *numbers;
    int64_t length, room;
    uint8_t *json;
    int64_t json_length, json_room;
} answer;

/* Return whether a span lies in the page's text; else the call fails. */
static inline bool is_inside(const job *work, const page_text *text, span at)
{
    if (at.start >= 0 && at.start <= text->length && at.end >= 0 && at.end <= text->length)
        return true;
    fail(work->fault, KERNEL_OUTSIDE, at.end);
    return false;
}

/* Return the number on the page of the document in which an offset lies. */
static inline int64_t hit_at(const job *work, const page_text *text, int64_t offset)
{
    const i64s *begins = &text->begins;
    int64_t low = 0, high = begins->length, hits = begins->length - 1;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (begins->items[middle] <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < 1 || low > hits)
        fail(work->fault, KERNEL_OUTSIDE, offset);
    return most(least(low - 1, hits - 1), 0);
}

/* tokens.c: find the tokens of a page that are among some ascending terms; return how many, more than there is room for too.
 *
 * streams, sizes: the address of each document's tokens, and their bytes. begins: where each one's text begins on the page.
 * found: int64[room, 4], in reading order: the document's number on the page, the term's place among `terms`, start, end.
 */
int64_t find_tokens(const i64s *streams, const i64s *sizes, const i64s *begins, const i64s *terms, int64_t *found, int64_t room,
                    kernel_fault *fault);

/* packed_tokens.c: as `find_tokens`, in a table of which each document has some rows. */
int64_t find_packed_tokens(job *work, const packed_tokens *in, const i64s *rows, const i64s *ends, const i64s *begins,
                           const i64s *terms, int64_t *found, int64_t room);

static inline void put(answer *out, int64_t number)
{
    if (out->length < out->room)
        out->numbers[out->length] = number;
    out->length++;
}

static inline void put_character(answer *out, uint32_t c)
{
    if (out->text_length < out->text_room)
        out->text[out->text_length] = c;
    out->text_length++;
}

/* frame.c */
void read_frame(job *work, u8s frame, document *into);
bool is_safe(u8s address);

/* targets.c */
highlights find_highlights(job *work, page_text *text, int64_t hits, const i64s *plan, const i64s *spans,
                           answer *unread, int64_t *target_count);

/* markup.c */
void put_bytes(answer *out, const char *bytes);
void put_piece(answer *out, u8s piece);
void put_json(answer *out, text_piece text);
void put_html(answer *out, text_piece text, const i64s *marks, bool cut_before, bool cut_after);
void put_plain(answer *out, text_piece text);
void put_anchor(answer *out, u8s anchor);

/* hit_json.c */
void write_hits(job *work, page_text *text, const u8s *standings, int64_t hits, answer *out);

/* What str.isspace() of Python says. */
static inline bool is_space(uint32_t c)
{
    if (c < 0x80)
        return (c >= 0x09 && c <= 0x0d) || (c >= 0x1c && c <= 0x20);
    if (c > 0x3000)
        return false;
    return c == 0x85 || c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 ||
           c == 0x202f || c == 0x205f || c == 0x3000;
}

/* cutting.c */
int64_t find_character(page_text *text, uint32_t wanted, int64_t at, int64_t end);
bool is_punctuation(uint32_t c);
bool closes(uint32_t c); /* quotation marks or brackets */
int64_t columns_of(page_text *text, span at);
span choose_cut(page_text *text, span shown, const span *passage, int64_t width);
int64_t sentence_start(page_text *text, int64_t low, int64_t at);
int64_t next_sentence(page_text *text, int64_t low, int64_t at);
span cut_rows(page_text *text, span header, span cut, span passage, int64_t width);
span table_header(page_text *text, span shown, int64_t row);
bool begins_sentence(page_text *text, int64_t low, int64_t start);
span line_at(page_text *text, int64_t offset, span around);

/* passages.c */

/* A row of a kind that is there: which word it shows, and how telling that is. */
typedef struct {
    int64_t kind;
    double weight;
    bool is_first; /* of its label */
} shown_kind;

/* The stretch of highlights that was scored last from one of them on: past its end, and its score. */
typedef struct {
    int64_t stop;
    double score;
} stretch;

typedef struct {
    const highlights *found;
    int64_t *left, *right; /* columns before and behind each highlight, from the first on; see measure */
    shown_kind *rows;      /* of the kinds that are there, by their labels */
    int64_t row_count;
    double *sums, *shown;
    stretch *last; /* for each highlight */
    int64_t *seen; /* for each kind the last candidate that has it, from 1 */
    int64_t kind_count, candidates_seen;
    double least_weight;
    const highlight_kinds *kinds;
} scorer;

scorer make_scorer(job *work, page_text *text, const highlights *found, const highlight_kinds *kinds,
                   int64_t kind_count, int64_t widest);
candidates score_passages(job *work, scorer *score, const areas *where, int64_t width);

/* highlights.c */
int64_t first_at(const void *items, int64_t length, size_t size, int64_t offset);
highlights merge_highlights(job *work, highlight *items, int64_t length);
highlights within(const highlights *found, span at);

#endif
