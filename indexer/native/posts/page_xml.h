/* A built page as its parser's tree is written out: well-formed XML in UTF-8, without comments and instructions. */
#ifndef PAGE_XML_H
#define PAGE_XML_H

#include "kernel.h"

/* Bytes that grow. */
typedef struct {
    uint8_t *items;
    int64_t length, room;
} byte_buffer;

/* Memory, and what went wrong. */
typedef struct {
    kernel_arena arena;
    kernel_fault *fault;
} page_work;

typedef enum { XML_DONE, XML_TEXT, XML_START, XML_END, XML_UNKNOWN } xml_kind;

/* What stands next in a page. */
typedef struct {
    xml_kind kind;
    u8s name;       /* of the element that begins */
    u8s attributes; /* as they are written */
    bool is_empty;  /* <br/>: no end follows */
    u8s text;       /* escaped, but for that of <![CDATA[ */
    bool is_raw;
} xml_event;

/* What was taken out of a page: no text stands from one place up to another. */
typedef struct {
    int64_t begin, end;
} page_cut;

enum { MOST_CUTS = 2 };

typedef struct {
    u8s xml;
    int64_t at;
    page_cut cuts[MOST_CUTS];
    int64_t images, titles; /* <img>, and <h1> and <h2>, that have begun */
} xml_reader;

typedef struct {
    u8s name, value; /* the value as it is written */
} xml_attribute;

xml_event next_event(xml_reader *reader);
void skip_element(xml_reader *reader, const xml_event *start);
bool next_attribute(u8s *attributes, xml_attribute *found);
void add_character(page_work *work, byte_buffer *buffer, uint32_t c);
void add_unescaped(page_work *work, byte_buffer *buffer, u8s escaped);
u8s unescape(page_work *work, u8s escaped);

static inline bool equals(u8s text, const char *other)
{
    size_t length = strlen(other);
    return (size_t)text.length == length && memcmp(text.items, other, length) == 0;
}

/* Make room for some bytes more; a call that fails writes no more. */
bool make_room(page_work *work, byte_buffer *buffer, int64_t length);

static inline void add_bytes(page_work *work, byte_buffer *buffer, const uint8_t *bytes, int64_t length)
{
    if (length <= 0 || (length > buffer->room - buffer->length && !make_room(work, buffer, length)))
        return;
    memcpy(buffer->items + buffer->length, bytes, (size_t)length);
    buffer->length += length;
}

/* What is known of a name; `own_text.py` has the same numbers. */
enum {
    LEFT_OUT = 1, ROLE = 2, WORD = 4, NAME = 8, LINE_NUMBERS = 16, HAS_GAP = 32, PERSONS_NAME = 64, PERSON = 128,
    CARD = 256, COMMENT = 512, PUBLISHED = 1024, CONTAINER = 2048, NOTE_ROLE = 4096, NOTE_CLASS = 8192, BESIDE_TEXT = 16384,
};
enum { LONGEST_NAME = 64 };

typedef struct {
    uint16_t kinds;
    uint8_t gap;
} known_name;

/* What is known of names: kinds, gap, length and bytes of each, and their places, plus one, by their hashes. */
typedef struct {
    u8s names;
    u16s slots;
} name_table;

/* left_out.c */
known_name find_name(const name_table *names, u8s name);
uint16_t kinds_of(const name_table *names, u8s name);
uint16_t kinds_of_classes(const name_table *names, u8s classes);
int64_t heading_level(u8s name);
bool next_class(u8s *classes, u8s *found);
bool names_line_numbers(const name_table *names, u8s classes);
bool hides(const xml_attribute *attribute);
u8s attribute_of(page_work *work, const xml_event *start, const char *name); /* empty where there is none */
bool find_unnamed_heading(page_work *work, const xml_reader *inside, const xml_event *start, xml_event *heading);
bool is_left_out(page_work *work, const name_table *names, const xml_reader *inside, const xml_event *start,
                 bool is_in_heading, bool is_prepared);

/* page_layout.c */
int64_t space_at(const uint8_t *at, const uint8_t *end);
int64_t space_before(const uint8_t *begin, const uint8_t *at);
uint32_t character_at(const uint8_t *at, const uint8_t *end, int64_t *length);
bool is_cjk(uint32_t c);
enum { GAP_NONE, GAP_WRAP, GAP_SPACE, GAP_CELL, GAP_LINE, GAP_ROW, GAP_BLOCK };
int64_t widest_gap(const uint8_t *space, const uint8_t *end);
void lay_out_text(page_work *work, byte_buffer *out, const uint8_t *text, const uint8_t *end);

#endif
