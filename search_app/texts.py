"""Every sentence the page and the error answers say, in each interface language.

A new interface language is one more ``Texts`` here. Names in braces are filled in where the text is used.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from search_app.request import Flaw


@dataclass(frozen=True, slots=True)
class Texts:
    """What is said in one language.

    Attributes:
        lang: BCP 47, for ``lang`` attributes.
        day: How a day is written, from ``year``, ``month``, ``month_name`` and ``day``.
        filters: Filter -> its name.
        syntax: (what can be typed, what it does).
        problems: HTTP status, or kind of problem -> (title, what to do).
    """

    lang: str
    name: str
    interface: str
    search: str
    label: str
    placeholder: str
    skip: str
    newest: str
    found: tuple[str, str]
    took: str
    page_of: str
    did_you_mean: str
    notes: str
    sort: str
    orders: Mapping[str, str]
    narrow: str
    to_filters: str
    active: str
    remove: str
    clear: str
    posts: str
    more: str
    period: str
    since: str
    until: str
    apply: str
    passages: str
    by: str
    comma: str
    paging: str
    previous: str
    next: str
    page: str
    nothing: str
    nothing_filtered: str
    nothing_yet: str
    nothing_yet_detail: str
    try_this: str
    advice: tuple[str, ...]
    without_filters: str
    beyond: str
    first_page: str
    to_search: str
    syntax_title: str
    syntax: tuple[tuple[str, str], ...]
    day: str
    months: tuple[str, ...]
    filters: Mapping[str, str]
    languages: Mapping[str, str]
    flaw_title: str
    flaws: Mapping[Flaw, str]
    problems: Mapping[int | str, tuple[str, str]]
    other_problem: str


def write_day(moment: datetime, texts: Texts) -> str:
    """Write the day of a moment as people write it: ``2019年7月2日``, ``2 Jul 2019``."""
    name = texts.months[moment.month - 1]
    return texts.day.format(year=moment.year, month=moment.month, month_name=name, day=moment.day)


def write_count(number: int, texts: Texts) -> str:
    """Say how many posts were found, in the singular where a language has one."""
    return texts.found[number != 1].format(n=number)


_LANGUAGES = {"zh": "中文", "en": "English"}

_ZH = Texts(
    lang="zh-Hans",
    name="中文",
    interface="界面语言",
    search="搜索",
    label="搜索文章",
    placeholder="输入关键词",
    skip="跳到搜索结果",
    newest="最新文章",
    found=("找到 {n:,} 篇文章", "找到 {n:,} 篇文章"),
    took="用时 {ms} 毫秒",
    page_of="第 {page:,} 页，共 {last:,} 页",
    did_you_mean="您要找的是不是",
    notes="关于这次搜索",
    sort="排序",
    orders={"relevance": "相关度", "date": "时间"},
    narrow="筛选",
    to_filters="筛选结果",
    active="已选条件",
    remove="去掉条件：{name} {label}",
    clear="全部清除",
    posts="{n:,} 篇",
    more="更多",
    period="起止日期",
    since="从",
    until="到",
    apply="应用",
    passages="文中相关章节",
    by="作者",
    comma="、",
    paging="翻页",
    previous="上一页",
    next="下一页",
    page="第 {n:,} 页",
    nothing="没有找到与“{query}”相符的文章",
    nothing_filtered="按现在的筛选条件，没有找到与“{query}”相符的文章",
    nothing_yet="没有符合条件的文章",
    nothing_yet_detail="去掉一些筛选条件，或换一个关键词。",
    try_this="可以试试",
    advice=(
        "检查有没有错别字",
        "用更少、更常见的词",
        "换一种说法，或换成另一种语言的词，例如“服务网格”与“service mesh”",
    ),
    without_filters="去掉所有筛选条件再搜索",
    beyond="没有第 {page:,} 页：结果到第 {last:,} 页为止。",
    first_page="回到第一页",
    to_search="回到搜索页",
    syntax_title="搜索语法",
    syntax=(
        ("“流量管理”", "词语必须连在一起，次序不变"),
        ("istio -安装", "不要含有“安装”的文章"),
        ("linkerd OR 网格", "两者有其一即可"),
        ("kube*", "以 kube 开头的词"),
        ("title:网格", "只看标题；也可用 tag: category: author:"),
        ("date:2019-07..2020-01", "这段时间里的文章；也可用 after: before:"),
    ),
    day="{year}年{month}月{day}日",
    months=("",) * 12,
    filters={"lang": "语言", "tag": "标签", "category": "分类", "author": "作者", "section": "栏目", "year": "日期"},
    languages=_LANGUAGES,
    flaw_title="这次搜索有一处需要修改",
    flaws={
        Flaw.MISSING: "缺少参数 {parameter}。请加上它；留空（{parameter}=）表示最新的文章。",
        Flaw.TEXT_TOO_LONG: "搜索内容（q）有 {length:,} 个字符，最多 {wanted} 个。请缩短后再试。",
        Flaw.TOO_LONG: "参数 {parameter} 有 {length:,} 个字符，最多 {wanted} 个。请缩短后再试。",
        Flaw.TOO_MANY: "参数 {parameter} 出现了 {found} 次，最多 {wanted} 次。请去掉一些。",
        Flaw.NOT_A_NUMBER: "参数 {parameter} 是“{found}”，应为 1 到 {wanted} 的整数。",
        Flaw.NOT_A_CHOICE: "参数 {parameter} 是“{found}”，只能是：{wanted}。",
        Flaw.NOT_A_DAY: "参数 {parameter} 是“{found}”，应为真实的日期，写作 2019-07-02。",
        Flaw.REVERSED: "参数 from（{found}）晚于 to（{wanted}）。请对调这两个日期。",
    },
    problems={
        400: ("无法理解这个请求", "请检查地址，或从搜索页重新开始。"),
        404: ("这里没有网页", "地址可能写错了，或者网页已经移走。可以在这里搜索文章。"),
        405: ("不支持这种请求方式", "这里只能读取：请用 GET、HEAD 或 OPTIONS。"),
        429: ("搜索太频繁了", "请稍等片刻再搜索。"),
        500: ("搜索出错了", "这是我们的问题，不是您的问题。请稍后再试，或换一个关键词。"),
        503: ("搜索暂时不可用", "索引还没有准备好。请过几分钟再试。"),
        "Busy": ("现在搜索的人太多", "请过几秒钟再试。"),
        "TooSlow": ("这次搜索花的时间太长", "请用更少或更具体的词。"),
    },
    other_problem="请检查地址，或从搜索页重新开始。",
)

_EN = Texts(
    lang="en",
    name="English",
    interface="Interface language",
    search="Search",
    label="Search posts",
    placeholder="Type some words",
    skip="Skip to the results",
    newest="Newest posts",
    found=("{n:,} post found", "{n:,} posts found"),
    took="in {ms} ms",
    page_of="page {page:,} of {last:,}",
    did_you_mean="Did you mean",
    notes="About this search",
    sort="Sort by",
    orders={"relevance": "Relevance", "date": "Date"},
    narrow="Narrow down",
    to_filters="Narrow down",
    active="Filters in use",
    remove="Remove filter: {name} {label}",
    clear="Clear all",
    posts="{n:,} posts",
    more="More",
    period="Date range",
    since="From",
    until="To",
    apply="Apply",
    passages="Matching sections",
    by="By",
    comma=", ",
    paging="Pages",
    previous="Previous",
    next="Next",
    page="Page {n:,}",
    nothing="No posts match “{query}”",
    nothing_filtered="No posts match “{query}” with these filters",
    nothing_yet="No posts here",
    nothing_yet_detail="Take off some filters, or search for other words.",
    try_this="What to try",
    advice=(
        "Check the spelling",
        "Use fewer or more common words",
        "Say it differently, or in the other language: “service mesh”, “服务网格”",
    ),
    without_filters="Search again without any filters",
    beyond="There is no page {page:,}: the results end on page {last:,}.",
    first_page="Back to the first page",
    to_search="Back to the search page",
    syntax_title="What you can type",
    syntax=(
        ("“traffic management”", "these words, together and in this order"),
        ("istio -install", "no posts that say “install”"),
        ("linkerd OR envoy", "either of the two"),
        ("kube*", "words beginning with kube"),
        ("title:mesh", "in titles only; also tag: category: author:"),
        ("date:2019-07..2020-01", "posts of that time; also after: before:"),
    ),
    day="{day} {month_name} {year}",
    months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    filters={
        "lang": "Language",
        "tag": "Tag",
        "category": "Category",
        "author": "Author",
        "section": "Section",
        "year": "Date",
    },
    languages=_LANGUAGES,
    flaw_title="This search needs a small change",
    flaws={
        Flaw.MISSING: "The parameter {parameter} is missing. Add it; empty ({parameter}=) asks for the newest posts.",
        Flaw.TEXT_TOO_LONG: "The text to search for (q) has {length:,} characters; at most {wanted} are read."
        " Shorten it and try again.",
        Flaw.TOO_LONG: "The parameter {parameter} has {length:,} characters; at most {wanted} are allowed."
        " Shorten it and try again.",
        Flaw.TOO_MANY: "The parameter {parameter} is given {found} times; at most {wanted} are allowed. Take"
        " some away.",
        Flaw.NOT_A_NUMBER: "The parameter {parameter} is “{found}”; it must be a whole number from 1 to {wanted}.",
        Flaw.NOT_A_CHOICE: "The parameter {parameter} is “{found}”; it must be one of: {wanted}.",
        Flaw.NOT_A_DAY: "The parameter {parameter} is “{found}”; it must be a real date, written 2019-07-02.",
        Flaw.REVERSED: "The parameter from ({found}) is later than to ({wanted}). Swap the two dates.",
    },
    problems={
        400: ("This request cannot be understood", "Check the address, or start again from the search page."),
        404: ("There is no page here", "The address may be mistyped, or the page has moved. Search for it here."),
        405: ("This kind of request is not supported", "Posts can only be read here: use GET, HEAD or OPTIONS."),
        429: ("Too many searches", "Wait a moment before the next one."),
        500: (
            "The search went wrong",
            "This is our fault, not yours. Try again later, or search for other words.",
        ),
        503: ("The search is not available right now", "Its index is not ready. Try again in a few minutes."),
        "Busy": ("Too many people are searching right now", "Try again in a few seconds."),
        "TooSlow": ("This search takes too long", "Use fewer or more specific words."),
    },
    other_problem="Check the address, or start again from the search page.",
)

TEXTS = {"zh": _ZH, "en": _EN}
