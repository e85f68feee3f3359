"""Read judged queries and relevance judgments (qrels) from text files."""

import re
from dataclasses import dataclass
from pathlib import Path

from indexer.errors import UsageError

_JUDGMENT = re.compile(
    r"(?P<query>[^ \t]+)[ \t]+[^ \t]+[ \t]+(?P<document>[^ \t].*)[ \t](?P<grade>-?\d{1,9})", re.ASCII
)


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """A query of a test collection.

    Attributes:
        columns: Whatever stands between the id and the text: its kind, the half it belongs to.
    """

    id: str
    text: str
    columns: tuple[str, ...] = ()


Qrels = dict[str, dict[str, int]]
"""Query id -> document id -> grade; a document that is not there has grade 0."""


def read_queries(path: Path) -> list[JudgedQuery]:
    """Read one query a line: the id first, the text last, parted by tabs; ``#`` begins a comment.

    Raises:
        UsageError: The file cannot be read, a line has no text, or an id stands twice.
    """
    queries, known = list[JudgedQuery](), set[str]()
    for number, line in enumerate(_read_lines(path), start=1):
        if line.strip() and not line.startswith("#"):
            identifier, *columns = line.split("\t")
            if not columns:
                raise UsageError(f"{path}:{number}: no tab; write the query's id, a tab, and its text")
            query = JudgedQuery(identifier.strip(), columns[-1].strip(), tuple(columns[:-1]))
            if query.id in known:  # its judgments would count for the last of them alone
                raise UsageError(f"{path}:{number}: the id {query.id} stands twice; give each query its own")
            known.add(query.id)
            queries.append(query)
    return queries


def read_qrels(path: Path) -> Qrels:
    """Read TREC judgments: ``qid 0 docid grade``, parted by spaces or tabs; the docid may contain spaces.

    Raises:
        UsageError: The file cannot be read, or a line is no judgment.
    """
    qrels: Qrels = {}
    for number, line in enumerate(_read_lines(path), start=1):
        if line.strip() and not line.startswith("#"):
            match = _JUDGMENT.fullmatch(line.strip(" \t\r"))
            if match is None:
                raise UsageError(f"{path}:{number}: no judgment; write: query-id 0 post-id grade")
            qrels.setdefault(match["query"], {})[match["document"].rstrip(" \t")] = int(match["grade"])
    return qrels


def _read_lines(path: Path) -> list[str]:
    try:
        return path.read_bytes().decode("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read ({error})") from error
