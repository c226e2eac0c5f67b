from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.records.alike import name_key, names_agree
from app.records.compare import (
    blank,
    match_key,
    nicer,
    same,
    same_person,
    tidy_case,
)
from app.records.contact import CONTACT_FIELDS, Contact

FIELDS = st.sampled_from(CONTACT_FIELDS)
PIECES = st.sampled_from(
    [
        "Mario",
        "ROSSI",
        "De",
        "luca",
        "d'Angelo",
        "S.r.l.",
        "SNC",
        "&",
        "C.",
        "Nicolò",
        "NICOLO'",
        "12",
        "/A",
        "+39",
        "0039",
        "3421234567",
        "IT",
        "RSSMRA80A01H501U",
        "Via",
        "V.",
        ".",
        " ",
        "SPA",
        "https://",
        "www.",
        "@",
        "x",
        "''",
        "M.",
        "ß",
        "ǅ",
    ]
)
TEXTS = st.one_of(
    st.text(max_size=30), st.lists(PIECES, max_size=6).map(" ".join), st.lists(PIECES, max_size=5).map("".join)
)
CONTACTS = st.builds(Contact, first_name=TEXTS, last_name=TEXTS, company=TEXTS)


@pytest.mark.parametrize(
    ("field", "a", "b"),
    [
        ("first_name", "NICCOLÒ", "Niccolò"),
        ("last_name", "Dell'Acqua", "DELL ACQUA"),
        ("last_name", "DELLACQUA", "Dell’Acqua"),
        ("first_name", "Nicolo'", "Nicolò"),
        ("last_name", "Muscara'", "MUSCARÀ"),
        ("company", "Rossi S.r.l.", "ROSSI SRL"),
        ("company", "Rossi SRL", "Rossi S.R.L. UNIPERSONALE"),
        ("company", "Rossi", "Rossi s.r.l."),
        ("company", "Rossi s r l", "ROSSI S.R.L"),
        ("company", "Il Sole Soc. Coop.", "IL SOLE SOCIETÀ COOPERATIVA"),
        ("company", "Müller GmbH", "MULLER GMBH"),
        ("company", "Edil D'Angelo & C. s.n.c.", "EDIL D ANGELO E C SNC"),
        ("company", "ASD Calcio", "Calcio A.S.D."),
        ("company", "F.lli Rossi", "FRATELLI ROSSI"),
        ("company", "Rossi S.n.c. di Rossi Mario & C.", "ROSSI SNC DI ROSSI MARIO & C."),
        ("company", "Agri Sole società agricola semplice", "Agri Sole società agricola semplice"),
        ("email", "Info@Rossi.IT", "info@rossi.it "),
        ("mobile", "342-8930204", "+39 342 893 0204"),
        ("mobile", "0039 3428930204", "3428930204"),
        ("landline", "06 1377915", "+39061377915"),
        ("mobile", "int. 5", "5"),
        ("street", "Via Roma, 10", "VIA ROMA 10"),
        ("street", "P.zza Duomo 3/A", "Piazza Duomo, 3 A"),
        ("street", "V. Libertà n. 4", "Via Liberta' 4"),
        ("street", "C.so Italia 1", "Corso Italia, 1"),
        ("postal_code", "06122", "6122"),
        ("city", "Forlì", "FORLI'"),
        ("city", "Reggio nell'Emilia", "REGGIO EMILIA"),
        ("province", "mi", "Milano"),
        ("country", "Italia", "IT"),
        ("country", "GERMANY", "Germania"),
        ("country", "DEU", "de"),
        ("vat_code", "IT 01234567890", "01234567890"),
        ("vat_code", "IT01234567890", "1234567890"),
        ("vat_code", "DE 123 456 789", "de123456789"),
        ("fiscal_code", "rssmra80a01h501u", "RSSMRA80A01H501U"),
        ("fiscal_code", "RSSMRA80A01H501U", "RSSMRA80A01H50MM"),
        ("sdi_code", "m5uxcr1", " M5UXCR1"),
        ("website", "https://www.rossi.it/", "rossi.it"),
        ("note", "riga uno\nriga due", "riga uno\r\nriga due"),
        ("tags", "Cliente, vip", "vip,cliente"),
        ("company", "", "  "),
    ],
)
def test_equal_to_a_person(field: str, a: str, b: str) -> None:
    assert same(field, a, b)
    assert same(field, b, a)


@pytest.mark.parametrize(
    ("field", "a", "b"),
    [
        ("company", "Rossi SRL", "Rossi SNC"),
        ("company", "Rossi SRL", "Rossi S.r.l.s."),
        ("company", "Rossi SRL", "Rossi 2 SRL"),
        ("company", "Rossi SRL", ""),
        ("company", "...", ""),
        ("company", "SRL", "SNC"),
        ("first_name", "Mario", "Maria"),
        ("last_name", "Rossi", "Russo"),
        ("street", "Via Roma 1/2", "Via Roma 12"),
        ("street", "Via Roma 1", "Via Roma 11"),
        ("mobile", "3428930204", "3428930205"),
        ("email", "a@b.it", "a@b.com"),
        ("country", "IT", "FR"),
        ("country", "", "IT"),
        ("vat_code", "DE123456789", "123456789"),
        ("fiscal_code", "RSSMRA80A01H501U", "RSSMRA80A02H501X"),
        ("fiscal_code", "RSSMRA80A01H501U", "RSSMRA80A01H501X"),
        ("sdi_code", "0000000", "M5UXCR1"),
        ("sdi_code", "0000000", ""),
        ("website", "rossi.it/a", "rossi.it"),
        ("postal_code", "00000", ""),
        ("province", "MI", "MB"),
        ("note", "a", "a b"),
        ("city", "Roma", "Romano"),
    ],
)
def test_different_to_a_person(field: str, a: str, b: str) -> None:
    assert not same(field, a, b)
    assert not same(field, b, a)


@given(FIELDS, TEXTS, TEXTS)
def test_same_is_reflexive_and_symmetric(field: str, a: str, b: str) -> None:
    assert same(field, a, a)
    assert same(field, a, b) == same(field, b, a)
    if same(field, a, b):
        assert blank(field, a) == blank(field, b)


@given(FIELDS, TEXTS)
def test_outer_spaces_never_matter(field: str, a: str) -> None:
    assert same(field, a, f"  {a}\t")


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (("Mario", "Rossi"), ("ROSSI", "MARIO")),
        (("Luca", "Dell'Acqua"), ("DELL ACQUA LUCA", "")),
        (("Luca", "De Luca"), ("DE LUCA", "LUCA")),
        (("", "DELLACQUA LUCA"), ("Luca", "Dell'Acqua")),
        (("Pietro", "Lo Bue"), ("", "Lo Bue Pietro")),
        (("Nicolò", "Cantù"), ("CANTU'", "NICOLO'")),
    ],
)
def test_same_person(a: tuple[str, str], b: tuple[str, str]) -> None:
    assert same_person(*a, *b)
    assert same_person(*b, *a)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (("Mario", "Rossi"), ("Anna", "Rossi")),
        (("Mario", "Rossi"), ("Mario", "")),
        (("Luca", "Luca"), ("Luca", "")),
        (("", ""), ("Mario", "")),
    ],
)
def test_not_the_same_person(a: tuple[str, str], b: tuple[str, str]) -> None:
    assert not same_person(*a, *b)


@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_same_person_is_reflexive_and_symmetric(a: str, b: str, c: str, d: str) -> None:
    assert same_person(a, b, a, b)
    assert same_person(a, b, c, d) == same_person(c, d, a, b)


@pytest.mark.parametrize(
    ("field", "value", "key"),
    [
        ("vat_code", "IT 0123 4567 890", "01234567890"),
        ("vat_code", "1234567", ""),
        ("vat_code", "00000000000", ""),
        ("vat_code", "11111111111", ""),
        ("vat_code", "DE123456789", "DE123456789"),
        ("vat_code", "OO99999999999", ""),
        ("vat_code", "1234567890", "01234567890"),
        ("vat_code", "Mario Rossi", ""),
        ("vat_code", "", ""),
        ("fiscal_code", "rssmra80a01h50mm", "RSSMRA80A01H50MM"),
        ("fiscal_code", "01234567890", "01234567890"),
        ("fiscal_code", "XXXXXXXXXXXXXXXX", ""),
        ("fiscal_code", "boh", ""),
        ("email", " Info@Rossi.IT ", "info@rossi.it"),
        ("email", "info", ""),
        ("email", "a b@c.it", ""),
        ("mobile", "342-8930204", "+393428930204"),
        ("landline", "06 1377915", "+39061377915"),
        ("phone", "0000000000", ""),
        ("mobile", "3,93912E+11", ""),
        ("mobile", "n.d.", ""),
        ("city", "Roma", ""),
    ],
)
def test_match_key(field: str, value: str, key: str) -> None:
    assert match_key(field, value) == key


@given(st.sampled_from(["vat_code", "fiscal_code", "email", "mobile", "landline", "phone"]), TEXTS)
def test_match_key_is_idempotent(field: str, value: str) -> None:
    key = match_key(field, value)
    assert match_key(field, key) == key


def test_name_key_ignores_order_and_legal_form() -> None:
    assert name_key(Contact(first_name="Mario", last_name="Rossi")) == name_key(
        Contact(first_name="ROSSI", last_name="MARIO")
    )
    assert name_key(Contact(company="Rossi S.r.l.")) == name_key(Contact(company="ROSSI"))
    assert name_key(Contact(company="Rossi Mario")) == name_key(Contact(first_name="Mario", last_name="Rossi"))
    assert name_key(Contact(email="a@b.it")) == ""


MARIO = Contact(first_name="Mario", last_name="Rossi")


@pytest.mark.parametrize(
    ("a", "b", "verdict"),
    [
        (MARIO, Contact(first_name="ROSSI", last_name="MARIO"), True),
        (MARIO, Contact(first_name="Anna", last_name="Rossi"), False),
        (MARIO, Contact(first_name="M.", last_name="Rossi"), True),
        (MARIO, Contact(first_name="A.", last_name="Rossi"), False),
        (MARIO, Contact(first_name="M.", last_name="R."), None),
        (MARIO, Contact(first_name="Maria", last_name="Rossi"), False),
        (Contact(first_name="Francesco", last_name="Rossi"), Contact(first_name="Francesca", last_name="Rossi"), False),
        (Contact(first_name="Antonio", last_name="Rossi"), Contact(first_name="Antonino", last_name="Rossi"), False),
        (
            Contact(first_name="Alesandro", last_name="Bianchi"),
            Contact(first_name="Alessandro", last_name="Bianchi"),
            True,
        ),
        (Contact(first_name="Mario"), MARIO, True),
        (MARIO, Contact(first_name="Mario Giuseppe", last_name="Rossi"), True),
        (MARIO, Contact(company="Rossi SRL"), None),
        (MARIO, Contact(email="a@b.it"), None),
        (MARIO, Contact(company="ROSSI MARIO"), True),
        (Contact(company="Rossi SRL"), Contact(company="ROSSI S.R.L."), True),
        (Contact(company="Rossi SRL"), Contact(company="Rossi SNC"), False),
        (Contact(company="Officina Rossi"), Contact(company="Officina Rossi di Rossi Mario & C. snc"), True),
        (Contact(company="Officina Rossi"), Contact(company="Bar Sport"), False),
        (Contact(first_name="Mario", company="Acme"), Contact(first_name="Anna", company="Acme"), False),
        (Contact(company="& di C."), Contact(company="e"), True),
    ],
)
def test_names_agree(a: Contact, b: Contact, verdict: bool | None) -> None:
    assert names_agree(a, b) is verdict
    assert names_agree(b, a) is verdict


@given(CONTACTS, CONTACTS)
def test_names_agree_is_symmetric(a: Contact, b: Contact) -> None:
    assert names_agree(a, b) is names_agree(b, a)
    assert names_agree(a, a) is not False
    assert isinstance(name_key(a), str)


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("Mario Rossi", "MARIO ROSSI"),
        ("Mario", "mario"),
        ("Nicolò", "Nicolo'"),
        ("Rossi S.r.l.", "Rossi"),
        ("Rossi", ""),
        ("Rossi Srl", "ROSSI SRL"),
        ("Mario Rossi", "Mario  Rossi"),
        ("ROSSI", "rossi"),
    ],
)
def test_nicer(better: str, worse: str) -> None:
    assert nicer(better, worse) == better
    assert nicer(worse, better) == better


@given(TEXTS, TEXTS)
def test_nicer_picks_one_of_the_two_in_any_order(a: str, b: str) -> None:
    assert nicer(a, b) == nicer(b, a)
    assert nicer(a, b) in (a, b)


@pytest.mark.parametrize(
    ("shouted", "company", "tidy"),
    [
        ("BRUNO ALESSANDRO", False, "Bruno Alessandro"),
        ("DE LUCA", False, "De Luca"),
        ("DI STEFANO", False, "Di Stefano"),
        ("DELL'ACQUA", False, "Dell'Acqua"),
        ("NICCOLÒ", False, "Niccolò"),
        ("mario rossi", False, "Mario Rossi"),
        ("McDonald", False, "McDonald"),
        ("ROSSI-BIANCHI", False, "Rossi-Bianchi"),
        ("OTTICA VENETA 7 DI COSTA & C. S.A.S.", True, "Ottica Veneta 7 di Costa & C. S.a.s."),
        ("ROSSI SRL", True, "Rossi SRL"),
        ("DI MARIO S.P.A.", True, "Di Mario S.p.A."),
        ("BNL SERVIZI", True, "BNL Servizi"),
        ("VIA XX SETTEMBRE, 3/A", False, "Via XX Settembre, 3/A"),
        ("OFFICINA DELL'ARTE", True, "Officina dell'Arte"),
        ("Rossi SRL", True, "Rossi SRL"),
        ("", False, ""),
        ("123", False, "123"),
        ("VIA IV NOVEMBRE, 169 BIS", True, "Via IV Novembre, 169 bis"),
        ("VIALE EUROPA, 71 INT. 4", True, "Viale Europa, 71 int. 4"),
        ("BIS BAR", True, "Bis Bar"),
    ],
)
def test_tidy_case(shouted: str, company: bool, tidy: str) -> None:
    assert tidy_case(shouted, company=company) == tidy


@given(TEXTS, st.booleans())
def test_tidy_case_is_idempotent_and_changes_only_case(text: str, company: bool) -> None:
    tidied = tidy_case(text, company=company)
    assert tidy_case(tidied, company=company) == tidied
    assert same("note", tidied, text)


def test_a_placeholder_is_a_value() -> None:
    assert blank("note", " \n")
    assert not blank("sdi_code", "0000000")
    assert not blank("postal_code", "00000")


@pytest.mark.parametrize(
    ("field", "a", "b", "equal"),
    [
        ("city", "BOLZANO - BOZEN", "Bolzano", True),
        ("city", "Bolzano/Bozen", "Bozen", True),
        ("city", "Innichen", "San Candido", True),
        ("city", "St. Ulrich", "Ortisei", True),
        ("city", "Bozen", "Brixen", False),
        ("city", "Roma - Ostia", "Roma", False),
        ("city", "München", "MUENCHEN", True),
        ("last_name", "Müller", "Mueller", True),
        ("last_name", "Müller", "Muller", True),
        ("last_name", "Müller", "Moeller", False),
        ("last_name", "Mueller", "Muller", False),
        ("company", "Bäckerei Müller KG", "BAECKEREI MUELLER", True),
        ("street", "Goethestraße 1", "GOETHESTRASSE, 1", True),
        ("email", "müller@x.example", "mueller@x.example", False),
    ],
)
def test_towns_of_two_names_and_german_letters(field: str, a: str, b: str, equal: bool) -> None:
    assert same(field, a, b) is same(field, b, a) is equal


def test_persons_with_german_letters_are_one() -> None:
    assert same_person("Hans", "Müller", "MUELLER", "HANS")
    assert not same_person("Hans", "Müller", "Hans", "Moeller")
