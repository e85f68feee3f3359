"""Front matter keys by which site generators, themes and plugins hide a page: a table, each row with its source.

Every row is honoured in every site, except where ``generators`` names some: themes are ported from one generator to
another and posts move between sites, and what hid a post once must not show it later. To add a key, add a row; names
are compared without regard to case, ``_`` and ``-``, and looked for at the top, in Hugo's ``params`` and in Zola's
``extra``.
"""

from dataclasses import dataclass
from enum import Enum, auto

from indexer.posts.post import SkipReason


class Hides(Enum):
    """Which values of a key hide a page. A value that cannot be understood hides as well, and gives a warning."""

    WHEN_TRUE = auto()
    WHEN_FALSE = auto()
    UNLESS_ALWAYS = auto()
    """Anything but ``always`` and true: Hugo's build options."""
    UNLESS_EMPTY = auto()
    """Anything but false and an empty text: a password."""
    UNLESS_FALSE = auto()
    """Anything but false: options of an encryption."""
    WHEN_NAMED = auto()
    """One of ``words``; any other value is about something else."""


class Shape(Enum):
    """What a value may be that has nothing to do with hiding the page."""

    MAP = auto()
    LIST = auto()
    DATE = auto()


@dataclass(frozen=True, slots=True)
class HidingKey:
    """One key by which a page is hidden.

    Attributes:
        path: The key; with a dot, a key in the map that stands there: ``build.list``.
        hides: Which values hide.
        reason: As which the page is counted.
        source: Which generator, theme or plugin documents it, or the template that reads it.
        words: Values, lower-case: that hide (``WHEN_NAMED``), or that hide besides false (``WHEN_FALSE``).
        means_else: Shapes of values that say something else.
        generators: Where it is honoured; empty for everywhere.
    """

    path: str
    hides: Hides
    reason: SkipReason
    source: str
    words: frozenset[str] = frozenset()
    means_else: frozenset[Shape] = frozenset()
    generators: frozenset[str] = frozenset()


def fold_name(name: str) -> str:
    """Return a key as keys are compared: ``hidden_from_search`` and ``hiddenFromSearch`` are the same."""
    return name.casefold().translate(_SEPARATORS)


_SEPARATORS = str.maketrans("", "", "_-")


def _rows(hides: Hides, reason: SkipReason, sources: dict[str, str]) -> tuple[HidingKey, ...]:
    return tuple(HidingKey(path, hides, reason, source) for path, source in sources.items())


_TRUE, _FALSE, _NAMED = Hides.WHEN_TRUE, Hides.WHEN_FALSE, Hides.WHEN_NAMED
_DRAFT, _UNLISTED, _SEARCH = SkipReason.DRAFT, SkipReason.UNLISTED, SkipReason.SEARCH_OFF
_HIDDEN, _NOINDEX, _PROTECTED = SkipReason.HIDDEN, SkipReason.NOINDEX, SkipReason.PROTECTED
_HUGO, _ZOLA, _OTHERS = frozenset({"hugo"}), frozenset({"zola"}), frozenset({"plain"})
_MAP = frozenset({Shape.MAP})

HIDING_KEYS: tuple[HidingKey, ...] = (
    *_rows(
        _TRUE,
        _DRAFT,
        {
            "draft": "Hugo, Zola, Jekyll, Hexo, Docusaurus, Astro: front matter",
            "isDraft": "exports of content management systems",
            "unpublished": "the opposite of Jekyll's and Hexo's `published`",
        },
    ),
    HidingKey(
        "status",
        _NAMED,
        _DRAFT,
        "Pelican docs/content.rst; WordPress, “Post Status”, which exports keep",
        words=frozenset({"draft", "auto-draft", "pending", "skip", "unpublished", "trash"}),
    ),
    HidingKey(
        "status",
        _NAMED,
        _HIDDEN,
        "Pelican docs/content.rst; WordPress, “Post Status”, which exports keep",
        words=frozenset({"hidden", "private", "unlisted"}),
    ),
    HidingKey(
        "visibility",
        _NAMED,
        _HIDDEN,
        "Ghost, “Posts: visibility”; WordPress, “Content Visibility”",
        words=frozenset({"draft", "hidden", "private", "unlisted", "members", "paid", "tiers", "password"}),
    ),
    HidingKey(
        "published",
        _FALSE,
        _UNLISTED,
        "Jekyll and Hexo, “Front Matter”; a date for Hugo",
        means_else=frozenset({Shape.DATE}),
    ),
    HidingKey("publish", _FALSE, _UNLISTED, "Obsidian Publish, “Publish content”", means_else=frozenset({Shape.DATE})),
    HidingKey("dgPublish", _FALSE, _UNLISTED, "Obsidian's Digital Garden, “Note settings” (dg-publish)"),
    HidingKey("render", _FALSE, _UNLISTED, "Zola, “Page: front matter”", generators=_ZOLA),
    HidingKey("headless", _TRUE, _UNLISTED, "Hugo 0.168 hugolib/page__meta.go", generators=_HUGO),
    HidingKey(
        "permalink",
        _NAMED,
        _UNLISTED,
        "Eleventy, “Permalinks: skip writing to the file system”",
        words=frozenset({"false"}),
        generators=_OTHERS,
    ),
    HidingKey("build.list", Hides.UNLESS_ALWAYS, _UNLISTED, "Hugo, “Build options”; `_build` before 0.145"),
    HidingKey("build.render", Hides.UNLESS_ALWAYS, _UNLISTED, "Hugo, “Build options”; `_build` before 0.145"),
    *_rows(
        _TRUE,
        _HIDDEN,
        {
            "hidden": "hexo-hide-posts README; jekyll-paginate pagination.rb; Hugo Relearn, “Hidden pages”; Mintlify",
            "private": "Hugo Ananke, “Configuration SEO”",
            "unlisted": "Docusaurus, @docusaurus/utils isUnlisted; Quartz, “UnlistedPages”; Hugo Anubis",
            "eleventyExcludeFromCollections": "Eleventy, “Collections”",
            "isHidden": "spelling of `hidden`",
            "isPrivate": "spelling of `private`",
        },
    ),
    # Material for MkDocs lists parts of the page under the same name: `hide: [navigation, toc]`.
    HidingKey(
        "hide",
        _TRUE,
        _HIDDEN,
        "Hexo Fluid scripts/filters/post-filter.js; not a list, Material for MkDocs “Setting up navigation”",
        means_else=frozenset({Shape.LIST, Shape.MAP}),
    ),
    *_rows(_FALSE, _HIDDEN, {"listed": "the opposite of `unlisted`", "public": "the opposite of `private`"}),
    # The documentation theme for Jekyll writes `search: exclude`, Material for MkDocs `search: {exclude: true}`.
    HidingKey(
        "search",
        _FALSE,
        _SEARCH,
        "Minimal Mistakes assets/js/lunr/lunr-store.js; VitePress; documentation theme for Jekyll search.json",
        words=frozenset({"exclude", "never", "none", "hidden"}),
        means_else=_MAP,
    ),
    *_rows(
        _FALSE,
        _SEARCH,
        {
            "in_search_index": "Zola, “Page” and “Section: front matter”",
            "indexing": "hexo-generator-search README, “Exclude indexing”",
            "searchable": "Hugo's own documentation (params.searchable); MarkBind",
            "pagefind": "Starlight, “Frontmatter reference”",
        },
    ),
    *_rows(
        _TRUE,
        _SEARCH,
        {
            "search.exclude": "Material for MkDocs, “Search exclusion”",
            "searchHidden": "Hugo PaperMod layouts/index.json",
            "hiddenFromSearch": "Hugo LoveIt and DoIt index.json; FixIt home.search.json (hidden_from_search)",
            "excludeSearch": "Hugo Hextra search-data.json; Docsy offline-search-index.json (exclude_search)",
            "searchExclude": "Just the Docs, “Search: hiding pages from search” (search_exclude)",
            "excludeFromSearch": "Redocly, “Front matter configuration options”; Hugo themes",
            "excludedInSearch": "Jekyll templates for documentation (excluded_in_search)",
            "bookSearchExclude": "Hugo Book assets/search-data.json",
            "noSearch": "Hugo index.json templates that read .Params.noSearch",
            "hideFromSearch": "spelling of `hiddenFromSearch`",
            "searchDisabled": "spelling of `search: false`",
            "skipIndex": "Digital.gov front matter options (skip_index)",
        },
    ),
    *_rows(
        _TRUE,
        _NOINDEX,
        {
            "noindex": "Hexo NexT head-unique.njk; Hugo Hextra head.html; Mintlify, “Disable indexing”",
            "robotsNoIndex": "Hugo PaperMod head.html",
            "seo.noindex": "Hugo Doks",
            "preventIndexing": "GOV.UK tech-docs-gem 2.1 (prevent_indexing)",
            "sitemap.disable": "Hugo tpl/tplimpl/embedded/templates/sitemap.xml",
            "sitemap.exclude": "Jekyll sitemap templates; hugo-sitemap-exclude",
            "sitemapExclude": "Hugo sitemap templates that read .Params.sitemap_exclude",
        },
    ),
    HidingKey(
        "sitemap",
        _FALSE,
        _NOINDEX,
        "jekyll-sitemap and hexo-generator-sitemap README; a map for Hugo",
        words=frozenset({"exclude", "never", "none"}),
        means_else=_MAP,
    ),
    HidingKey("xml", _FALSE, _NOINDEX, "Hugo Congo and Blowfish, “Front Matter”: the sitemap", generators=_HUGO),
    *(
        HidingKey(path, _NAMED, _NOINDEX, source, words=frozenset({"noindex", "none"}))
        for path, source in {
            "robots": "Hexo Volantis and Hugo Congo, “Front matter”; Google, “Robots meta tag”: a list of directives",
            "seo.robots": "Hugo Doks",
        }.items()
    ),
    *(
        HidingKey(name, Hides.UNLESS_EMPTY, _PROTECTED, source)
        for name, source in {
            "password": "hexo-blog-encrypt ReadMe; Hugo FixIt layouts/home.search.json",
            "passwd": "spelling of `password`; Hexo themes",
            "pwd": "spelling of `password`",
        }.items()
    ),
    *(
        HidingKey(name, Hides.UNLESS_FALSE, _PROTECTED, source)
        for name, source in {
            "encrypt": "hexo-blog-encrypt; Hexo Butterfly and Fluid read page.encrypt",
            "encrypted": "spelling of `encrypt`",
            "protected": "spelling of `encrypted`",
        }.items()
    ),
)

NAMES: frozenset[str] = frozenset(fold_name(part) for key in HIDING_KEYS for part in key.path.split("."))
"""Every name of the table, also inside maps, as ``fold_name`` returns it."""

HARMLESS: dict[str, str] = {
    "bookHidden": "Hugo Book, “Page configuration”: the menu at the side",
    "draftDate": "when it was drafted",
    "excludeFromHome": "Zola PaperMod: the home page",
    "hiddenFromFeed": "Hugo FixIt: the feed",
    "hiddenFromHomePage": "Hugo LoveIt, DoIt, FixIt: the home page",
    "hiddenFromRelated": "Hugo FixIt: related posts",
    "hiddenInHomeList": "Hugo PaperMod: the home page",
    "hiddenInRss": "Hugo PaperMod: the feed",
    "hiddenInSingle": "Hugo PaperMod: the cover",
    "hideOnBlog": "Hugo Hextra: the overview",
    "listChildren": "lists of a section's children",
    "listable": "whether it has a list of children",
    "listPages": "lists of a section's children",
    "navExclude": "Just the Docs, “Excluding pages”: the menu",
    "noList": "Hugo Docsy, “Adding content”: the list of a section's children",
    "privacy": "a page about privacy",
    "searchBox": "whether the page shows a search box",
    "searchEnabled": "whether the page shows a search box",
    "tocHide": "Hugo Docsy, “Navigation”: the menu",
}
"""Keys that look as if they hid a page and do not; what they are about."""

PAGE_PARTS = (
    *("ad", "anchor", "aside", "author", "avatar", "back", "banner", "bio", "body", "border", "breadcrumb"),
    *("button", "byline", "caption", "categor", "comment", "content", "contribut", "copyright", "cover", "credit"),
    *("date", "desc", "edit", "excerpt", "feature", "feed", "footer", "form", "git", "header", "heading"),
    *("hero", "icon", "image", "img", "info", "last", "license", "like", "link", "logo", "menu", "meta", "nav", "next"),
    *("number", "pager", "pagination", "photo", "powered", "prev", "progress", "reading"),
    *("related", "reward", "rss", "share", "sharing", "sidebar", "social", "sub", "summary", "table", "tag", "teaser"),
    *("thumb", "time", "title", "toc", "toolbar", "top", "version", "view", "word"),
)
"""Beginnings of what may follow ``hide`` in a key that hides a part of the page: ``hide_title``, ``hideToc``."""

LOOKS_HIDING = (
    "hid",
    "priv",
    "draft",
    "search",
    "list",
    "unlist",
    "noindex",
    "nosearch",
    "nolist",
    "exclude",
    "secret",
)
"""Beginnings of keys that look as if they hid a page."""
