"""A site on disk, read post by post."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

from indexer.errors import tell_mistake
from indexer.posts.encoding import FALLBACKS, Decoded, EncodingError, decode
from indexer.posts.fields import text_of, texts_of
from indexer.posts.files import SourceFile, describe, find_files, read_source
from indexer.posts.front_matter import FrontMatterError, split_front_matter
from indexer.posts.generators.base import Place, Rules
from indexer.posts.language import detect_language, normalise_language
from indexer.posts.post import IncludePolicy, Post, PostReading, Problem, Skipped, SkipReason
from indexer.posts.visibility import Visibility, judge_content, judge_dates, require_readable_dates

_ALWAYS = datetime.fromtimestamp(0, UTC)
"""When a post that is not to be seen yet has to be looked at again: each time."""
_LANGUAGE_KEYS = ("lang", "language", "languageCode", "locale")


def read_site(
    rules: Rules, now: datetime, admission: IncludePolicy, fallbacks: tuple[str, ...] = FALLBACKS
) -> Iterator[PostReading]:
    """Read every Markdown file of a site, in the order of their paths; one bad file alters no other.

    Args:
        rules: As ``recognise_site`` found them.
        now: Aware; what counts as the future.
        admission: Drafts, future and expired posts to be let in.
        fallbacks: Encodings tried on files that are not UTF-8.
    """
    for found in find_files(rules):
        match found:
            case SourceFile():
                yield read_post(found, rules, now, admission, fallbacks)
            case Skipped():
                yield PostReading(found.id, found)
            case Problem(refused=True):
                yield PostReading(found.path, None, (found,))
            case Problem():
                yield PostReading(found.path, Skipped(found.path, SkipReason.IGNORED), (found,))


def read_post(
    source: SourceFile,
    rules: Rules,
    now: datetime,
    admission: IncludePolicy,
    fallbacks: tuple[str, ...] = FALLBACKS,
    *,
    read_bytes: Callable[[SourceFile], bytes] | None = None,
) -> PostReading:
    """Read one file: a post, or why it is left out, or what is wrong with it.

    Whatever the file holds is no error. A post that might be meant to be hidden is not shown: what cannot be read, or
    is unclear about it, is left out and named.

    Args:
        source: The file.
        rules: The site's.
        now: Aware; what counts as the future.
        admission: Drafts, future and expired posts to be let in.
        fallbacks: Encodings tried when it is not UTF-8.
        read_bytes: Gives the file's bytes or raises ``OSError``; ``read_source`` when None.

    Raises:
        MemoryError: The file needs more than there is.
        ImportError: A library of ours is missing; no file is to blame.
    """
    try:
        return _read(source, decode((read_bytes or read_source)(source), fallbacks), rules, now, admission)
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


def _read(source: SourceFile, decoded: Decoded, rules: Rules, now: datetime, admission: IncludePolicy) -> PostReading:
    front_matter = split_front_matter(decoded.text)
    told = [(0, decoded.warning)] if decoded.warning else []
    warnings = tuple(
        Problem(source.id, line, message, refused=False) for line, message in (*told, *front_matter.warnings)
    )
    require_readable_dates(front_matter, rules.time_zone)
    place = rules.place(source.id, front_matter, now, admission)
    if isinstance(place, Problem):
        return PostReading(source.id, None, (*warnings, replace(place, refused=True)))
    if isinstance(place, Skipped):
        return PostReading(source.id, place, warnings, _ALWAYS if place.reason is SkipReason.FUTURE else None)
    warnings += place.problems
    for verdict in (judge_content(place.front_matter, admission), judge_dates(place, now, admission)):
        if verdict.reason:
            until = (place.live_from or place.date) if verdict.reason is SkipReason.FUTURE else None
            return _hide(source.id, verdict, verdict.reason, warnings, until)
    return PostReading(source.id, _make_post(source.id, place, rules), warnings, place.expires)


def _hide(
    post_id: str, verdict: Visibility, reason: SkipReason, warnings: tuple[Problem, ...], until: datetime | None
) -> PostReading:
    if verdict.doubt:
        warnings += (Problem(post_id, verdict.line, verdict.doubt, refused=False),)
    return PostReading(post_id, Skipped(post_id, reason), warnings, until)


def _refuse(post_id: str, line: int, message: str) -> PostReading:
    return PostReading(post_id, None, (Problem(post_id, line, message),))


def _make_post(post_id: str, place: Place, rules: Rules) -> Post:
    front_matter = place.front_matter
    title = text_of(front_matter.get("title")) or text_of(place.title)
    return Post(
        id=post_id,
        url=place.url,
        title=title,
        body=front_matter.body,
        date=place.date,
        language=place.language
        or normalise_language(front_matter.get(*_LANGUAGE_KEYS))
        or detect_language(f"{title}\n\n{front_matter.body}"),
        section=place.section,
        summary=text_of(front_matter.get("summary", "description", "excerpt")),
        authors=texts_of(front_matter.get("authors")) or texts_of(front_matter.get("author")),
        tags=texts_of(front_matter.get("tags")) or texts_of(front_matter.get("tag")),
        categories=texts_of(front_matter.get("categories")) or texts_of(front_matter.get("category")),
        keywords=texts_of(front_matter.get("keywords")),
        translation_key=place.translation_key,
        dialect=rules.dialect,
    )
