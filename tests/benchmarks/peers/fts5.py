"""SQLite's FTS5 with the trigram tokenizer and ``snippet()``.

Words of one or two characters are no trigram: a query of nothing else is looked for with LIKE, by reading all posts.
"""

import re
import sqlite3
from pathlib import Path

import orjson
from benchmarks.page import space_words
from benchmarks.pages import read_pages
from benchmarks.peers import HITS

EVERY = 2
_SHORTEST = 3
_COLUMNS = ("id", "url", "language", "date", "tags", "title", "text")
_SNIPPET = "snippet(posts, 6, '<mark>', '</mark>', '…', 64)"
_WORD = re.compile(r"\w+")


def build(site: Path, folder: Path) -> None:
    with sqlite3.connect(folder / "posts.sqlite") as database:
        unindexed = ", ".join(f"{name} UNINDEXED" for name in _COLUMNS[:4])
        database.execute(f"CREATE VIRTUAL TABLE posts USING fts5({unindexed}, tags, title, text, tokenize='trigram')")
        rows = ([getattr(page, name) for name in _COLUMNS[:5]] + _join(page) for page in read_pages(site))
        database.executemany("INSERT INTO posts VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        database.execute("INSERT INTO posts(posts) VALUES ('optimize')")


def _join(page) -> list[str]:
    return [re.sub(r"(?<=[\u4e00-\u9fff])  ?(?=[\u4e00-\u9fff])", "", value) for value in (page.title, page.text)]


class Service:
    def __init__(self, folder: Path) -> None:
        self._database = sqlite3.connect(f"file:{folder / 'posts.sqlite'}?mode=ro", uri=True, check_same_thread=False)

    def answer(self, text: str) -> bytes:
        words = _WORD.findall(space_words(text))
        condition, value = _make_condition(words)
        columns = ", ".join(_COLUMNS[:6])
        found = self._database.execute(
            f"SELECT {columns}, {_SNIPPET} FROM posts WHERE {condition} ORDER BY rank LIMIT {HITS}", (value,)
        )
        hits = [dict(zip((*_COLUMNS[:6], "snippet_html"), row, strict=True)) for row in found]
        total = self._database.execute(f"SELECT count(*) FROM posts WHERE {condition}", (value,)).fetchone()[0]
        return orjson.dumps({"query": text, "total": total, "hits": hits})


def _make_condition(words: list[str]) -> tuple[str, str]:
    long = [f'"{word}"' for word in words if len(word) >= _SHORTEST]
    return ("posts MATCH ?", " OR ".join(long)) if long else ("text LIKE ?", f"%{''.join(words)}%")
