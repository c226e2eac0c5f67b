"""What is being edited: opened, left, saved, and kept for the next window while it is not saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, QSettings, QTimer, Signal

from app.automation.model import Automation
from app.ui.automations.editor.editor import Editor
from app.ui.automations.editor.memory import DraftMemory
from app.ui.automations.leaving import Asks
from app.ui.bridge import Bridge

_KEEP_MS = 800


class Editing(QObject):
    """Holds the one editor there is. ``opened`` and ``closed`` carry it, ``left`` asks for the list, ``saved`` carries
    what was kept; ``others`` gives all automations."""

    opened = Signal(object)
    closed = Signal(object)
    left = Signal()
    saved = Signal(object)

    def __init__(
        self, bridge: Bridge, memory: QSettings | None, asks: Asks, others: Callable[[], Sequence[Automation]]
    ) -> None:
        super().__init__(asks.over)
        self._bridge, self._memory, self._asks, self._others = bridge, DraftMemory(memory), asks, others
        self.editor: Editor | None = None
        self._keeper = QTimer(self)
        self._keeper.setSingleShot(True)
        self._keeper.setInterval(_KEEP_MS)
        self._keeper.timeout.connect(self._keep)

    def edit(self, automation: Automation) -> None:
        """Open the editor; what is being edited already is asked about first."""
        if self.editor is not None and self.editor.draft.dirty and self.editor.draft.automation != automation:
            self._ask(partial(self.open, automation))
        else:
            self.open(automation)

    def open(self, automation: Automation) -> None:
        """Open the editor, whatever was edited before."""
        self.close()
        editor = self.editor = Editor(self._bridge, automation, self._others())
        editor.left.connect(self.leave)
        editor.ring_found.connect(self._ask_ring)
        editor.saved.connect(self._saved)
        editor.touched.connect(self._keeper.start)
        self.opened.emit(editor)
        self._bridge.spawn(editor.read())
        (editor.name if not automation.name else editor.cards.cards[editor.cards.current]).setFocus()

    def close(self) -> None:
        """Let the editor go, and what it held."""
        self.forget()
        if self.editor is not None:
            self.closed.emit(self.editor)
            self.editor.hide()
            self.editor.deleteLater()
            self.editor = None

    def leave(self) -> None:
        """Leave the editor; what is not saved is asked about."""
        if self.editor is not None and self.editor.draft.dirty:
            self._ask(self._left)
        else:
            self._left()

    def _left(self) -> None:
        self.close()
        self.left.emit()

    def _save(self, *, sure: bool = False) -> None:
        if self.editor is not None:
            self.editor.save(sure=sure)

    def _ask(self, then: Callable[[], object]) -> None:
        self._asks.ask(
            self.tr("Save the changes?"),
            self.tr("What you changed in this automation has not been saved."),
            (
                (self.tr("&Throw away"), "danger", then),
                (self.tr("&Keep editing"), "", None),
                (self.tr("&Save"), "primary", self._save),
            ),
        )

    def _ask_ring(self, names: list[str]) -> None:
        told = self.tr("This one and these would set each other off: %1. Ponte24 stops them after three times.")
        self._asks.ask(
            self.tr("Automations that set each other off"),
            told.replace("%1", ", ".join(names)),
            (
                (self.tr("&Save it so"), "", partial(self._save, sure=True)),
                (self.tr("&Keep editing"), "primary", None),
            ),
        )

    def _saved(self, automation: Automation) -> None:
        self.forget()
        if automation.version == 1 and self.editor is not None:
            self._left()
        self.saved.emit(automation)

    # ------------------------------------------------------------------------------------------ what is not saved
    def _keep(self) -> None:
        if self.editor is not None and self.editor.draft.dirty:
            self._memory.keep(self.editor.draft.automation)

    def keep_now(self) -> None:
        """Keep what is not saved at once: the window may be closed next."""
        if self._keeper.isActive():
            self._keeper.stop()
            self._keep()

    def forget(self) -> None:
        """Keep nothing any more."""
        self._keeper.stop()
        self._memory.forget()

    def kept(self) -> Automation | None:
        """Return what an earlier window has not saved; None while something is being edited."""
        return self._memory.read() if self.editor is None else None
