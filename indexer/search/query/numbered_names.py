"""Names with a number behind them, written together or apart: ``vue3`` and ``vue 3``, ``go1.14`` and ``go 1.14``."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from indexer.search.query.expansion import Expansion, ExpansionKind
from indexer.search.query.nodes import Node, WordNode
from indexer.search.query.words import WordReader

_NUMBER = r"[0-9]+(?:\.[0-9]+)*"
_IS_NAME = re.compile(r"[a-z]{2,}").fullmatch
"""One letter with a number behind it is no name of a version: ``s3``, ``x86``."""
_IS_NUMBER = re.compile(_NUMBER).fullmatch
_IS_BOTH = re.compile(rf"([a-z]{{2,}})({_NUMBER})").fullmatch


def expand_numbered(typed: Sequence[Node], words: WordReader, weight: float) -> Iterator[Expansion]:
    """Yield how names with a number are written otherwise; nothing if ``weight`` is 0.

    Args:
        typed: The nodes of a query in the order typed.
        words: Cuts what is written otherwise.
        weight: What that counts against what was typed.
    """
    if not weight or all(node.text.isalpha() for node in typed):  # most queries hold no number
        return
    plain = [node if isinstance(node, WordNode) and not node.in_title else None for node in typed]
    for node in plain:
        both = _IS_BOTH(node.text) if node else None
        if node and both and not words.is_stop_word(*words.read(both[1])):
            apart = words.read_phrase(f"{both[1]} {both[2]}")
            yield Expansion((node,), (apart,), ExpansionKind.NUMBERED, weight)
    for name, number in pairwise(plain):
        if name and number and _IS_NAME(name.text) and _IS_NUMBER(number.text):
            together = words.read(name.text + number.text)[0]._replace(compound_parts=())
            yield Expansion((name, number), (together,), ExpansionKind.NUMBERED, weight)
