import pytest

from indexer.text.markup.shortcodes import unwrap_shortcodes


@pytest.mark.parametrize(
    ("body", "markdown"),
    [
        ("{%- if x -%}a{% endif %}", "a"),
        ('{% if x == "中文" %}a{% endif %}{% assign title = "甲" %}{% include b.html note="乙" %}', "a乙"),
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
        ("a\n\n* any list\n{:toc}\n\nb", "a\n\n\n\nb"),
        ("1. TOC\n  {: .x toc}\n\n- b\n{: .toc}\n\n- c\n{: #toc}\n\nd\n{:toc}", "\n\n- b\n\n\n- c\n\n\nd\n"),
        ("![a.png]({{ url }}/b.png) {{ url }}", "![a.png](/b.png) {{ url }}"),
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
        ("{% spoiler 显/隐 代码 %}a{% endspoiler %}{% img_tag ./图/图.png 图/ https://a.b/图 %}", "显/隐 代码 a"),
        ("{% tabs t %}\n<!-- tab 甲@fa -->\na\n<!-- endtab -->\n{% endtabs %}", "\n\n\n甲\n\n\na\n<!-- endtab -->\n"),
        ("{% tabs t one, 2 %}<!-- tab @x -->a<!-- tab -->b{% endtabs %}", "\n\n\n\na\n\nt one 2\n\nb"),
        (
            "{% tabs t %}<!-- tab -->{% subtabs u %}<!-- tab -->{% endsubtabs %}<!-- tab -->{% endtabs %}",
            "\n\nt 1\n\n\n\nu 1\n\n\n\nt 2\n\n",
        ),
        ("{% timeline 年表 %}<!-- timeline 2020 -->{% endtimeline %}", "年表 \n\n2020\n\n"),
        ("## a**：b**c", "## a**：b**c"),
        ("`{% tabs t %}<!-- tab a -->` <!-- tab b -->", "`{% tabs t %}<!-- tab a -->` <!-- tab b -->"),
        ("{% raw %}{{ page.x }}{% endraw %}{{ page.x }}{{ x }}", "{{ page.x }}{{ x }}"),
        ("`{% note %}`", "`{% note %}`"),
        ("`{% raw %}{{ x }}{% endraw %}` {{ x | y }}", "`{{ x }}` {{ x | y }}"),
        ("```\n{% raw %}{{ x }}{% endraw %}\n```\n", "```\n{% raw %}{{ x }}{% endraw %}\n```\n"),
    ],
)
def test_hexo(body, markdown):
    assert unwrap_shortcodes(body, "hexo") == markdown


@pytest.mark.parametrize("generator", ["jekyll", "hexo"])
@pytest.mark.parametrize(
    ("body", "markdown"),
    [
        ("**注意：**使用 a**「b」**c", "注意：使用 a「b」c"),
        ("一份**代码（Code）**的", "一份代码（Code）的"),
        ("**注意**：使用 **a.** b", "**注意**：使用 **a.** b"),
        ("2 ** 3：**4 a***b：**c", "2 ** 3：**4 a***b：**c"),
        ("`a**b：**c`", "`a**b：**c`"),
        ("**1. a：**b", "**1. a：**b"),
    ],
)
def test_words_in_stars_that_only_commonmark_leaves_as_they_are_lose_them(generator, body, markdown):
    assert unwrap_shortcodes(body, generator) == markdown
