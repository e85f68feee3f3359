"""The rules of the site generators: one module or folder each, all behind ``base.Rules``.

To add a generator, Eleventy say:

1. Write ``generators/eleventy.py`` with a frozen dataclass ``EleventyRules`` that has what ``base.Rules`` asks for:
   facts of the site, ``folders``, ``skip_reason`` (by the path alone) and ``place`` (address, date, section, from when
   and until when it is published). ``plain.py`` is the shortest example. Rules are read once, then pure and picklable;
   keep what the configuration says in fields: a change of these makes an update read every post anew. ``globs``,
   ``slugs``, ``zones`` and ``config_file`` have what most generators need.
2. Add a function ``recognise(root)`` that reads the configuration, or returns None where it is another generator's, and
   its row in ``GENERATORS`` of ``indexer/posts/site.py``, with the files that tell that a folder may be such a site.
3. Add its own ways to hide a page to the table in ``indexer/posts/hidden_keys.py``; what a section or the configuration
   says of many pages belongs in the front matter that ``place`` returns.
4. If it has shortcodes, add a row to ``_FIND`` in ``indexer/text/markup/shortcodes.py``; if its anchors for headings
   differ from GitHub's, one to ``_STYLES`` in ``indexer/text/markup/anchors.py``.
5. Test it in ``tests/posts/generators/test_eleventy.py`` against what the generator itself prints (``tests/oracles``),
   and add its row to ``SITES`` in ``tests/posts/test_site.py`` and ``test_hidden.py``.
"""
