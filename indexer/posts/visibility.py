"""Decide by a post's front matter and body if visitors may find it; when, its dates say, see ``period``.

Fails closed: a switch whose value is neither yes nor no hides the post, and gives a warning.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, tzinfo
from functools import cache

from indexer.posts.dates import EXPIRY_KEYS, PUBLICATION_KEYS, parse_date
from indexer.posts.fields import flag_of, text_of, texts_of
from indexer.posts.front_matter import FrontMatterError
from indexer.posts.hidden_keys import HIDING_KEYS, Hides, HidingKey, Shape, fold_name
from indexer.posts.post import FrontMatter, HideRule, IncludePolicy, SkipReason

# hugo-encryptor, FixIt's fixit-encryptor, Hexo's encrypt: the source below them is plain text.
_ENCRYPTING_TAG = re.compile(r"\{\{[<%]\s*/?\s*[\w-]{0,30}encrypt|\{%-?\s*[\w-]{0,30}encrypt", re.IGNORECASE)
_PARAMETERS = ("params", "extra")
"""Maps in which Hugo's and Zola's themes look for their own keys."""
_ALWAYS, _NOT_ALWAYS = frozenset({"always"}), frozenset({"never", "local", "link"})

Entry = tuple[str, object]
"""A top-level key as written, and a value: where a warning points to, and what is read."""


@dataclass(frozen=True, slots=True)
class Visibility:
    """The decision on one post: shown or hidden, and why.

    Attributes:
        reason: Why it is not; None when it is.
        line: Where in the file that stands, from 1; 0 for nowhere in particular.
        doubt: What a person should put right, when the post was hidden to be on the safe side; else empty.
    """

    reason: SkipReason | None = None
    line: int = 0
    doubt: str = ""


_SHOWN = Visibility()


def own_entries(front_matter: FrontMatter) -> Iterator[tuple[str, Entry]]:
    """Yield every key that may hide a page, at the top and among a theme's parameters, but for null.

    Yields:
        The key as written, its top-level key, its value.
    """
    for name, value in front_matter.values.items():
        if value is not None:
            yield name, (name, value)
        if isinstance(value, Mapping) and name.casefold() in _PARAMETERS:
            yield from ((str(inner), (name, own)) for inner, own in value.items() if own is not None)


def check_content(front_matter: FrontMatter, policy: IncludePolicy, generator: str) -> Visibility:
    """Say whether a post's own words hide it: its front matter by the table of keys and the site's rules, and its body.

    Args:
        front_matter: With what the site hands down.
        policy: Drafts are shown when it includes them.
        generator: The site's; some keys mean something in one generator alone.
    """
    entries: dict[str, list[Entry]] = {}
    for name, entry in own_entries(front_matter):
        entries.setdefault(fold_name(name), []).append(entry)
    found = (
        *_check_keys(entries, generator, front_matter),
        *(_apply_rule(rule, entries, front_matter) for rule in policy.hide_when),
        _SHOWN if front_matter.blocks else _check_body(front_matter.body),  # on a page such a tag is text
        *(_apply_rule(rule, entries, front_matter, SkipReason.RULE_GONE) for rule in policy.former_rules),
    )
    hidden = (each for each in found if each.reason)
    return next((each for each in hidden if not (policy.drafts and each.reason is SkipReason.DRAFT)), _SHOWN)


def require_readable_dates(front_matter: FrontMatter, zone: tzinfo) -> None:
    """Make sure that dates which decide whether a post may be seen can be read.

    Raises:
        FrontMatterError: One cannot, so nobody knows whether the post may be seen.
    """
    for name in (*PUBLICATION_KEYS, *EXPIRY_KEYS):
        try:
            parse_date(front_matter.get(name), zone)
        except ValueError as error:
            raise FrontMatterError(front_matter.line_of(name), f"{name}: {error}") from error


@cache
def _keys_by_name() -> Mapping[str, tuple[tuple[int, HidingKey], ...]]:
    """Return the rows of the table by the folded first part of their path, with their place in it."""
    rows: dict[str, tuple[tuple[int, HidingKey], ...]] = {}
    for at, key in enumerate(HIDING_KEYS):
        name = fold_name(key.path.partition(".")[0])
        rows[name] = (*rows.get(name, ()), (at, key))
    return rows


def _check_keys(entries: Mapping[str, list[Entry]], generator: str, front_matter: FrontMatter) -> Iterable[Visibility]:
    """Return what each key of a post that stands in the table comes to, in the table's order."""
    table = _keys_by_name()
    found = [
        (at, _check_key(key, top, value, front_matter))
        for name in table.keys() & entries.keys()
        for at, key in table[name]
        if not key.generators or generator in key.generators
        for top, value in _inside(entries[name], key.path.split(".")[1:])
    ]
    return (visibility for _, visibility in sorted(found, key=lambda pair: pair[0]))


def _inside(entries: Iterable[Entry], path: Iterable[str]) -> list[Entry]:
    """Follow a path into maps; what is no map has nothing inside."""
    found = list(entries)
    for step in path:
        wanted = fold_name(step)
        found = [
            (top, inner)
            for top, value in found
            if isinstance(value, Mapping)
            for name, inner in value.items()
            if fold_name(str(name)) == wanted and inner is not None
        ]
    return found


def _check_key(key: HidingKey, top: str, value: object, front_matter: FrontMatter) -> Visibility:
    """Say what one value of a key of the table comes to."""
    if key.means_else and _shape_of(value) in key.means_else:
        return _SHOWN
    hides, advice = _READERS[key.hides](key, value)
    if hides is False:
        return _SHOWN
    line = front_matter.line_of(top)
    if hides:
        return Visibility(key.reason, line)
    name = key.path.rpartition(".")[2]
    return Visibility(key.reason, line, f"{name}: “{text_of(value)[:40]}” {advice}")


def _shape_of(value: object) -> Shape | None:
    if isinstance(value, Mapping):
        return Shape.MAP
    if isinstance(value, list):
        return Shape.LIST
    return Shape.DATE if _is_date(value) else None


def _is_date(value: object) -> bool:
    if isinstance(value, int | str) and flag_of(value) is not None:
        return False
    try:
        return parse_date(value, UTC) is not None
    except ValueError:
        return False


Answer = tuple[bool | None, str]
"""Whether a value hides, None where it is unclear; and then what is wrong and what to write."""


def _read_switch(key: HidingKey, value: object) -> Answer:
    """Read a switch that hides at yes, or at no and some words."""
    flag, name = flag_of(value), key.path.rpartition(".")[2]
    if flag is None and text_of(value).casefold() in key.words:
        return True, ""
    advice = f"is neither true nor false, so the post was hidden; write {name}: true or false"
    return (None if flag is None else flag is (key.hides is Hides.WHEN_TRUE)), advice


def _read_option(key: HidingKey, value: object) -> Answer:
    """Read a build option: ``always``, ``never``, or a switch as Hugo had it before 0.68."""
    word, flag, name = text_of(value), flag_of(value), key.path.rpartition(".")[2]
    hides = False if word in _ALWAYS or flag is True else True if word in _NOT_ALWAYS or flag is False else None
    return hides, f"is neither always nor never, so the post was hidden; write {name}: always or {name}: never"


def _read_words(key: HidingKey, value: object) -> Answer:
    """Read a value that may be one or several words; others than the table's are about something else."""
    words = {word for text in texts_of(value) for word in text.casefold().split()}
    return not words.isdisjoint(key.words), ""


_READERS = {
    Hides.WHEN_TRUE: _read_switch,
    Hides.WHEN_FALSE: _read_switch,
    Hides.UNLESS_ALWAYS: _read_option,
    Hides.UNLESS_EMPTY: lambda _key, value: (value is not False and value != "", ""),
    Hides.UNLESS_FALSE: lambda _key, value: (flag_of(value) is not False, ""),
    Hides.WHEN_NAMED: _read_words,
}


def _apply_rule(
    rule: HideRule,
    entries: Mapping[str, list[Entry]],
    front_matter: FrontMatter,
    reason: SkipReason = SkipReason.HIDE_WHEN,
) -> Visibility:
    """Say whether a rule of the site's owner hides a post, and as what it is counted then."""
    first, *rest = rule.path
    for top, value in _inside(entries.get(fold_name(first), ()), rest):
        if _matches(value, rule.value):
            return Visibility(reason, front_matter.line_of(top))
    return _SHOWN


def _matches(value: object, wanted: str | None) -> bool:
    if wanted is None:
        return flag_of(value) is not False and value not in ("", [], {})
    flag = flag_of(wanted)
    folded = wanted.casefold()
    return (flag is not None and flag_of(value) is flag) or any(text.casefold() == folded for text in texts_of(value))


def _check_body(body: str) -> Visibility:
    if match := _ENCRYPTING_TAG.search(body):
        doubt = f"part of the post is encrypted ({match[0]}…), so all of it was skipped"
        return Visibility(SkipReason.PROTECTED, 0, doubt)
    return _SHOWN
