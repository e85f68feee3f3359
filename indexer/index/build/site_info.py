"""Facts about a whole site: what its configuration says, and the words that its posts teach."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo

from indexer.index.build.passes.survey import Findings, choose_taught
from indexer.index.reader.site import Site
from indexer.posts.generators.base import Rules
from indexer.posts.generators.several import SeveralSites
from indexer.posts.post import Problem
from indexer.text.lexicon.glossary import shipped_glossary
from indexer.text.lexicon.glossary_file import GLOSSARY, read_site_glossary
from indexer.text.lexicon.site_glossary import Glossary


@dataclass(frozen=True, slots=True)
class SiteInfo:
    """What a site, or a program that gives posts, says about all posts together.

    Attributes:
        name: May be empty.
        base_url: Without a trailing slash; may be empty.
        time_zone: Of dates that name none.
        glossary: Its own words, besides those that ship.
        faults: Lines of the glossary that are refused.
        folder: The site's folder, absolute, or those of several as one path; empty where posts come from a program.
    """

    name: str = ""
    base_url: str = ""
    time_zone: tzinfo = UTC
    glossary: Glossary = field(default_factory=Glossary)
    faults: tuple[Problem, ...] = ()
    folder: str = ""


def read_site_info(rules: Rules) -> SiteInfo:
    """Return what a site's configuration and its own glossary say; of several sites, what all say together."""
    if isinstance(rules, SeveralSites):
        own, faults = _join_glossaries(rules)
    else:
        own, faults = _read_glossary(rules, GLOSSARY)
    return SiteInfo(rules.title, rules.base_url, rules.time_zone, own, faults, str(rules.root))


def _join_glossaries(rules: SeveralSites) -> tuple[Glossary, tuple[Problem, ...]]:
    """Return the words of all sites together; a post is pinned among those of its own site."""
    read = {name: _read_glossary(part, f"{name}/{GLOSSARY}") for name, part in rules.parts.items()}
    together = Glossary.join(glossary.below(name) for name, (glossary, _) in read.items())
    return together, tuple(fault for _, faults in read.values() for fault in faults)


def _read_glossary(rules: Rules, shown: str) -> tuple[Glossary, tuple[Problem, ...]]:
    path = rules.root / GLOSSARY
    own, faults = read_site_glossary(path) if path.is_file() else (Glossary(), ())
    return own, tuple(Problem(shown, fault.line, fault.reason) for fault in faults)


def restore_site_info(site: Site) -> SiteInfo:
    """Return what a program once said about its posts, from the index that was built of them."""
    return SiteInfo(site.name, site.base_url, _restore_zone(site.time_zone), site.glossary)


def _restore_zone(name: str) -> tzinfo:
    """Return the zone of which ``str`` gives this name: ``Asia/Shanghai``, or ``UTC+08:00`` for a mere offset."""
    offset = datetime.strptime(name.removeprefix("UTC"), "%z").tzinfo if name.startswith("UTC") and name[3:] else None
    if offset:
        return offset
    from zoneinfo import ZoneInfo  # noqa: PLC0415  takes milliseconds, and only programs' posts need it here

    return ZoneInfo(name)


def make_site(info: SiteInfo, findings: Findings) -> Site:
    """Put together what is known of a site before its posts are cut; ``write_pairs`` adds the rest."""
    own = info.glossary
    glossary = (*shipped_glossary(), *own.entries)
    taught = choose_taught(findings, glossary, own.learnt)
    return Site(
        name=info.name,
        base_url=info.base_url,
        time_zone=str(info.time_zone),
        taught=tuple(word for word in taught if word not in own.not_learnt),
        glossary=info.glossary,
    )
