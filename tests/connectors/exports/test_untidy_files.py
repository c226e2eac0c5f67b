"""Exports as other programs leave them: old encodings, moved parts of a workbook, letters of web pages."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from app.connectors.exports.address_book.address_book import AddressBook, open_table, read_address_book
from app.connectors.exports.recognise import content_of
from app.connectors.exports.schedule.schedule import ScheduleLine, schedule_lines
from app.connectors.exports.tables.table import KnownColumns
from app.connectors.files.file_kind import FileKind, file_kind
from app.errors import FileRefused

HEADER = "Cod.;Rag. Sociale;Indirizzo;Città;Email\n"
ROW = "1;Società Perché Più È Così Srl;Via Più 1;Forlì;info@prova.example\n"
PLAIN = "Cod.;Rag. Sociale;Indirizzo;Email\n"
PLAIN_ROW = "1;Caffè Perché;Via Libertà è 1;info@prova.example\n"


def written(folder: Path, content: bytes, name: str = "a.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def code(path: Path) -> str:
    with pytest.raises(FileRefused) as refused:
        read_address_book(path)
    return refused.value.code


def twice(text: str) -> bytes:
    return text.encode().decode("cp1252").encode()


@pytest.mark.parametrize("encoding", ["mac_roman", "cp850", "cp437", "cp1252", "utf-8", "utf-8-sig", "utf-16"])
def test_the_header_tells_an_old_encoding(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, (HEADER + ROW).encode(encoding, "replace"))
    (row,) = read_address_book(path).rows
    name = row.contact.company.replace("?", "È")  # cp437 has no capital E with an accent
    assert (name.casefold(), row.contact.city) == ("società perché più è così srl", "Forlì")
    assert content_of(path, KnownColumns()) == "address_book"


def test_a_text_that_was_encoded_twice_is_mended(tmp_path: Path) -> None:
    header, row = HEADER, ROW.replace("È", "è")
    (found,) = read_address_book(written(tmp_path, twice(header + row))).rows
    assert found.contact.company == "Società Perché Più è Così Srl"
    assert found.contact.city == "Forlì"


@pytest.mark.parametrize("encoding", ["mac_roman", "cp850"])
def test_without_a_header_that_tells_nobody_guesses(tmp_path: Path, encoding: str) -> None:
    assert code(written(tmp_path, (PLAIN + PLAIN_ROW).encode(encoding))) == "file_encoding_unclear"


def test_letters_that_were_encoded_twice_are_asked_about_where_the_header_says_nothing(tmp_path: Path) -> None:
    assert code(written(tmp_path, twice(PLAIN + PLAIN_ROW))) == "file_encoding_unclear"


@pytest.mark.parametrize("text", ["Café de l’Été", "Škoda Žďár", "“Bar” – dell’Orto…", "Müller & Søn", "Peñíscola"])
def test_the_usual_encoding_is_still_the_usual_one(tmp_path: Path, text: str) -> None:
    content = f"Rag. Sociale;Email\n{text};a@b.it\n".encode("cp1252", "ignore")
    assert read_address_book(written(tmp_path, content)).encoding in ("cp1252", "utf-8")


def test_letters_of_web_pages_are_letters(tmp_path: Path) -> None:
    rows = (
        "1;Caff&egrave; &amp; C. s.n.c.;Via dell&#39;Orto 1;Cant&#xF9;;a@b.it\n"
        "2;Bar AT&T & figli srl;Via Po 2;Torino;c@d.it\n"
    )
    found = read_address_book(written(tmp_path, (HEADER + rows).encode())).rows
    assert [r.contact.company for r in found] == ["Caffè & C. s.n.c.", "Bar AT&T & figli srl"]
    assert (found[0].contact.street, found[0].contact.city) == ("Via dell'Orto 1", "Cantù")


def book(folder: Path, *rows: list[object], name: str = "rubrica.xlsx") -> Path:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.append(["Cod.", "Rag. Sociale", "Indirizzo", "Email"])
    for row in rows:
        sheet.append(row)
    made.save(folder / name)
    return folder / name


def rezipped(path: Path, rename: dict[str, str], change: dict[str, str]) -> Path:
    """Write a workbook anew with parts of other names; ``change`` replaces text in all parts."""
    new = path.with_name("moved.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(new, "w") as out:
        for info in old.infolist():
            data = old.read(info)
            for before, after in change.items():
                data = data.replace(before.encode(), after.encode())
            name = info.filename
            for before, after in rename.items():
                name = name.replace(before, after)
            entry = zipfile.ZipInfo("x")
            entry.filename = name
            out.writestr(entry, data)
    return new


@pytest.mark.parametrize(
    ("rename", "change"),
    [
        ({"workbook.xml": "workbook22.xml"}, {"workbook.xml": "workbook22.xml"}),
        ({"/": "\\"}, {}),
        ({"xl/": "XL/"}, {}),
        ({"xl/worksheets/": "xl/fogli/"}, {"/xl/worksheets/": "fogli/"}),
        ({"xl/sharedStrings.xml": "xl/testi.xml"}, {"/xl/sharedStrings.xml": "../xl/./testi.xml"}),
        ({"xl/": "cartella/"}, {"/xl/": "/cartella/", '"xl/': '"cartella/'}),
    ],
)
def test_the_parts_of_a_workbook_are_found_by_their_relationships(
    tmp_path: Path, rename: dict[str, str], change: dict[str, str]
) -> None:
    path = rezipped(book(tmp_path, ["1", "Bar Sport", "Via Po 1", "a@b.it"]), rename, change)
    if "cartella/" not in rename.values():
        assert file_kind(path) is FileKind.XLSX
        assert [r.contact.company for r in read_address_book(path).rows] == ["Bar Sport"]


def test_escaped_characters_of_a_workbook_are_what_they_stand_for(tmp_path: Path) -> None:
    made = book(
        tmp_path, ["1", "Bar Sport@1", "Via Po 1@1\nInterno 4", "a@b.it@1"], ["2", "Bar @2x000D_", "", "c@d.it"]
    )
    path = rezipped(made, {}, {"@1": "_x000D_", "@2": "_x005F_"})
    first, second = read_address_book(path).rows
    assert (first.contact.company, first.contact.street) == ("Bar Sport", "Via Po 1 Interno 4")
    assert first.contact.email == "a@b.it"
    assert second.raw["Rag. Sociale"] == "Bar _x000D_"


@pytest.mark.parametrize(
    "content",
    [
        b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook/>',
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet/></Workbook>',
        b"<html><body><table><tr><td>Rag. Sociale</td></tr></table>",
    ],
)
def test_a_table_in_the_clothes_of_excel_gets_a_true_word(tmp_path: Path, content: bytes) -> None:
    path = written(tmp_path, content, "rubrica.xls")
    with pytest.raises(FileRefused) as refused:
        file_kind(path)
    assert refused.value.code == "file_other_excel"
    assert "xlsx" in refused.value.describe("it").action


@pytest.mark.parametrize("name", ["a.xml", "a.p7m", "a.vcf", "a.zip", "a.xlsx", "a.csv"])
@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf\r\n", b"\0\0\0"])
def test_an_empty_file_is_called_empty(tmp_path: Path, name: str, content: bytes) -> None:
    with pytest.raises(FileRefused) as refused:
        file_kind(written(tmp_path, content, name))
    assert refused.value.code.endswith("_empty")  # each in the words of what such a file is here
    assert "vuot" in refused.value.describe("it").title


def test_a_strict_workbook_is_read_with_its_days(tmp_path: Path) -> None:
    strict = "http://purl.oclc.org/ooxml/"
    names = ("Numero", "Cliente", "Scadenza", "Importo")
    head = "".join(f'<c t="inlineStr"><is><t>{n}</t></is></c>' for n in names)
    row = '<c t="str"><v>1</v></c><c t="str"><v>Bar</v></c><c t="d"><v>2026-11-30T00:00:00</v></c><c><v>305.061</v></c>'
    path = tmp_path / "strict.xlsx"
    with zipfile.ZipFile(path, "w") as made:
        relation = f'<Relationships><Relationship Id="r1" Type="{strict}officeDocument/relationships/'
        made.writestr("_rels/.rels", relation + 'officeDocument" Target="xl/workbook.xml"/></Relationships>')
        made.writestr("xl/_rels/workbook.xml.rels", relation + 'worksheet" Target="worksheets/a.xml"/></Relationships>')
        sheets = '<sheets><sheet name="Scadenze" r:id="r1"/></sheets>'
        made.writestr("xl/workbook.xml", f'<workbook xmlns="{strict}spreadsheetml/main">{sheets}</workbook>')
        body = f"<sheetData><row>{head}</row><row>{row}</row></sheetData>"
        made.writestr("xl/worksheets/a.xml", f'<worksheet xmlns="{strict}spreadsheetml/main">{body}</worksheet>')
    with open_table(path, file_kind(path), KnownColumns()) as table:
        (line,) = schedule_lines(table)
    assert isinstance(line, ScheduleLine)
    assert (line.instalment.due, str(line.instalment.amount)) == (date(2026, 11, 30), "305.061")


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b"\xef\xbb\xbf\xef\xbb\xbf", b"\xef\xbb\xbf\r\n"])
def test_a_mark_before_a_quoted_header_is_no_letter_of_it(tmp_path: Path, mark: bytes) -> None:
    content = mark + b'"Cod.";"Rag. Sociale";"Email"\r\n"1";"Bar Sport";"a@b.it"\r\n'
    (row,) = read_address_book(written(tmp_path, content)).rows
    assert (row.code, row.contact.company) == ("1", "Bar Sport")


def read_csv(folder: Path, *lines: str) -> AddressBook:
    path = folder / "tabella.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return read_address_book(path)


WHOLE = "Cod.;Rag. Sociale;P.IVA;Cod. fiscale;Indirizzo;CAP;Città;Provincia;Paese;Telefono"


@pytest.mark.parametrize(
    "line", ["Totale;2;;;;;;;;", ";Totale contatti: 2;;;;;;;;", ";TOTALI;;;;;;;;", "Tot. 2;2;;;;;;;;"]
)
def test_a_row_that_counts_the_others_is_nobody(tmp_path: Path, line: str) -> None:
    found = read_csv(tmp_path, WHOLE, "1;Bar Sport;07643520567;;;;;;;", line, "3;Totale Servizi Srl;00743110157;;;;;;;")
    assert [row.contact.company for row in found.rows] == ["Bar Sport", "Totale Servizi Srl"]
    assert [(r.line, r.reason) for r in found.refused] == [(3, "row_of_totals")]


def test_two_exports_put_one_behind_the_other(tmp_path: Path) -> None:
    found = read_csv(tmp_path, WHOLE, "1;Bar Uno;;;;;;;;", "\ufeff" + WHOLE, "2;Bar Due;;;;;;;;")
    assert [row.contact.company for row in found.rows] == ["Bar Uno", "Bar Due"]


def test_a_postal_code_of_abroad_gets_no_zero_where_the_country_is_blank(tmp_path: Path) -> None:
    found = read_csv(tmp_path, WHOLE, "1;Bar;;;Via Nassa 1;6900;Lugano;TI;;", "2;Bar;;;Via Po;184;Roma;RM;;")
    assert [row.contact.postal_code for row in found.rows] == ["6900", "00184"]


@pytest.mark.parametrize(
    ("place", "right"),
    [
        (";00184 Roma (RM);", ("00184", "Roma", "RM")),
        (";00184 Roma RM;", ("00184", "Roma", "RM")),
        ("00184 Roma;;", ("00184", "Roma", "")),
        ("00184;00184 ROMA;RM", ("00184", "Roma", "RM")),
        ("00185;00184 Roma;RM", ("00185", "00184 Roma", "RM")),  # they contradict each other
        (";I-00184 Roma;", ("00184", "Roma", "")),
        (";Milano 20121;MI", ("20121", "Milano", "MI")),
        ("20121;Milano (MI);", ("20121", "Milano", "MI")),
        ("20121;Milano, MI;MI", ("20121", "Milano", "MI")),
        ("20121;Milano (MI);TO", ("20121", "Milano (MI)", "TO")),  # they contradict each other
        ("00184 RM;;", ("00184", "", "RM")),
        ("IT-00184;Roma;RM", ("00184", "Roma", "RM")),
        ("20.121;Milano;MI", ("20121", "Milano", "MI")),
        ("'00184;Roma;RM", ("00184", "Roma", "RM")),
        ("CH-6900;Lugano;", ("CH-6900", "Lugano", "")),
        ("6900;Lugano (CH);", ("6900", "Lugano (CH)", "")),
    ],
)
def test_postal_code_and_town_of_one_cell(tmp_path: Path, place: str, right: tuple[str, str, str]) -> None:
    contact = read_csv(tmp_path, WHOLE, f"1;Bar;;;Via Po 1;{place};;").rows[0].contact
    assert (contact.postal_code, contact.city, contact.province) == right


def test_both_codes_of_a_cell_and_words_in_place_of_one_are_told(tmp_path: Path) -> None:
    found = read_csv(
        tmp_path,
        WHOLE,
        "1;Idraulica Rossi di Mario Rossi;07643520567 RSSMRA80A01H501U;;;;;;;",
        "2;Bar;O0743110157;;;;;;;",
        "3;Neri Marco;privato;;;;;;;",
        "4;Pizzeria;;#N/D;#RIF!;;;;;",
    )
    codes = [(row.contact.vat_code, row.contact.fiscal_code) for row in found.rows]
    assert codes == [("07643520567", "RSSMRA80A01H501U"), ("00743110157", ""), ("", ""), ("", "")]
    assert found.repairs == {"fiscal_code_moved": 1, "code_letters": 1, "code_word": 1}
    assert found.rows[3].contact.street == ""


def test_a_formula_nobody_computed_is_no_value(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    for line in (
        ["Rag. Sociale", "P.IVA", "Cellulare", "Nota"],
        ["Bar Sport", '=TEXT(7643520567,"00000000000")', "=+393331234567", "=sconto"],
        ['=UPPER("bar")', "07643520567", "", ""],
    ):
        workbook.worksheets[0].append(line)
    path = tmp_path / "rubrica.xlsx"
    workbook.save(path)
    found = read_address_book(path)
    (row,) = found.rows
    assert (row.contact.vat_code, row.contact.mobile, row.contact.note) == ("", "+393331234567", "=sconto")
    assert [(r.line, r.reason) for r in found.refused] == [(3, "name_missing")]
    assert found.repairs["formula_lost"] == 1


def test_a_sheet_that_nobody_sees_comes_last(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    old = workbook.active
    assert old is not None
    old.title = "2024"
    new = workbook.create_sheet("Clienti")
    for sheet, name in ((old, "Bar Vecchio"), (new, "Bar Nuovo")):
        sheet.append(["Cod.", "Rag. Sociale"])
        sheet.append([1, name])
    old.sheet_state = "hidden"
    path = tmp_path / "rubrica.xlsx"
    workbook.save(path)
    assert [row.contact.company for row in read_address_book(path).rows] == ["Bar Nuovo"]


def test_further_sheets_with_a_table_are_named_and_not_passed_over(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    for number, name in enumerate(("A-L", "M-Z", "Vuoto", "Note")):
        sheet = workbook.worksheets[0] if number == 0 else workbook.create_sheet()
        sheet.title = name
        sheet.append(["Appunti"] if name == "Note" else ["Cod.", "Rag. Sociale"])
        if name != "Vuoto":
            sheet.append([number, f"Bar {name}"])
    path = tmp_path / "rubrica.xlsx"
    workbook.save(path)
    found = read_address_book(path)
    assert [row.contact.company for row in found.rows] == ["Bar A-L"]
    assert [(r.reason, r.params["value"]) for r in found.refused] == [("sheet_left_out", "M-Z")]


def test_second_columns_of_e_mails_and_numbers_are_further_ones(tmp_path: Path) -> None:
    found = read_csv(
        tmp_path,
        "Rag. Sociale;Email;Email;Telefono;Telefono 2;Altro cellulare;Cellulare;Email secondaria;Cod. fiscale 2",
        "Bar Uno;a@b.example;c@d.example;02 1234567;02 7654321;;333 1234567;;",
        "Bar Due;;c@d.example;02 1234567;02 1234567;334 7654321;;e@f.example;",
    )
    one, two = found.rows
    assert (one.contact.email, one.contact.landline, one.contact.mobile) == (
        "a@b.example",
        "+39021234567",
        "+393331234567",
    )
    assert set(one.further) == {("email", "c@d.example"), ("landline", "+39027654321")}
    assert (two.contact.email, two.contact.mobile, two.further) == (
        "c@d.example",
        "+393347654321",
        (("email", "e@f.example"),),
    )
    assert found.unknown_columns == ("Cod. fiscale 2",)


def test_a_lost_zero_is_given_back_only_where_the_telephone_agrees(tmp_path: Path) -> None:
    header = "Cod.;Rag. Sociale;CAP;Città;Telefono"
    found = read_csv(tmp_path, header, "1;Bar;6012;Gubbio;0759271234", "2;Bar Due;6943;Vezia;091 922 33 44")
    told = [(row.contact.postal_code, row.contact.landline) for row in found.rows]
    assert told == [("06012", "+390759271234"), ("6943", "091 922 33 44")]


def test_halves_of_a_name_and_of_a_street_are_put_together(tmp_path: Path) -> None:
    found = read_csv(
        tmp_path,
        "Cod.;Nome;Cognome;Rag. Sociale;Indirizzo;Civico",
        "1;Mario;De Luca;;Via Po;12/bis",
        "2;;;Bar Srl;Via Po 3;3",
        "3;Anna;Bianchi;Bianchi Srl;Via Po;-",
        "4;Anna Rita;Neri;NERI ANNA RITA;Via Po;snc",
        "5;Rosa;;;;",
    )
    told = [(c.company, c.first_name, c.last_name, c.street) for c in (row.contact for row in found.rows)]
    assert told == [
        ("", "Mario", "De Luca", "Via Po, 12/bis"),
        ("Bar Srl", "", "", "Via Po 3"),
        ("Bianchi Srl", "", "", "Via Po"),
        ("", "Anna Rita", "Neri", "Via Po, snc"),
        ("", "Rosa", "", ""),
    ]


@pytest.mark.parametrize("line", ["COD.;RAG. SOCIALE;P.IVA", "cod.;rag. sociale;p.iva;;"])
def test_a_header_in_the_middle_is_nobody_whatever_its_case(tmp_path: Path, line: str) -> None:
    found = read_csv(tmp_path, "Cod.;Rag. Sociale;P.IVA", "1;Bar;", line, "2;Bar Due;")
    assert [row.contact.company for row in found.rows] == ["Bar", "Bar Due"] and not found.refused


@pytest.mark.parametrize("line", [";TOTALE;2", ";N. clienti: 2;", "2 record trovati;;", "Tot.;2;"])
def test_a_count_below_the_rows_is_nobody(tmp_path: Path, line: str) -> None:
    found = read_csv(tmp_path, "Cod.;Rag. Sociale;P.IVA", "1;Bar;", "2;Bar Due;", line)
    assert [row.contact.company for row in found.rows] == ["Bar", "Bar Due"]
    assert [r.reason for r in found.refused] in (["row_of_totals"], ["name_missing"])


def test_a_firm_that_is_called_total_is_one(tmp_path: Path) -> None:
    found = read_csv(tmp_path, "Cod.;Rag. Sociale;P.IVA", "1;Totale S.r.l.;", "2;Totale;", "3;Totale clienti: 2;")
    assert [row.contact.company for row in found.rows] == ["Totale S.r.l."]
    assert [line.reason for line in found.refused] == ["row_of_totals"] * 2


def test_a_zero_is_never_put_before_another(tmp_path: Path) -> None:
    # "0015254599371" would be a number of the United States
    found = read_csv(tmp_path, "Cod.;Rag. Sociale;Cellulare", "1;Bar;015254599371", "2;Bar Due;612345678")
    assert [(r.contact.mobile, r.contact.landline) for r in found.rows] == [("015254599371", ""), ("", "+390612345678")]
