"""Cut a folded text into raw tokens: stretches that hold one word as the eye sees it.

A raw token is a word that was cut out of a Han run, or any other word with all its hyphens, dots and signs, written
as ``FoldedText.written`` has it. What it means to an index is said in ``word_forms``.
"""

from indexer.patterns import compile_later
from indexer.text.analysis.folding import FoldedText
from indexer.text.analysis.scripts import HAN
from indexer.text.analysis.segmenter import Segmenter

_LETTER = rf"[^\W_{HAN}]"
"""A letter or digit of any script but Han."""
_SUFFIX = rf"(?:[+＋]{{2}}|[#＃])(?:(?=[0-9０-９])|(?!{_LETTER}))"
"""Of C++ and C#; the number of C++17 is a word of its own."""
_WORD = rf"{_LETTER}++(?:['’＇._-]{_LETTER}++)*(?:{_SUFFIX})?"
_NET = rf"\.(?<![._]\.)(?<!{_LETTER}\.)(?i:[nｎ][eｅ][tｔ])(?!{_LETTER})"
"""The look behind comes second, as the search is quick to pass what no alternative's first character is."""
_TOKEN = rf"{_WORD}|°{_WORD}|{_NET}"
_SPLIT = compile_later(rf"({_TOKEN})")
_SPLIT_HAN = compile_later(rf"([{HAN}]++)|({_TOKEN})")
"""Nothing that was matched is ever given back, which saves a tenth of the time."""


def split_raw_tokens(folded: FoldedText, segmenter: Segmenter) -> list[str]:
    """Return a folded text in pieces, which give back ``folded.written`` when joined.

    Returns:
        What is no token, perhaps nothing, and raw tokens in turn: the tokens are at the odd places.
    """
    return _segment(folded.written, segmenter) if folded.has_unspaced else _SPLIT.split(folded.written)


def _segment(written: str, segmenter: Segmenter) -> list[str]:
    """Split a text with Han runs, all of which are segmented in one call."""
    split = _SPLIT_HAN.split(written)
    words = segmenter.segment_runs([run for run in split[1::3] if run])
    apart = [""] * (2 * len(words))
    apart[1::2] = words
    pieces, begin = list[str](), 0
    for gap, token in zip(split[::3], split[2::3], strict=False):  # a gap more than tokens
        pieces.append(gap)
        if token:
            pieces.append(token)
        else:
            end = words.index("\n", begin)
            pieces += apart[2 * begin + 1 : 2 * end]
            begin = end + 1
    pieces.append(split[-1])
    return pieces
