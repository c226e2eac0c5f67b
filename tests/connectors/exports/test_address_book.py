"""The address book in the shapes in which people's computers leave it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.connectors.exports.address_book.address_book import AddressBook, read_address_book
from app.records.contact import CONTACT_FIELDS
from app.records.phone import to_e164
from app.records.text.clean import clean_value
from app.texts import LANGUAGES, text
from tests.samples.books import truth_in

HEADER = (
    "Cod.;Rag. Sociale;Riferimento;P.IVA;Cod. fiscale;Indirizzo;CAP;Città;Provincia;Paese;Telefono;Cellulare;"
    "FAX;Email;Pec;Cod. Destinatario;IBAN;Web;Nota;Tipo"
)
ROSSI = (
    "1;ROSSI MARIO;;IT00743110157;RSSMRA80A01H501U;VIA ROMA, 3 - ROMA RM;00184;ROMA;RM;Italia;06 1377915;"
    "342-8930204;;Mario@Rossi.IT;;0000000;;www.rossi.it;;CLIENTE"
)
FORNI = (
    "2;OTTICA VENETA DI COSTA & C. S.A.S.;Anna Costa;DE707462682;;Hauptstr. 1;00000;Berlin;;GERMANIA;;;;;;"
    "XXXXXXX;;;;FORNITORE"
)
FIELDS = ("Cod.", "Rag. Sociale", "P.IVA", "Cod. fiscale", "CAP", "Paese", "Telefono", "Cellulare", "Cod. Destinatario")


def book(tmp_path: Path, content: str | bytes, encoding: str = "utf-8") -> AddressBook:
    path = tmp_path / "rubrica.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return read_address_book(path)


def rows(*lines: str) -> str:
    return "\r\n".join((HEADER, *lines, ""))


def check_two(found: AddressBook) -> None:
    assert found.refused == ()
    rossi, forni = found.rows
    assert {n: v for n, v in rossi.contact.items() if v} == {
        "first_name": "Mario",
        "last_name": "Rossi",
        "email": "mario@rossi.it",
        "mobile": "+393428930204",
        "landline": "+39061377915",
        "street": "Via Roma, 3",
        "postal_code": "00184",
        "city": "Roma",
        "province": "RM",
        "country": "IT",
        "vat_code": "00743110157",
        "fiscal_code": "RSSMRA80A01H501U",
        "website": "www.rossi.it",
    }
    assert (rossi.line, rossi.code, rossi.kind, rossi.name_certain, rossi.is_customer) == (
        2,
        "1",
        "CLIENTE",
        True,
        True,
    )
    assert rossi.raw["Rag. Sociale"] == "ROSSI MARIO"
    assert rossi.repairs == ("street",)
    assert forni.contact.company == "Ottica Veneta di Costa & C. S.a.s."
    assert forni.contact.person == ""  # "Riferimento" is nobody's name in the mirror
    assert (forni.contact.country, forni.contact.vat_code, forni.contact.sdi_code) == ("DE", "DE707462682", "")
    assert not forni.is_customer


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_encodings_and_separators(tmp_path: Path, encoding: str, separator: str) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator)
    writer.writerows(csv.reader([HEADER, ROSSI, FORNI], delimiter=";"))
    found = book(tmp_path, out.getvalue(), encoding)
    check_two(found)
    assert found.columns[7] == "Città"
    assert found.encoding.startswith(encoding[:6])


@pytest.mark.parametrize("quote", ['"', "'"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_quotes_and_line_ends(tmp_path: Path, quote: str, end: str) -> None:
    lines = [";".join(f"{quote}{c}{quote}" for c in line.split(";")) for line in (HEADER, ROSSI, FORNI)]
    check_two(book(tmp_path, end.join(lines)))


def test_a_hint_for_excel_and_a_header_met_twice_are_no_contacts(tmp_path: Path) -> None:
    found = book(tmp_path, "sep=;\n\n" + rows(ROSSI, "", HEADER, ";" * 19, FORNI))
    assert [r.line for r in found.rows] == [4, 8]
    assert found.refused == ()


def test_columns_count_by_name_not_by_place(tmp_path: Path) -> None:
    found = book(
        tmp_path,
        "TIPO;E-mail;ragione  sociale;Partita IVA;CITTA';Segreto;Email\n"
        "Cliente / Fornitore;a@b.it;Bar Sport;00743110157;Forlì;xyz;c@d.it\n",
    )
    row = found.rows[0]
    assert (row.contact.company, row.contact.email, row.contact.city) == ("Bar Sport", "a@b.it", "Forlì")
    assert (row.kind, row.code, row.is_customer) == ("CLIENTE FORNITORE", "", True)
    assert row.further == (("email", "c@d.it"),)
    assert found.unknown_columns == ("Segreto",)
    assert row.raw["Segreto"] == "xyz"
    assert row.raw["Email"] == "c@d.it"


@pytest.mark.parametrize(
    ("kind", "customer"),
    [
        ("CLIENTE", True),
        ("Fornitore", False),
        ("CLIENTE, FORNITORE", True),
        ("cliente e fornitore", True),
        ("", True),
        ("GENERICO", True),
    ],
)
def test_mere_suppliers_are_told_apart(tmp_path: Path, kind: str, customer: bool) -> None:
    found = book(tmp_path, f'Rag. Sociale;Email;Tipo\nBar Sport;a@b.it;"{kind}"\n')
    assert found.rows[0].is_customer is customer


def test_quoted_line_breaks_separators_and_quotes_are_text(tmp_path: Path) -> None:
    note = '"riga ""uno""; con\r\nriga due"'
    found = book(tmp_path, rows(ROSSI.replace(";;CLIENTE", f";{note};CLIENTE"), FORNI))
    assert found.rows[0].contact.note == 'riga "uno"; con\nriga due'
    assert [r.line for r in found.rows] == [2, 4]


@pytest.mark.parametrize("cell", ['=HYPERLINK("http://x")', "=cmd|' /C calc'!A0", "+39 subito", "-5 euro", "@home"])
def test_formulas_are_plain_text(tmp_path: Path, cell: str) -> None:
    quoted = '"' + cell.replace('"', '""') + '"'
    found = book(
        tmp_path,
        rows(
            ROSSI.replace(";;CLIENTE", f";{quoted};CLIENTE"),
            FORNI.replace("OTTICA VENETA DI COSTA & C. S.A.S.", "=1+1 SRL"),
        ),
    )
    assert found.rows[0].contact.note == cell
    assert found.rows[1].contact.company == "=1+1 SRL"


def test_stray_quotes_do_not_swallow_the_rest(tmp_path: Path) -> None:
    found = book(
        tmp_path,
        rows(
            ROSSI.replace("ROSSI MARIO", '"BAR SPORT'),
            FORNI,
            ROSSI.replace("1;ROSSI", "3;'A ROSSI"),
            ROSSI.replace(";;CLIENTE", ';"chiamare "prima" delle 9";CLIENTE'),
        ),
    )
    assert found.refused == ()
    assert [r.line for r in found.rows] == [2, 3, 4, 5]
    assert found.rows[0].repairs[0] == "quote"
    assert found.rows[0].raw["Rag. Sociale"] == '"BAR SPORT'
    assert found.rows[2].raw["Rag. Sociale"] == "'A ROSSI MARIO"
    assert found.rows[3].contact.note == 'chiamare "prima" delle 9'


def test_a_quote_open_to_the_end_costs_one_cell(tmp_path: Path) -> None:
    found = book(tmp_path, rows(ROSSI, FORNI.replace("Hauptstr. 1", '"Hauptstr. 1')))
    assert len(found.rows) == 2
    assert found.repairs["quote"] == 1


def test_a_separator_in_an_unquoted_note_is_put_back(tmp_path: Path) -> None:
    found = book(tmp_path, rows(ROSSI.replace(";;CLIENTE", ";storico; paga a 60 gg; sempre;CLIENTE"), FORNI))
    assert found.rows[0].contact.note == "storico; paga a 60 gg; sempre"
    assert found.rows[0].kind == "CLIENTE"
    assert found.repairs["separator"] == 1


def test_a_line_break_in_an_unquoted_note_is_put_back(tmp_path: Path) -> None:
    found = book(tmp_path, rows(ROSSI.replace(";;CLIENTE", ";storico\r\npaga tardi;CLIENTE"), FORNI))
    assert found.rows[0].contact.note == "storico\npaga tardi"
    assert [r.code for r in found.rows] == ["1", "2"]
    assert found.repairs["line_break"] == 1


def test_blank_cells_left_out_or_added_at_the_end_do_no_harm(tmp_path: Path) -> None:
    found = book(tmp_path, rows("1;Bar Sport;;;;Via Po 1", ROSSI + ";;;"))
    assert found.refused == ()
    assert found.rows[0].contact.street == "Via Po 1"
    assert found.rows[1].code == "1"


def test_rows_without_sense_are_refused_and_the_rest_goes_on(tmp_path: Path) -> None:
    too_many = ROSSI.replace("00184;ROMA", "00184;RO;MA")
    two_ways = ROSSI.replace("ROSSI MARIO;;", "ROSSI;MARIO;Anna;")
    shifted = "7;Bar Sport;;a@b.it"
    nameless = ROSSI.replace("ROSSI MARIO", " ")
    found = book(tmp_path, rows(ROSSI, too_many, FORNI, two_ways, shifted, nameless, "8;Bar Roma;;", "9"))
    assert [r.code for r in found.rows] == ["1", "2", "8"]
    assert [(r.line, r.reason) for r in found.refused] == [
        (3, "columns_many"),
        (5, "columns_many"),
        (6, "columns_few"),
        (7, "name_missing"),
        (9, "columns_few"),
    ]
    for row in found.refused:
        assert all(text(f"refused.{row.reason}", language, **row.params) for language in LANGUAGES)


def test_a_file_that_breaks_off_does_not_make_half_a_name_a_name(tmp_path: Path) -> None:
    found = book(tmp_path, rows(ROSSI, FORNI).rstrip() + "\r\n3;OTTICA VEN")
    assert [r.code for r in found.rows] == ["1", "2"]
    assert [(r.line, r.reason) for r in found.refused] == [(4, "columns_few")]


def test_every_kind_of_repair_has_a_name_in_both_languages() -> None:
    kinds = [
        "sdi_code",
        "postal_code",
        "vat_code",
        "fiscal_code",
        "phone",
        "fiscal_code_moved",
        "street",
        "email_several",
        "quote",
        "separator",
        "line_break",
        "sdi_code_lost",
        "postal_code_lost",
        "vat_code_lost",
        "fiscal_code_lost",
        "phone_lost",
    ]
    assert all(text(f"repairs.{kind}", language) for kind in kinds for language in LANGUAGES)


def test_a_stray_zero_byte_does_no_harm(tmp_path: Path) -> None:
    found = book(tmp_path, rows(ROSSI.replace("ROSSI", "RO\0SSI"), FORNI))
    assert found.rows[0].contact.last_name == "Rossi"


ANYTHING = st.one_of(st.characters(exclude_categories=["Cc"]), st.sampled_from("\r\n\t;\"'"))


@given(st.lists(st.lists(st.text(ANYTHING, max_size=8), max_size=22), max_size=4))
def test_no_text_at_all_breaks_the_reader(tmp_path_factory: pytest.TempPathFactory, cells: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(cells)
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_text(
        HEADER + "\n" + ROSSI + "\n" + out.getvalue() + "\n" + FORNI, encoding="utf-8", newline="", errors="replace"
    )
    found = read_address_book(path)
    assert found.rows[0].code == "1"


@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12), min_size=9, max_size=9),
        max_size=5,
    )
)
def test_well_made_files_lose_nothing(tmp_path_factory: pytest.TempPathFactory, cells: list[list[str]]) -> None:
    cells = [["k", "Bar " + c[1], *c[2:]] for c in cells]
    path = tmp_path_factory.getbasetemp() / "good.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL).writerows([FIELDS, *cells])
    found = read_address_book(path)
    assert not found.refused
    assert [[r.raw.get(name, "") for name in FIELDS] for r in found.rows] == cells


# --- whole address books ---


@pytest.mark.parametrize("name", ["rubrica.csv", "rubrica-cp1252.csv", "rubrica-excel-damaged.csv"])
def test_a_book_reads_as_its_truth(book_folder: Path, name: str) -> None:
    truth = truth_in(book_folder)
    found = read_address_book(book_folder / name)
    assert not found.refused
    assert not found.unknown_columns
    assert [r.code for r in found.rows] == [t["code"] for t in truth]
    customers = 0
    for row, want in zip(found.rows, truth, strict=True):
        assert row.kind == want["kind"]
        assert row.is_customer == ("CLIENTE" in want["kind"])
        customers += row.is_customer
        for field in CONTACT_FIELDS:
            if field in want:
                value = clean_value(field, want[field])
                if field in ("mobile", "landline"):
                    if want["country"] not in ("", "IT"):
                        continue  # made up as Italian numbers without a prefix, which nobody can read so abroad
                    value = to_e164(value) or value
                assert row.contact.get(field).casefold() == value.casefold(), (want["code"], field)
        assert row.name_certain
    assert customers == sum("CLIENTE" in t["kind"] for t in truth) > 300
    damaged = "damaged" in name
    assert ("postal_code" in found.repairs) is damaged
    assert ("vat_code" in found.repairs) is damaged
    assert ("sdi_code" in found.repairs) is damaged
