"""Notifications that open what they speak of.

Qt's own carry no action on Linux, so a click on them does nothing (qdbustrayicon.cpp): there the desktop is asked
directly (Desktop Notifications Specification 1.2), and told which program it is, so that they are grouped to it.
Elsewhere, and where no service answers, Qt's do.
"""

from __future__ import annotations

import html
import logging
import sys
import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

_SERVICE, _PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
_DEFAULT = "default"
_SHOWN_MS = 10_000
_LISTENED = 600.0
"""Seconds for which a click is heard: after that the list of past notices has it no more."""

_log = logging.getLogger(__name__)


class DesktopNotices(QObject):
    """Shows notices through the desktop's own service. ``clicked`` carries the key of the one that was clicked,
    ``refused`` title, words and key of one that nobody took."""

    clicked = Signal(str)
    refused = Signal(str, str, str)

    def __init__(self, parent: QObject | None = None, *, connect: Callable[[], Any] | None = None) -> None:
        super().__init__(parent)
        self._connect = connect or _session_bus
        self._last = 0

    @staticmethod
    def possible() -> bool:
        """Tell whether this system has such a service at all."""
        return sys.platform.startswith("linux")

    def show(self, title: str, words: str, key: str, action: str) -> None:
        """Show a notice in place of the one before; ``action`` names what a click does. Returns at once."""
        arguments = (title, words, key, action)
        threading.Thread(target=self._serve, args=arguments, name="ponte24-notice", daemon=True).start()

    def _serve(self, title: str, words: str, key: str, action: str) -> None:
        try:
            with self._connect() as bus:
                number = self._send(bus, title, words, action)
                self._last = number
                if _was_clicked(bus, number):
                    self.clicked.emit(key)
        except RuntimeError:
            return  # the program ended meanwhile, and its signals with it
        except Exception as error:  # the bus, the service and their library fail in many ways
            _log.info("no notice by the desktop: %s", type(error).__name__)
            try:
                self.refused.emit(title, words, key)
            except RuntimeError:
                return

    def _send(self, bus: Any, title: str, words: str, action: str) -> int:
        from jeepney import DBusAddress, MatchRule, message_bus, new_method_call

        service = DBusAddress(_PATH, bus_name=_SERVICE, interface=_SERVICE)
        rule = MatchRule(type="signal", interface=_SERVICE, path=_PATH)
        bus.send_and_get_reply(message_bus.AddMatch(rule), timeout=5)
        body = (
            "Ponte24",
            self._last,
            "ponte24",
            title,
            # services may read markup in the words, and names are data
            html.escape(words, quote=False),
            [_DEFAULT, action],
            {"desktop-entry": ("s", "ponte24")},
            _SHOWN_MS,
        )
        answer = bus.send_and_get_reply(new_method_call(service, "Notify", "susssasa{sv}i", body), timeout=5)
        if not answer.body or not isinstance(answer.body[0], int):
            raise ValueError("the service gave no number")
        return int(answer.body[0])


def _was_clicked(bus: Any, number: int) -> bool:
    """Wait until the notice is clicked or gone."""
    from jeepney import HeaderFields

    while True:
        try:
            message = bus.receive(timeout=_LISTENED)
        except TimeoutError:
            return False
        member, body = message.header.fields.get(HeaderFields.member), message.body
        if member == "ActionInvoked" and body[:2] == (number, _DEFAULT):
            return True
        if member == "NotificationClosed" and body and body[0] == number:
            return False


def _session_bus() -> Any:
    from jeepney.io.blocking import open_dbus_connection

    return open_dbus_connection(bus="SESSION")
