"""The slow, obvious way to analyse a text: one character, one match, one word at a time; it shares only the segmenter.

It is what the analysis of posts and queries is held against, and where tests take a document's tokens from.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path

import opencc
import Stemmer

from indexer.text.analysis.segmenter import default_segmenter
from indexer.text.analysis.token import Token
from indexer.text.compose import compose_document
from indexer.text.document import SUBWORDS, WORD_FIELDS, ZONE_GAP, Document

HAN = "〇々\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
LETTER = rf"(?:[0-9a-z]|(?![{HAN}])[^\W_\x00-\x7f])"
TOKEN = re.compile(
    rf"(?P<han>[{HAN}]+)"
    rf"|(?P<net>(?<![._])(?<!{LETTER})\.net(?!{LETTER}))"
    rf"|(?P<word>°?{LETTER}+(?:['’._-]{LETTER}+)*(?:(?:\+\+|\#)(?:(?=[0-9])|(?!{LETTER})))?)"
)
PICTURES = (
    "£¥§©®±¶\u20a0-\u20bf\u2190-\u23ff\u25a0-\u2775\u2794-\u27bf\u2900-\u2bff\U0001f000-\U0001f0ff\U0001f110-\U0001faff"
)
UNSPACED = re.compile(rf"[{HAN}\u3041-\u30ff\uac00-\ud7af{PICTURES}]+")
VERSION = re.compile(r"v?[0-9]+(?:\.[0-9]+)+|v?[0-9]+(?:\.[0-9]+)*\.x")
FRENCH = "c d j l m n s t qu jusqu lorsqu puisqu quoiqu"
ITALIAN = "c d l m s t v un gl agl dagl degl negl sugl all coll dall dell nell pell sull"
ELIDED = {*FRENCH.split(), *ITALIAN.split()}
CAMEL_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
LATIN_WORD = re.compile(r"[a-z][a-z0-9]{2,31}")
LONGEST_TERM = 64
SIGNS = set("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
UNSTEMMED = set((Path(__file__).parents[3] / "data/words/unstemmed.en.txt").read_text(encoding="utf-8").splitlines())
SPELLINGS = [
    line.split("\t")
    for line in (Path(__file__).parents[3] / "data/words/spellings.en.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
BEFORE = re.findall(
    "[a-z]+",
    """
anti auto bi centi de dis hyper hypo inter kilo micro milli mis mono multi non out over pre re semi sub super under un
""",
)
SIMPLIFIER, ENGLISH = opencc.OpenCC("t2s"), Stemmer.Stemmer("english")


PLAIN_LETTERS = dict(zip("øłđðþħŧıæœ", ["o", "l", "d", "d", "th", "h", "t", "i", "ae", "oe"], strict=True))


@cache
def fold_character(character):
    if "\ud800" <= character <= "\udfff":
        return " "
    folded = unicodedata.normalize("NFKC", character).casefold()
    if character > "\u2e7f":
        folded = SIMPLIFIER.convert(SIMPLIFIER.convert(folded))  # 薴 becomes 苧, which becomes 苎
    bare = [c for c in unicodedata.normalize("NFD", folded) if unicodedata.category(c) not in {"Mn", "Cf"}]
    return "".join(PLAIN_LETTERS.get(c, c) for c in unicodedata.normalize("NFC", "".join(bare)))


class Folded:
    """A folded text, and for each of its characters and its end where in the original it came from."""

    def __init__(self, original):
        self.original = original
        pairs = [(at, c) for at, character in enumerate(original) for c in fold_character(character)]
        self.text = "".join(c for _, c in pairs)
        self.offsets = [*(at for at, _ in pairs), len(original)]

    def span(self, start, end):
        return self.offsets[start], max(self.offsets[end], self.offsets[end - 1] + 1)

    def written(self, start, end):
        return self.original[slice(*self.span(start, end))] if end > start else ""


@cache
def american(word):
    for before in ["", *BEFORE]:
        for british, better in sorted(SPELLINGS, key=lambda pair: -len(pair[0])):
            rest = word.removeprefix(before + british.removesuffix("."))
            is_verb = british.endswith("is")
            if rest == word or (is_verb and rest[:1] not in {"a", "e", "i"}) or (british.endswith(".") and rest):
                continue
            return before + better + rest
    return word


def term_of(word):
    bare = word.replace("’", "'").removesuffix("'s").replace("'", "")
    return (ENGLISH.stemWord(american(bare)) if bare.isalpha() and bare not in UNSTEMMED else bare)[:LONGEST_TERM]


def word_forms(token, written, segmenter):
    """Yield the term, start, end, step and whether it is a subword of each form of a folded token."""
    if token == ".net":
        yield token, 0, 4, 0, False
    elif re.match(f"[{HAN}]", token):
        yield token, 0, len(token), 0, False
        for word in set(segmenter.subwords(token)) if len(token) > 2 else ():
            yield word, token.find(word), token.find(word) + len(word), 0, True
    else:
        parts = [(token, 0)] if token.isalnum() else list(compound_parts(token))
        if len(parts) > 1:
            yield token[:LONGEST_TERM], 0, len(token), 0, False
            joined = re.sub("[-._'’]", "", token)
            if joined != token and not joined.isdigit():
                yield term_of(joined), 0, len(token), 0, False
        for step, (part, start) in enumerate(parts):
            for term, first, last, is_subword in part_forms(part, written(start, start + len(part))):
                yield term, start + first, start + last, step, is_subword


def compound_parts(token):
    for piece in re.finditer("[^_-]+", token):
        at, parts = piece.start(), piece[0].split(".")
        while parts:
            is_after_number = at > piece.start() and token[at - 2 : at - 1] in "0123456789"
            counts = range(len(parts), 1, -1) if not is_after_number else ()
            count = next((n for n in counts if VERSION.fullmatch(".".join(parts[:n]))), 1)
            part = ".".join(parts[:count])
            if part:
                yield part, at
            at += len(part) + 1
            parts = parts[count:]


def part_forms(part, written):
    size = len(part)
    if VERSION.fullmatch(part):
        number = part.removeprefix("v")
        terms = [number] if number == part else [part, number]
        yield from ((term[:LONGEST_TERM], 0, size, False) for term in terms)
        begun = ".".join([each for each in number.split(".") if each != "x"][:2])
        if begun != number:
            yield begun[:LONGEST_TERM], 0, size, True
        return
    yield term_of(part), 0, size, False
    article, _, rest = part.replace("’", "'").partition("'")
    if article in ELIDED and rest[:1] in {*"aehiouy"}:
        yield term_of(rest), len(article) + 1, size, False
    camel = list(CAMEL_PART.finditer(written))
    is_mixed = written.isascii() and not written.islower() and not written.isupper() and len(written) == size
    if is_mixed and len(camel) > 1:
        yield from ((term_of(p[0].lower()), p.start(), p.end(), True) for p in camel if len(p[0]) > 1)


def analyze(text, segmenter, offset=0, position=0):
    """Return the words and the subwords of a text as tokens, and the position after its last one."""
    folded, words, subwords = Folded(text), [], []
    for match in TOKEN.finditer(folded.text):
        at = match.start()
        for token in segmenter.segment(match[0]) if match.lastgroup == "han" else [match[0]]:
            start = at
            forms = list(word_forms(token, lambda first, last, at=at: folded.written(at + first, at + last), segmenter))
            for term, first, last, step, is_subword in forms:
                begin, end = folded.span(start + first, start + last)
                (subwords if is_subword else words).append(Token(term, position + step, begin + offset, end + offset))
            position += max(step for *_, step, _ in forms) + 1
            at += len(token)
    return words, subwords, position


def cut_grams(text, offset=0):
    """Return every character and every pair of neighbours of scripts without spaces, then every pair of signs."""
    folded, grams = Folded(text), []
    places = [at for at, character in enumerate(folded.text) if UNSPACED.match(character)]
    stretches = [(at, at + 1) for at in places] + [(at, at + 2) for at, after in pairwise(places) if after == at + 1]
    stretches += [(at, at + 2) for at, pair in enumerate(pairwise(folded.text)) if set(pair) <= SIGNS]
    for first, last in stretches:
        start, end = folded.span(first, last)
        grams.append(Token(folded.text[first:last], start + offset, start + offset, end + offset))
    return grams


def latin_words(text):
    """Return the different Latin words of a text as written, which are looked for inside each of its tokens."""
    return {word for match in TOKEN.finditer(Folded(text).text) for word in LATIN_WORD.findall(match[0])}


@dataclass(frozen=True)
class AnalyzedDocument(Document):
    """A document and its tokens: by field, and its grams."""

    tokens: dict = field(default_factory=dict)
    grams: list = field(default_factory=list)


def analyze_document(document, segmenter=None):
    """Return a document with its tokens."""
    segmenter = segmenter or default_segmenter()
    tokens, grams, position = {name: [] for name in WORD_FIELDS}, [], 0
    for zone in document.zones:
        text = document.text[zone.start : zone.end]
        words, subwords, position = analyze(text, segmenter, zone.start, position)
        tokens[zone.field] += words
        tokens[SUBWORDS] += subwords
        grams += cut_grams(text, zone.start)
        position += ZONE_GAP
    fields = {name: getattr(document, name) for name in Document.__slots__}
    return AnalyzedDocument(**fields, tokens=tokens, grams=grams)


def make_document(post, segmenter=None):
    """Turn a post into a document with its tokens."""
    return analyze_document(compose_document(post), segmenter)
