"""A visitor who comes to a page, searches in the box, and follows the first section, or else the first hit."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import quote

import pytest
from browser.box import FOUR_FRAMES, PATIENT, Box
from browser.conftest import CHROMIUM, FLAGS, PATIENCE

NOTE_VIOLATIONS = """window.stopped = [];
document.addEventListener('securitypolicyviolation', (event) => stopped.push(event.violatedDirective))"""
TOP = "() => document.getElementById(decodeURIComponent(location.hash.slice(1)))?.getBoundingClientRect().top"


@dataclass(frozen=True, slots=True)
class Visit:
    """What a visitor saw.

    Attributes:
        titles: Of the hits.
        landed: Where a click on the first section led, or else on the first hit; without the text fragment.
        top: How far below the window's upper edge the passage's section stands there, in pixels; None where it is not.
        stopped: Directives of the page's policy that stopped something.
        label: What the field is called.
    """

    titles: list
    landed: str
    top: float | None
    stopped: list
    label: str


def visit(address, text):
    """Search from a page, in a thread of its own: Playwright allows one driver in each."""
    pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install playwright")
    if not CHROMIUM:
        pytest.skip("no Chromium: install one, and name it in CHROMIUM where it is not `chromium`")
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(_visit, address, text).result(timeout=600)


def _visit(address, text):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS, timeout=300_000)
        page = browser.new_page(locale="fr-FR")
        page.set_default_timeout(PATIENCE)
        page.add_init_script(f"{PATIENT}\n{NOTE_VIOLATIONS}")
        page.goto(address)
        box = Box(page).open()
        with page.expect_response(lambda answer: f"/api/search?q={quote(text)}" in answer.url):
            box.type(text)
        box.settle()
        titles = box.hits.locator(".title").all_text_contents()
        stopped, label = page.evaluate("stopped"), box.input.get_attribute("aria-label")
        sections = box.host.locator(".section")
        (sections if sections.count() else box.hits).first.click()
        page.wait_for_url(lambda url: url != address)
        page.evaluate(FOUR_FRAMES)
        seen = Visit(titles, page.url.partition(":~:")[0], page.evaluate(TOP), stopped, label)
        browser.close()
        return seen
