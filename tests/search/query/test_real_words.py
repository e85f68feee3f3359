import pytest
from small_index import make_post, make_searcher

from indexer.search.query.spelling import mistakes
from indexer.search.query.spelling.latin_words import LatinWords
from indexer.search.query.spelling.real_words import RealWordSpeller
from indexer.search.results import SearchRequest


def make_speller(*posts):
    return RealWordSpeller(LatinWords(make_searcher(*posts).reader, frozenset()))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("grafna", "grafana"),
        ("grafaan", None),  # ends otherwise
        ("promtail", None),  # no other word is one letter away
        ("servers", None),  # another form of the same word
    ],
)
def test_a_name_that_one_post_of_a_chinese_site_has_is_doubted_beside_one_of_two_posts(typed, meant):
    texts = ("监控 的 grafana server", "的 grafana server", "的 grafna grafaan promtail servers")
    assert make_speller(*(make_post(text, text) for text in texts)).correct_name(typed) == meant


def test_on_an_english_site_such_a_word_is_one_of_its_own():
    texts = ("the grafana", "our grafana", "grafna and 的")
    assert make_speller(*(make_post(text, text) for text in texts)).correct_name("grafna") is None


@pytest.mark.parametrize("make", [mistakes.change_length, mistakes.replace_letters, mistakes.swap_letters])
@pytest.mark.parametrize("word", ["grafana", "grafaan", "gräfana", "server", "x" * 70])
def test_words_a_mistake_away_are_found_by_one_look_as_one_by_one(make, word):
    texts = ("grafana grafaan", "grafana grafna grafanna", "server serve gräfana", f"servers {'x' * 69} {'x' * 71}")
    words = LatinWords(make_searcher(*(make_post(text, text) for text in texts)).reader, frozenset({"serve"}))
    for least in (0, 1, 2, 9):
        assert words.rank_mistakes(word, make(word), least) == words.rank_others(word, make(word), least)


@pytest.mark.parametrize("count", [1, 2, 5, 40])
def test_no_other_word_is_meant_by_one_that_is_beyond_doubt(count):
    """Grafana and its mistakes are in so many posts each: beyond doubt are those that are nearly as frequent as any."""
    words = ("grafana", "grafaan", "grafna", "graffana", "gragana", "servers")
    posts = [make_post(f"{word}{number}", f"的 {word}") for word in words for number in range(count)]
    speller = make_speller(*posts, *(make_post(f"most{number}", "的 mostly") for number in range(8 * 5)))
    beyond = [word for word in words if speller.is_beyond_doubt(word, count)]
    assert beyond == ([*words] if count > 5 else [])
    for word in beyond:
        found = (speller.find(word, count), speller.replace_letter(word, count), speller.double_letter(word))
        assert found[:2] == (None, None)
        assert speller.list_alike(word) == []


def test_a_name_misspelt_once_is_suggested_as_two_posts_spell_it():
    texts = ("监控 的 grafana", "看板 的 grafana", "的 grafna")
    results = make_searcher(*(make_post(text, text) for text in texts)).search(SearchRequest("grafna"))
    assert (results.total, results.suggestion) == (1, "grafana")


@pytest.mark.parametrize(
    ("typed", "doc_freq", "meant"),
    [
        ("kuberentes", 1, "kubernetes"),
        ("kuberentes", 2, None),  # as many posts have it as a quarter of those that have the other
        ("kubernetes", 1, None),
        ("kubernets", 1, None),  # eight times as many posts are too few for a letter less
        ("kubernets", 0, "kubernetes"),
        ("kuberneetes", 0, "kubernetes"),
        ("messh", 0, None),
        ("msah", 1, None),
        ("服务网格", 1, None),
    ],
)
def test_a_far_more_frequent_word_with_two_letters_swapped_is_meant(typed, doc_freq, meant):
    speller = make_speller(*(make_post(str(n), "kubernetes mesh") for n in range(8)))
    assert speller.find(typed, doc_freq) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("controler", "controller"), ("ingres", "ingress"), ("labeled", None), ("runing", None), ("node", None)],
)
def test_a_letter_typed_once_is_doubled_but_in_forms_of_verbs(typed, meant):
    speller = make_speller(make_post("a", "controller ingress labelled running noode"))
    assert speller.double_letter(typed) == meant


def test_a_letter_is_replaced_in_a_word_that_only_its_stem_finds():
    every = (make_post(str(number), "rustup", title="x") for number in range(64))
    speller = make_speller(make_post("a", "rustops"), *every)
    assert speller.replace_letter("rustop", 1) == "rustup"
    assert speller.replace_letter("rustop", 2) is None
    assert speller.replace_letter("rustops", 1) is None


FREQUENT = make_speller(
    *(
        make_post(str(n), "kubernetes gateway binding setting timer" if n else "kubernetes kubernets")
        for n in range(65)
    ),
    *(make_post(f"k{n}", "kubernetes") for n in range(135)),
)


@pytest.mark.parametrize(
    ("typed", "doc_freq", "meant"),
    [
        ("gatway", 1, "gateway"),
        ("gatway", 2, None),  # 64 posts are 32 times as many
        ("gateways", 1, None),  # another form of the same word
        ("kubernates", 1, "kubernetes"),
        ("kuberbetes", 3, "kubernetes"),
        ("kuberntes", 1, "kubernetes"),  # not kubernets, which is nearer and misspelt itself
        ("kubernaets", 1, "kubernetes"),
        ("kubernaets", 2, None),  # two mistakes ask for more
        ("bending", 1, None),
        ("getting", 1, None),
        ("timber", 1, None),
    ],
)
def test_a_word_of_few_posts_is_doubted_beside_one_of_64_times_as_many_that_it_is_a_likely_mistake_of(
    typed, doc_freq, meant
):
    assert FREQUENT.find(typed, doc_freq) == meant
