"""Split a file's text into metadata and body.

python-frontmatter does the parsing. What stands around it here keeps three promises that it does not give: no
text is lost, no file can hang or crash the process, and what was meant as front matter is never shown as text.
"""

import json
import re
from collections.abc import Callable
from typing import Any

import frontmatter
import yaml
from frontmatter.default_handlers import BaseHandler, JSONHandler

from indexer.patterns import compile_later
from indexer.posts import exact_yaml
from indexer.posts.dates import EXPIRY_KEYS, PUBLICATION_KEYS
from indexer.posts.fences import (
    Block,
    FrontMatterError,
    find_block,
    find_listed_key,
    line_at,
    looks_meant,
    names_known_key,
)
from indexer.posts.hidden_keys import NAMES, fold_name
from indexer.posts.mistakes import explain_json, explain_toml, explain_yaml, find_mistyped_key
from indexer.posts.plain_values import LONGEST_NUMBER, plain_map
from indexer.posts.post import FrontMatter

__all__ = ["FrontMatterError", "split_front_matter"]

# Characters that YAML forbids, and those that end a line in YAML and nowhere else.
_FORBIDDEN = compile_later("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_LINE_ENDS = compile_later("[\x85\u2028\u2029]")
_TOML_KEY = compile_later(r"^[^\S\n]*(?:\[+[^\S\n]*)?[\"']?([\w-]+)[\"']?[^\S\n]*[=\]]", re.MULTILINE)
_LEADING_TABS = compile_later(r"^[ ]*\t[ \t]*", re.MULTILINE)
_LONG_KEY = compile_later(r"^[^=\n]*(?:\.[^=.\n]*){21}", re.MULTILINE)
_JSON_STRING = compile_later(r'(?P<string>"[^"\\]*+(?:\\.[^"\\]*+)*")(?P<colon>\s*:)?', re.DOTALL)
_HIGH, _LOW = r"\\u[dD][89abAB][\da-fA-F]{2}", r"\\u[dD][c-fC-F][\da-fA-F]{2}"
_HALVES = compile_later(rf"(?<!\\)(?P<before>(?:\\\\)*)(?:(?P<high>{_HIGH})(?P<low>{_LOW})|(?P<half>{_HIGH}|{_LOW}))")

# Keys that decide whether a post may be seen.
_HIDING = NAMES | {fold_name(name) for name in (*PUBLICATION_KEYS, *EXPIRY_KEYS)}

# What the three parsers raise on hostile input, as found by fuzzing them; see the cases of the tests.
_PARSERS_RAISE = (yaml.YAMLError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)


def split_front_matter(text: str) -> FrontMatter:
    r"""Split a file's text into its metadata and its body.

    Anchors, aliases and merge keys are allowed as long as they stay small when written out. Front matter that
    is no map (a list of words, a sentence between two rules) is left in the body, with a warning.

    Args:
        text: The whole file, with ``\n`` line ends.

    Raises:
        FrontMatterError: The head looks like front matter and cannot be read. The file must not be published.
    """
    block = find_block(text)
    if block is None:
        return FrontMatter({}, {}, text, 1, "none")
    reader = _READERS[block.format](block)
    try:
        frontmatter.parse(block.text, handler=reader)
        values = plain_map(reader.loaded) if isinstance(reader.loaded, dict) else {}
    except FrontMatterError:
        raise
    except _PARSERS_RAISE as error:
        return _body_only(text, block, reader.explain(error))
    if reader.loaded is not None and not isinstance(reader.loaded, dict):
        return _body_only(text, block, None)
    body_line = line_at(text, block.body_start)
    return FrontMatter(values, reader.lines, text[block.body_start :], body_line, block.format, tuple(reader.warnings))


def _body_only(text: str, block: Block, error: FrontMatterError | None) -> FrontMatter:
    """Leave the text between two horizontal rules in the body, unless it was meant as front matter."""
    listed = find_listed_key(block.text)
    if listed is not None:
        dashed = block.line + block.text.count("\n", 0, listed)
        raise error or FrontMatterError(
            dashed, "a list holds keys here; write them without dashes, or *** for --- if this is text"
        )
    if names_known_key(block.text) or (error and (block.format != "yaml" or looks_meant(block.text))):
        raise error or FrontMatterError(*find_mistyped_key(block.text, block.line))
    warning = (block.line, "the text between the two --- lines is no front matter and was read as text")
    return FrontMatter({}, {}, text, 1, "none", (warning,))


class _Reader(BaseHandler):
    """One block of front matter, read by python-frontmatter's parser for its format.

    python-frontmatter would look for the fences itself, and lose text; here they have been found already.

    Attributes:
        loaded: What stood in the block, of whatever type.
        lines: The line in the file of each key.
        warnings: Line and message.
    """

    FM_BOUNDARY = re.compile("")

    def __init__(self, block: Block) -> None:
        super().__init__()
        self.block = block
        self.loaded: object = None
        self.lines: dict[str, int] = {}
        self.warnings: list[tuple[int, str]] = [(block.line, block.warning)] if block.warning else []

    def split(self, text: str) -> tuple[str, str]:
        """Return the block, whatever the text."""
        del text
        return self.block.text, ""

    def load(self, fm: str) -> dict[str, Any]:
        """Parse the block, and keep what came of it."""
        readable, so_far = self._drop_forbidden(fm), [*self.warnings]
        try:
            self.loaded = self.parse(readable)
        except _PARSERS_RAISE:
            whole = self._replace_halves(readable, so_far)
            if whole == readable:
                raise
            self.warnings = so_far
            self.loaded = self.parse(whole)
        return {}

    def _replace_halves(self, text: str, warnings: list[tuple[int, str]]) -> str:
        r"""Write ``\ud83d\ude00`` as the one character that it is; leave half of such a pair out, with a warning."""

        def replace(found: re.Match[str]) -> str:
            if found["low"]:
                return f"{found['before']}{_join_halves(found['high'], found['low'])}"
            line = self.block.line + text.count("\n", 0, found.start())
            warnings.append((line, f"left out {found['half']}, half of a character; write the character itself"))
            return found["before"]

        return _HALVES.sub(replace, text)

    def parse(self, text: str) -> object:
        """Parse one format."""
        raise NotImplementedError

    def explain(self, error: Exception) -> FrontMatterError:
        """Tell where in the file a parser's error is, and what to do."""
        raise NotImplementedError

    def note_repeated(self, line: int, name: str) -> None:
        """Warn of a key that stands twice; refuse where that leaves open whether the post may be seen."""
        message = f"the key “{name}” stands twice; keep one"
        if fold_name(name) in _HIDING:
            raise FrontMatterError(line, message)
        self.warnings.append((line, f"{message} (the last one was used)"))

    def _drop_forbidden(self, text: str) -> str:
        one_line = _LINE_ENDS.sub(" ", text)
        if found := _FORBIDDEN.search(one_line):
            line = self.block.line + text.count("\n", 0, found.start())
            self.warnings.append((line, f"left out the control character U+{ord(found[0]):04X}; delete it"))
        return _FORBIDDEN.sub("", one_line)


class _YamlReader(_Reader):
    _parsed = ""

    def parse(self, text: str) -> object:
        try:
            return self._parse(text)
        except yaml.YAMLError:
            tab = _LEADING_TABS.search(text)
            if tab is None:
                raise
        line = self.block.line + text.count("\n", 0, tab.start())
        self.warnings.append((line, "begins with a tab, read as two spaces, as Hexo does; YAML wants spaces there"))
        return self._parse(_LEADING_TABS.sub(_as_spaces, text))

    def _parse(self, text: str) -> object:
        self._parsed = text
        keys, build = exact_yaml.parse(text)
        self.lines = {name: line + self.block.line for name, line in keys.lines.items()}
        for line, name in keys.repeated:
            self.note_repeated(line + self.block.line, name)
        return build()

    def explain(self, error: Exception) -> FrontMatterError:
        line, message = explain_yaml(self._parsed, error)
        return FrontMatterError(line + self.block.line, message)


class _TomlReader(_Reader):
    def parse(self, text: str) -> object:
        # tomllib's time grows with the square of a dotted key's length.
        if long_key := _LONG_KEY.search(text):
            line = self.block.line + text.count("\n", 0, long_key.start())
            raise FrontMatterError(line, f"nested deeper than {exact_yaml.DEEPEST} levels")
        for match in _TOML_KEY.finditer(text):
            self.lines.setdefault(match[1], self.block.line + text.count("\n", 0, match.start(1)))
        import tomllib  # noqa: PLC0415  takes milliseconds, and most sites have none of it

        return tomllib.loads(text)

    def explain(self, error: Exception) -> FrontMatterError:
        line, message = explain_toml(self.block.text, error)
        return FrontMatterError(self.block.line + line, message)


class _JsonReader(_Reader):
    def __init__(self, block: Block) -> None:
        super().__init__(block)
        self._places: dict[str, list[int]] = {}

    def parse(self, text: str) -> object:
        loaded = JSONHandler().load(
            self._replace_halves(text, self.warnings),
            object_pairs_hook=self._map,
            parse_constant=_refuse_constant,
            parse_int=_whole_number,
        )
        for name in loaded if isinstance(loaded, dict) else ():
            self.lines[name] = self._line_of_key(name)
        return loaded

    def _line_of_key(self, name: str, earlier: int = 0) -> int:
        """Return the line of a key behind some of the same name, whatever its case; of the last if they are fewer."""
        if not self._places:
            for found in _JSON_STRING.finditer(self.block.text):
                if found["colon"]:
                    self._places.setdefault(_fold_json(found["string"]), []).append(found.start())
        places = self._places.get(name.casefold(), [0])
        return self.block.line + self.block.text.count("\n", 0, places[min(earlier, len(places) - 1)])

    def _map(self, pairs: list[tuple[str, object]]) -> dict[str, object]:
        seen: set[str] = set()
        for name, _ in pairs:
            if name.casefold() in seen:
                self.note_repeated(self._line_of_key(name, 1), name)
            seen.add(name.casefold())
        return dict(pairs)

    def explain(self, error: Exception) -> FrontMatterError:
        line, message = explain_json(error)
        return FrontMatterError(self.block.line + line, message)


_READERS: dict[str, Callable[[Block], _Reader]] = {"yaml": _YamlReader, "toml": _TomlReader, "json": _JsonReader}


def _as_spaces(indent: re.Match[str]) -> str:
    return indent[0].replace("\t", "  ")


def _join_halves(high: str, low: str) -> str:
    return bytes.fromhex(high[2:] + low[2:]).decode("utf-16-be")


def _fold_json(string: str) -> str:
    try:
        return str(json.loads(string)).casefold()
    except ValueError:
        return string


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is no JSON value")


def _whole_number(digits: str) -> object:
    return int(digits) if len(digits) <= LONGEST_NUMBER else digits
