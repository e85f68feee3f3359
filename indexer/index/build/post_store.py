"""Posts that a program gives, stored in files until workers read them: there may be more than memory holds."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import tzinfo
from pathlib import Path

from indexer.errors import UsageError
from indexer.index.build.pipeline import BATCH_BYTES, BATCH_FILES
from indexer.index.build.reading import PostBatch
from indexer.index.build.sources import Sources, digest_of
from indexer.posts.language import detect_language, normalise_language
from indexer.posts.post import Post


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
            UsageError: Two have one id, or an id cannot be used.
        """
        for given in posts:
            self._require_usable(given.id)
            post = _complete(given, self._zone)
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
    """Return a post with its language found out where it has none, and its date aware."""
    language = normalise_language(post.language) or detect_language(f"{post.title}\n\n{post.body}")
    date = post.date.replace(tzinfo=zone) if post.date and post.date.tzinfo is None else post.date
    return replace(post, language=language, date=date)
