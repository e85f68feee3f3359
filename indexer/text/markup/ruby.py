"""Words with what stands over them, ``<ruby>``: where a text within it belongs."""

from enum import Enum

from indexer.text.markup.prose import Prose, join_annotations

RUBY_TAGS = frozenset({"ruby", "rb", "rt", "rtc", "rp"})


class RubyPlace(Enum):
    """Where a text stands."""

    WORDS = "the words, or no ruby at all"
    OVER = "over them: how they are read, or what they mean"
    BESIDE = "parentheses around that, which no browser shows that knows the element"


_PLACES = {"rt": RubyPlace.OVER, "rtc": RubyPlace.OVER, "rp": RubyPlace.BESIDE}


class Ruby:
    """Follows the tags of one page. An end tag may be left out before the next part, as HTML allows.

    Attributes:
        place: Of the text that is met now.

    Source:
        HTML, 4.5.10 to 4.5.12; ``rb`` and ``rtc`` as in HTML Ruby Markup Extensions.
    """

    __slots__ = ("_depth", "place")

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Leave all rubies."""
        self._depth, self.place = 0, RubyPlace.WORDS

    def start(self, tag: str) -> None:
        """Go into an element of ``RUBY_TAGS``."""
        self._depth += tag == "ruby"
        self.place = _PLACES.get(tag, RubyPlace.WORDS) if self._depth else RubyPlace.WORDS

    def end(self, tag: str) -> None:
        """Leave an element of ``RUBY_TAGS``."""
        self._depth -= tag == "ruby" and self._depth > 0
        self.place = RubyPlace.WORDS


class ProseRuby:
    """Takes what stands over the words of a prose out of it, tag by tag.

    Attributes:
        is_met: Whether a tag was read since ``take``.
    """

    __slots__ = ("_annotations", "_mark", "_prose", "_ruby", "is_met")

    def __init__(self, prose: Prose) -> None:
        self._prose, self._ruby, self._mark = prose, Ruby(), 0
        self._annotations: list[str] = []
        self.is_met = False

    def read_tag(self, name: str, *, closing: bool) -> None:
        """Read a tag of ``RUBY_TAGS``; where another part begins, one that is not closed ends."""
        place = self._ruby.place
        if place is not RubyPlace.WORDS:
            text = self._prose.take_from(self._mark)
            self._annotations += [text] if place is RubyPlace.OVER else []
        (self._ruby.end if closing else self._ruby.start)(name)
        self._mark, self.is_met = self._prose.mark(), True

    def take(self) -> list[str]:
        """Return what stands over words, as one text or none, and begin anew: what is not closed is prose."""
        aside = join_annotations(self._annotations)
        self._annotations.clear()
        self._ruby.reset()
        self.is_met = False
        return [aside] if aside else []
