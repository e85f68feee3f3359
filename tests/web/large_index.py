"""An index of 4,000 posts with 200,000 distinct words, made on the spot: what hostile queries are tried on."""

import random

from small_index import make_post, make_searcher

from indexer.engines.base import Health

POSTS = 4_000
NEW_WORDS = 50
COMMON = ("service", "mesh", "traffic", "cluster", "proxy", "common", "release", "canary", "gateway", "index", "search")
HAN = (
    "服务网格流量管理集群代理发布金丝雀网关索引搜索查询数据系统应用部署配置监控日志"
    "追踪安全策略容器镜像节点调度存储网络请求响应超时重试熔断限流"
)


def make_posts(count=POSTS):
    """Make posts of words that only they have, words that most have, and Chinese."""
    chance = random.Random(20190702)
    for number in range(count):
        rare = [f"a{number * NEW_WORDS + step:06d}" for step in range(NEW_WORDS)]
        words = rare + chance.choices(COMMON, k=50)
        chance.shuffle(words)
        chinese = "，".join("".join(chance.choices(HAN, k=12)) for _ in range(8))
        body = f"{' '.join(words[:60])}\n\n## {chance.choice(COMMON)}\n\n{chinese}。\n\n{' '.join(words[60:])}\n"
        yield make_post(f"post-{number}", body, tags=tuple(chance.sample(COMMON, 2)), title=f"{words[0]} {chinese[:6]}")


class LargeEngine:
    """Searches that index, or a small one made alike."""

    answers_at_once = False

    def __init__(self, posts=POSTS):
        self.searcher = make_searcher(*make_posts(posts))
        self.searcher.warm_up()
        self.search, self.suggest = self.searcher.search, lambda request, limit=8: self.searcher.suggest(request, limit)

    def follow(self):
        pass

    def health(self):
        return Health("g-1", self.searcher.reader.num_docs, "大站", "https://example.org/")

    def close(self):
        pass
