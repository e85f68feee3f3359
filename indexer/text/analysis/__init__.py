"""Text -> folded, segmented, stemmed tokens: one analysis for posts and queries.

::

    text -> fold -> FoldedText -> split_raw_tokens -> raw tokens -> find_word_forms -> terms, positions, offsets

    Han run        服务网格的        the segmenter's words 服务网格 · 的, and as subwords the shorter words inside them
    other word     running           its stem: run; of colours as of colors color
    compound       kube-proxy        its parts kube · proxy, and at the first one's position kube-proxy, kubeproxy
    version        v1.18.2           1.18.2 and v1.18.2, and as subword 1.18
    elision        l'été             lété and été
    camel case     maxSurge          maxsurge, and as subwords max, surg
    names          C++ C# .NET ℃     c++ · c# · .net · °c, never c or net; C++17 is c++ · 17

Words count positions one by one, so that neighbours differ by exactly 1; forms of the same stretch share the position
of its first word. ``Analyzer`` gives tokens as objects, which suits a query; ``find_tokens`` gives a document's as
arrays. A character, a raw token and a word are understood in one place each, so that both always agree.

A new language is mostly a row or a file, and changes what is indexed: rebuild, and let ``evaluate`` say what it brings.

1. ``scripts.STEMMERS``: a row (letters of its script, name of a Snowball stemmer); ``("а-я", "russian")``.
2. ``data/words/stopwords.XX.txt``: a line for each word that carries no meaning in a query.
3. ``scripts.UNSPACED_SCRIPTS``: a row of ranges, if no spaces part its words; it is found by characters from then on.
4. Only if its words are to be segmented, too: a ``segmenter.Segmenter``, called in ``raw_tokens`` beside Han runs.
5. Only if spellings are to fold together that Unicode keeps apart: ``folding_table.fold_character``.
6. Cases in ``tests/cases/analysis``; ``tests/text/analysis/reference_analysis.py`` must come to the same tokens.

7. Raise ``ANALYSIS_VERSION``.

The language a post is written in, which filters and facets go by, is told by ``indexer.posts.language``.
"""

ANALYSIS_VERSION = 25
"""Raise it when the same post is cut into other words than before, or gets another day: ``update`` then reads all anew,
and ``doctor`` says why."""
