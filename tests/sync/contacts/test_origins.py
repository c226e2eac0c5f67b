"""Which key a contact is given: the most lasting one, and never to and fro between two computers."""

from __future__ import annotations

import pytest

from app.records.contact import Contact
from app.services.sync.reading.snapshot import origins_of
from app.store import Customer
from app.sync.contacts.origins import unmarked


@pytest.mark.parametrize(
    ("there", "mine", "wanted"),
    [
        ((), ("1012", "API-5", "P24-a-1"), True),
        (("1012",), ("1012", "API-5"), False),
        (("API-5",), ("1012", "API-5"), False),
        (("API-5",), ("1012", "P24-a-1"), True),  # this computer has the address book, the other one not yet
        (("1012",), ("API-5", "P24-a-1"), False),  # and the other way round
        (("P24-b-7",), ("API-5", "P24-a-1"), True),
        (("P24-b-7",), ("P24-a-1",), False),
        (("API-9",), ("API-5",), False),
        (("2000",), ("1012",), True),  # two address books: this one is the newer, or the other computer says so again
        ((), (), False),
    ],
)
def test_a_key_gives_way_to_a_more_lasting_one_and_to_no_other(
    there: tuple[str, ...], mine: tuple[str, ...], wanted: bool
) -> None:
    assert unmarked(there, mine) is wanted


def test_a_key_that_one_computer_gave_means_nothing_to_another() -> None:
    customer = Customer("3", "", "", Contact(company="Forno"), "CLIENTE", {}, "invoice", 1.0, True)
    assert not set(origins_of(customer, "aa")) & set(origins_of(customer, "bb"))
