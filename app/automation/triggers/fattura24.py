"""Fattura24 itself: exports that grow old, the subscription, the calls left."""

from __future__ import annotations

from app.automation.declared.kinds import Field, TriggerKind
from app.automation.words import Words

TRIGGERS = (
    TriggerKind(
        "f24.export_stale",
        ("esportazione",),
        Words("{what} di Fattura24 è più vecchia di {days}", "{what} of Fattura24 is older than {days}"),
        (
            Field(
                "what",
                "choice",
                Words("Che cosa?", "What?"),
                True,
                "address_book",
                {
                    "address_book": Words("la rubrica", "the address book"),
                    "schedule": Words("l'esportazione delle scadenze", "the payment schedule"),
                },
            ),
            Field("days", "days", Words("Da quanti giorni?", "For how many days?"), True, 14, lowest=1, highest=365),
        ),
        derived=("what", "days"),
        icon="clock",
    ),
    TriggerKind(
        "f24.subscription_expiring",
        ("abbonamento",),
        Words("l'abbonamento a Fattura24 scade fra {days}", "the Fattura24 subscription ends in {days}"),
        (
            Field(
                "days", "days", Words("Quanti giorni prima?", "How many days before?"), True, 30, lowest=1, highest=365
            ),
        ),
        derived=("days",),
        icon="calendar",
    ),
    TriggerKind(
        "f24.calls_low",
        ("chiamate",),
        Words(
            "restano meno di {calls} chiamate a Fattura24 per oggi",
            "fewer than {calls} calls to Fattura24 are left today",
        ),
        (Field("calls", "number", Words("Meno di quante?", "Fewer than how many?"), True, 50, lowest=1, highest=500),),
        derived=("calls",),
        icon="gauge",
    ),
)
