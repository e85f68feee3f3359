"""What is fuzzed: each target takes any bytes, and raises where a promise is broken."""

import json
import re
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from fuzz.damaged_index import check_damage
from shown_text import check_hit
from small_index import POSTS, make_post, make_searcher

from indexer.errors import ConfigurationError
from indexer.posts.encoding import EncodingError, decode
from indexer.posts.fences import find_block, line_at
from indexer.posts.front_matter import FrontMatterError, split_front_matter
from indexer.posts.generators.base import Rules
from indexer.posts.post import Dialect, IncludePolicy, Post
from indexer.posts.read import read_post
from indexer.posts.site import recognise_site
from indexer.posts.source_file import SourceFile
from indexer.search.json_text import write_json
from indexer.search.payload import results_payload, suggestions_payload
from indexer.search.query.nodes import is_signs
from indexer.search.query.parsing.cleaning import clean_text
from indexer.search.query.parsing.grammar import MAX_ITEMS, parse_query
from indexer.search.results import SearchRequest, Sort
from indexer.search.searcher import Searcher
from indexer.text.analysis.scripts import PICTURES
from indexer.text.lexicon.glossary_file import parse_glossary
from indexer.text.markup.body import read_sections

SLOW = 3.0
"""Seconds of this thread's time that an input of the fuzzer's length, a few kB, may take at most; most take 1 ms."""
_CONFIGURATIONS = ("hugo.toml", "hugo.yaml", "hugo.json", "_config.yml", "config.toml")
_GENERATORS = ("plain", "hugo", "zola", "jekyll", "hexo", "docsify")
_ANCHORS = ("github", "kramdown", "hexo", "zola", "docsify", "docsify-4")
_MARKUPS = ("markdown", "markdown", "markdown", "html", "plain")
_FENCES = re.compile(r"<!--.*?-->|<!--[^\n]*|-->|[-+;.]{3,}|[\s\ufeff\u200b\u200c\u200d\u2060]", re.DOTALL)
_PICTURE = re.compile(f"[{PICTURES}]")
_NOW = datetime(2024, 6, 1, tzinfo=UTC)


def check_front_matter(data: bytes) -> None:
    """A post is read, skipped or refused by name, and all of its text is metadata or body."""
    try:
        text = decode(data).text
    except EncodingError:
        return
    with _soon():
        _check_split(text)
        for rules, path in _sites():
            source = SourceFile(path, "", len(data), 0, 0)
            reading = read_post(source, rules, _NOW, IncludePolicy(), read_bytes=lambda _: data)
            for problem in reading.problems:
                _check_told(problem.message, problem.line, text)
            if isinstance(reading.outcome, Post):
                assert text.endswith(reading.outcome.body), reading


def _check_told(message: str, line: int, text: str) -> None:
    """What is told is one line about a line that is there, and no mistake of ours."""
    assert "please report this" not in message, message
    assert "\n" not in message, message
    assert 0 <= line <= text.count("\n") + 1, message


def _check_split(text: str) -> None:
    try:
        read = split_front_matter(text)
    except FrontMatterError as error:
        _check_told(error.message, error.line, text)
        return
    json.dumps(read.values, default=str).encode()
    if read.format == "none":
        assert read.body == text
        return
    block = find_block(text)
    assert block, text
    head = text[: block.body_start]
    assert text == head + read.body
    assert read.body_line == line_at(text, block.body_start)
    inner = block.text.removeprefix("{").removesuffix("}")
    before, _, behind = head.rpartition(inner) if inner else (head, "", "")  # a comment may say the same
    lost = _FENCES.sub("", before + behind)
    assert lost in ("", "{}"), lost


def check_grammar(data: bytes) -> None:
    """Every query is understood the same whenever it is read, and none of its letters is dropped in silence."""
    text = data.decode("utf-8", "surrogateescape")
    with _soon():
        query = parse_query(text)
    assert query.text == clean_text(text) == clean_text(query.text)
    assert parse_query(query.text) == query
    leaves = [leaf for group in query.groups for leaf in group] + list(query.excluded)
    assert len(leaves) <= MAX_ITEMS
    assert all(any(map(str.isalnum, leaf.text)) or is_signs(leaf.text) or _PICTURE.search(leaf.text) for leaf in leaves)
    assert all(query.groups)
    assert query.unfinished is None or query.groups[-1] == (query.unfinished,)
    filters = query.filters
    pairs = [*filters.values, *filters.excluded, *(pair for either in filters.either for pair in either)]
    assert all(len(either) > 1 for either in filters.either)
    read = "".join([*(leaf.text for leaf in leaves), *query.ignored, *(f"{name}{value}" for name, value in pairs)])
    if not (filters.since or filters.until or any(name == "date" for name, _ in pairs)):
        missing = _letters(query.text) - _letters(read) - _letters("titleOR")
        assert not missing, missing


def _letters(text: str) -> set[str]:
    return set("".join(filter(str.isalnum, text.translate(_HALF_WIDTH))).casefold())


_HALF_WIDTH = {0xFF01 + at: 0x21 + at for at in range(94)}


def check_query(data: bytes) -> None:
    """Every query is answered, its pages hold each hit once, and what they show is escaped and rightly marked."""
    searcher = _searcher()
    text = data[1:].decode("utf-8", "surrogateescape")
    chance = data[0] if data else 0
    request = SearchRequest(
        text, per_page=3, sort=Sort.DATE if chance & 1 else Sort.RELEVANCE, search_as_you_type=bool(chance & 2)
    )
    with _soon():
        _check_pages(searcher, request)
        write_json(suggestions_payload(text, searcher.suggest(request, 8)))
        if chance & 4:
            searcher.explain(request)


def _check_pages(searcher: Searcher, request: SearchRequest) -> None:
    total, seen = None, []
    page = 1
    while total is None or (page - 1) * request.per_page < total:
        results = searcher.search(replace(request, page=page))
        json.loads(write_json(results_payload(results)))
        assert total in (None, results.total)
        total = results.total
        assert results.complete <= total
        seen += [hit.id for hit in results.hits]
        for hit in results.hits:
            check_hit(hit, request)
        page += 1
    assert len(seen) == len(set(seen)) == total


def check_snippets(data: bytes) -> None:
    """A post of any text, asked for by any words, is shown escaped and rightly marked.

    The first byte chooses how it is written; the first line of the rest is asked for.
    """
    dialect, markup, rest = _read_dialect(data)
    query, _, body = rest.partition("\n")
    title, _, _ = body.partition("\n")
    searcher = make_searcher(make_post("z", body, title=title, dialect=dialect, markup=markup), POSTS[0])
    with _soon():
        for text in (query, body[:20], title):
            _check_pages(searcher, SearchRequest(text, per_page=3))


def check_markup(data: bytes) -> None:
    """Any text is cut into sections, and words that stand below it, apart by an empty line, are never lost."""
    dialect, markup, body = _read_dialect(data)
    with _soon():
        sections = read_sections(Post("a", body=body, dialect=dialect, markup=markup))
        more = read_sections(Post("a", body=f"{body}\n\nplanted词\n", dialect=dialect, markup=markup))
    assert all(section.level in range(7) for section in sections), sections
    found = [text for section in more for text in (section.heading, section.prose, section.code)]
    assert any("planted词" in text for text in found), found


def _read_dialect(data: bytes) -> tuple[Dialect, str, str]:
    kind = data[0] if data else 0
    dialect = Dialect(_GENERATORS[kind % len(_GENERATORS)], _ANCHORS[kind // len(_GENERATORS) % len(_ANCHORS)])
    return dialect, _MARKUPS[kind // 20 % 5], data[1:].decode("utf-8", "surrogateescape")


def check_glossary(data: bytes) -> None:
    """Every line of a glossary is taken, or refused by its number."""
    text = data.decode("utf-8", "replace")
    with _soon():
        glossary, faults = parse_glossary(text)
    lines = text.replace("\r\n", "\n").split("\n")
    assert all(1 <= fault.line <= len(lines) and fault.reason for fault in faults), faults
    meant = {number for number, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")}
    refused = {fault.line for fault in faults}
    assert refused <= meant
    assert bool(glossary.rows) or refused == meant
    assert all(parse_glossary(lines[number - 1])[0].rows for number in meant - refused)


def check_configuration(data: bytes) -> None:
    """A site's configuration is read, or refused as such. The first byte says whose it is."""
    with tempfile.TemporaryDirectory() as name, _soon():
        folder = Path(name)
        (folder / _CONFIGURATIONS[(data[0] if data else 0) % len(_CONFIGURATIONS)]).write_bytes(data[1:])
        try:
            rules = recognise_site(folder)
        except ConfigurationError as error:
            _check_told(str(error), 0, "")
        else:
            source = SourceFile("content/posts/a.md", "", 1, 0, 0)
            reading = read_post(source, rules, _NOW, IncludePolicy(), read_bytes=lambda _: b"---\ntitle: a\n---\nb")
            assert not any("please report this" in problem.message for problem in reading.problems), reading


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    "front-matter": check_front_matter,
    "grammar": check_grammar,
    "query": check_query,
    "snippets": check_snippets,
    "markup": check_markup,
    "glossary": check_glossary,
    "configuration": check_configuration,
    "index": check_damage,
}


@contextmanager
def _soon():
    begin = time.thread_time()
    yield
    took = time.thread_time() - begin
    assert took < SLOW, f"took {took:.1f} s"


@cache
def _searcher() -> Searcher:
    return make_searcher(
        *POSTS, *(make_post(f"p{number}", f"istio 服务网格 {number} 流量 `a<b>&amp;`") for number in range(4))
    )


@cache
def _sites() -> tuple[tuple[Rules, str], ...]:
    """Return one site of each generator, with the path of a post of it."""
    sites = (
        ("hugo.toml", '[permalinks]\nposts = "/:year/:slug/"\n', "content/posts/a.md"),
        ("config.toml", 'base_url = "https://example.org"\n', "content/posts/a.md"),
        ("_config.yml", "permalink: /:categories/:year/:title/\n", "_posts/2020-01-02-a.md"),
        ("_config.yml", "permalink: :year/:month/:title/\nsource_dir: source\n", "source/_posts/a.md"),
    )
    return tuple((_site(*site[:2]), site[2]) for site in sites)


def _site(name: str, text: str) -> Rules:
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    (folder / name).write_text(text)
    return recognise_site(folder)
