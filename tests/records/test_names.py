from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.records.naming.first_names import FIRST_NAMES
from app.records.naming.names import is_company, looks_like_person, split_name


@pytest.mark.parametrize(
    ("raw", "code", "first", "last"),
    [
        ("BRUNO ALESSANDRO", "BRNLSN95T21B639Z", "ALESSANDRO", "BRUNO"),
        ("Bruno Giuseppe", "BRNGPP55M01D704W", "Giuseppe", "Bruno"),
        ("Pietro Lo Bue Chiara", "PTRCHR80A41H501X", "Chiara", "Pietro Lo Bue"),
        ("CHIARA DE LUCA", "DLCCHR80A41H501X", "CHIARA", "DE LUCA"),
        ("DELL'ACQUA LUCA", "DLLLCU91L28F839X", "LUCA", "DELL'ACQUA"),
        ("NICOLÒ DAVIDE", "NCLDVD80A01H501X", "DAVIDE", "NICOLÒ"),
        ("MARTINA MARTINI", "MRTMTN80A41H501X", "MARTINA", "MARTINI"),
        ("De Luca Luca", "dlclcu80a01h501x", "Luca", "De Luca"),
        # the code knows a second name that the address book leaves out
        ("Rossi Mario", "RSSMGS80A01H501X", "Mario", "Rossi"),
        # a surname from before the marriage
        ("Anna Verdi", "RSSNNA80A41H501X", "Anna", "Verdi"),
        ("Rossi, Mario", "RSSMRA80A01H501U", "Mario", "Rossi"),
        ("Dott.ssa Anna Rossi", "RSSNNA80A41H501X", "Anna", "Rossi"),
    ],
)
def test_the_fiscal_code_splits_and_orders(raw: str, code: str, first: str, last: str) -> None:
    assert split_name(raw, code) == (first, last, True)


@pytest.mark.parametrize(
    ("raw", "first", "last", "certain"),
    [
        ("Mario Rossi", "Mario", "Rossi", True),
        ("Rossi Mario", "Mario", "Rossi", True),
        ("ROSSI Mario", "Mario", "ROSSI", True),
        ("Mario DE LUCA", "Mario", "DE LUCA", True),
        ("Rossi, Mario", "Mario", "Rossi", True),
        ("De Luca Anna", "Anna", "De Luca", True),
        ("Maria Grazia Verdi", "Maria Grazia", "Verdi", True),
        ("Giulia Romano Conti", "Giulia Romano", "Conti", False),
        ("Bruno Giuseppe", "Bruno", "Giuseppe", False),
        ("Xhaka Qemal", "Xhaka", "Qemal", False),
        ("Mario", "Mario", "", False),
        ("Rossi", "", "Rossi", False),
        ("Lo Bue", "", "Lo Bue", False),
        ("", "", "", False),
        ("Verdi Anna Maria", "Anna Maria", "Verdi", True),
    ],
)
def test_without_a_fiscal_code(raw: str, first: str, last: str, certain: bool) -> None:
    assert split_name(raw) == (first, last, certain)


@given(st.text(max_size=40), st.sampled_from(["", "RSSMRA80A01H501U", "x"]))
def test_nothing_but_titles_is_lost(raw: str, code: str) -> None:
    first, last, _ = split_name(raw, code)
    kept = sorted(f"{first} {last}".replace(",", " ").split())
    words = raw.replace(",", " ").split()
    assert all(kept.count(w) <= words.count(w) for w in kept)
    assert is_company(raw, "", code) in (True, False)


@pytest.mark.parametrize(
    ("raw", "vat", "code", "company"),
    [
        ("Rossi S.r.l.", "", "", True),
        ("Rossi Mario", "", "91234567890", True),
        # the VAT code in the place of the fiscal code, as sole traders have it
        ("Rossi Mario", "", "01234567890", False),
        ("Rossi Mario", "01234567890", "01234567890", False),
        ("Nova Costruzioni", "", "01234567890", True),
        ("Studio Verdi", "", "", True),
        ("Comune di Milano", "", "", True),
        ("Parrocchia San Pietro", "", "", True),
        ("Rossi & Figli", "", "", True),
        ("Tre 3", "", "", True),
        ("Acme Solutions", "01234567890", "", True),
        ("Qwerty Zxcvb", "01234567890", "", True),
        ("Acme", "", "", True),
        ("Ente per la Tutela dei Boschi", "", "", True),
        ("Officina Rossi di Mario Rossi", "01234567890", "RSSMRA80A01H501U", True),
        ("Studio Rossi Mario", "", "RSSMRA80A01H501U", True),
        ("Ceramiche Serra di Serra Simone", "01234567890", "SRRSMN80A01H501U", True),
        ("TESSITURA MARTINO DI MONICA MARTINO", "", "MRTMNC80A41H501U", True),
        ("Oleificio di Lo Presti Simone", "", "LPRSMN80A01H501U", True),
        ("Serra di Serra Simone", "01234567890", "", True),
        ("Maria Di Stefano", "", "DSTMRA80A41H501U", False),
        ("Rossi Di Stefano Maria", "", "", False),
        ("Rossi Di Stefano Maria", "", "RSSMRA80A41H501U", False),
        ("Di Stefano Rosa Maria", "", "DSTRMR80A41H501U", False),
        ("Mario Rossi", "", "RSSMRA80A01H501U", False),
        ("Mario Rossi", "01234567890", "", False),
        ("Mario Villa", "", "VLLMRA80A01H501X", False),
        ("Villa Mario", "", "VLLMGS80A01H501X", False),
        ("Qwerty Zxcvb", "", "", False),
        ("Mario", "", "", False),
        ("", "", "", False),
    ],
)
def test_companies_and_people(raw: str, vat: str, code: str, company: bool) -> None:
    assert is_company(raw, vat, code) is company


def test_the_name_list_is_folded() -> None:
    assert len(FIRST_NAMES) > 500
    assert all(n.isascii() and n.islower() for n in FIRST_NAMES)


@pytest.mark.parametrize("name", ["Sara Villa", "VILLA SARA", "Maria Casa"])
def test_a_surname_that_is_a_firms_word_makes_no_firm(name: str) -> None:
    assert not is_company(name)
    assert looks_like_person(name)
    assert is_company(f"{name} S.r.l.") and not looks_like_person(f"{name} S.r.l.")
    assert is_company(name, "01234567897"), "with a VAT code and no person's code the word decides"


@pytest.mark.parametrize("name", ["Mobilificio Santa Chiara", "Birreria Sofia", "Villa San Marco"])
def test_a_trade_or_a_saint_is_no_persons_name(name: str) -> None:
    assert is_company(name, "01234567897")


def test_valeria_is_no_trade() -> None:
    assert not is_company("Valeria Conti", "01234567897")
