"""What a page consists of, apart from its words; and whether it is well made."""

from html.parser import HTMLParser

VOID = {"meta", "link", "input", "br", "hr", "img"}


class Outline(HTMLParser):
    """Elements with their attributes in order, the text, and every mistake in the markup."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.elements, self.mistakes, self.text, self._open = [], [], "", []
        self.feed(html)
        self.close()
        self.mistakes += [f"<{tag}> is never closed" for tag in self._open]

    def handle_starttag(self, tag, attributes):
        names = [name for name, _ in attributes]
        if len(names) != len(set(names)):
            self.mistakes.append(f"<{tag}> names an attribute twice: {names}")
        self.elements.append((tag, dict(attributes)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag):
        if not self._open or self._open.pop() != tag:
            self.mistakes.append(f"</{tag}> closes nothing")

    def handle_data(self, data):
        self.text += data

    @property
    def shape(self):
        """Return the elements and the names of their attributes: what hostile text must not change."""
        return [(tag, sorted(attributes)) for tag, attributes in self.elements]

    def values(self, attribute):
        return [attributes[attribute] for _, attributes in self.elements if attribute in attributes]

    def links(self):
        return [attributes["href"] for tag, attributes in self.elements if tag == "a"]


def read_cases(path):
    r"""Return the lines of a file of cases, with ``\x00``, ``\u0000`` and ``\\`` decoded."""
    lines = path.read_text("utf-8").splitlines()
    kept = [line for line in lines if line and not line.startswith("# ")]
    return [line.encode("ascii", "backslashreplace").decode("unicode_escape") for line in kept]
