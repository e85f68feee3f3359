import pytest

from indexer.index.generations.floor import FLOOR, read_floor, write_floor


@pytest.fixture
def floor(tmp_path):
    write_floor(tmp_path, 12, 0o644)
    return tmp_path / FLOOR


def test_where_nothing_was_withdrawn_every_generation_may_be_opened(tmp_path):
    assert read_floor(tmp_path) == 0


def test_the_lowest_number_is_read_as_it_was_written_and_can_be_raised(floor):
    assert read_floor(floor.parent) == 12
    assert floor.stat().st_mode & 0o777 == 0o644
    write_floor(floor.parent, 13, 0o600)
    assert read_floor(floor.parent) == 13
    assert floor.stat().st_mode & 0o777 == 0o600


def test_every_flipped_bit_every_cut_and_everything_behind_is_damage(floor):
    data = floor.read_bytes()
    flipped = [
        bytes(byte ^ (at == place) << bit for at, byte in enumerate(data))
        for place in range(len(data))
        for bit in range(8)
    ]
    cut = [data[:length] for length in range(len(data))]
    for damaged in (*flipped, *cut, data + b"\n", data + data, b"g-13" + data[4:]):
        floor.write_bytes(damaged)
        assert read_floor(floor.parent) is None, damaged


def test_a_floor_that_the_system_does_not_give_is_an_error_and_no_damage(tmp_path):
    (tmp_path / FLOOR).mkdir()
    with pytest.raises(OSError, match=FLOOR):
        read_floor(tmp_path)
