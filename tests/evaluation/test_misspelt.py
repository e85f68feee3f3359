"""Misspelt queries over four sites: most are suggested what is meant, and good queries nothing else."""

import random
import re

import pytest
from case_files import read_cases
from evaluation.test_floors import DATA, index_site

from indexer.search.results import SearchRequest

SITES = ("servicemesher", "kubernetes", "rust-blog")
CASES = [(*typed.split(": ", 1), meant) for typed, meant in read_cases("search/misspelt.txt")]


@pytest.fixture(scope="module")
def searchers(shared):
    return {name: index_site(shared / "corpora" / name) for name in SITES} | {"sample": index_site(DATA / "posts")}


def suggest(searcher, text):
    return searcher.plan(SearchRequest(text)).suggestion


def test_what_is_meant_is_suggested_for_most_misspelt_queries(searchers):
    missed = [case for case in CASES if case[2] not in (suggest(searchers[case[0]], case[1]) or "")]
    print(f"\n{len(CASES) - len(missed)} of {len(CASES)}; missed: {missed}")
    assert len(CASES) >= 60
    assert len(missed) <= 3


def test_what_posts_say_themselves_is_not_corrected(searchers):
    corrected = []
    for name, searcher in searchers.items():
        chance = random.Random(name)
        for _ in range(200):
            text = searcher.reader.text(chance.randrange(searcher.reader.max_doc))
            words = re.findall(r"[A-Za-z][A-Za-z0-9.+#-]{2,}|[\u4e00-\u9fff]{2,6}", text) or ["x"]
            query = " ".join(chance.choices(words, k=chance.randint(1, 3)))
            corrected += [(name, query, found)] if (found := suggest(searcher, query)) else []
    assert len(corrected) <= 4, corrected
