"""Index the rows of a database, and search them: ``python docs/examples/script.py 服务网格``."""

import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime

import indexer

ROWS = [
    (1, "服务网格是什么", "<p>Sidecar 代理所有流量，<b>Istio</b> 是控制平面。</p>", "2024-05-01", "mesh"),
    (2, "Canary releases", "<p>Shift traffic step by step, watch the error rate.</p>", "2024-06-01", "release"),
    (3, "滚动更新", "<p>Kubernetes 逐个替换 Pod。</p>", "2024-07-01", "release"),
]


def read_posts(database: sqlite3.Connection) -> Iterator[indexer.Post]:
    """Yield a post for each row; nothing but ``id`` is required."""
    for number, title, html, date, tag in database.execute("SELECT id, title, html, date, tag FROM messages"):
        yield indexer.Post(
            id=f"message/{number}",
            title=title,
            body=html,
            markup="html",
            url=f"https://forum.example.org/t/{number}",
            date=datetime.fromisoformat(date),
            tags=(tag,),
        )


with sqlite3.connect(":memory:") as database, tempfile.TemporaryDirectory() as folder:
    database.execute("CREATE TABLE messages (id, title, html, date, tag)")
    database.executemany("INSERT INTO messages VALUES (?, ?, ?, ?, ?)", ROWS)
    report = indexer.build(folder, read_posts(database), name="Forum")
    print(f"{report.contents.posts} posts")
    with indexer.open(folder) as index:
        for hit in index.search(" ".join(sys.argv[1:]) or "服务网格").hits:
            print(hit.url, hit.title.text, indexer.snippet_html(hit.snippet))
