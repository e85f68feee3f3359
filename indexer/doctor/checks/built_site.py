"""Check the addresses in the index against the pages of the built site."""

from collections.abc import Iterator

from indexer.doctor.facts.built_site import BuiltSiteFacts
from indexer.doctor.findings import Area, Commands, Finding, Severity, name_some
from indexer.wording import count

_BUILD = {"hugo": "hugo", "zola": "zola build", "jekyll": "bundle exec jekyll build", "hexo": "hexo generate"}


def check_built_site(facts: BuiltSiteFacts, generator: str, zone: str, commands: Commands) -> Area:
    """Judge whether the addresses in the index lead to pages of the built site.

    Args:
        facts: About the site.
        generator: What it was recognised as.
        zone: The name of its time zone.
        commands: That mend it.
    """
    build = _BUILD.get(generator, "build the site")
    if generator == "hexo" and "/" in zone:  # Hexo writes the days of addresses in the zone of the machine
        build = f"TZ={zone} {build}"
    found = tuple(_find(facts, build, commands))
    lead = "leads to a page" if facts.posts == 1 else "lead to pages"
    summary = f"{count(facts.posts, 'address')} {lead} of {facts.folder}" if facts.folder else "not built here"
    return Area("pages", summary, found)


def _find(facts: BuiltSiteFacts, build: str, commands: Commands) -> Iterator[Finding]:
    command = f"{build}, then: {commands.update}"
    if facts.nowhere:
        shown = name_some([f"{post_id} → {url}" for post_id, url in facts.nowhere])
        what = f"{count(len(facts.nowhere), 'post')} of the index of which there is no page: {shown}"
        yield Finding(Severity.WARNING, what, str(facts.folder), command)
    if facts.elsewhere:
        shown = name_some([f"{post_id} → {url}, the page says {page}" for post_id, url, page in facts.elsewhere])
        what = f"{count(len(facts.elsewhere), 'post')} whose page has another address: {shown}"
        yield Finding(Severity.WARNING, what, str(facts.folder), command)
