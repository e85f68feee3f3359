import pickle

import pytest
from small_index import make_post

from indexer.text.compose import compose_document


@pytest.mark.parametrize("body", ["", "Before.\n\n## 服务网格（Service Mesh） {#锚}\n\n```\ncode\n```\n"])
def test_a_document_comes_back_from_a_pickle_as_it_was(body):
    document = compose_document(make_post("a", body, tags=("网格",)))
    loaded = pickle.loads(pickle.dumps(document))
    assert loaded == document
    assert [*map(type, (*loaded.zones, *loaded.sections))] == [*map(type, (*document.zones, *document.sections))]
