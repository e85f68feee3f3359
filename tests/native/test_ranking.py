"""Ranking by the kernel: the same bits as without it, on any small index; and damaged numbers are an error."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest
from native.hostile_ranking import Draw, draw_answer
from small_index import day, make_post, read_index

from indexer.native.index.blocks import OpenFile
from indexer.native.index.packed import RowReader
from indexer.native.ranking.ranking import PartTables, PlanRoom, RankingColumns, Step
from indexer.native.spec import Spec
from indexer.search.matching.lookup import Lookup
from indexer.search.matching.match import Match, ScoredDocs
from indexer.search.ranking import ranking as ranking_module
from indexer.search.ranking.ranking import rank
from indexer.search.results import SearchRequest
from indexer.search.searcher import Searcher
from indexer.search.tuning import Tuning

WORDS = ("服务网格", "服务", "网格", "流量管理", "流量", "处理", "我", "istio", "mesh", "service mesh", "traffic",
         "run", "running", "kube-proxy", "proxy", "maxSurge", "v1.18.2", "C++", "k8s", "$HOME")  # fmt: skip
ALONE = ('"流量管理"', '"kube-proxy run"', '"istio mesh"', "-mesh", "kube*", "title:istio", "istio OR 处理", "urface",
         "我服务网格流量", "lang:en", "的 the of")  # fmt: skip
TUNINGS = (
    Tuning(),
    Tuning(feedback_posts=2, feedback_terms=3),
    Tuning(title=0, phrase=0, grams=0, passage=0, feedback=0),
    Tuning(paragraph=0, translation=0, k1=1.2),
    Tuning(paragraph=3, passage=9, recency=0.5, all_words=0.7, coverage=0.5),
)


def draw_text(chance, most):
    words = chance.choices(WORDS, k=chance.randrange(most))
    return "".join(word + chance.choice((" ", "", "。", " filler ", "\n\n")) for word in words)


def draw_site(chance):
    """Return a searcher of some posts, of one part or two, many of them translations, some of them dead."""
    posts = [
        make_post(
            f"{number:02}",
            draw_text(chance, chance.choice((9, 90))),
            title=draw_text(chance, 4).replace("\n", " ") or "x",
            language=chance.choice(("zh", "en")),
            date=chance.choice((None, day(2015), day(2024))),
            translation_key=chance.choice(("", f"k{number // 2}")),
        )
        for number in range(chance.choice((1, 9, 45)))
    ]
    cut = chance.choice((len(posts), len(posts) // 2))
    parts = [part for part in (posts[:cut], posts[cut:]) if part]
    dead = sorted(chance.sample(range(len(posts)), len(posts) // 4)) if chance.random() < 0.5 else ()
    return Searcher(read_index(*parts, dead=dead), chance.choice(TUNINGS))


def describe(ranking):
    """Return all that a ranking says, to the bit."""
    columns = {"docs": ranking.docs, "scores": ranking.scores, "complete": ranking.complete, "matched": ranking.matched}
    return {name: (str(each.dtype), each.tobytes()) for name, each in (columns | dict(ranking.signals)).items()}


def rank_both_ways(searcher, plan, monkeypatch):
    """Return what the kernel makes of a plan, which is what Python does."""
    natively = rank(Lookup(searcher.snapshot), plan)
    with monkeypatch.context() as patch:
        patch.setattr(ranking_module, "find_kernel", lambda _lookup: None)
        in_python = rank(Lookup(searcher.snapshot), plan)
    assert describe(natively) == describe(in_python), plan.text
    return natively


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("seed", range(5))
def test_a_ranking_is_the_same_to_the_bit_with_and_without_the_kernel(monkeypatch, seed):
    chance = Random(seed)
    searcher = draw_site(chance)
    if chance.random() < 0.5:
        searcher.prepare()
    for _ in range(20):
        text = " ".join(chance.choices((*WORDS, *ALONE), k=chance.choice((1, 2, 3, 5, 12))))
        plan = searcher.plan(SearchRequest(text, search_as_you_type=chance.random() < 0.3))
        natively = rank_both_ways(searcher, plan, monkeypatch)
        shorter = rank(Lookup(searcher.snapshot), plan, with_signals=False)
        assert describe(shorter) == describe(replace(natively, signals={})), (seed, text)


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("key", ["", "k"])
def test_whole_titles_rank_the_same_with_and_without_the_kernel(monkeypatch, key):
    titles = ("What is Istio?", "what is istio, and what is it for", "Istio", "服务网格 是什么", "x")
    posts = [
        make_post(f"{at}", "istio 服务网格", title=title, translation_key=key and f"{key}{at // 2}")
        for at, title in enumerate(titles)
    ]
    searcher = Searcher(read_index(posts))
    for text in ("what is istio", '"What is Istio?"', "istio", "服务网格是什么", "what is istio, and $what"):
        natively = rank_both_ways(searcher, searcher.plan(SearchRequest(text)), monkeypatch)
        assert natively.signals["whole title"].any()


@pytest.mark.usefixtures("library")
def test_words_of_many_posts_rank_the_same_with_and_without_the_kernel(monkeypatch):
    chance = Random(5)
    words = ["rare" * number for number in range(1, 6)] + [f"common{number}" for number in range(20)]

    def draw_long_text():
        has = [word for number, word in enumerate(words) if chance.random() < number / 25]
        return " ".join(" ".join([word] * chance.choice((1, 1, 2, 40))) for word in has)

    posts = [make_post(f"{number:03}", draw_long_text(), title=chance.choice(words)) for number in range(400)]
    searcher = Searcher(read_index(posts))
    searcher.prepare()
    for text in ("rare", "rarerare common3", "common19", "common2 common7 common11"):
        natively = rank_both_ways(searcher, searcher.plan(SearchRequest(text)), monkeypatch)
        assert natively.signals["feedback"].any()


@pytest.mark.usefixtures("library")
def test_words_that_are_weighed_otherwise_are_ranked_in_python(monkeypatch):
    monkeypatch.setattr(ranking_module, "rank_natively", None)
    posts = [make_post("a", "istio mesh"), make_post("b", "istio")]
    searcher = Searcher(read_index(posts), Tuning(coverage=0.7))
    assert rank(Lookup(searcher.snapshot), searcher.plan(SearchRequest("istio mesh"))).total == 2


def make_tables():
    """Return tables without rows, though one term is said to have five positions."""
    nothing, offsets, keys = np.zeros((1, 2), np.int64), np.array([0, 5], np.uint32), np.empty(0, np.uint64)
    file = OpenFile(-1, 0, np.empty(0, np.uint32))
    empty = RowReader(file, 0, np.zeros(1, np.int64), 0, sizes=nothing, ranked=np.empty(0, np.uint32))
    return PartTables(empty, empty, empty, offsets, offsets, keys, offsets[:1])


def make_columns(max_doc=3):
    """Return columns of documents of five words each."""
    ones, none, nobody = np.ones(max_doc, np.float32), np.empty(0, np.int32), np.full(max_doc, -1, np.int32)
    return RankingColumns(
        title_lengths=ones, recency=ones, norms=ones.repeat(8), bases=5 * np.arange(max_doc + 1),
        paragraph_offsets=np.zeros(max_doc + 1, np.int64), paragraphs=none, translations=nobody, languages=nobody,
        groups=none, ranks=None, idfs=np.ones(max_doc + 1), tables=make_tables(),
        posts=0,
    )  # fmt: skip


def match_docs(*docs):
    """Return what matches some documents as a word."""
    return Match((ScoredDocs(np.array(docs, np.int32), np.ones(len(docs), np.float32), np.ones(len(docs), bool)),)).spec


def write_plan(*docs, runs=(), lists=(), pairs=()):
    """Return a plan of two words that match the same documents; a list of positions may be the number of a term."""
    spec = Spec()
    spec.add_array(np.ones(3, bool), np.bool_)
    spec.add(0, len(runs))
    for run in runs:
        spec.add_match(run)
    spec.add(2)
    for _ in range(2):
        spec.add_match(match_docs(*docs))
        spec.add(0)
    spec.add(0, len(lists), 0)
    for each in lists:
        spec.add(1)
        if isinstance(each, int):
            spec.add(each, 0, 0)
        else:
            spec.add_positions(each)
    spec.add(0, len(pairs), *[number for pair in pairs for number in pair], 0)
    return spec


NO_KEYWORDS, NO_END = Spec(), Spec()
NO_KEYWORDS.add(*[0] * 6)
NO_END.add(*[0] * 15)
DECIMALS = 6.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0


def score_docs(library, *docs, **inputs):
    room = PlanRoom(3, 2, 3, posts=1, terms=1)
    room.call(library, make_columns(), Step.SCORE, [NO_END, NO_KEYWORDS, write_plan(*docs, **inputs)], DECIMALS)
    return room


def test_a_document_outside_of_the_index_is_an_error(library):
    assert score_docs(library, 0, 2).docs.tolist() == [0, 2]
    with pytest.raises(ValueError, match="rank_plan: number 9 is outside of its array; the index is damaged"):
        score_docs(library, 1, 9)


def test_a_posting_of_no_document_is_an_error(library):
    with pytest.raises(ValueError, match="rank_plan: number 7 is outside of its array; the index is damaged"):
        score_docs(library, 0, 2, runs=[match_docs(7)])


def test_positions_outside_of_all_documents_are_an_error(library):
    far = np.array([3, 700], np.int32)
    with pytest.raises(ValueError, match="rank_plan: number 700 is outside of its array; the index is damaged"):
        score_docs(library, 0, 2, lists=[far, far + 1], pairs=[(0, 1, 1)])


def test_rows_of_positions_that_no_table_has_are_an_error(library):
    with pytest.raises(ValueError, match="rank_plan: number 5 is outside of its array; the index is damaged"):
        score_docs(library, 0, 2, lists=[0], pairs=[(0, 0, 1)])


def test_positions_that_nothing_asks_for_are_not_read(library):
    assert score_docs(library, 0, 2, lists=[0]).docs.tolist() == [0, 2]


def test_a_term_that_the_index_has_not_is_an_error(library):
    for number in (1, 7, -1, np.iinfo(np.int64).max):
        with pytest.raises(ValueError, match=r"rank_plan: number .* is outside of its array; the index is damaged"):
            score_docs(library, 0, 2, lists=[int(number)])


def test_words_that_follow_each_other_are_counted_by_document(library):
    left, right = np.array([1, 3, 10, 13, 14]), np.array([2, 4, 6, 14], np.int32)
    scored = score_docs(library, 0, 1, 2, lists=[left, right, left[:0]], pairs=[(0, 1, 1), (0, 2, 1)])
    twice, never, once = scored.signals[2].tolist()
    assert twice > once > never == 0


def test_a_posting_of_feedback_that_is_of_no_document_is_an_error(library):
    room = score_docs(library, 0, 2)
    room.call(library, make_columns(), Step.CHOOSE, [NO_END, NO_KEYWORDS], DECIMALS)
    room.choose_terms(np.array([0]), np.ones(1))
    for entry, size in ((800, 1), (-9, 1), (0, 2), (0, -1)):
        end = Spec()
        end.add(*[0] * 9)
        end.add_array(np.array([size]), np.int64)
        end.add_array(np.array([entry]), np.int32)
        end.add_array(np.ones(1), np.uint16)
        with pytest.raises(ValueError, match=r"rank_plan: number .* the index is damaged"):
            room.call(library, make_columns(), Step.FINISH, [end, NO_KEYWORDS], DECIMALS)


def test_a_whole_title_of_no_document_is_an_error(library):
    room = score_docs(library, 0, 2)
    for docs, count, error in (([9], 1, "number 9 is"), ([-1], 1, "number -1 is"), ([0, 2], 1, "number 1 is")):
        end = Spec()
        end.add(0, 0, 0)
        end.add_array(np.array(docs), np.int32)
        end.add_array(np.ones(count), np.float32)
        end.add(*[0] * 8)
        with pytest.raises(ValueError, match=f"rank_plan: .*{error}"):
            room.call(library, make_columns(), Step.FINISH, [end, NO_KEYWORDS], DECIMALS)


def test_an_exact_phrase_counts_against_the_best_scores_and_is_of_some_document(library):
    for docs, fits in (([0], True), ([9], False), ([-1], False)):
        room, end = score_docs(library, 0, 2), Spec()
        end.add(*[0] * 7)
        end.add_array(np.array(docs), np.int32)
        end.add(*[0] * 6)
        if not fits:
            with pytest.raises(ValueError, match=f"rank_plan: number {docs[0]} is outside"):
                room.call(library, make_columns(), Step.FINISH, [end, NO_KEYWORDS], DECIMALS)
            continue
        room.call(library, make_columns(), Step.FINISH, [end, NO_KEYWORDS], DECIMALS)
        assert room.signals[11].tolist() == [2, 0]


def test_an_answer_before_scores_are_finished_is_an_error(library):
    room = score_docs(library, 0, 2)
    with pytest.raises(ValueError, match="rank_plan: "):
        room.call(library, make_columns(), Step.TELL, [NO_END, NO_KEYWORDS, draw_answer(Draw(1), 3, 2)], DECIMALS)


def test_a_room_that_is_too_small_is_an_error(library):
    room = PlanRoom(1, 2, 3, posts=1, terms=1)
    with pytest.raises(MemoryError, match="rank_plan: no room for 2 more"):
        room.call(library, make_columns(), Step.SCORE, [NO_END, NO_KEYWORDS, write_plan(0, 2)], DECIMALS)
