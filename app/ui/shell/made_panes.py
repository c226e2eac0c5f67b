"""The panes of the window, each imported and made when it is first asked for: the window stands sooner."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings

    from app.ui.bridge import Bridge
    from app.ui.panes.accounts import AccountsPane
    from app.ui.panes.activity import ActivityPane
    from app.ui.panes.agenda import AgendaPane
    from app.ui.panes.assistant import AssistantPane
    from app.ui.panes.automations import AutomationsPane
    from app.ui.panes.customers import CustomersPane
    from app.ui.panes.home import HomePane
    from app.ui.panes.mapping import MappingPane
    from app.ui.panes.review import ReviewPane
    from app.ui.panes.settings import SettingsPane

    Pane = (
        HomePane
        | AccountsPane
        | MappingPane
        | ReviewPane
        | CustomersPane
        | AgendaPane
        | AutomationsPane
        | ActivityPane
        | SettingsPane
        | AssistantPane
    )


QUIET_MS = 2_500
"""Milliseconds after which a window that has just been shown is painted and filled."""


def load_agenda() -> None:
    """Load the modules of the pane that is opened most after Home, which takes a quarter of its first opening. Call it
    off the window's thread, once the window stands."""
    import app.ui.panes.agenda  # noqa: F401


class Panes(dict[str, "Pane"]):
    """The panes by name, each made when it is first asked for."""

    def __init__(self, make: Callable[[str], Pane]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, name: str) -> Pane:
        pane = self[name] = self._make(name)
        return pane


def simple_pane(name: str, bridge: Bridge, memory: QSettings) -> Pane:
    """Return a pane that needs nothing but the bridge, and what the window remembers."""
    if name == "automations":
        from app.ui.panes.automations import AutomationsPane

        return AutomationsPane(bridge, memory)
    if name == "mapping":
        from app.ui.panes.mapping import MappingPane

        return MappingPane(bridge)
    if name == "review":
        from app.ui.panes.review import ReviewPane

        return ReviewPane(bridge)
    if name == "customers":
        from app.ui.panes.customers import CustomersPane

        return CustomersPane(bridge)
    from app.ui.panes.activity import ActivityPane

    return ActivityPane(bridge)
