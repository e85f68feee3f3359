"""A part without some documents is the part that the others alone would have made."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_index import POSTS, make_post, part_of, values

from indexer.index.parts import drop_documents as module
from indexer.index.parts.drop_documents import drop_documents

WORDS = (
    "istio",
    "Istio",
    "服务网格",
    "流量",
    "管理",
    "node.js",
    "C++",
    "网",
    "a",
    "kube-proxy",
    "資料庫",
    "😀",
    "x" * 300,
)
BODIES = st.lists(
    st.sampled_from([*WORDS, "\n\n## 小节\n\n", "\n\n```\ncode istio\n```\n\n", "。", " " * 280]), max_size=12
)


@given(bodies=st.lists(BODIES, max_size=6), data=st.data())
def test_a_part_without_documents_is_the_part_of_the_others(bodies, data):
    posts = [make_post(f"p{number}", " ".join(body)) for number, body in enumerate(bodies)]
    keep = [data.draw(st.booleans()) for _ in posts]
    left = [post for post, stays in zip(posts, keep, strict=True) if stays]
    assert values(drop_documents(part_of(*posts), np.array(keep, dtype=bool))) == values(part_of(*left))


@pytest.mark.parametrize("dropped", range(len(POSTS)))
@pytest.mark.parametrize("at_once", [1, 7, 1 << 22])
def test_whatever_the_size_of_the_pieces(monkeypatch, dropped, at_once):
    monkeypatch.setattr(module, "_AT_ONCE", at_once)
    keep = np.arange(len(POSTS)) != dropped
    left = [post for number, post in enumerate(POSTS) if number != dropped]
    assert values(drop_documents(part_of(*POSTS), keep)) == values(part_of(*left))
