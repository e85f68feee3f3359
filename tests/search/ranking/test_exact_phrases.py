"""Exact phrases: who types a sentence that stands in one post finds that post first."""

import pytest
from small_index import found, make_post, make_searcher

from indexer.search.matching import phrases
from indexer.search.matching.lookup import Lookup
from indexer.search.query.parsing.grammar import parse_query
from indexer.search.ranking.exact_phrases import find_exact_phrase
from indexer.search.results import SearchRequest

SENTENCE = "you can keep a small cluster running"
WORDS = "keep running, small cluster, keep it: a cluster that you can keep small and running"
ZH, ZH_WORDS = "我们把网关放在服务网格的边缘", "服务网格的边缘和网关，网关放在哪里，我们的服务网格和边缘网关"
POSTS = (
    make_post("sentence", f"{'Many other things. ' * 4}\n\nThen {SENTENCE} for years. {'Other things. ' * 12}"),
    make_post("words", f"{WORDS}. {WORDS}"),
    make_post("zh", f"{'还有很多别的事情。' * 4}\n\n后来{ZH}，很好。{'别的事情。' * 4}"),
    make_post("zh words", f"{ZH_WORDS}。{ZH_WORDS}"),
    make_post("mixed", f"{'别的事情。' * 4}\n\n后来我们把Envoy代理放在边缘节点，很好。"),
    make_post("mixed words", "Envoy 代理 边缘 节点，代理在节点，我们把代理放在节点的边缘。" * 2),
    *(make_post(f"x{number}", "别的文章 other posts") for number in range(4)),
)


@pytest.fixture(scope="module")
def searcher():
    return make_searcher(*POSTS)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        (SENTENCE, "sentence"),
        (f"  {SENTENCE.upper()}.", "sentence"),
        ("Then you can keep a small", "sentence"),
        (ZH, "zh"),
        (f"{ZH}！", "zh"),
        ("把网关放在服务网格的边", "zh"),
        ("我们把Envoy代理放在边缘节点", "mixed"),
    ],
)
@pytest.mark.parametrize("engine", ["native", "python"])
def test_the_post_that_has_all_of_it_in_one_piece_comes_first(searcher, text, first, engine, request):
    if engine == "python":
        request.getfixturevalue("without_kernel")
    assert found(searcher, text)[0] == first


def find_phrased(searcher, text, **parameters):
    lookup = Lookup(searcher.snapshot)
    plan = searcher._planner.plan(SearchRequest(text, **parameters), lookup)
    return [searcher.reader.metadata(doc).id.removesuffix(".md") for doc in find_exact_phrase(lookup, plan).docs]


@pytest.mark.parametrize(
    "text",
    [
        "small cluster",
        "服务网格",
        f'"{SENTENCE}"',
        f"{SENTENCE} -x title:small",
        "you can keep title:small",
        "keep a small* cluster running",
        "you OR can keep a small",
    ],
)
def test_topics_and_what_is_not_words_alone_are_no_exact_phrase(searcher, text):
    assert find_phrased(searcher, text) == []


@pytest.fixture(scope="module")
def commands():
    return make_searcher(
        make_post("tar", "Unpack it with `tar -xzf archive.tgz` there."),
        make_post("xzf", "With tar there is xzf, an archive of it."),
        make_post("sed", 'Now sed -ie "s/one/two/g" names.yaml does it.'),
        make_post("compose", "Run docker-compose up, as docker and compose go."),
        make_post("docker", "Run docker up."),
        make_post("both", "服务网格 -架构 图"),
    )


@pytest.mark.parametrize(
    ("text", "has", "has_not"),
    [
        ("tar -xzf archive.tgz", "tar", "xzf"),
        ("tar -xzf", "tar", "xzf"),
        ('sed -ie "s/one/two/g" names.yaml', "sed", "x"),
        ("docker -compose", "docker", "compose"),
        ("docker -compose up", "docker", "compose"),
        ("服务网格 -架构", "both", "x"),
        ("tar -XZF", "x", "tar"),
    ],
)
def test_a_command_that_a_post_has_as_it_was_typed_does_not_exclude_it(commands, text, has, has_not):
    names = found(commands, text)
    assert has in (*names, "x")
    assert has_not not in names


@pytest.mark.parametrize(
    "text",
    [
        '-"an archive of it"',
        '-"服务网格"',
        "－「服务网格」",
        '服务网格 -"架构"',
        'run -"docker up"',
        "运行 -“服务网格”",
    ],
)
def test_a_phrase_that_is_excluded_stands_in_no_post_that_is_found(commands, text):
    (phrase,) = parse_query(text).excluded
    barred = set(found(commands, f'"{phrase.text}"'))
    assert barred
    assert not barred & set(found(commands, text))


def test_a_command_with_quotation_marks_behind_its_minus_sign_does_not_exclude_itself():
    site = make_searcher(make_post("typed", 'It takes -"one two" at last.'), make_post("other", "It takes one two."))
    assert found(site, 'takes -"one two"') == ["typed"]


def test_a_word_still_being_typed_does_not_part_the_others(searcher):
    assert find_phrased(searcher, f"{SENTENCE} fo") == []
    assert find_phrased(searcher, f"{SENTENCE} fo", search_as_you_type=True) == ["sentence"]
    assert find_phrased(searcher, f"{ZH}很", search_as_you_type=True) == ["zh"]


def test_of_a_long_text_the_beginning_is_looked_for(searcher):
    assert find_phrased(searcher, f"Then {SENTENCE} for years. {'Other things. ' * 40} and no more") == ["sentence"]


def test_phrases_of_words_that_stand_everywhere_are_not_looked_for(searcher, monkeypatch):
    monkeypatch.setattr(phrases, "_MOST_POSITIONS", 3)
    assert find_phrased(searcher, SENTENCE) == []
    assert find_phrased(searcher, ZH) == ["zh"]


def test_a_word_with_a_stop_word_before_it_brings_posts_that_have_both_in_a_row_first():
    often = [make_post(str(number), "Of code", title="Others", language="en") for number in range(3)]
    site = make_searcher(*often, make_post("x", "We wrote it in VS Code, an editor.", title="Editor", language="en"))
    assert site.find("vs code", 1) == ["x.md"]
