"""A page that the kernel reads, as HTML in which every element ends where it is said to, or as lxml writes its tree."""

from collections import defaultdict
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import urlsplit

from lxml.etree import _Element as Element
from lxml.etree import tostring

from indexer.native import Kernel
from indexer.native.posts import own_text as native
from indexer.native.posts.own_text import KINDS, OwnTextInput, ReadText
from indexer.native.posts.page_facts import Fact, PageState, Row, read_page, read_page_facts
from indexer.posts.fields import clean
from indexer.posts.generators.html.bylines import CHANGED, field_at, gather, read_tag
from indexer.posts.generators.html.kernel_names import KERNEL_CONTAINERS, KERNEL_NAMES
from indexer.posts.generators.html.metadata import WrittenHead, make_head
from indexer.posts.generators.html.microformats import CARDS_OF_PERSONS
from indexer.posts.generators.html.pagefind import Told
from indexer.posts.generators.html.parts import PageParts
from indexer.posts.generators.html.titles import choose_heading, leads_away
from indexer.posts.post import Block
from indexer.text.markup.html_text import HEADING_LEVELS
from indexer.text.markup.image_description import describe_image

_REPLACED = b"&#xFFFD;"
"""What stands for control characters in XML, which has none."""
INSIDE, AROUND, BESIDE = range(3)
"""Where an article stands: in the text, around it, beside the one around it."""
_LINK = Fact.LINK_REL, Fact.LINK_LANGUAGE, Fact.LINK_TYPE, Fact.LINK_HREF
_IN_ADDRESS, _BESIDE, _NAMED_TAGS = 1, 2, 4
"""What is told of a link that may lead to a list."""
_FIELDS: Mapping[Fact, tuple[str, Callable[[str], str]]] = {
    Fact.DATE: ("date", str),
    Fact.AUTHOR: ("authors", clean),
    Fact.TAG: ("tags", read_tag),
    Fact.CATEGORY: ("categories", read_tag),
    Fact.NAMED: ("authors", clean),
}
"""The field that each fact of what stands around a text is of, and how its text is read."""


class WrittenHeading(NamedTuple):
    """A first heading in or around a page's text.

    Attributes:
        level: 1 or 2.
        number: Among those in the text; negative for one around it.
    """

    level: int
    number: int
    text: str


class WrittenArticle(NamedTuple):
    """An article of a page.

    Attributes:
        place: In the text, around it, or beside that.
        is_mostly_link: It has no heading, and is little else than links.
        addresses: Where its first heading leads.
    """

    place: int
    is_mostly_link: bool
    addresses: list[str]


@dataclass(frozen=True, slots=True)
class WrittenPage:
    """What the kernel read of a page.

    Attributes:
        xml: The page.
        language: As it says; may be empty.
        byline: Links that may lead to lists, and days: the kind of each, what is told of it, its address or moment, and
            its text, or what says what it is.
        bookmark: The address of the text's own page, as its heading says.
        told: What stands around the text: the kind of each fact, and its text.
        moment: The first one in the text.
        main: Where the element that holds the text begins and ends, and whether it stands in a heading.
        cuts: From where to where no text stands.
        descriptions: Of all images in the text.
    """

    xml: bytearray
    head: WrittenHead
    language: str
    body_class: str
    asks_password: bool
    byline: list[tuple[Fact, int, str, str]]
    bookmark: str
    told: list[tuple[Fact, str]]
    moment: str | None
    articles: list[WrittenArticle]
    headings: list[WrittenHeading]
    main: tuple[int, int, bool]
    cuts: list[int]
    descriptions: list[str]

    def read_byline(self) -> Iterator[tuple[str, str]]:
        """Yield fields and what is said of them around the text, as ``bylines.gather`` takes them."""
        for kind, marks, address, text in self.byline:
            if kind is Fact.DAY:
                if not CHANGED.search(text):
                    yield "date", address
                continue
            is_person = marks & _IN_ADDRESS and not address.startswith("mailto:")
            name = field_at(address) or ("authors" if is_person else "")
            value = read_tag(text) if name else ""
            if value and (not marks & _BESIDE or (name == "tags" and marks & _NAMED_TAGS)):
                yield name, value

    def entry(self, *, names_persons: bool) -> Iterator[tuple[str, str]]:
        """Yield fields and what stands around the text of them, as ``bylines.gather`` takes them.

        Args:
            names_persons: Whether cards of persons count.
        """
        for kind, text in self.told:
            if kind is not Fact.NAMED or names_persons:
                field, read = _FIELDS[kind]
                if value := read(text):
                    yield field, value

    def window_heading(self, window: str, site: str) -> str:
        """Return the first heading, in the text or its article, that the window's title names beside the site."""
        return choose_heading((clean(heading.text) for heading in self.headings), window, site)

    def only_heading(self) -> str:
        """Return the text of the only ``<h1>`` that has a word; empty where there is none, or several."""
        own = (clean(heading.text) for heading in self.headings if heading.level == 1 and heading.number >= 0)
        found = [text for text in own if any(map(str.isalnum, text))]
        return found[0] if len(found) == 1 else ""

    def titles(self, title: str) -> list[int]:
        """Return the numbers of the headings in the text that say the title again."""
        own = [heading for heading in self.headings if heading.number >= 0]
        first = [heading for heading in own if heading.level == 1] or own[:1]
        return [heading.number for heading in first if clean(heading.text) == title]

    def count_listed(self, own_path: str) -> int:
        """Count the articles of which the heading leads elsewhere, see ``tree_page``."""
        places = [each.place for each in self.articles if each.is_mostly_link or leads_away(each.addresses, own_path)]
        inside = places.count(INSIDE)
        return inside if inside or not own_path or AROUND not in places else places.count(BESIDE)

    def read_text(self, kernel: Kernel, titles: Sequence[int]) -> tuple[list[Block], int] | None:
        """Return the blocks of the text, and how many of its letters are links; None where Python has to read it.

        Args:
            kernel: The library.
            titles: Numbers of the headings that say the page's title again.
        """
        begin, end, is_in_heading = self.main
        cuts = [place - begin for place in self.cuts]
        given = OwnTextInput(self.xml, begin, end, [is_in_heading], self.descriptions, titles, cuts)
        read = native.read_own_text(kernel, KERNEL_NAMES, given)
        return ([*_cut(read)], read.linked) if read else None


def _cut(read: ReadText) -> Iterator[Block]:
    """Cut the texts of all blocks, and their anchors behind, into blocks."""
    cells, at = read.blocks, 0
    anchor = sum(cells[3::4])
    for kind, level, anchor_length, length in zip(cells[::4], cells[1::4], cells[2::4], cells[3::4], strict=True):
        yield Block(KINDS[kind], read.text[at : at + length], level, read.text[anchor : anchor + anchor_length])
        at += length
        anchor += anchor_length


_CARDS = tuple(name.encode() for name in CARDS_OF_PERSONS)


def read_html(kernel: Kernel, html: bytes) -> PageParts | PageState:
    """Read a page in UTF-8; or say that the parser has to mend it, or Python to look at it, or that it is no UTF-8."""
    page = read_page(kernel, KERNEL_NAMES, KERNEL_CONTAINERS, html)
    if page.state is not PageState.READ:
        return page.state
    return _read(kernel, page.xml, page.rows, html) or PageState.TO_LOOK_AT


def read_tree(kernel: Kernel, root: Element, html: bytes) -> PageParts | None:
    """Read a page that was parsed; None where Python has to look."""
    xml = write_tree([root])
    rows = read_page_facts(kernel, KERNEL_NAMES, KERNEL_CONTAINERS, xml) if xml else None
    return _read(kernel, xml, rows, html) if xml and rows is not None else None


def read_elements(
    kernel: Kernel, mains: Sequence[Element], titles: Container[Element]
) -> tuple[list[Block], int] | None:
    """Read elements of a parsed page as ``read_own_text`` does; None where Python has to."""
    xml = write_tree(mains)
    if xml is None:
        return None
    given = OwnTextInput(
        xml,
        0,
        len(xml),
        [any(above.tag in HEADING_LEVELS for above in main.iterancestors()) for main in mains],
        [describe_image(image.get("alt", "")) for main in mains for image in main.iter("img")],
        [n for n, heading in enumerate(each for main in mains for each in main.iter("h1", "h2")) if heading in titles],
    )
    read = native.read_own_text(kernel, KERNEL_NAMES, given)
    return ([*_cut(read)], read.linked) if read else None


def write_tree(elements: Sequence[Element]) -> bytearray | None:
    """Write elements of one page, one behind the other; None where there is a character that XML has not."""
    elements[0].getroottree().docinfo.clear()  # of XHTML lxml would write attributes that the page has not
    xml = bytearray().join([tostring(element, encoding="utf-8", with_tail=False) for element in elements])
    return None if _REPLACED in xml else xml


def _read(kernel: Kernel, xml: bytearray, rows: list[Row], html: bytes) -> PageParts | None:
    page = _gather(xml, rows)
    head = make_head(page.head)
    own = head.page_title(page.window_heading(head.title, head.first("og:site_name")), page.only_heading())
    title = clean(own)
    read = page.read_text(kernel, page.titles(title))
    if read is None:
        return None
    has_cards = any(kind is Fact.NAMED for kind, _ in page.told) and not head.authors()
    entry = page.entry(names_persons=has_cards and any(name in html for name in _CARDS))
    return PageParts(
        head=head,
        told=Told({}, [], has_body=False),
        around={**gather(page.read_byline()), **gather(entry)},
        language=page.language,
        body_class=page.body_class,
        asks_password=page.asks_password,
        moment=page.moment,
        bookmark=page.bookmark,
        listed=page.count_listed(urlsplit(head.canonical).path),
        entries=0,  # of pages that may have any Python takes care
        title=title,
        blocks=read[0],
        linked=read[1],
    )


def _gather(xml: bytearray, rows: list[Row]) -> WrittenPage:
    found: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(row)
    links = (_texts(found[kind]) for kind in _LINK)
    addresses: defaultdict[int, list[str]] = defaultdict(list)
    for _, article, _, address in found[Fact.ADDRESS]:
        addresses[article].append(address)
    (_, begin, end, _), *_ = found[Fact.MAIN]
    return WrittenPage(
        xml=xml,
        head=WrittenHead(
            metas=[(text[:name], text[name:]) for _, name, _, text in found[Fact.META]],
            links=[*zip(*links, strict=True)],
            title="".join(_texts(found[Fact.TITLE])),
            scripts=_texts(found[Fact.SCRIPT]),
            is_redirect=Fact.REFRESH in found,
        ),
        language="".join(_texts(found[Fact.LANGUAGE])),
        body_class="".join(_texts(found[Fact.BODY_CLASS])),
        asks_password=Fact.PROTECTED in found,
        byline=_read_bylines(rows) if Fact.BYLINE in found or Fact.DAY in found else [],
        bookmark="".join(_texts(found[Fact.BOOKMARK])),
        told=[(Fact(row[0]), row[3]) for row in rows if row[0] in _FIELDS] if _FIELDS.keys() & found.keys() else [],
        moment=next(iter(_texts(found[Fact.MOMENT])), None),
        articles=[
            WrittenArticle(place, is_mostly_link > 0, addresses[at])
            for at, (_, place, is_mostly_link, _) in enumerate(found[Fact.ARTICLE])
        ],
        headings=[WrittenHeading(level, number, text) for _, level, number, text in found[Fact.HEADING]],
        main=(begin, end, Fact.MAIN_IN_HEADING in found),
        cuts=[place for _, *cut, _ in found[Fact.CUT] for place in cut],
        descriptions=[describe_image(text) for text in _texts(found[Fact.IMAGE])],
    )


def _read_bylines(rows: list[Row]) -> list[tuple[Fact, int, str, str]]:
    kinds = Fact.BYLINE, Fact.DAY
    return [(Fact(row[0]), row[1], row[3], behind[3]) for row, behind in pairwise(rows) if row[0] in kinds]


def _texts(rows: list[Row]) -> list[str]:
    return [row[3] for row in rows]
