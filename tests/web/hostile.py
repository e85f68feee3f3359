"""More than 110 queries made to cost much or to break something: what search engines are known to fall over."""

RARE = [f"a{number * 50:06d}" for number in range(4_000)]
HAN = "服务网格流量管理集群代理发布金丝雀网关索引搜索查询数据系统应用部署配置监控日志追踪安全策略容器镜像节点"

NESTED = [
    "(" * 128 + ")" * 128,
    "(" * 256,
    ")" * 256,
    "(a" * 128,
    "NOT " * 64,
    "-" * 256,
    "--a" * 85,
    "NOT NOT x",
    "( - )",
]
MANY_WORDS = [
    " ".join(RARE[:32]),
    " OR ".join(RARE[:23]),
    " AND ".join(RARE[:21]),
    " ".join(f"-{word}" for word in RARE[:28]),
    " ".join("common" for _ in range(36)),
    " ".join(chr(97 + number % 26) for number in range(128)),
    " OR ".join("common" for _ in range(25)),
    "common OR " * 25,
    "service mesh traffic cluster proxy common release canary gateway index search query "[:85] * 3,
    " ".join(f"{HAN[number]} OR {HAN[-number]}" for number in range(1, 30)),
]
WILDCARDS = [
    *("*", "**", "?", "?" * 256, "a*", "a0*", "a1*", "*a", "*9", "*9*9*", "a*b*c*", "*a*a*a*a*a*a*a*b", "content:*"),
    *("title:*", "title:a*", "-a*", "-*", "a* OR a0* OR a1*", " OR ".join(f"a{number:02d}*" for number in range(30))),
    *(" ".join(f"a{number}*" for number in range(50)), '"a* a*"', "服*", "服务*", "s* c* m* t*"),
]
FUZZY = [
    "common~",
    "common~2",
    "common~9",
    " OR ".join(["common~2"] * 20),
    'r"a.*"',
    'r"(a+)+$"',
    "/a.*/",
    "a{1,50}",
    "[a-z]+",
]
RANGES = [
    *(
        "[a TO b]",
        "content:[TO]",
        "[TO]",
        "{a TO z}",
        "n:[abc TO def]",
        "date:[foo TO bar]",
        "date:0000",
        "date:9999-99",
    ),
    *("date:2019..", "date:..", "date:2020..2019", "after:99999999999999999999", "before:-1", "date:+999999999 days"),
]
WEIGHTS = ["common^0", "??^0", "common^-1", "common^1e400", "common^NaN", "a^0^0^0"]
LONG_WORDS = ["a" * 256, "字" * 256, HAN * 4, "z" * 100 + "*", "kubernetesservicemeshtraffic" * 9, "1" * 256, "é" * 256]
PHRASES = [
    '"' + " ".join(["common"] * 36) + '"',
    '"' + " ".join(["service mesh"] * 19) + '"',
    '"' + HAN * 4 + '"',
    '"' + "服务" * 120 + '"',
    " ".join('"service mesh"' for _ in range(17)),
    " ".join(f'"{HAN[number : number + 2]}"' for number in range(40)),
    '"common common"~1000000000',
    '"' * 256,
    '"a',
    'title:"' + "service " * 30 + '"',
]
UNICODE = [
    *("\x00", "a\x00b", "\ufeff服务", "\u200b" * 256, "\u202eabc\u202c", "e" + "\u0301" * 255, "\ud800*", "\udfff"),
    *(
        "👩‍👩‍👧‍👦" * 23,
        "\U000e0001" * 100,
        "ﷺ" * 256,
        "İ" * 256,
        "ß" * 256,
        "㍿" * 256,
        "\\" * 256,
        "%" * 256,
        "\r\nX: y",
    ),
]
FIELDS = [
    *("tag:", ":", ":" * 256, "tag:" * 64, "tag:a tag:b " * 20, "lang:xx", "author:" + "a" * 249, "nothing:x"),
    *("title:title:title:x", "tag：服务 author：“x", "category:*"),
]
CODE = [
    "{{7*7}}",
    "${jndi:ldap://x}",
    "'; DROP TABLE posts; --",
    "<script>alert(1)</script>",
    "../../../etc/passwd",
    "\x1b[2J",
]

QUERIES = [
    *NESTED, *MANY_WORDS, *WILDCARDS, *FUZZY, *RANGES, *WEIGHTS, *LONG_WORDS, *PHRASES, *UNICODE, *FIELDS, *CODE,
]  # fmt: skip
