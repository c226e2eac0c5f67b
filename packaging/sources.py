"""From which sources the program in ``dist/`` was frozen: written beside it, and looked at before it is packed.

Otherwise a package could be made of last week's program, and nothing would say so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

_STAMP = Path("build", "frozen-from.txt")
_FOLDERS = ("app", "resources")
_FILES = ("pyinstaller.spec", "pyproject.toml", "packaging/launch.py", "packaging/frozen.py")
_LOCKS = "packaging/locks/freeze-*.txt"
_MADE = frozenset({".pyc", ".qm"})
"""What is made from the sources is none."""


def _paths(root: Path) -> Iterator[Path]:
    for folder in _FOLDERS:
        yield from (path for path in (root / folder).rglob("*") if path.is_file() and path.suffix not in _MADE)
    yield from (root / name for name in _FILES if (root / name).is_file())
    yield from root.glob(_LOCKS)


def digests(root: Path) -> dict[str, str]:
    """The SHA-256 of every source of the frozen program, by its place in the checkout."""
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(_paths(root))
        if "__pycache__" not in path.parts
    }


def note(root: Path, known: dict[str, str]) -> None:
    """Write down that ``dist/`` was frozen from these."""
    (root / _STAMP).parent.mkdir(parents=True, exist_ok=True)
    lines = (f"{digest}  {place}\n" for place, digest in known.items())
    (root / _STAMP).write_text("".join(lines), encoding="utf-8")


def forget(root: Path) -> None:
    """From now on nothing is known of what is in ``dist/``."""
    (root / _STAMP).unlink(missing_ok=True)


def changed(root: Path) -> list[str] | None:
    """The sources that are other now, new or gone; None where nobody wrote down what was frozen."""
    try:
        lines = (root / _STAMP).read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    before = {place: digest for digest, _, place in (line.partition("  ") for line in lines)}
    now = digests(root)
    return sorted(place for place in before.keys() | now.keys() if before.get(place) != now.get(place))
