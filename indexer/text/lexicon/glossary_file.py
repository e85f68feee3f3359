"""The file of a site's own words, ``search-glossary.tsv``, line by line.

::

    # a comment
    服务网格 | 网格 <tab> service mesh    words for the same thing
    + 内卷                              a word that the segmenter learns
    ! 内卷                              a word that it must not learn, though posts have it as a tag or a keyword
    ! 边车 | sidecar                    words that do not stand for each other, whatever posts or our glossary say
    > 招聘 | about/jobs.md              the post that comes first when this is searched for
"""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from indexer.errors import UsageError
from indexer.patterns import compile_later
from indexer.regular_files import read_regular
from indexer.text.analysis.folding import fold_text
from indexer.text.analysis.scripts import HAN
from indexer.text.lexicon.site_glossary import LEARN, PIN, VETO, Glossary, Pin, Row, fold_query, pairs_of
from indexer.text.lexicon.word_lists import stop_words

GLOSSARY = "search-glossary.tsv"
"""The name of the file, in the site's root."""
MOST_BYTES = 1_000_000
MOST_CHARACTERS = 60
"""Of a form, or of a pinned query."""
MOST_WORDS = 6
"""Of a form: a longer one is not recognised in a query."""
MOST_FORMS = 20
_MOST_COLUMNS = 2
_MARK = compile_later(r"([^\w\s|｜\"'“”「」《》.])\s+")
_LEARNT = compile_later(rf"[{HAN}]{{2,8}}")
"""A word that can stand in the segmenter's user dictionary: ``scripts.NAME``."""
_OTHER_SEPARATORS = compile_later(r"[,，、;；=＝/／]|->|→")


class GlossaryFault(NamedTuple):
    """A line that is not taken, and why; the first line is 1."""

    line: int
    reason: str


class _LineError(Exception):
    """A line cannot be meant; says why."""


@dataclass(slots=True)
class _Rows:
    """What the lines so far say, each row with the line on which it stands."""

    lines: dict[Row, int] = field(default_factory=dict)

    def add(self, row: Row, line: int) -> None:
        """Add a row.

        Raises:
            _LineError: It stands there already.
        """
        if row in self.lines:
            raise _LineError(f"says the same as line {self.lines[row]}; delete one of them")
        self.lines[row] = line

    def glossary(self) -> Glossary:
        """Return all of them."""
        by_mark: dict[str, list[Row]] = {mark: [] for mark in ("", LEARN, VETO, PIN)}
        for row in self.lines:
            by_mark[row[0]].append(row[1:])
        return Glossary(
            entries=tuple(by_mark[""]),
            vetoes=tuple(forms for forms in by_mark[VETO] if len(forms) > 1),
            learnt=tuple(forms[0] for forms in by_mark[LEARN]),
            not_learnt=tuple(forms[0] for forms in by_mark[VETO] if len(forms) == 1),
            pins=tuple(Pin(*forms) for forms in by_mark[PIN]),
        )


def read_site_glossary(path: Path) -> tuple[Glossary, tuple[GlossaryFault, ...]]:
    """Read a site's glossary; lines that cannot be meant are left out, and named.

    Raises:
        UsageError: The file cannot be read, is no file of the site, is too large, or is not UTF-8.
    """
    try:
        data = _read_bytes(path)
    except OSError as error:
        raise UsageError(f"{path}: the glossary cannot be read: {error.strerror}") from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UsageError(f"{path}:{line}: the glossary is not UTF-8; save it as UTF-8") from error
    return parse_glossary(text)


def _read_bytes(path: Path) -> bytes:
    """Read a file without waiting for a device, or following a link out of the site: its lines are told.

    Raises:
        OSError: It cannot be read.
        UsageError: It is no file of the site, or too large.
    """
    real, folder = (Path(os.path.realpath(each, strict=True)) for each in (path, path.parent))
    if not real.is_relative_to(folder):
        raise UsageError(f"{path}: leads out of the site, to {real}; put the glossary there itself")
    data = read_regular(real, MOST_BYTES + 1, follows_links=False)
    if len(data) > MOST_BYTES:
        raise UsageError(f"{path}: the glossary has more than {MOST_BYTES} bytes; no more are read")
    return data


def parse_glossary(text: str) -> tuple[Glossary, tuple[GlossaryFault, ...]]:
    """Read the text of a glossary."""
    rows, faults = _Rows(), list[GlossaryFault]()
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        if line.strip() and not line.startswith("#"):
            try:
                rows.add(_read_row(line), number)
            except _LineError as error:
                faults.append(GlossaryFault(number, str(error)))
    for row, fault in [*_find_contradictions(rows.lines)]:
        rows.lines.pop(row, None)
        faults.append(fault)
    return rows.glossary(), tuple(sorted(faults))


def _read_row(line: str) -> Row:
    """Read a line.

    Raises:
        _LineError: It cannot be meant.
    """
    mark, rest = _split_mark(line)
    if mark == PIN:
        pin = _read_pin(rest)
        return mark, pin.query, pin.post
    forms = _read_forms(rest)
    if len(forms) > 1:
        if mark == LEARN:
            raise _LineError(f"teaches {len(forms)} words; a line that begins with + holds one")
        return (mark, *forms)
    if not mark:
        raise _LineError(_explain_single(forms[0]))
    word = fold_text(forms[0])
    if not _LEARNT.fullmatch(word):
        raise _LineError(f"“{forms[0]}” is no word that can be learnt: it must be 2 to 8 Chinese characters")
    return mark, word


def _split_mark(line: str) -> tuple[str, str]:
    found = _MARK.match(line)
    if not found:
        return "", line
    if found[1] not in {LEARN, VETO, PIN}:
        raise _LineError(f"begins with “{found[1]}”, which means nothing here; +, !, > and # do")
    return found[1], line[found.end() :]


def _read_forms(rest: str) -> Row:
    columns = rest.rstrip("\r\n").split("\t")
    if len(columns) > _MOST_COLUMNS:
        raise _LineError(f"has {len(columns)} columns; there are two, and words within one are separated by |")
    forms = tuple(form.strip() for column in columns for form in re.split(r"[|｜]", column))
    if not all(forms):
        raise _LineError("has an empty word before, between or after its separators; fill it in, or delete one")
    if len(forms) > MOST_FORMS:
        raise _LineError(f"has {len(forms)} words; at most {MOST_FORMS} may stand for each other")
    for form in forms:
        _check_form(form)
    seen: dict[str, str] = {}
    for form in forms:
        before = seen.setdefault(fold_text(form), form)
        if before is not form:
            twice = "stands there twice" if before == form else f"and “{before}” are one word to the search"
            raise _LineError(f"“{form}” {twice}; delete one")
    return forms


def _check_form(form: str) -> None:
    shown = form if len(form) <= MOST_CHARACTERS else f"{form[: MOST_CHARACTERS - 1]}…"
    if len(form) > MOST_CHARACTERS or len(form.split()) > MOST_WORDS:
        raise _LineError(f"“{shown}” is too long: at most {MOST_WORDS} words of {MOST_CHARACTERS} characters in all")
    if not form.isprintable():
        raise _LineError("holds a character that cannot be seen; type the line anew")
    folded = fold_text(form)
    if not any(letter.isalnum() for letter in folded):
        raise _LineError(f"“{shown}” has neither a letter nor a digit")
    if folded in stop_words():
        raise _LineError(f"“{shown}” is too common a word to stand for anything")


def _explain_single(form: str) -> str:
    other = _OTHER_SEPARATORS.search(form)
    if other:
        return f"“{form}” is one word to us; part words by | or a tab, not by “{other[0]}”"
    return f"“{form}” stands alone; put another word for it behind a |, or + before it to have it learnt"


def _read_pin(rest: str) -> Pin:
    separator = "\t" if "\t" in rest else "|"
    query, _, post = (each.strip() for each in rest.replace("｜", "|").partition(separator))
    if not (query and post):
        raise _LineError("pins nothing; write  > query | path of the post")
    if len(query) > MOST_CHARACTERS:
        raise _LineError(f"pins a query of {len(query)} characters; at most {MOST_CHARACTERS} are compared")
    return Pin(fold_query(query), post)


def _find_contradictions(lines: Mapping[Row, int]) -> Iterator[tuple[Row, GlossaryFault]]:
    """Yield vetoes of what another line says, each with what is wrong about it."""
    said = {pair: line for row, line in lines.items() if not row[0] for pair in pairs_of(row[1:])}
    for row, line in lines.items():
        other = lines.get((LEARN, row[1])) if len(row) == 2 else None  # noqa: PLR2004  a mark and a word
        if row[0] == VETO and len(row) > 2:  # noqa: PLR2004
            other = next((said[pair] for pair in pairs_of(row[1:]) if pair in said), None)
        if row[0] == VETO and other:
            yield row, GlossaryFault(line, f"forbids what line {other} says; delete one of them")
