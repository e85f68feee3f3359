"""What posts are filtered and counted by."""

from collections.abc import Iterable
from datetime import tzinfo

from indexer.text.document import Metadata


def list_facets(metadata: Metadata, zone: tzinfo) -> dict[str, tuple[str, ...]]:
    """Return a document's values of each facet of ``FACETS``.

    Args:
        metadata: The document's.
        zone: The site's, in which a year begins and ends.
    """
    return {
        "lang": _present((metadata.language,)),
        "tag": _present(metadata.tags),
        "category": _present(metadata.categories),
        "author": _present(metadata.authors),
        "section": _present((metadata.section,)),
        "year": (str(metadata.date.astimezone(zone).year),) if metadata.date else (),
    }


def _present(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))
