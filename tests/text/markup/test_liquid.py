import pytest

from indexer.text.markup.shortcodes import unwrap_shortcodes


@pytest.mark.parametrize(
    ("body", "markdown"),
    [
        ("{%- if x -%}a{% endif %}", "a"),
        ("{{ page.title }}{{- site.x -}}{{ 'y' | relative_url }}", ""),
        ("{{ x }} {{ .Values.y }} {{ pages }}", "{{ x }} {{ .Values.y }} {{ pages }}"),
        ("{% capture x %}a{% endcapture %}{{ x | markdownify }}{{ x }}{{ x.y }}{{ y }}", "a{{ y }}"),
        ("{{ y | escape }}{{ y | truncate: 5 }}{{ a || b }}", "{{ a || b }}"),
        ("{% raw %}{% if %}{{ page.x }}{% endraw %}", "{% if %}{{ page.x }}"),
        ("{% comment %}a{% endcomment %}b", "b"),
        ("{% raw %}a", "a"),
        ("a\n{: .b #c d='e'}", "a\n"),
        ("{:toc} {:?} {:#?} {:}", " {:?} {:#?} {:}"),
        ("{::options x='y' /}{::nomarkdown}a{:/nomarkdown}{::comment}b{:/}", "a"),
        ("# 标题\n{: #own}\n", "# 标题 {#own}\n"),
        ("`中文` `{% if x %}` {% if x %}", "`中文` `{% if x %}` "),
        ("```\n{{ page.x }}\n```\n{{ page.x }}", "```\n{{ page.x }}\n```\n"),
    ],
)
def test_jekyll(body, markdown):
    assert unwrap_shortcodes(body, "jekyll") == markdown


@pytest.mark.parametrize(
    ("body", "markdown"),
    [
        ("{% asset_img photo.jpg 100 200 架构图 %}", "架构图"),
        ('{% img left /a/b.png "Some title" %}', "Some title"),
        ("{% post_link my-post 标题 %}", "标题"),
        ("{% link 文字 https://example.org true %}", "文字"),
        ("{% codeblock 例子 lang:js %}a{% endcodeblock %}", "例子 \n\n~~~\na\n~~~\n\n"),
        ("{% note info %}a{% endnote %}", "a"),
        ("{% youtube abc %}", ""),
        ("{% raw %}{{ page.x }}{% endraw %}{{ page.x }}{{ x }}", "{{ page.x }}{{ x }}"),
        ("`{% note %}`", "`{% note %}`"),
        ("`{% raw %}{{ x }}{% endraw %}` {{ x | y }}", "`{{ x }}` {{ x | y }}"),
        ("```\n{% raw %}{{ x }}{% endraw %}\n```\n", "```\n{% raw %}{{ x }}{% endraw %}\n```\n"),
    ],
)
def test_hexo(body, markdown):
    assert unwrap_shortcodes(body, "hexo") == markdown
