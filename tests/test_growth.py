"""The control of ``growth``: it tells the square of an input from the input."""

from growth import grows_in_proportion


def test_work_by_the_square_is_told_from_work_by_the_number():
    assert grows_in_proportion(lambda count: sum(range(count)), 1_000)
    assert not grows_in_proportion(lambda count: sum(range(count * count)), 100)
