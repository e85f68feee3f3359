"""Generators whose sources are recognised, and whose rules are not read here: their built pages are to be indexed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from os.path import normpath
from pathlib import Path

from indexer.posts.generators.config_file import read_loosely
from indexer.posts.post import Problem

_OUTPUT = re.compile(r"""^\s*(?:outDir|dest)\s*:\s*(?P<quote>["'`])(?P<path>[^"'`\n]+)(?P=quote)""", re.MULTILINE)
"""Where a configuration says that pages are written: ``outDir`` of VitePress and Astro, ``dest`` of VuePress."""


@dataclass(frozen=True, slots=True)
class OtherGenerator:
    """A generator that is known by its configuration alone.

    Attributes:
        name: As its authors write it.
        configurations: Patterns of its configuration's path below the site.
        build: The command that builds the site.
        output: The folder into which that writes, unless the configuration says otherwise: below the configuration's
            folder, or the one above where that is the generator's own (``docs/.vitepress``).
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
    generator, configuration = _recognise(root)
    if generator is None:
        return None
    path = configuration.relative_to(root).as_posix()
    return Problem(path, 0, _advice(generator, configuration, root), refused=False)


def has_other_generator(root: Path) -> bool:
    """Tell whether a folder holds the sources of a generator whose rules are not read here."""
    return _recognise(root)[0] is not None


def _recognise(root: Path) -> tuple[OtherGenerator | None, Path]:
    """Return the generator and its configuration; None and the folder where there is none."""
    found = ((each, path) for each in OTHER_GENERATORS for path in _existing(root, each))
    return next(found, (None, root))


def _existing(root: Path, generator: OtherGenerator) -> Iterator[Path]:
    for pattern in generator.configurations:
        for path in sorted(root.glob(pattern)):
            if path.is_file() and (not generator.beside or any(path.parent.glob(generator.beside))):
                yield path


def _advice(generator: OtherGenerator, configuration: Path, root: Path) -> str:
    built = _find_output(generator, configuration, root)
    first = "" if built.is_dir() else f"build it ({generator.build}) and "
    article = "an" if generator.name[0] in "AEIOU" else "a"
    return (
        f"these are the sources of {article} {generator.name} site: its rules for addresses and drafts are not known "
        f"here, so links may lead nowhere; {first}index its pages: search-index rebuild {built}"
    )


def _find_output(generator: OtherGenerator, configuration: Path, root: Path) -> Path:
    """Return the folder of the built pages: what the configuration says, or the generator's own."""
    folder = configuration.parent
    project = folder.parent if folder.name.startswith(".") else folder
    if generator.name == "Sphinx" and project.name == "source":  # as sphinx-quickstart parts them
        return root / "build/html"
    told = _OUTPUT.search(read_loosely(configuration))
    if told is None:
        return project / generator.output
    # VuePress takes its own from where it is started, others from the project's folder.
    return Path(normpath((root if generator.name == "VuePress" else project) / told["path"]))
