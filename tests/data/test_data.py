"""What is shipped in ``data/`` keeps its own promises."""

import json
import re
import tomllib
from collections import Counter, defaultdict
from datetime import datetime
from pathlib import Path

import jieba
import opencc
import pytest
import yaml
from small_index import ANALYZER

from indexer.search.query.expansions.thesaurus import LONGEST_TERM
from indexer.search.query.words import WordReader
from indexer.text.analysis.folding import fold_text
from indexer.text.analysis.word_forms import _STEMMERS
from indexer.text.lexicon.word_lists import stop_words, unstemmed_words

DATA = Path(__file__).resolve().parents[2] / "data"
POSTS = sorted((DATA / "posts").rglob("*.md"))
FENCES = {"-": ("---\n", "---\n", yaml.safe_load), "+": ("+++\n", "+++\n", tomllib.loads)}
LOOK_ALIKES = {("load", "balanc")}
"""A load balancer and load balancing: the stemmer makes one of them."""
MUST_BE_FOUND = (Path(__file__).parent / "must_be_found.txt").read_text(encoding="utf-8").splitlines()


def front_matter(path):
    text = path.read_text(encoding="utf-8")
    if text.startswith("{"):
        return json.JSONDecoder().raw_decode(text)[0]
    opening, closing, load = FENCES[text[0]]
    head, found, _ = text.removeprefix(opening).partition(f"\n{closing}")
    assert found, f"{path}: the front matter is never closed"
    return load(head)


def entries(name):
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith(("# ", "#\t"))]


def rows(name):
    return [line.split("\t") for line in entries(name)]


META = {path.relative_to(DATA / "posts").as_posix(): front_matter(path) for path in POSTS}


@pytest.mark.parametrize("post_id", META)
def test_a_sample_post_says_its_title_authors_and_draft_state(post_id):
    meta = META[post_id]
    assert isinstance(meta["title"], str)
    assert isinstance(meta["authors"], list)
    assert meta["draft"] in (True, False)
    assert re.fullmatch(r"[a-z0-9./-]+\.md", post_id)


def test_the_three_front_matter_formats_are_there_in_number():
    first = Counter(path.read_text(encoding="utf-8")[0] for path in POSTS)
    assert first == {"-": 32, "+": 8, "{": 4}


def test_two_posts_are_drafts_one_is_kept_from_search_and_one_has_no_date():
    assert [post_id for post_id, meta in META.items() if meta["draft"]] == [
        "life/kyoto-draft.md",
        "llm/agents-draft.md",
    ]
    assert [post_id for post_id, meta in META.items() if meta.get("search") is False] == ["blogging/about.md"]
    assert [post_id for post_id, meta in META.items() if "date" not in meta] == [
        "kubernetes/glossary-cheatsheet/index.md"
    ]


def test_every_date_has_a_zone_and_lies_between_2018_and_2026():
    for meta in META.values():
        date = meta.get("date")
        if isinstance(date, str):
            date = datetime.fromisoformat(date)
        assert date is None or (date.tzinfo is not None and 2018 <= date.year <= 2026)


def test_every_translation_stands_beside_its_original():
    translations = [path for path in POSTS if path.name.endswith(".en.md")]
    assert len(translations) == 3
    assert all(Path(str(path).replace(".en.md", ".md")).is_file() for path in translations)


@pytest.mark.parametrize("word", MUST_BE_FOUND)
def test_a_word_that_must_be_findable_stands_in_a_published_post(word):
    published = [
        DATA / "posts" / post_id for post_id, meta in META.items() if not meta["draft"] and meta.get("search", True)
    ]
    assert any(word in path.read_text(encoding="utf-8") for path in published)


@pytest.mark.parametrize(
    "name",
    [
        "words/stopwords.zh.txt",
        "words/stopwords.en.txt",
        "words/unstemmed.en.txt",
        "words/spellings.en.tsv",
        "words/technical.txt",
        "words/regional.tsv",
        "words/everyday.tsv",
    ],
)
def test_a_list_says_its_source_and_licence_first_and_nothing_twice(name):
    first = (DATA / name).read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# ")
    assert "Source: written for this project. Licence: MIT." in first
    repeated = [line for line, count in Counter(entries(name)).items() if count > 1]
    assert repeated == []


def test_words_are_kept_from_the_stemmer_that_it_would_change():
    words = entries("words/unstemmed.en.txt")
    assert (words, unstemmed_words()) == (sorted(set(words)), frozenset(words))
    assert not set(words).intersection(_STEMMERS.stem(words))


@pytest.mark.parametrize("name", ["words/stopwords.zh.txt", "words/stopwords.en.txt"])
def test_stop_words_are_sorted_and_folded(name):
    words = entries(name)
    assert words == sorted(words)
    assert all(word == word.casefold().strip() for word in words)


def test_no_stop_word_denies_anything():
    words = {*entries("words/stopwords.zh.txt"), *entries("words/stopwords.en.txt")}
    assert words.isdisjoint({"不", "没", "没有", "无", "非", "no", "not", "without"})


def test_no_technical_word_is_one_the_segmenter_already_knows():
    words = entries("words/technical.txt")
    segmenter = jieba.Tokenizer()
    segmenter.initialize()
    known = [w for w in words if segmenter.FREQ.get(w) and segmenter.lcut(w, HMM=False) == [w]]
    assert known == []
    assert len(words) >= 800
    assert all(re.fullmatch(r"[\u4e00-\u9fff]{2,8}", word) for word in words)


def test_a_regional_word_is_listed_only_where_opencc_gives_another():
    pairs = rows("words/regional.tsv")
    to_mainland, to_taiwan = opencc.OpenCC("tw2sp").convert, opencc.OpenCC("s2twp").convert
    assert len(pairs) >= 300
    assert [[here, there] for here, there in pairs if to_mainland(here) == there and to_taiwan(there) == here] == []
    assert len({traditional for traditional, _ in pairs}) == len(pairs)


def glossary_terms():
    """Return each term of the glossary with the number of its entry."""
    columns = ((number, column) for number, row in enumerate(rows("glossary.tsv")) for column in row)
    return [(number, term) for number, column in columns for term in column.split("|")]


def test_the_glossary_has_two_columns_and_no_term_twice():
    terms = Counter(fold_text(term) for _, term in glossary_terms())
    assert len(rows("glossary.tsv")) >= 2000
    assert all(len(row) == 2 for row in rows("glossary.tsv"))
    assert all(term and term == term.strip() for term in terms)
    assert [term for term, count in terms.items() if count > 1] == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("年度回顾", "年终总结"),
        ("劳动节", "五一"),
        ("旅游", "旅行"),
        ("最小生成树", "MST"),
        ("深搜", "DFS"),
        ("连不上", "无法连接"),
    ],
)
def test_the_glossary_has_other_names_of_everyday_things_and_of_algorithms(typed, said):
    numbers = {term: number for number, term in glossary_terms()}
    assert numbers[typed] == numbers[said]


def test_no_term_of_the_glossary_is_a_stop_word_or_nothing_once_folded_or_too_long():
    reader = WordReader(ANALYZER, stop_words())
    terms = [term for _, term in glossary_terms()]
    assert [term for term in terms if all(map(reader.is_stop_word, reader.read(term)))] == []
    assert [term for term in terms if len(reader.read(term)) > LONGEST_TERM] == []


def test_no_words_stand_in_two_entries_of_the_glossary_that_a_query_cannot_tell_apart():
    reader, owners = WordReader(ANALYZER), defaultdict(set)
    for number, term in glossary_terms():
        if term.isascii():
            owners[tuple(word.terms[0] for word in reader.read(term))].add(number)
    assert {key for key, numbers in owners.items() if len(numbers) > 1} <= LOOK_ALIKES


def test_every_judged_query_has_an_answer_and_every_answer_is_a_published_post():
    queries = rows("queries/sample.tsv")
    judgments = [line.split() for line in entries("queries/sample.qrels.txt")]
    published = {i for i, meta in META.items() if not meta["draft"] and meta.get("search", True)}
    assert len(queries) >= 70
    assert {query[0] for query in queries} == {judgment[0] for judgment in judgments}
    assert {judgment[2] for judgment in judgments} <= published
    assert {judgment[3] for judgment in judgments} == {"1", "2", "3"}


def test_the_judged_queries_are_of_every_kind():
    kinds = Counter(kind for _, kind, _ in rows("queries/sample.tsv"))
    assert min(kinds.values()) >= 3
    assert len(kinds) == 11


@pytest.mark.parametrize("path", sorted((DATA / "queries").glob("*-*.tsv")), ids=lambda path: path.stem)
def test_every_judged_query_of_a_corpus_has_a_half_and_judgments(path):
    asked = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    judged = {line.split()[0] for line in entries(f"queries/{path.stem}.qrels.txt")}
    assert {half for _, _, half, _ in asked} == {"tune", "held"}
    assert {query for query, *_ in asked} == judged
