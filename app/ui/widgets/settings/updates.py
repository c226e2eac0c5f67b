"""New versions in the window: the question that is asked once, the quiet line on Home, the part in Settings."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QCheckBox

from app.services.api.updates import UpdateInfo, UpdateState
from app.ui.bridge import Bridge
from app.ui.i18n import moment
from app.ui.widgets.controls import Card, Notice, button, column, label, row

TOPIC = "updates"
Browse = Callable[[QUrl], object]


class UpdateLine(Notice):
    """Home's line: asks once whether new versions are looked for, later tells of one. Otherwise it is not there."""

    def __init__(self, bridge: Bridge, browse: Browse = QDesktopServices.openUrl) -> None:
        super().__init__(kind="info", action=self.tr("&Yes, look"), on_action=self._first)
        self._bridge, self._browse = bridge, browse
        self.other = button(self.tr("&No"), "quiet", on_click=self._second)
        self.layout().addWidget(self.other)  # type: ignore[union-attr]
        self.info = UpdateInfo(UpdateState.CLOSED)
        self.hide()

    def show_info(self, info: UpdateInfo, *, ready: bool) -> None:
        """Show what is known; the question only once everything is set up (``ready``)."""
        self.info = info
        if info.state is UpdateState.ASK and ready:
            self.action.setText(self.tr("&Yes, look"))
            self.other.setText(self.tr("&No"))
            self.show_words(
                self.tr(
                    "May Ponte24 look once a day whether there is a new version? It asks for one public file; nothing"
                    " of yours is sent, and nothing is installed."
                )
            )
        elif info.state is UpdateState.NEWER and not info.skipped:
            self.action.setText(self.tr("See &what is new"))
            self.other.setText(self.tr("S&kip this version"))
            words = self.tr("Ponte24 %1 is out.").replace("%1", info.version)
            self.show_words(f"{words} {info.notes}".strip(), "warn" if info.urgent else "info")
        else:
            self.show_words("")

    def _first(self) -> None:
        if self.info.state is UpdateState.ASK:
            self._bridge.spawn(self._choose(True))
        else:
            self._browse(QUrl(self.info.page))

    def _second(self) -> None:
        self._bridge.spawn(self._choose(False) if self.info.state is UpdateState.ASK else self._skip())

    async def _choose(self, on: bool) -> None:
        await self._bridge.call(self._bridge.service.updates.choose, on)
        self._bridge.announce("settings")
        self._bridge.announce(TOPIC)

    async def _skip(self) -> None:
        await self._bridge.call(self._bridge.service.updates.skip)
        self._bridge.announce(TOPIC)


class UpdateCard(Card):
    """Settings' card: whether new versions are looked for, what came of it, and looking now."""

    shown = Signal()

    def __init__(self, bridge: Bridge, browse: Browse = QDesktopServices.openUrl) -> None:
        super().__init__(self.tr("New versions"), icon="bell")
        self._bridge, self._browse = bridge, browse
        self.info = UpdateInfo(UpdateState.CLOSED)
        self.wanted = QCheckBox(self.tr("Look for a &new version once a day"))
        self.wanted.setAccessibleName(self.tr("Look for a new version once a day"))
        self.wanted.clicked.connect(lambda on: bridge.spawn(self._choose(on)))
        note = label(
            self.tr("It asks for one public file. Nothing of yours is sent; nothing is downloaded or installed."),
            "small",
            wrap=True,
        )
        note.setIndent(32)
        self.body.addLayout(column(self.wanted, note, spacing=0))
        self.words = label("", "small", wrap=True)
        self.page = button(self.tr("See &what is new"), on_click=lambda: self._browse(QUrl(self.info.page)))
        self.now = button(self.tr("Look no&w"), icon="sync", on_click=lambda: bridge.spawn(self._look()))
        line = row(self.words, self.page, self.now, spacing=12)
        line.setStretch(0, 1)
        self.body.addLayout(line)
        self.page.hide()

    async def refresh(self) -> None:
        """Show what is known."""
        self.show_info(await self._bridge.call(self._bridge.service.updates.info))

    def show_info(self, info: UpdateInfo) -> None:
        """Show what is known."""
        self.info = info
        closed, idle = info.state is UpdateState.CLOSED, info.state in (UpdateState.ASK, UpdateState.OFF)
        self.wanted.setChecked(not (closed or idle))
        self.wanted.setEnabled(not closed)
        self.now.setEnabled(not (closed or idle))
        self.page.setVisible(info.state is UpdateState.NEWER)
        self.words.setText(self._said(info))
        self.shown.emit()

    def _said(self, info: UpdateInfo) -> str:
        if info.state is UpdateState.NEWER:
            words = self.tr("Ponte24 %1 is out.").replace("%1", info.version)
            return f"{words} {info.notes}".strip()
        if info.state is UpdateState.CURRENT:
            return self.tr("This is the newest version (looked %1).").replace("%1", moment(info.looked_at))
        if info.state is UpdateState.UNKNOWN:
            return self.tr("Could not check for a new version (tried %1).").replace("%1", moment(info.tried_at))
        return {
            UpdateState.CLOSED: self.tr(
                "For this copy of Ponte24 there is no place where new versions are announced: nothing is asked for."
            ),
            UpdateState.NEVER: self.tr("It looks for the first time ten minutes after the start."),
        }.get(info.state, self.tr("Nothing is looked for."))

    async def _choose(self, on: bool) -> None:
        self.show_info(await self._bridge.call(self._bridge.service.updates.choose, on))
        self._bridge.announce("settings")
        self._bridge.announce(TOPIC)

    async def _look(self) -> None:
        self.now.setEnabled(False)
        self.show_info(await self._bridge.call(self._bridge.service.updates.look))
        self._bridge.announce(TOPIC)
