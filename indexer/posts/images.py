"""The picture that a post is shown with: which front matter key names it, and at which address it lies."""

import re
from collections.abc import Mapping
from posixpath import normpath
from urllib.parse import urljoin, urlsplit

from indexer.posts.post import FrontMatter

KEYS = (
    "thumbnail", "image", "cover", "banner", "featuredImage", "featured_image", "featureImage", "feature_image",
    "coverImage", "cover_image", "heroImage", "index_img", "banner_img", "images", "header", "og_image",
)  # fmt: skip
"""The smallest picture first, then what themes call it.

Source: the documentation of Hugo's embedded Open Graph template (``images``) and of the themes PaperMod, Stack, LoveIt,
Blowfish (Hugo), Minimal Mistakes, Chirpy (Jekyll), Butterfly, Fluid, Icarus (Hexo), tabi (Zola).
"""
_LONGEST = 2_000
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_WITHIN = ("thumbnail", "teaser", "image", "src", "url", "path", "og_image", "overlay_image")
"""Keys of a map, as in PaperMod's ``cover: {image: …}`` and Minimal Mistakes' ``header: {teaser: …}``."""


def find_image(front_matter: FrontMatter, page_url: str, base_url: str, *, lies_beside: bool) -> str:
    """Return the address of a post's picture; empty where its front matter names none.

    Args:
        front_matter: The post's.
        page_url: Where the post is read.
        base_url: Of the site; may be empty. What begins with ``/`` is below it.
        lies_beside: Whether a relative address starts from the page, not from the site's root.
    """
    values = (value for value in map(front_matter.get, KEYS) if value is not None)
    told = next((named for value in values if (named := _named(value))), "")
    if not told or len(told) > _LONGEST:
        return ""
    if scheme := _SCHEME.match(told):
        return told if scheme[1].lower() in ("http", "https") else ""
    try:
        return _resolve(told, page_url, base_url, lies_beside=lies_beside)
    except ValueError:  # it is none, such as //[
        return ""


def _resolve(told: str, page_url: str, base_url: str, *, lies_beside: bool) -> str:
    if told.startswith("//"):
        return urljoin(base_url or "https:", told)
    if lies_beside and not told.startswith("/"):
        return urljoin(page_url, told)
    if normpath(told).startswith("../"):  # a file of the sources, such as Astro's ../../assets/a.svg
        return ""
    root, path = urlsplit(base_url).path.rstrip("/"), "/" + told.lstrip("/")
    return urljoin(base_url, path if path.startswith(f"{root}/") else root + path)


def _named(value: object) -> str:
    """Return the first text that a value names; themes also write ``cover: true``, which names none."""
    match value:
        case str():
            return "" if value.strip().startswith("#") else value.strip()  # a colour, as Butterfly has it
        case list() | tuple():
            return next((named for each in value if (named := _named(each))), "")
        case Mapping():
            return next(
                (text.strip() for text in map(value.get, _WITHIN) if isinstance(text, str) and text.strip()), ""
            )
    return ""
