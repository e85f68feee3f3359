"""How long a built page takes, held against the Markdown that it was made from: from the file to its sections.

``PYTHONPATH=tests python -m benchmarks.built_pages SOURCES BUILT...`` reads the posts of the sources, and of each built
site the pages whose path names one of them, in turns; prints a row of Markdown for each site, in ms of the processor.
"""

import sys
import time
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from indexer.native import describe_kernel
from indexer.posts.files import list_files
from indexer.posts.generators.base import Rules
from indexer.posts.post import IncludePolicy, Post
from indexer.posts.read import read_post
from indexer.posts.site import recognise_site
from indexer.posts.source_file import SourceFile
from indexer.text.markup.body import read_sections

ROUNDS = 5
_NOW = datetime(2030, 1, 1, tzinfo=UTC)
Files = dict[str, SourceFile]
"""By the name of the post."""


def read(file: SourceFile, rules: Rules) -> bool:
    """Read a file down to its sections; say whether it is a post."""
    post = read_post(file, rules, _NOW, IncludePolicy()).outcome
    return isinstance(post, Post) and bool(read_sections(post))


def find_posts(rules: Rules) -> Files:
    """Return the posts of the sources by the names of their files or folders."""
    return {_name(file.id): file for file in list_files(rules) if read(file, rules)}


def find_pages(rules: Rules, posts: Files) -> Files:
    """Return the pages whose path names a post, by its name."""
    named = ((_name(file.id), file) for file in list_files(rules))
    return {name: file for name, file in named if name in posts and read(file, rules)}


def _name(post_id: str) -> str:
    path = PurePosixPath(post_id)
    return path.parent.name if path.stem in ("index", "_index") else path.stem


def measure(files: list[SourceFile], rules: Rules) -> float:
    """Return the milliseconds of the processor that a file takes."""
    begin = time.thread_time()
    for file in files:
        read(file, rules)
    return (time.thread_time() - begin) / len(files) * 1e3


def main(sources: str, *built: str) -> None:
    """Print a row for each site: the least of the rounds, and how many times that of Markdown a page takes."""
    rules = recognise_site(Path(sources))
    posts = find_posts(rules)
    print(f"kernel: {describe_kernel()}\n\n| site | pages | page, ms | Markdown, ms | ratio |\n|---|---|---|---|---|")
    for folder in built:
        built_rules = recognise_site(Path(folder))
        pages = find_pages(built_rules, posts)
        of_posts = [posts[name] for name in pages]
        rounds = [(measure([*pages.values()], built_rules), measure(of_posts, rules)) for _ in range(ROUNDS)]
        page, markdown = map(min, zip(*rounds, strict=True))
        print(f"| {Path(folder).name} | {len(pages)} | {page:.2f} | {markdown:.2f} | {page / markdown:.2f} |")


if __name__ == "__main__":
    main(*sys.argv[1:])
