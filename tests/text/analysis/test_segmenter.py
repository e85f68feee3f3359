import re
from random import Random

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from indexer.native import kernel
from indexer.text.analysis import segmenter as segmenters
from indexer.text.analysis.jieba_tables import KernelCutter
from indexer.text.analysis.segmenter import (
    LONGEST_PIECE,
    JiebaSegmenter,
    is_chinese,
    light_segmenter_for,
    load_dictionaries,
    load_jieba,
    make_segmenter,
    segmenter_for,
)
from indexer.text.lexicon.word_lists import package_folder, technical_words

WORDS = ["服务网格", "金丝雀发布", "内卷"]
FAST = make_segmenter(WORDS)


@pytest.fixture(scope="module")
def reference():
    return JiebaSegmenter(load_jieba(), WORDS)


# Each character once: where one repeats, two ways to cut may weigh the same (等|等等, 等等|等), and rounding decides,
# in jieba otherwise than in rjieba.
CHARACTERS = "服务网格金丝雀发布内卷的中国农业银行待处理一段简介我们在学习机器"


@examples(300)
@given(run=st.lists(st.sampled_from(CHARACTERS), min_size=1, unique=True).map("".join))
def test_both_cutters_give_the_same_words(reference, run):
    assert FAST.segment(run) == reference.segment(run)
    assert [FAST.subwords(word) for word in FAST.segment(run)] == [
        reference.subwords(word) for word in FAST.segment(run)
    ]


RUNS = st.text(st.sampled_from("服务网格金丝雀发布内卷待处理一段简介我们〇々㐀𠀀𲎯豈"), min_size=1, max_size=30)


@pytest.mark.parametrize("fast", [True, False])
@examples(20)
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


@pytest.fixture(scope="module")
def by_kernel():
    library = kernel() or pytest.skip("no kernel")
    return JiebaSegmenter(KernelCutter(library), WORDS)


def draw_runs(random, count):
    """Draw words of the dictionary, ends and beginnings of them, and characters that stand together nowhere."""
    lines = (package_folder("jieba") / "dict.txt").read_text(encoding="utf-8").splitlines()
    words = [word for line in random.choices(lines, k=2000) if re.fullmatch("[一-鿕]+", word := line.split(" ")[0])]
    alone = [
        *"〇々㐀㐁鿖鿗龥豈\U00020000\U0002a6e0\U0002f801\U00030000",
        *map(chr, random.choices(range(0x4E00, 0x9FD6), k=500)),
    ]
    for _ in range(count):
        drawn = [random.choice(words) for _ in range(random.randint(0, 4))] + random.choices(
            alone, k=random.randint(0, 6)
        )
        random.shuffle(drawn)
        cut = (each[random.random() < 0.2 : len(each) - (random.random() < 0.2)] or each for each in drawn)
        yield "".join(cut) or "的"


def draw_ties(random, count):
    """Draw runs of few characters, so that many ways to cut them weigh the same but for rounding."""
    for _ in range(count):
        characters = "等人天一二三爸妈哈看试的了大小好"[: random.randint(1, 16)]
        yield "".join(random.choices(characters, k=random.randint(2, 12)))


@pytest.fixture(scope="module")
def technical_by_kernel():
    kernel() or pytest.skip("no kernel")
    return light_segmenter_for(("内卷",))


def test_the_kernel_cuts_as_rjieba_where_rounding_decides(technical_by_kernel, dice):
    pytest.importorskip("rjieba")
    by_rjieba = segmenter_for(("内卷",))
    for run in draw_ties(dice, 20_000):
        assert technical_by_kernel.segment(run) == by_rjieba.segment(run), run


def test_the_kernel_cuts_as_rjieba(by_kernel, dice):
    runs = list(draw_runs(dice, 3000))
    for run in (*runs, "服务网格" * LONGEST_PIECE):
        assert by_kernel.segment(run) == FAST.segment(run), run
        assert by_kernel.subwords(run) == FAST.subwords(run), run
    assert by_kernel.segment_runs(runs) == FAST.segment_runs(runs)


def test_the_kernel_gives_added_words_the_frequency_that_rjieba_gives_them(by_kernel):
    rjieba = pytest.importorskip("rjieba").Jieba()
    cutter = KernelCutter(kernel())
    words = [*technical_words()[::7], "服务", "服务", "龘靐齉", "的"]
    assert [cutter.add_word(word, None, None) for word in words] == [
        rjieba.add_word(word, None, None) for word in words
    ]
    assert cutter.add_word("服务网格", 0) == rjieba.add_word("服务网格", 0, None) == 0
    assert cutter.cut("服务网格的服务") == rjieba.cut("服务网格的服务")


@pytest.mark.parametrize("size", [1, 7, 1692])
def test_words_that_are_added_together_weigh_what_they_weigh_one_by_one(by_kernel, size):
    words = [*technical_words()[:size], "服务", "服务", "的", "〇", "龘靐齉", "网格" * 8, "网格", "𠀀𠀁"]
    together, one_by_one = KernelCutter(kernel()), KernelCutter(kernel())
    together.add_words(words)
    for word in words:
        one_by_one.add_word(word)
    again = [word for word in dict.fromkeys(words) if together.add_word(word) != one_by_one.add_word(word)]
    assert again == []
    runs = ["".join(pair) for pair in zip(words, [*words[1:], "的"], strict=True)] + list(draw_ties(Random(3), 2000))
    assert [run for run in runs if together.cut_for_search(run) != one_by_one.cut_for_search(run)] == []


def test_words_added_to_a_copy_stay_unknown_to_the_first(by_kernel):
    first = KernelCutter(kernel())
    first.add_words(["服务网格"])
    copy = first.copy()
    copy.add_words(["内卷的", "中国农业"])
    assert copy.cut("服务网格内卷的中国农业") == ["服务网格", "内卷的", "中国农业"]
    assert "内卷的" not in first.cut("服务网格内卷的中国农业")
    assert first.copy().cut("内卷的") == first.cut("内卷的")


@pytest.mark.parametrize("parted", ["lines", "characters"])
def test_a_dictionary_that_is_out_of_order_is_read_as_one_that_is(by_kernel, tmp_path, parted):
    lines = (package_folder("jieba") / "dict.txt").read_bytes().splitlines(keepends=True)
    Random(7).shuffle(lines)
    if parted == "characters":  # only the words of one character are out of order among themselves
        lines.sort(key=lambda line: line.decode()[0])
    (tmp_path / "dict.txt").write_bytes(b"".join(lines))
    shuffled, cutter = KernelCutter(kernel(), tmp_path / "dict.txt"), KernelCutter(kernel())
    for run in draw_runs(Random(8), 300):
        assert shuffled.cut_for_search(run) == cutter.cut_for_search(run)
    assert shuffled.add_word("服务网格", None, None) == cutter.add_word("服务网格", None, None)


def test_of_a_word_that_a_dictionary_has_twice_the_last_counts(by_kernel, tmp_path):
    (tmp_path / "dict.txt").write_text("服 1 n\n服务 9 n\n务 1 n\n服务 7 n\n", encoding="utf-8")
    cutter = KernelCutter(kernel(), tmp_path / "dict.txt")
    assert cutter.add_word("服务", None, None) == 7


def test_many_words_are_added(by_kernel):
    words = [chr(0x4E00 + number) + "龘" + chr(0x5E00 + number) for number in range(3000)]
    cutter = KernelCutter(kernel())
    for word in words:
        cutter.add_word(word, 1000)
    assert cutter.cut("".join(words)) == words


def test_queries_are_cut_by_the_kernel_unless_a_word_is_no_chinese_or_there_is_none(by_kernel, monkeypatch):
    assert light_segmenter_for(("内卷",)).segment("服务网格与内卷") == segmenter_for(("内卷",)).segment(
        "服务网格与内卷"
    )
    assert light_segmenter_for(("内卷",)) is not segmenter_for(("内卷",))
    assert light_segmenter_for(("k8s集群",)) is segmenter_for(("k8s集群",))
    monkeypatch.setattr(segmenters, "kernel", lambda: None)
    new = ("仅此一处",)  # no other test has had it kept
    assert light_segmenter_for(new) is segmenter_for(new)


def test_words_of_a_user_dictionary_are_one_word():
    assert FAST.segment("服务网格与内卷") == ["服务网格", "与", "内卷"]


def test_words_added_to_one_segmenter_stay_unknown_to_another():
    assert make_segmenter().segment("服务网格") == ["服务", "网格"]


def test_a_dictionary_that_was_loaded_in_advance_is_nobodys():
    load_dictionaries()
    load_dictionaries()
    assert make_segmenter(["内卷的中国农业"]).segment("内卷的中国农业") == ["内卷的中国农业"]
    assert len(make_segmenter().segment("内卷的中国农业")) > 1


def test_a_long_run_is_cut_in_pieces_and_loses_nothing():
    run = "龘靐齉" * LONGEST_PIECE
    words = FAST.segment(run)
    assert "".join(words) == run


def test_jieba_leaves_no_file_where_others_could_change_it(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    load_jieba()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("word", "expected"),
    [("权限", True), ("成都", True), ("微服务", True), ("权县", False), ("镜象", False), ("", False)],
)
def test_words_in_general_use_are_chinese_with_and_without_the_kernel(word, expected, monkeypatch):
    assert is_chinese(word) == expected
    monkeypatch.setattr(segmenters, "_technical_cutter", lambda: None)
    assert is_chinese(word) == expected
