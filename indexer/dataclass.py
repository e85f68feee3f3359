"""``dataclasses.dataclass``, made in a third of the time: over a hundred are made before any command begins.

The standard library compiles six functions one by one for each frozen class. Here those that are called often are
compiled together, and the others are not compiled; what they do is the same.
"""

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass  # noqa: PLC0414  what type checkers see
else:

    def dataclass(cls: type | None = None, /, **options: bool) -> Any:  # noqa: ANN401  a class, or what makes one
        """Make a class a dataclass, as ``dataclasses.dataclass`` does."""
        if cls is None:
            return partial(dataclass, **options)
        if options == {"frozen": True, "slots": True} and _is_simple(cls):
            return _make_frozen(cls)
        return dataclasses.dataclass(cls, **options)


_OWN = ("__init__", "__post_init__", "__eq__", "__setattr__", "__delattr__", "__getstate__", "__setstate__")
"""Methods of which only the standard library knows how to join them with its own."""

_OURS = "__dataclass_"
"""How names begin that no field has."""
_SET, _MISSING = f"{_OURS}set", f"{_OURS}missing"

_Fields = Sequence["dataclasses.Field[Any]"]


def _is_simple(cls: type) -> bool:
    """Tell whether a class has just fields that its constructor sets, one at least, and inherits none."""
    own = vars(cls)
    given = (value for value in own.values() if isinstance(value, dataclasses.Field))
    is_derived = any(map(dataclasses.is_dataclass, cls.__mro__[1:]))
    is_usual = all(each.init and each.repr and each.compare and each.hash is None for each in given)
    return is_usual and bool(own.get("__annotations__")) and not is_derived and own.keys().isdisjoint(_OWN)


def _make_frozen(cls: type) -> type:
    own = {*vars(cls)}
    cls.__doc__ = cls.__doc__ or cls.__name__  # else its signature is worked out
    made: Any = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True)(cls)
    made.__dataclass_params__.frozen = True  # what is derived from it is asked to be so too
    fields = dataclasses.fields(made)
    for method in (*_compile(made, fields), *_list_others(made, [field.name for field in fields])):
        if method.__name__ not in own:
            method.__qualname__ = f"{made.__qualname__}.{method.__name__}"
            setattr(made, method.__name__, method)
    return made  # type: ignore[no-any-return]


def _compile(cls: type, fields: _Fields) -> Iterator[Callable[..., Any]]:
    """Yield the methods that are called often."""
    names: dict[str, Any] = {"__name__": cls.__module__, _SET: object.__setattr__, _MISSING: dataclasses.MISSING}
    given, lines = ["self"], list[str]()
    for at, field in enumerate(fields):
        name, value, written = field.name, field.name, field.name
        if field.default is not dataclasses.MISSING:
            names[f"{_OURS}default_{at}"], written = field.default, f"{name}={_OURS}default_{at}"
        elif field.default_factory is not dataclasses.MISSING:
            names[f"{_OURS}make_{at}"], written = field.default_factory, f"{name}={_MISSING}"
            value = f"{_OURS}make_{at}() if {name} is {_MISSING} else {name}"
        given.append(written)
        lines.append(f"    {_SET}(self, {name!r}, {value})")
    mine, its = ("".join(f"{owner}.{field.name}, " for field in fields) for owner in ("self", "other"))
    source = "\n".join((
        f"def __init__({', '.join(given)}):",
        *lines,
        "def __eq__(self, other):",
        f"    return ({mine}) == ({its}) if other.__class__ is self.__class__ else NotImplemented",
        "def __hash__(self):",
        f"    return hash(({mine}))",
    ))  # fmt: skip
    exec(source, names)  # noqa: S102  names of fields are identifiers
    yield from (names["__init__"], names["__eq__"], names["__hash__"])


def _list_others(cls: type, names: Sequence[str]) -> Iterator[Callable[..., Any]]:
    """Yield the other methods of a frozen dataclass."""

    @recursive_repr("...")
    def __repr__(self: object) -> str:  # noqa: N807  its name
        values = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{self.__class__.__qualname__}({values})"

    def __setattr__(self: object, name: str, value: object) -> None:  # noqa: N807
        if type(self) is cls or name in names:
            raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")
        object.__setattr__(self, name, value)

    def __delattr__(self: object, name: str) -> None:  # noqa: N807
        if type(self) is cls or name in names:
            raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")
        object.__delattr__(self, name)

    def __getstate__(self: object) -> list[Any]:  # noqa: N807
        return [getattr(self, name) for name in names]

    def __setstate__(self: object, state: list[Any]) -> None:  # noqa: N807
        for name, value in zip(names, state, strict=True):
            object.__setattr__(self, name, value)

    yield from (__repr__, __setattr__, __delattr__, __getstate__, __setstate__)
