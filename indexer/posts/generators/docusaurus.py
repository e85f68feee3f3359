"""Where Docusaurus keeps translations of posts, for folders of its sources that are read as plain ones."""

import re
from typing import NamedTuple

_TRANSLATED = re.compile(r"i18n/([^/]+)/docusaurus-plugin-content-(?:(blog)/|docs/(?:current|(version-[^/]+))/)(.+)")


class Translated(NamedTuple):
    """A post in another language than the site's own.

    Attributes:
        language: As the folder of the language is called.
        post_id: Of the post that it translates, if there is one.
    """

    language: str
    post_id: str


def read_translated(post_id: str) -> Translated | None:
    """Return what a post translates: ``i18n/fr/docusaurus-plugin-content-blog/a.md`` is ``blog/a.md`` in French.

    None where its path is no such one.
    """
    found = _TRANSLATED.fullmatch(post_id)
    if found is None:
        return None
    language, blog, version, path = found.groups()
    return Translated(language, f"{blog or (f'versioned_docs/{version}' if version else 'docs')}/{path}")
