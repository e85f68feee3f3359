"""An engine in memory with a fixed answer."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone

from indexer.engines.base import Health
from indexer.search.results import Hit, Results, SectionHit, Snippet, Suggestion

SHANGHAI = timezone(timedelta(hours=8))

MESH = Hit(
    id="content/blog/mesh-traffic/index.md",
    url="https://example.org/blog/mesh-traffic/",
    title=Snippet("服务网格里的流量管理", ((0, 4),)),
    snippet=Snippet("把重试和超时交给服务网格，应用就不必再关心它们。", ((8, 12),), cut_after=True),
    sections=(
        SectionHit(
            Snippet("为什么需要服务网格", ((5, 9),)),
            "https://example.org/blog/mesh-traffic/#为什么需要服务网格",
            Snippet("没有服务网格的时候，每个团队都要写一遍重试。", ((2, 6),), cut_before=True, cut_after=True),
        ),
    ),
    date=datetime(2019, 7, 2, 10, 18, 18, tzinfo=SHANGHAI),
    language="zh",
    authors=("林小雨", "Ada Stone"),
    tags=("istio", "流量管理"),
    categories=("实践",),
    score=12.3,
)
CANARY = Hit(
    id="content/en/canary.md",
    url="/en/canary/",
    title=Snippet("Canary releases with a service mesh", ((23, 35),)),
    snippet=Snippet("Send one request in a hundred to the new version first.", (), cut_before=True),
    sections=(),
    date=None,
    language="en",
    authors=(),
    tags=(),
    categories=(),
    score=3.0,
)
FACETS = {
    "lang": (("zh", 30), ("en", 12)),
    "tag": (("istio", 12), ("流量管理", 7)),
    "category": (("实践", 9),),
    "author": (("林小雨", 5),),
    "year": (("2019", 20), ("2021", 3)),
}


def results_of(*hits, total=None, **changes):
    """Return results holding these hits."""
    values = {"query": "服务网格", "page": 1, "per_page": 10, "took_ms": 1.26, "facets": FACETS} | changes
    total = len(hits) if total is None else total
    return Results(total=total, hits=hits, **{"complete": total} | values)


@dataclass
class FixedEngine:
    """Answers every question the same, or raises; remembers what it was asked."""

    results: Results = field(default_factory=lambda: results_of(MESH, CANARY, total=42))
    suggestions: tuple = (Suggestion("服务网格", "tag"), Suggestion("Service mesh", "title", "/en/mesh/"))
    state: Health = field(default_factory=lambda: Health("g-7", 42, "网格博客", "https://example.org/"))
    error: Exception | None = None
    asked: list = field(default_factory=list)
    answers_at_once: bool = False

    def follow(self):
        pass

    def search(self, request):
        self._fail()
        self.asked.append(request)
        return replace(self.results, query=request.text, page=request.page, per_page=request.per_page)

    def suggest(self, request, limit=8):
        self._fail()
        self.asked.append(request)
        return self.suggestions[:limit]

    def has_post(self, post_id):
        self._fail()
        return post_id in {hit.id for hit in self.results.hits}

    def health(self):
        self._fail()
        return self.state

    def close(self):
        pass

    def _fail(self):
        if self.error:
            raise self.error
