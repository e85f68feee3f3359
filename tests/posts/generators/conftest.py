import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from site_reading import outcome_at, read_site

from indexer.posts.encoding import decode
from indexer.posts.front_matter import split_front_matter
from indexer.posts.generators.base import Place
from indexer.posts.period import Period
from indexer.posts.post import IncludePolicy, Post, Skipped, SkipReason
from indexer.posts.visibility import check_content

NOW = datetime(2026, 11, 22, tzinfo=UTC)
TESTS = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def now():
    return NOW


@pytest.fixture(scope="session")
def oracles():
    return TESTS / "oracles"


@pytest.fixture(scope="session")
def shared():
    folder = Path(os.environ.get("SHARED_DIR", TESTS.parents[1] / "shared"))
    if not folder.is_dir():
        pytest.skip("the real sites to compare with are not beside the checkout (or at SHARED_DIR)")
    return folder


@pytest.fixture(scope="session")
def read_oracle():
    """Read ``path<TAB>address`` lines; the first line says what printed them."""

    def read(path, base=""):
        lines = path.read_text(encoding="utf-8").splitlines()[1:]
        return {name: base + url for name, url in (line.split("\t") for line in lines)}

    return read


@pytest.fixture(scope="session")
def place():
    """Say what the rules make of one file: its Place, or why there is none."""

    def place_one(rules, post_id, policy=IncludePolicy(), now=NOW):  # noqa: B008 - frozen
        reason = rules.skip_reason(post_id)
        if reason:
            return reason
        front_matter = split_front_matter(decode((rules.root / post_id).read_bytes()).text)
        found = rules.place(post_id, front_matter, now)
        if isinstance(found, Place):
            reason = check_content(found.front_matter, policy, rules.name).reason
            begin = None if policy.future else found.visible_from
            end = None if policy.expired else found.visible_until
            dated = Post(post_id, visible_from=begin, visible_until=end)
            reason = reason or Period.of(dated).hidden_at(now.timestamp())
            return Skipped(post_id, reason) if reason and reason is not SkipReason.DRAFT else found
        return found

    return place_one


@pytest.fixture(scope="session")
def outcomes():
    """Return what came of every file that is read from a site."""

    def read_all(rules):
        return {reading.id: outcome_at(reading, NOW) for reading in read_site(rules, NOW, IncludePolicy())}

    return read_all


@pytest.fixture(scope="session")
def published(outcomes):
    """Return the address of every post that is read from a site."""

    def read_all(rules):
        return {name: post.url for name, post in outcomes(rules).items() if isinstance(post, Post)}

    return read_all


@pytest.fixture
def make_site(tmp_path):
    """Write a site's files: ``make_site({"hugo.toml": "..."})``."""

    def make(files):
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path

    return make
