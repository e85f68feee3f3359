"""Single system calls of each command fail, or it is killed there; and of a search, those that read.

By hand: ``pytest tests/faults/test_failing_calls.py -m slow -s``. Kills at all of them are among what
``test_power_loss.py`` replays.
"""

from collections import Counter
from types import SimpleNamespace

import pytest
from faults.commands import COMMANDS, OLDER, named, search_for_titles
from faults.failing_calls import BROKEN, FULL, KILL, READING, strike_command, strike_question
from faults.recording import can_trace

from indexer.index.format.block_file import BlockFile

pytestmark = pytest.mark.skipif(not can_trace(), reason="needs strace, and the right to trace")
BY_NAME = {each.name: each for each in COMMANDS}


RIGHT = {"right", "right, and the failure is said", "told", "of the index before, which is said"}


def check(outcomes, what, tell_figures):
    ended, wrong = Counter(), []
    for end, found in outcomes:
        ended[end] += 1
        wrong += found
    told = ", ".join(f"{count} {end}" for end, count in sorted(ended.items()))
    tell_figures(f"{what}: {sum(ended.values())} calls: {told}; {len(wrong)} wrong")
    assert wrong == []


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    """An index, and one before it."""
    folder = tmp_path_factory.mktemp("asked")
    BY_NAME["update"].prepare(folder)
    return folder / "disk" / "index"


def ends_of_questions(index, most, dice, **options):
    log = index.with_name("log")
    return strike_question(lambda: search_for_titles(index), log, most, dice, older=f"a0 b0{OLDER}", **options)


@pytest.mark.slow
@pytest.mark.parametrize("fault", [KILL, FULL, BROKEN])
@pytest.mark.parametrize("command", COMMANDS, ids=named)
def test_a_command_survives_the_failure_of_any_call_that_changes_something(
    command, fault, tmp_path, dice, tell_figures
):
    check(strike_command(command, tmp_path, fault, 3, dice), f"{command.name}, {fault}", tell_figures)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["update", "update that withdraws", "rollback"])
def test_a_command_survives_the_failure_of_any_call_that_reads(name, tmp_path, dice, tell_figures):
    outcomes = strike_command(BY_NAME[name], tmp_path, BROKEN, 4, dice, calls=READING)
    check(outcomes, f"{name}, {BROKEN} of reading", tell_figures)


@pytest.mark.parametrize("most", [1, pytest.param(1000, marks=pytest.mark.slow)])
def test_a_search_that_cannot_read_says_so_and_never_answers_wrong(most, index, dice, tell_figures):
    ends = Counter(ends_of_questions(index, most, dice))
    tell_figures(f"a search whose reads fail: {', '.join(f'{count} {end}' for end, count in sorted(ends.items()))}")
    assert set(ends) <= RIGHT


def test_the_same_faults_notice_a_reader_that_takes_what_it_gets(index, dice, monkeypatch):
    """The control: what cannot be read is zero, and nothing is compared with its checksum."""
    careful = BlockFile._read_blocks

    def careless(file, start, stop):
        try:
            return careful(file, start, stop)
        except Exception:  # noqa: BLE001
            return memoryview(bytes(stop - start))

    monkeypatch.setattr(BlockFile, "_read_blocks", careless)
    monkeypatch.setattr("indexer.index.format.block_file.zlib", SimpleNamespace(crc32=lambda _: Equal()))
    assert any(end not in RIGHT for end in ends_of_questions(index, 1000, dice, calls=("pread64",)))


class Equal:
    """Equal to everything."""

    __hash__ = None

    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False
