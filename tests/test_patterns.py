import re

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
