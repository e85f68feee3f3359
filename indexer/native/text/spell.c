/* Raw tokens of ASCII -> their forms, but for the stems: `find_word_forms` of indexer/text/analysis/word_forms.py. */
#include "kernel.h"

enum { LONGEST_TERM = 64, SHORTEST_LATIN = 3, LONGEST_LATIN = 32, FORM_COLUMNS = 4, ROW_COLUMNS = 3 };

/* What is being written: a row a raw token, a row a form, and the texts of both, each behind it a line end. */
typedef struct {
    int32_t *forms;
    uint8_t *words, *latin;
    int64_t form_count, form_room, word_size, word_room, latin_size, latin_room;
    kernel_fault *fault;
} writer;

/* A stretch of a raw token: as written, and where in the raw token it begins. */
typedef struct {
    const uint8_t *raw;
    int64_t length, start;
    int32_t step;
} stretch;

static bool is_small(uint8_t c) { return c >= 'a' && c <= 'z'; }
static bool is_capital(uint8_t c) { return c >= 'A' && c <= 'Z'; }
static bool is_digit(uint8_t c) { return c >= '0' && c <= '9'; }
static bool is_letter(uint8_t c) { return is_small(c) || is_capital(c); }
static uint8_t lower(uint8_t c) { return is_capital(c) ? (uint8_t)(c + ('a' - 'A')) : c; }

static bool is_joint(uint8_t c)
{
    return c == '-' || c == '.' || c == '_' || c == '\'';
}

/* What kinds of characters a stretch has: `str.islower` and its like. */
typedef struct {
    bool alnum, alpha, digits, lower, upper, lower_rest;
} kinds;

static kinds look_at(const uint8_t *raw, int64_t length)
{
    int64_t letters = 0, numbers = 0, small = 0, large = 0;
    for (int64_t at = 0; at < length; at++) {
        letters += is_letter(raw[at]);
        numbers += is_digit(raw[at]);
        small += is_small(raw[at]);
        large += is_capital(raw[at]);
    }
    int64_t first_large = length && is_capital(raw[0]), first_small = length && is_small(raw[0]);
    return (kinds){
        .alnum = length && letters + numbers == length,
        .alpha = length && letters == length,
        .digits = length && numbers == length,
        .lower = small && !large,
        .upper = large && !small,
        .lower_rest = large == first_large && small > first_small,
    };
}

/* Write one form, whose term are some characters in small letters. */
static void write_form(writer *into, const uint8_t *term, int64_t length, bool is_stemmed, int64_t start, int64_t size,
                       int32_t step, bool is_subword)
{
    int64_t kept = is_stemmed || length < LONGEST_TERM ? length : LONGEST_TERM;
    if (into->form_count >= into->form_room || into->word_size + kept + 1 > into->word_room) {
        fail(into->fault, KERNEL_NO_MEMORY, into->form_count);
        return;
    }
    int32_t *form = into->forms + FORM_COLUMNS * into->form_count++;
    form[0] = is_stemmed;
    form[1] = (int32_t)start;
    form[2] = (int32_t)size;
    form[3] = 2 * step + is_subword;
    for (int64_t at = 0; at < kept; at++)
        into->words[into->word_size++] = lower(term[at]);
    into->words[into->word_size++] = '\n';
}

/* Write the form of a word as `word_term` reads it: without apostrophes, and to be stemmed if it is all letters. */
static void write_word(writer *into, const stretch *word, int64_t start, int64_t size, bool is_subword, bool joints)
{
    uint8_t *bare = into->words + into->word_size; /* made where it is written anyway */
    int64_t length = word->length, kept = 0;
    bool has_joints = false;
    for (int64_t at = 0; at < length; at++)
        has_joints |= word->raw[at] == '\'' || (joints && is_joint(word->raw[at]));
    if (!has_joints) {
        write_form(into, word->raw, length, look_at(word->raw, length).alpha, start, size, word->step, is_subword);
        return;
    }
    if (into->word_size + length + 1 > into->word_room) {
        fail(into->fault, KERNEL_NO_MEMORY, into->word_size);
        return;
    }
    if (!joints && length > 1 && word->raw[length - 2] == '\'' && lower(word->raw[length - 1]) == 's')
        length -= 2;
    for (int64_t at = 0; at < length; at++)
        if (word->raw[at] != '\'' && !(joints && is_joint(word->raw[at])))
            bare[kept++] = word->raw[at];
    write_form(into, bare, kept, look_at(bare, kept).alpha, start, size, word->step, is_subword);
}

/* Return the end of the part of camel case that begins at a place; the place itself where none does. */
static int64_t skip_camel_part(const stretch *word, int64_t at)
{
    int64_t end = at;
    while (end < word->length && is_capital(word->raw[end]))
        end++;
    if (end > at && end < word->length && is_small(word->raw[end]))
        end--; /* the last capital begins what follows */
    if (end > at)
        return end;
    if (is_digit(word->raw[at])) {
        while (end < word->length && is_digit(word->raw[end]))
            end++;
        return end;
    }
    end += is_capital(word->raw[at]);
    int64_t small = end;
    while (end < word->length && is_small(word->raw[end]))
        end++;
    return end > small ? end : at;
}

/* Return where in a word what an article is written together with begins: `_ELIDED`; 0 where it has none. */
static int64_t find_elided(const stretch *word)
{
    static const char *const articles[] = {"c", "d", "j", "l", "m", "n", "s", "t", "v", "qu", "jusqu", "lorsqu", "puisqu",
                                           "quoiqu", "un", "gl", "agl", "dagl", "degl", "negl", "sugl", "all", "coll",
                                           "dall", "dell", "nell", "pell", "sull"};
    static const char vowels[] = "aehiouy";
    int64_t end = 0;
    while (end < word->length && word->raw[end] != '\'')
        end++;
    if (end + 1 >= word->length || !memchr(vowels, lower(word->raw[end + 1]), sizeof vowels - 1))
        return 0;
    for (size_t each = 0; each < sizeof articles / sizeof *articles; each++) {
        int64_t at = 0;
        while (at < end && articles[each][at] && lower(word->raw[at]) == (uint8_t)articles[each][at])
            at++;
        if (at == end && !articles[each][at])
            return end + 1;
    }
    return 0;
}

/* Write the form of what begins at a place of a word, unless that is 0. */
static void write_rest(writer *into, const stretch *word, int64_t at)
{
    stretch rest = {word->raw + at, word->length - at, word->start + at, word->step};
    if (at)
        write_word(into, &rest, rest.start, rest.length, false, false);
}

/* Write the parts of camel case, and before those that lie in it what begins at a place, see `write_rest`. */
static void write_camel_parts(writer *into, const stretch *word, int64_t rest)
{
    kinds are = look_at(word->raw, word->length);
    int passes = are.lower || are.upper ? 0 : 2;
    for (int pass = 0, parts = 0; pass < passes; pass++) {
        if (pass && parts < 2)
            break;
        for (int64_t at = 0; at < word->length && !into->fault->code;) {
            int64_t end = skip_camel_part(word, at);
            if (end == at) {
                at++;
                continue;
            }
            parts += !pass;
            stretch part = {word->raw + at, end - at, word->start + at, word->step};
            if (pass && at >= rest) {
                write_rest(into, word, rest);
                rest = 0;
            }
            if (pass && part.length > 1)
                write_word(into, &part, part.start, part.length, true, false);
            at = end;
        }
    }
    write_rest(into, word, rest);
}

static void read_word(writer *into, const stretch *word)
{
    write_word(into, word, word->start, word->length, false, false);
    write_camel_parts(into, word, find_elided(word));
}

/* Say whether a stretch is a version number: digits with dots between them, with a v before them or not, x for the last. */
static bool is_version(const stretch *part)
{
    int64_t at = part->length && lower(part->raw[0]) == 'v', numbers = 0;
    while (at < part->length) {
        int64_t digits = at;
        if (numbers && at + 1 == part->length && lower(part->raw[at]) == 'x')
            return true;
        while (at < part->length && is_digit(part->raw[at]))
            at++;
        if (at == digits)
            return false;
        numbers++;
        if (at < part->length && (part->raw[at++] != '.' || at == part->length))
            return false;
    }
    return numbers > 1;
}

static void read_version(writer *into, const stretch *version)
{
    int64_t v = lower(version->raw[0]) == 'v', dots = 0, length = version->length - v, begun = length;
    const uint8_t *number = version->raw + v;
    if (lower(number[length - 1]) == 'x')
        begun -= 2; /* and the dot before it */
    for (int64_t at = 0; at < begun; at++)
        if (number[at] == '.' && ++dots == 2)
            begun = at;
    if (v)
        write_form(into, version->raw, version->length, false, version->start, version->length, version->step, false);
    if (begun < length)
        write_form(into, number, begun, false, version->start, version->length, version->step, true);
    write_form(into, number, length, false, version->start, version->length, version->step, false);
}

static bool parts_compound(uint8_t c)
{
    return c == '-' || c == '_';
}

/* Return the end of the longest version that begins at a place, behind which nothing or a joint that parts stands; the
 * place itself where none does. */
static int64_t skip_version(const stretch *whole, int64_t begin)
{
    int64_t at = begin, end = begin;
    at += at < whole->length && lower(whole->raw[at]) == 'v';
    for (int64_t numbers = 1; at < whole->length; numbers++, at++) {
        int64_t digits = at;
        while (at < whole->length && is_digit(whole->raw[at]))
            at++;
        bool is_any = numbers > 1 && at == digits && lower(whole->raw[at]) == 'x';
        at += is_any;
        bool is_last = at == whole->length || parts_compound(whole->raw[at]);
        if (at == digits || !(is_last || whole->raw[at] == '.'))
            break;
        if (numbers > 1)
            end = at;
        if (is_any || is_last)
            break;
    }
    return end;
}

/* Return the end of the part of a compound that begins at a place: hyphens and underscores part, dots but in versions.
 * None of these begins with the number of a name, as in `Python3.11.4`. */
static int64_t end_part(const stretch *whole, int64_t at)
{
    bool goes_on = at > 1 && whole->raw[at - 1] == '.' && is_digit(whole->raw[at - 2]);
    int64_t end = goes_on ? at : skip_version(whole, at);
    if (end > at)
        return end;
    while (end < whole->length && whole->raw[end] != '.' && !parts_compound(whole->raw[end]))
        end++;
    return end;
}

static int32_t read_compound(writer *into, const stretch *whole)
{
    if (end_part(whole, 0) < whole->length) {
        bool has_joints = false;
        int64_t digits = 0, others = 0;
        for (int64_t at = 0; at < whole->length; at++) {
            has_joints |= is_joint(whole->raw[at]);
            digits += is_digit(whole->raw[at]);
            others += !is_joint(whole->raw[at]) && !is_digit(whole->raw[at]);
        }
        write_form(into, whole->raw, whole->length, false, 0, whole->length, 0, false);
        if (has_joints && (others || !digits))
            write_word(into, whole, 0, whole->length, false, true);
    }
    int32_t step = 0;
    for (int64_t at = 0; at <= whole->length && !into->fault->code; step++) {
        int64_t end = end_part(whole, at);
        stretch part = {whole->raw + at, end - at, at, step};
        if (is_version(&part))
            read_version(into, &part);
        else
            read_word(into, &part);
        at = end + 1;
    }
    return step;
}

/* Write the forms of one raw token; return how many positions it takes up. */
static int32_t read_raw(writer *into, const stretch *raw)
{
    kinds are = look_at(raw->raw, raw->length);
    if (are.alnum && (are.lower || are.upper || are.digits || (are.alpha && are.lower_rest))) {
        write_form(into, raw->raw, raw->length, are.alpha, 0, raw->length, 0, false);
        return 1;
    }
    static const uint8_t net[] = {'.', 'n', 'e', 't'};
    bool is_net = raw->length == sizeof(net);
    for (int64_t at = 0; is_net && at < raw->length; at++)
        is_net = lower(raw->raw[at]) == net[at];
    if (is_net) {
        write_form(into, raw->raw, raw->length, false, 0, raw->length, 0, false);
        return 1;
    }
    if (are.alnum) {
        read_word(into, raw);
        return 1;
    }
    return read_compound(into, raw);
}

/* Write the Latin words of a raw token, `LATIN_WORD`; return how many. */
static int32_t list_latin(writer *into, const stretch *raw)
{
    int32_t found = 0;
    for (int64_t at = 0; at < raw->length;) {
        int64_t end = at;
        if (is_letter(raw->raw[at]))
            while (end < raw->length && end - at < LONGEST_LATIN && (is_letter(raw->raw[end]) || is_digit(raw->raw[end])))
                end++;
        if (end - at < SHORTEST_LATIN) {
            at++;
            continue;
        }
        if (into->latin_size + end - at + 1 > into->latin_room) {
            fail(into->fault, KERNEL_NO_MEMORY, into->latin_size);
            break;
        }
        for (; at < end; at++)
            into->latin[into->latin_size++] = lower(raw->raw[at]);
        into->latin[into->latin_size++] = '\n';
        found++;
    }
    return found;
}

/* Find the forms of raw tokens of ASCII.
 *
 * raws: uint8[], the raw tokens, behind each a line end.
 * rows: room for 3 numbers each: how many forms, how many positions, how many Latin words.
 * forms: room for 4 numbers a form: whether its word is still to be stemmed, its start and length in the raw token, and
 *   the step times two, plus one for a subword.
 * words, latin: rooms for the words of the forms and for the Latin words, behind each a line end.
 * sizes: 2 numbers, receive how much of `words` and `latin` is filled.
 * Returns how many forms there are.
 */
KERNEL_API int64_t spell_words(const uint8_t *raws, int64_t raw_size, int32_t *rows, int64_t row_room, int32_t *forms,
                               int64_t form_room, uint8_t *words, int64_t word_room, uint8_t *latin,
                               int64_t latin_room, int64_t *sizes, int64_t size_room, kernel_fault *fault)
{
    writer into = {.forms = forms, .words = words, .latin = latin, .form_room = form_room / FORM_COLUMNS,
                   .word_room = word_room, .latin_room = latin_room, .fault = fault};
    int64_t row = 0;
    for (int64_t at = 0; at < raw_size && !fault->code; row++) {
        stretch raw = {raws + at, 0, 0, 0};
        while (at + raw.length < raw_size && raw.raw[raw.length] != '\n')
            raw.length++;
        if (ROW_COLUMNS * (row + 1) > row_room) {
            fail(fault, KERNEL_NO_MEMORY, row);
            break;
        }
        int64_t before = into.form_count;
        int32_t positions = read_raw(&into, &raw);
        rows[ROW_COLUMNS * row] = (int32_t)(into.form_count - before);
        rows[ROW_COLUMNS * row + 1] = positions;
        rows[ROW_COLUMNS * row + 2] = list_latin(&into, &raw);
        at += raw.length + 1;
    }
    if (size_room < 2)
        fail(fault, KERNEL_NO_MEMORY, size_room);
    else {
        sizes[0] = into.word_size;
        sizes[1] = into.latin_size;
    }
    return into.form_count;
}
