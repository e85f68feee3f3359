from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_index import make_post, make_searcher

from indexer.search.addresses import safe_url
from indexer.search.payload import landing_url, results_payload, snippet_html, suggestions_payload
from indexer.search.results import Hit, Note, Results, SearchRequest, SectionHit, Snippet, Suggestion, Translation

CASES = Path(__file__).resolve().parents[1] / "cases"
HIT = Hit(
    id="blog/a.md",
    url="https://example.org/a/",
    title=Snippet("A <b> & c", ((0, 1),)),
    snippet=Snippet("流量管理", ((0, 2), (3, 4)), cut_before=True),
    sections=(SectionHit(Snippet("标题"), "javascript:alert(1)", Snippet("文字")),),
    date=datetime(2019, 7, 2, 10, tzinfo=UTC),
    language="zh",
    authors=("林",),
    tags=("istio",),
    categories=(),
    score=12.3,
    translations=(Translation("en", "A in English", "https://example.org/en/a/"),),
)
RESULTS = Results("q", 42, 7, 2, 10, 1.256, (HIT,), {"lang": (("zh", 30),)}, "better", (Note("folded", "…"),))


SECTION = SectionHit(Snippet("b"), "/a/#b", Snippet("c"), fragment="b:~:text=c")


@pytest.mark.parametrize(
    ("shown", "address"),
    [
        (HIT._replace(fragment="b:~:text=c"), "https://example.org/a/#b:~:text=c"),
        (HIT._replace(fragment="b:~:text=c", url="/#/a"), "/#/a"),
        (HIT, "https://example.org/a/"),
        (SECTION, "/a/#b:~:text=c"),
        (SECTION._replace(fragment=""), "/a/#b"),
        (SECTION._replace(url="/#/a#b"), "/#/a#b"),
        (SECTION._replace(url="javascript:a#b"), ""),
    ],
)
def test_the_address_of_what_is_shown_leads_to_its_passage(shown, address):
    assert landing_url(shown) == address


@st.composite
def snippets(draw):
    text = draw(st.text("<>&\"'a流😀", max_size=30))
    ends = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    marks = tuple(zip(ends[0::2], ends[1::2], strict=False))
    return Snippet(text, marks)


def unescape_and_cut(html):
    """Read a snippet back: its text without marks, and what was marked."""
    parts = html.replace("</mark>", "<mark>").split("<mark>")
    plain = [
        part.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&#x27;", "'") for part in parts
    ]
    plain = [part.replace("&amp;", "&") for part in plain]
    return "".join(plain), plain[1::2]


@given(snippets())
def test_a_snippet_reads_back_as_its_text_and_its_marks(snippet):
    text, marked = unescape_and_cut(snippet_html(snippet))
    assert text == snippet.text
    assert marked == [snippet.text[start:end] for start, end in snippet.marks]


@given(snippets())
def test_a_snippet_holds_no_markup_but_marks(snippet):
    bare = snippet_html(snippet).replace("<mark>", "").replace("</mark>", "")
    assert not set("<>\"'") & set(bare)


@pytest.mark.parametrize(
    ("snippet", "html"),
    [
        (Snippet("流量管理", ((0, 2), (2, 4))), "<mark>流量</mark><mark>管理</mark>"),
        (Snippet("a word", cut_before=True, cut_after=True), "…a word…"),
        (Snippet("句子完了。", cut_after=True), "句子完了。"),
        (Snippet("It ends.", cut_before=True, cut_after=True), "…It ends."),
        (Snippet("😀<b>", ((0, 1),)), "<mark>😀</mark>&lt;b&gt;"),
        (Snippet(""), ""),
    ],
)
def test_marks_and_ellipses_stand_where_they_belong(snippet, html):
    assert snippet_html(snippet) == html


def test_results_are_written_as_the_contract_has_them():
    assert results_payload(RESULTS) == {
        "query": "q",
        "total": 42,
        "complete": 7,
        "page": 2,
        "per_page": 10,
        "took_ms": 1.26,
        "hits": [
            {
                "id": "blog/a.md",
                "url": "https://example.org/a/",
                "title": "A <b> & c",
                "title_html": "<mark>A</mark> &lt;b&gt; &amp; c",
                "snippet_html": "…<mark>流量</mark>管<mark>理</mark>",
                "sections": [{"heading": "标题", "url": "", "snippet_html": "文字", "heading_html": "标题"}],
                "date": "2019-07-02T10:00:00+00:00",
                "language": "zh",
                "authors": ["林"],
                "tags": ["istio"],
                "categories": [],
                "score": 12.3,
                "translations": [{"language": "en", "title": "A in English", "url": "https://example.org/en/a/"}],
            }
        ],
        "facets": {"lang": [["zh", 30]], "tag": [], "category": [], "author": [], "year": []},
        "suggestion": "better",
        "notes": [{"kind": "folded", "text": "…"}],
    }


def test_a_post_without_a_date_has_null():
    payload = results_payload(replace(RESULTS, hits=(HIT._replace(date=None),)))
    assert payload["hits"][0]["date"] is None


def test_a_hit_has_the_picture_of_its_post_where_its_address_is_safe():
    hits = tuple(HIT._replace(image=address) for address in ("/a.png", "", "javascript:alert(1)"))
    payload = results_payload(replace(RESULTS, hits=hits))
    assert [hit.get("image") for hit in payload["hits"]] == ["/a.png", None, None]


def test_a_post_brings_its_picture_to_its_hit():
    [hit] = make_searcher(make_post("a", "mesh", image="/a.png")).search(SearchRequest("mesh")).hits
    assert hit.image == "/a.png"


def test_suggestions_are_written_as_the_contract_has_them():
    given = (Suggestion("服务网格", "tag"), Suggestion("A", "title", "/a/"), Suggestion("B", "title", "data:x"))
    assert suggestions_payload("服", given) == {
        "query": "服",
        "suggestions": [
            {"text": "服务网格", "kind": "tag", "url": ""},
            {"text": "A", "kind": "title", "url": "/a/"},
            {"text": "B", "kind": "title", "url": ""},
        ],
    }


@pytest.mark.parametrize("url", ["https://a.example/文章/#标题", "HTTP://a.example/", "/", "/a b/?x=1#y"])
def test_addresses_of_the_web_and_of_the_site_are_kept(url):
    assert safe_url(url) == url


def unsafe_urls():
    lines = (CASES / "unsafe_urls.txt").read_text("utf-8").splitlines()[1:]
    return [line.encode("ascii", "backslashreplace").decode("unicode_escape") for line in lines]


@pytest.mark.parametrize("url", ["", *unsafe_urls()], ids=ascii)
def test_every_other_address_is_dropped(url):
    assert safe_url(url) == ""
