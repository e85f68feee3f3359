import gzip

import orjson
import pytest

from indexer.text.lexicon.english import is_english
from indexer.text.lexicon.word_lists import package_folder


@pytest.mark.parametrize("word", ["kind", "conduit", "kilometers", "zoom", "the"])
def test_words_in_general_use_are_english(word):
    assert is_english(word)


@pytest.mark.parametrize("word", ["kubectl", "recieve", "enovy", "", "kind\n", "服务", "Kind"])
def test_others_are_none(word):
    assert not is_english(word)


def test_every_word_of_the_library_is_read_as_json_has_it():
    packed = (package_folder("spellchecker") / "resources" / "en.json.gz").read_bytes()
    counts = orjson.loads(gzip.decompress(packed))
    assert all(is_english(word) == (count >= 100) for word, count in list(counts.items())[::7])
