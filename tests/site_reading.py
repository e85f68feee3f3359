"""All posts of a site, read one after the other, as tests want them."""

from datetime import UTC, datetime

from indexer.posts.encoding import FALLBACKS
from indexer.posts.files import list_files
from indexer.posts.period import Period
from indexer.posts.post import IncludePolicy, Post, PostReading, Problem, Skipped, SkipReason
from indexer.posts.read import read_post
from indexer.posts.site import recognise_site
from indexer.posts.source_file import LARGEST, SourceFile


def find_files(rules, largest=LARGEST):
    """Find a site's Markdown files and what else there is, in the order of their ids."""
    listing = list_files(rules, largest)
    found = {**listing.others, **{file.id: file for file in listing}}
    return iter([found[path] for path in sorted(found)])


def read_site(rules, now=None, policy=None, fallbacks=FALLBACKS):
    """Yield what comes of every Markdown file of a site, in the order of their ids."""
    now, policy = now or datetime.now(UTC), policy or IncludePolicy()
    for found in find_files(rules):
        match found:
            case SourceFile():
                yield read_post(found, rules, now, policy, fallbacks)
            case Skipped():
                yield PostReading(found.id, found)
            case Problem(refused=True):
                yield PostReading(found.path, None, (found,))
            case Problem():
                yield PostReading(found.path, Skipped(found.path, SkipReason.IGNORED), (found,))


def outcome_at(reading, now):
    """Return what comes of a file at a time: a post that the clock hides is skipped."""
    if isinstance(reading.outcome, Post) and (reason := Period.of(reading.outcome).hidden_at(now.timestamp())):
        return Skipped(reading.id, reason)
    return reading.outcome


def read_posts(folder, now=None, policy=None):
    """Return the posts of a site."""
    readings = read_site(recognise_site(folder), now, policy)
    return [reading.outcome for reading in readings if isinstance(reading.outcome, Post)]
