"""Import of the address book from vCards (reference: Fattura24 3: the fields are not known, so read tolerantly)."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from app.connectors.exports.address_book.contact_row import FIRM
from app.connectors.exports.address_book.vcard_lines import ATTACHMENTS, Property, properties
from app.connectors.exports.tables.address_book_columns import ADDRESS_BOOK
from app.connectors.exports.tables.columns import plain
from app.connectors.exports.tables.suggest import looks_like_pec
from app.connectors.exports.tables.table import MOST_ROWS, RefusedLine
from app.connectors.files.file_kind import read_sample
from app.connectors.files.text_file import MAX_BYTES
from app.errors import FileRefused
from app.records.codes.fiscal_code import is_person_code
from app.records.naming.names import is_company
from app.records.text.clean import clean_text
from app.records.text.words import fold, squeeze
from app.regular_file import open_regular, open_regular_text, unreadable

MOST_LINES = 2_000_000
"""Lines of one file, those of pictures included; 100,000 contacts have some one and a half million."""
_CHUNK = 1 << 16
_MOST_PROPERTIES = 500
_LONGEST_CARD = 200_000
"""Letters of one card without its attachments."""
_MOST_GLUED = 200
_LONGEST_MAIL = 500
_TEXTS = frozenset({"NOTE", "ADR", "LABEL", "ORG", "TITLE", "ROLE", "FN"})
_LONGEST_NOTE = 2_000
"""Characters of a note that is looked through for codes; no program writes them into more."""

_PLAIN_FIELDS = {"URL": "website", "NOTE": "note", "CATEGORIES": "kind"}
"""The field of a property that has one as it stands."""

_ADDRESS = ("", "", "street", "city", "province", "postal_code", "country")
"""What the components of ADR hold, in order; the first two are a post box and a suffix to the street."""

_MOST_NUMBERS = 5
"""Numbers or addresses that are kept behind the first one."""

_PHONE_SLOTS = frozenset({"CELL", "MOBILE", "IPHONE"})
_NOT_PHONES = frozenset({"FAX", "PAGER", "BBS", "MODEM"})
_IN_NOTE = (
    (
        "vat_code",
        re.compile(r"\b(?:p\.? ?iva|partita iva)\b[:. ]*([A-Z]{2} ?[0-9A-Z]{7,13}|\d{9,11})?(?!\w)", re.IGNORECASE),
    ),
    (
        "fiscal_code",
        re.compile(r"\b(?:c\.? ?f\.?|cod(?:ice|\.)? fisc(?:ale|\.)?)[:. ]*([A-Z]{6}[0-9A-Z]{10}|\d{11})\b", re.I),
    ),
    ("sdi_code", re.compile(r"\b(?:cod(?:ice|\.)? (?:destinatario|sdi)|sdi)[:. ]*([0-9A-Z]{6,7})\b", re.IGNORECASE)),
    ("pec", re.compile(r"\bpec[:. ]*(\S+@\S+\.\w+)", re.IGNORECASE)),
)


@dataclass(frozen=True, slots=True)
class Card:
    """One card: its line (1-based), its values by field of the address book, its properties as they stand."""

    line: int
    values: dict[str, str]
    raw: dict[str, str]


@dataclass(frozen=True, slots=True)
class Cards:
    """An open vCard file; ``cards`` is read once, ``total`` is how many begin."""

    cards: Iterator[Card | RefusedLine]
    encoding: str
    total: int


@dataclass(slots=True)
class _Draft:
    """A card while it is read."""

    line: int
    properties: list[Property] = field(default_factory=list)
    fault: str = ""
    nested: int = 0
    length: int = 0
    glued: int = 0


@contextmanager
def open_vcards(path: Path) -> Iterator[Cards]:
    """Open a file of vCards. Raises FileRefused: file_not_found, file_unreadable, file_too_large,
    file_too_many_rows."""
    wide = read_sample(path)[:2] in (b"\xff\xfe", b"\xfe\xff")
    size = path.stat().st_size
    if size > MAX_BYTES:
        megabytes, limit = -(-size // 1_000_000), MAX_BYTES // 1_000_000
        raise FileRefused("file_too_large", file=path.name, megabytes=str(megabytes), limit=str(limit))
    total = lines = 0
    for line in _lines(path, wide):
        lines += 1
        total += len(line) < 40 and line.strip().upper() == b"BEGIN:VCARD"
    if lines > MOST_LINES:
        raise FileRefused("file_too_many_rows", file=path.name, rows=str(lines), limit=str(MOST_LINES))
    if total > MOST_ROWS:
        raise FileRefused("file_too_many_rows", file=path.name, rows=str(total), limit=str(MOST_ROWS))
    yield Cards(_cards(path, wide), "utf-16" if wide else "utf-8", total)


def _lines(path: Path, wide: bool) -> Iterator[bytes]:
    """Yield lines as UTF-8 (or whatever one-byte encoding they have), long ones in pieces."""
    sample = read_sample(path)
    returns = b"\r" in sample and b"\n" not in sample  # as old Macintosh programs end lines
    try:
        if wide:
            with open_regular_text(path, "utf-16", errors="replace") as text:
                read = text.read if returns else text.readline
                pieces = (piece.encode("utf-8", "replace") for piece in iter(lambda: read(_CHUNK), ""))
                yield from _with_returns(pieces) if returns else pieces
        else:
            with open_regular(path) as file:
                if file.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
                    file.seek(0)
                if returns:
                    yield from _with_returns(iter(lambda: file.read(_CHUNK), b""))
                else:
                    yield from iter(lambda: file.readline(_CHUNK), b"")
    except OSError as error:
        raise unreadable(path, error) from error


def _with_returns(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield lines that end with a return alone; one on the border of two pieces comes in two."""
    for piece in pieces:
        *whole, rest = piece.split(b"\r")
        yield from (line + b"\n" for line in whole)
        if rest:
            yield rest


def _cards(path: Path, wide: bool) -> Iterator[Card | RefusedLine]:
    draft: _Draft | None = None

    def passed_over() -> bool:
        return draft is None or bool(draft.fault)

    for found in properties(_lines(path, wide), passed_over):
        mark = found.raw.strip().upper() if found.name in ("BEGIN", "END") else ""
        if found.name == "BEGIN" and mark == "VCARD":
            if draft is not None and draft.properties and draft.properties[-1].name == "AGENT":
                draft.nested += 1  # version 2.1 keeps an assistant's card inside
                continue
            if draft is not None:
                yield RefusedLine(draft.line, "card_unfinished")
            draft = _Draft(found.line)
        elif draft is None:
            continue
        elif found.name == "END" and mark == "VCARD":
            if draft.nested:
                draft.nested -= 1
                continue
            yield _finished(draft)
            draft = None
        elif not draft.nested:
            _take(draft, found)
    if draft is not None:
        yield RefusedLine(draft.line, "card_unfinished")


def _take(draft: _Draft, found: Property) -> None:
    if draft.fault or found.name in ATTACHMENTS or found.head.encoding in ("BASE64", "B"):
        return
    if found.too_long or len(draft.properties) >= _MOST_PROPERTIES:
        draft.fault = "card_too_large"
        return
    draft.length += len(found.raw)
    if draft.length > _LONGEST_CARD:
        draft.fault = "card_too_large"
    elif not found.name and draft.properties:
        # only a text goes on in a line that nobody folded; an address or a number never does
        last = draft.properties[-1]
        if last.name in _TEXTS and len(last.raw) < _CHUNK and draft.glued < _MOST_GLUED:
            draft.glued += 1
            raw = f"{last.raw}\n{found.raw}"[:_CHUNK]
            draft.properties[-1] = Property(last.line, last.head, raw)
    elif found.name:
        draft.properties.append(found)


def _finished(draft: _Draft) -> Card | RefusedLine:
    if draft.fault:
        return RefusedLine(draft.line, draft.fault)
    if any(p.name in ("KIND", "X-ADDRESSBOOKSERVER-KIND") and p.text.lower() == "group" for p in draft.properties):
        return RefusedLine(draft.line, "card_is_group")
    values = _values(draft.properties)
    if not values.get("name"):
        return RefusedLine(draft.line, "name_missing", {"column": "FN"})
    raw = {}
    for number, p in enumerate(draft.properties):
        if p.name not in ("VERSION", "PRODID", "REV") and p.raw.strip(" ;\r\n"):
            raw[p.name if p.name not in raw else f"{p.name} ({number + 1})"] = p.raw.strip()
    return Card(draft.line, values, raw)


def _values(found: list[Property]) -> dict[str, str]:
    labels = {p.group: plain(p.text.strip("_$!<>")) for p in found if p.name == "X-ABLABEL" and p.group}
    values: dict[str, str] = {}
    _name(found, values)
    _phones(found, labels, values)
    _mails(found, labels, values)
    _address(found, values)
    for p in found:
        key = _PLAIN_FIELDS.get(p.name, "")
        if key:
            if p.text and (key != "kind" or re.search("client|fornit", p.text, re.IGNORECASE)):
                values.setdefault(key, p.text)
        elif p.name.startswith("X-") and p.text:
            key = _extension(p.name)
            if key:
                values.setdefault(key, p.text)
    _codes_in_note(values)
    return values


@lru_cache(maxsize=1024)
def _extension(name: str) -> str:
    """Return the field of an ``X-`` property: ``X-PIVA``, ``X-FATTURA24-CODICE-FISCALE`` …"""
    parts = name[2:].split("-")
    for begin in range(len(parts)):
        key = plain("".join(parts[begin:]))
        if key in ADDRESS_BOOK.names:
            return ADDRESS_BOOK.names[key]
    return ""


def _name(found: list[Property], values: dict[str, str]) -> None:
    by_name = {p.name: p for p in reversed(found)}
    parts = by_name["N"].parts if "N" in by_name else []
    if len([p for p in parts if p]) == 1 and ";" in (whole := clean_text(parts[0])):  # and not that of an entity
        parts = [p.strip() for p in whole.split(";")]  # a program has escaped what parts the halves
    last, first = [*parts, "", ""][:2]
    formatted = squeeze(by_name["FN"].text) if "FN" in by_name else ""
    if ";" in formatted and clean_text(formatted).replace(";", " ").split() == [*last.split(), *first.split()]:
        formatted = squeeze(f"{first} {last}")
    firm = squeeze(by_name["ORG"].parts[0]) if "ORG" in by_name else ""
    values["name"] = formatted or firm or squeeze(f"{first} {last}")
    halves = bool(first and last) and sorted(fold(formatted).split()) == sorted(fold(f"{first} {last}").split())
    if _says_firm(by_name):
        values["name"], values[FIRM] = firm or formatted, "1"
        return
    if formatted and firm and _is_the_firms(found, formatted, firm) and (halves or not is_company(formatted, "", "")):
        # somebody at a firm: whom one invoices, and whose VAT code it is, is the firm; who it is stays in the raw data
        values["name"] = firm
        return
    if first and last and sorted(values["name"].lower().split()) == sorted(f"{first} {last}".lower().split()):
        # the card itself says which half is which
        values["first_name"], values["last_name"] = squeeze(first), squeeze(last)


def _says_firm(by_name: Mapping[str, Property]) -> bool:
    """Tell whether a card itself says that it is an organisation's (version 4.0, Apple's address book)."""
    kind = by_name.get("KIND")
    shown = by_name.get("X-ABSHOWAS")
    return (kind is not None and kind.text.lower() in ("org", "organization")) or (
        shown is not None and shown.text.upper() == "COMPANY"
    )


def _is_the_firms(found: list[Property], person: str, firm: str) -> bool:
    """Tell whether a card with a person and a firm is the firm's: always, unless a person's fiscal code is all it has.

    An employee's card with nothing but that code is the card of a private customer.
    """
    if fold(person) == fold(firm):
        return False
    held: dict[str, str] = {}
    for p in found:
        key = _extension(p.name) if p.name.startswith("X-") else ""
        if key in ("vat_code", "fiscal_code"):
            held.setdefault(key, p.text)
        elif p.name == "NOTE":
            held.setdefault("note", p.text)
    _codes_in_note(held)
    return bool(held.get("vat_code")) or not is_person_code(held.get("fiscal_code", ""))


def _phones(found: list[Property], labels: dict[str, str], values: dict[str, str]) -> None:
    for p in found:
        if p.name != "TEL":
            continue
        number = p.text.removeprefix("tel:").partition(";ext=")[0].strip()
        if not number or p.types & _NOT_PHONES or "fax" in labels.get(p.group, ""):
            continue
        slot = "mobile" if p.types & _PHONE_SLOTS or "cell" in labels.get(p.group, "") else "landline"
        if slot in values and number not in values[slot]:
            other = "landline" if slot == "mobile" else "mobile"
            slot = slot if other in values else other
        _add(values, slot, number)


def _add(values: dict[str, str], slot: str, value: str) -> None:
    """Put a value behind those that a field has, as in a cell with several."""
    held = values.get(slot, "")
    if value not in held and held.count(";") < _MOST_NUMBERS:
        values[slot] = f"{held}; {value}" if slot in values else value


def _mails(found: list[Property], labels: dict[str, str], values: dict[str, str]) -> None:
    mails = [p for p in found if p.name == "EMAIL" and "@" in p.raw and len(p.raw) <= _LONGEST_MAIL]
    mails.sort(key=lambda p: not ("PREF" in p.types or p.get("PREF") == "1"))
    for p in mails:
        named = "PEC" in p.types or "pec" in labels.get(p.group, "")
        # a certified address that nothing names is still the only way to write to its owner
        by_look = len(mails) > 1 and looks_like_pec(p.text)
        slot = "pec" if named or by_look else "email"
        _add(values, slot, p.text)


def _address(found: list[Property], values: dict[str, str]) -> None:
    filled = [p for p in found if p.name == "ADR" and any(p.parts)]
    if not filled:
        return
    best = next((p for p in filled if p.types & {"WORK", "PREF"}), filled[0])
    for key, part in zip(_ADDRESS, best.parts, strict=False):
        if key and part:
            values[key] = squeeze(part)
    lines = [line for line in best.parts[1].splitlines() if line.strip()] if len(best.parts) > 1 else []
    if suffix := squeeze(", ".join(lines)):  # some programs put the whole address here, line by line
        values["street"] = squeeze(f"{values.get('street', '')} {suffix}")


def _codes_in_note(values: dict[str, str]) -> None:
    """Take the codes that a vCard has no property for out of the note, where programs put them."""
    note = values.get("note", "")
    if len(note) > _LONGEST_NOTE:
        return
    for key, pattern in _IN_NOTE:
        code = pattern.search(note)
        if code and key not in values:
            if code[1]:
                values[key] = code[1]
            note = note[: code.start()] + note[code.end() :]
    note = "\n".join(kept for line in note.splitlines() if (kept := line.strip(" ,;-|")))
    if "note" in values:
        values["note"] = note
