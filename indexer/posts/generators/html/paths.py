"""The path of a page: of its file, and in its address."""

import re
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit


def is_url(text: str) -> bool:
    """Say whether a text can be read as an address, whole or relative: ``http://[x/`` cannot."""
    if text.isascii() and "[" not in text and "]" not in text:
        return True
    try:
        urlsplit(text)
    except ValueError:
        return False
    return True


def path_of(post_id: str, *, shows_endings: bool) -> str:
    """Return a page's path in its address, if the page does not say another."""
    folders, slash, name = post_id.rpartition("/")
    if name.rpartition(".")[0] == "index":
        return f"/{folders}{slash}"
    return f"/{post_id}" if shows_endings else f"/{PurePosixPath(post_id).with_suffix('')}"


def without_ending(path: str) -> str:
    """Return a path without what a server may add or leave out: ``index.html``, ``.html``, a slash behind."""
    return re.sub(r"(?:/index)?(?:\.html?)?/?$", "", path).strip("/")


def plain_path(url: str) -> str:
    """Return the path of an address, written one way: a slash in front, none behind."""
    return f"/{unquote(urlsplit(url).path).removesuffix('index.html').strip('/')}"


def paths_of(alternates: object) -> frozenset[str]:
    """Return the paths of a page's addresses in all languages."""
    addresses = alternates.values() if isinstance(alternates, dict) else ()
    return frozenset(plain_path(str(address)) for address in addresses)


def name_of(path: str) -> str:
    """Return the last step of a path as words."""
    return PurePosixPath(path.rstrip("/")).stem.replace("-", " ").replace("_", " ")


def has_page(root: Path, path: str) -> bool:
    """Say whether a site has a page at a path below its root."""
    below = path.strip("/")
    if not below or ".." in below.split("/"):
        return False
    return any(is_file(root / name) for name in (f"{below}/index.html", f"{below}.html", below))


def is_file(path: Path) -> bool:
    """Say whether there is a file at a path made of an address."""
    try:
        return path.is_file()
    except OSError:  # an address may be longer than the name of a file
        return False
