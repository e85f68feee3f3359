"""Whether each peer is served over HTTP, by one process and by several, as ``study_web`` has them."""

import json
import urllib.request

import pytest
from benchmarks.apart import build_apart, serve
from benchmarks.peers import OURS, REFERENCE

POST = "---\ntitle: Canary release\n---\n\nistio 流量管理\n"
SECONDS = 60
ASKED = 4
"""Times: enough that each of two processes is likely to answer."""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    (folder / "post.md").write_text(POST, encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", [OURS, REFERENCE])
def test_a_peer_is_served_by_one_process_and_by_two(site, tmp_path, name):
    if name == REFERENCE:
        for needed in ("tantivy", "rjieba"):
            pytest.importorskip(needed, reason="the peers are not installed: pip install -e '.[bench]'")
    build_apart(name, site, tmp_path / "index")
    for processes in (1, 2):
        with serve(name, tmp_path / "index", processes) as port:
            for _ in range(ASKED):
                address = f"http://127.0.0.1:{port}/api/search?q=istio"
                with urllib.request.urlopen(address, timeout=SECONDS) as answer:
                    assert json.load(answer)["total"] == 1
