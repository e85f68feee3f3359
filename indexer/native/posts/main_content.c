/* The element that holds a built page's own text: `main_content.py`. */
#include "posts/page_elements.h"

enum { MOST_RANKS = 64 };

static void note(const page_facts *page, outermost *found, int64_t at)
{
    if (found->count && at < found->end)
        return;
    found->first = found->count ? found->first : at;
    found->count++;
    found->end = page->elements[at].end;
}

outermost find_outermost(const page_facts *page, int64_t begin, int64_t scope, tag kind)
{
    outermost found = {0};
    for (int64_t at = begin; at < page->elements[scope].end; at++)
        if (page->elements[at].tag == kind)
            note(page, &found, at);
    return found;
}

static bool is_running(const page_facts *page, int64_t at)
{
    return page->elements[at].tag == T_P || page->elements[at].tag == T_PRE;
}

static void note_named(const page_facts *page, outermost *found, int64_t at)
{
    int64_t before = found->count, inside = at + 1;
    note(page, found, at);
    while (inside < page->elements[at].end && !is_running(page, inside))
        inside++;
    if (found->count == before || inside == page->elements[at].end)
        return;
    found->first_running = found->running ? found->first_running : at;
    found->running++;
}

/* Return the only element of a name, or the only one of several that has running text. */
static int64_t only_named(const outermost *named)
{
    if (named->count == 1)
        return named->first;
    return named->running == 1 ? named->first_running : NONE;
}

/* Count the characters of paragraphs and code; of what is left out of any text too, if all are to be counted. */
static int64_t count_running(page_facts *page, int64_t begin, int64_t end, bool counts_all)
{
    int64_t count = 0;
    for (int64_t at = begin; at < end; at++)
        if (is_running(page, at) && (counts_all || !(is_apart(page, at) ||
                                                     is_within(page, at, page->scope, OUTSIDE_SCOPE, is_apart))))
            count += page->elements[at].characters_end - page->elements[at].characters;
    return count;
}

static bool holds_most(page_facts *page, int64_t at)
{
    int64_t begin = page->scope + 1, end = page->elements[at].end, last = page->elements[page->scope].end;
    bool has_any = false;
    for (int64_t each = at; each < end; each++)
        has_any |= is_running(page, each);
    int64_t inside = count_running(page, at, end, true);
    if (has_any && inside >= count_running(page, begin, at, true) + count_running(page, end, last, true))
        return true; /* as most do: what is left out need not be told apart */
    int64_t missing = count_running(page, begin, at, false) + count_running(page, end, last, false);
    return missing == 0 || (has_any && inside >= missing);
}

static int64_t attribute_number(u8s name)
{
    static const char *attributes[] = {"class", "id", "itemprop", "role"};
    for (int64_t at = 0; at < 4; at++)
        if (equals(name, attributes[at]))
            return at;
    return NONE;
}

static void note_ranks(page_facts *page, outermost *ranks, int64_t at)
{
    u8s attributes = page->elements[at].start.attributes;
    for (xml_attribute each; next_attribute(&attributes, &each);) {
        int64_t number = attribute_number(each.name);
        u8s words = number == NONE ? each.name : unescape(&page->work, each.value);
        for (u8s word; number != NONE && next_class(&words, &word);) {
            if (!(kinds_of(page->names, word) & CONTAINER))
                continue;
            u8s all = page->containers;
            for (int64_t rank = 0, row = 0; row + 2 <= all.length && rank < MOST_RANKS; rank++) {
                int64_t length = all.items[row + 1];
                bool is_same = row + 2 + length <= all.length && all.items[row] == number && length == word.length &&
                               memcmp(all.items + row + 2, word.items, (size_t)length) == 0;
                if (is_same)
                    note_named(page, &ranks[rank], at);
                row += 2 + length;
            }
        }
    }
}

int64_t find_container(page_facts *page)
{
    outermost mains = find_outermost(page, page->body, page->body, T_MAIN), ranks[MOST_RANKS] = {0};
    int64_t scope = page->scope = mains.count == 1 ? mains.first : page->body;
    for (int64_t at = scope + 1; at < page->elements[scope].end; at++) {
        tag kind = page->elements[at].tag;
        if (kind == T_DIV || kind == T_ARTICLE || kind == T_MAIN || kind == T_SECTION)
            note_ranks(page, ranks, at);
    }
    for (int64_t rank = 0; rank < MOST_RANKS; rank++) {
        int64_t named = only_named(&ranks[rank]);
        if (named != NONE && holds_most(page, named))
            return named;
    }
    outermost articles = find_outermost(page, scope + 1, scope, T_ARTICLE);
    if (articles.count == 1 && holds_most(page, articles.first))
        return articles.first;
    if (scope != page->body)
        return scope;
    static const char *ids[] = {"content", "main", "primary"};
    for (size_t id = 0; id < 3; id++) {
        outermost found = {0};
        for (int64_t at = page->body + 1; at < page->elements[page->body].end; at++)
            if (equals(value_of(page, &page->elements[at], "id"), ids[id]))
                note(page, &found, at);
        if (found.count == 1 && holds_most(page, found.first))
            return found.first;
    }
    return page->body;
}
