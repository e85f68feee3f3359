"""What the body of a page says about it beside its text: microformats, and the classes that WordPress gives its pages.

A theme of WordPress without a plugin for search engines says dates, authors and tags nowhere else.

Source:
    https://microformats.org/wiki/rel-tag, /rel-author, /h-entry;
    https://developer.wordpress.org/reference/functions/get_body_class/ and /get_post_class/.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice

from lxml.etree import XPath
from lxml.etree import _Element as Element

from indexer.posts.fields import clean
from indexer.posts.generators.html.ancestors import AncestorTest
from indexer.posts.generators.html.bylines import gather, read_byline, read_tag

_LISTS = frozenset({"archive", "blog", "search", "error404"})
_KINDS_OF_LISTS = frozenset(
    {"author", "category", "date", "home", "paged", "post-type-archive", "search-no-results", "search-results", "tag"}
)
_SINGLES = frozenset({"single", "page"})
_ASIDE = frozenset({"nav", "aside", "form", "article"})
COMMENTS = frozenset({"comment", "comment-body", "comment-list", "comments", "comments-area", "wp-block-comments"})
CARDS = frozenset({*COMMENTS, "wp-block-post", "related-posts", "post-navigation"})
PUBLISHED = frozenset({"published", "entry-date", "dt-published", "post-date"})
PERSON_NAMES = frozenset({"fn", "p-author", "wp-block-post-author__name"})
NAMES_OF_LINKS = PERSON_NAMES | {"p-category"}
PERSONS = frozenset({"vcard", "h-card", "author", "p-author"})
CARDS_OF_PERSONS = ("p-author", "post-author__name", "vcard", "h-card")
"""Parts of the classes of what names persons beside links."""
_FORM = "post-password-form"
_NAMED = XPath(".//*[contains(@class, 'p-author') or contains(@class, 'post-author__name') or contains(@class, 'fn')]")
"""What may be a name; see ``_is_name``."""
_TEXT = XPath("string()")


def is_list(body_class: str) -> bool:
    """Say whether WordPress calls a page a list of posts, a search or an error, given the classes of its body.

    ``archive`` alone may be any theme's class: WordPress says besides of what it is one.
    """
    classes = frozenset(body_class.split())
    if classes.isdisjoint(_LISTS) or not classes.isdisjoint(_SINGLES):
        return False
    is_of_taxonomy = any(name.startswith("tax-") for name in classes)
    return is_of_taxonomy or "error404" in classes or not classes.isdisjoint(_KINDS_OF_LISTS)


def is_protected(body: Element, text: str) -> bool:
    """Say whether a page, which was read from ``text``, shows the form for a password instead of its own text."""
    return _FORM in text and any(_FORM in _words(form, "class") for form in body.iter("form"))


def read_entry(main: Element, text: str, *, has_authors: bool) -> dict[str, object]:
    """Return what stands around the text of a page, within its article or ``<main>``.

    Args:
        main: The element that holds the text.
        text: What the page was read from: most name no author by a class, which is seen there soonest.
        has_authors: Whether its head names any, so that none is looked for here.

    Returns:
        ``date`` (as ``<time datetime>`` has it), ``authors``, ``tags``, ``categories``; nothing is empty.
    """
    scope = _entry_of(main)
    is_of_another = AncestorTest(_is_beside, scope).passes
    told = ((*_read(element), element) for element in _told(scope, "" if has_authors else text))
    read = gather((name, value) for name, value, element in told if value and not is_of_another(element))
    return {**read_byline(scope, main), **read}


def _entry_of(main: Element) -> Element:
    """Return what holds a text and what is said of it: its article, else the only one inside, else ``<main>``."""
    above = main if main.tag == "article" else next(main.iterancestors("article"), None)
    if above is not None:
        return above
    is_comment = comment_test()
    inside = [*islice((each for each in main.iter("article") if not is_comment(each)), 2)]
    return inside[0] if len(inside) == 1 else next(main.iterancestors("main"), main)


def find_bookmark(main: Element) -> str:
    """Return the address of a text's own page, as its heading says by ``rel="bookmark"`` (hAtom); empty for none."""
    links = (link for heading in islice(_entry_of(main).iter("h1", "h2", "h3"), 1) for link in heading.iter("a"))
    return next((link.get("href") or "" for link in links if "bookmark" in _words(link, "rel")), "")


def comment_test() -> Callable[[Element], bool]:
    """Return what says whether an element is, or stands in, a reader's comment, as WordPress writes them."""
    ancestors = AncestorTest(_is_comment)
    return lambda element: _is_comment(element) or ancestors.passes(element)


def _is_comment(element: Element) -> bool:
    return not COMMENTS.isdisjoint(_words(element, "class"))


def _told(scope: Element, text: str) -> Iterator[Element]:
    for element in scope.iter("a", "time", "abbr"):
        rel = element.get("rel", "")
        if element.tag != "a" or "tag" in rel or "author" in rel or _names(element.get("class", "")):
            yield element
    if any(name in text for name in CARDS_OF_PERSONS):
        yield from (element for element in _NAMED(scope) if element.tag != "a")


def _read(element: Element) -> tuple[str, str]:
    """Return which field an element tells, and its value; empty where it tells none."""
    classes, rel = _words(element, "class"), _words(element, "rel")
    if element.tag == "time":
        return "date", (element.get("datetime") or "") if _is_published(element, classes) else ""
    if element.tag == "abbr":  # the value class pattern of hAtom
        return "date", (element.get("title") or "") if "published" in classes else ""
    if "tag" in rel or "p-category" in classes:
        return "categories" if _is_category(element, rel) else "tags", read_tag(str(_TEXT(element)))
    if "author" in rel or _is_name(element, classes):
        return "authors", _text(element)
    return "", ""


@lru_cache(maxsize=10_000)
def _names(classes: str) -> bool:
    return not NAMES_OF_LINKS.isdisjoint(classes.split())


def _is_name(element: Element, classes: frozenset[str]) -> bool:
    """Say whether an element is the name on a card: ``fn`` alone may be anything, such as a function."""
    if classes.isdisjoint(PERSON_NAMES):
        return False
    around = (classes, *(_words(above, "class") for above in islice(element.iterancestors(), 2)))
    return "fn" not in classes or any(not PERSONS.isdisjoint(each) for each in around)


def _is_published(element: Element, classes: frozenset[str]) -> bool:
    above = element.getparent()
    around = _words(above, "class") if above is not None else frozenset[str]()
    return (
        not PUBLISHED.isdisjoint(classes)
        or element.get("itemprop") == "datePublished"
        or ("wp-block-post-date" in around and "wp-block-post-date__modified-date" not in around)
    )


def _is_category(element: Element, rel: frozenset[str]) -> bool:
    """Say whether a link that WordPress calls a tag is one to a category, as all its themes write them."""
    above = element.getparent()
    return "category" in rel or (above is not None and "taxonomy-category" in _words(above, "class"))


def _is_beside(element: Element) -> bool:
    """Say whether an element is beside the page's own text, or the beginning of another post."""
    return element.tag in _ASIDE or not CARDS.isdisjoint(_words(element, "class"))


def _words(element: Element, attribute: str) -> frozenset[str]:
    return frozenset((element.get(attribute) or "").split())


def _text(element: Element) -> str:
    return clean(str(_TEXT(element)))
