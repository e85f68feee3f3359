"""The reference: the same tokens in an index that stock Whoosh wrote itself; and documents for both."""

import json
from datetime import UTC, datetime

from small_index import Ready
from text.analysis.reference_analysis import analyze_document, make_document
from whoosh.analysis import Analyzer, Token
from whoosh.fields import TEXT
from whoosh.filedb.filestore import FileStorage

from indexer.index.format.facets import list_facets
from indexer.index.parts.make_part import VocabularyHashes, make_part
from indexer.index.parts.part_writer import write_part
from indexer.index.reader.site import Site
from indexer.index.reader.store import part_folder
from indexer.index.reader.store import write_store as finish_store
from indexer.posts.post import Post
from indexer.text.analysis.folding import fold_text
from indexer.text.analysis.vocabulary import Vocabulary
from indexer.text.document import GRAMS, WORD_FIELDS, Document, Metadata, Zone
from indexer.whoosh_codec import open_whoosh, write_toc
from indexer.whoosh_codec.schema import FACET_FIELDS, make_schema

EMPTY_SITE = Site()

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
    return [
        make_document(
            Post(
                id=f"content/posts/{number}.md", url=f"/posts/{number}/", title=title, body=body, language=language,
                date=year and datetime(year, 5, number + 1, 12, tzinfo=UTC), tags=tags, section="posts",
            )
        )
        for number, (title, body, year, language, tags) in enumerate(POSTS)
    ]  # fmt: skip


def text_document(number, zones, date=None):
    """Return a document that consists of given zones alone: (field, text), none empty."""
    placed, start = [], 0
    for field, text in zones:
        placed.append(Zone(field, start, start + len(text)))
        start += len(text) + 1
    metadata = Metadata(f"{number}.md", f"/{number}", "", date, "zh", "", (), (), (), "")
    return analyze_document(Document(metadata, "\n".join(text for _, text in zones), tuple(placed), ()))


def write_store(folder, documents, firsts=(0,), dead=(), site=EMPTY_SITE):
    """Write documents as our index.

    Args:
        folder: Empty.
        documents: In their order.
        firsts: The number of the first document of each part.
        dead: Numbers of documents that are no more.
        site: What is known of it.
    """
    vocabulary = Vocabulary()
    hashes = VocabularyHashes(vocabulary)
    rows = split(documents, firsts)
    for number, row in enumerate(rows):
        part_folder(folder, number).mkdir()
        write_part(part_folder(folder, number), [Ready(make_part(row, vocabulary, hashes))])
    finish_store(folder, site, len(rows), dead=dead)
    write_toc(folder)


def split(documents, firsts):
    return [documents[first:end] for first, end in zip(firsts, [*firsts[1:], None], strict=True)]


def make_ours(folder, documents, firsts=(0,), dead=()):
    """Return the documents as our index, opened by stock Whoosh."""
    write_store(folder, documents, firsts, dead)
    return open_whoosh(folder)


class Playback(Analyzer):
    """Gives back the tokens that were written down as its text."""

    def __call__(self, value, **settings):
        for text, pos, start, end in json.loads(value):
            token = Token(text=text, pos=pos, startchar=start, endchar=end)
            yield token


def make_stock(folder, documents, firsts=(0,), dead=()):
    """Return the same documents as an index that stock Whoosh wrote, each part as a segment."""
    schema = make_schema()
    for name in (*WORD_FIELDS, GRAMS):
        stored = schema[name].stored
        schema.remove(name)
        schema.add(name, TEXT(analyzer=Playback(), chars=name != GRAMS, stored=stored))
    index = FileStorage(str(folder)).create_index(schema)
    for row in split(documents, firsts):
        writer = index.writer()
        for document in row:
            writer.add_document(**_stock_fields(document))
        writer.commit(merge=False)
    writer = index.writer()
    for number in dead:
        writer.delete_document(number)
    writer.commit(merge=False)
    return index


def _stock_fields(document):
    metadata = document.metadata
    fields = {name: json.dumps(list(tokens)) for name, tokens in document.tokens.items()}
    fields[GRAMS] = json.dumps([(gram.term, gram.start, gram.start, gram.end) for gram in document.grams])
    fields |= {f"_stored_{name}": getattr(metadata, name) for name in ("title",)}
    fields |= {f"_stored_{name}": list(getattr(metadata, name)) for name in ("tags", "authors")}
    facets = list_facets(metadata)
    fields |= {name: _fold(facets[facet]) for name, facet in FACET_FIELDS.items()}
    fields |= {f"_stored_{name}": getattr(metadata, name) for name in ("language", "section")}
    fields |= {"id": metadata.id, "url": metadata.url, "text": document.text}
    fields |= {"categories": list(metadata.categories), "translation_key": metadata.translation_key}
    if metadata.date:
        fields["date"] = metadata.date.astimezone(UTC).replace(tzinfo=None)
    return fields


def _fold(values):
    return list(dict.fromkeys(map(fold_text, values)))
