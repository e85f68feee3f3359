"""What pages load: the search box and the marks of other sites, the script of the search page, presets."""

import re
from functools import cache
from hashlib import blake2b
from importlib.resources import files

from flask import Blueprint, Response, request
from rjsmin import jsmin

from search_app.web.current import current_counter

blueprint = Blueprint("box", __name__)

_KEPT_SECONDS = 3600
_SCRIPT = "text/javascript"
_STYLES = re.compile(r"`\n.*?`", re.DOTALL)  # template literals of several lines
_SILENT, _REPORTING = "const REPORTS = false;", "const REPORTS = true;"


@blueprint.get("/search-box.js")
def search_box() -> Response:
    """Send the element ``<post-search>``, for the pages of any site."""
    return _send_to_all("search-box.js")


@blueprint.get("/search-marks.js")
def search_marks() -> Response:
    """Send the script that marks on a site's own page what was searched for."""
    return _send_to_all("search-marks.js")


@blueprint.get("/search-page.js")
def search_page() -> Response:
    """Send the script of the search page, which takes what it shares with the box from there."""
    return _send("search-page.js")


@blueprint.get("/presets/<any(paper, slate, contrast):name>.css")
def preset(name: str) -> Response:
    """Send a stylesheet that gives page and box a look: values of the properties ``--ps-…``, and nothing else."""
    return _send_to_all(f"presets/{name}.css", "text/css")


def _send_to_all(name: str, mimetype: str = _SCRIPT) -> Response:
    """Send a file that pages of any site may load: module scripts are asked for with CORS."""
    answer = _send(name, mimetype)
    answer.access_control_allow_origin = "*"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def _send(name: str, mimetype: str = _SCRIPT) -> Response:
    script = read_script(name, reports=current_counter() is not None)
    answer = Response(script, mimetype=mimetype)
    answer.cache_control.public = True
    answer.cache_control.max_age = _KEPT_SECONDS
    answer.set_etag(blake2b(script, digest_size=12).hexdigest())
    answer.make_conditional(request)
    return answer


@cache
def read_script(name: str = "search-box.js", *, reports: bool = False) -> bytes:
    """Return a module without comments and indents, which a visitor does not need; a stylesheet as it is.

    Args:
        name: Of its file.
        reports: Whether the box tells the service which queries were meant, and which posts chosen.
    """
    source = files("search_app").joinpath("static", name).read_text("utf-8")
    if not name.endswith(".js"):
        return source.encode()
    script = jsmin(source.replace(_SILENT, _REPORTING) if reports else source)
    return _STYLES.sub(lambda literal: _shorten_styles(literal[0]), str(script)).encode()


def _shorten_styles(styles: str) -> str:
    """Leave out comments and spaces that say nothing; none of our styles has its signs in a string."""
    bare = re.sub(r"/\*.*?\*/", "", styles, flags=re.DOTALL)
    return re.sub(r"\s*([{};,])\s*|(?<=:)\s+", r"\1", bare).replace(";}", "}")
