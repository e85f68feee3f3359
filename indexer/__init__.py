"""Read a site's posts, cut them into words, and build and search an index of them.

The folders are the stations a post, and later a visitor's query, passes, in this order::

    posts/    a site on disk        -> Post
    text/     Post                  -> sections, tokens, Document
    index/    Documents             -> a published generation on disk
    search/   what a visitor typed  -> Plan -> Results

Nothing in here knows of HTTP or HTML pages: that is ``search_app``.
"""
