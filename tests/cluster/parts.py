"""The parts that an OpenSearch node is made of, fetched from Maven Central into a folder of the user's cache.

The archives of a release are not published there; the libraries, the modules and the security plugin are.
"""

import fcntl
import os
import re
import shutil
import subprocess
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

VERSION = "3.4.0"
"""The newest whose security plugin is on Maven Central."""
JAVA = "21"
_LAYOUT = 1
"""Of the folder; raised where what is put into it changes."""
_SECONDS = 300
"""For one run of Maven on a slow network; one that has everything takes two."""
SECURITY = f"org.opensearch.plugin:opensearch-security:{VERSION}.0"
JNA = "net.java.dev.jna:jna:5.16.0"


class PartsMissingError(Exception):
    """The parts of a node cannot be had on this machine; the message says why."""


@dataclass(frozen=True, slots=True)
class Module:
    """A module of a node: the folder's name, its artifact, and the class that Java begins with."""

    name: str
    artifact: str
    classname: str


MODULES = (
    Module("transport-netty4", "transport-netty4-client", "org.opensearch.transport.Netty4ModulePlugin"),
    Module("lang-painless", "lang-painless", "org.opensearch.painless.PainlessModulePlugin"),
    Module("reindex", "reindex-client", "org.opensearch.index.reindex.ReindexModulePlugin"),
    Module("mapper-extras", "mapper-extras-client", "org.opensearch.index.mapper.MapperExtrasModulePlugin"),
)


def cache_folder():
    """The folder of the user's cache that keeps the parts."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "post-search" / f"opensearch-{VERSION}-{_LAYOUT}"


def have_parts():
    """Return the folder with the parts, fetching them the first time.

    Raises:
        PartsMissingError: They cannot be had.
    """
    folder = cache_folder()
    if folder.is_dir():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with (folder.parent / "LOCK").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            _fetch_into(folder)
    return folder


def _fetch_into(folder):
    if not shutil.which("mvn"):
        raise PartsMissingError("no Maven to fetch OpenSearch with: apt-get install maven")
    unfinished = Path(tempfile.mkdtemp(dir=folder.parent))
    try:
        _assemble(unfinished)
        unfinished.rename(folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _assemble(folder):
    library = folder / "lib"
    core = (f"org.opensearch:opensearch:{VERSION}", f"org.opensearch:opensearch-plugin-classloader:{VERSION}", JNA)
    _copy_dependencies(core, library)
    log4j = _version_of(library, "log4j-api")
    _copy_dependencies((f"org.apache.logging.log4j:log4j-core:{log4j}",), library)
    known = {jar.name for jar in library.iterdir()}
    for module in MODULES:
        home = folder / "modules" / module.name
        _copy_dependencies((f"org.opensearch.plugin:{module.artifact}:{VERSION}",), home)
        for jar in home.iterdir():
            if jar.name in known:
                jar.unlink()
        _describe(module, home)
    _add_security(folder / "plugins" / "opensearch-security")


def _version_of(library, name):
    (jar,) = library.glob(f"{name}-[0-9]*.jar")
    return re.fullmatch(rf"{name}-(.*)\.jar", jar.name)[1]


def _describe(module, home):
    lines = {
        "name": module.name,
        "description": module.name,
        "version": VERSION,
        "opensearch.version": VERSION,
        "java.version": JAVA,
        "classname": module.classname,
    }
    (home / "plugin-descriptor.properties").write_text("".join(f"{key}={value}\n" for key, value in lines.items()))


def _add_security(home):
    with tempfile.TemporaryDirectory() as name:
        _maven("dependency:copy", f"-Dartifact={SECURITY}:zip", f"-DoutputDirectory={name}", folder=name)
        (archive,) = Path(name).glob("*.zip")
        with zipfile.ZipFile(archive) as file:
            file.extractall(home)
    descriptor = home / "plugin-descriptor.properties"
    lines = descriptor.read_text().splitlines(keepends=True)
    descriptor.write_text("".join(line for line in lines if not line.startswith("extended.plugins")))
    _copy_dependencies(("org.apache.commons:commons-collections4:4.4",), home)


def _copy_dependencies(artifacts, folder):
    """Copy artifacts, and all that they depend on, into a folder."""
    each = "".join(
        f"<dependency><groupId>{group}</groupId><artifactId>{name}</artifactId><version>{version}</version></dependency>"
        for group, name, version in (artifact.split(":") for artifact in artifacts)
    )
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "pom.xml").write_text(
            "<project><modelVersion>4.0.0</modelVersion><groupId>node</groupId><artifactId>node</artifactId>"
            f"<version>1</version><packaging>pom</packaging><dependencies>{each}</dependencies></project>"
        )
        _maven("dependency:copy-dependencies", f"-DoutputDirectory={folder}", folder=name)


def _maven(*arguments, folder):
    command = ["mvn", "--quiet", "--batch-mode", *arguments]
    try:
        subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True, timeout=_SECONDS)
    except subprocess.CalledProcessError as error:
        found = re.search(r"ERROR.*", error.stdout) or re.search(r".+", error.stderr)
        raise PartsMissingError(f"Maven cannot fetch OpenSearch: {found[0] if found else error}") from error
    except subprocess.TimeoutExpired as error:
        raise PartsMissingError(f"Maven did not fetch OpenSearch within {_SECONDS} s") from error
