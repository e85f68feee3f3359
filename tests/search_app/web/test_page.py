from itertools import pairwise

import pytest
from web.engine import CANARY, MESH, FixedEngine, results_of
from web.outline import Outline
from web.settings import settings_of

from indexer.engines.base import Health
from indexer.errors import IndexMissingError
from indexer.search.results import Note, SearchRequest, Snippet, Sort
from search_app import create_app

STATES = {
    "newest": "/",
    "found": "/search?q=服务网格",
    "filtered": "/search?q=a&tag=istio&lang=zh&from=2019-01-01&to=2019-12-31&sort=date&page=2",
    "English": "/search?q=a&ui=en",
    "refused": "/search?q=a&page=0",
    "unknown": "/nothing/here",
}


@pytest.fixture(params=[*STATES, "nothing", "nothing-filtered", "beyond", "empty", "no-index", "failed"])
def state(request, engine, client):
    """Return the HTML of the page in each of its states."""
    address = STATES.get(request.param, "/search?q=a")
    if request.param.startswith("nothing"):
        engine.results = results_of(facets={})
    if request.param == "nothing-filtered":
        address += "&tag=x&from=2019-07-02"
    if request.param == "beyond":
        engine.results, address = results_of(total=42, facets={}), "/search?q=a&page=9"
    if request.param == "empty":
        engine.results, address = results_of(facets={}), "/"
    engine.error = {"no-index": IndexMissingError("x"), "failed": RuntimeError("x")}.get(request.param)
    return client.get(address).get_data(as_text=True)


def test_every_state_is_well_formed(state):
    assert Outline(state).mistakes == []


def test_ids_are_unique_and_everything_named_exists(state):
    outline = Outline(state)
    ids = outline.values("id")
    assert len(ids) == len(set(ids))
    named = outline.values("for") + outline.values("form") + outline.values("aria-labelledby")
    named += [link[1:] for link in outline.links() if link.startswith("#")]
    assert set(named) <= set(ids)


def test_headings_begin_with_one_first_and_skip_no_level(state):
    levels = [int(tag[1]) for tag, _ in Outline(state).elements if tag in {"h1", "h2", "h3", "h4"}]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_state_has_its_landmarks_a_skip_link_and_a_labelled_field(state):
    outline = Outline(state)
    tags = [tag for tag, _ in outline.elements]
    assert all(tags.count(tag) == 1 for tag in ("header", "main", "footer"))
    assert outline.links()[0] == "#results"
    assert {"q"} <= set(outline.values("for"))
    assert outline.values("role")[0] == "search"


def test_nothing_is_asked_of_other_sites_and_only_our_script_runs(state):
    outline = Outline(state)
    loaded = [attributes["href"] for tag, attributes in outline.elements if tag == "link"]
    assert all(address.startswith("/") for address in loaded)
    assert outline.values("src") == ["/search-page.js"]
    assert not outline.values("style")
    tags = [tag for tag, _ in outline.elements]
    assert tags.count("script") == 1
    assert not {"style", "iframe"} & set(tags)


def test_a_note_of_other_words_leads_to_a_search_without_them(page, engine):
    notes = (Note("synonym", "Also searching: x", ("网关", "mesh"), '"a"'), Note("missing", "not found: b", ("b",)))
    engine.results = results_of(MESH, notes=notes)
    html = page("/search?q=a&tag=x")
    assert "<li>同时搜索：网关、mesh" in html
    assert 'href="/search?q=%22a%22&amp;tag=x" aria-label="只搜索输入的词语：同时搜索：网关、mesh"' in html
    assert "<li>没有文章提到：b</li>" in html


def test_the_language_is_said_only_of_posts_in_another_than_most(page, engine):
    engine.results = results_of(MESH, MESH._replace(id="b"), CANARY)
    html = page("/search?q=a")
    assert html.count('class="badge"') == 1
    assert '<span class="badge" lang="en">English</span>' in html


def test_years_are_a_picture_of_links(page):
    html = page("/search?q=a", accept="en")
    assert '<a href="/search?q=a&amp;year=2019" aria-label="2019: 20 posts">' in html
    assert Outline(html).mistakes == []


def test_the_title_names_the_search_and_the_site(page):
    assert "<title>服务网格 - 搜索 - 网格博客</title>" in page("/search?q=服务网格")
    assert "<title>mesh - Search - 网格博客</title>" in page("/search?q=mesh", accept="en")
    assert "<title>搜索 - 网格博客</title>" in page("/")


@pytest.mark.parametrize(
    ("accept", "lang"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("zh-CN,en;q=0.8", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("zh-Hant-HK,zh;q=0.5", "zh-Hant"),
        ("en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("fr,zh;q=0.5,en;q=0.4", "zh-Hans"),
        ("fr", "en"),
        ("zh;q=0,en;q=0.1", "en"),
        ("", "en"),
        ("*", "en"),
        (";;q=x,\x7f", "en"),
    ],
)
def test_the_page_speaks_the_language_the_browser_prefers(page, accept, lang):
    assert f'<html lang="{lang}">' in page("/", accept=accept)


def test_the_visitors_choice_beats_the_sites_and_the_browsers():
    client = create_app(FixedEngine(), settings=settings_of(language="zh")).test_client()
    assert client.get("/", headers={"Accept-Language": "en"}).headers["Content-Language"] == "zh-Hans"
    assert client.get("/?ui=en").headers["Content-Language"] == "en"
    assert client.get("/?ui=xx").headers["Content-Language"] == "zh-Hans"


def test_the_chosen_language_stays_in_every_link_and_in_the_form(page):
    html = page("/search?q=a&ui=en&tag=x&page=2")
    inside = [link for link in Outline(html).links() if link.startswith("/search")]
    assert len(inside) > 10
    assert all("ui=" in link for link in inside)
    assert '<input type="hidden" name="ui" value="en">' in html


def test_the_page_can_be_switched_to_the_other_language(page):
    assert 'href="/search?q=a&amp;tag=x&amp;ui=en" lang="en"' in page("/search?q=a&tag=x")
    assert 'href="/search?q=a&amp;ui=zh" lang="zh-Hans"' in page("/search?q=a", accept="en")
    assert 'href="/search?q=a&amp;ui=zh-Hant" lang="zh-Hant"' in page("/search?q=a", accept="en")


def test_a_hit_shows_what_is_known_of_it(page):
    html = page("/search?q=服务网格")
    assert '<article class="hit" lang="zh">' in html
    assert '<a href="https://example.org/blog/mesh-traffic/"><mark>服务网格</mark>里的流量管理</a>' in html
    assert "把重试和超时交给<mark>服务网格</mark>，应用就不必再关心它们。</p>" in html
    assert '<time datetime="2019-07-02T10:18:18+08:00">2019年7月2日</time>' in html
    assert "#为什么需要服务网格" in html


def test_a_hit_shows_nothing_of_what_is_not_known(page, engine):
    engine.results = results_of(CANARY._replace(language="", snippet=Snippet("")))
    html = page("/search?q=a")
    assert not {"<time", "badge", "authors", 'class="tags"', 'class="sections"', 'class="snippet"'} & {
        name
        for name in ("<time", "badge", "authors", 'class="tags"', 'class="sections"', 'class="snippet"')
        if name in html
    }


def test_an_address_that_could_run_something_is_shown_without_a_link(page, engine):
    engine.results = results_of(MESH._replace(url="javascript:alert(1)", sections=()))
    html = page("/search?q=a")
    assert "<h3><mark>服务网格</mark>里的流量管理</h3>" in html
    assert "javascript" not in html


def test_the_number_of_posts_is_said_and_no_milliseconds(page):
    assert ">找到 42 篇文章</h2>" in page("/search?q=a")
    assert "1.3" not in page("/search?q=a")
    assert "42 posts found" in page("/search?q=a", accept="en")
    assert "第 2 页，共 5 页" in page("/search?q=a&page=2")


def test_a_better_spelling_is_offered_under_the_same_filters(page, engine, rich_results):
    engine.results = rich_results
    html = page("/search?q=a&tag=x&page=2", accept="en")
    assert "Did you mean" in html
    assert '<a href="/search?q=%E6%9C%8D%E5%8A%A1%E7%BD%91%E6%A0%BC+%E6%B5%81%E9%87%8F&amp;tag=x">' in html
    assert "<li>按简体搜索</li>" in html


def test_filters_in_force_are_kept_by_the_form_and_can_be_taken_off(page):
    html = page("/search?q=a&tag=x&tag=y&sort=date", accept="en")
    assert '<input type="hidden" name="tag" value="x">' in html
    assert '<input type="hidden" name="sort" value="date">' in html
    assert 'href="/search?q=a&amp;tag=y&amp;sort=date" aria-label="Remove filter: Tag x"' in html
    assert 'href="/search?q=a&amp;sort=date">Clear all</a>' in html


def test_days_asked_for_stand_in_their_fields_even_when_nothing_is_found(page, engine):
    engine.results = results_of(facets={})
    html = page("/search?q=a&from=2019-07-02")
    assert 'name="from" type="date" form="ask" value="2019-07-02"' in html


def test_the_order_can_be_switched_and_says_which_is_on(page):
    html = page("/search?q=a&sort=date", accept="en")
    assert '<a href="/search?q=a">Relevance</a>' in html
    assert '<a href="/search?q=a&amp;sort=date" aria-current="true">Date</a>' in html


def test_pages_can_be_turned_both_ways(page):
    html = page("/search?q=a&page=2", accept="en")
    assert '<a rel="prev" href="/search?q=a">Previous</a>' in html
    assert '<a rel="next" href="/search?q=a&amp;page=3">Next</a>' in html
    assert 'aria-label="Page 2" aria-current="page"' in html
    assert '<ol class="hits" start="11"' in html


def test_without_words_the_newest_posts_are_shown(page, engine):
    assert ">最新文章</h2>" in page("/")
    assert engine.asked == [SearchRequest("")]


def test_with_nothing_found_the_page_says_what_to_try_and_offers_newest_posts(client, engine):
    class Nothing(FixedEngine):
        def search(self, request):
            return super().search(request) if not request.text else results_of(facets={})

    client = create_app(Nothing()).test_client()
    html = client.get("/search?q=<q>&tag=x").text
    assert "No posts match “&lt;q&gt;” with these filters" in html
    assert '<a href="/search?q=%3Cq%3E">Search again without filters</a>' in html
    assert '<h2 class="newest">Newest posts</h2>' in html
    assert '<a href="/search?tag=istio">istio</a>' in html
    assert "service mesh”" not in html  # an example would name what the site may not be about


def test_help_shows_the_sites_own_tags_else_words_of_no_subject(page, engine):
    engine.results = results_of(facets={"tag": [("two words", 9), ("sourdough", 5), ("rye", 2)]})
    html = page("/search", accept="en")
    assert "<code>sourdough -rye</code>" in html
    assert "words beginning with “sour”" in html
    engine.results = results_of(facets={})
    html = page("/search", accept="zh")
    assert "<code>词语 -其他</code>" in html
    assert "istio" not in html


def test_past_the_last_page_the_page_leads_back(page, engine):
    engine.results = results_of(total=42, facets={})
    html = page("/search?q=a&page=9", accept="en")
    assert "There is no page 9: the results end on page 5." in html
    assert '<a href="/search?q=a">Back to the first page</a>' in html


def test_a_text_too_long_is_told_and_kept(client):
    answer = client.get("/search?q=" + "x" * 300, headers={"Accept-Language": "zh"})
    assert (answer.status_code, answer.mimetype) == (400, "text/html")
    assert "搜索内容（q）有 300 个字符，最多 256 个。请缩短后再试。" in answer.text
    assert f'value="{"x" * 256}"' in answer.text


@pytest.mark.parametrize("address", ["/", "/search?q=mesh", "/opensearch.xml"])
def test_without_an_index_the_page_says_so(client, engine, address):
    engine.error = IndexMissingError("/srv/secret")
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "Its index is not ready. Try again in a few minutes." in answer.text
    assert "secret" not in answer.text
    assert '<p class="again" data-seconds="30">This page will try again by itself.</p>' in answer.text


def test_a_failure_shows_neither_trace_nor_path(client, engine):
    engine.error = RuntimeError("/srv/secret")
    answer = client.get("/search?q=mesh")
    assert (answer.status_code, "secret" in answer.text, "Traceback" in answer.text) == (500, False, False)
    assert 'value="mesh"' in answer.text


def test_an_unknown_address_offers_the_search(client):
    answer = client.get("/search/x")
    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    assert "Page not found" in answer.text
    assert 'action="/search"' in answer.text


def test_every_parameter_reaches_the_engine(client, engine):
    client.get("/search?q=a&tag=x&sort=date&page=2&per_page=20&lang=en")
    assert engine.asked[0] == SearchRequest("a", 2, 20, "en", ("x",), sort=Sort.DATE)


def test_browsers_can_add_the_search(client):
    answer = client.get("/opensearch.xml", base_url="https://search.example.org")
    assert answer.mimetype == "application/opensearchdescription+xml"
    assert 'template="https://search.example.org/search?q={searchTerms}"' in answer.text
    assert "<ShortName>网格博客</ShortName>" in answer.text


@pytest.mark.parametrize("host", ["a b", "a:99999999", "user@a", "服务.example".encode().decode("latin-1")])
def test_a_host_that_no_address_can_name_gets_no_description_for_browsers(client, host):
    assert client.get("/opensearch.xml", headers={"Host": host}).status_code == 400
    assert client.get("/search?q=a", headers={"Host": host}).status_code == 200


def test_a_long_or_hostile_site_name_fits_the_description(client, engine):
    from xml.etree import ElementTree as ET

    engine.state = Health("g", 1, site_name="<b>&\x00\x1b" + "名" * 40)
    root = ET.fromstring(client.get("/opensearch.xml").text)
    assert len(root[0].text) <= 16
    assert root[0].text.startswith("<b>&")


def test_under_a_prefix_every_address_carries_it(client):
    html = client.get("/search?q=a&page=2", base_url="http://localhost/find/").text
    inside = [link for link in Outline(html).links() if link.startswith("/") and "/en/canary/" not in link]
    assert all(link.startswith("/find/search") for link in inside)


def test_a_pinned_post_is_said_to_be_pinned_and_no_other_is(engine, page):
    engine.results = results_of(MESH._replace(is_pinned=True), CANARY)
    assert page("/search?q=a").count('<span class="badge pinned">置顶</span>') == 1
    assert page("/search?q=a", accept="en").count('<span class="badge pinned">Pinned</span>') == 1
