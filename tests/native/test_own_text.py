import random

import pytest
from native.drawn_pages import draw_page

from indexer.native.posts.own_text import OwnTextInput, read_own_text
from indexer.posts.generators.html import written_page
from indexer.posts.generators.html.kernel_names import KERNEL_NAMES
from indexer.posts.generators.html.page import read_page

PAGES = 400


@pytest.mark.usefixtures("library")
def test_it_reads_what_python_reads(without_kernel):
    chance = random.Random(11)
    pages = [draw_page(chance) for _ in range(PAGES)]
    expected = [read_page(page) for page in pages]
    without_kernel.undo()
    for page, by_python in zip(pages, expected, strict=True):
        assert read_page(page) == by_python, page


def test_nearly_every_page_is_read_by_it(library, monkeypatch):
    read = []
    monkeypatch.setattr(
        written_page.native, "read_own_text", lambda *given: read.append(read_own_text(*given)) or read[-1]
    )
    chance = random.Random(12)
    for _ in range(50):
        read_page(draw_page(chance))
    assert len(read) == 50
    assert all(read)


def test_pages_of_xhtml_and_with_control_characters_are_read_as_python_reads_them(without_kernel):
    xhtml = '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "xhtml1-strict.dtd">'
    hostile = "<body><h2>b<a href=#x>#</a>\x08</h2><time datetime=2020-01-01></time> - 4 min read\x08."
    hostile += "<pre><br>\x08</pre>\ufffdc"
    pages = [f"{xhtml}<body><main><a name=toc>kept</a><br><p></p>text</main>", hostile]
    expected = [read_page(page) for page in pages]
    without_kernel.undo()
    assert [read_page(page) for page in pages] == expected
    assert [page.body for page in expected] == ["kept\n\ntext", "b\x08\n\n.\n\n\x08\n\n\ufffdc"]


@pytest.mark.parametrize(
    "xml",
    [b"", b"text", b"<p>", b"<p", b"<p a>", b"<p a='b'/>", b'<p a="b/>', b"<p>&none;</p>", b"<p>&amp</p>", b"<p/>x",
     b"<p><!-- --></p>", b"<p><![CDATA[x</p>", b"<pre><br><br></br></br></pre>"],
)  # fmt: skip
def test_what_is_no_xml_is_left_to_python(library, xml):
    assert read_own_text(library, KERNEL_NAMES, OwnTextInput(bytearray(xml), 0, len(xml), [False], [], [])) is None


def test_there_is_room_for_any_number_of_blocks(library):
    page = b"<div>" + b"<h2>a</h2><pre>\n\nb\n</pre>" * 1000 + b"</div>"
    read = read_own_text(library, KERNEL_NAMES, OwnTextInput(bytearray(page), 0, len(page), [False], [], [0]))
    assert read.text == "b" + "ab" * 999
    assert read.blocks[-8:] == [2, 2, 0, 1, 1, 0, 0, 1]
