import numpy as np
import pytest
from growth import grows_in_proportion

from indexer.native.calling import call
from indexer.native.text.spell import spell_words
from indexer.text.analysis.vocabulary import Vocabulary

WORDS = (
    "running HTTPServer2 maxSurge kube-proxy v1.18.2 1.2 2.0.0-rc.1 It's C++ a.b_c-d .NET e.g 12'34 V1.2 x86_64 bus's "
    "l'ete L'iPhone qu'Un d'aEcB Qu'est-ce s'more l'a's v1.18.X 1.x v2.x.x x.1 1.X-d'un sull'Arte jusqu'ici l' l'1"
)


def draw(random):
    """Return a raw token, or what no text has as one: joints at its ends and beside each other."""
    if random.random() < 0.3:
        return random.choice(WORDS.split())
    letters = random.choice(["aBc1.-", "ab'sS", "v1.2_", "Zz9", "-._'", "abC+#", "aB" * 40 + ".", "ldqu'aE", "v12.xX"])
    return "".join(random.choice(letters) for _ in range(random.choice([1, 3, 6, 12, 90])))


def forms_of(raw_tokens):
    vocabulary = Vocabulary()
    known = vocabulary.look_up(raw_tokens)
    forms = [(vocabulary.terms[term], *rest) for term, *rest in known.forms.T.tolist()]
    latin = [vocabulary.latin_words[number] for number in known.latin_words.tolist()]
    return known.counts.tolist(), known.positions.tolist(), known.latin_counts.tolist(), forms, latin


def test_raw_tokens_have_the_forms_that_python_finds(library, without_kernel, dice):
    raw_tokens = list(dict.fromkeys(draw(dice) for _ in range(3000)))
    expected = forms_of(raw_tokens)
    without_kernel.undo()
    for got, wanted in zip(forms_of(raw_tokens), expected, strict=True):
        assert got == wanted


def test_no_raw_tokens_have_no_forms(library):
    rows, forms, words, latin_words = spell_words(library, [])
    assert (len(rows), len(forms), words, latin_words) == (0, 0, [], [])


@pytest.mark.parametrize("unit", ["a.", "1.a", "a-", "1.", "aB"])
def test_a_raw_token_of_very_many_parts_takes_time_by_its_length(library, unit):
    assert grows_in_proportion(lambda count: spell_words(library, [(unit * count).rstrip(".-")]), 40_000)


@pytest.mark.parametrize("small", range(4))
def test_rooms_that_are_too_small_are_an_error(library, small):
    rooms = [np.empty(3, np.int32), np.empty(40, np.int32), np.empty(99, np.uint8), np.empty(99, np.uint8)]
    rooms[small] = rooms[small][:2]
    raws = np.frombuffer(b"kube-proxies' oldServer\n", np.uint8)
    with pytest.raises(MemoryError, match="spell_words: no room"):
        call(library, "spell_words", raws, *rooms, np.zeros(2, np.int64))
