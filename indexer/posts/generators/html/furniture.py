"""What a page repeats around its text, and what the text stands in: tables of elements, roles and class names.

A class or id is cut into words at ``-``, ``_`` and capitals for ``WORDS``; ``NAMES`` are compared as they are written,
in small letters. Each row says who writes it so. To add a theme's name, add a row.
"""

from collections.abc import Mapping

ELEMENTS = frozenset(
    """
    nav aside footer form button select input textarea script style noscript template iframe object embed
    svg canvas dialog audio video map menu
    """.split()  # noqa: SIM905 - sixty quoted words are no list that anybody reads
)
"""Elements whose text is no part of a page's own text (HTML Living Standard, 4.3 Sections and 4.10 Forms)."""

ROLES = frozenset(
    """
    navigation search banner contentinfo complementary menu menubar toolbar tablist dialog alertdialog
    doc-noteref doc-backlink
    """.split()  # noqa: SIM905 - sixty quoted words are no list that anybody reads
)
"""Landmarks and widgets of WAI-ARIA 1.2 that are beside the text, and DPUB-ARIA 1.1's links to notes and back."""

WORDS = frozenset(
    """
    breadcrumb breadcrumbs sidebar toc pagination pager share sharing social related comment comments
    disqus giscus gitalk utterances valine waline twikoo newsletter subscribe cookie banner navbar menu
    topbar skip reward donate copyright license advert ads sponsor headerlink permalink
    """.split()  # noqa: SIM905 - sixty quoted words are no list that anybody reads
)
"""Words of a class or id that say the same in most themes."""

NAMES: Mapping[str, str] = {
    "anchor": "GitHub, VuePress, Hugo themes: the link beside a heading",
    "anchor-link": "Zola, Jupyter: the link beside a heading",
    "anchorjs-link": "AnchorJS: the link beside a heading",
    "header-anchor": "VitePress, VuePress, markdown-it-anchor: the link beside a heading",
    "hash-link": "Docusaurus: the link beside a heading",
    "heading-anchor": "Docsy: the link beside a heading",
    "td-heading-self-link": "Docsy: the link beside a heading",
    "article-nav": "Hexo landscape: the posts before and after",
    "post-nav": "Hexo NexT: the posts before and after",
    "post-prevnext": "Hexo Fluid: the posts before and after, each an article",
    "post-metas": "Hexo Fluid: category and tags",
    "updated-time": "Hexo Fluid: the day of the last change",
    "post-navigation": "WordPress, Minima: the posts before and after",
    "post-pagination": "Hugo Ananke: the posts before and after",
    "prev-next": "Docusaurus and others: the pages before and after",
    "prev-next-area": "PyData Sphinx theme: the pages before and after",
    "pagination-nav": "Docusaurus: the pages before and after",
    "links-nextprev": "Eleventy base blog: the posts before and after",
    "paginav": "Hugo PaperMod: the posts before and after",
    "rst-footer-buttons": "Read the Docs theme: the pages before and after",
    "table-of-contents": "Docusaurus and others: the headings again",
    "tableofcontents": "Hugo: the headings again (`.TableOfContents`)",
    "post-toc": "Hexo NexT: the headings again",
    "article-toc": "Hexo themes: the headings again",
    "contents": "docutils: the headings again (`.. contents::`)",
    "edit-page-link": "Docusaurus: the link to the source",
    "edit-this-page": "Furo: the link to the source",
    "theme-edit-this-page": "Docusaurus: the link to the source",
    "md-content__button": "Material for MkDocs: links to the source",
    "md-source-file": "Material for MkDocs: dates of the source",
    "view-this-page": "Furo: the link to the source",
    "wy-breadcrumbs": "Read the Docs theme",
    "post-meta": "Minima, NexT, PaperMod: date and author, which the metadata tell",
    "post-header-meta": "themes of Hexo and Ghost: date and author",
    "article-meta": "Hexo landscape: date and categories",
    "entry-meta": "WordPress: date and author",
    "page-meta": "Docsy: links to the source",
    "td-page-meta": "Docsy: links to the source",
    "post-info": "Pelican notmyidea: date and author",
    "post-tags": "NexT, PaperMod: the tags, which the metadata tell",
    "article-tag-list": "Hexo landscape: the tags",
    "article-footer": "Hexo landscape: sharing, comments, tags",
    "post-metadata": "Eleventy base blog: date and tags, which the metadata tell",
    "last-updated-on": "Astro's blog template: the day of the last change",
    "last-updated": "themes of many generators: likewise",
    "post-footer": "NexT, PaperMod: tags, the posts before and after",
    "entry-footer": "WordPress: tags and categories",
    "post-copyright": "Hexo themes: the licence",
    "panel-wrapper": "Jekyll Chirpy: tags of many posts, beside the text",
    "post-extend-wrapper": "Jekyll Chirpy: other posts",
    "post-tail-wrapper": "Jekyll Chirpy: tags and licence below the text",
    "tail-wrapper": "Jekyll Chirpy: other posts, and those before and after",
    "recommended-posts": "Hexo plugins: other posts",
    "post-author": "themes of Hexo and Jekyll: who the author is",
    "author-box": "WordPress plugins: who the author is",
    "wp-block-archives": "WordPress, block: the site's months",
    "wp-block-calendar": "WordPress, block: the site's days",
    "wp-block-categories": "WordPress, block: the site's categories",
    "wp-block-comments": "WordPress, block: comments of readers",
    "wp-block-latest-comments": "WordPress, block: the newest comments",
    "wp-block-latest-posts": "WordPress, block: other posts",
    "wp-block-loginout": "WordPress, block: the link to log in",
    "wp-block-page-list": "WordPress, block: other pages",
    "wp-block-post-author": "WordPress, block: the author, whom the metadata tell",
    "wp-block-post-date": "WordPress, block: the date, which the metadata tell",
    "wp-block-post-navigation-link": "WordPress, block: the posts before and after",
    "wp-block-post-template": "WordPress, block: other posts",
    "wp-block-post-terms": "WordPress, block: tags and categories",
    "wp-block-query": "WordPress, block: other posts",
    "wp-block-rss": "WordPress, block: posts of another site",
    "wp-block-tag-cloud": "WordPress, block: the site's tags",
    "post-password-form": "WordPress: asks for a password",
    "page-links": "WordPress: the pages of a long post",
    "entry-header-meta": "WordPress: date and author",
    "reading-time": "themes of many generators",
    "footnote-reference": "Zola, docutils: a note's number, behind a word",
    "footnote-ref": "Goldmark (Hugo), markdown-it-footnote, Python-Markdown: likewise",
    "footref": "Org: likewise",
    "footnote-backref": "Goldmark, markdown-it-footnote, Python-Markdown: the link back from a note",
    "reversefootnote": "kramdown: likewise",
    "gutter": "Hexo's highlighter: line numbers",
    "linenos": "Pygments: line numbers",
    "lineno": "Rouge: line numbers",
    "linenodiv": "Pygments: line numbers",
    "lnt": "Hugo's highlighter (Chroma): line numbers in a table",
    "ln": "Hugo's highlighter (Chroma): line numbers",
    "rouge-gutter": "Jekyll's highlighter: line numbers",
    "line-numbers-rows": "Prism: line numbers",
    "line-numbers-wrapper": "VitePress: line numbers",
    "copy-btn": "copying buttons of many themes",
    "lang": "VitePress: the language of a code block",
    "visually-hidden": "Bootstrap: for screen readers alone",
    "sr-only": "Bootstrap, Tailwind: for screen readers alone",
    "katex-mathml": "KaTeX: the formula again",
    "mjx-assistive-mml": "MathJax: the formula again",
    "bd-header-article": "PyData Sphinx theme: buttons above the text",
    "related-pages": "Furo: the pages before and after",
    "sphinxsidebar": "Sphinx's own themes",
    "sidebar-drawer": "Furo",
    "toc-drawer": "Furo: the headings again",
    "mobile-header": "Furo",
    "ablog__prev-next": "ABlog: the posts before and after",
    "mod-nav": "mdBook: the pages before and after",
    "nav-chapters": "mdBook: the pages before and after",
    "nav-wrapper": "mdBook: the pages before and after",
}
"""Classes and ids of single themes and libraries, and who writes them."""

HEADING_LINKS = frozenset("#¶§🔗∞")
"""Texts of a link to the heading it stands in."""

CONTAINERS: tuple[tuple[str, str], ...] = (
    ("itemprop", "articleBody"),  # schema.org Article
    ("class", "e-content"),  # microformats2 h-entry
    ("class", "theme-doc-markdown"),  # Docusaurus, documentation
    ("class", "vp-doc"),  # VitePress
    ("class", "theme-default-content"),  # VuePress
    ("class", "sl-markdown-content"),  # Starlight (Astro)
    ("class", "md-content__inner"),  # Material for MkDocs
    ("class", "td-content"),  # Docsy
    ("class", "post-content"),  # Jekyll Minima, Hugo PaperMod, many more
    ("class", "entry-content"),  # WordPress
    ("class", "article-entry"),  # Hexo landscape
    ("class", "post-body"),  # Hexo NexT, Blogger
    ("class", "article-content"),
    ("class", "article-body"),
    ("class", "post__content"),
    ("id", "article-container"),  # Hexo Butterfly
    ("class", "markdown-body"),  # GitHub
    ("class", "gh-content"),  # Ghost
    ("itemprop", "mainContentOfPage"),  # schema.org WebPage
    ("role", "main"),  # WAI-ARIA; Sphinx
)
"""Attribute and value of the element that holds a page's text, the surest first."""
