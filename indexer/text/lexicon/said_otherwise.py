"""Which runs of Chinese a conversion leaves as they are, but for how they fold: told sooner than it converts them."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from indexer.text.analysis.folding import fold_text
from indexer.text.lexicon.conversion import Conversion, conversion
from indexer.text.lexicon.opencc_dictionaries import Match, TrieFile

_Words = Mapping[str, tuple[str, ...]]
"""Words by how they begin."""
_NAMES = ("tw2sp", "s2twp", "s2tw")


class SaidOtherwise:
    """Tells what may be said otherwise after a conversion. Safe to be shared by threads.

    A conversion replaces entries of its dictionaries, one dictionary after the other. Most entries become what folds to
    the same: a run that holds no other folds to what it did, whatever is made of it.
    """

    def __init__(self) -> None:
        self._any: _Words = {}
        self._words: Mapping[str, _Words] | None = None

    def prepare(self, mainland: Iterable[str], taiwan: Iterable[str]) -> None:
        """Read the entries that count; where OpenCC's files cannot be read, anything may be said otherwise.

        Args:
            mainland: Other words, folded, that are said otherwise on the Mainland.
            taiwan: The same of Taiwan.
        """
        if self._words is not None:
            return
        read = [each for name in (*_NAMES, "t2s") if isinstance(each := conversion(name), Conversion)]
        if len(read) <= len(_NAMES):
            return
        *conversions, folding = read
        files = dict.fromkeys(file for each in conversions for file in each.files())
        changed = _list_changed(files, {*folding.files()})
        by_name = {
            name: {*words, *(word for file in each.files() for word in changed[file])}
            for name, words, each in zip(_NAMES, (mainland, taiwan, ()), conversions, strict=True)
        }
        every = {word for words in by_name.values() for word in words}
        self._any = _sort_by_beginning(every)
        self._words = {name: _sort_by_beginning(words) for name, words in by_name.items()}

    def may_any_be(self, text: str) -> bool:
        """Check whether any stretch of a folded text may fold to another after any conversion."""
        return self._words is None or _holds(text, self._any)

    def may_be(self, run: str, name: str) -> bool:
        """Check whether a folded run may fold to another after a conversion: always, as long as nothing is prepared."""
        return self._words is None or _holds(run, self._words[name])


def _sort_by_beginning(words: Iterable[str]) -> _Words:
    """Return words by their first two characters, as hardly any begins like a text at some place; or by their one."""
    begun: dict[str, list[str]] = {}
    for word in sorted(words):
        begun.setdefault(word[:2], []).append(word)
    return {beginning: tuple(those) for beginning, those in begun.items()}


def _holds(text: str, words: _Words) -> bool:
    """Check whether a text holds any of some words."""
    for at, character in enumerate(text):
        if character in words:
            return True
        longer = words.get(text[at : at + 2])
        if longer and text.startswith(longer, at):
            return True
    return False


def _list_changed(files: Iterable[TrieFile], folded_by: Collection[TrieFile]) -> Mapping[TrieFile, Sequence[str]]:
    """Return, for each of some dictionaries, its entries, folded, that become what does not fold to the same.

    Args:
        files: The dictionaries.
        folded_by: Those that folding itself goes by. Of these, single characters are not looked at.
    """
    characters = (each for file in folded_by for each in file.entries() if len(each.key) == 1)
    simpler = dict[str, str](characters)
    changed = {}
    for file in files:
        entries = (each for each in file.entries() if len(each.key) > 1 or file not in folded_by)
        likely = (each for each in entries if not _is_only_simpler(each, simpler))
        changed[file] = [key for key, value in (map(fold_text, each) for each in likely) if key != value]
    return changed


def _is_only_simpler(entry: Match, simpler: Mapping[str, str]) -> bool:
    """Check whether an entry and what it becomes have the same characters, but that these are Traditional ones.

    That is so of nearly all, and folding them would make characters known that no text may have.
    """
    key, value = entry
    if len(key) != len(value):
        return False
    for one, other in zip(key, value, strict=True):  # a generator would take twice as long
        if one != other and (simpler.get(other) != one or one in simpler):
            return False
    return True
