"""What is found, how it is chosen, and what is remembered of it."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from browser.box import SHIFTS, answer_with, asked, fulfill
from playwright.sync_api import expect

HIT = {
    "id": "a.md",
    "url": "/post/",
    "title": "A & B",
    "title_html": "A &amp; <mark>B</mark>",
    "snippet_html": "…x &lt;b&gt; &#39;y&#39; &#x27;<mark>流量</mark><mark>管理</mark>",
    "sections": [{"heading": f"<i>{n}</i>", "url": f"/post/#{n}", "snippet_html": "<mark>s</mark>"} for n in range(5)],
    "date": "2019-07-02T23:30:00+08:00",
    "language": "zh",
    "authors": [],
    "tags": [],
    "categories": [],
    "score": 1,
}


def asked_of(route):
    return parse_qs(urlsplit(route.request.url).query).get("q", [""])[0]


def query_of(page):
    return parse_qs(urlsplit(page.url).query)


@pytest.fixture
def one_hit(visit):
    return visit(route=lambda route: fulfill(route, answer_with(hits=[HIT])), timezone_id="America/New_York").open()


def test_a_hit_shows_its_title_snippet_and_day(one_hit):
    hit = one_hit.hits
    expect(hit.locator(".title")).to_have_text("A & B")
    expect(hit.locator(".snippet")).to_have_text("…x <b> 'y' '流量管理")
    expect(hit.locator("mark")).to_have_text(["B", "流量", "管理"])
    expect(hit.locator("time")).to_have_text("2019年7月2日")
    expect(hit.locator(".badge")).to_have_count(0)
    expect(hit).to_have_attribute("lang", "zh")


def test_a_picture_has_its_room_before_it_is_there_and_shows_nothing_where_there_is_none(visit, site):
    picture = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"
    hits = [HIT | {"image": f"{site.address}{name}.svg"} for name in ("there", "gone")] + [HIT]
    box = visit(route=lambda route: fulfill(route, answer_with(hits=hits)))
    box.page.route("**/gone.svg", lambda route: route.abort())
    box.page.route("**/there.svg", lambda route: route.fulfill(body=picture, content_type="image/svg+xml"))
    pictures = box.open().host.locator(".picture")
    expect(pictures).to_have_count(2)
    expect(pictures.first).to_be_visible()
    expect(pictures.nth(1)).to_be_hidden()
    sizes = [picture.evaluate("image => [image.clientWidth, image.clientHeight]") for picture in pictures.all()]
    assert sizes[0] == sizes[1]
    assert min(sizes[0]) > 40


@pytest.mark.parametrize("width", [390, 1280])
def test_a_theme_that_shows_no_pictures_has_their_room_for_the_text(visit, site, width):
    hits = [HIT | {"image": f"{site.address}gone.svg", "snippet_html": "流量管理" * 60}]
    box = visit(route=lambda route: fulfill(route, answer_with(hits=hits)), viewport={"width": width, "height": 800})
    box.page.add_style_tag(content="post-search::part(picture) { display: none }")
    hit = box.open().hits.bounding_box()
    snippet = box.hits.locator(".snippet").bounding_box()
    assert snippet["x"] + snippet["width"] > hit["x"] + hit["width"] - 50


def test_language_and_site_are_said_of_hits_that_are_not_like_most(visit):
    hits = [HIT, HIT, HIT | {"language": "en"}, HIT | {"url": "https://other.example/"}]
    box = visit(route=lambda route: fulfill(route, answer_with(hits=hits))).open()
    expect(box.host.locator(".badge")).to_have_text(["English", "other.example"])
    expect(box.hits.nth(2)).to_contain_text("English")


def test_its_best_section_that_has_a_mark_leads_to_its_heading(visit, site):
    plain = HIT["sections"][0] | {"snippet_html": "nothing", "url": "/post/#plain"}
    hit = HIT | {"sections": [plain, *HIT["sections"]]}
    sections = visit(route=lambda route: fulfill(route, answer_with(hits=[hit]))).open().host.locator(".section")
    expect(sections).to_have_count(1)
    expect(sections.locator(".title")).to_have_text("<i>0</i>")
    assert sections.evaluate("link => link.href") == site.address + "post/#0"


def test_a_snippet_begins_near_its_first_mark(visit):
    long = "一" * 30 + "。" + "二" * 10 + "<mark>词</mark>" + "三" * 30
    box = visit(route=lambda route: fulfill(route, answer_with(hits=[HIT | {"snippet_html": long}]))).open()
    expect(box.hits.locator(".snippet")).to_have_text(f"…{'二' * 10}词{'三' * 30}")


def test_text_of_another_direction_has_its_own_in_box_and_page(visit, site):
    text = "مقدمة في Istio (2024)."
    ends = """element => [0, element.textContent.length - 1].map((at) => {
        const range = new Range();
        range.setStart(element.firstChild, at);
        range.setEnd(element.firstChild, at + 1);
        return range.getBoundingClientRect().left;
    })"""
    box = visit(route=lambda route: fulfill(route, answer_with(hits=[HIT | {"title_html": text}]))).open().type("a")
    first, stop = box.host.locator(".hit .title").evaluate(ends)
    assert stop < first
    page = visit(java_script_enabled=False).page
    page.goto(f"{site.service}search?q=mesh")
    title = page.locator(".hit h3").first
    title.evaluate("(title, text) => title.textContent = text", text)
    first, stop = title.evaluate(ends)
    assert stop < first


def test_what_was_found_in_a_heading_is_marked(visit):
    section = HIT["sections"][0] | {"heading": "a <b> c", "heading_html": "a <mark>&lt;b&gt;</mark> c"}
    box = visit(route=lambda route: fulfill(route, answer_with(hits=[HIT | {"sections": [section]}]))).open()
    title = box.host.locator(".section .title")
    expect(title).to_have_text("a <b> c")
    expect(title.locator("mark")).to_have_text("<b>")


OTHER = {"language": "en", "title": "The <b>same</b> in English", "url": "/en/post/"}


def test_the_same_post_in_another_language_is_a_link_below_it(visit, site):
    hit = HIT | {"sections": [], "translations": [OTHER]}
    box = visit(route=lambda route: fulfill(route, answer_with(hits=[hit]))).open()
    other = box.host.locator(".translation")
    expect(other.locator(".title")).to_have_text("The <b>same</b> in English")
    expect(other).to_have_attribute("lang", "en")
    expect(other).to_have_accessible_description("English")
    assert box.press("ArrowDown", "ArrowDown").chosen() == "The <b>same</b> in English"
    box.press("Enter")
    box.page.wait_for_url(f"{site.address}en/post/")


def test_a_translation_that_is_a_hit_itself_is_not_shown_twice(visit):
    hits = [HIT | {"sections": [], "translations": [OTHER]}, HIT | {"sections": [], "url": "/en/post/"}]
    box = visit(route=lambda route: fulfill(route, answer_with(hits=hits))).open()
    expect(box.hits).to_have_count(2)
    expect(box.host.locator(".translation")).to_have_count(0)


def test_an_undated_hit_shows_no_day(box):
    box.open().search("evergreen")
    expect(box.hits.locator(".title")).to_have_text("Glossary")
    expect(box.hits.locator("time")).to_have_count(0)


def test_arrows_go_through_all_options_and_back_to_the_text(box):
    box.open().search("灰度")
    titles = [option.locator(".title").inner_text() for option in box.options.all()]
    first = titles.index(box.hits.first.locator(".title").inner_text())
    seen = [box.chosen(), *(box.press("ArrowDown").chosen() for _ in titles)]
    assert seen == [*titles[first:], "", *titles[:first]]
    while box.chosen():
        box.press("ArrowUp")
    assert box.press("ArrowUp").chosen() == titles[-1]
    assert box.press("Home").chosen() == titles[0]
    assert box.press("End").chosen() == titles[-1]
    expect(box.input).to_be_focused()


def test_arrows_choose_from_wherever_the_focus_is(box):
    box.open().search("服务网格")
    first = box.chosen()
    box.host.locator(".chip").first.focus()
    box.press("ArrowDown")
    expect(box.input).to_be_focused()
    assert box.chosen() != first


def test_the_page_may_follow_a_link_in_a_way_of_its_own(box, site):
    box.page.evaluate("""addEventListener('post-search:select', (event) => {
        event.preventDefault();
        (window.told ??= []).push(event.detail);
    })""")
    box.open().search("重试").press("Enter")
    expect(box.dialog).to_be_hidden()
    assert box.page.url == site.address
    [told] = box.page.evaluate("window.told")
    assert told == {"id": "mesh.md", "query": "重试", "url": told["url"]}
    assert "/mesh/" in told["url"]


def test_home_and_end_move_in_the_text_until_an_arrow_has_chosen(box):
    box.open().search("mesh").press("Home")
    box.page.wait_for_function("document.activeElement.shadowRoot.activeElement.selectionStart === 0")


def test_the_chosen_option_is_in_view(box):
    box.open().search("服务网格").press("ArrowUp")
    chosen = box.host.locator("[aria-selected=true]")
    expect(chosen).to_be_in_viewport(ratio=1)


def test_enter_opens_what_is_chosen(box, site):
    box.open().search("mesh").press("ArrowDown")
    href = box.host.locator("[aria-selected=true]").evaluate("link => link.href")
    box.press("Enter")
    box.page.wait_for_url(href)
    assert href.startswith(site.address)


@pytest.mark.parametrize("key", ["Control+Enter", "Meta+Enter"])
def test_with_control_it_opens_in_a_new_tab(box, key):
    box.open().search("mesh").press("ArrowDown")
    with box.page.context.expect_page() as opened:
        box.press(key)
    expect(opened.value).to_have_title("elsewhere")
    expect(box.dialog).to_be_visible()
    assert opened.value.evaluate("opener") is None


def test_the_first_hit_is_chosen_and_enter_opens_it(box, site):
    box.open().search("服务网格")
    assert box.chosen() == box.hits.first.locator(".title").inner_text()
    href = box.hits.first.evaluate("link => link.href")
    box.press("Enter")
    box.page.wait_for_url(href)


def test_shift_enter_shows_all_results(box, site):
    box.open().search("服务网格").press("Shift+Enter")
    box.page.wait_for_url(f"{site.service}search?**")
    assert query_of(box.page) == {"q": ["服务网格"], "ui": ["zh"]}


def test_enter_does_not_wait_for_an_answer(visit, site):
    box = visit(route=lambda route: None).open().type("mesh").press("Enter")
    box.page.wait_for_url(f"{site.service}search?**")
    assert query_of(box.page)["q"] == ["mesh"]


def test_see_all_leads_to_the_page_with_the_filters(box, site):
    box.open().search("服务网格")
    for name in ("istio", "2024"):
        box.host.get_by_role("button", name=name).click()
        box.settle()
    box.all.click()
    box.page.wait_for_url(f"{site.service}search?**")
    wanted = {"q": ["服务网格"], "tag": ["istio"], "year": ["2024"], "ui": ["zh"]}
    assert query_of(box.page) == wanted


def test_the_page_of_results_can_be_the_sites_own(visit, site):
    site.add("/own/", f'<post-search page="/find/?x=1" endpoint="{site.service}"></post-search>')
    box = visit("/own/").open().search("mesh").press("Shift+Enter")
    box.page.wait_for_url(f"{site.address}find/?x=1&q=mesh&ui=zh")


def test_a_link_to_this_very_page_makes_way(visit):
    hit = HIT | {"url": "/#comment", "sections": []}
    box = visit(route=lambda route: fulfill(route, answer_with(hits=[hit]))).open()
    box.hits.click()
    expect(box.dialog).to_be_hidden()
    expect(box.page).to_have_url(re.compile("/#comment$"))


def test_chips_narrow_and_widen(box):
    box.open().search("服务网格")
    everything = box.hits.count()
    chip = box.host.get_by_role("button", name="English")
    expect(chip).to_have_attribute("aria-pressed", "false")
    expect(chip.locator(".count")).to_have_text("4")
    chip.click()
    expect(box.hits).to_have_count(4)
    expect(chip).to_have_attribute("aria-pressed", "true")
    expect(chip).to_be_focused()
    box.press("Enter")
    expect(box.hits).to_have_count(everything)


@pytest.mark.parametrize(
    ("counts", "offered"),
    [
        ([["zh", 9], ["zh-Hans", 9], ["en", 3]], ["中文", "English"]),
        ([["zh", 9], ["zh-Hans", 6], ["en", 3], ["zh-Hant", 3]], ["中文", "English"]),
        ([["zh", 12], ["zh-Hans", 9], ["zh-Hant", 3]], ["简体中文", "繁體中文"]),
    ],
)
def test_languages_are_offered_before_the_scripts_of_one(visit, counts, offered):
    facets = {"lang": counts, "tag": [], "category": [], "author": [], "year": []}
    answer = answer_with(hits=[HIT], total=12) | {"facets": facets}
    box = visit(route=lambda route: fulfill(route, answer)).open().type("a")
    expect(box.host.locator(".chip .label")).to_have_text(offered)


def test_one_language_and_one_year_but_several_tags(box):
    box.open().search("服务网格")
    for name in ("istio", "流量管理"):
        box.host.get_by_role("button", name=name).click()
        box.settle()
    pressed = box.host.locator(".chip[aria-pressed=true] .label")
    expect(pressed).to_have_text(["istio", "流量管理"])
    expect(box.hits).to_have_count(5)


def test_a_suggested_tag_becomes_a_filter(visit):
    payload = answer_with() | {"suggestions": [{"text": "流量管理", "kind": "tag", "url": ""}]}
    box = visit(route=lambda route: fulfill(route, payload) if asked_of(route) == "流量" else route.continue_()).open()
    box.search("流量").press("ArrowUp")
    assert box.chosen() == "流量管理"
    box.press("Enter")
    expect(box.input).to_have_value("")
    expect(box.host.locator(".chip[aria-pressed=true] .label")).to_have_text("流量管理")
    expect(box.hits).to_have_count(2)
    expect(box.input).to_be_focused()


def test_a_tag_that_is_offered_as_a_chip_is_not_suggested_too(visit):
    facets = {"tag": [["流量管理", 1]], "lang": [], "year": []}
    payload = answer_with(total=2, facets=facets) | {"suggestions": [{"text": "流量管理", "kind": "tag", "url": ""}]}
    box = visit(route=lambda route: fulfill(route, payload)).open().type("流量")
    expect(box.host.locator(".found")).to_be_visible()
    expect(box.host.get_by_role("button", name="流量管理")).to_be_visible()
    expect(box.host.locator(".line .kind")).to_have_count(0)


def test_a_suggested_title_is_a_link_unless_it_is_a_hit_already(visit, site):
    suggestions = [{"text": "A", "kind": "title", "url": "/post/"}, {"text": "C", "kind": "title", "url": "/c/"}]
    suggestions.append({"text": "服务", "kind": "pinyin", "url": ""})
    payload = answer_with(hits=[HIT]) | {"suggestions": suggestions}
    box = visit(route=lambda route: fulfill(route, payload)).open().type("a")
    lines = box.host.locator(".line")
    expect(lines.locator(".title")).to_have_text(["C", "服务"])
    assert lines.first.evaluate("link => link.href") == site.address + "c/"
    lines.nth(1).click()
    expect(box.input).to_have_value("服务")


def test_a_better_spelling_is_offered_first(visit):
    payload = answer_with(suggestion="istio") | {"suggestions": []}
    box = visit(route=lambda route: fulfill(route, payload)).open().type("itsio")
    expect(box.options.first).to_have_text("istio您是不是要找")
    box.press("ArrowUp", "Enter")
    expect(box.input).to_have_value("istio")


def test_notes_about_the_search_are_shown_and_other_words_can_be_taken_back(visit):
    notes = [
        {"kind": "folded", "text": "按简体搜索"},
        {"kind": "synonym", "text": "同时搜索：b、c", "words": ["b", "c"], "exactly": '"a"'},
        {"kind": "missing", "text": "没有文章提到：d", "words": ["d"]},
    ]
    box = visit(route=lambda route: fulfill(route, answer_with(notes=notes))).open().type("a")
    expect(box.host.locator(".note")).to_have_text(["按简体搜索", "同时搜索：b、c", "没有文章提到：d"])
    box.host.get_by_role("button", name="只搜索输入的词语: 同时搜索：b、c").click()
    expect(box.input).to_have_value('"a"')


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "Not a date, searched for as text: date:x"),
        ("zh-CN", "不是日期，按文字搜索：date:x"),
        ("zh-TW", "不是日期，按文字搜尋：date:x"),
    ],
)
def test_a_note_is_in_the_language_of_the_page_and_not_of_the_query(box, language, told):
    box.page.evaluate(f"document.documentElement.lang = '{language}'")
    box.open().search("date:x istio")
    expect(box.host.locator(".note").first).to_have_text(told)


def test_posts_with_all_words_are_told_from_those_with_some(visit):
    box = visit(route=lambda route: fulfill(route, answer_with(total=702, complete=12))).open().type("a")
    expect(box.host.locator(".found")).to_have_text("12 篇含全部词语 · 690 篇含部分词语")


def test_nothing_moves_while_one_types(box):
    box.open().settle()
    box.page.evaluate(SHIFTS)
    tops = set()
    for text in ("service", "service mesh", "service mesh istio"):
        box.input.clear()
        box.search(text)
        tops.add(box.hits.first.bounding_box()["y"])
    assert len(tops) == 1
    assert box.page.evaluate("window.shifts ?? []") == []


@pytest.mark.parametrize(("width", "height", "least"), [(1280, 900, 5), (375, 667, 3), (375, 420, 2)])
def test_so_many_whole_hits_are_on_the_first_screen(visit, width, height, least):
    box = visit(viewport={"width": width, "height": height}, has_touch=width < 500)
    text = "长" * 200
    hit = HIT | {"title_html": text, "snippet_html": f"<mark>{text}</mark>"}
    box.page.route("**/api/**", lambda route: fulfill(route, answer_with(hits=[hit] * 8, total=8)))
    box.open().type("a").host.locator(".found").wait_for()
    edge = box.host.locator(".results").evaluate("list => Math.min(list.getBoundingClientRect().bottom, innerHeight)")
    ends = [place["y"] + place["height"] for place in (row.bounding_box() for row in box.host.locator(".below").all())]
    assert sum(end <= edge for end in ends) >= least


def test_nothing_found_says_so_and_helps(box):
    box.open().search("qqqzzz")
    empty = box.host.locator(".empty")
    expect(box.host.locator(".message")).to_have_text("没有找到与“qqqzzz”相关的文章")
    expect(empty.locator("li")).to_have_count(3)
    empty.get_by_role("button", name="istio").click()
    expect(box.hits).to_have_count(4)


def test_what_may_be_meant_stands_before_advice_and_tags_where_nothing_is_found(visit):
    found = answer_with(hits=[], total=0, suggestion="mesh")
    box = visit(route=lambda route: fulfill(route, found) if asked(route.request) == "mehs" else route.continue_())
    box.open().search("mehs").host.locator(".empty .offered").wait_for()  # with which all is drawn again
    order = ["没有找到与“mehs”相关的文章", "您是不是要找", "检查是否有错别字", "istio"]
    shown = [box.host.locator(".results").get_by_text(text).locator("visible=true").first for text in order]
    tops = [each.bounding_box()["y"] for each in shown]
    assert tops == sorted(set(tops))
    box.press("ArrowDown", "Enter").settle()
    expect(box.input).to_have_value("mesh")
    expect(box.host.locator(".empty")).to_be_hidden()
    assert box.hits.count()


def test_a_failure_takes_the_place_of_nothing_found(visit):
    box = visit().open()
    box.search("qqqzzz")
    expect(box.host.locator(".empty")).to_be_visible()
    box.page.route("**/api/**", lambda route: route.abort())
    box.type("q").host.locator(".problem").wait_for()
    expect(box.host.locator(".empty")).to_be_hidden()


def test_whoever_types_before_the_tags_are_known_is_offered_them_all_the_same(visit):
    refused = []

    def refuse_the_first(route):
        if asked(route.request) == "" and not refused:
            refused.append(route)
            route.abort()
        else:
            route.continue_()

    box = visit(route=refuse_the_first)
    box.open().search("qqqzzz")
    box.host.locator(".empty").get_by_role("button", name="istio").click()
    expect(box.hits).to_have_count(4)


def test_nothing_to_choose_is_said_to_screen_readers(box):
    box.open().search("qqqzzz")
    expect(box.input).to_have_attribute("aria-expanded", "false")


def test_nothing_found_under_filters_offers_to_take_them_off(box):
    box.open().search("服务网格").host.get_by_role("button", name="2024").click()
    box.settle()
    box.input.fill("evergreen")
    box.host.get_by_role("button", name="去掉筛选条件再搜索").click()
    expect(box.hits.locator(".title")).to_have_text("Glossary")


def test_the_newest_posts_are_there_before_anything_is_typed(box):
    box.open()
    expect(box.host.locator(".heading")).to_have_text(["最新文章"])
    expect(box.hits).to_have_count(8)


def test_searches_that_led_somewhere_are_remembered(box, visit, site):
    for text in ("mesh", "istio", "mesh"):
        box.page.goto(site.address)
        box.press("Control+k").search(text).press("Shift+Enter")
        box.page.wait_for_url("**/search?**")
    box.page.goto(site.address)
    lines = box.open().host.locator(".line .title")
    expect(lines).to_have_text(["mesh", "istio"])
    box.press("ArrowDown", "ArrowDown", "Enter")
    expect(box.input).to_have_value("istio")
    other = visit().open()
    other.settle()
    expect(other.host.locator(".line")).to_have_count(0)


def test_what_was_only_typed_is_not_remembered(box):
    box.open().search("mesh").press("Escape")
    assert box.page.evaluate("Object.keys(localStorage)") == []


RECENT = "localStorage['post-search:recent'] ??= '服务网格\\nservice mesh\\nistio'"


def test_recent_searches_can_be_removed_one_by_one(visit):
    box = visit(init=RECENT, reduced_motion="reduce").open()
    box.settle()
    lines = box.host.locator(".line .title")
    remover = box.host.get_by_role("button", name="移除 service mesh")
    line, button = box.host.locator(".line").nth(1).bounding_box(), remover.bounding_box()
    assert (line["y"], line["height"]) == pytest.approx((button["y"], button["height"]), abs=1)
    remover.click()
    expect(lines).to_have_text(["服务网格", "istio"])
    expect(box.host.get_by_role("button", name="移除 istio")).to_be_focused()
    box.page.reload()
    expect(box.open().host.locator(".line .title")).to_have_text(["服务网格", "istio"])


def test_recent_searches_can_be_removed_all_at_once(visit):
    box = visit(init=RECENT).open()
    box.host.get_by_role("button", name="清空").click()
    expect(box.host.locator(".line")).to_have_count(0)
    expect(box.host.locator(".remover")).to_have_count(0)
    assert box.page.evaluate("localStorage['post-search:recent']") == ""
    expect(box.input).to_be_focused()


def test_nothing_is_sent_to_anyone_but_the_site_and_its_service(box, site):
    hosts = set()
    box.page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    box.page.reload()
    box.open().search("mesh")
    assert hosts == {urlsplit(address).netloc for address in (site.address, site.service)}


def test_a_pinned_post_is_said_to_be_pinned(visit):
    def route(route):
        answer = route.fetch()
        found = answer.json()
        for hit in found.get("hits", ())[:1]:  # of the beginnings of what is typed some find nothing
            hit["pinned"] = True
        route.fulfill(response=answer, json=found)

    box = visit(route=route).open().search("istio")
    assert box.hits.first.get_by_text("置顶").is_visible()
    assert box.host.get_by_text("置顶").count() == 1
