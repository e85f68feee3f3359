import pytest
from small_index import ANALYZER, make_post, make_searcher

from indexer.search.matching.lookup import Lookup
from indexer.search.query.expansions.numbered_names import expand_numbered
from indexer.search.query.words import WordReader
from indexer.search.results import SearchRequest

WORDS = WordReader(ANALYZER, frozenset({"in"}))
SITE = make_searcher(
    make_post("together", "用 Vue3 搭建 前端 项目 的 过程", title="Vue3"),
    make_post("apart", "用 Vue 3 搭建 前端 项目 的 过程", title="Vue 3"),
    *(make_post(f"older{number}", "Vue 的变化", title="Vue") for number in range(3)),
    *(make_post(f"chapter{number}", "第 3 章") for number in range(3)),
    make_post("version", "Go 1.14 发布"),
    make_post("patch", "Kotlin 1.9.20 发布"),
    make_post("grouped", "共 1,000,000 条"),
    make_post("plain", "共 2345678 条"),
    make_post("price", "It costs 12,500.75 in all"),
    make_post("sum", "It comes to 31415.92 a year"),
    make_post("size", "Takes 250ms and 64 GB of it"),
)


def expand(text, weight=0.95, **options):
    return [str(each) for each in expand_numbered(WORDS.read(text, **options), WORDS, Lookup(SITE.snapshot), weight)]


@pytest.mark.parametrize(
    ("text", "expansions"),
    [
        ("vue3", ["vue3 = vue 3"]),
        ("go1.14", ["go1.14 = go 1.14"]),
        ("vue 3", ["vue 3 = vue3"]),
        ("ios 18 升级 centos7", ["centos7 = centos 7", "ios 18 = ios18"]),
        ("16GB 内存", ["16gb = 16 gb"]),
        ("内存 16 GB", ["16 gb = 16gb"]),
        ("1.5gb", ["1.5gb = 1.5 gb"]),
        ("1000000 人", ["1000000 = 1,000,000"]),
        ("8080", ["8080 = 8,080"]),
        ("有 1,234,567 人", ["1 234 567 = 1234567"]),
        ("1 000 000", ["1 000 = 1000000"]),
        ("12500", ["12500 = 12,500 | 12,500.x"]),
        ("12,500", ["12 500 = 12500 | 12,500.x"]),
        ("12500.75", ["12500.75 = 12,500.75"]),
        ("12,500.75", ["12 500.75 = 12500.75"]),
        ("31415", ["31415 = 31,415 | 31415.x"]),
    ],
)
def test_a_name_with_a_number_is_looked_for_together_and_apart(text, expansions):
    assert expand(text) == expansions


@pytest.mark.parametrize(
    "text",
    [
        "k8s",
        "h264",
        "x86",
        "p2p",
        "3d",
        "in2",
        "2024 2025",
        "c 3",
        "网络 3",
        "vue x 3",
        "5g",
        "16gbx",
        "gb 网络",
        "2019",
        "1 23",
        "0123",
    ],
)
def test_other_letters_and_digits_are_not(text):
    assert expand(text) == []


def test_a_weight_of_zero_turns_it_off():
    assert expand("vue3", 0) == []


def test_titles_alone_are_searched_as_typed():
    assert expand("vue3", in_title=True) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("vue3", ["together.md", "apart.md"]),
        ("go1.14", ["version.md"]),
    ],
)
def test_posts_that_write_it_as_typed_come_first_and_all_of_them_are_complete(text, found):
    results = SITE.search(SearchRequest(text))
    assert [hit.id for hit in results.hits] == found
    assert (results.complete, results.notes) == (len(found), ())


def test_a_number_typed_apart_finds_it_together():
    results = SITE.search(SearchRequest("vue 3"))
    assert [hit.id for hit in results.hits][:2] == ["apart.md", "together.md"]
    assert results.complete == 2


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1000000", "grouped"),
        ("1,000,000", "grouped"),
        ("2345678", "plain"),
        ("2,345,678", "plain"),
        ("12500", "price"),
        ("12500.75", "price"),
        ('"12,500"', "price"),
        ('"costs 12,500 in all"', "price"),
        ('"costs 12，500"', "price"),
        ("31415", "sum"),
        ("31,415.92", "sum"),
        ("250 ms", "size"),
        ("64gb", "size"),
    ],
)
def test_a_number_is_found_with_and_without_commas_and_with_its_unit_beside_or_apart(text, found):
    results = SITE.search(SearchRequest(text))
    assert [hit.id for hit in results.hits] == [f"{found}.md"]
    assert results.complete == 1


@pytest.mark.parametrize("text", ["kotlin1.9", "kotlin7"])
def test_a_numbered_name_that_no_post_has_is_its_name_and_number(text):
    assert [hit.id for hit in SITE.search(SearchRequest(text)).hits] == ["patch.md"]


PADDED = make_searcher(
    make_post("together", "颱風", title="環島 Day02", language="zh"),
    make_post("apart", "颱風", title="環島 Day 03", language="zh"),
    make_post("bare", "颱風", title="環島 Day 4", language="zh"),
    make_post("chinese", "颱風", title="第 05 章", language="zh"),
    *(make_post(f"other{number}", "颱風 1 2 3 4 5 6", title="環島", language="zh") for number in range(4)),
)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("環島 day2", "together"),
        ("環島 day 2", "together"),
        ("day3", "apart"),
        ("環島 day 3", "apart"),
        ("day04", "bare"),
        ("day 04", "bare"),
        ("第5章", "chinese"),
    ],
)
def test_a_number_of_one_digit_is_found_with_a_zero_before_it_and_without(text, first):
    assert next(iter(PADDED.find(text, 1))) == f"{first}.md"


@pytest.mark.parametrize(
    ("text", "expansions"),
    [("in2", []), ("day 20", ["day 20 = day20"]), ("day 002", ["day 002 = day002"]), ("2 day", [])],
)
def test_other_numbers_get_no_zero(text, expansions):
    found = expand_numbered(WORDS.read(text), WORDS, Lookup(PADDED.snapshot), 0.95)
    assert list(map(str, found)) == expansions
