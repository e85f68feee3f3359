from indexer.text.analysis import vocabulary as module
from indexer.text.analysis.vocabulary import Vocabulary


def read_terms(vocabulary, raw_token):
    """Return the terms of a raw token with their places and steps; subwords in brackets."""
    return [
        (f"[{vocabulary.terms[number]}]" if mark & 1 else vocabulary.terms[number], start, length, mark >> 1)
        for number, start, length, mark in vocabulary.look_up([raw_token]).forms.T.tolist()
    ]


def test_terms_are_numbered_in_the_order_they_are_met():
    vocabulary = Vocabulary()
    assert vocabulary.look_up(["pod", "node", "Pods"]).forms[0].tolist() == [0, 1, 0]
    assert vocabulary.terms == ["pod", "node"]


def test_a_raw_token_has_all_forms_of_a_compound_the_longer_first():
    assert read_terms(Vocabulary(), "kube-proxy") == [
        ("kube-proxy", 0, 10, 0),
        ("kubeproxi", 0, 10, 0),
        ("kube", 0, 4, 0),
        ("proxi", 5, 5, 1),
    ]


def test_capitals_of_a_raw_token_tell_its_camel_parts():
    assert read_terms(Vocabulary(), "maxSurge") == [("maxsurg", 0, 8, 0), ("[max]", 0, 3, 0), ("[surg]", 3, 5, 0)]
    assert read_terms(Vocabulary(), "maxsurge") == [("maxsurg", 0, 8, 0)]


def test_no_raw_tokens_have_no_forms():
    known = Vocabulary().look_up([])
    assert [len(known.counts), len(known.positions), known.forms.size, len(known.latin_words)] == [0, 0, 0, 0]


def test_raw_tokens_are_forgotten_when_there_are_too_many_and_terms_are_not(monkeypatch):
    monkeypatch.setattr(module, "MOST_KEPT", 5)
    vocabulary = Vocabulary()
    seen = [read_terms(vocabulary, raw) for raw in ("running", "服务", "running", "K8s")]
    assert seen[0] == seen[2] == [("run", 0, 7, 0)]
    assert vocabulary.terms == ["run", "服务", "k8s"]
    assert vocabulary._by_text.forms.size <= 5 + len("running")
