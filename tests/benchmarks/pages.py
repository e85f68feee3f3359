"""What the peers are given of a site: pages, read and cut into words in two processes.

Two readers: ``careful`` is this project's own reading and parsing; ``bare`` is the least that could be called one:
front matter by the YAML library's C code, every text event of the Markdown parser.
"""

import tomllib
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import pyromark
import yaml
from benchmarks.page import Page, space_words

from indexer.posts.files import list_files
from indexer.posts.generators.base import Rules
from indexer.posts.post import IncludePolicy, Post
from indexer.posts.read import read_post
from indexer.posts.site import recognise_site
from indexer.posts.source_file import SourceFile
from indexer.text.markup.markdown import parse_sections

WORKERS = 2
_BATCH = 32
_FENCES = ("---", "+++")


def read_pages(site: Path, *, bare: bool = False, workers: int = WORKERS) -> Iterator[Page]:
    """Read a site's posts in worker processes, in their order."""
    rules = recognise_site(site)
    sources = sorted(list_files(rules))
    read: Callable[[SourceFile], Page | None] = _read_bare if bare else partial(_read_carefully, rules)
    with ProcessPoolExecutor(workers, get_context("fork")) as pool:
        batches = [sources[first : first + _BATCH] for first in range(0, len(sources), _BATCH)]
        for pages in pool.map(partial(_read_batch, read), batches):
            yield from pages


def _read_batch(read: Callable[[SourceFile], Page | None], sources: list[SourceFile]) -> list[Page]:
    return [page for source in sources if (page := read(source))]


def _read_carefully(rules: Rules, source: SourceFile) -> Page | None:
    post = read_post(source, rules, datetime.now(UTC), IncludePolicy()).outcome
    if not isinstance(post, Post):
        return None
    sections = parse_sections(post.body, post.dialect)
    text = "\n".join((post.summary, *(part for s in sections for part in (s.heading, s.prose, s.code))))
    return Page(
        id=post.id,
        url=post.url,
        title=space_words(post.title),
        language=post.language,
        date=post.date.isoformat() if post.date else "",
        tags=space_words(" · ".join((*post.tags, *post.categories))),
        text=space_words(text),
    )


def _read_bare(source: SourceFile) -> Page:
    values, body = _split(source.path.read_text(encoding="utf-8", errors="replace"))
    text = "".join(event.get("Text") or event.get("Code") or "\n" for event in map(_as_dict, pyromark.events(body)))
    tags = values.get("tags") or []
    return Page(
        id=source.id,
        url=f"/{source.id.removesuffix('.md')}/",
        title=space_words(str(values.get("title") or source.path.stem)),
        language="",
        date=str(values.get("date") or ""),
        tags=space_words(" · ".join(map(str, tags)) if isinstance(tags, list) else str(tags)),
        text=space_words(text),
    )


def _as_dict(event: object) -> dict[str, str]:
    return event if isinstance(event, dict) else {}


def _split(text: str) -> tuple[dict[str, object], str]:
    """Return front matter and body; front matter that cannot be read is passed over."""
    fence = text[:3]
    if fence not in _FENCES or (end := text.find(f"\n{fence}", 3)) < 0:
        return {}, text
    block, body = text[3:end], text[end + 4 :]
    try:
        values = tomllib.loads(block) if fence == "+++" else yaml.load(block, yaml.CSafeLoader)
    except (yaml.YAMLError, tomllib.TOMLDecodeError):
        values = {}
    return (values if isinstance(values, dict) else {}), body
