"""What this program is: version, licences, where its data and its log are, where help is."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal, qVersion
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QWidget

from app import __version__
from app.ui.dialogs.fitting import bounded
from app.ui.widgets.controls import Elided, button, column, label, picture, row

LIBRARIES = (
    ("alembic", "MIT"),
    ("certifi", "MPL-2.0"),
    ("cryptography", "Apache-2.0 OR BSD-3-Clause"),
    ("defusedxml", "PSF-2.0"),
    ("filelock", "MIT"),
    ("h11", "MIT"),
    ("httpx", "BSD-3-Clause"),
    ("icalendar", "BSD-2-Clause"),
    ("jeepney", "MIT"),
    ("keyring", "MIT"),
    ("openpyxl", "MIT"),
    ("phonenumbers", "Apache-2.0"),
    ("platformdirs", "MIT"),
    ("pydantic", "MIT"),
    ("pyside6-essentials", "LGPL-3.0-only"),
    ("python-liquid", "MIT"),
    ("python-multipart", "Apache-2.0"),
    ("python-stdnum", "LGPL-2.1-or-later"),
    ("qasync", "BSD-2-Clause"),
    ("rapidfuzz", "MIT"),
    ("rich", "MIT"),
    ("secretstorage", "BSD-3-Clause"),
    ("sqlalchemy", "MIT"),
    ("starlette", "BSD-3-Clause"),
    ("truststore", "MIT"),
    ("typer", "MIT"),
    ("tzdata", "Apache-2.0"),
    ("uvicorn", "BSD-3-Clause"),
    ("xlrd", "BSD-3-Clause"),
)
"""The libraries that Ponte24 names itself, and their licences."""


class AboutDialog(QDialog):
    """Opened with `open`; ``support_wanted``: the bundle is to be shown, ``help_wanted``: the pages of help."""

    support_wanted = Signal()
    help_wanted = Signal()

    def __init__(self, data: Path, log: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About Ponte24"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        version = label(f"{__version__} · Qt {qVersion()}", "muted", selectable=True)
        head = row(
            picture("ponte24", "accent", 34),
            column(label("Ponte24", "h2"), version, spacing=0),
            None,
            spacing=12,
        )
        licence = label(
            self.tr("Free software under the MIT licence, without any warranty. The libraries it uses:"), wrap=True
        )
        libraries = QPlainTextEdit("\n".join(f"{name}: {terms}" for name, terms in LIBRARIES))
        libraries.setReadOnly(True)
        libraries.setTabChangesFocus(True)
        libraries.setAccessibleName(self.tr("Libraries and their licences"))
        self.data = self._place(self.tr("Data"), data)
        self.log = self._place(self.tr("Log"), log.parent)
        self.support = button(self.tr("For &support…"), icon="help", on_click=self._support)
        self.help = button(self.tr("&Help"), "quiet", icon="book", on_click=self._help)
        close = button(self.tr("&Close"), "primary", on_click=self.accept)
        outer = column(
            head,
            self.data,
            self.log,
            4,
            licence,
            libraries,
            row(self.support, self.help, None, close),
            spacing=10,
        )
        outer.setContentsMargins(24, 20, 24, 18)
        self.setLayout(outer)
        bounded(self, 600, 470)
        close.setFocus()

    def _place(self, name: str, folder: Path) -> QWidget:
        line = QWidget()
        show = button(self.tr("Open folder"), "quiet", icon="open")
        show.setAccessibleName(f"{show.text()}: {name}")
        show.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))))
        words = Elided(f"{name}: {folder}")
        inner = row(words, show)
        inner.setStretch(0, 1)
        line.setLayout(inner)
        return line

    def _support(self) -> None:
        self.accept()
        self.support_wanted.emit()

    def _help(self) -> None:
        self.accept()
        self.help_wanted.emit()
