"""What a customer owes after payments and credit notes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.records.contact import Contact
from app.records.invoice import (
    Direction,
    Instalment,
    Invoice,
    direction_of,
    from_cents,
    is_short_for,
    number_key,
    to_cents,
)
from app.records.receivable import accounts
from app.services.invoices.schedule import merge

TODAY = date(2026, 6, 1)


def invoice(number: str, total: str, *parts: Instalment, kind: str = "TD01", day: date = date(2026, 1, 10)) -> Invoice:
    return Invoice("01234567897", kind, number, day, Decimal(total), instalments=parts)


def part(amount: str, due: date | None = None, *, paid: bool | None = None) -> Instalment:
    return Instalment(Decimal(amount), due, paid=paid)


def test_instalments_past_their_day_are_overdue_and_those_without_a_day_never() -> None:
    account = accounts(
        [invoice("1", "90", part("30", date(2026, 5, 31)), part("30", TODAY), part("30"))],
    )["EUR"]
    assert account.open == Decimal(90)
    assert account.overdue(TODAY) == Decimal(30)
    assert [i.due for i in account.items] == [date(2026, 5, 31), TODAY, None]


def test_an_invoice_without_terms_is_open_as_a_whole_and_a_paid_instalment_is_not() -> None:
    account = accounts([invoice("1", "12.50"), invoice("2", "20", part("15", paid=True), part("5", paid=False))])["EUR"]
    assert account.open == Decimal("17.50")


def test_a_credit_note_lowers_the_invoice_it_names_first_then_the_oldest() -> None:
    old = invoice("1", "100", part("100", date(2026, 2, 1)))
    new = invoice("2", "50", part("50", date(2026, 7, 1)))
    note = replace(invoice("3", "70", kind="TD04"), refers_to=("2",))
    account = accounts([note, new, old])["EUR"]
    assert [(i.invoice.number, i.open) for i in account.items] == [("1", Decimal(80))]
    assert account.open == Decimal(80)
    assert account.overdue(TODAY) == Decimal(80)


@pytest.mark.parametrize(
    ("said", "lowered"),
    [
        ("1", "1"),
        ("01", "1"),
        ("FPR 2/26", "FPR 2/26"),
        ("fpr2/26", "FPR 2/26"),
        ("2/26", "FPR 2/26"),
        ("2", "FPR 2/26"),
    ],
)
def test_a_credit_note_means_the_newest_invoice_of_a_number_however_it_is_written(said: str, lowered: str) -> None:
    found = accounts(
        [
            invoice("1", "50", day=date(2025, 1, 10)),
            invoice("1", "50", day=date(2026, 1, 10)),
            invoice("FPR 2/26", "50", day=date(2026, 1, 11)),
            replace(invoice("NC 1", "50", kind="TD04", day=date(2026, 3, 1)), refers_to=(said,)),
        ]
    )["EUR"]
    gone = {(i.invoice.number, i.invoice.date.year) for i in found.items}
    assert gone == {("1", 2025), ("1", 2026), ("FPR 2/26", 2026)} - {(lowered, 2026)}


def test_numbers_as_two_programs_write_them() -> None:
    assert number_key("0012 / a") == number_key("12/A") != number_key("12/B")
    assert is_short_for("1", "1/2026") and is_short_for("1/26", "FPR 1/26") and is_short_for("FPR 1/26", "1/26")
    assert not is_short_for("1", "1/3") and not is_short_for("1/A", "1/B") and not is_short_for("", "1")
    assert not is_short_for("1", "12")


def test_what_was_paid_after_a_credit_note_that_names_it_has_used_the_credit_up() -> None:
    note_day, other = date(2026, 3, 1), invoice("2", "50", part("50", date(2026, 2, 1)))
    note = replace(invoice("3", "20", kind="TD04", day=note_day), refers_to=("1",))

    def open_of_the_other(paid_on: date | None) -> Decimal:
        paid = Instalment(Decimal(100), date(2026, 2, 1), paid=True, paid_on=paid_on)
        account = accounts([invoice("1", "100", paid), other, note])["EUR"]
        assert account.credited == ({("", 0): Decimal(20)} if account.open == 50 else {})
        return account.open

    assert open_of_the_other(note_day) == 50, "80 were paid"
    assert open_of_the_other(date(2026, 2, 28)) == 30, "100 were paid before: the 20 are the customer's"
    assert open_of_the_other(None) == 30, "nobody knows: it asks for the less"


def test_a_paid_instalment_uses_up_the_credit_that_the_next_one_would_get() -> None:
    parts = (part("100", date(2026, 2, 1)), part("100", date(2026, 4, 1)))
    note = replace(invoice("3", "20", kind="TD04", day=date(2026, 1, 20)), refers_to=("1",))
    before = accounts([invoice("1", "200", *parts), note])["EUR"]
    assert [i.open for i in before.items] == [80, 100]
    paid = replace(parts[0], paid=True, paid_on=date(2026, 2, 1))
    after = accounts([invoice("1", "200", paid, parts[1]), note])["EUR"]
    assert [i.open for i in after.items] == [100]


def test_credit_that_is_left_over_is_owed_to_the_customer() -> None:
    account = accounts([invoice("1", "10"), invoice("2", "-25", kind="TD08")])["EUR"]
    assert (account.items, account.credit, account.open) == ((), Decimal(15), Decimal(-15))


def test_a_refunded_credit_note_lowers_nothing() -> None:
    note = invoice("2", "10", part("10", paid=True), kind="TD04")
    assert accounts([invoice("1", "10"), note])["EUR"].open == Decimal(10)


def test_currencies_are_never_added() -> None:
    found = accounts([invoice("1", "10"), replace(invoice("2", "10"), currency="USD")])
    assert {c: a.open for c, a in found.items()} == {"EUR": Decimal(10), "USD": Decimal(10)}


amounts = st.decimals(min_value=0, max_value=5000, places=2)


@given(st.lists(st.tuples(amounts, st.sampled_from(["TD01", "TD04", "TD05"])), max_size=8), st.randoms())
def test_what_is_open_is_what_was_invoiced_less_what_was_credited_in_any_order(
    documents: list[tuple[Decimal, str]], chance: object
) -> None:
    made = [invoice(str(n), str(total), kind=kind) for n, (total, kind) in enumerate(documents)]
    expected = accounts(made)
    chance.shuffle(made)  # type: ignore[attr-defined]
    assert accounts(made) == expected
    if made:
        assert expected["EUR"].open == sum(i.signed_total for i in made)
        assert all(item.open > 0 for item in expected["EUR"].items)


@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_cents_come_back_as_they_went(cents: int) -> None:
    assert to_cents(from_cents(cents)) == cents


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ("", Direction.UNKNOWN),
        ("IT 01234567897", Direction.ISSUED),
        ("00743110157", Direction.RECEIVED),
        ("12345670017", Direction.OTHER),
    ],
)
def test_the_owners_vat_code_tells_issued_from_received(own: str, expected: Direction) -> None:
    document = replace(invoice("1", "10"), customer=Contact(company="Beta", fiscal_code="00743110157"))
    assert direction_of(document, own) is expected


def test_a_business_that_invoices_itself_is_told_by_type_or_by_code() -> None:
    assert invoice("1", "10", kind="TD17").is_self_invoice
    assert replace(invoice("1", "10"), customer=Contact(vat_code="01234567897")).is_self_invoice
    assert not replace(invoice("1", "10"), customer=Contact(vat_code="00743110157")).is_self_invoice


@pytest.mark.parametrize(
    ("total", "parts", "left"),
    [
        ("100.00", ("33.33", "33.33", "33.33"), "100.00"),
        ("100.00", ("33.34", "33.34", "33.34"), "100.00"),
        ("100.00", ("33.33", "33.33", "33.34"), "100.00"),
        ("100.00", ("50.00", "30.00"), "80.00"),  # what was paid at the counter is no rounding
        ("100.00", ("100.00", "100.00"), "100.00"),  # two ways to pay
    ],
)
def test_thirds_lose_no_cent(total: str, parts: tuple[str, ...], left: str) -> None:
    found = accounts([invoice("1", total, *(part(p, date(2026, n + 1, 28)) for n, p in enumerate(parts)))])["EUR"]
    assert found.open == Decimal(left)


@pytest.mark.parametrize(
    ("lines", "paid"), [(("33.33",) * 3, 3), (("33.33", "33.34", "33.33"), 3), (("33.30",) * 3, 0)]
)
def test_a_schedules_thirds_are_the_documents(lines: tuple[str, ...], paid: int) -> None:
    days = [date(2026, n, 28) for n in (1, 2, 3)]
    known = tuple(part(a, d) for a, d in zip(("33.33", "33.33", "33.34"), days, strict=True))
    merged = merge(known, tuple(part(a, d, paid=True) for a, d in zip(lines, days, strict=True)))
    assert [p.amount for p in merged] == [p.amount for p in known]
    assert sum(p.paid is True for p in merged) == paid
