from small_index import VOCABULARY, make_post

from indexer.index.parts.paragraphs import SHORTEST, find_paragraphs
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
