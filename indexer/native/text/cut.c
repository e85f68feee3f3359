/* Folded texts -> raw tokens -> tokens of a batch: `find_tokens` of indexer/text/analysis/document_tokens.py.
 *
 * Texts are characters as `FoldingTable` of indexer/text/analysis/folding_table.py packs them: a code point and flags.
 */
#include "kernel.h"

static const uint32_t CODE = ((uint32_t)1 << 21) - 1;
static const uint32_t HAN = (uint32_t)1 << 22;
static const uint32_t ALNUM = (uint32_t)1 << 23;
static const int64_t ZONE_GAP = 16; /* of indexer/text/document.py */
enum { SUBWORD_MARK = 1, FORM_PLACES = 4, LONGEST_MARK = 255 };

/* Raw tokens: the pattern of indexer/text/analysis/raw_tokens.py, alternative by alternative. */

typedef struct {
    u32s text;
    kernel_fault *fault;
} reader;

/* Return the character at a place; a line end, which belongs to no token, beyond the text. */
static uint32_t peek(const reader *from, int64_t at)
{
    return at >= 0 && at < from->text.length ? from->text.items[at] : '\n';
}

static bool is_han(uint32_t packed)
{
    return packed & HAN;
}

static bool is_letter(uint32_t packed)
{
    return (packed & (ALNUM | HAN)) == ALNUM;
}

/* Say whether a character is one of ASCII, or the same in full width. */
static bool is_sign(uint32_t packed, uint32_t sign)
{
    uint32_t code = packed & CODE;
    return code == sign || code == sign + 0xFEE0;
}

static bool is_digit(uint32_t packed)
{
    uint32_t code = packed & CODE;
    return (code >= '0' && code <= '9') || (code >= 0xFF10 && code <= 0xFF19);
}

static bool is_joint(uint32_t packed)
{
    uint32_t code = packed & CODE;
    return code == '\'' || code == 0x2019 || code == 0xFF07 || code == '.' || code == '_' || code == '-';
}

static int64_t skip_letters(const reader *from, int64_t at)
{
    while (is_letter(peek(from, at)))
        at++;
    return at;
}

/* Return the end of the ++ of C++ or the # of C# that begins at a place; the place itself where none does. */
static int64_t skip_suffix(const reader *from, int64_t at)
{
    int64_t end = at;
    if (is_sign(peek(from, at), '+') && is_sign(peek(from, at + 1), '+'))
        end = at + 2;
    else if (is_sign(peek(from, at), '#'))
        end = at + 1;
    uint32_t next = peek(from, end);
    return is_digit(next) || !is_letter(next) ? end : at;
}

/* Return the end of the word that begins at a place; the place itself where none does. */
static int64_t skip_word(const reader *from, int64_t at)
{
    int64_t end = skip_letters(from, at);
    if (end == at)
        return at;
    while (is_joint(peek(from, end)) && is_letter(peek(from, end + 1)))
        end = skip_letters(from, end + 1);
    return skip_suffix(from, end);
}

static bool is_letter_of(uint32_t packed, uint32_t small)
{
    return is_sign(packed, small) || is_sign(packed, small - ('a' - 'A'));
}

/* Return the end of the .NET that begins at a place; the place itself where none does. */
static int64_t skip_net(const reader *from, int64_t at)
{
    uint32_t before = peek(from, at - 1), code = before & CODE;
    bool is_net = is_letter_of(peek(from, at + 1), 'n') && is_letter_of(peek(from, at + 2), 'e') &&
                  is_letter_of(peek(from, at + 3), 't') && !is_letter(peek(from, at + 4));
    return is_net && !is_letter(before) && code != '_' && code != '.' ? at + 4 : at;
}

/* Return the end of the token that begins at a place; the place itself where none does. */
static int64_t skip_token(const reader *from, int64_t at)
{
    uint32_t packed = peek(from, at), code = packed & CODE;
    if (is_letter(packed))
        return skip_word(from, at);
    if (code == 0xB0) {
        int64_t end = skip_word(from, at + 1);
        return end > at + 1 ? end : at;
    }
    return code == '.' ? skip_net(from, at) : at;
}

/* Cut a folded text into Han runs and other tokens.
 *
 * packed: uint32[f].
 * starts, ends: rooms for as many pieces as there are, f at most; of a Han run the end is stored as its complement.
 * runs: room for the code points of all Han runs, each followed by a line end: twice the Han characters at most.
 * sizes: 1 number; receives how much of `runs` is filled.
 * Returns the pieces.
 */
KERNEL_API int64_t split_tokens(const uint32_t *packed, int64_t packed_length, int32_t *starts, int64_t start_room,
                                int32_t *ends, int64_t end_room, uint32_t *runs, int64_t run_room, int64_t *sizes,
                                int64_t size_room, kernel_fault *fault)
{
    reader from = {{packed, packed_length}, fault};
    int64_t pieces = 0, filled = 0, room = start_room < end_room ? start_room : end_room;
    for (int64_t at = 0; at < packed_length && !fault->code;) {
        bool is_run = is_han(packed[at]);
        int64_t end = at;
        if (is_run)
            while (is_han(peek(&from, end)))
                end++;
        else
            end = skip_token(&from, at);
        if (end == at) {
            at++;
            continue;
        }
        if (pieces >= room || (is_run && filled + end - at + 1 > run_room)) {
            fail(fault, KERNEL_NO_MEMORY, pieces);
            break;
        }
        starts[pieces] = (int32_t)at;
        ends[pieces++] = (int32_t)(is_run ? ~end : end);
        if (is_run) {
            for (int64_t each = at; each < end; each++)
                runs[filled++] = packed[each] & CODE;
            runs[filled++] = '\n';
        }
        at = end;
    }
    if (size_room > 0)
        sizes[0] = filled;
    return pieces;
}

/* Numbers of the different tokens, by a table with open addressing. */

typedef struct {
    const reader *from;
    int32_t *slots; /* number + 1 of a different token; 0 for free */
    uint64_t mask;
    int32_t *starts, *ends; /* of the different tokens, where each is met first */
    int64_t count, room;
} numbering;

static uint64_t hash_token(const reader *from, int64_t start, int64_t end)
{
    uint64_t hash = 0xCBF29CE484222325u;
    for (int64_t at = start; at < end; at++)
        hash = (hash ^ (peek(from, at) & CODE)) * 0x9E3779B97F4A7C15u;
    return hash ^ (hash >> 29);
}

static bool are_equal(const reader *from, int64_t start, int64_t end, int64_t other, int64_t other_end)
{
    if (end - start != other_end - other)
        return false;
    for (; start < end; start++, other++)
        if ((peek(from, start) ^ peek(from, other)) & CODE)
            return false;
    return true;
}

/* Return the number of a token; -1, and a fault, where there is no room for one more. */
static int32_t number_of(numbering *known, int64_t start, int64_t end, kernel_fault *fault)
{
    uint64_t slot = hash_token(known->from, start, end) & known->mask;
    for (; known->slots[slot]; slot = (slot + 1) & known->mask) {
        int32_t number = known->slots[slot] - 1;
        if (are_equal(known->from, start, end, known->starts[number], known->ends[number]))
            return number;
    }
    if (known->count >= known->room) {
        fail(fault, KERNEL_NO_MEMORY, known->count);
        return -1;
    }
    known->starts[known->count] = (int32_t)start;
    known->ends[known->count] = (int32_t)end;
    known->slots[slot] = (int32_t)++known->count;
    return (int32_t)known->count - 1;
}

/* Number the different raw tokens of a text in the order in which they are met first.
 *
 * packed: uint32[f]. starts, ends: of the pieces, as `split_tokens` returns them.
 * words: int32[], the lengths of the words of all Han runs, and 1 for the line end behind each run.
 * at, numbers: rooms for w, where each raw token begins and its number.
 * firsts, pasts: rooms for w, where each different raw token begins and ends first.
 * sizes: 1 number; receives how many are different.
 * Returns how many raw tokens there are.
 */
KERNEL_API int64_t number_tokens(const uint32_t *packed, int64_t packed_length, const int32_t *starts,
                                 int64_t start_count, const int32_t *ends, int64_t end_count, const int32_t *words,
                                 int64_t word_count, int32_t *at, int64_t at_room, int32_t *numbers,
                                 int64_t number_room, int32_t *firsts, int64_t first_room, int32_t *pasts,
                                 int64_t past_room, int64_t *sizes, int64_t size_room, kernel_fault *fault)
{
    reader from = {{packed, packed_length}, fault};
    i32s begins = {starts, start_count}, pasts_of = {ends, end_count}, cut = {words, word_count};
    kernel_arena arena = {NULL};
    int64_t room = at_room < number_room ? at_room : number_room, found = 0, word = 0;
    uint64_t slots = 1024;
    while (slots < 2 * (uint64_t)room)
        slots *= 2;
    numbering known = {.from = &from, .mask = slots - 1, .starts = firsts, .ends = pasts,
                       .room = first_room < past_room ? first_room : past_room};
    known.slots = arena_take(&arena, (int64_t)slots, sizeof(int32_t), fault);
    for (int64_t piece = 0; known.slots && piece < begins.length && !fault->code; piece++) {
        int64_t start = at_i32s(&begins, piece, fault), end = at_i32s(&pasts_of, piece, fault);
        bool is_run = end < 0;
        end = is_run ? ~end : end;
        while (start < end && !fault->code) {
            int64_t past = is_run ? start + at_i32s(&cut, word++, fault) : end;
            if (past <= start || past > end) {
                fail(fault, KERNEL_MALFORMED, piece);
                break;
            }
            if (found >= room) {
                fail(fault, KERNEL_NO_MEMORY, found);
                break;
            }
            at[found] = (int32_t)start;
            numbers[found++] = number_of(&known, start, past, fault);
            start = past;
        }
        word += is_run; /* the line end behind it */
    }
    arena_free(&arena);
    if (size_room > 0)
        sizes[0] = known.count;
    return found;
}

/* Tokens: each raw token's forms, where they stand in the text as written, in which field, at which position. */

typedef struct {
    int32_t *terms, *starts, *lengths, *positions;
    uint8_t *fields;
    int64_t count, room;
} tokens;

/* Return where in the original a place of the folded text came from. */
static int64_t origin(const i32s *offsets, int64_t at, kernel_fault *fault)
{
    return offsets->length ? at_i32s(offsets, at, fault) : at;
}

/* Return where in the original a stretch ends that ends at a place of the folded text: `FoldedText.ends`. */
static int64_t origin_end(const i32s *offsets, int64_t at, kernel_fault *fault)
{
    if (!offsets->length)
        return at;
    int64_t before = (int64_t)at_i32s(offsets, at - 1, fault) + 1, past = at_i32s(offsets, at, fault);
    return past > before ? past : before;
}

static void swap_tokens(tokens *all, int64_t one, int64_t other)
{
#define SWAP(column, type)                                                                                            \
    do {                                                                                                              \
        type kept = all->column[one];                                                                                 \
        all->column[one] = all->column[other];                                                                        \
        all->column[other] = kept;                                                                                    \
    } while (0)
    SWAP(terms, int32_t);
    SWAP(starts, int32_t);
    SWAP(lengths, int32_t);
    SWAP(positions, int32_t);
    SWAP(fields, uint8_t);
#undef SWAP
}

/* Move the last token before those that start later or are shorter: only folding to several characters disturbs the
 * order, and never beyond what came from one character. */
static void settle(tokens *all, int64_t first)
{
    for (int64_t at = all->count - 1; at > first; at--) {
        int32_t start = all->starts[at], before = all->starts[at - 1];
        if (before < start || (before == start && all->lengths[at - 1] >= all->lengths[at]))
            return;
        swap_tokens(all, at, at - 1);
    }
}

/* Place the forms of the raw tokens of a batch of documents.
 *
 * at, numbers: int32[w], as `number_tokens` returns them.
 * offsets: int32[], where each folded character came from, of all texts with a line end behind each; empty where all
 *   are where they were.
 * texts: int32[d + 1], where each document begins in these, the original texts.
 * zones: int32[d + 1], where each document's zones begin in the two arrays after it, where each zone ends in its text
 *   and its field's number.
 * rows: int32[n, 3], of each different raw token its first form, how many forms, and how many positions.
 * forms: int32[s, 4], see `KnownForms`.
 * subwords: the number of the field of subwords.
 * terms, starts, lengths, positions, fields: rooms for all tokens, see `DocumentTokens`; lengths are not clipped.
 * sizes, used: int64[d], receive how many tokens, and positions, each document has.
 * Returns how many tokens there are.
 */
KERNEL_API int64_t place_tokens(const int32_t *at, int64_t at_count, const int32_t *numbers, int64_t number_count,
                                const int32_t *offsets, int64_t offset_count, const int32_t *texts, int64_t text_count,
                                const int32_t *zones, int64_t zone_count, const int32_t *zone_ends,
                                int64_t zone_end_count, const uint8_t *zone_fields, int64_t zone_field_count,
                                const int32_t *rows, int64_t row_count, const int32_t *forms, int64_t form_count,
                                int64_t subwords, int32_t *terms, int64_t term_room, int32_t *starts,
                                int64_t start_room, int32_t *lengths, int64_t length_room, int32_t *positions,
                                int64_t position_room, uint8_t *fields, int64_t field_room, int64_t *sizes,
                                int64_t size_room, int64_t *used, int64_t used_room, kernel_fault *fault)
{
    i32s places = {at, at_count}, tokens_of = {numbers, number_count}, back = {offsets, offset_count};
    i32s begins = {texts, text_count}, zone_begins = {zones, zone_count}, ends = {zone_ends, zone_end_count};
    u8s kinds = {zone_fields, zone_field_count};
    i32s table = {rows, row_count}, known = {forms, form_count};
    tokens all = {terms, starts, lengths, positions, fields, 0, term_room};
    int64_t rooms[] = {start_room, length_room, position_room, field_room};
    for (size_t room = 0; room < sizeof(rooms) / sizeof(rooms[0]); room++)
        all.room = rooms[room] < all.room ? rooms[room] : all.room;
    int64_t raw = 0, documents = begins.length - 1;
    if (size_room < documents || used_room < documents) {
        fail(fault, KERNEL_NO_MEMORY, documents);
        return 0;
    }
    for (int64_t doc = 0; doc < documents && !fault->code; doc++) {
        int64_t begin = at_i32s(&begins, doc, fault), past = at_i32s(&begins, doc + 1, fault), first = all.count;
        int64_t zone = at_i32s(&zone_begins, doc, fault), last = at_i32s(&zone_begins, doc + 1, fault), position = 0;
        int64_t before = zone;
        for (; raw < places.length && !fault->code; raw++) {
            int64_t place = at_i32s(&places, raw, fault), start = origin(&back, place, fault);
            if (start >= past)
                break;
            while (zone < last && at_i32s(&ends, zone, fault) < start - begin)
                zone++;
            int64_t row = 3 * (int64_t)at_i32s(&tokens_of, raw, fault);
            int64_t form = at_i32s(&table, row, fault), pasts = form + at_i32s(&table, row + 1, fault);
            uint8_t field = at_u8s(&kinds, zone, fault);
            for (; form < pasts && !fault->code; form++) {
                if (all.count >= all.room) {
                    fail(fault, KERNEL_NO_MEMORY, all.count);
                    break;
                }
                int64_t inside = place + at_i32s(&known, FORM_PLACES * form + 1, fault);
                int64_t end = inside + at_i32s(&known, FORM_PLACES * form + 2, fault);
                int32_t mark = at_i32s(&known, FORM_PLACES * form + 3, fault);
                int64_t written = origin(&back, inside, fault);
                all.terms[all.count] = at_i32s(&known, FORM_PLACES * form, fault);
                all.starts[all.count] = (int32_t)(written - begin);
                all.lengths[all.count] = (int32_t)(origin_end(&back, end, fault) - written);
                all.positions[all.count] = (int32_t)(position + ZONE_GAP * (zone - before) + (mark >> 1));
                all.fields[all.count] = mark & SUBWORD_MARK ? (uint8_t)subwords : field;
                all.count++;
                settle(&all, first);
            }
            position += at_i32s(&table, row + 2, fault);
        }
        sizes[doc] = all.count - first;
        used[doc] = position + ZONE_GAP * (last - before);
    }
    return all.count;
}

/* Count in how many documents each word of a list stands, by the raw tokens that hold it.
 *
 * numbers: int32[w], of all raw tokens. sizes: int64[d], raw tokens of each document.
 * rows: int32[n + 1], where the words of each different raw token begin in `words`: int32[], below the room of counts.
 * counts: int64[l], zeros.
 * Returns 0.
 */
KERNEL_API int64_t count_documents(const int32_t *numbers, int64_t number_count, const int64_t *sizes,
                                   int64_t size_count, const int32_t *rows, int64_t row_count, const int32_t *words,
                                   int64_t word_count, int64_t *counts, int64_t count_room, kernel_fault *fault)
{
    i32s all = {numbers, number_count}, begins = {rows, row_count}, held = {words, word_count};
    i64s each = {sizes, size_count};
    kernel_arena arena = {NULL};
    int64_t *latest = arena_take(&arena, count_room, sizeof(int64_t), fault);
    for (int64_t doc = 0, at = 0; latest && doc < each.length && !fault->code; doc++) {
        for (int64_t end = at + offset_at(&each, doc, fault); at < end && !fault->code; at++) {
            int64_t row = at_i32s(&all, at, fault), past = at_i32s(&begins, row + 1, fault);
            for (int64_t word = at_i32s(&begins, row, fault); word < past && !fault->code; word++) {
                int64_t number = at_i32s(&held, word, fault);
                if (number < 0 || number >= count_room) {
                    fail(fault, KERNEL_OUTSIDE, number);
                } else if (latest[number] != doc + 1) {
                    latest[number] = doc + 1;
                    counts[number]++;
                }
            }
        }
    }
    arena_free(&arena);
    return 0;
}
