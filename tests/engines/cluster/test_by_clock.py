"""What is known of a site follows the clock with no update: the same as if the index had been built at that moment."""

import random
from datetime import UTC, datetime, timedelta
from operator import attrgetter

import numpy as np
import pytest
from cluster_stand_in import StandIn
from small_index import make_post, write_index

from indexer.engines.cluster.build.documents import make_documents
from indexer.engines.cluster.by_clock import read_tables_at
from indexer.engines.cluster.manifest import Manifest
from indexer.engines.cluster.planner import ClusterPlanner
from indexer.engines.cluster.published import PublishedIndex
from indexer.engines.cluster.searcher import ClusterSearcher
from indexer.engines.cluster.tables.table_counts import read_tables
from indexer.engines.cluster.tables.table_making import make_tables
from indexer.index.reader.store import open_every_document, open_store
from indexer.posts.period import ALWAYS, NEVER
from indexer.search.results import SearchRequest
from indexer.search.searcher import Searcher
from indexer.search.tuning import Tuning

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
BUILT = BEGIN.timestamp() + 50
WORDS = ("istio", "envoy", "Kubernetes", "服务网格", "熔断器", "gRPC", "quokka", "云原生", "限流", "sidecar")
TAGS = ("Istio", "istio", "Envoy", "网格", "熔断")


def write_posts(rnd):
    """Yield posts that come or go within a hundred seconds, or are there for ever."""
    for number in range(40):
        begin, end = sorted(rnd.sample(range(100), 2))
        bounds = {"visible_from": _second(begin), "visible_until": _second(end)}
        period = {name: bounds[name] for name in bounds if rnd.random() < 0.5}
        yield make_post(
            f"post {number:02}",
            " ".join(rnd.choices(WORDS, k=rnd.randint(1, 12))),
            title=" ".join(rnd.choices(WORDS, k=2)),
            date=rnd.choice([None, _second(begin)]),
            tags=tuple(rnd.sample(TAGS, rnd.randint(0, 2))),
            language=rnd.choice(["zh", "en"]),
            **period,
            translation_key=rnd.choice(["", f"key {number // 3}"]),
        )


def _second(number):
    return BEGIN + timedelta(seconds=number)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("index")
    write_index(folder, sorted(write_posts(random.Random(14)), key=attrgetter("id")), name="Blog")
    return folder


@pytest.fixture(scope="module")
def every(folder):
    return open_every_document(folder)


@pytest.fixture(scope="module")
def stand_in(every):
    return StandIn(make_documents(every))


@pytest.fixture(scope="module")
def published(every):
    counts = read_tables(make_tables(every, BUILT))
    reader = every.at(BUILT)
    return PublishedIndex("posts", Manifest("g-1", 40, {}, BUILT, reader.since, reader.until), counts)


def plain(value):
    """Return a value with arrays as lists, ready to be compared."""
    if isinstance(value, np.ndarray):
        return value.tolist()
    slots = getattr(type(value), "__dataclass_fields__", None)
    return {name: plain(getattr(value, name)) for name in slots} if slots else value


SECONDS = (-5, 0, 13.5, 49, 50, 51, 70, 88.9, 99, 200)


@pytest.mark.parametrize("second", SECONDS)
def test_tables_are_those_of_an_index_built_at_that_moment(second, every, stand_in, published):
    moment = BEGIN.timestamp() + second
    timed = read_tables_at(published, stand_in, moment)
    rebuilt = read_tables(make_tables(every, moment)).tables()
    assert plain(timed.tables) == plain(rebuilt)
    reader = every.at(moment)
    assert max(timed.since, ALWAYS) == max(reader.since, ALWAYS)
    assert min(timed.until, NEVER) == min(reader.until, NEVER)
    assert timed.is_valid_at(moment)
    assert timed.is_valid_at(timed.moment)


@pytest.mark.parametrize("second", SECONDS[2::3])
def test_answers_are_those_of_a_folder_at_that_moment(second, folder, stand_in, published):
    moment = BEGIN.timestamp() + second
    embedded = Searcher(open_store(folder, moment))
    timed = read_tables_at(published, stand_in, moment)
    searcher = ClusterSearcher(ClusterPlanner(stand_in, timed.tables, Tuning(), timed.moment))
    for text in ("istio", "quokka", "", "qoukka", "熔断", "服务网格 sidecar", "tag:istio", "q", "fuwuwangge"):
        request = SearchRequest(text)
        here, there = embedded.search(request), searcher.search(request)
        names = [name for name in here.__slots__ if name != "took_ms"]
        assert [getattr(there, name) for name in names] == [getattr(here, name) for name in names]
        assert searcher.suggest(request, 8) == embedded.suggest(request, 8)
