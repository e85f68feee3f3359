import pytest

from indexer.errors import ConfigurationError
from indexer.posts.generators.config_file import fold_keys, folder_of, items, merge, read_config, table

BOMB = "x{0}: &x{0} [*x{1}, *x{1}, *x{1}, *x{1}, *x{1}, *x{1}, *x{1}, *x{1}]\n"


@pytest.mark.parametrize(
    ("name", "text", "data"),
    [
        ("c.toml", "a = 1\n[b]\nc = 'd'", {"a": 1, "b": {"c": "d"}}),
        ("c.yaml", "no: yes\nlang: no", {"no": True, "lang": False}),
        ("c.yml", "---\na: 中文\n", {"a": "中文"}),
        ("c.json", '{"a": [1]}', {"a": [1]}),
        ("c.yaml", "", {}),
        ("c.yaml", "# nothing\n", {}),
        ("c.yaml", f"a: [{'1, ' * 3000}]", {"a": [1] * 3000}),
        ("c.yaml", "a: &a {b: !!str 1}\nc: *a", {"a": {"b": "1"}, "c": {"b": "1"}}),
    ],
)
def test_a_file_is_read_as_its_ending_says(tmp_path, name, text, data):
    (tmp_path / name).write_text(text, encoding="utf-8")

    assert read_config(tmp_path / name, tmp_path) == data


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("c.toml", "a = 1\nb = ", "c.toml:2: this TOML cannot be read"),
        ("c.yaml", "a: 1\nb: [", "c.yaml:2: this YAML cannot be read"),
        ("c.json", '{"a": }', "c.json:1: this JSON cannot be read"),
        ("c.yaml", "just text", "c.yaml:1: expected names and values, found a single value"),
        ("c.json", "[" * 100_000, "c.json:1: this JSON cannot be read"),
        ("c.toml", "a = " + "[" * 100_000, "c.toml:1: this TOML cannot be read"),
        ("c.yml", "b: 1\na: " + "[" * 100_000, "c.yml:2: this YAML cannot be read (nested deeper than 100 levels)"),
        (
            "c.yml",
            "x0: &x0 1\n" + "".join(map(BOMB.format, range(1, 9), range(8))),
            "(more than 100,000 values, aliases written out",
        ),
        ("c.yml", "a: &a [*a]", "c.yml:1: this YAML cannot be read"),
        ("c.yml", "a: !!int ''", "c.yml:1: this YAML cannot be read"),
        ("c.yml", "a: !!timestamp soon", "c.yml:1: this YAML cannot be read"),
    ],
)
def test_a_broken_file_is_named_with_its_line(tmp_path, name, text, told):
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as refused:
        read_config(tmp_path / name, tmp_path)

    assert told in str(refused.value)


def test_keys_are_folded_at_every_depth():
    assert fold_keys({"BaseURL": [{"PageKind": "X"}]}) == {"baseurl": [{"pagekind": "X"}]}


def test_tables_are_merged_and_lists_replaced():
    assert merge({"a": {"b": 1, "c": [1]}}, {"a": {"c": [2]}, "d": 3}) == {"a": {"b": 1, "c": [2]}, "d": 3}


def test_values_of_another_kind_count_as_empty_or_as_one():
    assert table("text") == {}
    assert items(None) == []
    assert items("text") == ["text"]


@pytest.mark.parametrize(
    ("value", "folder"),
    [
        (None, ""),
        ("", ""),
        (".", ""),
        ("./", ""),
        ("src", "src"),
        ("./src/", "src"),
        ("a//b", "a/b"),
        (".site", ".site"),
    ],
)
def test_a_folder_of_the_site_is_named_below_it(value, folder):
    assert folder_of(value, "source") == folder


@pytest.mark.parametrize("value", ["..", "../posts", "a/../../b"])
def test_a_folder_outside_of_the_site_is_an_error(value):
    with pytest.raises(ConfigurationError, match=r"source: .* is outside of the site; index that folder instead"):
        folder_of(value, "source")
