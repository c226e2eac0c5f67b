"""Where what was found is: the window goes there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from app.ui.finding.dialog import FindDialog
from app.ui.finding.places import Found

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.ui.bridge import Bridge


class Window(Protocol):
    """What the search needs of the window."""

    bridge: Bridge

    @property
    def places(self) -> Sequence[tuple[str, str, str]]:
        """Name, words and picture of each pane."""
        ...

    def go(self, name: str) -> None:
        """Show a pane."""
        ...

    def show_customer(self, customer_id: str) -> None:
        """Show a customer's page."""
        ...

    def pane(self, name: str) -> QWidget:
        """Return a pane."""
        ...


def find_in(window: Window, deeds: Mapping[str, Callable[[], object]], parent: QWidget) -> FindDialog:
    """Open the search of a window."""

    def inside(place: str, key: str) -> None:
        window.go(place)
        window.pane(place).reveal(key)  # type: ignore[attr-defined]

    return Opener(window.go, window.show_customer, inside, deeds).show(window.bridge, window.places, parent)


class Opener:
    """Opens the search and what is chosen in it. ``deeds`` are called by their names; the others take a key."""

    def __init__(
        self,
        go: Callable[[str], object],
        customer: Callable[[str], object],
        inside: Callable[[str, str], object],
        deeds: Mapping[str, Callable[[], object]],
    ) -> None:
        self._go, self._customer, self._inside, self._deeds = go, customer, inside, deeds

    def show(self, bridge: Bridge, places: Sequence[tuple[str, str, str]], parent: QWidget) -> FindDialog:
        """Open the search."""
        dialog = FindDialog(bridge, places, parent)
        dialog.kept = self  # nobody else keeps it, and a connection to a method does not
        dialog.chosen.connect(self.take)
        dialog.open()
        dialog.field.setFocus()
        return dialog

    def take(self, found: Found) -> None:
        """Go to what was chosen."""
        if found.kind == "customer":
            self._customer(found.key)
        elif found.kind == "deed":
            self._deeds[found.key]()
        elif found.kind == "setting":
            self._inside("settings", found.key)
        elif found.kind == "run":
            self._inside("activity", found.key)
        else:
            self._go(found.key)
