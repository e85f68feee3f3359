"""YAML that cannot hurt: bounded before it is built, and without the surprises of YAML 1.1.

PyYAML's fast loader crashes the process on deep nesting and builds "billion laughs" bombs, so the stream of
events, which it yields without building anything, is measured first. What is short and plain, as nearly all front
matter is, cannot be either: it is parsed once, and measured as nodes.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

DEEPEST = 20
MOST_NODES = 2_000
_DEEPEST_CONFIGURED, _MOST_CONFIGURED = 100, 100_000
"""Of a site's configuration, which may list much, and have tags."""

_Base: Any = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
_CORE = "tag:yaml.org,2002:"
_CORE_TAGS = frozenset({"!", *(_CORE + name for name in ("str", "int", "float", "bool", "null", "seq", "map"))})
_DIGITS = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})|0x[0-9a-fA-F]{1,15}")
_DECIMAL = re.compile(
    r"[-+]?(?:[0-9]{1,40}\.[0-9]{0,40}|\.[0-9]{1,40})(?:[eE][-+]?[0-9]{1,4})?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
)


class YamlRefusedError(ValueError):
    """YAML that is not built.

    Attributes:
        line: In the YAML, from 0.
    """

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


class ExactLoader(_Base):  # type: ignore[misc]
    """PyYAML's safe loader, for front matter.

    * Keys are text, as written: ``on:`` and ``2024:`` are "on" and "2024".
    * Whole numbers have at most 18 digits and no base 60, so ``12:30:45`` and ``007`` stay text.
    * A date that does not exist (``2024-02-30``) stays text, for the reader of dates to complain about.
    """

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - PyYAML's signature
        """Build a map whose scalar keys are text."""
        for key, _ in node.value if isinstance(node, yaml.MappingNode) else ():
            if isinstance(key, yaml.ScalarNode) and key.tag != _CORE + "merge":
                key.tag = _CORE + "str"
        return super().construct_mapping(node, deep=deep)  # type: ignore[no-any-return]

    def construct_moment(self, node: yaml.ScalarNode) -> object:
        """Build a date or a datetime; text where there is no such day."""
        try:
            return self.construct_yaml_timestamp(node)
        except (ValueError, OverflowError):
            return node.value


def _exact_resolvers() -> dict[str, list[tuple[str, re.Pattern[str]]]]:
    """Return PyYAML's rules for plain scalars, with its numbers replaced by those of ``ExactLoader``."""
    replaced = {_CORE + "int": _whole(_DIGITS), _CORE + "float": _whole(_DECIMAL)}
    return {
        first: [(tag, replaced.get(tag, pattern)) for tag, pattern in rules]
        for first, rules in _Base.yaml_implicit_resolvers.items()
    }


def _whole(pattern: re.Pattern[str]) -> re.Pattern[str]:
    return re.compile(rf"(?:{pattern.pattern})\Z")


ExactLoader.yaml_implicit_resolvers = _exact_resolvers()
ExactLoader.add_constructor(_CORE + "timestamp", ExactLoader.construct_moment)


_SHORT, _FEW_NODES = 4096, 500
"""Code points, and nodes, of YAML that is parsed once."""
_OPENERS, _FEW_OPENERS = ("[", "{", "- ", "? ", "-\n", "?\n"), 200
"""What opens a level, but for deeper indentation, which takes as many characters as it is deep; and how many there may
be: for each level the parser takes some hundred bytes of its stack."""
_TAG = re.compile(r"(?:^|[\s\[{,:])!|^%", re.MULTILINE)
"""What may be a tag, or a directive that changes what tags mean."""


@dataclass(frozen=True, slots=True)
class _Bounds:
    """What YAML may be."""

    deepest: int
    nodes: int
    advice: str
    any_tag: bool = False


_OF_POSTS = _Bounds(DEEPEST, MOST_NODES, "; front matter needs two or three")
_OF_CONFIGURATION = _Bounds(_DEEPEST_CONFIGURED, _MOST_CONFIGURED, "", any_tag=True)


@dataclass(slots=True)
class _Open:
    """A collection whose end has not been seen."""

    anchor: str | None
    is_map: bool
    size: int = 1
    children: int = 0
    keys: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of a YAML mapping.

    Attributes:
        lines: The line (from 0) of each key of the outermost map.
        repeated: Line (from 0) and name of each key that stands twice in its map, whatever its case.
    """

    lines: dict[str, int]
    repeated: tuple[tuple[int, str], ...]


def parse(text: str) -> tuple[Keys, Callable[[], object]]:
    """Return the keys of YAML that is harmless, and what builds it, which may raise ``yaml.YAMLError``.

    Raises:
        YamlRefusedError, yaml.YAMLError: As ``measure``.
    """
    if _is_plain(text):
        try:
            loader = ExactLoader(text)
            node, found = loader.get_single_node(), _FoundKeys()
        except yaml.YAMLError:
            node = None  # what is wrong, and where, ``measure`` says
        if node is not None and found.note(node):
            return Keys(found.lines, tuple(found.repeated)), lambda: loader.construct_document(node)
    return measure(text), lambda: yaml.load(text, Loader=ExactLoader)  # noqa: S506  a safe loader


def load_configuration(text: str) -> object:
    """Return what a site's configuration says.

    Raises:
        YamlRefusedError: Deeper or longer than any, once aliases are written out, or an alias inside its own anchor.
        yaml.YAMLError: Not YAML.
    """
    for _ in _walk(text, _OF_CONFIGURATION):
        pass
    return yaml.load(text, Loader=ExactLoader)  # noqa: S506  a safe loader


def _is_plain(text: str) -> bool:
    """Say whether YAML is too short to be nested deep or to be a bomb, and names no tag."""
    if len(text) > _SHORT or "\t" in text or _TAG.search(text):
        return False
    return sum(map(text.count, _OPENERS)) <= _FEW_OPENERS


class _FoundKeys:
    """The keys of YAML without tags, from its nodes, as ``_walk`` finds them.

    Attributes:
        lines: The line (from 0) of each key of the outermost map.
        repeated: Line (from 0) and name of each key that stands twice in its map.
    """

    def __init__(self) -> None:
        self.lines: dict[str, int] = {}
        self.repeated: list[tuple[int, str]] = []
        self._met: set[int] = set()

    def note(self, node: yaml.Node, depth: int = 1) -> bool:
        """Note the keys of a node; False where it may have to be refused, or an alias stands in it."""
        if id(node) in self._met:
            return False
        self._met.add(id(node))
        if isinstance(node, yaml.ScalarNode):
            return True
        if depth > DEEPEST or len(self._met) > _FEW_NODES:
            return False
        if isinstance(node, yaml.SequenceNode):
            return all(self.note(each, depth + 1) for each in node.value)
        names: set[str] = set()
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                self._note_key(key, names, depth)
            if not (self.note(key, depth + 1) and self.note(value, depth + 1)):
                return False
        return True

    def _note_key(self, key: yaml.ScalarNode, names: set[str], depth: int) -> None:
        line = key.start_mark.line
        if not _remember(names, key.value):
            self.repeated.append((line, key.value))
        if depth == 1:
            self.lines.setdefault(key.value, line)


def measure(text: str) -> Keys:
    """Walk through YAML without building it, and refuse what would be dangerous to build.

    An alias counts as many nodes as what it stands for, so ordinary anchors pass and bombs do not.

    Raises:
        YamlRefusedError: Deeper than ``DEEPEST``, more nodes than ``MOST_NODES`` once aliases and merge keys
            are written out, an alias inside its own anchor, or a tag beyond YAML's core.
        yaml.YAMLError: Not YAML.
    """
    lines: dict[str, int] = {}
    repeated: list[tuple[int, str]] = []
    for line, depth, name, is_new in _walk(text, _OF_POSTS):
        if not is_new:
            repeated.append((line, name))
        if depth == 1:
            lines.setdefault(name, line)
    return Keys(lines, tuple(repeated))


def _walk(text: str, bounds: _Bounds) -> Iterator[tuple[int, int, str, bool]]:
    """Yield the line, depth, name and novelty of every key, while measuring."""
    stack = [_Open(None, is_map=False)]
    anchors: dict[str, int] = {}
    for event in yaml.parse(text, Loader=_Base):
        line = event.start_mark.line if event.start_mark else 0
        if isinstance(event, yaml.CollectionEndEvent):
            closed = stack.pop()
            _add(stack[-1], closed.size, line, bounds)
            if closed.anchor:
                anchors[closed.anchor] = closed.size
        elif isinstance(event, yaml.NodeEvent):
            if not bounds.any_tag:
                _refuse_tag(event, line)
            parent = stack[-1]
            if parent.is_map and parent.children % 2 == 0 and isinstance(event, yaml.ScalarEvent):
                yield line, len(stack) - 1, event.value, _remember(parent.keys, event.value)
            parent.children += 1
            _enter(event, stack, anchors, line, bounds)


def _enter(event: yaml.NodeEvent, stack: list[_Open], anchors: dict[str, int], line: int, bounds: _Bounds) -> None:
    if isinstance(event, yaml.CollectionStartEvent):
        if len(stack) > bounds.deepest:
            raise YamlRefusedError(line, f"nested deeper than {bounds.deepest} levels{bounds.advice}")
        stack.append(_Open(event.anchor, isinstance(event, yaml.MappingStartEvent)))
        return
    if isinstance(event, yaml.AliasEvent):
        if event.anchor not in anchors:
            raise YamlRefusedError(line, f"*{event.anchor} stands for nothing above it; put the value in quotes")
        _add(stack[-1], anchors[event.anchor], line, bounds)
        return
    if event.anchor:
        anchors[event.anchor] = 1
    _add(stack[-1], 1, line, bounds)


def _add(parent: _Open, size: int, line: int, bounds: _Bounds) -> None:
    parent.size += size
    if parent.size > bounds.nodes:
        raise YamlRefusedError(line, f"more than {bounds.nodes:,} values, aliases written out; shorten it")


def _refuse_tag(event: yaml.NodeEvent, line: int) -> None:
    tag = getattr(event, "tag", None)
    if tag is not None and tag not in _CORE_TAGS:
        shown = tag.replace(_CORE, "!!")
        raise YamlRefusedError(line, f"the tag {shown} is not allowed; a value that begins with ! needs quotes")


def _remember(keys: set[str], name: str) -> bool:
    folded = name.casefold()
    is_new = folded not in keys or folded == "<<"
    keys.add(folded)
    return is_new
