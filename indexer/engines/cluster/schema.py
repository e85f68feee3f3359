"""The names on a cluster: of indexes, of fields, and how a term is written there; what an index is created with.

Text is cut here, so that all the cluster does with it is to part it at its spaces. A document has:

======================= =============== ===============================================================================
field                   type            what
======================= =============== ===============================================================================
id                      keyword         the post's
digest                  keyword         changes with anything of the document but ``impact``
impact                  rank_features   of each term the weighted frequency of BM25F, see ``formulas.field_norms``
line0, line1 …          text            the words in their order, ``_`` where none is; the second line has what else
                                        stands at the same position as a word of the first, and so on
title0, title1 …        text            the same of the title alone
pairs                   text            pairs of neighbouring characters in their order, ``_`` where a run ends
characters              text            single characters, each once
title_characters        text            the characters of the title without its spaces, in their order
lang, tag, category …   keyword         the values of each facet, folded
day                     integer         proleptic ordinal of the day that the date names; none for undated posts
date                    long            seconds since 1970; none for undated posts
visible_from, …_until   long            seconds since 1970: when visitors may find it
translation             keyword         the same for translations of one post; none for posts without any
stored                  binary          what ranking and snippets need, see ``stored_document``
======================= =============== ===============================================================================

Source:
    OpenSearch's ``rank_feature`` query with ``saturation`` scores ``boost * S / (S + pivot)``: with k1 for the pivot
    and idf * (k1 + 1) for the boost that is BM25F of one term, whatever the fields' weights and normalisation.
"""

import re
from hashlib import blake2b
from typing import Any

from indexer.index.format.layout import FACETS

FORMAT = 3
"""Raise it when an index written before can no longer be searched."""
LINES = 4
"""Words that one position may hold: a compound as written, written together, and its first part's two forms."""
GAP = "_"
"""A position without a word."""
_ESCAPED = re.compile(r"[\s%.]|^_$")
_DIGEST_BYTES = 16


def encode_term(term: str) -> str:
    """Write a term, or a character, so that it is one token of ``whitespace`` and the name of a feature."""
    whole = term.encode("utf-8", "replace").decode()
    return _ESCAPED.sub(lambda found: f"%{ord(found[0]):x};", whole)


def document_id(post_id: str) -> str:
    """Return the ``_id`` of a post: its own may be longer than a cluster allows."""
    return blake2b(post_id.encode("utf-8", "replace"), digest_size=_DIGEST_BYTES).hexdigest()


def posts_index(name: str, number: int) -> str:
    """Return the name of the index of a generation's posts."""
    return f"{name}-g{number:06}"


def tables_index(posts: str) -> str:
    """Return the name of the index that holds the tables of an index of posts."""
    return f"{posts}.tables"


def posts_body(shards: int, replicas: int) -> dict[str, Any]:
    """Return what an index of posts is created with; nothing is found in it before it is refreshed.

    Args:
        shards: Pieces of it.
        replicas: Copies of each piece besides the first, where there are as many more nodes to hold them.
    """
    words = {"type": "text", "analyzer": "whitespace", "norms": False}
    lines = [f"{name}{number}" for name in ("line", "title") for number in range(LINES)]
    fields: dict[str, object] = dict.fromkeys((*lines, "pairs", "title_characters"), words)
    fields |= {name: {"type": "keyword"} for name in ("id", "digest", "translation", *FACETS)}
    fields |= {name: {"type": "long"} for name in ("date", "visible_from", "visible_until")}
    fields |= {
        "impact": {"type": "rank_features"},
        "characters": words | {"index_options": "docs"},
        "day": {"type": "integer"},
        "stored": {"type": "binary"},
    }
    settings = {"number_of_shards": shards, "auto_expand_replicas": f"0-{replicas}", "refresh_interval": -1}
    mappings = {"dynamic": "strict", "_source": {"includes": ["stored"]}, "properties": fields}
    return {"settings": {"index": settings}, "mappings": mappings}


def tables_body(replicas: int) -> dict[str, Any]:
    """Return what an index of tables is created with: its documents are only got by their ids."""
    settings = {"number_of_shards": 1, "auto_expand_replicas": f"0-{replicas}"}
    return {"settings": {"index": settings}, "mappings": {"enabled": False}}
