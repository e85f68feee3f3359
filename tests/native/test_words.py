"""Words looked up together: the kernel finds, and weighs to the bit, what is found without it."""

import random
from itertools import pairwise

import numpy as np
import pytest
from small_index import ANALYZER, make_post, make_searcher

from indexer.index.format.layout import gram_key, hash_term
from indexer.native.matching import words
from indexer.per_thread import PerThread
from indexer.search.matching import reading
from indexer.search.matching.lookup import Lookup
from indexer.search.query.nodes import Run, WordNode
from indexer.search.query.words import WordReader

READER = WordReader(ANALYZER)
LATIN = ("mesh", "istio", "envoy", "kube-proxy", "v1.18.2", "KubeProxy", "gateway", "pods", "pod", "the")
CHINESE = ("服务", "网格", "服务网格", "流量管理", "管理", "量", "务网", "负载均衡", "中国农业银行", "格")


def draw_post(chance, number):
    def draw(most):
        return "".join(
            chance.choice((*LATIN, *CHINESE)) + chance.choice(("", " ")) for _ in range(chance.randint(0, most))
        )

    body = f"# {draw(4)}\n\n{draw(60)}\n\n`{draw(5)}`\n\n## {draw(3)}\n\n{draw(9)}"
    return make_post(str(number), body, title=draw(5), tags=(draw(2),))


def draw_site(seed):
    chance = random.Random(seed)
    return make_searcher(*(draw_post(chance, number) for number in range(40)))


def draw_nodes():
    texts = (*LATIN, *CHINESE, "nowhere", "无处可寻", "istio 服务网格")
    every = [node for text in texts for flag in (False, True) for node in READER.read(text, in_title=flag)]
    together = tuple(node.terms[0] for node in every)
    return [
        *dict.fromkeys(every),
        WordNode("any", together),
        WordNode("two", together[:2]),
        WordNode("none", ("x", "y")),
    ]


def show(lookup, nodes):
    found = [
        [(each.docs.tolist(), each.scores.tobytes(), each.is_exact.tolist()) for each in lookup.match(node).layers]
        for node in nodes
    ]
    found += [
        (lookup.match(node).found, lookup.match(node).has_exact, lookup.match(node).exact_count) for node in nodes
    ]
    read = [lookup.terms.frequencies(node.terms, in_title=node.in_title) for node in nodes]
    return found, [(each.docs.tolist(), each.values.tobytes(), each.fields.tolist()) for each in read]


@pytest.mark.parametrize("seed", range(3))
def test_words_looked_up_together_match_as_one_by_one_without_the_kernel(library, without_kernel, seed):
    nodes, site = draw_nodes(), draw_site(seed)
    expected = show(Lookup(site.snapshot), nodes)
    without_kernel.undo()
    lookup = Lookup(site.at(0).snapshot)
    assert lookup.reader.whole is not None
    lookup.match_words(nodes)
    assert show(lookup, nodes) == expected


def test_words_of_very_many_posts_are_read_one_by_one(library, monkeypatch):
    monkeypatch.setattr(reading, "MOST_TOGETHER", 3)
    lookup = Lookup(draw_site(1).snapshot)
    assert reading.read_together(READER.read("mesh"), lookup.terms) == ((), ())


RUNS = ("服务网格", "务网格管", "格", "量管理", "服务", "中国农业银行", "无处可寻", "格服务网格服")


@pytest.mark.parametrize("seed", range(3))
def test_runs_are_found_together_with_words_as_one_by_one_without_the_kernel(library, without_kernel, seed):
    nodes, site = draw_nodes(), draw_site(seed)
    alone = Lookup(site.snapshot)
    expected = [alone.match_run(Run(run, frozenset())).layers[0] for run in RUNS]
    without_kernel.undo()
    lookup = Lookup(site.snapshot)
    lookup.match_words(nodes, [Run(run, frozenset()) for run in RUNS])
    assert not lookup.characters.list_unknown(RUNS)
    for run, layer in zip(RUNS, expected, strict=True):
        (read,) = lookup.match_run(Run(run, frozenset())).layers
        assert (read.docs.tolist(), read.scores.tobytes()) == (layer.docs.tolist(), layer.scores.tobytes())
    assert any(len(layer.docs) for layer in expected)


def test_runs_at_very_many_places_are_left_to_who_reads_these(library, monkeypatch):
    """Words are still read together where they have few postings, and runs that are not are found by themselves."""
    site = make_searcher(make_post("a", "服务网格 " * 9), make_post("b", "服务 网格"), make_post("c", "mesh"))
    expected = Lookup(site.snapshot).characters.find("服务网格").tolist()
    for most in (1, 2, 5, 9):
        monkeypatch.setattr(reading, "MOST_TOGETHER", most)
        lookup = Lookup(site.snapshot)
        read = reading.read_together(READER.read("mesh"), lookup.terms, ["服务网格"])
        assert len(read.words) == 1
        lookup.match_words(READER.read("mesh"), [Run("服务网格", frozenset())])
        assert lookup.characters.find("服务网格").tolist() == expected == [0]


def test_sums_of_any_length_are_made_in_the_order_of_numpy(library):
    terms = [f"t{number}x" for number in range(300)]
    site = make_searcher(
        make_post("a", " ".join(terms * 2) + "\n\n# " + " ".join(terms[::3]), title=" ".join(terms[:150]))
    )
    lookup = Lookup(site.snapshot)
    for count in (1, 2, 5, 9, 17, 130, 300):
        node = WordNode(f"{count}", tuple(terms[:count]))
        expected = lookup.terms._weigh((node.terms, False))
        (read,) = reading.read_together([node], lookup.terms).words
        assert (read.values.tobytes(), read.saturated.tobytes()) == (
            expected.values.tobytes(),
            expected.saturated.tobytes(),
        )


def name_tables(site, idfs=9, **changed):
    part = site.reader.whole
    scoring = words.Scoring(np.ones(8, dtype=np.float32), np.ones(idfs), 1.2, 0.4)
    table = changed.get("table", part.words.table)
    keys, postings = (
        (table, changed.get("grams", part.grams.table)),
        (part.words.posted.reader, part.grams.posted.reader),
    )
    bases = changed.get("bases", site.reader.offset_bases)
    return words.WordTables(
        keys, postings, scoring, words.Places(part.grams.placed.reader, part.grams.occurrences, bases)
    )


def find(library, tables, terms, text="", most=1 << 20):
    batch = words.WordBatch()
    batch.add(terms, text)
    return words.find_words(library, tables, batch, most, words.WeighedWord)


@pytest.mark.parametrize("rows", [(5, 1 << 20), (7, 3), (1 << 40, 1 << 41)])
def test_rows_that_are_not_there_are_left_to_who_can_say_why(library, rows):
    site, key = draw_site(2), np.array([hash_term("istio")], dtype=np.uint64)
    damaged = words.KeyTable(key, np.array(rows, dtype=np.int64))
    assert find(library, name_tables(site, table=damaged), ["istio"]) is None
    gram = words.KeyTable(np.array([gram_key("服务")], dtype=np.uint64), np.array(rows, dtype=np.int64))
    assert find(library, name_tables(site, grams=gram), [], "服务") is None


def test_a_weight_that_is_not_there_is_an_error_of_the_numbers(library):
    site = draw_site(2)
    every = [site.reader.term_at(number) for number in range(site.reader.terms)]
    assert find(library, name_tables(site), every) is None


def test_words_take_what_room_they_need(library, monkeypatch):
    monkeypatch.setattr(words, "_rooms", PerThread(lambda: bytearray(3)))
    site, batch = draw_site(2), words.WordBatch()
    for node in READER.read("istio nowhere 服务网格"):
        batch.add(node.terms, "" if node.text.isascii() else node.text)
    numbers, found = words.find_words(library, site.snapshot.word_tables, batch, 1 << 20, words.WeighedWord)
    istio, nowhere, mesh, *_ = found
    assert numbers == [site.reader.find_term(term) for term in batch.terms]
    assert [number < 0 for number in numbers][:2] == [False, True]
    assert (nowhere.doc_count, nowhere.docs.tolist()) == (0, [])
    assert 0 < istio.doc_count == len(set(istio.docs.tolist()))
    assert mesh.with_all >= mesh.exact_count


def test_characters_of_very_many_places_are_left_to_who_looks_at_the_clock(library):
    site, batch = draw_site(4), words.WordBatch()
    batch.add(["流量管"], "流量管")
    few = sum(len(site.reader.gram_postings(site.reader.find_gram(pair)).entries) for pair in ("流量", "量管"))
    tables, bounds = site.snapshot.word_tables, (few, 1 << 18)
    found = [words.find_words(library, tables, batch, most, words.WeighedWord) for most in bounds]
    all_pairs, in_piece = (read[0] for _, read in found)
    assert (all_pairs.in_piece, in_piece.in_piece) == (False, True)
    kept = Lookup(site.snapshot).characters.keep_containing("流量管", all_pairs.others)
    assert in_piece.others.tolist() == kept.tolist()
    assert in_piece.with_all == all_pairs.with_all - len(all_pairs.others) + len(kept)


def test_places_of_no_document_are_left_to_who_can_say_why(library):
    site = draw_site(4)
    assert find(library, name_tables(site, 99), [], "流量管") is not None
    assert find(library, name_tables(site, 99, bases=site.reader.offset_bases[:2]), [], "流量管") is None


def test_words_of_more_postings_than_may_be_read_are_left_to_others(library):
    site = draw_site(2)
    assert find(library, site.snapshot.word_tables, ["istio"], most=3) is None


def test_terms_that_are_no_lines_are_left_to_others(library):
    site = draw_site(2)
    tables = site.snapshot.word_tables
    assert find(library, tables, ["istio\nmesh"]) is find(library, tables, ["\n"]) is None
    for terms in ([], [""], ["", ""], ["a" * 300, "istio", "\ud800", "é" * 128]):
        numbers, _ = find(library, tables, terms)
        assert numbers == [site.reader.find_term(term) for term in terms]


def test_keys_are_found_where_numpy_finds_them(library):
    inverted = draw_site(3).reader.whole.words
    keys = [*inverted.keys.tolist(), 0, 1 << 63, int(inverted.keys[3]) + 1]
    found = inverted.table.find(library, keys)
    assert found[:-3] == [[at, *edges] for at, edges in enumerate(pairwise(inverted.postings.tolist()))]
    assert found[-3:] == [[-1, 0, 0]] * 3


def test_offsets_that_are_too_few_are_an_error(library):
    table = words.KeyTable(np.arange(4, dtype=np.uint64), np.arange(3, dtype=np.int64))
    assert table.find(library, [1]) == [[1, 1, 2]]
    with pytest.raises(ValueError, match="the index is damaged"):
        table.find(library, [3])
