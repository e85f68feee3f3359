"""What an index on a cluster says of itself: the document ``manifest`` of its tables, which is written last."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

from indexer.engines.cluster.schema import FORMAT
from indexer.errors import IndexDamagedError, IndexVersionError

MANIFEST = "manifest"
"""Its ``_id``."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The description of one index.

    Attributes:
        generation: A name that changes with every published index.
        posts: Documents of its posts, those whose time it is not included.
        moment: Seconds since 1970: when the tables count the posts that visitors may find.
        chunks: Into how many pieces each table is cut, by its name.
        since, until: Seconds since 1970, half-open: the time in which the tables count just the posts that visitors may
            find; None for without bound.
        built: When.
    """

    generation: str
    posts: int
    chunks: Mapping[str, int]
    moment: float
    since: float | None = None
    until: float | None = None
    built: datetime | None = None
    format: int = FORMAT

    def to_source(self) -> dict[str, object]:
        """Return it as a document."""
        return asdict(self) | {"built": self.built.isoformat() if self.built else None}

    @classmethod
    def from_source(cls, source: Mapping[str, Any]) -> Self:
        """Read a document.

        Raises:
            IndexVersionError: Another version of this program wrote it.
            IndexDamagedError: It is no manifest.
        """
        if source.get("format") != FORMAT:
            raise IndexVersionError(
                f"the index on the cluster is written in format {source.get('format')}, this program reads {FORMAT}; "
                "run search-index rebuild"
            )
        try:
            return cls(
                **(dict(source) | {"built": datetime.fromisoformat(source["built"]) if source["built"] else None})
            )
        except (KeyError, TypeError, ValueError) as error:
            raise IndexDamagedError(f"the manifest of the index cannot be read ({error})") from error
