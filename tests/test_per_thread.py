import threading

import pytest

from indexer.per_thread import PerThread


def test_each_thread_has_its_own_made_when_it_first_asks():
    made = []
    each = PerThread(lambda: made.append(threading.get_ident()) or object())
    assert made == []
    found = [each.kept, each.kept]
    other = threading.Thread(target=lambda: found.append(each.kept))
    other.start()
    other.join()
    assert (found[0] is found[1], found[0] is found[2], len(made)) == (True, False, 2)


def test_what_could_not_be_made_is_made_when_it_is_asked_for_again():
    left = [0, 1]
    each = PerThread(lambda: 1 / left.pop(0))
    with pytest.raises(ZeroDivisionError):
        _ = each.kept
    assert each.kept == 1
