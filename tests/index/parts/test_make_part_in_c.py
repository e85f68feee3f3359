"""A part is the same, array by array, whether the kernel or Python makes it."""

import pytest
from small_index import POSTS, make_post, values

from indexer.index.parts.make_part import VocabularyHashes, make_part
from indexer.native import kernel
from indexer.text.analysis.vocabulary import Vocabulary
from indexer.text.compose import compose_document


def make(posts):
    vocabulary = Vocabulary()
    documents = [compose_document(post) for post in posts]
    return [values(make_part(some, vocabulary, VocabularyHashes(vocabulary))) for some in (documents, [], documents)]


def test_the_kernel_makes_the_same_part_as_python(without_kernel):
    posts = [*POSTS, make_post("e", "的" * 500 + " C++17 .NET °C e\u0301 ﷺ ㍿ kube-proxy's v1.18.2 " * 3)]
    expected = make(posts)
    without_kernel.undo()
    if not kernel():
        pytest.skip("no kernel")
    assert make(posts) == expected
