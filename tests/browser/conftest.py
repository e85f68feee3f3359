"""A Chromium, a blog with the box on it, and the service it asks."""

import os
import shutil
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest
from browser.box import PATIENT, Box
from browser.site import served_site

CHROMIUM = os.environ.get("CHROMIUM", shutil.which("chromium") or "")
FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
PATIENCE = 60_000  # milliseconds: what anything may take on however busy a machine


OPEN = ExitStack()


@cache
def open_chromium():
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="playwright is not installed: pip install playwright"
    )
    if not CHROMIUM:
        pytest.skip("no Chromium: install one, and name it in CHROMIUM where it is not `chromium`")
    playwright.expect.set_options(timeout=PATIENCE)
    driver = OPEN.enter_context(playwright.sync_playwright())
    browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS, timeout=300_000)
    OPEN.callback(browser.close)
    return browser


@cache
def open_site():
    return OPEN.enter_context(served_site())


@pytest.hookimpl(trylast=True)  # after a test's own fixtures
def pytest_runtest_teardown(nextitem):
    """Close browser and blog behind the last of these tests.

    They have threads, and a process with threads is never forked: each build in it would start an interpreter.
    """
    if nextitem is None or Path(__file__).parent not in nextitem.path.parents:
        OPEN.close()
        open_chromium.cache_clear()
        open_site.cache_clear()


@pytest.fixture
def chromium():
    """The browser, one for all tests."""
    return open_chromium()


@pytest.fixture
def site():
    return open_site()


@pytest.fixture
def visit(chromium, site):
    """Open pages as visitors of different kinds would; whatever their scripts complain of fails the test.

    Suggestions are waited for however late they are, unless ``hurried``.
    """
    contexts, complaints = [], []

    def open_page(path="/", *, hurried=False, **options):
        init, route = options.pop("init", ""), options.pop("route", None)
        context = chromium.new_context(**({"locale": "zh-CN"} | options))
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        context.add_init_script(init if hurried else f"{PATIENT}\n{init}")
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if route:
            page.route("**/api/**", route)
        page.goto(site.address + path.removeprefix("/"))
        return Box(page)

    site.add("/")
    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def box(visit):
    """The box on a Chinese page."""
    return visit()
