import pytest
from small_index import VOCABULARY, make_post

from indexer.index.parts.paragraphs import SHORTEST, find_batch_paragraphs, find_paragraphs
from indexer.native import kernel
from indexer.text.analysis.batch_tokens import find_batch_tokens
from indexer.text.analysis.document_tokens import find_tokens
from indexer.text.analysis.folding import fold
from indexer.text.compose import compose_document


def words(letter, count):
    return " ".join(f"{letter}{at}" for at in range(count))


def paragraphs(body):
    """Return the words of each paragraph of a post."""
    document = compose_document(make_post("t", body))
    tokens = find_tokens(fold(document.text), document.zones, VOCABULARY)
    at = dict(
        zip(tokens.positions.tolist(), zip(tokens.starts.tolist(), tokens.lengths.tolist(), strict=True), strict=True)
    )
    spans = find_paragraphs(document, tokens.starts, tokens.positions).tolist()
    return [document.text[at[begin][0] : sum(at[end - 1])] for begin, end in spans]


def test_paragraphs_and_list_items_are_apart():
    one, two, three = (words(letter, SHORTEST) for letter in "abc")
    assert paragraphs(f"{one}\n\n- {two}\n- {three}") == [one, two, three]


def test_a_short_line_goes_with_the_next_and_no_further_than_its_section():
    long = words("a", SHORTEST)
    assert paragraphs(f"name\n\n{long}\n\n{long}\n\nlast\n\n## heading\n\nnext") == [
        f"name\n\n{long}", long, "last", "next",
    ]  # fmt: skip


def test_headings_and_code_are_none():
    assert paragraphs("## heading\n\n```\ncode\n```\n") == []


def draw_body(random):
    """Return a post of short and long lines, headings, code and lists, some of it in Chinese and folded to many."""
    texts = "网格服务。" * 4, "㍿ ﷺ e\u0301", "…", words("a", 15), words("b", 5)
    lines = ["## heading", "", "- item", "```\ncode\n```", *texts]
    return "\n\n".join(random.choice(lines) for _ in range(random.randrange(12)))


def test_documents_together_have_the_paragraphs_of_documents_one_by_one(dice, without_kernel):
    documents = [compose_document(make_post(f"t{at}", draw_body(dice))) for at in range(40)]
    spans, counts = find_batch_paragraphs(documents, find_batch_tokens(documents, VOCABULARY))
    without_kernel.undo()
    if not kernel():
        pytest.skip("no kernel")
    for some in (documents, []):
        found, sizes = find_batch_paragraphs(some, find_batch_tokens(some, VOCABULARY))
        assert (found.dtype, sizes.dtype) == (spans.dtype, counts.dtype)
        assert sizes.tolist() == counts[: len(some)].tolist()
        assert found.tolist() == spans[: sizes.sum()].tolist()
    assert len(spans) == counts.sum()
