import random
import re

import pytest
from growth import grows_in_proportion
from lxml import etree
from native.drawn_pages import draw_whole_page

from indexer.native.posts.page_facts import PageState, read_page
from indexer.posts.generators.html.flat_code import flatten_code
from indexer.posts.generators.html.kernel_names import KERNEL_CONTAINERS, KERNEL_NAMES
from indexer.posts.generators.html.page import _PARSER
from indexer.posts.generators.html.written_page import write_tree

PAGE = "<!doctype html><html><head></head><body>{}</body></html>"
ELEMENTS = """
a abbr address article aside audio b base basefont big blockquote br button caption center cite code col
colgroup dd del details dir div dl dt em fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6 header
hr i img input ins kbd label legend li link main map mark menu meta nav noscript object ol optgroup option p
param picture pre q s samp section select small source span strike strong sub summary sup svg table tbody td
template tfoot th thead time tr tt u ul var video wbr o:p x-y path
""".split()  # noqa: SIM905 - eighty quoted words are no list that anybody reads


def write(library, html):
    page = read_page(library, KERNEL_NAMES, KERNEL_CONTAINERS, html.encode())
    return page.xml if page.state in (PageState.READ, PageState.TO_LOOK_AT) else None


def parse(html):
    return write_tree([etree.fromstring(flatten_code(html.encode()), _PARSER)])


@pytest.mark.parametrize("missing", [0, 1, 4])
def test_it_writes_what_lxml_writes(library, missing):
    chance = random.Random(31)
    drawn = [draw_whole_page(chance) for _ in range(400)]
    written = [(page, write(library, page)) for page in (without_ends(page, missing, chance) for page in drawn)]
    assert sum(xml is not None for _, xml in written) > 20
    for page, xml in written:
        assert xml is None or xml == parse(page), page


def without_ends(page, count, chance):
    """Take some ends of elements out of a page."""
    for _ in range(count):
        ends = [
            found for found in re.finditer("</[a-z0-9]+>", page) if found[0] not in ("</body>", "</html>", "</head>")
        ]
        found = chance.choice(ends or [re.match("", page)])
        page = page[: found.start()] + page[found.end() :]
    return page


def test_elements_end_others_only_where_libxml2_says_so(library):
    pages = [PAGE.format(f"<{outer}><{inner}>x</{inner}>y</{outer}>") for outer in ELEMENTS for inner in ELEMENTS]
    written = {page: xml for page in pages if (xml := write(library, page)) is not None}
    assert len(written) > len(pages) / 2
    for page, xml in written.items():
        assert xml == parse(page), page


@pytest.mark.parametrize(
    "body",
    [
        "<P Class=A>x</P>",
        "<p id=x ID=y>z</p>",
        "<input disabled><option selected>x</option>",
        "<a href='/?a=1&b=2'>x</a>",
        "<a href='/?a=1&b_c=2&copy=3&copyx=4&d'>x</a>",
        "<a href=a/b/>x</a>",
        "<p title='&quot;a&quot; \n\t<b>'>x</p>",
        "<pre>\nx</pre>",
        "<pre>\n\n<b>x</b></pre>",
        '<pre><span class="k">a</span><br>b</pre>',
        '<pre><span class="lineno">1</span>b</pre>',
        "<pre><div><span>a</span></div></pre>",
        '<pre><code><span style="x">a</span></code></pre>',
        "<p><!-- a --><!-- b --></p>",
        "a<!--[if IE]>x<![endif]-->b",
        "&nbsp;&copy;&#8217;",
        "<script>if (a && b < c) {}</script>",
        "<textarea><b>&amp;</textarea>",
        "<iframe src=x></iframe>",
        "<svg viewBox='0 0'><path d=x /></svg>",
        "<p></p><p> </p><p><b></b></p>",
        "&amp;lt; a & b > c",
        "AT&T &x &#… &1 &xy_z",
        "<linux/bpf.h>x",
        "<a / b/c=d/>x</a><br /x>",
        "<p>a<p>b",
        "<ul><li>a<li><p>b</ul><p>c",
        "<dl><dt>a<dd>b<dt>c<dd></dl>",
        "<table><tbody><tr><td>a<td>b<tr><th><td>c</table>",
        "<select><option>a<option>b</select>",
        "<a href=x><no title></a><b><never ended=x>y</b>",
        "<div><p>a<b>c<i></p>d</div>",
        "<pre><b>a<i>b</pre>c",
        "<table><tr><b></table>",
        "<template><audio><code></audio>x</template>",
        '<main><pre><span class="k">a</span></main>b',
    ],
)
def test_what_authors_write_is_written_as_lxml_does(library, body):
    page = PAGE.format(body)
    assert write(library, page) == parse(page)


@pytest.mark.parametrize(
    "page",
    [
        "",
        "text",
        "<html>",
        PAGE.replace("<head>", "<head><p>"),
        PAGE.format("<!-- -->") + "x",
        *map(
            PAGE.format,
            [
                "<p>a</b></p>",
                "<b><div></b></div>",
                "a</p>",
                "a < b",
                "&copy",
                "&bogus;",
                "<p a=b'c>x</p>",
                "<p>\x08</p>",
                "<p>&#0;</p>",
                "\r\n",
                "<!-- a --!> -->",
                "<!-->",
                "<script><!-- x</script>",
                "<?pi?>",
                "<![CDATA[x]]>",
                "<plaintext>",
                "<body>",
                "\ufffe",
                "<!-- <pre> -->",
                "<div>" * 300 + "</div>" * 300,
                "<br></br>",
            ],
        ),
    ],
)
def test_a_page_that_has_to_be_mended_is_left_to_the_parser(library, page):
    assert write(library, page) is None


@pytest.mark.parametrize(
    "piece", ["<!-- ", "<!--a-->", "<pre>", "<pre></pre>", "<p a=b ", "& ", "<script>", "<br/>", "<i x='"]
)
def test_a_page_takes_time_by_its_length(library, piece):
    assert grows_in_proportion(lambda count: write(library, PAGE.format(piece * count)), 40_000)
