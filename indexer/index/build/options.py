"""Options of a build that a caller chooses."""

import os
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from indexer.analytics.query_log import QueryLog
from indexer.index.build.passes.pipeline import WorkerPool
from indexer.index.build.processes.worker import Limits
from indexer.posts.post import HideRule, IncludePolicy
from indexer.settings.settings import Settings


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """Options of a build.

    Attributes:
        include: Which posts of a site are included that are otherwise skipped (drafts, future and expired ones), and
            which are skipped besides (``hide_when``). No settings are read for it: ``from_settings`` takes them in.
        force: Publish even an index with no posts, with far fewer than the live one, of another site, or with posts
            that a rule of ``hide_when`` hid which is set no more.
        strict: Publish nothing when a post was refused.
        workers: Processes that read posts; 0 for as many as there are processors.
        limits: For each file.
        now: What counts as the future, aware; None for the time of the call.
        pages: The folder of the site's built pages, where they give the text of its posts.
        section_pages: Pages of sections (``_index.md``) are posts where they have text.
        query_log: Is cleaned of what is withdrawn; None where there is no log.
    """

    include: IncludePolicy = field(default_factory=IncludePolicy)
    force: bool = False
    strict: bool = False
    workers: int = 0
    limits: Limits = field(default_factory=Limits)
    now: datetime | None = None
    pages: Path | None = None
    section_pages: bool = False
    query_log: QueryLog | None = None

    @classmethod
    def from_settings(cls, settings: Settings) -> "BuildOptions":
        """Return what the settings say of builds: worker count, limits, and which posts are hidden."""
        return cls(
            include=IncludePolicy(hide_when=tuple(map(HideRule.parse, settings.hide_when))),
            workers=settings.workers,
            limits=Limits(settings.file_seconds, settings.file_megabytes),
            pages=settings.pages,
            section_pages=settings.section_pages,
            query_log=QueryLog.from_settings(settings),
        )

    @property
    def pool(self) -> WorkerPool:
        """Worker count and limits of each task."""
        return WorkerPool(self.workers or os.cpu_count() or 1, self.limits)
