"""Take the pictures of the documentation, and a recording, from the running demo: ``make pictures``.

Needs Hugo, Chromium, and ``pip install playwright pillow``.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from recording import SIZE, record

PICTURES = Path(__file__).resolve().parents[3] / ".github" / "pictures"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
PAGE, BOX = {"width": 1100, "height": 760}, {"width": 900, "height": 680}


@contextmanager
def demo() -> Iterator[str]:
    """Serve the demo on any free port; yield its address."""
    command = [sys.executable, "-u", str(Path(__file__).with_name("demo.py")), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603  our own script
        try:
            assert process.stdout  # it was asked for
            yield next(found[0] for line in process.stdout if (found := re.search(r"http://127\.0\.0\.1:\d+/", line)))
        finally:
            process.terminate()


def open_page(browser: Browser, address: str, size: dict[str, int], scheme: str, locale: str) -> Page:
    """Open a page as a visitor with a language and a colour scheme does."""
    context = browser.new_context(viewport=size, color_scheme=scheme, locale=locale)  # type: ignore[arg-type]  # as text
    page = context.new_page()
    page.goto(address)
    page.wait_for_load_state("networkidle")
    return page


def main() -> None:
    """Take every picture."""
    with demo() as address, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        shown = open_page(browser, f"{address}search?q=服务网格", PAGE, "light", "zh-CN")
        shown.screenshot(path=PICTURES / "page-zh.png")
        shown = open_page(browser, f"{address}search?q=canary+release", PAGE, "dark", "en")
        shown.screenshot(path=PICTURES / "page-en-dark.png")
        shown = open_page(browser, address, BOX, "light", "zh-CN")
        shown.locator("post-search .button").first.click()
        shown.keyboard.type("k8s集群")
        shown.locator("post-search .hit mark").first.wait_for()
        shown.wait_for_load_state("networkidle")
        shown.screenshot(path=PICTURES / "box-zh.png")
        shown = open_page(browser, address, SIZE, "light", "zh-CN")
        record(shown, address, PICTURES / "search.webp")
        browser.close()


if __name__ == "__main__":
    main()
