import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from indexer.errors import IndexDamagedError, IndexVersionError
from indexer.index.format.layout import FORMAT
from indexer.index.generations import manifest as module
from indexer.index.generations.contents import Contents
from indexer.index.generations.manifest import read_contents, read_manifest, seal_folder
from indexer.index.generations.software import library

CONTENTS = Contents(
    site="/网站",
    built=datetime(2026, 1, 2, tzinfo=UTC),
    posts=2,
    languages={"zh": 2},
    left_out={"draft": 1},
    hide_when=("secret", "a=b"),
)


def test_what_is_written_is_read(folder):
    manifest = seal_folder(folder, CONTENTS)
    assert read_manifest(folder) == manifest
    assert read_manifest(folder).contents == CONTENTS


def test_what_was_sealed_is_said_in_full(folder):
    manifest = seal_folder(folder, CONTENTS, floor=3)
    values = json.loads((folder / "MANIFEST.json").read_bytes())
    assert (manifest.format, manifest.library, manifest.floor) == (FORMAT, library(), 3)
    assert manifest.software == values["software"]
    assert {"python", "jieba", "opencc"} <= set(values["software"])
    assert manifest.contents == read_contents(folder) == CONTENTS
    assert manifest.digest == values["digest"]
    status, seal = (folder / "words").stat(), manifest.files["words"]
    assert (seal.size, seal.inode, seal.modified) == (5, status.st_ino, status.st_mtime_ns)
    assert seal.sha256 == hashlib.sha256(b"words").hexdigest()


def test_a_manifest_is_json_that_people_can_read(folder):
    seal_folder(folder, CONTENTS)
    lines = (folder / "MANIFEST.json").read_text(encoding="utf-8").splitlines()
    names = [line.split('"')[1] for line in lines if line.startswith(' "')]
    assert names == ["contents", "digest", "files", "floor", "format", "library", "software"]
    assert '  "site": "/网站",' in lines


def test_no_two_manifests_have_one_digest_and_one_of_another_is_damage(folder):
    first = seal_folder(folder, CONTENTS)
    (folder / "MANIFEST.json").unlink()
    assert seal_folder(folder, replace(CONTENTS, posts=3)).digest != first.digest
    path = folder / "MANIFEST.json"
    path.write_bytes(module._to_json(json.loads(path.read_bytes()) | {"digest": first.digest}))
    with pytest.raises(IndexDamagedError, match="was changed after it was published"):
        read_manifest(folder)


def rewrite(folder, **changed):
    """Change a manifest as another version of this program might have written it; None takes a key away."""
    values = {**json.loads((folder / "MANIFEST.json").read_bytes()), **changed}
    values = {key: value for key, value in values.items() if value is not None}
    (folder / "MANIFEST.json").write_bytes(module._to_json(values | {"digest": module._digest(values)}))


_RESTART = "A newer version of this program wrote it: start that, which a restart may do. Or build"


@pytest.mark.parametrize(
    ("changed", "advice"),
    [
        ({"format": FORMAT + 1}, _RESTART),
        ({"format": FORMAT - 1}, "Build"),
        ({"format": "one"}, "Build"),
        ({"library": "Whoosh 9"}, "Build"),
    ],
)
def test_what_another_version_wrote_is_not_opened_but_says_of_what_posts_it_is(folder, changed, advice):
    seal_folder(folder, CONTENTS)
    rewrite(folder, **changed)
    with pytest.raises(IndexVersionError) as error:
        read_manifest(folder)
    told = {"format": FORMAT, "library": library()} | changed
    assert f"{folder}: written in format {told['format']} with {told['library']}, this program reads" in str(
        error.value
    )
    assert f"format {FORMAT} with {library()}. {advice} it anew: search-index rebuild SITE" in str(error.value)
    assert read_contents(folder) == CONTENTS


def test_what_an_older_version_did_not_say_has_a_default(folder):
    seal_folder(folder, CONTENTS, floor=3)
    contents = json.loads((folder / "MANIFEST.json").read_bytes())["contents"]
    del contents["hide_when"]
    rewrite(folder, floor=None, contents={**contents, "later": 1})
    assert (read_manifest(folder).floor, read_contents(folder).hide_when) == (0, ())


@pytest.mark.parametrize("contents", [3, {}, {"built": "never"}, {"built": "2026-01-02T00:00:00+00:00"}])
def test_contents_that_say_nothing_are_damage(folder, contents):
    seal_folder(folder, CONTENTS)
    rewrite(folder, contents=contents)
    with pytest.raises(IndexDamagedError, match=r"MANIFEST\.json: says nothing that this version understands"):
        read_contents(folder)


def test_a_manifest_that_is_not_there_cannot_be_read(folder):
    with pytest.raises(IndexDamagedError, match=r"MANIFEST\.json: cannot be read \(No such file or directory\)"):
        read_manifest(folder)


def test_files_that_were_found_intact_are_not_read_again(folder, monkeypatch):
    known = {seal.inode: seal for seal in seal_folder(folder, CONTENTS).files.values()}
    (folder / "MANIFEST.json").unlink()
    (folder / "words").write_text("other")
    read = []
    monkeypatch.setattr(module, "sha256", lambda path: read.append(path.name) or "new")
    sealed = seal_folder(folder, CONTENTS, known).files
    assert read == ["words"]
    assert sealed["words"].sha256 == "new"
    assert sealed["parts/one"] == known[sealed["parts/one"].inode]


def test_files_in_subfolders_are_sealed_too(folder):
    manifest = seal_folder(folder, CONTENTS)
    assert set(manifest.files) == {"words", "parts/one"}
    assert manifest.size == 7


def test_every_byte_of_a_manifest_counts(folder):
    seal_folder(folder, CONTENTS)
    path = folder / "MANIFEST.json"
    data = path.read_bytes()
    for at in range(len(data)):
        flipped = bytearray(data)
        flipped[at] ^= 1 << at % 8
        path.write_bytes(flipped)
        with pytest.raises(IndexDamagedError, match=r"MANIFEST\.json: was changed after it was published$"):
            read_manifest(folder)


def test_every_cut_of_a_manifest_is_found(folder):
    seal_folder(folder, CONTENTS)
    path = folder / "MANIFEST.json"
    data = path.read_bytes()
    for length in range(len(data)):
        path.write_bytes(data[:length])
        with pytest.raises(IndexDamagedError):
            read_manifest(folder)


@pytest.mark.parametrize("text", ["[]", "3", '{"format": 1}', "null", "[" * 100_000, '{"a": "\\ud800"}'])
def test_what_is_no_manifest_is_damage(folder, text):
    (folder / "MANIFEST.json").write_text(text)
    with pytest.raises(IndexDamagedError):
        read_manifest(folder)
