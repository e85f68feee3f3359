"""The web app: JSON for programs, a page for people. It only ever reads an index.

::

    request.py    parameters -> SearchRequest              pure
    address.py    SearchRequest -> address                 pure
    facets.py, paging.py   Results -> links                pure
    texts.py      what is said, in each language           pure
    problem.py    error -> what is told                    pure
    api.py, page.py, box.py   the addresses                Flask from here on
    answer.py, headers.py   value -> HTTP answer
    look.py       a site's own templates and stylesheet
    service.py    among many: limits, caching, CORS, metrics, log
"""

from collections.abc import Iterable
from pathlib import Path

from flask import Flask

from indexer.engines.base import Engine
from indexer.search.payload import safe_url
from indexer.search.results import SearchRequest
from search_app.service.engine import ENGINE
from search_app.service.headers import add_headers
from search_app.service.middleware import Service, add_service
from search_app.texts import TEXTS, write_count, write_day
from search_app.web import api, box, page
from search_app.web.answer import problem_answer
from search_app.web.facets import narrow, unfiltered
from search_app.web.look import Look, add_look
from search_app.web.markup import marked

_STATIC_KEPT_SECONDS = 3600
_MAX_BODY_BYTES = 64 * 1024


def create_app(
    engine: Engine,
    *,
    language: str = "",
    trusted_hosts: Iterable[str] = (),
    service: Service | None = None,
    look: Look | None = None,
    shared: Path | None = None,
) -> Flask:
    """Create the web app over an engine.

    Args:
        engine: Answers every question; it is not closed by the app.
        language: Of the page, ``zh`` or ``en``; empty to follow each visitor's browser.
        trusted_hosts: Host names under which the app may be asked for, ``.example.org`` for all below;
            empty to accept any.
        service: How it behaves among many visitors; the defaults where nothing is said.
        look: Of the page; ours where nothing is said.
        shared: A folder in which several processes that serve this app count together; None where there is but one.

    Raises:
        ConfigurationError: A template of the look cannot be read.
    """
    app = Flask(__name__)
    app.extensions[ENGINE] = engine
    app.config.update(
        INTERFACE_LANGUAGE=language if language in TEXTS else "",
        TRUSTED_HOSTS=list(trusted_hosts) or None,
        MAX_CONTENT_LENGTH=_MAX_BODY_BYTES,
        SEND_FILE_MAX_AGE_DEFAULT=_STATIC_KEPT_SECONDS,
    )
    # "//" in an address is a mistake to be told, not a redirection to follow.
    app.url_map.merge_slashes = False
    _set_up_templates(app)
    add_look(app, look or Look())
    app.register_blueprint(api.blueprint)
    app.register_blueprint(page.blueprint)
    app.register_blueprint(box.blueprint)
    box.read_script()
    app.register_error_handler(Exception, problem_answer)
    app.after_request(add_headers)
    add_service(app, engine, service or Service(), shared)
    return app


def _set_up_templates(app: Flask) -> None:
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.jinja_env.filters.update(marked=marked, safe_url=safe_url)
    app.jinja_env.globals.update(
        all_texts=TEXTS,
        narrow=narrow,
        nothing=SearchRequest(""),
        unfiltered=unfiltered,
        write_count=write_count,
        write_day=write_day,
    )
