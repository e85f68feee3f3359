"""Formulas in TeX -> what a reader sees of them, as far as one line of text shows it."""

import re
import unicodedata
from collections.abc import Callable, Mapping

from indexer.patterns import compile_later
from indexer.text.markup.formula_signs import CHOICES, FRACTIONS, KNOWN, SHOWN, STYLES, UNSEEN

_PIECE = compile_later(r"\\[a-zA-Z]+\*?|\\.|[{}\[\]_^&~]|\s+|[^\\{}\[\]_^&~\s]+", re.DOTALL)
_WORD = compile_later(r"[^\W_]+|\S")
_NO_SPACE = compile_later(r"(?<=[(\[{⌊⌈⟨]) | (?=[)\]},.;^_⌋⌉⟩])")
_LONGEST = 5_000
_DEEPEST = 30
_LONGEST_OPTION = 20
_STRUCK = "\u0338"  # a stroke through the sign before it

_VARIABLE = compile_later(
    r"\$(?<![\w$\\]\$)(?:[A-Za-z](?:[_^](?:\w|\{[^{}$\n]{1,20}\}))?|\d{1,4}\^(?:\w|\{[^{}$\n]{1,20}\})"
    r"|[OΘΩ]\([^$\n]{1,60}\))\$(?![\w$])"
)
_COMMAND = compile_later(
    r"\$[^$\n]{0,300}\\([a-zA-Z]{3,20})(?![\\a-zA-Z])|\$\$[^$]{0,2000}?\\([a-zA-Z]{3,20})(?![\\a-zA-Z])"
    r"|\$(?<![\w$\\]\$)(?:[^\s$`][^$\n`]{0,100}?)?\\([a-zA-Z]{2})(?![\\a-zA-Z])(?:[^$\n`]{0,200}[^\s$`])?\$(?![\w$])"
)

_DISPLAYED = compile_later(r"^[ \t>]*\$\$[ \t]*\n[^$]{1,2000}\$\$[ \t]*$", re.MULTILINE)


def has_formulas(markdown: str) -> bool:
    r"""Say whether dollar signs in a post are those of TeX, and not of prices, shells or templates.

    They are where one of TeX's commands stands behind one, a single letter, a power or a big O between two (``$n$``,
    ``$2^{16}$``, ``$O(n)$``), or a line of two before and behind. The shortest commands say so only between two signs,
    ``$x\to y$``: elsewhere they are folders, too (``$HOME\in``).
    """
    if markdown.count("$") < 2:  # noqa: PLR2004 - where it begins and ends
        return False
    if _VARIABLE.search(markdown) or _DISPLAYED.search(markdown):
        return True
    return "\\" in markdown and any(
        name in KNOWN for found in _COMMAND.finditer(markdown) for name in found.groups() if name
    )


def read_formula(tex: str) -> str:
    r"""Return a formula as a line of text: ``\frac{a}{b} \leq x_{i+1}`` as ``a/b ≤ x_(i+1)``.

    Commands become the signs that stand for them, or vanish; of those that are not known the name stays. A formula that
    is nested too deep, or longer than any, stays as it is.
    """
    if len(tex) > _LONGEST:
        return tex
    try:
        return _NO_SPACE.sub("", " ".join(_Formula(tex).read().split()))
    except _TooDeepError:
        return tex


class _TooDeepError(Exception):
    """Groups stand in groups without end."""


class _Formula:
    """Follows the pieces of one formula: commands, signs that mean something, and what stands between."""

    __slots__ = ("_at", "_pieces")

    def __init__(self, tex: str) -> None:
        self._pieces: list[str] = _PIECE.findall(tex)
        self._at = 0

    def read(self, depth: int = 0) -> str:
        """Read up to the end of a group, or of the formula."""
        shown: list[str] = []
        while self._at < len(self._pieces):
            piece = self._next()
            if piece != "}":
                shown.append(self._show(piece, depth))
            elif depth:
                break
        return "".join(shown)

    def _next(self) -> str:
        self._at += 1
        return self._pieces[self._at - 1]

    def _show(self, piece: str, depth: int) -> str:
        if depth > _DEEPEST:
            raise _TooDeepError
        if piece == "{":
            return self.read(depth + 1)
        if piece in ("_", "^"):
            raised = self._argument(depth).strip()
            return f"{piece}{_enclose(raised)}" if raised else ""
        if piece.startswith("\\"):
            return self._command(piece[1:].rstrip("*"), depth)
        return " " if piece in ("&", "~") else piece

    def _command(self, name: str, depth: int) -> str:
        if (sign := SHOWN.get(name)) is not None:
            return sign
        if read := _READERS.get(name):
            return read(self, depth)
        return f" {name} " if name.isalnum() else " "

    def _argument(self, depth: int) -> str:
        """Read what a command stands before: a group, another command, or one character."""
        while self._at < len(self._pieces) and self._pieces[self._at].isspace():
            self._at += 1
        if self._at == len(self._pieces) or self._pieces[self._at] == "}":
            return ""
        piece = self._next()
        if not piece.startswith("\\") and len(piece) > 1:
            self._at -= 1
            self._pieces[self._at] = piece[1:]
            return piece[0]
        return self._show(piece, depth + 1)

    def _option(self) -> str:
        """Read what may stand in brackets before an argument."""
        near = self._pieces[self._at : self._at + _LONGEST_OPTION]
        if near[:1] != ["["] or "]" not in near:
            return ""
        end = self._at + near.index("]")
        inside = "".join(self._pieces[self._at + 1 : end])
        self._at = end + 1
        return inside

    def _unseen(self, depth: int) -> str:
        self._argument(depth)
        return " "

    def _begin(self, depth: int) -> str:
        if self._argument(depth).startswith(("array", "tabular", "alignat", "alignedat")):
            self._argument(depth)  # how its columns stand
        return " "

    def _fraction(self, depth: int) -> str:
        above, below = (_enclose(self._argument(depth).strip()) for _ in range(2))
        return f"{above}/{below}"

    def _choice(self, depth: int) -> str:
        return f"({self._argument(depth).strip()} {self._argument(depth).strip()})"

    def _root(self, depth: int) -> str:
        return f"{self._option()}√{_enclose(self._argument(depth).strip())}"

    def _line_end(self, _depth: int) -> str:
        self._option()  # how far it is to the next line
        return " "

    def _negation(self, depth: int) -> str:
        return f" {unicodedata.normalize('NFC', self._argument(depth).strip() + _STRUCK)} "


_READERS: Mapping[str, Callable[[_Formula, int], str]] = {
    **dict.fromkeys(STYLES, _Formula._argument),  # noqa: SLF001 - its own table
    **dict.fromkeys(UNSEEN, _Formula._unseen),  # noqa: SLF001
    **dict.fromkeys(FRACTIONS, _Formula._fraction),  # noqa: SLF001
    **dict.fromkeys(CHOICES, _Formula._choice),  # noqa: SLF001
    "begin": _Formula._begin,  # noqa: SLF001
    "sqrt": _Formula._root,  # noqa: SLF001
    "\\": _Formula._line_end,  # noqa: SLF001
    "not": _Formula._negation,  # noqa: SLF001
}


def _enclose(text: str) -> str:
    return text if _WORD.fullmatch(text) else f"({text})"
