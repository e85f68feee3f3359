"""Generators whose sources are recognised, and whose rules are not read here: their built pages are to be indexed."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer.posts.post import Problem


@dataclass(frozen=True, slots=True)
class OtherGenerator:
    """A generator that is known by its configuration alone.

    Attributes:
        name: As its authors write it.
        configurations: Patterns of its configuration's path below the site.
        build: The command that builds the site.
        output: The folder below the site into which that writes, unless the configuration says otherwise.
        beside: A pattern of what lies beside the configuration, where others call a file the same.
    """

    name: str
    configurations: tuple[str, ...]
    build: str
    output: str
    beside: str = ""


OTHER_GENERATORS = (
    OtherGenerator("MkDocs", ("mkdocs.yml", "mkdocs.yaml"), "mkdocs build", "site"),
    OtherGenerator("Zensical", ("zensical.toml",), "zensical build", "site"),
    OtherGenerator("Docusaurus", ("docusaurus.config.*",), "npm run build", "build"),
    OtherGenerator(
        "VitePress", (".vitepress/config.*", "docs/.vitepress/config.*"), "npx vitepress build", ".vitepress/dist"
    ),
    OtherGenerator(
        "VuePress", (".vuepress/config.*", "docs/.vuepress/config.*"), "npx vuepress build", ".vuepress/dist"
    ),
    OtherGenerator("Astro", ("astro.config.*",), "npm run build", "dist"),
    OtherGenerator("Eleventy", (".eleventy.js", "eleventy.config.*"), "npx @11ty/eleventy", "_site"),
    OtherGenerator("Gatsby", ("gatsby-config.*",), "npx gatsby build", "public"),
    OtherGenerator("Next.js", ("next.config.*",), "npm run build", "out"),
    OtherGenerator("Nuxt", ("nuxt.config.*",), "npx nuxt generate", ".output/public"),
    OtherGenerator("Pelican", ("pelicanconf.py",), "pelican content", "output"),
    OtherGenerator("Sphinx", ("conf.py", "source/conf.py", "docs/conf.py"), "make html", "_build/html", "index.*"),
    OtherGenerator("mdBook", ("book.toml",), "mdbook build", "book"),
    OtherGenerator("Lektor", ("*.lektorproject",), "lektor build", "build"),
)
"""The first whose configuration is there counts; each by its own documentation of configuration and output folder."""


def notice_other_generator(root: Path) -> Problem | None:
    """Return a warning where a folder holds the sources of a generator whose rules are not read here; else None."""
    for generator in OTHER_GENERATORS:
        found = next(_existing(root, generator), None)
        if found is not None:
            return Problem(found.relative_to(root).as_posix(), 0, _advice(generator, root), refused=False)
    return None


def _existing(root: Path, generator: OtherGenerator) -> Iterator[Path]:
    for pattern in generator.configurations:
        for path in sorted(root.glob(pattern)):
            if path.is_file() and (not generator.beside or any(path.parent.glob(generator.beside))):
                yield path


def _advice(generator: OtherGenerator, root: Path) -> str:
    built = root / generator.output
    first = "" if built.is_dir() else f"build it ({generator.build}) and "
    return (
        f"these are the sources of a {generator.name} site: its rules for addresses and drafts are not known here, so "
        f"links may lead nowhere; {first}index its pages: search-index rebuild {built}"
    )
