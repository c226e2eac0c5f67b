"""The bulk way: save new customers as a file for Fattura24, and say what became of the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QFileDialog, QRadioButton, QWidget

from app.errors import Ponte24Error
from app.services.api.fattura24.mirror import HandoverOffer, HandoverSaved, HandoverState
from app.ui.bridge import Bridge
from app.ui.dialogs.fitting import Scrolled, bounded
from app.ui.help.key import add_help_key
from app.ui.i18n import day, language, number
from app.ui.widgets.controls import Notice, button, column, label, row
from app.ui.widgets.file_dialog import file_dialog

_WIDTH = 600


class _FileDialog(QDialog):
    """What both dialogs share: a place for an error, and asking for a file's name without blocking."""

    def __init__(self, bridge: Bridge, title: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        add_help_key(self, "accounts")
        self._bridge = bridge
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(_WIDTH)
        self.problem = Notice(kind="danger")
        self.problem.hide()
        self.chooser: QFileDialog | None = None

    def _choose(self, then: Callable[[Path], object]) -> None:
        chooser = self.chooser = file_dialog(self, self.tr("Save the file for Fattura24"))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setNameFilters([self.tr("CSV (*.csv)"), self.tr("Excel (*.xlsx)")])
        chooser.setDefaultSuffix("csv")
        chooser.filterSelected.connect(lambda kind: chooser.setDefaultSuffix("xlsx" if "xlsx" in kind else "csv"))
        chooser.selectFile(self.tr("customers for Fattura24") + ".csv")
        chooser.fileSelected.connect(lambda name: then(Path(name)))
        chooser.open()

    def _show_problem(self, error: Ponte24Error) -> None:
        told = error.describe(language())
        self.problem.show_words(f"{told.title}. {told.meaning} {told.action}", "danger")

    def _announce(self) -> None:
        for topic in ("plan", "mirror", "status"):
            self._bridge.announce(topic)

    def steps(self) -> tuple[str, ...]:
        """Return what is to be done in Fattura24, one step after the other."""
        return (
            self.tr("In Fattura24 open the address book: Rubrica, then Altro, and choose the import."),
            self.tr(
                "Load the file, once only. Which columns Fattura24's import wants is not documented; the file has those"
                " of its export. If you are asked, match them by name."
            ),
            self.tr("If you can, try a few rows first and look at the result in the address book."),
            self.tr(
                "Then export the address book (Altro > Esporta > CSV) and drop the export here: that confirms the new"
                " customers and links them."
            ),
        )


class HandoverDialog(_FileDialog):
    """Offers to save; once saved it shows where, and what to do in Fattura24."""

    def __init__(self, bridge: Bridge, offer: HandoverOffer, parent: QWidget | None = None) -> None:
        super().__init__(bridge, "", parent)
        self._offer = offer
        self.setWindowTitle(self.tr("Save new customers as a file"))
        self.title = label(self.tr("Load new customers into Fattura24 in one go"), "h2", wrap=True)
        self.intro = label(
            self.tr(
                "Fattura24 takes 500 calls a day from other programs. A file that you load by hand needs none. What you"
                " save here Ponte24 no longer sends by itself, so that no customer is there twice."
            ),
            "muted",
            wrap=True,
        )
        self.waiting = QRadioButton(self.tr("The %Ln that must &wait", "", offer.creates))
        self.everyone = QRadioButton(self.tr("&All %Ln new customers", "", offer.all_creates))
        self.waiting.setChecked(True)
        self.everyone.setVisible(offer.all_creates > offer.creates)
        self.updates = QCheckBox(self.tr("Also %Ln c&hange(s) of known customers", "", offer.updates))
        self.updates.setVisible(offer.updates > 0)
        self.doubt = label(
            self.tr(
                "Whether Fattura24's import recognises customers that it has already is not known: it could make"
                " duplicates. Leave this off if in doubt."
            ),
            "small",
            wrap=True,
        )
        self.doubt.setIndent(32)
        self.doubt.setVisible(offer.updates > 0)
        self.saved = Notice(kind="ok")
        self.saved.hide()
        steps = column(label(self.tr("Then, in Fattura24:"), "strong"), spacing=5)
        for place, words in enumerate(self.steps(), 1):
            steps.addWidget(label(f"{place}. {words}", wrap=True))
        self.cancel = button(self.tr("&Cancel"), on_click=self.reject)
        self.save = button(self.tr("&Save…"), "primary", icon="file", on_click=self._ask)
        self.save.setDefault(True)
        self.choice = QWidget()
        self.choice.setLayout(column(self.waiting, self.everyone, self.updates, self.doubt, spacing=6))
        told = column(self.title, self.intro, 4, self.choice, self.saved, self.problem, 4, steps, None, spacing=8)
        outer = column(Scrolled(told, _WIDTH - 52), row(None, self.cancel, self.save), spacing=16)
        outer.setStretch(0, 1)
        outer.setContentsMargins(26, 22, 26, 20)
        self.setLayout(outer)
        bounded(self, _WIDTH, self.sizeHint().height())

    def _ask(self) -> None:
        self._choose(lambda path: self._bridge.spawn(self.keep(path)))

    async def keep(self, path: Path) -> None:
        """Save the file and say what comes next."""
        self.save.setEnabled(False)
        try:
            done: HandoverSaved = await self._bridge.call(
                self._bridge.service.handover.save,
                path,
                self._offer.plan,
                everything=self.everyone.isChecked(),
                updates=self.updates.isChecked(),
            )
        except Ponte24Error as error:
            self._show_problem(error)
            return
        finally:
            self.save.setEnabled(True)
            self._announce()
        self.problem.hide()
        words = self.tr("%Ln customer(s) saved in {file}.", "", done.creates + done.updates)
        self.saved.show_words(words.format(file=done.file.name), "ok")
        self.choice.hide()
        self.save.hide()
        self.cancel.setText(self.tr("&Close"))
        self.adjustSize()


class OpenHandoverDialog(_FileDialog):
    """Asks what became of a file: loaded, not yet, or not at all."""

    def __init__(self, bridge: Bridge, state: HandoverState, parent: QWidget | None = None) -> None:
        super().__init__(bridge, "", parent)
        self._state = state
        self.count = state.missing or state.open
        self.setWindowTitle(self.tr("The file for Fattura24"))
        title = self.tr("%Ln customer(s) wait for the file of {day}", "", self.count).format(day=day(state.saved_at))
        names = ", ".join(state.titles)
        if state.open > len(state.titles):
            names += " …"
        self.found = Notice(kind="warn")
        self.found.show_words(
            self.tr("The export of {day} does not have them: the file seems not to have been loaded.").format(
                day=day(state.asked_at)
            )
            if state.missing
            else "",
            "warn",
        )
        self.wait = QRadioButton(
            self.tr("I will &load it yet: go on waiting") if state.missing else self.tr("I have &loaded it, or will")
        )
        self.wait_note = self._note(
            self.tr("The next export of the address book (Rubrica > Altro > Esporta > CSV) confirms it.")
        )
        self.send = QRadioButton(self.tr("I did &not load it: send by API"))
        self.send_note = self._note(
            self.tr(
                "Careful: if the file was loaded after all, or you load it later, these customers will be in Fattura24"
                " twice."
            )
        )
        self.drop = QRadioButton(self.tr("&Give them up: neither the file nor the API"))
        self.drop_note = self._note(self.tr("They stay in HighLevel and are not proposed again."))
        self.wait.setChecked(True)
        self.sure = QCheckBox(self.tr("The file was not loaded and I will not load it"))
        self.sure.hide()
        self.again = button(self.tr("Sa&ve again…"), "quiet", icon="file", on_click=self._ask)
        self.cancel = button(self.tr("&Cancel"), on_click=self.reject)
        self.settle = button(self.tr("&OK"), "primary", on_click=self._settle)
        self.settle.setDefault(True)
        outer = column(label(title, "h2", wrap=True), label(names, "muted", wrap=True), self.found, 4, spacing=8)
        for choice, note in ((self.wait, self.wait_note), (self.send, self.send_note), (self.drop, self.drop_note)):
            outer.addLayout(column(choice, note, spacing=0))
            choice.toggled.connect(lambda _on: self._look())
        outer.addWidget(self.sure)
        outer.addWidget(self.problem)
        outer.addStretch(1)
        outer.addSpacing(8)
        outer.addLayout(row(self.again, None, self.cancel, self.settle))
        outer.setContentsMargins(26, 22, 26, 20)
        self.setLayout(outer)
        self.sure.toggled.connect(lambda _on: self._look())

    def _note(self, words: str) -> QWidget:
        note = label(words, "small", wrap=True)
        note.setIndent(32)
        return note

    def choice(self) -> str:
        """Return what is chosen: wait, send or drop."""
        return "send" if self.send.isChecked() else "drop" if self.drop.isChecked() else "wait"

    def _look(self) -> None:
        self.sure.setVisible(self.choice() == "send")
        self.settle.setEnabled(self.choice() != "send" or self.sure.isChecked())

    def _settle(self) -> None:
        if self.choice() == "wait" and not self._state.missing:
            self.accept()
        else:
            self._bridge.spawn(self.answer())

    async def answer(self) -> None:
        """Take the owner's word."""
        try:
            await self._bridge.call(
                self._bridge.service.handover.settle, self.choice(), only_missing=bool(self._state.missing)
            )
        except Ponte24Error as error:
            self._show_problem(error)
            return
        self.accept()
        self._announce()

    def _ask(self) -> None:
        self._choose(lambda path: self._bridge.spawn(self.keep(path)))

    async def keep(self, path: Path) -> None:
        """Save once more what is open."""
        try:
            done: HandoverSaved = await self._bridge.call(self._bridge.service.handover.save, path, again=True)
        except Ponte24Error as error:
            self._show_problem(error)
            return
        words = self.tr("{n} customers saved again. If the first file was loaded, do not load this one as well.")
        self.problem.show_words(words.format(n=number(done.creates + done.updates)), "warn")
