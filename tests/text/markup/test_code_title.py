import pytest

from indexer.posts.post import Dialect
from indexer.text.markup.markdown import parse_sections


@pytest.mark.parametrize(
    ("info", "prose"),
    [
        ("", "前\n\n后"),
        ("js", "前\n\n后"),
        ("bash /etc/nginx/nginx.conf", "前\n\n/etc/nginx/nginx.conf\n\n后"),
        ("js 数组 排序 https://example.org/a 文档", "前\n\n数组 排序 文档\n\n后"),
        ("js sort.js /a/b.js", "前\n\nsort.js\n\n后"),
        ("js first_line:3 排序 mark:1,4-7", "前\n\n排序\n\n后"),
        ("js {1,4-7} 排序", "前\n\n排序\n\n后"),
        ("js " + "a" * 1_000, "前\n\n后"),
    ],
)
def test_the_title_of_a_block_of_code_is_a_paragraph_on_a_hexo_site(info, prose):
    (section,) = parse_sections(f"前\n\n```{info}\nx\n```\n后", Dialect("hexo"))

    assert section.prose == prose
    assert section.code == "x"


@pytest.mark.parametrize(
    ("info", "title"),
    [
        ('js title="src/a.js" {1,4-7}', "src/a.js"),
        ("js {2} title='数组 排序'", "数组 排序"),
        ('sql{title="表结构"}', "表结构"),
        ('yaml {linenos=table,filename="hugo.yaml"}', "hugo.yaml"),
        ("bash [npm]", "npm"),
        ("js [1-2|3]", ""),
        ('js [[1, 4, "<App />"]]', ""),
        ("js 标题", ""),
        ('js subtitle="a"', ""),
        ('js title="' + "a" * 1_000 + '"', ""),
    ],
)
def test_other_generators_show_a_title_that_is_called_so(info, title):
    (section,) = parse_sections(f"前\n\n```{info}\nx\n```\n\n    y\n", Dialect("hugo"))

    assert section.prose == (f"前\n\n{title}" if title else "前")
