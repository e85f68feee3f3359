"""The slow, obvious way to rank: dictionaries over the tokens of documents, one document and one word at a time."""

import re
from collections import Counter, defaultdict
from functools import cached_property
from itertools import pairwise
from math import log1p

from indexer.index.parts.paragraphs import SHORTEST
from indexer.index.reader.title_table import make_title_key
from indexer.search.formulas import fit_saturation
from indexer.search.query.clauses import TOPIC_WORDS
from indexer.search.query.expansion import ExpansionKind
from indexer.search.query.nodes import AllNode, AnyNode, PhraseNode, PrefixNode, WordNode, is_unspaced
from indexer.search.ranking.passages import BLOCK, FEW_POSTS, LEAST_TRUST, MANY_WORDS
from indexer.search.ranking.symbols import PIECE_WORDS
from indexer.text.analysis.folding import fold_text
from indexer.text.analysis.scripts import IS_HAN, UNSPACED
from indexer.text.analysis.word_forms import is_version
from indexer.text.document import BODY, SUBWORDS, TITLE, WORD_FIELDS, ZONE_FIELDS

YEAR = 365.25 * 86400


def cover(share, words):
    """In a query of more than eight words each that is missing costs as in one of eight."""
    return 1 - min(8 / words, 1) * (1 - share)


class Reference:
    """Ranks documents, numbered from 0, by a plan; without feedback and translations.

    What finds a thing is a dictionary: document -> (score, whether it is there as a word).
    """

    def __init__(self, documents, tuning):
        self.documents = documents
        self.tuning = tuning
        self.counts = [{f: Counter(t.term for t in d.tokens[f]) for f in WORD_FIELDS} for d in documents]
        self.lengths = [{field: len(d.tokens[field]) for field in WORD_FIELDS} for d in documents]
        self.zones = [[fold_text(d.text[z.start : z.end]) for z in d.zones] for d in documents]
        self.titles = [fold_text(d.metadata.title) for d in documents]

    def idf(self, found):
        return log1p((len(self.documents) - found + 0.5) / (found + 0.5))

    def saturate(self, frequency):
        lengths = [each[BODY] for each in self.lengths]
        k1 = fit_saturation(self.tuning.k1, max(sum(lengths) / max(len(lengths), 1), 1))
        return frequency * (k1 + 1) / (k1 + frequency)

    @cached_property
    def averages(self):
        averages = {}
        for field in WORD_FIELDS:
            present = [lengths[field] for lengths in self.lengths if lengths[field]]
            averages[field] = max(sum(present) / len(present), 1) if present else 1
        return averages

    def frequencies(self, terms, fields=WORD_FIELDS):
        """Return document -> weighted frequency of any of some terms."""
        found = defaultdict(float)
        for doc, counts in enumerate(self.counts):
            for field in fields:
                tuning, length = self.tuning.fields[field], self.lengths[doc][field]
                norm = 1 - tuning.b + tuning.b * length / self.averages[field]
                count = sum(counts[field][term] for term in dict.fromkeys(terms))
                if count:
                    found[doc] += tuning.weight * count / norm
        return found

    def score(self, frequencies, weight=1.0):
        rarity = self.idf(len(frequencies)) * weight
        return {doc: rarity * self.saturate(frequency) for doc, frequency in frequencies.items()}

    def match(self, node):
        match node:
            case WordNode():
                return self.match_word(node)
            case PrefixNode():
                terms = {t for c in self.counts for f in WORD_FIELDS for t in c[f] if t.startswith(node.text)}
                return {doc: (score, True) for doc, score in self.score(self.frequencies(terms)).items()}
            case PhraseNode():
                return self.match_phrase(node)
            case AnyNode(nodes, share):
                first, *others = map(self.match, nodes)
                return best_of([first, *[{d: (s * share, w) for d, (s, w) in other.items()} for other in others]])
            case AllNode(nodes):
                return sum_of([self.match(each) for each in nodes])

    def match_word(self, node):
        fields = (TITLE,) if node.in_title else WORD_FIELDS
        scores = self.score(self.frequencies(node.terms, fields))
        real = scores if is_version(node.terms[-1]) else self.frequencies(node.terms, set(fields) - {SUBWORDS})
        ways = [{doc: (score, doc in real) for doc, score in scores.items()}]
        if node.compound_parts:
            found = (self.frequencies((part,), fields) for part in node.compound_parts)
            parts = [self.score(each, self.tuning.compound_parts) for each in found]
            whole = not is_unspaced(node.text)
            ways.append(sum_of([{doc: (score, whole) for doc, score in each.items()} for each in parts]))
        if is_unspaced(node.text):
            known = {doc for doc, (_, whole) in best_of(ways).items() if whole}
            docs = self.find_run(node.text, in_title=node.in_title)
            score = self.tuning.substring * self.idf(len(docs))
            ways.append(dict.fromkeys(docs - known, (score, False)))
        return best_of(ways)

    def find_run(self, run, *, in_title=False):
        texts = [[title] for title in self.titles] if in_title else self.zones
        return {doc for doc, zones in enumerate(texts) if any(run in zone for zone in zones)}

    def places(self, terms):
        """Return the (document, position) of any of some terms, parts of words left aside."""
        return {
            (doc, token.position)
            for doc, document in enumerate(self.documents)
            for field in ZONE_FIELDS
            for token in document.tokens[field]
            if token.term in terms
        }

    def match_phrase(self, node):
        docs = self.find_phrase(node)
        words = [self.match(word) for word in node.words]
        flat = self.idf(len(docs))
        return {doc: (max(flat, sum(word[doc][0] for word in words if doc in word)), True) for doc in docs}

    def find_phrase(self, node):
        if is_unspaced(node.text):
            return self.find_run(node.text)
        if UNSPACED.search(node.text):
            pattern = re.compile(r"\s*".join(map(re.escape, "".join(node.text.split()))))
            return {
                doc for doc, each in enumerate(self.documents) if self.has_whole_words(pattern, fold_text(each.text))
            }
        return {doc for doc, _ in self.begins_of(node.words)}

    def has_whole_words(self, pattern, text):
        """Check whether a pattern matches anywhere in a text where no Latin word goes on at either end."""
        ends = [(match.start(), match.end()) for match in pattern.finditer(text)]
        return any(not any(re.fullmatch("[a-z0-9]{2}", text[max(at - 1, 0) : at + 1]) for at in pair) for pair in ends)

    def rank(self, plan):
        """Return document -> score of everything a plan finds."""
        runs = [(run, self.find_run(run.text)) for run in plan.runs]
        matches = {node: self.match(node) for node in plan.scored}
        wholes = {node: {doc for doc, (_, whole) in matches[node].items() if whole} for node in plan.scored}
        for node in plan.scored:
            wholes[node].update(*(docs for run, docs in runs if node in run.words))
        for expansion in sorted(plan.expansions, key=lambda each: each.finds_nothing_alone):
            other = best_of(map(self.match, expansion.nodes))
            if expansion.finds_nothing_alone:
                self.support(matches, expansion, other)
                continue
            for node in set(expansion.covers) & set(matches):
                share = self.bound(expansion, other) / len(expansion.covers)
                scaled = {doc: (score * share, whole) for doc, (score, whole) in other.items()}
                if plan.stays_below_exact(expansion):
                    scaled = stay_below_exact(scaled, matches[node])
                matches[node] = best_of([matches[node], scaled])
                wholes[node] |= {doc for doc, (_, whole) in scaled.items() if whole}
        found = set().union(*matches.values()) - self.excluded(plan)
        found &= set(range(len(self.documents))).intersection(*(self.match(node) for node in plan.required))
        complete = {doc for doc in found if all(doc in wholes[node] for node in plan.scored)}
        trust = self.trust(plan, len(complete))
        scores = {doc: self.score_document(doc, plan, matches, runs, trust) for doc in found}
        if len(plan.scored) == 1:
            raised = max((scores[doc] for doc in found - complete), default=0)
            return {doc: score + raised * (doc in complete) for doc, score in scores.items()}
        share = self.tuning.all_words * (len(plan.scored) - 1)
        return {doc: score * (1 + share * (doc in complete)) for doc, score in scores.items()}

    def bound(self, expansion, other):
        """Return the weight of an expansion, less where it is rarer than what was typed."""
        typed = sum(max((score for score, _ in self.match(node).values()), default=0) for node in expansion.covers)
        most = max((score for score, _ in other.values()), default=0)
        return expansion.weight * (min(1, (typed / most) ** 0.5) if typed and most else 1)

    def support(self, matches, expansion, other):
        """Add names that posts teach to the scores of documents that anything else finds, below the word itself."""
        found = set().union(*matches.values())
        for node in set(expansion.covers) & set(matches):
            factor = self.bound(expansion, other) / len(expansion.covers)
            inside = {doc: (score * factor, False) for doc, (score, _) in other.items() if doc in found}
            matches[node] = best_of([matches[node], stay_below_exact(inside, matches[node])])

    def excluded(self, plan):
        typed = fold_text(plan.text)
        spared = {doc for doc, title in enumerate(self.titles) if " ".join(title.split()).startswith(typed)}
        return {doc for node in plan.excluded for doc, (_, whole) in self.match(node).items() if whole} - spared

    def score_document(self, doc, plan, matches, runs, trust):
        score = self.score_words(doc, list(matches.values())) + self.score_title(doc, plan)
        score += sum(self.score_pair(doc, left, right) for left, right in pairwise(plan.scored))
        score += sum(self.tuning.run * self.idf(len(docs)) for _, docs in runs if doc in docs)
        score += sum(self.score_gram(doc, gram) for gram in plan.grams)
        score += trust * self.score_passage(doc, plan)
        score += self.score_paragraphs(doc, plan, matches, trust)
        score += sum(self.score_symbol(doc, symbol) for symbol in plan.symbols)
        counted = plan.expansions if len(plan.scored) <= PIECE_WORDS else ()
        pieces = [each.covers[0].text for each in counted if each.kind is ExpansionKind.PIECE]
        score += sum(self.score_piece(doc, piece) for piece in pieces)
        last = self.score_whole_title(doc, plan, matches) + self.score_exact_phrase(doc, plan, matches)
        return score * (1 + self.recency(doc)) + last

    def score_whole_title(self, doc, plan, matches):
        is_topic = len(plan.scored) + len(plan.stop_words) <= TOPIC_WORDS
        keys = [make_title_key(title) for title in self.titles]
        title, typed = keys[doc], plan.title_key
        every = (typed, *plan.other_keys)
        begun = (each for each in every if any(key == each or (key.startswith(each) and not is_topic) for key in keys))
        typed = next(begun, "")
        if not typed or not title.startswith(typed) or ((is_topic or typed in keys) and title != typed):
            return 0
        return self.tuning.whole_title * sum_bests(matches) * (len(typed) / len(title)) ** 2

    def score_exact_phrase(self, doc, plan, matches):
        if not plan.phrase:
            return 0
        is_run = is_unspaced(plan.phrase.text)
        found = self.find_run(plan.phrase.text) if is_run else {each for each, _ in self.begins_of(plan.phrase.words)}
        share = min(max(len(plan.phrase.words) - TOPIC_WORDS, 1) / 3, 1)
        return self.tuning.exact_phrase * share * sum_bests(matches) * (doc in found)

    def score_words(self, doc, matches):
        best = [max((score for score, _ in match.values()), default=0) for match in matches]
        total = sum(match[doc][0] for match in matches if doc in match)
        share = sum(most for match, most in zip(matches, best, strict=True) if doc in match)
        return total * cover(share / sum(best), len(matches)) ** self.tuning.coverage

    def score_title(self, doc, plan):
        words = [node for node in plan.scored if isinstance(node, WordNode)]
        rarity = {word: self.idf(sum(whole for _, whole in self.match(word).values())) for word in words}
        here = {word: found for word in words if (found := self.match_title(doc, word, plan))[0]}
        if not here:
            return 0
        telling, whole = sum(rarity[word] * has for word, (has, _) in here.items()), sum(rarity.values())
        filled = min(sum(length for _, length in here.values()) / max(self.lengths[doc][TITLE], 1), 1)
        return self.tuning.title * telling * telling / whole * filled

    def match_title(self, doc, word, plan):
        """Return what a title has of a word, and how many positions that takes."""
        forms = [(word, 1, 1)]
        for each in plan.expansions:
            if each.says_the_same and word in each.covers:
                forms += [(node, self.weigh_in_title(node, each, plan), len(each.covers)) for node in each.nodes]
        best = 0, 0
        for node, weight, covers in forms:
            parts = node.words if isinstance(node, PhraseNode) else [node] if isinstance(node, WordNode) else []
            has_all = parts and all(any(self.counts[doc][TITLE][term] for term in part.terms) for part in parts)
            if has_all and weight > best[0]:
                best = weight, sum(len(part.terms_by_position) for part in parts) / covers
        return best

    def weigh_in_title(self, node, expansion, plan):
        scripts = {bool(IS_HAN.search(each.text)) for each in (node, expansion.covers[0])}
        if len(scripts) == 1:
            return expansion.weight
        return self.tuning.translated_title if len(plan.scored) > TOPIC_WORDS else 1

    def score_pair(self, doc, left, right):
        if not (isinstance(left, WordNode) and isinstance(right, WordNode)):
            return 0
        following = {(d, at - len(left.terms_by_position)) for d, at in self.places(right.terms)}
        counts = Counter(d for d, _ in self.places(left.terms) & following)
        return self.tuning.phrase * self.idf(len(counts)) * self.saturate(counts[doc]) if counts[doc] else 0

    def score_passage(self, doc, plan):
        rarity = {node: self.idf(self.count_exact(node)) for node in plan.scored}
        most = max(rarity.values())
        rest = sum(rarity.values()) - most
        if rest <= 0:
            return 0
        held = {node: {at // BLOCK for at in self.positions(doc, node, plan)} for node in plan.scored}
        last = max((token.position for field in ZONE_FIELDS for token in self.documents[doc].tokens[field]), default=0)
        passages = (
            sum(rarity[node] for node in plan.scored if {block, block + 1} & held[node])
            for block in range(last // BLOCK + 1)
        )
        return self.tuning.passage * rest * (max(max(passages) - most, 0) / rest) ** 2

    def trust(self, plan, complete):
        """Return how far single places in posts are gone by."""
        if len(plan.scored) == 1:
            return 0
        trust = 1 if len(plan.scored) + len(plan.stop_words) >= MANY_WORDS else min(1, FEW_POSTS / max(complete, 1))
        return trust if trust >= LEAST_TRUST else 0

    def score_paragraphs(self, doc, plan, matches, trust):
        best = max((self.score_paragraph(doc, each, plan, matches) for each in self.paragraphs(doc)), default=0)
        own = self.score_words(doc, list(matches.values()))
        return trust * max(self.tuning.paragraph * best - own, 0)

    def paragraphs(self, doc):
        """Return the positions of each line of prose, short ones together with the next."""
        document, found = self.documents[doc], []
        for zone in document.zones:
            lines, at = [], zone.start
            for line in document.text[zone.start : zone.end].split("\n") if zone.field == BODY else ():
                inside = [t for t in document.tokens[BODY] if at <= t.start < at + len(line)]
                at += len(line) + 1
                if not inside:
                    continue
                begin, end = min(t.position for t in inside), max(t.position for t in inside) + 1
                if lines and lines[-1][1] - lines[-1][0] < SHORTEST:
                    lines[-1] = lines[-1][0], end
                else:
                    lines.append((begin, end))
            found += lines
        return found

    def score_paragraph(self, doc, paragraph, plan, matches):
        begin, end = paragraph
        tuning = self.tuning.fields[BODY]
        norm = 1 / (1 - tuning.b + tuning.b * (end - begin) / self.averages[BODY])
        scores = {}
        for node in plan.scored:
            forms = [(node, 1)]
            for each in plan.expansions:
                if node in each.covers and not each.finds_nothing_alone:
                    forms += [(other, each.weight / len(each.covers)) for other in each.nodes]
            scores[node] = max(self.score_form(doc, form, weight, range(begin, end), norm) for form, weight in forms)
        best = {node: max((score for score, _ in matches[node].values()), default=0) for node in plan.scored}
        share = sum(best[node] for node in plan.scored if scores[node]) / max(sum(best.values()), 1e-6)
        return sum(scores.values()) * cover(share, len(plan.scored)) ** self.tuning.coverage

    def score_form(self, doc, node, weight, span, norm):
        rarity = self.idf(self.count_exact(node))
        return max(
            weight * rarity * self.saturate(norm * sum(d == doc and at in span for d, at in begins))
            for begins in self.begin_lists(node)
        )

    def score_symbol(self, doc, symbol):
        """Score a symbol that begins and ends with a sign: whatever stands around it, it is no part of a word."""
        return self.score_text([document.text.count(symbol) for document in self.documents], doc)

    def score_text(self, counts, doc):
        return self.tuning.symbol * self.idf(sum(map(bool, counts))) * self.saturate(counts[doc])

    def score_piece(self, doc, piece):
        return self.tuning.piece * self.score_text([piece in each.text.lower() for each in self.documents], doc)

    def count_exact(self, node):
        found = self.match(node)
        return sum(whole for _, whole in found.values()) or len(found)

    def positions(self, doc, node, plan):
        """Return where a node or what stands for it begins in a document."""
        expansions = [each for each in plan.expansions if not each.finds_nothing_alone and node in each.covers]
        others = [each for expansion in expansions for each in expansion.nodes]
        return {at for each in (node, *others) for found, at in self.begins(each) if found == doc}

    def begins(self, node):
        return set().union(*self.begin_lists(node))

    def begin_lists(self, node):
        if isinstance(node, PhraseNode):
            return [self.begins_of(node.words)]
        if not isinstance(node, WordNode):
            return [set()]
        apart = self.begins_of((node,)) if node.compound_parts and not is_unspaced(node.text) else set()
        return [self.places(node.terms), apart]

    def begins_of(self, words):
        pieces = [piece for word in words for piece in word.terms_by_position]
        steps = [{(doc, at - step) for doc, at in self.places(piece)} for step, piece in enumerate(pieces)]
        return set.intersection(*steps) if steps else set()

    def score_gram(self, doc, gram):
        counts = Counter(d for d, document in enumerate(self.documents) for each in document.grams if each.term == gram)
        return self.tuning.grams * self.idf(len(counts)) * self.saturate(counts[doc]) if counts[doc] else 0

    def recency(self, doc):
        dates = [document.metadata.date for document in self.documents]
        if not dates[doc]:
            return 0
        newest = max(date for date in dates if date)
        return self.tuning.recency / (1 + (newest - dates[doc]).total_seconds() / YEAR)

    def count_facet(self, docs, values_of):
        """Count documents by their values: value -> how many."""
        return Counter(value for doc in docs for value in set(values_of(self.documents[doc].metadata)))


def stay_below_exact(other, match):
    """Scale what stands for a node below each document that has it as a word; as it is where none has."""
    exact = [score for score, whole in match.values() if whole]
    if not exact or not other:
        return other
    below = min(1, 0.99 * min(exact) / max(score for score, _ in other.values()))
    return {doc: (score * below, False) for doc, (score, _) in other.items()}


def best_of(matches):
    best = {}
    for match in matches:
        for doc, (score, whole) in match.items():
            other = best.get(doc, (0, False))
            best[doc] = (max(score, other[0]), whole or other[1])
    return best


def sum_of(matches):
    docs = set.intersection(*map(set, matches))
    return {doc: (sum(match[doc][0] for match in matches), all(match[doc][1] for match in matches)) for doc in docs}


def sum_bests(matches):
    return sum(max((score for score, _ in match.values()), default=0) for match in matches.values())
