import pytest
from small_index import make_post, make_searcher

from indexer.search.query.spelling.spelling import Speller

SPELLER = Speller(
    make_searcher(
        make_post("a", "kubernetes kubernetes ingress ingress service mesh observability maxsurge"),
        make_post("b", "Kubernetes ingress. 服务网格的流量管理。服务网格。"),
        make_post("c", "服务网格和流量管理。", tags=("服务网格", "流量管理")),
        make_post("d", "TCP/IP, CI/CD, is it so"),
    ).reader,
    frozenset({"is", "it"}),
)


@pytest.mark.parametrize(
    ("typed", "better"),
    [
        ("kubrenetes", "kubernetes"),
        ("kubernets", "kubernetes"),
        ("ingres", "ingress"),
        ("observabilty", "observability"),
        ("servicemesh", "service mesh"),
        ("fuwuwangge", "服务网格"),
        ("fwwg", "服务网格"),
        ("fuwuwange", "服务网格"),
        ("fuwwuangge", "服务网格"),
        ("liulianguanli", "流量管理"),
        ("niuniangguanni", None),
        ("wuwuwangge", None),
        ("mesh", None),
        ("xyzzyq", None),
        ("abc", None),
    ],
)
def test_the_nearest_word_of_the_site_is_found(typed, better):
    assert SPELLER.correct(typed) == better


@pytest.mark.parametrize(
    ("typed", "better"),
    [
        ("shanghai", None),  # 上来 is one letter away
        ("zhejiang", None),  # 这件, but for an ending that hardly anybody mixes up
        ("jinxiang", "镜像"),
        ("rognqi", "容器"),
        ("sangxian", "上线"),
    ],
)
def test_whole_syllables_of_pinyin_are_another_word_unless_many_speakers_say_it_so(typed, better):
    speller = Speller(make_searcher(*(make_post(name, "上来。这件。镜像。容器。上线。") for name in "ab")).reader)
    assert speller.correct(typed) == better


@pytest.mark.parametrize(("heard", "meant"), [("服务往格", ["服务网格"]), ("服务网格", []), ("苹果香蕉", [])])
def test_chinese_is_understood_by_its_sound(heard, meant):
    assert SPELLER.pinyin.hear(heard) == meant


def test_a_word_two_mistakes_away_is_meant_if_it_is_well_known_and_begins_alike():
    speller = Speller(make_searcher(make_post("a", "netassert observability"), make_post("b", "observability")).reader)
    assert speller.correct_letters("observebilty") == "observability"
    assert speller.correct_letters("ebservebility") is None
    assert speller.correct_letters("netesserv") is None  # a single post has netassert
    assert speller.correct_letters("netasert") == "netassert"


def test_no_word_is_corrected_to_one_that_is_itself_another_misspelt():
    posts = (make_post(str(n), "kubernetes" if n else "kubernetes kubernets") for n in range(65))
    speller = Speller(make_searcher(*posts).reader)
    assert speller.correct_letters("kubrnets") == "kubernetes"


def test_tables_and_dictionary_are_there_once_they_were_prepared(monkeypatch):
    speller = Speller(make_searcher(*(make_post(str(n), "服务网格 kubernetes") for n in range(64))).reader)
    speller.prepare()
    for module in ("latin_words", "pinyin_speller", "real_words"):
        monkeypatch.setattr(f"indexer.search.query.spelling.{module}.LetterTable", None)
    assert speller.correct("kubrenetes") == "kubernetes"
    assert speller.correct("fuwwuangge") == "服务网格"
    assert speller.real_words.find("kuberntes", 1) == "kubernetes"


@pytest.mark.parametrize(
    ("typed", "better"),
    [("tcpip", "tcp ip"), ("cicd", "ci cd"), ("isit", None), ("ip", None), ("ipip", "ip ip"), ("tcpipx", None)],
)
def test_an_abbreviation_that_was_typed_with_its_neighbour_as_one_is_parted(typed, better):
    assert SPELLER.correct(typed) is None
    assert SPELLER.split_short(typed) == better
