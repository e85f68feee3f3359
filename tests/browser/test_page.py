"""The page of results and the box, as a browser has them: without scripts, under a path, in a theme."""

import re
from itertools import pairwise
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from browser.accessibility import assert_accessible
from browser.box import SHIFTS
from browser.site import SmallEngine, open_to_all, served
from playwright.sync_api import expect
from web.settings import settings_of
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from search_app import create_app

SCROLLED = """async (top) => {  // Playwright's own waiting asks for eval, which the page's policy forbids
    while (Math.abs(scrollY - top) > 1) await new Promise(requestAnimationFrame);
}"""


@pytest.fixture
def plain(visit, site):
    """Open the page in a browser that runs no scripts."""

    def open_page(address):
        page = visit(java_script_enabled=False).page
        page.goto(f"{site.service}{address}")
        return page

    return open_page


def test_days_are_chosen_without_scripts_and_keep_the_rest(plain):
    page = plain("search?q=服务网格&tag=istio&ui=zh")
    page.locator("#facet-period summary").click()
    page.get_by_label("从", exact=True).fill("2024-01-01")
    page.get_by_role("button", name="应用").click()
    page.wait_for_url("**from=2024-01-01**")
    asked = parse_qs(urlsplit(page.url).query)
    assert asked == {"q": ["服务网格"], "tag": ["istio"], "ui": ["zh"], "from": ["2024-01-01"]}
    expect(page.locator(".hit")).to_have_count(2)
    page.get_by_role("link", name="去掉条件：日期 2024年1月1日起").click()
    expect(page.locator(".active a")).to_have_text([re.compile("istio")])


def test_days_in_the_wrong_order_are_told_and_can_be_mended(plain):
    page = plain("search?q=服务网格&from=2024-01-01&to=2023-01-01&ui=zh")
    expect(page.get_by_label("从", exact=True)).to_have_accessible_description(re.compile("晚于结束日期"))
    expect(page.get_by_label("搜索文章")).to_have_value("服务网格")
    expect(page.locator(".hit")).not_to_have_count(0)
    page.get_by_label("到", exact=True).fill("2025-01-01")
    page.get_by_role("button", name="应用").click()
    expect(page.locator(".mistake")).to_have_count(0)
    expect(page.locator(".active")).to_contain_text("2024年1月1日至2025年1月1日")


def test_under_a_path_the_box_asks_where_its_script_came_from(visit, site):
    mounted = DispatcherMiddleware(
        site, {"/find": open_to_all(create_app(SmallEngine(), settings=settings_of(deadline=60)))}
    )
    with served(mounted) as other:
        site.add("/mounted/", "<post-search></post-search>")
        html, headers = site.pages["/mounted/"]
        site.pages["/mounted/"] = (html.replace(site.service, f"{other}find/"), headers)
        box = visit("/mounted/").open().search("mesh")
        expect(box.hits.first).to_be_visible()
        expect(box.all).to_have_attribute("href", f"{other}find/search?q=mesh&ui=zh")


def test_a_stylesheet_of_the_sites_own_is_applied_and_nothing_else_of_its_origin(visit, site):
    css = "mark { background: rgb(1, 2, 3) url(/stolen.svg) }"
    asked = []

    def blog(environ, start_response):
        asked.append(environ["PATH_INFO"])
        start_response("200 OK", [("Content-Type", "text/css")])
        return [css.encode()]

    with served(blog) as address:
        app = create_app(SmallEngine(), settings=settings_of(deadline=60, stylesheet=f"{address}site.css"))
        with served(app) as service:
            page = visit().page
            page.goto(f"{service}search?q=mesh")
            color = page.locator("mark").first.evaluate("mark => getComputedStyle(mark).backgroundColor")
    assert color == "rgb(1, 2, 3)"
    assert asked == ["/site.css"]


@pytest.fixture
def page(visit, site):
    """The page of results as a browser with scripts has it, with nothing asked."""

    def open_page(address="search?ui=zh", **options):
        page = visit(**options).page
        page.goto(f"{site.service}{address}")
        return page

    return open_page


def test_the_page_answers_while_one_types(page):
    page = page()
    page.locator("#q").press_sequentially("everg")
    expect(page.locator(".hit h3")).to_have_text(["Glossary"])
    page.wait_for_url("**/search?q=everg&ui=zh")
    expect(page).to_have_title(re.compile("^everg - "))
    expect(page.locator("#announcer")).to_have_text("找到 1 篇文章")
    page.reload()
    expect(page.locator(".hit h3")).to_have_text(["Glossary"])


def test_filters_are_added_and_taken_off_without_leaving_the_page(page):
    page = page("search?q=服务网格&ui=zh")
    page.evaluate("window.stayed = true")
    page.locator("#facet-tag summary").click()
    for tag in ("istio", "流量管理"):
        page.get_by_role("link", name=re.compile(tag)).first.click()
        page.wait_for_url(f"**tag={quote(tag)}**")
    expect(page.locator("#facet-tag .chosen")).to_have_text("：istio、流量管理")
    expect(page.locator(".hit")).to_have_count(5)
    expect(page.locator("#facet-tag")).to_have_attribute("open", "")
    page.go_back()
    expect(page.locator("#facet-tag .chosen")).to_have_text("：istio")
    assert page.evaluate("window.stayed")


def test_a_filter_narrows_what_is_typed_though_its_answer_is_not_there(page):
    page = page("search?q=istio&ui=zh")
    page.route("**typing=1**", lambda route: None)
    page.locator("#q").fill("mesh")
    page.locator("#facet-lang summary").click()
    page.locator("#facet-lang a").filter(has_text="English").click()
    page.wait_for_url("**lang=en**")
    assert parse_qs(urlsplit(page.url).query)["q"] == ["mesh"]
    expect(page.locator("#q")).to_have_value("mesh")


def test_what_is_typed_is_narrowed_by_a_filter_whose_answer_is_not_there(page):
    page = page("search?q=istio&tag=istio&tag=服务网格&year=2024&ui=zh")
    page.route("**lang=en**", lambda route: route.continue_() if "typing=1" in route.request.url else None)
    page.locator("#facet-lang summary").click()
    page.locator("#facet-lang a").filter(has_text="English").click()
    page.locator("#q").fill("mesh")
    page.wait_for_url("**q=mesh**")
    expected = {"q": ["mesh"], "tag": ["istio", "服务网格"], "year": ["2024"], "lang": ["en"], "ui": ["zh"]}
    assert parse_qs(urlsplit(page.url).query) == expected


def test_a_year_is_chosen_from_a_picture(page):
    page = page("search?q=服务网格&ui=zh")
    page.locator("#facet-period summary").click()
    page.get_by_role("link", name=re.compile("^2024")).click()
    page.wait_for_url("**year=2024**")
    expect(page.locator(".hit")).to_have_count(3)


def test_keys_lead_to_the_field_and_through_the_hits(page):
    page = page("search?q=服务网格&ui=zh")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    hits = page.locator(".hit h3 a")
    page.keyboard.press("ArrowDown")
    expect(hits.first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(hits.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#q")).to_be_focused()


def test_what_was_searched_for_on_the_page_is_offered_again(page):
    page = page(init="localStorage['post-search:recent'] = '灰度\\nmesh'")
    expect(page.locator(".offer")).to_have_text(["灰度", "mesh"])
    page.locator(".offer").first.click()
    expect(page.locator("#q")).to_have_value("灰度")
    expect(page.locator(".hit h3")).to_have_text(["我们怎样发布版本"])
    page.locator("#q").fill("evergreen")
    page.keyboard.press("Enter")
    page.wait_for_function("localStorage['post-search:recent'].startsWith('evergreen\\n')")


def test_on_a_wide_screen_all_there_is_of_a_hit_stands_beside_the_list(page):
    page = page("search?q=服务网格&ui=zh", viewport={"width": 1600, "height": 900})
    preview, hits = page.get_by_role("region", name="预览"), page.locator(".hit")
    expect(preview.locator("h3")).to_have_text(hits.first.locator("h3").inner_text())
    hits.nth(1).locator("h3 a").focus()
    expect(preview.locator("h3")).to_have_text(hits.nth(1).locator("h3").inner_text())
    expect(hits.nth(1)).to_contain_class("previewed")
    hits.nth(2).hover()
    expect(preview.locator("h3")).to_have_text(hits.nth(2).locator("h3").inner_text())
    preview.locator(".tags a").first.click()
    page.wait_for_url("**tag=**")
    expect(preview.locator("h3")).to_have_text(hits.first.locator("h3").inner_text())
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(preview).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator("#q")).to_be_visible()


SMALL = """() => [...document.querySelectorAll('a, button, summary, input')].filter((each) => {
    const {width, height} = each.getBoundingClientRect();
    return width && Math.min(width, height) < 44 && !each.closest('.unseen, .skip, h3, .meta');
}).map((each) => each.outerHTML)"""


def test_fingers_have_44_pixels_and_all_of_a_hit_leads_to_its_post(page, site):
    page = page(
        "search?q=服务网格&tag=istio&ui=zh", viewport={"width": 375, "height": 667}, has_touch=True, is_mobile=True
    )
    assert_accessible(page)
    page.locator("#facet-period summary").tap()
    assert page.evaluate(SMALL) == []
    page.evaluate("document.querySelectorAll('.top a, .tags a, .active a').forEach((each) => (each.textContent = 'i'))")
    assert page.evaluate(SMALL) == []
    assert_accessible(page)
    page.keyboard.press("Escape")
    page.locator(".hit").first.tap(position={"x": 20, "y": 60})
    page.wait_for_url(lambda url: "/search" not in url)


@pytest.mark.parametrize("has_touch", [False, True])
def test_filters_in_force_lie_beside_or_below_each_other(page, has_touch):
    asked = "search?q=服务网格&tag=istio&tag=envoy&tag=kubernetes&year=2024&year=2023&lang=zh&ui=zh"
    page = page(asked, viewport={"width": 375, "height": 667}, has_touch=has_touch, is_mobile=has_touch)
    places = [link.bounding_box() for link in page.locator(".active a").all()]
    rows = sorted({(place["y"], place["y"] + place["height"]) for place in places})
    assert len(rows) > 1
    assert all(above[1] <= below[0] for above, below in pairwise(rows))


def test_paging_begins_at_the_top_and_going_back_where_the_visitor_was(page):
    page = page("search?per_page=2&ui=zh", viewport={"width": 1280, "height": 400})
    page.locator(".paging a").last.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    page.get_by_role("link", name="下一页").click()
    page.wait_for_url("**page=2**")
    page.evaluate(SCROLLED, 0)
    page.go_back()
    page.wait_for_url(re.compile("ui=zh$"))
    page.evaluate(SCROLLED, before)


def test_fewer_results_than_were_scrolled_are_in_sight_and_going_back_leads_where_the_visitor_was(page):
    page = page("search?per_page=12&ui=zh", viewport={"width": 1500, "height": 300})
    page.locator(".hit h3 a").nth(8).focus()
    page.locator("#preview .tags a").first.evaluate("tag => tag.scrollIntoView({ block: 'center' })")
    before = page.evaluate("scrollY")
    assert before > 300
    page.locator("#preview .tags a").first.click()
    page.wait_for_url("**tag=**")
    expect(page.locator(".hits > li").first).to_be_in_viewport()
    page.go_back()
    page.wait_for_url(re.compile("ui=zh$"))
    page.evaluate(SCROLLED, before)


def test_no_result_of_the_page_moves_while_one_types(page):
    page = page()
    page.evaluate(SHIFTS)
    tops = {page.locator(".hits").bounding_box()["y"]}
    for text in ("service", "service mesh"):
        page.locator("#q").fill(text)
        page.wait_for_url(f"**q={text.replace(' ', '+')}&**")
        tops.add(page.locator(".hits").bounding_box()["y"])
    assert len(tops) == 1
    assert page.evaluate("window.shifts ?? []") == []


@pytest.mark.parametrize(("width", "height", "least"), [(1280, 900, 5), (375, 667, 3), (375, 420, 2)])
def test_so_many_whole_hits_of_the_page_are_on_the_first_screen(page, width, height, least):
    page = page("search?q=服务网格&ui=zh", viewport={"width": width, "height": height}, has_touch=width < 500)
    ends = [place["y"] + place["height"] for place in (row.bounding_box() for row in page.locator(".hit").all())]
    assert sum(end <= height for end in ends) >= least


@pytest.mark.parametrize(
    ("width", "height", "has_touch", "is_there"),
    [(320, 256, False, True), (640, 400, False, True), (320, 454, True, True), (375, 420, True, False)],
)
def test_filters_of_the_page_make_room_for_a_keyboard_but_not_for_large_letters(
    page, width, height, has_touch, is_there
):
    page = page("search?q=服务网格&ui=zh", viewport={"width": width, "height": height}, has_touch=has_touch)
    for part in ("#filters", "#languages"):
        expect(page.locator(part)).to_be_visible(visible=is_there)


def test_long_menus_can_be_searched(page):
    tags = "".join(f"<li><a href='/search?tag={n}'><span class='value'>tag {n}</span></a></li>" for n in range(9))
    page = page("search?q=服务网格&ui=zh")
    page.locator("#facet-tag summary").click()
    page.locator("#facet-tag .menu").evaluate(
        "(menu, tags) => menu.innerHTML = `<input class='wanted' type='search'><ul>${tags}</ul>`", tags
    )
    page.locator(".wanted").fill("TAG 7")
    expect(page.locator("#facet-tag li:visible")).to_have_text(["tag 7"])


def test_an_answer_that_never_comes_is_told_in_the_end(page):
    page = page()
    page.clock.install(time=0)
    page.clock.pause_at(1000)
    page.route("**/search?*", lambda route: None)
    page.locator("#q").fill("evergreen")
    page.clock.run_for(12_300)
    expect(page.locator("#strip")).to_have_text("暂时无法连接搜索服务，稍后会自动重试。")
    expect(page.locator("body")).not_to_contain_class("waiting")


def test_a_page_that_could_not_be_answered_comes_by_itself(page):
    page = page()
    page.clock.install(time=0)
    page.clock.pause_at(1000)
    away = [True]
    page.route("**/search?*", lambda route: route.abort() if away[0] else route.continue_())
    page.locator("#q").fill("evergreen")
    page.clock.run_for(400)
    expect(page.locator("#strip")).to_have_text("暂时无法连接搜索服务，稍后会自动重试。")
    away[0] = False
    page.clock.run_for(5200)
    expect(page.locator(".hit h3")).to_have_text(["Glossary"])
    expect(page.locator(".offline")).to_have_count(0)
