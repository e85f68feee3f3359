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


def test_other_generators_show_no_title():
    (section,) = parse_sections("前\n\n```js 标题\nx\n```\n\n    y\n", Dialect("hugo"))

    assert section.prose == "前"
