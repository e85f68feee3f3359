"""How long answers keep, and when an old one is as good as a new one: as long as the same posts can be found.

Source: RFC 9110, section 13.1.2 (``If-None-Match``); RFC 9111.
"""

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


def keep_fresh(app: Flask, settings: Settings) -> None:
    """Tag what is found, let it be shown again for ``cache_seconds``, and answer 304 to who has it still.

    Nothing is kept longer than until the next post comes or goes by the clock.

    The tags of all processes that serve the same index with the same code and settings are the same.
    """
    installed = stamp_of(settings)

    def answer_unchanged() -> Response | None:
        if request.endpoint not in SEARCHING or request.method not in {"GET", "HEAD"}:
            return None
        # Before the search: a tag of a newer index on an older answer would keep that one for good.
        try:
            served = current_engine().health()
        except IndexUnusableError:
            return None
        g.served = served
        g.tag = _make_tag(installed, served)
        g.keeps = int(min(settings.cache_seconds, max(served.seconds_left, 0)))
        return Response(status=304) if request.if_none_match.is_weak(g.tag) else None

    def tag_answer(answer: Response) -> Response:
        if g.get("tag") and answer.status_code in {200, 304}:
            answer.set_etag(g.tag, weak=True)  # the answer says how long it took, so no two are alike
            answer.headers["Cache-Control"] = f"max-age={g.keeps}" if g.keeps else "no-cache"
            if request.endpoint == _PAGE:
                answer.vary.add("Accept-Language")
        return answer

    app.before_request(answer_unchanged)
    app.after_request(tag_answer)


def stamp_of(settings: Settings) -> bytes:
    """Return 8 bytes that change with what answers are made of besides the index: code, templates, words, settings."""
    found = [path for folder in _folders(settings) for path in sorted(folder.rglob("*")) if path.is_file()]
    looked = [(str(path), path.stat().st_mtime_ns) for path in found if "__pycache__" not in path.parts]
    return blake2b(repr((looked, settings)).encode(), digest_size=8).digest()


def state_of(served: Health) -> str:
    """Return a text that changes with what is found: with the generation, its glossary, and the posts visible now."""
    return f"{served.generation}{served.words}{served.since}"


def _folders(settings: Settings) -> list[Path]:
    packages = [Path(str(files(name))) for name in ("indexer", "search_app")]
    return [*packages, *([settings.theme] if settings.theme else [])]


def _make_tag(installed: bytes, served: Health) -> str:
    """Return a tag of the index, as it is visible now, and the question."""
    language = interface_texts().lang if request.endpoint == _PAGE else ""
    asked = request.query_string.decode("latin-1")
    parts = (state_of(served), language, request.script_root, request.path, asked)
    return blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=12, salt=installed).hexdigest()
