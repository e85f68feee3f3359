from hypothesis import example, given
from hypothesis import strategies as st

from indexer.text.places import PlacesByText, hash_text


@given(st.lists(st.text(max_size=3)))
@example(["慢", "ba", "扡", "\ud800"])  # whose code points are the same bytes in memory
def test_every_text_has_its_places_in_order(texts):
    found = PlacesByText([*map(hash_text, texts)], range(len(texts)))
    for text in {*texts, "none of them", "慢"}:
        assert [*found.find(text)] == [place for place, other in enumerate(texts) if other == text]
