"""For everybody: screen readers, both languages, light and dark, small screens, little motion."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser.accessibility import assert_accessible
from browser.box import answer_with, fulfill
from playwright.sync_api import expect

BOX = "post-search"
LOOKS = [(language, scheme) for language in ("zh", "en") for scheme in ("light", "dark")]
every_look = pytest.mark.parametrize(("language", "scheme"), LOOKS)
WORDS = {"zh": "服务网格", "en": "service mesh"}
LIGHT, DARK = "rgb(255, 255, 255)", "rgb(21, 24, 28)"


@pytest.fixture
def looked_at(visit, site):
    """A page with a box, and one with a box in it, in a language and a scheme."""

    def look(language, scheme, attributes="", **options):
        path = f"/{language}/{attributes or 'dialog'}/"
        site.add(path, f'<post-search {attributes} endpoint="{site.service}"></post-search>', lang=language)
        return visit(path, color_scheme=scheme, reduced_motion="reduce", **options)

    return look


@every_look
def test_axe_finds_nothing_in_the_box(looked_at, language, scheme):
    box = looked_at(language, scheme, init="localStorage['post-search:recent'] = 'a\\nb'")
    assert_accessible(box.page, BOX)
    box.open().settle()
    assert_accessible(box.page, BOX)
    box.search(WORDS[language]).press("ArrowDown")
    box.host.locator(".chip").first.click()
    box.settle()
    assert_accessible(box.page, BOX)
    box.input.fill("qqqzzz")
    box.host.locator(".empty").wait_for()
    assert_accessible(box.page, BOX)


@every_look
def test_axe_finds_nothing_in_the_box_in_the_page(looked_at, language, scheme):
    box = looked_at(language, scheme, "inline")
    box.input.click()
    box.search(WORDS[language]).press("ArrowDown")
    assert_accessible(box.page, BOX)


@every_look
def test_axe_finds_nothing_while_waiting_nor_in_a_failure(looked_at, language, scheme):
    waiting = looked_at(language, scheme, route=lambda route: None).open()
    expect(waiting.host.locator(".panel")).to_contain_class("waiting")
    assert_accessible(waiting.page, BOX)
    failing = looked_at(language, scheme, route=lambda route: route.abort()).open()
    failing.host.locator(".problem").wait_for()
    assert_accessible(failing.page, BOX)


@every_look
@pytest.mark.parametrize("query", ["?q=", "?q=服务网格&tag=istio", "?q=qqqzzz", "?page=0", "?q=mesh&from=2024-02-30"])
def test_axe_finds_nothing_on_the_page_of_results(visit, site, language, scheme, query):
    box = visit(color_scheme=scheme)
    box.page.goto(f"{site.service}search{query}&ui={language}")
    assert_accessible(box.page)


def test_suggestions_that_have_no_room_are_scrolled_by_keys(visit):
    words = [{"text": f"{n} {'long ' * 8}", "kind": "word", "url": ""} for n in range(4)]
    answer = answer_with() | {"suggestions": words}
    box = visit(route=lambda route: fulfill(route, answer)).open().search("a")
    strip = box.host.locator(".strip")
    expect(strip.locator(".option")).to_have_count(4)
    assert strip.evaluate("strip => strip.scrollWidth > strip.clientWidth")
    assert_accessible(box.page, BOX)
    strip.focus()
    assert box.focused() == "strip"


PRESET_LOOKS = [
    ("paper", "light", "zh"), ("paper", "dark", "en"), ("slate", "light", "zh-Hant"), ("slate", "dark", "zh"),
    ("contrast", "light", "en"), ("contrast", "dark", "zh-Hant"),
]  # fmt: skip


@pytest.mark.parametrize(("preset", "scheme", "language"), PRESET_LOOKS)
def test_axe_finds_nothing_in_a_preset(visit, site, preset, scheme, language):
    """All states of all presets in three languages, 288 in all, were looked over once; these are some of each."""
    link = f'<link rel="stylesheet" href="{site.service}presets/{preset}.css">'
    site.add(f"/{preset}/", head=link, lang=language)
    box = visit(f"/{preset}/", color_scheme=scheme, reduced_motion="reduce").open().search("mesh")
    assert_accessible(box.page, BOX)
    for query in ("?q=服务网格&tag=istio", "?q=qqqzzz"):
        box.page.goto(f"{site.service}search{query}&ui={language}")
        box.page.add_style_tag(url=f"{site.service}presets/{preset}.css")
        assert_accessible(box.page)


def test_axe_would_find_something(visit, site):
    site.add("/faint/", head="<style>post-search { --ps-muted: #eee; --ps-background: #fff }</style>")
    box = visit("/faint/", color_scheme="light").open().search("mesh")
    assert Axe().run(box.page, context=BOX).violations_count > 0


def test_the_field_is_a_combobox_that_says_what_it_controls(box):
    box.open()
    expect(box.input).to_have_accessible_name("搜索文章")
    expect(box.input).to_have_attribute("aria-autocomplete", "list")
    listbox = box.host.locator("#" + box.input.get_attribute("aria-controls"))
    expect(listbox).to_have_role("listbox")
    expect(box.input).to_have_attribute("aria-expanded", "true")
    box.press("Escape")
    expect(box.input).to_have_attribute("aria-expanded", "false")


def test_an_option_is_named_by_its_title_and_described_by_the_rest(box):
    box.open().search("重试")
    chosen = box.host.locator("[aria-selected=true]")
    expect(chosen).to_have_accessible_name(box.chosen())
    expect(chosen).to_have_accessible_description(re.compile("2024年7月2日"))


def test_counts_are_announced_once_typing_has_paused(box):
    box.open().search("服务网格")
    expect(box.status).to_contain_text("找到 9 篇文章")
    box.input.fill("qqqzzz")
    expect(box.status).to_have_text("没有找到与“qqqzzz”相关的文章")


def test_the_button_says_that_it_opens_a_dialog(box):
    expect(box.button).to_have_attribute("aria-haspopup", "dialog")
    expect(box.button).to_have_accessible_name("搜索")
    box.open()
    expect(box.dialog).to_have_accessible_name("搜索文章")


@pytest.mark.parametrize(
    ("tags", "words"),
    [
        (("zh-CN", "", "en-US"), "搜索"),
        (("en", "", "zh-CN"), "Search"),
        (("en", 'lang="zh"', "en-US"), "搜索"),
        (("zh-Hans", 'lang="en-GB"', "zh-CN"), "Search"),
        (("zh-Hant-HK", "", "en-US"), "搜尋"),
        (("zh-TW", "", "en-US"), "搜尋"),
        (("zh_CN", "", "en-US"), "搜索"),
        (("en", 'lang="zh_TW"', "en-US"), "搜尋"),
        (("fr", "", "zh-CN"), "Search"),
        (("", "", "zh-CN"), "搜索"),
        (("", "", "de-DE"), "Search"),
    ],
)
def test_it_speaks_the_language_of_the_page(visit, site, tags, words):
    page, own, browser = tags
    site.add("/lang/", f'<post-search {own} endpoint="{site.service}"></post-search>', lang=page)
    box = visit("/lang/", locale=browser)
    expect(box.button).to_have_accessible_name(words)


def test_it_follows_when_its_language_changes(box):
    expect(box.button).to_have_accessible_name("搜索")
    box.host.evaluate("box => box.lang = 'en'")
    expect(box.button).to_have_accessible_name("Search")
    box.open()
    expect(box.host.get_by_text("Newest posts")).to_be_visible()


@pytest.mark.parametrize("width", [320, 390, 768])
@pytest.mark.parametrize("inline", ["", "inline"])
def test_it_fits_small_screens(visit, site, width, inline):
    long = "Supercalifragilistic" * 8
    site.add("/small/", f'<post-search {inline} endpoint="{site.service}"></post-search>')
    hit = answer_with()["hits"][0] | {"title_html": long, "snippet_html": long, "language": "zh", "date": "2024-01-01"}
    payload = answer_with(hits=[hit] * 8, facets={"tag": [[long, 0]], "lang": [], "year": []}, suggestion=long)
    route = lambda route: fulfill(route, payload | {"suggestions": []})  # noqa: E731
    box = visit("/small/", viewport={"width": width, "height": 640}, has_touch=True, route=route)
    (box.input if inline else box.button).click()
    box.type("a").host.locator(".line").wait_for()
    assert box.page.evaluate("document.documentElement.scrollWidth") <= width
    for part in (".input", ".hit", ".line", ".all", ".head"):
        place = box.host.locator(part).first.bounding_box()
        assert place["x"] >= 0, part
        assert place["x"] + place["width"] <= width, part
    if not inline:
        assert box.all.bounding_box()["y"] < 640
        assert box.host.locator(".close").bounding_box()["height"] >= 24


@pytest.mark.parametrize(
    ("screen", "has_touch", "seen", "is_there"),
    [
        ((320, 256), False, 256, True),  # 1280 x 1024 magnified four times
        ((640, 400), False, 400, True),
        ((320, 454), True, 454, True),  # a small phone
        ((390, 844), True, 844, True),
        ((390, 844), True, 430, False),  # its keyboard is shown
    ],
)
def test_filters_make_room_for_a_keyboard_but_not_for_large_letters(visit, screen, has_touch, seen, is_there):
    width, height = screen
    box = visit(viewport={"width": width, "height": height}, has_touch=has_touch).open().search("mesh")
    box.host.locator(".panel").evaluate("(panel, seen) => panel.style.setProperty('--seen', `${seen}px`)", seen)
    for part in (".filters", ".foot"):
        expect(box.host.locator(part)).to_be_visible(visible=is_there)


def test_where_letters_are_large_everything_but_the_field_is_scrolled(visit):
    box = visit(viewport={"width": 320, "height": 256}).open().search("服务网格")
    field = box.host.locator(".head").bounding_box()
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp"):
        box.press(key)
        place = box.host.locator("[aria-selected=true]").bounding_box()
        assert field["y"] + field["height"] <= place["y"]
        assert place["y"] + place["height"] <= 256
    box.all.focus()
    expect(box.all).to_be_in_viewport()
    box.input.focus()
    box.type(" mesh")
    expect(box.host.locator(".filters")).to_be_in_viewport()


def test_the_field_is_large_enough_that_phones_do_not_zoom(box):
    assert box.open().input.evaluate("input => parseFloat(getComputedStyle(input).fontSize)") >= 16


def test_it_keeps_still_for_those_who_ask_for_it(visit):
    endless = "filter((each) => each.effect.getTiming().iterations > 1)"
    running = f"box => box.shadowRoot.getAnimations({{subtree: true}}).{endless}.length"
    moving, still = visit(route=lambda route: None), visit(route=lambda route: None, reduced_motion="reduce")
    for box in (moving, still):
        expect(box.open().host.locator(".panel")).to_contain_class("waiting")
    assert moving.host.evaluate(running) > 0
    assert still.host.evaluate(running) == 0


@pytest.mark.parametrize(
    ("wishes", "ground"),
    [
        (("light", "", ""), LIGHT),
        (("dark", "", ""), DARK),
        (("light", "dark", ""), DARK),
        (("dark", "light", ""), LIGHT),
        (("dark", "auto", ""), DARK),
        (("light", "", "body { background: #1d1e20 }"), DARK),
        (("dark", "", "body { background: #f5f5fa }"), LIGHT),
        (("light", "", "html { background: oklch(20% .1 250) } body { background: #fff3 }"), DARK),
        (("light", "", ":root { color-scheme: dark }"), DARK),
        (("dark", "", ":root { color-scheme: light }"), LIGHT),
        (("dark", "", ":root { color-scheme: light dark }"), DARK),
        (("dark", "light", "body { background: #1d1e20 }"), LIGHT),
    ],
)
def test_it_is_as_dark_as_its_theme_says_else_the_page_else_the_visitor(visit, site, wishes, ground):
    scheme, theme, style = wishes
    tag = f'<post-search theme="{theme}" endpoint="{site.service}"></post-search>'
    site.add("/ground/", tag, head=f"<style>{style}</style>")
    panel = visit("/ground/", color_scheme=scheme).host.locator(".panel")
    assert panel.evaluate("panel => getComputedStyle(panel).backgroundColor") == ground


@pytest.mark.parametrize("transition", ["none", "background-color .1s"])
def test_it_follows_when_the_page_turns_dark(visit, site, transition):
    styles = f"body {{ background: #fff; transition: {transition} }} .night body {{ background: #222 }}"
    site.add("/night/", head=f"<style>{styles}</style>")
    box = visit("/night/")
    panel = box.host.locator(".panel")
    for name, ground in (("night", DARK), ("", LIGHT)):
        box.page.evaluate("name => document.documentElement.className = name", name)
        expect(panel).to_have_css("background-color", ground)
    box.host.evaluate("box => box.setAttribute('theme', 'dark')")
    expect(panel).to_have_css("background-color", DARK)


def test_it_follows_when_the_visitor_wishes_otherwise(visit):
    box = visit(color_scheme="light")
    box.page.emulate_media(color_scheme="dark")
    expect(box.host.locator(".panel")).to_have_css("background-color", DARK)


def test_a_site_sets_colours_anywhere_and_styles_parts(visit, site):
    style = "<style>:root { --ps-accent: rgb(1, 2, 3) } post-search::part(panel) { border: 7px solid }</style>"
    site.add("/styled/", head=style)
    box = visit("/styled/").open()
    pixel = """all => {
        const canvas = new OffscreenCanvas(1, 1).getContext('2d');
        canvas.fillStyle = getComputedStyle(all).color;
        canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
    }"""
    assert box.all.evaluate(pixel) == [1, 2, 3]
    assert box.host.locator(".panel").evaluate("panel => getComputedStyle(panel).borderTopWidth") == "7px"


def test_where_the_system_chooses_the_colours_the_box_has_an_edge_and_chosen_filters_show(visit):
    box = visit(forced_colors="active").open().search("服务网格")
    backgrounds = "chips => chips.map(chip => getComputedStyle(chip).backgroundColor)"
    box.host.locator(".chip").first.click()
    box.settle()
    chosen, other = (box.host.locator(f".chip[aria-pressed={each}]") for each in ("true", "false"))
    assert (len(set(chosen.evaluate_all(backgrounds))), other.count() > 0) == (1, True)
    assert set(chosen.evaluate_all(backgrounds)).isdisjoint(other.evaluate_all(backgrounds))
    assert box.host.locator(".panel").evaluate("panel => getComputedStyle(panel).borderTopWidth") == "1px"
