/* Runs of Han characters -> words: jieba's dictionary, the best route through it, and its hidden Markov model. */
#include "kernel.h"

KERNEL_ARRAY(u64s, uint64_t)

enum { BEGIN, END, MIDDLE, SINGLE, STATES };
enum { WORD_ENDS = 1, PAIR_BEGINS = 2, TRIPLE_BEGINS = 4 };
enum { MODEL_FIRST = 0x4E00, MODEL_LAST = 0x9FD5 };

/* Words by a hash of their characters, in a table of a power of two; a key of 0 is no word. */
typedef struct {
    u64s keys;
    u16s numbers; /* of each word, that of its frequency */
} dictionary;

static uint64_t extend_hash(uint64_t hash, uint32_t character)
{
    hash = (hash ^ character) * 0x9E3779B97F4A7C15u;
    return hash ^ hash >> 29;
}

static uint64_t hash_word(const uint32_t *word, int64_t length)
{
    uint64_t hash = 1;
    for (int64_t at = 0; at < length; at++)
        hash = extend_hash(hash, word[at]);
    return hash;
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

/* Return the number of a word's frequency; -1 of what is no word. */
static int64_t find_number(const dictionary *words, uint64_t hash, kernel_fault *fault)
{
    uint64_t key = hash | 1;
    int64_t slot = find_slot(&words->keys, key);
    return slot >= 0 && words->keys.items[slot] == key ? at_u16s(&words->numbers, slot, fault) : -1;
}

static void put_key(uint64_t *keys, uint16_t *numbers, int64_t slots, uint64_t hash, int64_t number,
                    kernel_fault *fault)
{
    u64s table = {keys, slots};
    int64_t slot = slots > 0 && !(slots & (slots - 1)) ? find_slot(&table, hash | 1) : -1;
    if (slot < 0 || number < 0 || number > UINT16_MAX) {
        fail(fault, slot < 0 ? KERNEL_NO_MEMORY : KERNEL_OUTSIDE, slot < 0 ? slots : number);
        return;
    }
    keys[slot] = hash | 1;
    numbers[slot] = (uint16_t)number;
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

enum { MOST_NUMBERS = 1 << 16, NUMBER_SLOTS = 1 << 18 };

/* Frequencies that were met, each once. */
typedef struct {
    uint32_t *values, *slots; /* slots: the number of a frequency, plus one, by its hash */
    int64_t count, room;
} frequencies;

static int64_t number_frequency(frequencies *met, uint32_t frequency, kernel_fault *fault)
{
    uint32_t slot = frequency * 2654435761u >> 14;
    for (; met->slots[slot]; slot = (slot + 1) % NUMBER_SLOTS)
        if (met->values[met->slots[slot] - 1] == frequency)
            return met->slots[slot] - 1;
    if (met->count >= met->room || met->count >= MOST_NUMBERS) {
        fail(fault, KERNEL_NO_MEMORY, met->count);
        return 0;
    }
    met->values[met->count] = frequency;
    met->slots[slot] = (uint32_t)++met->count;
    return met->count - 1;
}

/* Read a dictionary: a line each word, its frequency and what else, parted by spaces.
 *
 * keys, numbers: uint64[n] and uint16[n], zeroed; n is a power of two. values: uint32[m], room for frequencies.
 * sums: int64[2], the number of characters of the longest word, and the sum of all frequencies.
 * Returns how many different frequencies there are.
 */
KERNEL_API int64_t read_dictionary(const char *text, int64_t length, uint64_t *keys, int64_t key_count,
                                   uint16_t *numbers, int64_t number_count, uint32_t *values, int64_t value_count,
                                   int64_t *sums, int64_t sum_count, kernel_fault *fault)
{
    kernel_arena arena = {NULL};
    frequencies met = {values, arena_take(&arena, NUMBER_SLOTS, sizeof(uint32_t), fault), 0, value_count};
    const uint8_t *bytes = (const uint8_t *)text;
    if (number_count != key_count || sum_count < 2)
        fail(fault, KERNEL_OUTSIDE, number_count);
    for (int64_t at = 0; at < length && !fault->code; at++) {
        uint64_t hash = 1, frequency = 0;
        int64_t characters = 0;
        for (; at < length && bytes[at] != ' ' && bytes[at] != '\n'; characters++)
            hash = extend_hash(hash, read_character(bytes, length, &at));
        for (at++; at < length && bytes[at] >= '0' && bytes[at] <= '9' && frequency < 1u << 28; at++)
            frequency = frequency * 10 + bytes[at] - '0';
        for (; at < length && bytes[at] != '\n'; at++)
            ;
        if (!characters)
            continue;
        put_key(keys, numbers, key_count, hash, number_frequency(&met, (uint32_t)frequency, fault), fault);
        sums[0] = characters > sums[0] ? characters : sums[0];
        sums[1] += (int64_t)frequency;
    }
    arena_free(&arena);
    return met.count;
}

/* Put a word into a dictionary, its code points given as bytes, or change the number of its frequency. Returns 0. */
KERNEL_API int64_t put_word(const char *word, int64_t length, uint64_t *keys, int64_t key_count, uint16_t *numbers,
                            int64_t number_count, int64_t number, kernel_fault *fault)
{
    uint64_t hash = 1;
    for (int64_t at = 0; at + 4 <= length; at += 4)
        hash = extend_hash(hash, read_code(word + at));
    if (number_count != key_count)
        fail(fault, KERNEL_OUTSIDE, number_count);
    else
        put_key(keys, numbers, key_count, hash, number, fault);
    return 0;
}

/* Return the number of a word's frequency, its code points given as bytes; -1 of what is no word. */
KERNEL_API int64_t find_word(const char *word, int64_t length, const uint64_t *keys, int64_t key_count,
                             const uint16_t *numbers, int64_t number_count, kernel_fault *fault)
{
    dictionary words = {{keys, key_count}, {numbers, number_count}};
    uint64_t hash = 1;
    for (int64_t at = 0; at + 4 <= length; at += 4)
        hash = extend_hash(hash, read_code(word + at));
    return find_number(&words, hash, fault);
}

typedef struct {
    dictionary words;
    f64s logs;    /* of frequencies, by number */
    f64s emitted; /* [characters, 4], by the model */
    double log_total;
    int64_t longest; /* characters of a word */
    bool has_model;
} model;

/* A step of the best route from a character to the end. */
typedef struct {
    double weight;
    int64_t end;
} step;

/* Whether a character is one that words are looked up for; of others each is a word. */
static bool is_cjk(uint32_t c)
{
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0xF900 && c <= 0xFAFF) ||
           (c >= 0x20000 && c <= 0x2A6DF) || (c >= 0x2A700 && c <= 0x2EBEF) ||
           (c >= 0x2F800 && c <= 0x2FA1F);
}

static void find_route(const model *with, const uint32_t *text, int64_t length, step *route, kernel_fault *fault)
{
    route[length] = (step){0, length};
    for (int64_t at = length - 1; at >= 0; at--) {
        step best = {0, 0};
        uint64_t hash = 1;
        for (int64_t end = at + 1; end <= length && end - at <= with->longest; end++) {
            hash = extend_hash(hash, text[end - 1]);
            int64_t number = find_number(&with->words, hash, fault);
            if (number < 0)
                continue;
            double weight = at_f64s(&with->logs, number, fault) - with->log_total + route[end].weight;
            if (!best.end || weight >= best.weight)
                best = (step){weight, end};
        }
        route[at] = best.end ? best : (step){0.0 - with->log_total + route[at + 1].weight, at + 1};
    }
}

static bool is_known(const model *with, const uint32_t *text, int64_t length, kernel_fault *fault)
{
    return length <= with->longest && find_number(&with->words, hash_word(text, length), fault) >= 0;
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
    find_route(with, text, length, route, fault);
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

/* Say of each character whether a word ends with it, and which shorter words of the dictionary begin with it.
 *
 * text: its code points as bytes. keys, numbers, logs: of the dictionary. emitted: float64[(0x9FD5 - 0x4E00 + 1) * 4].
 * longest: characters of the longest word. has_model: 0 leaves characters alone that the dictionary does not join.
 * flags: uint8[n], one each. Returns 0.
 */
KERNEL_API int64_t cut_words(const char *text, int64_t text_length, const uint64_t *keys, int64_t key_count,
                             const uint16_t *numbers, int64_t number_count, const double *logs, int64_t log_count,
                             const double *emitted, int64_t emitted_count, double log_total, int64_t longest,
                             int64_t has_model, uint8_t *flags, int64_t flag_count, kernel_fault *fault)
{
    model with = {{{keys, key_count}, {numbers, number_count}}, {logs, log_count}, {emitted, emitted_count},
                  log_total, longest, has_model != 0};
    kernel_arena arena = {NULL};
    int64_t count = text_length / 4;
    uint32_t *characters = arena_take(&arena, count, sizeof(uint32_t), fault);
    if (flag_count < count || key_count <= 0 || (key_count & (key_count - 1)))
        fail(fault, KERNEL_OUTSIDE, flag_count < count ? count : key_count);
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
        for (int64_t at = begin; at < end && has_model; at++) {
            if (at + 2 <= end && is_known(&with, characters + at, 2, fault))
                flags[at] |= PAIR_BEGINS;
            if (at + 3 <= end && is_known(&with, characters + at, 3, fault))
                flags[at] |= TRIPLE_BEGINS;
        }
    }
    arena_free(&arena);
    return 0;
}
