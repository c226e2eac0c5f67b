"""Frozen records that are made, copied and compared quickly.

Python's own way with them asks ``object.__setattr__`` for each field, and takes a function call for each value looked
at; a plan of 100,000 contacts and customers has hundreds of thousands of them. What is made here is compiled once, as
dataclasses themselves do with their methods.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import MISSING, fields
from typing import Any, TypeVar

_T = TypeVar("_T")

_UNSAID: Any = object()
"""Stands for what a field's own factory makes."""

_unfrozen: dict[type, type] = {}
"""For each class one with the same slots that is not frozen: an object is of it while it is filled, when nobody else
has it yet."""


def quickly_made(cls: type[_T]) -> type[_T]:
    """Give a frozen dataclass with slots an ``__init__`` that takes the same and is some three times as fast.

    Raises TypeError for a class without slots, with a base of its own, or with fields that ``__init__`` does not take
    as they are.
    """
    known = fields(cls)  # type: ignore[arg-type]  # a dataclass, or this raises TypeError
    names = tuple(f.name for f in known)
    plain = all(f.init and not f.kw_only for f in known) and not hasattr(cls, "__post_init__")
    if cls.__bases__ != (object,) or tuple(vars(cls).get("__slots__", ())) != names or not plain:
        raise TypeError(f"{cls.__name__} cannot be made quickly")
    _unfrozen[cls] = type(cls.__name__, (), {"__slots__": names, "__module__": cls.__module__})
    scope: dict[str, Any] = {"_set": object.__setattr__, "_open": _unfrozen[cls], "_frozen": cls, "_unsaid": _UNSAID}
    given, lines = ["self"], ["_set(self, '__class__', _open)"]
    for f in known:
        value = f.name
        if f.default_factory is not MISSING:
            scope[f"_made_{f.name}"] = f.default_factory
            given.append(f"{f.name}=_unsaid")
            value = f"_made_{f.name}() if {f.name} is _unsaid else {f.name}"
        elif f.default is not MISSING:
            scope[f"_usual_{f.name}"] = f.default
            given.append(f"{f.name}=_usual_{f.name}")
        else:
            given.append(f.name)
        lines.append(f"self.{f.name} = {value}")
    made = _compiled(cls, "__init__", given, [*lines, "self.__class__ = _frozen"], scope)
    made.__annotations__ = cls.__init__.__annotations__
    cls.__init__ = made  # type: ignore[method-assign]
    return cls


def copier(cls: type[_T], *changed: str) -> Callable[..., _T]:
    """Return what copies an object of a class that is `quickly_made`: given it and the new values of the ``changed``
    fields, in this order."""
    lines = ["made = _new(_open)"]
    lines += [f"made.{n} = {n if n in changed else f'given.{n}'}" for n in _names(cls)]
    lines += ["made.__class__ = _frozen", "return made"]
    scope = {"_new": object.__new__, "_open": _unfrozen[cls], "_frozen": cls}
    copied: Callable[..., _T] = _compiled(cls, "copied", ["given", *changed], lines, scope)
    return copied


def comparer(cls: type[_T], *but: str) -> Callable[[_T, _T], bool]:
    """Return what tells whether two objects of a dataclass are equal in all but some fields; what is one and the same
    object in both costs next to nothing."""
    told = " and ".join(f"(a.{n} is b.{n} or a.{n} == b.{n})" for n in _names(cls) if n not in but)
    same: Callable[[_T, _T], bool] = _compiled(cls, "same", ["a", "b"], [f"return {told}"], {})
    return same


def _names(cls: type) -> list[str]:
    return [f.name for f in fields(cls)]


def _compiled(cls: type, name: str, given: list[str], lines: list[str], scope: dict[str, Any]) -> Any:
    body = "".join(f"  {line}\n" for line in lines)
    source = f"def make({', '.join(scope)}):\n def {name}({', '.join(given)}):\n{body} return {name}"
    found: dict[str, Any] = {}
    exec(source, vars(sys.modules[cls.__module__]), found)
    function = found["make"](**scope)
    function.__qualname__ = f"{cls.__qualname__}.{name}"
    return function
