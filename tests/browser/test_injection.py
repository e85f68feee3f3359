"""Hostile words in every field of an answer: no script runs, no policy is broken, nothing but words appears."""

import re
from pathlib import Path

import pytest
from browser.box import answer_with, asked, fulfill
from playwright.sync_api import expect
from web.outline import read_cases

CASES = Path(__file__).resolve().parents[1] / "cases"
PAYLOADS = [text for text in read_cases(CASES / "script_injections.txt") if not re.search("[\ud800-\udfff]", text)]
UNSAFE = read_cases(CASES / "unsafe_urls.txt")
GROUPS = [PAYLOADS[start : start + 8] for start in range(0, len(PAYLOADS), 8)]
POLICY = "script-src 'self' {service} ; object-src 'none'; base-uri 'none'"
WATCH = """
window.ran = []; window.stopped = [];
for (const name of ['alert', 'confirm', 'prompt', 'print']) window[name] = (...words) => ran.push([name, ...words]);
document.addEventListener('securitypolicyviolation', (event) => stopped.push(event.violatedDirective));
"""
NAMES = "box => [...box.shadowRoot.querySelectorAll('.results *, .filters *')].map((each) => each.localName)"
ALLOWED = {"a", "div", "span", "mark", "time", "svg", "path", "button", "strong", "ul", "li", "p"}


def hostile(words):
    """Return an answer with these words wherever words can be, unescaped and as addresses, too."""
    section = {"heading": words, "url": words, "snippet_html": words, "heading_html": words}
    hit = dict.fromkeys(("id", "title", "title_html", "snippet_html", "date", "language", "url"), words)
    hit |= {"sections": [section], "authors": [words], "tags": [words], "categories": [words], "score": 1}
    facets = {name: [[words, 1]] for name in ("lang", "tag", "category", "author", "year")}
    hit |= {"translations": [{"language": words, "title": words, "url": words}]}
    notes, suggestions = [{"kind": words, "text": words}], [{"text": words, "kind": words, "url": words}]
    return answer_with(total=9, hits=[hit], facets=facets, suggestion=words, notes=notes) | {"suggestions": suggestions}


@pytest.fixture
def attacked(visit, site):
    """Show the box, under a policy, with whatever answer is to come."""
    state = {"answer": {}, "status": 200}
    site.add("/attacked/", headers=[("Content-Security-Policy", POLICY.format(service=site.service))])
    box = visit("/attacked/", init=WATCH, route=lambda route: fulfill(route, state["answer"], state["status"]))
    return box, state


def ask(box, state, answer, status=200):
    """Let the box show an answer to a question that was not asked before."""
    state.update(answer=answer, status=status, asked=state.get("asked", 0) + 1)
    text = f"question {state['asked']}"
    with box.page.expect_response(lambda response: asked(response.request) == text):
        box.host.evaluate("(box, text) => box.open(text)", text)
    box.settle()


@pytest.mark.parametrize("payloads", GROUPS, ids=lambda payloads: ascii(payloads[0])[:30])
def test_words_of_an_answer_run_nothing(attacked, payloads):
    box, state = attacked
    for words in payloads:
        ask(box, state, hostile(words))
        expect(box.hits).to_have_count(1)
        shown = box.hits.locator(".title").text_content()
        assert "<mark>" in words or "&" in words or shown == words.replace("</mark>", "")
        assert set(box.host.evaluate(NAMES)) <= ALLOWED
        box.press("ArrowDown")
    assert box.page.evaluate("[ran, stopped]") == [[], []]


@pytest.mark.parametrize("payloads", GROUPS, ids=lambda payloads: ascii(payloads[0])[:30])
def test_words_of_an_error_or_a_visitor_run_nothing(attacked, payloads):
    box, state = attacked
    for words in payloads:
        ask(box, state, {"type": words, "title": words, "status": 400, "detail": words}, 400)
        parts = box.host.locator(".problem p > *")
        assert parts.evaluate_all("told => told.map(({childNodes: [text]}) => text.data)") == [words, words]
        state.update(answer=answer_with(hits=[], total=0), status=200)
        box.input.fill(words)
        box.settle()
        box.host.evaluate(
            "(box, words) => ['label', 'placeholder', 'page'].forEach((n) => box.setAttribute(n, words))", words
        )
    assert box.page.evaluate("[ran, stopped]") == [[], []]


def test_remembered_words_run_nothing(attacked):
    box, state = attacked
    state.update(answer=answer_with())
    for words in PAYLOADS:
        box.page.evaluate("words => localStorage['post-search:recent'] = words", words)
        box.host.evaluate("box => { box.close(); box.open('') }")
        box.settle()
    assert box.page.evaluate("[ran, stopped]") == [[], []]


def test_unsafe_addresses_are_links_nowhere(attacked, site):
    box, state = attacked
    for url in UNSAFE:
        section = {"heading": "h", "url": url, "snippet_html": ""}
        hit = answer_with()["hits"][0] | {"url": url, "sections": [section]}
        ask(box, state, answer_with(hits=[hit]) | {"suggestions": [{"text": "s", "kind": "title", "url": url}]})
        hrefs = box.host.evaluate("b => [...b.shadowRoot.querySelectorAll('[href]')].map((link) => link.href)")
        assert [href for href in hrefs if not href.startswith(("http:", "https:"))] == []
    box.host.evaluate(
        "box => { box.setAttribute('endpoint', 'javascript:alert(1)'); box.setAttribute('page', 'data:,x') }"
    )
    assert box.all.evaluate("link => link.href") in ("", f"{site.service}search?q=&ui=zh")
    assert box.page.evaluate("[ran, stopped]") == [[], []]


@pytest.mark.parametrize(
    "broken", [None, 1, "x", [], {"hits": 1}, {"hits": [None]}, {"hits": [{}]}, answer_with(notes=1)]
)
def test_an_answer_of_another_kind_is_a_failure_that_is_told(attacked, broken):
    box, state = attacked
    ask(box, state, broken)
    expect(box.host.locator(".problem")).to_contain_text("暂时无法连接搜索服务")


def test_this_would_notice_a_page_that_escapes_nothing(visit, site):
    site.add(
        "/careless/", body="<p>careless</p>", headers=[("Content-Security-Policy", POLICY.format(service=site.service))]
    )
    site.add("/reckless/", body="<p>reckless</p>")
    write = (
        "words => words.forEach((each) => document.body.append(document.createRange().createContextualFragment(each)))"
    )
    stopped, ran = visit("/careless/", init=WATCH).page, visit("/reckless/", init=WATCH).page
    for page in (stopped, ran):
        page.evaluate(write, [words for words in PAYLOADS if "<img" in words or words.startswith("<svg onload")])
    stopped.wait_for_function("stopped.length > 0")
    ran.wait_for_function("ran.length > 0")


def test_there_are_enough_payloads():
    assert len(PAYLOADS) >= 60
