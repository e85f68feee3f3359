import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from indexer.posts.generators.html.flat_code import flatten_code
from indexer.posts.generators.html.left_out import read_code

BEGINNINGS = [
    *('<span class="k">', '<span class="lineno">', "<span>", '<span style="color:#fff">', '<span data-line="1">'),
    *("<div>", '<div class="line" style="x">', '<a href="#">', "<code>", "<preview-x>"),
]
TEXTS = st.sampled_from(["if a:", "\n", "中", "&lt;", "<br>", "<br/>", "<img>"])


def _wrap(inner):
    return st.builds(lambda begin, text: f"{begin}{text}</{_name(begin)}>", st.sampled_from(BEGINNINGS), inner)


def _name(beginning):
    return beginning.strip("<>").split()[0]


CODE = st.recursive(
    TEXTS, lambda inner: st.one_of(_wrap(inner), st.lists(inner, max_size=4).map("".join)), max_leaves=12
)


def codes(page):
    tree = etree.fromstring(page, etree.HTMLParser(encoding="utf-8"))
    return [read_code(code) for code in tree.iter("pre")]


@given(CODE)
def test_code_reads_the_same_without_the_elements_of_its_highlighter(html):
    page = f"<body><p>text</p><pre>{html}</pre></body>".encode()
    assert codes(flatten_code(page)) == codes(page)


@pytest.mark.parametrize(
    ("code", "flat"),
    [
        (b'<span class="line"><span style="color:#fff">if</span> a</span><br>b', b"if a\nb"),
        (b'<span class="ln">1</span><span>a</span>', None),
        (b'<span title="no class">a</span>', None),
        (b"<span>never closed", None),
    ],
)
def test_only_plain_elements_are_taken_out_of_code(code, flat):
    page = b"<p><span>around</span></p><pre>%s</pre>"
    assert flatten_code(page % code) == page % (code if flat is None else flat)


def test_what_only_begins_like_code_is_left_alone():
    page = b"<preview-x><span class='menu'>a</span></preview-x>"
    assert flatten_code(page) == page
