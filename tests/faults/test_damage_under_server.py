"""Files of an index rot, are cut short and are zeroed under a running server.

By hand: ``pytest tests/faults/test_damage_under_server.py -m slow -s`` for 60 flips, 30 cuts and 30 zeroed ranges.
"""

import http.client
import os
import random
import re
import shutil

import pytest
from faults.running_server import ALTERED, serving
from titled_index import wait_until

from indexer.index.build.options import BuildOptions
from indexer.index.build.rebuild import rebuild
from indexer.index.build.update import update
from indexer.settings.folders import sample_posts

SEED = 20_261_128
QUESTIONS = (
    "",
    "服务网格 流量",
    "kubernetes",
    '"service mesh"',
    '"滚动更新"',
    "rus*",
    "shujuku",
    "数据库 OR sqlite",
    "tag:go",
)
"""Between them they read postings, positions, tokens and texts of most posts."""
MORE = "---\ntitle: 再说服务网格\ndate: 2021-01-01\n---\n\n服务网格 kubernetes rust 数据库\n"
PLACE = re.compile(r"g-\d+/part-0/arrays, bytes (\d+) to (\d+)")


@pytest.fixture(scope="module", params=["copied", "linked"])
def index(tmp_path_factory, request):
    """An index of two generations, the second with a post more: of files of their own, or with most bytes shared."""
    folder = tmp_path_factory.mktemp(request.param)
    shutil.copytree(sample_posts(), folder / "site")
    rebuild(folder / "site", folder / "index", BuildOptions(workers=1))
    (folder / "site" / "more.md").write_text(MORE, encoding="utf-8")
    (update if request.param == "linked" else rebuild)(folder / "site", folder / "index", BuildOptions(workers=1))
    return folder / "index"


class Rot:
    """Damages a file in place, without a trace in its times, and undoes it."""

    def __init__(self, path):
        self._path, self._status, self._data = path, path.stat(), path.read_bytes()
        self._begin = self._end = 0

    def flip(self, dice):
        """Flip a bit."""
        self._begin = dice.randrange(len(self._data))
        self._end = self._begin + 1
        self._write(bytes([self._data[self._begin] ^ 1 << dice.randrange(8)]))

    def cut(self, dice):
        """Cut the file short."""
        self._begin, self._end = dice.randrange(len(self._data)), len(self._data)
        os.truncate(self._path, self._begin)
        self._restore_times()

    def zero(self, dice):
        """Zero up to 64 kB of which at least one byte was not zero."""
        while True:
            self._begin = dice.randrange(len(self._data))
            self._end = min(self._begin + dice.randrange(1, 65536), len(self._data))
            if self._data[self._begin : self._end].strip(b"\0"):
                return self._write(bytes(self._end - self._begin))

    def undo(self):
        self._write(self._data[self._begin : self._end])

    def is_named_by(self, told):
        """Say whether a place that is told to be damaged is of what was done."""
        begin, end = map(int, PLACE.fullmatch(told).groups())
        return begin < self._end and end > self._begin

    def _write(self, data):
        with self._path.open("r+b") as file:
            file.seek(self._begin)
            file.write(data)
        self._restore_times()

    def _restore_times(self):
        os.utime(self._path, ns=(self._status.st_atime_ns, self._status.st_mtime_ns))


@pytest.fixture(scope="module")
def answers(index):
    """What each generation answers to each question."""
    generations = sorted(index.glob("g-*"))
    pointer, answers = (index / "CURRENT").read_text(), {text: [] for text in QUESTIONS}
    for generation in generations:
        (index / "CURRENT").write_text(pointer if generation == generations[-1] else "damaged")
        hidden = [each.rename(each.with_suffix(".away")) for each in generations if each != generation]
        with serving(index) as server:
            for text in QUESTIONS:
                answers[text].append(server.search(text))
        for each in hidden:
            each.rename(each.with_suffix(""))
    (index / "CURRENT").write_text(pointer)
    return answers


def ask_all(server, answers):
    """Ask everything, and return how many answers were wrong, and how many were refused."""
    wrong = refused = 0
    for text in QUESTIONS:
        found = server.search(text)
        if isinstance(found, http.client.HTTPResponse):
            assert (found.status, found.getheader("Content-Type")) == (503, "application/problem+json"), found.body
            assert int(found.getheader("Retry-After")) > 0
            refused += 1
        else:
            wrong += found not in answers[text]
    return wrong, refused


def damage_and_ask(server, rot, how, dice, answers):
    """Damage, ask, wait until the damage is named, ask again; undo it, and wait until all is well."""
    getattr(rot, how)(dice)
    counted = [ask_all(server, answers)]
    wait_until(lambda: server.health().get("damaged"))
    assert any(rot.is_named_by(told) for told in server.health()["damaged"]), server.health()
    counted.append(ask_all(server, answers))
    rot.undo()
    wait_until(lambda: server.health()["status"] == "ok")
    return tuple(sum(row) for row in zip(*counted, strict=True))


def check(index, answers, times, tell_figures):
    """Damage the newest generation so many times in each way, under a running server."""
    dice = random.Random(SEED)
    rot = Rot(index / "g-2" / "part-0" / "arrays")
    with serving(index, "--verify-hours", "0.00001", program=(ALTERED, "hasty")) as server:
        for how, count in times.items():
            done = [damage_and_ask(server, rot, how, dice, answers) for _ in range(count)]
            wrong, refused = (sum(row) for row in zip(*done, strict=True))
            asked = count * 2 * len(QUESTIONS)
            tell_figures(
                f"{how}: {count} times, all named; {asked} questions, {wrong} wrong, {refused} refused; seed {SEED}"
            )
            assert not wrong
            assert server.is_alive()
        assert ask_all(server, answers) == (0, 0)


def test_no_damage_gives_a_wrong_answer_or_ends_the_server_and_each_is_named(index, answers, tell_figures):
    check(index, answers, {"flip": 4, "cut": 2, "zero": 2}, tell_figures)


@pytest.mark.slow
def test_no_damage_of_many_gives_a_wrong_answer_or_ends_the_server_and_each_is_named(index, answers, tell_figures):
    check(index, answers, {"flip": 60, "cut": 30, "zero": 30}, tell_figures)


def test_damage_is_told_to_monitoring(index):
    rot = Rot(index / "g-2" / "part-0" / "arrays")
    with serving(index, "--verify-hours", "0.00001", program=(ALTERED, "hasty")) as server:
        rot.zero(random.Random(SEED))
        wait_until(lambda: b'search_index_damaged{place="g-2/part-0/arrays, bytes ' in server.get("/metrics").body)
        rot.undo()
        wait_until(lambda: b"search_index_damaged{" not in server.get("/metrics").body)


def test_without_checksums_answers_are_wrong_or_the_server_fails(index, answers, tell_figures):
    """The control: damage to a server that takes every checksum for right."""
    dice, faults, tried = random.Random(SEED), 0, 0
    rot = Rot(index / "g-2" / "part-0" / "arrays")
    while not faults and tried < 3:
        tried += 1
        rot.zero(dice)
        try:
            with serving(index, program=(ALTERED, "unverified")) as server:
                faults += count_faults(server, answers)
        except (OSError, IndexError):  # it did not even start, or it is gone
            faults += len(QUESTIONS)
        finally:
            rot.undo()
    asked = tried * len(QUESTIONS)
    tell_figures(f"without checksums: {faults} of {asked} questions answered wrong or not at all, seed {SEED}")
    assert faults


def count_faults(server, answers):
    """Return how many answers are neither right nor refused as they should be."""
    found = [(server.search(text), answers[text]) for text in QUESTIONS]
    return sum(
        each.status != 503 if isinstance(each, http.client.HTTPResponse) else each not in right for each, right in found
    )
