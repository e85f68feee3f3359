"""Of what a cluster has already nothing is made again; of anything else, everything."""

import numpy as np
import pytest
from small_index import make_post

from indexer.engines.cluster.build.digests import DigestStore
from indexer.engines.cluster.build.documents import make_documents
from indexer.index.build.from_posts import build_from_posts, update_from_posts
from indexer.index.build.options import BuildOptions
from indexer.index.generations.generation import current_generation
from indexer.index.reader.store import open_every_document


@pytest.fixture
def root(tmp_path):
    build_from_posts([make_post(f"post {number}", "Istio 服务网格") for number in range(8)], tmp_path / "index")
    return tmp_path / "index"


def read(root):
    generation = current_generation(root)
    reader = open_every_document(generation.path)
    return generation, reader, DigestStore(root.parent).read(generation, reader)


def send(root, there):
    """Make what a cluster lacks, which has some digests by their ids; return the names of what was made."""
    generation, reader, inventory = read(root)
    wanted = inventory.find_wanted(there)
    made = list(inventory.note(wanted, make_documents(reader, wanted)))
    DigestStore(root.parent).write(generation, reader, inventory)
    there.update((document.id, document.digest) for document in made)
    return [document.source["id"] for document in made]


def test_an_update_makes_only_the_posts_that_changed(root):
    there = {}
    assert len(send(root, there)) == 8
    assert send(root, there) == []
    update_from_posts([make_post("post 3", "Istio 熔断"), make_post("post 9", "Istio")], root)
    assert send(root, there) == ["post 3.md", "post 9.md"]
    assert len(read(root)[2].list_ids()) == 9


def test_what_a_cluster_has_otherwise_is_made_again(root):
    there = {}
    send(root, there)
    changed = next(iter(there))
    there[changed] = "0" * 32
    assert len(send(root, there)) == 1
    assert len(send(root, {})) == 8


def test_a_file_that_cannot_be_read_costs_time_alone(root):
    there = {}
    send(root, there)
    (file,) = (root.parent / "digests").iterdir()
    file.write_bytes(file.read_bytes()[:-7])
    assert len(send(root, there)) == 8


def test_files_of_parts_that_are_gone_are_deleted(root):
    send(root, {})
    before = set((root.parent / "digests").iterdir())
    build_from_posts([make_post("other", "Envoy")], root, options=BuildOptions(force=True))
    send(root, {})
    generation, reader, _ = read(root)
    DigestStore(root.parent).remove_others([(generation, reader)])
    assert before.isdisjoint((root.parent / "digests").iterdir())


@pytest.mark.parametrize("posts", [0, 1, 5, 64, 1000])
def test_samples_are_spread_over_all_documents(posts):
    from indexer.engines.cluster.build.digests import _ROW, Inventory

    rows = np.array([(b"%032d" % number, b"%032d" % number) for number in range(posts)], dtype=_ROW)
    living = np.ones(posts, dtype=bool)
    living[::7] = False
    drawn = Inventory(rows, living).draw(64)
    assert len(drawn) == min(64, living.sum())
    assert all(int(key) % 7 and key == digest for key, digest in drawn.items())
