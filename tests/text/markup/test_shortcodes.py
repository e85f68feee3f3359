import pytest
from growth import grows_in_proportion

from indexer.posts.post import Dialect
from indexer.text.markup.markdown import parse_sections
from indexer.text.markup.shortcodes import unwrap_shortcodes


@pytest.mark.parametrize(
    ("body", "markdown"),
    [
        ("a{{< x >}}b{{% /y %}}c", "abc"),
        ("{{<x/>}}", ""),
        ("{{</* x */>}}", "{{< x >}}"),
        ("{{%/* x */%}}", "{{% x %}}"),
        ('{{< f caption="a \\"b\\"" title=`c` src="d" >}}', 'a "b" c'),
        ('{{< f title="same" alt="same" >}}', "same"),
        ("{{< x {{< y >}} z >}}", "{{< x  z >}}"),
        ("{{ .x }} {{- y -}} {{< %}}", "{{ .x }} {{- y -}} {{< %}}"),
        ("{{<>}} {{< >}}", "{{<>}} {{< >}}"),
    ],
)
def test_hugo(body, markdown):
    assert unwrap_shortcodes(body, "hugo") == markdown


@pytest.mark.parametrize(
    ("shortcode", "text"),
    [
        ('{{< admonition tip "Mind the gap" >}}', "Mind the gap"),
        ("{{% notice warning %}}", ""),
        ('{{< admonition note "" true >}}', ""),
        ('{{< details "How it works" open >}}', "How it works"),
        ('{{< bs/collapse "config.toml" true >}}', "config.toml"),
        ('{{< tab "Maven" >}}', "Maven"),
        ('{{< link href="/a/" content="The source" card=true >}}', "The source"),
        ('{{< link "https://example.org/" "The source" >}}', "The source"),
        ('{{< timelineItem icon="star" header="Begun" >}}', "Begun"),
        ('{{< reward alipay="/图/a.jpg" comment="买杯咖啡" class="中" >}}', "买杯咖啡"),
    ],
)
def test_titles_and_texts_that_themes_show_of_a_shortcode_are_found(shortcode, text):
    assert unwrap_shortcodes(shortcode, "hugo") == text


def test_captions_of_figures_on_lines_of_their_own_do_not_run_together():
    figures = '{{< figure src="a.jpg" title="大队部" >}}\n  {{< figure src="b.jpg" title="供销社" >}}\n巷子'
    (section,) = parse_sections(figures, Dialect("hugo", "github"))
    assert section.prose.split() == ["大队部", "供销社", "巷子"]
    (section,) = parse_sections('见 {{< ref text="那一篇" >}}\n的说明', Dialect("hugo", "github"))
    assert section.prose == "见 那一篇的说明"


def test_a_mark_far_behind_other_text_is_a_part_of_its_sentence():
    body = "见" + " " * 30 + '{{< ref text="那一篇" >}}\n的说明'
    (section,) = parse_sections(body, Dialect("hugo", "github"))
    assert section.prose == "见 那一篇的说明"


@pytest.mark.parametrize(
    ("body", "markdown"),
    [
        ('a{{ x(id="b") }}c', "ac"),
        ("{% x() %}a{% end %}b", "ab"),
        ("{{/* x() */}}{%/* y() */%}", "{{ x() }}{% y() %}"),
        ("{{ x }}{% if y %}", "{{ x }}{% if y %}"),
    ],
)
def test_zola(body, markdown):
    assert unwrap_shortcodes(body, "zola") == markdown


@pytest.mark.parametrize(
    ("body", "markdown"),
    [
        ("{% note info %}\n内容\n{% endnote %}", "\n内容\n"),
        ("{% asset_img a.jpg 海边 %} {% post_link x 那一篇 %}", "海边 那一篇"),
        ("{% codeblock lang:py %}\nx\n{% endcodeblock %}", "\n\n~~~\nx\n~~~\n\n"),
        ("{% include_code tree lang:cpp a/b.h %}", ""),
        ("{% tabs x %}\n<!-- tab 甲 -->\n一\n<!-- endtab -->\n{% endtabs %}", "\n\n\n甲\n\n\n一\n<!-- endtab -->\n"),
        ('{% hint style="info" %}\n内容\n{% endhint %}', "\n内容\n"),
        ('{% tab title="甲" %}\n一\n{% endtab %}{% content-ref url="a.md" %}b{% endcontent-ref %}', "甲\n\n一\nb"),
        ('{% code title="a.js" %}\n```js\nx\n```\n{% endcode %}', "a.js\n\n```js\nx\n```\n"),
        ('{{< figure src="a.jpg" caption="海边" >}}', "海边"),
        ('[那一篇]({{< ref "x" >}})', "[那一篇]()"),
        ('前\n\n  {{< copyable "sql" >}}\n\n后 {{< other >}}', "前\n\n  \n\n后 {{< other >}}"),
        ('应用{{< glossary_tooltip text="容器" term_id="container" >}}运行前', "应用容器运行前"),
        ("{% if a %}b{% endif %} {{ note }} {{< a >}} {{</* figure */>}}", None),
        ("{{</* other */>}}\n{{<>}}", None),
        ("`{% note %}` `{{< figure >}}`\n\n```\n{% endnote %}\n```", None),
        ("甲\n\n    {% note %}\n    {{< figure >}}\n\n<pre>\n{% endnote %}\n{{< x >}}\n</pre>", None),
    ],
)
def test_the_best_known_tags_of_posts_without_their_configuration(body, markdown):
    assert unwrap_shortcodes(body, "plain") == (body if markdown is None else markdown)


def test_no_other_generator_has_marks():
    body = "{{< a >}} {% b %} {{ c(d=1) }} {: .e}"
    assert unwrap_shortcodes(body, "plain") == body


def test_the_fence_around_code_is_longer_than_any_in_it():
    markdown = unwrap_shortcodes("{{< highlight >}}~~~~\nx{{< /highlight >}}", "hugo")
    assert markdown == "\n\n~~~~~\n~~~~\nx\n~~~~~\n\n"


def test_a_mark_longer_than_any_real_one_is_text():
    body = "{{< a " + "b" * 5000 + " >}}"
    assert unwrap_shortcodes(body, "hugo") == body


@pytest.mark.parametrize("piece", ["{", "}", "<A ", "<A '", '<A "', "{'", "```\n", "import a\n", "<A {", "`"])
def test_mdx_of_openings_that_are_never_closed_takes_time_by_its_length(piece):
    assert grows_in_proportion(lambda count: unwrap_shortcodes(piece * count, "mdx"), 5_000)


@pytest.mark.parametrize(("generator", "address"), [("jekyll", "{{ site.home }}"), ("hugo", '{{< ref "/about" >}}')])
def test_an_address_that_a_mark_makes_is_no_text(generator, address):
    (section,) = parse_sections(
        f"见[关于][about]和[安装][]。\n\n[about]: {address}\n[安装]: /install/\n", Dialect(generator)
    )

    assert section.prose == "见关于和安装。"


@pytest.mark.parametrize(
    ("body", "markdown"),
    [
        ("```rust\n{{#rustdoc_include ../listings/a.rs:here}}\n```", "```rust\n\n```"),
        ("{{#title A title}}\n\n# B\n\n{{ #include c.md }} d", "\n\n# B\n\n d"),
        ("\\{{#include a.md}} {{#if b}} {{#includes}}", None),
        ('{{< x "{{#include a}}" >}}b', "b"),
    ],
)
def test_what_mdbook_includes_is_no_text(body, markdown):
    assert unwrap_shortcodes(body, "plain") == (body if markdown is None else markdown)
