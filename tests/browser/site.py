"""A blog with the box on its pages, and the search service it asks, at two addresses of this machine."""

from contextlib import contextmanager
from dataclasses import dataclass, field

from browser.posts import POSTS
from small_index import make_searcher
from web.server import running
from web.settings import settings_of

from indexer.engines.base import Health
from search_app import create_app
from search_app.service.gateway import Gateway
from search_app.service.server import configure

PAGE = """<!doctype html>
<html lang="{lang}">
<head><meta charset="utf-8"><title>网格博客</title><meta name="viewport" content="width=device-width, initial-scale=1">
{head}<script type="module" src="{service}search-box.js"></script></head>
<body>{body}</body></html>
"""
PROSE = """<main><h1>网格博客</h1><p>A page of a blog, with <a href="/elsewhere/">a link</a>.</p>{box}
<label>Comment <input id="comment"></label><p><svg height="3000"></svg></p></main>"""


class SmallEngine:
    """Searches an index of a few posts."""

    answers_at_once = False

    def __init__(self):
        self._searcher = make_searcher(*POSTS)
        self._searcher.warm_up()

    def follow(self):
        pass

    def search(self, request):
        return self._searcher.search(request)

    def has_post(self, post_id):
        return post_id in {post.id for post in POSTS}

    def suggest(self, request, limit=8):
        return self._searcher.suggest(request, limit)

    def health(self):
        return Health("g-1", len(POSTS), "网格博客", "https://example.org/")

    def close(self):
        pass


@dataclass
class Site:
    """Pages by path, each with its response headers; any other path says where it is."""

    service: str
    pages: dict = field(default_factory=dict)
    address: str = ""

    def add(self, path, box="", *, body=None, head="", lang="zh-CN", headers=()):
        """Put a page on the site, with a box on it unless told otherwise, and return its address."""
        box = box or f'<post-search endpoint="{self.service}"></post-search>'
        body = PROSE.format(box=box) if body is None else body
        html = PAGE.format(lang=lang, head=head, service=self.service, body=body)
        self.pages[path] = (html, list(headers))
        return self.address + path.removeprefix("/")

    def __call__(self, environ, start_response):
        html, headers = self.pages.get(environ["PATH_INFO"], ("<!doctype html><title>elsewhere</title>", []))
        start_response("200 OK", [("Content-Type", "text/html; charset=utf-8"), *headers])
        return [html.encode()]


def open_to_all(app):
    """Let the site's pages read the service's answers."""

    def answer(environ, start_response):
        def start(status, headers, exc_info=None):
            if environ["PATH_INFO"].startswith("/api/"):
                headers = [*headers, ("Access-Control-Allow-Origin", "*")]
            return start_response(status, headers, exc_info)

        return app(environ, start)

    return answer


@contextmanager
def served(app):
    """Serve an app at a free port of this machine, and yield its address."""
    settings = settings_of(port=0)
    with running(configure(settings, lambda: Gateway(app, 8)), settings) as (port, _):
        yield f"http://127.0.0.1:{port}/"


@contextmanager
def served_site(**settings):
    """Serve the site and its search service, with some settings, and yield the site."""
    app = create_app(SmallEngine(), settings=settings_of(deadline=60, **settings))
    with served(app if "origins" in settings else open_to_all(app)) as service:
        site = Site(service)
        with served(site) as site.address:
            yield site
