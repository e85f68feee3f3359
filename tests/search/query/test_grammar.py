from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from indexer.search.query.parsing.cleaning import clean_text, widths_to_ascii
from indexer.search.query.parsing.filters import Filters
from indexer.search.query.parsing.grammar import MAX_ITEMS, parse_query, quote_words
from indexer.search.query.parsing.query_tree import Phrase, Prefix, Words

YEAR_2019, YEAR_2021 = ("date", "2019-01-01..2019-12-31"), ("date", "2021-01-01..2021-12-31")


def groups(text):
    return parse_query(text).groups


def test_words_stand_side_by_side():
    assert groups("istio 流量管理") == ((Words("istio"),), (Words("流量管理"),))


@pytest.mark.parametrize(
    "text", ['"服务网格"', "“服务网格”", "「服务网格」", "『服务网格』", "＂服务网格＂", '"服务网格']
)
def test_quotes_of_every_kind_make_a_phrase(text):
    assert groups(text) == ((Phrase("服务网格"),),)


@pytest.mark.parametrize("text", ["-word", "－word"])
def test_a_minus_before_a_word_excludes_it(text):
    assert parse_query(text).excluded == (Words("word"),)


@pytest.mark.parametrize(
    "text",
    ["-f", "-it", "－f", "kubectl apply -f", "docker run -it", "递归 -Xss", "-Xmx512m", "a -XX:PermSize", "-Dx.y=z"],
)
def test_a_flag_is_no_word_that_is_excluded(text):
    query = parse_query(text)
    assert (query.excluded, query.groups[-1]) == ((), (Words(f"-{text.rsplit('-')[-1].rsplit('－')[-1]}"),))


def test_many_words_behind_minus_signs_are_flags_of_a_command():
    query = parse_query("openssl -x509 -nodes -days 365")
    assert query.excluded == ()
    assert [leaf.text for (leaf,) in query.groups] == ["openssl", "-x509", "-nodes", "-days", "365"]
    assert len(parse_query("mesh -istio -linkerd").excluded) == 2
    assert len(parse_query("网格 -服务 -架构 -流量").excluded) == 3
    assert len(parse_query('mesh -"a b" -"c d" -"e f"').excluded) == 3


def test_a_letter_in_quotation_marks_is_excluded():
    assert parse_query('istio -"f"').excluded == (Phrase("f"),)


@pytest.mark.parametrize("text", ["kube-proxy", "a - b", "--flag", "C++", "-", "1-2"])
def test_other_hyphens_exclude_nothing(text):
    assert parse_query(text).excluded == ()


def test_a_minus_before_a_phrase_excludes_the_phrase():
    assert parse_query('-"服务网格"').excluded == (Phrase("服务网格"),)


def test_or_joins_alternatives():
    assert groups('a OR "b c" d') == ((Words("a"), Phrase("b c")), (Words("d"),))


@pytest.mark.parametrize("text", ["OR a", "a OR", "a OR OR", "| a |"])
def test_or_without_two_sides_joins_nothing(text):
    assert groups(text) == ((Words("a"),),)


@pytest.mark.parametrize(
    ("text", "leaf"), [("kube*", Prefix("kube")), ("微*", Prefix("微")), ("kube＊", Prefix("kube"))]
)
def test_a_star_at_the_end_asks_for_beginnings(text, leaf):
    assert groups(text) == ((leaf,),)


@pytest.mark.parametrize("text", ["*", "**", "k*", "*kube"])
def test_stars_that_would_find_everything_are_text(text):
    assert not any(isinstance(leaf, Prefix) for group in groups(text) for leaf in group)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("tag:istio", (("tag", "istio"),)),
        ("category：云原生", (("category", "云原生"),)),
        ('author:"Wang Wei"', (("author", "Wang Wei"),)),
        ("lang:zh TAG:x", (("lang", "zh"), ("tag", "x"))),
    ],
)
def test_names_with_a_colon_filter(text, values):
    assert parse_query(text).filters == Filters(values=values)


def test_a_minus_before_a_filter_turns_it_round():
    assert parse_query("-tag:draft").filters == Filters(excluded=(("tag", "draft"),))


@pytest.mark.parametrize(
    ("text", "values", "either"),
    [
        ("tag:a tag:b", (("tag", "a"), ("tag", "b")), ()),
        ("tag:a OR tag:b", (), ((("tag", "a"), ("tag", "b")),)),
        ("tag:a OR lang:en OR tag:b tag:c", (("tag", "c"),), ((("tag", "a"), ("lang", "en"), ("tag", "b")),)),
        ("x tag:a OR tag:b y", (), ((("tag", "a"), ("tag", "b")),)),
        ("-tag:a OR tag:b", (("tag", "b"),), ()),
        ("date:2019 OR tag:b", (), ((YEAR_2019, ("tag", "b")),)),
        ("date:2019 OR date:2021", (), ((YEAR_2019, YEAR_2021),)),
        (
            "x date:2019 | date:2021 OR date:2022 tag:b",
            (("tag", "b"),),
            ((YEAR_2019, YEAR_2021, ("date", "2022-01-01..2022-12-31")),),
        ),
        ("tag:a OR date:2019", (), ((("tag", "a"), YEAR_2019),)),
        ("before:2003 OR after:2019-07", (), ((("date", "..2002-12-31"), ("date", "2019-07-01..")),)),
        ("tag:a OR x tag:b", (("tag", "a"), ("tag", "b")), ()),
        ("lang:pt-br", (("lang", "pt-br"),), ()),
    ],
)
def test_filters_side_by_side_must_all_hold_and_one_of_those_joined_by_or(text, values, either):
    assert (parse_query(text).filters.values, parse_query(text).filters.either) == (values, either)


def test_words_beside_filters_that_are_joined_stay_apart():
    assert groups("x tag:a OR tag:b y") == ((Words("x"),), (Words("y"),))


def test_title_asks_for_words_in_the_title():
    assert groups("title:istio") == ((Words("istio", in_title=True),),)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("date:2019", date(2019, 1, 1), date(2019, 12, 31)),
        ("date:2019-02", date(2019, 2, 1), date(2019, 2, 28)),
        ("date:2019-07..2020-01", date(2019, 7, 1), date(2020, 1, 31)),
        ("date:2019..", date(2019, 1, 1), None),
        ("date:..2019", None, date(2019, 12, 31)),
        ("after:2019-07-02", date(2019, 7, 2), None),
        ("before:2020", None, date(2019, 12, 31)),
        ("after:2019 before:2020-06", date(2019, 1, 1), date(2020, 5, 31)),
    ],
)
def test_days_are_understood(text, since, until):
    assert parse_query(text).filters == Filters(since=since, until=until)


@pytest.mark.parametrize(
    "text", ["date:foo", "date:2019-13", "date:2019-02-30", "date:..", "after:", "lang:中文", "x:y"]
)
def test_what_cannot_be_understood_is_plain_text(text):
    query = parse_query(text)
    assert query.filters == Filters()
    assert query.groups == ((Words(text),),)


def test_unprintable_characters_are_dropped():
    assert parse_query("a\x00b\ud800 \u202ec\u200b").text == "a b c"


@pytest.mark.parametrize("text", ["hel\u200blo", "hel\xadlo", "\u2066hel\u2060lo\u2069"])
def test_characters_that_cannot_be_seen_part_no_word(text):
    assert parse_query(text).text == "hello"


def test_a_long_query_says_what_it_left_out():
    query = parse_query(" ".join(str(i) for i in range(MAX_ITEMS + 2)))
    assert len(query.groups) == MAX_ITEMS
    assert query.ignored == (str(MAX_ITEMS), str(MAX_ITEMS + 1))


@pytest.mark.parametrize("item", ["date:2019-13", "after:soon", "before:2019-02-30"])
def test_what_only_looks_like_a_day_is_text_and_said_to_be(item):
    query = parse_query(f"istio {item}")
    assert (query.invalid_dates, len(query.groups), query.filters) == ((item,), 2, Filters())


@given(st.text() | st.text(st.sampled_from('ab"-:* OR服务：“”－date:tag20-.')))
def test_no_text_is_an_error(text):
    parse_query(text)


@pytest.mark.parametrize("text", ["ﾞ*", "ﾞﾞ*", "e\u0301*"])
def test_a_beginning_that_folds_to_nothing_is_no_beginning(text):
    assert not any(isinstance(leaf, Prefix) for group in groups(text) for leaf in group)


@pytest.mark.parametrize("text", ["ｔａｇ：istio", "ｔａｇ：ｉｓｔｉｏ"])
def test_full_width_letters_of_a_filter_are_understood(text):
    assert parse_query(text).filters == Filters(values=(("tag", "istio"),))


def test_full_width_digits_of_a_day_are_understood():
    assert parse_query("date：２０１９").filters == Filters(since=date(2019, 1, 1), until=date(2019, 12, 31))


def test_days_in_the_wrong_order_are_plain_text():
    assert parse_query("date:2020..2019").groups == ((Words("date:2020..2019"),),)


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("istio 流量管理", '"istio" "流量管理"'),
        ("“流量 管理” k8s OR mesh", '"流量 管理" "k8s" OR "mesh"'),
        ("-安装 tag:istio title:mesh kube*", "-安装 tag:istio title:mesh kube*"),
        ("很" * 255, "很" * 255),
    ],
)
def test_a_query_for_the_words_typed_alone_quotes_the_plain_ones(text, quoted):
    assert quote_words(text) == quoted
    assert quote_words(quoted) == quoted


@pytest.mark.parametrize(
    ("text", "unfinished"),
    [
        ("kube", Words("kube")),
        ('"a b" istio mesh', Words("mesh")),
        ("tag:x mesh", Words("mesh")),
        ("", None),
        ("mesh -kube", None),
        ('mesh "kube', Phrase("kube")),
        ('mesh "kube"', None),
        ('title:"kube', None),
        ('-"kube', None),
        ("mesh kub*", None),
        ("title:mesh", None),
        ("mesh tag:x", None),
        ("a OR kube", None),
        ("mesh -", None),
        (" ".join(str(number) for number in range(MAX_ITEMS + 1)), None),
    ],
)
def test_plain_words_and_an_open_phrase_at_the_end_may_be_unfinished(text, unfinished):
    assert parse_query(text).unfinished == unfinished


@pytest.mark.parametrize(
    ("text", "leaf"),
    [
        ('title:"a b"', Phrase("a b", in_title=True)),
        ("title:kube*", Prefix("kube", in_title=True)),
        ("go*", Prefix("go")),
        ("kubeX**", Prefix("kubeX")),
        ("note:a", Words("note:a")),
    ],
)
def test_leaves_keep_what_they_are_asked_for_and_where(text, leaf):
    assert groups(text) == ((leaf,),)


@pytest.mark.parametrize("text", ["a OR b", "a | b", "a ｜ b"])
def test_or_is_written_in_two_ways(text):
    assert groups(text) == ((Words("a"), Words("b")),)


@pytest.mark.parametrize("text", ["date:2019", "after:2019-01", "tag:a", "-tag:a", "lang:zh"])
def test_what_filters_is_no_text_besides(text):
    query = parse_query(text)
    assert query.groups == query.excluded == ()
    assert query.filters != Filters()


@given(st.text(alphabet="ab　 -_.!'服務ＯＲOR|*:\u200b\n", max_size=30))
def test_words_read_the_same_beside_a_filter_as_by_themselves(text):
    assume(set(widths_to_ascii(clean_text(text)).split()) != {"OR"})  # a word where it is alone
    alone, beside = parse_query(text), parse_query(f"date:2019 {text}")
    assert (alone.groups, alone.excluded, alone.unfinished) == (beside.groups, beside.excluded, beside.unfinished)


def test_of_too_many_plain_words_the_first_are_searched_for():
    words = [f"w{number}" for number in range(MAX_ITEMS + 2)]
    query = parse_query(" ".join(words))
    assert query.groups == tuple((Words(word),) for word in words[:MAX_ITEMS])
    assert query.ignored == tuple(words[MAX_ITEMS:])
    assert query.unfinished is None


@pytest.mark.parametrize(
    ("text", "filters"),
    [
        ("-date:2019", Filters(excluded=(YEAR_2019,))),
        ("-date:2019-02", Filters(excluded=(("date", "2019-02-01..2019-02-28"),))),
        ("-date:2019..2021-06", Filters(excluded=(("date", "2019-01-01..2021-06-30"),))),
        ("-after:2019-07-02", Filters(until=date(2019, 7, 1))),
        ("-before:2019", Filters(since=date(2019, 1, 1))),
        ("date:2019 OR date:2021-02", Filters(either=((YEAR_2019, ("date", "2021-02-01..2021-02-28")),))),
        ("date:2019 date:2021-02", Filters(since=date(2021, 2, 1), until=date(2019, 12, 31))),
        (
            "after:2018 date:2019 OR date:2021",
            Filters(since=date(2018, 1, 1), either=((YEAR_2019, YEAR_2021),)),
        ),
    ],
)
def test_days_may_be_excluded_and_joined(text, filters):
    query = parse_query(text)
    assert (query.filters, query.groups, query.excluded, query.invalid_dates) == (filters, (), (), ())


@pytest.mark.parametrize("text", ["-date:2019-13", "-date:2020..2019", "-after:soon"])
def test_a_range_of_days_that_cannot_be_excluded_is_text_and_said_to_be(text):
    query = parse_query(text)
    assert query.filters == Filters()
    assert query.invalid_dates == (text,)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("What IS it?", "what is it?"),
        ('lang:en "What is" it date:2019', '"what is" it'),
        ("title:istio OR title:mesh", "istio or mesh"),
        ("c++ -x", "c++ -x"),
        ("tag:istio", ""),
    ],
)
def test_the_text_is_told_without_filters(text, folded):
    assert parse_query(text).without_filters == folded


def test_no_word_of_a_long_text_is_missing_without_filters():
    words = " ".join(f"w{number}" for number in range(MAX_ITEMS + 2))
    assert parse_query(words).without_filters == parse_query(f"lang:en {words}").without_filters == words


@pytest.mark.parametrize(("text", "words"), [("OR", "OR"), ("ＯＲ", "OR"), (" OR OR ", "OR OR")])
def test_or_that_joins_nothing_at_all_is_a_word(text, words):
    query = parse_query(text)
    assert query.groups == tuple((Words(word),) for word in words.split())
