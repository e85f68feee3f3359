import pytest

from indexer.posts.post import Block
from indexer.text.markup.html_text import image_text, read_html, shows_nothing, split_unclosed, tag_name


def prose(html):
    return [block.text for block in read_html(html)]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a</p><p>b</p>", "a\n\nb"),
        ("<div>a</div><div>b</div>", "a\nb"),
        ("a<td>b</td><td>c</td>", "a | b | c"),
        ("<ul><li>a<li>b</ul>", "a\nb"),
        ("<b>服务</b>网格", "服务网格"),
        ("<b>服务</b>\n<i>网格</i>", "服务网格"),
        ("<b>one</b>\n<i>two</i>", "one two"),
        ("a<script>b<c></script>d<style>e</style>f", "adf"),
        ("a<!-- b -->c<!---->d", "acd"),
        ("a<iframe src='x'>See <a href='y'>b</a></iframe>c", "a\nc"),
        ("&lt;&#20013;&hellip;&nope;", "<中…&nope;"),
        ("5 < 6 > 4", "5 < 6 > 4"),
        ("<svg><title>a</title></svg><template>b</template>", "a\nb"),
        ("a\0b", "a\ufffdb"),
    ],
)
def test_html_becomes_the_text_that_is_seen(html, text):
    assert prose(html) == [text]


@pytest.mark.parametrize("html", ["", " \n", "<!-- a -->", "<div>", "</div>", "<!DOCTYPE html>", "<br>"])
def test_what_shows_no_text_has_no_pieces(html):
    assert read_html(html) == []


def test_headings_and_preformatted_text_are_pieces_of_their_own():
    html = 'a<h2 id="x">b <i>c</i></h2>d<pre>\ne\n\n  f</pre>g<h3>h</h3>'
    assert read_html(html) == [
        Block("prose", "a"),
        Block("heading", "b c", 2, "x"),
        Block("prose", "d"),
        Block("code", "e\n\n  f"),
        Block("prose", "g"),
        Block("heading", "h", 3),
    ]


@pytest.mark.parametrize(
    ("html", "closed", "rest"),
    [
        ("a<!-- b -->c", "a<!-- b -->c", ""),
        ("a<!-- b", "a", " b"),
        ("a<iframe src=x />b", "a", "<span src=x />b"),
        ("<IFRAME>a</iframe>b", "<IFRAME>a</iframe>b", ""),
        ("<!-- a --><p><!-- b <!-- c", "<!-- a --><p>", " b  c"),
        ("<script>a</script><SCRIPT src=b>c", "<script>a</script>", "<span src=b>c"),
        ("a <div class=b", "a ", "div class=b"),
        ('a <p" b="c>\n\nd', "a ", 'p" b="c>\n\nd'),
        ('<p a="b" c" d="e>\n\nf', "", 'p a="b" c" d="e>\n\nf'),
        ("<p ='a b='c>d", "", "p ='a b='c>d"),
        ("<p a=b='c d='e>f", "", "p a=b='c d='e>f"),
        ("<p='a b='c>d", "", "p='a b='c>d"),
        ("a < b", "a < b", ""),
        ("a<!--<b\n\nc", "a", "b\n\nc"),
        ("a<script\n\nb", "a", "span\n\nb"),
        ("<a= b='>c", "", "a= b='>c"),
        ("<a =b='>c", "", "a =b='>c"),
        ("<a b = 'c>' d/e='f'>g", "<a b = 'c>' d/e='f'>g", ""),
        ("</; a=\"b><c d='>e", '</; a="b>', "c d='>e"),
        ("<!doctype a>b<?php c", "<!doctype a>b", "?php c"),
        ("<p<<b", "", "pb"),
        ("<script>a<<b", "", "<span>ab"),
        ("<!-- <<!--script>", "", " script>"),
        ("<script>a</script=>b", "", "<span>a</script=>b"),
        ("<script><!--<script></script>b", "", "<span><span></script>b"),
        ("<script><!-- a --></script>b", "<script><!-- a --></script>b", ""),
        ('a<b c=">\n\nd', "a", 'b c=">\n\nd'),
        ("a<!-- b <script>c</script>", "a", " b <span>c</script>"),
        ("a<script>b<!-- c --><style>d</style>", "a", "<span>b c --><span>d</style>"),
        ("a<script>b</style>c</SCRIPT>d", "a<script>b</style>c</SCRIPT>d", ""),
        ("<!-->a<!-- b -->", "<!-->a<!-- b -->", ""),
        ("<a title='>' b=c=\">d", "<a title='>' b=c=\">d", ""),
        ('<a "><script>" >text', '<a ">', '<span>" >text'),
        ("<a '><!--' >text", "<a '>", "' >text"),
        ("<p title='<script>'>a</p><script>b", "<p title='<script>'>a</p>", "<span>b"),
    ],
)
def test_what_is_never_closed_is_given_back(html, closed, rest):
    assert split_unclosed(html) == (closed, rest)


def test_a_tag_has_its_name_and_an_image_its_text():
    assert [tag_name(tag) for tag in ("<BR/>", "</p>", "<my-tag a='b'>", "<!-- x -->")] == ["br", "p", "my-tag", ""]
    assert image_text('<img src="a" alt="示意 &amp; 图">') == "示意 & 图"
    assert image_text("<img src=a>") == ""


@pytest.mark.parametrize(
    ("html", "nothing"),
    [
        ("", True),
        ("<!-- a -- b -->\n", True),
        ("<!-- a --> <!-- b -->", True),
        ('<div class="a" id=b hidden>\n<br/></div>', True),
        ("<!-- a --> b <!-- c -->", False),
        ("<!--> b <!-- c --> <!-- d -->", False),
        ("<div>a<br></div>", False),
        ('<img alt="a">', False),
        ("<title><b></title>", False),
        ("<div", False),
        ('<div title="a>', False),
    ],
)
def test_html_without_text_is_seen_at_a_glance(html, nothing):
    assert shows_nothing(html) is nothing


def test_what_is_hidden_or_left_open_in_one_stretch_does_not_reach_into_the_next():
    assert read_html("<style>a") == []
    assert read_html("<pre>a") in ([], [Block("code", "a")])
    assert read_html("b") == [Block("prose", "b")]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>one<b>two</b>three</p>", "onetwothree"),
        ("<p>one <b> two</b>\nthree</p>", "one two three"),
        ("<p>中文\n<b>粗体</b>\n中文</p>", "中文粗体中文"),
        ("<p>中文 <b>\n粗体</b></p>", "中文 粗体"),
        ("<p>one\n<b>\ntwo</b></p>", "one two"),
        ("<p>one\n\n<b>two</b></p>", "one\n\ntwo"),
        ("<div>one</div>\n\n<div>two</div>", "one\n\ntwo"),
        ("<div>one\n</div>\n<div>two</div>", "one\ntwo"),
        ("<p>a\N{NO-BREAK SPACE}<i>\n</i>\nb</p>", "a b"),
    ],
)
def test_white_space_around_elements_inside_a_line_counts_once(html, text):
    assert prose(html) == [text]
