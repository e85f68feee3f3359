import pytest
from small_index import make_post, make_searcher

from indexer.errors import DeadlineExceededError
from indexer.search.deadline import NotAtOnceError, at_once, before_waiting, check_deadline, time_limit
from indexer.search.results import SearchRequest

SEARCHER = make_searcher(make_post("mesh", "service mesh"))


def test_without_a_limit_nothing_is_stopped():
    check_deadline()


def test_a_search_whose_time_is_up_is_stopped():
    with time_limit(0), pytest.raises(DeadlineExceededError, match="took longer than it may"):
        SEARCHER.search(SearchRequest("mesh"))


def test_a_search_within_its_time_is_answered():
    with time_limit(60):
        assert SEARCHER.search(SearchRequest("mesh")).total == 1


def test_a_limit_ends_with_its_block():
    with time_limit(0):
        pass
    check_deadline()


def test_a_limit_inside_another_never_lengthens_it():
    with time_limit(0), time_limit(60), pytest.raises(DeadlineExceededError):
        check_deadline()


@pytest.mark.parametrize("limits", [(0, 60), (60, 0)], ids=["processor", "clock"])
def test_what_is_to_be_done_at_once_ends_when_it_takes_longer(limits):
    with at_once(*limits), pytest.raises(NotAtOnceError):
        SEARCHER.search(SearchRequest("mesh"))
    SEARCHER.search(SearchRequest("mesh"))


def test_what_is_to_be_done_at_once_waits_for_nobody():
    before_waiting()
    with at_once(60, 60), time_limit(60), pytest.raises(NotAtOnceError):
        before_waiting()
    with at_once(60, 60):
        assert SEARCHER.search(SearchRequest("mesh")).total == 1
