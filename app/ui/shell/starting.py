"""Start the window: claim the home first, then open its data; and where that fails, say so where a person sees it."""

from __future__ import annotations

import logging
import platform
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, qVersion
from PySide6.QtWidgets import QMessageBox

from app import __version__
from app.errors import ExitCode, Ponte24Error, StorageError
from app.paths import Home
from app.services.api.service import Service
from app.ui import i18n, theme
from app.ui.desktop import crash
from app.ui.desktop.ending import Afterwards
from app.ui.desktop.replaced import start_again
from app.ui.desktop.single_instance import SingleInstance, Word
from app.ui.i18n import moment
from app.ui.message_box import message_box
from app.ui.shell.first_look import first_look
from app.ui.shell.runner import application, run_window

translate = QCoreApplication.translate
_log = logging.getLogger("app.start")

_RESTORABLE = ("database_damaged", "database_missing")


class Opener:
    """How a home is opened and mended; supplied by whoever wires the parts.

    ``build`` returns its services, ``copy`` the newest copy of its data (None: there is none), ``restore`` puts a copy
    in place, ``forget`` deletes all of it, ``language`` is that of the command line ("": the settings').
    """

    def __init__(
        self,
        build: Callable[[], Service],
        copy: Callable[[], Path | None],
        restore: Callable[[Path], object],
        language: str,
        forget: Callable[[], object] = lambda: None,
    ) -> None:
        self.build, self.copy, self.restore, self.language = build, copy, restore, language
        self.forget = forget


@dataclass(slots=True)
class Wanted:
    """What the owner wants done with the home once its window is closed."""

    what: Afterwards | None = None
    file: Path | None = None

    def take(self, what: Afterwards, file: Path | None) -> None:
        """Remember it."""
        self.what, self.file = what, file


def start_window(home: Home, opener: Opener, *, background: bool = False) -> int:
    """Open the window of a home and return the exit code, also where it cannot be opened."""
    app = application()
    language, look = first_look(home.root)
    i18n.install(app, opener.language or language)
    theme.install(app, look)
    only = SingleInstance(home.root)
    try:
        if not only.acquire(background=True) and not _made_room(only, background=background):
            return ExitCode.DONE
        code, what = _until_quit(home, opener, only, background=background)
    except Ponte24Error as error:
        _log.error("start failed: %s", error.code)
        only.release()
        show_failure(error)
        return error.exit_code
    except Exception as error:
        _log.exception("start failed")
        only.release()
        show_failure(Ponte24Error("unexpected", details=f"{type(error).__name__}: {error}"))
        return ExitCode.FAILED
    finally:
        only.release()
    if what is Afterwards.START_AGAIN and not start_again(sys.argv[1:], background=True):
        _log.error("the new version could not be started")
    return code


def _until_quit(home: Home, opener: Opener, only: SingleInstance, *, background: bool) -> tuple[int, Afterwards | None]:
    """Show the window, which opens the home, as often as the owner wants it again; return the exit code and what is
    still to be done. Where the home's data are damaged or gone, offer the newest copy once. Raises what opening
    raised."""
    opening = Opening(home, opener.build)
    offered = False
    while True:
        wanted = Wanted()
        try:
            code = run_window(
                opening=opening.build,
                home=home,
                language=opener.language,
                only=only,
                background=background,
                afterwards=wanted.take,
            )
        except StorageError as error:
            copy = None if offered or error.code not in _RESTORABLE else opener.copy()
            if copy is None:
                raise
            _log.error("start failed: %s; a copy is offered", error.code)
            if not _wants_copy(error, copy):
                return ExitCode.FAILED, None
            opener.restore(copy)
            offered = True
            continue
        _log.info("end")
        if wanted.what is None or not _done_to_home(opener, wanted.what, wanted.file):
            return code, wanted.what
        background = False


class Opening:
    """Opens a home; the first time it tells the log who it is, and watches from then on for what nobody catches."""

    def __init__(self, home: Home, build: Callable[[], Service]) -> None:
        self._home, self._build = home, build
        self._first = True

    def build(self) -> Service:
        """Open the home: in the bridge's thread, when the window stands. Raises StorageError."""
        service = self._build()
        if self._first:
            self._first = False
            crash.install(self._home)
            versions = (__version__, qVersion(), platform.python_version(), _system())
            _log.info("start: Ponte24 %s, Qt %s, Python %s, %s", *versions)
            if crash.crashed_before(self._home):
                _log.warning("an earlier start ended with a crash: see %s", crash.CRASH_FILE)
        return service


def _done_to_home(opener: Opener, what: Afterwards, file: Path | None) -> bool:
    """Do what the owner wanted done with the closed home; tell whether the window is to open again."""
    try:
        if what is Afterwards.START_AGAIN:
            return False
        if what is Afterwards.FORGET:
            opener.forget()
            return False
        if file is not None:
            opener.restore(file)
    except Ponte24Error as error:
        _log.warning("%s failed: %s", what.value, error.code)
        show_failure(error)
        return what is not Afterwards.FORGET
    return True


def _system() -> str:
    return f"{platform.system()} {platform.release()}"


def _made_room(only: SingleInstance, *, background: bool) -> bool:
    """Another program has the home: of this version it is shown; of another version the owner decides."""
    other = only.other_version()
    if background:
        return False
    if not other or other == __version__:
        only.say(Word.RAISE)
        return False
    box = _box(
        QMessageBox.Icon.Question,
        translate("Start", "Ponte24 %1 is still running").replace("%1", other),
        translate(
            "Start", "This is version %1. The other one ends after its current operation, then this one opens."
        ).replace("%1", __version__),
    )
    change = box.addButton(translate("Start", "&Close the other one"), QMessageBox.ButtonRole.AcceptRole)
    box.addButton(translate("Start", "&Leave it open"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(change)
    box.exec()
    if box.clickedButton() is not change:
        return False
    if only.take_over():
        return True
    raise StorageError("instance_stays", version=other)


def _wants_copy(error: StorageError, copy: Path) -> bool:
    told = error.describe(i18n.language())
    made = moment(copy.stat().st_mtime, time.time())
    box = _box(
        QMessageBox.Icon.Warning,
        told.title,
        f"{told.meaning}\n\n"
        + translate("Start", "The newest copy was made on %1. What was there before is kept.").replace("%1", made),
    )
    box.setDetailedText(told.details)
    take = box.addButton(translate("Start", "&Go on with the copy"), QMessageBox.ButtonRole.AcceptRole)
    box.addButton(translate("Start", "&Quit"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(take)
    box.exec()
    return box.clickedButton() is take


def show_failure(error: Ponte24Error) -> None:
    """Say in a dialog why the window cannot open: from a menu or at login nobody reads a terminal."""
    told = error.describe(i18n.language())
    words = "\n\n".join(part for part in (told.meaning, told.action) if part)
    box = _box(QMessageBox.Icon.Critical, told.title, words)
    box.setDetailedText(told.details)
    box.exec()


def _box(icon: QMessageBox.Icon, title: str, words: str) -> QMessageBox:
    box = message_box(icon, title, words)
    box.setWindowIcon(theme.app_icon())
    return box
