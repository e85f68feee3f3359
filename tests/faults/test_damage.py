"""Damaged and planted index files are found before anything in them is believed."""

import hashlib
import itertools
import json
import os
import pickle
import random
import shutil
import sys
from contextlib import suppress
from dataclasses import replace
from types import SimpleNamespace

import pytest

from indexer.engines.embedded import EmbeddedEngine
from indexer.errors import IndexDamagedError, IndexForeignError
from indexer.index.build.options import BuildOptions
from indexer.index.build.rebuild import rebuild
from indexer.index.build.update import update
from indexer.index.generations import manifest
from indexer.index.generations.generation import current_generation
from indexer.index.parts.part_reader import PartReader
from indexer.search.results import SearchRequest

SEED = 20_260_101
FLIPS = 50
CUTS = 6
OPEN_FLIPS = [30, pytest.param(400, marks=pytest.mark.slow)]
"""Flips under an open index."""
MOMENTS = itertools.count(1)
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files to another user")


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """An index of two generations; tests work on copies."""
    folder = tmp_path_factory.mktemp("published")
    site = folder / "site"
    site.mkdir()
    for word in ("old", "new"):
        for number in range(5):
            (site / f"{number}.md").write_text(f"---\ntitle: {word} {number}\ntags: [t]\n---\n\n{word} 服务网格\n")
        rebuild(site, folder / "index", BuildOptions(workers=1))
    return folder / "index"


@pytest.fixture
def root(published, tmp_path):
    return shutil.copytree(published, tmp_path / "index")


@pytest.fixture
def unpickled():
    """Every class that is looked up for a pickle while the test runs."""
    seen, on = [], [True]
    sys.addaudithook(lambda event, args: seen.append(args) if on and event == "pickle.find_class" else None)
    yield seen
    on.clear()


def index_files(root):
    return sorted(path for path in (root / "g-2").rglob("*") if path.is_file())


def answer(root):
    return {hit.title.text.partition(" ")[0] for hit in EmbeddedEngine(root).search(SearchRequest("服务网格")).hits}


def flip(dice, data):
    changed = bytearray(data)
    changed[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    return bytes(changed)


def overwrite(path, data):
    """Write at a time of its own, however coarse the file system's clock is."""
    path.write_bytes(data)
    os.utime(path, ns=(0, next(MOMENTS)))


def damages(dice, data):
    """Yield a file's bytes, damaged in many ways."""
    if data:
        yield from (flip(dice, data) for _ in range(FLIPS))
        yield from (data[: dice.randrange(len(data))] for _ in range(CUTS))
        yield b""
    if data.strip(b"\0"):
        yield bytes(len(data))
    yield data + b"\0"


def test_every_damage_to_every_file_is_found_and_the_previous_generation_serves(root, unpickled, tell_figures):
    dice, tried = random.Random(SEED), 0
    for path in index_files(root):
        data = path.read_bytes()
        for damaged in damages(dice, data):
            overwrite(path, damaged)
            generation = current_generation(root)
            assert (generation.number, str(path) in generation.degraded) == (1, True), (SEED, path.name)
            tried += 1
        overwrite(path, data)
    tell_figures(f"{tried} damages to {len(index_files(root))} files, seed {SEED}")
    assert tried > 500
    assert unpickled == []


def test_every_missing_file_is_found_and_the_previous_generation_serves(root):
    for path in [*index_files(root), root / "CURRENT"]:
        data = path.read_bytes()
        path.unlink()
        assert path.name in current_generation(root).degraded
        path.write_bytes(data)
        path.chmod(0o600)


def test_searches_go_on_in_the_previous_generation_and_the_damage_is_told(root):
    path = root / "g-2" / "part-0" / "arrays"
    path.write_bytes(flip(random.Random(SEED), path.read_bytes()))
    assert answer(root) == {"old"}
    assert "part-0/arrays: was changed after it was published" in EmbeddedEngine(root).health().degraded


def test_when_both_generations_are_damaged_nothing_answers_and_the_way_out_is_told(root):
    for name in ("g-1", "g-2"):
        (root / name / "part-0" / "arrays").unlink()
    with pytest.raises(IndexDamagedError, match=r"g-2/part-0/arrays: is missing.*search-index update SITE"):
        answer(root)


def flip_quietly(path, place, bit):
    """Flip a bit of a file and leave its times, so that nothing but its bytes tells."""
    status = path.stat()
    with path.open("r+b") as file:
        file.seek(place)
        byte = file.read(1)[0]
        file.seek(place)
        file.write(bytes([byte ^ 1 << bit]))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


QUESTIONS = ("", "服务网格", "old", "new", '"服务"', "服*", "务网")
"""Between them they show every post and count every word."""


def ask(engine, text):
    return replace(engine.search(SearchRequest(text, per_page=50)), took_ms=0.0)


def ask_everything(engine):
    return [ask(engine, text) for text in QUESTIONS]


@pytest.mark.parametrize("flips", OPEN_FLIPS)
def test_a_bit_that_rots_under_an_open_index_gives_no_wrong_answer(root, tell_figures, flips):
    """Flips with unchanged times: answers are as they were, or those of the generation before, which is told."""
    dice, path = random.Random(SEED), root / "g-2" / "part-0" / "arrays"
    newest, size, noticed = ask_everything(EmbeddedEngine(root)), path.stat().st_size, 0
    before = ask_everything(EmbeddedEngine(shutil.copytree(root, root / ".." / "before", ignore=only_the_first)))
    for _ in range(flips):
        place, bit = dice.randrange(size), dice.randrange(8)
        engine = EmbeddedEngine(root)
        engine.health()
        flip_quietly(path, place, bit)
        for number, text in enumerate(QUESTIONS):
            found, damaged = ask(engine, text), engine.health().damaged
            assert found == (before if damaged else newest)[number], (SEED, place, bit, text)
        assert not damaged or f"g-2/part-0/arrays, bytes {place // 4096 * 4096} to " in damaged[0]
        noticed += bool(damaged)
        flip_quietly(path, place, bit)
    tell_figures(f"{noticed} of {flips} flips were met by the questions, seed {SEED}")
    assert noticed


def only_the_first(_folder, names):
    return {"g-2", "CURRENT"} & set(names)


def test_a_bit_that_rotted_before_is_found_by_whoever_reads_it(root):
    dice, path = random.Random(SEED), root / "g-2" / "part-0" / "arrays"
    part = PartReader(path.parent)
    for _ in range(100):
        place, bit = dice.randrange(path.stat().st_size), dice.randrange(8)
        flip_quietly(path, place, bit)
        assert len(list(part.find_changed_bytes())) == 1
        flip_quietly(path, place, bit)
    assert list(part.find_changed_bytes()) == []


@pytest.mark.parametrize("more", [{"more.md": "---\ntitle: more\n---\n\n服务网格 more\n"}, {}])
def test_an_update_builds_anew_what_rotted_though_nothing_else_changed(tmp_path, published, more):
    site, root = tmp_path / "site", tmp_path / "index"
    shutil.copytree(published.parent / "site", site)
    rebuild(site, root, BuildOptions(workers=1))
    path = root / "g-1" / "part-0" / "arrays"
    flip_quietly(path, path.stat().st_size // 2, 3)
    for name, text in more.items():
        (site / name).write_text(text)
    report = update(site, root, BuildOptions(workers=1))
    assert report.changes is None
    assert any("part-0/arrays: bytes" in problem.message for problem in report.problems)
    assert (answer(root), EmbeddedEngine(root).health().degraded) == ({"new", *(["more"] if more else [])}, "")
    assert update(site, root, BuildOptions(workers=1)).changes is not None


def test_without_checksums_wrong_answers_are_given(root, monkeypatch):
    """The control: the same flips, with every checksum taken for right."""
    monkeypatch.setattr("indexer.index.format.block_file.zlib", SimpleNamespace(crc32=lambda _: _Equal()))
    dice, path = random.Random(SEED), root / "g-2" / "part-0" / "arrays"
    expected = ask_everything(EmbeddedEngine(root))
    for _ in range(400):
        place, bit = dice.randrange(path.stat().st_size), dice.randrange(8)
        engine = EmbeddedEngine(root)
        engine.health()
        flip_quietly(path, place, bit)
        with suppress(Exception):
            if ask_everything(engine) != expected:
                return
        flip_quietly(path, place, bit)
    pytest.fail("no answer was wrong")


class _Equal:
    """Equal to everything."""

    __hash__ = None

    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False


class Payload:
    """Creates a file when it is unpickled."""

    def __init__(self, marker):
        self.marker = marker

    def __reduce__(self):
        return os.mkdir, (str(self.marker),)


def plant(root, marker):
    """Put a pickle that runs code in the place of Whoosh's table of contents."""
    path = next((root / "g-2").glob("*.toc"))
    path.write_bytes(pickle.dumps(Payload(marker)))
    return path


def seal_again(root):
    """Make the manifest fit what is there, as anyone can who may write to the folder."""
    contents = manifest.read_manifest(root / "g-2").contents
    (root / "g-2" / "MANIFEST.json").unlink()
    digest = manifest.seal_folder(root / "g-2", contents).digest
    (root / "CURRENT").write_text(f"g-2 {digest}\n")


def test_a_planted_pickle_is_refused_and_never_run(root, tmp_path):
    path = plant(root, tmp_path / "marker")
    assert answer(root) == {"old"}
    assert path.name in EmbeddedEngine(root).health().degraded
    assert not (tmp_path / "marker").exists()


@pytest.mark.parametrize("opened", ["to all", pytest.param("to its owner", marks=as_root)])
def test_a_planted_pickle_with_a_fitting_manifest_is_refused_where_others_could_have_put_it(root, tmp_path, opened):
    plant(root, tmp_path / "marker")
    seal_again(root)
    if opened == "to all":
        root.chmod(0o777)
    else:
        for path in [root, *root.rglob("*")]:
            os.chown(path, 65534, 65534)
    with pytest.raises(IndexForeignError):
        answer(root)
    assert not (tmp_path / "marker").exists()


def test_searching_never_unpickles_so_even_a_pickle_that_is_believed_is_not_run(root, tmp_path, unpickled):
    plant(root, tmp_path / "marker")
    seal_again(root)
    assert answer(root) == {"new"}
    assert (unpickled, (tmp_path / "marker").exists()) == ([], False)


def test_the_planted_pickle_would_run_if_it_were_opened(root, tmp_path):
    """The control."""
    path = plant(root, tmp_path / "marker")
    pickle.loads(path.read_bytes())
    assert (tmp_path / "marker").exists()


def test_an_index_copied_without_its_marker_is_refused(root):
    (root / "SEARCH-INDEX").unlink()
    with pytest.raises(IndexForeignError):
        answer(root)


def test_a_rebuild_heals_a_damaged_index(root, published):
    for name in ("g-1", "g-2"):
        (root / name / "MANIFEST.json").write_text("{}")
    rebuild(published.parent / "site", root, BuildOptions(workers=1))
    assert answer(root) == {"new"}
    assert not EmbeddedEngine(root).health().degraded


def test_manifests_are_ordinary_json(root):
    values = json.loads((root / "g-2" / "MANIFEST.json").read_bytes())
    name, seal = next(iter(values["files"].items()))
    assert hashlib.sha256((root / "g-2" / name).read_bytes()).hexdigest() == seal["sha256"]
