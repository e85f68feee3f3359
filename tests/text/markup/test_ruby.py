"""Words with what stands over them: found as they are read, one beside the other, in Markdown, HTML and built pages."""

import pytest
from small_index import make_post

from indexer.posts.generators.html.page import read_page
from indexer.text.markup.body import group_blocks, read_html_sections, read_sections

RUBIES = [
    ("<ruby>金丝雀<rp>(</rp><rt>canary</rt><rp>)</rp></ruby>发布", "金丝雀发布", "canary"),
    ("<ruby>汉<rt>hàn</rt></ruby><ruby>字<rt>zì</rt></ruby>表", "汉字表", "hàn zì"),
    ("<ruby>汉<rt>hàn</rt>字<rt>zì</rt></ruby>", "汉字", "hàn zì"),
    ("<RUBY>漢<RT>かん<RB>字<RT>じ</RUBY>辞典", "漢字辞典", "かんじ"),  # end tags may be left out
    ("<ruby><rb>漢字</rb><rtc><rt>かん</rt><rt>じ</rt></rtc></ruby>", "漢字", "かんじ"),
    ('<ruby class="a">服务<b>网格</b><rt><i>service</i> mesh</rt></ruby>', "服务网格", "service mesh"),
    ("<ruby>空<rt></rt></ruby>的", "空的", ""),
    ("<rt>外</rt>面<rp>(</rp>", "外面(", ""),  # in no ruby
]


def read_markdown(text):
    return read_sections(make_post("t", f"## 见{text}\n\n先{text}后\n\n<div>先{text}后</div>"))


def read_html(text):
    return read_html_sections(f"<h2>见{text}</h2><p>先{text}后</p><p>先{text}后</p>")


def read_built(text):
    page = f"<html><head><title>T</title></head><body><article><h1>T</h1><h2>见{text}</h2><p>先{text}后</p>"
    return group_blocks(read_page(f"{page}<p>先{text}后</p></article></body></html>").blocks)


@pytest.mark.parametrize("read", [read_markdown, read_html, read_built])
@pytest.mark.parametrize(("written", "words", "over"), RUBIES)
def test_the_words_stand_together_and_what_is_over_them_stands_aside(read, written, words, over):
    [section] = read(written)

    assert (section.heading, section.prose) == (f"见{words}", f"先{words}后\n\n先{words}后")
    assert section.asides.splitlines() == [over] * 3 * bool(over)


@pytest.mark.parametrize("unclosed", ["<ruby>汉<rt>hàn", "<ruby>汉<rp>(", "<ruby><rt>"])
def test_in_markdown_what_is_not_closed_in_its_paragraph_is_prose_and_hides_nothing_behind(unclosed):
    [section] = read_sections(make_post("t", f"{unclosed}\n\n下一段</rt>完"))

    assert section.prose.endswith("下一段完")
    assert section.prose.startswith("汉" if "汉" in unclosed else "下")
    assert section.asides == ""


def test_code_about_ruby_stays_as_it_is():
    code = "<ruby>汉<rt>hàn</rt></ruby>"
    [section] = read_sections(make_post("t", f"```html\n{code}\n```"))

    assert section.code == code
