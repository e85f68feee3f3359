"""How site generators make slugs: of titles and file names for addresses, of headings for anchors."""

import re
import unicodedata

_HEX_PAIR = re.compile(r"[0-9A-Fa-f]{2}")


def hugo_sanitize(text: str) -> str:
    """Drop what Hugo lets into no address; spaces become single hyphens.

    Letters, digits, marks and a few signs stay, and ``%`` before two hexadecimal digits.

    Source:
        Hugo 0.168 ``common/paths/path.go``, ``Sanitize``.
    """
    kept: list[str] = []
    hyphen_due = was_hyphen = False
    for at, char in enumerate(text):
        if _hugo_keeps(text, at, char):
            was_hyphen = char == "-"
            if hyphen_due and not was_hyphen:
                kept.append("-")
            hyphen_due = False
            kept.append(char)
        elif kept and not was_hyphen and char.isspace():
            hyphen_due = True
    return "".join(kept)


def _hugo_keeps(text: str, at: int, char: str) -> bool:
    if char == "%":
        return _HEX_PAIR.match(text, at + 1) is not None
    category = unicodedata.category(char)
    return category[0] in "LM" or category == "Nd" or char in "./\\_#+~-@"


def remove_accents(text: str) -> str:
    """Take the accents off letters (``é`` becomes ``e``), as Hugo's ``removePathAccents`` does."""
    bare = "".join(char for char in unicodedata.normalize("NFD", text) if unicodedata.category(char) != "Mn")
    return unicodedata.normalize("NFC", bare)


def hugo_normalise(name: str) -> str:
    """Lower-case a file's or folder's name and put hyphens for its spaces, as Hugo does for its own paths."""
    return name.lower().replace(" ", "-")


_READINGS = str.maketrans({"么": "Me ", "什": "Shen ", "价": "Jia ", "旅": "Lv ", "术": "Shu ", "・": "-"})
"""Frequent characters that Zola's table (deunicode) reads otherwise than the one used here."""
_NOT_ALNUM = re.compile(r"[^a-z0-9]+")


def zola_slug(text: str) -> str:
    """Write text in lower-case ASCII letters, digits and single hyphens; ``日本`` becomes ``ri-ben``.

    Zola reads with deunicode 1.6, this with text-unidecode 1.3, an older edition of the same table, put right for
    frequent characters. The 6,763 Chinese characters of GB 2312 all come out the same; of the 20,992 in Unicode's
    first block 305 do not. Emoji take Unicode's names; Zola's are shorter for 6 in 10.

    Source:
        The slug crate 0.1, ``slugify``, which Zola calls for ``slugify.paths = "on"``.
    """
    return _NOT_ALNUM.sub("-", "".join(map(_in_ascii, text.translate(_READINGS))).lower()).strip("-")


def _in_ascii(char: str) -> str:
    if char.isascii():
        return char
    from text_unidecode import unidecode  # noqa: PLC0415  its tables take milliseconds, and few sites need them

    plain = str(unidecode(char))
    if plain.strip() not in {"", "[?]"}:
        return plain
    folded = unicodedata.normalize("NFKC", char)
    if folded != char and folded.isascii():
        return folded
    return f"{unicodedata.name(char, '')} " if unicodedata.category(char) == "So" else "-" if plain else ""


_FORBIDDEN_IN_FILES = str.maketrans("", "", '<>:"/\\|?*')


def zola_path_slug(text: str, strategy: str) -> str:
    """Make a part of an address as Zola's ``slugify.paths`` says: ``on``, ``safe`` or ``off``."""
    if strategy == "off":
        return text
    return text.rstrip(" .").translate(_FORBIDDEN_IN_FILES) if strategy == "safe" else zola_slug(text)


def jekyll_slug(text: str, *, pretty: bool = False, cased: bool = False) -> str:
    """Make a part of an address as Jekyll's ``slugify`` does; Chinese stays Chinese.

    Args:
        text: A name or a title.
        pretty: Keep the signs that stand in addresses as they are.
        cased: Keep capital letters.
    """
    kept = "._~!$&'()+,;=@" if pretty else ""
    slug = "".join(char if _is_word(char) or char in kept else " " for char in text)
    slug = re.sub(" +", "-", slug).removeprefix("-").removesuffix("-")
    return slug if cased else slug.lower()


def _is_word(char: str) -> bool:
    category = unicodedata.category(char)
    return category[0] in "ML" or category == "Nd"
