"""Columns of the address book by their names, and rows brought back to their columns.

Order and exact set of the columns differ between exports, so only names count (reference: 3).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.records.country import country_code
from app.records.province import province_code
from app.records.words import fold

NEEDED = "Rag. Sociale"
"""The column without which a file is no address book."""

_SYNONYMS = {
    "code": "cod codice codiceid codcliente codicecliente idcliente id",
    "name": "ragsociale ragionesociale ragionesocialenome denominazione nominativo denominazioneragionesociale",
    "reference": "riferimento referente personadiriferimento",
    "vat_code": "piva partitaiva piva1 pariva codiceiva vat",
    "fiscal_code": "codfiscale codicefiscale cf codfisc",
    "street": "indirizzo via indirizzosede address",
    "postal_code": "cap codicepostale codavviamentopostale",
    "city": "citta comune localita citt",
    "province": "provincia prov pr",
    "country": "paese nazione stato",
    "landline": "telefono tel telefono1 telefonofisso fisso",
    "mobile": "cellulare cell telefonocellulare mobile",
    "fax": "fax",
    "email": "email mail postaelettronica indirizzoemail emailprincipale",
    "pec": "pec indirizzopec emailpec pecdestinatario",
    "sdi_code": "coddestinatario codicedestinatario codicesdi sdi codiceunivoco coddest codicedestinatariosdi codsdi",
    "iban": "iban",
    "website": "web sitoweb sito www website",
    "note": "nota note annotazioni",
    "kind": "tipo tipocontatto tipologia tipodicontatto",
}
_BY_NAME = {name: field for field, names in _SYNONYMS.items() for name in names.split()}
_FREE = ("name", "reference", "street", "note")
_FORMULA = re.compile(r'="([^"]*)"')


def column_field(header: str) -> str:
    """Return what a column holds (``vat_code``, ``name`` …) by its name, or blank where it is unknown."""
    return _BY_NAME.get("".join(c for c in fold(header) if c.isalnum()), "")


def choose_separator(line: str) -> str:
    """Return the separator by which most columns of a header are known; ``;`` where it makes no difference."""

    def known(separator: str) -> int:
        return len({column_field(c.strip("\"' ")) for c in line.split(separator)} - {""})

    return max((";", ",", "\t", "|"), key=known)


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one file: their names and, by position, what each holds (blank: unknown or a second one)."""

    names: tuple[str, ...]
    fields: tuple[str, ...]

    @classmethod
    def of(cls, header: Sequence[str]) -> Columns:
        """Read a header; of two columns for one thing the first counts."""
        names = [h.strip() for h in header]
        while names and not names[-1]:
            names.pop()
        seen: set[str] = set()
        fields = []
        for name in names:
            found = column_field(name)
            fields.append("" if found in seen else found)
            seen.add(found)
        return cls(tuple(names), tuple(fields))

    @property
    def unknown(self) -> tuple[str, ...]:
        """The names of the columns that no field is read from."""
        return tuple(n for n, f in zip(self.names, self.fields, strict=True) if not f)

    @property
    def is_address_book(self) -> bool:
        """Tell whether the file has a name for each contact and anything else beside it."""
        return "name" in self.fields and sum(bool(f) for f in self.fields) > 1

    def values(self, cells: Sequence[str]) -> dict[str, str]:
        """Return the values by field, outer spaces stripped; ``="00184"``, a spreadsheet's forced text, is unpacked."""
        found = {}
        for field, cell in zip(self.fields, cells, strict=True):
            if field:
                cell = cell.strip()
                forced = _FORMULA.fullmatch(cell) if field != "note" else None
                found[field] = forced[1].strip() if forced else cell
        return found

    def raw(self, cells: Sequence[str]) -> dict[str, str]:
        """Return all cells that are not empty by the names of their columns, known or not."""
        found: dict[str, str] = {}
        for place, (name, cell) in enumerate(zip(self.names, cells, strict=True)):
            if cell:
                key = name or f"#{place + 1}"
                found[key if self.names.index(name) == place else f"{key} ({place + 1})"] = cell
        return found

    def fits(self, cells: Sequence[str]) -> bool:
        """Tell whether every cell could be what its column says."""
        return len(cells) == len(self.fields) and all(
            not cell.strip() or _SHAPES.get(field, _anything)(cell.strip())
            for field, cell in zip(self.fields, cells, strict=True)
        )

    def fold_back(self, cells: list[str], separator: str) -> list[str] | None:
        """Undo a separator inside an unquoted cell of free text, if only one way of doing so makes sense."""
        extra = len(cells) - len(self.fields)
        found: list[tuple[bool, list[str]]] = []
        for place, field in enumerate(self.fields):
            if field in _FREE:
                parts = cells[place : place + extra + 1]
                row = [*cells[:place], separator.join(parts), *cells[place + extra + 1 :]]
                if self.fits(row):
                    found.append((all(p.strip() for p in parts), row))
        if len(found) > 1:  # text on both sides of a separator is likelier than a blank cell beside it
            found = [pair for pair in found if pair[0]]
        return found[0][1] if len(found) == 1 else None


def _anything(_cell: str) -> bool:
    return True


def _pattern(expression: str) -> Callable[[str], bool]:
    compiled = re.compile(expression, re.IGNORECASE)
    return lambda cell: bool(compiled.fullmatch(cell))


_SHAPES: dict[str, Callable[[str], bool]] = {
    "code": _pattern(r"[\w./-]{1,30}"),
    "vat_code": _pattern(r"[A-Z]{0,3}[ .]?[0-9][0-9A-Z .+,-]{4,28}"),
    "fiscal_code": _pattern(r"[A-Z]{6}[0-9A-Z]{10}|[0-9][0-9 .,E+]{5,15}"),
    "postal_code": _pattern(r"[A-Z]{0,2}-?[0-9][0-9A-Z -]{0,9}|[A-Z]{1,2}[0-9][0-9A-Z ]{1,6}"),
    "city": _pattern(r"[^\d@]{1,60}"),
    "province": lambda cell: bool(province_code(cell)) or bool(re.fullmatch(r"[A-Za-z]{2}", cell)),
    "country": lambda cell: bool(country_code(cell)),
    "landline": _pattern(r"[+0-9'(][0-9 ./()+,E-]{2,40}"),
    "mobile": _pattern(r"[+0-9'(][0-9 ./()+,E-]{2,40}"),
    "fax": _pattern(r"[+0-9'(][0-9 ./()+,E-]{2,40}"),
    "email": _pattern(r"\S+@\S+(?:[ ,;]+\S+@\S+)*"),
    "pec": _pattern(r"\S+@\S+"),
    "sdi_code": _pattern(r"[0-9A-Z]{1,7}"),
    "iban": _pattern(r"[A-Z]{2}[0-9]{2}[0-9A-Z ]{8,40}"),
    "website": _pattern(r"\S+\.\S+"),
    "kind": _pattern(r"[A-Z][A-Z ,/\-À-ÿ]{2,60}"),
}
