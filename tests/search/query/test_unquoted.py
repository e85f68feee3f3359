"""Who quotes a title that is not quite so is told how its words are found."""

import pytest
from small_index import found, make_post, make_searcher

from indexer.search.results import SearchRequest

SITE = make_searcher(
    make_post("principles", "正文。", title="“基于容器的应用程序设计原理”"),
    make_post("future", "Text of 1,500.", title='Improving the "Future is not Send" diagnostic', language="en"),
)


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("“基于容器的应程序设计原理”", "基于容器的应程序设计原理"),
        ('Improving "future not is send" diagnostic', "Improving future not is send diagnostic"),
        ('"future is not', None),
        ('"future is not send"', None),
        ('"xyzzy plugh"', None),
        ('"xyzzy"', None),
        ('"future not" -"diagnostic send"', None),
        ('title:"not future"', None),
        ("future diagnostic", None),
        ('diagnostic (of "web-7d4b"), send', "diagnostic (of web-7d4b), send"),
        ('future "xyzzy plugh"', "future xyzzy plugh"),
        ('future "diagnostic"', None),
        ('plugh "xyzzy"', None),
    ],
)
def test_a_phrase_that_no_post_has_is_suggested_without_quotation_marks(text, suggestion):
    assert SITE.plan(SearchRequest(text)).suggestion == suggestion


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("“基于容器的应程序设计原理”", "principles"),
        ('"future not is"', "future"),
        ('diagnostic (of "web-7d4b"), send', "future"),
    ],
)
def test_what_is_suggested_finds_the_post(text, name):
    assert found(SITE, text) == []
    assert found(SITE, SITE.plan(SearchRequest(text)).suggestion)[0] == name
