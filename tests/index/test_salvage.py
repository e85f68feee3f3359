"""A part that is damaged is written anew of its own posts; the others are neither read nor cut again."""

import os
import shutil
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from index_answers import require_same_index
from index_bytes import files_with

from indexer.index.build.changes import revision
from indexer.index.build.changes.salvage import Parts, _locate
from indexer.index.build.last_build import read_last_build, record_build
from indexer.index.build.options import BuildOptions
from indexer.index.build.rebuild import rebuild
from indexer.index.build.report import Changes
from indexer.index.build.update import update
from indexer.index.generations.generation import current_generation
from indexer.index.reader.store import open_every_document

OPTIONS = BuildOptions(now=datetime(2024, 6, 1, tzinfo=UTC), workers=1)
QUERIES = ("zebra", "服务网格", '"流量 管理"', "tag:go", "fourteen", "2")
TYPED = ("ze", "服务", "fuwu")
OLD, NEW = range(24), range(24, 30)


def write(site, number):
    text = f"zebra number{number} 服务网格的流量管理{'微服务' * (number % 3)} 「密语石」（Canary{number}）"
    head = f"title: 第{number}篇 post {number}\ndate: 2020-01-{number + 1:02d}\ntags: [go, tag{number % 4}]"
    site.joinpath(f"{number:02d}.md").write_text(f"---\n{head}\n---\n## 标题 {number}\n\n{text}\n")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A site, and an index of it of two parts: 24 posts, one of them replaced since, and seven."""
    site, root = (tmp_path_factory.mktemp("built") / name for name in ("site", "index"))
    site.mkdir()
    for number in OLD:
        write(site, number)
    rebuild(site, root, OPTIONS)
    for number in NEW:
        write(site, number)
    site.joinpath("03.md").write_text("---\ntitle: replaced\n---\nzebra fourteen\n")
    update(site, root, OPTIONS)
    assert len(open_every_document(current_generation(root).path).parts) == 2
    return site, root


@pytest.fixture
def copied(built, tmp_path):
    """The same, to be damaged and changed; its site keeps its place, of which the index knows."""
    site, root = built
    kept = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in site.iterdir()}
    shutil.copytree(root, tmp_path / "index")
    yield site, tmp_path / "index"
    for path in set(site.iterdir()) - kept.keys():
        path.unlink()
    for path, (data, modified) in kept.items():
        if not path.exists() or path.read_bytes() != data:
            path.write_bytes(data)
        os.utime(path, ns=(modified, modified))


def flip(path):
    """Change a bit in the middle, and leave the file's time as it was."""
    before, data = path.stat(), bytearray(path.read_bytes())
    data[len(data) // 2] ^= 4
    path.write_bytes(data)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def cut(path):
    os.truncate(path, path.stat().st_size // 2)


def erase(path):
    path.write_bytes(bytes(path.stat().st_size))


def flip_bracket(path):
    """Change the last bracket of JSON, or of what stands before an array, which then has no end."""
    data = bytearray(path.read_bytes())
    data[data.rfind(b"}")] ^= 1
    path.write_bytes(data)


WAYS = {"flipped": flip, "cut short": cut, "zeroed": erase, "deleted": os.unlink}


class Reads:
    """Counts the files that a build reads."""

    def __init__(self):
        self.files, self.problems = 0, []

    def start(self, files):
        self.files += files

    def advance(self, files):
        pass

    def report(self, problem):
        self.problems.append(str(problem))


def live_part(root, part):
    return current_generation(root).path / part


def mend(site, root):
    reads = Reads()
    return update(site, root, OPTIONS, reads), reads


def require_as_rebuilt(site, root, tmp_path):
    fresh = rebuild(site, tmp_path / "fresh", OPTIONS).generation
    require_same_index(root, tmp_path / "fresh", [OPTIONS.now.timestamp()], QUERIES, TYPED)
    return fresh


PARTS = {"part-0": 23, "part-1": 7}
DAMAGES = [("arrays", "flipped"), ("arrays", "cut short"), ("checksums", "zeroed"), ("part.json", "deleted")]


@pytest.mark.parametrize(("file", "way"), DAMAGES)
@pytest.mark.parametrize("part", PARTS)
def test_a_damaged_part_is_mended_by_reading_its_own_posts(copied, tmp_path, part, file, way):
    site, root = copied
    WAYS[way](live_part(root, part) / file)
    report, reads = mend(site, root)
    assert report.changes == Changes(parts_mended=1, posts_mended=PARTS[part])
    assert reads.files == PARTS[part]
    (told,) = reads.problems
    assert f"{part}/{file}" in told
    assert told.endswith("; this part is written anew, the others are taken over")
    assert current_generation(root).degraded == ""
    assert update(site, root, OPTIONS).changes == Changes(), "which verifies everything"
    if file == "part.json":
        require_as_rebuilt(site, root, tmp_path)


def test_a_large_part_that_was_mended_is_one_with_the_small_ones(copied, tmp_path, monkeypatch):
    """Or the next update would build everything anew, because so much stands in later parts."""
    monkeypatch.setattr(revision, "_FEW", 4)
    site, root = copied
    flip(live_part(root, "part-0") / "arrays")
    assert mend(site, root)[0].changes == Changes(parts_mended=1, posts_mended=23)
    assert [part.max_doc for part in open_every_document(current_generation(root).path).parts] == [30]
    require_as_rebuilt(site, root, tmp_path)


def test_an_intact_part_is_taken_over_as_it_is(copied):
    site, root = copied
    before = (live_part(root, "part-0") / "arrays").stat().st_ino
    flip(live_part(root, "part-1") / "arrays")
    mend(site, root)
    assert (live_part(root, "part-0") / "arrays").stat().st_ino == before


@pytest.mark.parametrize("part", PARTS)
def test_what_is_new_changed_and_gone_meanwhile_is_as_in_a_rebuild(copied, tmp_path, part):
    """Of either part one post is gone, one is hidden and one is changed; and one is new."""
    site, root = copied
    for number in (5, 25):
        site.joinpath(f"{number:02d}.md").unlink()
        text = site.joinpath(f"{number + 1:02d}.md").read_text()
        site.joinpath(f"{number + 1:02d}.md").write_text(text.replace("title:", "draft: true\ntitle:"))
        site.joinpath(f"{number + 2:02d}.md").write_text("---\ntitle: changed\n---\nzebra fourteen 密语石\n")
    write(site, 30)
    flip(live_part(root, part) / "arrays")
    report, _ = mend(site, root)
    assert report.changes.parts_mended == 1
    assert report.changes.posts_mended == PARTS[part] - 3
    assert report.changes.removed == 2
    require_as_rebuilt(site, root, tmp_path)
    for number in (5, 6, 25, 26):
        assert not files_with(root, f"number{number} "), "what is gone or hidden is on no byte"


def test_where_nothing_is_intact_everything_is_built_anew(copied, tmp_path):
    site, root = copied
    for part in PARTS:
        flip(live_part(root, part) / "arrays")
    report, reads = mend(site, root)
    assert report.changes is None
    assert "everything is built anew" in reads.problems[0]
    require_as_rebuilt(site, root, tmp_path)


JOINING = ("store.json", "site.json", "ranks.npy", "lost.npy", "lost.docs.npy", "lost.json", "sources", "memory.json")


@pytest.mark.parametrize("damage", [lambda path: os.truncate(path, 0), flip_bracket], ids=["emptied", "flipped"])
@pytest.mark.parametrize("file", JOINING)
def test_where_what_joins_the_parts_is_damaged_everything_is_built_anew(copied, file, damage):
    site, root = copied
    damage(current_generation(root).path / file)
    report, reads = mend(site, root)
    assert report.changes is None
    assert f"/{file}: " in reads.problems[0]
    assert reads.problems[0].endswith("; everything is built anew")
    assert report.generation.manifest.contents.posts == 30


def test_what_was_mended_is_remembered_beside_the_index(copied):
    site, root = copied
    flip(live_part(root, "part-1") / "arrays")
    with record_build(root, "update") as reports:
        reports.append(mend(site, root)[0])
    assert (read_last_build(root).parts_mended, read_last_build(root).outcome) == (1, "published")


def test_a_part_between_two_that_do_not_tell_their_size_is_read_again_too():
    sized = dict.fromkeys((0, 2, 4), SimpleNamespace(max_doc=10))
    assert _locate(Parts(sized, {1: "", 3: ""}), 5, 60) == {0: 0, 4: 50}
    assert _locate(Parts(sized, {1: ""}), 3, 60) == {0: 0, 2: 50}
