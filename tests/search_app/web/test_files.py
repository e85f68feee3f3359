import pytest


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/static/search.css", "text/css"),
        ("/static/favicon.svg", "image/svg+xml"),
        ("/favicon.ico", "image/x-icon"),
    ],
)
def test_files_are_sent_with_their_kind(client, address, kind):
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, kind)
    assert answer.cache_control.max_age == 3600


@pytest.mark.parametrize("path", ["../__init__.py", "..%2f__init__.py", "%2e%2e/page.py", "/etc/passwd", "x%00"])
def test_no_other_file_is_sent(client, path):
    assert client.get(f"/static/{path}").status_code == 404


def test_the_stylesheet_asks_nothing_of_anyone(client):
    css = client.get("/static/search.css").text
    assert "url(" not in css
    assert "@import" not in css
