"""From keys to an answer: pauses, input methods, networks."""

from urllib.parse import parse_qs, urlsplit

import pytest
from browser.box import FOUR_FRAMES, Requests, answer_with, asked, fulfill
from playwright.sync_api import expect

ENTER_AFTER_COMPOSING = """(input, [keyCode, wait]) => {
    const how = {bubbles: true, composed: true, cancelable: true};
    const dispatch = (event, at) => input.dispatchEvent(Object.defineProperty(event, 'timeStamp', {value: at}));
    dispatch(new CompositionEvent('compositionstart', how), 900);
    input.value = '服务网格';
    dispatch(new InputEvent('input', {isComposing: true, ...how}), 1000);
    dispatch(new CompositionEvent('compositionend', {data: '服务网格', ...how}), 1000);
    dispatch(new KeyboardEvent('keydown', {key: 'Enter', keyCode, ...how}), 1000 + wait);
}"""


def stop_clock(box):
    """Let no timer of the page run until it is told to."""
    box.page.clock.install(time=0)
    box.page.clock.pause_at(1000)
    return box


def test_letters_typed_in_one_go_are_asked_for_once(box):
    requests = Requests(stop_clock(box).page)
    with box.page.expect_response(lambda answer: asked(answer.request) == "mesh"):
        box.open().type("mes").page.clock.run_for(80)
        box.type("h").page.clock.run_for(130)
    assert requests.texts == ["", "mesh"]


def test_results_come_while_typing(box):
    box.open().search("service")
    expect(box.hits.first).to_be_visible()
    box.type(" mesh")
    expect(box.hits.first).to_contain_text("mesh")


@pytest.mark.parametrize(("half", "title"), [("everg", "Glossary"), ("sidec", "A mesh without sidecars")])
def test_half_a_word_finds_what_begins_so(box, half, title):
    requests = Requests(box.page)
    box.open().search(half)
    expect(box.hits.locator(".title")).to_have_text([title])
    expect(box.host.locator(".found")).to_have_text("找到 1 篇文章")
    assert parse_qs(urlsplit(requests.addresses[-1]).query)["typing"] == ["1"]


def test_the_page_shows_what_the_box_has_found(box, site):
    box.open().search("everg").press("Shift+Enter")
    box.page.wait_for_url(f"{site.service}search?q=everg&ui=zh")
    expect(box.page.locator(".hit h3")).to_have_text(["Glossary"])


def test_nothing_is_asked_while_composing(box):
    stop_clock(box).open().settle()
    requests = Requests(box.page)
    box.compose("f", "fu", "fu'w", "fu'wu", commit=None)
    expect(box.input).to_have_value("fu'wu")
    box.page.clock.run_for(1000)
    assert requests.texts == []
    box.page.clock.resume()
    with box.page.expect_response(lambda answer: asked(answer.request) == "服务"):
        box.compose(commit="服务")
    assert requests.texts == ["服务"]


@pytest.mark.parametrize("told", [{"keyCode": 229}, {"isComposing": True}])
def test_keys_of_the_input_method_choose_and_close_nothing(box, told):
    box.open().search("mesh").press("ArrowDown")
    first = box.chosen()
    for key in ("ArrowDown", "End", "Enter", "Escape"):
        box.input.dispatch_event("keydown", {"key": key, "cancelable": True} | told)
    assert box.chosen() == first
    expect(box.dialog).to_be_visible()
    assert box.page.url.endswith("/")


def test_enter_that_confirms_a_candidate_never_submits(box):
    box.open()
    box.compose("w", "wang", commit=None)
    box.input.dispatch_event("keydown", {"key": "Enter", "keyCode": 229, "isComposing": True, "bubbles": True})
    box.compose(commit="网")
    expect(box.input).to_have_value("网")
    expect(box.dialog).to_be_visible()
    assert box.page.url.endswith("/")


@pytest.mark.parametrize(("platform", "key_code"), [("Linux x86_64", 229), ("MacIntel", 229), ("MacIntel", 13)])
def test_enter_that_comes_after_its_composition_never_submits(visit, platform, key_code):
    box = visit(init=f"Object.defineProperty(Navigator.prototype, 'platform', {{value: '{platform}'}})").open()
    box.input.evaluate(ENTER_AFTER_COMPOSING, [key_code, 0])
    expect(box.hits.first).to_be_visible()
    expect(box.dialog).to_be_visible()
    assert box.page.url.endswith("/")


@pytest.mark.parametrize("platform", ["Linux x86_64", "MacIntel"])
def test_the_next_enter_does(visit, site, platform):
    box = visit(init=f"Object.defineProperty(Navigator.prototype, 'platform', {{value: '{platform}'}})").open()
    box.input.evaluate(ENTER_AFTER_COMPOSING, [13, 120])
    box.page.wait_for_url(f"{site.service}search?q=**")


def test_android_in_english_is_not_waited_for(visit, site):
    site.add("/en/", lang="en")
    phone = {"user_agent": "Mozilla/5.0 (Linux; Android 15) Chrome/156.0 Mobile", "locale": "en-US"}
    box = visit("/en/", **phone).open()
    with box.page.expect_response(lambda answer: asked(answer.request) == "mesh"):
        box.compose("m", "me", "mes", "mesh", commit=None)
    chinese = stop_clock(visit("/", **phone)).open()
    requests = Requests(chinese.page)
    chinese.compose("w", "wang", commit=None)
    expect(chinese.input).to_have_value("wang")
    chinese.page.clock.run_for(1000)
    assert "wang" not in requests.texts


def test_a_stale_answer_is_discarded(visit):
    waiting = {}

    def route(route):
        text = asked(route.request)
        if text == "old":
            waiting["old"] = route
        else:
            fulfill(route, answer_with(hits=[answer_with()["hits"][0] | {"title_html": text or "start"}]))

    box = visit(route=route).open()
    with box.page.expect_request(lambda request: asked(request) == "old"):
        box.type("old")
    box.input.fill("new")
    expect(box.hits).to_have_text(["newa"])
    fulfill(waiting["old"], answer_with())
    box.page.evaluate(FOUR_FRAMES)
    expect(box.hits).to_have_text(["newa"])


def test_the_previous_answer_stays_while_waiting(visit):
    box = (
        visit(route=lambda route: None if asked(route.request) == "meshx" else route.continue_()).open().search("mesh")
    )
    shown = box.hits.all_inner_texts()
    with box.page.expect_request(lambda request: asked(request) == "meshx"):
        box.type("x")
    expect(box.host.locator(".panel")).to_contain_class("waiting")
    expect(box.hits).to_have_text(shown, use_inner_text=True)


def test_a_slow_network_is_said_and_in_the_end_given_up(visit):
    box = stop_clock(visit(route=lambda route: None))
    box.open().type("mesh")
    box.page.clock.run_for(3500)
    expect(box.host.locator(".message")).to_have_text("网络较慢，仍在搜索…")
    expect(box.status).to_have_text("")
    box.page.clock.run_for(600)
    expect(box.status).to_have_text("网络较慢，仍在搜索…")
    box.page.clock.run_for(9000)
    expect(box.host.locator(".problem")).to_contain_text("暂时无法连接搜索服务")


@pytest.mark.parametrize("failure", ["network", "not JSON", "not an answer", "500"])
def test_a_failure_is_said_and_can_be_tried_again(visit, failure):
    broken = [True]

    def route(route):
        if not broken[0] or asked(route.request) != "evergreen":
            route.continue_()
        elif failure == "network":
            route.abort()
        else:
            fulfill(
                route, {"not JSON": "<html>", "not an answer": {}, "500": {}}[failure], 500 if failure == "500" else 200
            )

    box = visit(route=route).open()
    box.settle()
    newest = box.hits.count()
    box.input.fill("evergreen")
    expect(box.host.locator(".problem")).to_contain_text("暂时无法连接搜索服务")
    expect(box.status).to_have_text("暂时无法连接搜索服务，稍后会自动重试。")
    expect(box.hits).to_have_count(newest)
    broken[0] = False
    box.host.get_by_role("button", name="重试").click()
    expect(box.hits.first).to_contain_text("Glossary")
    expect(box.host.locator(".problem")).to_have_count(0)
    expect(box.input).to_be_focused()


def test_a_box_that_was_never_answered_leads_to_the_page_all_the_same(visit, site):
    box = visit(route=lambda route: route.abort()).open()
    expect(box.all).to_have_text("搜索页")
    expect(box.all).to_have_attribute("href", f"{site.service}search")
    box.type("evergreen")
    expect(box.all).to_have_text("全部结果")
    expect(box.all).to_have_attribute("href", f"{site.service}search?q=evergreen&ui=zh")


def test_what_the_service_says_of_a_failure_is_told(visit):
    problem = {"type": "about:blank", "title": "忙", "status": 503, "detail": "请过一会儿再试。"}
    box = visit(route=lambda route: fulfill(route, problem, 503)).open()
    expect(box.host.locator(".problem p")).to_have_text("忙请过一会儿再试。")


@pytest.mark.parametrize(("headers", "seconds"), [({"Retry-After": "30"}, 30), ({}, 5)])
def test_a_service_that_is_not_ready_is_asked_again_when_it_says_so_else_soon(visit, headers, seconds):
    exposed = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Retry-After"} | headers
    states = [503, 200]

    def answer(route):
        if asked(route.request) != "a":
            fulfill(route, answer_with(total=0, hits=[]))
        elif states.pop(0) == 503:
            route.fulfill(status=503, headers=exposed, json={"title": "忙"})
        else:
            fulfill(route, answer_with())

    box = stop_clock(visit(route=answer))
    box.open().type("a").page.clock.run_for(150)
    expect(box.host.locator(".problem")).to_contain_text("忙")
    box.page.clock.run_for(seconds * 1000 - 400)
    assert states == [200]
    box.page.clock.run_for(500)
    expect(box.hits).to_have_count(1)
    expect(box.host.locator(".problem")).to_have_count(0)


def test_a_search_that_costs_too_much_is_not_asked_again_by_itself(visit):
    problem = {"type": "/openapi.json#/components/responses/TooSlow", "title": "慢"}
    box = stop_clock(visit(route=lambda route: fulfill(route, problem, 503))).open()
    expect(box.host.locator(".problem")).to_contain_text("慢")
    requests = Requests(box.page)
    box.page.clock.run_for(120_000)
    assert requests.texts == []


def test_the_search_goes_on_when_the_network_is_back(box):
    box.open().settle()
    box.page.context.set_offline(True)
    box.type("evergreen")
    expect(box.host.locator(".problem")).to_contain_text("网络已断开")
    box.page.context.set_offline(False)
    expect(box.hits.first).to_contain_text("Glossary")


def test_results_do_not_wait_for_suggestions(visit):
    hold = lambda route: None if "suggest" in route.request.url else route.continue_()  # noqa: E731
    box = visit(route=hold, hurried=True).open().type("evergreen")
    expect(box.hits.first).to_contain_text("Glossary")


def test_results_need_no_suggestions(visit):
    box = (
        visit(route=lambda route: route.abort() if "suggest" in route.request.url else route.continue_())
        .open()
        .type("evergreen")
    )
    expect(box.hits.first).to_contain_text("Glossary")


def test_the_same_question_is_not_asked_twice(box):
    stop_clock(box).open().settle()
    requests = Requests(box.page)
    box.type(" ").page.clock.run_for(1000)
    assert requests.texts == []


def test_a_long_text_is_cut_to_what_the_service_reads(box):
    box.open()
    box.host.evaluate("box => box.open('长'.repeat(300))")
    expect(box.input).to_have_value("长" * 256)
    box.settle()
    expect(box.host.locator(".problem")).to_have_count(0)


def test_the_text_can_be_cleared(box):
    box.open().search("mesh").host.get_by_role("button", name="清除文字").click()
    expect(box.input).to_have_value("")
    expect(box.input).to_be_focused()
    expect(box.host.get_by_text("最新文章")).to_be_visible()
    expect(box.host.locator(".clear")).to_be_hidden()
