import copy
import pickle
import re
from pathlib import Path

import pytest

from indexer.patterns import compile_later


def test_a_pattern_that_is_compiled_later_does_what_one_does_that_was_compiled():
    later, now = compile_later(r"(a)(b)?", re.IGNORECASE), re.compile(r"(a)(b)?", re.IGNORECASE)
    text = "xABya"
    assert later.findall(text) == now.findall(text)
    assert later.sub("-", text) == now.sub("-", text) == "x-y-"
    assert later.split(text) == now.split(text)
    assert [found.span() for found in later.finditer(text)] == [(1, 3), (4, 5)]
    assert later.search(text)[1] == "A"
    assert later.match(text) is None
    assert later.fullmatch("ab")[2] == "b"
    assert (later.pattern, later.flags, later.groups) == (now.pattern, now.flags, now.groups)


def test_it_is_compiled_once_when_it_is_first_used(monkeypatch):
    compiled, compile_now = [], re.compile
    monkeypatch.setattr(re, "compile", lambda *given: compiled.append(given) or compile_now(*given))
    later = compile_later("a+")
    assert compiled == []
    assert later.sub("b", "aa") == later.sub("b", "a") == "b"
    assert compiled == [("a+", 0)]


@pytest.mark.parametrize("renew", [copy.copy, copy.deepcopy, lambda pattern: pickle.loads(pickle.dumps(pattern))])
@pytest.mark.parametrize("is_used", [False, True])
def test_it_can_be_copied_and_sent_to_another_process(renew, is_used):
    later = compile_later("a+", re.IGNORECASE)
    assert not is_used or later.match("a")
    assert renew(later).fullmatch("aA")


ROOT = Path(__file__).resolve().parents[1]
POSSESSIVE_GROUP = re.compile(r"\)(?:[*+?]|\{\d*,?\d*\})\+")


def test_no_group_is_possessive_which_pythons_before_3_11_5_match_wrongly():
    """See cpython issue 106052; of a class of characters, as in ``[a-z]*+``, they match it right."""
    found = []
    for file in sorted(path for room in ("indexer", "search_app") for path in (ROOT / room).rglob("*.py")):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            if POSSESSIVE_GROUP.search(line) and "safe" not in line.lower():
                found.append(f"{file}:{number}: {line.strip()}")
    assert found == []
    assert POSSESSIVE_GROUP.search("(?:[^<]++|<b>)*+")
