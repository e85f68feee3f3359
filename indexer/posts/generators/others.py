"""Generators whose sources are recognised, and whose rules are not read here: their built pages are to be indexed."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer.posts.generators.config_file import read_loosely
from indexer.posts.post import Problem

_LARGEST = 1_000_000
"""Characters of a configuration that are looked through for the folder of the pages."""


@dataclass(frozen=True, slots=True)
class OtherGenerator:
    """A generator that is known by its configuration alone.

    Attributes:
        name: As its authors write it.
        configurations: Patterns of its configuration's path below the site, and the folder below the site into which
            the pages are written of a site configured there, unless it says otherwise.
        build: The command that builds the site, which may name its ``{source}`` and ``{output}``.
        setting: Where the configuration names another such folder, in its first group; None where it cannot. That is
            below the configuration's folder, or the one above where this is the generator's own (``docs/.vitepress``).
        sources: Folders of posts below the site, which may be given for the site itself.
        beside: A pattern of what lies beside the configuration, where others call a file the same.
    """

    name: str
    configurations: tuple[tuple[str, str], ...]
    build: str
    setting: re.Pattern[str] | None = None
    sources: tuple[str, ...] = ()
    beside: str = ""


_OUT_DIR = re.compile(r"""^[^/*]*\boutDir:\s*["'`](?:\./)?([^"'`]+)""", re.MULTILINE)
_SITE_DIR = re.compile(r"""^site_dir\s*[:=]\s*["']?(?:\./)?([^\s"'#]+)""", re.MULTILINE)
_SPHINX = tuple((f"{folder}conf.py", f"{output}/html") for folder, output in (
    ("", "_build"), ("source/", "build"),
    ("docs/", "docs/_build"), ("docs/source/", "docs/build"), ("doc/", "doc/_build"), ("doc/source/", "doc/build"),
))  # fmt: skip
_PRESS = tuple((f"{folder}.{{}}/config.*", f"{folder}.{{}}/dist") for folder in ("", "docs/"))


def _press(name: str) -> tuple[tuple[str, str], ...]:
    return tuple((pattern.format(name), output.format(name)) for pattern, output in _PRESS)


OTHER_GENERATORS = (
    OtherGenerator(
        "MkDocs", (("mkdocs.yml", "site"), ("mkdocs.yaml", "site")), "mkdocs build", _SITE_DIR, sources=("docs",)
    ),
    OtherGenerator("Zensical", (("zensical.toml", "site"),), "zensical build", _SITE_DIR, sources=("docs",)),
    OtherGenerator(
        "Docusaurus", (("docusaurus.config.*", "build"),), "npm run build", sources=("docs", "blog", "src/pages")
    ),
    OtherGenerator("VitePress", _press("vitepress"), "npx vitepress build {source}", _OUT_DIR),
    OtherGenerator(
        "VuePress",
        _press("vuepress"),
        "npx vuepress build {source}",
        re.compile(r"""^[^/*]*\bdest:\s*["'`]([^"'`]+)""", re.MULTILINE),
    ),
    OtherGenerator(
        "Astro",
        (("astro.config.*", "dist"),),
        "npm run build",
        _OUT_DIR,
        sources=("src/content", "src/content/blog", "src/content/docs", "src/content/posts", "src/pages"),
    ),
    OtherGenerator(
        "Eleventy",
        ((".eleventy.js", "_site"), ("eleventy.config.*", "_site")),
        "npx @11ty/eleventy",
        re.compile(r"""^[^/*]*\boutput:\s*["'`](?:\./)?([^"'`]+)""", re.MULTILINE),
        sources=("content", "src", "content/blog", "src/posts", "posts"),
    ),
    OtherGenerator("Gatsby", (("gatsby-config.*", "public"),), "npx gatsby build", sources=("content", "content/blog")),
    OtherGenerator("Next.js", (("next.config.*", "out"),), "npm run build"),
    OtherGenerator("Nuxt", (("nuxt.config.*", ".output/public"),), "npx nuxt generate", sources=("content",)),
    OtherGenerator(
        "Pelican",
        (("pelicanconf.py", "output"),),
        "pelican content",
        re.compile(r"""^OUTPUT_PATH\s*=\s*["'](?:\./)?([^"']+)""", re.MULTILINE),
        sources=("content",),
    ),
    OtherGenerator("Sphinx", _SPHINX, "sphinx-build {source} {output}", beside="index.*"),
    OtherGenerator(
        "mdBook",
        (("book.toml", "book"),),
        "mdbook build",
        re.compile(r"""^build-dir\s*=\s*["'](?:\./)?([^"']+)""", re.MULTILINE),
        sources=("src",),
    ),
    OtherGenerator("Lektor", (("*.lektorproject", "build"),), "lektor build", sources=("content",)),
)
"""The first whose configuration is there counts; each by its own documentation of configuration and output folder."""


@dataclass(frozen=True, slots=True)
class _Found:
    generator: OtherGenerator
    site: Path
    configuration: Path
    output: str


def notice_other_generator(root: Path) -> Problem | None:
    """Return a warning where a folder holds the sources of a generator whose rules are not read here; else None.

    So does the folder of its posts, whose configuration lies above.
    """
    found = next(_in_site(root), None) or next(_above(root), None)
    if found is None:
        return None
    return Problem(os.path.relpath(found.configuration, root).replace(os.sep, "/"), 0, _advice(found), refused=False)


def has_other_generator(root: Path) -> bool:
    """Tell whether a folder holds the sources of a generator whose rules are not read here."""
    return next(_in_site(root), None) is not None


def find_sources(root: Path, name: str) -> Path | None:
    """Return the configuration of a generator whose sources, or whose posts, a folder holds; None where it does not."""
    found = (each for each in (*_in_site(root), *_above(root)) if each.generator.name == name)
    return next((each.configuration for each in found), None)


def _in_site(root: Path) -> Iterator[_Found]:
    return (found for generator in OTHER_GENERATORS for found in _existing(root, generator))


def _above(root: Path) -> Iterator[_Found]:
    for generator in OTHER_GENERATORS:
        for source in generator.sources:
            steps = Path(source).parts
            if root.parts[-len(steps) :] == steps:
                yield from _existing(root.parents[len(steps) - 1], generator)


def _existing(site: Path, generator: OtherGenerator) -> Iterator[_Found]:
    for pattern, output in generator.configurations:
        for path in sorted(site.glob(pattern)):
            if path.is_file() and (not generator.beside or any(path.parent.glob(generator.beside))):
                yield _Found(generator, site, path, output)


def _advice(found: _Found) -> str:
    source = found.configuration.parent
    source = source.parent if source.name.startswith(".") else source
    output = _output_of(found, source)
    build = found.generator.build.format(source=source, output=output)
    first = "" if (output / "index.html").is_file() else f"build it ({build}) and "
    article = "an" if found.generator.name[0] in "AE" else "a"
    return (
        f"these are the sources of {article} {found.generator.name} site: its rules for addresses and drafts are not "
        f"known here, so links may lead nowhere; {first}index its pages: search-index rebuild {output}"
    )


def _output_of(found: _Found, source: Path) -> Path:
    """Return the folder into which a site's pages are written, as its configuration says, else by default."""
    setting = found.generator.setting
    said = setting.search(read_loosely(found.configuration)[:_LARGEST]) if setting else None
    if said is None:
        return found.site / found.output
    # VuePress takes its own from where it is started, others from the project's folder.
    return Path(os.path.normpath((found.site if found.generator.name == "VuePress" else source) / said[1]))
