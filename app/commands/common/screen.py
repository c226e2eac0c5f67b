"""Whether Qt will find a screen: where it does not, it ends the whole process at once, and nobody hears why."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Mapping
from pathlib import Path


def unusable(environ: Mapping[str, str], plugins: Path) -> str:
    """Return why no window can be shown, "" where one can as far as is known. ``plugins`` is Qt's folder of them.

    Linux only, and only what Qt cannot tell itself: a library of the system that its plugin for X needs, an X server
    or a Wayland socket that is not there.
    """
    if not sys.platform.startswith("linux"):
        return ""
    wanted = environ.get("QT_QPA_PLATFORM", "").split(";")[0].split(":")[0]
    if wanted.startswith("wayland"):
        return _without_wayland(environ)
    if wanted == "xcb" or (not wanted and not environ.get("WAYLAND_DISPLAY")):
        return _without_x(environ.get("DISPLAY", ""), plugins)
    return ""


def _without_x(display: str, plugins: Path) -> str:
    plugin = plugins / "platforms" / "libqxcb.so"
    try:
        if plugin.exists():
            ctypes.CDLL(str(plugin))
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError as error:
        return str(error)
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(display.encode() or None, None))
    refused = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return f"DISPLAY={display}: no X server answers" if refused else ""


def _without_wayland(environ: Mapping[str, str]) -> str:
    name = environ.get("WAYLAND_DISPLAY") or "wayland-0"
    socket = Path(environ.get("XDG_RUNTIME_DIR", "/")) / name
    return "" if socket.is_socket() else f"{socket}: no Wayland desktop answers"


def plugin_folder() -> Path:
    """Return where this Qt has its plugins. Raises ImportError where Qt itself cannot be loaded."""
    from PySide6.QtCore import QLibraryInfo

    return Path(os.fsdecode(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)))
