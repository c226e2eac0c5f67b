"""Parts of an object that are made when first asked for, once, whichever thread asks first."""

from __future__ import annotations

from collections.abc import Callable
from threading import RLock
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")


class Parts:
    """Whoever has parts; made ones stay for as long as it lives."""

    def __init__(self) -> None:
        self._making = RLock()  # a part may ask for others while it is made

    def let_go(self, name: str, method: str) -> None:
        """Call a method of a part without arguments, if the part was ever made."""
        made = self.__dict__.get(name)
        if made is not None:
            getattr(made, method)()


class part(Generic[T]):  # noqa: N801 - used as a decorator, as `property` is
    """A part, by the method that makes it. After the first time it is an ordinary attribute."""

    def __init__(self, make: Callable[[Any], T]) -> None:
        self._make = make
        self.__doc__ = make.__doc__

    def __set_name__(self, _owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, owner: None, _type: type | None = None) -> part[T]: ...

    @overload
    def __get__(self, owner: Parts, _type: type | None = None) -> T: ...

    def __get__(self, owner: Parts | None, _type: type | None = None) -> part[T] | T:
        if owner is None:
            return self
        with owner._making:
            if self._name not in owner.__dict__:
                owner.__dict__[self._name] = self._make(owner)
            made: T = owner.__dict__[self._name]
            return made
