from collections import Counter
from random import Random

import pytest
from text.threads import THREADS, run_at_once

from indexer.text.memo import Memo, Once, memo


def test_each_result_is_made_once_in_all_threads():
    made = Counter()

    def make(key):
        made[key] += 1
        return -key

    shared = Memo(make, limit=5000)
    found = run_at_once(lambda number: {key: shared(key) for key in Random(number).sample(range(5000), 5000)})
    assert found == [{key: -key for key in range(5000)}] * THREADS
    assert set(made.values()) == {1}


def test_the_oldest_results_go_when_there_are_too_many():
    asked = []
    shared = memo(limit=2)(lambda key: asked.append(key) or key)
    assert [shared(key) for key in (1, 2, 1, 3, 2, 1)] == [1, 2, 1, 3, 2, 1]
    assert asked == [1, 2, 3, 1]
    assert len(shared._results) == 2


def test_results_are_right_while_old_ones_go():
    shared = Memo(str, limit=3)
    found = run_at_once(lambda number: [shared(key % 7) for key in range(number, 3000 + number)])
    assert found == [[str(key % 7) for key in range(number, 3000 + number)] for number in range(THREADS)]
    assert len(shared._results) == 3


def test_what_is_forgotten_is_made_again():
    asked = []
    shared = memo(limit=2)(lambda key: asked.append(key) or key)
    assert [shared(1), shared.forget(), shared(1)] == [1, None, 1]
    assert asked == [1, 1]


def test_what_fails_is_tried_again():
    shared = Memo({}.__getitem__, limit=1)
    for _ in range(2):
        with pytest.raises(KeyError):
            shared(1)


def test_a_thing_is_loaded_once_in_all_threads():
    made = []
    load = Once(lambda: made.append(1) or object())
    assert len(set(map(id, run_at_once(lambda _: load())))) == len(made) == 1


def test_nothing_is_a_result_too():
    made = []
    load = Once(lambda: made.append(1))
    assert [load(), load(), made] == [None, None, [1]]
