import pytest

from indexer.errors import ConfigurationError
from indexer.posts.generators.config_file import fold_keys, items, merge, read_config, table


@pytest.mark.parametrize(
    ("name", "text", "data"),
    [
        ("c.toml", "a = 1\n[b]\nc = 'd'", {"a": 1, "b": {"c": "d"}}),
        ("c.yaml", "no: yes\nlang: no", {"no": True, "lang": False}),
        ("c.yml", "---\na: 中文\n", {"a": "中文"}),
        ("c.json", '{"a": [1]}', {"a": [1]}),
        ("c.yaml", "", {}),
        ("c.yaml", "# nothing\n", {}),
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
