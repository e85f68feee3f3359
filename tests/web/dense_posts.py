"""Posts in which frequent words stand hundreds of times, so that phrases cost most; 7,000 have 420,000 terms."""

import random

from web.costly import HAN, LATIN

_RARE_WORDS = 60
_FREQUENT = [*HAN, "微服务", "服务器", "云原生", "开源", "社区", "的", "是", "在", "和", "了", "如果", "以及"]


def write_dense_posts(folder, count):
    """Write posts of about 5,000 characters as Markdown files; the same ones each time."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(20261128)
    for number in range(count):
        path = folder / f"post-{number:05d}.md"
        path.write_text(_head(chance, number) + "".join(_pieces(chance, number)) + "\n", encoding="utf-8")


def _head(chance, number):
    title = f"{''.join(_draw(chance, _FREQUENT, 4))} {chance.choice(LATIN)} {number}"
    day = f"20{chance.randint(15, 25)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
    return f"---\ntitle: {title}\ndate: {day}\ntags: [{chance.choice(LATIN)}, {chance.choice(HAN)}]\n---\n\n"


def _pieces(chance, number):
    pieces = []
    for _ in range(70):
        pieces.append("".join(_draw(chance, _FREQUENT, chance.randint(8, 30))) + chance.choice("，。；"))
        if chance.random() < 0.5:
            pieces.append(f" {' '.join(_draw(chance, LATIN, chance.randint(3, 12)))}. ")
    for step in range(_RARE_WORDS):
        pieces.insert(chance.randrange(len(pieces)), f" {_rare_word(number * _RARE_WORDS + step)} ")
    for _ in range(3):
        heading = "".join(_draw(chance, _FREQUENT, 3))
        pieces.insert(chance.randrange(len(pieces)), f"\n\n## {heading} {chance.choice(LATIN)}\n\n")
    return pieces


def _draw(chance, words, count):
    """Draw words, the first ones more often, as in any language."""
    return chance.choices(words, [1 / (rank + 1) ** 0.6 for rank in range(len(words))], k=count)


def _rare_word(number):
    return random.Random(number).choice("bcdfghjklm") + random.Random(number + 1).choice("aeiou") + f"x{number:x}"
