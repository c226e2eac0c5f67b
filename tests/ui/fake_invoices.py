"""A stand-in for the customers and invoices of a bakery, for tests and pictures of the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from app.errors import UsageError
from app.records.contact import Contact
from app.records.invoice import Direction, Instalment, Invoice
from app.services.api.charts import MonthMoney
from app.services.api.fattura24.invoices import (
    Balance,
    CustomerFound,
    CustomerLine,
    CustomerPage,
    DocumentLine,
    OwnVatCandidate,
    Settled,
)

OWN = "12345670017"


def document(
    number: str, total: str, open_: str, due: date | None, late: str = "0", kind: str = "TD01"
) -> DocumentLine:
    """One issued document of a customer."""
    contact = Contact(company="Caffè Centrale S.n.c.", vat_code="00743110157")
    parts = (Instalment(Decimal(total), due, "MP05"),)
    day = date(2026, 1, 10)
    made = Invoice(
        OWN,
        kind,
        number,
        day,
        Decimal(total),
        direction=Direction.ISSUED,
        customer=contact,
        instalments=parts,
        id=number,
    )
    return DocumentLine(made, Decimal(open_), Decimal(late), due if Decimal(open_) else None, contact.company)


class FakeInvoices:
    """Three customers: one linked with invoices, one only from invoices, one with nothing."""

    def find(
        self, text: str, limit: int = 8, given_up: Callable[[], bool] = lambda: False
    ) -> tuple[CustomerFound, ...]:
        """Return the customers whose name holds a text."""
        wanted = text.casefold()
        found = [line for line in self.lines if wanted in line.title.casefold()]
        return tuple(CustomerFound(line.id, line.title, line.city, line.code) for line in found[:limit])

    def by_month(self) -> tuple[MonthMoney, ...]:
        months = tuple(date(2026, n, 1) for n in range(1, 13))
        return tuple(
            MonthMoney(month, Decimal(n * 310) if month else Decimal(0), Decimal((n * 170) % 900))
            for n, month in enumerate((None, *months))
        )

    def __init__(self) -> None:
        self.own = OWN
        self.asked: tuple[OwnVatCandidate, ...] = ()
        self.set: list[str] = []
        balance = (Balance("EUR", Decimal("1240.50"), Decimal("240.50")),)
        self.lines = (
            CustomerLine("1", "Bar Sport", "Torino", "", False, False, 0),
            CustomerLine("2", "Caffè Centrale S.n.c.", "Torino", "00743110157", True, False, 3, balance),
            CustomerLine("3", "Anna Bianchi", "Asti", "BNCNNA80A41A479S", False, True, 1),
        )
        self.pages = {
            "1": CustomerPage(self.lines[0], {"company": "Bar Sport", "city": "Torino"}, {}, "none"),
            "2": CustomerPage(
                self.lines[1],
                {
                    "company": "Caffè Centrale S.n.c.",
                    "street": "Via Po, 12",
                    "city": "Torino",
                    "vat_code": "00743110157",
                    "pec": "caffecentrale@pec.example.it",
                },
                {"company": "Caffè Centrale", "email": "info@caffecentrale.example.it", "city": "Torino"},
                "linked",
                (
                    document("12/2026", "1000.00", "1000.00", date(2026, 3, 31)),
                    document("NC 1", "59.50", "0", None, kind="TD04"),
                    document("7/2026", "300.00", "240.50", date(2026, 1, 31), late="240.50"),
                ),
                1_700_000_000.0,
            ),
            "3": CustomerPage(
                self.lines[2], {"first_name": "Anna", "last_name": "Bianchi"}, {}, "none", (), 0.0, "invoice"
            ),
        }

    def own_vat(self) -> str:
        return self.own

    def own_vat_candidates(self) -> tuple[OwnVatCandidate, ...]:
        return self.asked

    def set_own_vat(self, code: str) -> Settled:
        if len(code) != 11:
            raise UsageError("own_vat_malformed", value=code)
        self.set.append(code)
        self.own, self.asked = code, ()
        return Settled(3, 1, 0, 2)

    def customers(self, search: str = "") -> tuple[CustomerLine, ...]:
        words = search.casefold().split()
        return tuple(c for c in self.lines if all(w in f"{c.title} {c.city} {c.code}".casefold() for w in words))

    def customer(self, customer_id: str) -> CustomerPage | None:
        return self.pages.get(customer_id)

    def documents(
        self, customer: str = "", *, overdue: bool = False, directions: Sequence[Direction] = ()
    ) -> tuple[DocumentLine, ...]:
        found = [d for i, p in self.pages.items() if customer in ("", i) for d in p.documents]
        return tuple(d for d in found if d.overdue or not overdue)
