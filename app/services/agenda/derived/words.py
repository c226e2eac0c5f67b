"""The titles and texts of what Ponte24 puts into the agenda, in the owner's language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from app.records.invoice import from_cents
from app.records.task import TaskKind
from app.services.agenda.derived.positions import Position
from app.store.agenda.payments import Payment
from app.texts import has_text, text


def money(amount: Decimal, currency: str, language: str) -> str:
    """Return an amount with its currency as the language writes it."""
    written = f"{amount:,.2f}"
    if language == "it":
        written = written.translate(str.maketrans(",.", ".,"))
    return f"{written} {'€' if currency == 'EUR' else currency}"


def cents(amount: int, currency: str, language: str) -> str:
    """Return whole cents as `money` does."""
    return money(from_cents(amount), currency, language)


def day(value: date | None) -> str:
    """Return a day as people here write it, or a dash."""
    return value.strftime("%d/%m/%Y") if value else "–"


class Words:
    """Speaks one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def instalment_title(self, kind: TaskKind, position: Position) -> str:
        """Return the title of a task for an instalment that is due or overdue."""
        which = "part" if position.parts > 1 else "whole"
        return self._say(f"{kind.value}_{which}", position)

    def instalment_body(self, kind: TaskKind, position: Position) -> str:
        """Return its text."""
        return self._say(f"{kind.value}_body", position)

    def document(self, position: Position) -> str:
        """Return how the instalment's document is named."""
        which = "part" if position.parts > 1 else "whole"
        return self._say(f"document_{which}", position)

    def followup(self, customer: str, paid: Sequence[Payment]) -> tuple[str, str]:
        """Return title and text of the task that follows payments of one customer."""
        lines = [
            text(
                "agenda.task.followup_line",
                self.language,
                document=p.document,
                amount=cents(p.amount_cents, p.currency, self.language),
            )
            for p in paid
        ]
        who = customer or text("agenda.task.somebody", self.language)
        title = text("agenda.task.followup", self.language, customer=who)
        return title, "\n".join([text("agenda.task.followup_body", self.language), *lines])

    def _say(self, key: str, position: Position) -> str:
        invoice = position.invoice
        undated = f"agenda.task.{key}_undated"
        said = text(
            undated if not position.dated and has_text(undated, self.language) else f"agenda.task.{key}",
            self.language,
            number=invoice.number,
            date=day(invoice.date),
            part=position.number,
            parts=position.parts,
            due=day(position.due),
            amount=cents(position.open_cents, invoice.currency, self.language),
        )
        unknown = invoice.customer.title if not position.customer and key.endswith("body") else ""
        return f"{said} ({unknown})" if unknown else said
