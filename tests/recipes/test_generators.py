"""The box on a page of each kind: made as the recipe says, by the real generator, and tried by a visitor."""

import shutil
import time
from contextlib import contextmanager, suppress
from urllib.request import urlopen

import pytest
from recipes.live import POST, README, RECIPES, on_the_web, printed, put, rebuild, run, service
from recipes.visitor import visit

SERVICE, BLOG = "https://search.example.org/", "https://blog.example.org"
POLICY = printed("CORS and CSP", "text").strip()
TITLE = "用 Istio 做金丝雀发布"


def need(program):
    return shutil.which(program) or pytest.skip(f"no {program}: install it to try its recipe")


@contextmanager
def blog_and_service(folder):
    """Serve a site's built folder, which may still be empty, and the search of it; only that blog's pages may ask."""
    public, index = folder / "public", folder / "index"
    public.mkdir()
    with on_the_web(public) as (blog, handler):
        origin = printed("CORS and CSP", "toml").replace(BLOG, blog.rstrip("/")).split('"')[1]
        with service(index, "--origins", origin) as search:
            handler.policy = f"{POLICY}; default-src 'self'".replace(SERVICE, search)
            yield blog, search, index


def wait_until_served(search):
    """Wait until a service that began without an index has taken it up, which it does in the background."""
    for _ in range(600):
        with suppress(OSError), urlopen(f"{search}healthz/ready", timeout=60) as answer:
            return answer.status
        time.sleep(0.1)
    pytest.fail("the service has not taken the index up in a minute")


def look_for_the_post(blog, language="zh"):
    """Search as a visitor would, and see that the click leads to the passage's section on the site."""
    seen = visit(blog, "灰度")
    assert seen.titles == [TITLE]
    assert seen.landed.startswith(blog)
    assert seen.landed.endswith("#%E5%87%86%E5%A4%87%E4%B8%A4%E4%B8%AA%E7%89%88%E6%9C%AC")
    assert seen.top is not None
    assert seen.stopped == []
    assert seen.label == {"zh": "搜索文章", "en": "Search posts"}[language]


def test_hugo(tmp_path):
    hugo, site = need("hugo"), tmp_path / "site"
    with blog_and_service(tmp_path) as (blog, search, index):
        shutil.copytree(RECIPES / "hugo", site)
        settings = printed("Hugo", "toml").replace(SERVICE, search)
        put(site / "hugo.toml", f'baseURL = "{blog}"\nlanguageCode = "zh"\ndefaultContentLanguage = "zh"\n{settings}')
        put(site / "layouts/_default/list.html", "<!doctype html><body>" + printed("Hugo", "html"))
        put(site / "layouts/_default/single.html", "<!doctype html><body>{{ .Content }}")
        put(site / "content/posts/canary.md", POST)
        run(hugo, "--source", site, "--destination", tmp_path / "public")
        rebuild(site, index)
        wait_until_served(search)
        look_for_the_post(blog)


def test_hugo_says_what_is_missing_in_the_configuration(tmp_path):
    hugo = need("hugo")
    shutil.copytree(RECIPES / "hugo", tmp_path, dirs_exist_ok=True)
    put(tmp_path / "hugo.toml", 'baseURL = "/"\n')
    put(tmp_path / "layouts/index.html", printed("Hugo", "html"))
    with pytest.raises(AssertionError, match=r"add params\.postSearch\.endpoint"):
        run(hugo, "--source", tmp_path)


@pytest.mark.parametrize(
    ("says", "languages"),
    [
        ('languageCode = "zh-cn"', {"": "zh-cn"}),
        ("", {"": "en"}),
        ('defaultContentLanguage = "zh"\nlanguageCode = "zh"\n[languages.zh]\n[languages.en]', {"": "zh", "en/": "en"}),
    ],
)
def test_hugos_box_speaks_the_language_that_the_configuration_says_by_whatever_key(tmp_path, says, languages):
    hugo = need("hugo")
    shutil.copytree(RECIPES / "hugo", tmp_path, dirs_exist_ok=True)
    put(tmp_path / "hugo.toml", f'baseURL = "/"\nparams.postSearch.endpoint = "/find/"\n{says}\n')
    put(tmp_path / "layouts/index.html", printed("Hugo", "html"))
    run(hugo, "--source", tmp_path)
    for folder, language in languages.items():
        page = (tmp_path / "public" / folder / "index.html").read_text(encoding="utf-8")
        assert f' lang="{language}"' in page
        assert ("搜索" if language.startswith("zh") else "Search") in page


def test_jekyll(tmp_path):
    jekyll, site = need("jekyll"), tmp_path / "site"
    with blog_and_service(tmp_path) as (blog, search, index):
        shutil.copytree(RECIPES / "jekyll", site)
        settings = printed("Jekyll", "yaml").replace(SERVICE, search)
        put(site / "_config.yml", f"url: {blog.rstrip('/')}\nlang: zh\npermalink: /:title/\n{settings}")
        put(site / "_layouts/home.html", "<!doctype html><body>" + printed("Jekyll", "html"))
        put(site / "index.html", "---\nlayout: home\n---\n")
        put(site / "_posts/2020-09-12-canary.md", POST)
        run(jekyll, "build", "--source", site, "--destination", tmp_path / "public", "--disable-disk-cache")
        rebuild(site, index)
        wait_until_served(search)
        look_for_the_post(blog)


@pytest.mark.parametrize(
    ("says", "attribute"), [("lang: zh-TW", ' lang="zh-TW"'), ("locale: zh-CN", ' lang="zh-CN"'), ("title: Blog", "")]
)
def test_jekylls_box_speaks_the_language_that_the_configuration_says_and_else_the_pages(tmp_path, says, attribute):
    jekyll = need("jekyll")
    shutil.copytree(RECIPES / "jekyll", tmp_path, dirs_exist_ok=True)
    put(tmp_path / "_config.yml", f"{says}\npost_search: {{endpoint: /find/}}\n")
    put(tmp_path / "_layouts/home.html", printed("Jekyll", "html"))
    put(tmp_path / "index.html", "---\nlayout: home\n---\n")
    run(jekyll, "build", "--source", tmp_path, "--destination", tmp_path / "public", "--disable-disk-cache")
    assert f'<post-search endpoint="/find/"{attribute}>' in (tmp_path / "public/index.html").read_text("utf-8")


def test_the_slash_at_the_end_of_the_address_may_be_left_out(tmp_path):
    for generator, file, head, layout, build in (
        ("hugo", "hugo.toml", 'baseURL = "/"\n', "layouts/index.html", ("--source", "{}", "--destination")),
        (
            "jekyll",
            "_config.yml",
            "",
            "_layouts/home.html",
            ("build", "--disable-disk-cache", "--source", "{}", "--destination"),
        ),
    ):
        program, language = need(generator), {"hugo": "toml", "jekyll": "yaml"}[generator]
        pages = []
        for address in (SERVICE, SERVICE.rstrip("/")):
            site = tmp_path / generator / str(len(pages))
            shutil.copytree(RECIPES / generator, site)
            put(site / file, head + printed(generator.title(), language).replace(SERVICE, address))
            put(site / layout, printed(generator.title(), "html"))
            put(site / "index.html", "---\nlayout: home\n---\n")
            run(program, *(each.format(site) for each in build), site / "public")
            pages.append((site / "public/index.html").read_text(encoding="utf-8"))
        assert pages[1] == pages[0]
        assert f'src="{SERVICE}search-box.js"' in pages[0]


@pytest.mark.slow  # fetches Hexo
@pytest.mark.parametrize("by_place", [True, False])
def test_hexo(tmp_path, by_place):
    npm, site = need("npm"), tmp_path / "site"
    with blog_and_service(tmp_path) as (blog, search, index):
        shutil.copytree(RECIPES / "hexo", site)
        settings = printed("Hexo", "yaml").replace(SERVICE, search)
        settings, shown = (settings, "") if by_place else (settings.replace("  place: body_begin\n", ""), "html")
        head = f"url: {blog}\nlanguage: en\ntheme: plain\npermalink: :title/\npublic_dir: ../public\n"
        put(site / "_config.yml", head + settings)
        put(site / "package.json", '{"private": true, "hexo": {"version": ""}}')
        box = printed("Hexo", shown) if shown else ""
        put(site / "themes/plain/layout/index.ejs", f"<html><head></head><body>{box}</body></html>")
        put(site / "themes/plain/layout/post.ejs", "<html><head></head><body><%- page.content %></body></html>")
        put(site / "source/_posts/canary.md", POST)
        packages = ("hexo", "hexo-renderer-ejs", "hexo-renderer-marked", "hexo-generator-index")
        run(npm, "install", "--silent", "--no-audit", "--no-fund", *packages, cwd=site)
        run("npx", "hexo", "generate", cwd=site)
        rebuild(site, index)
        wait_until_served(search)
        look_for_the_post(blog, "en")


def test_a_plain_page(tmp_path):
    public = tmp_path / "public"
    with blog_and_service(tmp_path) as (blog, search, index):
        shutil.copytree(RECIPES / "html", public, dirs_exist_ok=True)
        page = (public / "index.html").read_text(encoding="utf-8").replace(SERVICE, search)
        put(public / "index.html", page)
        put(public / "posts/canary/index.html", '<!doctype html><h2 id="准备两个版本">准备两个版本</h2>')
        put(tmp_path / "notes/posts/canary.md", POST)
        rebuild(tmp_path / "notes", index)
        wait_until_served(search)
        look_for_the_post(blog)


def test_every_file_of_the_recipes_is_named_in_their_readme():
    files = [path.relative_to(RECIPES) for path in RECIPES.rglob("*") if path.is_file()]
    kept = [path for path in files if path.parts[0] not in {"demo", "README.md"} and "__pycache__" not in path.parts]
    assert len(kept) >= 15
    assert [str(path) for path in kept if str(path) not in README and f"{path.parts[0]}/`" not in README] == []
