"""A search never fails: posts of every shape, each of their words asked for, on pages of every size."""

import random
import re
from dataclasses import replace
from datetime import UTC, datetime

import orjson
import pytest
from search.snippets.post_maker import PostMaker
from shown_text import check_hit
from site_reading import read_posts
from small_index import read_index

from indexer.posts.post import Dialect
from indexer.search.json_text import write_json
from indexer.search.payload import results_payload, suggestions_payload
from indexer.search.results import MAX_PER_PAGE, MAX_QUERY_LENGTH, SearchRequest, Sort
from indexer.search.searcher import Searcher

SITES, POSTS, QUERIES = 4, 7, 70
NOW = datetime(2024, 6, 1, tzinfo=UTC)
DIALECTS = tuple(Dialect(name) for name in ("plain", "hugo", "zola", "jekyll", "hexo"))


@pytest.mark.parametrize("number", range(SITES))
def test_every_question_to_posts_of_any_shape_is_answered(tmp_path, run_seed, number):
    chance = random.Random(f"{run_seed} {number}")
    searcher = Searcher(read_index(*make_parts(tmp_path, chance), dead=chance.choice(([], [0]))))
    questions = sorted(list_questions(searcher.reader, chance))
    for text in chance.sample(questions, min(QUERIES, len(questions))):
        typing = chance.random() < 0.5
        for sort in Sort:
            check_pages(
                searcher, SearchRequest(text, sort=sort, search_as_you_type=typing), (1, chance.randint(2, POSTS))
            )
        suggested = suggestions_payload(text, searcher.suggest(SearchRequest(text), 8))
        assert len(orjson.loads(write_json(suggested))["suggestions"]) <= 8


def test_every_page_of_every_size_is_answered(tmp_path, run_seed):
    chance = random.Random(f"{run_seed} sizes")
    searcher = Searcher(read_index(*make_parts(tmp_path, chance)))
    for text in ("", chance.choice(sorted(list_questions(searcher.reader, chance)))):
        check_pages(searcher, SearchRequest(text, sort=chance.choice(tuple(Sort))), range(1, MAX_PER_PAGE + 1))


def test_the_last_post_of_a_page_may_end_in_a_heading(tmp_path):
    """Seen before: three such posts were enough for an IndexError."""
    for name in "abc":
        tmp_path.joinpath(f"{name}.md").write_text("## whitespace heading", encoding="utf-8")
    searcher = Searcher(read_index(read_posts(tmp_path)))
    check_pages(searcher, SearchRequest("whitespace"), (1, 2, 3))


def make_parts(folder, chance):
    """Write posts, read them as a site is read, and divide them among the parts of an index."""
    maker = PostMaker(chance)
    for number in range(POSTS):
        folder.joinpath(f"{number}.md").write_text(maker.make(), encoding="utf-8")
    posts = [replace(post, dialect=chance.choice(DIALECTS)) for post in read_posts(folder, NOW)]
    border = chance.randint(0, len(posts))
    return [part for part in (posts[:border], posts[border:]) if part]


def list_questions(reader, chance):
    """Return every word of the posts; of each also half, as a prefix, in quotes with what follows, and cut anywhere."""
    asked = {"", "#", "\u200b", "😀", '""', "*"}
    for doc in range(reader.max_doc):
        text = reader.text(doc)
        words = text.split()
        asked.update(words, re.findall(r"\w+", text), re.findall(r"[\u4e00-\u9fff]", text))
        for at, word in enumerate(words):
            half = word[: chance.randint(1, len(word))]
            start = chance.randrange(len(text))
            asked |= {half, f"{half}*", f'"{" ".join(words[at : at + chance.randint(1, 4)])}"', f"title:{word}"}
            asked |= {text[start : start + chance.randint(1, 30)], f"{word} {chance.choice(words)}"}
    return {text[:MAX_QUERY_LENGTH] for text in asked}


def check_pages(searcher, request, sizes):
    """Read the answer to one question page by page, in pages of each of some sizes."""
    orders = [tuple(read_all(searcher, replace(request, per_page=size))) for size in sizes]
    assert all(each == orders[0] for each in orders), request


def read_all(searcher, request):
    """Yield the ids of all that is found, and of an empty page behind it nothing."""
    total = searcher.search(request).total
    seen = set()
    for page in range(1, total // request.per_page + 3):
        results = searcher.search(replace(request, page=page))
        assert len(results.hits) <= request.per_page, request
        assert orjson.loads(write_json(results_payload(results)))["total"] == results.total == total, request
        for hit in results.hits:
            check_hit(hit, request)
            seen.add(hit.id)
            yield hit.id
    assert len(seen) == total, request
