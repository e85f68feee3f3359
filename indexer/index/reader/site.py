"""What is known of a whole site, and belongs to no part of its index (``site.json``)."""

from dataclasses import dataclass, field, fields
from pathlib import Path

import orjson

from indexer.text.lexicon.site_glossary import Glossary

_FILE = "site.json"


@dataclass(frozen=True, slots=True)
class LearntPair:
    """Two names for the same thing, as a site's own posts tell.

    Attributes:
        han: The Chinese name.
        latin: The Latin one.
        posts: How many posts set them beside each other.
        examples: The ids of the first of these.
    """

    han: str
    latin: str
    posts: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Site:
    """Facts and word lists of a whole site.

    Attributes:
        name, base_url: As the site says; may be empty.
        time_zone: Of dates that name none.
        taught: Words the segmenter has to know for queries to be cut as the posts were.
        glossary: The site's own words, as its file has them.
        pairs: Names that its posts use for the same thing.
    """

    name: str = ""
    base_url: str = ""
    time_zone: str = "UTC"
    taught: tuple[str, ...] = ()
    glossary: Glossary = field(default_factory=Glossary)
    pairs: tuple[LearntPair, ...] = ()


def write_site(folder: Path, site: Site) -> None:
    """Write ``site.json`` into a store's folder."""
    folder.joinpath(_FILE).write_bytes(dump_site(site))


def read_site(folder: Path) -> Site:
    """Read ``site.json``."""
    return load_site(folder.joinpath(_FILE).read_bytes())


def dump_site(site: Site) -> bytes:
    """Write a site as JSON."""
    return orjson.dumps({each.name: getattr(site, each.name) for each in fields(site)})


def load_site(data: bytes) -> Site:
    """Read what ``dump_site`` returned."""
    values = orjson.loads(data)
    values["glossary"] = Glossary.restore(values["glossary"])
    values["pairs"] = tuple(LearntPair(**(pair | {"examples": tuple(pair["examples"])})) for pair in values["pairs"])
    return Site(**(values | {"taught": tuple(values["taught"])}))
