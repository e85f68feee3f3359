"""Posts that programs give may be HTML or text without any markup."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.posts.post import Post
from indexer.text.markup.body import read_sections
from indexer.text.markup.section import Section


def sections_of(body, markup):
    return read_sections(Post("1", body=body, markup=markup))


def test_html_is_cut_at_its_headings_and_a_heading_is_linked_by_its_id():
    html = "<p>Before &amp; all.</p><h2 id='a'>One <em>two</em></h2><p>Under</p><pre>x = 1\n</pre><p>it</p>"
    assert sections_of(html, "html") == (
        Section("", 0, "", "Before & all.", ""),
        Section("One two", 2, "a", "Under\n\nit", "x = 1"),
    )


@pytest.mark.parametrize("html", ["", "  ", "<!-- nothing -->", "<script>var x</script>", "<h2></h2>"])
def test_html_without_text_has_no_sections(html):
    assert sections_of(html, "html") == ()


def test_what_is_never_closed_in_html_hides_nothing():
    assert "shown" in sections_of("<p>a</p><!-- open <p>shown</p>", "html")[0].prose


def test_html_is_not_read_as_markdown():
    assert sections_of("<p>a</p>\n\n    # no heading\n", "html")[0].prose.endswith("# no heading")


def test_text_without_markup_is_taken_as_it_is():
    assert sections_of("# no *heading*\n\n\n  <b>&amp;</b> 第二段\nline\n", "plain") == (
        Section("", 0, "", "# no *heading*\n\n<b>&amp;</b> 第二段\nline", ""),
    )


@pytest.mark.parametrize("markup", ["html", "plain"])
@given(text=st.text(st.characters(codec=None)))
def test_nothing_that_is_given_raises(text, markup):
    assert all(isinstance(section, Section) for section in sections_of(text, markup))


@given(words=st.lists(st.sampled_from(["服务网格", "istio", "one", "k8s"]), min_size=1))
def test_every_word_of_html_is_found_in_one_section(words):
    html = "".join(f"<h2>{word}</h2><p>{word}</p>" for word in words)
    assert sum(f"{section.heading} {section.prose}".count("istio") for section in sections_of(html, "html")) == (
        2 * words.count("istio")
    )
