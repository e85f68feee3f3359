from random import Random

import pytest

from indexer.text.lexicon import conversion
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


def test_what_may_not_be_said_otherwise_has_no_forms_of_other_regions(pytestconfig, entries):
    random = Random(pytestconfig.getoption("hypothesis_seed"))
    drawn = ["".join(random.choices(random.choice(entries), k=random.randint(1, 3))) for _ in range(4000)]
    drawn += [word for words in entries for word in random.sample(words, min(len(words), 400))]
    drawn += ["".join(word[random.random() < 0.2 : 4] for word in random.choices(drawn, k=3)) for _ in range(2000)]
    alike = [run for run in drawn if not may_be_said_otherwise(run)]
    assert len(alike) > 1000
    assert [run for run in alike if regional_forms(run) or mainland_forms(run)] == []


def test_what_is_said_otherwise_may_be(entries):
    assert [run for run in ("程式", "网路", "资料库", "反复", "意味着", "什么") if not may_be_said_otherwise(run)] == []
    assert [run for run in ("容器", "服務網格", "注入", "istio") if may_be_said_otherwise(run)] == []


def test_anything_may_be_said_otherwise_before_that_is_looked_up_or_where_it_cannot_be(monkeypatch):
    unknown = SaidOtherwise()
    assert unknown.may_be("容器")
    monkeypatch.setattr("indexer.text.lexicon.said_otherwise.conversion", conversion.load_opencc)
    unknown.prepare(())
    assert unknown.may_be("容器")
