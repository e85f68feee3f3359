"""Regular expressions that are compiled when they are first used: most commands use few of them, and some take long.

No pattern has a possessive quantifier behind a group: Python 3.11.2, which is Debian 12's, matches these wrongly.
"""

import re
from typing import Any, cast

_METHODS = ("match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer")


class _Later:
    """Stands for a pattern; keeps the pattern's own methods once it is compiled. Threads may share it."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._given = pattern, flags

    def __reduce__(self) -> tuple[Any, ...]:
        return re.compile, self._given

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  whatever a pattern has
        compiled = re.compile(*self._given)
        self.__dict__.update({method: getattr(compiled, method) for method in _METHODS})
        return getattr(compiled, name)


def compile_later(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Return what is used as ``re.compile(pattern, flags)``, which it is from its first use on."""
    return cast("re.Pattern[str]", _Later(pattern, flags))
