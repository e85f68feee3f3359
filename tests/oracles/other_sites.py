"""Build the sites in ``docusaurus-rules`` and ``starlight-rules`` with the real programs.

::

    npm install @docusaurus/core@3.10 @docusaurus/preset-classic@3.10 react react-dom   # in one folder
    npm install astro@5.18 @astrojs/starlight@0.37 @astrojs/mdx@4                        # in another
    PYTHONPATH=tests python -m oracles.other_sites docusaurus FOLDER                     # prints the comparison

A plugin of each site writes what the generator itself says of its pages; ``--remake`` makes ``published.tsv`` of it.
"""

import argparse
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from oracles.built_pages import compare_list

_HERE = Path(__file__).parent
_ORDERED = "docs/guides/01-ordered.md"
_TRANSLATED = "i18n/zh-Hans/docusaurus-plugin-content-docs"


def build(generator: str, modules: Path, folder: Path) -> tuple[Path, str]:
    """Build a site in a copy.

    Args:
        generator: ``docusaurus`` or ``starlight``.
        modules: The folder in which its packages were installed.
        folder: An empty one, for the copy.

    Returns:
        Where the pages are, and what the generator says of them, a line each, sorted.
    """
    site = folder / "site"
    shutil.copytree(_HERE / f"{generator}-rules" / "site", site)
    (site / "node_modules").symlink_to(modules / "node_modules")
    return _build_docusaurus(site) if generator == "docusaurus" else _build_starlight(site)


def _build_docusaurus(site: Path) -> tuple[Path, str]:
    """Make two versions, the first with a page less, and a page that is only in the next; build all languages."""
    ordered = (site / _ORDERED).read_text(encoding="utf-8")
    (site / _ORDERED).unlink()
    _run(site, "docusaurus", "docs:version", "1.0")
    (site / _ORDERED).write_text(ordered, encoding="utf-8")
    _run(site, "docusaurus", "docs:version", "2.0")
    (site / "docs/new.md").write_text("---\ntitle: Only in next\n---\nNew in the next version.\n")
    for version in ("1.0", "2.0"):
        (site / _TRANSLATED / f"version-{version}").mkdir(parents=True, exist_ok=True)
        shutil.copy(site / _TRANSLATED / "current/intro.md", site / _TRANSLATED / f"version-{version}/intro.md")
    _run(site, "docusaurus", "build", "--out-dir", "out")
    lists = (path.read_text(encoding="utf-8") for path in (site / "out").rglob("list.tsv"))
    return site / "out", _sorted("".join(lists))


def _build_starlight(site: Path) -> tuple[Path, str]:
    listed = site / "list.tsv"
    _run(site, "astro", "build", {"LIST": str(listed), "ASTRO_TELEMETRY_DISABLED": "1"})
    return site / "dist", _sorted(listed.read_text(encoding="utf-8"))


def _run(site: Path, program: str, *arguments: str | Mapping[str, str]) -> None:
    words = [each for each in arguments if isinstance(each, str)]
    extra = {name: value for each in arguments if isinstance(each, Mapping) for name, value in each.items()}
    subprocess.run(
        [site / "node_modules/.bin" / program, *words],
        cwd=site,
        check=True,
        env={**os.environ, "DOCUSAURUS_NO_PERSISTENT_CACHE": "true", **extra},  # its cache takes one site for another
        stdout=subprocess.DEVNULL,
    )


def _sorted(lines: str) -> str:
    return "".join(sorted(set(lines.splitlines(keepends=True))))


def main() -> None:
    """Build one, and print how what is indexed of its pages differs from what the generator says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("generator", choices=["docusaurus", "starlight"])
    parser.add_argument("modules", type=Path)
    parser.add_argument("--remake", action="store_true")
    arguments = parser.parse_args()
    published = _HERE / f"{arguments.generator}-rules" / "published.tsv"
    with tempfile.TemporaryDirectory() as folder:
        pages, said = build(arguments.generator, arguments.modules.resolve(), Path(folder))
        if arguments.remake:
            published.write_text(said, encoding="utf-8")
        print(compare_list(published, pages))


if __name__ == "__main__":
    main()
