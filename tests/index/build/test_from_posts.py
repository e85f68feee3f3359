"""Posts that a program gives, without any site."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from indexer.engines.embedded import EmbeddedEngine
from indexer.errors import IndexDamagedError, IndexMissingError, PublishRefusedError, UsageError
from indexer.index.build import memory
from indexer.index.build.changes import revision
from indexer.index.build.from_posts import build_from_posts, remove_posts, update_from_posts
from indexer.index.build.options import BuildOptions
from indexer.index.build.passes.reading import PostComposer
from indexer.index.build.rebuild import rebuild
from indexer.index.build.report import Changes
from indexer.index.build.site_info import SiteInfo
from indexer.index.build.update import update
from indexer.index.generations.generation import current_generation
from indexer.index.reader.store import open_store
from indexer.posts.post import Post
from indexer.search.payload import results_payload
from indexer.search.results import SearchRequest, Sort

OPTIONS = BuildOptions(workers=1)
PHRASES = (
    "服务网格（Service Mesh）管理流量。", "Kubernetes runs containers in v1.18.2.", "边车代理 sidecar 与 Envoy 网关。",
    "内卷的人说大模型。", "C++ 与 maxSurge。", "繁體中文的服務網格也找得到。", "## 第二节\n\n格外服务于人。",
)  # fmt: skip
QUERIES = ("", "服务网格", "kubernetes", "内卷", '"service mesh"', "tag:istio", "大模型", "kubernets", "fuwuwangge")
TAGS = ("Istio", "istio", "云原生", "内卷", "大模型", "网格化管理")


def post(post_id, body="Words of a post. 服务网格。", **values):
    return Post(
        id=post_id, url=f"/{post_id}", title=f"Post {post_id}", body=body, **{"date": None, "language": ""} | values
    )


def draw(post_id, chance):
    tags, body = tuple(chance.sample(TAGS, 2)), "\n\n".join(chance.choices(PHRASES, k=chance.randint(1, 6)))
    return post(post_id, body, tags=tags, date=datetime(2020, 1, chance.randint(1, 28), tzinfo=UTC))


def ids(root, text=""):
    return sorted(hit.id for hit in EmbeddedEngine(root).search(SearchRequest(text, per_page=50)).hits)


def answers(root):
    engine, found = EmbeddedEngine(root), {}
    for text in QUERIES:
        for sort in Sort:
            payload = results_payload(engine.search(SearchRequest(text, per_page=20, sort=sort)))
            payload["hits"] = [hit | {"score": round(hit["score"], 2)} for hit in payload["hits"]]
            found[text, sort] = payload | {"took_ms": 0}
    return found


@pytest.fixture
def built(root):
    build_from_posts(
        (post(str(number)) for number in range(6)), root, SiteInfo("Forum", "https://example.org"), OPTIONS
    )
    return root


def test_posts_of_any_iterable_are_found(root):
    rows = ({"key": key, "text": text} for key, text in (("a", "管理流量"), ("b", "service mesh")))
    report = build_from_posts((post(row["key"], row["text"]) for row in rows), root, options=OPTIONS)
    assert (report.site, report.contents.site, report.contents.posts) == (None, "", 2)
    assert (ids(root, '"管理流量"'), ids(root, '"service mesh"')) == (["a"], ["b"])


def test_what_is_said_of_all_posts_is_kept(built):
    update_from_posts([post("7")], built, OPTIONS)
    health = EmbeddedEngine(built).health()
    assert (health.site_name, health.base_url, health.posts) == ("Forum", "https://example.org", 7)


@pytest.mark.parametrize("zone", [UTC, ZoneInfo("Asia/Shanghai"), timezone(timedelta(hours=5, minutes=-30))])
def test_the_zone_of_days_is_kept_whatever_kind_it_is(root, zone):
    build_from_posts([post("a")], root, SiteInfo(time_zone=zone), OPTIONS)
    update_from_posts([post("b", date=datetime.fromisoformat("2024-05-01 03:00"))], root, OPTIONS)
    index = open_store(current_generation(root).path)
    assert index.metadata(1).date.utcoffset() == datetime(2024, 5, 1, tzinfo=zone).utcoffset()


def test_a_language_that_is_not_given_is_found_out_and_a_date_gets_the_zone(root):
    dated = post("a", "这是一篇中文文章，讲服务网格。", date=datetime.fromisoformat("2024-05-01 03:00"))
    info = SiteInfo(time_zone=ZoneInfo("Asia/Shanghai"))
    build_from_posts([dated, post("b", "Words in English.", language="en-GB")], root, info, OPTIONS)
    index = open_store(current_generation(root).path)
    assert [index.metadata(doc).language for doc in range(2)] == ["zh", "en"]
    assert index.metadata(0).date.isoformat() == "2024-05-01T03:00:00+08:00"


def test_a_moment_in_utc_is_shown_and_filtered_in_the_zone_of_the_posts_and_any_other_in_its_own(root):
    dates = {
        "utc": "2023-12-31T20:00:00+00:00",
        "local": "2024-01-01T01:00:00+08:00",
        "west": "2023-12-31T20:00:00-05:00",
    }
    given = [post(name, date=datetime.fromisoformat(date)) for name, date in dates.items()]
    build_from_posts(given, root, SiteInfo(time_zone=ZoneInfo("Asia/Shanghai")), OPTIONS)
    shown = {hit.id: hit.date.isoformat() for hit in EmbeddedEngine(root).search(SearchRequest("")).hits}
    assert shown == dates | {"utc": "2024-01-01T04:00:00+08:00"}
    assert ids(root, "date:2023") == ["west"]


def test_posts_are_added_replaced_and_removed_in_one_step(built):
    report = update_from_posts([post("1", "istio"), post("new")], built, OPTIONS, remove=["2", "unknown"])
    assert report.changes == Changes(read=2, removed=1)
    assert ids(built) == ["0", "1", "3", "4", "5", "new"]
    assert ids(built, "istio") == ["1"]
    assert report.generation.number == 3  # the live one without the removed post stands before it


def test_removing_tells_how_many_the_index_had(built):
    assert remove_posts(["0", "3", "never"], built, OPTIONS).changes == Changes(removed=2)
    assert remove_posts(["0", "3", "never"], built, OPTIONS).changes == Changes()
    assert ids(built) == ["1", "2", "4", "5"]


def test_the_last_post_may_be_removed(built):
    assert remove_posts(map(str, range(6)), built, OPTIONS).contents.posts == 0
    update_from_posts([post("again")], built, OPTIONS)
    assert ids(built) == ["again"]


def test_posts_that_are_as_the_index_has_them_are_no_reason_to_publish(built):
    report = update_from_posts((post(str(number)) for number in range(6)), built, OPTIONS)
    assert (report.generation.number, report.changes) == (1, Changes())


@pytest.mark.parametrize("most_later", [0.0, 0.3, 100.0])
def test_whatever_was_changed_answers_are_those_of_an_index_built_anew(root, tmp_path, monkeypatch, most_later):
    monkeypatch.setattr(revision, "MOST_LATER", most_later)
    monkeypatch.setattr(revision, "_FEW", 2)
    chance = random.Random(f"{most_later}")
    posts = {str(number): draw(str(number), chance) for number in chance.sample(range(30), 12)}
    build_from_posts(posts.values(), root, options=OPTIONS)
    for step in range(6):
        changed = [draw(str(chance.randrange(30)), chance) for _ in range(chance.randint(1, 3))]
        changed = list({each.id: each for each in changed}.values())
        gone = chance.sample(sorted(posts.keys() - {each.id for each in changed}), 2)
        posts = {key: value for key, value in posts.items() if key not in gone} | {each.id: each for each in changed}
        update_from_posts(changed, root, OPTIONS, remove=gone)
        fresh = tmp_path / f"fresh{step}"
        build_from_posts(sorted(posts.values(), key=lambda each: each.id), fresh, options=OPTIONS)
        expected, found = answers(fresh), answers(root)
        for question in expected:
            assert found[question] == expected[question], (step, question)


def test_other_word_lists_cut_every_post_anew_without_being_given_them(built, monkeypatch):
    monkeypatch.setattr(memory, "technical_words", lambda: ("格外服务",))
    report = update_from_posts([post("new")], built, OPTIONS)
    assert (report.changes, report.contents.posts) == (None, 7)
    assert ids(built, "服务网格") == ["0", "1", "2", "3", "4", "5", "new"]
    assert update_from_posts([post("3")], built, OPTIONS).changes == Changes()


@pytest.mark.parametrize("post_id", ["", "a\nb", "a\x00"])
def test_an_id_that_cannot_be_used_is_named(built, post_id):
    with pytest.raises(UsageError, match="characters that can be printed"):
        update_from_posts([post(post_id)], built, OPTIONS)
    assert current_generation(built).number == 1


@pytest.mark.parametrize(
    ("values", "said"),
    [({"body": b"bytes"}, "body is no text but bytes"), ({"tags": ["a", 7]}, "tags is no text but int")],
)
def test_what_should_be_text_and_is_none_is_named(built, values, said):
    with pytest.raises(UsageError, match=f"new: {said}; give it as str"):
        update_from_posts([post("new", **values)], built, OPTIONS)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"tags": "istio"}, "tags is no list but str; give it as a tuple of str"),
        ({"authors": None}, "authors is no list but NoneType; give it as a tuple of str"),
        ({"date": "2024-05-01"}, "date is no date but str; give it as datetime"),
        ({"visible_until": 0}, "visible_until is no date but int; give it as datetime"),
        ({"markup": "rst"}, "markup is 'rst'; give one of markdown, html, plain"),
    ],
)
def test_a_value_of_another_type_than_its_field_is_named(built, values, said):
    with pytest.raises(UsageError) as error:
        update_from_posts([post("new", **values)], built, OPTIONS)
    assert str(error.value) == f"new: {said}"


def test_what_is_no_post_is_named(built):
    with pytest.raises(UsageError, match=r"^\{'id': 'a'\} is no post but dict; give it as indexer\.Post$"):
        update_from_posts([{"id": "a"}], built, OPTIONS)


def test_a_day_without_a_time_is_its_first_moment_in_the_zone(root):
    dated = [post("a", date=date(2024, 5, 1)), post("b", "Words.")]
    build_from_posts(dated, root, SiteInfo(time_zone=ZoneInfo("Asia/Shanghai")), OPTIONS)
    assert open_store(current_generation(root).path).metadata(0).date.isoformat() == "2024-05-01T00:00:00+08:00"


def test_two_posts_of_one_id_are_refused(root):
    with pytest.raises(UsageError, match="two posts have the id a; give each an id of its own"):
        build_from_posts([post("a"), post("b"), post("a")], root, options=OPTIONS)


def test_a_post_that_is_given_and_removed_is_refused(built):
    with pytest.raises(UsageError, match="1: is given and is to be removed"):
        update_from_posts([post("1", "other")], built, OPTIONS, remove=["1"])


@pytest.mark.parametrize("error", [ConnectionError("the database is gone"), KeyError("column"), KeyboardInterrupt()])
def test_an_error_of_the_iterable_goes_on_as_it_is_and_leaves_the_index_alone(built, error):
    def rows():
        yield post("new")
        raise error

    before = sorted(path.name for path in built.iterdir())
    with pytest.raises(type(error)) as raised:
        update_from_posts(rows(), built, OPTIONS)
    assert raised.value is error
    assert sorted(path.name for path in built.iterdir()) == before
    assert len(ids(built)) == 6


def test_an_index_of_a_site_and_one_of_posts_do_not_replace_each_other(root, tmp_path):
    site = tmp_path / "site"
    site.mkdir()
    (site / "a.md").write_text("text")
    rebuild(site, root, OPTIONS)
    with pytest.raises(UsageError, match=f"holds the posts of {site}; change them there"):
        update_from_posts([post("a")], root, OPTIONS)
    with pytest.raises(PublishRefusedError, match=f"the index holds {site}, and not posts that a program gave"):
        build_from_posts([post("a")], root, options=OPTIONS)
    build_from_posts([post("b")], root, options=replace(OPTIONS, force=True))
    for build in (rebuild, update):
        with pytest.raises(PublishRefusedError, match=f"the index is of posts that a program gave, and not of {site}"):
            build(site, root, OPTIONS)
    assert ids(root) == ["b"]


def test_far_fewer_posts_or_none_are_refused(built):
    with pytest.raises(PublishRefusedError, match=r"posts that a program gave: no posts found \(none were given\)"):
        build_from_posts([], built, options=OPTIONS)
    with pytest.raises(PublishRefusedError, match="2 posts found, the live index holds 6"):
        build_from_posts([post("a"), post("b")], built, options=OPTIONS)


def test_without_an_index_there_is_nothing_to_update(root):
    with pytest.raises(IndexMissingError):
        update_from_posts([post("a")], root, OPTIONS)


def test_a_damaged_index_is_not_built_upon(built):
    update_from_posts([post("7")], built, OPTIONS)
    (built / "g-2" / "MANIFEST.json").write_text("{")
    with pytest.raises(IndexDamagedError, match="Build the index anew of all posts"):
        update_from_posts([post("8")], built, OPTIONS)


class PoisonedComposer(PostComposer):
    """Composes posts, and fails at those whose id says so."""

    def __call__(self):
        def compose_or_fail(batch):
            if any(post_id == "poison" for post_id in batch.ids):
                raise RecursionError("too deep")
            return self.compose(batch)

        return compose_or_fail


@pytest.mark.parametrize("most_later", [0.0, 100.0])
def test_a_post_that_cannot_be_read_is_named_and_tried_again(built, monkeypatch, most_later):
    monkeypatch.setattr(revision, "MOST_LATER", most_later)
    monkeypatch.setattr(revision, "_FEW", 0)
    monkeypatch.setattr("indexer.index.build.posts_job.PostComposer", PoisonedComposer)
    report = update_from_posts([post("poison"), post("new")], built, OPTIONS)
    assert [problem.path for problem in report.problems] == ["poison"]
    assert (report.contents.posts, report.contents.refused) == (7, 1)
    with pytest.raises(PublishRefusedError, match="1 file could not be read"):
        update_from_posts([post("poison")], built, replace(OPTIONS, strict=True))
    monkeypatch.undo()
    assert update_from_posts([post("poison")], built, OPTIONS).contents.refused == 0
    assert "poison" in ids(built)


def test_more_posts_than_a_batch_holds_are_read_by_several_workers(root):
    build_from_posts(
        (post(f"{number:04}", f"word{number}") for number in range(300)), root, options=BuildOptions(workers=2)
    )
    assert (len(ids(root, "word7")), current_generation(root).manifest.contents.posts) == (1, 300)
