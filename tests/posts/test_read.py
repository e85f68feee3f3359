import codecs
import os
import re
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from site_reading import read_site

from indexer.posts.generators.plain import PlainRules
from indexer.posts.post import IncludePolicy, Post, Skipped, SkipReason
from indexer.posts.site import recognise_site

NOW = datetime(2024, 6, 1, tzinfo=UTC)
CANARY = "quetzalcoatlus"

HIDDEN = {
    "draft": ("draft: true", SkipReason.DRAFT),
    "draft in capitals": ("Draft: TRUE", SkipReason.DRAFT),
    "draft in quotes": ('draft: "yes"', SkipReason.DRAFT),
    "draft as a number": ("draft: 1", SkipReason.DRAFT),
    "draft of unclear value": ("draft: almost", SkipReason.DRAFT),
    "draft as a list": ("draft: [true]", SkipReason.DRAFT),
    "draft with a stray character": ("dra\x08ft: true", SkipReason.DRAFT),
    "draft and Draft in TOML": ("+++\ndraft = true\nDraft = false\n+++", SkipReason.DRAFT),
    "draft behind a tab": ("\tdraft: true", SkipReason.DRAFT),
    "unpublished": ("published: false", SkipReason.UNLISTED),
    "published of unclear value": ("published: later", SkipReason.UNLISTED),
    "not published, Obsidian's Digital Garden": ("dg-publish: false", SkipReason.UNLISTED),
    "not listed": ("build:\n  list: never", SkipReason.UNLISTED),
    "not listed, old Hugo": ("_build: {List: false}", SkipReason.UNLISTED),
    "listed within its section only": ("build: {list: local}", SkipReason.UNLISTED),
    "not rendered": ("build: {list: always, render: never}", SkipReason.UNLISTED),
    "not rendered, old Hugo, TOML": ("+++\n[_build]\nrender = false\n+++", SkipReason.UNLISTED),
    "listed, unclear": ("build: {list: [sometimes]}", SkipReason.UNLISTED),
    "not for search": ("search: false", SkipReason.SEARCH_OFF),
    "not for search, MkDocs": ("search:\n  exclude: true", SkipReason.SEARCH_OFF),
    "not for search, Zola": ("in_search_index: false", SkipReason.SEARCH_OFF),
    "not for search, PaperMod": ("searchHidden: true", SkipReason.SEARCH_OFF),
    "password": ("password: abc", SkipReason.PROTECTED),
    "password of digits": ("password: 1234", SkipReason.PROTECTED),
    "encrypted": ("encrypt: true", SkipReason.PROTECTED),
    "encrypted with options": ("encrypt:\n  theme: x", SkipReason.PROTECTED),
}
REFUSED = {
    "a second colon": "---\ntitle: a: b\ndraft: true\n---",
    "a tab": "---\ntitle: x\n\tdraft: true\n---",
    "full-width colons": "---\ndraft：true\n---",
    "never closed": "---\ntitle: x\ndraft: true\n",
    "dashes of a word processor": "——\ntitle: x\ndraft: true\n——",
    "draft twice": "---\ndraft: true\ndraft: false\n---",
    "hidden twice": "---\nhidden: true\nhidden: false\n---",
    "a parameter twice": "---\nparams:\n  search_hidden: true\n  search_hidden: false\n---",
    "full-width colon after unlisted": "---\nunlisted：true\n---",
    "an expiry that cannot be read": "---\nexpiryDate: 31.5.2024\n---",
    "a publication that cannot be read": "---\npublishDate: next week\n---",
    "a YAML bomb": "---\ntitle: x\na: " + "[" * 50_000 + "\n---",
    "JSON cut short": '{"draft": true,',
    "TOML without quotes": "+++\ntitle = x\ndraft = true\n+++",
}


def fenced(head):
    return head if head.startswith("+++") else f"---\n{head}\n---"


def read(root, policy=IncludePolicy()):  # noqa: B008 - immutable
    return list(read_site(PlainRules(root), NOW, policy))


def read_one(tmp_path, text, policy=IncludePolicy(), name="a.md"):  # noqa: B008 - immutable
    data = text if isinstance(text, bytes) else text.encode()
    (tmp_path / name).write_bytes(data)
    [reading] = read(tmp_path, policy)
    return reading


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("如何理解 <code>document</code> 对象", "如何理解 document 对象"),
        ("<em class='x'>A <b>bold</b> word</em>", "A bold word"),
        ("vector<int> and </int>", "vector<int> and </int>"),
        ("The <b> element", "The <b> element"),
    ],
)
def test_a_title_is_what_a_page_shows_of_it(tmp_path, title, shown):
    assert read_one(tmp_path, f'---\ntitle: "{title}"\n---\nText').outcome.title == shown


@pytest.mark.parametrize("kind", ["type: tags", 'type: "categories"', "layout: search", "layout: all-archives"])
def test_a_list_of_the_site_without_a_text_of_its_own_is_no_post(tmp_path, kind):
    page = f"---\ntitle: 标签\n{kind}\n---\n"
    assert read_one(tmp_path, f"{page}\n<!-- made by the theme -->\n").outcome.reason is SkipReason.NOT_A_POST
    assert read_one(tmp_path, f"{page}\nAll about tags.\n").outcome.title == "标签"
    assert read_one(tmp_path, "---\ntitle: 标签\nlayout: post\n---\n").outcome.title == "标签"


def test_templates_of_a_list_are_no_text(tmp_path):
    page = "---\ntitle: 标签\ntype: tags\n---\n{% comment %} Print the {{ site.tags }}. {% endcomment %}\n"
    lists = '<div id="tags">\n{% for t in site.tags %}<a href="{{ t[0] | downcase }}">{{ t[0] }}</a>{% endfor %}</div>'
    assert read_one(tmp_path, page + lists).outcome.reason is SkipReason.NOT_A_POST
    assert read_one(tmp_path, f"{page}{lists}\nAll about tags.").outcome.title == "标签"


@pytest.mark.parametrize(
    ("keys", "summary"),
    [("desc: What it is about", "What it is about"), ("desc: short\ndescription: In full", "In full"), ("desc:", "")],
)
def test_a_summary_may_be_called_desc(tmp_path, keys, summary):
    assert read_one(tmp_path, f"---\ntitle: x\n{keys}\n---\nText").outcome.summary == summary


def test_a_subtitle_is_found_beside_the_description(tmp_path):
    text = "---\ntitle: x\nsubtitle: In depth\ndescription: {}\n---\nText"
    assert read_one(tmp_path, text.format("About it")).outcome.summary == "In depth · About it"
    assert read_one(tmp_path, text.format("In depth")).outcome.summary == "In depth"


def test_a_post_is_read_with_everything_its_author_wrote(tmp_path):
    reading = read_one(
        tmp_path,
        "---\ntitle: 标题\ndate: 2024-01-02\nauthor: 甲, 乙\ntags: [a, 2024]\ncategories:\n- [x, y]\n"
        "keywords: k\nsummary: s\nslug: z\n---\n正文\n",
    )
    assert reading.problems == ()
    post = reading.outcome
    assert (post.id, post.url, post.title, post.body, post.language) == ("a.md", "/a/", "标题", "正文\n", "zh")
    assert post.date == datetime(2024, 1, 2, tzinfo=UTC)
    assert (post.authors, post.tags, post.categories) == (("甲", "乙"), ("a", "2024"), ("x", "y"))
    assert (post.keywords, post.summary) == (("k",), "s")


@pytest.mark.parametrize(
    ("name", "text", "language"),
    [
        ("a.en.md", "---\nlang: zh\n---\n中文\n", "en"),
        ("a.md", "---\nlang: zh-Hant\n---\nEnglish\n", "zh"),
        ("a.md", "---\nlanguage: python\n---\n中文\n", "zh"),
        ("a.md", "Hello there\n", "en"),
    ],
)
def test_language_is_the_structures_then_the_front_matters_then_the_texts(tmp_path, name, text, language):
    assert read_one(tmp_path, text, name=name).outcome.language == language


@pytest.mark.parametrize(("head", "reason"), HIDDEN.values(), ids=HIDDEN)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_a_hidden_post_never_comes_out(tmp_path, head, reason, encoding):
    text = f"{fenced(head)}\n{CANARY} 我们的秘密在这里，不是给大家看的。\n"
    reading = read_one(tmp_path, text.encode(encoding))
    assert reading.outcome == Skipped("a.md", reason)
    assert CANARY not in repr(reading)


@pytest.mark.parametrize("head", REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_post_whose_head_cannot_be_read_never_comes_out(tmp_path, head, encoding):
    text = f"{head}\n{CANARY} 我们的秘密在这里，不是给大家看的。\n"
    reading = read_one(tmp_path, text.encode(encoding))
    assert reading.outcome is None
    assert any(problem.refused and problem.line for problem in reading.problems)
    assert CANARY not in repr(reading)


@pytest.mark.parametrize("tag", ["{{% hugo-encryptor x %}}", "{{< fixit-encryptor x >}}", "{% encrypt x %}"])
def test_a_post_that_is_encrypted_in_part_is_left_out_as_a_whole(tmp_path, tag):
    assert read_one(tmp_path, f"open\n\n{tag}\n{CANARY}\n").outcome == Skipped("a.md", SkipReason.PROTECTED)


@pytest.mark.parametrize(
    "head", ["draft: false", "draft:", "published: true", "published: 2020-01-01", "search: true", "password:",
             "build: {list: always, render: true}", "build: {list: , publishResources: false}", "build: 1234",
             'password: ""', "encrypt: false", "date: 2024-06-01", "publishDate: 2024-05-31"],
)  # fmt: skip
def test_a_post_that_is_not_hidden_comes_out(tmp_path, head):
    assert isinstance(read_one(tmp_path, f"---\n{head}\n---\ntext\n").outcome, Post)


@pytest.mark.parametrize(
    ("head", "policy"),
    [
        ("draft: true", IncludePolicy(drafts=True)),
        ("date: 2024-06-02", IncludePolicy(future=True)),
        ("expiryDate: 2024-05-31", IncludePolicy(expired=True)),
    ],
)
def test_drafts_and_future_and_expired_posts_can_be_let_in(tmp_path, head, policy):
    assert isinstance(read_one(tmp_path, f"---\n{head}\n---\n", policy).outcome, Post)


def test_letting_drafts_in_opens_no_password(tmp_path):
    text = "---\ndraft: true\npassword: x\n---\n"
    assert read_one(tmp_path, text, IncludePolicy(drafts=True)).outcome == Skipped("a.md", SkipReason.PROTECTED)


def test_an_unclear_switch_is_told_with_what_to_write(tmp_path):
    [problem] = read_one(tmp_path, "---\ntitle: x\ndraft: almost\n---\n").problems
    assert str(problem) == (
        "a.md:3: draft: “almost” is neither true nor false, so the post was hidden; write draft: true or false"
    )


def test_an_unclear_build_option_is_told_with_what_to_write(tmp_path):
    [problem] = read_one(tmp_path, "---\ntitle: x\nbuild:\n  list: sometimes\n---\n").problems
    assert str(problem) == (
        "a.md:3: list: “sometimes” is neither always nor never, so the post was hidden; "
        "write list: always or list: never"
    )


@pytest.mark.parametrize(
    ("generator", "config", "post", "head"),
    [
        ("zola", 'config.toml: base_url = "https://a.b"', "content/a.md", "+++\nbuild = {list = 'never'}\n+++"),
        ("hugo", 'hugo.toml: baseURL = "https://a.b"', "content/a.md", "---\nbuild: {list: never}\n---"),
        ("jekyll", "_config.yml: title: x", "_posts/2024-01-02-a.md", "---\nbuild: {list: never}\n---"),
        ("hexo", "_config.yml: new_post_name: x.md", "source/_posts/a.md", "---\nbuild: {list: never}\n---"),
    ],
)
def test_build_options_hide_a_post_of_any_generator(tmp_path, generator, config, post, head):
    name, _, settings_text = config.partition(": ")
    (tmp_path / name).write_text(settings_text)
    (tmp_path / post).parent.mkdir(parents=True)
    (tmp_path / post).write_text(head)
    rules = recognise_site(tmp_path)
    assert rules.name == generator
    assert [reading.outcome for reading in read_site(rules, NOW, IncludePolicy())] == [
        Skipped(post, SkipReason.UNLISTED)
    ]


def test_a_problem_names_path_line_and_what_to_do(tmp_path):
    [problem] = read_one(tmp_path, "---\ntitle: Rust: the book\n---\n").problems
    assert str(problem) == 'a.md:2: “title: Rust: the book” needs quotes; write title: "Rust: the book"'


def test_a_file_that_vanishes_while_the_site_is_read_is_a_problem(tmp_path):
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text("text")
    readings = read_site(PlainRules(tmp_path), NOW, IncludePolicy())
    assert next(readings).id == "a.md"
    (tmp_path / "b.md").unlink()
    [problem] = next(readings).problems
    assert str(problem) == "b.md: cannot be read: no such file or directory"


def test_an_unreadable_file_is_a_problem(tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("indexer.posts.read.read_source", refuse)
    [problem] = read_one(tmp_path, "text").problems
    assert (str(problem), problem.refused) == ("a.md: cannot be read: permission denied", True)


def test_a_mistake_in_a_generators_rules_costs_one_post(tmp_path):
    class Broken(PlainRules):
        def place(self, *_):
            raise KeyError("slug")

    (tmp_path / "a.md").write_text("text")
    [reading] = read_site(Broken(tmp_path), NOW, IncludePolicy())
    told = r"a\.md: cannot be read \(KeyError: 'slug', at test_read\.py:\d+\); please report this"
    assert reading.outcome is None
    assert re.fullmatch(told, str(reading.problems[0]))


@pytest.mark.parametrize("error", [MemoryError, ImportError])
def test_what_no_post_is_to_blame_for_is_not_put_down_to_one(tmp_path, error):
    class Short(PlainRules):
        def place(self, *_):
            raise error

    (tmp_path / "a.md").write_text("text")
    with pytest.raises(error):
        list(read_site(Short(tmp_path), NOW, IncludePolicy()))


def spoil(root):
    """Put a file of every bad kind between the good ones."""
    for number, text in enumerate([*REFUSED.values(), *(fenced(head) for head, _ in HIDDEN.values())]):
        (root / f"m{number}.md").write_text(f"{text}\n{CANARY}\n", encoding="utf-8")
    (root / "m-latin.md").write_bytes("café".encode("latin-1"))
    (root / "m-zero.md").write_bytes(b"\0" * 999)
    (root / "m-mark.md").write_bytes(codecs.BOM_UTF16_LE + b"odd")
    (root / "m-large.md").write_bytes(b"x" * 10_000_001)
    (root / "m-link.md").symlink_to("/etc/passwd")
    (root / "m-loop").symlink_to(".")
    os.mkfifo(root / "m-pipe.md")


def test_bad_files_do_not_alter_their_good_neighbours(tmp_path):
    for name in ("a", "m", "z"):
        (tmp_path / f"{name}.md").write_text(f"---\ntitle: {name}\ntags: [t]\n---\n正文 {name}\n", encoding="utf-8")
    alone = [reading for reading in read(tmp_path) if isinstance(reading.outcome, Post)]
    spoil(tmp_path)
    together = read(tmp_path)
    assert [reading for reading in together if isinstance(reading.outcome, Post)] == alone
    assert len(together) == len(alone) + len(REFUSED) + len(HIDDEN) + 7
    assert CANARY not in repr(together)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=300) | st.text(alphabet="-+{}\n :\"'tile[]&*!draue0年", max_size=80).map(str.encode))
def test_whatever_a_file_holds_reading_it_never_raises(tmp_path, data):
    reading = read_one(tmp_path, data)
    assert not any("please report" in problem.message for problem in reading.problems)
    assert reading.outcome or any(problem.refused for problem in reading.problems)
