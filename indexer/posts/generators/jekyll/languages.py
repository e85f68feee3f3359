"""The languages of a Jekyll site: Jekyll itself knows none; plugins and conventions do."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from indexer.posts.chinese_locale import normalise_locale
from indexer.posts.fields import flag_of, text_of
from indexer.posts.generators.config_file import items
from indexer.posts.generators.jekyll.files import JekyllFile
from indexer.posts.generators.language_folders import find_language_folders
from indexer.posts.post import FrontMatter

_LANGUAGE = ("lang", "language", "locale")
_KEYS = ("page_id", "ref", "lang-ref", "lang_ref", "translation_id", "translation_key", "translationKey")
"""Front matter that translations share: jekyll-polyglot's ``page_id``, else what themes and tutorials call it."""
_POLYGLOT = frozenset({"jekyll-polyglot", "polyglot"})


@dataclass(frozen=True, slots=True)
class JekyllLanguages:
    """What a site's configuration and folders say about languages.

    Attributes:
        main: The site's own; empty where it names none.
        folders: Names of folders that hold the posts of a language, in small letters.
        polyglot: Those for which jekyll-polyglot builds the site, the default one left out: their pages lie at
            ``/es/…``. Empty without that plugin.
        from_paths: Whether that plugin takes a page's language from a folder too.
    """

    main: str = ""
    folders: frozenset[str] = frozenset()
    polyglot: frozenset[str] = frozenset()
    from_paths: bool = False

    def tag(self, file: JekyllFile, front_matter: FrontMatter) -> str:
        """Return a post's language as it is written: in its front matter, else by a folder; may be empty."""
        return text_of(front_matter.get(*_LANGUAGE)) or next(filter(self._is_language, _folders(file)), "")

    def prefix(self, file: JekyllFile, front_matter: FrontMatter) -> str:
        """Return what the address of a post begins with: ``/es`` on a site of jekyll-polyglot, mostly nothing.

        Source:
            jekyll-polyglot 1.8 ``patches/jekyll/site.rb``, ``coordinate_documents``.
        """
        written = text_of(front_matter.get("lang"))
        tag = written or (self.tag(file, front_matter) if self.from_paths else "")
        return f"/{tag}" if tag in self.polyglot else ""

    def is_home(self, file: JekyllFile) -> bool:
        """Say whether a page is the home page of a language."""
        folders = file.inside.parts[:-1]
        return file.kind == "pages" and file.stem == "index" and len(folders) == 1 and self._is_language(folders[0])

    def translation_key(self, file: JekyllFile, front_matter: FrontMatter, path: str) -> str:
        """Return what all translations of a post have in common; empty where nothing tells that there are any.

        Args:
            file: The post's.
            front_matter: With the site's defaults.
            path: Of its address, without the language's.
        """
        if front_matter.get(*_LANGUAGE) is not None and (shared := text_of(front_matter.get(*_KEYS))):
            return shared
        if self.polyglot:
            return path
        if not self.folders:
            return ""
        folders = (folder for folder in _folders(file) if not self._is_language(folder))
        return "/".join((file.kind, *folders, file.inside.name.rpartition(".")[0]))

    def _is_language(self, folder: str) -> bool:
        return folder.lower() in self.folders or folder in self.polyglot


def _folders(file: JekyllFile) -> tuple[str, ...]:
    return (*file.above, *file.inside.parts[:-1])


def read_languages(config: Mapping[str, object], source: Path) -> JekyllLanguages:
    """Read what a configuration says about languages, and look at the folders of the sources."""
    plugins = {PurePosixPath(text_of(item)).name for name in ("plugins", "gems") for item in items(config.get(name))}
    listed = tuple(map(text_of, items(config.get("languages"))))
    default = text_of(config.get("default_lang")) or (listed[0] if listed else "")
    named = default or next(filter(None, (text_of(config.get(name)) for name in _LANGUAGE)), "")
    is_polyglot = not _POLYGLOT.isdisjoint(plugins)
    return JekyllLanguages(
        main=normalise_locale(named),
        folders=find_language_folders(source, source / "_posts"),
        polyglot=frozenset(listed) - {default} if is_polyglot else frozenset(),
        from_paths=flag_of(config.get("lang_from_path")) is True,
    )
