"""Write what MkDocs says of its pages to LIST; see ``said_pages``."""

import json
import os
from pathlib import Path
from urllib.parse import unquote

_ROWS = {}


def on_page_context(context, page, config, nav):
    said, of_blog = page.meta, getattr(page, "config", None)
    is_material = config.theme.name == "material"
    is_list = type(page).__name__ not in ("Page", "Post") or page.file.src_uri == "tags.md"
    is_unsearched = is_material and (said.get("search") or {}).get("exclude")
    is_untranslated = (
        page.url.startswith("zh/") and getattr(page.file, "locale", "") == "en"
    )  # no search finds it twice
    is_home = page.is_homepage or page.url.removesuffix("index.html") == "zh/"
    if is_list or is_unsearched or is_untranslated or is_home:
        return context
    dates, categories = getattr(of_blog, "date", None), getattr(of_blog, "categories", None)
    day = dates.created.strftime("%Y-%m-%d") if dates else ""
    labels = [*(categories or ()), *(said.get("tags", ()) if any("tags" in name for name in config.plugins) else ())]
    names = sorted(author.name for author in getattr(page, "authors", ()))
    title = next((each.title for each in page.toc if each.level == 1), page.title)  # the navigation's may be another
    address = f"/notes/{unquote(page.url)}"
    language = said.get("lang") or getattr(page.file, "locale", None) or "en"
    columns = [address, title, day, ", ".join(sorted(labels)), language, ", ".join(names), json.dumps(page.content)]
    _ROWS[address] = "\t".join(columns) + "\n"
    return context


def on_post_build(config):
    Path(os.environ["LIST"]).write_text("".join(_ROWS[each] for each in sorted(_ROWS)), encoding="utf-8")
