"""What the request at hand says about the page: in which language it speaks, and where it is.

The language is the one the visitor chose, else the one the site is set to, else the browser's.
"""

import re

from flask import current_app, request, url_for

from search_app.texts import TEXTS, Messages
from search_app.web.address import Addresses

_FALLBACK = "en"
_TRADITIONAL = "zh-Hant"
_IS_TRADITIONAL = re.compile(r"zh\b.*\b(hant|tw|hk|mo)\b", re.IGNORECASE)


def chosen_interface() -> str:
    """Return the interface language named in the address, or an empty text."""
    chosen = request.args.get("ui", "")
    return chosen if chosen in TEXTS else ""


def interface_texts() -> Messages:
    """Return the sentences of the language to answer in."""
    return TEXTS[chosen_interface() or current_app.config["INTERFACE_LANGUAGE"] or _browser_language()]


def page_addresses() -> Addresses:
    """Return how addresses of the search page are written for this visitor."""
    return Addresses(url_for("page.search"), chosen_interface())


def _browser_language() -> str:
    # Werkzeug's best_match prefers "en" to "zh-CN" where a browser sends "zh-CN,en;q=0.8".
    for tag, quality in request.accept_languages:
        wanted = _TRADITIONAL if _IS_TRADITIONAL.match(tag) else tag.partition("-")[0].lower()
        if quality > 0 and wanted in TEXTS:
            return wanted
    return _FALLBACK
