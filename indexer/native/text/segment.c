/* Runs of Han characters -> words: jieba's dictionary, the best route through it, and its hidden Markov model.
 *
 * The dictionary is searched as its file has it, which all processes that map it share: in memory are only where the
 * words of each first character begin, and the words that were added.
 */
#include "kernel.h"

enum { BEGIN, END, MIDDLE, SINGLE, STATES };
enum { WORD_ENDS = 1, PAIR_BEGINS = 2, TRIPLE_BEGINS = 4 };
enum { MODEL_FIRST = 0x4E00, MODEL_LAST = 0x9FD5 };
enum { LISTED_FIRST = 0x3400, LISTED = 0xA000 - LISTED_FIRST };
static const uint32_t OUT_OF_ORDER = 1u << 31; /* of a beginning: the lines are among the sorted ones */

typedef struct {
    u8s text;         /* UTF-8: a line each word, its frequency and what else, parted by spaces; see is_before */
    u8s sorted;       /* the lines of those first characters whose lines are out of order there, in order */
    u32s begins;      /* [LISTED + 1]: by first character where its lines begin, and where all further ones do */
    u32s frequencies; /* each once, ascending */
    f64s logs;        /* theirs */
    u64s added;       /* by a hash of its characters, in a table of a power of two, each word that was added; or 0 */
    f64s added_logs;  /* of their frequencies */
} dictionary;

/* Lines of words that begin with the same bytes, from low up to high; the text has both. */
typedef struct {
    const u8s *text;
    int64_t low, high, bytes;
} lines;

static uint64_t extend_hash(uint64_t hash, uint32_t character)
{
    hash = (hash ^ character) * 0x9E3779B97F4A7C15u;
    return hash ^ hash >> 29;
}

static uint32_t read_code(const char *bytes)
{
    uint32_t code;
    memcpy(&code, bytes, sizeof code);
    return code;
}

/* Return the slot of a key, or the empty one where it belongs; -1 where the table is full. */
static int64_t find_slot(const u64s *keys, uint64_t key)
{
    uint64_t last = (uint64_t)keys->length - 1;
    for (int64_t tried = 0; tried < keys->length; tried++) {
        uint64_t slot = (key + (uint64_t)tried) & last;
        if (keys->items[slot] == key || !keys->items[slot])
            return (int64_t)slot;
    }
    return -1;
}

/* Read a character of UTF-8; what is malformed reads as a character that no word has. */
static uint32_t read_character(const uint8_t *text, int64_t length, int64_t *at)
{
    uint32_t lead = text[(*at)++];
    int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
    uint32_t character = more ? lead & (0x3Fu >> more) : lead;
    for (; more && *at < length && (text[*at] & 0xC0) == 0x80; more--)
        character = character << 6 | (text[(*at)++] & 0x3F);
    return character;
}

/* Write a Han character as UTF-8, and return how many bytes it has. */
static int write_character(uint32_t character, uint8_t bytes[4])
{
    int count = character < 0x10000 ? 3 : 4;
    for (int at = count - 1; at > 0; at--, character >>= 6)
        bytes[at] = (uint8_t)(0x80 | (character & 0x3F));
    bytes[0] = (uint8_t)((count == 3 ? 0xE0 : 0xF0) | (character & 0x0F));
    return count;
}

/* Read the frequency that stands from some byte on, which is moved past it. */
static uint32_t read_frequency(const uint8_t *text, int64_t length, int64_t *at)
{
    uint64_t frequency = 0;
    for (; *at < length && text[*at] >= '0' && text[*at] <= '9' && frequency < 1u << 28; (*at)++)
        frequency = frequency * 10 + text[*at] - '0';
    return (uint32_t)frequency;
}

/* Compare bytes of the text with some others; what the text has no more is less. */
static int compare_at(const u8s *text, int64_t at, const uint8_t *bytes, int count)
{
    for (int byte = 0; byte < count; byte++) {
        if (at + byte >= text->length)
            return -1;
        if (text->items[at + byte] != bytes[byte])
            return text->items[at + byte] < bytes[byte] ? -1 : 1;
    }
    return 0;
}

/* Return where the first of some lines begins that has, behind the bytes that all have, other bytes or greater ones;
 * greater ones, where past. */
static int64_t find_line(const lines *among, const uint8_t *bytes, int count, bool past)
{
    const u8s *text = among->text;
    int64_t low = among->low, high = among->high;
    while (low < high) {
        int64_t begin = low + (high - low) / 2, end = begin;
        while (begin > low && text->items[begin - 1] != '\n')
            begin--;
        int order = compare_at(text, begin + among->bytes, bytes, count);
        if (order > 0 || (order == 0 && !past)) {
            high = begin;
            continue;
        }
        while (end < high && text->items[end] != '\n')
            end++;
        low = end < high ? end + 1 : high;
    }
    return low;
}

/* Return of some lines those of words that go on with a Han character. */
static lines narrow(lines among, uint32_t character)
{
    uint8_t bytes[4];
    int count = write_character(character, bytes);
    among.low = find_line(&among, bytes, count, false);
    among.high = find_line(&among, bytes, count, true);
    among.bytes += count;
    return among;
}

/* Return the lines of words that begin with a Han character. */
static lines find_first(const dictionary *words, uint32_t character, kernel_fault *fault)
{
    lines none = {&words->text, 0, 0, 0}, sorted = {&words->sorted, 0, words->sorted.length, 0};
    if (character < LISTED_FIRST)
        return none;
    int64_t listed = (int64_t)character - LISTED_FIRST, length = words->text.length;
    bool is_listed = listed < LISTED;
    uint32_t begin = at_u32s(&words->begins, is_listed ? listed : LISTED, fault);
    if (begin & OUT_OF_ORDER)
        return narrow(sorted, character);
    int64_t high = is_listed ? at_u32s(&words->begins, listed + 1, fault) & ~OUT_OF_ORDER : length;
    if (begin > high || high > length) {
        fail(fault, KERNEL_OUTSIDE, high);
        return none;
    }
    return is_listed ? (lines){&words->text, begin, high, 3} : narrow((lines){&words->text, begin, high, 0}, character);
}

/* Tell whether a word that all of some lines begin with is one, and its frequency. */
static bool read_first(const lines *among, uint32_t *frequency)
{
    const u8s *text = among->text;
    int64_t at = among->low + among->bytes;
    if (among->low >= among->high || at >= text->length || text->items[at] != ' ')
        return false;
    at++;
    *frequency = read_frequency(text->items, text->length, &at);
    return true;
}

/* Tell whether a word was added, whose hash is given, or is the first of some lines; and the logarithm of its frequency. */
static bool weigh_word(const dictionary *words, const lines *among, uint64_t hash, double *log, kernel_fault *fault)
{
    int64_t slot = find_slot(&words->added, hash | 1);
    if (slot >= 0 && words->added.items[slot]) {
        *log = at_f64s(&words->added_logs, slot, fault);
        return true;
    }
    uint32_t frequency;
    if (!read_first(among, &frequency))
        return false;
    int64_t low = 0;
    for (int64_t high = words->frequencies.length; low < high;) {
        int64_t middle = low + (high - low) / 2;
        if (words->frequencies.items[middle] < frequency)
            low = middle + 1;
        else
            high = middle;
    }
    *log = at_f64s(&words->logs, low, fault);
    return true;
}

/* Tell how a byte of a word counts in the order of words: its end first, then letters of ASCII, whose order among
 * themselves is not asked for, as only words of Han characters are looked up. */
static int rank_byte(const uint8_t *text, int64_t length, int64_t at)
{
    if (at >= length || text[at] == ' ' || text[at] == '\n')
        return 0;
    return text[at] < 0x80 ? 1 : text[at];
}

/* Tell whether the word of a line comes before that of another. */
static bool is_before(const uint8_t *text, int64_t length, int64_t one, int64_t other)
{
    for (;; one++, other++) {
        int rank = rank_byte(text, length, one), other_rank = rank_byte(text, length, other);
        if (rank != other_rank || rank <= 1)
            return rank < other_rank || (rank == other_rank && rank == 1);
    }
}

enum { MOST_NUMBERS = 1 << 16, NUMBER_SLOTS = 1 << 18 };

/* Frequencies that were met, each once. */
typedef struct {
    uint32_t *values, *slots; /* slots: the number of a frequency, plus one, by its hash */
    int64_t count, room;
} frequencies;

static void add_frequency(frequencies *met, uint32_t frequency, kernel_fault *fault)
{
    uint32_t slot = frequency * 2654435761u >> 14;
    for (; met->slots[slot]; slot = (slot + 1) % NUMBER_SLOTS)
        if (met->values[met->slots[slot] - 1] == frequency)
            return;
    if (met->count >= met->room || met->count >= MOST_NUMBERS) {
        fail(fault, KERNEL_NO_MEMORY, met->count);
        return;
    }
    met->values[met->count] = frequency;
    met->slots[slot] = (uint32_t)++met->count;
}

/* Find out what a dictionary holds: a line each word, its frequency and what else, parted by spaces.
 *
 * begins: uint32[LISTED + 1], see dictionary. values: uint32[m], room for frequencies. sums: int64[3], the number of
 * characters of the longest word, the sum of all frequencies, and whether, from the first word of Han characters alone on,
 * words stand in the order of their first characters. Returns how many different frequencies there are.
 */
KERNEL_API int64_t read_dictionary(const uint8_t *text, int64_t length, uint32_t *begins, int64_t begin_count,
                                   uint32_t *values, int64_t value_count, int64_t *sums, int64_t sum_count,
                                   kernel_fault *fault)
{
    kernel_arena arena = {NULL};
    frequencies met = {values, arena_take(&arena, NUMBER_SLOTS, sizeof(uint32_t), fault), 0, value_count};
    int64_t listed = 0, before = -1, in_order = 1;
    uint32_t last_first = 0;
    if (begin_count != LISTED + 1 || sum_count < 3 || length >= OUT_OF_ORDER)
        fail(fault, KERNEL_OUTSIDE, begin_count);
    for (int64_t at = 0; at < length && !fault->code; at++) {
        int64_t line = at, characters = 0;
        uint32_t first = 0, least = UINT32_MAX;
        for (; at < length && text[at] != ' ' && text[at] != '\n'; characters++) {
            uint32_t character = read_character(text, length, &at);
            first = characters ? first : character;
            least = character < least ? character : least;
        }
        at++;
        uint32_t frequency = read_frequency(text, length, &at);
        for (; at < length && text[at] != '\n'; at++)
            ;
        if (!characters)
            continue;
        add_frequency(&met, frequency, fault);
        sums[0] = characters > sums[0] ? characters : sums[0];
        sums[1] += frequency;
        if (before < 0 && least < LISTED_FIRST)
            continue; /* letters, and what else stands before all words of Han characters */
        bool is_first = before < 0 || first != last_first, is_later = before < 0 || is_before(text, length, before, line);
        in_order = in_order && first >= LISTED_FIRST && (is_later || (!is_first && first - LISTED_FIRST < LISTED));
        if (in_order && !is_later)
            begins[first - LISTED_FIRST] |= OUT_OF_ORDER;
        for (; listed <= LISTED && listed <= (int64_t)first - LISTED_FIRST; listed++)
            begins[listed] = (uint32_t)line;
        before = line;
        last_first = first;
    }
    for (; !fault->code && listed <= LISTED; listed++)
        begins[listed] = (uint32_t)length;
    if (!fault->code)
        sums[2] = in_order;
    arena_free(&arena);
    return met.count;
}

/* Put a word, its code points given as bytes, among those that were added, or change what it weighs.
 *
 * keys, logs: uint64[n] and float64[n]; n is a power of two. log: the logarithm of its frequency. Returns 0.
 */
KERNEL_API int64_t put_word(const char *word, int64_t length, uint64_t *keys, int64_t key_count, double *logs,
                            int64_t log_count, double log, kernel_fault *fault)
{
    uint64_t hash = 1;
    for (int64_t at = 0; at + 4 <= length; at += 4)
        hash = extend_hash(hash, read_code(word + at));
    u64s table = {keys, key_count};
    int64_t slot = key_count > 0 && !(key_count & (key_count - 1)) ? find_slot(&table, hash | 1) : -1;
    if (slot < 0 || log_count != key_count) {
        fail(fault, slot < 0 ? KERNEL_NO_MEMORY : KERNEL_OUTSIDE, key_count);
        return 0;
    }
    keys[slot] = hash | 1;
    logs[slot] = log;
    return 0;
}

/* Return the frequency that the text of a dictionary tells of a word, its code points given as bytes; -1 of none. */
KERNEL_API int64_t find_word(const char *word, int64_t length, const uint8_t *text, int64_t text_length,
                             const uint8_t *sorted, int64_t sorted_length, const uint32_t *begins,
                             int64_t begin_count, kernel_fault *fault)
{
    dictionary words = {.text = {text, text_length}, .sorted = {sorted, sorted_length}, .begins = {begins, begin_count}};
    lines among = {&words.text, 0, 0, 0};
    uint32_t frequency;
    for (int64_t at = 0; at + 4 <= length && !fault->code; at += 4)
        among = at ? narrow(among, read_code(word + at)) : find_first(&words, read_code(word), fault);
    return read_first(&among, &frequency) ? (int64_t)frequency : -1;
}

typedef struct {
    dictionary words;
    f64s emitted; /* [characters, 4], by the model */
    double log_total;
    int64_t longest; /* characters of a word */
    bool has_model;
} model;

/* A step of the best route from a character to the end, and the logarithm of its word's frequency. */
typedef struct {
    double weight, log;
    int64_t end;
} step;

/* Whether a character is one that words are looked up for; of others each is a word. */
static bool is_cjk(uint32_t c)
{
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0xF900 && c <= 0xFAFF) ||
           (c >= 0x20000 && c <= 0x2A6DF) || (c >= 0x2A700 && c <= 0x2EBEF) ||
           (c >= 0x2F800 && c <= 0x2FA1F);
}

/* Find the best route through a run, and where shorter words of the dictionary begin. */
static void find_route(const model *with, const uint32_t *text, int64_t length, step *route, uint8_t *flags,
                       kernel_fault *fault)
{
    route[length] = (step){0, 0, length};
    for (int64_t at = length - 1; at >= 0; at--) {
        step best = {0, 0, 0};
        uint64_t hash = 1;
        lines among = {&with->words.text, 0, 0, 0};
        for (int64_t end = at + 1; end <= length && end - at <= with->longest && !fault->code; end++) {
            double log;
            uint32_t last = text[end - 1];
            hash = extend_hash(hash, last);
            among = end == at + 1 ? find_first(&with->words, last, fault) : narrow(among, last);
            if (!weigh_word(&with->words, &among, hash, &log, fault))
                continue;
            if (with->has_model && end - at > 1 && end - at < 4)
                flags[at] |= end - at == 2 ? PAIR_BEGINS : TRIPLE_BEGINS;
            double weight = log - with->log_total + route[end].weight;
            if (!best.end || weight >= best.weight)
                best = (step){weight, log, end};
        }
        route[at] = best.end ? best : (step){0.0 - with->log_total + route[at + 1].weight, 0, at + 1};
    }
}

static bool is_known(const model *with, const uint32_t *text, int64_t length, kernel_fault *fault)
{
    uint64_t hash = 1;
    lines among = {&with->words.text, 0, 0, 0};
    double log;
    for (int64_t at = 0; at < length && length <= with->longest && !fault->code; at++) {
        hash = extend_hash(hash, text[at]);
        among = at ? narrow(among, text[at]) : find_first(&with->words, text[0], fault);
    }
    return length <= with->longest && weigh_word(&with->words, &among, hash, &log, fault);
}

/* By state: how likely a run begins in it; and, of the two states that may stand before it, each and how likely it goes
 * over into this one. Source: jieba 0.42, finalseg/prob_start.py, prob_trans.py. */
static const struct {
    double start;
    struct {
        int state;
        double likely;
    } before[2];
} TRANSITIONS[STATES] = {
    [BEGIN] = {-0.26268660809250016, {{END, -0.5897149736854513}, {SINGLE, -0.7211965654669841}}},
    [END] = {-3.14e100, {{BEGIN, -0.510825623765990}, {MIDDLE, -0.33344856811948514}}},
    [MIDDLE] = {-3.14e100, {{BEGIN, -0.916290731874155}, {MIDDLE, -1.2603623820268226}}},
    [SINGLE] = {-1.4652633398537678, {{END, -0.8085250474669937}, {SINGLE, -0.6658631448798212}}},
};

static double emit(const model *with, uint32_t character, int state, kernel_fault *fault)
{
    return at_f64s(&with->emitted, ((int64_t)character - MODEL_FIRST) * STATES + state, fault);
}

/* Cut characters of the model's range by the most likely states; of equals the state with the larger number. */
static void cut_by_states(const model *with, const uint32_t *text, int64_t length, uint8_t *flags, kernel_arena *arena,
                          kernel_fault *fault)
{
    uint8_t *before = arena_take(arena, length * STATES, 1, fault);
    if (!before)
        return;
    double last[STATES], now[STATES];
    for (int state = 0; state < STATES; state++)
        last[state] = TRANSITIONS[state].start + emit(with, text[0], state, fault);
    for (int64_t at = 1; at < length; at++) {
        for (int state = 0; state < STATES; state++) {
            double emitted = emit(with, text[at], state, fault), weights[2];
            for (int choice = 0; choice < 2; choice++)
                weights[choice] = last[TRANSITIONS[state].before[choice].state] +
                                  TRANSITIONS[state].before[choice].likely + emitted;
            int chosen = weights[1] >= weights[0];
            now[state] = weights[chosen];
            before[at * STATES + state] = (uint8_t)TRANSITIONS[state].before[chosen].state;
        }
        memcpy(last, now, sizeof last);
    }
    int state = last[SINGLE] >= last[END] ? SINGLE : END;
    for (int64_t at = length - 1; at >= 0; at--) {
        if (state == END || state == SINGLE)
            flags[at] |= WORD_ENDS;
        state = before[at * STATES + state];
    }
}

/* Cut what the best route leaves as single characters: runs of the model's range by states, others are words. */
static void cut_unknown(const model *with, const uint32_t *text, int64_t length, uint8_t *flags, kernel_arena *arena,
                        kernel_fault *fault)
{
    for (int64_t begin = 0, end; begin < length && !fault->code; begin = end) {
        bool in_model = text[begin] >= MODEL_FIRST && text[begin] <= MODEL_LAST;
        for (end = begin + 1; end < length && (text[end] >= MODEL_FIRST && text[end] <= MODEL_LAST) == in_model; end++)
            ;
        if (in_model && end - begin > 1)
            cut_by_states(with, text + begin, end - begin, flags + begin, arena, fault);
        flags[end - 1] |= WORD_ENDS;
    }
}

static void cut_run(const model *with, const uint32_t *text, int64_t length, uint8_t *flags, kernel_arena *arena,
                    kernel_fault *fault)
{
    step *route = arena_take(arena, length + 1, sizeof(step), fault);
    if (!route)
        return;
    find_route(with, text, length, route, flags, fault);
    for (int64_t at = 0, begin = 0; at < length && !fault->code; begin = at = route[at].end) {
        flags[route[at].end - 1] |= WORD_ENDS;
        if (!with->has_model || route[at].end - at > 1)
            continue;
        for (begin = at; at + 1 < length && route[at + 1].end == at + 2; at++)
            ;
        bool is_word = at == begin || is_known(with, text + begin, at + 1 - begin, fault);
        for (int64_t single = begin; is_word && single <= at; single++)
            flags[single] |= WORD_ENDS;
        if (!is_word) {
            flags[begin] &= (uint8_t)~WORD_ENDS;
            cut_unknown(with, text + begin, at + 1 - begin, flags + begin, arena, fault);
        }
    }
}

enum { LONGEST_ADDED = 16 };
static const double SURELY_NONE = -0.01; /* a logarithm of what is less than one, however it was rounded */

/* Find out how often a word has to be added to be one, given the logarithm of the sum of all frequencies: as often as
 * the dictionary has it, if at all. False where something else decides: it was added before, has characters that no words
 * are looked up for, or what it is cut into is so frequent that more is needed. */
static bool is_enough(const model *with, const uint32_t *word, int64_t length, uint64_t hash, step *route,
                      uint32_t *frequency, kernel_fault *fault)
{
    lines among = {&with->words.text, 0, 0, 0};
    int64_t slot = find_slot(&with->words.added, hash | 1);
    if (slot < 0 || with->words.added.items[slot])
        return false;
    for (int64_t at = 0; at < length && !fault->code; at++) {
        if (!is_cjk(word[at]))
            return false;
        among = at ? narrow(among, word[at]) : find_first(&with->words, word[0], fault);
    }
    find_route(with, word, length, route, NULL, fault);
    double joined = 0;
    for (int64_t at = 0; at < length && !fault->code; at = route[at].end)
        joined += route[at].log - with->log_total;
    if (!read_first(&among, frequency))
        *frequency = 0;
    return !fault->code && joined + with->log_total < SURELY_NONE;
}

/* Add words one after the other, as often as makes each one, up to the first of which is_enough cannot tell.
 *
 * words: their code points as bytes, a line end behind each. content to logs: a dictionary. added, added_logs: room for
 * words, see put_word. longest: characters of the dictionary's longest word. totals: float64[k], the logarithms of the
 * sum of all frequencies, and of one, two … more. are_new: uint8[n], 0 of words that the dictionary has as often as is
 * wanted, 1 of others, which are added once. Returns how many words that is told of.
 */
KERNEL_API int64_t add_words(const char *words, int64_t word_bytes, const uint8_t *content, int64_t bytes,
                             const uint8_t *sorted, int64_t sorted_bytes, const uint32_t *begins, int64_t begin_count,
                             const uint32_t *frequencies, int64_t frequency_count, const double *logs,
                             int64_t log_count, uint64_t *added, int64_t added_count, double *added_logs,
                             int64_t added_log_count, int64_t longest, const double *totals, int64_t total_count,
                             uint8_t *are_new, int64_t count, kernel_fault *fault)
{
    model with = {{{content, bytes}, {sorted, sorted_bytes}, {begins, begin_count}, {frequencies, frequency_count}, {logs, log_count},
                   {added, added_count}, {added_logs, added_log_count}},
                  {NULL, 0}, 0, longest, false};
    uint32_t word[LONGEST_ADDED];
    step route[LONGEST_ADDED + 1];
    int64_t at = 0, number = 0;
    f64s sums = {totals, total_count};
    if (added_count <= 0 || (added_count & (added_count - 1)) || added_log_count != added_count)
        fail(fault, KERNEL_OUTSIDE, added_count);
    for (int64_t more = 0; number < count && !fault->code; number++, at += 4) {
        int64_t length = 0;
        uint64_t hash = 1;
        for (; at + 4 <= word_bytes && read_code(words + at) != '\n' && length < LONGEST_ADDED; at += 4) {
            word[length] = read_code(words + at);
            hash = extend_hash(hash, word[length++]);
        }
        uint32_t frequency;
        with.log_total = at_f64s(&sums, more, fault);
        if (!length || at + 4 > word_bytes || read_code(words + at) != '\n' ||
            !is_enough(&with, word, length, hash, route, &frequency, fault))
            break;
        are_new[number] = !frequency;
        if (frequency)
            continue;
        int64_t slot = find_slot(&with.words.added, hash | 1);
        added[slot] = hash | 1;
        added_logs[slot] = 0;
        more++;
    }
    return fault->code ? 0 : number;
}

/* Say of each character whether a word ends with it, and which shorter words of the dictionary begin with it.
 *
 * text: its code points as bytes. content to added_logs: a dictionary. emitted: float64[(0x9FD5 - 0x4E00 + 1) * 4].
 * longest: characters of the longest word. has_model: 0 leaves characters alone that the dictionary does not join.
 * flags: uint8[n], one each. Returns 0.
 */
KERNEL_API int64_t cut_words(const char *text, int64_t text_length, const uint8_t *content, int64_t bytes,
                             const uint8_t *sorted, int64_t sorted_bytes,
                             const uint32_t *begins, int64_t begin_count, const uint32_t *frequencies,
                             int64_t frequency_count, const double *logs, int64_t log_count, const uint64_t *added,
                             int64_t added_count, const double *added_logs, int64_t added_log_count,
                             const double *emitted, int64_t emitted_count, double log_total, int64_t longest,
                             int64_t has_model, uint8_t *flags, int64_t flag_count, kernel_fault *fault)
{
    model with = {{{content, bytes}, {sorted, sorted_bytes}, {begins, begin_count}, {frequencies, frequency_count}, {logs, log_count},
                   {added, added_count}, {added_logs, added_log_count}},
                  {emitted, emitted_count}, log_total, longest, has_model != 0};
    kernel_arena arena = {NULL};
    int64_t count = text_length / 4;
    uint32_t *characters = arena_take(&arena, count, sizeof(uint32_t), fault);
    if (flag_count < count || added_count <= 0 || (added_count & (added_count - 1)))
        fail(fault, KERNEL_OUTSIDE, flag_count < count ? count : added_count);
    if (!fault->code) {
        memcpy(characters, text, (size_t)count * 4);
        memset(flags, 0, (size_t)count);
    }
    for (int64_t begin = 0, end; begin < count && !fault->code; begin = end) {
        for (end = begin; end < count && is_cjk(characters[end]); end++)
            ;
        if (end > begin)
            cut_run(&with, characters + begin, end - begin, flags + begin, &arena, fault);
        else
            flags[end++] = WORD_ENDS;
    }
    arena_free(&arena);
    return 0;
}
