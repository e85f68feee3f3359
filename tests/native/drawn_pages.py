"""Pages put together by chance: of pieces as they come, or so that every element ends where it is said to."""

PIECES = (
    "<h1>", "</h1>", "<h2 id='a&amp;b'>", "</h2>", "<h3 id=x class=toc>", "</h3>", "<p>", "</p>", "<pre>", "</pre>",
    "<code>", "</code>", "<br>", "<br><br>", "<a href='#x'>#</a>", "<a href=#y> \u200b¶\n</a>", "<a href=/z>",
    "</a>", "<b>", "</b>", "<div>", "</div>", "<div id=toc>", "<div id=toc><h2>", "<div class='x SiteNav'>",
    "<div class='HTMLToc y'>", "<div class='tag-menu a'>", "<section role=navigation>", "<p hidden>",
    "<p aria-hidden=true>", "<p aria-hidden=false>", "<span class=lineno>", "<span class='\u3000lnt\xa0'>",
    "</span>", "<table>", "<tr>", "<td>", "<th>", "</table>", "<ul>", "<li>", "</ul>", "<nav>", "</nav>",
    "<script>a<b>]]></script>", "<style>p{}</style>", "<xmp>a<b</xmp>", "<svg><title>t</title></svg>",
    "<img alt='a cat'>", "<img alt=IMG_1.png>", "<img>", "<i/>", "<o:p>x</o:p>", "<p class='\u212aatex-mathml'>",
    "<p class='katex-mathml'>", "<span class=LAN\u212a id=lang>", "\n", "\n\n", " ", "\t", "\u3000", "\xa0",
    "\u2028", " \n ", "中", "文。", "line one:", "冒号：", "word", "Über", "😀", "&amp;", "&lt;b&gt;", "&nbsp;",
    "&#13;", "&copy;", '"', "'", "<", ">", "&", "!", "<main>", "</main>", "<article>",
    "<time datetime=2020-01-01>then</time>",
)  # fmt: skip
TEXTS = (
    "中文", "word ", "a\n", "\n\n", " ", "&nbsp;", "&lt;b", "&hellip;", "x &amp; y", '"', "\u3000", "；", "line:",
    "· 3 min read", "#", "¶", "&#39;", "&#x4e2d;", "<br>", "<br/>", "<img alt='a cat' src=x>", "<!-- c -->", "<hr>",
    '<img alt="IMG_1.png">', "<wbr/>", '<time datetime="2020-01-02"/>', "<script>a<b</script>",
    "<style>a>b</style>", "<title>a &amp; b</title>",
)  # fmt: skip
NAMES = (
    "p", "div", "div", "h1", "h2", "h3", "a", "a", "b", "span", "span", "ul", "li", "ol", "pre", "code", "table",
    "tr", "td", "article", "main", "section", "nav", "aside", "time", "form", "em", "header", "footer", "svg",
    "figure",
)  # fmt: skip
ATTRIBUTES = (
    "", "", "", "", ' class="toc"', " class='post-content'", " id=content", ' id="x" ID="y"', ' href="#q"',
    ' href="/z?a=1&amp;b=2"', ' href="/z?a=1&b=2"', ' rel="tag"', " rel=author", ' class="fn p-author"',
    ' class="vcard"', " hidden", ' aria-hidden="true"', " role=main", ' itemprop="articleBody"',
    ' class="SideBar x"', ' datetime="2020-01-01"', " class=published datetime=2021", ' class="comment"',
    ' class=hl style="x"', " disabled", " data-x='a\"b'", ' class="lineno"', ' class="entry-date"',
)  # fmt: skip
SECTIONS = (
    '<section id="deep">{}</section>', '<section id="toc">{}</section>', '<div class="x section" id="toc">{}</div>',
    "<section>{}</section>", "<div id=toc>{}</div>", '<dl><dt id="toc">{}</dt><dd>word</dd></dl>',
)  # fmt: skip
TARGETS = (
    "", "", '<span id="q"></span>', "<a name=q> \n</a>", "<span>word</span>", "<span><b></b></span>", "word", "<i></i>",
    '<span id="q"></span>word<a id=r></a>',
)  # fmt: skip
HEADINGS = (
    "<h2>{}</h2>", "<h2 id=own>{}</h2>", '<h3 id="">{}</h3>', "<h2><span id=in>a</span>{}</h2>",
    "<h1>{}<a name=in>b</a></h1>", "<h3>{}<div id=in class=anchor></div></h3>",
    '<h2 class="toc">{}</h2>', "<h4><a><span><b id=no></b></span></a><a id=in></a>{}</h4>",
)  # fmt: skip
BODIES = "", " class=single", " class='archive tag'"
DEEPEST = 6


def draw_page(chance):
    drawn = "".join(chance.choices(PIECES, k=chance.randrange(80)))
    return f"<!doctype html><title>word</title><body><main>{drawn}</main>"


def draw_whole_page(chance):
    head = f'<meta name="author" content="{chance.choice(("", "A"))}"><link rel=canonical href="https://a.org/z">'
    title = chance.choice(("word", "a | word", "中文 - Site"))
    body = f"<body{chance.choice(BODIES)}>{draw_elements(chance)}</body>"
    return f"<!DOCTYPE html>\n<html lang=en>\n<head><title>{title}</title>{head}\n</head>\n{body}\n</html>\n"


def draw_elements(chance, depth=0):
    drawn = []
    for _ in range(chance.randrange(9 - depth)):
        if depth == DEEPEST or chance.random() < 0.45:
            drawn.append(chance.choice(TEXTS))
        elif chance.random() < 0.1:
            drawn.append(draw_section(chance, depth + 1))
        else:
            name, attributes = chance.choice(NAMES), chance.choice(ATTRIBUTES)
            drawn.append(f"<{name}{attributes}>{draw_elements(chance, depth + 1)}</{name}>")
    return "".join(drawn)


def draw_section(chance, depth):
    """Draw what begins with a heading, perhaps, behind places to link to, perhaps."""
    inside, title = draw_elements(chance, depth), chance.choice(TEXTS)
    begin = chance.choice(TARGETS) + chance.choice(HEADINGS).format(title)
    return chance.choice(SECTIONS).format(begin + inside)
