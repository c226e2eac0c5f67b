"""Customers of Fattura24's address book."""

from __future__ import annotations

from app.automation.declared.kinds import TriggerKind
from app.automation.triggers.contacts import FIELDS, changed, wanted, what_changed
from app.automation.words import Words

TRIGGERS = (
    TriggerKind(
        "f24.customer_new",
        ("cliente",),
        Words("arriva un nuovo cliente nella rubrica di Fattura24", "a new customer comes to Fattura24's address book"),
        set_off_by=frozenset({"customer.create"}),
        icon="person",
    ),
    TriggerKind(
        "f24.customer_changed",
        ("cliente", "cambiato"),
        Words(
            "in un cliente della rubrica cambia: {fields}", "of a customer in the address book this changes: {fields}"
        ),
        (FIELDS,),
        matches=changed,
        completes=what_changed,
        effects=lambda parameters: frozenset(f"customer.{code}" for code in wanted(parameters)),
        icon="pencil",
    ),
    TriggerKind(
        "f24.customer_missing",
        ("cliente",),
        Words("un cliente non è più nella rubrica", "a customer is no more in the address book"),
        icon="person",
    ),
)
