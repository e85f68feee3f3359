/* A document's frame: indexer/index/format/stored_frame.py. */
#include "snippets/page.h"

enum { FOOTER_BYTES = 9, VARINT_BYTES = 5 };

typedef struct {
    u8s bytes;
    int64_t at;
    kernel_fault *fault;
} frame_reader;

static int64_t next_number(frame_reader *from)
{
    uint64_t number = 0;
    for (int byte = 0; byte < VARINT_BYTES; byte++) {
        uint8_t bits = at_u8s(&from->bytes, from->at++, from->fault);
        number |= (uint64_t)(bits & 0x7f) << 7 * byte;
        if (bits < 0x80)
            return (int64_t)number;
    }
    fail(from->fault, KERNEL_MALFORMED, from->at);
    return 0;
}

/* Return the next bytes behind some that are known; none where there are not so many. */
static u8s next_bytes(frame_reader *from, int64_t skipped, int64_t length)
{
    int64_t begin = from->at + skipped;
    if (length > from->bytes.length - begin) {
        fail(from->fault, KERNEL_OUTSIDE, length);
        return (u8s){0};
    }
    from->at = begin + length;
    return (u8s){from->bytes.items + begin, length};
}

static int64_t read_u32(const u8s *bytes, int64_t at, kernel_fault *fault)
{
    uint32_t number = 0;
    for (int byte = 0; byte < 4; byte++)
        number |= (uint32_t)at_u8s(bytes, at + byte, fault) << 8 * byte;
    return number;
}

/* Return how many rows of so many numbers follow, each of at least a byte; 0 where there cannot be so many. */
static int64_t count_rows(const frame_reader *table, int64_t count, int64_t numbers)
{
    if (count <= (table->bytes.length - table->at) / numbers)
        return count;
    fail(table->fault, KERNEL_OUTSIDE, count);
    return 0;
}

/* Return the next place behind another; one past the end of the text makes the call fail. */
static int64_t next_place(frame_reader *table, int64_t place, int64_t end)
{
    place += next_number(table);
    if (place <= end)
        return place;
    fail(table->fault, KERNEL_OUTSIDE, place);
    return end;
}

static void read_zones(job *work, frame_reader *table, document *into, int64_t count)
{
    into->zones = take(work, count, sizeof(stored_zone));
    for (int64_t end = 0; into->zones && into->zone_count < count && !failed(work);) {
        int64_t field = next_number(table), start = next_place(table, end, into->length);
        end = next_place(table, start, into->length);
        into->zones[into->zone_count++] = (stored_zone){field, start, end};
    }
}

/* Return whether a heading says what the title says, which the text begins with. */
static bool repeats_title(const document *of, int64_t start, int64_t heading)
{
    const char *codes = of->codes;
    return heading == of->title_length && start + heading <= of->length &&
           !memcmp(codes, codes + start * of->width, (size_t)(heading * of->width));
}

/* Read the sections that have an address, and where the anchors of these begin and end among those of all. */
static void read_sections(job *work, frame_reader *table, document *into, int64_t count)
{
    into->sections = take(work, count, sizeof(stored_section));
    int64_t end = 0, anchor = 0, past = into->length + 1; /* sections end behind the line end */
    for (int64_t number = 0; into->sections && number < count && !failed(work); number++) {
        next_number(table); /* the level */
        int64_t start = next_place(table, end, past), heading = next_number(table);
        int64_t body = next_place(table, start, past), begin = anchor;
        end = next_place(table, body, past);
        anchor += next_number(table);
        if (heading && anchor > begin)
            into->sections[into->section_count++] = (stored_section){
                start, body, end, heading, begin, anchor, repeats_title(into, start, heading)};
    }
    into->anchors = next_bytes(table, 0, anchor);
}

/* Return whether an address, a string of JSON, can be followed without running anything: `safe_url` of addresses.py. */
bool is_safe(u8s address)
{
    int64_t end = address.length - 1, at = 1; /* within the quotation marks */
    const uint8_t *bytes = address.items;
    if (end < 2)
        return false;
    if (bytes[1] == '/') {
        if (end > 2 && (bytes[2] == '/' || (bytes[2] == '\\' && bytes[3] == '\\')))
            return false;
    } else {
        for (const char *expected = "http"; *expected; expected++, at++)
            if (at >= end || (bytes[at] | 0x20) != (uint8_t)*expected)
                return false;
        at += at < end && (bytes[at] | 0x20) == 's';
        for (const char *expected = "://"; *expected; expected++, at++)
            if (at >= end || bytes[at] != (uint8_t)*expected)
                return false;
    }
    for (; at < end; at++) {
        if (bytes[at] == 0x7f || bytes[at] < 0x20)
            return false;
        if (bytes[at] == '\\' && bytes[++at] != '"' && bytes[at] != '\\') /* a control character */
            return false;
    }
    return true;
}

/* Read a frame; `into` points into its bytes. */
void read_frame(job *work, u8s frame, document *into)
{
    kernel_fault *fault = work->fault;
    int64_t footer = frame.length - FOOTER_BYTES, record_bytes = read_u32(&frame, footer, fault);
    int64_t table_bytes = read_u32(&frame, footer + 4, fault), text = footer - record_bytes - table_bytes;
    into->codes = frame.items;
    into->width = at_u8s(&frame, footer + 8, fault);
    if (fault->code || text < 0 || (into->width != 1 && into->width != 2 && into->width != 4)) {
        fail(fault, KERNEL_MALFORMED, frame.length);
        into->width = 1;
        return;
    }
    into->length = text / into->width;
    frame_reader record = {{frame.items + text, record_bytes}, 0, fault};
    frame_reader table = {{frame.items + text + record_bytes, table_bytes}, 0, fault};
    into->id = next_bytes(&record, (int64_t)strlen("{\"id\":"), next_number(&table));
    into->url = next_bytes(&record, (int64_t)strlen(",\"url\":"), next_number(&table));
    into->title = next_bytes(&record, (int64_t)strlen(",\"title\":"), next_number(&table));
    into->tail = next_bytes(&record, 1, next_number(&table));
    into->image = next_bytes(&record, (int64_t)strlen(",\"image\":"), next_number(&table));
    into->locale = next_bytes(&record, (int64_t)strlen(",\"locale\":"), next_number(&table));
    into->title_length = next_place(&table, 0, into->length);
    int64_t zones = next_number(&table), sections = next_number(&table);
    if (fault->code)
        return;
    read_zones(work, &table, into, count_rows(&table, zones, 3));
    read_sections(work, &table, into, count_rows(&table, sections, 6));
}
