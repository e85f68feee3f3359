"""Sites of five generators, and random steps by which their authors change them."""

import json
import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

BEGIN = datetime(2024, 3, 1, tzinfo=UTC)
NAMES = 14
HAN_WORDS = ("可观测性管理", "网格化治理", "零信任网关", "边缘节点池", "灰度发布流")
"""That no dictionary knows whole: as tags they teach the segmenter."""
PHRASES = (
    "服务网格（Service Mesh）管理流量。", "Kubernetes runs containers in v1.18.2.", "边车代理 sidecar 与 Envoy 网关。",
    "流量管理，可观测性，安全。", "内卷的人说大模型。", "The service mesh routes requests; kube-proxy does not.",
    "C++ 与 maxSurge。", "繁體中文的服務網格也找得到。", "## 第二节\n\n格外服务于人。", "```yaml\nkind: Pod\n```",
    "用邻键锁（adjacent lock）防幻读。", "邻键锁（Adjacent Lock）锁住的是范围。", "什么是邻键锁（Adjacent Lock）？",
    "又是编译器。", "zebra zebras 数据库", "重试风暴（retry storm）来了。", "避免重试风暴（Retry Storm）的办法。",
    *(f"这里说{word}平台。" for word in HAN_WORDS),
)  # fmt: skip
TAGS = ("Istio", "istio", "云原生", "内卷", "大模型", "k8s", *HAN_WORDS)
HIDING = {
    "draft": True, "searchHidden": True, "hidden": True, "published": False, "search": False, "password": "x",
    "noindex": True, "audience": "internal",
}  # fmt: skip
"""Front matter that hides a post; the last only where ``hide_when`` says so."""
GLOSSARIES = (
    "",
    "内卷 | rat race\n",
    "服务网格 | 网格\tservice mesh\n+ 锁住的\n",
    "! 可观测性管理\n! 邻键锁 | adjacent lock\n",
    "内卷 | rat race\n> 流量管理 | {path}\n",
    "内卷\n服务网格 | 网格\n",
)
"""Of the last a line is refused."""
RULES = ((), ("audience=internal",))


@dataclass(frozen=True, slots=True)
class Generator:
    """Where a generator has its posts, and what its configuration may say.

    Attributes:
        places: Paths of posts, with ``{}`` for a name.
        configurations: Each names files below the site with their text; the first is the one to begin with.
        syntax: Of front matter, ``yaml`` or ``toml``.
    """

    places: tuple[str, ...]
    configurations: tuple[dict[str, str], ...]
    syntax: str = "yaml"


_HUGO = "baseURL = 'https://a.org'\ndefaultContentLanguage = 'zh'\n"
_ZOLA = "base_url = 'https://z.org'\ndefault_language = 'zh'\n"
_JEKYLL = "url: https://j.org\n"
_HEXO = "url: https://h.org\ntitle: 六角\nsource_dir: source\n"
_DOCSIFY = "<script>window.$docsify = {}</script><script src='docsify.js'></script>"
GENERATORS = {
    "hugo": Generator(
        (
            *("content/posts/{}.md", "content/posts/{}/index.md", "content/posts/{}/part.md"),
            *("content/blog/{}.md", "content/posts/{}.en.md", "content/posts/{}/index.en.md"),
        ),
        (
            {"hugo.toml": _HUGO + "[languages.zh]\nweight = 1\n[languages.en]\nweight = 2\n"},
            {"hugo.toml": _HUGO + "[languages.zh]\nweight = 1\n[languages.en]\ndisabled = true\n"},
            {"hugo.toml": _HUGO},
            {"hugo.toml": _HUGO + "title = '甲'\nbuildFuture = true\n[permalinks]\nposts = '/:year/:slug/'\n"},
            {"hugo.toml": _HUGO, "content/blog/_index.md": "---\ncascade:\n  searchHidden: true\n---\n"},
            {"hugo.toml": _HUGO, "content/posts/_index.md": "---\ncascade:\n  tags: [零信任网关]\n---\n"},
        ),
    ),
    "zola": Generator(
        (
            *("content/blog/{}.md", "content/blog/{}/index.md", "content/{}.md", "content/blog/{}.en.md"),
            "content/blog/2021-02-03-{}.md",
        ),
        (
            {"config.toml": _ZOLA + "[languages.en]\n"},
            {"config.toml": _ZOLA},
            {"config.toml": _ZOLA + "title = '乙'\n[languages.en]\n[slugify]\npaths = 'safe'\n"},
            {"config.toml": _ZOLA, "content/blog/_index.md": "+++\nin_search_index = false\n+++\n"},
            {"config.toml": _ZOLA, "content/blog/_index.md": "+++\ndraft = true\n+++\n"},
        ),
        "toml",
    ),
    "jekyll": Generator(
        (
            *("_posts/2021-02-03-{}.md", "notes/_posts/2022-03-04-{}.md", "_drafts/{}.md", "{}.md"),
            "_posts/2024-04-05-{}.md",
        ),
        (
            {"_config.yml": _JEKYLL},
            {"_config.yml": _JEKYLL + "permalink: pretty\ntitle: 丙\n"},
            {"_config.yml": _JEKYLL + "future: true\nlang: zh\n"},
            {"_config.yml": _JEKYLL + "defaults:\n- scope: {path: notes}\n  values: {tags: [零信任网关], lang: en}\n"},
            {"_config.yml": _JEKYLL + "exclude: [notes]\n"},
        ),
    ),
    "hexo": Generator(
        ("source/_posts/{}.md", "source/_posts/en/{}.md", "source/_drafts/{}.md", "source/{}/index.md"),
        (
            {"_config.yml": _HEXO},
            {"_config.yml": _HEXO + "permalink: ':year/:title/'\n"},
            {"_config.yml": _HEXO + "language: [zh, en]\npermalink: ':lang/:title/'\n"},
            {"_config.yml": _HEXO + "future: false\n"},
            {"_config.yml": _HEXO + "render_drafts: true\nskip_render: ['_posts/en/**']\n"},
        ),
    ),
    "docsify": Generator(
        ("{}.md", "zh-cn/{}.md", "guide/{}/README.md", "_drafts/{}.md"),
        (
            {"index.html": _DOCSIFY},
            {"index.html": _DOCSIFY, "CNAME": "d.org"},
            {"index.html": _DOCSIFY.replace("{}", "{routerMode: 'history'}")},
        ),
    ),
    "plain": Generator(
        ("{}.md", "en/{}.md", "{}.en.md", "notes/{}/index.md", "_drafts/{}.md", "2021-02-03-{}.md"),
        ({},),
    ),
}  # fmt: skip


@dataclass(slots=True)
class Draft:
    """A post as its author has it in mind."""

    front: dict[str, object]
    body: str
    syntax: str

    def text(self):
        """Write the file: JSON's texts, lists and truth values are YAML's and TOML's."""
        lines = {key: self._line(key, value) for key, value in self.front.items()}
        if self.syntax == "yaml":
            return "---\n" + "".join(lines.values()) + f"---\n\n{self.body}\n"
        top = [line for key, line in lines.items() if key in ("title", "date", "draft")]
        tables = {
            "taxonomies": ("tags",),
            "extra": [key for key in lines if key not in ("title", "date", "draft", "tags")],
        }
        for name, keys in tables.items():
            top += [f"[{name}]\n", *(lines[key] for key in keys if key in lines)]
        return "+++\n" + "".join(top) + f"+++\n\n{self.body}\n"

    def _line(self, key, value):
        shown = value.isoformat() if isinstance(value, datetime) else json.dumps(value, ensure_ascii=False)
        return f"{key}: {shown}\n" if self.syntax == "yaml" else f"{key} = {shown}\n"


@dataclass
class SiteHistory:
    """A site that is changed in random steps.

    Attributes:
        chance: Decides everything.
        now: The time, which only the step ``move_the_clock`` changes.
        rules: The setting ``hide_when``.
        steps: What was done, for whoever looks into a failure.
    """

    folder: Path
    generator: Generator
    chance: object
    now: datetime = BEGIN
    rules: tuple[str, ...] = ()
    steps: list[str] = field(default_factory=list)
    posts: dict[str, Draft] = field(default_factory=dict)
    deleted: dict[str, Draft] = field(default_factory=dict)

    def begin(self, posts):
        """Write the first posts."""
        self.folder.mkdir()
        self._configure(self.generator.configurations[0])
        for _ in range(posts):
            self.add()

    def step(self):
        """Do one thing, or a few at once."""
        for _ in range(self.chance.choice((1, 1, 1, 2, 4))):
            do = self.chance.choice(STEPS)
            self.steps.append(do.__name__)
            do(self)

    def add(self):
        self._write(self._place(), self._draft())

    def edit(self):
        draft = self._draft()
        path = self._choose()
        draft.front |= {key: value for key, value in self.posts[path].front.items() if self.chance.random() < 0.5}
        self._write(path, draft)

    def rename(self):
        path = self._choose()
        draft = self._remove(path)
        self._write(self._place(), draft)

    def move_a_bundle(self):
        """Move a folder with all that is in it; turn a post into a bundle where there is none."""
        bundles = sorted({path.rpartition("/")[0] for path in self.posts if "/index." in path})
        if not bundles:
            path = self._choose()
            self._write(f"{path.removesuffix('.md')}/index.md", self._remove(path))
            return
        old = self.chance.choice(bundles)
        new = f"{old.rpartition('/')[0]}/moved{self.chance.randrange(NAMES)}".lstrip("/")
        moved = [path for path in self.posts if path.startswith(f"{old}/")]
        for path in moved:
            self._write(f"{new}{path.removeprefix(old)}", self._remove(path))

    def delete(self):
        path = self._choose()
        self.deleted[path] = self._remove(path)

    def add_again(self):
        """Bring back a deleted post, byte for byte."""
        if self.deleted:
            path = self.chance.choice(sorted(self.deleted))
            self._write(path, self.deleted.pop(path))

    def hide(self):
        key = self.chance.choice(sorted(HIDING))
        self._change_front({key: HIDING[key]})

    def show(self):
        for path in sorted(self.posts):
            if HIDING.keys() & self.posts[path].front.keys() and self.chance.random() < 0.5:
                self._change_front(dict.fromkeys(HIDING), path)

    def date(self):
        """Date a post, as often as not in the future."""
        self._change_front({"date": self._time()})

    def expire(self):
        self._change_front({"expiryDate": self._time()})

    def teach(self):
        self._change_front({"tags": self.chance.sample(HAN_WORDS, 2)})

    def break_a_post(self):
        """Write front matter that nobody can read, until the next edit."""
        path = self._choose()
        fence = "---" if self.posts[path].syntax == "yaml" else "+++"
        (self.folder / path).write_text(f"{fence}\ntitle: [\n{fence}\n", encoding="utf-8")

    def touch(self):
        (self.folder / self._choose()).touch()

    def change_the_glossary(self):
        text = self.chance.choice(GLOSSARIES).format(path=self._choose())
        (self.folder / "search-glossary.tsv").write_text(text, encoding="utf-8")

    def configure(self):
        for files in self.generator.configurations:
            for name in files:
                (self.folder / name).unlink(missing_ok=True)
        self._configure(self.chance.choice(self.generator.configurations))

    def change_the_rules(self):
        self.rules = self.chance.choice(RULES)

    def move_the_clock(self):
        """Move it, backward too, and change a post: for the clock alone nothing is published, and so nothing learnt."""
        self.now += timedelta(days=self.chance.randint(-30, 60))
        front = {"title": f"时钟 {self.chance.random()}", "date": datetime(2019, 5, 6, tzinfo=UTC)}
        self._write(self.generator.places[0].format("clock"), Draft(front, "tick", self.generator.syntax))

    def _configure(self, files):
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def _draft(self):
        chance = self.chance
        front = {"title": f"第 {chance.randrange(6)} 篇 {chance.choice(PHRASES[:4])}", "tags": chance.sample(TAGS, 2)}
        front |= {"date": self._time()} if chance.random() < 0.7 else {}
        front |= {"lang": chance.choice(("en", "zh"))} if chance.random() < 0.2 else {}
        key = chance.choice(sorted(HIDING))
        front |= {key: HIDING[key]} if chance.random() < 0.15 else {}
        return Draft(front, "\n\n".join(chance.choices(PHRASES, k=chance.randint(1, 6))), self.generator.syntax)

    def _time(self):
        return BEGIN + timedelta(days=self.chance.randint(-900, 90), hours=self.chance.randint(0, 23))

    def _place(self):
        return self.chance.choice(self.generator.places).format(f"post{self.chance.randrange(NAMES)}")

    def _choose(self):
        if not self.posts:
            self.add()
        return self.chance.choice(sorted(self.posts))

    def _change_front(self, values, path=None):
        path = path or self._choose()
        draft = self.posts[path]
        front = {key: value for key, value in (draft.front | values).items() if value is not None}
        self._write(path, Draft(front, draft.body, draft.syntax))

    def _write(self, path, draft):
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(draft.text(), encoding="utf-8")
        self.posts[path] = draft

    def _remove(self, path):
        place = self.folder / path
        place.unlink()
        if place.parent != self.folder and not any(place.parent.iterdir()):
            shutil.rmtree(place.parent)
        return self.posts.pop(path)


STEPS = (
    *(SiteHistory.add, SiteHistory.edit, SiteHistory.edit, SiteHistory.rename, SiteHistory.move_a_bundle),
    *(SiteHistory.delete, SiteHistory.add_again, SiteHistory.hide, SiteHistory.show, SiteHistory.date),
    *(SiteHistory.expire, SiteHistory.teach, SiteHistory.teach, SiteHistory.break_a_post, SiteHistory.touch),
    *(SiteHistory.change_the_glossary, SiteHistory.configure, SiteHistory.change_the_rules),
    *(SiteHistory.move_the_clock, SiteHistory.move_the_clock),
)
