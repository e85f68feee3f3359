"""Numbers that the kernel and Python both name."""

import re

import pytest

from indexer.index.format import block_file, layout
from indexer.index.format import packed as packed_format
from indexer.index.parts import packings
from indexer.native import calling
from indexer.native.answer import answer, facet_texts
from indexer.native.compiling import SOURCES
from indexer.native.index import packed
from indexer.native.matching import texts, words
from indexer.native.posts import own_text, page_facts
from indexer.native.ranking import rank, ranking
from indexer.native.snippets import targets
from indexer.native.text import segment, signs
from indexer.search import formulas
from indexer.search.ranking import native_ranking, passages, plan_spec
from indexer.search.snippets import page_tokens
from indexer.text.analysis import folding_table
from indexer.text.document import TITLE

SIGNALS = {name.upper().replace(" ", "_"): row for row, name in enumerate(native_ranking._NAMES)}
TITLE_FIELD = layout.FIELD_NUMBERS[TITLE]
TOLD_TWICE = {
    "page.h": {"MOST_TOKENS": page_tokens.MOST_TOKENS},
    "kernel.h": {"OUTSIDE": calling._OUTSIDE, "MALFORMED": calling._MALFORMED, "NO_MEMORY": calling._NO_MEMORY},
    "ranking.h": SIGNALS | {"SIGNALS": ranking.SIGNALS, "FEW_SIGNALS": ranking._FEW_SIGNALS,
                            "MOST_COVERED": formulas.MOST_COVERED},
    "ranking.c": {name: getattr(ranking, f"_{name}") for name in ("HEAD", "CANDIDATES", "LEFT", "BEST_COUNT",
                  "TERM_COUNT", "BEST_AT", "TERMS_AT", "WEIGHTS_AT", "SCORES_AT", "SIGNALS_AT", "DOCS_AT", "ROWS_AT",
                  "FOUND_AT", "COMPLETE_AT")} | {step.name: step.value for step in ranking.Step},
    "answer.h": {f"TOLD_{name}": getattr(answer, f"_{name}")
                 for name in ("TOTAL", "COMPLETE", "COUNT", "BYTES", "HEAD")} | {"NEVER_TOLD": facet_texts.Told.NEVER,
                 "TOLD_IF_ANY": facet_texts.Told.IF_ANY, "NEWEST_FIRST": facet_texts.Told.NEWEST_FIRST},
    "candidates.c": {"ONLY_ADDS": plan_spec._ONLY_ADDS, "BELOW": plan_spec._BELOW},
    "places.c": {"BLOCK": passages.BLOCK, "CANDIDATES": passages.CANDIDATES},
    "signals.c": {"IN_TITLE": TITLE_FIELD},
    "rank.c": {"MOST_SHARING": rank.MOST_SHARING, "IN_BODY_BIT": int(layout.IN_BODY).bit_length() - 1},
    "feedback.c": {"FIELD_BITS": layout.FIELD_BITS},
    "words.c": {"FIELD_BITS": layout.FIELD_BITS, "FIELDS": layout.FIELD_COUNT - 1, "IN_TITLE": TITLE_FIELD,
                "BEGIN": words._BEGIN,
                "DOCS": words._DOCS, "OTHERS": words._OTHERS, "WITH_ALL": words._WITH_ALL, "EXACT": words._EXACT,
                "IN_PIECE": words._IN_PIECE,
                "WORD_CELLS": words._CELLS,
                "TITLES_ALONE": words._TITLES_ALONE, "ALL_EXACT": words._ALL_EXACT, "DOC_BYTES": words._DOC_BYTES,
                "OTHER_BYTES": words._OTHER_BYTES, "ALIGNED": words._ALIGNED},
    "fold.c": {"CODE_BITS": int(folding_table.CODE_BITS).bit_length(), "ASCII": int(folding_table._ASCII),
               "FULL_WIDTH": folding_table.FULL_WIDTH},
    "merge.c": {"FLAG_BITS": packings._FLAG_BITS, "FLAG_SHIFT": packings._FLAG_SHIFT},
    "packed.c": {"BLOCK_ROWS": packed_format.BLOCK_ROWS, "MOST_VARINT": packed._MOST_VARINT}
    | {coding.name: coding.value for coding in packed_format.Coding},
    "blocks.c": {"BLOCK_BYTES": block_file.BLOCK_BYTES},
    "signs.c": {"MOST": signs.MOST_SIGNS},
    "segment.c": {name: getattr(segment, name)
                  for name in ("WORD_ENDS", "PAIR_BEGINS", "TRIPLE_BEGINS", "MODEL_FIRST", "MODEL_LAST", "STATES")},
    "page_xml.h": {name: getattr(own_text, name)
                   for name in ("LEFT_OUT", "ROLE", "WORD", "NAME", "LINE_NUMBERS", "HAS_GAP", "PERSONS_NAME", "PERSON",
                                "CARD", "COMMENT", "PUBLISHED", "CONTAINER", "NOTE_ROLE", "NOTE_CLASS",
                                "BESIDE_TEXT")},
    "own_text.c": {name.upper(): at for at, name in enumerate(own_text.KINDS)},
    "page_elements.h": {fact.name: fact.value for fact in page_facts.Fact} | {"ROW_CELLS": page_facts._COLUMNS},
    "texts.c": {way.name: way.value for way in texts.Counted}
    | {"UNTOLD": texts.UNTOLD, "FULL_WIDTH": folding_table.FULL_WIDTH, "CODE_BITS": int(folding_table.CODE_BITS)},
    "targets.c": {"UNREAD": targets._UNREAD},
}  # fmt: skip


def read_constants(file):
    """Return the constants of a C file that are numbers, shifted or not, or numbered from such a one on."""
    (path,) = SOURCES.rglob(file)
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    found = {}
    for body in re.findall(r"\benum \{(.*?)\}", text, flags=re.DOTALL):
        value = -1
        for name, told in re.findall(r"(\w+)\s*(?:=\s*([^,]+))?", body):
            number = re.fullmatch(r"(-?\w+)(?: << (\d+))?", told.strip() or str(value + 1))
            if number is None or not number[1].removeprefix("-")[0].isdigit():
                break
            found[name.removeprefix("KERNEL_")] = value = int(number[1], 0) << int(number[2] or 0)
    return found


@pytest.mark.parametrize("file", TOLD_TWICE)
def test_the_kernel_and_python_name_the_same_numbers(file):
    expected = TOLD_TWICE[file]
    assert expected
    assert {name: read_constants(file).get(name) for name in expected} == expected


def test_a_block_has_as_many_rows_whoever_packs_it():
    assert packed._BLOCK_ROWS == packed_format.BLOCK_ROWS
