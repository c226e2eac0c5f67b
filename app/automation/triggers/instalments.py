"""What customers owe: due, overdue, paid."""

from __future__ import annotations

from app.automation.declared.kinds import About, Field, TriggerKind
from app.automation.words import Words

_GROUPS = ("cliente", "fattura", "rata")

TRIGGERS = (
    TriggerKind(
        "f24.instalment_due_soon",
        _GROUPS,
        Words("una rata scade fra {days}", "an instalment is due in {days}"),
        (Field("days", "days", Words("Quanti giorni prima?", "How many days before?"), True, 3, lowest=1, highest=90),),
        derived=("days",),
        icon="clock",
    ),
    TriggerKind(
        "f24.instalment_overdue",
        _GROUPS,
        Words(
            "una rata è scaduta da {days} e non risulta pagata", "an instalment is {days} overdue and not known as paid"
        ),
        (Field("days", "days", Words("Da quanti giorni?", "For how many days?"), True, 7, lowest=1, highest=365),),
        derived=("days",),
        icon="warning",
    ),
    TriggerKind(
        "f24.instalment_paid",
        _GROUPS,
        Words("risulta un incasso", "a payment is known"),
        set_off_by=frozenset({"payment.mark"}),
        icon="check",
    ),
    TriggerKind(
        "f24.instalment_partial",
        _GROUPS,
        Words("risulta incassata una parte di una rata", "a part of an instalment is known as paid"),
        about=About(
            Words("Acconto incassato", "Partial payment"),
            Words(
                "Parte quando di una rata risulta incassata solo una parte.",
                "Starts when only a part of an instalment is known as paid.",
            ),
        ),
        icon="check",
    ),
    TriggerKind(
        "f24.instalment_unpaid",
        _GROUPS,
        Words("un incasso viene annullato", "a payment is taken back"),
        set_off_by=frozenset({"payment.mark"}),
        icon="undo",
    ),
    TriggerKind(
        "f24.customer_settled",
        ("cliente",),
        Words("un cliente non deve più nulla", "a customer owes nothing any more"),
        set_off_by=frozenset({"payment.mark"}),
        icon="check",
    ),
)
