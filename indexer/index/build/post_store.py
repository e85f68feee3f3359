"""Posts that a program gives, stored in files until workers read them: there may be more than memory holds."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

from indexer.errors import UsageError
from indexer.index.build.pipeline import BATCH_BYTES, BATCH_FILES
from indexer.index.build.reading import PostBatch
from indexer.index.build.sources import Sources, digest_of
from indexer.posts.language import detect_language, normalise_language
from indexer.posts.post import Post

_TEXTS = ("id", "url", "title", "body", "language", "section", "summary", "translation_key")
_LISTS = ("authors", "tags", "categories", "keywords")


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
            UsageError: Two have one id, an id cannot be used, or what should be text is none.
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
    """Return a post with its language found out where it has none, its date aware, and all values of plain types.

    Text of a type of the caller's own (a template's, an enumeration's) could not be sent to another process.

    Raises:
        UsageError: What should be text is none.
    """
    texts: dict[str, Any] = {name: _text(post, name, getattr(post, name)) for name in _TEXTS}
    lists: dict[str, Any] = {name: tuple(_text(post, name, each) for each in getattr(post, name)) for name in _LISTS}
    language = normalise_language(texts["language"]) or detect_language(f"{texts['title']}\n\n{texts['body']}")
    return replace(post, **{**texts, **lists, "language": language}, date=_aware(post.date, zone))


def _text(post: Post, name: str, value: object) -> str:
    if isinstance(value, str):
        return str.__str__(value)  # a plain one, whatever the type makes of ``str()`` and slices
    raise UsageError(f"{post.id}: {name} is no text but {type(value).__name__}; give it as str")


def _aware(date: datetime | None, zone: tzinfo) -> datetime | None:
    """Return a date of Python's own type, with a zone that is but an offset."""
    if date is None:
        return None
    aware = date if date.tzinfo else date.replace(tzinfo=zone)
    return datetime.fromisoformat(aware.isoformat())
