import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.text.analysis.segmenter import LONGEST_PIECE, JiebaSegmenter, load_jieba, make_segmenter

WORDS = ["服务网格", "金丝雀发布", "内卷"]
FAST = make_segmenter(WORDS)


@pytest.fixture(scope="module")
def reference():
    return JiebaSegmenter(load_jieba(), WORDS)


@settings(max_examples=300, deadline=None)
@given(
    run=st.text(
        st.sampled_from("服务网格金丝雀发布内卷的中国农业发展银行待处理一段简介我们在学习机器"), min_size=1, max_size=60
    )
)
def test_both_cutters_give_the_same_words(reference, run):
    assert FAST.segment(run) == reference.segment(run)
    assert [FAST.subwords(word) for word in FAST.segment(run)] == [
        reference.subwords(word) for word in FAST.segment(run)
    ]


RUNS = st.text(st.sampled_from("服务网格金丝雀发布内卷待处理一段简介我们〇々㐀𠀀𲎯豈"), min_size=1, max_size=30)


@pytest.mark.parametrize("fast", [True, False])
@settings(max_examples=200, deadline=None)
@given(runs=st.lists(RUNS | RUNS.map(lambda run: run * LONGEST_PIECE), max_size=6))
def test_runs_that_are_cut_in_one_call_are_cut_as_one_by_one(reference, fast, runs):
    segmenter = FAST if fast else reference
    words = segmenter.segment_runs(runs)
    assert words == [word for run in runs for word in (*segmenter.segment(run), "\n")]


def test_both_cutters_agree_on_real_posts(shared, reference):
    posts = sorted((shared / "corpora/servicemesher/content/blog").glob("*/index.md"))[:20]
    runs = {run for post in posts for run in re.findall("[\u4e00-\u9fff]+", post.read_text(encoding="utf-8"))}
    assert len(runs) > 1000
    assert [run for run in runs if FAST.segment(run) != reference.segment(run)] == []


def test_words_of_a_user_dictionary_are_one_word():
    assert FAST.segment("服务网格与内卷") == ["服务网格", "与", "内卷"]


def test_words_added_to_one_segmenter_stay_unknown_to_another():
    assert make_segmenter().segment("服务网格") == ["服务", "网格"]


def test_a_long_run_is_cut_in_pieces_and_loses_nothing():
    run = "龘靐齉" * LONGEST_PIECE
    words = FAST.segment(run)
    assert "".join(words) == run


def test_jieba_leaves_no_file_where_others_could_change_it(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    load_jieba()
    assert list(tmp_path.iterdir()) == []
