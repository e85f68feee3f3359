"""Where code stands in Markdown."""

import pytest
from growth import grows_in_proportion

from indexer.text.markup.code_ranges import code_test, verbatim_test


def mark_code(body, in_code):
    """Write the digits of a text that stand in code, and a dot for each other one."""
    return "".join(sign if in_code(at) else "." for at, sign in enumerate(body) if sign.isdigit())


BODY = """1 `2` 3

```
4
```

    5

- 6

      7

> 8

>     9

<pre>
1
</pre>
2 <CODE class="a">3</CODE> `<pre>` 4 </pre>

<script>5
"""


def test_code_spans_and_fenced_blocks_are_code():
    assert mark_code(BODY, code_test(BODY)) == ".2.4.........."


def test_blocks_alone_leave_code_spans_out():
    assert mark_code(BODY, code_test(BODY, blocks_alone=True)) == "...4.........."


def test_indented_code_and_what_html_shows_as_written_is_verbatim():
    assert mark_code(BODY, verbatim_test(BODY)) == ".2.45.7.91.3.."


def test_offsets_count_characters():
    body = "😀 中文 `码` 文\n\n    缩进 1\n"
    in_code = verbatim_test(body)

    assert "".join(sign for at, sign in enumerate(body) if in_code(at)).split() == ["`码`缩进", "1"]


def test_text_below_a_footnote_or_a_term_is_no_code():
    body = "甲[^1]\n\n[^1]: 注\n\n    1\n\n词\n\n: 义\n\n    2\n"

    assert mark_code(body, verbatim_test(body)) == "...."


@pytest.mark.parametrize("piece", ["<pre>", "<code>`", "<pre></code>", "    a\n\n", "`", "[[a]] "])
def test_many_marks_take_time_by_their_number(piece):
    def look(count):
        body = "`a`\n\n" + piece * count
        in_code = verbatim_test(body)
        for at in range(6, len(body), 6):
            in_code(at)

    assert grows_in_proportion(look, 10_000)
