"""Documents read from e-invoices."""

from __future__ import annotations

from app.automation.declared.kinds import TriggerKind
from app.automation.words import Words

_GROUPS = ("cliente", "fattura")
_MADE = frozenset({"document.create"})

TRIGGERS = (
    TriggerKind(
        "f24.invoice_new",
        _GROUPS,
        Words("leggo una nuova fattura emessa", "a new issued invoice is read"),
        set_off_by=_MADE,
        icon="file",
    ),
    TriggerKind(
        "f24.first_invoice",
        _GROUPS,
        Words("un cliente riceve la sua prima fattura", "a customer gets the first invoice"),
        set_off_by=_MADE,
        icon="file",
    ),
    TriggerKind(
        "f24.credit_note_new",
        _GROUPS,
        Words("leggo una nuova nota di credito", "a new credit note is read"),
        set_off_by=_MADE,
        icon="file",
    ),
    TriggerKind(
        "f24.invoice_received",
        ("fattura",),
        Words("leggo una nuova fattura ricevuta", "a new received invoice is read"),
        icon="file",
    ),
)
