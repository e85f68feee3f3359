import pickle

import pytest
from small_index import make_post

from indexer.text.compose import compose_document, join_last_sections
from indexer.text.markup.section import Section


@pytest.mark.parametrize("body", ["", "Before.\n\n## 服务网格（Service Mesh） {#锚}\n\n```\ncode\n```\n"])
def test_a_document_comes_back_from_a_pickle_as_it_was(body):
    document = compose_document(make_post("a", body, tags=("网格",)))
    loaded = pickle.loads(pickle.dumps(document))
    assert loaded == document
    assert [*map(type, (*loaded.zones, *loaded.sections))] == [*map(type, (*document.zones, *document.sections))]


def test_headings_of_a_post_that_has_more_than_anybody_looks_through_are_text_and_nothing_is_lost():
    body = "".join(f"# heading{number}\n\nword{number}\n\n" for number in range(12_000))
    document = compose_document(make_post("a", body))
    assert len(document.sections) == 10_000
    assert all(f"heading{number}\n" in document.text for number in (9_999, 10_000, 11_999))
    assert document.text.endswith("heading11999\n\nword11999")


def test_what_stands_in_the_last_sections_is_kept_apart():
    sections = [Section(f"h{n}", 1, f"h{n}", f"prose{n}", f"code{n}", f"aside{n}") for n in range(3)]
    assert join_last_sections(sections, 3) == sections
    joined = Section("h1", 1, "h1", "prose1\n\nh2\n\nprose2", "code1\n\ncode2", "aside1\naside2")
    assert join_last_sections(sections, 2) == (sections[0], joined)
