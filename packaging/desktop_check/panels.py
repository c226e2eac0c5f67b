"""The panels: of the old kind, into which an icon is embedded, and of the new one, which is told of it on the bus."""

from __future__ import annotations

import re
import subprocess
from typing import Any

from session import Desktop

_WATCHER = "org.kde.StatusNotifierWatcher"
_XFCONF = """<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=8;x=0;y=0"/>
      <property name="size" type="uint" value="30"/>
      <property name="length" type="uint" value="100"/>
      <property name="plugin-ids" type="array"><value type="int" value="1"/></property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="systray"/>
  </property>
</channel>
"""


class Trayer:
    """A tray of the old kind (XEmbed)."""

    def __init__(self, desktop: Desktop) -> None:
        self._desktop = desktop
        self._process: subprocess.Popen[Any] | None = None

    def start(self) -> None:
        """Come up, as at login after everything else."""
        self._process = self._desktop.start("trayer", "--edge", "top", "--width", "20", "--height", "32")

    def stop(self) -> None:
        """Be gone."""
        assert self._process is not None
        self._process.terminate()
        self._process.wait(10)

    def has_icon(self) -> bool:
        """Tell whether a window of Ponte24 is embedded."""
        tree = self._desktop.run("xwininfo", "-root", "-tree", check=False)
        panel = re.search(r'^( *)0x\w+ "panel": \("panel" "trayer"\)[^\n]*\n((?:\1 +[^\n]*\n)*)', tree, re.MULTILINE)
        return panel is not None and '"Ponte24"' in panel[2]


class Xfce:
    """A panel that watches for StatusNotifierItems."""

    def __init__(self, desktop: Desktop) -> None:
        self._desktop = desktop
        self._process: subprocess.Popen[Any] | None = None
        file = desktop.home / ".config" / "xfce4" / "xfconf" / "xfce-perchannel-xml" / "xfce4-panel.xml"
        file.parent.mkdir(parents=True)
        file.write_text(_XFCONF, encoding="utf-8")

    def start(self) -> None:
        """Come up, as at login after everything else."""
        self._process = self._desktop.start("xfce4-panel", "--disable-wm-check", "--sm-client-disable")

    def has_icon(self) -> bool:
        """Tell whether an item is registered (the session has no other program that would register one)."""
        get = "org.freedesktop.DBus.Properties.Get"
        words = (f"string:{_WATCHER}", "string:RegisteredStatusNotifierItems")
        return 'string "' in self._desktop.send(_WATCHER, "/StatusNotifierWatcher", get, *words)
