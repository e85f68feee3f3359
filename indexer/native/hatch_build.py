"""Hatch's build hook: compile the kernel into a wheel, or into the checkout for an editable installation.

A wheel with the kernel is of one platform and any Python (``py3-none-…``): the library is reached through ctypes. Where
nothing compiles, one warning is shown, and the wheel is pure: Python answers.
"""

import os
import sys
import sysconfig
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HERE = Path(__file__).parent


def _load_compiling() -> Any:  # noqa: ANN401  a module that has no name here
    """Load ``compiling.py`` by its path: while a wheel is built, this package's own dependencies are not there."""
    spec = spec_from_file_location("kernel_compiling", HERE / "compiling.py")
    assert spec
    assert spec.loader
    module = sys.modules[spec.name] = module_from_spec(spec)  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


class KernelHook(BuildHookInterface):  # type: ignore[type-arg,misc,unused-ignore]  # hatchling is there in builds alone
    """Compiles the kernel before the files of a wheel are gathered."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  as hatchling calls it
        """Compile, and say what the wheel holds and which platform it is of.

        A platform that ``wheels.py`` names is another machine's: its library goes into the wheel and nowhere else.
        """
        if self.target_name != "wheel":
            return
        compiling = _load_compiling()
        platform = os.environ.get("POST_SEARCH_WHEEL_PLATFORM", "")
        name = compiling.library_name("darwin" if platform.startswith("macosx") else platform[:3] + "32")
        library = Path(mkdtemp()) / name if platform else compiling.LIBRARY
        self._made_for_another = library if platform else None
        compilation = compiling.compile_kernel(library)
        if compilation.problem:
            self.app.display_warning(f"no native kernel, Python answers instead: {compilation.problem}")
            return
        if platform:
            build_data["force_include"][str(library)] = f"indexer/native/{name}"
        else:
            build_data["artifacts"].append(f"/indexer/native/{library.name}")
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{platform or _this_platform()}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Delete the library of another machine."""
        if self.target_name == "wheel" and self._made_for_another:
            rmtree(self._made_for_another.parent)


def _this_platform() -> str:
    return sysconfig.get_platform().replace("-", "_").replace(".", "_")
