/* The tokens of a page of hits that are among some terms, and those that stand one after the other:
 * `find_tokens` and `PageTokens` of indexer/search/snippets/page_tokens.py. */
#include "snippets/page.h"

enum { BUCKETS = 1 << 12 };
static const uint32_t NUMBER = ((uint32_t)1 << 29) - 1; /* of an entry; the bits above are flags, see layout.py */
static const int COUNTS_BIT = 31; /* whether a token takes a position of its own */
static const int SUBWORD_BIT = 30; /* whether it is a shorter word inside a word */
enum { ZONE_GAP = 16 /* positions between two zones */, FIRST_ROOM = 64 };

/* A document's tokens: their entries, then their gaps, then their lengths, see token_stream.py. */
typedef struct {
    const uint8_t *entries;
    const uint8_t *gaps, *lengths;
    int64_t count; /* of each */
} token_stream;

typedef struct {
    i64s terms;
    bool is_wanted[BUCKETS];
} term_filter;

static void prepare(term_filter *filter, kernel_fault *fault)
{
    for (int64_t term = 0; term < filter->terms.length; term++)
        filter->is_wanted[(uint64_t)at_i64s(&filter->terms, term, fault) % BUCKETS] = true;
}

/* Return the place of a number among ascending terms; -1 where it is not there. */
static int64_t find_term(const term_filter *filter, uint32_t number, kernel_fault *fault)
{
    int64_t low = 0, high = filter->terms.length;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (at_i64s(&filter->terms, middle, fault) < (int64_t)number)
            low = middle + 1;
        else
            high = middle;
    }
    return low < filter->terms.length && at_i64s(&filter->terms, low, fault) == (int64_t)number ? low : -1;
}

enum { ENTRY_BYTES = 4, TOKEN_BYTES = 6 };

static token_stream read_stream(const i64s *streams, const i64s *sizes, int64_t doc, kernel_fault *fault)
{
    const uint8_t *bytes = (const uint8_t *)(intptr_t)at_i64s(streams, doc, fault);
    int64_t count = offset_at(sizes, doc, fault) / TOKEN_BYTES;
    return (token_stream){bytes, bytes + ENTRY_BYTES * count, bytes + (ENTRY_BYTES + 1) * count, fault->code ? 0 : count};
}

int64_t find_tokens(const i64s *streams, const i64s *sizes, const i64s *begins, const i64s *terms, int64_t *found,
                    int64_t room, kernel_fault *fault)
{
    term_filter filter = {*terms, {false}};
    prepare(&filter, fault);
    int64_t count = 0;
    for (int64_t doc = 0; doc < streams->length && !fault->code; doc++) {
        token_stream stream = read_stream(streams, sizes, doc, fault);
        int64_t start = offset_at(begins, doc, fault), first = count;
        for (int64_t token = 0; token < stream.count && count - first < MOST_TOKENS; token++) { /* nearly all are not wanted */
            uint32_t entry;
            memcpy(&entry, stream.entries + ENTRY_BYTES * token, sizeof entry);
            start += stream.gaps[token];
            int64_t term = filter.is_wanted[entry % BUCKETS] ? find_term(&filter, entry & NUMBER, fault) : -1;
            if (term < 0)
                continue;
            int64_t cells[TOKEN_COLUMNS] = {doc, term, start, start + stream.lengths[token]};
            if (count < room)
                memcpy(found + count * TOKEN_COLUMNS, cells, sizeof cells);
            count++;
        }
    }
    return count;
}

/* Words in a row: for each step, counted by `begins`, which terms may stand there, by their places among those looked for. */
typedef struct {
    i64s begins, terms;
    int64_t steps;
} word_row;

/* A token that may be a word of a row: its position in its document. */
typedef struct {
    int64_t position, term, start, end;
} row_word;

typedef struct {
    row_word *items;
    int64_t length, room;
} row_words;

static bool may_stand_at(const word_row *row, int64_t step, int64_t term, kernel_fault *fault)
{
    int64_t end = offset_at(&row->begins, step + 1, fault);
    for (int64_t at = offset_at(&row->begins, step, fault); at < end && !fault->code; at++)
        if (at_i64s(&row->terms, at, fault) == term)
            return true;
    return false;
}

/* Collect a document's words that are among some terms, without the shorter ones inside words. */
static void collect_words(job *work, const token_stream *stream, const document *of, const term_filter *filter,
                          row_words *found)
{
    int64_t start = 0, counted = 0, zone = -1, met = 0;
    found->length = 0;
    for (int64_t token = 0; token < stream->count && met < MOST_TOKENS && !failed(work); token++) {
        uint32_t entry;
        memcpy(&entry, stream->entries + ENTRY_BYTES * token, sizeof entry);
        start += stream->gaps[token];
        int64_t before = counted;
        counted += entry >> COUNTS_BIT;
        int64_t term = filter->is_wanted[entry % BUCKETS] ? find_term(filter, entry & NUMBER, work->fault) : -1;
        met += term >= 0;
        if (term < 0 || entry >> SUBWORD_BIT & 1)
            continue;
        while (zone + 1 < of->zone_count && of->zones[zone + 1].start <= start)
            zone++;
        if (found->length == found->room) {
            row_word *wider = take(work, 2 * found->room, sizeof(row_word));
            if (!wider)
                return;
            memcpy(wider, found->items, (size_t)found->length * sizeof(row_word));
            *found = (row_words){wider, found->length, 2 * found->room};
        }
        found->items[found->length++] = (row_word){before + ZONE_GAP * zone, term, start, start + stream->lengths[token]};
    }
}

static int compare_positions(const void *one, const void *other)
{
    int64_t left = ((const row_word *)one)->position, right = ((const row_word *)other)->position;
    return (left > right) - (left < right);
}

/* Return whether any of some words, by positions, stands at one and may stand at a step of a row. */
static bool stands_at(const row_words *words, int64_t position, const word_row *row, int64_t step, kernel_fault *fault)
{
    int64_t low = 0, high = words->length;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (words->items[middle].position < position)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < words->length && words->items[low].position == position; low++)
        if (may_stand_at(row, step, words->items[low].term, fault))
            return true;
    return false;
}

/* Return whether all words of a row stand from a position on. */
static bool begins_row(const row_words *words, int64_t position, const word_row *row, kernel_fault *fault)
{
    for (int64_t step = 0; step < row->steps && !fault->code; step++)
        if (!stands_at(words, position + step, row, step, fault))
            return false;
    return true;
}

/* Return whether a word is of any row that stands there. */
static bool is_of_row(const row_words *words, const row_word *word, const word_row *row, kernel_fault *fault)
{
    for (int64_t step = 0; step < row->steps && !fault->code; step++)
        if (may_stand_at(row, step, word->term, fault) && begins_row(words, word->position - step, row, fault))
            return true;
    return false;
}

/* Find words in a row in documents, wherever they stand.
 *
 * streams, sizes, frames, frame_sizes, begins: int64[documents], the address of each one's tokens and of its frame, and
 * the bytes of both; where its text begins in that of the page. terms: int64[t], ascending: all that the row has.
 * rows, places: int64[steps + 1], int64[], see `word_row`. found: int64[2 * n], room for the start and the end of each word,
 * document by document. Returns how many there are, more than there is room for too.
 */
KERNEL_API int64_t find_words_in_a_row(const int64_t *streams, int64_t stream_count, const int64_t *sizes,
                                       int64_t size_count, const int64_t *frames, int64_t frame_count,
                                       const int64_t *frame_sizes, int64_t frame_size_count, const int64_t *begins,
                                       int64_t begin_count, const int64_t *terms, int64_t term_count,
                                       const int64_t *rows, int64_t row_count, const int64_t *places,
                                       int64_t place_count, int64_t *found, int64_t room, kernel_fault *fault)
{
    i64s tokens = {streams, stream_count}, lengths = {sizes, size_count}, texts = {begins, begin_count};
    i64s stored = {frames, frame_count}, bytes = {frame_sizes, frame_size_count};
    word_row row = {{rows, row_count}, {places, place_count}, row_count - 1};
    term_filter filter = {{terms, term_count}, {false}};
    job work = {.fault = fault};
    row_words words = {take(&work, FIRST_ROOM, sizeof(row_word)), 0, FIRST_ROOM};
    int64_t count = 0;
    prepare(&filter, fault);
    if (row.steps < 1)
        fail(fault, KERNEL_MALFORMED, row.steps);
    for (int64_t doc = 0; doc < stream_count && !fault->code; doc++) {
        token_stream stream = read_stream(&tokens, &lengths, doc, fault);
        u8s frame = {(const uint8_t *)(intptr_t)at_i64s(&stored, doc, fault), offset_at(&bytes, doc, fault)};
        int64_t begin = offset_at(&texts, doc, fault);
        document of = {0};
        if (!fault->code)
            read_frame(&work, frame, &of);
        collect_words(&work, &stream, &of, &filter, &words);
        row_word *sorted = take(&work, words.length, sizeof(row_word));
        if (failed(&work))
            break;
        memcpy(sorted, words.items, (size_t)words.length * sizeof(row_word));
        qsort(sorted, (size_t)words.length, sizeof(row_word), compare_positions);
        row_words by_position = {sorted, words.length, words.length};
        for (int64_t at = 0; at < words.length && !failed(&work); at++) {
            if (!is_of_row(&by_position, &words.items[at], &row, fault))
                continue;
            if (2 * count + 1 < room) {
                found[2 * count] = begin + words.items[at].start;
                found[2 * count + 1] = begin + words.items[at].end;
            }
            count++;
        }
    }
    arena_free(&work.arena);
    return count;
}
