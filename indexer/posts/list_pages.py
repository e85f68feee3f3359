"""Pages that say nothing themselves: themes write lists of tags or posts there, or a box to search in."""

from indexer.patterns import compile_later
from indexer.posts.fields import text_of
from indexer.posts.post import FrontMatter

_LISTS = frozenset(
    "all-archives all-categories all-tags archive archives categories category search tag tags".split()  # noqa: SIM905
)
"""What such pages give as their ``layout`` or ``type``.

Source:
    Hexo NexT and Butterfly, “Tags page”, “Categories page” (type); Tranquilpeak (layout: all-tags); Hugo PaperMod,
    “Search page”, “Archives layout”; FixIt (search); Jekyll Minimal Mistakes, “Layouts” (tags, categories, search).
"""
_COMMENT = compile_later(r"(?s)<!--.*?-->")
_TEMPLATE = compile_later(
    r"(?s)\{%-?\s*comment\b.{0,4000}?\bendcomment\s*-?%\}|\{%(?!\}).{0,1000}?%\}|\{\{(?![<%]).{0,1000}?\}\}|<[a-z/][^<>]{0,1000}>"
)
"""Liquid and the tags of HTML around it, as Jekyll's themes write their lists."""


def is_list_page(front_matter: FrontMatter) -> bool:
    """Tell whether a page is one of its site's lists and has no text of its own, as its front matter says."""
    kinds = {text_of(front_matter.get(key)).casefold() for key in ("layout", "type")}
    if kinds.isdisjoint(_LISTS):
        return False
    text = _COMMENT.sub("", front_matter.body)
    return not (_TEMPLATE.sub("", text) if "{%" in text else text).strip()
