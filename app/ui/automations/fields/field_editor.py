"""A widget for one field, whatever the widget is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget


class Editor(QObject):
    """A widget for one field; ``changed`` carries the new value as JSON, and `show_value` shows one."""

    changed = Signal(object)

    def __init__(self, widget: QWidget, show_value: Callable[[Any], None]) -> None:
        super().__init__(widget)
        self.widget, self._show, self._quiet = widget, show_value, False

    def tell(self, value: Any) -> None:
        """Pass a new value on, unless it is just being shown."""
        if not self._quiet:
            self.changed.emit(value)

    def show_value(self, value: Any) -> None:
        """Show a value without telling it."""
        self._quiet = True
        try:
            self._show(value)
        finally:
            self._quiet = False
