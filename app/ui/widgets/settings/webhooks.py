"""The receiver of HighLevel's webhooks in Settings: a switch, its port, how it stands, and what to enter elsewhere."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QCheckBox, QSpinBox, QWidget

from app.services.api.webhooks import WebhookSettings, WebhookStatus
from app.texts import has_text, text
from app.ui import i18n
from app.ui.bridge import Bridge
from app.ui.widgets.controls import Card, column, label, row


class WebhookCard(Card):
    """Saves at once, as all of Settings; a port that cannot be used is told and the switch goes back."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Webhooks from HighLevel"), icon="globe")
        self.setParent(parent)
        self.body.setSpacing(14)
        self._bridge = bridge
        self._settings = WebhookSettings()
        self._loaded = False
        self.enabled = QCheckBox(self.tr("&Receive webhooks"))
        self.enabled.setAccessibleName(self.tr("Receive webhooks"))
        note = label(
            self.tr(
                "Changes and deletions are then found at the next comparison. Needs a HighLevel app of your own and a"
                " tunnel or server with a public address; without it the regular comparison finds everything, too."
            ),
            "small",
            wrap=True,
        )
        note.setIndent(32)
        self.enabled.clicked.connect(lambda checked: self._save(enabled=checked))
        self.port = QSpinBox()
        self.port.setRange(1024, 65_535)
        self.port.setFixedWidth(160)
        self.port.setGroupSeparatorShown(False)
        self.port.lineEdit().setTextMargins(8, 0, 0, 0)
        self.port.setKeyboardTracking(False)
        self.port.setAccessibleName(self.tr("Port"))
        self.port.valueChanged.connect(lambda value: self._save(port=value))
        words = label(self.tr("P&ort"))
        words.setBuddy(self.port)
        about = label(self.tr("Of this computer; your tunnel leads there."), "small", wrap=True)
        left = QWidget()
        left.setLayout(column(words, about, spacing=2))
        line = QWidget()
        line.setLayout(row(left, self.port, spacing=24))
        line.layout().setStretch(0, 1)  # type: ignore[union-attr]
        self.state = label("", "strong", wrap=True)
        self.tunnel = label("", wrap=True, selectable=True)
        self.app = label("", wrap=True, selectable=True)
        self.last = label("", "muted", wrap=True)
        self.refusal = label("", "muted", wrap=True)
        self._told = QWidget()
        self._told.setLayout(column(self.state, self.tunnel, self.app, self.last, self.refusal, spacing=6))
        self.body.addLayout(column(self.enabled, note, spacing=0))
        self.body.addWidget(line)
        self.body.addWidget(self._told)

    async def refresh(self) -> None:
        """Read settings and status again and show them."""
        hooks = self._bridge.service.webhooks
        settings = await self._bridge.call(hooks.settings)
        status = await self._bridge.call(hooks.status)
        self._settings, self._loaded = settings, True
        blockers = [QSignalBlocker(self.enabled), QSignalBlocker(self.port)]
        self.enabled.setChecked(settings.enabled)
        self.port.setValue(settings.port)
        for blocker in blockers:
            blocker.unblock()
        self._show(settings, status)

    def _show(self, settings: WebhookSettings, status: WebhookStatus) -> None:
        self._told.setVisible(settings.enabled)
        if status.running:
            self.state.setText(self.tr("Receiving"))
        else:
            self.state.setText(self.tr("Not receiving yet: it begins when HighLevel is connected"))
        address = status.address.removesuffix("/highlevel")
        self.tunnel.setText(self.tr("In your tunnel, as the target: %1").replace("%1", address))
        self.tunnel.setVisible(status.running)
        self.app.setText(
            self.tr(
                "In your HighLevel app, as the webhook URL: the public address of your tunnel, followed by /highlevel"
            )
        )
        if status.last_at:
            last = self.tr("Last one received: %1 (%2)").replace("%1", i18n.moment(status.last_at))
            self.last.setText(last.replace("%2", status.last_type))
        else:
            self.last.setText(self.tr("None has been received yet"))
        key = f"webhooks.refused.{status.last_refusal}"
        known = bool(status.last_refusal) and has_text(key, i18n.language())
        self.refusal.setVisible(known)
        if known:
            told = self.tr("Last one refused: %1. %2").replace("%1", i18n.moment(status.last_refused_at))
            self.refusal.setText(told.replace("%2", text(key, i18n.language())))

    def _save(self, **values: object) -> None:
        if not self._loaded:
            return
        changed = replace(self._settings, **values)  # type: ignore[arg-type]  # by the names of its fields
        if changed != self._settings:
            self._bridge.spawn(self._store(changed))

    async def _store(self, settings: WebhookSettings) -> None:
        try:
            await self._bridge.call(self._bridge.service.webhooks.save_settings, settings)
        finally:
            await self.refresh()
