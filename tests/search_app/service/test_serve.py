import json
import subprocess
import sys
import urllib.request
from importlib.util import find_spec
from pathlib import Path

import pytest
from click.testing import CliRunner

from indexer.cli import search_index
from indexer.settings.settings import Settings
from indexer.text.lexicon import word_lists
from search_app.service.server import open_port


@pytest.mark.parametrize(
    ("option", "said"),
    [
        (["--port", "http"], "--port: port is 'http'; it must be a whole number from 0 to 65535"),
        (["--rate-limit", "often"], "--rate-limit: rate_limit is 'often'; it must be a number and a time such as"),
        (["--origins", "blog.example"], "--origins: origins is 'blog.example'; it must be a list of origins such as"),
        (["--processes", "-1"], "--processes: processes is '-1'; it must be a whole number from 0 to 256"),
        (["--deadline", "0"], "--deadline: deadline is '0'; it must be a number of seconds from 0.01 to 60"),
    ],
)
def test_an_option_that_cannot_be_meant_is_wrong_usage(option, said, tmp_path):
    done = CliRunner().invoke(search_index, ["serve", "--index", str(tmp_path), *option])
    assert (done.exit_code, said in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("package", "name"), [("jieba", "jieba"), ("spellchecker", "pyspellchecker"), ("pypinyin", "pypinyin")]
)
def test_it_does_not_begin_where_a_library_is_missing_that_searches_need(package, name, tmp_path, monkeypatch):
    monkeypatch.setattr(word_lists, "find_spec", lambda each: None if each == package else find_spec(each))
    done = CliRunner().invoke(search_index, ["serve", "--index", str(tmp_path), "--port", "0"])
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith(f"search-index: {name} is not installed, which this version requires; run ")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_name_that_stands_for_several_addresses_can_be_listened_on(host):
    settings = Settings(Path(), Path(), host=host, port=0)
    sockets = open_port(settings)
    assert all(each.getsockname()[1] for each in sockets)
    for each in sockets:
        each.close()


def test_the_access_log_is_written_to_stderr_where_it_is_asked_for(tmp_path):
    command = [sys.executable, "-m", "indexer.cli", "serve", "--index", tmp_path, "--port", "0", "--access-log"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        address = process.stdout.readline().split()[0]
        urllib.request.urlopen(f"{address}openapi.json?q=geheim").close()
        line = process.stderr.readline()
        process.terminate()
    assert json.loads(line)["route"] == "/openapi.json"
    assert "geheim" not in line


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize("output", [[], ["--json"]])
def test_visitors_are_answered_where_the_address_cannot_be_printed(tmp_path, monkeypatch, output):
    monkeypatch.delenv("PYTHONUNBUFFERED", raising=False)  # what could not be written stays in a buffer
    command = [sys.executable, "-m", "indexer.cli", "serve", "--index", tmp_path, "--port", "0", *output]
    with Path("/dev/full").open("w") as full, subprocess.Popen(command, stdout=full, stderr=subprocess.PIPE) as process:
        try:
            told = process.stderr.readline().decode()
            assert told.endswith(" is served; that cannot be printed: No space left on device\n")
            assert urllib.request.urlopen(f"{told.split()[0]}healthz/live").status == 200
        finally:
            process.terminate()
        assert (b"Exception" in process.stderr.read(), process.wait()) == (False, 0)
