"""How a site makes the page its own: a folder of templates and files, and a stylesheet after ours.

::

    theme/search.html, hit.html …   are taken instead of ours; ours are then called default/search.html …
    theme/static/logo.svg           is sent as /theme/logo.svg
"""

from contextlib import suppress
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, Response, make_response, redirect, send_file, send_from_directory, url_for
from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader, TemplateError, TemplateSyntaxError
from werkzeug.exceptions import NotFound

from indexer.errors import ConfigurationError
from indexer.settings.settings import Settings
from search_app.web.headers import allow_styles

ICON = "icon"
"""The key of the app's extensions under which the setting of that name is."""
STATIC = "static"
"""The folder in a theme whose files are sent as they are; all others are templates."""


def add_look(app: Flask, settings: Settings) -> None:
    """Dress an app.

    Raises:
        ConfigurationError: A template of the theme cannot be read; says where.
    """
    app.extensions[ICON] = settings.icon
    app.context_processor(
        lambda: {
            "stylesheet": stylesheet_address(settings.stylesheet),
            "preset": settings.preset,
            "icon": settings.icon if is_address(settings.icon) or not settings.icon else url_for("page.favicon"),
        }
    )
    if settings.theme:
        _add_theme(app, settings.theme)
    if is_address(settings.stylesheet):
        parts = urlsplit(settings.stylesheet)
        allow_styles(app, f"{parts.scheme}://{parts.netloc}")
    elif settings.stylesheet:
        app.add_url_rule("/site.css", "stylesheet", lambda: _send_stylesheet(Path(settings.stylesheet)))


def compile_templates(app: Flask) -> None:
    """Compile all templates now: else the first visitors wait for it, some 65 ms.

    What cannot be compiled is told by the page that needs it.
    """
    for name in app.jinja_env.list_templates(["html", "xml"]):
        if not name.startswith(f"{STATIC}/"):
            with suppress(TemplateError, UnicodeDecodeError):
                app.jinja_env.get_template(name)


def is_address(look: str) -> bool:
    """Say whether a stylesheet or an icon is on the web, not a file."""
    return look.startswith(("http://", "https://"))


def send_icon(icon: str) -> Response:
    """Send the site's icon, or ours where it has none, to browsers that ask for it unbidden, as they do for JSON."""
    if is_address(icon):
        return make_response(redirect(icon))
    if not icon:
        return send_from_directory("static", "favicon.ico", mimetype="image/x-icon")
    try:
        return send_file(Path(icon).resolve())
    except FileNotFoundError as error:
        raise NotFound from error


def stylesheet_address(stylesheet: str) -> str:
    """Return where browsers find a stylesheet; empty for none."""
    return stylesheet if is_address(stylesheet) or not stylesheet else url_for("stylesheet")


def _add_theme(app: Flask, folder: Path) -> None:
    ours = app.jinja_loader
    assert ours is not None, "Flask finds templates in the package"
    app.jinja_env.loader = ChoiceLoader([FileSystemLoader(folder), ours, PrefixLoader({"default": ours})])
    app.add_url_rule("/theme/<path:name>", "theme", partial(_send_theme_file, folder.resolve() / STATIC))
    _check_templates(app, folder)


def _send_theme_file(folder: Path, name: str) -> Response:
    """Send a file of the theme; a link that leads out of the folder is as good as none."""
    if not (folder / name).resolve().is_relative_to(folder):
        raise NotFound
    return send_from_directory(folder, name)


def _check_templates(app: Flask, folder: Path) -> None:
    """Read every template now: a mistake is to be found when the server starts, not by a visitor."""
    for path in sorted(folder.glob("*.html")):
        try:
            app.jinja_env.get_template(path.name)
        except TemplateSyntaxError as error:
            raise ConfigurationError(f"{path}:{error.lineno}: is not a template: {error.message}") from error
        except (TemplateError, UnicodeDecodeError) as error:
            raise ConfigurationError(f"{path}:1: is not a template: {error}") from error


def _send_stylesheet(path: Path) -> Response:
    try:
        return send_file(path.resolve(), mimetype="text/css")
    except FileNotFoundError as error:
        raise NotFound from error
