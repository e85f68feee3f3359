"""The search box that other sites put on their pages."""

from flask import Blueprint, Response, send_from_directory

blueprint = Blueprint("box", __name__)


@blueprint.get("/search-box.js")
def search_box() -> Response:
    """Send the element ``<post-search>``, which pages of any site may load: module scripts are asked for with CORS."""
    answer = send_from_directory("static", "search-box.js", mimetype="text/javascript")
    answer.access_control_allow_origin = "*"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer
