"""Chinese as another region writes it, by OpenCC's own dictionaries and configurations.

OpenCC itself holds its dictionaries in memory entry by entry: 43 MB for ``s2twp``, in every process that serves. Here
they stay the tries that their files are, 2 MB; a test holds the results to those of OpenCC, which converts where
``marisa_trie`` cannot be imported or its files are others. This is for words and single characters, not for posts, see
``opencc_dictionaries``.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import orjson

from indexer.text.lexicon.opencc_dictionaries import (
    HAS_TRIES,
    Dictionary,
    Group,
    TrieFile,
    match_first,
    match_union,
    split_segments,
)
from indexer.text.lexicon.word_lists import package_folder
from indexer.text.memo import memo


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
        for dictionary in self.normalization:
            text = _apply(dictionary.narrow(text), text)
        first, *chain = self.chain
        segments = list(self._convert_segments(first, text))
        for dictionary in chain:
            narrow = dictionary.narrow("".join(segments))
            segments = [_apply(narrow, segment) for segment in segments] if narrow else segments
        return "".join(segments)

    def convert_characters(self) -> dict[str, str]:
        """Return what each character becomes by itself that a dictionary has, as ``convert`` converts it.

        Left out is what becomes several; where texts are cut into segments first, everything is.
        """
        if self.segmentation:
            return {}
        steps = [each.characters() for each in (*self.normalization, *self.chain)]
        converted = {key: key for step in steps for key in step}
        for step in steps:
            converted = {key: step.get(value, value) for key, value in converted.items() if len(value) == 1}
        return {key: value for key, value in converted.items() if len(value) == 1}

    def files(self) -> "Iterator[TrieFile]":
        """Yield the files of its dictionaries."""
        segmentation = (self.segmentation,) if self.segmentation else ()
        for dictionary in (*self.normalization, *segmentation, *self.chain):
            yield from dictionary.files()

    def _convert_segments(self, first: Dictionary, text: str) -> Iterator[str]:
        """Yield the segments of a text, converted by the first dictionary of the chain."""
        segmentation = self.segmentation.narrow(text) if self.segmentation else None
        if segmentation is None:
            yield _apply(first.narrow(text), text)
            return
        others = first.behind(self.segmentation) if isinstance(first, Group) else None
        narrow = (others or first).narrow(text)
        for segment, entry in split_segments(segmentation, text):
            yield entry.value if others and entry else _apply(narrow, segment)


@memo(limit=4)
def conversion(name: str) -> Converter:
    """Return one of OpenCC's conversions, such as ``s2twp``."""
    try:
        return read_conversion(name) if HAS_TRIES else load_opencc(name)
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
    return Group(members, match_union if config.get("match_policy") == "union" else match_first)


def _apply(dictionary: Dictionary | None, text: str) -> str:
    return "".join(_replace(dictionary, text)) if dictionary else text


def _replace(dictionary: Dictionary, text: str) -> Iterator[str]:
    at = 0
    while at < len(text):
        found = dictionary(text[at:])
        yield found.value if found else text[at]
        at += len(found.key) if found else 1


@memo(limit=32)
def _read_file(name: str) -> Dictionary:
    return TrieFile((_folder() / name).read_bytes())
