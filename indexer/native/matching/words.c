/* Words looked up: their postings read, and weighed by document; and where their characters stand inside other words:
 * indexer/search/matching/words.py. */
#include "index/hash.h"
#include "matching/runs.h"

enum { FIELD_BITS = 3, FIELDS = 7 /* bits of a doc_field that number the field */, IN_TITLE = 0, IN_SUBWORDS = 7 };

/* What Python says of a word, a number each, and what it is told there. */
enum {
    WAY,        /* how it is looked for, see below */
    TERMS,      /* how many it has */
    CHARACTERS, /* how many it has that are looked for inside other words; 0 where these are not */
    BEGIN,      /* where in the room it was read to: `DOC_BYTES` for each of its documents; and, from the next `ALIGNED` byte on,
                   `OTHER_BYTES` for each of the others */
    DOCS,       /* how many documents have it */
    OTHERS,     /* how many have its characters, but it not as a word */
    WITH_ALL,   /* how many have its characters, in whatever way */
    EXACT,      /* how many have it as a word */
    IN_PIECE,   /* whether the others have its characters in one piece, and not only their pairs */
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
enum { GRAM = 2 /* characters */, SPAN = 2 /* numbers: where rows begin and end */ };
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

/* Say whether postings are in the order of a term's, each with a weight, so that none of them needs a look of its own. */
static bool are_plain(const posting_list *list, const f32s *norms)
{
    bool ascend = true;
    for (int64_t at = 1; at < list->length; at++)
        ascend &= list->entries[at - 1] < list->entries[at];
    return ascend && (!list->length || list->entries[list->length - 1] < (uint64_t)norms->length);
}

/* Add the weighted counts of a term's plain postings up: as `weigh`, without a branch for whether the next one is of the same
 * document, for which it is cannot be guessed. A document has so few that they are added up one by one. */
static int64_t weigh_plain(posting_list list, const f32s *norms, const weighed_word *into)
{
    float first = 0, others = 0;
    int64_t docs = -1;
    uint32_t before = UINT32_MAX; /* no document has that number */
    for (int64_t at = 0; at < list.length; at++) {
        uint32_t entry = list.entries[at], doc = entry >> FIELD_BITS;
        float weighed = norms->items[entry] * (float)list.counts[at];
        bool is_next = doc != before;
        docs += is_next;
        first = is_next ? weighed : first;
        others = is_next ? 0 : others + weighed;
        into->docs[docs] = (int32_t)doc;
        into->values[docs] = first + others;
        into->fields[docs] = is_next ? (int8_t)(entry & FIELDS) : into->fields[docs];
        before = doc;
    }
    return docs + 1;
}
_Static_assert((int)FIELDS < (int)FEW, "more postings of a document would be added up in another order");

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
    uint8_t *room = arena_take_unset(arena, 19 * total + 12 * merged + 1, 1, fault);
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

/* Keys in ascending order, and where the postings of each begin: numbers of `width` bytes. */
typedef struct {
    const uint64_t *keys;
    int64_t count;
    u32s narrow;
    i64s wide;
    int64_t width;
} key_table;

static key_table name_table(const uint64_t *keys, int64_t count, const void *offsets, int64_t offset_count, int64_t width)
{
    return (key_table){keys, count, {offsets, width == 4 ? offset_count : 0}, {offsets, width == 8 ? offset_count : 0}, width};
}

static int64_t begin_at(const key_table *in, int64_t number, kernel_fault *fault)
{
    return in->width == 4 ? at_u32s(&in->narrow, number, fault) : at_i64s(&in->wide, number, fault);
}

/* Return the number of a key, or -1 where it is not there; `rows` is told where its postings begin and end. */
static int64_t find_key(const key_table *in, uint64_t wanted, int64_t rows[SPAN], kernel_fault *fault)
{
    int64_t low = find_not_below(in->keys, in->count, wanted);
    bool is_there = low < in->count && in->keys[low] == wanted;
    for (int64_t edge = 0; edge < SPAN; edge++)
        rows[edge] = is_there ? begin_at(in, low + edge, fault) : 0;
    return is_there ? low : -1;
}

/* A table of postings, and the ranges of its rows that are read: `SPAN` numbers each. */
typedef struct {
    packed_file file;
    int64_t *spans;
    int64_t count, total, next; /* ranges; their rows; the range that comes next */
    uint8_t *rows;
} posting_table;

/* Where grams stand: `places` are the ranges of rows, and `steps` how far each gram is from the start of its word. */
typedef struct {
    packed_file file;
    key_table begins; /* of the rows, by the number of a gram */
    i64s bases;       /* the place at which each document begins */
    int64_t *spans, *steps;
} place_table;

/* Add a range that is read, and return how many rows it has. */
static int64_t add_range(posting_table *table, const int64_t rows[SPAN], kernel_fault *fault)
{
    int64_t most = (int64_t)1 << 40; /* so that sums never overflow */
    if (rows[0] < 0 || rows[1] < rows[0] || rows[1] > table->file.rows || rows[1] >= most || table->total >= most) {
        fail(fault, KERNEL_OUTSIDE, rows[1]);
        return 0;
    }
    memcpy(table->spans + SPAN * table->count++, rows, SPAN * sizeof *rows);
    table->total += rows[1] - rows[0];
    return rows[1] - rows[0];
}

static int64_t next_length(posting_table *table)
{
    const int64_t *span = table->spans + SPAN * table->next++;
    return span[1] - span[0];
}

static void read_ranges_of(const posting_table *table, uint8_t *rows, kernel_fault *fault)
{
    i64s spans = {table->spans, SPAN * table->count};
    read_packed_spans(&table->file, &spans, rows, table->total * 6, table->total, fault);
}

/* Return the postings of some terms of one word, which lie end to end, in one order. */
static posting_list join(posting_list all, posting_table *table, int64_t terms, const scratch *with)
{
    posting_list joined = {all.entries, all.counts, 0};
    int64_t at = 0;
    for (int64_t term = 0; term < terms; term++) {
        posting_list next = {all.entries + at, all.counts + at, next_length(table)};
        joined = term ? merge(joined, next, with->entries[term % 2], with->counts[term % 2]) : next;
        at += next.length;
    }
    return joined;
}

/* What turns frequencies into scores: of a document that has a word, and of one that has its characters alone. */
typedef struct {
    float k1, more;    /* `Tuning.k1`, and one more */
    double substring;  /* see `Tuning` */
    f64s idfs;         /* by the number of documents */
} scoring;

/* A word as it was looked up: how many of its terms are there, and of its grams, which are all there or none is read; and how
 * many postings the rarest gram has. */
typedef struct {
    int64_t terms, grams, fewest;
} found_word;

/* Write what was weighed: array behind array, as many numbers in each as there are documents. */
static void write_word(const weighed_word *word, int64_t docs, uint8_t *out, int64_t *cells, const scoring *by,
                       kernel_fault *fault)
{
    float *restrict saturated = (float *)(out + 8 * docs), *restrict scores = (float *)(out + 12 * docs);
    const float *restrict values = word->values;
    const int8_t *restrict fields = word->fields;
    uint8_t *restrict is_exact = out + 17 * docs;
    float idf = (float)at_f64s(&by->idfs, docs, fault), k1 = by->k1, more = by->more;
    int64_t exact = 0;
    if (fault->code)
        return;
    memcpy(out, word->docs, (size_t)docs * 4);
    memcpy(out + 4 * docs, values, (size_t)docs * 4);
    memcpy(out + 16 * docs, fields, (size_t)docs);
    for (int64_t at = 0; at < docs; at++)
        saturated[at] = values[at] * more / (k1 + values[at]);
    for (int64_t at = 0; at < docs; at++)
        scores[at] = idf * saturated[at];
    bool all_exact = cells[WAY] & ALL_EXACT;
    for (int64_t at = 0; at < docs; at++)
        is_exact[at] = all_exact | (fields[at] < IN_SUBWORDS);
    for (int64_t at = 0; at < docs; at++)
        exact += is_exact[at];
    cells[EXACT] += exact;
    cells[DOCS] = docs;
}

/* Leave the documents that have all of some grams, whose postings begin at `first`; returns how many they are. */
static int64_t keep_common(posting_table *grams, int64_t first, int64_t count)
{
    uint32_t *entries = (uint32_t *)grams->rows, *common = entries + first, *next = common;
    int64_t found = 0;
    for (int64_t gram = 0; gram < count; gram++) {
        int64_t length = next_length(grams);
        found = gram ? intersect(common, found, next, length, common) : length;
        next += length;
    }
    return found;
}

/* What words are looked up in, and weighed by. */
typedef struct {
    key_table terms, grams;
    posting_table posted, gram_posted;
    place_table placed;
    f32s norms;
    scoring by;
} word_tables;

enum { TABLE_CELLS = 27 };

static word_tables find_tables(const int64_t *cells, int64_t count, kernel_fault *fault)
{
#define ADDRESS(at, type) ((const type *)(intptr_t)cells[at])
    if (count != TABLE_CELLS || cells[19] != 3) {
        fail(fault, KERNEL_MALFORMED, count);
        return (word_tables){0};
    }
    const double *weights = ADDRESS(18, double);
    return (word_tables){
        .terms = name_table(ADDRESS(0, uint64_t), cells[1], ADDRESS(2, void), cells[3], cells[4]),
        .grams = name_table(ADDRESS(5, uint64_t), cells[6], ADDRESS(7, void), cells[8], cells[9]),
        .posted = {.file = find_packed_file(ADDRESS(10, int64_t), cells[11], fault)},
        .gram_posted = {.file = find_packed_file(ADDRESS(12, int64_t), cells[13], fault)},
        .norms = {ADDRESS(14, float), cells[15]},
        .by = {(float)weights[0], (float)weights[1], weights[2], {ADDRESS(16, double), cells[17]}},
        .placed = {.file = find_packed_file(ADDRESS(20, int64_t), cells[21], fault),
                   .begins = name_table(NULL, 0, ADDRESS(22, void), cells[23], cells[24]),
                   .bases = {ADDRESS(25, int64_t), cells[26]}},
    };
#undef ADDRESS
}

/* Leave of some documents those that have the characters of a word in one piece, where several pairs cover these and they do
 * not stand at too many places; returns how many they are. `first`, `grams`: of the word. */
static int64_t keep_in_piece(const place_table *in, int64_t first, int64_t grams, int32_t *docs, int64_t count, int64_t most,
                             int64_t *cells, kernel_fault *fault)
{
    kernel_arena arena = {0};
    i64s spans = {in->spans + SPAN * first, SPAN * grams}, steps = {in->steps + first, grams};
    int64_t kept = 0;
    if (grams < 2 || !count)
        return count;
    cells[IN_PIECE] = count_rows(&in->file, &spans, fault) <= most;
    if (!cells[IN_PIECE] || fault->code)
        return count;
    uint8_t *is_kept = arena_take(&arena, count, 1, fault);
    if (!fault->code)
        find_runs_in(&in->file, &spans, &steps, &in->bases, &(i32s){docs, count}, is_kept, fault);
    for (int64_t at = 0; at < count && !fault->code; at++)
        if (is_kept[at])
            docs[kept++] = docs[at];
    arena_free(&arena);
    return kept;
}

/* Write the documents that have the characters of a word alone: array behind array. */
static void write_others(const uint32_t *found, int64_t count, const weighed_word *word, uint8_t *out, int64_t *cells,
                         const word_tables *in, int64_t first, int64_t grams, int64_t most, kernel_fault *fault)
{
    int32_t *docs = (int32_t *)out;
    int64_t without = leave_out_exact(found, count, word, cells[DOCS], docs);
    int64_t others = keep_in_piece(&in->placed, first, grams, docs, without, most, cells, fault);
    const scoring *by = &in->by;
    count -= without - others;
    float *scores = (float *)(out + 4 * others), score = (float)(by->substring * at_f64s(&by->idfs, count, fault));
    for (int64_t at = 0; at < others; at++)
        scores[at] = score;
    memset(out + 8 * others, 0, (size_t)others);
    cells[WITH_ALL] = count;
    cells[OTHERS] = others;
}

/* The terms that are left to be looked up: lines of UTF-8; and room for their numbers. */
typedef struct {
    const uint8_t *text, *end;
    int64_t *numbers;
} terms_left;

/* Say whether there are so many lines, of which the last one needs no end. */
static bool are_lines(const uint8_t *text, int64_t length, int64_t lines)
{
    for (int64_t at = 0; at < length; at++)
        lines -= text[at] == '\n';
    return lines == 1 || (lines == 0 && length == 0);
}

/* Look the terms of a word up, and write the number of each, or -1. Returns how many postings they have. */
static int64_t find_terms(word_tables *in, terms_left *left, int64_t count, found_word *word, kernel_fault *fault)
{
    int64_t rows[SPAN], postings = 0;
    for (int64_t term = 0; term < count && !fault->code; term++) {
        const uint8_t *begin = left->text, *end = begin;
        while (end < left->end && *end != '\n')
            end++;
        int64_t number = find_key(&in->terms, hash_text(begin, end - begin), rows, fault);
        if (number >= 0 && !fault->code) {
            postings += add_range(&in->posted, rows, fault);
            word->terms++;
        }
        left->text = end < left->end ? end + 1 : end;
        *left->numbers++ = number;
    }
    return postings;
}

/* Look a character up, or the pairs of neighbours that cover several; where one is nowhere, none is read. */
static void find_grams_of(word_tables *in, const uint32_t *text, int64_t count, found_word *word, kernel_fault *fault)
{
    posting_table before = in->gram_posted;
    int64_t rows[SPAN];
    for (int64_t at = 0; at < count && !fault->code; at += GRAM) {
        int64_t first = at + GRAM <= count || count == 1 ? at : count - GRAM;
        uint64_t second = count == 1 ? 0 : text[first + 1];
        int64_t number = find_key(&in->grams, (uint64_t)text[first] << 32 | second, rows, fault);
        if (number < 0) {
            in->gram_posted = before;
            word->grams = word->fewest = 0;
            return;
        }
        int64_t *places = in->placed.spans + SPAN * in->gram_posted.count;
        in->placed.steps[in->gram_posted.count] = first;
        for (int64_t edge = 0; edge < SPAN && count > GRAM; edge++)
            places[edge] = begin_at(&in->placed.begins, number + edge, fault);
        int64_t length = fault->code ? 0 : add_range(&in->gram_posted, rows, fault);
        word->fewest = word->grams++ && word->fewest < length ? word->fewest : length;
    }
}

/* Look all words up; returns how much room they take, or -1 where they have more postings than so many. */
static int64_t find_all(word_tables *in, const int64_t *cells, terms_left left, const uint32_t *text, found_word *words,
                        int64_t count, int64_t most, kernel_fault *fault)
{
    int64_t room = 0;
    for (int64_t word = 0; word < count && !fault->code; word++) {
        const int64_t *cell = cells + word * WORD_CELLS;
        room += DOC_BYTES * find_terms(in, &left, cell[TERMS], words + word, fault) + 2 * ALIGNED;
        find_grams_of(in, text, cell[CHARACTERS], words + word, fault);
        room += OTHER_BYTES * words[word].fewest;
        text += cell[CHARACTERS];
    }
    return in->posted.total + in->gram_posted.total > most ? -1 : room;
}

/* Check that words have as many terms and characters together as there are; returns whether one has several terms. */
static bool count_parts(const int64_t *cells, int64_t count, int64_t terms, int64_t characters, kernel_fault *fault)
{
    bool has_several = false;
    for (int64_t word = 0; word < count && !fault->code; word++) {
        const int64_t *cell = cells + word * WORD_CELLS;
        if (cell[TERMS] < 0 || cell[TERMS] > terms || cell[CHARACTERS] < 0 || cell[CHARACTERS] > characters)
            fail(fault, KERNEL_MALFORMED, word);
        terms -= cell[TERMS];
        characters -= cell[CHARACTERS];
        has_several = has_several || cell[TERMS] > 1;
    }
    return has_several;
}

/* Weigh words that were looked up, and write each behind the one before. */
static void weigh_all(word_tables *in, int64_t *cells, const found_word *words, int64_t count, const scratch *with,
                      uint8_t *out, int64_t most, kernel_fault *fault)
{
    int64_t read = 0, grams_read = 0, used = 0;
    for (int64_t word = 0; word < count && !fault->code; word++) {
        int64_t *cell = cells + word * WORD_CELLS;
        posting_list left = {(const uint32_t *)with->read + read, (const uint16_t *)(with->read + 4 * in->posted.total) + read,
                             in->posted.total - read};
        posting_list list = join(left, &in->posted, words[word].terms, with);
        weighed_word weighed = with->word;
        bool in_title = cell[WAY] & TITLES_ALONE, is_plain = !in_title && words[word].terms == 1 && are_plain(&list, &in->norms);
        int64_t docs = is_plain ? weigh_plain(list, &in->norms, &weighed)
                                : weigh(list, in_title, &in->norms, &weighed, with->run, fault);
        cell[BEGIN] = used;
        cell[OTHERS] = cell[WITH_ALL] = cell[EXACT] = 0;
        cell[IN_PIECE] = 1;
        if (!fault->code)
            write_word(&weighed, docs, out + used, cell, &in->by, fault);
        used += (DOC_BYTES * docs + ALIGNED - 1) / ALIGNED * ALIGNED;
        read += list.length;
        if (fault->code || !words[word].grams)
            continue;
        int64_t first = grams_read, next = in->gram_posted.next;
        for (int64_t gram = 0; gram < words[word].grams; gram++)
            grams_read += in->gram_posted.spans[SPAN * (next + gram) + 1] - in->gram_posted.spans[SPAN * (next + gram)];
        int64_t common = keep_common(&in->gram_posted, first, words[word].grams);
        if (common > words[word].fewest) { /* entries do not ascend */
            fail(fault, KERNEL_MALFORMED, common);
            break;
        }
        write_others((const uint32_t *)in->gram_posted.rows + first, common, &weighed, out + used, cell, in, next,
                     words[word].grams, most, fault);
        used += (OTHER_BYTES * cell[OTHERS] + ALIGNED - 1) / ALIGNED * ALIGNED;
    }
}

/* Look words up, read their postings and weigh them; and find the documents that have their characters, but not as a word.
 *
 * tables: int64[`TABLE_CELLS`]: the table of terms, five numbers as `find_keys` takes them; that of grams; the addresses and
 * lengths of the tables of their postings, see `packed_file`: numbers of four bytes, which ascend, and counts of two; of
 * norms, float, the weight of one occurrence in each doc_field; of idfs, double, by the number of documents; and of weights:
 * `Tuning.k1`, one more, and `Tuning.substring`; the table of where grams stand; the address, length and bytes of where each
 * gram's places begin there; and of int64[N + 1], the place at which each document begins. cells: int64[words, WORD_CELLS],
 * see there. terms: theirs, word by word, UTF-8, a line end between each two. numbers: int64[], room for theirs, or -1.
 * text: the characters that are looked for inside other words, word by word, UTF-32. most: postings that are read at most.
 * Returns how much room it takes: where that is more than there is, or it is -1 because there are too many postings,
 * nothing was read.
 */
KERNEL_API int64_t find_words(const int64_t *tables, int64_t table_cells, int64_t *cells, int64_t cell_count,
                              const uint8_t *terms, int64_t term_bytes, int64_t *numbers, int64_t term_count,
                              const uint8_t *text, int64_t text_bytes, uint8_t *out, int64_t room, int64_t most,
                              kernel_fault *fault)
{
    kernel_arena arena = {0};
    word_tables in = find_tables(tables, table_cells, fault);
    int64_t count = cell_count / WORD_CELLS, characters = text_bytes / 4, needed = 0;
    bool is_merging = count_parts(cells, count, term_count, characters, fault);
    if (!are_lines(terms, term_bytes, term_count))
        fail(fault, KERNEL_MALFORMED, term_count);
    int64_t *spans = arena_take(&arena, SPAN * (term_count + 2 * characters) + characters + 1, sizeof *spans, fault);
    uint32_t *points = arena_take(&arena, characters + 1, sizeof *points, fault);
    found_word *words = arena_take(&arena, count + 1, sizeof *words, fault);
    if (!fault->code) {
        in.posted.spans = spans;
        in.gram_posted.spans = spans + SPAN * term_count;
        in.placed.spans = in.gram_posted.spans + SPAN * characters;
        in.placed.steps = in.placed.spans + SPAN * characters;
        memcpy(points, text, (size_t)characters * sizeof *points);
        terms_left left = {terms, terms + term_bytes, numbers};
        needed = find_all(&in, cells, left, points, words, count, most, fault);
    }
    if (needed >= 0 && needed <= room && !fault->code) {
        scratch with = take_scratch(&arena, in.posted.total, is_merging, fault);
        in.gram_posted.rows = arena_take_unset(&arena, in.gram_posted.total * 6 + 1, 1, fault);
        if (!fault->code)
            read_ranges_of(&in.posted, with.read, fault);
        if (!fault->code)
            read_ranges_of(&in.gram_posted, in.gram_posted.rows, fault);
        if (!fault->code)
            weigh_all(&in, cells, words, count, &with, out, most, fault);
    }
    arena_free(&arena);
    return needed;
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
    key_table table = name_table(keys, key_count, offsets, offset_count, width);
    if (row_cells < 3 * wanted_count)
        fail(fault, KERNEL_NO_MEMORY, wanted_count);
    for (int64_t each = 0; each < wanted_count && !fault->code; each++)
        rows[3 * each] = find_key(&table, wanted[each], rows + 3 * each + 1, fault);
    return wanted_count;
}
