"""Settings' card about this computer: start at login, copies, another computer, support, leaving."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Signal, qVersion
from PySide6.QtWidgets import QCheckBox, QFileDialog, QMessageBox, QSpinBox, QWidget

from app import __version__
from app.autostart.entry import AutostartState
from app.services.api.housekeeping import BackupInfo
from app.ui.bridge import Bridge
from app.ui.message_box import message_box
from app.ui.widgets.controls import Card, Notice, button, column, label, row
from app.ui.widgets.file_dialog import file_dialog


class ThisComputerCard(Card):
    """What Ponte24 does on this computer.

    ``restore_chosen`` carries a backup to go on from, ``leave_chosen`` that all data are to be deleted: both happen
    after the window has closed, and are not on offer in the ``demo``. ``support_wanted``: the bundle is to be shown,
    ``about_wanted``: what this program is.
    """

    restore_chosen = Signal(object)
    leave_chosen = Signal()
    support_wanted = Signal()
    about_wanted = Signal()

    def __init__(self, bridge: Bridge, *, demo: bool = False) -> None:
        super().__init__(self.tr("This computer"), icon="home")
        self._bridge, self._demo = bridge, demo
        self.body.setSpacing(14)
        self.autostart = QCheckBox(self.tr("&Start when I log in"))
        self.autostart.setAccessibleName(self.tr("Start when I log in"))
        self.autostart.clicked.connect(lambda on: bridge.spawn(self._switch(on)))
        self.autostart_note = label("", "small", wrap=True)
        self.autostart_note.setIndent(32)
        self.body.addLayout(column(self.autostart, self.autostart_note, spacing=0))
        self.outcome = Notice(kind="ok")
        self.outcome.hide()
        self.save = button(self.tr("Save a &copy…"), icon="export", on_click=self.choose_target)
        self.restore = button(self.tr("&Go on from a copy…"), icon="undo", on_click=self.choose_backup)
        self._part(
            self.tr("Copies"),
            self.tr(
                "Ponte24 makes a copy every day by itself and keeps seven. With one of your own you go on at another"
                " computer; it holds your customers' data, but neither token nor key."
            ),
            self.save,
            self.restore,
        )
        self.body.addWidget(self.outcome)
        self.support = button(self.tr("&Prepare…"), icon="help", on_click=self.support_wanted.emit)
        self._part(
            self.tr("For support"),
            self.tr("Versions, counts and the log: no secret and no customer. You see everything before it is saved."),
            self.support,
        )
        self.leave = button(self.tr("&Delete everything…"), "danger", icon="trash", on_click=self.ask_leave)
        self._part(
            self.tr("Leave Ponte24"),
            self.tr(
                "Deletes all of Ponte24's data, copies and secrets from this computer. Neither service is touched."
            ),
            self.leave,
        )
        version = label(f"Ponte24 {__version__} · Qt {qVersion()}", "small", selectable=True)
        self.about_button = button(self.tr("&About Ponte24…"), "quiet", icon="info", on_click=self.about_wanted.emit)
        self.about = QWidget()
        self.about.setLayout(row(version, None, self.about_button))
        self.body.addWidget(self.about)
        for widget in (self.autostart, self.restore, self.leave):
            widget.setEnabled(not demo)
        self._dialog: QFileDialog | None = None
        self._box: QMessageBox | None = None

    def _part(self, title: str, words: str, *buttons: object) -> None:
        left = column(label(title), label(words, "small", wrap=True), spacing=2)
        line = row(left, *buttons, spacing=12)  # type: ignore[arg-type]
        line.setStretch(0, 1)
        self.body.addLayout(line)

    # ------------------------------------------------------------------------------------------ state
    async def refresh(self) -> None:
        """Ask the system whether Ponte24 starts at login: it may have been changed elsewhere."""
        if self._demo:
            self.autostart_note.setText(self.tr("Not with the sample data."))
            return
        self._show(await self._bridge.call(self._bridge.service.housekeeping.autostart))

    def _show(self, state: AutostartState) -> None:
        self.autostart.setChecked(state is not AutostartState.OFF)
        self.autostart_note.setText(
            {
                AutostartState.ON: self.tr("It waits beside the clock; no window opens."),
                AutostartState.OFF: self.tr("Automatic syncs run only while Ponte24 is open."),
                AutostartState.BLOCKED: self.tr(
                    "It is switched off in the system's own list of start-up programs: switch it on there."
                ),
                AutostartState.APPROVAL: self.tr("macOS wants it to be allowed: System Settings > Login Items."),
            }[state]
        )

    async def _switch(self, on: bool) -> None:
        try:
            self._show(await self._bridge.call(self._bridge.service.housekeeping.set_autostart, on))
        except Exception:
            await self.refresh()
            raise

    # ------------------------------------------------------------------------------------------ copies
    def choose_target(self) -> None:
        """Let the owner choose where the copy goes."""
        dialog = self._file_dialog(self.tr("Save a copy"), QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("zip")
        dialog.selectFile(f"ponte24-{date.today().isoformat()}.zip")
        dialog.fileSelected.connect(lambda name: self._bridge.spawn(self.save_copy(Path(name))))
        dialog.open()

    async def save_copy(self, file: Path, *, moving: bool = False) -> BackupInfo:
        """Save a copy and say where it is."""
        made = await self._bridge.call(self._bridge.service.housekeeping.backup, file, moving=moving)
        words = self.tr("The copy is saved: %1. Keep it as you keep your invoices.").replace("%1", str(made.file))
        self.outcome.show_words(words, "ok")
        return made

    def choose_backup(self) -> None:
        """Let the owner choose the copy to go on from."""
        dialog = self._file_dialog(self.tr("Go on from a copy"), QFileDialog.AcceptMode.AcceptOpen)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        kinds = self.tr("Copies of Ponte24 (%1)").replace("%1", "*.zip *.sqlite3")
        dialog.setNameFilters([kinds, self.tr("All files (*)")])
        dialog.fileSelected.connect(lambda name: self.ask_restore(Path(name)))
        dialog.open()

    def ask_restore(self, file: Path) -> None:
        """Ask before the present data make way."""
        self._ask(
            self.tr("Go on from %1?").replace("%1", file.name),
            self.tr(
                "Ponte24 closes and opens again with the data of the copy. The present data are kept in the folder of"
                " copies. The next sync then asks you to confirm as the first one did."
            ),
            self.tr("&Go on from the copy"),
            lambda: self.restore_chosen.emit(file),
        )

    # ------------------------------------------------------------------------------------------ others
    def ask_leave(self) -> None:
        """Ask before everything goes."""
        self._ask(
            self.tr("Delete everything from this computer?"),
            self.tr(
                "All data, copies, token and key go, and Ponte24 closes. Links between your customers are lost; the"
                " customers themselves stay in HighLevel and Fattura24."
            ),
            self.tr("&Delete everything"),
            self.leave_chosen.emit,
        )

    def _ask(self, title: str, words: str, yes: str, then: Callable[[], object]) -> None:
        box = self._box = message_box(QMessageBox.Icon.Warning, title, words, self.window())
        agree = box.addButton(yes, QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton(self.tr("Cancel"), QMessageBox.ButtonRole.RejectRole))
        agree.clicked.connect(lambda _checked=False: then())
        box.open()

    def _file_dialog(self, title: str, mode: QFileDialog.AcceptMode) -> QFileDialog:
        dialog = self._dialog = file_dialog(self, title)
        dialog.setAcceptMode(mode)
        dialog.setDirectory(
            QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation) or str(Path.home())
        )
        return dialog


def kept_for() -> QSpinBox:
    """Return the control for how long plans, runs, log lines and copies are kept (days, 0: for ever)."""
    days = QSpinBox()
    days.setRange(0, 3650)
    days.setMaximumWidth(160)
    days.lineEdit().setTextMargins(8, 0, 0, 0)
    days.setKeyboardTracking(False)
    return days
