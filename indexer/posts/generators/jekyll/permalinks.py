"""Jekyll's addresses."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from indexer.posts.generators.english_dates import DAYS, MONTHS
from indexer.text.slugs import jekyll_slug

STYLES = {
    "none": "/:categories/:title:output_ext",
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
}
_ENDING = ".html"
_PLACEHOLDER = re.compile(r":([a-z_]+)")


@dataclass(frozen=True, slots=True)
class Entry:
    """What the address of a post, or of a page in a collection, is made of.

    Attributes:
        collection: ``posts``, or the collection's name.
        path: Below the collection's folder, from a slash on, without ending: ``/sub/2020-01-02-title``.
        name: The file's name without ending.
        slug: The author's, else the name without its date.
    """

    collection: str
    path: str
    name: str
    slug: str
    date: datetime
    categories: tuple[str, ...] = ()


def expand(template: str, entry: Entry) -> str:
    """Fill in a permalink's placeholders.

    Source:
        Jekyll 4.3 ``lib/jekyll/url.rb`` and ``lib/jekyll/drops/url_drop.rb``.
    """
    return _clean(_PLACEHOLDER.sub(lambda found: _value(found[1], entry), template))


def page_path(folder: str, name: str, style: str, given: str) -> str:
    """Return the path of a page that is in no collection.

    Args:
        folder: Below the site's source, without slashes at its ends; empty at the top.
        name: The file's, without ending.
        style: The site's permalink style or template; its ending counts.
        given: The page's own permalink; may be empty.

    Source:
        Jekyll 4.3 ``lib/jekyll/page.rb``.
    """
    template = given or (f"/{folder}/" if name == "index" else with_suffix("/:path/:basename", style))
    for placeholder, value in ((":path", folder), (":basename", name), (":output_ext", _ENDING)):
        template = template.replace(placeholder, value)
    return _clean(template if given else quote(template, safe=_SAFE))


def with_suffix(template: str, style: str) -> str:
    """End a template as the site's permalink style ends: in a slash, in ``.html``, or in nothing."""
    if style == "pretty" or style.endswith("/"):
        return template + "/"
    return (
        template + ":output_ext" if style in {"date", "ordinal", "none"} or style.endswith(":output_ext") else template
    )


_SAFE = "/-._~!$&'()*+,;=:@?"


def _clean(path: str) -> str:
    return re.sub("/+", "/", f"/{path}".replace("..", "/").replace("./", ""))


def _value(name: str, entry: Entry) -> str:
    """Return what stands for a placeholder; ``:month_`` is ``:month`` and an underscore."""
    for key, rest in ((name, ""), (name.removesuffix("_"), "_")):
        if key in _VALUES:
            return quote(_VALUES[key](entry), safe=_SAFE) + rest
    return f":{name}"


def _unique(texts: list[str]) -> str:
    return "/".join(dict.fromkeys(texts))


_VALUES: Mapping[str, Callable[[Entry], str]] = {
    "categories": lambda entry: _unique([category.lower() for category in entry.categories]),
    "slugified_categories": lambda entry: _unique([jekyll_slug(category) for category in entry.categories]),
    "collection": lambda entry: entry.collection,
    "path": lambda entry: entry.path,
    "name": lambda entry: jekyll_slug(entry.name),
    "title": lambda entry: jekyll_slug(entry.slug, pretty=True, cased=True),
    "slug": lambda entry: jekyll_slug(entry.slug),
    "output_ext": lambda _: _ENDING,
    "year": lambda entry: f"{entry.date.year:04}",
    "month": lambda entry: f"{entry.date.month:02}",
    "day": lambda entry: f"{entry.date.day:02}",
    "hour": lambda entry: f"{entry.date.hour:02}",
    "minute": lambda entry: f"{entry.date.minute:02}",
    "second": lambda entry: f"{entry.date.second:02}",
    "i_day": lambda entry: str(entry.date.day),
    "i_month": lambda entry: str(entry.date.month),
    "short_month": lambda entry: MONTHS[entry.date.month - 1][:3],
    "long_month": lambda entry: MONTHS[entry.date.month - 1],
    "short_year": lambda entry: f"{entry.date.year % 100:02}",
    "w_year": lambda entry: str(entry.date.isocalendar().year),
    "week": lambda entry: f"{entry.date.isocalendar().week:02}",
    "w_day": lambda entry: str(entry.date.isoweekday()),
    "short_day": lambda entry: DAYS[entry.date.weekday()][:3],
    "long_day": lambda entry: DAYS[entry.date.weekday()],
    "y_day": lambda entry: f"{entry.date.timetuple().tm_yday:03}",
}
