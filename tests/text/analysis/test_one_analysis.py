"""Posts and queries are analysed alike, and as the slow and obvious way does it."""

from random import Random

import pytest
from site_reading import read_posts
from text.analysis.hostile_texts import hostile_text
from text.analysis.reference_analysis import Folded, analyze, cut_grams, latin_words, make_document

from indexer.text.analysis.analyzer import Analyzer
from indexer.text.analysis.document_tokens import LONGEST_MARK, find_tokens
from indexer.text.analysis.folding import fold, fold_text
from indexer.text.analysis.grams import list_grams, make_grams
from indexer.text.analysis.segmenter import make_segmenter
from indexer.text.analysis.vocabulary import Vocabulary
from indexer.text.document import SUBWORDS, WORD_FIELDS, ZONE_FIELDS, ZONE_GAP, Zone

SEGMENTER = make_segmenter(["服务网格", "金丝雀发布"])
ANALYZER = Analyzer(SEGMENTER)
VOCABULARY = Vocabulary(SEGMENTER)
TEXTS = 8000


@pytest.fixture(scope="module")
def texts(run_seed):
    dice = Random(run_seed)
    return [hostile_text(dice) for _ in range(TEXTS)]


def zones_of(texts):
    """Return the text of a document that has some texts as zones, a line end between them, and the zones."""
    zones, start = [], 0
    for number, text in enumerate(texts):
        zones.append(Zone(ZONE_FIELDS[number % len(ZONE_FIELDS)], start, start + len(text)))
        start += len(text) + 1
    return "\n".join(texts), zones


def tokens_of(text, zones):
    """Return every token of a document as (field, term, position, start, end), and how many positions there are."""
    found = find_tokens(fold(text), zones, VOCABULARY)
    columns = (found.terms, found.starts, found.lengths, found.positions, found.fields)
    rows = [
        (WORD_FIELDS[field], VOCABULARY.terms[term], position, start, start + length)
        for term, start, length, position, field in zip(*(column.tolist() for column in columns), strict=True)
    ]
    return rows, found.positions_used


def clip(tokens):
    return sorted((*token, start, min(end, start + LONGEST_MARK)) for *token, start, end in tokens)


def test_a_query_has_the_tokens_of_the_reference(texts):
    for text in texts:
        words, subwords, _ = analyze(text, SEGMENTER)
        analysis = ANALYZER.analyze(text)
        assert analysis.words == words, repr(text)
        assert sorted(analysis.subwords) == sorted(subwords), repr(text)


def test_a_post_has_the_tokens_of_the_reference_zone_by_zone(texts):
    for first in range(0, TEXTS, 4):
        zones = [text for text in texts[first : first + 4] if text]
        text, placed = zones_of(zones)
        expected, position = [], 0
        for zone, part in zip(placed, zones, strict=True):
            words, subwords, position = analyze(part, SEGMENTER, zone.start, position)
            expected += [(zone.field, *token) for token in words] + [(SUBWORDS, *token) for token in subwords]
            position += ZONE_GAP
        tokens, positions = tokens_of(text, placed)
        assert sorted(tokens) == clip(expected), repr(text)
        assert positions == position, repr(text)
        places = [(start, start - end) for *_, start, end in tokens]
        assert places == sorted(places), repr(text)


def test_a_query_folds_as_a_post_does_and_leads_back_to_the_same_stretches(texts):
    for text in texts:
        folded, expected = fold(text), Folded(text)
        assert folded.text == fold_text(text) == expected.text, repr(text)
        assert "".join(map(chr, folded.points.tolist())) == expected.text, repr(text)
        for start in range(0, len(expected.text), 7):
            for end in range(start + 1, min(start + 4, len(expected.text) + 1)):
                assert folded.span(start, end) == expected.span(start, end), repr(text)


def test_grams_of_posts_and_queries_are_those_of_the_reference(texts):
    for text in texts:
        grams, expected = make_grams(fold(text)), cut_grams(text)
        found = zip(map(term_of, grams.codes.tolist()), grams.starts.tolist(), strict=True)
        assert list(found) == [(gram.term, gram.start) for gram in expected], repr(text)
        assert sorted(list_grams(text)) == sorted(expected), repr(text)


def term_of(code):
    first, second = divmod(code, 1 << 32)
    return chr(first) + (chr(second) if second else "")


def test_latin_words_of_a_post_are_those_of_the_reference(texts):
    for text in texts[: TEXTS // 4]:
        numbers = find_tokens(fold(text), [Zone("body", 0, len(text))], VOCABULARY).latin_words.tolist()
        words = [VOCABULARY.latin_words[number] for number in numbers]
        assert sorted(words) == sorted(latin_words(text)), repr(text)
        assert numbers == sorted(numbers)


@pytest.mark.parametrize("site", ["kubernetes", "rust-blog", "servicemesher"])
def test_real_posts_have_the_tokens_of_the_reference(shared, site):
    posts = read_posts(shared / "corpora" / site)[::30]
    assert posts
    for post in posts:
        document = make_document(post, SEGMENTER)
        tokens, _ = tokens_of(document.text, document.zones)
        expected = [(field, *token) for field, tokens in document.tokens.items() for token in tokens]
        assert sorted(tokens) == clip(expected)
