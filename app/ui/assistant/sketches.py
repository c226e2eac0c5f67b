"""The sketches of the assistant (reference: HighLevel 1.6, Fattura24 1.1 and 3)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from app.ui.assistant.sketch import Part, Sketch
from app.ui.widgets.controls import column, label

translate = QCoreApplication.translate

_SHOWN_SCOPES = 3


def token_sketch(scopes: Sequence[str]) -> QWidget:
    """Return where HighLevel keeps tokens and permissions, and where the location's id is read."""
    ticks = [Part(scope, "tick", 2 if n == 0 else 0) for n, scope in enumerate(scopes[:_SHOWN_SCOPES])]
    return _captioned(
        Sketch(
            translate("Sketches", "Where HighLevel has the token and the location ID"),
            (("app.gohighlevel.com/v2/location/", 0), ("ve9EPM428h8vShlRW1KT", 4), ("/settings/…", 0)),
            (
                Part("Settings"),
                Part("   Business Profile"),
                Part("   My Staff"),
                Part("   Private Integrations", number=1),
            ),
            (Part("Ponte24", "field"), *ticks, Part("pit-1a2b3c4d-…", "field", 3)),
        )
    )


def key_sketch() -> QWidget:
    """Return where Fattura24 keeps the key."""
    return _captioned(
        Sketch(
            translate("Sketches", "Where Fattura24 has the key"),
            (("www.app.fattura24.com", 0),),
            (Part("Configurazione", number=1), Part("   App e servizi esterni"), Part("   API")),
            (
                Part("Attivo:  SÌ", "tick", 2),
                Part("GENERA", "button", 2),
                Part("a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6", "field", 3),
            ),
        )
    )


def export_sketch() -> QWidget:
    """Return where Fattura24 exports its address book."""
    return _captioned(
        Sketch(
            translate("Sketches", "Where Fattura24 exports the address book"),
            (("www.app.fattura24.com", 0),),
            (Part("Rubrica", number=1), Part("Documenti"), Part("Prodotti")),
            (Part("Altro", "button"), Part("   Esporta dati", number=2), Part("CSV · Excel · vCard")),
        )
    )


def _captioned(sketch: Sketch) -> QWidget:
    made = QWidget()
    words = translate("Sketches", "A sketch: the page itself looks different, the words are the same.")
    made.setLayout(column(sketch, label(words, "small", wrap=True), spacing=2))
    return made
