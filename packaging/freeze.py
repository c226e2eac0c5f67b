"""Freezes Ponte24 for this system and tries the result: `make installer`.

The newest Python from 3.12 on that is found here is taken, in an environment of its own with exactly the locked
libraries. Where there is none, that is said and nothing is built (``--old-python`` builds with 3.11 all the same, to
try the rest: on 3.11 Qt has to stay below 6.12). What was built is then run as a stranger would, without our
environment: `try_frozen.py`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import sources
import try_frozen
from system import SetupError, capture, say

OLDEST, NEWEST = (3, 12), (3, 13)  # there are locks for these
OLD_FLAG = "--old-python"
_ASK = (
    "import sys, sysconfig; v = sysconfig.get_config_var; "
    "print(*sys.version_info[:2], int(sys.platform != 'linux' or bool(v('Py_ENABLE_SHARED'))))"
)


def candidates() -> list[Path]:
    """Interpreters that may be new enough: this one, those on the path, those that pyenv and uv keep."""
    names = [f"python3.{minor}" for minor in range(NEWEST[1], OLDEST[1] - 1, -1)]
    found = [Path(sys.executable), *(Path(path) for name in names if (path := shutil.which(name)))]
    homes = [Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"]
    homes.append(Path(os.environ.get("UV_PYTHON_INSTALL_DIR") or Path.home() / ".local" / "share" / "uv" / "python"))
    below = "python.exe" if os.name == "nt" else "bin/python3"
    return found + [
        folder / below for home in homes if home.is_dir() for folder in sorted(home.iterdir(), reverse=True)
    ]


def version_of(python: Path) -> tuple[int, int] | None:
    """The version of an interpreter that PyInstaller can freeze (on Linux: with a shared libpython), or None."""
    told = capture([str(python), "-c", _ASK]).stdout.split()
    return (int(told[0]), int(told[1])) if len(told) == 3 and told[2] == "1" else None


def choose(old: bool = False) -> tuple[Path, tuple[int, int]] | None:
    """The newest fitting interpreter with its version; with ``old`` 3.11 will do."""
    oldest = (3, 11) if old else OLDEST
    fitting = [(version, python) for python in candidates() if (version := version_of(python))]
    fitting = [(version, python) for version, python in fitting if oldest <= version <= NEWEST]
    version, python = max(fitting, key=lambda one: one[0], default=(None, None))
    return (python, version) if python is not None and version is not None else None


def environment_for(root: Path, base: Path, version: tuple[int, int]) -> Path:
    """Makes ``build/freeze`` anew with exactly the locked libraries; returns its interpreter."""
    folder = root / "build" / "freeze"
    shutil.rmtree(folder, ignore_errors=True)
    name = ".".join(map(str, version))
    lock = root / "packaging" / "locks" / f"freeze-{name}.txt"
    say(f"Freezing with Python {name} ({base}), libraries from {lock.name if lock.exists() else 'pyproject.toml'}")
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    wanted = ["--require-hashes", "-r", str(lock)] if lock.exists() else [".[installer]"]
    if subprocess.call([str(base), "-m", "venv", str(folder)]) != 0 or subprocess.call([*pip, *wanted], cwd=root) != 0:
        raise SetupError("The libraries to freeze could not be installed (the words stand above).")
    return python


def without_place(program: Path, place: str) -> int:
    """Take the builder's folder off the libraries that are told to look there; returns how many were.

    On another machine it is somebody else's folder, or nobody's. The folder of the library itself takes its place, at
    the same length, so that nothing else in the file moves; a library that holds it otherwise is left alone.
    """
    own, wanted = b"$ORIGIN", place.encode()
    if len(wanted) < len(own):
        return 0
    count = 0
    for library in program.rglob("*.so*"):
        if library.is_symlink() or not library.is_file():
            continue
        content = library.read_bytes()
        if content.count(wanted) == 1 and b"\0" + wanted + b"\0" in content:
            library.write_bytes(content.replace(wanted, own.ljust(len(wanted), b"\0")))
            count += 1
    return count


def freeze(root: Path, arguments: list[str]) -> int:
    """Builds the application for this system with PyInstaller and tries it; 0 where no fitting Python is found, too."""
    old = OLD_FLAG in arguments
    chosen = choose(old)
    if chosen is None:
        say(
            "No Python from 3.12 to 3.13 was found here (with a shared libpython on Linux), so nothing was frozen.\n"
            "Installers are made with those: on 3.11 Qt would have to stay below 6.12 (packaging/README.md).\n"
            f"To try the freezing itself with Python 3.11: make installer ARGS={OLD_FLAG}"
        )
        return 0
    base, version = chosen
    sources.forget(root)
    python = environment_for(root, base, version)
    made_from = sources.digests(root)
    began = time.monotonic()
    environment = {**os.environ, "PYTHONHASHSEED": "0", "PONTE24_FREEZE_OLD": "1" if old else ""}
    command = [str(python), "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "pyinstaller.spec"]
    code = subprocess.call(command, cwd=root, env=environment)
    if code != 0:
        return code
    program = root / "dist" / "ponte24"
    for library in program.rglob("*.so*"):
        if not library.is_symlink():
            library.chmod(0o644)  # loaded, never run
    place = str(base.resolve().parent.parent / "lib")
    say(f"{without_place(program, place)} libraries named {place}, where they were built; they no longer do")
    size = sum(path.stat().st_size for path in program.rglob("*") if path.is_file() and not path.is_symlink())
    say(f"Frozen in {time.monotonic() - began:.0f} s: {program} ({size / 1e6:.0f} MB unpacked)")
    if version < OLDEST:
        say("This one is for trying only: made with Python 3.11, it must not be handed out.")
    sources.note(root, made_from)
    return try_frozen.try_program(program, size)


if __name__ == "__main__":
    sys.exit(freeze(Path(__file__).resolve().parent.parent, sys.argv[1:]))
