"""A command that is killed at any moment leaves what is served as it was, and the next one clears up after it."""

import random

import pytest


class KilledError(BaseException):
    """The process is no more: nothing catches this."""


class Wire:
    """Lets so many requests through and then none, as if the process had been killed.

    Searches by which an index is probed are counted by themselves: there are hundreds, and each leaves what the first
    of them does.

    Attributes:
        left: Requests that still go through.
        probes: Searches that still go through.
        is_answered: Whether the last request reaches the cluster, though its answer reaches nobody.
    """

    def __init__(self, send, left, *, is_answered, probes=10_000):
        self.send, self.left, self.probes, self.is_answered = send, left, probes, is_answered

    @property
    def send_or_die(self):
        """The method of a class that sends a request."""

        def send(*arguments, **named):
            left = self._count(str(arguments[2]))
            if left == 0 and self.is_answered:
                self.send(*arguments, **named)
            if left <= 0:
                self.left = min(self.left, 0)
                raise KilledError
            return self.send(*arguments, **named)

        return send

    def _count(self, path):
        """Count a request; return how many of its kind are left."""
        if self.left > 0 and path.endswith("/_msearch"):
            self.probes -= 1
            return self.probes
        self.left -= 1
        return self.left


@pytest.fixture
def builder(one_node, tmp_path):
    from cluster.builder import Builder, wipe

    wipe(one_node)
    yield Builder(one_node, tmp_path)
    wipe(one_node)


def kill_at(builder, monkeypatch, left, **named):
    """Kill an update and then make it again; return whether it came to its end before."""
    from cluster.builder import holding, indexes, served
    from opensearchpy import Transport

    word = f"Quokka{left}"
    builder.write("post1", f"Istio {word} 服务网格")
    before = served(builder.cluster)
    wire = Wire(Transport.perform_request, left, **named)
    with monkeypatch.context() as patch:
        patch.setattr(Transport, "perform_request", wire.send_or_die)
        try:
            builder.update()
        except KilledError:
            pass
        else:
            return True
    assert len(holding(builder.cluster, "istio")) == 8
    is_new = holding(builder.cluster, word.lower()) == ["post1.md"]
    assert (served(builder.cluster) != before) == is_new
    builder.update()
    assert holding(builder.cluster, word.lower()) == ["post1.md"]
    assert len(indexes(builder.cluster)) == 4
    assert {f"{served(builder.cluster)}.tables", served(builder.cluster)} <= set(indexes(builder.cluster))
    _, state = builder.cluster.call("GET", "/posts-writer/_doc/state")
    assert all(state["_source"]["generations"].values())
    return False


def count_requests(builder, monkeypatch):
    from opensearchpy import Transport

    wire = Wire(Transport.perform_request, 10_000, is_answered=True)
    builder.write("post1", "Istio counted 服务网格")
    with monkeypatch.context() as patch:
        patch.setattr(Transport, "perform_request", wire.send_or_die)
        builder.update()
    return 10_000 - wire.left


def test_an_update_killed_at_some_moments_leaves_what_is_served(builder, monkeypatch):
    builder.rebuild()
    builder.rebuild()
    requests = count_requests(builder, monkeypatch)
    seed = random.randrange(1 << 32)
    print(f"seed {seed}, {requests} requests")
    draw = random.Random(seed)
    for left in draw.sample(range(1, requests + 1), 2):
        assert not kill_at(builder, monkeypatch, left, is_answered=draw.random() < 0.5)


@pytest.mark.slow
def test_an_update_killed_while_it_probes_leaves_what_is_served(builder, monkeypatch):
    builder.rebuild()
    builder.rebuild()
    for number, is_answered in enumerate([False, True]):
        assert not kill_at(builder, monkeypatch, 10_000 + number, probes=1, is_answered=is_answered)


@pytest.mark.slow
@pytest.mark.parametrize("is_answered", [False, True])
def test_an_update_killed_at_every_request_leaves_what_is_served(builder, monkeypatch, is_answered):
    builder.rebuild()
    builder.rebuild()
    left = 1
    while not kill_at(builder, monkeypatch, left, is_answered=is_answered):
        left += 1
    assert left > 20
