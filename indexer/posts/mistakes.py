"""Explain common mistakes in YAML by what to type instead."""

import re

import yaml

from indexer.posts.exact_yaml import YamlRefusedError

_PAIR = re.compile(r"(?P<key>\s*(?:-\s+)?[\"']?[\w .-]{1,40}[\"']?)\s*:\s+(?P<value>\S.*?)\s*$")
_WIDE_COLON = re.compile(r"\s*[\w-]{1,40}\s*：")
_NO_SPACE = re.compile(r"\s*[A-Za-z_][\w-]{0,40}:\S")
_NEEDS_QUOTES = re.compile(r"[\[\]{}&*!|>'\"%@`#,]|.*:(?:\s|$)|.*\s#")
_BRACKETS = {"[": "]", "{": "}"}
_SHOWN = 60
# Where PyYAML's "context" is where the mistake is, and its "problem" only where it was noticed.
_STARTS_AT_CONTEXT = ("while scanning a quoted", "while scanning a simple key", "while parsing a flow")


def explain_yaml(text: str, error: Exception) -> tuple[int, str]:
    """Say where YAML went wrong (lines from 0), and what to write instead."""
    if isinstance(error, YamlRefusedError):
        return error.line, str(error)
    if not isinstance(error, yaml.MarkedYAMLError):
        return 0, "the YAML cannot be read; check its quotes and its spaces"
    line = _line_of(error)
    lines = text.split("\n")
    line = min(line, len(lines) - 1)
    while line and not lines[line].strip():  # noticed at the end only: the last that is written is never closed
        line -= 1
    written = lines[line]
    return line, suggest(written) or _describe(error, written)


def suggest(written: str) -> str:
    """Return what to write instead of a line of YAML that cannot be read; empty where that is not clear."""
    shown = _shorten(written.strip())
    if "\t" in written[: len(written) - len(written.lstrip())]:
        return f"“{shown}” begins with a tab; YAML wants spaces there"
    if _WIDE_COLON.match(written):
        return f"“{shown}” has a full-width colon; write “: ” (a colon and a space)"
    if (match := _PAIR.match(written)) and (advice := _suggest_value(match["key"].strip(), match["value"], written)):
        return f"“{shown}” {advice}"
    if _NO_SPACE.match(written):
        return f"“{shown}” lacks a space after the colon; write “: ”"
    return ""


def _suggest_value(key: str, value: str, written: str) -> str:
    closing = _BRACKETS.get(value[0])
    if closing and closing not in value:
        return f"is never closed; add {closing}"
    if value[0] in "\"'" and value.count(value[0]) == 1:
        return f"opens a quotation that is never closed; add {value[0]}"
    if _NEEDS_QUOTES.match(value):
        return f"needs quotes; write {key}: {_quote(value)}"
    if written[0] == " ":
        return "does not stand below the keys it belongs to; begin it in the same column"
    return ""


def find_mistyped_key(text: str, first_line: int) -> tuple[int, str]:
    """Say what is wrong with lines that are valid YAML, being one long sentence, but were meant as keys."""
    found = ((number, suggest(line)) for number, line in enumerate(text.split("\n"), first_line))
    located = next(((number, message) for number, message in found if message), None)
    return located or (first_line, "has keys but is no map of keys; write each as “title: …” at the line's start")


def _line_of(error: yaml.MarkedYAMLError) -> int:
    context = error.context or ""
    mark = error.context_mark if context.startswith(_STARTS_AT_CONTEXT) else error.problem_mark
    mark = mark or error.problem_mark or error.context_mark
    return mark.line if mark else 0


def _describe(error: yaml.MarkedYAMLError, written: str) -> str:
    shown = _shorten(written.strip())
    problem = error.problem or "it cannot be read"
    if "another document" in problem:
        return f"“{shown}” begins a second document; the --- that closes front matter stands alone on its line"
    return f"“{shown}”: {problem}; if this is no front matter, write *** instead of the --- lines"


def _quote(value: str) -> str:
    bare = value.strip("\"'") if value[0] in "\"'" and value.count(value[0]) != 1 else value
    return f"'{_shorten(bare)}'" if '"' in bare else f'"{_shorten(bare)}"'


def _shorten(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
