"""What the settings of an Obsidian vault say of its notes: which are templates, and which are not to be published."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from indexer.posts.fields import text_of, texts_of
from indexer.posts.generators.config_file import read_loosely

_SETTINGS = ".obsidian"
_TEMPLATES = (("templates.json", "folder"), ("plugins/templater-obsidian/data.json", "templates_folder"))


@dataclass(frozen=True, slots=True)
class Vault:
    """A folder that Obsidian keeps notes in.

    Attributes:
        templates: Folders of what new notes are made from, each with a slash at its end.
        unpublished: Folders, with a slash, and notes that are not published, unless a note says so itself.

    Source:
        help.obsidian.md, “Templates”, “Publish your content: Exclude folders”; silentvoid13.github.io/Templater,
        “Settings”.
    """

    templates: tuple[str, ...]
    unpublished: tuple[str, ...]

    def is_template(self, post_id: str) -> bool:
        """Tell from a path whether a note is a template."""
        return post_id.startswith(self.templates)

    def is_unpublished(self, post_id: str) -> bool:
        """Tell from a path whether a note is not to be published."""
        return f"{post_id}/".startswith(self.unpublished)


def read_vault(root: Path) -> Vault | None:
    """Read the settings of a vault; None where a folder is none, or where they name no folders."""
    settings = root / _SETTINGS
    if not settings.is_dir():
        return None
    named = [text_of(_read_json(settings / file).get(key)) for file, key in _TEMPLATES]
    unpublished = texts_of(_read_json(settings / "publish.json").get("excluded"))
    vault = Vault(_as_beginnings(named), _as_beginnings(unpublished))
    return vault if vault.templates or vault.unpublished else None


def _as_beginnings(folders: Iterable[str]) -> tuple[str, ...]:
    paths = (folder.strip().strip("/") for folder in folders)
    return tuple(dict.fromkeys(f"{path}/" for path in paths if path))


def _read_json(file: Path) -> dict[str, object]:
    try:
        settings = json.loads(read_loosely(file))
    except (ValueError, RecursionError):
        return {}
    return cast("dict[str, object]", settings) if isinstance(settings, dict) else {}
