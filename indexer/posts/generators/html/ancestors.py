"""Whether elements stand in one of a kind, in time that grows with the page and not with its depth as well."""

from collections.abc import Callable
from dataclasses import dataclass, field

from lxml.etree import _Element as Element


@dataclass(frozen=True, slots=True, eq=False)
class AncestorTest:
    """Tells of many elements whether one of their ancestors is of a kind, and looks at each ancestor once.

    A page that never closes what it opens is as deep as it is long.

    Attributes:
        is_kind: Says it of an ancestor. Its answer may not change once it was asked.
        outermost: Neither this one nor what holds it is looked at; None for all up to the root.
    """

    is_kind: Callable[[Element], bool]
    outermost: Element | None = None
    _known: dict[Element, bool] = field(default_factory=dict, init=False)
    """By element: whether it, or one of its ancestors, is of the kind."""

    def passes(self, element: Element) -> bool:
        """Say whether an ancestor of an element is of the kind."""
        passed: list[Element] = []
        above, found = element.getparent(), False
        while not found and above is not None and above is not self.outermost:
            known = self._known.get(above)
            if known is None:
                passed.append(above)
                found = self.is_kind(above)
            elif not known:
                break
            else:
                found = True
            above = above.getparent()
        self._known.update(dict.fromkeys(passed, found))
        return found
