"""What can be read of an event: the paths of each trigger, with their types.

Titles stand in ``resources/automation``; which groups a trigger has, its own file says (`app.automation.triggers`).
Values of one path mean the same in every trigger.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.automation.data.values import Value, ValueType, read_value
from app.automation.words import word


@dataclass(frozen=True, slots=True)
class Path:
    """One value that can be read, e.g. ``fattura.numero``; ``choices`` are the codes that a choice can have."""

    name: str
    type: ValueType
    choices: tuple[str, ...] = ()

    @property
    def group(self) -> str:
        """What it belongs to: ``fattura`` of ``fattura.numero``."""
        return self.name.partition(".")[0]

    def title(self, language: str) -> str:
        """Return what it is called."""
        return word(f"paths.{self.name}", language)

    def choice(self, code: str, language: str) -> str:
        """Return a choice in words; the code itself where nothing is known of it."""
        return word(f"choices.{self.name}.{code}", language) if code in self.choices else code


_T, _C, _TAG, _M = ValueType.TEXT, ValueType.CHOICE, ValueType.TAG, ValueType.MONEY
_N, _D, _AT, _B = ValueType.NUMBER, ValueType.DATE, ValueType.MOMENT, ValueType.BOOL

GROUPS: Mapping[str, tuple[Path, ...]] = {
    "cliente": (
        Path("cliente.nome", _T),
        Path("cliente.azienda", _T),
        Path("cliente.persona", _T),
        Path("cliente.email", _T),
        Path("cliente.cellulare", _T),
        Path("cliente.telefono", _T),
        Path("cliente.via", _T),
        Path("cliente.cap", _T),
        Path("cliente.citta", _T),
        Path("cliente.provincia", _T),
        Path("cliente.paese", _T),
        Path("cliente.partita_iva", _T),
        Path("cliente.codice_fiscale", _T),
        Path("cliente.codice_sdi", _T),
        Path("cliente.pec", _T),
        Path("cliente.sito", _T),
        Path("cliente.nota", _T),
        Path("cliente.etichette", _TAG),
        Path("cliente.da_incassare", _M),
        Path("cliente.scaduto", _M),
        Path("cliente.in_highlevel", _B),
        Path("cliente.in_fattura24", _B),
    ),
    "fattura": (
        Path("fattura.numero", _T),
        Path("fattura.data", _D),
        Path("fattura.totale", _M),
        Path("fattura.residuo", _M),
        Path("fattura.scadenza", _D),
        Path("fattura.riferimenti", _T),
        Path("fattura.fornitore", _T),
    ),
    "rata": (
        Path("rata.numero", _N),
        Path("rata.importo", _M),
        Path("rata.incassato", _M),
        Path("rata.da_incassare", _M),
        Path("rata.scadenza", _D),
        Path("rata.pagata_il", _D),
        Path("rata.giorni_di_ritardo", _N),
        Path("rata.certa", _B),
    ),
    "attivita": (
        Path("attivita.titolo", _T),
        Path("attivita.testo", _T),
        Path("attivita.scadenza", _D),
        Path("attivita.ora", _T),
        Path("attivita.tipo", _C, ("own", "due", "overdue", "onboarding", "followup", "highlevel")),
        Path("attivita.assegnata_a", _T),
        Path("attivita.fatta", _B),
    ),
    "appuntamento": (
        Path("appuntamento.titolo", _T),
        Path("appuntamento.inizio", _AT),
        Path("appuntamento.fine", _AT),
        Path("appuntamento.stato", _C, ("new", "confirmed", "cancelled", "showed", "noshow", "invalid")),
        Path("appuntamento.calendario", _T),
        Path("appuntamento.indirizzo", _T),
        Path("appuntamento.note", _T),
    ),
    "nota": (Path("nota.testo", _T),),
    "etichette": (
        Path("etichette.aggiunte", _TAG),
        Path("etichette.tolte", _TAG),
    ),
    "cambiato": (
        Path(
            "cambiato.campo",
            _C,
            (
                "first_name",
                "last_name",
                "company",
                "email",
                "mobile",
                "landline",
                "street",
                "postal_code",
                "city",
                "province",
                "country",
                "vat_code",
                "fiscal_code",
                "sdi_code",
                "pec",
                "website",
                "note",
                "tags",
            ),
        ),
        Path("cambiato.prima", _T),
        Path("cambiato.dopo", _T),
    ),
    "esportazione": (
        Path("esportazione.tipo", _C, ("address_book", "schedule")),
        Path("esportazione.giorni", _N),
    ),
    "abbonamento": (
        Path("abbonamento.scade_il", _D),
        Path("abbonamento.giorni", _N),
    ),
    "chiamate": (Path("chiamate.rimaste", _N),),
    "sincronizzazione": (
        Path("sincronizzazione.in_attesa", _N),
        Path("sincronizzazione.problema", _T),
    ),
    "settimana": (
        Path("settimana.scadenze", _N),
        Path("settimana.importo", _M),
        Path("settimana.scaduto", _M),
        Path("settimana.elenco", _T),
    ),
    "oggi": (Path("oggi", _D),),
}
"""All paths by group. ``oggi`` is the present day where the business is; every trigger has it."""


class Schema:
    """The paths that one trigger declares."""

    def __init__(self, groups: Iterable[str]) -> None:
        self.groups = tuple(dict.fromkeys((*groups, "oggi")))
        self.paths: Mapping[str, Path] = {p.name: p for g in self.groups for p in GROUPS[g]}

    def __contains__(self, name: object) -> bool:
        return name in self.paths

    def path(self, name: str) -> Path:
        """Return a path. Raises KeyError for one that is not declared."""
        return self.paths[name]

    def typed(self, raw: Mapping[str, Any]) -> dict[str, Value]:
        """Return values of all declared paths, from JSON; missing ones are None, others are left out. A value of
        another type than declared counts as missing: what was kept by an older version must not stop a run."""
        found: dict[str, Value] = {}
        for name, path in self.paths.items():
            try:
                found[name] = read_value(path.type, raw.get(name))
            except ValueError:
                found[name] = None
        return found
