"""Whether visitors may find a post, by what stands in it. Whatever is unclear hides it, and is told."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from indexer.posts.dates import EXPIRY_KEYS, PUBLICATION_KEYS, parse_date
from indexer.posts.fields import flag_of, text_of
from indexer.posts.front_matter import FrontMatterError
from indexer.posts.generators.base import Place
from indexer.posts.post import FrontMatter, IncludePolicy, SkipReason

# Switches that keep a post out of a site's search: PaperMod's for Hugo, Zola's, hexo-generator-search's.
_SEARCH_ON = ("search", "in_search_index", "indexing", "searchable")
_SEARCH_OFF = ("searchHidden", "search_exclude")
_BUILD = ("build", "_build")
_OPTIONS = ("list", "render")
_NOT_ALWAYS = frozenset({"never", "local", "link"})
_PASSWORDS = ("password", "passwd", "pwd")
_ENCRYPTED = ("encrypt", "encrypted", "protected")
# hugo-encryptor, FixIt's fixit-encryptor, Hexo's encrypt: the source below them is plain text.
_ENCRYPTING_TAG = re.compile(r"\{\{[<%]\s*/?\s*[\w-]{0,30}encrypt|\{%-?\s*[\w-]{0,30}encrypt", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Visibility:
    """Whether a post is shown.

    Attributes:
        reason: Why it is not; None when it is.
        line: Where in the file that stands.
        doubt: What a person should put right, when the post was hidden to be on the safe side; else empty.
    """

    reason: SkipReason | None = None
    line: int = 0
    doubt: str = ""


_SHOWN = Visibility()


def judge_content(front_matter: FrontMatter, admission: IncludePolicy) -> Visibility:
    """Say whether a post's own switches hide it, in any generator: drafts, search, passwords."""
    hidden = (verdict for verdict in _verdicts(front_matter) if verdict.reason)
    return next((v for v in hidden if not (admission.drafts and v.reason is SkipReason.DRAFT)), _SHOWN)


def _verdicts(front_matter: FrontMatter) -> Iterator[Visibility]:
    yield _judge_switch(front_matter, "draft", SkipReason.DRAFT, hides=True)
    yield _judge_published(front_matter)
    yield from (_judge_build(front_matter, name) for name in _BUILD)
    yield from (_judge_search(front_matter, name) for name in _SEARCH_ON)
    yield from (_judge_switch(front_matter, name, SkipReason.SEARCH_OFF, hides=True) for name in _SEARCH_OFF)
    yield from (_judge_password(front_matter, name) for name in _PASSWORDS)
    yield from (_judge_encryption(front_matter, name) for name in _ENCRYPTED)
    yield _judge_body(front_matter.body)


def judge_dates(place: Place, now: datetime, admission: IncludePolicy) -> Visibility:
    """Say whether a post is not to be seen yet."""
    live_from = place.live_from or place.date
    if live_from and live_from > now and not admission.future:
        return Visibility(SkipReason.FUTURE)
    return _SHOWN


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


def _judge_switch(front_matter: FrontMatter, name: str, reason: SkipReason, *, hides: bool) -> Visibility:
    """Hide where a switch stands at ``hides``, and where it is unclear."""
    for value in front_matter.all_of(name):
        flag = flag_of(value)
        if flag is None:
            shown = text_of(value)[:40]
            doubt = f"{name}: “{shown}” is neither true nor false, so the post was hidden; write {name}: true or false"
            return Visibility(reason, front_matter.line_of(name), doubt)
        if flag is hides:
            return Visibility(reason, front_matter.line_of(name))
    return _SHOWN


def _judge_published(front_matter: FrontMatter) -> Visibility:
    """Judge ``published``, which is a switch for Jekyll and Hexo, and a date for others."""
    if all(_is_date(value) for value in front_matter.all_of("published")):
        return _SHOWN
    return _judge_switch(front_matter, "published", SkipReason.UNLISTED, hides=False)


def _judge_build(front_matter: FrontMatter, name: str) -> Visibility:
    """Judge ``build: {list: never}`` and ``{render: never}``; a ``build`` that is no map is something else."""
    maps = [value for value in front_matter.all_of(name) if isinstance(value, dict)]
    builds = [FrontMatter(build, {}, "", 0, front_matter.format) for build in maps]
    written = ((option, value) for build in builds for option in _OPTIONS for value in build.all_of(option))
    verdicts = (_judge_option(option, value, front_matter.line_of(name)) for option, value in written)
    return next((verdict for verdict in verdicts if verdict.reason), _SHOWN)


def _judge_option(option: str, value: object, line: int) -> Visibility:
    """Hide at anything but ``always``, or ``true`` as Hugo had it before 0.68."""
    word, flag = text_of(value), flag_of(value)
    if word == "always" or flag is True:
        return _SHOWN
    if word in _NOT_ALWAYS or flag is False:
        return Visibility(SkipReason.UNLISTED, line)
    doubt = f"{option}: “{word[:40]}” is neither always nor never, so the post was hidden"
    return Visibility(SkipReason.UNLISTED, line, f"{doubt}; write {option}: always or {option}: never")


def _is_date(value: object) -> bool:
    if isinstance(value, int | str) and flag_of(value) is not None:
        return False
    try:
        return parse_date(value, UTC) is not None
    except ValueError:
        return False


def _judge_search(front_matter: FrontMatter, name: str) -> Visibility:
    """Judge ``search: false``, and ``search: {exclude: true}`` as MkDocs writes it."""
    for value in front_matter.all_of(name):
        if isinstance(value, dict):
            nested = FrontMatter(value, {}, "", 0, front_matter.format)
            verdict = _judge_switch(nested, "exclude", SkipReason.SEARCH_OFF, hides=True)
            return Visibility(verdict.reason, front_matter.line_of(name), verdict.doubt)
    return _judge_switch(front_matter, name, SkipReason.SEARCH_OFF, hides=False)


def _judge_password(front_matter: FrontMatter, name: str) -> Visibility:
    """Hide posts with a password; an empty one and ``false`` switch it off, as hexo-blog-encrypt has it."""
    if any(value is not False and value != "" for value in front_matter.all_of(name)):
        return Visibility(SkipReason.PROTECTED, front_matter.line_of(name))
    return _SHOWN


def _judge_encryption(front_matter: FrontMatter, name: str) -> Visibility:
    """Hide posts whose encryption is anything but switched off."""
    if any(flag_of(value) is not False for value in front_matter.all_of(name)):
        return Visibility(SkipReason.PROTECTED, front_matter.line_of(name))
    return _SHOWN


def _judge_body(body: str) -> Visibility:
    if match := _ENCRYPTING_TAG.search(body):
        return Visibility(
            SkipReason.PROTECTED, 0, f"part of the post is encrypted ({match[0]}…), so all of it was left out"
        )
    return _SHOWN
