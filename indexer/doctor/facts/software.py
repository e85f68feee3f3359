"""Facts about the libraries and word lists that cut words: whether they work, and are those of the index."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from indexer.errors import tell_mistake
from indexer.index.generations.software import software
from indexer.native import describe_kernel
from indexer.requirements import Unmet, find_unmet
from indexer.text.analysis.folding import simplify
from indexer.text.analysis.segmenter import make_segmenter
from indexer.text.analysis.word_forms import word_term
from indexer.text.lexicon.english import is_english
from indexer.text.lexicon.pinyin import syllables_of
from indexer.text.lexicon.word_lists import data_folder, read_lines
from indexer.whoosh_codec.installation import WANTED, find_requirement, find_whoosh_problem, list_installed

WORD_LISTS = (
    "technical.txt", "stopwords.en.txt", "stopwords.zh.txt", "unstemmed.en.txt", "not-names.zh.txt",
    "spellings.en.tsv", "regional.tsv", "everyday.tsv",
)  # fmt: skip
_PROBES: Mapping[tuple[str, ...], tuple[Callable[[], object], object]] = {
    ("rjieba", "jieba"): (lambda: " ".join(make_segmenter().segment("我来到北京清华大学")), "我 来到 北京 清华大学"),
    ("OpenCC",): (lambda: simplify("資料庫"), "资料库"),
    ("PyStemmer",): (lambda: word_term("running"), "run"),
    ("pypinyin",): (lambda: syllables_of("服务"), ("fu", "wu")),
    ("pyspellchecker",): (lambda: is_english("search"), True),
}
"""A question to each library, or to the first of several that is there, and its answer."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A library that does not answer as it should.

    Attributes:
        libraries: As pip calls it, and those that would answer in its place.
        what: What it does, to be read after its name.
    """

    libraries: tuple[str, ...]
    what: str


@dataclass(frozen=True, slots=True)
class SoftwareFacts:
    """The libraries and word lists.

    Attributes:
        built_with, installed: Programs that decide how posts are cut into words, with their versions; the former
            empty where no index tells.
        failures: Libraries that are there and do not answer as they should.
        bad_lists: Word lists that are missing, empty or cannot be read.
        whoosh_problem: What is wrong with the installed Whoosh; empty where nothing is.
        foreign_whoosh: The folder that Python imports ``whoosh`` from, where no distribution put it there; else empty.
        unmet: What this version requires and does not find; without Whoosh where that has a problem of its own.
        requirement: The Whoosh that this program requires, as pip's requirement specifier.
        kernel: Whether this process has the native kernel, in words.
    """

    built_with: Mapping[str, str]
    installed: Mapping[str, str]
    failures: tuple[Failure, ...] = ()
    bad_lists: tuple[str, ...] = ()
    whoosh_problem: str = ""
    foreign_whoosh: str = ""
    unmet: tuple[Unmet, ...] = ()
    requirement: str = ""
    kernel: str = ""

    @property
    def has_changed(self) -> bool:
        """Whether posts would be cut into words by other programs than those that the index was made by."""
        return bool(self.built_with) and dict(self.built_with) != dict(self.installed)


def gather_software(built_with: Mapping[str, str]) -> SoftwareFacts:
    """Ask each library something, and look for the word lists.

    Args:
        built_with: As the live index tells; empty where none does.
    """
    unmet, foreign = find_unmet(), _find_foreign_whoosh()
    problem = "" if foreign else find_whoosh_problem() or ""
    return SoftwareFacts(
        built_with=built_with,
        installed=software(),
        failures=tuple(_find_failures({each.name for each in unmet if not each.installed})),
        bad_lists=tuple(_find_bad_lists(data_folder() / "words")),
        whoosh_problem=problem,
        foreign_whoosh=foreign,
        unmet=tuple(each for each in unmet if each.name != WANTED or not (foreign or problem)),
        requirement=find_requirement(),
        kernel=describe_kernel(),
    )


def _find_failures(missing: Collection[str]) -> Iterator[Failure]:
    for libraries, probe in _PROBES.items():
        there = tuple(name for name in libraries if name.lower() not in missing)
        failure = _try_out(*probe) if there else ""
        if failure:
            yield Failure(there, failure)


def _try_out(ask: Callable[[], object], expected: object) -> str:
    """Return what is wrong with a library's answer; empty where nothing is."""
    try:
        answer = ask()
    except MemoryError:  # that is no fault of the installation
        raise
    except Exception as error:  # noqa: BLE001  a broken installation may fail in any way
        return f"fails ({tell_mistake(error)})"
    return "" if answer == expected else f"answers {answer}, not {expected}"


def _find_bad_lists(folder: Path) -> list[str]:
    bad = []
    for name in WORD_LISTS:
        try:
            lines = read_lines(folder / name)
        except (OSError, UnicodeDecodeError) as error:
            bad.append(f"{folder / name}: cannot be read ({error})")
        else:
            bad += [] if lines else [f"{folder / name}: is empty"]
    return bad


def _find_foreign_whoosh() -> str:
    """Return the folder of a package ``whoosh`` that no installed distribution owns; empty where there is none."""
    spec = find_spec("whoosh")
    if spec is None or not spec.submodule_search_locations:
        return ""
    package = Path(spec.submodule_search_locations[0]).resolve()
    return "" if package in {each.package.resolve() for each in list_installed()} else str(package)
