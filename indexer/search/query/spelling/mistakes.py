"""Mistakes in the letters of a word: which can be told at all, which are likely, and the words that they make."""

from collections.abc import Iterator
from string import ascii_lowercase

LONGEST_ALIKE = 6
"""Letters of a word of which one letter more or less makes another word too often to be doubted."""
SHORTEST_REPLACED = 7
"""Letters of a word of which one vowel may be another (kubernates): in shorter ones that is too often another word."""
SHORTEST_WRONG = 10
"""Letters of a word of which any letter inside may be another, or two may be wrong."""
VERB_ENDINGS = ("ed", "ing")
_VOWELS = frozenset("aeiou")
_SPELLINGS = (("is", "iz"), ("ys", "yz"), ("our", "or"), ("re", "er"), ("ll", "l"), ("ogue", "og"), ("ce", "se"))
"""What one country writes and what the other, of words that ``lexicon.spellings`` does not list: ochre and ocher."""
_SHORTEST_STEM = 6
"""Letters that two forms of one word begin with."""


def has_letters(word: str, least: int) -> bool:
    """Check whether a folded word is of Latin letters alone, and of so many at least."""
    return len(word) >= least and word.isascii() and word.isalpha()


def is_likely_mistake(word: str, meant: str) -> bool:
    """Check whether one mistake in a word is likelier to be a mistake than to make another word."""
    if len(word) != len(meant):
        return len(word) > LONGEST_ALIKE or (len(word) == LONGEST_ALIKE and len(meant) > len(word))
    wrong = {letter for pair in zip(word, meant, strict=True) if pair[0] != pair[1] for letter in pair}
    is_form = word.endswith(VERB_ENDINGS)  # bending is no binding
    return len(word) >= SHORTEST_WRONG or (len(word) >= SHORTEST_REPLACED and wrong <= _VOWELS and not is_form)


def is_other_form(word: str, other: str) -> bool:
    """Check whether two words are one in the spelling of two countries, or forms of one, as far as letters tell."""
    if word[:_SHORTEST_STEM] == other[:_SHORTEST_STEM] and min(len(word), len(other)) > _SHORTEST_STEM:
        return True
    return any(word.replace(*each) == other or other.replace(*each) == word for each in _SPELLINGS)


def swap_letters(word: str) -> Iterator[str]:
    """Yield a word with each two neighbouring letters the other way round."""
    return (word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1))


def replace_letters(word: str) -> Iterator[str]:
    """Yield a word with each letter inside replaced by each other one."""
    return (word[:at] + letter + word[at + 1 :] for at in range(1, len(word)) for letter in ascii_lowercase)


def change_length(word: str) -> Iterator[str]:
    """Yield a word with each letter inside left out, and with each letter put in between any two."""
    yield from (word[:at] + word[at + 1 :] for at in range(1, len(word) - 1))
    yield from (word[:at] + letter + word[at:] for at in range(1, len(word)) for letter in ascii_lowercase)


def double_letters(word: str) -> Iterator[str]:
    """Yield a word with each letter twice."""
    return (word[:at] + word[at - 1 :] for at in range(1, len(word) + 1))
