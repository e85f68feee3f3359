from hypothesis import example, given
from hypothesis import strategies as st

from indexer.text.places import PlacesByText, hash_text


@given(st.lists(st.text(max_size=3)))
@example(["慢", "ba", "扡", "\ud800"])  # whose code points are the same bytes in memory
def test_every_text_has_its_places_in_order(texts):
    found = PlacesByText([*map(hash_text, texts)], range(len(texts)))
    for text in {*texts, "none of them", "慢"}:
        assert [*found.find(text)] == [place for place, other in enumerate(texts) if other == text]


def test_of_many_texts_each_is_found():
    for count in (15, 16, 17, 1000):
        texts = [f"text {number % 700}" for number in range(count)]
        found = PlacesByText([*map(hash_text, texts)], range(len(texts)))
        assert [[*found.find(text)] for text in texts[:700]] == [
            [*range(at, count, 700)] for at in range(min(count, 700))
        ]
        assert not any(found.find(f"none {number}") for number in range(99))
