"""A first look at a site's posts: the words and names it has of its own, before anything is cut into words."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from indexer.posts.encoding import FALLBACKS
from indexer.posts.files import SourceFile
from indexer.posts.generators.base import Rules
from indexer.posts.post import Admission, Post
from indexer.posts.read import read_post
from indexer.text.analyzer import HAN
from indexer.text.folding import fold_text
from indexer.text.glossary import Entry
from indexer.text.pairs import clean_pairs, find_pairs
from indexer.text.segmenter import default_segmenter

_NAME = re.compile(rf"[{HAN}]{{2,8}}")
_QUOTED = re.compile(rf"[《「『“]([{HAN}]{{2,8}})[》」』”]")


@dataclass(frozen=True, slots=True)
class Findings:
    """What one post adds to what is known of a site.

    Attributes:
        names: Chinese tags, categories, keywords, and what is quoted in titles; folded.
        pairs: What the post sets beside each other, see ``find_pairs``.
    """

    names: frozenset[str] = frozenset()
    pairs: frozenset[tuple[str, str, bool]] = frozenset()


@dataclass(frozen=True, slots=True)
class Surveyor:
    """How the posts of one site are looked at; sent to each worker once."""

    rules: Rules
    now: datetime
    admission: Admission
    fallbacks: tuple[str, ...] = FALLBACKS

    def __call__(self) -> Callable[[SourceFile], Findings]:
        """Return what looks at a file."""
        return self._look

    def _look(self, source: SourceFile) -> Findings:
        post = read_post(source, self.rules, self.now, self.admission, self.fallbacks).outcome
        return look_at(post) if isinstance(post, Post) else Findings()


def look_at(post: Post) -> Findings:
    """Find what a post calls things."""
    names = (*post.tags, *post.categories, *post.keywords, *_QUOTED.findall(post.title))
    folded = frozenset(name for name in map(fold_text, names) if _NAME.fullmatch(name))
    text = fold_text(f"{post.title}\n{post.summary}\n{post.body}")
    return Findings(folded, frozenset(find_pairs(text)))


def choose_taught(findings: Iterable[Findings], glossary: Iterable[Entry]) -> tuple[str, ...]:
    """Return the names and glossary terms that the segmenter would cut to pieces, sorted."""
    terms = (fold_text(term) for entry in glossary for term in entry)
    candidates = {term for term in terms if _NAME.fullmatch(term)}.union(*(found.names for found in findings))
    segmenter = default_segmenter()
    return tuple(sorted(name for name in candidates if len(segmenter.segment(name)) > 1))


def mine_pairs(findings: Iterable[Findings], glossary: Iterable[Entry]) -> list[Entry]:
    """Return the pairs of names that a site uses for the same thing and that no glossary knows."""
    known = {fold_text(term) for entry in glossary for term in entry}
    pairs = clean_pairs(pair for found in findings for pair in sorted(found.pairs))
    return [pair for pair in pairs if not known & set(pair)]
