from indexer.search.results import Snippet
from search_app.web.markup import marked, printable


def test_a_snippet_becomes_markup_the_templates_take_as_it_is():
    assert marked(Snippet("a<b", ((0, 1),))).__html__() == "<mark>a</mark>&lt;b"


def test_what_no_document_may_hold_is_replaced_and_nothing_else_is():
    assert printable("a\x00b\x1b\ud800\x7f") == "a\ufffdb\ufffd\ufffd\ufffd"
    assert printable("<b>\t流量\n😀&amp;") == "<b>\t流量\n😀&amp;"
