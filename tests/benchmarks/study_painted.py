"""From the key to the picture: a visitor types into the box in a real browser, and waits until results are painted."""

import importlib.util
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from benchmarks.apart import serve
from benchmarks.peers import OURS

CHROMIUM = os.environ.get("CHROMIUM", shutil.which("chromium") or "")
_FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
_BETWEEN_KEYS_MS = 70
"""Of a fast typist; who types more slowly waits no longer for the last key's results."""

_PAGE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>A blog</title>
<script type="module" src="/search-box.js"></script><post-search></post-search>"""
_WATCH = """() => {
    const panel = document.querySelector('post-search').shadowRoot.querySelector('.panel');
    window.painted = {};
    for (const kind of ['keydown', 'compositionend'])
        document.addEventListener(kind, (event) => (window.key = event.timeStamp), true);
    // A message that is sent while a frame is prepared comes when it has been painted.
    const note = () => {
        const {port1, port2} = new MessageChannel();
        port1.onmessage = () => (window.painted = {key: window.key, at: performance.now()});
        port2.postMessage(null);
    };
    const look = () => panel.classList.contains('waiting') || requestAnimationFrame(note);
    new MutationObserver(look).observe(panel, {attributes: true, attributeFilter: ['class']});
}"""
_IS_PAINTED = "painted.key !== undefined && painted.key === window.key"
_READ = """() => {
    const asked = performance.getEntriesByType('resource').findLast((each) => each.name.includes('/api/search?'));
    performance.clearResourceTimings();
    return [key, asked.startTime, asked.responseEnd, painted.at];
}"""


class Wait(NamedTuple):
    """What one visitor waited for one answer, in milliseconds.

    Attributes:
        total: From the last key, or the word that an input method gave, to the painted frame.
        pause: Until the box asked: it waits whether more is typed.
        search: In the service, as ``took_ms`` says.
        way: All else of the request: loopback, server, Flask, JSON.
        drawing: From the answer's last byte to the painted frame.
    """

    total: float
    pause: float
    search: float
    way: float
    drawing: float


@dataclass(frozen=True, slots=True)
class Painted:
    """What visitors waited: for each part of ``Wait`` the median and the 95th percentile, in milliseconds."""

    answers: int
    parts: dict[str, tuple[float, float]]


def reason_not_to() -> str:
    """Say why painting cannot be measured here; empty where it can."""
    if not importlib.util.find_spec("playwright"):
        return "painted results, because Playwright is not installed (pip install playwright)"
    return "" if CHROMIUM else "painted results, because there is no Chromium (apt install chromium, or set CHROMIUM)"


def study_painted(index: Path, queries: Sequence[str]) -> dict[str, Painted]:
    """Type each query into the box as a visitor would: Latin key by key, Chinese through an input method."""
    waits: dict[str, list[Wait]] = {"typed": [], "input method": []}
    with serve(OURS, index) as port, _opened(f"http://127.0.0.1:{port}/") as page:
        for number, text in enumerate(queries):
            wait = _wait_for(page, text)
            if number:  # the first one starts the browser's and the service's engines
                waits["typed" if text.isascii() else "input method"].append(wait)
    return {kind: _summarise(found) for kind, found in waits.items() if found}


@contextmanager
def _opened(service: str) -> Iterator[Any]:
    """Open a page with a box on it, of the service's own origin."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(_FLAGS))
        page = browser.new_page(locale="zh-CN")
        page.route(f"{service}blog/", lambda route: route.fulfill(body=_PAGE, content_type="text/html"))
        page.goto(f"{service}blog/")
        page.unroute_all()  # else every request makes a detour
        page.evaluate(_WATCH)
        yield page
        browser.close()


def _wait_for(page: Any, text: str) -> Wait:
    page.evaluate("document.querySelector('post-search').open('')")
    page.locator("post-search .panel:not(.waiting)").wait_for()
    with page.expect_response(lambda answer: _asked(answer.url) == text) as answered:
        _type(page, text)
    page.wait_for_function(_IS_PAINTED)
    key, asked, answered_at, painted = page.evaluate(_READ)
    search = float(answered.value.json()["took_ms"])
    return Wait(painted - key, asked - key, search, answered_at - asked - search, painted - answered_at)


def _type(page: Any, text: str) -> None:
    if text.isascii():
        page.keyboard.type(text, delay=_BETWEEN_KEYS_MS)
        return
    session = page.context.new_cdp_session(page)
    session.send("Input.imeSetComposition", {"text": "pin", "selectionStart": 3, "selectionEnd": 3})
    session.send("Input.insertText", {"text": text})
    session.detach()


def _asked(url: str) -> str | None:
    parts = urlsplit(url)
    return parse_qs(parts.query).get("q", [""])[0] if parts.path.endswith("/api/search") else None


def _summarise(waits: Sequence[Wait]) -> Painted:
    parts = {name: [getattr(wait, name) for wait in waits] for name in Wait._fields}
    return Painted(len(waits), {name: (median(values), _percentile95(values)) for name, values in parts.items()})


def _percentile95(values: Sequence[float]) -> float:
    return quantiles(values, n=20, method="inclusive")[18] if len(values) > 1 else values[0]
