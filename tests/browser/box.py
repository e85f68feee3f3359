"""The box as a visitor sees it."""

import json
from urllib.parse import parse_qs, urlsplit

PATIENT = """{
    const plain = setTimeout;  // 150 ms is how long results wait for suggestions
    window.setTimeout = (what, ms, ...rest) => plain(what, ms === 150 ? 60_000 : ms, ...rest);
}"""
FOUR_FRAMES = """(async () => {  // what wheel and eye meet is up to two frames behind what scripts have done
    for (let frame = 0; frame < 4; frame++) await new Promise(requestAnimationFrame);
})()"""

SHIFTS = """new PerformanceObserver((list) => {
    for (const each of list.getEntries()) (window.shifts ??= []).push(each.value);
}).observe({type: 'layout-shift'})"""


class Box:
    """One box on an open page; ``index`` counts them."""

    def __init__(self, page, index=0):
        self.page, self.keyboard = page, page.keyboard
        self.host = page.locator("post-search").nth(index)
        self.button = self.host.locator(".button")
        self.dialog = self.host.locator("dialog")
        self.input = self.host.get_by_role("combobox", include_hidden=True)
        self.options = self.host.get_by_role("option")
        self.hits = self.host.locator(".hit")
        self.status = self.host.get_by_role("status")
        self.all = self.host.locator(".all")

    def open(self):
        self.button.click()
        return self

    def type(self, text):
        """Type letters one by one; Chinese comes as an input method commits it."""
        self.keyboard.type(text)
        return self

    def search(self, text):
        """Type a text and wait until its answer is shown."""
        with self.page.expect_response(lambda answer: asked(answer.request) == text):
            self.type(text)
        self.settle()
        return self

    def settle(self):
        """Wait until the answer to what stands in the box is shown, or that there is none."""
        self.host.locator(".panel.open:not(.waiting)").wait_for()

    def press(self, *keys):
        for key in keys:
            self.keyboard.press(key)
        return self

    def chosen(self):
        """Return the title of the chosen option, as a screen reader finds it; empty when none is."""
        return self.input.evaluate(
            """input => {
                const id = input.getAttribute('aria-activedescendant');
                const option = id && input.getRootNode().getElementById(id);
                return option ? option.querySelector('.title').textContent : '';
            }"""
        )

    def focused(self):
        """Return the class of the element in the box that has focus, or what else has it."""
        return self.page.evaluate(
            """() => {
                const host = document.activeElement;
                const inner = host.shadowRoot?.activeElement;
                return inner ? inner.classList[0] : host.id || host.localName;
            }"""
        )

    def compose(self, *steps, commit):
        """Type with an input method: what stands in the field after each key, and the word that is taken."""
        session = self.page.context.new_cdp_session(self.page)
        for text in steps:
            session.send(
                "Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)}
            )
        if commit is not None:
            session.send("Input.insertText", {"text": commit})
        return self


def asked(request):
    """Return the text that a request searches for, or None."""
    parts = urlsplit(request.url)
    return (
        parse_qs(parts.query, keep_blank_values=True).get("q", [""])[0] if parts.path.endswith("/api/search") else None
    )


class Requests:
    """The searches a page asks for, in order."""

    def __init__(self, page):
        self.texts, self.addresses = [], []
        page.on("request", self._note)

    def _note(self, request):
        text = asked(request)
        if text is not None:
            self.texts.append(text)
            self.addresses.append(request.url)


def answer_with(**changes):
    """Return an answer of the service with one hit, changed as told."""
    hit = {
        "id": "a.md",
        "url": "/a/",
        "title": "A",
        "title_html": "A",
        "snippet_html": "a",
        "sections": [],
        "date": None,
    }
    hit |= {"language": "en", "authors": [], "tags": [], "categories": [], "score": 1.0, "translations": []}
    facets = {"lang": [], "tag": [], "category": [], "author": [], "year": []}
    answer = {"query": "a", "total": 1, "page": 1, "per_page": 8, "took_ms": 1, "hits": [hit], "facets": facets}
    return answer | {"suggestion": None, "notes": []} | changes


def fulfill(route, payload, status=200):
    """Answer in the service's place."""
    headers = {"Access-Control-Allow-Origin": "*", "Content-Type": "application/json"}
    body = payload if isinstance(payload, str) else json.dumps(payload)
    route.fulfill(status=status, headers=headers, body=body)
