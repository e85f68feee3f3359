"""An index that an older or a newer version of this program wrote: nobody opens it, and an update builds it anew."""

import shutil

import pytest
from faults.commands import ask_for_titles, write_posts

from indexer.errors import IndexUnusableError, IndexVersionError, SearchIndexError
from indexer.index.build.options import BuildOptions
from indexer.index.build.rebuild import rebuild
from indexer.index.build.rollback import rollback
from indexer.index.build.update import update
from indexer.index.format.layout import CHECKSUMS, FORMAT
from indexer.index.generations import manifest

OPTIONS = BuildOptions(workers=1)
FIRST_WITH_CHECKSUMS = 4
VERSIONS = [1, FIRST_WITH_CHECKSUMS - 1, FORMAT - 1, FORMAT + 1]


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A site, and its index of two generations; tests work on copies of that."""
    folder = tmp_path_factory.mktemp("published")
    for titles in (("a0", "b0"), ("a1", "b1")):
        write_posts(folder / "site", *titles)
        rebuild(folder / "site", folder / "index", OPTIONS)
    return folder


def make_of_version(root, version, monkeypatch):
    """Make an index what another version would have written: no checksums of blocks before format 4."""
    with monkeypatch.context() as patch:
        contents = {path: manifest.read_manifest(path).contents for path in sorted(root.glob("g-*"))}
        patch.setattr(manifest, "FORMAT", version)
        for path, said in contents.items():
            if version < FIRST_WITH_CHECKSUMS:
                (path / "part-0" / CHECKSUMS).unlink()
            (path / manifest.MANIFEST).unlink()
            digest = manifest.seal_folder(path, said).digest
        (root / "CURRENT").write_text(f"g-2 {digest}\n")


def bytes_of(root):
    return {path: path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file() and path.name != "LOCK"}


@pytest.mark.parametrize("version", VERSIONS)
def test_it_is_refused_as_what_it_is_and_an_update_builds_it_anew(
    published, tmp_path, version, monkeypatch, tell_figures
):
    root = shutil.copytree(published / "index", tmp_path / "index")
    make_of_version(root, version, monkeypatch)
    before = bytes_of(root)
    with pytest.raises(IndexVersionError, match=f"written in format {version} .*search-index rebuild SITE"):
        ask_for_titles(root)
    with pytest.raises(SearchIndexError, match=f"format {version}"):
        rollback(root)
    assert bytes_of(root) == before
    assert update(published / "site", root, OPTIONS).changes is None
    assert ask_for_titles(root) == "a1 b1"
    tell_figures(f"an index of format {version}, read by format {FORMAT}: refused, untouched, built anew")


def test_without_the_number_it_is_taken_for_a_damaged_one(published, tmp_path, monkeypatch):
    """The control: a reader that takes every format for its own."""
    root = shutil.copytree(published / "index", tmp_path / "index")
    make_of_version(root, 1, monkeypatch)
    monkeypatch.setattr(manifest, "FORMAT", 1)
    with pytest.raises(IndexUnusableError) as found:
        ask_for_titles(root)
    assert not isinstance(found.value, IndexVersionError)
