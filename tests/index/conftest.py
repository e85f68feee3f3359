from datetime import UTC, datetime

import pytest
from kept_lexicons import kept_lexicon
from staged import publish

from indexer.index.generations.contents import Contents

BUILT = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _lexicons_taken_over(monkeypatch):
    monkeypatch.setattr("indexer.search.searcher.Lexicon", kept_lexicon)


@pytest.fixture
def root(tmp_path):
    return tmp_path / "index"


@pytest.fixture
def build():
    """Make builders of an index that is nothing but a word in a file."""

    def builder(word, posts=1):
        def fill(folder):
            (folder / "words").write_text(word)
            return Contents(site="/site", built=BUILT, posts=posts)

        return fill

    return builder


@pytest.fixture
def two_generations(root, build):
    publish(root, build("old"))
    publish(root, build("new"))
    return root
