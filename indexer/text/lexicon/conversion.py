"""Chinese as another region writes it, by OpenCC's own dictionaries and configurations.

OpenCC itself holds its dictionaries in memory entry by entry: 43 MB for ``s2twp``, in every process that serves. Here
they stay the tries that their files are, 2 MB; a test holds the results to those of OpenCC, which converts where
``marisa_trie`` cannot be imported or its files are others. This is for words and single characters, not for posts: a
character takes 2.3 µs, three times as long as with OpenCC, and each step looks at all the rest of a text.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from struct import unpack_from
from typing import Any, NamedTuple, Protocol

import numpy as np
import orjson
from numpy.typing import NDArray

from indexer.text.lexicon.word_lists import package_folder
from indexer.text.memo import memo

try:
    from marisa_trie import Trie
except ImportError:  # no wheel for this platform
    Trie = None

_MAGIC = b"OPENCC_MARISA_0.2.5"


class Match(NamedTuple):
    """An entry of a dictionary with which a text begins."""

    key: str
    value: str


Dictionary = Callable[[str], Match | None]
"""Returns the longest entry with which a text begins."""


class Converter(Protocol):
    """Converts Chinese."""

    def convert(self, text: str) -> str:
        """Convert a text."""
        ...


class Conversion(NamedTuple):
    """A conversion as its configuration has it.

    Attributes:
        normalization: Applied to the whole text.
        segmentation: Its entries are segments, each converted for itself; so is what stands between them.
        chain: Applied to each segment, one after the other.
    """

    normalization: Sequence[Dictionary]
    segmentation: Dictionary | None
    chain: Sequence[Dictionary]

    def convert(self, text: str) -> str:
        """Convert a text."""
        text = _apply(self.normalization, text)
        segments = split_segments(self.segmentation, text) if self.segmentation else (text,)
        return "".join(_apply(self.chain, segment) for segment in segments)


@memo(limit=4)
def conversion(name: str) -> Converter:
    """Return one of OpenCC's conversions, such as ``s2twp``."""
    try:
        return read_conversion(name) if Trie else load_opencc(name)
    except (OSError, ValueError, KeyError):  # files of another version: OpenCC itself reads them
        return load_opencc(name)


def load_opencc(name: str) -> Converter:
    """Return OpenCC's own converter."""
    import opencc  # noqa: PLC0415  only the fallback needs it

    converter: Converter = opencc.OpenCC(name)
    return converter


def read_conversion(name: str) -> Conversion:
    """Read a conversion's configuration and dictionaries.

    Source:
        OpenCC 1.4, ``Config.cpp`` and ``ConversionChain.cpp``.
    """
    config = orjson.loads((_folder() / f"{name}.json").read_bytes())
    return Conversion(
        [_read_dictionary(step["dict"]) for step in config.get("normalization", ())],
        _read_dictionary(config["segmentation"]["dict"]) if "segmentation" in config else None,
        [_read_dictionary(step["dict"]) for step in config["conversion_chain"]],
    )


def _folder() -> Path:
    return package_folder("opencc") / "clib" / "share" / "opencc"


def _read_dictionary(config: dict[str, Any]) -> Dictionary:
    if config["type"] != "group":
        return _read_file(config["file"])
    members = [_read_dictionary(each) for each in config["dicts"]]
    return partial(match_union if config.get("match_policy") == "union" else match_first, members)


def match_first(dictionaries: Sequence[Dictionary], text: str) -> Match | None:
    """Return the longest entry of the first of several dictionaries that has any."""
    return next((found for each in dictionaries if (found := each(text))), None)


def match_union(dictionaries: Sequence[Dictionary], text: str) -> Match | None:
    """Return the longest entry of several dictionaries; of equals that of the first."""
    every = (found for each in dictionaries if (found := each(text)))
    return max(every, key=lambda found: len(found.key), default=None)


def split_segments(dictionary: Dictionary, text: str) -> Iterator[str]:
    """Yield the entries of a dictionary that a text holds, from the left the longest, and what stands between them."""
    at = begin = 0
    while at < len(text):
        found = dictionary(text[at:])
        if found is None:
            at += 1
            continue
        if begin < at:
            yield text[begin:at]
        yield found.key
        begin = at = at + len(found.key)
    if begin < at:
        yield text[begin:at]


def _apply(dictionaries: Sequence[Dictionary], text: str) -> str:
    for dictionary in dictionaries:
        text = "".join(_replace(dictionary, text))
    return text


def _replace(dictionary: Dictionary, text: str) -> Iterator[str]:
    at = 0
    while at < len(text):
        found = dictionary(text[at:])
        yield found.value if found else text[at]
        at += len(found.key) if found else 1


class TrieFile:
    """A dictionary of OpenCC in its own format: keys as a trie, and the values of each, of which the first counts.

    Source:
        OpenCC 1.4, ``MarisaDict.cpp`` and ``SerializedValues.cpp``.
    """

    def __init__(self, content: bytes) -> None:
        """Read a file's content.

        Raises:
            ValueError: It is of another format.
        """
        if not content.startswith(_MAGIC):
            raise ValueError(f"a dictionary of OpenCC begins with {content[:24]!r}, not {_MAGIC!r}; install OpenCC 1.4")
        self._keys = Trie().frombytes(content[len(_MAGIC) :])
        values = content[len(_MAGIC) + len(self._keys.tobytes()) :]
        count, size = unpack_from("<II", values)
        self._values = values[8 : 8 + size]
        self._begins = _first_values(np.frombuffer(values, "<u2", offset=8 + size), count)

    def __call__(self, text: str) -> Match | None:
        """Return the longest entry with which a text begins."""
        found = self._keys.prefixes(text)
        if not found:
            return None
        begin = int(self._begins[self._keys.key_id(found[-1])])
        return Match(found[-1], self._values[begin : self._values.index(b"\0", begin)].decode())


def _first_values(counts: NDArray[np.uint16], keys: int) -> NDArray[np.uint32]:
    """Return where the first value of each key begins, given how many values each has, and the bytes of each."""
    told, begins, at, begin = counts.tolist(), np.empty(keys, np.uint32), 0, 0
    for key in range(keys):
        begins[key] = begin
        past = at + 1 + told[at]
        begin += sum(told[at + 1 : past])
        at = past
    return begins


@memo(limit=32)
def _read_file(name: str) -> Dictionary:
    return TrieFile((_folder() / name).read_bytes())
