"""Rollback: what was live before is served again, and nothing that was withdrawn or taken back comes back."""

import json
import os
import shutil
from datetime import datetime

import pytest
from click.testing import CliRunner
from index_bytes import files_with

import indexer
from indexer.analytics.query_log import Asked, Counts, QueryLog
from indexer.cli import search_index
from indexer.engines.embedded import EmbeddedEngine
from indexer.errors import IndexBusyError, IndexMissingError, IndexUnusableError, SearchIndexError
from indexer.index.build.last_build import read_last_build, record_build
from indexer.index.build.options import BuildOptions
from indexer.index.build.rebuild import rebuild
from indexer.index.build.rollback import rollback
from indexer.index.build.update import update
from indexer.index.generations.durable import sha256
from indexer.index.generations.generation import current_generation, numbers
from indexer.index.generations.lock import hold_lock
from indexer.search.results import SearchRequest

OPTIONS = BuildOptions(workers=1)


@pytest.fixture
def site(tmp_path):
    folder = tmp_path / "site"
    folder.mkdir()
    for number in range(6):
        write(folder, f"post{number}", f"common words 服务网格 of post {number}")
    return folder


@pytest.fixture
def root(tmp_path, site):
    rebuild(site, tmp_path / "index", OPTIONS)
    return tmp_path / "index"


@pytest.fixture
def run(root):
    return lambda *arguments: CliRunner().invoke(search_index, ["rollback", "--index", str(root), *arguments])


def write(site, name, body):
    (site / f"{name}.md").write_text(f"---\ntitle: {name}\n---\n{body}\n")


def found(engine, text="common"):
    return sorted(hit.id for hit in engine.search(SearchRequest(text, per_page=50)).hits)


def found_in(root, text="common"):
    return found(EmbeddedEngine(root), text)


def test_the_index_before_is_served_again_under_a_number_of_its_own(site, root):
    before = found_in(root)
    write(site, "added", "common quetzal")
    update(site, root, OPTIONS)
    report = rollback(root)
    assert (report.generation.number, report.source, report.taken_back, report.differing) == (3, 1, 2, 1)
    assert found_in(root) == before
    assert report.generation.manifest.contents.posts == 6
    assert current_generation(root) == report.generation


def test_an_open_engine_answers_from_it_with_its_next_question(site, root):
    engine = EmbeddedEngine(root)
    write(site, "added", "common quetzal")
    update(site, root, OPTIONS)
    assert found(engine, "quetzal") == ["added.md"]
    rollback(root)
    assert found(engine, "quetzal") == []
    assert engine.health().generation == current_generation(root).name


def test_what_was_taken_back_is_on_no_byte_of_the_index_and_no_damage_brings_it_back(site, root):
    write(site, "canaryname", "common canarybody")
    rebuild(site, root, OPTIONS)
    rollback(root)
    assert files_with(root, "canary") == []
    assert [path for path in root.rglob("*") if "canary" in path.name] == []
    (current_generation(root).path / "MANIFEST.json").write_text("{}")
    with pytest.raises(IndexUnusableError, match="No older index is intact"):
        current_generation(root)


@pytest.mark.parametrize("build", [rebuild, update])
def test_a_post_that_was_withdrawn_does_not_come_back(site, root, build):
    write(site, "canaryname", "common canarybody")
    update(site, root, OPTIONS)
    (site / "canaryname.md").unlink()
    write(site, "added", "common quetzal")
    build(site, root, OPTIONS)
    rollback(root)
    assert found_in(root) == [f"post{number}.md" for number in range(6)]
    assert files_with(root, "canary") == []


def test_a_second_rollback_says_that_there_is_nothing_to_go_back_to(site, root):
    write(site, "added", "common")
    update(site, root, OPTIONS)
    rollback(root)
    with pytest.raises(SearchIndexError, match="nothing to roll back to: what was published before g-3 is deleted"):
        rollback(root)
    assert current_generation(root).number == 3


def test_the_first_index_cannot_be_rolled_back_and_stays(root):
    with pytest.raises(SearchIndexError, match="nothing to roll back to: g-1 is the only one that there is"):
        rollback(root)
    assert current_generation(root).number == 1


def test_where_there_is_no_index_none_is_made(tmp_path):
    with pytest.raises(IndexMissingError, match="there is no index yet"):
        rollback(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


def test_another_writer_is_waited_for_and_then_reported(site, root, monkeypatch):
    monkeypatch.setattr("indexer.index.generations.lock.WAIT_SECONDS", 0.0)
    write(site, "added", "common")
    update(site, root, OPTIONS)
    with hold_lock(root), pytest.raises(IndexBusyError):
        rollback(root)
    assert current_generation(root).number == 2


@pytest.mark.parametrize("build", [rebuild, update])
def test_the_next_build_takes_in_again_what_was_taken_back_and_numbers_rise(site, root, build):
    write(site, "added", "common quetzal")
    write(site, "post0", "common other words")
    update(site, root, OPTIONS)
    expected = found_in(root)
    rollback(root)
    report = build(site, root, OPTIONS)
    assert report.generation.number == 4
    assert found_in(root) == expected == found_in(root, "common OR quetzal")
    assert sorted(numbers(root)) == [3, 4]
    assert found_in(root, "other") == ["post0.md"]


def test_damage_after_the_next_build_falls_back_to_what_was_rolled_back_to(site, root):
    write(site, "added", "common quetzal")
    update(site, root, OPTIONS)
    rollback(root)
    update(site, root, OPTIONS)
    (root / "g-4" / "MANIFEST.json").write_text("{}")
    assert current_generation(root).degraded
    assert found_in(root, "quetzal") == []


def test_a_damaged_live_index_is_rolled_back_and_is_degraded_no_more(site, root):
    write(site, "added", "common quetzal")
    update(site, root, OPTIONS)
    (root / "g-2" / "MANIFEST.json").write_text("{}")
    assert current_generation(root).degraded
    report = rollback(root)
    assert (report.differing, current_generation(root).degraded, len(found_in(root))) == (None, "", 6)


def test_a_damaged_pointer_does_not_make_the_newest_index_the_one_before(site, root):
    write(site, "added", "common quetzal")
    update(site, root, OPTIONS)
    (root / "CURRENT").write_text("?")
    report = rollback(root)
    assert (report.source, report.taken_back) == (1, 2)
    assert found_in(root, "quetzal") == []


def test_a_damaged_index_is_not_gone_back_to(site, root):
    write(site, "added", "common")
    update(site, root, OPTIONS)
    (root / "g-1" / "store.json").write_text("{}")
    with pytest.raises(SearchIndexError, match=r"nothing to roll back to: .*g-1/store.json"):
        rollback(root)
    assert current_generation(root).number == 2


@pytest.mark.parametrize("share", [0.0, 0.5, 0.9])
def test_an_index_that_rotted_is_not_gone_back_to_and_the_intact_one_stays(site, root, share):
    write(site, "added", "common quetzal")
    rebuild(site, root, OPTIONS)
    path = root / "g-1" / "part-0" / "arrays"
    rot(path, int(path.stat().st_size * share))
    with pytest.raises(SearchIndexError, match=r"nothing to roll back to: .*arrays: bytes"):
        rollback(root)
    assert (current_generation(root).number, found_in(root, "quetzal")) == (2, ["added.md"])


def rot(path, place):
    """Flip a bit as a disk does: the file's times stay."""
    data, status = bytearray(path.read_bytes()), path.stat()
    data[place] ^= 1
    with path.open("r+b") as file:
        file.write(data)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def test_an_index_of_posts_that_a_program_gave_is_rolled_back_too(tmp_path):
    posts = [indexer.Post(id=str(number), title="common", body="words") for number in range(3)]
    indexer.build(tmp_path / "index", posts)
    indexer.update(tmp_path / "index", [indexer.Post(id="9", title="common", body="quetzal")])
    with indexer.open(tmp_path / "index") as index:
        assert len(index) == 4
        assert isinstance(indexer.rollback(tmp_path / "index"), indexer.RollbackReport)
        assert len(index) == 3


def test_the_library_cleans_the_log_that_the_settings_of_the_site_name(site, root, tmp_path):
    write(site, "added", "quetzal")
    update(site, root, OPTIONS)
    site.joinpath("search-index.toml").write_text(f"query_log = '{tmp_path / 'log'}'\n")
    log, today = QueryLog(tmp_path / "log", 1_000_000, 90), datetime.now().astimezone().date()
    log.add(Counts({(today.isoformat(), word): Asked(1, 1, 2.0, 1.0) for word in ("common", "quetzal")}), today)
    indexer.rollback(root)
    assert [query for _, query in log.read(today).asked] == ["common"]


def test_the_command_is_the_last_that_wrote_there_and_no_success_of_a_build(site, root, run):
    assert run().exit_code == 1
    assert read_last_build(root) is None
    write(site, "added", "common")
    with record_build(root, "update", lambda: 1000.0) as reports:
        reports.append(update(site, root, OPTIONS))
    assert run().exit_code == 0
    last = read_last_build(root)
    assert (last.command, last.outcome, last.succeeded, last.is_success) == ("rollback", "published", 1000.0, True)
    assert last.ended > 1000


def test_it_computes_no_digest_of_the_large_files_that_it_takes_over(site, root, monkeypatch):
    def read(path):
        assert path.name != "arrays", f"{path} was read"
        return sha256(path)

    write(site, "added", "common")
    update(site, root, OPTIONS)
    for module in ("manifest", "integrity"):
        monkeypatch.setattr(f"indexer.index.generations.{module}.sha256", read)
    rollback(root)


def test_the_command_says_what_is_served_and_what_the_next_update_does(site, root, run):
    write(site, "added", "common")
    update(site, root, OPTIONS)
    lines = run().stdout.splitlines()
    assert lines[0].startswith(f"6 posts of {site}, built 20")
    assert lines[0].endswith(("second ago)", "seconds ago)", "(just now)", "minutes ago)"))
    assert lines[1:3] == [
        f"published as g-3, the same as g-1, in {root}",
        "g-2 is deleted, with 1 post new or different in it",
    ]
    assert lines[3].startswith("the next update reads what differs on the site again")
    again = run()
    assert (again.exit_code, again.stdout) == (1, "")
    assert again.stderr.startswith(f"search-index: {root}: there is nothing to roll back to")


def test_the_command_cleans_the_log_of_queries_and_says_where_that_fails(site, root, run, tmp_path):
    write(site, "added", "common")
    update(site, root, OPTIONS)
    config, log = tmp_path / "search-index.toml", tmp_path / "log" / "queries.sqlite"
    config.write_text(f'query_log = "{log.parent}"\n')
    log.parent.mkdir()
    log.write_bytes(b"x" * 8192)
    done = run("--config", str(config))
    assert (done.exit_code, current_generation(root).number) == (0, 3)
    assert f"{log}: it may hold words of posts that were withdrawn: " in done.stderr


def test_the_command_reports_as_json_and_is_quiet_when_asked(site, root, run):
    write(site, "added", "common")
    update(site, root, OPTIONS)
    shutil.copytree(root, root.with_name("copy"))
    told = json.loads(run("--json").stdout)
    assert (told["posts"], told["source"], told["taken_back"], told["differing"]) == (6, "g-1", "g-2", 1)
    shutil.rmtree(root)
    shutil.move(root.with_name("copy"), root)
    assert run("--quiet").output == ""
    assert current_generation(root).number == 3
