"""Keep an index of Django's models: built by a function, kept up to date by signals, searched by a view.

In a project of yours the settings, the model and the signals stand where they belong; all here is in one file.
"""

from django.conf import settings

if not settings.configured:
    settings.configure(
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        SEARCH_INDEX="var/index",
    )

import django
from django.db import models, transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.http import HttpRequest, JsonResponse

import indexer

django.setup()


class Article(models.Model):
    """What is searched."""

    title = models.CharField(max_length=200)
    text = models.TextField()
    published = models.DateTimeField(null=True)
    tags = models.JSONField(default=list)

    class Meta:
        """In a project of yours the app's name is known."""

        app_label = "articles"

    def __str__(self) -> str:
        """Return the title."""
        return self.title


def make_post(article: Article) -> indexer.Post:
    """Return an article as a post."""
    return indexer.Post(
        id=f"article/{article.pk}",
        url=f"/articles/{article.pk}/",
        title=article.title,
        body=article.text,
        markup="plain",
        date=article.published,
        tags=tuple(article.tags),
    )


def build_index() -> None:
    """Build the index of all articles: once before the first is saved, and whenever the signals may have been missed.

    A table may be empty, or have lost most of its rows: here that is no mistake to be refused.
    """
    options = indexer.BuildOptions(force=True)
    indexer.build(settings.SEARCH_INDEX, map(make_post, Article.objects.iterator()), options=options)


# With many writes a minute, let these fill a queue that one worker empties: an index has one writer at a time.
@receiver(post_save, sender=Article)
def update_index(instance: Article, **_: object) -> None:
    """Bring the index up to date once the article is in the database."""
    transaction.on_commit(lambda: indexer.update(settings.SEARCH_INDEX, [make_post(instance)]))


@receiver(post_delete, sender=Article)
def remove_from_index(instance: Article, **_: object) -> None:
    """Take a deleted article out of the index."""
    post_id = make_post(instance).id
    transaction.on_commit(lambda: indexer.remove(settings.SEARCH_INDEX, [post_id]))


def search(request: HttpRequest) -> JsonResponse:
    """Answer ``?q=…&page=…``; in a server, open the index once and keep it."""
    with indexer.open(settings.SEARCH_INDEX) as index:
        results = index.search(request.GET.get("q", "")[:256], page=int(request.GET.get("page", 1)))
    return JsonResponse({"total": results.total, "hits": list(map(describe, results.hits))})


def describe(hit: indexer.Hit) -> dict[str, str]:
    """Return what a page shows of a hit; ``html`` can be put into it as it is."""
    return {"url": hit.url, "title": hit.title.text, "html": indexer.snippet_html(hit.snippet)}
