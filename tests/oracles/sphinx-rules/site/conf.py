"""Documentation and a blog with every rule of Sphinx and ABlog that moves addresses, dates, tags or the search."""

import json
import os
from pathlib import Path

project = "Notes of a river"
author = "Ada Weller"
extensions = ["myst_parser", "sphinx.ext.viewcode"]
language = os.environ.get("LANGUAGE_OF_SITE", "en")
html_theme = os.environ.get("THEME", "alabaster")
html_baseurl = "https://river.example/notes/"
html_title = "Notes of a river"
html_permalinks_icon = "¶"
exclude_patterns = ["pages/part.md"]
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
if os.environ.get("BLOG"):
    extensions += ["ablog"]
    blog_title = "The river's blog"
    blog_path = "blog"
    blog_baseurl = html_baseurl
    post_date_format = "%d %B %Y"
    post_auto_image = 1
    blog_authors = {"Ada": ("Ada Weller", None), "Ben": ("Ben Stone", "https://ben.example/")}
    blog_default_author = "Ada"
    blog_languages = {"zh": ("Chinese", None), "en": ("English", None)}
    html_sidebars = {"**": ["ablog/postcard.html", "ablog/recentposts.html", "ablog/tagcloud.html"]}
    blog_post_pattern = ["posts/*.md", "posts/*.rst"]

ROWS = []


def note(app, docname, template, context, doctree):
    if doctree is None or docname == app.config.root_doc or "nosearch" in app.env.metadata[docname]:
        return
    metadata = app.env.metadata[docname]
    said = next((each for each in getattr(app.env, "ablog_posts", {}).get(docname, ()) if each["date"]), {})
    day = said["date"].strftime("%Y-%m-%d") if said.get("date") else ""
    labels = [*said.get("tags", ()), *said.get("category", ())]
    labels += filter(None, metadata.get("keywords", "").split(", "))
    names = sorted(blog_authors[each][0] for each in said.get("author", ())) if said else []
    language = next(iter(said.get("language", ())), "") or metadata.get("language") or app.config.language[:2]
    address = "/notes/" + app.builder.get_target_uri(docname)
    title = app.env.titles[docname].astext()
    said_of_it = [title, day, ", ".join(sorted(labels)), language, ", ".join(names)]
    ROWS.append([address, *said_of_it, json.dumps(context["body"])])


def write(app, exception):
    lines = sorted("\t".join(row) + "\n" for row in ROWS)
    Path(os.environ["LIST"]).write_text("".join(lines), encoding="utf-8")


def setup(app):
    app.connect("html-page-context", note, priority=900)
    app.connect("build-finished", write)
