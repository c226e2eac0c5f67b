"""Home's cards: an account at a glance, and how fresh the picture of Fattura24 is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal

from app.services.api.accounts import AccountInfo, AccountState
from app.services.api.agenda import AgendaSummary, AppointmentLine
from app.services.api.status import Status
from app.sync.plan.model import Side
from app.ui.i18n import ago, date_text, moment, money, number
from app.ui.widgets.controls import Card, Elided, Fold, button, label, row, set_role
from app.ui.widgets.drop import choose_files
from app.ui.words import SIDE_NAMES, account_state, how_to_export, needs_new_secret


class AccountGlance(Card):
    """One account: name, state, how many records."""

    def __init__(self, side: Side, navigate: Callable[[str], object]) -> None:
        super().__init__(SIDE_NAMES[side], icon="company" if side is Side.HIGHLEVEL else "file")
        self._side = side
        self.state = label("", "chip")
        self.head.addWidget(self.state)
        self.name = Elided()
        self.count = label("", "number")
        self.what = label("", "muted", wrap=True)
        self.open = button(self.tr("Connect"), on_click=lambda: navigate("accounts"))
        self.open.setAccessibleName(f"{self.open.text()} {SIDE_NAMES[side]}")
        self.body.addWidget(self.name)
        self.body.addLayout(row(self.count, self.what, spacing=10))
        self.body.itemAt(1).layout().setStretch(1, 1)  # type: ignore[union-attr]
        self.body.addLayout(row(self.open, None))
        for one in (self.state, self.count, self.open):
            one.hide()  # until the accounts are known: a button to connect what is connected would be untrue

    def show_account(self, info: AccountInfo, count: int, links: int) -> None:
        """Show how the account stands."""
        words, role = account_state(info)
        self.state.setText(words)
        self.state.show()
        set_role(self.state, role)
        missing = info.state is AccountState.MISSING
        self.name.set_words("" if missing else info.name)
        self.name.setVisible(not missing)
        self.count.setText(number(count))
        self.count.setVisible(not missing)
        if missing:
            self.what.setText(self.tr("Connect this account so that Ponte24 can compare both sides."))
        elif self._side is Side.HIGHLEVEL:
            self.what.setText(self.tr("contacts, %1 linked").replace("%1", number(links)))
        else:
            self.what.setText(self.tr("customers, %1 linked").replace("%1", number(links)))
        self.open.setVisible(missing or needs_new_secret(info))
        self.open.setText(self.tr("Connect") if missing else self.tr("Connect again"))


class MirrorCard(Card):
    """The age of what is known of Fattura24, and how to export afresh; ``chosen`` carries files to import."""

    chosen = Signal(list)

    def __init__(self) -> None:
        super().__init__(self.tr("Fattura24 address book"), icon="book")
        self.state = label("", "chip")
        self.head.addWidget(self.state)
        self.words = label("", wrap=True)
        self.choose = button(self.tr("&Import export…"), icon="import", on_click=self._choose)
        line = row(self.words, self.choose, spacing=14)
        line.setStretch(0, 1)
        self.body.addLayout(line)
        self.how = Fold(self.tr("How to export afresh"), label(how_to_export(), "muted", wrap=True))
        self.body.addWidget(self.how)
        self.state.hide()

    def _choose(self) -> None:
        def deliver(files: list[Path]) -> None:
            self.chosen.emit(files)

        choose_files(self, deliver)

    def show_mirror(self, status: Status, now: float, *, old: bool) -> None:
        """Show when the newest export was made."""
        self.state.show()
        if not status.mirror_seen_at:
            self.state.setText(self.tr("Missing"))
            set_role(self.state, "chip-warn")
            self.words.setText(
                self.tr(
                    "Fattura24 cannot be read directly: Ponte24 needs an export of the address book to know"
                    " your customers there."
                )
            )
            self.how.set_open(True)
            return
        self.state.setText(self.tr("Out of date") if old else self.tr("Up to date"))
        set_role(self.state, "chip-warn" if old else "chip-ok")
        words = self.tr("Last export imported %1 (%2).")
        words = words.replace("%1", ago(status.mirror_seen_at, now)).replace("%2", moment(status.mirror_seen_at))
        if old:
            words += " " + self.tr(
                "What was changed in Fattura24 since then is not known here: a fresh export is advisable."
            )
        self.words.setText(words)


class AgendaCard(Card):
    """What is to be done this week, what is overdue in money, and the next appointment."""

    def __init__(self, navigate: Callable[[str], object]) -> None:
        super().__init__(self.tr("This week"), icon="calendar")
        self.open = button(self.tr("Open the a&genda"), "quiet", on_click=lambda: navigate("agenda"))
        self.head.addWidget(self.open)
        self.count = label("", "number")
        self.tasks = label("", "muted", wrap=True)
        self.late = label("", "danger", wrap=True)
        self.due = label("", wrap=True)
        self.next = label("", wrap=True)
        line = row(self.count, self.tasks, spacing=10)
        line.setStretch(1, 1)
        self.body.addLayout(line)
        for one in (self.late, self.due, self.next):
            self.body.addWidget(one)

    def show_summary(self, summary: AgendaSummary) -> None:
        """Show what the agenda has."""
        self.count.setText(number(summary.week))
        self.count.setVisible(summary.week > 0)
        if not summary.week:
            words = self.tr("Nothing to do within seven days.")
        elif not summary.today:
            words = self.tr("to do within seven days, nothing today.")
        else:
            words = self.tr("tasks within seven days, of which today: %1.").replace("%1", number(summary.today))
        if summary.overdue:
            words += " " + self.tr("Left over from earlier days: %1.").replace("%1", number(summary.overdue))
        self.tasks.setText(words)
        late = [money(m.overdue, m.currency) for m in summary.money if m.overdue]
        due = [money(m.week, m.currency) for m in summary.money if m.week]
        self.late.setText(self.tr("Overdue: %1").replace("%1", " + ".join(late)) if late else "")
        self.due.setText(self.tr("Due within seven days: %1").replace("%1", " + ".join(due)) if due else "")
        self.next.setText(self.next_words(summary.next_appointment))
        for one in (self.late, self.due, self.next):
            one.setVisible(bool(one.text()))

    def next_words(self, appointment: AppointmentLine | None) -> str:
        """Return the next appointment in words; blank where there is none."""
        if appointment is None:
            return ""
        start = appointment.start
        what = ", ".join(filter(None, (appointment.title, appointment.contact_name)))
        words = self.tr("Next appointment: %1 at %2, %3")
        return words.replace("%1", date_text(start.date())).replace("%2", f"{start:%H:%M}").replace("%3", what)
