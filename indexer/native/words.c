/* Words looked up: their postings read, and weighed by document; and where their characters stand inside other words:
 * indexer/search/matching/words.py. */
#include "packed.h"

enum { FIELD_BITS = 3, FIELDS = 7 /* bits of a doc_field that number the field */, IN_TITLE = 0, IN_SUBWORDS = 7 };

/* What Python says of a word, a number each, and what it is told there. */
enum {
    TERMS,    /* how many it has */
    WAY,      /* how it is looked for, see below */
    OUT,      /* the address of what it is read into: `DOC_BYTES` for each of its documents; and, from the next `ALIGNED` byte
                 on, `OTHER_BYTES` for each of the others */
    DOCS,     /* for how many documents there is room; how many have it */
    GRAMS,    /* how many pairs of neighbours cover its characters; 0 where these are not looked for */
    OTHERS,   /* for how many there is room that have all of these, but it not as a word; how many there are */
    WITH_ALL, /* how many documents have all of these, in whatever way */
    EXACT,    /* how many have it as a word */
    WORD_CELLS,
};
enum {
    TITLES_ALONE = 1, /* it is looked for there */
    ALL_EXACT = 2,    /* it is itself wherever it is, also inside a longer one */
};
enum {
    DOC_BYTES = 18,  /* int32 number, float frequency, float saturation, float score, int8 field, bool is_exact */
    OTHER_BYTES = 9, /* int32 number, float score, bool is_exact, which is false */
    ALIGNED = 4,
};
enum { FEW = 8, BLOCK = 128 /* of NumPy's sums */ };

KERNEL_ARRAY(f32s, float)

/* Postings of one term, or of several in one order: doc_fields, which ascend, and how often. */
typedef struct {
    const uint32_t *entries;
    const uint16_t *counts;
    int64_t length;
} posting_list;

/* Add up numbers in the order in which NumPy does. */
static float add_up(const float *numbers, int64_t count)
{
    float lanes[FEW], sum = 0;
    int64_t at = 0, half = count / 2;
    if (count > BLOCK) {
        half -= half % FEW;
        return add_up(numbers, half) + add_up(numbers + half, count - half);
    }
    if (count >= FEW) {
        memcpy(lanes, numbers, sizeof lanes);
        for (at = FEW; at + FEW <= count; at += FEW)
            for (int lane = 0; lane < FEW; lane++)
                lanes[lane] += numbers[at + lane];
        sum = ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]));
    }
    for (; at < count; at++)
        sum += numbers[at];
    return sum;
}

/* Merge two lists, of equal entries the left one's first, to `entries` and `counts`. */
static posting_list merge(posting_list left, posting_list right, uint32_t *entries, uint16_t *counts)
{
    int64_t mine = 0, theirs = 0, length = left.length + right.length;
    for (int64_t at = 0; at < length; at++) {
        bool is_left = theirs == right.length || (mine < left.length && left.entries[mine] <= right.entries[theirs]);
        entries[at] = is_left ? left.entries[mine] : right.entries[theirs];
        counts[at] = is_left ? left.counts[mine++] : right.counts[theirs++];
    }
    return (posting_list){entries, counts, length};
}

/* A word while it is read: room for `room` documents in each array. */
typedef struct {
    int32_t *docs;
    float *values;
    int8_t *fields;
    int64_t room;
} weighed_word;

/* Add the weighted counts of postings up by document; returns how many documents there are. `run`: room for as many
 * numbers as there are postings. */
static int64_t weigh(posting_list list, bool in_title, const f32s *norms, weighed_word *into, float *run,
                     kernel_fault *fault)
{
    int64_t docs = 0;
    for (int64_t at = 0; at < list.length && !fault->code;) {
        uint32_t doc = list.entries[at] >> FIELD_BITS;
        int64_t length = 0, first = -1;
        for (; at < list.length && list.entries[at] >> FIELD_BITS == doc; at++)
            if (!in_title || (list.entries[at] & FIELDS) == IN_TITLE) {
                first = first < 0 ? at : first;
                run[length++] = at_f32s(norms, list.entries[at], fault) * (float)list.counts[at];
            }
        if (at < list.length && list.entries[at] >> FIELD_BITS < doc)
            fail(fault, KERNEL_MALFORMED, at);
        if (!length || fault->code)
            continue;
        if (docs == into->room) {
            fail(fault, KERNEL_NO_MEMORY, docs);
            break;
        }
        float value = length == 1 ? run[0] : run[0] + add_up(run + 1, length - 1);
        into->docs[docs] = (int32_t)doc;
        into->values[docs] = value;
        into->fields[docs++] = (int8_t)(list.entries[first] & FIELDS);
    }
    return docs;
}

/* Room for the postings of all words, for adding up, for merging those of a word of several terms, and for a word. */
typedef struct {
    uint8_t *read;
    float *run;
    uint32_t *entries[2];
    uint16_t *counts[2];
    weighed_word word;
} scratch;

static scratch take_scratch(kernel_arena *arena, int64_t total, bool is_merging, kernel_fault *fault)
{
    int64_t merged = is_merging ? total : 0;
    uint8_t *room = arena_take(arena, 19 * total + 12 * merged + 1, 1, fault);
    if (fault->code)
        return (scratch){0};
    uint8_t *docs = room + 4 * total, *entries = docs + 8 * total, *read = entries + 8 * merged, *counts = read + 6 * total;
    return (scratch){read, (float *)room,
                     {(uint32_t *)entries, (uint32_t *)(entries + 4 * merged)},
                     {(uint16_t *)counts, (uint16_t *)(counts + 2 * merged)},
                     {(int32_t *)docs, (float *)(docs + 4 * total), (int8_t *)(counts + 4 * merged), total}};
}

/* Return the documents of one list that are in another, which may be the first: both ascend. */
static int64_t intersect(const uint32_t *one, int64_t count, const uint32_t *other, int64_t others, uint32_t *common)
{
    int64_t found = 0;
    for (int64_t at = 0, there = 0; at < count; at++) {
        while (there < others && other[there] < one[at])
            there++;
        if (there < others && other[there] == one[at])
            common[found++] = one[at];
    }
    return found;
}

/* Write those of some documents in which a word is not as a word; both ascend. */
static int64_t leave_out_exact(const uint32_t *docs, int64_t count, const weighed_word *word, int64_t words, int32_t *others)
{
    int64_t found = 0;
    for (int64_t at = 0, there = 0; at < count; at++) {
        while (there < words && (uint32_t)word->docs[there] < docs[at])
            there++;
        bool is_exact = there < words && (uint32_t)word->docs[there] == docs[at] && word->fields[there] < IN_SUBWORDS;
        if (!is_exact)
            others[found++] = (int32_t)docs[at];
    }
    return found;
}

/* A table of postings, and the ranges of its rows that are read: int64[n, 2]. */
typedef struct {
    packed_file file;
    i64s spans;
    int64_t total, next; /* the range that comes next */
    uint8_t *rows;
} posting_table;

static posting_table measure(packed_file file, const int64_t *spans, int64_t cells, kernel_fault *fault)
{
    posting_table table = {.file = file, .spans = {spans, cells}};
    for (int64_t cell = 0; cell + 1 < cells && !fault->code; cell += 2) {
        int64_t begin = offset_at(&table.spans, cell, fault), end = offset_at(&table.spans, cell + 1, fault);
        if (end < begin || end > file.rows)
            fail(fault, KERNEL_OUTSIDE, end);
        table.total += end - begin;
        if (table.total >= (int64_t)1 << 40)
            fail(fault, KERNEL_MALFORMED, table.total);
    }
    return table;
}

static int64_t next_length(posting_table *table, kernel_fault *fault)
{
    int64_t at = 2 * table->next++;
    return at_i64s(&table->spans, at + 1, fault) - at_i64s(&table->spans, at, fault);
}

/* Return the postings of some terms of one word, which lie end to end, in one order. */
static posting_list join(posting_list all, posting_table *table, int64_t terms, const scratch *with, kernel_fault *fault)
{
    posting_list joined = {all.entries, all.counts, 0};
    int64_t at = 0;
    for (int64_t term = 0; term < terms && !fault->code; term++) {
        int64_t length = next_length(table, fault);
        if (fault->code || length > all.length - at) {
            fail(fault, KERNEL_MALFORMED, length);
            break;
        }
        posting_list next = {all.entries + at, all.counts + at, length};
        joined = term ? merge(joined, next, with->entries[term % 2], with->counts[term % 2]) : next;
        at += length;
    }
    return joined;
}

/* What turns frequencies into scores: of a document that has a word, and of one that has its characters alone. */
typedef struct {
    float k1, more;    /* `Tuning.k1`, and one more */
    double substring;  /* see `Tuning` */
    f64s idfs;         /* by the number of documents */
} scoring;

/* Write what was weighed: array behind array, as many numbers in each as there are documents. */
static void write_word(const weighed_word *word, int64_t docs, int64_t *cells, const scoring *by, kernel_fault *fault)
{
    uint8_t *out = (uint8_t *)(intptr_t)cells[OUT];
    float *saturated = (float *)(out + 8 * docs), *scores = (float *)(out + 12 * docs);
    float idf = (float)at_f64s(&by->idfs, docs, fault);
    if (docs > cells[DOCS])
        fail(fault, KERNEL_NO_MEMORY, docs);
    if (fault->code)
        return;
    memcpy(out, word->docs, (size_t)docs * 4);
    memcpy(out + 4 * docs, word->values, (size_t)docs * 4);
    memcpy(out + 16 * docs, word->fields, (size_t)docs);
    for (int64_t at = 0; at < docs; at++) {
        saturated[at] = word->values[at] * by->more / (by->k1 + word->values[at]);
        scores[at] = idf * saturated[at];
    }
    cells[EXACT] = 0;
    for (int64_t at = 0; at < docs; at++)
        cells[EXACT] += out[17 * docs + at] = cells[WAY] & ALL_EXACT || word->fields[at] < IN_SUBWORDS;
    cells[DOCS] = docs;
}

/* Write the documents that have the characters of a word alone, behind those that have it: array behind array. */
static void write_others(const uint32_t *found, int64_t count, const weighed_word *word, int64_t *cells, const scoring *by,
                         kernel_fault *fault)
{
    uint8_t *out = (uint8_t *)(intptr_t)cells[OUT] + (DOC_BYTES * cells[DOCS] + ALIGNED - 1) / ALIGNED * ALIGNED;
    int32_t *docs = (int32_t *)out;
    int64_t others = leave_out_exact(found, count, word, cells[DOCS], docs);
    float *scores = (float *)(out + 4 * others), score = (float)(by->substring * at_f64s(&by->idfs, count, fault));
    for (int64_t at = 0; at < others; at++)
        scores[at] = score;
    memset(out + 8 * others, 0, (size_t)others);
    cells[WITH_ALL] = count;
    cells[OTHERS] = others;
}

/* Find the documents that have all grams of a word, whose postings begin at `at`; returns where the next word's begin. */
static int64_t find_others(posting_table *grams, int64_t at, int64_t *cells, const weighed_word *word, const scoring *by,
                           kernel_fault *fault)
{
    uint32_t *entries = (uint32_t *)grams->rows, *common = entries + at;
    int64_t found = 0;
    for (int64_t gram = 0; gram < cells[GRAMS] && !fault->code; gram++) {
        int64_t length = next_length(grams, fault);
        if (fault->code || length > grams->total - at)
            fail(fault, KERNEL_MALFORMED, length);
        else
            found = gram ? intersect(common, found, entries + at, length, common) : length;
        at += length;
    }
    if (found > cells[OTHERS])
        fail(fault, KERNEL_NO_MEMORY, found);
    if (!fault->code)
        write_others(common, found, word, cells, by, fault);
    return at;
}

/* Read the postings of words and weigh them; and find the documents that have their characters, but not as a word.
 *
 * file: the table of the postings of terms, gram_file: of grams; see `packed_file`: numbers of four bytes, which ascend,
 * and counts of two. cells: int64[words, WORD_CELLS], see there; behind these int64[terms, 2], the rows at which the
 * postings of each term begin and end, word by word; and the same of the grams. norms: the weight of one occurrence in each
 * doc_field. idfs: by the number of documents. weights: `Tuning.k1`, one more, and `Tuning.substring`.
 */
KERNEL_API int64_t weigh_words(const int64_t *file, int64_t file_cells, const int64_t *gram_file, int64_t gram_cells,
                               int64_t *cells, int64_t cell_count, const float *norms, int64_t norm_count,
                               const double *idfs, int64_t idf_count, const double *weights, int64_t weight_count,
                               int64_t words, int64_t terms, kernel_fault *fault)
{
    packed_file posted = find_packed_file(file, file_cells, fault), gram_posted = find_packed_file(gram_file, gram_cells, fault);
    f32s norm_of = {norms, norm_count};
    kernel_arena arena = {0};
    int64_t read = 0, grams_read = 0;
    bool is_merging = false;
    if (weight_count != 3 || words < 0 || terms < 0 || words > cell_count / WORD_CELLS ||
        terms > (cell_count - words * WORD_CELLS) / 2)
        fail(fault, KERNEL_MALFORMED, words);
    if (fault->code)
        return 0;
    scoring by = {(float)weights[0], (float)weights[1], weights[2], {idfs, idf_count}};
    int64_t *behind = cells + words * WORD_CELLS;
    posting_table own = measure(posted, behind, 2 * terms, fault);
    posting_table grams = measure(gram_posted, behind + 2 * terms, cell_count - words * WORD_CELLS - 2 * terms, fault);
    for (int64_t word = 0; word < words; word++)
        is_merging = is_merging || cells[word * WORD_CELLS + TERMS] > 1;
    scratch with = fault->code ? (scratch){0} : take_scratch(&arena, own.total, is_merging, fault);
    grams.rows = fault->code ? NULL : arena_take_unset(&arena, grams.total * 6 + 1, 1, fault);
    if (!fault->code)
        read_packed_spans(&own.file, &own.spans, with.read, own.total * 6, own.total, fault);
    if (!fault->code)
        read_packed_spans(&grams.file, &grams.spans, grams.rows, grams.total * 6, grams.total, fault);
    for (int64_t word = 0; word < words && !fault->code; word++) {
        int64_t *cell = cells + word * WORD_CELLS;
        posting_list left = {(const uint32_t *)with.read + read, (const uint16_t *)(with.read + 4 * own.total) + read,
                             own.total - read};
        if (cell[TERMS] < 0 || cell[TERMS] > terms - own.next || cell[DOCS] < 0) {
            fail(fault, KERNEL_MALFORMED, cell[TERMS]);
            break;
        }
        posting_list list = join(left, &own, cell[TERMS], &with, fault);
        int64_t docs = fault->code ? 0 : weigh(list, cell[WAY] & TITLES_ALONE, &norm_of, &with.word, with.run, fault);
        if (!fault->code)
            write_word(&with.word, docs, cell, &by, fault);
        read += list.length;
        if (cell[GRAMS] > 0 && !fault->code)
            grams_read = find_others(&grams, grams_read, cell, &with.word, &by, fault);
    }
    arena_free(&arena);
    return read;
}

/* Find keys in an ascending table, and where the postings of each begin and end.
 *
 * keys: uint64[k]. offsets: int[k + 1], of `width` bytes each. rows: int64[n, 3]: of each key that is wanted its number, or
 * -1 where it is not there; and where its postings begin and end.
 */
KERNEL_API int64_t find_keys(const uint64_t *keys, int64_t key_count, const uint8_t *offsets, int64_t offset_count,
                             int64_t width, const uint64_t *wanted, int64_t wanted_count, int64_t *rows, int64_t row_cells,
                             kernel_fault *fault)
{
    u32s narrow = {(const void *)offsets, width == 4 ? offset_count : 0};
    i64s wide = {(const void *)offsets, width == 8 ? offset_count : 0};
    if (row_cells < 3 * wanted_count)
        fail(fault, KERNEL_NO_MEMORY, wanted_count);
    for (int64_t each = 0; each < wanted_count && !fault->code; each++) {
        int64_t low = 0, high = key_count, *row = rows + 3 * each;
        while (low < high) {
            int64_t middle = low + (high - low) / 2;
            if (keys[middle] < wanted[each])
                low = middle + 1;
            else
                high = middle;
        }
        bool is_there = low < key_count && keys[low] == wanted[each];
        row[0] = is_there ? low : -1;
        for (int64_t edge = 0; edge < 2; edge++)
            row[1 + edge] = !is_there ? 0 : width == 4 ? at_u32s(&narrow, low + edge, fault) : at_i64s(&wide, low + edge, fault);
    }
    return wanted_count;
}
