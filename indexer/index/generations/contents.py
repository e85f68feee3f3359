"""What a generation says about its posts."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Contents:
    """Counts and facts about the posts of an index.

    Attributes:
        site: The folder that was indexed.
        built: When, aware.
        languages: Posts by language.
        terms: Different terms, over all fields.
        left_out: Files left out on purpose, by reason.
        refused: Files that could not be read.
        seconds: How long the build took.
        hide_when: The rules by which the site's owner hid posts, as they are written in the setting.
    """

    site: str
    built: datetime
    posts: int
    languages: Mapping[str, int] = field(default_factory=dict)
    terms: int = 0
    site_name: str = ""
    base_url: str = ""
    left_out: Mapping[str, int] = field(default_factory=dict)
    refused: int = 0
    seconds: float = 0.0
    hide_when: tuple[str, ...] = ()


def encode_contents(contents: Contents) -> dict[str, object]:
    """Return contents as JSON has them."""
    return asdict(contents) | {"built": contents.built.isoformat()}


def decode_contents(values: Mapping[str, Any]) -> Contents:
    """Return contents as ``encode_contents`` wrote them; what is not known is passed over."""
    known = {each.name for each in fields(Contents)}
    contents = {key: value for key, value in values.items() if key in known}
    contents["built"] = datetime.fromisoformat(contents["built"])
    contents["hide_when"] = tuple(contents.get("hide_when", ()))
    return Contents(**contents)
