"""Unknown columns: what is suggested, what was said before, and what makes a table of which kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.connectors.exports.address_book.address_book import read_address_book
from app.connectors.exports.tables.address_book_columns import ADDRESS_BOOK
from app.connectors.exports.tables.columns import ColumnChoice, Columns, Content, signature
from app.connectors.exports.tables.schedule_columns import SCHEDULE
from app.connectors.exports.tables.suggest import suggest
from app.connectors.exports.tables.table import ColumnsUnknown, KnownColumns, preview_of


@pytest.mark.parametrize(
    ("name", "values", "field"),
    [
        ("Partita", ["00743110157", "IT12345678903", "boh"], "vat_code"),
        ("Chi paga", ["00743110157", "12345678903"], "vat_code"),
        ("x1", ["RSSMRA80A01H501U", "BNCNNA75D41F205P"], "fiscal_code"),
        ("x2", ["a@b.it", "c@d.it"], "email"),
        ("x3", ["a@pec.it", "c@legalmail.it"], "pec"),
        ("x4", ["20121", "00184"], "postal_code"),
        ("x5", ["MI", "RM", "TO"], "province"),
        ("x6", ["333 1234567", "+39 3471234567"], "mobile"),
        ("x7", ["06 5551234", "02/5551234"], "landline"),
        ("x8", ["IT60X0542811101000000123456"], "iban"),
        ("Ragione sociale cliente", ["Bar Uno", "Bar Due"], "name"),
        ("Cod. fiscal", [], "fiscal_code"),
        ("Tel. ufficio", ["011 123456", "333 1234567"], "landline"),
        ("Colore", ["rosso", "verde"], ""),
        ("", [], ""),
    ],
)
def test_a_column_is_suggested_by_name_or_values(name: str, values: list[str], field: str) -> None:
    assert suggest([name], [values], ADDRESS_BOOK) == (field,)


def test_no_field_is_suggested_twice_and_an_exact_name_goes_first() -> None:
    mails = ["a@b.it", "c@d.it"]
    assert suggest(["x", "Email"], [mails, mails], ADDRESS_BOOK) == ("", "email")


def test_whose_the_codes_are_is_suggested_where_nothing_names_it() -> None:
    codes, names = ["00743110157", "12345678903"], ["Bar Uno", "Bar Due"]
    assert suggest(["n", "P", "Chi"], [["1", "2"], codes, names], ADDRESS_BOOK) == ("", "vat_code", "name")


@pytest.mark.parametrize(
    ("name", "values", "field"),
    [
        ("Scade il", ["30/11/2026", "2026-12-31"], "due_date"),
        ("x", ["1.200,50", "€ 30,00", "12.50"], "amount"),
        ("y", ["Sì", "no", "Pagato"], "paid"),
    ],
)
def test_a_schedule_is_suggested_by_its_values(name: str, values: list[str], field: str) -> None:
    assert suggest([name], [values], SCHEDULE) == (field,)


def test_what_was_said_goes_before_what_the_names_say() -> None:
    columns = Columns.of(["Nome", "Email", "Altra"], ADDRESS_BOOK, {"nome": "name", "altra": "email", "email": ""})
    assert columns.fields == ("name", "", "email")
    assert columns.unknown == ("Email",)


def test_a_choice_is_found_by_its_header_whatever_the_case() -> None:
    names = ["Chi", "Dove"]
    known = KnownColumns({signature(names): ColumnChoice(Content.ADDRESS_BOOK, {"Chi": "name", "Dove": "city"})})
    columns = known.recognise([" CHI", "dove", ""])
    assert columns is not None
    assert columns.fields == ("name", "city")
    assert known.recognise(["Chi", "Quando"]) is None
    assert known.knows("Dove")
    assert not known.knows("Quando")


def test_a_schedule_is_told_from_an_address_book() -> None:
    header = ["Cliente", "P.IVA", "Numero", "Data", "Scadenza", "Importo", "Stato"]
    columns = KnownColumns().recognise(header)
    assert columns is not None
    assert columns.content is Content.SCHEDULE
    book = KnownColumns().recognise(["Denominazione", "P.IVA", "Città"])
    assert book is not None
    assert book.content is Content.ADDRESS_BOOK


def test_a_vague_name_gives_way_to_a_clear_one() -> None:
    both = KnownColumns().recognise(["Data scadenza", "Documento", "Numero", "Importo"])
    assert both is not None
    assert both.fields == ("due_date", "", "number", "amount")
    alone = KnownColumns().recognise(["Data scadenza", "Documento", "Importo"])
    assert alone is not None
    assert alone.fields == ("due_date", "number", "amount")


def test_a_text_file_with_unknown_columns_carries_what_a_person_needs(tmp_path: Path) -> None:
    path = tmp_path / "altro.csv"
    path.write_text("Chi,Codice P,Dove\nBar Uno,00743110157,Roma\nBar Due,12345678903,Milano\n", encoding="utf-8")
    with pytest.raises(ColumnsUnknown) as caught:
        read_address_book(path)
    preview = caught.value.preview
    assert preview is not None
    assert preview.names == ("Chi", "Codice P", "Dove")
    assert preview.columns[1].suggested[Content.ADDRESS_BOOK] == "vat_code"
    assert preview.columns[2].examples == ("Roma", "Milano")
    known = KnownColumns(said={"chi": "name", "codicep": "vat_code"})
    found = read_address_book(path, known)
    assert [r.contact.vat_code for r in found.rows] == ["00743110157", "12345678903"]
    assert found.unknown_columns == ("Dove",)


def test_what_is_no_table_is_not_offered_for_naming() -> None:
    assert preview_of([["una riga qualsiasi"]], []) is None
    assert preview_of([], []) is None
