"""Hidden means hidden: one row for each key and generator, each with a word that must never come out."""

from datetime import UTC, datetime

import pytest
from site_reading import read_site

from indexer.posts.hidden_keys import HARMLESS, HIDING_KEYS, Hides
from indexer.posts.post import HideRule, IncludePolicy, Post, Skipped, SkipReason
from indexer.posts.site import GENERATORS, recognise_site

NOW = datetime(2024, 6, 1, tzinfo=UTC)
CANARY = "quetzalcoatlus"
SITES = {
    "hugo": ({"hugo.toml": "baseURL = 'https://a.org'"}, "content/blog/a.md"),
    "zola": ({"config.toml": "base_url = 'https://a.org'"}, "content/blog/a.md"),
    "jekyll": ({"_config.yml": "title: x"}, "_posts/2024-01-02-a.md"),
    "hexo": ({"_config.yml": "new_post_name: ':title.md'\npermalink: ':title/'"}, "source/_posts/a.md"),
    "docsify": ({"index.html": "<script>window.$docsify = {}</script>"}, "blog/a.md"),
    "plain": ({}, "blog/a.md"),
}
HIDING_VALUES = {
    Hides.WHEN_TRUE: ["true", "yes", '"true"', "1", "on", "TRUE", "perhaps"],
    Hides.WHEN_FALSE: ["false", "no", '"false"', "0", "off", "perhaps"],
    Hides.UNLESS_ALWAYS: ["never", "false", "local", "perhaps"],
    Hides.UNLESS_EMPTY: ["secret", "1234", "true"],
    Hides.UNLESS_FALSE: ["true", "{theme: x}", "perhaps"],
}
SHOWING_VALUES = {
    Hides.WHEN_TRUE: ["false", "no", '"false"', "0", ""],
    Hides.WHEN_FALSE: ["true", "yes", "1", ""],
    Hides.UNLESS_ALWAYS: ["always", "true", ""],
    Hides.UNLESS_EMPTY: ['""', "false", ""],
    Hides.UNLESS_FALSE: ["false", "no", ""],
    Hides.WHEN_NAMED: ["published", "public", "all", ""],
}


def values_of(key):
    return HIDING_VALUES.get(key.hides, []) + sorted(key.words)


def written(path, value):
    outer, _, inner = path.partition(".")
    return f"{outer}: {{{inner}: {value}}}" if inner else f"{outer}: {value}"


def spellings(path):
    """Yield a key as it may be written: as it stands, in lower case, in capitals, with underscores."""
    snake = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in path)
    return dict.fromkeys([path, path.lower(), path.upper(), snake])


def write(root, files):
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def read_all(root, generator, heads, policy=None, config=None):
    """Return what came of posts of a generator's site, with the front matter of each."""
    files, name = SITES[generator]
    posts = {name.replace("a.md", f"{'a' * count}.md"): head for count, head in enumerate(heads, 1)}
    texts = {name: f"---\n{head}\n---\n{CANARY}\n" for name, head in posts.items()}
    write(root, {**files, **(config or {}), **texts})
    rules = recognise_site(root)
    assert rules.name == generator
    readings = [(posts[reading.id], reading) for reading in read_site(rules, NOW, policy) if reading.id in posts]
    assert len(readings) == len(heads)
    return readings


def read_one(root, generator, head, policy=None, config=None):
    [(_, reading)] = read_all(root, generator, [head], policy, config)
    return reading


ROWS = [
    pytest.param(generator, key, id=f"{generator}-{key.path}-{key.reason.name.lower()}")
    for key in HIDING_KEYS
    for generator in SITES
    if not key.generators or generator in key.generators
]


def test_every_generator_has_its_row_here():
    assert SITES.keys() == {*GENERATORS, "plain"} - {"html"}  # built pages have no front matter


@pytest.mark.parametrize(("generator", "key"), ROWS)
def test_every_key_hides_in_every_spelling_at_the_top_and_among_a_themes_parameters(tmp_path, generator, key):
    assert key.source
    plain = [written(spelt, value) for value in values_of(key) for spelt in spellings(key.path)]
    heads = [*plain, *(f"params: {{{head}}}" for head in plain), *(f"extra: {{{head}}}" for head in plain)]
    for head, reading in read_all(tmp_path, generator, heads):
        assert isinstance(reading.outcome, Skipped), head
        assert CANARY not in repr(reading)


@pytest.mark.parametrize(("generator", "key"), ROWS)
def test_a_key_counts_the_post_by_its_reason(tmp_path, generator, key):
    reading = read_one(tmp_path, generator, written(key.path, values_of(key)[0]))
    is_hugos_draft = (generator, key.path) == ("hugo", "published")  # hugolib/page__meta.go
    assert reading.outcome.reason is (SkipReason.DRAFT if is_hugos_draft else key.reason)


@pytest.mark.parametrize(("generator", "key"), ROWS)
def test_a_key_that_is_switched_off_hides_nothing_and_gives_no_warning(tmp_path, generator, key):
    # To Hugo and Jekyll nothing is no, as test_visible_dates has it.
    tells_nothing = {""} if key.path == "published" and generator in {"hugo", "jekyll"} else set()
    heads = [written(key.path, value) for value in SHOWING_VALUES[key.hides] if value not in tells_nothing]
    for head, reading in read_all(tmp_path, generator, heads):
        assert isinstance(reading.outcome, Post), head
        assert not reading.problems


def test_an_unclear_value_hides_with_a_warning_that_says_what_to_write(tmp_path):
    [problem] = read_one(tmp_path, "hugo", "title: x\nparams:\n  searchHidden: maybe").problems
    assert str(problem) == (
        "content/blog/a.md:3: searchHidden: “maybe” is neither true nor false, so the post was hidden; "
        "write searchHidden: true or false"
    )


@pytest.mark.parametrize(
    "head",
    [
        "hide: [navigation, toc]",
        "search: {boost: 2}",
        "search: {exclude: false}",
        "sitemap: {changefreq: weekly, priority: 0.5}",
        "published: 2020-01-01",
        "robots: index, follow",
        "status: Accepted",
        "build: {publishResources: false}",
        "seo: {title: x}",
    ],
)
def test_values_that_say_something_else_hide_nothing(tmp_path, head):
    reading = read_one(tmp_path, "plain", head)
    assert (type(reading.outcome), reading.problems) == (Post, ())


@pytest.mark.parametrize("name", HARMLESS)
def test_keys_that_are_known_to_be_harmless_neither_hide_nor_warn(tmp_path, name):
    reading = read_one(tmp_path, "plain", f"{name}: true")
    assert (type(reading.outcome), reading.problems) == (Post, ())


CONFIGURED = {
    "Zola: a section's pages are not searched": (
        "zola",
        {"content/blog/_index.md": "+++\nin_search_index = false\n+++\n"},
        "title: x",
        SkipReason.SEARCH_OFF,
    ),
    "Zola: a section whose page cannot be read": (
        "zola",
        {"content/blog/_index.md": "+++\nin_search_index =\n+++\n"},
        "title: x",
        SkipReason.DRAFT,
    ),
    "Hugo: a cascade of a section": (
        "hugo",
        {"content/blog/_index.md": "---\ncascade: {params: {searchHidden: true}}\n---\n"},
        "title: x",
        SkipReason.SEARCH_OFF,
    ),
    "Hugo: a cascade of the site": (
        "hugo",
        {"hugo.toml": "baseURL = 'https://a.org'\n[cascade.params]\nunlisted = true"},
        "title: x",
        SkipReason.HIDDEN,
    ),
    "Hugo: LoveIt's default for all pages": (
        "hugo",
        {"hugo.toml": "baseURL = 'https://a.org'\n[params.page]\nhiddenFromSearch = true"},
        "title: x",
        SkipReason.SEARCH_OFF,
    ),
    "Hugo: FixIt's default for all pages": (
        "hugo",
        {"hugo.toml": "baseURL = 'https://a.org'\n[params]\nhidden_from_search = true"},
        "title: x",
        SkipReason.SEARCH_OFF,
    ),
    "Jekyll: front matter defaults": (
        "jekyll",
        {"_config.yml": "defaults: [{scope: {path: ''}, values: {search: false}}]"},
        "title: x",
        SkipReason.SEARCH_OFF,
    ),
    "Hexo: a key of its own for hexo-hide-posts": (
        "hexo",
        {"_config.yml": "permalink: ':title/'\nnew_post_name: x\nhide_posts: {filter: secret}"},
        "secret: true",
        SkipReason.HIDDEN,
    ),
    "Hexo: a tag that is encrypted": (
        "hexo",
        {"_config.yml": "permalink: ':title/'\nnew_post_name: x\nencrypt: {tags: [{name: Diary, password: a}]}"},
        "tags: [diary]",
        SkipReason.PROTECTED,
    ),
}


@pytest.mark.parametrize(("generator", "config", "head", "reason"), CONFIGURED.values(), ids=CONFIGURED)
def test_what_a_site_says_of_many_posts_hides_each_of_them(tmp_path, generator, config, head, reason):
    assert read_one(tmp_path, generator, head, config=config).outcome == Skipped(SITES[generator][1], reason)


OVERRULED = {
    "Hugo: the page's own parameter": (
        "hugo",
        {"content/blog/_index.md": "---\ncascade: {params: {searchHidden: true}}\n---\n"},
        "params: {searchHidden: false}",
    ),
    "Hugo: the page's own word against a theme's default": (
        "hugo",
        {"hugo.toml": "baseURL = 'https://a.org'\n[params.page]\nhiddenFromSearch = true"},
        "hiddenFromSearch: false",
    ),
    "Zola: a section inside another stands for itself": (
        "zola",
        {"content/_index.md": "+++\nin_search_index = false\n+++\n", "content/blog/_index.md": "+++\n+++\n"},
        "title: x",
    ),
    "Zola: a section of another language": (
        "zola",
        {
            "config.toml": "base_url = 'https://a.org'\n[languages.zh]",
            "content/blog/_index.md": "+++\n+++\n",
            "content/blog/_index.zh.md": "+++\nin_search_index = false\n+++\n",
        },
        "title: x",
    ),
    "Hexo: an empty password against the tag's": (
        "hexo",
        {"_config.yml": "permalink: ':title/'\nnew_post_name: x\nencrypt: {tags: [{name: Diary, password: a}]}"},
        'tags: [diary]\npassword: ""',
    ),
}


@pytest.mark.parametrize(("generator", "config", "head"), OVERRULED.values(), ids=OVERRULED)
def test_the_nearer_word_overrules(tmp_path, generator, config, head):
    assert isinstance(read_one(tmp_path, generator, head, config=config).outcome, Post)


def test_a_folder_without_a_section_page_belongs_to_the_section_above(tmp_path):
    files = {
        "content/blog/_index.md": "+++\nin_search_index = false\n+++\n",
        "content/blog/deep/b.md": f"+++\n+++\n{CANARY}",
    }
    write(tmp_path, files)
    read_one(tmp_path, "zola", "title: x")
    assert CANARY not in repr(list(read_site(recognise_site(tmp_path), NOW)))


def test_collections_that_just_the_docs_does_not_search_are_hidden(tmp_path):
    config = "collections: {notes: {output: true}}\njust_the_docs: {collections: {notes: {search_exclude: true}}}\n"
    write(tmp_path, {"_config.yml": config, "_notes/a.md": f"---\ntitle: x\n---\n{CANARY}"})
    [reading] = read_site(recognise_site(tmp_path), NOW)
    assert reading.outcome == Skipped("_notes/a.md", SkipReason.SEARCH_OFF)


@pytest.mark.parametrize("name", ["_drafts/a.md", "blog/_drafts/deep/a.md", "zh/_drafts/a.md"])
def test_drafts_of_a_plain_folder_are_drafts(tmp_path, name):
    write(tmp_path, {name: CANARY})
    [reading] = read_site(recognise_site(tmp_path), NOW)
    assert reading.outcome == Skipped(name, SkipReason.DRAFT)
    [reading] = read_site(recognise_site(tmp_path), NOW, IncludePolicy(drafts=True))
    assert isinstance(reading.outcome, Post)


RULES = {
    "secret": ["secret: true", "secret: very", "Secret: 1", "params: {secret: x}", "extra: {se_cret: [a]}"],
    "audience=internal": [
        "audience: internal",
        "audience: Internal",
        "audience: [public, internal]",
        "params: {audience: internal}",
    ],
    "listed=false": ["listed: no"],
    "access.level=staff": ["access: {level: staff}", "access: {Level: [staff]}"],
}


@pytest.mark.parametrize("generator", SITES)
@pytest.mark.parametrize(("rule", "heads"), RULES.items())
def test_a_rule_of_the_owner_hides(tmp_path, generator, rule, heads):
    policy = IncludePolicy(hide_when=(HideRule.parse(rule),))
    for head, reading in read_all(tmp_path, generator, heads, policy):
        assert reading.outcome.reason in {SkipReason.HIDE_WHEN, SkipReason.HIDDEN}, head
        assert CANARY not in repr(reading)


@pytest.mark.parametrize(
    ("rule", "head"),
    [
        ("secret", "secret: false"),
        ("secret", "secret:"),
        ("secret", 'secret: ""'),
        ("secret", "secrets: true"),
        ("audience=internal", "audience: public"),
        ("audience=internal", "audience: internally"),
        ("access.level=staff", "access: staff"),
    ],
)
def test_a_rule_hides_nothing_else(tmp_path, rule, head):
    policy = IncludePolicy(hide_when=(HideRule.parse(rule),))
    assert isinstance(read_one(tmp_path, "plain", head, policy).outcome, Post)


@pytest.mark.parametrize("text", ["", "=", "a=", "=b", ".a", "a..b=c"])
def test_what_is_no_rule_is_refused_with_what_to_write(text):
    with pytest.raises(ValueError, match=r"is no rule; write key, key=value or map\.key=value"):
        HideRule.parse(text)


@pytest.mark.parametrize(
    "head",
    [
        "hide_from_visitors: true",
        "hiddenFromEverybody: yes",
        "privateNotes: true",
        "draftOnly: 1",
        "searchAllowed: false",
        "listedOnSite: false",
        "unlistedPost: true",
        "params: {noindexing: true}",
        "extra: {exclude_me: true}",
        "listing: never",
    ],
)
def test_a_key_that_looks_as_if_it_hid_gives_a_warning(tmp_path, head):
    reading = read_one(tmp_path, "zola", f"title: x\n{head}")
    [problem] = reading.problems
    assert isinstance(reading.outcome, Post)
    assert (problem.refused, problem.line, problem.topic[:4]) == (False, 3, "key ")
    assert (
        "looks as if it hid the post, and is not known, so the post is shown; if it should hide it, set hide_when"
        in str(problem)
    )


@pytest.mark.parametrize(
    "head",
    [
        "hide_title: true",
        "hideToc: true",
        "hiddenSidebar: true",
        "hide_from_visitors: false",
        "private_key: x",
        "draft_date: 2020-01-01",
        "search_tags: [a]",
        "list_title: All posts",
        "listing: grid",
        "searchEngine: algolia",
        "history: true",
    ],
)
def test_keys_about_something_else_give_no_warning(tmp_path, head):
    assert read_one(tmp_path, "hexo", head).problems == ()


@pytest.mark.parametrize("site", ["kubernetes", "rust-blog", "seed", "servicemesher"])
def test_real_sites_give_no_warning_about_keys(shared, site):
    readings = read_site(recognise_site(shared / "corpora" / site), NOW)
    assert {problem.topic for reading in readings for problem in reading.problems if problem.topic} == set()
