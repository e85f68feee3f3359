"""Explain common mistakes in YAML, TOML and JSON by what to type instead."""

import json
import re

import yaml

from indexer.patterns import compile_later
from indexer.posts.exact_yaml import DEEPEST, YamlRefusedError

_PAIR = compile_later(r"(?P<key>\s*(?:-\s+)?[\"']?[\w .-]{1,40}[\"']?)\s*:\s+(?P<value>\S.*?)\s*$")
_WIDE_COLON = compile_later(r"\s*[\w-]{1,40}\s*：")
_ODD_SPACE = compile_later(r"\s*[\w-]{1,40}:([\xa0\u2000-\u200b\u202f\u205f\u3000])")
_EQUALS_SIGN = compile_later(r"\s*(?P<key>[\w-]{1,40})\s*=\s*\S")
_INLINE_DASH = compile_later(r"\s*[\w-]{1,40}:\s+-\s")
_ITEM = compile_later(r"\s*-\s")
_NO_SPACE_BEHIND_DASH = compile_later(r"\s*-[^\s-]")
_INDENTED_FENCE = compile_later(r"[ \t]+-{3,}\s*")
_NO_SPACE = compile_later(r"\s*[A-Za-z_][\w-]{0,40}:\S")
_NEEDS_QUOTES = compile_later(r"[\[\]{}&*!|>'\"%@`#,]|.*:(?:\s|$)|.*\s#")
_BRACKETS = {"[": "]", "{": "}"}
_BAD_ESCAPES = ("escape character", "escape code", "hexdecimal number", "hexadecimal numbers")
_SHOWN = 60
_TOML_PLACE = compile_later(r"\(at line (\d+), column (\d+)\)$")
_TOML_PAIR = compile_later(r"\s*[\"']?[\w-]+[\"']?\s*=")
_TOML_ARRAY = compile_later(r"\s*[\"']?[\w.-]+[\"']?\s*=\s*\[")
_WIDE_SIGNS = dict(zip("，＝［］“”‘’", ",=[]\"\"''", strict=True))
_WIDE_SIGN = compile_later(f"[{''.join(_WIDE_SIGNS)}]")
_TOML_STRING = compile_later(r"\"[^\"]*\"|'[^']*'")
_OUTSIDE_STRINGS = ("Invalid value", "Unclosed array", "Expected '='")
_OTHER_SWITCH = compile_later(r"=\s*(?:True|False|TRUE|FALSE|yes|no|on|off)\s*(?:#|\Z)")
_LONG_NUMBER = compile_later(r"\d[\d_]{18,}")
_JSON_IS = 'JSON is written {"title": "…", "tags": ["…"]}'
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
    if any(sign in (error.problem or "") for sign in _BAD_ESCAPES):
        return (
            line,
            f"“{_shorten(written.strip())}” has a backslash that YAML does not know; write \\\\ or single quotes",
        )
    if found := _made_earlier(lines, line, error.problem or ""):
        return found
    return line, suggest(written) or _describe(error, written)


def _made_earlier(lines: list[str], noticed: int, problem: str) -> tuple[int, str] | None:
    """Return a mistake in a line above the one on which it was noticed; None where that is not clear."""
    fence = next((line for line in range(noticed) if _INDENTED_FENCE.fullmatch(lines[line])), None)
    if fence is not None:
        return fence, "the --- that closes front matter stands at the line's start; delete the space before it"
    above = next((line for line in range(noticed - 1, -1, -1) if lines[line].strip()), None)
    if above is None or "mapping values are not allowed" not in problem or lines[noticed][:1].isspace():
        return None
    is_mistyped = any(pattern.match(lines[above]) for pattern in (_WIDE_COLON, _ODD_SPACE, _EQUALS_SIGN))
    return (above, suggest(lines[above])) if is_mistyped else None


def suggest(written: str) -> str:
    """Return what to write instead of a line of YAML that cannot be read; empty where that is not clear."""
    shown = _shorten(written.strip())
    if "\t" in written[: len(written) - len(written.lstrip())]:
        return f"“{shown}” begins with a tab; YAML wants spaces there"
    if advice := _suggest_space(written):
        return f"“{shown}” {advice}"
    if (match := _PAIR.match(written)) and (advice := _suggest_value(match["key"].strip(), match["value"], written)):
        return f"“{shown}” {advice}"
    if _NO_SPACE.match(written):
        return f"“{shown}” lacks a space after the colon; write “: ”"
    return ""


def _suggest_space(written: str) -> str:
    """Return what to write for another sign than a colon, a space of another script, or a missing space."""
    if _WIDE_COLON.match(written):
        return "has a full-width colon; write “: ” (a colon and a space)"
    if match := _ODD_SPACE.match(written):
        return f"has U+{ord(match[1]):04X} behind the colon; write a common space"
    if match := _EQUALS_SIGN.match(written):
        return f"has an equals sign for a colon; write {match['key']}: …"
    return "lacks a space after the dash; write “- ”" if _NO_SPACE_BEHIND_DASH.match(written) else ""


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


def explain_toml(text: str, error: Exception) -> tuple[int, str]:
    """Say where TOML went wrong (lines from 0), and what to write instead."""
    what = re.sub(r"\s*\(at .*\)$", "", _say(error))
    line, message = _place_in_toml(text, str(error), what)
    shown = text.split("\n")[line].strip()[:_SHOWN]
    return line, f'“{shown}”: {message}; TOML is written title = "…"'


def _place_in_toml(text: str, told: str, what: str) -> tuple[int, str]:
    """Return the line on which a mistake was made, which tomllib tells only where it was noticed, and what it is."""
    lines = text.split("\n")
    if found := _TOML_PLACE.search(told):
        noticed = int(found[1]) - 1
        is_first = not lines[noticed][: int(found[2]) - 1].strip()
        if is_first and what in ("Unclosed array", "Invalid value"):
            return _place_in_array(lines, noticed, what)
        if what.startswith("Cannot overwrite"):  # noticed behind the value
            return _last_match(_TOML_PAIR, lines, noticed + 1), what
        return noticed, (_other_sign(lines[noticed]) if what.startswith(_OUTSIDE_STRINGS) else "") or what
    if what == "Unclosed array":
        return _last_match(_TOML_ARRAY, lines, len(lines)), "the array is never closed; add ]"
    if what == "Unterminated string":
        return text.count("\n", 0, max(0, text.rfind('"""'), text.rfind("'''"))), "the string is never closed"
    number = _LONG_NUMBER.search(text)
    return (text.count("\n", 0, number.start()) if number else 0), what


def _place_in_array(lines: list[str], noticed: int, what: str) -> tuple[int, str]:
    """Return what is wrong with an array, noticed at the first sign of a line, and on which line."""
    if _TOML_PAIR.match(lines[noticed]):
        return _last_match(_TOML_ARRAY, lines, noticed), "the array is never closed before the next key; add ]"
    if sign := _other_sign(lines[noticed]):
        return noticed, sign
    if what == "Invalid value" or lines[noticed].lstrip()[:1] in ("}", ")"):
        return noticed, what
    return _last_written(lines, noticed), "a comma is missing at the end"


def _other_sign(written: str) -> str:
    """Name a sign of another script, or a word of another language, that stands for one of TOML's."""
    if found := _WIDE_SIGN.search(_TOML_STRING.sub("", written)):
        return f"{found[0]} is no sign of TOML; write {_WIDE_SIGNS[found[0]]}"
    return "TOML writes true or false" if _OTHER_SWITCH.search(written) else ""


def _last_written(lines: list[str], before: int) -> int:
    """Return the last line above another that is neither blank nor a comment; the other where there is none."""
    written = (line for line in range(before - 1, -1, -1) if lines[line].strip() and lines[line].strip()[0] != "#")
    return next(written, before)


def _last_match(pattern: re.Pattern[str], lines: list[str], before: int) -> int:
    """Return the last line above another that begins as a pattern says; 0 where there is none."""
    return next((line for line in range(before - 1, -1, -1) if pattern.match(lines[line])), 0)


def explain_json(error: Exception) -> tuple[int, str]:
    """Say where JSON went wrong (lines from 0), and what to write instead."""
    if not isinstance(error, json.JSONDecodeError):
        return 0, f"{_say(error)}; {_JSON_IS}"
    ahead = error.doc[: error.pos].rstrip()
    if "trailing comma" in error.msg:  # Python 3.13 and newer point to the comma, others behind it
        ahead = error.doc[: error.pos + 1]
    if ahead.endswith(",") and error.doc[len(ahead) :].lstrip()[:1] in ("]", "}"):
        return ahead.count("\n"), f"a comma stands behind the last value; delete it; {_JSON_IS}"
    if error.doc.startswith(("//", "/*", "#"), error.pos):
        return error.lineno - 1, f"JSON has no comments; delete it; {_JSON_IS}"
    return error.lineno - 1, f"{error.msg}; {_JSON_IS}"


def _say(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return f"nested deeper than {DEEPEST} levels"
    return str(error) or type(error).__name__


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
    if "document start" in problem:
        return f"“{shown}” stands further to the left than the keys above it; begin all keys in the same column"
    if _INLINE_DASH.match(written):
        return f"“{shown}” begins a list behind its key; write each dash on a line of its own, or [a, b]"
    if _ITEM.match(written) and "expected" in problem:
        return f"“{shown}” does not stand below the items above it; begin all dashes in the same column"
    return f"“{shown}”: {problem}; if this is no front matter, write *** instead of the --- lines"


def _quote(value: str) -> str:
    is_quoted = value[0] in "\"'" and value[-1] == value[0] and len(value) > 1
    bare = value[1:-1] if is_quoted else value
    if '"' not in bare:
        return f'"{_shorten(bare)}"'
    doubled = bare.replace("'", "''")
    return f"'{_shorten(doubled)}'"


def _shorten(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
