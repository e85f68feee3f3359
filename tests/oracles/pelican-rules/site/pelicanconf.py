"""A blog with every rule of Pelican that moves addresses, dates, languages or drafts."""

import json
import os
from pathlib import Path

from pelican import signals
from pelican.contents import Article

AUTHOR = "Ada Weller"
SITENAME = "Notes of a river"
SITEURL = os.environ.get("SITEURL", "https://river.example/notes")
PATH = "content"
TIMEZONE = "Asia/Shanghai"
DEFAULT_LANG = "en"
DEFAULT_CATEGORY = "misc"
USE_FOLDER_AS_CATEGORY = True
DEFAULT_PAGINATION = 3
DEFAULT_DATE = "fs"
FILENAME_METADATA = r"(?P<date>\d{4}-\d{2}-\d{2})-(?P<slug>[^.]*)"
ARTICLE_EXCLUDES = ["extra"]
STATIC_PATHS = ["images", "extra"]
WITH_FUTURE_DATES = False
LINKS = (("A friend", "https://friend.example/"),)
SOCIAL = (("Elsewhere", "https://elsewhere.example/@river"),)
YEAR_ARCHIVE_SAVE_AS = "posts/{date:%Y}/index.html"
MONTH_ARCHIVE_SAVE_AS = "posts/{date:%Y}/{date:%m}/index.html"
if os.environ.get("MOVED"):
    RELATIVE_URLS = True
    ARTICLE_URL = "posts/{date:%Y}/{date:%m}/{slug}/"
    ARTICLE_SAVE_AS = "posts/{date:%Y}/{date:%m}/{slug}/index.html"
    ARTICLE_LANG_URL = "{lang}/posts/{slug}/"
    ARTICLE_LANG_SAVE_AS = "{lang}/posts/{slug}/index.html"
    PAGE_URL = "{slug}/"
    PAGE_SAVE_AS = "{slug}/index.html"
    PAGE_LANG_URL = "{lang}/{slug}/"
    PAGE_LANG_SAVE_AS = "{lang}/{slug}/index.html"
    TAG_URL = "tags/{slug}/"
    TAG_SAVE_AS = "tags/{slug}/index.html"
    CATEGORY_URL = "categories/{slug}/"
    CATEGORY_SAVE_AS = "categories/{slug}/index.html"
    AUTHOR_URL = "by/{slug}/"
    AUTHOR_SAVE_AS = "by/{slug}/index.html"
    ARCHIVES_SAVE_AS = "all/index.html"
    INDEX_SAVE_AS = "index.html"


class Lister:
    """Writes what Pelican says of its pages to LIST; see ``said_pages``."""

    @staticmethod
    def register():
        signals.all_generators_finalized.connect(Lister.write)

    @staticmethod
    def write(generators):
        rows = set()
        for generator in generators:
            for name in ("articles", "hidden_articles", "pages", "hidden_pages", "translations", "hidden_translations"):
                rows.update(Lister.row(each) for each in getattr(generator, name, ()) if each.save_as != "404.html")
        Path(os.environ["LIST"]).write_text("".join(sorted(rows)), encoding="utf-8")

    @staticmethod
    def row(page):
        if isinstance(page, Article):
            labels = sorted([*map(str, getattr(page, "tags", ())), str(page.category)])
            authors = sorted(map(str, page.authors))
            said = [page.date.strftime("%Y-%m-%d"), ", ".join(labels), page.lang, ", ".join(authors)]
        else:
            said = ["", "", page.lang, ""]
        return "\t".join([f"/notes/{page.url}", page.title, *said, json.dumps(page.content)]) + "\n"


PLUGINS = [Lister]
