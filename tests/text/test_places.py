from hypothesis import given
from hypothesis import strategies as st

from indexer.text.places import PlacesByText


@given(st.lists(st.text(max_size=3)))
def test_every_text_has_its_places_in_order(texts):
    found = PlacesByText([*map(hash, texts)], range(len(texts)))
    for text in {*texts, "none of them"}:
        assert [*found.find(text)] == [place for place, other in enumerate(texts) if other == text]
