from random import Random

import numpy as np
import pytest

from indexer.native.calling import call
from indexer.native.text.cut import RawTokens
from indexer.native.text.met_tokens import MetTokens
from indexer.text.analysis.batch_tokens import find_batch_tokens
from indexer.text.analysis.folding import fold_batch
from indexer.text.analysis.vocabulary import Vocabulary
from indexer.text.document import BODY, Document, Metadata, Zone

WORDS = "pod Pods 网格 服务网格 kube-proxy HTTPServer v1.18.2 C++ Straße ＡＢＣ it's 用户 v2 İstanbul"


def ints(*numbers):
    return np.array(numbers, dtype=np.int32)


def lay_out(words):
    """Return words as a folded text, and where each stands."""
    pasts = np.cumsum([len(word) + 1 for word in words], dtype=np.int32) - 1
    firsts = (pasts - [len(word) for word in words]).astype(np.int32)
    none = np.empty(0, np.int32)
    return fold_batch([" ".join(words)]), RawTokens(none, none, firsts, pasts.astype(np.int32))


def test_tokens_are_numbered_in_the_order_in_which_they_are_added(library):
    met, (folded, raw) = MetTokens(), lay_out(["pod", "网格", "Pod", "po"])
    assert met.find(library, folded.packed, raw).tolist() == [-1, -1, -1, -1]
    met.add(library, folded.packed, raw, ints(2, 0, 1))
    assert met.find(library, folded.packed, raw).tolist() == [1, 2, 0, -1]
    assert met.size == len("Podpod网格")


def test_as_many_tokens_as_there_may_be_are_found_again(library):
    met, words = MetTokens(), [f"word{number}" for number in range(9000)]
    for begin in range(0, len(words), 1500):
        folded, raw = lay_out(words[begin : begin + 1500])
        met.add(library, folded.packed, raw, np.arange(1500, dtype=np.int32))
    folded, raw = lay_out([*words[::-1], "other"])
    assert met.find(library, folded.packed, raw).tolist() == [*range(8999, -1, -1), -1]


def test_a_vocabulary_tells_tokens_of_texts_as_it_does_words(library, pytestconfig):
    random = Random(pytestconfig.getoption("hypothesis_seed"))
    words = WORDS.split()
    by_text, by_token = Vocabulary(), Vocabulary()
    for _ in range(30):
        folded, raw = lay_out([word for word in words if random.random() < 0.3])
        tokens = by_token.look_up_tokens(library, folded, raw)
        texts = by_text.look_up(folded.slices(raw.firsts, raw.pasts))
        for name in ("counts", "positions", "forms", "latin_words", "latin_counts"):
            assert getattr(tokens, name).tolist() == getattr(texts, name).tolist()
    assert by_token.terms == by_text.terms
    assert by_token.latin_words == by_text.latin_words


def test_tokens_are_forgotten_where_there_are_too_many(library, monkeypatch):
    monkeypatch.setattr("indexer.text.analysis.vocabulary.MOST_KEPT", 20)
    metadata, vocabulary = Metadata("a", "", "", None, "en", "", (), (), (), ""), Vocabulary()
    for text in ("one two three four", "five six seven eight", "one two three four"):
        found = find_batch_tokens([Document(metadata, text, (Zone(BODY, 0, len(text)),), ())], vocabulary)
        assert [vocabulary.terms[number] for number in found.terms.tolist()] == text.split()


def test_what_does_not_fit_together_is_an_error(library):
    text, slots, begins = np.full(8, ord("a"), np.uint32), np.zeros(4, np.int32), ints(0, 2)
    numbers = np.empty(1, np.int32)
    with pytest.raises(ValueError, match="find_met: number 9 is outside"):
        call(library, "find_met", text, ints(0), ints(9), text, begins, 1, slots, numbers)
    with pytest.raises(ValueError, match="find_met: number 3 is outside"):
        call(library, "find_met", text, ints(0), ints(1), text, begins, 1, slots[:3], numbers)
    with pytest.raises(ValueError, match="find_met: number 7 is outside"):
        call(library, "find_met", text, ints(0), ints(2), text, begins, 1, np.full(4, 8, np.int32), numbers)
    with pytest.raises(MemoryError):
        call(library, "find_met", text, ints(0), ints(1), text, begins, 1, np.ones(4, np.int32), numbers)
    with pytest.raises(MemoryError):
        call(library, "add_met", text, ints(0), ints(8), ints(0), text.copy(), ints(0, 2, 0), 1, slots)
    with pytest.raises(ValueError, match="rehash_met: number 9 is outside"):
        call(library, "rehash_met", text, ints(0, 9), 1, slots)
