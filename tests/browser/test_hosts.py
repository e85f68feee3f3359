"""Pages that were not made with the box in mind."""

import pytest
from browser.box import Box, answer_with, asked
from playwright.sync_api import expect

STRICT = (
    "default-src 'none'; script-src {service}search-box.js; connect-src {service}; base-uri 'none'; "
    "form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
RESET = """<style>
* { all: unset !important; font: 3px/0.1 cursive !important; color: red !important; visibility: visible !important;
    pointer-events: none !important; text-transform: uppercase !important; letter-spacing: 9px !important }
html { font-size: 4px !important; direction: rtl }
dialog, input, button, mark, kbd, div, a { display: none !important; opacity: 0 !important }
post-search { display: block !important; pointer-events: auto !important }
</style>"""
LOOK = """panel => [panel, ...panel.querySelectorAll('*')].map((element) => {
    const style = getComputedStyle(element);
    return [...style].map((name) => element.className + ' ' + name + ': ' + style.getPropertyValue(name));
})"""
POLLUTED = """
for (const name of ['method', 'body', 'signal', 'once', 'capture', 'mode', 'delegatesFocus', 'cause', 'href', 'url',
                    'snippet_html', 'suggestion', 'dateStyle', 'behavior', 'constructorName'])
  Object.prototype[name] = name === 'signal' ? 'none' : 'POST';
Array.prototype.toJSON = function () { return 'broken' };
Array.prototype.extra = () => 'added';
String.prototype.extra = () => 'added';
Object.prototype.toJSON = function () { return 'broken' };
"""
NO_STORAGE = (
    "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError') } })"
)
FULL_STORAGE = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }"


@pytest.fixture
def violations():
    """Count what a policy has stopped, from before the page's first script on."""
    note = "(event) => stopped.push(event.violatedDirective)"
    return f"window.stopped = []; document.addEventListener('securitypolicyviolation', {note})"


def test_it_works_under_a_strict_policy_and_trusted_types(visit, site, violations):
    policy = STRICT.format(service=site.service)
    site.add("/strict/", headers=[("Content-Security-Policy", policy)])
    box = visit("/strict/", init=violations).open().search("服务网格").press("ArrowDown")
    expect(box.hits.first.locator("mark").first).to_have_text("服务网格")
    color = box.host.locator(".panel").evaluate("panel => getComputedStyle(panel).backgroundColor")
    assert color == "rgb(255, 255, 255)"
    assert box.page.evaluate("stopped") == []


def test_a_policy_that_forbids_the_service_is_a_failure_that_is_told(visit, site, violations):
    policy = STRICT.format(service=site.service).replace(f"connect-src {site.service}", "connect-src 'none'")
    site.add("/forbidden/", headers=[("Content-Security-Policy", policy)])
    box = visit("/forbidden/", init=violations).open()
    expect(box.host.locator(".problem")).to_be_visible()
    box.page.wait_for_function("stopped.includes('connect-src')")


def test_hostile_resets_change_nothing_in_the_dialog(visit, site):
    site.add("/reset/", head=RESET)
    looks = []
    for path in ("/", "/reset/"):
        box = visit(path, reduced_motion="reduce")
        box.host.evaluate("box => box.open('服务网格')")
        box.settle()
        expect(box.hits.first).to_be_visible()
        looks.append(box.host.locator(".panel").evaluate(LOOK))
    assert len(looks[0]) > 100
    plain, reset = ({line for lines in look for line in lines} for look in looks)
    assert plain ^ reset == set()


def test_a_header_that_is_a_flex_box_does_not_move_the_button_up(visit, site):
    tag = f'<post-search endpoint="{site.service}"></post-search>'
    site.add("/flex/", body=f'<header style="display: flex; height: 90px">{tag}</header>')
    button = visit("/flex/").button.bounding_box()
    margin = 8
    assert abs(button["y"] + button["height"] / 2 - (margin + 45)) < 1


@pytest.mark.parametrize("around", ["width: 220px", "display: flex"])
def test_a_box_in_a_narrow_place_shows_titles_whole_lines_long(visit, site, around):
    tag = f'<post-search inline endpoint="{site.service}"></post-search>'
    site.add("/side/", body=f'<aside style="{around}">{tag}</aside>')
    box = visit("/side/")
    box.input.click()
    folded = box.host.bounding_box()["width"]
    box.search("service mesh")
    assert box.host.bounding_box()["width"] == folded
    panel = box.host.locator(".panel")
    assert panel.evaluate("panel => panel.scrollWidth <= panel.clientWidth")
    for hit in box.hits.all():
        assert hit.locator(".title").bounding_box()["width"] > 0.85 * folded
    expect(box.host.locator(".hint").first).to_be_hidden()


def test_a_printed_page_has_no_box(visit):
    box = visit()
    box.page.emulate_media(media="print")
    expect(box.host).to_be_hidden()


def test_polluted_prototypes_change_nothing(visit):
    box = visit(init=POLLUTED).open().search("服务网格").press("ArrowDown")
    expect(box.hits).to_have_count(8)
    expect(box.hits.first.locator("time")).to_have_text("2024年7月2日")
    box.press("Control+Enter", "Escape")
    box.input.evaluate("input => input.value = ''")
    box.page.reload()
    expect(box.open().host.locator(".line .title")).to_have_text(["服务网格"])


@pytest.mark.parametrize("init", [NO_STORAGE, FULL_STORAGE])
def test_without_storage_searches_are_remembered_while_the_page_is_open(visit, init):
    box = visit(init=init).open().search("mesh").press("ArrowDown")
    with box.page.context.expect_page():
        box.press("Control+Enter")
    box.host.locator(".clear").click()
    expect(box.host.locator(".line .title")).to_have_text(["mesh"])
    box.host.get_by_role("button", name="移除 mesh").click()
    expect(box.host.locator(".line")).to_have_count(0)


@pytest.fixture
def two_boxes(visit, site):
    one = f'<post-search endpoint="{site.service}"></post-search>'
    site.add("/two/", one + f'<post-search inline endpoint="{site.service}"></post-search>')
    first = visit("/two/")
    return first, Box(first.page, 1)


def test_two_boxes_keep_to_themselves(two_boxes):
    dialog, inline = two_boxes
    inline.input.click()
    inline.search("mesh")
    found = inline.hits.count()
    dialog.press("Control+k")
    expect(dialog.input).to_be_focused()
    expect(dialog.input).to_have_value("")
    dialog.search("Glossary").press("Escape")
    expect(inline.hits).to_have_count(found)
    expect(inline.input).to_be_focused()


def test_a_key_opens_the_first_box_that_can_be_seen(two_boxes):
    hidden, inline = two_boxes
    hidden.host.evaluate("box => box.parentNode.insertBefore(document.createElement('nav'), box).append(box)")
    hidden.page.locator("nav").evaluate("nav => nav.style.display = 'none'")
    hidden.press("/")
    expect(inline.input).to_be_focused()
    expect(hidden.dialog).to_be_hidden()


def test_an_inline_box_folds_away(two_boxes):
    _, inline = two_boxes
    inline.input.click()
    expect(inline.all).to_be_hidden()
    inline.search("mesh")
    expect(inline.all).to_be_visible()
    inline.press("Escape")
    expect(inline.input).to_have_value("")
    expect(inline.all).to_be_hidden()
    expect(inline.input).to_be_focused()


def test_it_may_be_in_the_page_before_its_script(visit, site):
    link = f'<a href="{site.service}search">搜索</a>'
    site.add("/late/", f'<post-search endpoint="{site.service}">{link}</post-search>')
    html, headers = site.pages["/late/"]
    site.pages["/late/"] = (html.replace("search-box.js", "later.js"), headers)
    box = visit("/late/")
    expect(box.page.get_by_role("link", name="搜索")).to_be_visible()
    box.page.add_script_tag(url=f"{site.service}search-box.js", type="module")
    expect(box.button).to_be_visible()
    expect(box.page.get_by_role("link", name="搜索")).to_be_hidden()
    box.open().search("mesh")


def test_the_script_may_come_twice(visit, site):
    box = visit()
    box.page.add_script_tag(url=f"{site.service}search-box.js?again", type="module")
    box.open().search("mesh")


def test_it_lives_through_pages_that_are_swapped_without_being_loaded(visit, site):
    own = '<b slot="button">Find</b><p slot="empty">Ask us!</p><i slot="foot">by us</i>'
    site.add("/swapped/", f'<post-search endpoint="{site.service}">{own}</post-search>', lang="zh")
    box = visit("/swapped/").open()
    expect(box.host.get_by_text("最新文章")).to_be_visible()
    expect(box.host.get_by_text("by us")).to_be_visible()
    box.page.evaluate("""() => document.startViewTransition(() => {
        const body = document.createElement('body');
        body.append(document.querySelector('post-search').cloneNode(true));
        document.body.replaceWith(body);
        history.pushState(null, '', '/en/');
        document.documentElement.lang = 'en';
    }).finished""")
    assert box.page.evaluate("document.documentElement.style.overflow") == ""
    expect(box.button).to_have_accessible_name("Find")
    box.press("/")
    expect(box.host.get_by_text("Newest posts")).to_be_visible()
    box.search("qqqzzz")
    expect(box.host.get_by_text("Ask us!")).to_be_visible()
    box.page.evaluate("document.documentElement.lang = 'zh-TW'")
    expect(box.dialog).to_be_hidden()
    box.open()
    expect(box.input).to_have_accessible_name("搜尋文章")


def test_it_is_closed_by_going_back_to_a_page_that_a_router_shows(visit):
    box = visit()
    box.page.evaluate("history.pushState(null, '', '/next/')")
    box.open().search("mesh")
    box.page.evaluate("history.back()")
    expect(box.dialog).to_be_hidden()
    assert box.page.evaluate("document.documentElement.style.overflow") == ""
    box.open().settle()
    expect(box.input).to_have_value("mesh")


def test_it_can_be_moved_while_it_is_open(box):
    box.open().search("mesh")
    box.host.evaluate("box => document.body.prepend(box)")
    expect(box.dialog).to_be_hidden()
    assert box.page.evaluate("document.documentElement.style.overflow") == ""
    box.page.locator("#comment").click()
    box.press("Control+k")
    expect(box.input).to_be_focused()
    expect(box.input).to_have_value("mesh")
    expect(box.hits.first).to_be_visible()


def test_it_leaves_nothing_behind_when_it_is_removed(visit):
    box = visit(route=lambda route: None).open()
    with box.page.expect_request(lambda request: asked(request) == "mesh"):
        box.type("mesh")
    with box.page.expect_event("requestfailed"):
        box.host.evaluate("box => (window.kept = box).remove()")
    box.page.locator("#comment").press("Control+k")
    assert box.page.evaluate("kept.isOpen") is False
    assert box.page.evaluate("document.documentElement.style.overflow") == ""


def test_it_works_inside_another_shadow_root(visit, site):
    box = visit()
    box.page.evaluate(
        """endpoint => {
            const outer = document.body.appendChild(document.createElement('site-header'));
            const inner = document.createElement('post-search');
            inner.setAttribute('endpoint', endpoint);
            document.querySelector('post-search').remove();
            outer.attachShadow({mode: 'open'}).append(inner);
        }""",
        site.service,
    )
    box.press("/")
    expect(box.input).to_be_focused()
    box.search("a/b")
    expect(box.input).to_have_value("a/b")


def test_it_asks_where_its_script_came_from_if_nothing_else_is_said(visit, site):
    site.add("/bare/", "<post-search></post-search>")
    visit("/bare/").open().search("mesh")


@pytest.mark.parametrize("endpoint", ["", "/", "?x=1#y"])
def test_the_endpoint_may_be_written_with_or_without_a_slash(visit, site, endpoint):
    site.add("/slash/", f'<post-search endpoint="{site.service.rstrip("/")}{endpoint}"></post-search>')
    visit("/slash/").open().search("mesh")


def test_it_asks_by_the_interface_alone(box, site):
    with box.page.expect_request("**/api/search?**") as asked:
        box.open()
    request = asked.value
    assert request.method == "GET"
    assert request.url == f"{site.service}api/search?q=&ui=zh&per_page=8"
    assert "cookie" not in request.all_headers()
    assert set(answer_with()) >= {"hits", "facets"}
