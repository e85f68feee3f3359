"""One file of a site -> a post."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from html import unescape

from indexer.errors import tell_mistake
from indexer.posts.chinese_locale import language_of, locale_of, normalise_locale
from indexer.posts.encoding import FALLBACKS, EncodingError, decode
from indexer.posts.fields import SUMMARY_KEYS, text_of, texts_of
from indexer.posts.front_matter import FrontMatterError
from indexer.posts.generators.base import Place, Rules
from indexer.posts.generators.several import OwnRules, own_rules
from indexer.posts.images import find_image
from indexer.posts.language import choose_language
from indexer.posts.list_pages import is_list_page
from indexer.posts.lookalikes import find_lookalikes
from indexer.posts.page_text import PageText, read_page_text
from indexer.posts.post import Dialect, FrontMatter, IncludePolicy, Post, PostReading, Problem, Skipped, SkipReason
from indexer.posts.source_file import SourceFile, describe, read_source
from indexer.posts.source_format import SourceFormat, format_of
from indexer.posts.visibility import Visibility, check_content, require_readable_dates

_LANGUAGE_KEYS = ("lang", "language", "languageCode", "locale")
_TAGGED = re.compile(
    r"<(?P<tag>b|code|del|em|i|kbd|mark|s|small|span|strong|sub|sup|u)(?:\s[^<>]*)?>(?P<inside>.*?)</(?P=tag)>",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST_TITLE = 1_000
_WRITE_TITLES_AS_HTML = frozenset({"eleventy", "jekyll"})
"""Liquid escapes nothing, and what WordPress exported has ``&#8217;`` in its titles."""


def read_post(
    source: SourceFile,
    rules: Rules,
    now: datetime,
    policy: IncludePolicy,
    fallbacks: tuple[str, ...] = FALLBACKS,
    *,
    read_bytes: Callable[[SourceFile], bytes] | None = None,
) -> PostReading:
    """Read one file: a post, or why it is skipped, or what is wrong with it.

    Whatever the file holds is no error. A post that might be meant to be hidden is not shown: what cannot be read, or
    is unclear about it, is skipped and named. A post that is not due yet, or has expired, is read like any other.

    Args:
        source: The file.
        rules: The site's.
        now: Aware; the date in the address of a post that has none.
        policy: Which posts are included that are otherwise skipped, and which are skipped besides.
        fallbacks: Encodings tried when it is not UTF-8.
        read_bytes: Gives the file's bytes or raises ``OSError``; ``read_source`` when None.

    Raises:
        MemoryError: The file needs more than there is.
        ImportError: A library of ours is missing; no file is to blame.
    """
    try:
        return _read(source, (read_bytes or read_source)(source), rules, now, policy, fallbacks=fallbacks)
    except OSError as error:
        return _refuse(source.id, 0, f"cannot be read: {describe(error)}")
    except EncodingError as error:
        return _refuse(source.id, error.line, str(error))
    except FrontMatterError as error:
        return _refuse(source.id, error.line, error.message)
    except (MemoryError, ImportError):  # who limits the memory, and started us, knows what to say
        raise
    except Exception as error:  # noqa: BLE001 - the border: a mistake of ours costs one post, never the whole index
        return _refuse(source.id, 0, f"cannot be read ({tell_mistake(error)}); please report this")


def _split(data: bytes, written: SourceFormat, fallbacks: tuple[str, ...]) -> tuple[FrontMatter, str]:
    """Split a file's bytes into metadata and body, with a warning about their encoding, if any."""
    if written.split_bytes and (front_matter := written.split_bytes(data)):
        return front_matter, ""
    decoded = decode(data, fallbacks)
    return written.split(decoded.text), decoded.warning


def _read(
    source: SourceFile, data: bytes, rules: Rules, now: datetime, policy: IncludePolicy, *, fallbacks: tuple[str, ...]
) -> PostReading:
    own = own_rules(rules, source.id)
    front_matter, warning = _split(data, format_of(own.rules.name, source.id), fallbacks)
    noted = [(0, warning)] if warning else []
    warnings = tuple(
        Problem(source.id, line, message, refused=False) for line, message in (*noted, *front_matter.warnings)
    )
    require_readable_dates(front_matter, own.rules.time_zone)
    place = rules.place(source.id, front_matter, now)
    if isinstance(place, Problem):
        return PostReading(source.id, None, (*warnings, replace(place, refused=True)))
    if isinstance(place, Skipped):
        return PostReading(source.id, place, warnings)
    warnings += place.problems
    visibility = check_content(place.front_matter, policy, own.rules.name)
    if visibility.reason:
        return _skip(source.id, visibility, visibility.reason, warnings)
    if is_list_page(place.front_matter):
        return PostReading(source.id, Skipped(source.id, SkipReason.NOT_A_POST), warnings)
    warnings += find_lookalikes(source.id, place.front_matter)
    page = read_page_text(own.pages, source, place, now) if own.pages else None
    if isinstance(page, Problem) and page.message:
        warnings += (page,)
    return PostReading(source.id, _outcome(source.id, place, page, own, policy), warnings)


def _outcome(
    post_id: str, place: Place, page: PageText | Skipped | Problem | None, own: OwnRules, policy: IncludePolicy
) -> Post | Skipped:
    """Make the post, of its built page where there is one."""
    if isinstance(page, Skipped):
        return page
    if isinstance(page, PageText):
        post = _make_post(post_id, page.place, own, policy, page.language)
        return replace(post, body=page.body, blocks=page.blocks, markup="plain", dialect=Dialect())
    return _make_post(post_id, place, own, policy)


def _skip(post_id: str, visibility: Visibility, reason: SkipReason, warnings: tuple[Problem, ...]) -> PostReading:
    if visibility.doubt:
        warnings += (Problem(post_id, visibility.line, visibility.doubt, refused=False),)
    return PostReading(post_id, Skipped(post_id, reason), warnings)


def _refuse(post_id: str, line: int, message: str) -> PostReading:
    return PostReading(post_id, None, (Problem(post_id, line, message),))


def _make_post(post_id: str, place: Place, own: OwnRules, policy: IncludePolicy, page_language: str = "") -> Post:
    front_matter = place.front_matter
    title = _without_tags(text_of(front_matter.get("title"))) or text_of(place.title)
    if own.rules.dialect.generator in _WRITE_TITLES_AS_HTML:
        title = text_of(unescape(title))
    text = f"{title}\n\n{front_matter.body}"
    told = place.language or normalise_locale(front_matter.get(*_LANGUAGE_KEYS)) or page_language
    language = language_of(told) or choose_language(language_of(place.likely_language), text)
    written = format_of(own.rules.name, post_id)
    return Post(
        id=post_id,
        url=place.url,
        title=title,
        body=front_matter.body,
        blocks=front_matter.blocks,
        date=place.date,
        language=language,
        locale=locale_of(language, text, told, place.likely_language),
        section=place.section,
        summary=_summary(front_matter),
        authors=texts_of(front_matter.get("authors")) or texts_of(front_matter.get("author")),
        tags=texts_of(front_matter.get("tags")) or texts_of(front_matter.get("tag")),
        categories=texts_of(front_matter.get("categories")) or texts_of(front_matter.get("category")),
        keywords=texts_of(front_matter.get("keywords")),
        translation_key=place.translation_key,
        dialect=replace(own.rules.dialect, generator=written.tags) if written.tags else own.rules.dialect,
        markup=written.markup,
        site=own.site,
        visible_from=None if policy.future else place.visible_from,
        visible_until=None if policy.expired else place.visible_until,
        image=_find_image(post_id, place, own.rules),
    )


def _without_tags(title: str) -> str:
    """Return a title as pages show it: ``如何理解 document`` for ``如何理解 <code>document</code>``."""
    while "</" in title and len(title) <= _LONGEST_TITLE and (found := _TAGGED.search(title)):
        title = f"{title[: found.start()]}{found['inside']}{title[found.end() :]}"
    return title


def _summary(front_matter: FrontMatter) -> str:
    """Return what a post says it is about; themes show a subtitle below the title."""
    told = (front_matter.get("subtitle"), front_matter.get(*SUMMARY_KEYS))
    return " · ".join(dict.fromkeys(filter(None, map(text_of, told))))


def _find_image(post_id: str, place: Place, rules: Rules) -> str:
    """Return the address of a post's picture; a page bundle, and a built page, name it from where they are."""
    lies_beside = rules.name == "html" or post_id.rpartition("/")[2].partition(".")[0] == "index"
    return find_image(place.front_matter, place.url, rules.base_url, lies_beside=lies_beside)
