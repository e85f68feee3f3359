"""What is withdrawn is in no answer and on no byte of the index, and no damage to any file brings it back."""

import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from index_bytes import holds, read_through
from titled_index import wait_until

from indexer.engines.embedded import EmbeddedEngine
from indexer.errors import IndexUnusableError
from indexer.index.build.changes.difference import Difference
from indexer.index.build.from_posts import build_from_posts, remove_posts, update_from_posts
from indexer.index.build.options import BuildOptions
from indexer.index.build.rebuild import rebuild
from indexer.index.build.update import update
from indexer.index.generations.generation import current_generation
from indexer.index.generations.read_hold import ReadHold, wait_for_readers
from indexer.posts.post import HideRule, IncludePolicy, Post
from indexer.search.results import SearchRequest

OPTIONS = BuildOptions(now=datetime(2024, 6, 1, tzinfo=UTC), workers=1)
NAME = "canaryname"
WORDS = (
    "canarytitle", "canarysummary", "canarytag", "canaryheading", "canarybody", "canarycode", "Canarypair",
    "canarycategory", "密语石", "雀鸟标题", NAME,
)  # fmt: skip
CANARY = """---
title: 雀鸟标题 canarytitle
summary: canarysummary of the post
tags: [canarytag, 密语石]
categories: [canarycategory]
{head}---
## canaryheading

common canarybody，「密语石」（Canarypair）与密语石（Canarypair）。

```
canarycode = 1
```
"""
WAYS = {
    "deleted": None,
    "a draft": "draft: true\n",
    "hidden by a key": "searchHidden: true\n",
    "hidden by hide_when": "secret: true\n",
    "refused": "date: [\n",
}


def options(way):
    rules = (HideRule.parse("secret=true"),) if way == "hidden by hide_when" else ()
    return BuildOptions(now=OPTIONS.now, workers=1, include=IncludePolicy(hide_when=rules))


@pytest.fixture
def site(tmp_path):
    folder = tmp_path / "site" / "content" / "posts"
    folder.mkdir(parents=True)
    (tmp_path / "site" / "hugo.toml").write_text("baseURL = 'https://a.org'")
    for number in range(8):
        text = (
            f"---\ntitle: post {number}\ntags: [shared, t{number % 3}]\n---\ncommon words 服务网格 of post {number}\n"
        )
        (folder / f"post{number}.md").write_text(text)
    (folder / f"{NAME}.md").write_text(CANARY.format(head=""))
    return tmp_path / "site"


@pytest.fixture
def root(tmp_path):
    return tmp_path / "index"


def withdraw(site, way):
    path = site / "content" / "posts" / f"{NAME}.md"
    head = WAYS[way]
    path.unlink() if head is None else path.write_text(CANARY.format(head=head))


def files_with(root, words=WORDS):
    """Return names of files that hold a word, or bear it in their names."""
    found = []
    for path in sorted(root.rglob("*")):
        data = (read_through(path) if path.is_file() else b"") + path.name.encode()
        found += [(path.name, word) for word in words if holds(data, word) or holds(data, word.lower())]
    return found


def told(engine):
    """Return words that an engine tells though nobody asked for them."""
    texts = []
    for word in WORDS:
        for text in (word, f'"{word}"', f"{word[:-1]}*", f"{word[:-1]}z"):
            asked = [text, word] if text != f"{word[:-1]}z" else [text]
            texts.append((repr(engine.search(SearchRequest(text))), asked))
        texts.append((repr(engine.suggest(SearchRequest(word[:-1]))), []))
        texts.append((repr(engine.explain(SearchRequest(f"common {word[:-1]}"))), []))
    everything = [SearchRequest(text, per_page=50) for text in ("common", "shared", "服务网格", "post")]
    texts += [(repr(engine.search(request)), []) for request in everything]
    return {word for text, asked in texts for word in WORDS if word not in asked and word.lower() in text.lower()}


def test_an_index_holds_and_tells_the_canaries_before(site, root):
    rebuild(site, root, OPTIONS)
    assert {word for _, word in files_with(root)} == set(WORDS)
    assert holds(read_through(current_generation(root).path / "part-0" / "arrays"), "（Canarypair）与密语石"), (
        "the text"
    )
    assert set(WORDS) - {"canarysummary", "canarycode"} <= told(EmbeddedEngine(root))


@pytest.mark.parametrize(("way", "build"), [*((way, update) for way in WAYS), ("deleted", rebuild)])
def test_what_is_withdrawn_is_on_no_byte_and_in_no_answer(site, root, way, build):
    rebuild(site, root, options(""))
    withdraw(site, way)
    build(site, root, options(way))
    assert files_with(root) == []
    engine = EmbeddedEngine(root)
    assert (engine.health().posts, told(engine)) == (8, set())


def test_what_was_edited_before_it_was_withdrawn_is_gone_too(site, root):
    rebuild(site, root, OPTIONS)
    path = site / "content" / "posts" / f"{NAME}.md"
    path.write_text("---\ntitle: other\n---\nother words\n")
    update(site, root, OPTIONS)
    assert files_with(root)  # of an edited post the old text stays for a time
    withdraw(site, "deleted")
    update(site, root, OPTIONS)
    assert files_with(root) == []


def test_an_update_answers_like_a_rebuild_after_a_withdrawal(site, root, tmp_path):
    path = site / "content" / "posts" / "post1.md"
    path.write_text(path.read_text() + "\n那块密语石与石头\n")  # its words are cut by what the other post taught
    rebuild(site, root, OPTIONS)
    withdraw(site, "deleted")
    (site / "content" / "posts" / "post9.md").write_text("---\ntitle: new\n---\ncommon 密语\n")
    update(site, root, OPTIONS)
    rebuild(site, tmp_path / "fresh", OPTIONS)
    one, other = EmbeddedEngine(root), EmbeddedEngine(tmp_path / "fresh")
    for text in ("common", "密语", "密语石", "石头", "shared", "服务网格", "t1"):
        results = [[(hit.id, hit.score) for hit in engine.search(SearchRequest(text)).hits] for engine in (one, other)]
        assert results[0] == results[1], text


def damage_each_file(root):
    """Damage every file in turn in three ways, yield its name, and mend it again."""
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        data = path.read_bytes()
        for damaged in (data[: len(data) // 2], None, bytes(255 - byte for byte in data)):
            path.unlink() if damaged is None else path.write_bytes(damaged)
            yield str(path.relative_to(root))
            path.write_bytes(data)
            path.chmod(0o600)


def leaks_under_damage(root):
    leaks = set()
    for name in damage_each_file(root):
        with suppress(IndexUnusableError):
            engine = EmbeddedEngine(root)
            found = repr([engine.search(SearchRequest(text)).hits for text in ("common", "canarybody", "canar*")])
            if NAME in found + repr(engine.suggest(SearchRequest("雀鸟"))):
                leaks.add(name)
    return leaks


def test_no_damage_to_any_file_brings_it_back(site, root):
    rebuild(site, root, OPTIONS)
    withdraw(site, "a draft")
    generation = update(site, root, OPTIONS).generation
    assert leaks_under_damage(root) == set()
    assert sorted(path.name for path in root.glob("g-*")) == ["g-2", f"g-{generation.number}"]


def test_the_same_tests_notice_an_update_that_only_marks_it_deleted(site, root, monkeypatch):
    monkeypatch.setattr(Difference, "find_withdrawn", lambda *_: [])
    rebuild(site, root, OPTIONS)
    withdraw(site, "a draft")
    update(site, root, OPTIONS)
    assert {word for _, word in files_with(root)} == set(WORDS)
    assert "g-2/MANIFEST.json" in leaks_under_damage(root)


def test_the_copy_without_it_answers_where_the_newest_is_damaged(site, root):
    rebuild(site, root, OPTIONS)
    withdraw(site, "deleted")
    generation = update(site, root, OPTIONS).generation
    (generation.path / "MANIFEST.json").unlink()
    engine = EmbeddedEngine(root)
    assert (engine.health().posts, told(engine)) == (8, set())
    assert "MANIFEST.json" in engine.health().degraded


def test_a_server_drops_what_it_has_open_rather_than_answer_from_before_a_withdrawal(site, root):
    rebuild(site, root, OPTIONS)
    engine = EmbeddedEngine(root)
    assert engine.search(SearchRequest("canarybody")).total == 1
    withdraw(site, "deleted")
    update(site, root, OPTIONS)
    for path in root.glob("g-*/MANIFEST.json"):
        path.unlink()
    for _ in range(2):
        with pytest.raises(IndexUnusableError):
            engine.search(SearchRequest("canarybody"))


def be_patient(monkeypatch, seconds):
    """Have a withdrawal wait so long for who serves an old index."""
    monkeypatch.setattr(
        "indexer.index.generations.installation.wait_for_readers", lambda held: wait_for_readers(held, seconds)
    )


@pytest.mark.parametrize("build", [update, rebuild])
def test_when_a_build_returns_no_server_answers_with_what_it_withdrew(site, root, build, monkeypatch):
    be_patient(monkeypatch, 300)
    rebuild(site, root, OPTIONS)
    engine = EmbeddedEngine(root)
    engine.start()
    for _ in range(3):
        (site / "content" / "posts" / f"{NAME}.md").write_text(CANARY.format(head=""))
        build(site, root, OPTIONS)
        wait_until(lambda: engine.search(SearchRequest("canarybody")).total == 1)
        withdraw(site, "deleted")
        build(site, root, OPTIONS)
        assert engine.search(SearchRequest("canarybody")).total == 0
    engine.close()


def test_a_withdrawal_waits_for_who_serves_an_old_index_but_not_for_ever(site, root, monkeypatch, caplog):
    be_patient(monkeypatch, 300)
    rebuild(site, root, OPTIONS)
    hold, released = ReadHold(root / "g-1"), []
    withdraw(site, "deleted")

    def release_once_it_is_waited_for():
        wait_until(lambda: not (root / "g-1").exists())
        time.sleep(0.1)
        released.append(hold.release())

    with ThreadPoolExecutor(1) as reader:
        reader.submit(release_once_it_is_waited_for)
        update(site, root, OPTIONS)
        assert (released, caplog.records) == ([None], [])
    (site / "content" / "posts" / "post1.md").unlink()
    be_patient(monkeypatch, 0.1)
    hold = ReadHold(current_generation(root).path)
    update(site, root, OPTIONS)
    assert "still answers from an old one" in caplog.text
    assert hold.release.alive


@pytest.mark.parametrize("damaged", ["", "g-0 0\n", "g-1 " + "0" * 32 + "\n"])
def test_with_a_damaged_floor_only_the_newest_is_used_until_the_next_build(site, root, damaged):
    rebuild(site, root, OPTIONS)
    withdraw(site, "deleted")
    generation = update(site, root, OPTIONS).generation
    (root / "FLOOR").write_text(damaged)
    assert "FLOOR: is damaged" in current_generation(root).degraded
    update(site, root, OPTIONS)
    assert current_generation(root) == generation
    (generation.path / "MANIFEST.json").unlink()
    with pytest.raises(IndexUnusableError):
        current_generation(root)


def test_an_old_generation_that_somebody_puts_back_is_not_opened(site, root, tmp_path):
    rebuild(site, root, OPTIONS)
    shutil.copytree(root / "g-1", tmp_path / "kept")
    withdraw(site, "deleted")
    update(site, root, OPTIONS)
    shutil.copytree(tmp_path / "kept", root / "g-1")
    for number in (2, 3):
        shutil.rmtree(root / f"g-{number}")
    with pytest.raises(IndexUnusableError):
        current_generation(root)


def give_posts(count=8):
    posts = [Post(f"p{n}", f"/p{n}/", f"post {n}", f"common words 服务网格 {n}", language="zh") for n in range(count)]
    body = CANARY.split("---\n", 2)[2]
    tags = ("canarytag", "密语石")
    canary = Post(
        NAME, f"/{NAME}/", "雀鸟标题 canarytitle", body, language="zh", tags=tags, categories=("canarycategory",)
    )
    return posts, canary


def test_what_a_program_removes_is_on_no_byte_and_in_no_answer(root):
    posts, canary = give_posts()
    build_from_posts([*posts, canary], root, options=OPTIONS)
    assert files_with(root)
    assert remove_posts([NAME], root, OPTIONS).changes.removed == 1
    assert files_with(root) == []
    assert told(EmbeddedEngine(root)) == set()
    assert update_from_posts([canary], root, OPTIONS).changes.read == 1
    build_from_posts(posts, root, options=OPTIONS)
    assert files_with(root) == []


def test_a_renamed_file_leaves_its_old_name_nowhere(site, root):
    rebuild(site, root, OPTIONS)
    folder = site / "content" / "posts"
    (folder / f"{NAME}.md").rename(folder / "other.md")
    update(site, root, OPTIONS)
    assert files_with(root, [NAME]) == []
    assert EmbeddedEngine(root).search(SearchRequest("canarybody")).total == 1


def test_a_file_that_is_not_searchable_is_found_again_by_its_digest(site, root):
    withdraw(site, "a draft")
    rebuild(site, root, OPTIONS)
    assert files_with(root) == []
    report = update(site, root, OPTIONS)
    assert (report.changes.read, report.generation.number) == (0, 1)
    (site / "content" / "posts" / f"{NAME}.md").write_text(CANARY.format(head=""))
    assert update(site, root, OPTIONS).contents.posts == 9
