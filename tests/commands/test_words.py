import json
from datetime import datetime

import pytest
from click.testing import CliRunner

from indexer.analytics.query_log import Asked, Counts, QueryLog
from indexer.cli import search_index
from indexer.text.lexicon.glossary_file import GLOSSARY, parse_glossary

PAIR = (
    "水獭调度（otter dispatch）会压垮{0}个服务。",
    "“水獭调度”（Otter Dispatch），是指{0}个客户端同时重试。",
    "水獭调度（otter dispatch），办法有{0}种。",
)


@pytest.fixture
def site(tmp_path):
    folder = tmp_path / "site"
    folder.mkdir()
    for number in range(12):
        body = (
            f"{PAIR[number].format(number)}\n\notter dispatch 与水獭调度。"
            if number < len(PAIR)
            else f"别的内容 {number}"
        )
        (folder / f"post{number}.md").write_text(
            f"---\ntitle: 第{number}篇\ntags: [吃瓜群众]\n---\n\n{body}\n\n大家都在躺赢呢。\n", encoding="utf-8"
        )
    (folder / "deploy.md").write_text("---\ntitle: 上线\n---\n\n上线 上线 部署\n", encoding="utf-8")
    (folder / "jobs.md").write_text("---\ntitle: 招人\n---\n\n招人\n", encoding="utf-8")
    return folder


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("SEARCH_INDEX", str(tmp_path / "index"))
    monkeypatch.setenv("SEARCH_QUERY_LOG", str(tmp_path / "log"))
    monkeypatch.chdir(tmp_path)

    def call(*arguments):
        result = CliRunner().invoke(search_index, list(map(str, arguments)))
        assert result.exit_code == 0, result.output
        return result.stdout

    return call


@pytest.fixture
def built(run, site, tmp_path):
    run("rebuild", site, "--quiet")
    today = datetime.now().astimezone().date()
    day = today.isoformat()
    counts = Counts(
        {
            (day, "躺赢"): Asked(3, 12, 3.0, 1.0),
            (day, "我的重试"): Asked(9, 3, 3.0, 1.0),
            (day, "小程序云"): Asked(4, 0, 4.0, 1.0),
            (day, "上线"): Asked(9, 1, 9.0, 1.0),
            (day, "招人"): Asked(9, 1, 9.0, 1.0),
        },
        {
            (day, "上线", "jobs.md"): 5,
            (day, "上线", "deploy.md"): 1,
            (day, "招人", "jobs.md"): 5,
            (day, "躺赢", "gone.md"): 5,
        },
    )
    QueryLog(tmp_path / "log", 1_000_000, 90).add(counts, today)
    return run


def told(run, *arguments):
    return json.loads(run("words", "--json", *arguments))


def test_pairs_are_told_with_the_sentences_they_were_learnt_from(built):
    (pair,) = told(built)["pairs"]
    assert (pair["han"], pair["latin"], pair["posts"], pair["is_vetoed"]) == ("水獭调度", "otter dispatch", 3, False)
    assert pair["evidence"] == [
        {"post": "post0.md", "text": "水獭调度（otter dispatch）会压垮0个服务。"},
        {"post": "post1.md", "text": "“水獭调度”（Otter Dispatch），是指1个客户端同时重试。"},
    ]


def test_words_of_the_segmenter_are_told_with_where_they_come_from(built, site):
    (site / GLOSSARY).write_text("+ 大家都在\n", encoding="utf-8")
    built("update", "--quiet")
    words = {word["word"]: word for word in told(built, "--limit", 0)["words"]}
    assert (words["吃瓜群众"]["source"], words["吃瓜群众"]["posts"]) == ("posts", 12)
    assert words["吃瓜群众"]["evidence"][0]["post"] == "post0.md"
    assert (words["大家都在"]["source"], words["大家都在"]["posts"]) == ("glossary", 0)
    assert all(word["source"] == "shipped" for word in words.values() if word["word"] not in {"吃瓜群众", "大家都在"})


def test_the_log_proposes_words_pins_and_names_what_found_nothing(built):
    report = told(built)
    assert [(each["word"], each["asked"], each["pieces"], each["posts"]) for each in report["new_words"]] == [
        ("躺赢", 3, ["躺", "赢"], 12)
    ]
    assert [(each["query"], each["post"], each["chosen"], each["choices"]) for each in report["new_pins"]] == [
        ("上线", "jobs.md", 5, 6)
    ]
    assert [each["query"] for each in report["unanswered"]] == ["小程序云"]


def test_what_is_printed_can_be_put_into_the_glossary_and_takes_effect(built, site):
    printed = built("words")
    glossary, faults = parse_glossary(printed)
    assert faults == ()
    assert (glossary.learnt, [(pin.query, pin.post) for pin in glossary.pins]) == (("躺赢",), [("上线", "jobs.md")])
    (site / GLOSSARY).write_text(printed, encoding="utf-8")
    built("update", "--quiet")
    report = told(built)
    assert (report["new_words"], report["new_pins"]) == ([], [])
    assert report["pins"] == [{"query": "上线", "post": "jobs.md", "is_found": True}]
    assert json.loads(built("query", "上线", "--json"))["hits"][0]["id"] == "jobs.md"


def test_each_line_that_forbids_can_be_put_into_the_glossary_too(built, site):
    vetoes = [line.removeprefix("# ") for line in built("words", "--limit", 0).splitlines() if line.startswith("# !")]
    (site / GLOSSARY).write_text("\n".join(vetoes), encoding="utf-8")
    report = told(built, "--limit", 0)
    assert [pair["is_vetoed"] for pair in report["pairs"]] == [True]
    assert all(word["is_vetoed"] for word in report["words"])
    assert "# ! " not in built("words", "--limit", 0)
    built("update", "--quiet")
    assert told(built)["all_words"] == 0


def test_a_veto_takes_the_translation_away_without_an_update(built, site):
    def plan():
        return json.loads(built("explain", "水獭调度", "--json"))["plan"]

    assert "= otter dispatch" in plan()
    (site / GLOSSARY).write_text("! 水獭调度 | otter dispatch\n", encoding="utf-8")
    assert "= otter dispatch" not in plan()


def test_nothing_of_a_withdrawn_post_is_told(built, site):
    for number in range(2):
        (site / f"post{number}.md").unlink()
    built("update", "--quiet")
    printed = built("words", "--limit", 0)
    assert "post0.md" not in printed
    assert "otter dispatch" not in printed


def test_a_pin_without_a_post_is_said_to_be_one(built, site):
    (site / GLOSSARY).write_text("> 上线 | gone.md\n", encoding="utf-8")
    assert "#   上线 > gone.md, but there is no such post\n" in built("words")


def test_without_a_log_it_says_why_nothing_is_proposed(built, monkeypatch):
    monkeypatch.delenv("SEARCH_QUERY_LOG")
    assert built("words").endswith("# No queries are counted, so nothing is proposed: see the setting query_log\n")
