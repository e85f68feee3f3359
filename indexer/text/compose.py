"""A post -> the document that is indexed."""

from collections.abc import Callable, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from indexer.patterns import compile_later
from indexer.posts.period import Period
from indexer.posts.post import Post
from indexer.text.analysis.folding import fold_text
from indexer.text.analysis.scripts import HAN, NAME
from indexer.text.document import (
    AUTHORS,
    BODY,
    CODE,
    HEADINGS,
    SUMMARY,
    TAGS,
    TITLE,
    Document,
    Metadata,
    SectionSpan,
    Zone,
)
from indexer.text.lexicon.pairs import find_pairs
from indexer.text.markup.body import read_sections
from indexer.text.markup.section import Section
from indexer.text.unseen import drop_unseen, may_hold_unseen

_PROSE = frozenset({SUMMARY, HEADINGS, BODY})
"""Where pairs of names are looked for: a title says 连载（十四）, and a list of authors who works for whom."""
_MOST_SECTIONS = 10_000
"""Sections of a post: whatever shows a hit reads its table of them, and no reader finds one of more."""
_LONGEST_NAME = 500
"""Characters that are shown of a title or a heading: some are a paragraph, or a file, that ``---`` stands below. All of
their words are found."""
_LONGEST_ANCHOR = 1_000
_LONGEST_ADDRESS = 8_000
"""Characters; servers take no more (RFC 9110, section 4.1)."""
_LONGEST_VALUE = 256
"""Characters of a tag, a category or an author that is shown and filtered by: no filter may be longer."""
_MOST_VALUES = 500
_QUOTED = compile_later(rf"[《「『“]([{HAN}]{{2,8}})[》」』”]")


class _Text:
    """A document's text while it is being put together."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.zones: list[Zone] = []
        self.length = 0

    def add(self, field: str, text: str) -> None:
        """Add a zone; an empty text leaves no zone."""
        if text:
            self.zones.append(Zone(field, self.length, self.length + len(text)))
            self.pieces.append(text)
            self.length += len(text) + 1


def compose_document(post: Post) -> Document:
    """Turn a post into the document that is indexed: the same post always gives the same document."""
    sections = join_last_sections(read_sections(post), _MOST_SECTIONS)
    draft = _lay_out(post, sections, _keep)
    if may_hold_unseen(draft.text):  # hardly any does, and to look through all at once takes half as long
        draft = _lay_out(post, sections, drop_unseen)
    prose = [piece for zone, piece in zip(draft.zones, draft.pieces, strict=True) if zone.field in _PROSE]
    pairs = tuple(dict.fromkeys(find_pairs(prose)))
    metadata = _make_metadata(post, draft.title)
    return Document(metadata, draft.text, draft.zones, draft.sections, _find_names(post), pairs, Period.of(post))


class _Draft(NamedTuple):
    """A document's text, whole and piece by piece, and where what stands in it."""

    title: str
    text: str
    pieces: list[str]
    zones: tuple[Zone, ...]
    sections: tuple[SectionSpan, ...]


def _keep(text: str) -> str:
    return text


def _lay_out(post: Post, sections: Sequence[Section], clean: Callable[[str], str]) -> _Draft:
    title = clean(post.title) or _make_title(post, sections)
    text = _Text()
    text.add(TITLE, title)
    text.add(TAGS, " · ".join(dict.fromkeys((*post.tags, *post.categories, *post.keywords))))
    text.add(AUTHORS, " · ".join(post.authors))
    text.add(SUMMARY, clean(post.summary))
    spans = tuple([_add_section(text, section, clean) for section in sections])
    return _Draft(title, "\n".join(text.pieces), text.pieces, tuple(text.zones), spans)


def join_last_sections(sections: Sequence[Section], most: int) -> Sequence[Section]:
    """Return at most so many sections: of the last, all that follow are a part, their headings text like any other."""
    if len(sections) <= most:
        return sections
    *kept, last = sections[:most]
    more = sections[most:]
    prose = _join(last.prose, *(text for each in more for text in (each.heading, each.prose)))
    code = _join(last.code, *(each.code for each in more))
    asides = "\n".join(filter(None, (last.asides, *(each.asides for each in more))))
    return (*kept, last._replace(prose=prose, code=code, asides=asides))


def _join(*texts: str) -> str:
    return "\n\n".join(filter(None, texts))


def _find_names(post: Post) -> tuple[str, ...]:
    """Return what a post calls things by, as far as a segmenter may have to learn it: Chinese words, folded."""
    names = (*post.tags, *post.categories, *post.keywords, *_QUOTED.findall(post.title))
    return tuple(sorted({name for name in map(fold_text, names) if NAME.fullmatch(name)}))


def _add_section(text: _Text, section: Section, clean: Callable[[str], str]) -> SectionSpan:
    start = text.length
    heading = clean(section.heading)
    text.add(HEADINGS, heading)
    body = text.length
    text.add(BODY, clean(section.prose))
    text.add(CODE, section.code)
    text.add(CODE, section.asides)
    anchor = section.anchor if len(section.anchor) <= _LONGEST_ANCHOR else ""
    return SectionSpan(_shorten(heading), anchor, section.level, start, body, text.length)


def _shorten(name: str) -> str:
    """Return the beginning of a title or a heading that is longer than what is shown of one."""
    return name if len(name) <= _LONGEST_NAME else name[:_LONGEST_NAME].rstrip()


def _make_title(post: Post, sections: Sequence[Section]) -> str:
    """Name a post without a title by its first heading, or else by its file."""
    headings = (section.heading for section in sections if section.heading)
    path = PurePosixPath(post.id)
    name = path.parent.name if path.stem in {"index", "README"} and path.parent.name else path.stem
    return next(headings, "") or name.replace("-", " ").replace("_", " ")


def _make_metadata(post: Post, title: str) -> Metadata:
    return Metadata(
        id=post.id,
        url=_drop_long(post.url),
        title=_shorten(title),
        date=post.date,
        language=post.language,
        section=post.section,
        site=post.site,
        authors=_choose_values(post.authors),
        tags=_choose_values(post.tags),
        categories=_choose_values(post.categories),
        translation_key=post.translation_key,
        image=_drop_long(post.image),
        locale=post.locale,
    )


def _drop_long(address: str) -> str:
    return address if len(address) <= _LONGEST_ADDRESS else ""


def _choose_values(values: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out what no filter can ask for, and what would make the answers long that show the post."""
    return tuple([value for value in values if len(value) <= _LONGEST_VALUE][:_MOST_VALUES])
