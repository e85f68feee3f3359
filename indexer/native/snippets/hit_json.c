/* A page of hits as JSON, made of what was rendered of each and of what its record tells.
 *
 * `_hit_payload` of indexer/search/payload.py is the reference: the same keys in the same order, to the byte.
 */
#include "snippets/page.h"

enum { MARKED_ROOM = 64 /* different marked words that are told apart; a page seldom has ten */ };

static const double SCALE = 1e4, MOST_TOLD = 1e8; /* see `RenderPage` of render.py */

typedef struct {
    job *work;
    page_text *text;
    answer *out;
    const u8s *standings;
    int64_t hit;
    int64_t next; /* of the answer's numbers */
    int64_t standing; /* where that of the hit begins */
    span marked[MARKED_ROOM]; /* where the different marked words stand in the texts of the answer */
    int64_t marked_count;
} hit_writer;

static int64_t next_number(hit_writer *writer)
{
    i64s numbers = {writer->out->numbers, least(writer->out->length, writer->out->room)};
    return at_i64s(&numbers, writer->next++, writer->work->fault);
}

static const document *document_of(const hit_writer *writer)
{
    return &writer->text->documents[writer->hit];
}

/* Return a stretch of the texts of the answer; an empty one where the offsets are none of it. */
static text_piece piece_of(const hit_writer *writer, int64_t begin, int64_t end)
{
    int64_t length = least(writer->out->text_length, writer->out->text_room);
    if (begin < 0 || end < begin || end > length) {
        fail(writer->work->fault, KERNEL_OUTSIDE, end);
        return (text_piece){NULL, 0};
    }
    return (text_piece){writer->out->text + begin, end - begin};
}

/* Return a stretch of the page's text. */
static text_piece copy_of(const hit_writer *writer, int64_t begin, int64_t length)
{
    if (begin < 0 || length < 0 || length > writer->text->length - begin) {
        fail(writer->work->fault, KERNEL_OUTSIDE, length);
        return (text_piece){NULL, 0};
    }
    uint32_t *items = take(writer->work, length, sizeof(uint32_t));
    for (int64_t at = 0; items && at < length; at++)
        items[at] = char_at(writer->text, begin + at);
    return (text_piece){items, items ? length : 0};
}

static i64s next_marks(hit_writer *writer)
{
    int64_t count = next_number(writer), first = writer->next;
    if (count < 0 || count > (least(writer->out->length, writer->out->room) - first) / 2) {
        fail(writer->work->fault, KERNEL_OUTSIDE, count);
        return (i64s){NULL, 0};
    }
    writer->next += 2 * count;
    return (i64s){writer->out->numbers + first, 2 * count};
}

static bool is_written(const answer *out, span at, text_piece word)
{
    return at.end - at.start == word.length && at.end <= out->text_room &&
           !memcmp(out->text + at.start, word.items, (size_t)word.length * sizeof(uint32_t));
}

/* Add a marked word, and a line end, to the texts of the answer; one that is there already is not added again. */
static void add_marked(hit_writer *writer, text_piece word)
{
    answer *out = writer->out;
    for (int64_t at = 0; at < writer->marked_count; at++)
        if (is_written(out, writer->marked[at], word))
            return;
    if (writer->marked_count < MARKED_ROOM)
        writer->marked[writer->marked_count++] = (span){out->text_length, out->text_length + word.length};
    for (int64_t at = 0; at < word.length; at++)
        put_character(out, word.items[at]);
    put_character(out, '\n');
}

/* Write a text as HTML. */
static void write_html(hit_writer *writer, text_piece text, bool cut_before, bool cut_after)
{
    i64s marks = next_marks(writer);
    put_html(writer->out, text, &marks, cut_before, cut_after);
    for (int64_t mark = 0; mark + 1 < marks.length; mark += 2) {
        int64_t begin = marks.items[mark], end = least(marks.items[mark + 1], text.length);
        if (begin >= 0 && begin < end)
            add_marked(writer, (text_piece){text.items + begin, end - begin});
    }
}

/* Write a title or a heading as HTML. */
static void write_whole(hit_writer *writer, text_piece text)
{
    write_html(writer, text, false, false);
}

static void write_snippet(hit_writer *writer)
{
    int64_t begin = next_number(writer);
    text_piece text = piece_of(writer, begin, next_number(writer));
    bool before = next_number(writer) > 0, after = next_number(writer) > 0;
    write_html(writer, text, before, after);
}

/* Return whether a program in the page reads the address behind its `#`: `has_route` of addresses.py. */
static bool has_route(u8s url)
{
    for (int64_t at = 1; at < url.length; at++)
        if (url.items[at - 1] == '#' && url.items[at] == '/')
            return true;
    return false;
}

/* Write the fragment that leads to the next words below an anchor; nothing if there are none, or none can. */
static void write_fragment(hit_writer *writer, u8s anchor)
{
    int64_t begin = next_number(writer);
    text_piece words = piece_of(writer, begin, next_number(writer));
    if (!words.length || has_route(document_of(writer)->url))
        return;
    put_bytes(writer->out, ",\"fragment\":\"");
    put_anchor(writer->out, anchor);
    put_bytes(writer->out, ":~:text=");
    put_plain(writer->out, words);
    put_bytes(writer->out, "\"");
}

/* Return a section of the hit; an empty one where it has no such. */
static stored_section section_at(const hit_writer *writer, int64_t number)
{
    const document *of = document_of(writer);
    if (number >= 0 && number < of->section_count)
        return of->sections[number];
    fail(writer->work->fault, KERNEL_OUTSIDE, number);
    return (stored_section){0};
}

static u8s anchor_of(const hit_writer *writer, stored_section section)
{
    return (u8s){document_of(writer)->anchors.items + section.anchor_begin, section.anchor_end - section.anchor_begin};
}

static text_piece heading_of(const hit_writer *writer, stored_section section)
{
    int64_t begin = offset_at(&writer->text->begins, writer->hit, writer->work->fault);
    return copy_of(writer, begin + section.start, section.heading);
}

/* Write the address of a section; an empty one where that of the post is not safe. */
static void write_address(hit_writer *writer, u8s anchor)
{
    u8s url = document_of(writer)->url;
    if (is_safe(url)) {
        put_piece(writer->out, (u8s){url.items, url.length - 1}); /* without the quotation mark */
        put_bytes(writer->out, has_route(url) ? "?id=" : "#");
        put_anchor(writer->out, anchor);
    } else
        put_bytes(writer->out, "\"");
    put_bytes(writer->out, "\"");
}

static void write_section(hit_writer *writer)
{
    answer *out = writer->out;
    stored_section section = section_at(writer, next_number(writer));
    u8s anchor = anchor_of(writer, section);
    text_piece heading = heading_of(writer, section);
    put_bytes(out, "{\"heading\":");
    put_json(out, heading);
    put_bytes(out, ",\"url\":");
    write_address(writer, anchor);
    put_bytes(out, ",\"snippet_html\":");
    int64_t marks = writer->next; /* of the heading, which is written behind its snippet */
    next_marks(writer);
    write_snippet(writer);
    int64_t behind = writer->next;
    writer->next = marks;
    put_bytes(out, ",\"heading_html\":");
    write_whole(writer, heading);
    writer->next = behind;
    write_fragment(writer, anchor);
    put_bytes(out, "}");
}

/* Write a number of ten thousandths as the shortest decimal: 1.5, 12.0. */
static void put_decimal(answer *out, int64_t number)
{
    enum { MOST_DIGITS = 24, PLACES = 4 };
    uint8_t digits[MOST_DIGITS];
    int64_t at = MOST_DIGITS, places = PLACES;
    for (; places > 1 && number % 10 == 0; places--)
        number /= 10;
    for (; at > 0 && (number || places >= 0); number /= 10) {
        digits[--at] = (uint8_t)('0' + number % 10);
        if (--places == 0)
            digits[--at] = '.';
    }
    put_piece(out, (u8s){digits + at, MOST_DIGITS - at});
}

/* Return ten thousand times a score, which is above 0, rounded as it is: what lies half between two becomes the even one.
 *
 * Source: Dekker 1971, "A floating-point technique for extending the available precision" (an exact product: the parts of a
 * score have so few digits that ten thousand times each is exact).
 */
static int64_t round_score(double score)
{
    double high = (double)(float)score, low = score - high;
    double product = high * SCALE + low * SCALE, rest = high * SCALE - product + low * SCALE;
    int64_t whole = (int64_t)product;
    double half = product - (double)whole - 0.5;
    bool is_up = half > 0 || (half == 0 && (rest > 0 || (rest == 0 && whole % 2 == 1)));
    return whole + is_up;
}

/* Write the score of a hit where it is one that most are; else what is known besides tells it. */
static void tell_score(hit_writer *writer)
{
    double score = at_f64s(&writer->text->scores, writer->hit, writer->work->fault);
    if (!(score > 0 && score < MOST_TOLD))
        return;
    put_bytes(writer->out, "\"score\":");
    put_decimal(writer->out, round_score(score));
    put_bytes(writer->out, ",");
}

/* Write what is known of a hit besides its texts and its record. */
static void write_standing(hit_writer *writer)
{
    int64_t begin = writer->standing;
    int64_t length = offset_at(&writer->text->columns[STANDING_SIZES], writer->hit, writer->work->fault);
    tell_score(writer);
    if (!length)
        put_bytes(writer->out, "\"translations\":[]");
    if (length > writer->standings->length - begin)
        fail(writer->work->fault, KERNEL_OUTSIDE, length);
    else
        put_piece(writer->out, (u8s){writer->standings->items + begin, length});
    writer->standing += length;
}

/* Write the first members of a hit, those that its record tells. */
static void write_head(hit_writer *writer)
{
    const document *of = document_of(writer);
    answer *out = writer->out;
    put_bytes(out, "\"id\":");
    put_piece(out, of->id);
    put_bytes(out, ",\"url\":");
    if (is_safe(of->url))
        put_piece(out, of->url);
    else
        put_bytes(out, "\"\"");
    put_bytes(out, ",\"title\":");
    put_piece(out, of->title);
}

/* Write the last members of a hit, each where there is anything to tell. */
static void write_end(hit_writer *writer)
{
    const document *of = document_of(writer);
    if (is_safe(of->image)) {
        put_bytes(writer->out, ",\"image\":");
        put_piece(writer->out, of->image);
    }
    if (of->locale.length > (int64_t)strlen("\"\"")) {
        put_bytes(writer->out, ",\"locale\":");
        put_piece(writer->out, of->locale);
    }
}

static void write_hit(hit_writer *writer)
{
    answer *out = writer->out;
    const document *of = document_of(writer);
    put_bytes(out, "{");
    write_head(writer);
    put_bytes(out, ",\"title_html\":");
    write_whole(writer, copy_of(writer, offset_at(&writer->text->begins, writer->hit, writer->work->fault), of->title_length));
    put_bytes(out, ",\"snippet_html\":");
    write_snippet(writer);
    int64_t section = next_number(writer), fragment = writer->next;
    writer->next += 2; /* it comes behind the sections */
    put_bytes(out, ",\"sections\":[");
    int64_t count = next_number(writer);
    for (int64_t number = 0; number < count && !failed(writer->work); number++) {
        put_bytes(out, number ? "," : "");
        write_section(writer);
    }
    int64_t behind = writer->next;
    put_bytes(out, "],");
    put_piece(out, of->tail);
    put_bytes(out, ",");
    write_standing(writer);
    writer->next = fragment;
    write_fragment(writer, section < 0 ? (u8s){NULL, 0} : anchor_of(writer, section_at(writer, section)));
    writer->next = behind;
    write_end(writer);
    put_bytes(out, "}");
}

/* Write the hits of a page, whose texts and numbers are all there, as a JSON array; behind the texts the marked words. */
void write_hits(job *work, page_text *text, const u8s *standings, int64_t hits, answer *out)
{
    hit_writer writer = {.work = work, .text = text, .out = out, .standings = standings};
    put_bytes(out, "[");
    for (; writer.hit < hits && !failed(work); writer.hit++) {
        put_bytes(out, writer.hit ? "," : "");
        write_hit(&writer);
    }
    put_bytes(out, "]");
}
