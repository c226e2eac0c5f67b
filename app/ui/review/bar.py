"""The bar below the review: what it costs, when it is done, and Confirm; while work runs, progress and Stop."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QProgressBar, QStackedLayout, QWidget

from app.services.api.progress import Progress
from app.texts import has_text
from app.ui.counts import counts
from app.ui.i18n import ago, language, number, say
from app.ui.review.cost import Cost, confirm_label, cost_line, duration_line, lasting_line
from app.ui.widgets.controls import Elided, button, column, label, picture, row, set_role


class ReviewBar(QFrame):
    """Shows a plan's cost; ``confirm``, ``check`` and ``stop`` tell what was pressed."""

    confirm = Signal()
    check = Signal()
    stop = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.cost = Elided("", "strong")
        self.duration = Elided("", "muted")
        self.open = label("", "muted", wrap=True)
        self.age = Elided("", "muted")
        self.again = button(self.tr("Compare &again"), icon="sync", on_click=self.check.emit)
        self.apply = button("…", "primary", icon="check", on_click=self.confirm.emit)
        self.apply.setToolTip(self.tr("Ctrl+Enter"))
        cost = row(picture("gauge", "accent", 22), column(self.cost, self.duration, spacing=1), spacing=10)
        cost.setStretch(1, 1)
        line = row(self.open, self.again, self.apply, spacing=10)
        line.setStretch(0, 1)
        self._resting = column(cost, self.age, line, spacing=4)
        resting = QWidget()
        resting.setLayout(self._resting)

        self.doing = label("", "strong")
        self.meter = QProgressBar()
        self.meter.setTextVisible(False)
        self.meter.setAccessibleName(self.tr("Progress"))
        self.halt = button(self.tr("&Stop"), "danger", icon="stop", on_click=self._halt)
        meter = row(column(self.doing, self.meter, spacing=6), self.halt, spacing=16)
        meter.setStretch(0, 1)
        working = QWidget()
        working.setLayout(meter)

        faces = QWidget(self)  # a stack without a parent would show its faces as windows
        self._stack = QStackedLayout(faces)
        self._stack.addWidget(resting)
        self._stack.addWidget(working)
        self._low = self._warns = self._undo = False
        outer = self._outer = column()
        outer.setContentsMargins(18, 12, 18, 12)
        outer.addWidget(faces)
        self.setLayout(outer)

    def set_low(self, low: bool) -> None:
        """On a low screen leave out what is merely nice to know; a warning stays."""
        self._low = low
        self._outer.setContentsMargins(18, 6 if low else 12, 18, 6 if low else 12)
        self.age.setVisible(self._warns or not low)
        self.duration.setVisible(bool(self.duration.toolTip()) and not low)

    def add_line(self, widget: QWidget) -> None:
        """Put a line between the cost and the buttons."""
        self._resting.insertWidget(1, widget)

    def show_cost(
        self,
        cost: Cost,
        now: float,
        *,
        mirror_seen_at: float,
        warn_days: int,
        old: bool,
        ready: bool,
        goes_on: bool = False,
        undo: bool = False,
    ) -> None:
        """Show what applying costs. ``old`` says that the check is more than an hour ago, ``ready`` that Confirm may
        be pressed, ``goes_on`` that this is what Stop has left, ``undo`` that a run is taken back; moments are
        epoch seconds."""
        self._undo = undo
        self.cost.set_words(cost_line(cost, now))
        self.duration.set_words(duration_line(cost))
        self.duration.setVisible(bool(cost.changes) and not self._low)
        waiting = self.tr("%Ln open question(s) will be left as they are", "", cost.waiting) if cost.waiting else ""
        late = "⚠ " + self.tr("This comparison is more than an hour old: better compare again") if old else ""
        links = counts.links_too(cost.links) if cost.links and cost.changes else ""
        told = " · ".join(filter(None, (late, lasting_line(cost), links, waiting)))
        self.open.setText(told)
        self.open.setAccessibleName(told)
        set_role(self.open, "warn" if old or cost.lasting else "muted")
        self._show_age(now, mirror_seen_at, warn_days)
        words = confirm_label(cost, undo=undo)
        if goes_on:
            words = self.tr("Continue: {what}").format(what=words)
        self.apply.setText(words)
        self.apply.setAccessibleName(words)
        self.apply.setEnabled(ready and cost.anything)

    def _show_age(self, now: float, seen: float, warn_days: int) -> None:
        warn = not seen or now - seen > warn_days * 86400
        if not seen:
            wording = self.tr("No Fattura24 export has been read yet: in Fattura24 Rubrica > Altro > Esporta > CSV")
        else:
            wording = self.tr("Fattura24 data: {ago}").format(ago=ago(seen, now))
            if warn:
                wording += self.tr(" – better export them anew first: in Fattura24 Rubrica > Altro > Esporta > CSV")
        self.age.set_words(("⚠ " if warn else "") + wording)
        set_role(self.age, "warn" if warn else "muted")
        self._warns = warn
        self.age.setVisible(warn or not self._low)

    def show_work(self, working: bool) -> None:
        """Switch between cost and progress."""
        self._stack.setCurrentIndex(int(working))
        if working:
            self.doing.setText(self.tr("One moment…"))
            self.meter.setRange(0, 0)
            self.halt.setEnabled(True)

    def show_progress(self, progress: Progress) -> None:
        """Say what is being done now."""
        key = f"progress.{progress.stage}"
        wording = say(key, **progress.params) if has_text(key, language()) else self.tr("Working…")
        if self._undo and progress.stage == "applying":
            wording = self.tr("Taking back, row by row")
        if progress.total:
            wording = self.tr("{what}: {done} of {total}").format(
                what=wording, done=number(progress.done), total=number(progress.total)
            )
        if self.halt.isEnabled():
            self.doing.setText(wording)
        self.meter.setRange(0, progress.total)
        self.meter.setValue(progress.done)

    def _halt(self) -> None:
        self.halt.setEnabled(False)
        self.doing.setText(self.tr("Stopping after the current step…"))
        self.stop.emit()

    @property
    def working(self) -> bool:
        """True while progress is shown."""
        return self._stack.currentIndex() == 1
