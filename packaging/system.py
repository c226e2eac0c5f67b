"""What Ponte24 needs from the operating system: Qt's libraries and a font; installs them by apt where it may.

Standard library only, because it runs before anything is installed.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

# Library → Debian package (the same names serve Ubuntu and its relatives). From `ldd` over the Qt libraries
# and platform plugins of PySide6 6.8 to 6.11.
DEBIAN_PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libGLX.so.0": "libglx0",
    "libOpenGL.so.0": "libopengl0",
    "libICE.so.6": "libice6",
    "libSM.so.6": "libsm6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}
FONT_PACKAGE = "fonts-dejavu-core"

# Really opens Qt without a screen and says whether it has a letter to draw. (Counting families does not do:
# Qt lists Serif and its like, and draws boxes, on a machine without a single font.)
_PROBE = """
import os
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PySide6 import QtGui, QtNetwork, QtSvg, QtWidgets
application = QtWidgets.QApplication([])
print("font", int(QtGui.QFontMetrics(QtGui.QFont()).inFont("A")))
"""
_MODULES = ("QtCore", "QtGui", "QtWidgets", "QtNetwork", "QtSvg")
_SHARED = re.compile(r"(lib[\w.+-]+\.so(?:\.\d+)*): cannot open shared object file")
_NOT_FOUND = re.compile(r"^\s*(\S+) => not found", re.MULTILINE)


class SetupError(Exception):
    """Preparing stopped; the text says what is missing and what to do."""


def say(text: str) -> None:
    """Tells the person what is going on; on stderr, since a command's result owns stdout."""
    print(text, file=sys.stderr, flush=True)


def capture(command: list[str], env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Runs a command quietly; one that does not exist answers like a shell does, with code 127."""
    try:
        return subprocess.run(command, capture_output=True, text=True, errors="replace", check=False, env=env)
    except OSError as error:
        return subprocess.CompletedProcess(command, 127, "", str(error))


# ------------------------------------------------------------------------------------------------ apt
def apt_prefix() -> list[str] | None:
    """What has to stand before `apt-get` for it to work here; None when this user may not install.

    PONTE24_NO_INSTALL=1 says that nothing may be installed: the command is then only named.
    """
    if os.environ.get("PONTE24_NO_INSTALL") or not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and capture(["sudo", "-n", "true"]).returncode == 0:
        return ["sudo", "-n"]
    return None


def install_command(packages: list[str]) -> str:
    """The command a person types to install `packages`."""
    sudo = "" if hasattr(os, "geteuid") and os.geteuid() == 0 else "sudo "
    return f"{sudo}apt-get install --no-install-recommends {' '.join(packages)}"


def install(packages: list[str], why: str) -> None:
    """Installs Debian packages, or raises SetupError with the command that would."""
    prefix = apt_prefix()
    if prefix is None:
        known = f"    {install_command(packages)}" if shutil.which("apt-get") else _elsewhere(packages)
        raise SetupError(f"{why}\nPlease install what is missing, then run this command again:\n\n{known}\n")
    say(f"{why} Installing: {' '.join(packages)}")
    # Through `env`, because sudo does not hand our environment on.
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    updated = capture([*apt, "update"])
    installed = capture([*apt, "install", "-y", "--no-install-recommends", *packages])
    if installed.returncode != 0:
        detail = (updated.stderr + installed.stderr).strip()
        raise SetupError(
            f"{why}\napt-get could not install it:\n{detail}\nPlease try:\n\n    {install_command(packages)}\n"
        )


def _elsewhere(packages: list[str]) -> str:
    return f"    (named as on Debian; your system's names differ a little) {' '.join(packages)}"


# ------------------------------------------------------------------------------------------------- Qt
def missing_libraries(python: Path, probe_error: str, env: dict[str, str]) -> list[str]:
    """System libraries that Qt's modules, and the plugin of the display in `env`, do not find."""
    missing = set(_SHARED.findall(probe_error))
    where = capture([str(python), "-c", "import PySide6; print(PySide6.__path__[0])"])
    folder = Path(where.stdout.strip() or ".")
    plugins = ["offscreen"]
    plugins += ["xcb"] if env.get("DISPLAY") else []
    plugins += ["wayland", "wayland-egl", "wayland-generic"] if env.get("WAYLAND_DISPLAY") else []
    files = [folder / f"{name}.abi3.so" for name in _MODULES]
    files += [folder / "Qt" / "plugins" / "platforms" / f"libq{name}.so" for name in plugins]
    present = [str(file) for file in files if file.exists()]
    if present:
        missing |= set(_NOT_FOUND.findall(capture(["ldd", *present]).stdout))
    # Qt's own libraries lie inside PySide6: one of them missing is a broken installation, not apt's matter.
    return sorted(name for name in missing if not name.startswith(("libQt6", "libpyside", "libshiboken")))


def ensure_qt(python: Path, env: dict[str, str] | None = None) -> None:
    """Makes sure that Qt starts and draws text; installs what it lacks or raises SetupError saying so."""
    env = dict(os.environ) if env is None else env
    probe = capture([str(python), "-c", _PROBE], env)
    if sys.platform.startswith("linux"):
        missing = missing_libraries(python, probe.stderr, env)
        if missing:
            _install_libraries(missing)
            probe = capture([str(python), "-c", _PROBE], env)
            still = missing_libraries(python, probe.stderr, env)
            if still:
                raise SetupError(f"Qt still does not find these system libraries: {', '.join(still)}")
    if probe.returncode != 0:
        raise SetupError(f"Qt, which draws the window, does not start here:\n{probe.stderr.strip()}")
    if probe.stdout.split() == ["font", "0"]:
        install([FONT_PACKAGE], "There is no font on this system, and the window would show no text.")


def _install_libraries(missing: list[str]) -> None:
    names = ", ".join(missing)
    unknown = [name for name in missing if name not in DEBIAN_PACKAGES]
    if unknown:
        raise SetupError(
            f"Qt, which draws the window, does not find these system libraries: {names}\n"
            "Please install the packages of your system that contain them, then run this command again."
        )
    packages = sorted({DEBIAN_PACKAGES[name] for name in missing})
    install(packages, f"Qt, which draws the window, needs system libraries that are missing ({names}).")
