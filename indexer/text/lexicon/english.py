"""English words in general use. The only module that knows pyspellchecker.

Its list of words is read, without its code, which would keep 25 MB of them in every process that serves; this keeps
half of one.
"""

import gzip
from collections.abc import Iterator
from itertools import islice
from operator import lt

from indexer.text.json_pieces import read_pieces
from indexer.text.lexicon.word_lists import package_folder
from indexer.text.memo import Once
from indexer.text.text_tables import SortedTexts

_LEAST = 100
"""How often its texts have a word in general use: 47,000 of 160,000; it gives those that none of them has 50."""
_BLANKS, _BORDER = b" \n\r\t", b'0,"'
"""Of JSON: what stands around values, and what between some of the members."""


def is_english(word: str) -> bool:
    """Check whether a folded word is one of English in general use: *kind* is, *kubectl* and *recieve* are none."""
    return _words().find(word) >= 0


def load_english() -> None:
    """Read the list now, which the first word looked up would have to wait for."""
    _words()


@Once
def _words() -> SortedTexts:
    words = SortedTexts(_read_words())  # one by one: a list of them would leave its memory in pieces
    return words if all(map(lt, words, islice(words, 1, None))) else SortedTexts(sorted(words))


def _read_words() -> Iterator[str]:
    packed = (package_folder("spellchecker") / "resources" / "en.json.gz").read_bytes()
    pieces = read_pieces(gzip.decompress(packed).translate(None, _BLANKS), _BORDER)
    return (word for piece in pieces for word, count in piece.items() if count >= _LEAST)
