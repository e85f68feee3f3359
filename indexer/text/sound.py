"""How Chinese words sound. The only module that knows pypinyin."""

from functools import lru_cache


@lru_cache(maxsize=1 << 14)
def syllables_of(word: str) -> tuple[str, ...]:
    """Return the pinyin of each character of a Simplified word, without tones: ``服务`` is ``fu``, ``wu``."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415  0.3 s and 40 MB, and a server rarely has to hear a word

    return tuple(lazy_pinyin(word))


_CONFUSED = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"))


def blur_syllable(syllable: str) -> str:
    """Return a syllable as a speaker hears it who does not tell zh from z, -ng from -n, or n from l."""
    for clear, blurred in _CONFUSED:
        syllable = syllable.replace(clear, blurred)
    return "l" + syllable[1:] if syllable.startswith("n") else syllable
