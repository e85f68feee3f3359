"""What the kernel is to know of the names of elements, roles, classes and ids."""

from collections.abc import Iterable, Mapping

from indexer.native.posts import own_text, page_facts
from indexer.posts.generators.html.bylines import BESIDE
from indexer.posts.generators.html.furniture import CONTAINERS, ELEMENTS, NAMES, ROLES, WORDS
from indexer.posts.generators.html.left_out import LINE_NUMBERS
from indexer.posts.generators.html.microformats import CARDS, COMMENTS, PERSON_NAMES, PERSONS, PUBLISHED
from indexer.posts.generators.html.own_parts import NAMES_OF_TEXT, ROLES_OF_TEXT
from indexer.text.markup.html_text import GAPS


def _kinds() -> Mapping[str, int]:
    tables: Mapping[int, Iterable[str]] = {
        own_text.LEFT_OUT: ELEMENTS,
        own_text.ROLE: ROLES,
        own_text.WORD: WORDS,
        own_text.NAME: NAMES,
        own_text.LINE_NUMBERS: LINE_NUMBERS,
        own_text.HAS_GAP: GAPS,
        own_text.PERSONS_NAME: PERSON_NAMES,
        own_text.PERSON: PERSONS,
        own_text.CARD: CARDS,
        own_text.COMMENT: COMMENTS,
        own_text.PUBLISHED: PUBLISHED,
        own_text.NOTE_ROLE: ROLES_OF_TEXT,
        own_text.NOTE_CLASS: NAMES_OF_TEXT,
        own_text.BESIDE_TEXT: BESIDE,
        own_text.CONTAINER: (name for _, name in CONTAINERS),
    }
    kinds: dict[str, int] = {}
    for kind, names in tables.items():
        for name in names:
            kinds[name] = kinds.get(name, 0) | kind
    return kinds


KERNEL_NAMES = own_text.write_names(_kinds(), GAPS)
KERNEL_CONTAINERS = page_facts.write_containers(CONTAINERS)
