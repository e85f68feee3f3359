"""Check the sources of a site against its index."""

from collections.abc import Iterator

from indexer.doctor.facts.sources import SourceFacts
from indexer.doctor.findings import Area, Commands, Finding, Repair, Severity, name_some
from indexer.posts.site import describe_generator
from indexer.text.lexicon.glossary_file import GLOSSARY
from indexer.wording import count

_MOST_REFUSED = 5


def check_sources(facts: SourceFacts, commands: Commands) -> Area:
    """Judge what an update would find to do."""
    return Area("sources", _summarise(facts), tuple(_find(facts, commands)))


def _summarise(facts: SourceFacts) -> str:
    if facts.site is None:
        return "no site is named" if facts.posts is None else "the index is of posts that a program gave"
    kind = f", {called}" if (called := describe_generator(facts.generator)) else ""
    indexed = "not compared with any index" if facts.posts is None else f"{count(facts.posts, 'post')} in the index"
    return f"{count(facts.files, 'file')} of {facts.site}{kind}, {indexed}"


def _find(facts: SourceFacts, commands: Commands) -> Iterator[Finding]:
    if facts.problem:
        moved = commands.run("update", "SITE") + ", with the folder where the site is now"
        command = f"correct it, then: {commands.update}" if facts.is_misconfigured else moved
        yield Finding(Severity.ERROR, facts.problem, command=command)
        return
    update = (commands.update, (Repair.UPDATE,))
    kinds = (
        (facts.hidden, Severity.ERROR, "shown, though the site hides it by now"),
        (facts.gone, Severity.ERROR, "shown, though its file is gone"),
        (facts.missing, Severity.WARNING, "not in the index"),
        (facts.stale, Severity.WARNING, "changed since it was indexed"),
    )
    for ids, severity, what in kinds:
        if ids:
            yield Finding(severity, f"{count(len(ids), 'post')} {what}: {name_some(ids)}", str(facts.site), *update)
    if facts.has_other_rules:
        what = "the site's configuration, a build setting or a library that cuts words has changed since the build"
        yield Finding(Severity.WARNING, what, str(facts.site), *update)
    for each in facts.refused[:_MOST_REFUSED]:
        yield Finding(
            Severity.WARNING, f"left out: {each}", str(facts.site), f"correct the file, then: {commands.update}"
        )
    if more := facts.refused[_MOST_REFUSED:]:
        what = f"{count(len(more), 'more file')} cannot be read either"
        yield Finding(Severity.WARNING, what, str(facts.site), f"see them all: {commands.update}")
    if facts.unpinned:
        what = f"{count(len(facts.unpinned), 'line')} of {GLOSSARY} pinning no post of the index: "
        advice = f"correct the path; paths are the ids that {commands.run('query', '--json')} prints"
        yield Finding(Severity.WARNING, what + name_some(facts.unpinned), str(facts.site), advice)
