"""Settings, permissions, software, disk, clock: each fault is made, found, and mended where a command can."""

import os
import shlex
import shutil
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from indexer.doctor.checks.machine import check_clock, check_space, check_watches
from indexer.doctor.facts import machine, software
from indexer.doctor.facts.machine import MachineFacts
from indexer.doctor.findings import Commands, Repair
from indexer.requirements import Unmet

CONSTRAINTS = str(Path(__file__).parents[2] / "constraints.txt")
NOW = datetime(2026, 1, 2, tzinfo=UTC)
COMMANDS = Commands(Path("/index"), Path("/site"))


def test_settings_are_told_with_the_place_that_each_comes_from(root, site, examine):
    (site / "search-index.toml").write_text("# mine\nworkers = 1\nhide_when = ['secret']\n")
    seen = examine("--repair", env={"SEARCH_WORKERS": "2"})
    assert f"hide_when by {site}/search-index.toml:3" in seen.told["areas"]["settings"]
    assert "workers by SEARCH_WORKERS" in seen.told["areas"]["settings"]
    overruled = [each["what"] for each in seen.told["findings"] if each["area"] == "settings"]
    assert overruled == ["workers = 1 is overruled by SEARCH_WORKERS"]


def test_an_option_overrules_the_variable_and_is_told(root, site, examine, monkeypatch):
    monkeypatch.setenv("SEARCH_INDEX", "/elsewhere")
    seen = examine()
    assert seen.told["areas"]["settings"].endswith("index by --index")
    told = [each["what"] for each in seen.told["findings"] if each["area"] == "settings"]
    assert told == ["index = '/elsewhere' is overruled by --index"]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("hide_wen = ['secret']", "there is no setting “hide_wen”; is hide_when meant?"),
        ("workers = 'many'", "workers is 'many'; it must be a whole number from 0 to 256"),
        ("workers = ", "is not TOML"),
    ],
)
def test_unknown_and_invalid_settings_are_errors_with_their_line(root, site, examine, text, what):
    (site / "search-index.toml").write_text(f"\n{text}\n")
    errors = [each for each in examine().found if each["area"] == "settings"]
    assert [what in each["what"] for each in errors] == [True]
    assert f"{site}/search-index.toml" in errors[0]["where"]
    (site / "search-index.toml").unlink()
    assert examine().status == 0


def test_variables_that_nobody_reads_are_found(root, examine):
    (found,) = examine(env={"SEARCH_HIDE_WEN": "secret"}).found
    assert found["what"] == "the variable SEARCH_HIDE_WEN is read by nobody; is SEARCH_HIDE_WHEN meant?"
    assert examine(env={"SEARCH_CONFIG": ""}).status == 0
    assert examine(env={"SEARCH_CLUSTER_PASSWORD": "lantern"}).status == 0


def test_an_invalid_variable_is_an_error_and_the_index_is_examined_all_the_same(root, examine):
    seen = examine(env={"SEARCH_PORT": "high"})
    assert [(each["area"], each["where"]) for each in seen.found] == [("settings", "SEARCH_PORT")]
    assert "5 posts" in seen.told["areas"]["index"]


def test_files_of_settings_that_nobody_reads_are_found(root, site, tmp_path, examine):
    (site / "search-index.toml").write_text("workers = 1")
    (site / "search_index.toml").write_text("workers = 1")
    (tmp_path / "search-index.toml").write_text("workers = 1")  # of the current folder
    seen = examine()
    assert {each["where"] for each in seen.found} == {
        str(site / "search_index.toml"),
        str(tmp_path / "search-index.toml"),
    }


def test_settings_of_serve_in_the_folder_of_the_site_are_noted(root, site, examine):
    (site / "search-index.toml").write_text("port = 9000")
    seen = examine()
    assert seen.status == 0
    assert seen.told["findings"][0]["what"].startswith("port is read by serve and query only when")


def test_settings_of_serve_in_a_file_that_is_named_need_no_note(root, site, examine, tmp_path):
    named = tmp_path / "named.toml"
    named.write_text("port = 9000")
    assert examine(env={"SEARCH_CONFIG": str(named)}).told["findings"] == []
    assert examine("--config", str(named)).told["findings"] == []


@pytest.mark.parametrize("name", ["", "g-2", "g-2/part-0/arrays"])
def test_what_others_may_write_to_is_closed_and_built_anew(root, examine, name):
    (root / name).chmod((root / name).stat().st_mode | 0o022)
    seen = examine()
    (found,) = [each for each in seen.found if each["area"] == "permissions"]
    assert found["what"].startswith("other users may write here")
    assert found["repairs"] == ["close", "rebuild"]
    assert examine("--repair").status == 0
    assert not (root / name).exists() or not (root / name).stat().st_mode & 0o022


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
@pytest.mark.parametrize("name", ["", "g-2"])
def test_an_owner_who_is_somebody_else_is_found_and_left_to_a_person(root, examine, name):
    os.chown(root / name, 12345, -1)
    seen = examine()
    (found,) = [each for each in seen.found if each["area"] == "permissions"]
    assert (found["what"], found["repairs"]) == ("belongs to user 12345, not to 0", [])
    assert "chown -R 0" in found["command"]
    os.chown(root / name, 0, -1)
    assert examine().status == 0


def test_a_folder_that_is_no_index_is_an_error(root, examine):
    (root / "SEARCH-INDEX").unlink()
    (found,) = [each for each in examine().found if each["area"] == "permissions"]
    assert "holds something that search-index did not write" in found["what"]


def test_other_libraries_than_the_index_was_built_with_are_found_and_mended(root, examine, monkeypatch):
    other = {"python": "3.99", "jieba": "9"}
    for module in ("indexer.index.generations.manifest", "indexer.index.build.memory", "indexer.doctor.facts.software"):
        monkeypatch.setattr(f"{module}.software", lambda: other)
    (found,) = examine().found
    assert (found["area"], "jieba 0" in found["what"], "and not 9" in found["what"]) == ("software", True, True)
    assert examine("--repair").status == 0


def test_a_segmenter_that_cuts_otherwise_and_one_that_fails_are_errors(root, examine, monkeypatch):
    class Whole:
        def segment(self, run):
            return [run]

    monkeypatch.setattr(software, "make_segmenter", Whole)
    monkeypatch.setattr(software, "simplify", lambda text: 1 / 0)
    found = examine().found
    assert [shlex.split(each["command"])[-2:] for each in found] == [["rjieba", "jieba"], [CONSTRAINTS, "OpenCC"]]
    whats = [each["what"] for each in found]
    assert whats[0].startswith("rjieba or jieba answers 我来到北京清华大学, not 我 来到 北京 清华大学")
    assert whats[1].startswith("OpenCC fails (ZeroDivisionError: division by zero, at test_surroundings.py:")


def test_a_library_for_which_there_is_no_memory_is_not_taken_for_broken(monkeypatch):
    def take_too_much(text):
        raise MemoryError

    monkeypatch.setattr(software, "simplify", take_too_much)
    with pytest.raises(MemoryError):
        software.gather_software({})


def test_a_library_that_is_not_there_is_told_once_and_one_beside_it_is_tried(root, examine, monkeypatch):
    def miss(*_):
        raise ModuleNotFoundError("No module named 'pypinyin'", name="pypinyin")

    monkeypatch.setattr(software, "syllables_of", miss)
    monkeypatch.setattr(software, "make_segmenter", miss)
    monkeypatch.setattr(software, "find_unmet", lambda: (Unmet("pypinyin>=0.55"), Unmet("rjieba>=0.2")))
    first, second = examine().found
    assert first["what"].startswith("pypinyin>=0.55 is required, and is not installed; rjieba")
    assert second["what"].startswith("jieba fails (ModuleNotFoundError: No module named")


def test_libraries_that_are_not_there_are_an_error_with_one_command_for_all(root, examine, monkeypatch):
    unmet = (Unmet("lxml>=6.0"), Unmet("opencc>=1.4", "1.1.9"), Unmet("whoosh3==3.54.0", "3.53.0"))
    monkeypatch.setattr(software, "find_unmet", lambda: unmet)
    (found,) = examine().found
    assert found["what"].split("; ") == [
        "lxml>=6.0 is required, and is not installed",
        "opencc>=1.4 is required, and 1.1.9 is installed",
        "whoosh3==3.54.0 is required, and 3.53.0 is installed",
    ]
    assert shlex.split(found["command"])[-3:] == ["lxml>=6.0", "opencc>=1.4", "whoosh3==3.54.0"]


def test_every_word_list_is_looked_for():
    lists = {path.name for path in (software.data_folder() / "words").iterdir()}
    assert set(software.WORD_LISTS) == lists


def test_missing_and_empty_word_lists_are_errors(root, examine, monkeypatch, tmp_path):
    shutil.copytree(software.data_folder() / "words", tmp_path / "data" / "words")
    monkeypatch.setattr(software, "data_folder", lambda: tmp_path / "data")
    assert examine().status == 0
    (tmp_path / "data" / "words" / "technical.txt").unlink()
    (tmp_path / "data" / "words" / "stopwords.zh.txt").write_text("# nothing\n")
    whats = [each["what"] for each in examine().found]
    assert ["technical.txt: cannot be read" in whats[0], "stopwords.zh.txt: is empty" in whats[1]] == [True, True]


def test_a_package_whoosh_that_no_distribution_brought_is_an_error(root, examine, monkeypatch, tmp_path):
    (tmp_path / "whoosh").mkdir()
    (tmp_path / "whoosh" / "__init__.py").write_text("")
    monkeypatch.delitem(sys.modules, "whoosh", raising=False)
    monkeypatch.syspath_prepend(str(tmp_path))
    errors = [each for each in examine().found if each["area"] == "software"]
    assert [each["where"] for each in errors] == [str(tmp_path / "whoosh")]


def test_a_broken_whoosh_is_an_error_with_its_remedy(root, examine, monkeypatch):
    monkeypatch.setattr(software, "find_whoosh_problem", lambda: "two lie in one folder; run python -m pip uninstall x")
    monkeypatch.setattr(software, "find_unmet", lambda: (Unmet("whoosh3==3.54.0"),))
    (found,) = examine().found
    assert (found["what"], found["command"]) == ("two lie in one folder", "run python -m pip uninstall x")


def test_a_disk_without_room_for_a_rebuild_is_a_warning(root, examine, monkeypatch):
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda path: SimpleNamespace(free=1000))
    (found,) = examine().found
    assert (found["area"], found["what"]) == ("space", "a rebuild may need 1 MB and 0 MB are free")


def test_fewer_folders_than_the_site_has_may_be_watched(root, site, examine, monkeypatch, tmp_path):
    (tmp_path / "inotify").mkdir()
    (tmp_path / "inotify" / "max_user_watches").write_text("1\n")
    monkeypatch.setattr(machine, "_INOTIFY", tmp_path / "inotify")
    (found,) = examine().found
    assert (found["area"], found["command"]) == ("watching", "sudo sysctl fs.inotify.max_user_watches=524288")


def test_an_index_from_the_future_is_found_and_built_anew(root, examine, monkeypatch):
    begin = machine.time.time
    monkeypatch.setattr(machine.time, "time", lambda: begin() - 86_400)
    seen = examine()
    assert [each["what"].split(" at ")[0] for each in seen.found if each["area"] == "clock"][:2] == [
        "g-2 was built in the future,",
        "g-1 was built in the future,",
    ]


def test_files_from_the_future_are_found(root, site, examine):
    path = site / "content" / "posts" / "post1.md"
    os.utime(path, (4e9, 4e9))
    (found,) = examine().found
    assert (found["what"], found["where"]) == ("1 file of the site changed in the future", "content/posts/post1.md")


def test_pure_checks_need_no_machine():
    well = MachineFacts(NOW, built=((2, NOW),), free=10, index_size=5, folders=9, most_watches=10)
    assert [check.findings for check in (check_clock(well, COMMANDS), check_space(well), check_watches(well))] == [
        ()
    ] * 3
    ill = MachineFacts(NOW, built=((2, NOW + timedelta(hours=1)),), bad_zone="Mars/Base", free=9, index_size=5)
    clock = check_clock(ill, COMMANDS).findings
    assert [each.repairs for each in clock] == [(Repair.REBUILD,), ()]
    assert "Mars/Base is not known here" in clock[1].what
    assert len(check_space(ill).findings) == 1


def test_the_terminal_shows_one_line_for_what_is_well_and_the_command_for_what_is_not(root, site, run):
    text = run("doctor").stdout
    assert text.splitlines()[-1] == "all is well"
    assert all(line.startswith("✓ ") for line in text.splitlines()[:-1])
    (root / "tmp-x").mkdir()
    lines = run("doctor").stdout.splitlines()
    assert lines[0] == f"! index        {root}: left by a build that was stopped: tmp-x"
    assert lines[1].strip() == f"→ search-index doctor --repair --index {root}"
    assert lines[-1] == f"1 warning; search-index doctor --repair --index {root} mends what can be"
    assert run("doctor", "--quiet").stdout.splitlines() == lines[:2]
    assert run("doctor", "--repair", "--quiet").output == ""
