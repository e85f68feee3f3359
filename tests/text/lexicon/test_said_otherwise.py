import pytest

from indexer.text.lexicon import conversion, glossary
from indexer.text.lexicon.glossary import (
    mainland_forms,
    may_be_said_otherwise,
    prepare_regional_forms,
    regional_forms,
)
from indexer.text.lexicon.said_otherwise import SaidOtherwise


@pytest.fixture(scope="module")
def entries():
    pytest.importorskip("marisa_trie")
    prepare_regional_forms()
    names = ("tw2sp", "s2twp", "s2tw")
    files = dict.fromkeys(file for name in names for file in conversion.conversion(name).files())
    return [[entry.key for entry in file.entries()] for file in files]


def show(runs):
    return [(regional_forms(run), mainland_forms(run)) for run in runs]


def test_runs_that_are_not_converted_have_no_forms_of_other_regions(dice, monkeypatch, entries):
    drawn = ["".join(dice.choices(dice.choice(entries), k=dice.randint(1, 3))) for _ in range(3000)]
    drawn += [word for words in entries for word in dice.sample(words, min(len(words), 300))]
    drawn += ["".join(word[dice.random() < 0.2 : 4] for word in dice.choices(drawn, k=3)) for _ in range(1000)]
    found = show(drawn)
    monkeypatch.setattr(glossary, "_said_otherwise", SaidOtherwise())
    assert [
        run for run, here, all_converted in zip(drawn, found, show(drawn), strict=True) if here != all_converted
    ] == []


def test_what_is_said_otherwise_is_told_by_region(entries):
    may_be = glossary._said_otherwise.may_be
    assert [run for run in ("程式", "网路", "资料库") if not may_be(run, "tw2sp")] == []
    assert [run for run in ("程序", "网络", "反复", "意味着") if not may_be(run, "s2twp")] == []
    names = ("tw2sp", "s2twp", "s2tw")
    assert [(run, name) for run in ("容器", "注入", "istio") for name in names if may_be(run, name)] == []


def test_texts_in_which_nothing_is_said_otherwise_are_told_at_once(entries):
    told = {text: may_be_said_otherwise(text) for text in ("使用程序", "如何安装软体", "容器注入", "istio", "")}
    assert told == {"使用程序": True, "如何安装软体": True, "容器注入": False, "istio": False, "": False}


def test_anything_may_be_said_otherwise_before_that_is_looked_up_or_where_it_cannot_be(monkeypatch):
    unknown = SaidOtherwise()
    assert unknown.may_be("容器", "s2twp")
    monkeypatch.setattr("indexer.text.lexicon.said_otherwise.conversion", conversion.load_opencc)
    unknown.prepare((), ())
    assert unknown.may_be("容器", "s2twp")
