"""Where the frozen application starts: PyInstaller wants a script, `app.__main__` is part of a package.

Before anything else the environment becomes again what it was: the starter of a frozen program points the dynamic
linker and Qt at the program's own libraries, and a browser that is opened for a sign-in would inherit that and load
them in place of its own. This process has found its libraries by then; Qt knows its folder from inside PySide6.
"""

from __future__ import annotations

import os
import sys
from collections.abc import MutableMapping

LINKER = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LIBPATH")
QT = ("QT_PLUGIN_PATH", "QML2_IMPORT_PATH", "QML_IMPORT_PATH")


def restore_environment(environment: MutableMapping[str, str], folder: str) -> None:
    """Give back the linker's variables and take away Qt's where they point into ``folder``, the program's own."""
    for name in LINKER:
        before = environment.pop(f"{name}_ORIG", None)
        if before is not None:
            environment[name] = before
        elif name in environment:
            others = [part for part in environment[name].split(os.pathsep) if part and not _within(part, folder)]
            if others:
                environment[name] = os.pathsep.join(others)
            else:
                del environment[name]
    for name in QT:
        if all(_within(part, folder) for part in environment.get(name, folder).split(os.pathsep) if part):
            environment.pop(name, None)


def _within(path: str, folder: str) -> bool:
    return os.path.normpath(path).startswith(os.path.normpath(folder))


def main() -> int:
    """Run the command line of the program."""
    folder = getattr(sys, "_MEIPASS", None)
    if folder:
        restore_environment(os.environ, folder)
    from app.__main__ import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
