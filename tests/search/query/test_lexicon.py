"""What one index takes over from the one before, and what it must not."""

from dataclasses import replace

import pytest
from small_index import make_post, make_searcher, read_index

from indexer.errors import UsageError
from indexer.index.reader.site import LearntPair, Site
from indexer.search.query.expansions.lexicon import Lexicon
from indexer.search.results import SearchRequest
from indexer.search.searcher import Searcher
from indexer.search.tuning import Tuning
from indexer.text.lexicon.site_glossary import Glossary

SITE = Site(taught=("网格",), pairs=(LearntPair("间隙锁", "gap lock", 2, ("a.md",)),))


def test_an_index_that_has_taught_the_same_takes_the_lexicon_over():
    first = make_searcher(make_post("a", "服务网格"))
    second = Searcher(read_index([make_post("b", "k8s 集群")]), lexicon=first.lexicon)
    assert second.lexicon is first.lexicon
    assert [hit.id for hit in second.search(SearchRequest("kubernetes")).hits] == ["b.md"]


@pytest.mark.parametrize("changes", [{"taught": ()}, {"pairs": ()}])
def test_another_site_does_not(changes):
    assert Lexicon(SITE, Tuning()).fits(replace(SITE, name="other"), Tuning())
    assert not Lexicon(SITE, Tuning()).fits(replace(SITE, **changes), Tuning())
    assert not Lexicon(SITE, Tuning()).fits(SITE, Tuning(synonym=0))


def test_while_what_ships_cannot_be_read_again_the_words_of_the_glossary_before_stay(monkeypatch, caplog):
    def refuse():
        raise UsageError("glossary.tsv cannot be read")

    refuse.forget = lambda: None
    lexicon, first, edited = Lexicon(SITE, Tuning()), Glossary(), Glossary(entries=(("雀", "canary bird"),))
    lexicon.prepare(first)
    before = lexicon.thesaurus(first)
    with monkeypatch.context() as away:
        away.setattr("indexer.search.query.expansions.lexicon.shipped_glossary", refuse)
        assert lexicon.thesaurus(edited) is before
        assert "glossary.tsv cannot be read" in caplog.text
        with pytest.raises(UsageError):
            Lexicon(SITE, Tuning()).thesaurus(edited)
    assert lexicon.thesaurus(edited) is not before


def test_a_glossary_is_read_once_and_another_one_anew():
    lexicon, other = Lexicon(SITE, Tuning()), Glossary(entries=(("雀", "canary bird"),))
    assert lexicon.thesaurus(Glossary()) is lexicon.thesaurus(Glossary())
    assert lexicon.thesaurus(other) is not lexicon.thesaurus(Glossary())
