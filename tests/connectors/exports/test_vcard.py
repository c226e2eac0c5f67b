"""vCards of any version and program give the contacts that they hold."""

from __future__ import annotations

from pathlib import Path

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from app.connectors.exports.address_book.address_book import AddressBook, read_address_book
from app.connectors.exports.address_book.vcard import Card, open_vcards
from app.connectors.exports.address_book.vcard_lines import LONGEST_VALUE


def cards(tmp_path: Path, content: str | bytes, encoding: str = "utf-8") -> AddressBook:
    path = tmp_path / "rubrica.vcf"
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return read_address_book(path)


def card(*lines: str, version: str = "3.0") -> str:
    return "\r\n".join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""])


def test_version_2_1_with_quoted_printable_and_soft_line_breaks(tmp_path: Path) -> None:
    text = card(
        "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Forl=C3=AC;Niccol=C3=B2",
        "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Niccol=C3=B2=20=\r\nForl=C3=AC",
        "TEL;CELL:3331234567",
        "TEL;WORK;VOICE:06 5551234",
        "TEL;WORK;FAX:06 5559999",
        "EMAIL;INTERNET;PREF:niccolo@example.it",
        "ADR;WORK;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:;;Via Libert=E0, 3;Forl=EC;FC;47121;Italia",
        version="2.1",
    )
    row = cards(tmp_path, text).rows[0]
    assert (row.contact.first_name, row.contact.last_name) == ("Niccolò", "Forlì")
    assert (row.contact.mobile, row.contact.landline) == ("+393331234567", "+39065551234")
    assert (row.contact.street, row.contact.city) == ("Via Libertà, 3", "Forlì")
    assert (row.contact.province, row.contact.postal_code, row.contact.country) == ("FC", "47121", "IT")
    assert row.name_certain, "the card itself says which half is which"


def test_version_3_with_folded_lines_groups_and_labels(tmp_path: Path) -> None:
    text = card(
        "FN:Bar Sport di Rossi Mario &",
        "  C. S.n.c.",
        "item1.EMAIL;TYPE=INTERNET:barsport@pec.example.it",
        "item1.X-ABLabel:_$!<PEC>!$_",
        "item2.EMAIL;TYPE=INTERNET:info@barsport.it",
        "item3.TEL:3351112223",
        "item3.X-ABLabel:Cellulare",
        "ORG:Bar Sport;",
        "NOTE:paga a fine mese\\, P.IVA IT12345678903\\nseconda riga",
        "URL:https://barsport.it",
        "X-CODICE-DESTINATARIO:M5UXCR1",
        "CATEGORIES:CLIENTE",
    )
    row = cards(tmp_path, text).rows[0]
    assert row.contact.company == "Bar Sport di Rossi Mario & C. S.n.c."
    assert (row.contact.pec, row.contact.email) == ("barsport@pec.example.it", "info@barsport.it")
    assert row.contact.mobile == "+393351112223"
    assert (row.contact.vat_code, row.contact.sdi_code) == ("12345678903", "M5UXCR1")
    assert row.contact.note == "paga a fine mese\nseconda riga"
    assert (row.contact.website, row.kind) == ("https://barsport.it", "CLIENTE")


def test_version_4_with_uris_and_quoted_parameters(tmp_path: Path) -> None:
    text = card(
        "FN:Trattoria da Nino srl",
        'TEL;VALUE=uri;TYPE="voice,cell";PREF=1:tel:+39-347-1234567',
        'ADR;LABEL="Via Roma 1; Milano: MI";TYPE=work:;Scala B;Via Roma 1;Milano;MI;20121;IT',
        "EMAIL;PREF=1:uno@example.it",
        "EMAIL:due@example.it",
        version="4.0",
    )
    row = cards(tmp_path, text).rows[0]
    assert row.contact.mobile == "+393471234567"
    assert row.contact.street == "Via Roma 1 Scala B"
    assert (row.contact.email, row.contact.pec) == ("uno@example.it", "")


def test_pictures_are_passed_over_even_on_one_long_line(tmp_path: Path) -> None:
    photo = "A" * (LONGEST_VALUE * 3)
    text = card("FN:Bar Uno", f"PHOTO;ENCODING=b;TYPE=JPEG:{photo}", "TEL:065551234") + card(
        "FN:Bar Due", "PHOTO;ENCODING=BASE64:", *(f" {'B' * 70}" for _ in range(2000)), "TEL:065551235"
    )
    found = cards(tmp_path, text)
    assert [r.contact.landline for r in found.rows] == ["+39065551234", "+39065551235"]
    assert not any("A" * 20 in value for r in found.rows for value in r.raw.values())


def test_broken_cards_are_refused_one_by_one(tmp_path: Path) -> None:
    text = (
        card("FN:Bar Uno")
        + "BEGIN:VCARD\nVERSION:3.0\nFN:mai finita\n"
        + card("TEL:065551234")
        + card("KIND:group", "FN:Amici")
        + card("FN:Bar Due", f"NOTE:{'x' * (LONGEST_VALUE + 1)}")
        + card("FN:Bar Tre")
        + "BEGIN:VCARD\nFN:troncata"
    )
    found = cards(tmp_path, text)
    assert [r.contact.company for r in found.rows] == ["Bar Uno", "Bar Tre"]
    assert [(r.line, r.reason) for r in found.refused] == [
        (5, "card_unfinished"),
        (8, "name_missing"),
        (12, "card_is_group"),
        (17, "card_too_large"),
        (26, "card_unfinished"),
    ]


def test_a_nested_card_and_a_line_nobody_folded(tmp_path: Path) -> None:
    text = card(
        "FN:Bar Uno",
        "AGENT:",
        "BEGIN:VCARD",
        "FN:Segretaria",
        "TEL:065559999",
        "END:VCARD",
        "NOTE:prima riga",
        "seconda riga senza due punti",
    )
    row = cards(tmp_path, text).rows[0]
    assert (row.contact.company, row.contact.landline) == ("Bar Uno", "")
    assert row.contact.note == "prima riga\nseconda riga senza due punti"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    found = cards(tmp_path, card("FN:Caffè Libertà", "ADR:;;;Forlì;FC;;"), encoding)
    assert (found.rows[0].contact.company, found.rows[0].contact.city) == ("Caffè Libertà", "Forlì")


def test_nul_bytes_are_dropped(tmp_path: Path) -> None:
    assert cards(tmp_path, card("FN:Bar\0 Uno").encode()).rows[0].contact.company == "Bar Uno"


@given(st.binary(max_size=600))
def test_no_bytes_at_all_break_the_reader(tmp_path_factory: pytest.TempPathFactory, junk: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "junk.vcf"
    path.write_bytes(card("FN:Bar Uno").encode() + junk + b"\r\n" + card("FN:Bar Due").encode())
    with open_vcards(path) as found:
        read = list(found.cards)
    assert getattr(read[0], "values", {}).get("name") == "Bar Uno"


@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=120),
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=120),
)
def test_what_another_library_writes_is_read_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, city: str, street: str
) -> None:
    made = vobject.vCard()
    made.add("n").value = vobject.vcard.Name(family="", given="")
    made.add("fn").value = "Bar Uno"
    made.add("adr").value = vobject.vcard.Address(street=street, city="x" + city)
    path = tmp_path_factory.getbasetemp() / "other.vcf"
    path.write_bytes(made.serialize().encode())
    with open_vcards(path) as found:
        values = next(c.values for c in found.cards if hasattr(c, "values"))
    assert values["city"] == " ".join(("x" + city).split())
    assert values.get("street", "") == " ".join(street.split())


@pytest.mark.parametrize(
    ("lines", "company", "person", "vat"),
    [
        (("N:Rossi;Mario;;;", "FN:Mario Rossi", "ORG:Rossi Costruzioni Srl", "X-PIVA:07643520567"),
         "Rossi Costruzioni Srl", "", "07643520567"),
        (("FN:Mario Rossi", "ORG:La Bottega;Vendite", "NOTE:P.IVA 07643520567"), "La Bottega", "", "07643520567"),
        (("N:Rossi;Mario;;;", "FN:Mario Rossi", "ORG:Comune di Torino", "X-CODICE-FISCALE:RSSMRA80A01H501U"),
         "", "Mario Rossi", ""),
        (("N:Rossi;Mario;;;", "FN:Mario Rossi", "ORG:Mario Rossi"), "", "Mario Rossi", ""),
        (("FN:Bar Sport di Rossi Mario & C. Snc", "ORG:Bar Sport", "X-PIVA:07643520567"),
         "Bar Sport di Rossi Mario & C. Snc", "", "07643520567"),
    ],
)  # fmt: skip
def test_whose_card_it_is(tmp_path: Path, lines: tuple[str, ...], company: str, person: str, vat: str) -> None:
    contact = cards(tmp_path, card(*lines)).rows[0].contact
    assert (contact.company, contact.person, contact.vat_code) == (company, person, vat)


@pytest.mark.parametrize(
    ("line", "phone"),
    [
        ('TEL;TYPE="HOME";+390115551234', "0115551234"),
        ("TEL;HOME;VOICE;+390115551234", "0115551234"),
        ("item1.TEL;TYPE=HOME;+390115551234", "0115551234"),
        ("TEL;TYPE=HOME", ""),
        ("qualcosa senza due punti", ""),
    ],
)
def test_a_line_without_its_colon_is_never_glued_to_the_one_above(tmp_path: Path, line: str, phone: str) -> None:
    contact = cards(tmp_path, card("FN:Carla Prova", "EMAIL;TYPE=HOME:carla@prova.example", line)).rows[0].contact
    assert contact.email == "carla@prova.example"
    assert contact.landline.replace("+39", "").replace(" ", "") == phone


def test_components_are_cut_at_semicolons_that_nothing_hides(tmp_path: Path) -> None:
    lines = ("FN:Bar Sport", r"ADR:;;Via Po\; 1\\;Tori\,no;TO;10121;Italia")
    contact = cards(tmp_path, card(*lines)).rows[0].contact
    assert (contact.street, contact.city, contact.postal_code) == ("Via Po; 1\\", "Tori,no", "10121")


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("fn;quoted-printable:D=C3=BCmmy GmbH", "Dümmy GmbH"),
        ("FN;ENCODING=QUOTED:D=C3=BCmmy GmbH", "Dümmy GmbH"),
        ("FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D0=90=\n =D0=B2=D0=B8=\n =D0=B0 GmbH", "Авиа GmbH"),
        ("FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D0=90=\n=D0=B2=D0=B8=D0=B0 GmbH", "Авиа GmbH"),
    ],
)
def test_quoted_printable_as_programs_write_it(tmp_path: Path, line: str, name: str) -> None:
    row = cards(tmp_path, card(line, "LABEL;TYPE=WORK", "EMAIL:a@b.it", "TEL;TYPE=arbeit:0313280551")).rows[0]
    assert (row.contact.company, row.contact.email) == (name, "a@b.it")
    assert row.contact.landline


@pytest.mark.parametrize("mark", ["KIND:org", "X-ABShowAs:COMPANY"])
def test_a_card_that_says_it_is_a_firms_is_no_persons(tmp_path: Path, mark: str) -> None:
    contact = cards(tmp_path, card("FN:Luisa Spagnoli", "N:Spagnoli;Luisa;;;", mark)).rows[0].contact
    assert (contact.company, contact.last_name) == ("Luisa Spagnoli", "")


def test_a_group_of_another_address_book_is_no_contact(tmp_path: Path) -> None:
    found = cards(tmp_path, card("FN:Amici", "N:Amici", "X-ADDRESSBOOKSERVER-KIND:group"))
    assert (found.rows, [r.reason for r in found.refused]) == ((), ["card_is_group"])


def test_further_addresses_and_numbers_of_a_card_are_kept(tmp_path: Path) -> None:
    lines = (
        "FN:Mario Rossi",
        "EMAIL:a@rossi.it",
        "EMAIL;TYPE=home:b@rossi.it",
        "EMAIL:a@rossi.it",
        "TEL;TYPE=cell:333 1234567",
        "TEL;TYPE=work:06 1234567",
        "TEL;TYPE=cell:334 7654321",
        "TEL:06 7654321",
    )
    row = cards(tmp_path, card(*lines)).rows[0]
    assert (row.contact.email, row.contact.mobile, row.contact.landline) == (
        "a@rossi.it",
        "+393331234567",
        "+39061234567",
    )
    assert set(row.further) == {("email", "b@rossi.it"), ("mobile", "+393347654321"), ("landline", "+39067654321")}


def test_quoted_printable_that_does_not_say_so(tmp_path: Path) -> None:
    lines = (
        "BEGIN:VCARD",
        "VERSION:3.0",
        "FN:Anna Bianchi",
        "N:Bianchi;Anna;;;",
        "ADR;TYPE=HOME:;;=56=69=61=20=50=6F=20=31;=54=6F=72=69=6E=6F;TO;10121;Italia",
        "NOTE:a=b",
        "END:VCARD",
    )
    path = tmp_path / "raw.vcf"
    path.write_text("\r\n".join(lines), encoding="utf-8")
    contact = read_address_book(path).rows[0].contact
    assert (contact.street, contact.city, contact.note) == ("Via Po 1", "Torino", "a=b")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_lines_may_end_with_a_return_alone(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "rubrica.vcf"
    cards = "".join(f"BEGIN:VCARD\rVERSION:3.0\rFN:Caffè {n} srl\rTEL:06 55512{n:02}\rEND:VCARD\r" for n in range(40))
    path.write_bytes(f"{cards}BEGIN:VCARD\rFN:Ultimo\rNOTE:{'x' * 70_000}\rEND:VCARD".encode(encoding))
    with open_vcards(path) as found:
        kept = list(found.cards)
    assert (len(kept), found.total) == (41, 41)
    assert isinstance(kept[7], Card)
    assert kept[7].values["name"] == "Caffè 7 srl"


def test_halves_of_a_name_whose_mark_a_program_has_escaped(tmp_path: Path) -> None:
    (row,) = cards(tmp_path, card("FN:Rossi\\;Mario\\;", "N:Rossi\\;Mario\\;")).rows
    assert (row.contact.first_name, row.contact.last_name, row.contact.company) == ("Mario", "Rossi", "")


def test_a_whole_address_that_stands_in_one_part_of_it(tmp_path: Path) -> None:
    """Google's export puts what was typed in the first line into the part for a flat's number."""
    (row,) = cards(tmp_path, card("FN:Anna Neri", "ADR;TYPE=HOME:;Via Po 5\\n10121 Torino (TO);;;;;")).rows
    found = row.contact
    assert (found.street, found.postal_code, found.city, found.province) == ("Via Po 5", "10121", "Torino", "TO")


def test_the_mark_of_an_entity_parts_no_name(tmp_path: Path) -> None:
    (row,) = cards(tmp_path, card("FN:Rossi &amp\\; Figli 341", "N:Rossi &amp\\; Figli 341;;;;")).rows
    assert row.contact.full_title == "Rossi & Figli 341"
