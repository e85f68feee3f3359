"""Posts put together at random from every piece that Markdown has, with words of many scripts."""

import json

WORDS = (
    "istio", "Kubernetes", "kube-proxy", "v1.18.2", "C++", "maxSurge", "whitespace", "don’t", "naïve", "e\u0301tude",
    "Straße", "ﬁne", "İstanbul", "½", "x", "_", "网", "网格", "服务网格", "流量管理", "服務網格", "𠀀𠀁𠮷", "Envoy代理",
    "微服务micro", "한국어", "カナ", "ΑΒΓ", "الشبكة", "ไทย", "😀", "👨‍👩‍👧", "🇨🇳", "ze\u200bro", "\ufeff网\u200d格",
    "a\u00a0b", "&amp;", "<b>", "&#x4e2d;", "\\*", "'\"<>&",
)  # fmt: skip


class PostMaker:
    """Makes posts, each as a file's text; the same source of randomness gives the same ones."""

    def __init__(self, chance):
        self._chance = chance
        self._pieces = (
            self._heading, self._heading, self._bare_heading, self._prose, self._prose, self._underlined, self._rule,
            self._code, self._unclosed_code, self._list, self._table, self._image, self._html, self._footnote,
            self._shortcode, self._quote, self._long_line, self._blank, self._definition, self._comment,
        )  # fmt: skip

    def make(self):
        """Return the text of a post: front matter of some kind or none, and up to five pieces."""
        body = [self._chance.choice(self._pieces)() for _ in range(self._chance.choice((0, 1, 1, 2, 3, 5)))]
        front = self._chance.choice((self._no_front_matter, self._yaml, self._json))()
        return front + self._chance.choice(("\n", "\n\n")).join(body) + self._chance.choice(("", "\n", " "))

    def words(self, most=6):
        chosen = self._chance.choices(WORDS, k=self._chance.randint(1, most))
        return self._chance.choice((" ", " ", "", "，", "。", ". ", "\n")).join(chosen)

    def line(self, most=6):
        return self.words(most).replace("\n", " ")

    def _no_front_matter(self):
        return ""

    def _yaml(self):
        values = {"title": self.line(), "date": f"2020-01-{self._chance.randint(1, 28):02}"}
        values |= {"tags": [self.line(2)], "summary": self.line(30), "author": self.line(1), "weight": 1}
        kept = self._chance.sample(sorted(values), self._chance.randint(1, len(values)))
        return "---\n" + "".join(f"{key}: {json.dumps(values[key], ensure_ascii=False)}\n" for key in kept) + "---\n"

    def _json(self):
        """Only JSON can write half of a pair of surrogates."""
        return json.dumps({"title": self.line(2) + self._chance.choice(("", "\ud83d", "\udc00x"))}) + "\n"

    def _heading(self):
        return "#" * self._chance.randint(1, 6) + f" {self.line()}"

    def _bare_heading(self):
        return self._chance.choice(("#", "##", "# #", "## {#here}", "=", "-"))

    def _underlined(self):
        return f"{self.line()}\n{self._chance.choice(('===', '---'))}"

    def _prose(self):
        return self.words(40)

    def _rule(self):
        return self._chance.choice(("---", "***", "- - -"))

    def _code(self):
        return f"```{self._chance.choice(('', 'yaml', '{.x}'))}\n{self.words(20)}\n```"

    def _unclosed_code(self):
        return f"~~~\n{self.words()}"

    def _list(self):
        return "\n".join(f"{sign} {self._chance.choice(('', '[ ] ', self.line()))}" for sign in ("-", "*", "1.", "-"))

    def _table(self):
        row = f"| {self.line(2)} | |"
        return f"{row}\n|---|:-:|\n{row}\n| {self.line(1)} | {self.line(1)} | {self.line(1)} |"

    def _image(self):
        return f"![{self._chance.choice(('', self.line(3)))}](/{self._chance.randint(0, 9)}.png)"

    def _html(self):
        tag = self._chance.choice(("p", "div", "script", "style", "h2", "pre", "br", "details"))
        return f"<{tag} title='{self._chance.randint(0, 9)}'>{self.words()}{self._chance.choice((f'</{tag}>', ''))}"

    def _footnote(self):
        return f"{self.words(3)}[^1]\n\n[^1]: {self._chance.choice(('', self.line()))}"

    def _shortcode(self):
        name = self._chance.choice(("figure", "youtube", "note"))
        return self._chance.choice((
            f'{{{{< {name} title="{self._chance.randint(0, 9)}" >}}}}',
            f"{{{{% {name} %}}}}{self.words()}{{{{% /{name} %}}}}",
            f"{{% raw %}}{self.words()}{{% endraw %}}",
            "{{<",
        ))  # fmt: skip

    def _quote(self):
        return f"> {self.line()}\n>\n> ## {self.line(2)}"

    def _long_line(self):
        return self._chance.choice((self.line(400), "网" * 700, "w" * 700, "😀" * 300, "a b " * 300))

    def _blank(self):
        return self._chance.choice(("", " ", "\u200b", "\u3000", "\xa0", "\\"))

    def _definition(self):
        return f"{self.line(2)}\n: {self.line()}"

    def _comment(self):
        return f"<!-- {self.words()} {self._chance.choice(('-->', ''))}"
