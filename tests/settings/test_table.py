"""The settings are stated once: options, documentation and messages come from that table."""

from pathlib import Path

import pytest

from indexer.cli import search_index
from indexer.errors import ConfigurationError
from indexer.settings.__main__ import table_rows
from indexer.settings.load import load_settings, option_name, variable_name
from indexer.settings.settings import SETTINGS, Option, Settings

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = {
    Option.BUILD: ["rebuild", "update", "watch"],
    Option.WATCH: ["watch"],
    Option.SERVE: ["serve"],
    Option.NONE: [],
}
OUT_OF_BOUNDS = {
    "recency": "1.01",
    "workers": "257",
    "file_seconds": "0",
    "file_megabytes": "63",
    "hide_when": "=internal",
    "pages": "/no/such/folder",
    "section_pages": "perhaps",
    "rescan_seconds": "0",
    "port": "65536",
    "threads": "0",
    "connections": "10001",
    "processes": "257",
    "language": "de",
    "hosts": "https://example.org",
    "origins": "null",
    "proxies": "17",
    "proxy_headers": "ip",
    "prefix": "find",
    "theme": "/no/such/folder",
    "preset": "plaid",
    "stylesheet": "/no/such/file.css",
    "icon": "/no/such/icon.svg",
    "rate_limit": "often",
    "concurrency": "0",
    "costly_seconds": "61",
    "deadline": "0",
    "verify_hours": "-1",
    "cache_seconds": "86401",
    "answers_megabytes": "10001",
    "metrics": "perhaps",
    "query_log": "https://example.org/log",
    "query_log_megabytes": "0",
    "query_log_days": "3651",
    "access_log": "2",
    "log_format": "xml",
    "site": "https://example.org/",
    "index": "https://search.example.org/Posts",
    "cluster_password_file": "https://example.org/password",
    "cluster_certificate": "https://example.org/ann.pem",
    "cluster_key": "https://example.org/ann.key",
    "cluster_ca": "https://example.org/ca.pem",
    "cluster_plaintext": "perhaps",
    "cluster_shards": "0",
    "cluster_replicas": "17",
    "cluster_folder": "https://example.org/work",
}


def command(name):
    return search_index.get_command(None, name)


@pytest.mark.parametrize("each", SETTINGS.values(), ids=SETTINGS)
def test_each_setting_is_an_option_of_the_commands_that_it_states(each):
    for name in COMMANDS.get(each.option, ["rebuild", "query", "explain", "stats", "evaluate", "serve"]):
        options = {option.name: option for option in command(name).params}
        assert option_name(each.name) in options[each.name].opts
        assert variable_name(each.name) in options[each.name].help


def test_the_documentation_holds_the_table_of_settings():
    assert "\n".join(table_rows()) in (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")


def test_every_default_is_within_its_bounds():
    defaults = Settings(index=Path("/index"))
    for name, each in SETTINGS.items():
        value = getattr(defaults, name)
        assert each.kind.read(value, Path()) == value, name


@pytest.mark.parametrize("name", sorted(SETTINGS))
def test_a_value_out_of_bounds_is_refused_in_every_place_and_the_place_is_named(name, tmp_path):
    if name not in OUT_OF_BOUNDS:
        assert SETTINGS[name].kind.wanted in {"a text", "a list of texts"}
        return
    value = OUT_OF_BOUNDS[name]
    (tmp_path / "search-index.toml").write_text(f'# a comment\n{name} = "{value}"\n')
    said = f"{name} is '{value}'; it must be {SETTINGS[name].kind.wanted}"
    places = {
        f"{tmp_path}/search-index.toml:2: ": lambda: load_settings(tmp_path, {"index": "/i"}, {}),
        f"SEARCH_{name.upper()}: ": lambda: load_settings(None, {}, {f"SEARCH_{name.upper()}": value}),
        f"{option_name(name)}: ": lambda: load_settings(None, {name: value}, {}),
    }
    for where, load in places.items():
        with pytest.raises(ConfigurationError) as error:
            load()
        assert str(error.value) == where + said
