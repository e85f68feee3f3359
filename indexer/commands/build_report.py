"""The options and the printed report that ``rebuild`` and ``update`` share."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePosixPath

import click

from indexer.commands import options
from indexer.commands.output import telling_of
from indexer.commands.progress import show_progress
from indexer.engines.target import local_root, open_target
from indexer.errors import UsageError
from indexer.index.build.approval import live_contents
from indexer.index.build.last_build import record_build
from indexer.index.build.options import BuildOptions
from indexer.index.build.origin import is_of_another
from indexer.index.build.report import BuildReport, Changes, Progress
from indexer.index.build.update import update
from indexer.index.generations.generation import numbers
from indexer.posts.post import SkipReason
from indexer.posts.site import describe_generator, existing_folder
from indexer.settings.folders import is_default_index, is_own_index, own_index, sample_posts
from indexer.settings.load import load_settings
from indexer.settings.settings import Option, Settings
from indexer.text.lexicon.glossary_file import GLOSSARY
from indexer.text.lexicon.site_glossary import Glossary
from indexer.wording import count

PUBLISHED_IN_PART = 3

_SECTIONED = ("hugo", "zola")
_MANY_SECTIONS = 10

Build = Callable[[Path, Path, BuildOptions, Progress], BuildReport]

Decorators = tuple[Callable[..., Callable[..., None]], ...]

included: Decorators = (
    click.argument("site", nargs=-1, callback=options.join_sites),
    options.shared,
    click.option("--drafts", is_flag=True, help="Include drafts."),
    click.option("--future", is_flag=True, help="Include posts dated in the future."),
    click.option("--expired", is_flag=True, help="Include expired posts."),
)
"""SITE, and which of its posts are let in: of every command that builds."""
choices: Decorators = (
    *included,
    click.option(
        "--force",
        is_flag=True,
        help="Publish even an index that is empty, far smaller, of another site, or shows posts that were hidden.",
    ),
    click.option("--strict", is_flag=True, help="Publish nothing when a post cannot be read."),
    options.settings_of(Option.BUILD),
    click.option("--list-left-out", is_flag=True, help="Name every file that is left out on purpose, and why."),
)


def build_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command SITE and the options of a build."""
    return decorate(command, choices)


def decorate(command: Callable[..., None], decorators: Decorators) -> Callable[..., None]:
    """Give a command some options, in their order."""
    for each in reversed(decorators):
        command = each(command)
    return command


@dataclass(frozen=True, slots=True)
class Flags:
    """The options of a build that are no settings; as ``BuildOptions`` has them."""

    drafts: bool = False
    future: bool = False
    expired: bool = False
    force: bool = False
    strict: bool = False

    def options_with(self, settings: Settings) -> BuildOptions:
        """Return all that decides how a site is built."""
        chosen = BuildOptions.from_settings(settings)
        include = replace(chosen.include, drafts=self.drafts, future=self.future, expired=self.expired)
        return replace(chosen, include=include, force=self.force, strict=self.strict)


def run_build(
    build: Build,
    site: str | None,
    *,
    as_json: bool,
    quiet: bool,
    drafts: bool,
    future: bool,
    expired: bool,
    force: bool,
    strict: bool,
    list_left_out: bool,
    **given: str | bool | None,
) -> int:
    """Build, print what came of it, and return the exit status; ``given`` are the settings among the options."""
    settings = settings_of_site(site, given) if build is update else load_settings(site, given)
    settings = _with_own_index(settings, site, force=force)
    chosen = Flags(drafts, future, expired, force, strict).options_with(settings)
    with (
        show_progress(quiet=quiet) as progress,
        record_build(local_root(settings), "update" if build is update else "rebuild") as reports,
        open_target(settings, chosen, progress) as root,
    ):
        report = build(settings.site, root, chosen, progress)
        reports.append(report)
    with telling_of(f"g-{report.generation.number}"):
        _print(report, settings, as_json=as_json, quiet=quiet, list_left_out=list_left_out)
    is_whole = not report.contents.refused and not any(problem.refused for problem in report.problems)
    return 0 if is_whole else PUBLISHED_IN_PART


def _print(report: BuildReport, settings: Settings, *, as_json: bool, quiet: bool, list_left_out: bool) -> None:
    """Print what came of a build."""
    if list_left_out and not as_json:
        click.echo("".join(f"{options.printable(left.id)}: {left.reason}\n" for left in report.left_out), nl=False)
    if as_json:
        options.print_json(_as_values(report, settings))
    elif not quiet:
        click.echo(_summarise(report, settings))


def _with_own_index(settings: Settings, site: str | None, *, force: bool) -> Settings:
    """Give a second site a folder of its own, where nobody says which: the user's index stays the first one's."""
    if site is None or force or not is_default_index(settings.index):
        return settings
    if not is_of_another(settings.index_folder, settings.site):
        return settings
    return replace(settings, index=own_index(existing_folder(settings.site)))


def settings_of_site(site: str | None, given: Mapping[str, object]) -> Settings:
    """Return the settings; where no site is named, with that which the index was built of, and those in its folder.

    Raises:
        ConfigurationError: A setting cannot be meant.
        UsageError: There is no index yet, or it was not built of a site.
    """
    settings = load_settings(site, given)
    if site is not None or settings.site != sample_posts():
        return settings
    live = live_contents(local_root(settings))
    if live is None:
        found = (
            "tells its site no more, for it cannot be read" if _has_generations(settings) else "there is no index yet"
        )
        raise UsageError(f"{settings.index}: {found}; name the site: search-index update SITE")
    if not live.site:
        raise UsageError(f"{settings.index}: holds posts that a program gave; only that program can update it")
    return load_settings(live.site, {**given, "index": settings.index})


def _has_generations(settings: Settings) -> bool:
    root = local_root(settings)
    return root.is_dir() and bool(numbers(root))


def _as_values(report: BuildReport, settings: Settings) -> dict[str, object]:
    contents = report.contents
    return {
        "site": str(report.site),
        "generator": report.generator,
        "index": str(settings.index),
        "generation": report.generation.name,
        "changes": asdict(report.changes) if report.changes else None,
        "glossary": _count_words(report.glossary),
        "posts": contents.posts,
        "languages": dict(contents.languages),
        "terms": contents.terms,
        "left_out": dict(contents.left_out),
        "left_out_files": [{"path": left.id, "reason": left.reason} for left in report.left_out],
        "refused": contents.refused,
        "bytes": report.generation.manifest.size,
        "seconds": contents.seconds,
        "built": contents.built.isoformat(),
        "problems": [
            {"path": each.path, "line": each.line, "message": each.message, "refused": each.refused}
            for each in report.problems
        ],
    }


def _summarise(report: BuildReport, settings: Settings) -> str:
    contents, manifest = report.contents, report.generation.manifest
    kind = f", {called}" if (called := describe_generator(report.generator)) else ""
    changes = report.changes
    lines = [_describe(changes)] if changes else []
    if changes == Changes():
        return f"{lines[0]}: {count(contents.posts, 'post')}, g-{report.generation.number} in {settings.index}"
    languages = f" ({_list(contents.languages)})" if contents.languages else ""
    posts = f"{count(contents.posts, 'post')}{languages}"
    lines.append(f"{posts} of {report.site}{kind}, in {contents.seconds:.1f} s")
    if contents.left_out:
        reasons = _list({_name_reason(reason, report): files for reason, files in contents.left_out.items()})
        lines.append(f"{sum(contents.left_out.values())} left out: {reasons}")
        lines.extend(_advise_section_pages(report, settings))
    if contents.refused:
        lines.append(f"{contents.refused} could not be read, each named above")
    if report.glossary != Glossary():
        lines.append(f"in force from {GLOSSARY}: {_describe_words(report.glossary)}")
    lines.append(f"published as g-{report.generation.number}, {options.megabytes(manifest.size)}, in {settings.index}")
    if is_own_index(settings.index):
        lines.append("an index of its own, as the usual folder is another site's: name it to other commands by --index")
    return "\n".join(lines)


def _advise_section_pages(report: BuildReport, settings: Settings) -> Iterator[str]:
    """Yield how pages of sections come in, where there are many; on most sites they are but lists."""
    pages = report.contents.left_out.get(SkipReason.SECTION_PAGE, 0)
    may_come_in = report.generator in _SECTIONED and not settings.section_pages
    if may_come_in and pages >= _MANY_SECTIONS and pages * 10 >= report.contents.posts:
        yield "section pages (_index.md) that hold text come in by --section-pages"


def _name_reason(reason: str, report: BuildReport) -> str:
    """Return a reason; of files in formats that are not read with a count of each, where the report names them."""
    if reason != SkipReason.OTHER_FORMAT:
        return reason
    endings = Counter(PurePosixPath(left.id).suffix.lower() for left in report.left_out if left.reason == reason)
    return f"in a format that is not read ({_list(dict(sorted(endings.items())))})" if endings else reason


def _describe(changes: Changes) -> str:
    """Say in a line what an update found to do."""
    if changes == Changes():
        return "nothing has changed"
    recut = f", {changes.recut} cut into words anew" if changes.recut else ""
    lines = (
        f"; in the glossary {count(changes.glossary_added, 'line')} new, {changes.glossary_removed} gone"
        if changes.glossary_added or changes.glossary_removed
        else ""
    )
    mended = (
        f"; {count(changes.parts_mended, 'damaged part')} mended, {count(changes.posts_mended, 'post')} read again"
        if changes.parts_mended
        else ""
    )
    return f"{count(changes.read, 'file')} new or changed, {changes.removed} gone{recut}{lines}{mended}"


def _describe_words(glossary: Glossary) -> str:
    singular = {"entries": "entry", "words learnt": "word learnt", "vetoes": "veto", "pins": "pin"}
    counted = _count_words(glossary).items()
    return ", ".join(f"{lines} {singular[name] if lines == 1 else name}" for name, lines in counted if lines)


def _count_words(glossary: Glossary) -> dict[str, int]:
    """Return how many lines of each kind a site's glossary has."""
    return {
        "entries": len(glossary.entries),
        "words learnt": len(glossary.learnt),
        "vetoes": len(glossary.vetoes) + len(glossary.not_learnt),
        "pins": len(glossary.pins),
    }


def _list(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{files} {name}" for name, files in counts.items())
