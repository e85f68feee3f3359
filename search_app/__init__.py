"""The web app: JSON for programs, a page for people. It only ever reads an index.

::

    web/       what is asked and what is answered; knows nothing of service/
      request.py    parameters -> SearchRequest              pure
      address.py    SearchRequest -> address                 pure
      facets.py, paging.py   Results -> links                pure
      problem.py    error -> what is told                    pure
      api.py, page.py, box.py   the routes                   Flask from here on
      answer.py, headers.py   value -> HTTP answer
      look.py       a site's own templates and stylesheet
      mount.py      the app as a blueprint of another app
    service/   rate limits, caching, CORS, metrics, log; the server
    texts/     the sentences of the page, in each language   pure
"""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask

from indexer.engines.base import Engine
from indexer.engines.opening import open_engine
from indexer.search.addresses import safe_url
from indexer.search.payload import landing_url
from indexer.search.results import SearchRequest
from indexer.settings.load import load_settings
from indexer.settings.settings import Settings
from indexer.text.lexicon.word_lists import require_packages
from search_app.service.middleware import add_service
from search_app.texts import TEXTS, write_count, write_day, write_note, write_posts, write_syntax
from search_app.web import api, box, page
from search_app.web.answer import problem_answer
from search_app.web.current import ENGINE
from search_app.web.facets import narrow, unfiltered
from search_app.web.headers import add_headers
from search_app.web.look import add_look
from search_app.web.markup import marked
from search_app.web.mount import mount

__all__ = ["blueprint", "create_app"]

_STATIC_KEPT_SECONDS = 3600
_MAX_BODY_BYTES = 64 * 1024


class _App(Flask):
    """An app none of whose functions is a coroutine: Flask looks at some dozen for each request, 5 % of its time."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


def create_app(engine: Engine | None = None, *, settings: Settings | None = None, shared: Path | None = None) -> Flask:
    """Create the web app: a WSGI application, and a factory of one for any WSGI server.

    ``gunicorn 'search_app:create_app()'``, ``granian --interface wsgi --factory search_app:create_app`` and
    ``flask --app search_app run`` call it without arguments: the settings are then read from the file and the
    environment, and the index that they name is opened.

    Args:
        engine: Answers every question; it is not closed by the app. None to open the index of the settings. In either
            case it takes up what is published in a thread of its own, which starts with the first request of a process.
        settings: How the app behaves. Where there are none: with an engine the defaults, else what the file and the
            environment say.
        shared: A folder in which several processes that serve this app count together; None where there is but one.
            Without an engine, what ``PROMETHEUS_MULTIPROC_DIR`` names.

    Raises:
        ConfigurationError: A setting cannot be meant, or a template of the theme cannot be read.
        ModuleNotFoundError: A library that searching needs is not installed.
    """
    require_packages()  # else the index could not be opened, which is done behind the first request
    settings = settings or (Settings(Path(), Path()) if engine else load_settings())
    if engine is None:
        shared = shared or _shared_by_environment()
        engine = open_engine(settings)
    engine.follow()
    app = _App(__name__)
    app.extensions[ENGINE] = engine
    app.config.update(
        INTERFACE_LANGUAGE=settings.language if settings.language in TEXTS else "",
        TRUSTED_HOSTS=[host.lower() for host in settings.hosts] or None,
        MAX_CONTENT_LENGTH=_MAX_BODY_BYTES,
        ORIGINS=settings.origins,
        SEND_FILE_MAX_AGE_DEFAULT=_STATIC_KEPT_SECONDS,
    )
    # "//" in an address is a mistake to be told, not a redirection to follow.
    app.url_map.merge_slashes = False
    _set_up_templates(app)
    add_look(app, settings)
    app.register_blueprint(api.blueprint)
    app.register_blueprint(page.blueprint)
    app.register_blueprint(box.blueprint)
    box.read_script(reports=settings.query_log is not None)
    app.register_error_handler(Exception, problem_answer)
    app.after_request(add_headers)
    add_service(app, engine, settings, shared)
    return app


def blueprint(engine: Engine | None = None, *, settings: Settings | None = None, name: str = "search") -> Blueprint:
    """Return the whole app as a blueprint, to be registered in another Flask app under a prefix.

    ::

        app.register_blueprint(search_app.blueprint(engine), url_prefix="/search")

    Below the prefix everything is as the app alone has it: pages, JSON, static files, the box script, errors and
    headers. Above it nothing changes. ``url_for("search.page_search", q="istio")`` is the page,
    ``url_for("search.box_search_box")`` the box script.

    Args:
        engine: As of ``create_app``.
        settings: As of ``create_app``; ``prefix``, ``proxies`` and ``hosts`` are the host's to decide.
        name: The name of the blueprint.
    """
    settings = settings or (Settings(Path(), Path()) if engine else load_settings())
    # Who is in front of the host, and where the host is, the host knows.
    return mount(create_app(engine, settings=replace(settings, prefix="", proxies=0, hosts=())), name)


def _shared_by_environment() -> Path | None:
    """Return the folder that a server of several processes names for what they count together.

    Source: prometheus-client, "Multiprocess Mode (E.g. Gunicorn)".
    """
    folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    return Path(folder) if folder else None


def _set_up_templates(app: Flask) -> None:
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.jinja_env.filters.update(landing_url=landing_url, marked=marked, safe_url=safe_url)
    app.jinja_env.globals.update(
        all_texts=TEXTS,
        narrow=narrow,
        nothing=SearchRequest(""),
        unfiltered=unfiltered,
        write_count=write_count,
        write_day=write_day,
        write_note=write_note,
        write_posts=write_posts,
        write_syntax=write_syntax,
    )
