"""Characters that nobody sees: a text without them, so that what stands around them is one piece."""

from indexer.patterns import compile_later
from indexer.text.analysis.scripts import IS_HAN

_NOWHERE = "\x00-\x08\x0e-\x1f\x7f\xad\u200b\u2060\ufeff"
"""What copies of pages leave inside words: soft hyphens, zero-width spaces, word joiners and byte order marks; and what
editors keep of keyboards: the backspace of an input method, as other controls."""
_ON_HAN = (
    "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u302a-\u302f\u3099\u309a\ufe00-\ufe0f\ufe20-\ufe2f"
    "\U000e0100-\U000e01ef\u061c\u180e\u200c-\u200f\u202a-\u202e\u2061-\u206f"
)
"""Marks that make nothing else of an ideograph, joiners, marks of direction; other scripts, and emoji, need them."""
_UNSEEN = compile_later(f"[{_NOWHERE}{_ON_HAN}]+")
_ONE_UNSEEN = compile_later(f"[{_NOWHERE}{_ON_HAN}]")
"""Looked for by the set of characters, as a run of them is not: in a third of the time."""
_ALWAYS = compile_later(f"[{_NOWHERE}]+")
_BACKSPACE = "\b"
"""Of the controls of ASCII the one that texts have: to look for all takes as long as all else."""


def may_hold_unseen(text: str) -> bool:
    """Say whether there may be anything that ``drop_unseen`` drops of a text, or of a piece of it."""
    return _BACKSPACE in text if text.isascii() else _ONE_UNSEEN.search(text) is not None


def drop_unseen(text: str) -> str:
    """Return a text without what nobody sees, and without marks on ideographs: underlined ones are looked for, too."""
    if text.isascii() and _BACKSPACE not in text:
        return text
    pieces, end = list[str](), 0
    for run in _UNSEEN.finditer(text):
        pieces.append(text[end : run.start()])
        is_on_han = run.start() > 0 and IS_HAN.match(text[run.start() - 1])
        if not is_on_han:
            pieces.append(_ALWAYS.sub("", run[0]))
        end = run.end()
    return "".join([*pieces, text[end:]]) if end else text
