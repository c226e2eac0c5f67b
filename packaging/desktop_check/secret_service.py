"""Locks and unlocks the keyring of a session, as its owner does in the desktop's own dialog."""

from __future__ import annotations

from session import PASSWORD, Desktop, Failed

_NAME, _PATH = "org.freedesktop.secrets", "/org/freedesktop/secrets"
_COLLECTION = "/org/freedesktop/secrets/collection/login"
_UNLOCK = """
import sys
from jeepney import DBusAddress, new_method_call
from jeepney.io.blocking import open_dbus_connection
name, path, collection, password = sys.argv[1:]
with open_dbus_connection() as bus:
    service = DBusAddress(path, bus_name=name, interface="org.freedesktop.Secret.Service")
    opened = bus.send_and_get_reply(new_method_call(service, "OpenSession", "sv", ("plain", ("s", ""))))
    # what the login itself calls (gnome-keyring, daemon/dbus/gkd-secret-service.c)
    private = service.with_interface("org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface")
    words = (collection, (opened.body[1], b"", password.encode(), "text/plain"))
    done = bus.send_and_get_reply(new_method_call(private, "UnlockWithMasterPassword", "o(oayays)", words))
    sys.exit(done.body[0] if done.header.message_type.name == "error" else 0)
"""


def is_locked(desktop: Desktop) -> bool:
    """Tell whether the login keyring is locked."""
    words = ("string:org.freedesktop.Secret.Collection", "string:Locked")
    return "true" in desktop.send(_NAME, _COLLECTION, "org.freedesktop.DBus.Properties.Get", *words)


def lock(desktop: Desktop) -> None:
    """Lock it."""
    desktop.send(_NAME, _PATH, "org.freedesktop.Secret.Service.Lock", f"array:objpath:{_COLLECTION}")
    if not is_locked(desktop):
        raise Failed("the keyring could not be locked")


def unlock(desktop: Desktop) -> None:
    """Unlock it with its password."""
    desktop.run(desktop.python, "-c", _UNLOCK, _NAME, _PATH, _COLLECTION, PASSWORD)
    if is_locked(desktop):
        raise Failed("the keyring could not be unlocked")
