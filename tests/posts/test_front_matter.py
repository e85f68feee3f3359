"""Cases stand in ``tests/cases/front_matter``: a file's text, then what it is read as in lines with ``>>>``."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from yaml import YAMLError
from yaml import load as load_yaml

from indexer.posts.exact_yaml import ExactLoader, measure, parse
from indexer.posts.front_matter import FrontMatterError, split_front_matter

CASES = Path(__file__).parent.parent / "cases" / "front_matter"


def load_cases():
    for file in sorted(CASES.glob("*.txt")):
        for case in file.read_text(encoding="utf-8").split("### ")[1:]:
            name, _, rest = case.partition("\n")
            text, _, expected = rest.partition(">>> ")
            yield pytest.param(text, (">>> " + expected).strip(), id=f"{file.stem}: {name}")


def told(text):
    try:
        read = split_front_matter(text)
    except FrontMatterError as error:
        return f">>> refused {error.line}: {error.message}"
    lines = [f">>> {read.format} {json.dumps(read.values, ensure_ascii=False, default=str)}"]
    if read.format == "none":
        assert read.body == text
    else:
        lines.append(f">>> body {read.body_line}: {json.dumps(read.body, ensure_ascii=False)}")
    return "\n".join(lines + [f">>> warns {line}: {message}" for line, message in read.warnings])


@pytest.mark.parametrize(("text", "expected"), list(load_cases()))
def test_a_file_is_read_as_its_case_says(text, expected):
    assert told(text) == expected


def yaml(head):
    return f"---\n{head}\n---\nbody\n"


LIST_BOMB = "a0: &a0 [x, x]\n" + "\n".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 9))
MERGE_BOMB = "m0: &m0 {k: v}\n" + "\n".join(
    f"m{i}: &m{i}\n  <<: [{', '.join([f'*m{i - 1}'] * 20)}]" for i in range(1, 7)
)
HOSTILE = {
    "billion laughs": yaml(LIST_BOMB),
    "merge keys in the billions": yaml(MERGE_BOMB),
    "YAML lists 100,000 deep": yaml("title: x\na: " + "[" * 100_000),
    "YAML lists 30,000 deep": yaml("title: x\na: " + "[" * 30_000),
    "YAML maps 15,000 deep": yaml("title: x\na: " + "{a: " * 15_000),
    "3,000 keys": yaml("\n".join(f"key{i}: x" for i in range(3_000))),
    "100,000 keys": yaml("\n".join(f"key{i}: x" for i in range(100_000))),
    "a title of 5 MB": yaml("title: " + "x" * 5_000_000),
    "a TOML key 30,000 deep": "+++\n" + "a." * 30_000 + "a = 1\n+++\n",
    "TOML lists 30,000 deep": "+++\na = " + "[" * 30_000 + "\n+++\n",
    "JSON lists 30,000 deep": '{"a": ' + "[" * 30_000 + "]" * 30_000 + "}\n",
    "JSON maps 100,000 deep": '{"a": ' * 100_000 + "1" + "}" * 100_000,
    "a JSON string of quotes that is never closed": '{"' + '\\"' * 30_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_head_is_refused_before_it_is_built(text):
    with pytest.raises(FrontMatterError):
        split_front_matter(text)


@pytest.mark.parametrize("unit", ["<!--", "---\n", "{", '"', "\n", " ", "a:\n", "- ", "+++", "title: ", "\ufeff", "\\"])
def test_a_long_row_of_one_sign_is_read_at_once(unit):
    # A reader whose time grows with the square of the text would need many minutes here.
    assert told(unit * 300_000)


def test_a_control_character_is_dropped_from_metadata_and_named():
    read = split_front_matter("---\nauthor: x\ntitle: a\x08b\u2028c\n---\n")
    assert read.values["title"] == "ab c"
    assert read.warnings == ((3, "left out the control character U+0008; delete it"),)


def test_zero_characters_and_lone_surrogates_are_dropped_from_metadata():
    assert split_front_matter('---\ntitle: "a\\0b"\n---\n').values == {"title": "ab"}
    assert split_front_matter('{"title": "a\\ud800\\u0000b"}\n').values == {"title": "ab"}


def test_a_byte_order_mark_does_not_hide_a_draft():
    assert split_front_matter("\ufeff\u200b---\ndraft: true\n---\n").values == {"draft": True}


def test_an_invisible_character_does_not_hide_a_key():
    assert split_front_matter("---\n\u200bdraft: true\n---\n").get("draft") is True


def test_a_number_of_5000_digits_is_kept_as_text():
    digits = "9" * 5_000
    assert split_front_matter(yaml(f"a: {digits}")).values == {"a": digits}
    assert split_front_matter(f'{{"a": {digits}}}').values == {"a": digits}


def test_each_key_is_found_on_its_line():
    read = split_front_matter("\n<!-- c -->\n---\ntitle: x\ntags:\n  - a\nDate: 2024\n---\n")
    assert (read.line_of("title"), read.line_of("tags"), read.line_of("date")) == (4, 5, 7)


HEADS = ["---", "+++", ";;;", "{", "}", "...", "title: x", "title = 'x'", '"title": "x"', "draft: true", "- a", "<!--"]
LINES = st.lists(st.sampled_from([*HEADS, "-->", "", "# h", "prose", "a: b: c", "&a *a", "\t", "'"]), max_size=12)


@given(LINES, st.text(alphabet="中文ab :-+{}\n#", max_size=60))
@example(["---", "title: x", "---"], "---\n---\n")
@example(["<!--", "---", "...", "\t", "-->"], "")
def test_no_word_of_a_body_is_lost(head, prose):
    text = "\n".join([*head, "", "PLANTED", prose])
    try:
        read = split_front_matter(text)
    except FrontMatterError:
        return
    assert "PLANTED" in read.body or "PLANTED" in str(read.values)
    assert text.endswith(read.body)
    assert text.split("\n")[read.body_line - 1 :] == read.body.split("\n") or read.body == "" or read.format == "json"


@given(st.text(max_size=200) | st.builds("---\n{}\n---\n".format, st.text(max_size=200)))
def test_whatever_the_text_nothing_but_a_front_matter_error_is_raised(text):
    assert told(text)


@given(st.builds("---\n{}\n---\n".format, st.text(alphabet="!&*<>|%@`-?:,[]{}#'\" \nab0x.e~+T", max_size=40)))
def test_yaml_of_nothing_but_signs_raises_nothing_else(text):
    assert told(text)


YAML_PIECES = "a|b: |A: |- |[|]|{|}|, |!!str |!|&x |*x|<<: |'|\"|? |%TAG|: |1|~|# |---"


def parsed(parse, text):
    try:
        keys, build = parse(text)
        return keys, repr(build())
    except (YAMLError, ValueError) as error:
        return str(error)


@given(st.lists(st.sampled_from([*YAML_PIECES.split("|"), "|", "\n", "\n  "])).map("".join))
@example("a: 1\nA: {b: 2, b: 3}\na: [x, {c: 1, C: 2}]\n")
@example("- " * 21 + "a")
@example("[" * 199 + "]" * 199)
@example("a: &x [1]\nb: *x\n")
@example("a: !!python/object:os.system x")
@example("2024-02-30: 2024-02-30\n")
@example(f"a: [{'1, ' * 600}]")
def test_yaml_is_parsed_once_with_what_parsing_it_twice_yields(text):
    def parse_twice(text):
        return measure(text), lambda: load_yaml(text, Loader=ExactLoader)

    assert parsed(parse, text) == parsed(parse_twice, text)


@given(st.from_regex(re.compile(r"\+\+\+\n[a\[\]{}.=\"'0-9:TZ\n-]{0,40}\n\+\+\+\n"), fullmatch=True))
def test_toml_of_nothing_but_signs_raises_nothing_else(text):
    assert told(text)
