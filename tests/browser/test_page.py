"""The page of results and the box, as a browser has them: without scripts, under a path, in a theme."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from browser.site import SmallEngine, open_to_all, served
from playwright.sync_api import expect
from web.settings import settings_of
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from search_app import create_app


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
