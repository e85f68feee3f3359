"""A Hugo site of a few posts, with its built pages."""


def write(site, name, front_matter="", body="common words 服务网格"):
    path = site / "content" / "posts" / f"{name}.md"
    path.write_text(f"---\ntitle: {name}\n{front_matter}\n---\n{body}\n", encoding="utf-8")
    return path


def build_page(site, name, canonical=""):
    page = site / "public" / "posts" / name / "index.html"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(f"<link rel=canonical href={canonical or f'https://example.org/posts/{name}/'}>")
