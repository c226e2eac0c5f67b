"""Start at login on Linux: one file in ``$XDG_CONFIG_HOME/autostart`` (freedesktop.org, Desktop Application
Autostart Specification)."""

from __future__ import annotations

import os
import re
from pathlib import Path

from app.autostart.entry import AutostartState, Command
from app.store.home.files import as_storage_error

FILE_NAME = "ponte24.desktop"
"""One name for ever: a second one would start the program twice."""

_RESERVED = ('"', "`", "$", "\\")
_OURS = ("X-GNOME-Autostart-enabled", "Hidden")


class DesktopAutostart:
    """The entry in the autostart folder; an entry with ``Hidden=true`` counts as switched off by its owner."""

    def __init__(self, command: Command, folder: Path | None = None) -> None:
        config = os.environ.get("XDG_CONFIG_HOME", "")
        base = Path(config) if config and Path(config).is_absolute() else Path.home() / ".config"
        self.path = (folder or base / "autostart") / FILE_NAME
        self._command = command

    def state(self) -> AutostartState:
        """Return how things stand now."""
        values = self._values()
        if not values:
            return AutostartState.OFF
        if values.get("Hidden", "").lower() == "true" or values.get(_OURS[0], "").lower() == "false":
            return AutostartState.BLOCKED
        return AutostartState.ON

    def switch(self, on: bool) -> AutostartState:
        """Write or delete the file."""
        try:
            if on:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                unfinished = self.path.with_suffix(".partial")
                unfinished.write_text(self._text(), encoding="utf-8")
                unfinished.replace(self.path)
            else:
                self.path.unlink(missing_ok=True)
        except OSError as error:
            raise as_storage_error(error, self.path) from error
        return self.state()

    def refresh(self) -> None:
        """Point an entry that is on to the program that runs now."""
        outdated = self._values().get("Exec") != exec_line(self._command)
        if self.state() is AutostartState.ON and self.is_ours() and outdated:
            self.switch(True)

    def is_ours(self) -> bool:
        """Tell whether there is an entry and it starts this home."""
        line = self._values().get("Exec", "")
        return bool(line) and self._command.same_home(words_of(line))

    def _values(self) -> dict[str, str]:
        """The keys of the entry's first group; nothing where there is no file."""
        try:
            text = self.path.read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise as_storage_error(error, self.path) from error
        found: dict[str, str] = {}
        for line in text.splitlines():
            if line.startswith("[") and found:
                break
            key, equals, value = line.partition("=")
            if equals:
                found.setdefault(key.strip(), value.strip())
        return found

    def _text(self) -> str:
        return "\n".join(
            (
                "[Desktop Entry]",
                "Type=Application",
                "Name=Ponte24",
                "Comment=HighLevel – Fattura24",
                f"Exec={exec_line(self._command)}",
                # after Ponte24 was removed from the computer the entry is passed over
                "TryExec=" + self._command.words[0].replace("\\", "\\\\"),
                "Icon=ponte24",
                "Terminal=false",
                # a panel that comes later would otherwise miss the icon
                "X-GNOME-Autostart-Delay=5",
                "X-KDE-autostart-after=panel",
                "",
            )
        )


def exec_line(command: Command) -> str:
    """Return the value of ``Exec``: each word quoted where it must be, and ``%`` doubled (Desktop Entry
    Specification, The Exec key)."""
    return " ".join(_quoted(word) for word in command.words)


def words_of(line: str) -> tuple[str, ...]:
    """Return the words of a value of ``Exec``; what is neither a word nor quoted is passed over."""
    # a string's escapes first, then the quoting of the words
    rest, words = line.replace("\\\\", "\\"), []
    for quoted, bare in re.findall(r'"((?:[^"\\]|\\.)*)"|([^\s"]+)', rest):
        words.append((bare or re.sub(r"\\(.)", r"\1", quoted)).replace("%%", "%"))
    return tuple(words)


def _quoted(word: str) -> str:
    word = word.replace("%", "%%")
    if word and all(letter.isalnum() or letter in "-_./+,:=@%" for letter in word):
        return word
    inner = "".join(f"\\{letter}" if letter in _RESERVED else letter for letter in word)
    # the value of a key is a string, in which a backslash is written twice
    return '"' + inner.replace("\\", "\\\\") + '"'
