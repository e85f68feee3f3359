"""What a publication deletes from the log of queries."""

from dataclasses import replace
from datetime import datetime

import pytest

from indexer import Post
from indexer.analytics.query_log import Asked, Counts, QueryLog
from indexer.index.build.from_posts import build_from_posts, remove_posts
from indexer.index.build.options import BuildOptions
from indexer.index.build.rebuild import rebuild
from indexer.index.build.rollback import rollback
from indexer.index.build.update import update

TODAY = datetime.now().astimezone().date()
CANARIES = ("secret/canary.md", "canaryword", "绝密金丝雀")
KEPT = ("istio", "istio unanswered canaryword", "流量管理")


@pytest.fixture
def log(tmp_path):
    return QueryLog(tmp_path / "log", 1_000_000, 90)


@pytest.fixture
def options(log):
    return BuildOptions(workers=1, query_log=log)


@pytest.fixture
def site(tmp_path):
    folder = tmp_path / "site"
    (folder / "secret").mkdir(parents=True)
    for number in range(6):
        (folder / f"{number}.md").write_text(f"---\ntitle: {number}\n---\nistio 流量管理 金丝雀 绝对 机密 {number}\n")
    (folder / "secret" / "canary.md").write_text("---\ntitle: Plan\n---\ncanaryword 绝密金丝雀 istio\n")
    return folder


def fill(log):
    day, answered = TODAY.isoformat(), ("istio", "canaryword istio", "绝密金丝雀", "流量管理")
    counts = Counts({(day, query): Asked(2, 3, 2.0, 1.0) for query in answered})
    counts.asked[day, "istio unanswered canaryword"] = Asked(2, 0, 2.0, 1.0)
    counts.chosen = {
        (day, "istio", "secret/canary.md"): 1,
        (day, "istio", "1.md"): 1,
        (day, "绝密金丝雀", "secret/canary.md"): 2,
    }
    log.add(counts, TODAY)


def require_clean(log):
    held = b"".join(path.read_bytes() for path in log.folder.iterdir())
    assert not [word for word in (*CANARIES[::2], "canaryword istio") if word.encode() in held]
    counts = log.read(TODAY)
    assert sorted(query for _, query in counts.asked) == sorted(KEPT)
    assert [key[1:] for key in counts.chosen] == [("istio", "1.md")]


def delete(path):
    path.unlink()


def hide(path):
    path.write_text("---\ntitle: Plan\ndraft: true\n---\ncanaryword 绝密金丝雀 istio\n")


@pytest.mark.parametrize("build", [rebuild, update])
@pytest.mark.parametrize("withdraw", [delete, hide])
def test_nothing_of_a_withdrawn_post_stays_in_the_log(site, tmp_path, options, build, withdraw):
    log = options.query_log
    rebuild(site, tmp_path / "index", options)
    fill(log)
    withdraw(site / "secret" / "canary.md")
    assert build(site, tmp_path / "index", options).contents.posts == 6
    require_clean(log)


def test_nor_of_a_post_that_a_program_removes(tmp_path, log, options):
    bodies = {f"{number}.md": "istio 流量管理 金丝雀 绝对 机密" for number in range(6)}
    bodies["secret/canary.md"] = "canaryword 绝密金丝雀 istio"
    build_from_posts(
        [Post(name, title=name, body=body) for name, body in bodies.items()], tmp_path / "index", None, options
    )
    fill(log)
    remove_posts(["secret/canary.md"], tmp_path / "index", options)
    require_clean(log)


def test_nor_where_it_was_asked_for_again_before_the_log_was_cleaned(site, tmp_path, options):
    log, day = options.query_log, TODAY.isoformat()
    rebuild(site, tmp_path / "index", options)
    fill(log)
    (site / "secret" / "canary.md").unlink()
    log.add(Counts({(day, query): Asked(1, 0, 2.0, 1.0) for query in ("canaryword istio", "绝密金丝雀")}), TODAY)
    update(site, tmp_path / "index", options)
    require_clean(log)


def test_nor_of_one_that_is_taken_back(site, tmp_path, log, options):
    canary = site / "secret" / "canary.md"
    text = canary.read_text()
    canary.unlink()
    rebuild(site, tmp_path / "index", options)
    canary.write_text(text)
    update(site, tmp_path / "index", options)
    fill(log)
    rollback(tmp_path / "index", log)
    require_clean(log)


def test_what_changes_otherwise_leaves_the_log_as_it_is(site, tmp_path, log, options):
    rebuild(site, tmp_path / "index", options)
    fill(log)
    before = log.read(TODAY)
    (site / "7.md").write_text("---\ntitle: new\n---\nistio\n")
    update(site, tmp_path / "index", options)
    assert log.read(TODAY) == before


def test_without_a_log_there_is_nothing_to_clean(site, tmp_path, log, options):
    rebuild(site, tmp_path / "index", replace(options, query_log=None))
    (site / "1.md").unlink()
    update(site, tmp_path / "index", options)
    assert not log.folder.exists()


def test_a_log_that_cannot_be_cleaned_is_named_and_what_was_published_stays(site, tmp_path, log, options):
    rebuild(site, tmp_path / "index", options)
    log.folder.mkdir()
    log.path.write_bytes(b"x" * 8192)
    (site / "secret" / "canary.md").unlink()
    report = update(site, tmp_path / "index", options)
    assert report.contents.posts == 6
    (problem,) = report.problems
    assert str(problem).startswith(f"{log.path}: it may hold words of posts that were withdrawn: ")
    assert problem.message.endswith("file is not a database; delete it, and it is begun anew")


def test_so_is_one_that_cannot_even_be_looked_for(site, tmp_path, options):
    """As where this user may not enter its folder."""
    rebuild(site, tmp_path / "index", options)
    log = QueryLog(tmp_path / ("x" * 300), 1_000_000, 90)
    (site / "secret" / "canary.md").unlink()
    report = update(site, tmp_path / "index", replace(options, query_log=log))
    assert report.contents.posts == 6
    (problem,) = report.problems
    assert "it may hold words of posts that were withdrawn: " in str(problem)


def test_what_a_withdrawal_that_was_interrupted_left_in_the_log_the_next_update_deletes(
    site, tmp_path, options, monkeypatch
):
    rebuild(site, tmp_path / "index", options)
    fill(options.query_log)
    (site / "secret" / "canary.md").unlink()

    def interrupt(_held):
        raise KeyboardInterrupt

    with monkeypatch.context() as context:
        context.setattr("indexer.index.generations.installation.wait_for_readers", interrupt)
        with pytest.raises(KeyboardInterrupt):
            update(site, tmp_path / "index", options)
    assert update(site, tmp_path / "index", options).is_unchanged
    require_clean(options.query_log)


def test_a_log_that_is_clean_is_not_gone_through_again_by_an_update_that_changes_nothing(site, tmp_path, options):
    log = options.query_log
    rebuild(site, tmp_path / "index", options)
    fill(log)
    (site / "secret" / "canary.md").unlink()
    update(site, tmp_path / "index", options)
    log.add(Counts({(TODAY.isoformat(), "nowhere to be found"): Asked(2, 3, 2.0, 1.0)}), TODAY)
    assert update(site, tmp_path / "index", options).is_unchanged
    assert (TODAY.isoformat(), "nowhere to be found") in log.read(TODAY).asked
