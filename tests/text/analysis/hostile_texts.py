"""Texts made to break an analysis: every script and every sign that means something, next to each other."""

WORDS = (
    "服务网格 的 流量管理 金丝雀发布 处理 k8s集群 maxSurge kube-proxy v1.18.2 v1.18 1.2 2.0.0-rc.1"
    " C++ C++17 C# C#12 F#8.0"
    " .NET .net ASP.NET node.js Node.JS 使用.NET °C ℃ a°c foo_Bar it’s It's HTTPServer2 iPhone XMLHttpRequest e.g."
    " running Kubernetes' x86_64 -- ... 一 〇 々々 A a 3 α Ω Яндекс café naïve Straße ŒUVRE"
)  # fmt: skip
ODD = (
    "處理 機器學習 臺灣 ＭａｘＳｕ Ｃ＋＋１７ Ｎｏｄｅ．ｊｓ ．ＮＥＴ ﬁneTune ﬀ ㍿ ㈱ ½ … ⒈ Ⅷ ㎞"
    " カナ ｶﾞ ひらがな 한국어 한 ไทย עברית"
    " ٣٤ 😀 👨‍👩‍👧‍👦 🇨🇳 ✌🏽 𠀀𠀁 𲎯 𝐀𝐛𝐜 豈 e\u0301 o\u0301B \u0301 \u200b \u200d \ufeff \xad \ufe0f \u2028 \x00 \x1f"
    " \ud800 \udfff \U0010ffff \U000f0041 İ ı ſ K ß ẞ ŉ ǆ ΐ"
)  # fmt: skip
SIGNS = [*".+#-_'’°＇＃＋．，、。！（）「」:/\\@&*~", " ", "\n", "\t", "\u3000", "++", "#.", ".net", "..", "C"]


def hostile_text(random):
    """Return a text of a few or of many pieces, put together with or without something between them."""
    pieces = [*WORDS.split(" "), *ODD.split(" ")]
    kind = random.randrange(8)
    if kind == 0:  # any characters at all
        return "".join(chr(random.randrange(0x110000)) for _ in range(random.randrange(1, 20)))
    if kind == 1:  # very long words
        return random.choice(pieces) * random.randrange(1, 120) + random.choice(SIGNS)
    if kind == 2:  # a piece, cut to pieces
        text = "".join(random.sample(pieces, 6))
        return "".join(random.choice([*text, *SIGNS]) for _ in range(random.randrange(1, 30)))
    between = random.choice([" ", "", "", "\n"])
    return between.join(random.choice(random.choice([pieces, pieces, SIGNS])) for _ in range(random.randrange(1, 14)))
