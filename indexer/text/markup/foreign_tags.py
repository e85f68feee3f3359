"""Tags of Hexo, Jekyll and Hugo in posts without their configuration, and GitBook's: what surely is one is no text.

Documentation of templates shows others (``{% if %}``, ``{{ name }}``), which stay.
"""

from indexer.patterns import compile_later
from indexer.text.markup.inline_marks import Mark
from indexer.text.markup.line_begin import begins_line

_OF_HEXO = (
    "asset_img asset_link asset_path blockquote codeblock gist iframe include_code jsfiddle post_link post_path "
    "pullquote vimeo youtube "
    # its themes' and plugins'
    "aplayer btn bubble button cell centerquote checkbox cq dplayer fold folding gallery galleryGroup group_pictures "
    "hideBlock hideInline hideToggle inlineimage label linkgrid mermaid meting note pdf quote subsubtabs subtabs tabs "
    "timeline tip video"
)
_OF_JEKYLL = "highlight post_url raw"
_OF_GITBOOK = "code column columns content embed file hint step stepper tab"
_OF_HUGO = (
    "details figure gist highlight instagram param qr ref relref tweet vimeo x youtube "
    # its themes'
    "admonition alert bilibili button callout center collapse expand gallery image img info math mermaid music note "
    "notice quote raw rawhtml spoiler tab tabs tip typeit video warning"
)
_TAGS = frozenset(_OF_HEXO.split()) | frozenset(_OF_JEKYLL.split()) | frozenset(_OF_GITBOOK.split())
_SHORTCODES = frozenset(_OF_HUGO.split())
_REST_OF_LINE = compile_later(r"[^\S\n]*(?:\n|\Z)")
_NAMED_ARGUMENT = compile_later(r"\s[\w-]+=[\"'`]")


def is_known_tag(mark: Mark) -> bool:
    """Say whether a mark written as Hexo's is surely one; the captions of tabs, too, which stand in comments.

    Source:
        gitbook.com/docs/creating-content/blocks, of those that Hexo does not know.
    """
    return mark.name in _TAGS or (not mark.name and mark.shown.startswith("\n\n"))


def around_blocks(mark: Mark) -> Mark:
    """Return GitBook's ``code`` as a mark that stands around a block of code, and makes none of it."""
    return mark._replace(name="") if mark.name == "code" else mark


def is_known_shortcode(mark: Mark, body: str) -> bool:
    """Say whether a mark of Hugo's is surely one: of a known name, with a named argument, or alone on its line."""
    if mark.name in _SHORTCODES:
        return True
    is_alone = begins_line(body, mark.start) and _REST_OF_LINE.match(body, mark.end)
    return bool(mark.name and (is_alone or _NAMED_ARGUMENT.search(body, mark.start, mark.end)))
