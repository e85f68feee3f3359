"""What a record tells of its hit, as JSON: the same whatever is asked."""

from dataclasses import dataclass

from indexer.search.addresses import safe_url
from indexer.search.json_text import write_json
from indexer.text.document import Metadata

OPENED, CLOSED = 1, -1
"""Where what stands between the braces of an object begins and ends."""


@dataclass(frozen=True, slots=True)
class RecordJson:
    """What never changes of a hit's JSON.

    Attributes:
        head, tail: The members before the marked texts, and those behind the sections.
        end: The last members, picture and locale, each with a comma before it; empty where there are none.
        page: The post's address as a string of JSON, without its last quotation mark; empty where it is not safe.
    """

    head: bytes
    tail: bytes
    end: bytes
    page: bytes


def describe_record(metadata: Metadata) -> RecordJson:
    """Write what a record tells of its hit."""
    url, image = safe_url(metadata.url), safe_url(metadata.image)
    end = {"image": image, "locale": metadata.locale}
    head = {"id": metadata.id, "url": url, "title": metadata.title}
    tail = {
        "date": metadata.date.isoformat() if metadata.date else None,
        "language": metadata.language,
        "authors": metadata.authors,
        "tags": metadata.tags,
        "categories": metadata.categories,
    }
    return RecordJson(
        head=write_json(head)[OPENED:CLOSED],
        tail=write_json(tail)[OPENED:CLOSED],
        end=b"".join(b",%b" % write_json({name: value})[OPENED:CLOSED] for name, value in end.items() if value),
        page=write_json(url)[:CLOSED] if url else b"",
    )
