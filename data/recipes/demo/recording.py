"""Record 20 seconds of the demo for the README as one animated picture: ``make pictures`` calls this.

Every frame is a picture of the page as it is, shown for as long as the script says, so that a slow machine records the
same.
"""

import io
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

SIZE = {"width": 920, "height": 640}
KEY_MS, LOOK_MS, LONG_MS = 110, 900, 1900
_QUALITY = 62


@dataclass
class Recording:
    """The frames of a page, and how long each is shown.

    Attributes:
        page: What is recorded.
        frames: Pictures.
        lengths: Of each, in milliseconds.
    """

    page: Page
    frames: list[Image.Image] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)

    def look(self, milliseconds: int = LOOK_MS) -> None:
        """Show the page as it is now, once nothing is under way."""
        self.page.wait_for_load_state("networkidle")
        self._take(milliseconds)

    def press(self, key: str, milliseconds: int = LOOK_MS) -> None:
        """Press a key."""
        self.page.keyboard.press(key)
        self.look(milliseconds)

    def type(self, *pieces: str) -> None:
        """Type letters one by one, or words as an input method commits them."""
        for piece in pieces:
            self.page.keyboard.insert_text(piece)
            self._take(KEY_MS)
        self.page.wait_for_timeout(400)
        self.look(LONG_MS)

    def click(self, place: str, milliseconds: int = LOOK_MS) -> None:
        """Click on the first element that a selector finds."""
        self.page.locator(place).first.click()
        self.page.wait_for_timeout(300)
        self.look(milliseconds)

    def save(self, path: Path) -> None:
        """Write an animated WebP that begins again at its end."""
        first, *others = self.frames
        first.save(path, save_all=True, append_images=others, duration=self.lengths, loop=0, quality=_QUALITY, method=6)

    def _take(self, milliseconds: int) -> None:
        shown = Image.open(io.BytesIO(self.page.screenshot(animations="disabled"))).convert("RGB")
        if self.frames and shown.tobytes() == self.frames[-1].tobytes():
            self.lengths[-1] += milliseconds
        else:
            self.frames.append(shown)
            self.lengths.append(milliseconds)


def record(page: Page, address: str, path: Path) -> None:
    """Record how a visitor uses box and page: by pinyin, by keys, by filters, and lands on the sentence."""
    recording = Recording(page)
    recording.look()
    recording.press("/")
    recording.type(*"fuwuwangge")
    _clear(recording)
    recording.type(*"k8s", "集群")
    recording.press("ArrowDown")
    recording.press("Enter", LONG_MS)
    page.goto(f"{address}search?ui=zh")
    recording.look()
    page.locator("#q").focus()
    recording.type("金丝雀", "发布")
    _clear(recording)
    recording.type(*"kubernetes")
    recording.click("#facet-period summary")
    recording.click(".histogram a:nth-of-type(3)", LONG_MS)
    recording.save(path)


def _clear(recording: Recording) -> None:
    recording.page.keyboard.press("Control+a")
    recording.press("Delete", KEY_MS)
