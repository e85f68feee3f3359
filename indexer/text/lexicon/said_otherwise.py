"""Which runs of Chinese may be said otherwise in another region: told at a fifth of what it takes to convert them."""

from collections.abc import Iterable, Iterator, Mapping

from indexer.text.analysis.folding import fold_text
from indexer.text.lexicon.conversion import Conversion, Match, conversion


class SaidOtherwise:
    """Tells the runs that may be said otherwise. Safe to be shared by threads.

    A conversion replaces entries of its dictionaries, one dictionary after the other. Most entries become what folds to
    the same: a run that holds no other folds to what it did, whatever is made of it. The phrases by which Simplified
    characters become Traditional are too many to be gone through, so that this one step is taken.
    """

    def __init__(self) -> None:
        self._words: Mapping[str, tuple[str, ...]] = {}
        self._to_traditional: Conversion | None = None

    def prepare(self, words: Iterable[str]) -> None:
        """Read the entries that count; where OpenCC's files cannot be read, any run may be said otherwise.

        Args:
            words: Others that are said otherwise, folded.
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
        changed, folded_by = set(words), set(folding.files())
        every = to_mainland._replace(chain=(*to_mainland.chain, *rest, *to_traditional.chain[1:]))
        for file in dict.fromkeys(every.files()):
            changed.update(_find_changed(each for each in file.entries() if len(each.key) > 1 or file not in folded_by))
        by_character: dict[str, list[str]] = {}
        for word in sorted(changed):
            by_character.setdefault(word[:1], []).append(word)
        self._words = {character: tuple(those) for character, those in by_character.items()}
        self._to_traditional = to_taiwan._replace(chain=(first,))

    def may_be(self, run: str) -> bool:
        """Check whether a folded run may be said otherwise: it may as long as nothing is prepared."""
        if self._to_traditional is None:
            return True
        for at, words in enumerate(map(self._words.get, run)):
            if words and run.startswith(words, at):
                return True
        return fold_text(self._to_traditional.convert(run)) != run


def _find_changed(entries: Iterable[Match]) -> Iterator[str]:
    """Yield the entries, folded, that become what does not fold to the same."""
    for key, value in entries:
        folded = fold_text(key)
        if folded != fold_text(value):
            yield folded
