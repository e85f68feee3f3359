"""Which queries may be kept: what looks like a person's data or a secret is not."""

import re

from indexer.text.lexicon.site_glossary import fold_query

MOST_CHARACTERS = 64
"""Of a query that is kept: longer ones were pasted, and nobody knows from where."""
_MOST_DIGITS = 6
_LONGEST_TOKEN = 20
"""Letters and digits in one piece, mixed: keys and tokens are longer, names and versions are shorter."""
_NOT_KEPT = (
    re.compile(r"\S@\S"),  # e-mail addresses, accounts, addresses with a password
    re.compile(r"\b\w+://"),
    re.compile(r"\b\d{1,3}(\.\d{1,3}){3}\b"),  # IPv4
    re.compile(r"\b[0-9a-f]{0,4}(:[0-9a-f]{0,4}){3,}", re.IGNORECASE),  # IPv6, MAC addresses
    re.compile(r"\b[0-9a-f]{16,}\b|\b[0-9a-f]{8}(-[0-9a-f]{4}){3}", re.IGNORECASE),  # keys, digests, UUIDs
    re.compile(r"\b(akia|asia|ghp_|gho_|github_pat_|glpat-|sk-|xox[abp]-|eyj)[\w-]{8,}", re.IGNORECASE),
    re.compile(r"(passw(or)?d|passwd|pwd|secret|token|api.?key|密码|口令|密钥|身份证|手机号?|电话)\s*[:=]\s*\S"),
)
_DIGITS = re.compile(r"\d(?:[\s().+-]*\d)*")
"""Digits with what stands between those of telephone numbers and accounts."""
_PIECE = re.compile(r"[A-Za-z0-9+=]+")


def keep_query(text: str) -> str:
    """Return a query as it is counted: folded, so that its case, width and spaces do not tell; else an empty text.

    Not kept are queries of more than 64 characters, and what looks like an e-mail address, an account, a number by
    which a person is known, the address of a page or a machine, a password or a key.
    """
    query = fold_query("".join(letter if letter.isprintable() else " " for letter in text))
    if not query or len(query) > MOST_CHARACTERS or any(pattern.search(query) for pattern in _NOT_KEPT):
        return ""
    return "" if _has_long_number(query) or any(map(_is_token, _PIECE.findall(query))) else query


def _has_long_number(query: str) -> bool:
    return any(sum(map(str.isdigit, run)) > _MOST_DIGITS for run in _DIGITS.findall(query))


def _is_token(piece: str) -> bool:
    has_both = any(map(str.isdigit, piece)) and any(map(str.isalpha, piece))
    return has_both and len(piece) >= _LONGEST_TOKEN
