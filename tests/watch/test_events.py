import pytest

from indexer.watch.events import SystemEvents


@pytest.fixture
def site(tmp_path):
    for folder in ("site/content", "site/public", "elsewhere", "index"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "site/hugo.toml").write_text('baseURL = "/"')
    return tmp_path / "site"


def wait_for(events, name):
    """Return whether a change of a path is told of, within some seconds."""
    return any(name in found for found in (events.wait(1) for _ in range(50)))


@pytest.mark.parametrize("pages", ["public", "../elsewhere"])
def test_built_pages_that_give_the_text_of_posts_are_listened_to(site, pages):
    folder = (site / pages).resolve()
    events = SystemEvents(site, site.parent / "index", folder)
    try:
        (folder / "a.html").write_text("text")
        assert wait_for(events, "public/a.html" if pages == "public" else (folder / "a.html").as_posix())
    finally:
        events.close()
