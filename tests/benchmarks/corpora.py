"""Sites to measure on: the corpora as they are, and sites of any size made from their passages."""

import json
import os
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from indexer.posts.files import list_files
from indexer.posts.post import IncludePolicy, Post
from indexer.posts.read import read_post
from indexer.posts.site import recognise_site

SEED = 20240131
LANGUAGES = ("zh", "en")
FOLDER_SIZE = 1000

_MARKUP = re.compile(r"```|~~~|\{\{|\{%|^(?: {4}|\t|<|#|---)", re.MULTILINE)
_FIRST_DAY = datetime(2015, 1, 1, tzinfo=UTC)
_DAYS = 3650


@dataclass(frozen=True, slots=True)
class Material:
    """What the corpora hold.

    Attributes:
        posts: All of them in both languages, by language.
        passages: Their paragraphs, as Markdown, by language; those with code, headings or shortcodes are left out,
            so that any of them can stand next to any other.
    """

    posts: Mapping[str, Sequence[Post]]
    passages: Mapping[str, Sequence[str]]


def corpora_folder() -> Path:
    """Return where the corpora are: below ``SHARED_DIR``, or in ``shared`` beside the checkout.

    Raises:
        FileNotFoundError: They are not there.
    """
    shared = Path(os.environ.get("SHARED_DIR") or Path(__file__).resolve().parents[3] / "shared")
    folder = shared / "corpora"
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder}: no corpora here; set SHARED_DIR to the folder that holds them")
    return folder


def read_material(folder: Path) -> Material:
    """Read every post of the corpora."""
    rules, now = recognise_site(folder), datetime.now(UTC)
    readings = [read_post(file, rules, now, IncludePolicy()) for file in sorted(list_files(rules))]
    posts: dict[str, list[Post]] = defaultdict(list)
    for reading in readings:
        if isinstance(reading.outcome, Post) and reading.outcome.language in LANGUAGES:
            posts[reading.outcome.language].append(reading.outcome)
    return Material(posts, {language: list(_cut_passages(posts[language])) for language in LANGUAGES})


def _cut_passages(posts: Sequence[Post]) -> Iterator[str]:
    for post in posts:
        for passage in re.split(r"\n\s*\n", post.body):
            if len(passage) >= 40 and not _MARKUP.search(passage):
                yield passage.strip()


def write_site(material: Material, count: int, folder: Path) -> None:
    """Write a site of made-up posts; the first n posts of a larger site are the smaller one.

    A post has the title and tags of a real one, a day within ten years, and one to eight passages of its language:
    270 words on average.
    """
    for number in range(count):
        path = folder / f"{number // FOLDER_SIZE:03}" / f"{number:06}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_make_post(material, number), encoding="utf-8")


def _make_post(material: Material, number: int) -> str:
    chance = random.Random(f"{SEED} {number}")
    language = chance.choice(LANGUAGES)
    model = chance.choice(material.posts[language])
    front_matter = {
        "title": f"{model.title} {number}",
        "date": (_FIRST_DAY + timedelta(days=chance.randrange(_DAYS))).date().isoformat(),
        "language": language,
        "tags": list(model.tags),
        "categories": list(model.categories),
    }
    passages = chance.choices(material.passages[language], k=chance.randint(1, 8))
    fields = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in front_matter.items())
    return f"---\n{fields}---\n\n" + "\n\n".join(passages) + "\n"
