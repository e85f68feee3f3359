"""Pages of hits that no index was built for: hostile texts, zones, sections and highlights anywhere in them."""

import random
from dataclasses import dataclass, field
from types import SimpleNamespace

import numpy as np

from indexer.index.format.layout import FIELD_NUMBERS
from indexer.index.format.stored_frame import lay_out_document
from indexer.native.snippets.render import PageTables
from indexer.native.snippets.targets import RenderTarget, RenderTargets
from indexer.search.snippets.highlights import FoundSpans, make_spans, merge_highlights
from indexer.search.snippets.passages import HighlightKinds
from indexer.search.snippets.records import RecordCache
from indexer.search.snippets.result_page import ResultPage

FIELDS, WAYS, BODY = 8, 3, FIELD_NUMBERS["body"]
PIECES = (
    *("istio", "kube-proxy", "x", "_", "v1.18.2", "网格", "服务", "的", "了", "等", "，", "、", "：", "；", "。", "！"),
    *("？", "…", ".", ".)", '."', ". 的", ".  的", "!", "?", "!?", "”", "’", "」", "』", "）", ")", '"', ",", ":", ";", "://"),
    *("https://", "http:/", " ", "  ", "\n", "\n\n", "\t", "\r", "\x0b", "\x1c", "\x85", "\xa0", "\u2003", "\u2028"),
    *("\u3000", "\u200b", "\ufeff", "\x00", "\x7f", "<b>", "&amp;", "'", "e\u0301", "\u0301\u0301", "🇨🇳", "𠮷"),
    *("👨\u200d👩\u200d👧", "\U0010ffff", "\ud83d", "\udc00", "\u2e7f", "\u2e80", "الشبكة", "\u202e", "\u2066"),
    *("ไทย", "한국어", "-", "~", "%", " | ", " | ", ";\n", "a | b;\n", "\n\n键 | 值;\n", "： …", "e.g. ", " 1. "),
)  # fmt: skip
METADATA = {"id": "a", "url": "/a/", "date": None, "language": "en", "authors": [], "tags": [], "categories": []}
METADATA |= {"section": "", "translation_key": "", "site": "", "image": "", "locale": ""}
NOTHING_SAID = {"names": [], "pairs": []}
ADDRESSES = (
    *(
        "",
        "/",
        "/a/",
        "//b.org/",
        "/\\b.org",
        '/"',
        '/"\\',
        "http://a",
        "HTTPS://a/锚",
        "http\u017f://a",
        "https:/a",
        "httpss://a",
    ),
    *(
        "javascript:x",
        "data:,",
        "/a\nb",
        "/a\x7f",
        "/a\x80",
        "/\\",
        " /a",
        "h",
        "http",
        "https://",
        "http://a#b",
        "/a\x1f",
    ),
)


@dataclass
class HostilePage:
    """A page, and what a highlighter finds on it; both implementations are given the same."""

    page: ResultPage
    kinds: HighlightKinds
    found: list[FoundSpans]
    targets: int
    runs: dict[int, str] = field(default_factory=dict)
    pairs: dict[int, object] = field(default_factory=dict)
    asked: set[int] = field(default_factory=set)
    width: type = np.int32

    def find_highlights(self, page):
        return merge_highlights(self.found)

    def make_render_targets(self, page):
        rows = [self.look_for(number) for number in range(self.targets) if number not in {*self.runs, *self.asked}]
        targets = [
            RenderTarget([], run=self.runs[number], pairs=self.pairs.get(number))
            if number in self.runs
            else RenderTarget([], pairs=None if number in self.asked else ())
            for number in range(self.targets)
        ]
        spans = np.concatenate([np.empty((0, 3), np.int64), *rows]).astype(np.int64)
        rows = (each.tolist() for each in (self.kinds.kinds, self.kinds.labels, self.kinds.weights))
        return RenderTargets(targets, self.read_pairs, self.look_for, spans, *rows)

    def look_for(self, number, hits=None):
        """Return what is found of a target in some documents of the page, which have none of its terms, or in all."""
        spans = [each.spans for each in self.found if each.kind // WAYS == number]
        rows = np.concatenate(
            [
                np.empty((0, 3), np.int64),
                *(np.column_stack([np.full(len(each.starts), number), *each]) for each in spans),
            ]
        )
        return rows if hits is None else rows[np.isin(self.page.hits_at(rows[:, 1]), hits)]

    def read_pairs(self, number):
        """Return where the pairs of a run stand in the texts of all documents, each with a line end behind it."""
        run, line = self.runs[number], self.page.text
        steps = sorted({*range(0, len(run) - 1, 2), len(run) - 2})
        return [(step, np.array(list_starts(line, run[step : step + 2]), self.width)) for step in steps]


def list_starts(text, run):
    return [at for at in range(len(text)) if text.startswith(run, at)]


def make_page(texts, records=None) -> HostilePage:
    """Make a page of texts, on which nothing is found; without records each text is all prose."""
    whole = {"metadata": METADATA | {"title": ""}, "sections": {"spans": [], "headings": [], "anchors": []}}
    records = records or [whole | {"zones": [BODY, 0, len(text)]} | NOTHING_SAID for text in texts]
    frames = [lay_out_document(*each) for each in zip(records, texts, strict=True)]
    bases = np.cumsum([0, *(len(text) + 1 for text in texts)])
    reader = SimpleNamespace(frames=lambda docs: [frames[doc] for doc in docs], offset_bases=bases, whole=None)
    snapshot = SimpleNamespace(reader=reader, records=RecordCache(reader), page_tables=PageTables(bases))
    return HostilePage(ResultPage(snapshot, range(len(texts))), draw_kinds(1, random.Random(0)), [], 1)


def make_hostile_page(chance: random.Random) -> HostilePage:
    texts = [make_text(chance) for _ in range(chance.choice((1, 1, 2, 3)))]
    hostile = make_page(texts, [make_record(text, chance) for text in texts])
    hostile.targets = chance.choice((1, 2, 3, 12))
    hostile.kinds = draw_kinds(hostile.targets, chance)
    ways = [target * WAYS + 1 for target in range(hostile.targets)]
    hostile.found = [FoundSpans(draw_highlights(hostile.page, chance), kind) for kind in ways]
    draw_runs(hostile, chance)
    return hostile


def draw_runs(hostile: HostilePage, chance: random.Random) -> None:
    """Let some targets be runs of characters, the pairs of some of which are read only when they are asked for."""
    text = hostile.page.text
    hostile.width = chance.choice((np.int32, np.int64))
    for number in range(hostile.targets if len(text) < 10_000 else 0):
        start = chance.randint(0, len(text))
        run = text[start : start + chance.choice((2, 2, 3, 5))]
        if chance.random() < 0.6 or len(run) < 2 or "\n" in run:
            hostile.asked |= {number} if chance.random() < 0.3 else set()
            continue
        starts = np.array(list_starts(text, run), np.int64)
        hostile.runs[number] = run
        hostile.found[number] = FoundSpans(make_spans(starts, starts + len(run)), number * WAYS + 1)
        if chance.random() < 0.5:
            hostile.pairs[number] = hostile.read_pairs(number)


def make_text(chance: random.Random) -> str:
    if chance.random() < 0.003:
        return chance.choice(PIECES) * 100_000
    some = chance.choices(PIECES, k=chance.choice((3, 10, 80)))  # so that much repeats, and much is rare
    return "".join(chance.choices(some, k=chance.choice((0, 1, 5, 50, 400))))


def cut_up(length: int, most: int, chance: random.Random) -> list[int]:
    """Return ascending offsets, an even number of them."""
    return sorted(chance.choices(range(length + 1), k=2 * chance.randint(0, most)))


def make_record(text: str, chance: random.Random) -> dict[str, object]:
    edges = cut_up(len(text), 5, chance)
    title = text[: edges[0] if edges else 0]
    zones = [(chance.randrange(FIELDS), *pair) for pair in zip(edges[::2], edges[1::2], strict=True)]
    zones = [row for at, row in enumerate(zones) if not at or row[1] > zones[at - 1][1]]  # no two begin together
    begins = chance.sample(range(len(text) + 1), min(len(text), chance.randint(0, 4)))
    begins = sorted({*begins, *chance.choice(((), [0]))} if text else ())
    spans, headings = [], []
    for at, begin in enumerate(begins):
        end = begins[at + 1] if at + 1 < len(begins) else len(text) + 1
        body = chance.choice((end, chance.randint(begin, end), *(row[1] for row in zones if begin <= row[1] < end)))
        headings.append(title if text.startswith(title, begin) else text[begin:body][:30])
        spans += [(chance.randint(1, 6), begin, body, end)]
    anchors = [chance.choice(("", "anchor", "锚 点", "é-~")) for _ in spans]
    return {
        "metadata": METADATA | {"title": title, **{name: chance.choice(ADDRESSES) for name in ("url", "image")}},
        "zones": [number for row in zones for number in row],
        "sections": {"spans": [number for row in spans for number in row], "headings": headings, "anchors": anchors},
        **NOTHING_SAID,
    }


def draw_highlights(page: ResultPage, chance: random.Random):
    """Draw stretches that each lie in one document."""
    rows = []
    for hit in range(len(page.docs)):
        begin, end = page.span(hit)
        for _ in range(chance.choice((0, 1, 4, 30)) if end > begin else 0):
            start = chance.randrange(begin, end)
            rows.append((start, min(start + chance.choice((1, 1, 2, 3, 6, 200)), end)))
    starts, ends = np.array(rows, np.int64).reshape(-1, 2).T
    return make_spans(starts, ends)


def draw_kinds(targets: int, chance: random.Random) -> HighlightKinds:
    rows = [
        (kind, chance.randrange(max(targets - 1, 1)), chance.choice((0.0, 1.0, chance.expovariate(0.3))))
        for kind in range(targets * WAYS)
    ]
    rows += [
        (chance.randrange(targets * WAYS), chance.randrange(targets), chance.expovariate(0.3))
        for _ in range(chance.randint(0, 9))
    ]
    kinds, labels, weights = zip(*rows, strict=True)
    return HighlightKinds(np.array(kinds, np.int64), np.array(labels, np.int64), np.array(weights, np.float64))
