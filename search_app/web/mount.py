"""An app as a blueprint of another one."""

from functools import partial
from typing import cast

from flask import Blueprint, Flask, Response, request
from flask.blueprints import BlueprintSetupState

_ANY_PATH = "/<path:_path>"
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def mount(app: Flask, name: str) -> Blueprint:
    """Return a blueprint whose routes are those of ``app``, each answered by that app itself.

    A route ``page.search`` of the app is the endpoint ``name.page_search`` of the host, so that ``url_for`` leads to
    it. Requests below the prefix that no route matches are the app's to answer, too. Its error handlers, headers,
    limits and static files work there, and none of them reaches the host's own routes; what the host does before and
    after every request (a login, a header) is done for these as well.
    """
    blueprint = Blueprint(name, __name__)
    blueprint.record(partial(_add_routes, app))
    return blueprint


def _add_routes(app: Flask, state: BlueprintSetupState) -> None:
    """Add the routes of ``app`` to the host.

    Raises:
        ValueError: The prefix has variable parts, which would be missing from the links of the app.
    """
    prefix = (state.url_prefix or "").rstrip("/")
    if "<" in prefix:
        raise ValueError(f"url_prefix is {prefix!r}; it must be a fixed path such as '/search'")
    answer = partial(_answer, app, prefix)
    for rule in app.url_map.iter_rules():
        endpoint = rule.endpoint.replace(".", "_")
        state.add_url_rule(rule.rule, endpoint, answer, methods=rule.methods, provide_automatic_options=False)
    if prefix:  # without one, what nobody knows is the host's to answer
        state.add_url_rule(_ANY_PATH, "unknown", answer, methods=_METHODS, provide_automatic_options=False)


def _answer(app: Flask, prefix: str, **_arguments: str) -> Response:
    """Ask ``app`` with the prefix taken from the path, as a WSGI server mounts an app."""
    environ = request.environ
    inner = environ | {
        "SCRIPT_NAME": environ.get("SCRIPT_NAME", "") + prefix,
        "PATH_INFO": environ.get("PATH_INFO", "").removeprefix(prefix),
    }
    return cast("Response", Response.from_app(app, inner))
