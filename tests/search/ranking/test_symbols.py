"""Code counts where a post has it as it was typed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_index import found, make_post, make_searcher

from indexer.index.format.text_codes import encode_text
from indexer.index.reader.document_contents import DocumentContents
from indexer.search.matching.texts import count_symbol


@pytest.mark.parametrize(
    ("symbol", "has", "has_not"),
    [
        ("$HOME", "cd $HOME now", "home is home, and home"),
        ("#define", "#define X 1", "we define and define"),
        ("--dry-run", "kubectl apply --dry-run", "a dry run is a dry run"),
        ("std::string", "std::string s", "std string std string"),
        ("@Override", "@Override public", "override what you override"),
        (".dockerignore", "in .dockerignore there", "dockerignore dockerignore"),
        ("a->b", "x a->b y", "a b a b"),
        ("-f", "kubectl apply -f x", "f f f f f f f f"),
        ("-it", "docker run -it x", "it is what it is, it is"),
        ("C++", "in C++ code", "c c c c"),
        ("F#", "in F# code", "f f f f"),
    ],
)
def test_the_post_that_has_it_as_typed_comes_first(symbol, has, has_not):
    filler = [make_post(f"x{number}", "别的文章") for number in range(4)]
    assert found(make_searcher(make_post("not", has_not), make_post("has", has), *filler), symbol)[0] == "has"


def test_a_symbol_that_is_part_of_a_longer_word_does_not_count():
    longer, exact = make_post("longer", "$HOMEPAGE home"), make_post("exact", "$HOME home")
    assert found(make_searcher(longer, exact), "$HOME")[0] == "exact"


@given(st.text("a_-é网", min_size=1, max_size=4), st.text("a_-é网🙂", max_size=30))
def test_symbols_are_counted_where_no_word_goes_on(symbol, text):
    before, after = (r"(?<!\w)" if symbol[0].isalnum() else "", r"(?!\w)" if symbol[-1].isalnum() else "")
    wanted = len(re.findall(before + re.escape(symbol) + after, text))
    assert count_symbol([encode_text(text)], symbol) == [wanted]
    assert encode_text(text).may_hold(symbol) or symbol not in text


def test_pieces_of_words_are_looked_for_in_short_queries_only():
    posts = make_post("piece", "childformatter"), make_post("words", "why edge and control planes count")
    searcher = make_searcher(*posts, *(make_post(f"x{number}", "别的文章") for number in range(4)))
    assert found(searcher, "matter")[0] == "piece"
    assert found(searcher, "why edge and control planes matter")[0] == "words"


def test_a_title_with_a_piece_goes_before_a_long_post_that_is_full_of_it():
    notes = make_post("notes", "work on the borrowchecker and on many other things " * 6, title="Weekly notes")
    asked = make_post("asked", "the checker of borrows, told slowly", title="How the borrowchecker works")
    searcher = make_searcher(notes, asked, *(make_post(f"x{number}", "别的文章") for number in range(4)))
    assert found(searcher, "owcheck") == ["asked", "notes"]


def test_texts_without_the_signs_of_a_symbol_are_not_read(monkeypatch):
    posts = make_post("has", "std::string s"), make_post("not", "std string")
    searcher = make_searcher(*posts, *(make_post(f"x{number}", "别的文章") for number in range(4)))
    read, all_codes = [], DocumentContents.all_codes
    monkeypatch.setattr(DocumentContents, "all_codes", lambda self, docs: read.extend(docs) or all_codes(self, docs))
    found = searcher.find("std::string", 10)
    assert [searcher.reader.metadata(doc).id for doc in read] == found[:1]
    assert len(found) > 1
