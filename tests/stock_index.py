"""The reference: the same tokens in an index that stock Whoosh wrote itself, in memory; and documents for both."""

import json
from datetime import UTC, datetime

from whoosh.analysis import Analyzer, Token
from whoosh.fields import TEXT
from whoosh.filedb.filestore import RamStorage

from indexer.index.entry import make_entry
from indexer.index.store import StoreWriter, open_whoosh
from indexer.index.whoosh_schema import FACET_FIELDS, make_schema
from indexer.posts.post import Post
from indexer.text.analyzer import Analyzer as PostAnalyzer
from indexer.text.analyzer import Gram
from indexer.text.compose import make_document
from indexer.text.document import GRAMS, WORD_FIELDS, Document, Metadata
from indexer.text.folding import fold_text

POSTS = (
    ("服务网格入门", "# 什么是服务网格\n\n服务网格管理微服务之间的流量。Istio 是一种服务网格。\n",
     2018, "zh", ("Istio", "入门")),
    ("Istio 流量管理", "金丝雀发布把一部分流量交给新版本。\n\n## 金丝雀发布\n\n流量管理。\n", 2019, "zh", ("istio",)),
    ("Running kube-proxy", "The kube-proxy runs on every node.\n\n```sh\nkubectl get pods\n```\n",
     2020, "en", ("Kubernetes",)),
    ("Traffic management", "Istio manages traffic. Running Istio v1.18.2 needs Kubernetes.\n", None, "en", ()),
    ("微服務 and C++", "我們用 C++ 寫微服務，部署在 Kubernetes 上。流量不大。\n", 2021, "zh", ("C++", "入门")),
    ("Empty", "", 2021, "en", ("istio", "Kubernetes")),
)  # fmt: skip


def post_documents():
    """Return the documents of POSTS, through the real analysis."""
    analyzer = PostAnalyzer()
    return [
        make_document(
            Post(
                id=f"content/posts/{number}.md", url=f"/posts/{number}/", title=title, body=body, language=language,
                date=year and datetime(year, 5, number + 1, 12, tzinfo=UTC), tags=tags, section="posts",
            ),
            analyzer,
        )
        for number, (title, body, year, language, tags) in enumerate(POSTS)
    ]  # fmt: skip


def token_document(number, tokens, pairs=(), date=None):
    """Return a document that consists of given tokens alone: by field; ``pairs`` are (two characters, offset)."""
    metadata = Metadata(f"{number}.md", f"/{number}", "", date, "zh", "", (), (), (), "")
    grams = [Gram(pair, start, start + 2) for pair, start in pairs]
    return Document(metadata, "", (), (), {field: tokens.get(field, []) for field in WORD_FIELDS}, grams)


def write_store(folder, documents):
    writer = StoreWriter(folder)
    for document in documents:
        writer.add(make_entry(document))
    return writer.finish()


def make_ours(folder, documents):
    """Return the documents as our index, opened by stock Whoosh."""
    write_store(folder, documents)
    return open_whoosh(folder)


class Playback(Analyzer):
    """Gives back the tokens that were written down as its text."""

    def __call__(self, value, **settings):
        for text, pos, start, end in json.loads(value):
            token = Token(text=text, pos=pos, startchar=start, endchar=end)
            yield token


def make_stock(documents):
    """Return the same documents as an index that stock Whoosh wrote."""
    schema = make_schema()
    for name in (*WORD_FIELDS, GRAMS):
        stored = schema[name].stored
        schema.remove(name)
        schema.add(name, TEXT(analyzer=Playback(), chars=name != GRAMS, stored=stored))
    index = RamStorage().create_index(schema)
    writer = index.writer()
    for document in documents:
        writer.add_document(**_stock_fields(document))
    writer.commit()
    return index


def _stock_fields(document):
    metadata = document.metadata
    fields = {name: json.dumps(list(tokens)) for name, tokens in document.tokens.items()}
    fields[GRAMS] = json.dumps([(gram.term, gram.start, gram.start, gram.end) for gram in document.grams])
    fields |= {f"_stored_{name}": getattr(metadata, name) for name in ("title",)}
    fields |= {f"_stored_{name}": list(getattr(metadata, name)) for name in ("tags", "authors")}
    entry = make_entry(document)
    fields |= {name: _fold(entry.facets[facet]) for name, facet in FACET_FIELDS.items()}
    fields |= {f"_stored_{name}": getattr(metadata, name) for name in ("language", "section")}
    fields |= {"id": metadata.id, "url": metadata.url, "text": document.text}
    fields |= {"categories": list(metadata.categories), "translation_key": metadata.translation_key}
    if metadata.date:
        fields["date"] = metadata.date.astimezone(UTC).replace(tzinfo=None)
    return fields


def _fold(values):
    return list(dict.fromkeys(map(fold_text, values)))
