"""How long answers keep, and when an old one is as good as a new one: as long as the same posts can be found.

Source: RFC 9110, section 13.1.2 (``If-None-Match``); RFC 9111.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path

from flask import Flask, Response, g, request

from indexer.engines.base import Health
from indexer.errors import IndexUnusableError
from indexer.settings.settings import Settings
from search_app.web.current import SEARCHING, current_engine
from search_app.web.interface import interface_texts

_PAGE = "page.search"


@dataclass(frozen=True, slots=True)
class Freshness:
    """What tells one state of what is found from another, and how long it keeps.

    Attributes:
        installed: See ``stamp_of``.
        cache_seconds: How long an answer may be shown again without asking.
    """

    installed: bytes
    cache_seconds: int

    def make_tag(self, served: Health, root: str, path: str, asked: str, language: str = "") -> str:
        """Return a tag of the index, as it is visible now, and a question.

        Args:
            served: Says how it is visible.
            root: What the app is mounted below.
            path: The address there.
            asked: What stands behind it.
            language: That of the page; empty where there are no sentences.
        """
        parts = (state_of(served), language, root, path, asked)
        content = "\0".join(parts).encode("utf-8", "replace")
        return blake2b(content, digest_size=12, salt=self.installed).hexdigest()

    def seconds_kept(self, served: Health) -> int:
        """Return how long an answer keeps: until the next post comes or goes by the clock at most."""
        return int(min(self.cache_seconds, max(served.seconds_left, 0)))


def cache_control(seconds: int) -> str:
    """Return the header for what keeps so long."""
    return f"max-age={seconds}" if seconds else "no-cache"


def keep_fresh(app: Flask, settings: Settings) -> Freshness:
    """Tag what is found, let it be shown again for ``cache_seconds``, and answer 304 to who has it still.

    Nothing is kept longer than until the next post comes or goes by the clock.

    The tags of all processes that serve the same index with the same code and settings are the same.
    """
    freshness = Freshness(stamp_of(settings), settings.cache_seconds)

    def answer_unchanged() -> Response | None:
        if request.endpoint not in SEARCHING or request.method not in {"GET", "HEAD"}:
            return None
        # Before the search: a tag of a newer index on an older answer would keep that one for good.
        try:
            served = current_engine().health()
        except IndexUnusableError:
            return None
        g.served = served
        language = interface_texts().lang if request.endpoint == _PAGE else ""
        g.tag = freshness.make_tag(served, request.script_root, request.path, request.environ["QUERY_STRING"], language)
        g.keeps = freshness.seconds_kept(served)
        return Response(status=304) if request.if_none_match.is_weak(g.tag) else None

    def tag_answer(answer: Response) -> Response:
        if g.get("tag") and answer.status_code in {200, 304}:
            answer.set_etag(g.tag, weak=True)  # the answer says how long it took, so no two are alike
            answer.headers["Cache-Control"] = cache_control(g.keeps)
            if request.endpoint == _PAGE:
                answer.vary.add("Accept-Language")
            if request.if_none_match.star_tag:  # whatever there is will do: known only once something is found
                answer.status_code = 304
        return answer

    app.before_request(answer_unchanged)
    app.after_request(tag_answer)
    return freshness


def stamp_of(settings: Settings) -> bytes:
    """Return 8 bytes that change with what answers are made of besides the index: code, templates, words, settings."""
    looked = [*_installed_files(), *(_files_below(settings.theme) if settings.theme else ())]
    return blake2b(repr((looked, settings)).encode(), digest_size=8).digest()


def state_of(served: Health) -> str:
    """Return a text that changes with what is found: with the generation, its glossary, and the posts visible now."""
    return f"{served.generation}{served.words}{served.since}"


@cache
def _installed_files() -> tuple[tuple[str, int], ...]:
    """Return the files of this product as they were when the process first asked: it runs what it has loaded."""
    return tuple(each for name in ("indexer", "search_app") for each in _files_below(Path(str(files(name)))))


def _files_below(folder: Path) -> Iterator[tuple[str, int]]:
    """Yield path and time of change, in nanoseconds, of each file that is no compiled one."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield str(path), path.stat().st_mtime_ns
