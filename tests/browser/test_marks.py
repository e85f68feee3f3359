"""What was found is marked on the site's own page."""

import pytest

TEXT = """<main><h1>Mesh</h1><p id=a>A service MESH, 服务网格。</p><p id=b>meshes, kube-proxy</p>
<textarea>mesh</textarea><input id=q></main>"""
MARKED = """() => [...(CSS.highlights.get('post-search') ?? [])].map((range) => range.toString())"""
HERE = """() => [...CSS.highlights.get('post-search-here')].map((range) => range.startContainer.parentElement.id)"""


@pytest.fixture
def marked(visit, site):
    head = f'<script type="module" src="{site.service}search-marks.js"></script>'
    site.add("/marked/", body=TEXT, head=head)
    init = "sessionStorage['post-search:words'] ??= '/marked/\\nmesh\\n服务网格\\n(a+\\nkube-proxy'"
    page = visit("/marked/", init=init).page
    page.wait_for_function("CSS.highlights.size > 0")
    return page


def test_words_are_marked_without_changing_the_page(marked):
    assert marked.evaluate(MARKED) == ["Mesh", "MESH", "服务网格", "mesh", "kube-proxy"]
    assert marked.locator("mark").count() == 0


def test_keys_step_through_the_words_and_take_the_marks_away(marked):
    marked.keyboard.press("n")
    assert marked.evaluate(HERE) == [""]
    marked.keyboard.press("p")
    assert marked.evaluate(HERE) == ["b"]
    marked.locator("#q").focus()
    marked.keyboard.press("p")
    assert marked.locator("#q").input_value() == "p"
    assert marked.evaluate(HERE) == ["b"]
    marked.locator("#q").blur()
    marked.keyboard.press("Escape")
    assert marked.evaluate(MARKED) == []


def test_a_page_that_the_box_did_not_lead_to_is_left_alone(marked, site):
    site.pages["/other/"] = site.pages["/marked/"]
    with marked.expect_response("**/search-marks.js"):
        marked.goto(f"{site.address}other/")
    marked.wait_for_load_state("networkidle")
    assert marked.evaluate(MARKED) == []


@pytest.mark.parametrize("event", ["turbo:load", "turbolinks:load", "swup:page:view", "swup:pageView", "pjax:complete"])
def test_a_page_that_is_swapped_in_is_marked_as_one_that_is_loaded(marked, event):
    marked.evaluate(
        """(event) => {
            history.pushState(null, '', '/swapped/');
            document.querySelector('main').innerHTML = '<p>retries</p>';
            sessionStorage['post-search:words'] = '/swapped/\\nretries';
            document.dispatchEvent(new CustomEvent(event));
        }""",
        event,
    )
    assert marked.evaluate(MARKED) == ["retries"]


def test_the_box_leaves_the_words_for_the_page_it_leads_to(box):
    box.open().search("重试").press("Enter")
    box.page.wait_for_url("**/mesh/**")
    assert box.page.evaluate("sessionStorage['post-search:words']") == "/mesh/\n重试"
