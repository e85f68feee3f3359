"""The values that reading a site yields: posts, files skipped on purpose, and problems."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Literal, NamedTuple

_PARTICULARS = re.compile(r"“[^”]*”|'[^']*'|\d+")

Markup = Literal["markdown", "html", "plain"]


class SkipReason(StrEnum):
    """Why a file is no post that visitors may find. Each is counted; none is an error."""

    DRAFT = "draft"
    FUTURE = "dated in the future"
    EXPIRED = "expired"
    UNLISTED = "not listed by the site"  # Hugo's build/_build, Jekyll's and Hexo's published: false
    SEARCH_OFF = "search: false"
    PROTECTED = "password or encryption"
    SECTION_PAGE = "section page"  # Hugo's and Zola's _index.md, a home page
    PAGE_RESOURCE = "resource of another page"  # Markdown inside a Hugo leaf bundle
    IGNORED = "ignored by the site's configuration"
    LANGUAGE_OFF = "language switched off"
    NOT_A_POST = "not a post by the generator's rules"  # e.g. outside Jekyll's _posts
    # An index keeps the place of a reason in this list: new ones go at the end.
    HIDDEN = "hidden, private or unlisted"
    NOINDEX = "noindex, or not in the sitemap"
    HIDE_WHEN = "hidden by hide_when"
    RULE_GONE = "hidden by a rule that hide_when no longer has"
    OTHER_FORMAT = "in a format that is not read (HTML, MDX, reStructuredText, AsciiDoc, Org, a notebook)"
    UNSEARCHED = "not in the search that the site has itself"  # pages without data-pagefind-body beside others with it


@dataclass(frozen=True, slots=True)
class HideRule:
    """What a site's owner says hides a post: a front matter key, or a key and its value.

    Attributes:
        path: The key; more than one for a key in a map.
        value: The value that hides, as text; None for any but ``false`` and nothing.
    """

    path: tuple[str, ...]
    value: str | None = None

    @classmethod
    def parse(cls, text: str) -> "HideRule":
        """Read ``key``, ``key=value`` or ``map.key=value``.

        Raises:
            ValueError: It is none of these.
        """
        key, equals, value = text.partition("=")
        path = tuple(part.strip() for part in key.split("."))
        if not all(path) or (equals and not value.strip()):
            raise ValueError(f"“{text}” is no rule; write key, key=value or map.key=value")
        return cls(path, value.strip() if equals else None)

    def __str__(self) -> str:
        return ".".join(self.path) + (f"={self.value}" if self.value is not None else "")


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that is not searchable, on purpose."""

    id: str
    reason: SkipReason


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a file, shown as ``path:line: what, and what to do``.

    Attributes:
        path: As the person would type it: the post's path below the site.
        line: Counted from 1; 0 where no line is meant (an unreadable file).
        message: What was found, and what to do next; one line.
        refused: True when the file was not indexed because of it; False for a warning about a post that was.
        topic: The same for all warnings of a kind; empty where the message tells the kind by itself.
    """

    path: str
    line: int
    message: str
    refused: bool = True
    topic: str = ""

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else self.path
        return f"{where}: {self.message}"

    @property
    def kind(self) -> str:
        """The same for all that are wrong in the same way: the topic, or the message but for quotations and numbers."""
        return self.topic or _PARTICULARS.sub("", self.message)


def group_problems(problems: Iterable[Problem], more: str) -> Iterator[Problem]:
    """Yield each file that was refused, then the first warning of each kind with how many others are like it.

    Args:
        problems: In the order of the files.
        more: What is added where there are others, with ``{}`` for how many.
    """
    kinds: dict[str, list[Problem]] = {}
    for problem in problems:
        if problem.refused:
            yield problem
        else:
            kinds.setdefault(problem.kind, []).append(problem)
    for first, *others in kinds.values():
        yield replace(first, message=first.message + more.format(len(others))) if others else first


class Block(NamedTuple):
    """A stretch of a page's own text, as a reader sees it.

    Attributes:
        kind: ``prose``, ``code`` (a ``<pre>``), ``heading``, or ``aside`` (readings and translations that stand over
            words of the block before, ``<rt>``).
        level: 1 to 6 for a heading, else 0.
        anchor: A heading's own ``id``; may be empty.
    """

    kind: Literal["prose", "code", "heading", "aside"]
    text: str
    level: int = 0
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    r"""The metadata of one file, and where its body begins.

    Attributes:
        values: Plain data only: str, int, float, bool, None, datetime, date, list, dict. Keys as written.
        lines: The line (from 1) on which each top-level key stands.
        body: The text below the front matter, with ``\n`` line ends.
        body_line: The line (from 1) on which the body begins.
        format: ``yaml``, ``toml``, ``json``, or ``none``.
        warnings: Line (from 1) and message of a warning about what could be read all the same.
        blocks: What ``body`` is put together from, of a built page.
    """

    values: Mapping[str, object]
    lines: Mapping[str, int]
    body: str
    body_line: int
    format: str
    warnings: tuple[tuple[int, str], ...] = ()
    blocks: tuple[Block, ...] = ()
    _folded: dict[str, list[object]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def get(self, *names: str) -> object:
        """Return the value of the first of ``names`` that is there, whatever the case of its letters.

        A key whose value is null counts as absent. None when no name is there.
        """
        folded = self._folded or self._fold()
        for name in names:  # a post is asked for some fifty
            if values := folded.get(name.casefold()):
                return values[-1]
        return None

    def all_of(self, name: str) -> Sequence[object]:
        """Return every value of a key, however its letters are cased, but for null."""
        return (self._folded or self._fold()).get(name.casefold(), ())

    def _fold(self) -> dict[str, list[object]]:
        for key, value in self.values.items():
            self._folded.setdefault(key.casefold(), []).extend([] if value is None else [value])
        return self._folded

    def line_of(self, *names: str) -> int:
        """Return the line of the first of ``names`` that is there, or 1."""
        folded = {key.casefold(): line for key, line in self.lines.items()}
        return next((folded[name.casefold()] for name in names if name.casefold() in folded), 1)


@dataclass(frozen=True, slots=True)
class AnchorOptions:
    """What a site may choose about the anchors that hexo-renderer-markdown-it gives to headings.

    Attributes:
        first_level: Headings above it get none.
        repeat_suffix: Stands before the number of a repeated one.
        letter_case: 1 for small letters, 2 for capitals, 0 for letters as they are.
    """

    first_level: int = 1
    repeat_suffix: str = ""
    letter_case: int = 0


@dataclass(frozen=True, slots=True)
class Dialect:
    """A generator's dialect of Markdown, as far as searching needs it.

    Attributes:
        generator: ``hugo``, ``zola``, ``jekyll``, ``hexo``, ``docsify``, ``eleventy``, ``mdx`` or ``plain``: decides
            which shortcodes there are.
        anchors: How headings get their anchors: ``github``, ``github-ascii``, ``blackfriday`` (Hugo's three),
            ``zola``, ``zola-safe``, ``zola-off``, ``kramdown``, ``kramdown-gfm``, ``hexo``, ``hexo-plain`` (of straight
            quotes), ``hexo-markdown-it``, ``hexo-markdown-it-plus``, ``docsify``, ``docsify-4``.
        options: Of the two with ``markdown-it``.
        block_attributes: A line such as ``{.center}`` is for the block above, and no text.
    """

    generator: str = "plain"
    anchors: str = "github"
    options: AnchorOptions = AnchorOptions()
    block_attributes: bool = False


@dataclass(frozen=True, slots=True)
class Post:
    """A post as its author wrote it, with its metadata made exact.

    Attributes:
        id: Unique in an index: of a file its path below the site, with forward slashes, such as
            ``content/blog/some-post/index.md``.
        url: Where a visitor reads it; of a file absolute when the site says its base URL, else it begins with ``/``.
        title: As text; empty where nothing gives one.
        body: As written, in ``markup``; of a built page its own text.
        date: Aware, or None.
        language: Two or three lower-case letters, ``zh`` or ``en`` mostly.
        locale: ``zh-Hans`` or ``zh-Hant`` of a post in Chinese; empty of others.
        section: Of a file the first folder below the content folder; empty at its top.
        summary: The author's own summary or description; may be empty.
        translation_key: Posts of different languages with the same non-empty key are translations of each other.
        dialect: How Markdown is read.
        markup: ``markdown``, ``html``, or ``plain`` for text without any.
        image: Address of a picture to show it with; may be empty.
        site: Which of several sites it is of, as visitors call it; empty where there is one alone.
        visible_from: Aware: visitors may find it from then on; None for always.
        visible_until: Aware: from then on they may not any more; None for ever.
        blocks: What ``body`` is put together from, of a built page; programs give none.
    """

    id: str
    url: str = ""
    title: str = ""
    body: str = ""
    date: datetime | None = None
    language: str = ""
    section: str = ""
    summary: str = ""
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    translation_key: str = ""
    dialect: Dialect = field(default_factory=Dialect)
    markup: Markup = "markdown"
    site: str = ""
    visible_from: datetime | None = None
    visible_until: datetime | None = None
    image: str = ""
    locale: str = ""
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class PostReading:
    """The result of reading one file.

    Attributes:
        outcome: The post; or why it was skipped; or None when it was refused, and then at least one of
            ``problems`` has ``refused`` set.
        problems: Errors and warnings about the file.
    """

    id: str
    outcome: Post | Skipped | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class IncludePolicy:
    """Posts to be included that are otherwise skipped, and rules by which others are skipped.

    Attributes:
        drafts: Whether drafts are included.
        future: Whether posts are that are not due yet.
        expired: Whether posts are that have expired.
        hide_when: Posts to which one of these applies are skipped.
        former_rules: Rules of the live index that are none of ``hide_when`` any more. Posts to which one applies are
            skipped for a reason of their own, by which the build is refused.
    """

    drafts: bool = False
    future: bool = False
    expired: bool = False
    hide_when: tuple[HideRule, ...] = ()
    former_rules: tuple[HideRule, ...] = ()
