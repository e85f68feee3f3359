"""Pairs of names are learnt where several posts define them and use both names alike, and go with their posts."""

from datetime import UTC, datetime

import pytest

from indexer.index.build.options import BuildOptions
from indexer.index.build.rebuild import rebuild
from indexer.index.build.update import update
from indexer.index.generations.generation import current_generation
from indexer.index.reader.site import LearntPair
from indexer.index.reader.store import open_store

OPTIONS = BuildOptions(now=datetime(2026, 1, 2, tzinfo=UTC), workers=1, force=True)
LOCKS = (
    "邻键锁（adjacent lock）防止幻读。",
    "我们说的邻键锁（Adjacent Lock）锁住范围。",
    "什么是邻键锁（adjacent lock）？",
)
POSTS = ("post0.md", "post1.md", "post2.md")


@pytest.fixture
def site(tmp_path):
    folder = tmp_path / "site"
    folder.mkdir()
    for number in range(20):
        (folder / f"other{number}.md").write_text(f"---\ntitle: 别的 {number}\n---\n\n关于代理和 Envoy 的文章。\n")
    return folder


def write(site, *bodies):
    for number, body in enumerate(bodies):
        (site / f"post{number}.md").write_text(f"---\ntitle: 第 {number} 篇\n---\n\n{body}\n", encoding="utf-8")


def pairs(root):
    return open_store(current_generation(root).path).site.pairs


def learn(site, root, *bodies):
    write(site, *bodies)
    rebuild(site, root, OPTIONS)
    return pairs(root)


def test_a_pair_is_learnt_with_the_posts_that_say_so(site, root):
    assert learn(site, root, *LOCKS) == (LearntPair("邻键锁", "adjacent lock", 3, POSTS),)


@pytest.mark.parametrize(
    "bodies",
    [
        LOCKS[:1],
        ("\n\n".join(LOCKS),),
        (LOCKS[0],) * 3,
        ("代理（Envoy）转发请求。", "用代理（Envoy）转发。", "这是代理（Envoy）。"),
        (*LOCKS[:2], "adjacent lock", "adjacent lock", "adjacent lock"),
        ("```\n邻键锁（adjacent lock）防止幻读。\n```", "```\n的邻键锁（adjacent lock）\n```"),
    ],
    ids=["one post", "one post thrice", "the same sentence", "no more often than by chance", "not alike", "code"],
)
def test_too_little_evidence_teaches_nothing(site, root, bodies):
    assert learn(site, root, *bodies) == ()


def test_an_update_learns_and_forgets_as_a_rebuild_does(site, root):
    assert learn(site, root, *LOCKS[:1]) == ()
    write(site, *LOCKS)
    update(site, root, OPTIONS)
    assert [pair.posts for pair in pairs(root)] == [3]
    (site / "post0.md").unlink()
    update(site, root, OPTIONS)
    assert pairs(root) == (LearntPair("邻键锁", "adjacent lock", 2, ("post1.md", "post2.md")),)
    (site / "post1.md").write_text("---\ndraft: true\n---\n")
    update(site, root, OPTIONS)
    assert pairs(root) == ()
