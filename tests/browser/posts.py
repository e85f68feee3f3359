"""A small site in two languages, to search in."""

from small_index import day, make_post

MESH = """
应用一多，重试、超时和限流就写了一遍又一遍。服务网格把它们从代码里拿出来，交给边车代理。

## 为什么需要服务网格

没有服务网格的时候，每个团队都要自己处理流量管理：重试几次、等多久、失败了找谁。

## 从一个入口开始

先让入口流量经过网关，再一个服务一个服务地接入服务网格，随时可以退回。
"""
CANARY = """
Send one request in a hundred to the new version first. A service mesh splits the traffic by weight, so nothing in the
application has to change.

## Splitting traffic by weight

Start with one percent in the service mesh, look at the errors, then go on to ten.

## Rolling back

Set the weight of the new version to zero. Requests under way are finished by the old one.
"""
POSTS = (
    make_post("mesh", MESH, title="服务网格里的流量管理", date=day(2024, 7, 2), tags=("istio", "流量管理")),
    make_post("canary", CANARY, title="Canary releases with a service mesh", date=day(2023, 3, 9), language="en",
              tags=("istio", "release")),
    make_post("tracing", "给每个请求一个编号，跟着它走过服务网格里的每一站。\n\n## 采样\n\n不必记下全部请求。",
              title="分布式追踪入门", date=day(2022, 11, 20), tags=("可观测性",)),
    make_post("metrics", "Counters only go up. Read the rate, not the value, of what the service mesh reports.",
              title="Reading metrics", date=day(2022, 5, 5), language="en", tags=("observability",)),
    make_post("gateway", "网关在服务网格的门口：证书、路由和限流都在这里。", title="从 Ingress 迁移到 Gateway API",
              date=day(2024, 1, 15), tags=("kubernetes", "流量管理")),
    make_post("sidecar", "边车代理占多少内存？我们量了二十个集群的服务网格。", title="边车的开销",
              date=day(2021, 8, 30), tags=("istio", "性能")),
    make_post("ambient", "No sidecars: the node carries the service mesh.", title="A mesh without sidecars",
              date=day(2024, 9, 1), language="en", tags=("istio",)),
    make_post("pinyin", "输入法在组字的时候，回车只是选字，不是提交。", title="中文输入法与搜索框",
              date=day(2023, 6, 18), tags=("前端",)),
    make_post("undated", "An evergreen page about the service mesh.", title="Glossary", language="en"),
    make_post("scaling", "先看队列有多长，再决定加几台机器。服务网格会告诉你。", title="自动扩缩容：从指标到决定",
              date=day(2020, 4, 4), tags=("kubernetes",)),
    make_post("locks", "Two writers, one lock, and who may hold it.", title="Locks", date=day(2019, 2, 2),
              language="en"),
    make_post("release", "每周三发版，先灰度一成流量。", title="我们怎样发布版本", date=day(2021, 12, 1),
              tags=("release",)),
)  # fmt: skip
