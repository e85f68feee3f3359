"""What may stand right before a completed word: signs as posts have them, and Chinese as names have it."""

import re
from collections.abc import Callable, Iterable, Sequence

from indexer.search.suggest.typed_text import TypedText
from indexer.text.analysis.scripts import SIGN, UNSPACED, UNSPACED_SCRIPTS

_OPERATOR = re.compile(r'(?<!\S)-?(?:title:)?"?\Z')
_CODE = re.compile(rf'[!#-~]*(?!"){SIGN}\Z')
_SIGNS = re.compile(rf'(?:(?!"){SIGN})+')
_UNSPACED_RUN = re.compile(f"[{''.join(UNSPACED_SCRIPTS)}]+\\Z")


def keep_joined(
    words: Sequence[str], typed: TypedText, names: Sequence[str], read_texts: Callable[[], Sequence[str]]
) -> Iterable[str]:
    """Return completed texts that may be meant, each once.

    Behind signs of code come first the words that posts have with these signs; the others are offered without them.
    Behind Chinese with no space a Latin word is left out unless a name has it so.

    Args:
        words: Texts that what was typed may become.
        typed: What was typed.
        names: Folded titles and headings that have what was typed.
        read_texts: Returns the texts of posts, in lower case; called where signs were typed.
    """
    code = None if _OPERATOR.search(typed.head) else _CODE.search(typed.head)
    if code:
        return _check_signs(words, typed.head, code.start(), read_texts())
    run = _UNSPACED_RUN.search(typed.head)
    if not run:
        return words
    return [each for each in words if not _adds_latin(each, typed) or _is_in_names(each, run[0], names, typed)]


def _check_signs(words: Sequence[str], head: str, begin: int, texts: Sequence[str]) -> Iterable[str]:
    """Return texts whose signs posts have so, then the others with spaces in place of their signs."""
    known = [word for word in words if not word.startswith(head) or _stands_in(word[begin:], texts)]
    bare = head[:begin] + _SIGNS.sub(" ", head[begin:]).lstrip()
    return dict.fromkeys([*known, *(bare + word.removeprefix(head) for word in words if word not in known)])


def _stands_in(symbol: str, texts: Sequence[str]) -> bool:
    """Check whether any text has a symbol that no word goes on from."""
    literal = re.escape(symbol)
    # What is looked behind for comes second, as texts are searched for what a pattern begins with a hundredfold faster.
    pattern = re.compile(rf"{literal}(?<![\w{re.escape(symbol[0])}]{literal})(?!-?\w)", re.ASCII)
    return any(pattern.search(text) for text in texts)


def _adds_latin(word: str, typed: TypedText) -> bool:
    """Check whether a Latin word was put behind what was typed."""
    return word.startswith(typed.head) and not UNSPACED.match(word.removeprefix(typed.head))


def _is_in_names(word: str, run: str, names: Sequence[str], typed: TypedText) -> bool:
    """Check whether any name has the completed word behind the Chinese before it, with a space or without."""
    last = re.escape(word.removeprefix(typed.head))
    pattern = re.compile(rf"{re.escape(run)}\s*{last}(?![a-z0-9])")
    return any(pattern.search(name) for name in names)
