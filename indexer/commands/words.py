"""``search-index words``."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import TypeVar

import click

from indexer.analytics.query_log import QueryLog
from indexer.analytics.usage import QueryUsage
from indexer.commands import options
from indexer.commands.analytics import load_usage
from indexer.engines.target import require_local_root
from indexer.index.build.memory import read_memory
from indexer.index.generations.generation import current_generation
from indexer.index.reader.store import open_store
from indexer.search.searcher import Searcher
from indexer.search.tuning import Tuning
from indexer.settings.load import load_settings
from indexer.settings.settings import Settings
from indexer.text.analysis.segmenter import LazySegmenter
from indexer.wording import count
from indexer.words.evidence import Sentence
from indexer.words.learnt import KnownPair, KnownPin, KnownWord, read_pairs, read_pins, read_words
from indexer.words.proposals import PinProposal, WordProposal, find_unanswered, propose_pins, propose_words

_ALL = 1_000_000

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class WordsReport:
    """What is known and what is proposed.

    Attributes:
        all_pairs, all_words: How many pairs and words there are, those that are not listed too.
        is_counted: Whether there is a log, from which the last three are.
    """

    all_pairs: int
    all_words: int
    pairs: tuple[KnownPair, ...]
    words: tuple[KnownWord, ...]
    pins: tuple[KnownPin, ...]
    is_counted: bool
    new_words: tuple[WordProposal, ...]
    new_pins: tuple[PinProposal, ...]
    unanswered: tuple[QueryUsage, ...]


@click.command()
@options.shared
@click.option("--query-log", help="Folder of the log of queries  [SEARCH_QUERY_LOG]")
@click.option("--days", type=click.IntRange(1, 3650), default=30, show_default=True, help="Days of the log.")
@click.option(
    "--least", type=click.IntRange(1), default=2, show_default=True, help="Use only queries asked at least so often."
)
@click.option("--limit", type=click.IntRange(0), default=20, show_default=True, help="Lines of each kind; 0 for all.")
def words(
    *,
    index: str | None,
    config: str | None,
    as_json: bool,
    quiet: bool,  # noqa: ARG001  every command's
    query_log: str | None,
    days: int,
    least: int,
    limit: int,
) -> None:
    """Print what the index has learnt from posts, with the evidence, and what the log of queries proposes.

    The output is a valid search-glossary.tsv: what is in force is a comment (#), with the line that would forbid it;
    what is proposed is a line to copy.
    """
    settings = load_settings(options={"index": index, "config": config, "query_log": query_log})
    report = make_report(settings, days, least, limit or _ALL)
    if as_json:
        options.print_json(asdict(report))
    else:
        click.echo("\n".join(map(options.printable, describe(report))))


def make_report(settings: Settings, days: int, least: int, limit: int) -> WordsReport:
    """Read what the index has learnt, and what the log proposes.

    Raises:
        IndexUnusableError: There is no index, or it cannot be read.
        QueryLogError: The log cannot be read.
    """
    generation = current_generation(require_local_root(settings))
    reader, site = open_store(generation.path), generation.manifest.contents.site
    searcher = Searcher(reader, Tuning(recency=settings.recency), site_folder=Path(site) if site else None)
    glossary, names = searcher.glossary.current(), read_memory(generation.path).findings.names
    usage = load_usage(settings, days, least) if QueryLog.from_settings(settings) else None
    segmenter = LazySegmenter(reader.site.taught)
    return WordsReport(
        all_pairs=len(reader.site.pairs),
        all_words=len(reader.site.taught),
        pairs=read_pairs(reader, glossary, limit),
        words=read_words(reader, glossary, names, limit),
        pins=read_pins(reader, glossary),
        is_counted=usage is not None,
        new_words=tuple(islice(propose_words(usage, reader, segmenter, glossary), limit)) if usage else (),
        new_pins=tuple(islice(propose_pins(usage, searcher), limit)) if usage else (),
        unanswered=tuple(islice(find_unanswered(usage, searcher), limit)) if usage else (),
    )


def describe(report: WordsReport) -> Iterator[str]:
    """Yield the lines of a glossary."""
    yield from _list(f"Learnt from posts: {count(report.all_pairs, 'pair')} of names", report.pairs, _describe_pair)
    yield from _list(f"Known to the segmenter: {count(report.all_words, 'word')}", report.words, _describe_word)
    yield from _list("Pinned", report.pins, _describe_pin)
    yield from _list(
        "Proposed: visitors type these words, and no dictionary knows them", report.new_words, _propose_word
    )
    yield from _list("Proposed: visitors choose these posts, and they do not come first", report.new_pins, _propose_pin)
    yield from _list("Found nothing: put a word that posts use in place of …", report.unanswered, _describe_unanswered)
    if not report.is_counted:
        yield "# No queries are counted, so nothing is proposed: see the setting query_log"


def _list(title: str, rows: Sequence[Row], write: Callable[[Row], Iterator[str]]) -> Iterator[str]:
    if rows:
        yield f"# {title}"
        for row in rows:
            yield from write(row)
        yield ""


def _describe_pair(pair: KnownPair) -> Iterator[str]:
    yield f"#   {pair.han} = {pair.latin}, {count(pair.posts, 'post')}{_vetoed(pair.is_vetoed)}"
    yield from _quote(pair.evidence)
    if not pair.is_vetoed:
        yield f"# ! {pair.han} | {pair.latin}"


def _describe_word(word: KnownWord) -> Iterator[str]:
    sources = {"posts": f"named by {count(word.posts, 'post')}", "shipped": "of the glossary that ships"}
    yield f"#   {word.word}, {sources.get(word.source, 'of the glossary')}{_vetoed(word.is_vetoed)}"
    yield from _quote(word.evidence)
    if not word.is_vetoed:
        yield f"# ! {word.word}"


def _vetoed(is_vetoed: bool) -> str:  # noqa: FBT001  it reads well where it is called
    return ", vetoed" if is_vetoed else ""


def _describe_pin(pin: KnownPin) -> Iterator[str]:
    yield f"#   {pin.query} > {pin.post}{'' if pin.is_found else ', but there is no such post'}"


def _propose_word(word: WordProposal) -> Iterator[str]:
    yield f"#   typed {count(word.asked, 'time')}, in {count(word.posts, 'post')}, now cut {' '.join(word.pieces)}"
    yield from _quote(word.evidence)
    yield f"+ {word.word}"


def _propose_pin(pin: PinProposal) -> Iterator[str]:
    where = f"stands at place {pin.place}" if pin.place else "stands far behind"
    yield f"#   chosen {pin.chosen} of {count(pin.choices, 'time')}, {where}"
    yield f"> {pin.query} | {pin.post}"


def _describe_unanswered(query: QueryUsage) -> Iterator[str]:
    yield f"#   asked {count(query.asked, 'time')}"
    yield f"# {query.query} | …"


def _quote(evidence: Iterable[Sentence]) -> Iterator[str]:
    for each in evidence:
        yield f"#     {each.post}: {each.text}"
