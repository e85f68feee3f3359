"""The pinyin of Chinese words. The only module that knows pypinyin."""

import gc
from collections.abc import Callable

from indexer.text.memo import Once, memo


@memo(limit=1 << 14)
def syllables_of(word: str) -> tuple[str, ...]:
    """Return the pinyin of each character of a Simplified word, without tones: ``服务`` is ``fu``, ``wu``."""
    return tuple(_load_pinyin()(word))


@Once
def _load_pinyin() -> Callable[[str], list[str]]:
    """Load the dictionaries: half of the time would go to the garbage collector, which finds nothing in them."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        from pypinyin import lazy_pinyin  # noqa: PLC0415  0.2 s and 40 MB, and a server rarely has to hear a word
    finally:
        if was_enabled:
            gc.enable()
    return lazy_pinyin


_CONFUSED = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"))


@memo(limit=1 << 12)
def blur_syllable(syllable: str) -> str:
    """Return a syllable as a speaker hears it who does not tell zh from z, -ng from -n, or n from l."""
    for clear, blurred in _CONFUSED:
        syllable = syllable.replace(clear, blurred)
    return "l" + syllable[1:] if syllable.startswith("n") else syllable
