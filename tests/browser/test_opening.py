import pytest
from browser.box import FOUR_FRAMES
from playwright.sync_api import expect


@pytest.mark.parametrize("key", ["/", "Control+k", "Meta+k"])
def test_a_key_opens_the_box(box, key):
    expect(box.button).to_be_visible()
    box.press(key)
    expect(box.input).to_be_focused()
    expect(box.input).to_have_value("")


def test_a_click_opens_the_box(box):
    box.open()
    expect(box.dialog).to_be_visible()
    expect(box.input).to_be_focused()


def test_a_box_of_which_the_page_shows_the_inside_alone_opens(visit, site):
    site.add("/contents/", head="<style>post-search { display: contents }</style>")
    box = visit("/contents/").open()
    expect(box.dialog).to_be_visible()
    box.press("Escape", "/")
    expect(box.dialog).to_be_visible()


def test_a_slash_that_is_typed_elsewhere_stays_a_slash(box):
    box.page.locator("#comment").focus()
    box.press("/")
    expect(box.page.locator("#comment")).to_have_value("/")
    expect(box.dialog).to_be_hidden()
    box.press("Control+k")
    expect(box.dialog).to_be_visible()


def test_hotkeys_can_be_left_to_the_page(visit, site):
    site.add("/quiet/", f'<post-search hotkeys="off" endpoint="{site.service}"></post-search>')
    box = visit("/quiet/")
    expect(box.button).to_have_text("搜索")
    box.press("/", "Control+k")
    expect(box.dialog).to_be_hidden()


def test_a_key_that_the_page_has_used_opens_nothing(visit):
    box = visit(init="addEventListener('keydown', (event) => event.preventDefault(), true)")
    expect(box.button).to_be_visible()
    box.press("Control+k")
    expect(box.dialog).to_be_hidden()


def test_keys_of_the_page_take_no_letter_that_is_typed_into_the_box(visit):
    # As Hugo's themes Book and Congo do: they see the element, which is no field.
    keys = "(event) => event.target.value === undefined && event.key.length === 1 && event.preventDefault()"
    names = "keydown", "keypress", "keyup"
    box = visit(init="".join(f"document.addEventListener('{name}', {keys});" for name in names)).open()
    box.type("CI/CD")
    expect(box.input).to_have_value("CI/CD")


def test_the_page_can_open_it_with_a_text(box):
    box.host.evaluate("box => box.open('服务网格')")
    expect(box.input).to_have_value("服务网格")
    expect(box.hits.first).to_contain_text("服务网格")


@pytest.mark.parametrize("key", ["Escape", "Control+k"])
def test_a_key_closes_it_and_focus_returns(box, key):
    box.page.locator("#comment").focus()
    box.press("Control+k")
    expect(box.input).to_be_focused()
    box.press(key)
    expect(box.dialog).to_be_hidden()
    expect(box.page.locator("#comment")).to_be_focused()


def test_a_click_beside_it_or_on_close_closes_it(box):
    box.open().page.mouse.click(5, 5)
    expect(box.dialog).to_be_hidden()
    expect(box.button).to_be_focused()
    box.open().host.locator(".close").click()
    expect(box.dialog).to_be_hidden()


def test_text_dragged_out_of_the_panel_does_not_close_it(box):
    box.open().search("mesh")
    field = box.input.bounding_box()
    box.page.mouse.move(field["x"] + 5, field["y"] + 10)
    box.page.mouse.down()
    box.page.mouse.move(3, 3)
    box.page.mouse.up()
    expect(box.dialog).to_be_visible()


def test_what_was_typed_is_there_again_and_selected(box):
    box.open().search("mesh").press("Escape", "Control+k")
    expect(box.input).to_have_value("mesh")
    box.search("istio")
    expect(box.input).to_have_value("istio")


def test_tab_goes_round_within_the_dialog(box):
    box.open().search("mesh")
    seen = []
    for _ in range(25):
        box.press("Tab")
        seen.append(box.focused())
    assert set(seen) == {"input", "clear", "close", "chip", "results", "all"}
    assert seen.index("input") < 20
    box.input.focus()
    box.press("Shift+Tab")
    expect(box.all).to_be_focused()


def test_a_menu_that_is_shut_around_an_open_dialog_closes_it(box):
    box.open()
    box.page.evaluate("document.querySelector('post-search').parentElement.style.display = 'none'")
    box.page.wait_for_function("!document.querySelector('post-search').isOpen")
    assert box.page.evaluate("getComputedStyle(document.documentElement).overflow") == "visible"


def test_a_menu_that_is_shut_by_every_click_does_not_leave_a_page_that_cannot_be_used(box):
    shut = "() => addEventListener('click', () => document.querySelector('main').hidden = true)"
    box.page.evaluate(shut)
    box.open()
    box.page.wait_for_function("!document.querySelector('post-search').isOpen")
    assert box.page.evaluate("getComputedStyle(document.documentElement).overflow") == "visible"


def test_the_page_behind_stays_still(box):
    width = "document.querySelector('main').getBoundingClientRect().width"
    before = box.page.evaluate(width)
    box.open().page.evaluate(FOUR_FRAMES)  # before that the wheel turns the page as it was
    box.page.mouse.wheel(0, 500)
    box.page.evaluate(FOUR_FRAMES)
    assert box.page.evaluate("scrollY") == 0
    assert box.page.evaluate(width) == before
    box.press("Escape").page.evaluate(FOUR_FRAMES)
    box.page.mouse.wheel(0, 500)
    box.page.wait_for_function("scrollY > 0")
    assert box.page.evaluate("document.documentElement.getAttribute('style')") in (None, "")


def test_who_comes_back_finds_what_was_typed_and_what_was_opened(box):
    box.open().search("服务网格").press("ArrowDown")
    chosen = box.chosen()
    with box.page.expect_navigation():
        box.press("Enter")
    box.page.go_back()
    box.open().settle()
    expect(box.input).to_have_value("服务网格")
    expect(box.host.locator("[aria-selected=true] .title")).to_have_text(chosen)


def test_a_dialog_of_the_page_is_not_disturbed(box):
    box.page.evaluate(
        "document.body.append(document.createElement('dialog')); document.querySelector('dialog').showModal()"
    )
    box.press("Control+k")
    expect(box.dialog).to_be_hidden()
