"""What has to be said in each interface language. Names in braces are filled in where a text is used."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from indexer.search.results import Note, Results
from search_app.web.request import Flaw

LANGUAGES = {"zh": "中文", "zh-Hans": "简体中文", "zh-Hant": "繁體中文", "en": "English"}
_ONE_WORD = re.compile(r"\w{2,16}")


@dataclass(frozen=True, slots=True)
class Messages:
    """The messages of one language.

    Attributes:
        lang: BCP 47, for ``lang`` attributes.
        day: How a day is written, from ``year``, ``month``, ``month_name`` and ``day``.
        found_all: How many posts have all words; ``found_some`` adds to it how many have only some.
        periods: How days from one to another are written; then without an end, and without a beginning.
        unlimited: That a period could not be meant, so that all days were searched.
        filters: Filter -> its name.
        syntax: (what can be typed, what it does), with words in braces that ``write_syntax`` fills in.
        sample_words: For sites that have no tags of their own to show it with.
        unreachable: That the service does not answer; ``again`` that it will be asked again.
        flaws: What is wrong with a parameter, for those who write addresses.
        period_flaws: The same for the fields of the page in which days are typed.
        problems: HTTP status, or kind of problem -> (title, what to do).
    """

    lang: str
    name: str
    interface: str
    search: str
    label: str
    skip: str
    newest: str
    found: tuple[str, str]
    found_all: tuple[str, str]
    found_some: str
    page_of: str
    did_you_mean: str
    notes: str
    also_searching: str
    told: Mapping[str, str]
    exactly: str
    pinned: str
    sort: str
    orders: Mapping[str, str]
    narrow: str
    look_for: str
    suggestions: str
    active: str
    remove: str
    clear: str
    posts: tuple[str, str]
    period: str
    since: str
    until: str
    apply: str
    periods: tuple[str, str, str]
    unlimited: str
    passage: str
    preview: str
    comma: str
    colon: str
    paging: str
    previous: str
    next: str
    page: str
    nothing: str
    nothing_filtered: str
    nothing_yet: str
    nothing_yet_detail: str
    try_this: str
    advice: tuple[str, ...]
    browse: str
    without_filters: str
    beyond: str
    first_page: str
    to_search: str
    syntax_title: str
    syntax: tuple[tuple[str, str], ...]
    sample_words: tuple[str, str]
    day: str
    months: tuple[str, ...]
    filters: Mapping[str, str]
    languages: Mapping[str, str]
    flaw_title: str
    flaws: Mapping[Flaw, str]
    period_flaws: Mapping[Flaw, str]
    problems: Mapping[int | str, tuple[str, str]]
    other_problem: str
    unreachable: str
    again: str


def write_day(moment: date, texts: Messages) -> str:
    """Write the day of a moment as people write it: ``2019年7月2日``, ``2 Jul 2019``."""
    name = texts.months[moment.month - 1]
    return texts.day.format(year=moment.year, month=moment.month, month_name=name, day=moment.day)


def write_period(since: date | None, until: date | None, texts: Messages) -> str:
    """Write days from one to another, one of which may be open; a whole year is written as the year."""
    if since and until and (since, until) == (date(since.year, 1, 1), date(since.year, 12, 31)):
        return str(since.year)
    if since and since == until:
        return write_day(since, texts)
    form = texts.periods[0 if since and until else 1 if since else 2]
    days = {"since": since and write_day(since, texts), "until": until and write_day(until, texts)}
    return form.format(**days)


def write_syntax(tags: Iterable[str], texts: Messages) -> list[tuple[str, str]]:
    """Show what can be typed with the site's own words: two of its tags that are one word each, else any two words."""
    words = [tag for tag in tags if _ONE_WORD.fullmatch(tag)]
    one, other = words[:2] if len(words) > 1 else texts.sample_words
    start = one[: max(len(one) // 2, 1)]
    return [
        (typed.format(one=one, other=other, start=start), meaning.format(one=one, other=other, start=start))
        for typed, meaning in texts.syntax
    ]


def write_count(results: Results, texts: Messages) -> str:
    """Say how many posts were found, in the singular where a language has one; and how many of them by all words."""
    others = results.total - results.complete
    if others:
        return texts.found_some.format(complete=_write_found(results.complete, texts.found_all), others=others)
    return _write_found(results.total, texts.found)


def write_posts(number: int, texts: Messages) -> str:
    """Write a number of posts, in the singular where a language has one."""
    return _write_found(number, texts.posts)


def write_note(note: Note, texts: Messages) -> str:
    """Say what was done to a query: in the language of the page where that tells of single words."""
    if not note.words:
        return note.text
    kind = "unordered" if note.kind == "shortened" and '"' in note.words[0] else note.kind
    return texts.told.get(kind, texts.also_searching).format(words=texts.comma.join(note.words))


def _write_found(number: int, forms: tuple[str, str]) -> str:
    return forms[number != 1].format(n=number)
