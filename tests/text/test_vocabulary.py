import numpy as np

from indexer.text.analysis import vocabulary as module
from indexer.text.analysis.vocabulary import Vocabulary


def read_terms(vocabulary, surface):
    """Return the terms of a surface with their places and steps; parts in brackets."""
    ((first, count, _, _, *_),) = vocabulary.look_up([surface])
    rows = vocabulary.readings(np.arange(first, first + count))
    return [
        (f"[{vocabulary.terms[number]}]" if mark & 1 else vocabulary.terms[number], start, length, mark >> 1)
        for number, start, length, mark in rows.tolist()
    ]


def test_terms_are_numbered_in_the_order_they_are_met():
    vocabulary = Vocabulary()
    assert [vocabulary.numbers[term] for term in ("pod", "node", "pod")] == [0, 1, 0]
    assert vocabulary.terms == ["pod", "node"]


def test_a_surface_has_all_readings_of_a_compound_the_longer_first():
    assert read_terms(Vocabulary(), "kube-proxy") == [
        ("kube-proxy", 0, 10, 0),
        ("kubeproxi", 0, 10, 0),
        ("kube", 0, 4, 0),
        ("proxi", 5, 5, 1),
    ]


def test_capitals_of_a_surface_tell_its_humps():
    assert read_terms(Vocabulary(), "maxSurge") == [("maxsurg", 0, 8, 0), ("[max]", 0, 3, 0), ("[surg]", 3, 5, 0)]
    assert read_terms(Vocabulary(), "maxsurge") == [("maxsurg", 0, 8, 0)]


def test_a_line_end_has_no_reading_and_takes_no_position():
    ((_, count, positions, length, _, _),) = Vocabulary().look_up(["\n"]).tolist()
    assert (count, positions, length) == (0, 0, 1)


def test_surfaces_are_forgotten_when_there_are_too_many_and_terms_are_not(monkeypatch):
    monkeypatch.setattr(module, "MOST_KEPT", 5)
    vocabulary = Vocabulary()
    seen = [read_terms(vocabulary, surface) for surface in ("running", "服务", "running", "K8s")]
    assert seen[0] == seen[2] == [("run", 0, 7, 0)]
    assert vocabulary.terms == ["run", "服务", "k8s"]
    assert vocabulary._surfaces.size <= 5 + len("running")
