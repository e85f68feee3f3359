"""Several sites that make one index: the rules of each, behind the same protocol."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from pathlib import Path
from typing import NamedTuple

from indexer.posts.generators.base import Place, Rules
from indexer.posts.generators.paged import BuiltPages, PagedRules
from indexer.posts.post import Dialect, FrontMatter, Problem, Skipped, SkipReason


class OwnRules(NamedTuple):
    """The rules of the site that a file belongs to.

    Attributes:
        rules: Its site's.
        post_id: Its path below that site.
        site: The site's name for visitors; empty where there is one site alone.
        pages: Its built pages, where they give the text of its posts.
    """

    rules: Rules
    post_id: str
    site: str = ""
    pages: BuiltPages | None = None


@dataclass(frozen=True, slots=True)
class SeveralSites:
    """Several sites as one. The id of a post is its site's name, a slash, and its path below that site.

    Attributes:
        root: Their folders as one path, see ``site_folders``.
        parts: The rules of each site, by its name.
        titles: What each is called for visitors, by its name.
        time_zone: The first site's.
    """

    root: Path
    parts: Mapping[str, Rules]
    titles: Mapping[str, str]
    time_zone: tzinfo
    name: str = field(default="several", init=False)
    base_url: str = field(default="", init=False)
    dialect: Dialect = field(default_factory=Dialect)

    @property
    def title(self) -> str:
        """The names of all, with dots between."""
        return " · ".join(self.titles.values())

    @property
    def uses_file_times(self) -> bool:
        """Whether any of them does."""
        return any(rules.uses_file_times for rules in self.parts.values())

    def folders(self) -> tuple[Path, ...]:
        """Return the folders of all."""
        return tuple(folder for rules in self.parts.values() for folder in rules.folders())

    def skip_reason(self, post_id: str) -> SkipReason | None:
        """Say from the path alone why a file is no post of its site."""
        own = own_rules(self, post_id)
        return own.rules.skip_reason(own.post_id)

    def place(self, post_id: str, front_matter: FrontMatter, now: datetime) -> Place | Skipped | Problem:
        """Find a post's address and dates by the rules of its site; translations are of one site."""
        own = own_rules(self, post_id)
        found = own.rules.place(own.post_id, front_matter, now)
        if isinstance(found, Problem):
            return replace(found, path=post_id)
        if isinstance(found, Skipped):
            return replace(found, id=post_id)
        key = found.translation_key and f"{post_id.partition('/')[0]}/{found.translation_key}"
        return replace(
            found, translation_key=key, problems=tuple(replace(each, path=post_id) for each in found.problems)
        )


def own_rules(rules: Rules, post_id: str) -> OwnRules:
    """Return the rules of the site that a file belongs to, where ``rules`` are of several."""
    if isinstance(rules, PagedRules):
        return OwnRules(rules.sources, post_id, pages=rules.pages)
    if not isinstance(rules, SeveralSites):
        return OwnRules(rules, post_id)
    name, _, below = post_id.partition("/")
    return OwnRules(rules.parts[name], below, rules.titles[name])
