"""Where Ponte24 finds its own files: the shipped resources and the home of a user."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

HOME_VARIABLE = "PONTE24_HOME"


def resources_dir() -> Path:
    """Return the folder with icons, texts, translations and styles.

    Wheels and frozen programs carry it inside the package, a checkout has it at its top.
    """
    packaged = Path(__file__).parent / "_resources"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / "resources"


def resource(*parts: str) -> Path:
    """Return the path of one shipped file, e.g. ``resource("icons", "ponte24.svg")``."""
    return resources_dir().joinpath(*parts)


@dataclass(frozen=True, slots=True)
class Home:
    """The folder that holds one installation's database, logs, backups and settings."""

    root: Path

    @property
    def database(self) -> Path:
        """The SQLite file; everything that must survive a restart is in it."""
        return self.root / "ponte24.sqlite3"

    @property
    def marker(self) -> Path:
        """Stands beside the database since it was first made, so that one that is lost can be told from a new home."""
        return self.root / "ponte24.home"

    @property
    def backups(self) -> Path:
        """Copies of the database made before each migration."""
        return self.root / "backups"

    @property
    def logs(self) -> Path:
        """Log files without secrets and without customer data."""
        return self.root / "logs"

    @property
    def is_default(self) -> bool:
        """Tell whether this is the home that is used when nobody names one."""
        return self.root == Path(platformdirs.user_data_dir("Ponte24", appauthor=False))

    @classmethod
    def choose(cls, explicit: str | os.PathLike[str] | None = None) -> Home:
        """Pick the home: the argument, then ``PONTE24_HOME``, then the platform's data folder."""
        chosen = explicit or os.environ.get(HOME_VARIABLE)
        if chosen:
            return cls(Path(chosen).expanduser().absolute())
        return cls(Path(platformdirs.user_data_dir("Ponte24", appauthor=False)))
