"""The examples for programmers run, and the page about the library says what is so."""

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import indexer

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "docs" / "examples"
PAGE = (ROOT / "docs" / "library.md").read_text(encoding="utf-8")


def load(name):
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, **options)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_examples_on_the_page_run_in_their_order(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert len(blocks) >= 5
    names = {}
    for block in blocks:
        line = PAGE[: PAGE.index(block)].count("\n")
        exec(compile("\n" * line + block, "docs/library.md", "exec"), names)


def test_the_page_names_every_public_name():
    assert set(indexer.__all__) <= set(re.findall(r"`(\w+)", PAGE))


def test_the_script_prints_what_it_finds():
    out = run(sys.executable, EXAMPLES / "script.py", "服务网格")
    assert out.splitlines()[0] == "3 posts"
    assert out.splitlines()[1].startswith("https://forum.example.org/t/1 服务网格是什么 ")


@pytest.mark.parametrize("factory", ["create_app", "create_dispatched_app"])
def test_the_search_app_is_mounted_in_another_flask_app(tmp_path, monkeypatch, factory):
    indexer.build(tmp_path / "index", [indexer.Post(id="1", title="Istio", body="mesh", url="/1")])
    monkeypatch.setenv("SEARCH_INDEX", str(tmp_path / "index"))
    client = getattr(load("flask_blueprint"), factory)().test_client()
    assert client.get("/find/api/search?q=istio").json["total"] == 1
    page = client.get("/find/search?q=istio")
    assert (page.status_code, 'href="/find/' in page.text) == (200, True)
    if factory == "create_app":
        assert '<a href="/find/search?q=istio">' in client.get("/").text


DJANGO = """
import json
import sys
import django_models as example
from django.conf import settings
from django.db import connection
from django.test import RequestFactory

settings.SEARCH_INDEX = sys.argv[1]
with connection.schema_editor() as schema:
    schema.create_model(example.Article)
example.build_index()  # of none yet
example.Article.objects.bulk_create(
    [example.Article(title=f"第 {number} 篇", text="服务网格", tags=["mesh"]) for number in range(3)]
)
example.build_index()

def total(text):
    return json.loads(example.search(RequestFactory().get("/", {"q": text})).content)["total"]

print(total("服务网格"))
article = example.Article.objects.create(title="Canary", text="Shift traffic step by step.")
print(total("canary"))
article.text = "金丝雀"
article.save()
print(total("traffic"), total("金丝雀"))
article.delete()
print(total("金丝雀"), total("tag:mesh"))
"""


def test_django_models_are_indexed_and_kept_up_to_date(tmp_path):
    environment = os.environ | {"PYTHONPATH": str(EXAMPLES), "PYTHONDONTWRITEBYTECODE": "1"}
    out = run(sys.executable, "-c", DJANGO, tmp_path / "index", env=environment)
    assert out == "3\n1\n0 1\n0 3\n"


def test_a_hook_indexes_the_pages_of_an_mkdocs_site(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# 首页\n\n欢迎。\n", encoding="utf-8")
    (tmp_path / "docs" / "guide.md").write_text(
        "---\ntags: [mesh]\n---\n# Guide\n\n## Traffic\n\n流量管理 with Istio.\n", encoding="utf-8"
    )
    (tmp_path / "mkdocs.yml").write_text(
        f"site_name: Docs\nsite_url: https://docs.example.org/\nhooks: ['{EXAMPLES / 'mkdocs_hook.py'}']\n"
    )
    environment = os.environ | {"SEARCH_INDEX": str(tmp_path / "index"), "PYTHONDONTWRITEBYTECODE": "1"}
    run(sys.executable, "-m", "mkdocs", "build", "--quiet", cwd=tmp_path, env=environment)
    with indexer.open(tmp_path / "index") as index:
        (hit,) = index.search("流量管理", tags=["mesh"]).hits
        assert (hit.id, hit.url, hit.title.text) == ("guide.md", "https://docs.example.org/guide/", "Guide")
        assert hit.fragment.partition(":~:")[0] == "traffic"
        assert len(index) == 2
