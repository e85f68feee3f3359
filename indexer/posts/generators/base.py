"""The protocol ``Rules``: what is known of a site by its generator's configuration, so that its posts can be read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from indexer.posts.post import Dialect, FrontMatter, Problem, Skipped, SkipReason

UNSIGNED: Mapping[str, bool] = MappingProxyType({"unsigned": True})
"""Metadata of a field that comes and goes with posts, and alters nothing but the answers of ``skip_reason``.

It is no part of a site's signature: an update asks ``skip_reason`` anew for every file in any case.
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a post stands on its site, and what the site's structure says about it.

    Attributes:
        url: Where a visitor reads it.
        front_matter: The file's own, with what the site cascades or defaults onto it merged in.
        date: Aware, in the site's zone where the author gave none; None for an undated post.
        language: What the site's structure says, as ``normalise_locale`` gives it; empty when it says nothing.
        likely_language: What the site says of all its posts; counts where a post's letters do not say otherwise.
        section: The first folder below the content folder; empty at its top.
        translation_key: The same for all translations of a post; empty when the site has one language.
        title: What the generator makes of the file's name where the front matter has no title; may be empty.
        visible_from: Aware: the site publishes it from then on, which need not be ``date``: an event of next year may
            be announced today. None for always.
        visible_until: Aware: from then on it does not any more; None for never.
        problems: Warnings, e.g. a date that cannot be read.
    """

    url: str
    front_matter: FrontMatter
    date: datetime | None = None
    language: str = ""
    likely_language: str = ""
    section: str = ""
    translation_key: str = ""
    title: str = ""
    visible_from: datetime | None = None
    visible_until: datetime | None = None
    problems: tuple[Problem, ...] = ()


class Rules(Protocol):
    """One site's configuration, interpreted. Read once, then pure, immutable and picklable.

    ``indexer.posts.site.recognise_site(root)`` finds the right one.
    """

    @property
    def name(self) -> str:
        """The generator's name in lower case, as in ``indexer.posts.site.GENERATORS``; ``plain`` for none."""
        ...

    @property
    def root(self) -> Path:
        """The site's folder, absolute."""
        ...

    @property
    def base_url(self) -> str:
        """Without a trailing slash; empty when the site does not say."""
        ...

    @property
    def title(self) -> str:
        """The site's own title; empty when it does not say."""
        ...

    @property
    def time_zone(self) -> tzinfo:
        """The zone of dates that name none."""
        ...

    @property
    def dialect(self) -> Dialect:
        """The generator's dialect of Markdown."""
        ...

    @property
    def uses_file_times(self) -> bool:
        """Whether a post's date or address may come from the time at which its file was last changed."""
        ...

    def folders(self) -> tuple[Path, ...]:
        """Return the folders (absolute) in which Markdown files are looked for, none inside another."""
        ...

    def skip_reason(self, post_id: str) -> SkipReason | None:
        """Say from the path alone why a Markdown file is no post; None when it may be one."""
        ...

    def place(self, post_id: str, front_matter: FrontMatter, now: datetime) -> Place | Skipped | Problem:
        """Find a post's address and dates; or say why the generator makes no page of the file at all.

        Whether a page is hidden, a draft or not due is decided afterwards, from the front matter and dates returned.

        Args:
            post_id: The path below the site's root with forward slashes.
            front_matter: As the author wrote it.
            now: Aware; the date in the address of a post that has none.
        """
        ...
