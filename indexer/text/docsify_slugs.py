"""How Docsify turns headings into anchors.

Source:
    docsify 4.13 and 5.0, ``src/core/render/slugify.js``; Unicode's ``Extended_Pictographic`` of version 16.
"""

import unicodedata

from indexer.patterns import compile_later

_PICTOGRAPHS = (
    "\xa9\xae\u203c\u2049\u2122\u2139\u2194-\u2199\u21a9\u21aa\u231a\u231b\u2328\u23cf\u23e9-\u23f3\u23f8-\u23fa\u24c2"
    "\u25aa\u25ab\u25b6\u25c0\u25fb-\u25fe\u2600-\u2604\u260e\u2611\u2614\u2615\u2618\u261d\u2620\u2622\u2623\u2626\u262a"
    "\u262e\u262f\u2638-\u263a\u2640\u2642\u2648-\u2653\u265f\u2660\u2663\u2665\u2666\u2668\u267b\u267e\u267f\u2692-\u2697"
    "\u2699\u269b\u269c\u26a0\u26a1\u26a7\u26aa\u26ab\u26b0\u26b1\u26bd\u26be\u26c4\u26c5\u26c8\u26ce\u26cf\u26d1\u26d3"
    "\u26d4\u26e9\u26ea\u26f0-\u26f5\u26f7-\u26fa\u26fd\u2702\u2705\u2708-\u270d\u270f\u2712\u2714\u2716\u271d\u2721\u2728"
    "\u2733\u2734\u2744\u2747\u274c\u274e\u2753-\u2755\u2757\u2763\u2764\u2795-\u2797\u27a1\u27b0\u27bf\u2934\u2935"
    "\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u3030\u303d\u3297\u3299\U0001f000-\U0001fffd"
)
"""Emoji, and what may be shown as one; beyond the basic plane the few others among these are taken for such, too."""
_EMOJI = compile_later(f"\ufe0f|[{_PICTOGRAPHS}]")
_TAG = compile_later(r"<[^>]+>")
_SIGNS = compile_later(r"[\u2000-\u206f\u2e00-\u2e7f\\'!\"#$%&+()*,./:;<=>?@\[\]^`{|}~]")
_SPACE = compile_later(r"[^\S\x1c-\x1f\x85]|\ufeff")
"""As JavaScript has it."""
_DASHES = compile_later("-+")
_CAPITALS = compile_later("[A-Z]+")


def docsify_slug(source: str) -> str:
    """Make an anchor of a heading's Markdown, as Docsify 5 does; equal ones are numbered by the caller."""
    text = _EMOJI.sub("", _unlink(unicodedata.normalize("NFC", source.strip())))
    return _begin_with_letter(_SPACE.sub("-", _drop_signs(text)))


def docsify_4_slug(html: str) -> str:
    """Make an anchor of a heading as HTML, its entities as they stand, as Docsify 4 does."""
    return _begin_with_letter(_DASHES.sub("-", _SPACE.sub("-", _drop_signs(html.strip()))))


def _unlink(text: str) -> str:
    r"""Replace links by their texts, as ``\[([^\]]+)\]\([^)]+\)`` finds them, in time by its length."""
    pieces, at = list[str](), 0
    while (begin := text.find("[", at)) >= 0 and (end := text.find("]", begin)) >= 0:
        pieces.append(text[at:begin])
        is_link = end > begin + 1 and text.startswith("(", end + 1)
        last = text.find(")", end + 2) if is_link else -1
        if is_link and last < 0:  # nothing is a link that begins here or later
            at = begin
            break
        is_link = last > end + 2
        pieces.append(text[begin + 1 : end] if is_link else text[begin : end + 1])
        at = (last if is_link else end) + 1
    return "".join((*pieces, text[at:]))


def _drop_signs(text: str) -> str:
    text = _CAPITALS.sub(lambda found: found[0].lower(), text)
    last = text.rfind(">") + 1  # behind it no tag is looked for in vain
    return _SIGNS.sub("", _TAG.sub("", text[:last]) + text[last:])


def _begin_with_letter(slug: str) -> str:
    return f"_{slug}" if slug[:1] in "0123456789" and slug else slug
