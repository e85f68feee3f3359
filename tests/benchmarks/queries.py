"""Queries nobody has chosen: drawn by chance from the corpora, half of them Chinese, half English."""

import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import cycle, islice, pairwise

from benchmarks.corpora import LANGUAGES, SEED, Material
from pypinyin import lazy_pinyin

from indexer.posts.post import Post
from indexer.text.analysis.segmenter import default_segmenter
from indexer.text.lexicon.word_lists import stop_words

_RUN = re.compile(r"[\u4e00-\u9fff]+|[A-Za-z][A-Za-z]+")
_JOINT = {"zh": "", "en": " "}
_ASKING = {
    "zh": ("什么是{}", "如何使用{}", "{}是怎么工作的？", "{}和{}有什么区别"),
    "en": ("what is {}", "how do I use {}", "how does {} work?", "difference between {} and {}"),
}
_BANDS = (0.0, 0.006, 0.03, 0.15, 1.0)
"""Between which shares of the posts a word stands in: rare to everywhere."""
_SAMPLE = 400
"""Posts of each language whose words are counted."""
_ADDRESS = re.compile(r"\]\([^)]*\)|https?://\S+")


@dataclass(frozen=True, slots=True)
class Query:
    """Something a visitor might type."""

    kind: str
    language: str
    text: str


class QueryMaker:
    """Draws queries. The same seed and corpora give the same ones."""

    def __init__(self, material: Material, seed: int = SEED) -> None:
        self._material = material
        self._chance = random.Random(seed)
        self._stop = stop_words()
        self._bands = {language: self._sort_words(language) for language in LANGUAGES}

    def draw(self, count: int) -> list[Query]:
        """Return so many queries, of every kind and both languages in turn, in any order."""
        kinds: dict[str, Callable[[str], str]] = {
            "title words": self._title_words,
            "tag": self._tag,
            "phrase": self._phrase,
            "word": self._word,
            "mixed": self._mixed,
            "misspelt": self._misspelt,
            "question": self._question,
            "typing": self._typing,
        }
        chosen = islice(cycle([(kind, language) for kind in kinds for language in LANGUAGES]), count)
        queries = [Query(kind, language, kinds[kind](language)) for kind, language in chosen]
        self._chance.shuffle(queries)
        return queries

    def _post(self, language: str) -> Post:
        return self._chance.choice(self._material.posts[language])

    def _title_words(self, language: str) -> str:
        """Return two neighbouring words of a title."""
        pairs = [pair for pair in pairwise(words_of(self._post(language).title)) if self._telling(pair)]
        return " ".join(self._chance.choice(pairs)) if pairs else self._title_words(language)

    def _tag(self, language: str) -> str:
        post = self._post(language)
        names = (*post.tags, *post.categories)
        return self._chance.choice(names) if names else self._word(language)

    def _phrase(self, language: str) -> str:
        """Return two to six words in a row of a body, as they stand there."""
        words = words_of(_ADDRESS.sub("", self._chance.choice(self._material.passages[language])))
        first = self._chance.randrange(max(len(words) - 2, 1))
        return _JOINT[language].join(words[first : first + self._chance.randint(2, 6)]) or self._phrase(language)

    def _word(self, language: str) -> str:
        """Return one word, from a band of frequencies chosen first: most words are rare, most queries are not."""
        return self._chance.choice(self._chance.choice(self._bands[language]))

    def _mixed(self, language: str) -> str:
        """Return a Latin and a Chinese word of one post; in English posts, two words from different places."""
        words = [word for word in words_of(self._post(language).body) if word.lower() not in self._stop]
        latin = [word for word in words if word.isascii()]
        others = [word for word in words if not word.isascii() and len(word) > 1] or latin
        return f"{self._chance.choice(latin)} {self._chance.choice(others)}" if latin else self._mixed(language)

    def _misspelt(self, language: str) -> str:
        """Return an English word with two letters swapped or one left out, or a Chinese one typed in pinyin."""
        word = self._word(language)
        if language == "zh":
            return "".join(lazy_pinyin(word))
        if len(word) < 5:
            return self._misspelt(language)
        at = self._chance.randrange(1, len(word) - 1)
        swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        return self._chance.choice((swapped, word[:at] + word[at + 1 :]))

    def _question(self, language: str) -> str:
        frame = self._chance.choice(_ASKING[language])
        return frame.format(*(self._word(language) for _ in range(frame.count("{}"))))

    def _typing(self, language: str) -> str:
        """Return the beginning of a title, as far as someone has typed it."""
        title = self._post(language).title
        return title[: self._chance.randint(2, 16)].strip() or self._typing(language)

    def _telling(self, words: Sequence[str]) -> bool:
        return any(word.lower() not in self._stop and len(word) > 1 for word in words)

    def _sort_words(self, language: str) -> list[list[str]]:
        """Return the words of a language by band; bands without any are left out."""
        posts = self._material.posts[language]
        sample = self._chance.sample(posts, min(len(posts), _SAMPLE))
        counts: Counter[str] = Counter()
        for post in sample:
            counts.update({word for word in words_of(post.body) if word.isascii() == (language == "en")})
        words = [word for word in sorted(counts) if word.lower() not in self._stop and len(word) > 1]
        shares = {word: counts[word] / len(sample) for word in words}
        bands = [[word for word in words if low < shares[word] <= high] for low, high in pairwise(_BANDS)]
        return [band for band in bands if band]


def words_of(text: str) -> list[str]:
    """Cut a text into Chinese and Latin words as written; all else is left out."""
    segmenter = default_segmenter()
    words: list[str] = []
    for match in _RUN.finditer(text):
        words += [match[0]] if match[0].isascii() else segmenter.segment(match[0])
    return words
