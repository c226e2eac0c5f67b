"""Settings: every choice with a line that says what it means; saved at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QSpinBox, QWidget

from app.services.api.settings import Settings
from app.ui.bridge import Bridge
from app.ui.dialogs.support import SupportDialog
from app.ui.widgets.controls import Card, Page, column, label, row
from app.ui.widgets.settings.agenda_settings import AgendaSettingsCard
from app.ui.widgets.settings.this_computer import ThisComputerCard, kept_for
from app.ui.widgets.settings.updates import TOPIC as UPDATES
from app.ui.widgets.settings.updates import UpdateCard
from app.ui.widgets.settings.watch_folder import FolderChoice
from app.ui.widgets.settings.webhooks import WebhookCard


class SettingsPane(QWidget):
    """All of `Settings`; every change is stored when it is made and announced as topic ``settings``."""

    navigate = Signal(str)

    def __init__(self, bridge: Bridge, parent: QWidget | None = None, *, demo: bool = False) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._settings = Settings()
        self._loaded = False
        self._saves = self._saving = 0
        self._shows: list[Callable[[Settings], None]] = []
        self.controls: dict[str, QWidget] = {}
        self._page = Page(self.tr("Settings"), self.tr("Every change is saved at once."))
        self._schedule()
        self._creation()
        self._exports()
        self._caution()
        self.agenda = AgendaSettingsCard(bridge)
        self._page.body.addWidget(self.agenda)
        self.webhooks = WebhookCard(bridge)
        self._page.body.addWidget(self.webhooks)
        self._window()
        self.updates = UpdateCard(bridge)
        self._page.body.addWidget(self.updates)
        self.computer = ThisComputerCard(bridge, demo=demo)
        self.computer.support_wanted.connect(lambda: bridge.spawn(self._show_support()))
        self.computer.about_wanted.connect(lambda: bridge.spawn(self._show_about()))
        self._retention()
        self.computer.body.addWidget(self.computer.about)  # last
        self._page.body.addWidget(self.computer)
        self.setLayout(column(self._page, spacing=0))
        bridge.changed.connect(self._on_changed)

    # ------------------------------------------------------------------------------------------ parts
    def _schedule(self) -> None:
        card = self._card(self.tr("Automatic syncs"), "clock")
        times = (
            (0, self.tr("Never, only by hand")),
            (15, self.tr("Every 15 minutes")),
            (30, self.tr("Every 30 minutes")),
            (60, self.tr("Every hour")),
            (180, self.tr("Every 3 hours")),
            (720, self.tr("Twice a day")),
            (1440, self.tr("Once a day")),
        )
        self._choice(
            card,
            "interval_minutes",
            self.tr("&Interval"),
            self.tr("Automatic runs apply only what needs no judgement; the rest waits for you in Review."),
            times,
        )
        self._check(
            card,
            "notifications",
            self.tr("&Notify when a run needs a person"),
            self.tr("One notification, and none for runs that went well."),
        )
        self._check(
            card,
            "start_minimized",
            self.tr("Start &minimised"),
            self.tr("Ponte24 starts in the tray, without opening its window."),
        )

    def _creation(self) -> None:
        card = self._card(self.tr("New customers"), "plus")
        self._choice(
            card,
            "create_in_fattura24",
            self.tr("Create in &Fattura24"),
            self.tr("Which HighLevel contacts that Fattura24 does not know become customers there."),
            (
                ("all", self.tr("All contacts")),
                ("with_tax_id", self.tr("Only with VAT code or fiscal code")),
                ("tagged", self.tr("Only with a certain tag")),
                ("never", self.tr("None")),
            ),
        )
        self.tag = QLineEdit()
        self.tag.setMaximumWidth(260)
        self.tag.editingFinished.connect(lambda: self._save(create_tag=self.tag.text().strip().lower()))
        self._line(
            card,
            "create_tag",
            self.tr("&Tag"),
            self.tr("HighLevel contacts with this tag become customers of Fattura24."),
            self.tag,
        )
        self._shows.append(self._show_tag)
        self._choice(
            card,
            "create_in_highlevel",
            self.tr("Create in &HighLevel"),
            self.tr("Whether customers that are only in Fattura24 become contacts of HighLevel."),
            (("all", self.tr("All customers")), ("never", self.tr("None"))),
        )
        self._check(
            card,
            "import_suppliers",
            self.tr("Import &suppliers, too"),
            self.tr("Otherwise rows of the export that are only suppliers are left out."),
        )

    def _exports(self) -> None:
        card = self._card(self.tr("New exports of Fattura24"), "import")
        self._choice(
            card,
            "watch",
            self.tr("When a &new export is found"),
            self.tr(
                "Ponte24 looks into the folder every now and then, also from the tray; other files are left alone."
            ),
            (
                ("off", self.tr("Do not look")),
                ("ask", self.tr("Ask me once for each")),
                ("always", self.tr("Import it at once")),
            ),
        )
        self.watch_folder = FolderChoice()
        self.watch_folder.setMinimumWidth(420)
        self.watch_folder.chosen.connect(self._choose_folder)
        self._line(card, "watch_folder", self.tr("Folder"), "", self.watch_folder)

    def _choose_folder(self, path: str) -> None:
        self._save(watch_folder=path)

    def _caution(self) -> None:
        card = self._card(self.tr("Caution"), "shield")
        self._check(
            card,
            "highlevel_read_only",
            self.tr("Never write to High&Level"),
            self.tr("HighLevel is only read; nothing is changed there."),
        )
        self._check(
            card,
            "fattura24_read_only",
            self.tr("Never write to Fattura&24"),
            self.tr("Nothing is sent to Fattura24; no call is used."),
        )
        self._check(
            card,
            "ask_missing",
            self.tr("&Ask about customers that Fattura24 no longer has"),
            self.tr(
                "When a whole export has a linked customer no more, the review asks whether to let it go. Otherwise it"
                " is only noted with the customer."
            ),
        )
        days = QSpinBox()
        days.setRange(1, 365)
        days.setMaximumWidth(160)
        days.lineEdit().setTextMargins(8, 0, 0, 0)
        days.setKeyboardTracking(False)
        days.valueChanged.connect(lambda value: self._save(mirror_warn_days=value))
        self._line(
            card,
            "mirror_warn_days",
            self.tr("&Warn after (days)"),
            self.tr("From this age on the exported address book of Fattura24 is called out of date."),
            days,
        )
        self._shows.append(lambda s: days.setValue(s.mirror_warn_days))

    def _window(self) -> None:
        card = self._card(self.tr("Look and language"), "palette")
        self._choice(
            card,
            "language",
            self.tr("Lan&guage"),
            self.tr("The language of the window and of all messages."),
            (("", self.tr("Like the system")), ("it", "Italiano"), ("en", "English")),
        )
        self._choice(
            card,
            "theme",
            self.tr("L&ook"),
            "",
            (
                ("system", self.tr("Like the system")),
                ("light", self.tr("Light")),
                ("dark", self.tr("Dark")),
            ),
        )

    def _retention(self) -> None:
        days = kept_for()
        days.setSpecialValueText(self.tr("for ever"))
        days.valueChanged.connect(lambda value: self._save(keep_days=value))
        self._line(
            self.computer,
            "keep_days",
            self.tr("&Keep the history for (days)"),
            self.tr("Older runs, log lines and copies go by themselves; what can still be undone stays."),
            days,
        )
        self._shows.append(lambda s: days.setValue(s.keep_days))

    async def _show_about(self) -> None:
        from app.ui.dialogs.about import AboutDialog
        from app.ui.help.dialog import HelpDialog

        data, log = await self._bridge.call(self._bridge.service.housekeeping.places)
        self.about = AboutDialog(data, log, self.window())
        self.about.support_wanted.connect(lambda: self._bridge.spawn(self._show_support()))
        self.about.help_wanted.connect(lambda: HelpDialog(self.window(), "settings").show())
        self.about.open()

    async def _show_support(self) -> None:
        files = await self._bridge.call(self._bridge.service.housekeeping.support_files)
        self.preview = SupportDialog(self._bridge, files, self.window())
        self.preview.open()

    def reveal(self, name: str) -> None:
        """Scroll to a setting by the name of its control and put the keyboard there."""
        control = self.controls[name]
        self._page.ensureWidgetVisible(control, 0, 120)
        control.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # ------------------------------------------------------------------------------------------ making
    def _card(self, title: str, icon: str) -> Card:
        card = Card(title, icon=icon)
        card.body.setSpacing(14)
        self._page.body.addWidget(card)
        return card

    def _line(self, card: Card, name: str, words: str, explanation: str, control: QWidget) -> None:
        title = label(words)
        title.setBuddy(control)
        control.setAccessibleName(words.replace("&", ""))
        control.setAccessibleDescription(explanation)
        note = label(explanation, "small", wrap=True)
        if not explanation:
            note.hide()
        left = QWidget()
        left.setLayout(column(title, note, spacing=2))
        line = QWidget()
        line.setLayout(row(left, control, spacing=24))
        line.layout().setStretch(0, 1)  # type: ignore[union-attr]
        self.controls[name] = control
        card.body.addWidget(line)

    def _choice(self, card: Card, name: str, words: str, explanation: str, values: Sequence[tuple[Any, str]]) -> None:
        box = QComboBox()
        box.setFixedWidth(260)
        for value, shown in values:
            box.addItem(shown, value)

        def show(settings: Settings) -> None:
            value = getattr(settings, name)
            if box.findData(value) < 0:  # set by hand to something that is not on offer
                box.addItem(self.tr("%1 minutes").replace("%1", str(value)), value)
            box.setCurrentIndex(box.findData(value))

        box.activated.connect(lambda _index: self._save(**{name: box.currentData()}))
        self._line(card, name, words, explanation, box)
        self._shows.append(show)

    def _check(self, card: Card, name: str, words: str, explanation: str) -> None:
        box = QCheckBox(words)
        box.setAccessibleName(words.replace("&", ""))
        box.setAccessibleDescription(explanation)
        note = label(explanation, "small", wrap=True)
        note.setIndent(32)
        box.clicked.connect(lambda checked: self._save(**{name: checked}))
        self.controls[name] = box
        self._shows.append(lambda settings: box.setChecked(getattr(settings, name)))
        card.body.addLayout(column(box, note, spacing=0))

    # ------------------------------------------------------------------------------------------ values
    def _show_tag(self, settings: Settings) -> None:
        self.tag.setText(settings.create_tag)
        parent = self.tag.parentWidget()
        if parent is not None:
            parent.setVisible(settings.create_in_fattura24 == "tagged")

    def _on_changed(self, topic: str) -> None:
        if topic == "settings":
            self._bridge.soon(self.refresh)
        elif topic == UPDATES:
            self._bridge.soon(self.updates.refresh)
        elif topic in ("accounts", "status"):
            self._bridge.soon(self.webhooks.refresh)

    async def refresh(self) -> None:
        """Read the settings again and show them."""
        folder = await self._bridge.call(self._bridge.service.files.folder)
        saves = self._saves
        settings = await self._bridge.call(self._bridge.service.settings)
        if self._saving or saves != self._saves:
            return  # read before a click took effect: saving it ends with another refresh
        # nothing may be awaited between here and showing them: a click would be lost
        self._settings = settings
        self._loaded = True
        self.watch_folder.show_folder(str(folder), is_default=not self._settings.watch_folder)
        blockers = [QSignalBlocker(control) for control in self.controls.values()]
        for show in self._shows:
            show(self._settings)
        for blocker in blockers:
            blocker.unblock()
        await self.agenda.refresh()
        await self.webhooks.refresh()
        await self.computer.refresh()
        await self.updates.refresh()

    def _save(self, **values: Any) -> None:
        if not self._loaded:
            return
        changed = replace(self._settings, **values)
        if changed != self._settings:
            self._settings = changed
            self._saves += 1
            self._saving += 1
            self._bridge.spawn(self._store(changed))

    async def _store(self, settings: Settings) -> None:
        try:
            await self._bridge.call(self._bridge.service.save_settings, settings)
        finally:
            self._saving -= 1
            self._bridge.announce("settings")  # what could not be kept is shown as it was
