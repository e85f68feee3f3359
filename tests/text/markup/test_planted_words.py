"""Every word of a body is found in exactly one place, or is left out on purpose."""

from itertools import count

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from indexer.posts.post import Dialect
from indexer.text.markup.markdown import parse_sections

# ◆ is a word that must be found once, ◇ one that must not be found.
EVERYWHERE = [
    "◆ ◆, ◆。◆",
    "◆◆ wrapped\n◆\n◆",
    "◆  \n◆\\\n◆",
    "## ◆ *◆* `◆` [◆](◇.html)",
    "◆\n===",
    "- ◆\n- **◆**◆\n  - ◆\n\n    ◆\n- [x] ◆",
    "1. ◆\n2. ◆\n\n   ```◇\n   ◆\n   ```",
    "> ◆\n> ◆\n>\n> > ◆",
    "> [!NOTE]\n> ◆",
    "| ◆ | `◆` |\n|---|---|\n| ◆ | [◆](◇) |\n| ◆ |",
    "Text ◆ <https://example.org/◆> <◆@example.org>",
    '[◆](◇ "◇") ![◆](◇.png "◆") [![◆](◇)](◇)',
    "[◆][label] and [◆]\n\n[label]: https://example.org/◇ '◇'",
    "```◇ {◇}\n◆\n\n# ◆ {{ ◆ }}\n```",
    "    ◆\n    ◆",
    "~~~~\n```\n◆\n~~~~",
    "<!-- ◇ -->",
    "<!--\n# ◇\n\n◇\n\n```\n◇\n-->",
    "◆<!-- ◇ -->◆ <!-- ◇\n◇ --> ◆",
    "<script>\n◇\n\n◇\n</script>",
    "<style>◇</style>\n\n◆ <script>◇</script> ◆",
    "<div class='◇'>◆</div><p>◆\n◆</p>",
    "<div>\n\n◆ *◆*\n\n</div>",
    "<h3 id='◇'>◆</h3>\n\n<pre>◆\n◆</pre>",
    "<table><tr><td>◆<td>◆</table>",
    "<details><summary>◆</summary>\n\n◆\n\n</details>",
    '◆<img alt="◆" src="◇">◆<br>◆<kbd>◆</kbd>\n\n<img alt="◆" title="◇">',
    "&lt;◆&gt; \\*◆\\* ~~◆~~ a*◆*b",
    "---",
    "Helm {{ .Values.◆ }} {{- ◆ }} `{% ◆ %}`",
    "◆ <div ◆='\n\n◆",
    "<?php ◇ ?>\n\n<![CDATA[◇]]>",
]
MOST = ["Text[^n] ◆\n\n[^n]: ◆ ◆\n\n    ◆", "◆\n: ◆\n: ◆", "## ◆ {#◇ .◇}"]
OWN = {
    "plain": [*MOST, "{{< ◆ >}} {% ◆ %}"],
    "hugo": [
        *MOST,
        "{{< ◇ >}}◆{{< /◇ >}} {{% ◇ ◇=◇ %}}",
        '{{< figure src="◇" caption="◆" alt="◆" >}}',
        "{{< highlight ◇ >}}\n◆\n\n◆\n{{< /highlight >}}",
        "{{< comment >}}◇{{< /comment >}}◆",
        "{{</* ◆ ◆ */>}} {{< ◆",
        '[◆]({{< ref "◇" >}})',
    ],
    "zola": [*MOST, '{{ ◇(id="◇") }} {% ◇(author="◆") %}\n◆\n{% end %}', "{{/* ◆() */}} {{ ◆ }}"],
    "jekyll": [
        *MOST,
        "{% highlight ◇ %}\n◆\n{% endhighlight %}",
        "{% raw %}{{ page.◆ }}{% endraw %} {{ site.◇ }} {% include ◇ %}◆",
        "{% comment %}◇{% endcomment %}◆ {{ ◆.x }}\n{: .◇ #◇}",
        "## ◆\n{: #◇}",
    ],
    "hexo": [
        "{% codeblock ◆ lang:◇ %}\n◆\n{% endcodeblock %}",
        "{% blockquote ◆, ◆ %}\n◆\n{% endblockquote %}",
        "{% asset_img ◇.jpg ◆ %} {% note %}◆{% endnote %}",
        "{% raw %}{{ page.◆ }}{% endraw %} {{ page.◇ }}",
    ],
}
CONTAINERS = st.sampled_from(["", "> ", "- ", "> - "])


def contain(block, container):
    """Put a block into a quotation or list item."""
    first, *rest = block.split("\n")
    return "\n".join([container + first, *(container.replace("-", " ") + line for line in rest)])


def plant(template):
    """Put words into the places of a template, Chinese and Latin in turn."""
    seen, hidden, numbers, body = [], [], count(), []
    for char in template:
        if char not in "◆◇":
            body.append(char)
            continue
        word = f"w{next(numbers)}x"
        if char == "◆" and len(seen) % 2:
            word = word.translate(str.maketrans("0123456789wx", "零一二三四五六七八九见末"))
        (seen if char == "◆" else hidden).append(word)
        body.append(word)
    return "".join(body), seen, hidden


def texts(sections):
    return [text for section in sections for text in (section.heading, section.prose, section.code, section.asides)]


@pytest.mark.parametrize("generator", OWN)
@examples(150)
@given(data=st.data())
def test_each_word_is_found_exactly_once_or_left_out_on_purpose(generator, data):
    blocks = st.tuples(st.sampled_from(EVERYWHERE + OWN[generator]), CONTAINERS)
    chosen = data.draw(st.lists(blocks, max_size=12))
    # A label is defined once in a document.
    template = "\n\n".join(
        contain(block.replace("label", f"label{i}").replace("[^n]", f"[^n{i}]"), container)
        for i, (block, container) in enumerate(chosen)
    )
    body, seen, hidden = plant(template)
    found = "\n".join(texts(parse_sections(body, Dialect(generator, "github"))))
    assert {word: found.count(word) for word in seen} == dict.fromkeys(seen, 1)
    assert [word for word in hidden if word in found] == []


@examples(300)
@given(st.text(), st.sampled_from(["plain", "eleventy", *OWN]), st.sampled_from(["github", "kramdown", "hexo", "zola"]))
def test_any_text_at_all_is_read(body, generator, anchors):
    for section in parse_sections(body, Dialect(generator, anchors)):
        assert section.level in range(7)
