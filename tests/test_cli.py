import json
import os
import re
import signal
import subprocess
import sys
import threading
import urllib.request

import pytest
from click.testing import CliRunner

from indexer.cli import search_index
from indexer.commands.names import OWN
from indexer.index.generations.generation import current_generation
from indexer.index.generations.lock import hold_lock

COMMAND = [sys.executable, "-m", "indexer.cli"]
ENDLESS = """
import time
from indexer import cli
from indexer.index.build.passes.reading import BatchReader
BatchReader.read = lambda *_: time.sleep(600)
cli.main()
"""


@pytest.fixture
def site(tmp_path):
    folder = tmp_path / "site"
    folder.mkdir()
    for number in range(5):
        write(folder, f"post{number}.md", f"title: 服务网格 {number}\ntags: [istio]\ndate: 2020-01-0{number + 1}")
    return folder


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("SEARCH_INDEX", str(tmp_path / "index"))
    monkeypatch.chdir(tmp_path)
    return lambda *arguments, **options: CliRunner().invoke(search_index, [str(each) for each in arguments], **options)


@pytest.fixture
def built(run, site):
    assert run("rebuild", site, "--quiet").exit_code == 0
    return run


def write(site, name, front_matter, body="流量管理 with Istio"):
    (site / name).write_text(f"---\n{front_matter}\n---\n\n{body}\n", encoding="utf-8")


def test_rebuild_says_what_it_did(run, site):
    write(site, "draft.md", "draft: true")
    result = run("rebuild", site)
    assert result.exit_code == 0
    assert re.match(
        r"5 posts \(5 zh\) of .*/site, in [0-9.]+ s\n1 left out: 1 draft\npublished as g-1, 0.\d MB", result.stdout
    )
    assert result.stderr.splitlines()[0] == "reading 6 files"  # and how far it is, where that takes long


def test_update_without_a_site_means_that_of_the_index(run, site):
    run("rebuild", site)
    write(site, "post1.md", "title: Changed")
    result = run("update")
    assert result.exit_code == 0
    assert result.stdout.startswith("1 file new or changed, 0 gone\n5 posts (5 zh) of ")
    assert re.fullmatch(r"nothing has changed: 5 posts, g-2 in .*/index\n", run("update").stdout)


def test_update_reports_as_json(run, site):
    run("update", site)
    (site / "post1.md").unlink()
    told = json.loads(run("update", site, "--json").stdout)
    no_lines = {"glossary_added": 0, "glossary_removed": 0, "parts_mended": 0, "posts_mended": 0}
    assert (told["posts"], told["changes"]) == (4, {"read": 0, "recut": 0, "removed": 1, **no_lines})


def test_a_changed_glossary_is_said_to_be_in_force(built, site):
    glossary = site / "search-glossary.tsv"
    glossary.write_text("内卷 | rat race\n! 边车 | sidecar\n> istio | post3.md\n", encoding="utf-8")
    result = built("update")
    assert (result.exit_code, result.stdout.splitlines()[0]) == (
        0,
        "0 files new or changed, 0 gone; in the glossary 3 lines new, 0 gone",
    )
    assert "in force from search-glossary.tsv: 1 entry, 1 veto, 1 pin\n" in result.stdout
    assert built("update").stdout.startswith("nothing has changed: ")
    glossary.write_text("内卷 | rat race\n")
    assert "; in the glossary 0 lines new, 2 gone\n" in built("update").stdout
    glossary.unlink()
    assert json.loads(built("update", site, "--json").stdout)["changes"]["glossary_removed"] == 1
    assert built("update").stdout.startswith("nothing has changed: ")


@pytest.mark.parametrize("command", ["rebuild", "update"])
def test_a_glossary_line_that_cannot_be_meant_is_named_and_the_posts_are_published(built, site, command):
    (site / "search-glossary.tsv").write_text("内卷 | rat race\n内卷, rat race\n", encoding="utf-8")
    write(site, "post9.md", "title: new")
    result = built(command, site, "--quiet")
    assert (result.exit_code, result.stderr.splitlines()) == (
        3,
        [
            "search-glossary.tsv:2: “内卷, rat race” is one word to us; part words by | or a tab, not by “,”",
        ],
    )
    assert json.loads(built("query", "new", "--json").stdout)["total"] == 1
    assert built("update").exit_code == 3  # as long as it stands there
    strict = built(command, site, "--strict")
    assert (strict.exit_code, strict.stderr.strip().rpartition("; ")[2]) == (
        1,
        "--strict was given. The live index is untouched",
    )


def test_rebuild_says_nothing_when_asked_for_quiet(run, site):
    result = run("rebuild", site, "--quiet")
    assert (result.exit_code, result.output) == (0, "")


def test_rebuild_reports_as_json(run, site):
    write(site, "bad.md", "title: [")
    result = run("rebuild", site, "--json")
    report = json.loads(result.stdout)
    assert (report["posts"], report["languages"], report["refused"]) == (5, {"zh": 5}, 1)
    assert report["problems"][0]["path"] == "bad.md"


def test_a_post_that_cannot_be_read_is_named_on_stderr_and_the_exit_status_is_3(run, site):
    write(site, "bad.md", "title: ok\nauthor: [")
    result = run("rebuild", site, "--quiet")
    assert result.exit_code == 3
    assert re.match(r"bad\.md:\d+: ", result.stderr)
    assert len(result.stderr.splitlines()) == 1


def test_strict_turns_3_into_1_and_publishes_nothing(run, site, tmp_path):
    write(site, "bad.md", "title: [")
    result = run("rebuild", site, "--strict")
    assert result.exit_code == 1
    assert "search-index: " in result.stderr.splitlines()[-1]
    assert not (tmp_path / "index" / "CURRENT").exists()


@pytest.mark.parametrize(
    ("option", "front_matter"),
    [("--drafts", "draft: true"), ("--future", "date: 2999-01-01"), ("--expired", "expiryDate: 2001-01-01")],
)
def test_posts_left_out_can_be_let_in(run, site, option, front_matter):
    write(site, "more.md", front_matter)
    assert json.loads(run("rebuild", site, "--json").stdout)["posts"] == 5
    assert json.loads(run("rebuild", site, "--json", option).stdout)["posts"] == 6


def found(run, text):
    return [hit["id"] for hit in json.loads(run("query", text, "--json").stdout)["hits"]]


@pytest.mark.parametrize("command", ["rebuild", "update"])
@pytest.mark.parametrize("place", ["file", "environment", "option"])
def test_a_rule_hides_posts_that_were_found_and_only_force_shows_them_again_once_it_is_gone(run, site, command, place):
    write(site, "inner.md", "title: x\naudience: [Internal]", "quetzalcoatlus")
    run("rebuild", site)
    assert found(run, "quetzalcoatlus") == ["inner.md"]
    rule, toml = "audience=internal", site / "search-index.toml"
    if place == "file":
        toml.write_text(f'hide_when = ["{rule}"]', encoding="utf-8")
    option = ["--hide-when", rule] if place == "option" else []
    environment = {"SEARCH_HIDE_WHEN": rule} if place == "environment" else {}
    result = run(command, site, "--json", *option, env=environment)
    assert json.loads(result.stdout)["left_out"] == {"hidden by hide_when": 1}
    assert found(run, "quetzalcoatlus") == []
    toml.unlink(missing_ok=True)
    refused = run(command, site, "--quiet")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert '1 file that the live index hides would be shown, for hide_when no longer has "audience=internal"' in (
        refused.stderr
    )
    assert found(run, "quetzalcoatlus") == []
    result = run(command, site, "--force")
    assert (result.exit_code, 'hide_when: no longer has "audience=internal"' in result.stderr) == (0, True)
    assert found(run, "quetzalcoatlus") == ["inner.md"]


def test_an_update_without_a_site_keeps_to_the_rules_in_the_folder_of_the_site(run, site):
    (site / "search-index.toml").write_text('hide_when = ["secret"]', encoding="utf-8")
    write(site, "inner.md", "title: x\nsecret: yes", "quetzalcoatlus")
    run("rebuild", site)
    write(site, "post1.md", "title: Changed")
    assert run("update").stdout.startswith("1 file new or changed, 0 gone\n")
    assert found(run, "quetzalcoatlus") == []


@pytest.mark.parametrize("command", ["rebuild", "update"])
def test_a_key_that_looks_as_if_it_hid_is_named_once_with_the_number_of_posts(run, site, command):
    for number in (1, 2, 3):
        write(site, f"post{number}.md", f"title: 服务网格 {number}\nhide_from_guests: true")
    lines = [line for line in run(command, site).stderr.splitlines() if "hide_from_guests" in line]
    assert len(lines) == 1
    assert lines[0].startswith(
        "warning: post1.md:3: the key “hide_from_guests” looks as if it hid the post, and is not known"
    )
    assert lines[0].endswith('set hide_when = ["hide_from_guests=true"] (and 2 more like it; --verbose names each)')


def test_an_index_without_posts_is_refused_with_status_1_unless_forced(run, tmp_path):
    (tmp_path / "empty").mkdir()
    result = run("rebuild", tmp_path / "empty")
    assert (result.exit_code, "no posts found (no Markdown files)" in result.stderr) == (1, True)
    assert run("rebuild", tmp_path / "empty", "--force").exit_code == 0


def test_another_writer_gives_status_75(run, built, site, tmp_path, monkeypatch):
    monkeypatch.setattr("indexer.index.generations.publish.lock.hold_lock", lambda root, wait: hold_lock(root, 0))
    with hold_lock(tmp_path / "index"):
        result = run("rebuild", site)
    assert (result.exit_code, f"process {os.getpid()} is writing" in result.stderr) == (75, True)


@pytest.mark.parametrize(
    "arguments",
    [
        *(["rebuild", "/no/such/site"], ["rebuild", ""], ["rebuild", "a", ""], ["update", ""], ["watch", ""]),
        *(["rebuild", "--no-such-option"], ["nothing"], ["query", "x" * 257], ["explain"]),
    ],
)
def test_wrong_usage_gives_status_2_and_no_traceback(run, arguments):
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("command", [["query", "istio"], ["explain", "istio"], ["stats"]])
def test_without_an_index_the_way_to_one_is_told(run, command):
    result = run(*command)
    assert result.exit_code == 1
    told = r"search-index: (.*): there is no index yet. Make one: search-index rebuild SITE --index (.*)\n"
    found = re.fullmatch(told, result.stderr)
    assert found
    assert found[1] == found[2]


def test_query_prints_hits_for_people(built):
    result = built("query", "istio", "流量", "--per-page", "2")
    assert result.exit_code == 0
    assert "1. 服务网格" in result.stdout
    assert "\n   /post" in result.stdout
    assert result.stdout.endswith("\n\n5 posts, page 1 of 3\n")


def test_query_tells_posts_with_all_words_from_those_with_some(run, site):
    write(site, "zebra.md", "title: Zebra", "Istio for zebras")
    run("rebuild", site, "--quiet")
    assert run("query", "istio", "zebras").stdout.endswith("\n\n1 post with all words · 5 with some\n")


def test_a_mistyped_command_is_answered_with_the_nearest(run):
    result = run("quary", "istio")
    assert (result.exit_code, "No such command 'quary'. Did you mean 'query'?" in result.stderr) == (2, True)
    assert "Did you mean" not in run("xyzzy").stderr


def test_an_option_before_its_command_is_told_where_it_belongs(run):
    result = run("--index", "folder", "rebuild")
    assert result.exit_code == 2
    assert "'--index'. Options stand after the command: search-index rebuild --index ..." in result.stderr
    assert "Options stand after" not in run("--index", "folder").stderr


def test_query_answers_json_as_the_endpoint_does(built):
    answer = json.loads(built("query", "istio", "--json", "--tag", "istio", "--lang", "zh").stdout)
    assert {
        "query",
        "total",
        "complete",
        "page",
        "per_page",
        "took_ms",
        "hits",
        "facets",
        "suggestion",
        "notes",
    } == set(answer)
    assert (answer["total"], "<mark>Istio</mark>" in answer["hits"][0]["snippet_html"]) == (5, True)


@pytest.mark.parametrize(
    ("options", "total"),
    [
        (["--from", "2020-01-02"], 4),
        (["--to", "2020-01-02"], 2),
        (["--from", "2020-01-02", "--to", "2020-01-04"], 3),
        (["--lang", "en"], 0),
        (["--tag", "istio", "--tag", "envoy"], 5),
        (["--year", "1999"], 0),
        (["--site", "nowhere"], 0),
        (["--section", "none"], 0),
    ],
)
def test_query_filters(built, options, total):
    assert json.loads(built("query", "istio", "--json", *options).stdout)["total"] == total


@pytest.mark.parametrize(
    "options", [["--year", "abc"], ["--lang", "!!"], ["--page", "10001"], ["--page", "0"], ["--per-page", "51"]]
)
def test_query_refuses_what_the_endpoint_refuses(built, options):
    result = built("query", "istio", *options)
    assert (result.exit_code, result.stdout, options[0] in result.stderr) == (2, "", True)


def test_query_takes_an_empty_filter_for_none_as_the_endpoint_does(built):
    every = json.loads(built("query", "istio", "--json").stdout)
    empty = [
        part for name in ("tag", "category", "author", "section", "year", "site", "lang") for part in (f"--{name}", "")
    ]
    answer = json.loads(built("query", "istio", "--json", *empty).stdout)
    assert [hit["id"] for hit in answer["hits"]] == [hit["id"] for hit in every["hits"]]


def test_query_without_text_or_by_date_shows_the_newest_first(built):
    for arguments in (["query", "--json"], ["query", "istio", "--sort", "date", "--json"]):
        hits = json.loads(built(*arguments).stdout)["hits"]
        assert [hit["title"][-1] for hit in hits] == ["4", "3", "2", "1", "0"]


def test_query_that_finds_nothing_says_so(built):
    result = built("query", "zzzz")
    assert (result.exit_code, result.stdout) == (0, "not found: zzzz\n\nNo posts found.\n")


def test_what_a_post_says_cannot_steer_the_terminal(built, site):
    write(site, "post0.md", 'title: "evil \\e]0;owned\\a title"')
    built("rebuild", site)
    assert "\x1b" not in built("query", "evil", color=False).stdout


def test_explain_prints_cut_plan_and_scores(built):
    result = built("explain", "服务网格")
    assert re.search(r"^cut$.*^plan$.*^5 posts$", result.stdout, re.MULTILINE | re.DOTALL)
    assert json.loads(built("explain", "服务网格", "--json").stdout)["total"] == 5


def test_stats_tells_what_the_index_holds(built, tmp_path):
    result = built("stats")
    assert re.search(r"^posts +5\n  zh +5\nwords +\d+, \d+ terms\nsize +0.\d MB$", result.stdout, re.MULTILINE)
    stats = json.loads(built("stats", "--json").stdout)
    assert stats["generation"] == current_generation(tmp_path / "index").name


def test_a_damaged_index_answers_from_the_one_before_and_says_so(built, site, tmp_path):
    built("rebuild", site)
    (tmp_path / "index" / "g-2" / "MANIFEST.json").unlink()
    result = built("query", "istio")
    assert (result.exit_code, "5 posts" in result.stdout) == (0, True)
    assert re.search(r"an older index answers: .*g-2/MANIFEST.json", result.stderr)


def test_help_names_every_command_in_the_order_of_use(run):
    listed = re.findall(r"^  (\w+) ", run("--help").stdout.split("Commands:")[1], re.MULTILINE)
    assert listed == [*OWN, "serve"]


@pytest.mark.parametrize("command", ["rebuild", "query", "explain", "stats", "serve"])
def test_every_command_has_help_and_the_shared_options(run, command):
    text = run(command, "--help").stdout
    assert all(option in text for option in ("--index", "--json", "--quiet", "--config"))


def test_running_out_of_memory_is_a_failure_in_one_line(run, monkeypatch):
    monkeypatch.setattr("indexer.commands.stats.current_generation", lambda root: (_ for _ in ()).throw(MemoryError))
    result = run("stats")
    assert (result.exit_code, result.stderr) == (1, "search-index: out of memory. The live index is untouched\n")


def test_a_reader_of_the_output_that_goes_away_is_no_traceback(built, site):
    shell = f"{sys.executable} -m indexer.cli query istio --per-page 50 | head -c 1"
    result = subprocess.run(shell, shell=True, capture_output=True, text=True, check=False)
    assert result.stderr == ""


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 130), (signal.SIGHUP, 129)])
def test_a_build_that_is_told_to_stop_clears_up_and_leaves_the_index_alone(built, site, tmp_path, number, status):
    command = [sys.executable, "-c", ENDLESS, "rebuild", str(site)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        process.stderr.readline()
        process.send_signal(number)
        assert process.wait(300) == status
        assert "Traceback" not in process.stderr.read()
    names = sorted(path.name for path in (tmp_path / "index").iterdir())
    assert names == ["CURRENT", "LAST-BUILD.json", "LOCK", "SEARCH-INDEX", "g-1"]


def test_an_update_needs_an_index_that_tells_the_site(run):
    result = run("update")
    assert (result.exit_code, "there is no index yet; name the site" in result.stderr) == (2, True)


def test_an_update_says_of_an_index_that_cannot_be_read_that_it_is_there(built, tmp_path):
    for manifest in (tmp_path / "index").glob("g-*/MANIFEST.json"):
        manifest.write_bytes(b"")
    result = built("update")
    assert result.exit_code == 2
    assert (
        "index: tells its site no more, for it cannot be read; name the site: search-index update SITE" in result.stderr
    )


def test_an_index_of_no_posts_is_reported_without_languages(run, site):
    for path in site.rglob("*.md"):
        path.unlink()
    assert run("rebuild", site, "--force").stdout.startswith(f"0 posts of {site}, in ")


def test_a_site_of_few_posts_replaces_the_samples_but_not_a_site_of_many(built, site, tmp_path, monkeypatch):
    small = tmp_path / "small"
    small.mkdir()
    write(small, "one.md", "title: one")
    refused = built("rebuild", small)
    monkeypatch.setattr("indexer.index.build.approval.data_folder", lambda: tmp_path)
    site.rename(tmp_path / "posts")
    assert built("rebuild", tmp_path / "posts").exit_code == 0
    assert (refused.exit_code, built("rebuild", small).exit_code) == (1, 0)


def test_serve_answers_until_it_is_told_to_stop(built):
    command = [*COMMAND, "serve", "--port", "0", "--deadline", "60"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        watchdog = threading.Timer(300, process.kill)
        watchdog.start()
        address, _, posts = process.stdout.readline().partition("  ")
        answer = json.load(urllib.request.urlopen(f"{address}api/search?q=istio"))
        process.terminate()
        assert (process.wait(), posts.partition(";")[0].strip(), answer["total"]) == (0, "5 posts", 5)
        watchdog.cancel()


def test_serve_says_when_its_port_is_taken(built):
    with subprocess.Popen([*COMMAND, "serve", "--port", "0"], stdout=subprocess.PIPE, text=True) as process:
        port = re.search(r":(\d+)/", process.stdout.readline())[1]
        result = built("serve", "--port", port)
        process.terminate()
    assert (result.exit_code, f"cannot listen on 127.0.0.1, port {port}" in result.stderr) == (1, True)


def test_serve_prints_no_software_versions_in_its_answers(built):
    with subprocess.Popen([*COMMAND, "serve", "--port", "0"], stdout=subprocess.PIPE, text=True) as process:
        address = process.stdout.readline().split()[0]
        headers = urllib.request.urlopen(f"{address}healthz").headers
        process.terminate()
    assert "Server" not in headers


@pytest.mark.parametrize(
    ("arguments", "where"),
    [
        (["rebuild", "{site}", "--index", "https://search.example.org/Posts"], "--index: index"),
        (["query", "istio", "--index", "http://localhost:9200"], "--index: index"),
        (["serve", "--index", "https://ann:secret@search.example.org/posts"], "--index: index"),
        (["rebuild", "https://blog.example.org/"], "SITE: site"),
    ],
)
def test_an_address_that_cannot_be_served_is_refused_and_never_made_a_folder(run, site, tmp_path, arguments, where):
    result = run(*(each.format(site=site) for each in arguments))
    assert (result.exit_code, result.stderr.startswith(f"search-index: {where} is 'http")) == (2, True)
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_rebuild_names_the_formats_that_it_does_not_read(run, site):
    for name in ("a.rst", "b.rst", "c.adoc"):
        write(site, name, "title: other")
    assert "3 left out: 3 in a format that is not read (1 .adoc, 2 .rst)\n" in run("rebuild", site).stdout
