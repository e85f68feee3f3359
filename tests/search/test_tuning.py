from indexer.search.tuning import FIELD_TUNING, Tuning
from indexer.text.document import WORD_FIELDS


def test_every_field_of_words_has_its_parameters():
    assert set(FIELD_TUNING) == set(WORD_FIELDS)
    assert all(field.weight > 0 and 0 <= field.b <= 1 for field in Tuning().fields.values())
