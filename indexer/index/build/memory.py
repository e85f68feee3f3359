"""What a build leaves for the next update, besides the table of its sources (``memory.json``)."""

from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path

import orjson

from indexer.index.build.passes.survey import Findings
from indexer.index.format.layout import FORMAT
from indexer.index.generations.software import software
from indexer.posts.generators.base import Rules
from indexer.posts.post import IncludePolicy
from indexer.posts.site import rules_signature
from indexer.text.lexicon.glossary import shipped_glossary
from indexer.text.lexicon.pairs import Saying
from indexer.text.lexicon.spellings import list_spellings
from indexer.text.lexicon.word_lists import technical_words, unstemmed_words, words_outside_names

_FILE = "memory.json"


@dataclass(frozen=True, slots=True)
class BuildMemory:
    """State of one build that the next update needs.

    Attributes:
        signature: See ``sign_site`` and ``sign_posts``.
        findings: What the posts call things.
    """

    signature: str
    findings: Findings


def sign_site(rules: Rules, include: IncludePolicy) -> str:
    """Return a digest of all that decides over every post of a site but the posts themselves.

    That is the site's configuration, who is let in, the word lists and libraries of this program.
    """
    return f"{rules_signature(rules)} {_digest(replace(include, former_rules=()))}"


def sign_posts() -> str:
    """Return a digest of all that decides over every post given by a program: word lists and libraries."""
    return f"posts {_digest(None)}"


def _digest(include: IncludePolicy | None) -> str:
    lists = (technical_words(), sorted(words_outside_names()), sorted(unstemmed_words()), list_spellings())
    ours = repr((FORMAT, include, shipped_glossary(), *lists, software())).encode()
    return blake2b(ours, digest_size=16).hexdigest()


def write_memory(folder: Path, memory: BuildMemory) -> None:
    """Write ``memory.json`` into a store."""
    names = {name: posts for name, posts in sorted(memory.findings.names.items()) if posts > 0}
    pairs = [(*pair, posts) for pair, posts in sorted(memory.findings.pairs.items()) if posts > 0]
    folder.joinpath(_FILE).write_bytes(orjson.dumps({"signature": memory.signature, "names": names, "pairs": pairs}))


def read_memory(folder: Path) -> BuildMemory:
    """Read ``memory.json``."""
    values = orjson.loads(folder.joinpath(_FILE).read_bytes())
    findings = Findings()
    findings.names.update(values["names"])
    findings.pairs.update({Saying(*saying): posts for *saying, posts in values["pairs"]})
    return BuildMemory(values["signature"], findings)
