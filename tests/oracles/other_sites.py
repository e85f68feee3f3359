"""Build the sites in ``*-rules`` of generators whose sources are not read here, with the real programs.

::

    PYTHONPATH=tests python -m oracles.other_sites pelican FOLDER    # prints the comparison

Packages are installed into ``FOLDER/pelican`` where they are not there yet. A plugin of each site writes what its
generator itself says of its pages, see ``said_pages``. Of Docusaurus and Starlight that is kept in ``published.tsv``
too (``--remake`` writes it), which tells when another version of them says something else.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from oracles.said_pages import Pages, compare_list

_HERE = Path(__file__).parent
_ORDERED = "docs/guides/01-ordered.md"
_TRANSLATED = "i18n/zh-Hans/docusaurus-plugin-content-docs"


@dataclass(frozen=True)
class Built:
    """A site that was built.

    Attributes:
        pages: Where its pages are.
        said: What its generator says of them: lines of ``said_pages``, sorted.
    """

    pages: Path
    said: tuple[str, ...]

    def compare(self) -> Pages:
        """Compare what is read of the pages with what is said of them."""
        return compare_list(self.said, self.pages)


@dataclass(frozen=True)
class Generator:
    """How a site is built.

    Attributes:
        packages: By names of npm, or else of PyPI.
        build: Builds a copy of the site with the installed programs, and yields a site for each of its variants.
    """

    packages: tuple[str, ...]
    build: Callable[["Workplace"], Iterator[Built]]
    is_npm: bool = field(default=False, kw_only=True)


@dataclass(frozen=True)
class Workplace:
    """Where a site is built.

    Attributes:
        generator: Its name.
        programs: The folder of the generator's programs.
        folder: An empty one, for copies of the site.
    """

    generator: str
    programs: Path
    folder: Path

    def copy(self, variant: str = "site") -> Path:
        """Copy the site; npm's packages lie beside it."""
        site = self.folder / variant
        shutil.copytree(_HERE / f"{self.generator}-rules" / "site", site)
        if self.programs.parent.name == "node_modules":
            (site / "node_modules").symlink_to(self.programs.parent)
        return site

    def run(self, site: Path, program: str, *arguments: str, **environment: str) -> None:
        """Run a program in a site.

        Raises:
            CalledProcessError: It failed; it has said why on standard error.
        """
        extra: Mapping[str, str] = {"LIST": str(site / "list.tsv"), **environment}
        command = [self.programs / program, *arguments]
        subprocess.run(command, cwd=site, check=True, env={**os.environ, **extra}, stdout=subprocess.DEVNULL)

    @staticmethod
    def built(site: Path, output: str) -> Built:
        """Return what was built, and what was said of it."""
        lines = (site / "list.tsv").read_text(encoding="utf-8").splitlines(keepends=True)
        return Built(site / output, tuple(sorted({*lines})))


def _build_docusaurus(place: Workplace) -> Iterator[Built]:
    """Make two versions, the first with a page less, and a page that is only in the next; build all languages."""
    site = place.copy()
    uncached = {"DOCUSAURUS_NO_PERSISTENT_CACHE": "true"}  # it lies beside the packages, and takes one site for another
    ordered = (site / _ORDERED).read_text(encoding="utf-8")
    (site / _ORDERED).unlink()
    place.run(site, "docusaurus", "docs:version", "1.0", **uncached)
    (site / _ORDERED).write_text(ordered, encoding="utf-8")
    place.run(site, "docusaurus", "docs:version", "2.0", **uncached)
    (site / "docs/new.md").write_text("---\ntitle: Only in next\n---\nNew in the next version.\n")
    for version in ("1.0", "2.0"):
        (site / _TRANSLATED / f"version-{version}").mkdir(parents=True, exist_ok=True)
        shutil.copy(site / _TRANSLATED / "current/intro.md", site / _TRANSLATED / f"version-{version}/intro.md")
    place.run(site, "docusaurus", "build", "--out-dir", "out", **uncached)
    lists = (path.read_text(encoding="utf-8") for path in (site / "out").rglob("list.tsv"))
    yield Built(site / "out", tuple(sorted({line for text in lists for line in text.splitlines(keepends=True)})))


def _build_starlight(place: Workplace) -> Iterator[Built]:
    site = place.copy()
    place.run(site, "astro", "build", ASTRO_TELEMETRY_DISABLED="1")
    yield place.built(site, "dist")


def _build_astro(place: Workplace) -> Iterator[Built]:
    """Build a blog as Astro's own template has it, by both ways to write files."""
    for output in ("directory", "file"):
        site = place.copy(output)
        place.run(site, "astro", "build", ASTRO_TELEMETRY_DISABLED="1", FORMAT=output)
        yield place.built(site, "dist")


def _build_eleventy(place: Workplace) -> Iterator[Built]:
    site = place.copy()
    place.run(site, "eleventy", "--quiet")
    yield place.built(site, "_site")


def _build_pelican(place: Workplace) -> Iterator[Built]:
    """Build with both of its themes, as it writes addresses by itself and as it is told to."""
    for theme in ("simple", "notmyidea"):
        for moved in ("", "1"):
            site = place.copy(f"{theme}{moved}")
            place.run(site, "pelican", "content", "--quiet", "--theme-path", theme, "--output", "output", MOVED=moved)
            yield place.built(site, "output")


def _build_mkdocs(place: Workplace) -> Iterator[Built]:
    """Build with both of its themes; with Material, its blog and tags, and addresses with endings; in two languages."""
    variants = (
        ("mkdocs.yml", "mkdocs", "true"),
        ("mkdocs.yml", "readthedocs", "false"),
        ("material.yml", "material", "true"),
        ("material.yml", "material", "false"),
        ("i18n.yml", "material", "true"),
    )
    for number, (configuration, theme, directories) in enumerate(variants):
        site = place.copy(f"{number}")
        place.run(site, "mkdocs", "-q", "build", "-f", configuration, THEME=theme, DIRECTORIES=directories)
        yield place.built(site, "site")


def _build_sphinx(place: Workplace) -> Iterator[Built]:
    """Build documentation with three themes, and a blog with two, by both ways to write addresses."""
    variants = (
        ("html", "alabaster", ""),
        ("dirhtml", "sphinx_rtd_theme", ""),
        ("dirhtml", "furo", ""),
        ("html", "pydata_sphinx_theme", "1"),
        ("dirhtml", "alabaster", "1"),
    )
    for builder, theme, blog in variants:
        site = place.copy(f"{theme}{blog}")
        place.run(site, "sphinx-build", "-Q", "-b", builder, ".", "out", THEME=theme, BLOG=blog)
        yield place.built(site, "out")


_SPHINX_PACKAGES = ("sphinx>=9,<10", "ablog>=0.11.13", "myst-parser", "furo", "sphinx-rtd-theme", "pydata-sphinx-theme")
OTHERS: Mapping[str, Generator] = {
    "docusaurus": Generator(
        ("@docusaurus/core@3.10", "@docusaurus/preset-classic@3.10", "react", "react-dom"),
        _build_docusaurus,
        is_npm=True,
    ),
    "starlight": Generator(("astro@5.18", "@astrojs/starlight@0.37", "@astrojs/mdx@4"), _build_starlight, is_npm=True),
    "astro": Generator(("astro@5.18", "@astrojs/mdx@4"), _build_astro, is_npm=True),
    "eleventy": Generator(("@11ty/eleventy@3.1",), _build_eleventy, is_npm=True),
    "pelican": Generator(("pelican[markdown]>=4.10",), _build_pelican),
    "mkdocs": Generator(("mkdocs>=1.6", "mkdocs-material>=9.7", "mkdocs-static-i18n>=1.3"), _build_mkdocs),
    "sphinx": Generator(_SPHINX_PACKAGES, _build_sphinx),
}
"""By the name of the folder of its site, without ``-rules``."""


def build(name: str, packages: Path) -> Iterator[Built]:
    """Build all variants of a site, each of which is there until the next is asked for.

    They are built beside the packages, and deleted in the end: Vite serves no package from outside of the root that a
    site and its ``node_modules`` have in common.

    Args:
        name: One of ``OTHERS``.
        packages: The folder in which each generator has one with its packages; they are installed where it is not.

    Raises:
        CalledProcessError: Packages cannot be installed, or a program failed.
    """
    programs = install(name, packages)
    with tempfile.TemporaryDirectory(prefix="sites-", dir=packages.resolve() / name) as folder:
        yield from OTHERS[name].build(Workplace(name, programs, Path(folder)))


def install(name: str, packages: Path) -> Path:
    """Install a generator's packages unless they are there, and return the folder of its programs.

    Raises:
        CalledProcessError: They cannot be.
    """
    generator, folder = OTHERS[name], packages.resolve() / name
    programs = folder / "node_modules/.bin" if generator.is_npm else folder / "bin"
    if not programs.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        if generator.is_npm:
            (folder / "package.json").write_text("{}")
            _install(["npm", "install", "--silent", *generator.packages], folder)
        else:
            _install([sys.executable, "-m", "venv", "."], folder)
            _install([programs / "pip", "install", "--quiet", *generator.packages], folder)
    return programs


def _install(command: list[str | Path], folder: Path) -> None:
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)


def main() -> None:
    """Build one, and print how what is indexed of its pages differs from what the generator says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("generator", choices=[*OTHERS])
    parser.add_argument("packages", type=Path)
    parser.add_argument("--remake", action="store_true")
    arguments = parser.parse_args()
    for built in build(arguments.generator, arguments.packages):
        if arguments.remake:
            published = _HERE / f"{arguments.generator}-rules" / "published.tsv"
            published.write_text("".join(built.said), encoding="utf-8")
        print(built.compare())


if __name__ == "__main__":
    main()
