"""After any step in the life of a site, ``update`` makes what ``rebuild`` would: sites of five generators, at random.

By hand: ``pytest tests/index/test_histories.py -m slow -s --hypothesis-seed=1`` for longer histories from another seed.
"""

import random
import shutil

import pytest
from index_answers import require_same_index
from site_history import GENERATORS, SiteHistory

from indexer.index.build import rebuild as rebuilding
from indexer.index.build import update as updating
from indexer.index.build.changes import revised, withdrawal
from indexer.index.build.options import BuildOptions
from indexer.index.build.passes.survey import Findings
from indexer.index.build.rebuild import rebuild
from indexer.index.build.update import update
from indexer.posts.post import HideRule, IncludePolicy

QUERIES = (
    "", "服务网格", "service mesh", "内卷", "sidecar 边车", '"service mesh"', '"流量管理"', "流量管理", "kube*",
    "tag:istio", "lang:en", "date:2023", "kubernets", "fuwuwangge", "服务往格", "C++", "-istio 服务", "envoy OR 网关",
    "可观测性管理", "网格化", "rat race", "adjacent lock", "邻键锁", "重试风暴", "bianyiqi", "繁体中文",
    "after:2024-02-01", "第 3 篇", "tick",
)  # fmt: skip
TYPED = ("i", "可", "k", "第", "z", "se", "wang", "bian", "服", "邻", "ret")
SEED, STEPS, POSTS = 20_261_128, 3, 9
LONG_STEPS, LONG_ROUNDS = 12, 2


def options(history):
    rules = tuple(map(HideRule.parse, history.rules))
    return BuildOptions(IncludePolicy(hide_when=rules), force=True, workers=1, now=history.now)


def play(folder, name, seed, steps):
    """Change a site step by step, and compare its updated index with a rebuilt one after each.

    Returns:
        How many updates there were, and how many of them built upon what there was.

    Raises:
        AssertionError: They differ; names the seed and the steps so far.
    """
    chance = random.Random(f"{name} {seed}")
    history = SiteHistory(folder / "site", GENERATORS[name], chance)
    root, fresh = folder / "index", folder / "fresh"
    history.begin(POSTS)
    rebuild(history.folder, root, options(history))
    upon = 0
    for _ in range(steps):
        history.step()
        upon += update(history.folder, root, options(history)).changes is not None
        shutil.rmtree(fresh, ignore_errors=True)
        rebuild(history.folder, fresh, options(history))
        now = history.now.timestamp()
        moments = now, now + chance.randint(-60, 60) * 86_400
        try:
            require_same_index(root, fresh, moments[: chance.randint(1, 2)], QUERIES, TYPED)
        except AssertionError as error:
            raise AssertionError(f"{name}, seed {seed}, after {', '.join(history.steps)}: {error}") from error
    return steps, upon


@pytest.mark.parametrize("name", GENERATORS)
def test_after_each_step_of_a_history_an_update_equals_a_rebuild(tmp_path, name):
    steps, upon = play(tmp_path, name, SEED, STEPS)
    assert 0 < upon <= steps


@pytest.mark.slow
@pytest.mark.parametrize("name", GENERATORS)
def test_after_each_step_of_long_histories_an_update_equals_a_rebuild(tmp_path, name, run_seed, tell_figures):
    played = []
    for number in range(LONG_ROUNDS):
        seed = run_seed + number
        folder = tmp_path / f"{number}"
        folder.mkdir()
        played.append(play(folder, name, seed, LONG_STEPS))
    steps, upon = (sum(row) for row in zip(*played, strict=True))
    tell_figures(f"{name}: {steps} steps in {LONG_ROUNDS} histories, {upon} updated in place")


def recut_nothing(monkeypatch):
    for module in (revised, withdrawal):
        monkeypatch.setattr(module, "find_recut", lambda *_: {})


def forget_nothing(monkeypatch):
    monkeypatch.setattr(Findings, "remove", lambda *_: None)


def overlook_the_configuration(monkeypatch):
    for module in (rebuilding, updating):
        monkeypatch.setattr(module, "sign_site", lambda *_: "")


@pytest.mark.parametrize(
    ("unprotect", "seed"), [(recut_nothing, 1), (forget_nothing, 0), (overlook_the_configuration, 4)]
)
def test_the_same_histories_notice_an_update_that_does_too_little(tmp_path, monkeypatch, unprotect, seed):
    """The control: seeds whose first steps ask for what is missing."""
    unprotect(monkeypatch)
    with pytest.raises(AssertionError, match=f"hugo, seed {seed}, after"):
        play(tmp_path, "hugo", seed, 6)
