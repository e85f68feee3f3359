import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.index.reader.title_table import TitleTable, make_title_key
from indexer.text.analysis.folding import fold_text

TITLES = ["What is Kubernetes?", "What is Kubernetes, and what is it not?", "Istio", "服务网格：入门", "", "C++", "C",
          "istio!", "Kubernetes 1.18", "Kubernetes 11.8"]  # fmt: skip


def find(typed, titles=TITLES, live=None):
    table = TitleTable([fold_text(title) for title in titles])
    return table.find(make_title_key(fold_text(typed)), live, begun=True)


def pairs_of(found):
    return list(zip(found.docs.tolist(), found.shares.tolist(), strict=True))


def docs_of(found):
    return [doc for doc, share in pairs_of(found) if share == 1]


@pytest.mark.parametrize(
    ("typed", "docs"),
    [
        ("What is Kubernetes?", [0]),
        ("what  is kubernetes", [0]),
        ("“What is Kubernetes”", [0]),
        ("ＷＨＡＴ　ＩＳ　ＫＵＢＥＲＮＥＴＥＳ", [0]),
        ("服務網格 入門", [3]),
        ("ISTIO", [2, 7]),
        ("C++", [5]),
        ("c", [6]),
        ("kubernetes 1.18", [8]),
        ("Kubernetes: 11.8.", [9]),
        ("kubernetes 1 18", [8]),
        ("Kubernetes_1-18", [8]),
        ("kubernetes 118", []),
        ("Kubernetes", []),
        ("?!", []),
        ("", []),
    ],
)
def test_titles_are_found_whatever_their_signs_spaces_capitals_and_script(typed, docs):
    assert docs_of(find(typed)) == docs


def test_titles_that_begin_with_what_was_typed_come_with_their_share():
    found = find("What is Kubernetes, and")
    assert pairs_of(found) == [(1, pytest.approx(len("whatiskubernetesand") / len("whatiskubernetesandwhatisitnot")))]
    assert find("What is Kubernetes").docs.tolist() == [0]


@pytest.mark.parametrize(("count", "found"), [(32, 32), (33, 0)])
def test_a_beginning_of_many_titles_finds_none_of_them(count, found):
    titles = [f"This week in {number:02}" for number in range(count)]
    assert len(find("this week", titles).docs) == found
    assert docs_of(find("this week", [*titles, "This week"])) == [count]


def test_documents_that_nobody_may_find_are_left_out_and_not_counted():
    titles = ["This week", *[f"This week in {number:02}" for number in range(33)]]
    live = np.ones(len(titles), dtype=bool)
    live[[0, 3]] = False
    assert find("this week", titles, live).docs.tolist() == [1, 2, *range(4, 34)]


def test_no_titles_are_no_error():
    assert docs_of(find("istio", [])) == []


texts = st.lists(st.text("ab 网格é-", max_size=5), max_size=9)


@given(texts, st.text("ab 网格é-", max_size=3))
def test_all_that_begin_so_are_found_and_nothing_else(titles, typed):
    keys, key = [make_title_key(fold_text(title)) for title in titles], make_title_key(fold_text(typed))
    expected = {doc: len(key) / len(own) for doc, own in enumerate(keys) if key and own.startswith(key)}
    if 1 in expected.values():
        expected = {doc: share for doc, share in expected.items() if share == 1}
    assert dict(pairs_of(find(typed, titles))) == pytest.approx(expected)


@pytest.mark.parametrize("count", [1, 2, 3, 4, 99])
def test_of_titles_that_are_all_the_same_few_are_read(count):
    class Counted(list):
        read = 0

        def __getitem__(self, place):
            self.read += 1
            return super().__getitem__(place)

    titles = Counted(["weekly notes from the team"] * count + ["weekly notes from the team, and others"])
    table = TitleTable(titles)
    assert docs_of(table.find("weeklynotesfromtheteam", begun=True)) == [*range(count)]
    assert titles.read < 25


def test_a_title_of_thousands_of_signs_is_read_in_one_pass():
    many = "+" * 1_000_000  # of each of which the rest would be tried: half an hour
    assert make_title_key(f"a{many}") == f"a{many}"
    assert make_title_key(f"a{many}b") == "ab"
