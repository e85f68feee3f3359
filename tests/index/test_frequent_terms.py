from small_index import make_post, make_searcher

PART = make_searcher(
    make_post("one", "kubectl kubelet kubernetes", title="kubernetes"),
    make_post("two", "kubernetes kubelet", title="x"),
    make_post("three", "kubernetes zebra 酷", title="x"),
).part


def frequent(field, prefix, limit):
    return [PART.term_at(number) for number in PART.most_frequent_terms(field, prefix, limit)]


def test_terms_come_by_how_many_documents_have_them():
    assert frequent("body", "kube", 2) == ["kubernet", "kubelet"]


def test_equal_terms_come_by_their_letters():
    assert frequent("body", "kubec", 9) == ["kubectl"]
    assert frequent("title", "", 9) == ["x", "kubernet"]


def test_a_beginning_that_no_term_has_finds_none():
    assert frequent("body", "zz", 9) == []
    assert frequent("body", "酷", 9) == ["酷"]
