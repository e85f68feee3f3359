"""A site's own look: templates and files of its theme, and a stylesheet after ours."""

import re
from pathlib import Path

import pytest
from web.engine import FixedEngine, results_of
from web.outline import Outline
from web.settings import settings_of

from indexer.errors import ConfigurationError
from search_app import create_app
from search_app.web.look import compile_templates, is_address

THEME = Path(__file__).resolve().parents[2] / "cases" / "theme"
STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'{}; img-src 'self' https:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; "
)


def dressed(engine=None, **look):
    return create_app(engine or FixedEngine(), settings=settings_of(**look)).test_client()


@pytest.fixture
def themed():
    return dressed(theme=THEME)


def test_a_theme_changes_what_it_says_and_keeps_the_rest(themed):
    html = themed.get("/search?q=mesh&ui=en").text
    assert '<header class="brand"><img src="/theme/logo.svg" alt="网格博客"></header>' in html
    assert '<p class="colophon">mesh: 42</p>' in html
    assert "<title>mesh - Search - 网格博客</title>" in html
    assert 'class="syntax"' in html
    assert Outline(html).mistakes == []


def test_a_template_of_the_theme_stands_in_for_ours(themed):
    assert '<article class="card">' in themed.get("/search?q=mesh").text


@pytest.mark.parametrize("address", ["/nothing", "/search?page=0", "/search?q=a&from=x"])
def test_errors_wear_the_theme_too(themed, address):
    assert '<header class="brand">' in themed.get(address).text


def test_files_of_the_theme_are_sent(themed):
    answer = themed.get("/theme/logo.svg")
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")


@pytest.mark.parametrize("name", ["base.html", "../base.html", "..%2fbase.html", "/etc/passwd", "static/logo.svg"])
def test_no_other_file_of_the_theme_is_sent(themed, name):
    assert themed.get(f"/theme/{name}").status_code == 404


@pytest.mark.parametrize("place", ["static/out.txt", "static/out", "static"])
def test_no_link_out_of_the_theme_is_followed(tmp_path, place):
    (tmp_path / "outside").mkdir()
    for name in ("out.txt", "secret.txt"):
        (tmp_path / "outside" / name).write_text("secret", encoding="utf-8")
    theme = tmp_path / "theme"
    (theme / place).parent.mkdir(parents=True, exist_ok=True)
    (theme / place).symlink_to(tmp_path / "outside" / ("secret.txt" if place.endswith(".txt") else ""))
    answers = [dressed(theme=theme).get(f"/theme/{name}") for name in ("out.txt", "out/secret.txt", "secret.txt")]
    assert [answer.status_code for answer in answers] == [404] * 3


def test_a_link_within_the_theme_is_followed(tmp_path):
    (tmp_path / "static").mkdir()
    (tmp_path / "static/logo-2.svg").write_text("<svg/>", encoding="utf-8")
    (tmp_path / "static/logo.svg").symlink_to("logo-2.svg")
    assert dressed(theme=tmp_path).get("/theme/logo.svg").text == "<svg/>"


def test_what_a_theme_writes_is_escaped_as_ours_is(themed):
    html = themed.get("/search?q=<script>").text
    assert "<script>" not in html


def test_a_template_with_a_mistake_is_told_when_the_server_starts(tmp_path):
    (tmp_path / "hit.html").write_text("<p>\n{% if %}", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"hit\.html:2: is not a template: Expected an expression"):
        dressed(theme=tmp_path)


def test_without_a_theme_there_is_none(client):
    assert client.get("/theme/logo.svg").status_code == 404
    assert client.get("/site.css").status_code == 404


def test_a_stylesheet_that_is_a_file_comes_after_ours(tmp_path):
    (tmp_path / "mine.css").write_text("mark { color: red }", encoding="utf-8")
    client = dressed(stylesheet=str(tmp_path / "mine.css"))
    sheets = [link for link in Outline(client.get("/").text).values("href") if link.endswith(".css")]
    assert sheets == ["/static/search.css", "/site.css"]
    answer = client.get("/site.css")
    assert (answer.text, answer.mimetype) == ("mark { color: red }", "text/css")
    assert answer.headers["Content-Security-Policy"].startswith(STRICT.format(""))


def icons(client):
    return [link for link in Outline(client.get("/").text).values("href") if "icon" in link]


def test_an_icon_that_is_a_file_is_sent_instead_of_ours(tmp_path):
    (tmp_path / "site.svg").write_text("<svg/>", encoding="utf-8")
    client = dressed(icon=str(tmp_path / "site.svg"))
    assert icons(client) == ["/favicon.ico"]
    answer = client.get("/favicon.ico")
    assert (answer.text, answer.mimetype) == ("<svg/>", "image/svg+xml")
    assert '<Image height="16" width="16">http' in client.get("/opensearch.xml").text
    (tmp_path / "site.svg").unlink()
    assert client.get("/favicon.ico").status_code == 404


def test_an_icon_on_the_web_is_led_to():
    client = dressed(icon="https://blog.example/favicon.png")
    assert icons(client) == ["https://blog.example/favicon.png"]
    assert client.get("/favicon.ico").location == "https://blog.example/favicon.png"


def test_a_stylesheet_that_is_gone_is_not_there(tmp_path):
    assert dressed(stylesheet=str(tmp_path / "gone.css")).get("/site.css").status_code == 404


def test_a_stylesheet_on_the_web_opens_the_policy_for_its_origin_alone():
    client = dressed(stylesheet="https://blog.example:8443/css/site.css?v=2")
    for address in ("/", "/nothing", "/api/search?q=a"):
        policy = client.get(address).headers["Content-Security-Policy"]
        assert policy.startswith(STRICT.format(" https://blog.example:8443"))
    assert '<link rel="stylesheet" href="https://blog.example:8443/css/site.css?v=2">' in client.get("/").text


def test_a_theme_changes_no_policy(themed):
    assert themed.get("/").headers["Content-Security-Policy"].startswith(STRICT.format(""))


def test_an_empty_page_wears_the_theme():
    html = dressed(FixedEngine(results_of(facets={})), theme=THEME).get("/search?q=qqq").text
    assert '<header class="brand">' in html


@pytest.mark.parametrize(
    ("stylesheet", "on_the_web"), [("https://a.example/x.css", True), ("/srv/x.css", False), ("", False)]
)
def test_a_stylesheet_is_a_file_or_on_the_web(stylesheet, on_the_web):
    assert is_address(stylesheet) is on_the_web


def test_a_preset_comes_before_the_stylesheet_and_may_be_loaded_by_any_site(tmp_path):
    (tmp_path / "site.css").write_text(":root {}", encoding="utf-8")
    client = dressed(preset="paper", stylesheet=str(tmp_path / "site.css"))
    html = client.get("/search").text
    assert html.index("search.css") < html.index("/presets/paper.css") < html.index("/site.css")
    answer = client.get("/presets/paper.css")
    assert (answer.status_code, answer.mimetype, answer.headers["Access-Control-Allow-Origin"]) == (
        200,
        "text/css",
        "*",
    )
    assert client.get("/presets/base.css").status_code == 404


@pytest.mark.parametrize("name", ["paper", "slate", "contrast"])
def test_a_preset_sets_properties_alone(name):
    css = re.sub(r"/\*.*?\*/", "", dressed().get(f"/presets/{name}.css").text)
    assert {each for each in re.findall(r"([\w-]+):\s", css) if not each.startswith("--ps-")} <= {"color"}
    assert set(re.findall(r"([^{};\s][^{};]*)\s\{", css)) <= {":root", "@supports (color: light-dark(red, red))"}


@pytest.mark.parametrize("look", [{}, {"theme": THEME}], ids=["ours", "themed"])
def test_no_visitor_waits_for_a_template(look, monkeypatch):
    app = create_app(FixedEngine(), settings=settings_of(**look))
    compile_templates(app)
    monkeypatch.setattr(app.jinja_env, "compile", lambda *_, **__: pytest.fail("compiled for a visitor"))
    for address in ("/", "/search?q=mesh", "/search?page=0", "/nothing", "/opensearch.xml"):
        assert app.test_client().get(address).status_code in {200, 400, 404}


def test_templates_that_no_page_needs_stop_no_server(tmp_path):
    for place in ("parts/broken.html", "static/other.html"):
        (tmp_path / place).parent.mkdir()
        (tmp_path / place).write_text("{% nothing %}", encoding="utf-8")
    app = create_app(FixedEngine(), settings=settings_of(theme=tmp_path))
    compile_templates(app)
    assert app.test_client().get("/search?q=mesh").status_code == 200
