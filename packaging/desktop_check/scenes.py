"""The scenes, each in a session of its own: what happens, what must be seen. Each tells what it saw."""

from __future__ import annotations

from collections.abc import Callable

from accounts import Sandbox, damage, ran, stored
from panels import Trayer, Xfce
from secret_service import lock, unlock
from session import Desktop, Failed, never, wait_for

TICK = 45
"""Seconds between two looks at the clock (app/ui/ticker.py); a run that is due comes with the first one."""

_NEWER = "import sys, app; app.__version__ = '99.0.0'; from app.__main__ import main; sys.exit(main())"


def _starts(desktop: Desktop) -> int:
    return desktop.log().count("start: Ponte24")


def _begin(desktop: Desktop, *arguments: str) -> None:
    desktop.program(*arguments)
    wait_for(lambda: _starts(desktop), "the start in the log")


def late_panel(desktop: Desktop) -> str:
    """A panel of the old kind comes after Ponte24, and starts again later."""
    _begin(desktop, "--background")
    never(desktop.windows, "a window shows while the panel is awaited", 4)
    panel = Trayer(desktop)
    panel.start()
    took = wait_for(panel.has_icon, "the icon in the late panel", 40)
    panel.stop()
    panel.start()
    again = wait_for(panel.has_icon, "the icon after the panel's restart", 40)
    return f"icon after {took:.0f} s; after the panel's restart {again:.0f} s"


def late_notifier(desktop: Desktop) -> str:
    """The same with a panel that is told of icons on the bus."""
    panel = Xfce(desktop)
    _begin(desktop, "--background")
    never(desktop.windows, "a window shows while the panel is awaited", 4)
    panel.start()
    return f"icon after {wait_for(panel.has_icon, 'the icon in the late panel', 40):.0f} s"


def no_panel(desktop: Desktop) -> str:
    """No panel ever comes: who started quietly is found in the task bar."""
    _begin(desktop, "--background")
    took = wait_for(desktop.iconic, "the minimised window", 100)
    return f"in the task bar after {took:.0f} s"


def locked_keyring(desktop: Desktop) -> str:
    """The keyring is locked at login: no assistant, nothing lost, and after unlocking everything goes on by itself."""
    lock(desktop)
    Trayer(desktop).start()
    _begin(desktop, "--background")
    never(desktop.windows, "the assistant or a window shows over a locked keyring", 8)
    said = desktop.command("status", check=False)
    if "locked" not in said.lower():
        raise Failed(f"status does not say that the keyring is locked: {said[:200]}")
    never(lambda: ran(desktop), "a run over a locked keyring", TICK)
    unlock(desktop)
    took = wait_for(lambda: ran(desktop), "the run after unlocking", 2 * TICK + 60)
    return f"no assistant; ran {took:.0f} s after unlocking"


def unlocked_keyring(desktop: Desktop) -> str:
    """The keyring is open at login: both accounts are there at once."""
    Trayer(desktop).start()
    _begin(desktop, "--background")
    never(desktop.windows, "a window shows though started in the background", 4)
    said = desktop.command("status")
    if said.count("connected") < 2 or "not connected" in said:
        raise Failed(f"accounts are lost: {said[:300]}")
    return "both accounts connected, no window"


def second_start(desktop: Desktop) -> str:
    """A second start shows the first one's window and ends; a second one in the background shows nothing."""
    panel = Trayer(desktop)
    panel.start()
    _begin(desktop, "--background")
    wait_for(panel.has_icon, "the icon")
    if desktop.program("--background").wait(60) != 0:
        raise Failed("a second start in the background fails")
    never(desktop.windows, "a second start in the background shows the window", 3)
    if desktop.program().wait(60) != 0:
        raise Failed("a second start fails")
    took = wait_for(desktop.windows, "the first one's window", 40)
    if _starts(desktop) != 1:
        raise Failed("the home was opened twice")
    return f"window {took:.0f} s after the second start ended"


def newer_start(desktop: Desktop) -> str:
    """A newer version starts beside a running one: it asks, the old one ends, and only then the home is opened."""
    Trayer(desktop).start()
    old = desktop.program("--background")
    wait_for(lambda: _starts(desktop), "the start in the log")
    new = desktop.start(desktop.python, "-c", _NEWER, "--lang", "en")
    wait_for(desktop.windows, "the question of the newer version")
    if _starts(desktop) != 1:
        raise Failed("the newer version opened the home beside the old one")
    desktop.press(desktop.windows()[0], "Return")
    if old.wait(60) != 0:
        raise Failed(f"the old one ended with {old.returncode}")
    wait_for(lambda: "start: Ponte24 99.0.0" in desktop.log(), "the newer version's start")
    wait_for(desktop.windows, "the newer version's window", 40)
    if new.poll() is not None:
        raise Failed("the newer version ended")
    return "asked, the old one ended with 0, the new one opened"


def autostart(desktop: Desktop) -> str:
    """Started at login by the desktop: one program, beside the clock; two entries make no second one and no window."""
    panel = Trayer(desktop)
    panel.start()
    desktop.command("autostart", "on")
    entry = desktop.home / ".config" / "autostart" / "ponte24.desktop"
    desktop.start("dex", "-a")
    wait_for(panel.has_icon, "the icon after the login")
    never(desktop.windows, "a window shows at login", 3)
    entry.with_name("ponte24-copy.desktop").write_bytes(entry.read_bytes())
    desktop.start("dex", "-a")
    never(lambda: desktop.windows() or _starts(desktop) > 1, "a second entry shows a window or a second program", 12)
    desktop.command("autostart", "off")
    if entry.exists():
        raise Failed("the entry stays after it was switched off")
    return "one program from one entry and from two, no window; the entry goes"


def notification(desktop: Desktop) -> str:
    """A notice comes of a run that waits for its owner, and a click on it opens the window."""
    Trayer(desktop).start()
    desktop.start("dunst")
    _begin(desktop, "--background")
    took = wait_for(desktop.notices, "the notice", 2 * TICK + 60)
    if desktop.windows():
        raise Failed("the window shows before the click")
    desktop.click_notice()
    wait_for(desktop.windows, "the window after the click", 40)
    return f"notice {took:.0f} s after the start, the click opens the window"


def failed_start(desktop: Desktop) -> str:
    """A home that cannot be opened is told in a dialog and in the log: from a menu nobody reads a terminal."""
    damage(desktop)
    process = desktop.program()
    wait_for(desktop.windows, "the dialog")
    if process.poll() is not None:
        raise Failed("ended before its dialog was answered")
    desktop.press(desktop.windows()[0], "Escape")
    if process.wait(30) == 0:
        raise Failed("a failed start ends with 0")
    if "start failed" not in desktop.log():
        raise Failed("a failed start is not in the log")
    return f"dialog, log, exit code {process.returncode}"


def offline(desktop: Desktop) -> str:
    """The network is away and comes back: no nagging, the interval is not used up, and soon it goes on by itself."""
    sandbox = Sandbox(desktop)
    sandbox.connect(desktop)
    sandbox.stop()
    Trayer(desktop).start()
    desktop.start("dunst")
    _begin(desktop, "--background")
    wait_for(lambda: stored(desktop, "sync_failures"), "the attempt without network", 2 * TICK + 60)
    if ran(desktop) or desktop.notices():
        raise Failed("an attempt without network counts as a run, or nags")
    sandbox.start()
    took = wait_for(lambda: ran(desktop), "the run after the network came back", 60 + 2 * TICK + 60)
    if stored(desktop, "sync_failures"):
        raise Failed("the failure is still remembered")
    return f"no notice; ran {took:.0f} s after the network came back"


SCENES: dict[str, Callable[[Desktop], str]] = {
    # the slow ones first: they mostly wait
    "offline and back": offline,
    "keyring locked, then unlocked": locked_keyring,
    "no panel at all": no_panel,
    "notification clicked": notification,
    "keyring unlocked": unlocked_keyring,
    "late panel (XEmbed)": late_panel,
    "late panel (StatusNotifierItem)": late_notifier,
    "second start": second_start,
    "newer version starts": newer_start,
    "start at login, once and twice": autostart,
    "start that fails": failed_start,
}
