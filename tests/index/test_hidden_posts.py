"""What a site hides is in no answer and on no byte of an index, after rebuilds and updates."""

from datetime import UTC, datetime

import pytest

from indexer.engines.embedded import EmbeddedEngine
from indexer.index.build.options import BuildOptions
from indexer.index.build.rebuild import rebuild
from indexer.index.build.update import update
from indexer.posts.hidden_keys import HIDING_KEYS, Hides
from indexer.posts.post import HideRule, IncludePolicy
from indexer.search.results import SearchRequest

OPTIONS = BuildOptions(now=datetime(2024, 6, 1, tzinfo=UTC), workers=1, force=True)
SITES = {
    "hugo": ({"hugo.toml": "baseURL = 'https://a.org'"}, "content/blog/{}.md"),
    "zola": ({"config.toml": "base_url = 'https://a.org'"}, "content/blog/{}.md"),
    "jekyll": ({"_config.yml": "title: x"}, "_posts/2024-01-02-{}.md"),
    "hexo": ({"_config.yml": "new_post_name: ':title.md'\npermalink: ':title/'"}, "source/_posts/{}.md"),
    "plain": ({}, "blog/{}.md"),
}
VALUES = {Hides.WHEN_TRUE: "true", Hides.WHEN_FALSE: "false", Hides.UNLESS_ALWAYS: "never"}
SHOWN = "visiblecanary"


def write(root, files):
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def hiding_posts(generator, name):
    """Return a post for each key of the table, each with a word of its own."""
    posts = {}
    for number, key in enumerate(HIDING_KEYS):
        if not key.generators or generator in key.generators:
            value = min(key.words) if key.hides is Hides.WHEN_NAMED else VALUES.get(key.hides, "abc")
            outer, _, inner = key.path.partition(".")
            head = f"{outer}: {{{inner}: {value}}}" if inner else f"{outer}: {value}"
            posts[name.format(f"post{number}")] = f"---\ntitle: x\n{head}\n---\nhiddencanary{number}\n"
    return posts


def leaks(index):
    """Return files of an index that hold a canary, and posts that are found by one."""
    data = {path.name: path.read_bytes() for path in index.rglob("*") if path.is_file()}
    engine = EmbeddedEngine(index)
    asked = [f"hiddencanary{number}" for number in range(len(HIDING_KEYS))]
    hits = [hit.id for text in asked for hit in engine.search(SearchRequest(text)).hits]
    assert engine.search(SearchRequest(SHOWN)).total == 1
    return [name for name, content in data.items() if b"hiddencanary" in content], hits


@pytest.mark.parametrize("generator", SITES)
def test_hidden_posts_of_every_key_are_in_no_answer_and_on_no_byte(tmp_path, generator):
    site, index = tmp_path / "site", tmp_path / "index"
    config, name = SITES[generator]
    write(site, {**config, name.format("shown"): f"---\ntitle: x\n---\n{SHOWN}\n"})
    rebuild(site, index, OPTIONS)
    write(site, hiding_posts(generator, name))
    assert sum(update(site, index, OPTIONS).contents.left_out.values()) > 30
    assert leaks(index) == ([], [])
    rebuild(site, index, OPTIONS)
    assert leaks(index) == ([], [])


CHANGES = {
    "Zola: a section": ("zola", {"content/blog/_index.md": "+++\nin_search_index = false\n+++\n"}),
    "Hugo: a cascade": ("hugo", {"content/blog/_index.md": "---\ncascade: {searchHidden: true}\n---\n"}),
    "Hugo: a theme's default": (
        "hugo",
        {"hugo.toml": "baseURL = 'https://a.org'\n[params.page]\nhiddenFromSearch = 1"},
    ),
    "Jekyll: a default": ("jekyll", {"_config.yml": "defaults: [{scope: {path: ''}, values: {search: false}}]"}),
    "Hexo: a key for hexo-hide-posts": (
        "hexo",
        {"_config.yml": "permalink: x\nnew_post_name: x\nhide_posts: {filter: title}"},
    ),
}


@pytest.mark.parametrize(("generator", "change"), CHANGES.values(), ids=CHANGES)
def test_an_update_decides_anew_over_posts_that_did_not_change(tmp_path, generator, change):
    site, index = tmp_path / "site", tmp_path / "index"
    config, name = SITES[generator]
    write(site, {**config, name.format("a"): "---\ntitle: yes\n---\nhiddencanary\n"})
    rebuild(site, index, OPTIONS)
    assert EmbeddedEngine(index).search(SearchRequest("hiddencanary")).total == 1
    write(site, change)
    update(site, index, OPTIONS)
    assert EmbeddedEngine(index).search(SearchRequest("hiddencanary")).total == 0


def test_an_update_with_another_rule_decides_anew(tmp_path):
    site, index = tmp_path / "site", tmp_path / "index"
    write(site, {"a.md": "---\naudience: staff\n---\nhiddencanary\n"})
    rebuild(site, index, OPTIONS)
    policy = IncludePolicy(hide_when=(HideRule.parse("audience=staff"),))
    report = update(site, index, BuildOptions(policy, force=True, now=OPTIONS.now, workers=1))
    assert dict(report.contents.left_out) == {"hidden by hide_when": 1}
    assert EmbeddedEngine(index).search(SearchRequest("hiddencanary")).total == 0
