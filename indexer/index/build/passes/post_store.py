"""Posts that a program gives, stored in files until workers read them: there may be more than memory holds."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, tzinfo
from pathlib import Path
from typing import Any, get_args

from indexer.errors import UsageError
from indexer.index.build.passes.pipeline import BATCH_BYTES, BATCH_FILES
from indexer.index.build.passes.reading import PostBatch
from indexer.index.build.sources import Sources, digest_of
from indexer.moments import in_zone
from indexer.posts.chinese_locale import locale_of, normalise_locale
from indexer.posts.language import detect_language, normalise_language
from indexer.posts.post import Markup, Post

_TEXTS = (
    "id", "url", "title", "body", "language", "locale", "section", "summary", "translation_key", "site", "image",
)  # fmt: skip
_LISTS = ("authors", "tags", "categories", "keywords")
_DATES = ("date", "visible_from", "visible_until")


class PostStore:
    """Stores posts in files as they come, in batches for workers; those that an index has already are dropped.

    Attributes:
        batches: What was stored.
        digests: Of every post that came, by its id.
    """

    def __init__(self, folder: Path, zone: tzinfo, known: Sources | None = None) -> None:
        self.batches: list[PostBatch] = []
        self.digests: dict[str, int] = {}
        self._folder = folder
        self._zone = zone
        self._known = known.digests_of_posts if known else {}
        self._open: list[tuple[Post, int]] = []
        self._size = 0

    @property
    def stored(self) -> list[str]:
        """The ids of the posts that were stored."""
        return [post_id for batch in self.batches for post_id in batch.ids]

    def take_in(self, posts: Iterable[Post]) -> None:
        """Store posts.

        Raises:
            UsageError: Two have one id, an id cannot be used, or a value is of another type than its field.
        """
        for given in posts:
            post = _complete(given, self._zone)
            self._require_usable(post.id)
            digest = self.digests[post.id] = digest_of(repr(post).encode("utf-8", "surrogatepass"))
            if self._known.get(post.id) != digest:
                self._add(post, digest)
        self._close_batch()

    def _require_usable(self, post_id: str) -> None:
        if not post_id or not post_id.isprintable():
            raise UsageError(f"a post has the id {post_id!r}; give it one of characters that can be printed")
        if post_id in self.digests:
            raise UsageError(f"two posts have the id {post_id}; give each an id of its own")

    def _add(self, post: Post, digest: int) -> None:
        if len(self._open) >= BATCH_FILES or self._size + len(post.body) > BATCH_BYTES:
            self._close_batch()
        self._open.append((post, digest))
        self._size += len(post.body)

    def _close_batch(self) -> None:
        if self._open:
            self.batches.append(PostBatch.store(self._folder / f"{len(self.batches)}.posts", self._open))
        self._open, self._size = [], 0


def _complete(post: Post, zone: tzinfo) -> Post:
    """Return a post with its language found out where it has none, its dates aware, and all values of plain types.

    Text of a type of the caller's own (a template's, an enumeration's) could not be sent to another process.

    Raises:
        UsageError: A value is of another type than its field.
    """
    if not isinstance(post, Post):
        raise UsageError(f"{post!r:.80} is no post but {type(post).__name__}; give it as indexer.Post")
    texts: dict[str, Any] = {name: _text(post, name, getattr(post, name)) for name in _TEXTS}
    lists: dict[str, Any] = {name: _list(post, name, getattr(post, name)) for name in _LISTS}
    dates: dict[str, Any] = {name: _aware(post, name, getattr(post, name), zone) for name in _DATES}
    if post.markup not in get_args(Markup):
        raise UsageError(f"{post.id}: markup is {post.markup!r}; give one of {', '.join(get_args(Markup))}")
    language = normalise_language(texts["language"]) or detect_language(f"{texts['title']}\n\n{texts['body']}")
    told = normalise_locale(texts["locale"] or texts["language"])
    locale = locale_of(language, f"{texts['title']}\n\n{texts['body']}", told)
    return replace(post, **{**texts, **lists, **dates, "language": language, "locale": locale}, blocks=())


def _text(post: Post, name: str, value: object) -> str:
    if isinstance(value, str):
        return str.__str__(value)  # a plain one, whatever the type makes of ``str()`` and slices
    raise UsageError(f"{post.id}: {name} is no text but {type(value).__name__}; give it as str")


def _list(post: Post, name: str, values: object) -> tuple[str, ...]:
    """Return a list of texts; one text alone would be taken for a list of its characters."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise UsageError(f"{post.id}: {name} is no list but {type(values).__name__}; give it as a tuple of str")
    return tuple(_text(post, name, each) for each in values)


def _aware(post: Post, name: str, value: object, zone: tzinfo) -> datetime | None:
    """Return a date of Python's own type, with a zone that is but an offset; a day alone is its first moment.

    A moment in UTC is one in ``zone``: programs keep moments so, and mean no place by it.
    """
    if value is None:
        return None
    if not isinstance(value, date):
        raise UsageError(f"{post.id}: {name} is no date but {type(value).__name__}; give it as datetime")
    moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day, tzinfo=zone)
    aware = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return datetime.fromisoformat((aware if aware.utcoffset() else in_zone(aware, zone)).isoformat())
