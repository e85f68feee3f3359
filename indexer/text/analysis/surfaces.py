"""Cut a folded text into surfaces with arrays: what the analyzer's one pattern finds, without a match for each word.

Words and Han runs are marked with masks over the characters; all words then become one string that is split at its
spaces, and all runs one string that is segmented at once.
"""

import numpy as np
from numpy.typing import NDArray

from indexer.text.analysis.folding_tables import CAPITAL, CONNECTOR, FOREIGN, HAN, LETTER, SIGN, WORDLIKE, Codes, decode
from indexer.text.analysis.readings import NET
from indexer.text.analysis.segmenter import Segmenter

Mask = NDArray[np.bool_]

_SPACE, _LINE_END = np.uint32(ord(" ")), np.uint32(ord("\n"))
_TO_SMALL, _ASCII_END, _MOVED = np.uint32(ord("a") - ord("A")), np.uint32(128), np.uint32(0xF0000)
_FOLDED = {int(_MOVED) + code: chr(code).lower() for code in range(_ASCII_END)} | {
    code: chr(code).lower() for code in range(ord("A"), ord("Z") + 1)
}


def fold_surface(surface: str) -> str:
    """Return the folded form, of the same length, of a surface as ``cut_words`` and ``cut_han`` give it.

    In that, ASCII capitals stand as they were written; and the characters of ASCII that were written otherwise (full
    width, with accents) stand in a private plane of Unicode, so that a stretch of it is ASCII where its original is.
    """
    return surface.lower() if surface.isascii() else surface.translate(_FOLDED)


def cut_words(codes: Codes) -> tuple[list[str], NDArray[np.int32]]:
    """Return the surfaces that are no Han, and where in the folded text each begins.

    Camel case is read from what was written, so these are not quite folded: see ``fold_surface``.
    """
    inside, touching = _mark_words(codes)
    shown = np.where(inside, _show_written(codes), _SPACE)
    starts = np.flatnonzero(inside & ~np.roll(inside, 1))
    if touching.size:
        shown = np.insert(shown, touching, _SPACE)
        starts = np.sort(np.concatenate((starts, touching)))
    return decode(shown).split(), starts.astype(np.int32)


def cut_han(codes: Codes, segmenter: Segmenter) -> tuple[list[str], NDArray[np.int32]]:
    """Return the words of all Han runs, a line end after those of each run, and where every character came from.

    Returns:
        The words, and int32: for each character of the words, joined, its place in the folded text.
    """
    han = codes.are(HAN)
    kept = han.copy()
    kept[1:] |= han[:-1]
    places = np.flatnonzero(kept).astype(np.int32)
    if not places.size:
        return [], places
    lines = decode(np.where(han[places], codes.points[places], _LINE_END))
    return segmenter.segment_lines(lines), places


def _mark_words(codes: Codes) -> tuple[Mask, NDArray[np.intp]]:
    """Mark words, connectors and signs among them.

    Returns:
        bool[F]: which characters are of a word; and the places where a word begins that touches the one before it.
    """
    letters = codes.are(LETTER)
    connectors = np.flatnonzero(codes.are(CONNECTOR))
    signs = np.flatnonzero(codes.are(SIGN))
    inside = letters.copy()
    inside[connectors[letters[connectors - 1] & letters[connectors + 1]]] = True
    versions = _mark_suffixes(inside, letters, codes.points, signs)
    nets = _find_net(inside, letters, codes, connectors)
    _part_from_followers(inside, letters, nets + len(NET))
    degrees = signs[(codes.points[signs] == ord("°")) & letters[signs + 1]]
    begins = np.concatenate((nets, degrees, versions))
    inside[begins] = True
    return inside, begins[inside[begins - 1]]


def _mark_suffixes(
    inside: Mask, letters: Mask, points: NDArray[np.uint32], signs: NDArray[np.intp]
) -> NDArray[np.intp]:
    """Mark ``#`` and ``++`` where a word ends with them; the text's last character is no sign.

    Returns:
        The places behind them where a number follows, which is a word of its own: C++17.
    """
    digits = (points >= ord("0")) & (points <= ord("9"))
    sharps = signs[points[signs] == ord("#")]
    sharps = sharps[letters[sharps - 1] & (digits | ~letters)[sharps + 1]]
    inside[sharps] = True
    pluses = signs[(points[signs] == ord("+")) & (points[signs + 1] == ord("+"))]
    pluses = pluses[letters[pluses - 1] & (digits | ~letters)[pluses + 2]]
    inside[pluses] = inside[pluses + 1] = True
    behind = np.concatenate((sharps + 1, pluses + 2))
    versions: NDArray[np.intp] = behind[digits[behind]]
    return versions


def _find_net(inside: Mask, letters: Mask, codes: Codes, dots: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the places of the dots with which the name ``.net`` begins."""
    dots = dots[(dots < len(letters) - len(NET)) & ~inside[dots]]
    for place, character in enumerate(NET):
        dots = dots[codes.points[dots + place] == ord(character)]
        if not dots.size:
            return dots
    alone: Mask = (codes.kinds[dots - 1] & WORDLIKE == 0) & ~letters[dots + len(NET)]
    return dots[alone]


def _part_from_followers(inside: Mask, letters: Mask, followers: NDArray[np.intp]) -> None:
    """Unmark what would join a word to a name that is complete: a connector, or one sign or two."""
    for follower in followers.tolist():
        while inside[follower] and not letters[follower]:
            inside[follower] = False
            follower += 1  # noqa: PLW2901  at most the two signs of a plus


def _show_written(codes: Codes) -> NDArray[np.uint32]:
    """Return uint32[F]: the folded characters, with ASCII capitals restored and foreign ones moved away."""
    shown = codes.points - codes.are(CAPITAL) * _TO_SMALL
    foreign = codes.are(FOREIGN)
    if foreign.any():
        shown[foreign & (shown < _ASCII_END)] += _MOVED
    return shown
