import pytest

from indexer.search.query.symbols import LONGEST, find_code, find_symbols


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("#define", ["#define"]),
        ("how to use --dry-run, and $HOME?", ["--dry-run", "$HOME"]),
        ("std::string a->b", ["std::string", "a->b"]),
        ("@Override .dockerignore ~/.kube/config", ["@Override", ".dockerignore", "~/.kube/config"]),
        ("vec! #[derive Option<T> 'static unwrap()", ["vec!", "#[derive", "Option<T>", "'static", "unwrap()"]),
        ("运行k8s的$HOME目录", ["$HOME"]),
        ("what does -> do, and <=>?", ["->", "<=>"]),
    ],
)
def test_words_with_signs_of_code_are_symbols(text, symbols):
    assert list(find_symbols(text)) == symbols


@pytest.mark.parametrize(
    "text",
    ["", "plain words", "kube-proxy v1.18.2 node.js it's", "C++ c# F#", "What? Well: yes.", "-- && ... :)", "x" * 99],
)
def test_what_the_analyzer_tells_apart_by_itself_is_no_symbol(text):
    assert list(find_symbols(text)) == []


def test_what_is_too_long_is_no_symbol():
    assert list(find_symbols("$" + "x" * LONGEST)) == []


@pytest.mark.parametrize("text", ["(istio", "envoy)", "[mesh]", "'quoted'", "(istio envoy)"])
def test_a_plain_word_in_brackets_is_no_code(text):
    assert list(find_code(text)) == []


@pytest.mark.parametrize("text", ["-f", "--dry-run", "a->b", "#define", "$HOME", ".dockerignore", "@Override", "fn()"])
def test_what_has_signs_of_its_own_is_code(text):
    assert list(find_code(text)) == [text]
