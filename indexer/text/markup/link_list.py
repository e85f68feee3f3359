"""Lists that are little else than links: they say what other pages are about."""

from indexer.text.markup.prose import Prose

_FEWEST_LINKS, _LINKED_SHARE = 3, 0.8
"""A list with so many links, whose texts are this share of its letters, is a list of links."""


class LinkList:
    """The list being read, with all lists inside it, and the links in it."""

    __slots__ = ("_begin", "_edges", "_prose")

    def __init__(self, prose: Prose) -> None:
        self._prose = prose
        self._begin = 0
        self._edges: list[int] = []  # where each link begins and ends, by turns

    def begin(self) -> None:
        """Begin a list, or what is left of one whose first items were taken from the prose."""
        self._begin = self._prose.mark()
        self._edges.clear()

    def mark_link(self, _tag: object) -> None:
        """Note that a link begins or ends here."""
        self._edges.append(self._prose.mark())

    def take(self) -> str:
        """Take the list out of the prose where it is little else than links; return its text, or an empty one."""
        links = list(zip(self._edges[::2], self._edges[1::2], strict=False))
        if len(links) < _FEWEST_LINKS:
            return ""
        linked = sum(self._prose.count_letters(*link) for link in links)
        is_linked = linked >= _LINKED_SHARE * self._prose.count_letters(self._begin)
        return self._prose.take_from(self._begin) if is_linked else ""
