import re

import pytest
from growth import grows_in_proportion
from hypothesis import example, given
from hypothesis import strategies as st

from indexer.text.docsify_slugs import docsify_4_slug, docsify_slug

_LINK, _TAG = re.compile(r"\[([^\]]+)\]\([^)]+\)"), re.compile(r"<[^>]+>")
"""Docsify's own."""


@given(st.text("[]()<>!a", max_size=16))
@example("[[a](b)")
@example("[](a)[b](c)")
@example("[a]()[b](c)")
@example("[a](b[c](d)")
@example("[[a](b)](c)")
@example("a<b<c>d<e")
def test_links_and_tags_are_those_that_docsify_finds(source):
    assert docsify_slug(source) == re.sub(r"[^a-z]", "", _TAG.sub("", _LINK.sub(r"\1", source)))


@pytest.mark.parametrize("piece", ["[", "![", "\\[", "[a](", "[a](b", "<", "<a ", "[<"])
@pytest.mark.parametrize("slug", [docsify_slug, docsify_4_slug])
def test_a_heading_of_signs_that_nothing_closes_takes_time_by_its_length(slug, piece):
    assert grows_in_proportion(lambda count: slug(piece * count), 2_000)
