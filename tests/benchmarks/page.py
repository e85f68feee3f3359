"""What the peers index and search: pages whose Chinese words are parted by spaces.

Apart from the reading of sites, so that a peer that only searches holds in memory what it would hold by itself.
"""

import re
from dataclasses import dataclass

import rjieba

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Page:
    """A post as a peer indexes it.

    Attributes:
        title, text: With a space between Chinese words, so that any tokenizer cuts them as jieba does.
    """

    id: str
    url: str
    title: str
    language: str
    date: str
    tags: str
    text: str


def space_words(text: str) -> str:
    """Put spaces between the Chinese words of a text."""
    return _HAN.sub(lambda run: f" {' '.join(rjieba.cut(run[0]))} ", text)
