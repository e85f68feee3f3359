/* The facets of an answer as JSON, as `write_results` of indexer/search/payload.py writes them. */
#include "answer/answer.h"

enum { DIGITS = 20 /* of the largest number */ };

/* Bytes that are written one after the other; what finds no room makes the call fail. */
typedef struct {
    uint8_t *bytes;
    int64_t room, length;
    kernel_fault *fault;
} json_text;

static void put_bytes(json_text *to, const uint8_t *bytes, int64_t count)
{
    if (count > to->room - to->length) {
        fail(to->fault, KERNEL_NO_MEMORY, count);
        return;
    }
    memcpy(to->bytes + to->length, bytes, (size_t)count);
    to->length += count;
}

static void put_sign(json_text *to, char sign)
{
    put_bytes(to, (const uint8_t *)&sign, 1);
}

static void put_count(json_text *to, int64_t count)
{
    uint8_t digits[DIGITS];
    int64_t at = DIGITS;
    for (uint64_t left = (uint64_t)count; at == DIGITS || left; left /= 10)
        digits[--at] = (uint8_t)('0' + left % 10);
    put_bytes(to, digits + at, DIGITS - at);
}

/* Write the text of a value, or, behind those of all values, that of a facet. */
static void put_name(json_text *to, const facet_texts *texts, int64_t number)
{
    int64_t begin = at_i64s(&texts->begins, number, to->fault), end = at_i64s(&texts->begins, number + 1, to->fault);
    if (begin < 0 || end < begin || end > texts->text.length)
        fail(to->fault, KERNEL_OUTSIDE, end);
    if (!to->fault->code)
        put_bytes(to, texts->text.items + begin, end - begin);
}

void put_newest_first(const facet_table *table, int64_t *listed, int64_t count, kernel_fault *fault)
{
    for (int64_t at = 1; at < count && !fault->code; at++) {
        int64_t value = listed[at], rank = at_i64s(&table->ranks, value, fault), before = at;
        for (; before > 0 && at_i64s(&table->ranks, listed[before - 1], fault) < rank; before--)
            listed[before] = listed[before - 1];
        listed[before] = value;
    }
}

int64_t write_facets(const facet_texts *texts, const facet_room *told, uint8_t *bytes, int64_t room, kernel_fault *fault)
{
    json_text to = {bytes, room, 0, fault};
    const int64_t *listed = told->listed, *end = told->listed;
    put_sign(&to, '{');
    for (int64_t facet = 0; facet < told->facets && !fault->code; facet++, listed = end) {
        int64_t ways = at_i64s(&texts->ways, facet, fault);
        end = listed + told->lengths[facet];
        if (ways & NEVER_TOLD || (ways & TOLD_IF_ANY && listed == end))
            continue;
        if (to.length > 1)
            put_sign(&to, ',');
        put_name(&to, texts, told->values + facet);
        for (const int64_t *value = listed; value < end && !fault->code; value++) {
            put_sign(&to, value == listed ? '[' : ',');
            put_sign(&to, '[');
            put_name(&to, texts, *value);
            put_sign(&to, ',');
            put_count(&to, told->counts[*value]);
            put_sign(&to, ']');
        }
        if (listed == end)
            put_sign(&to, '[');
        put_sign(&to, ']');
    }
    put_sign(&to, '}');
    return to.length;
}
