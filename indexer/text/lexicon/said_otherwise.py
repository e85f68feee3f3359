"""Which runs of Chinese a conversion leaves as they are, but for how they fold: told sooner than it converts them."""

from collections.abc import Iterable, Iterator, Mapping

from indexer.text.analysis.folding import fold_text
from indexer.text.lexicon.conversion import Conversion, conversion
from indexer.text.lexicon.opencc_dictionaries import Dictionary, Match

_Words = Mapping[str, tuple[str, ...]]
"""Words by their first characters."""


class SaidOtherwise:
    """Tells what may be said otherwise after a conversion. Safe to be shared by threads.

    A conversion replaces entries of its dictionaries, one dictionary after the other. Most entries become what folds to
    the same: a run that holds no other folds to what it did, whatever is made of it. The phrases by which Simplified
    characters become Traditional are too many to be gone through, so that this one step is taken.
    """

    def __init__(self) -> None:
        self._words: Mapping[str, _Words] = {}
        self._to_traditional: Conversion | None = None

    def prepare(self, mainland: Iterable[str], taiwan: Iterable[str]) -> None:
        """Read the entries that count; where OpenCC's files cannot be read, anything may be said otherwise.

        Args:
            mainland: Other words, folded, that are said otherwise on the Mainland.
            taiwan: The same of Taiwan.
        """
        if self._to_traditional:
            return
        names = ("tw2sp", "s2twp", "s2tw", "t2s")
        read = [each for name in names if isinstance(each := conversion(name), Conversion)]
        if len(read) < len(names):
            return
        to_mainland, to_taiwan, to_traditional, folding = read
        first, *rest = to_taiwan.chain
        if to_traditional._replace(chain=()) != to_taiwan._replace(chain=()) or to_traditional.chain[0] != first:
            return
        segmentation = (to_mainland.segmentation,) if to_mainland.segmentation else ()
        every = {
            "tw2sp": (mainland, (*to_mainland.normalization, *segmentation, *to_mainland.chain)),
            "s2twp": (taiwan, (*to_taiwan.normalization, *rest)),
            "s2tw": ((), (*to_traditional.normalization, *to_traditional.chain[1:])),
        }
        self._words = {name: _find_changed(*each, folding) for name, each in every.items()}
        self._to_traditional = to_taiwan._replace(chain=(first,))

    def may_be(self, run: str, name: str) -> bool:
        """Check whether a folded run may fold to another after a conversion: always, as long as nothing is prepared."""
        if self._to_traditional is None:
            return True
        words = self._words[name]
        for at, those in enumerate(map(words.get, run)):
            if those and run.startswith(those, at):
                return True
        return name != "tw2sp" and fold_text(self._to_traditional.convert(run)) != run


def _find_changed(words: Iterable[str], dictionaries: Iterable[Dictionary], folding: Conversion) -> _Words:
    """Return some words, and the entries of dictionaries, folded, that become what does not fold to the same.

    Of single characters those that folding itself goes by are not looked at.
    """
    changed, folded_by = set(words), set(folding.files())
    for file in dict.fromkeys(file for each in dictionaries for file in each.files()):
        changed.update(_list_changed(each for each in file.entries() if len(each.key) > 1 or file not in folded_by))
    by_character: dict[str, list[str]] = {}
    for word in sorted(changed):
        by_character.setdefault(word[:1], []).append(word)
    return {character: tuple(those) for character, those in by_character.items()}


def _list_changed(entries: Iterable[Match]) -> Iterator[str]:
    for key, value in entries:
        folded = fold_text(key)
        if folded != fold_text(value):
            yield folded
