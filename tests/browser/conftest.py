"""A Chromium, a blog with the box on it, and the service it asks."""

import os
import shutil

import pytest
from browser.box import PATIENT, Box
from browser.site import served_site

CHROMIUM = os.environ.get("CHROMIUM", shutil.which("chromium") or "")
FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
PATIENCE = 60_000  # milliseconds: what anything may take on however busy a machine


@pytest.fixture(scope="session")
def chromium():
    """The browser, one for all tests."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="playwright is not installed: pip install playwright"
    )
    if not CHROMIUM:
        pytest.skip("no Chromium: install one, and name it in CHROMIUM where it is not `chromium`")
    playwright.expect.set_options(timeout=PATIENCE)
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS, timeout=300_000)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site():
    with served_site() as served:
        yield served


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
