"""The analyzer is the definition: streams hold the tokens it finds."""

from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from indexer.posts.post import IncludePolicy, Post
from indexer.posts.read import read_site
from indexer.posts.site import recognise_site
from indexer.text.analysis.analyzer import Analyzer
from indexer.text.analysis.segmenter import LONGEST_PIECE, make_segmenter
from indexer.text.analysis.streams import LONGEST_MARK, make_stream
from indexer.text.analysis.vocabulary import Vocabulary
from indexer.text.compose import make_document
from indexer.text.document import SUBWORDS, WORD_FIELDS, ZONE_FIELDS, ZONE_GAP, Zone

SEGMENTER = make_segmenter(["服务网格"])
ANALYZER = Analyzer(SEGMENTER)
VOCABULARY = Vocabulary(SEGMENTER)

WORDS = "服务网格 maxSurge kube-proxy v1.18.2 C++ C# .NET .net °C ℃ ASP.NET foo_Bar it’s HTTPServer2 Café 한국 Яндек"
ODD = "處理 ＭａｘＳｕ ﬁneTune e\u0301 ½ … ⒈ カナ 😀 \ud800 \xad \ufe0f 〇 𠀀 ٣ aB 1 . + # - _ ' ’ ° ＇ ＃ ＋ ． ，"
LONG = ["機器" * LONGEST_PIECE, "aB" * LONGEST_MARK]
PIECES = st.sampled_from([*WORDS.split(), *ODD.split(), *LONG, "\n", " "])
TEXTS = st.lists(PIECES, min_size=1, max_size=12).map("".join) | st.text(min_size=1)
ZONES = st.lists(st.tuples(st.sampled_from(ZONE_FIELDS), TEXTS), max_size=4)


def compose(zones):
    """Return the text of zones, a line end between them, and their places."""
    placed, start = [], 0
    for field, text in zones:
        placed.append(Zone(field, start, start + len(text)))
        start += len(text) + 1
    return "\n".join(text for _, text in zones), placed


def analyze(text, zones):
    """Return every token with its field, as the analyzer finds them, and how many positions there are."""
    found, position = [], 0
    for zone in zones:
        analysis = ANALYZER.analyze(text[zone.start : zone.end], zone.start, position)
        found += [(zone.field, *token) for token in analysis.words] + [(SUBWORDS, *token) for token in analysis.parts]
        position += analysis.positions + ZONE_GAP
    return found, position


def read_tokens(stream):
    """Return every token of a stream as (field, term, position, start, end)."""
    columns = (stream.numbers, stream.starts, stream.lengths, stream.positions, stream.fields)
    return [
        (WORD_FIELDS[field], VOCABULARY.terms[number], position, start, start + length)
        for number, start, length, position, field in zip(*(column.tolist() for column in columns), strict=True)
    ]


def clip(tokens):
    return sorted((*token, start, min(end, start + LONGEST_MARK)) for *token, start, end in tokens)


@settings(max_examples=400)
@given(ZONES)
@example([("title", "2＇8½")])
@example([("title", "C++17 C#12 c++11/14 F#8.0 a++b C++. 3#4 x++1.2-y ++5 C++１７ C++v2")])
@example([("title", "C#.NET C++.NET.net-core .net# a°c maxSurge℃ foo-\u0301Bar")])
@example([("title", ".net°c .net++°c .net+c .net# .net#.net .net++.net")])
@example([("title", "½x"), ("body", "\u0301a")])
def test_a_stream_holds_the_tokens_that_the_analyzer_finds(zones):
    text, placed = compose(zones)
    stream, (tokens, positions) = make_stream(text, placed, VOCABULARY), analyze(text, placed)
    assert sorted(read_tokens(stream)) == clip(tokens)
    assert stream.positions_used == positions


@given(ZONES)
def test_tokens_stand_in_order_of_their_starts_the_longer_first(zones):
    text, placed = compose(zones)
    places = [(start, start - end) for *_, start, end in read_tokens(make_stream(text, placed, VOCABULARY))]
    assert places == sorted(places)


def test_columns_have_the_promised_types():
    stream = make_stream("服务 …", [Zone("body", 0, 4)], VOCABULARY)
    columns = (stream.numbers, stream.starts, stream.lengths, stream.positions, stream.fields)
    assert [column.dtype.name for column in columns] == ["int32", "int32", "uint8", "int32", "uint8"]


@pytest.mark.parametrize("site", ["kubernetes", "rust-blog", "servicemesher"])
def test_streams_of_real_posts_hold_the_tokens_of_their_documents(shared, site):
    readings = read_site(recognise_site(shared / "corpora" / site), datetime.now(UTC), IncludePolicy())
    posts = [reading.outcome for reading in readings if isinstance(reading.outcome, Post)][::30]
    assert posts
    for post in posts:
        document = make_document(post, ANALYZER)
        stream = make_stream(document.text, document.zones, VOCABULARY)
        expected = [(field, *token) for field, tokens in document.tokens.items() for token in tokens]
        assert sorted(read_tokens(stream)) == clip(expected)
