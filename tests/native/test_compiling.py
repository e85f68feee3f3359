import shutil
import sys
from pathlib import Path

import pytest

from indexer.native.compiling import (
    SOURCES,
    compile_kernel,
    digest_sources,
    find_compilers,
    is_current,
    library_name,
    list_sources,
)
from indexer.native.loading import Kernel, load

COMPILERS = [*find_compilers()]
needs_compiler = pytest.mark.skipif(not COMPILERS, reason="no C compiler")


def script(path, text):
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return (str(path),)


@needs_compiler
def test_where_a_compiler_is_the_tests_run_with_a_kernel_of_these_sources():
    assert is_current(), compile_kernel().problem
    assert isinstance(load(environment={}), Kernel)


@pytest.mark.parametrize("name", ["gcc", "clang"])
def test_a_compiler_has_nothing_to_say_of_the_sources(name, tmp_path):
    if not shutil.which(name):
        pytest.skip(f"no {name}")
    assert not compile_kernel(tmp_path / library_name(), [(name,)], ("-O0", "-Wconversion", "-Werror")).problem


@needs_compiler
def test_a_source_that_changes_makes_the_library_one_of_other_sources(tmp_path):
    (tmp_path / "native").mkdir()
    shutil.copy(SOURCES / "kernel.h", tmp_path / "native")
    (tmp_path / "native" / "kernel.c").write_text((SOURCES / "kernel.c").read_text() + "\n/* changed */\n")
    assert digest_sources(tmp_path / "native") != digest_sources()
    made = compile_kernel(tmp_path / library_name(), folder=tmp_path / "native")
    assert not made.problem
    assert not is_current(made.library)
    assert load(made.library, {}) == "compiled from other sources: python -m indexer.native compiles these"


def test_flags_and_names_count_for_the_digest(tmp_path, monkeypatch):
    (tmp_path / "a.c").write_text("int a;")
    first = digest_sources(tmp_path)
    monkeypatch.setattr("indexer.native.compiling._FLAGS", ("-O0",))
    assert digest_sources(tmp_path) != first
    monkeypatch.undo()
    (tmp_path / "a.c").rename(tmp_path / "b.c")
    assert digest_sources(tmp_path) != first


def test_a_compiler_that_fails_is_followed_by_the_next(tmp_path):
    bad = script(tmp_path / "bad", "echo 'stdlib.h: no such file' >&2; exit 1")
    good = script(tmp_path / "good", 'for last; do :; done; echo library > "$last"')
    made = compile_kernel(tmp_path / "made.so", [bad, good])
    assert (made.library, made.problem) == (tmp_path / "made.so", "")
    assert dict(made.failures) == {bad[0]: "stdlib.h: no such file"}


def test_a_failed_compilation_says_why_and_leaves_what_was_there(tmp_path):
    (tmp_path / "made.so").write_text("before")
    bad = script(tmp_path / "bad", "exit 3")
    made = compile_kernel(tmp_path / "made.so", [bad, (str(tmp_path / "absent"),)])
    assert made.library is None
    assert made.problem.startswith(f"{bad[0]} failed: exit status 3; {tmp_path / 'absent'} failed: ")
    assert (tmp_path / "made.so").read_text() == "before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad", "made.so"]


def test_where_no_compiler_is_the_message_says_what_would_help(tmp_path):
    assert "pip install ziglang" in compile_kernel(tmp_path / "made.so", []).problem


def test_compilers_are_looked_for_on_the_path_unless_cc_names_one(tmp_path, monkeypatch):
    monkeypatch.setattr("indexer.native.compiling.find_spec", lambda name: None)
    assert list(find_compilers({"PATH": str(tmp_path)})) == []
    gcc, clang = script(tmp_path / "gcc", ""), script(tmp_path / "clang", "")
    assert list(find_compilers({"PATH": str(tmp_path)})) == [gcc, clang]
    assert list(find_compilers({"PATH": str(tmp_path), "CC": "ccache 'my cc'"})) == [("ccache", "my cc")]
    monkeypatch.setattr("indexer.native.compiling.find_spec", lambda name: name)
    assert list(find_compilers({"PATH": str(tmp_path)}))[-1] == (sys.executable, "-m", "ziglang", "cc")


def test_the_library_is_named_as_the_platform_names_them():
    assert [library_name(name) for name in ("linux", "darwin", "win32")] == [
        "_kernel.so",
        "_kernel.dylib",
        "_kernel.dll",
    ]


def test_no_library_is_kept_by_git():
    ignored = Path(SOURCES.parents[1] / ".gitignore").read_text().splitlines()
    assert "indexer/native/_kernel.*" in ignored


def test_every_c_file_that_python_calls_has_a_door_of_its_name():
    doors = {path.with_suffix("") for path in SOURCES.rglob("*.py")}
    sources = [path for path in list_sources() if path.suffix == ".c"]
    called = {path.with_suffix("") for path in sources if "KERNEL_API int64_t" in path.read_text()}
    assert called
    assert called <= doors
