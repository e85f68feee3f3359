"""A stand-in for a cluster: answers the searches that we ask by going through documents in memory.

It knows of OpenSearch's query language what ``engines.cluster`` uses, and refuses all else.
"""

from itertools import product

from indexer.engines.cluster.queries.retrieval import Retrieval


class StandIn(Retrieval):
    """Searches documents of one index.

    Attributes:
        asked: The searches of each request.
        failure: An error to be raised by the next request.
    """

    def __init__(self, documents):
        super().__init__(client=None, index="posts")
        self._sources = [dict(document.source) for document in documents]
        self._words = [_split(source) for source in self._sources]
        self.asked = []
        self.failure = None

    def search(self, bodies):
        if self.failure:
            raise self.failure
        self.asked.append(bodies)
        return [self._answer(body) for body in bodies]

    def _answer(self, body):
        known = {"size", "query", "sort", "aggs", "_source", "stored_fields", "docvalue_fields", "track_total_hits"}
        assert set(body) <= known
        scored = {
            doc: score for doc in range(len(self._sources)) if (score := self._score(body["query"], doc)) is not None
        }
        order = sorted(scored, key=lambda doc: (*self._sort_keys(body, doc), -scored[doc], doc))
        hits = [self._hit(doc, body) for doc in order[: body["size"]]]
        found = {"hits": {"total": {"value": len(scored)}, "hits": hits}, "_shards": {"failed": 0}}
        return found | {"aggregations": self._aggregate(body.get("aggs", {}), list(scored))}

    def _sort_keys(self, body, doc):
        source = self._sources[doc]
        orders = {"date": -source.get("date", -(1 << 62)), "id": source["id"]}
        return [orders[name] for order in body.get("sort", ()) for name in order]

    def _hit(self, doc, body):
        source = self._sources[doc]
        fields = {name: [source[name]] for name in body.get("docvalue_fields", ()) if name in source}
        return {"fields": fields, "_source": {"stored": source["stored"]}}

    def _aggregate(self, aggregations, docs):
        return {name: self._count(asked, docs) for name, asked in aggregations.items()}

    def _count(self, asked, docs):
        ((kind, values),) = ((key, value) for key, value in asked.items() if key != "aggs")
        inner = asked.get("aggs", {})

        def counted(chosen):
            return {"doc_count": len(chosen), **self._aggregate(inner, chosen)}

        match kind:
            case "filter":
                return counted(self._matching(values, docs))
            case "filters":
                filters = values["filters"].items()
                return {"buckets": {name: counted(self._matching(each, docs)) for name, each in filters}}
            case "missing":
                return counted([doc for doc in docs if values["field"] not in self._sources[doc]])
            case "cardinality":
                return {"value": len({self._sources[doc].get(values["field"]) for doc in docs} - {None})}
            case "max" | "min":
                values = [found for doc in docs if (found := self._sources[doc].get(values["field"])) is not None]
                return {"value": (max if kind == "max" else min)(values, default=None)}
            case "terms":
                every = sorted({value for doc in docs for value in self._sources[doc][values["field"]]})
                chosen = {key: [doc for doc in docs if key in self._sources[doc][values["field"]]] for key in every}
                most = sorted(chosen, key=lambda key: (-len(chosen[key]), key))[: values["size"]]
                return {"buckets": [{"key": key, **counted(chosen[key])} for key in most]}
        raise AssertionError(asked)

    def _matching(self, query, docs):
        return [doc for doc in docs if self._score(query, doc) is not None]

    def _score(self, query, doc):
        """Return the score of a document, None where it does not match."""
        ((kind, rule),) = query.items()
        return getattr(self, f"_{kind}")(rule, doc)

    def _match_all(self, _rule, _doc):
        return 1.0

    def _match_none(self, _rule, _doc):
        return None

    def _bool(self, rule, doc):
        assert set(rule) <= {"filter", "must", "must_not", "should", "minimum_should_match", "boost"}
        if any(self._score(each, doc) is None for each in rule.get("filter", ())):
            return None
        if any(self._score(each, doc) is not None for each in rule.get("must_not", ())):
            return None
        must = [self._score(each, doc) for each in rule.get("must", ())]
        should = [score for each in rule.get("should", ()) if (score := self._score(each, doc)) is not None]
        if None in must or len(should) < rule.get("minimum_should_match", 0):
            return None
        return rule.get("boost", 1.0) * (sum(must) + sum(should))

    def _dis_max(self, rule, doc):
        return max((score for each in rule["queries"] if (score := self._score(each, doc)) is not None), default=None)

    def _constant_score(self, rule, doc):
        return None if self._score(rule["filter"], doc) is None else rule["boost"]

    def _rank_feature(self, rule, doc):
        field, term = rule["field"].split(".", 1)
        value = self._sources[doc][field].get(term)
        pivot = rule.get("saturation", {}).get("pivot", 1.0)
        return None if value is None else rule.get("boost", 1.0) * value / (value + pivot)

    def _terms(self, rule, doc):
        ((field, wanted),) = rule.items()
        return 1.0 if set(wanted) & set(self._words[doc].get(field, ())) else None

    def _term(self, rule, doc):
        return self._terms({field: [value] for field, value in rule.items()}, doc)

    def _range(self, rule, doc):
        ((field, bounds),) = rule.items()
        value = self._sources[doc].get(field)
        tests = {"gte": "__ge__", "gt": "__gt__", "lte": "__le__", "lt": "__lt__"}
        is_in = value is not None and all(getattr(value, tests[name])(bound) for name, bound in bounds.items())
        return 1.0 if is_in else None

    def _match_phrase(self, rule, doc):
        ((field, values),) = rule.items()
        wanted, words = values["query"].split(), self._words[doc].get(field, [])
        starts = range(len(words) - len(wanted) + 1)
        return 1.0 if any(words[at : at + len(wanted)] == wanted for at in starts) else None

    def _intervals(self, rule, doc):
        ((_, values),) = rule.items()
        steps = [[each["match"] for each in step["any_of"]["intervals"]] for step in values["all_of"]["intervals"]]
        places = [
            {
                at
                for each in step
                for at, word in enumerate(self._words[doc].get(each["use_field"], ()))
                if word == each["query"]
            }
            for step in steps
        ]
        most = len(steps) - 1 + values["all_of"]["max_gaps"]
        is_found = any(list(row) == sorted(set(row)) and row[-1] - row[0] <= most for row in product(*places))
        return 1.0 if is_found else None


def _split(source):
    """Return the tokens of each field, as the cluster has them."""
    texts = {name: value for name, value in source.items() if isinstance(value, str) and name != "stored"}
    exact = {"id", "digest", "translation"}
    words = {name: [value] if name in exact else value.split() for name, value in texts.items()}
    return words | {name: value for name, value in source.items() if isinstance(value, list)}
