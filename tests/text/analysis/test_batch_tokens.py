"""Documents that are cut together, by the kernel, have the tokens of documents that are cut one by one."""

from dataclasses import fields
from random import Random

import numpy as np
import pytest
from text.analysis.hostile_texts import hostile_text

from indexer.native import kernel
from indexer.text.analysis.batch_tokens import _find_singly, find_batch_tokens
from indexer.text.analysis.segmenter import make_segmenter
from indexer.text.analysis.vocabulary import Vocabulary
from indexer.text.document import ZONE_FIELDS, Document, Metadata, Zone

SEGMENTER = make_segmenter(["服务网格", "金丝雀发布"])
METADATA = Metadata("a.md", "/a/", "", None, "", "", (), (), (), "")


@pytest.fixture(autouse=True)
def _needs_the_kernel():
    if not kernel():
        pytest.skip("no kernel")


def make_document(random, texts):
    zones, start = [], 0
    for text in filter(None, texts):
        zones.append(Zone(random.choice(ZONE_FIELDS), start, start + len(text)))
        start += len(text) + 1
    return Document(METADATA, "\n".join(filter(None, texts)), tuple(zones), (), (), ())


def plain(found, vocabulary):
    """Return tokens or grams as lists; grams in the order of their codes, in which alone they are the same."""
    columns = {each.name: getattr(found, each.name) for each in fields(found)}
    if "terms" in columns:
        columns["terms"] = np.array([vocabulary.terms[number] for number in found.terms.tolist()], dtype=object)
        counts = found.latin_words
        columns["latin_words"] = np.array(
            sorted((vocabulary.latin_words[at], counts[at]) for at in np.flatnonzero(counts))
        )
    if "codes" in columns:
        order = np.argsort(columns["codes"], kind="stable")
        columns = {name: column[order] for name, column in columns.items()}
    return {
        name: plain(each, vocabulary) if name == "grams" else (each.dtype, each.tolist())
        for name, each in columns.items()
    }


def hold(random, texts):
    """Check that so many hostile texts have the same tokens both ways, and are numbered alike."""
    one, other = Vocabulary(SEGMENTER), Vocabulary(SEGMENTER)
    while texts > 0:
        drawn = [[hostile_text(random) for _ in range(random.randrange(5))] for _ in range(random.randrange(12))]
        texts -= sum(map(len, drawn))
        documents = [make_document(random, each) for each in drawn]
        together, singly = find_batch_tokens(documents, one), _find_singly(documents, other)
        assert plain(together, one) == plain(singly, other), drawn


def test_hostile_texts_have_the_same_tokens_together_as_one_by_one(dice):
    hold(dice, 400)


@pytest.mark.slow
def test_six_thousand_hostile_texts_have_the_same_tokens_together_as_one_by_one(dice):
    hold(dice, 6000)


def test_no_documents_have_no_tokens():
    vocabulary = Vocabulary(SEGMENTER)
    assert plain(find_batch_tokens([], vocabulary), vocabulary) == plain(_find_singly([], vocabulary), vocabulary)


@pytest.mark.parametrize("words", [["服务", "\n"], ["服务网格长", "\n"], ["", "服务网格", "\n"], []])
def test_words_that_are_not_those_of_the_text_are_an_error(words):
    class Liar:
        def segment_runs(self, runs):
            return words

    document = make_document(Random(0), ["服务网格"])
    with pytest.raises(ValueError, match="number_tokens"):
        find_batch_tokens([document], Vocabulary(Liar()))
