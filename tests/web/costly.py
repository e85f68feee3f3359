"""Queries drawn to cost much: 20 kinds, made of the words that most posts have, each as long as a query may be."""

import random
from itertools import cycle

from indexer.search.results import MAX_QUERY_LENGTH

HAN = (
    *(
        "服务",
        "网格",
        "流量",
        "管理",
        "集群",
        "代理",
        "发布",
        "网关",
        "索引",
        "搜索",
        "查询",
        "数据",
        "系统",
        "应用",
        "部署",
    ),
    *(
        "配置",
        "监控",
        "日志",
        "追踪",
        "安全",
        "策略",
        "容器",
        "镜像",
        "节点",
        "我们",
        "可以",
        "一个",
        "使用",
        "通过",
        "进行",
    ),
)
LATIN = (
    *("service", "mesh", "traffic", "cluster", "proxy", "common", "release", "canary", "gateway", "index", "search"),
    *("the", "of", "to", "and", "in", "is", "for", "with", "that", "on", "as", "kubernetes", "envoy", "istio", "pod"),
)
CHARACTERS = "服务网格流量管理集群的是在和了我们可以一个使用"
SOUNDS = (
    "密语石",
    "复物网歌",
    "流亮管里",
    "及群带里",
    "付务",
    "王格",
    "索印",
    "茶寻",
    "数句",
    "西统",
    "部暑",
    "日制",
    "安泉",
    "容七",
)
PINYIN = (
    "fuwu",
    "wangge",
    "liuliang",
    "guanli",
    "jiqun",
    "daili",
    "fabu",
    "suoyin",
    "sousuo",
    "chaxun",
    "fwwg",
    "llgl",
)
EMOJI = "😀👍🚀🎉👩‍👩‍👧‍👦❤️🇨🇳"
_ITEMS = 20
"""Items of a query of many: more than any visitor types; ``grammar.MAX_ITEMS`` are read."""


class Drawer:
    """Draws queries of each kind; the same ones for the same seed."""

    def __init__(self, seed):
        self._chance = random.Random(seed)
        self.kinds = {name: getattr(self, name) for name in vars(Drawer) if not name.startswith("_") and name != "draw"}

    def draw(self, count):
        """Return so many different queries, as many of each kind as of the others, with their kinds."""
        found = {}
        for name in cycle(self.kinds):  # a kind that has nothing new to draw leaves its turn to the next
            found.setdefault(self.kinds[name]()[:MAX_QUERY_LENGTH], name)
            if len(found) == count:
                break
        return list(found.items())

    def _several(self, words, low, high):
        return self._chance.choices(words, k=self._chance.randint(low, high))

    def _times(self):
        return self._chance.choice([1, 2, 3, 5, 20])

    def latin_phrase(self):
        return f'"{" ".join(self._several(LATIN, 2, 40))}"'

    def han_phrase(self):
        return f'"{"".join(self._several(HAN, 1, 8) + self._several(CHARACTERS, 0, 100))}"'

    def spaced_han_phrase(self):
        return f'"{" ".join(self._several([*HAN, *CHARACTERS], 2, 4) * self._times())}"'

    def repeated_phrase(self):
        return f'"{" ".join([self._chance.choice([*HAN, *LATIN, *CHARACTERS])] * self._chance.randint(2, 80))}"'

    def mixed_phrase(self):
        return f'"{" ".join(self._several([*HAN, *LATIN], 2, 12))}"'

    def prefix_in_phrase(self):
        following = self._chance.choice(["", " 服务", " mesh*", "，网格*"])
        return f'"{self._chance.choice([*CHARACTERS, *HAN, "s", "se"])}*{following}"'

    def many_phrases(self):
        return " ".join(f'"{" ".join(self._several([*LATIN, *HAN], 2, 3))}"' for _ in range(_ITEMS))

    def repeated_words(self):
        return " ".join(self._several([*LATIN, *HAN], 1, 3) * 30)

    def many_words(self):
        return " ".join(self._several([*LATIN, *HAN], 20, 60))

    def many_alternatives(self):
        return " OR ".join(self._several([*LATIN, *HAN, *CHARACTERS], 10, 40))

    def phrase_alternatives(self):
        return " OR ".join(f'"{"".join(self._several(HAN, 2, 2))}"' for _ in range(_ITEMS))

    def many_exclusions(self):
        return " ".join(f"-{word}" for word in self._several([*LATIN, *HAN], 10, 40))

    def excluded_phrases(self):
        return "服务 " + " ".join(f'-"{" ".join(self._several([*HAN, *LATIN], 2, 3))}"' for _ in range(_ITEMS))

    def long_run(self):
        return "".join(self._several([*HAN, *CHARACTERS], 5, 200))

    def prefixes(self):
        letters = [f"{a}{b}" for a in "bcdfghs" for b in "aeiou"]
        return " ".join(f"{each}*" for each in self._several([*letters, *CHARACTERS, *HAN], 1, 40))

    def misspelt(self):
        return " ".join(map(self._misspell, self._several([w for w in LATIN if len(w) > 3], 1, 25)))

    def _misspell(self, word):
        at = self._chance.randrange(1, len(word))
        return word[:at] + self._chance.choice("qxzvkj") + word[at + self._chance.randrange(2) :]

    def by_sound(self):
        return " ".join(self._several([*SOUNDS, *PINYIN], 1, 20))

    def dates(self):
        return f"date:20{self._chance.randint(10, 26)}..{' after:2016-01-01' * self._chance.randint(0, 10)} 服务 的"

    def filters(self):
        names = self._several(["tag:", "category:", "author:a", "-tag:", "lang:", "title:"], 2, 20)
        return "服务 " + " ".join(f"{name}{self._chance.choice([*HAN, *LATIN])}" for name in names)

    def titles(self):
        return " ".join(
            f'title:{self._chance.choice(["", chr(34)])}{"".join(self._several(HAN, 1, 3))}"' for _ in range(_ITEMS)
        )

    def emoji(self):
        return self._chance.choice([EMOJI * 20, *EMOJI[:4]]) + " " + " ".join(self._several(CHARACTERS, 1, 30))

    def compounds(self):
        return " ".join("-".join(self._several(LATIN, 2, 8)) for _ in range(_ITEMS))

    def one_long_word(self):
        return self._chance.choice(["a", "字", "1", "é", "服", "s.", "v1.", "service", "ServiceMesh"]) * 256

    def symbols(self):
        return "".join(self._several('"*-:()“”|，。服务a ', 30, 256))
