"""What is read of e-invoices: customers, documents, what is due; and what real programs write instead of the format."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.connectors.einvoices import tree
from app.connectors.einvoices.documents import RefusedBody, documents
from app.connectors.einvoices.tree import parse, root_name
from app.errors import FileRefused
from app.records.contact import Contact
from app.records.invoice import Instalment, Invoice
from tests.connectors.einvoice_samples import CAFFE, PERSON, body, invoice, simplified, terms


def read(text: str | bytes) -> list[Invoice]:
    found = list(documents(parse(text.encode() if isinstance(text, str) else text), "x.xml"))
    assert not any(isinstance(f, RefusedBody) for f in found), found
    return [f for f in found if isinstance(f, Invoice)]


def refused(text: str) -> list[str]:
    return [f.reason for f in documents(parse(text.encode()), "x.xml") if isinstance(f, RefusedBody)]


def code_of(data: bytes) -> str:
    with pytest.raises(FileRefused) as caught:
        parse(data)
    return caught.value.code


CAFFE_CONTACT = Contact(
    company="Caffè Centrale Snc",
    street="Via Po, 12",
    postal_code="10124",
    city="Torino",
    province="TO",
    country="IT",
    vat_code="00743110157",
    pec="caffe@pec.example.it",
)


# ------------------------------------------------------------------------------------------------- the format
def test_an_invoice_gives_the_customer_the_document_and_what_is_due() -> None:
    payment = terms(("2026-03-31", "61.00"), ("2026-04-30", "61.00"))
    (found,) = read(invoice(body("12/2026", payment=payment)))
    assert found.customer.with_values({"company": CAFFE_CONTACT.company}) == CAFFE_CONTACT
    assert found.customer.company.casefold() == "caffè centrale snc"
    assert (found.supplier_vat, found.supplier_name) == ("01234567897", "Il Forno S.r.l.")
    assert (found.document_type, found.number, found.date) == ("TD01", "12/2026", date(2026, 2, 28))
    assert (found.total, found.currency) == (Decimal("122.00"), "EUR")
    assert found.instalments == (
        Instalment(Decimal("61.00"), date(2026, 3, 31), "MP05"),
        Instalment(Decimal("61.00"), date(2026, 4, 30), "MP05"),
    )


def test_phones_and_mail_of_others_are_not_the_customers() -> None:
    (found,) = read(invoice())
    assert (found.customer.email, found.customer.mobile, found.customer.landline) == ("", "", "")


def test_a_person_keeps_the_halves_of_the_name() -> None:
    (found,) = read(invoice(customer=PERSON))
    assert (found.customer.first_name, found.customer.last_name, found.customer.company) == ("Mario", "Rossi", "")
    assert found.customer.fiscal_code == "RSSMRA80A01H501U"
    assert found.name_certain


def test_a_foreign_customer_keeps_the_prefix_and_a_placeholder_is_no_code() -> None:
    german = CAFFE.replace("<IdPaese>IT</IdPaese><IdCodice>00743110157", "<IdPaese>DE</IdPaese><IdCodice>123456788")
    assert read(invoice(customer=german))[0].customer.vat_code == "DE123456788"
    nobody = CAFFE.replace("<IdPaese>IT</IdPaese><IdCodice>00743110157", "<IdPaese>OO</IdPaese><IdCodice>99999999999")
    assert read(invoice(customer=nobody))[0].customer.vat_code == ""


def test_several_bodies_are_several_documents_and_a_broken_one_is_told_by_its_place() -> None:
    text = invoice(body("1"), body("", total=""), body("3", kind="TD04"))
    found = list(documents(parse(text.encode()), "x.xml"))
    assert [f.number if isinstance(f, Invoice) else (f.body, f.reason) for f in found] == [
        "1",
        (2, "einvoice_no_number"),
        "3",
    ]
    assert isinstance(found[2], Invoice)
    assert found[2].signed_total == Decimal("-122.00")


def test_a_total_that_is_absent_is_the_sum_of_the_summary() -> None:
    summary = (
        "<DatiRiepilogo><ImponibileImporto>10.00</ImponibileImporto><Imposta>2.20</Imposta></DatiRiepilogo>"
        "<DatiRiepilogo><ImponibileImporto>5.00</ImponibileImporto><Imposta>0.00</Imposta>"
        "<Arrotondamento>-0.01</Arrotondamento></DatiRiepilogo>"
    )
    assert read(invoice(body(total="", summary=summary)))[0].total == Decimal("17.20"), "the rounding is inside"
    assert refused(invoice(body(total="", summary=""))) == ["einvoice_no_total"]


@pytest.mark.parametrize(
    ("lines", "taxed", "total"),
    [
        (("34.67",), "34.32", "34.32"),  # by the format: the taxable amount contains the rounding
        (("34.67",), "34.67", "34.32"),  # a program left it outside: the lines show it
        (("20.00", "14.67"), "34.67", "34.32"),
        (("10.00",), "34.32", "34.32"),  # lines that say nothing about it
        ((), "34.32", "34.32"),
    ],
)
def test_a_rounding_counts_once(lines: tuple[str, ...], taxed: str, total: str) -> None:
    goods = "".join(
        f"<DettaglioLinee><PrezzoTotale>{line}</PrezzoTotale><AliquotaIVA>0.00</AliquotaIVA><Natura>N1</Natura>"
        "</DettaglioLinee>"
        for line in lines
    )
    summary = (
        f"{goods}<DatiRiepilogo><AliquotaIVA>0</AliquotaIVA><Natura>N1</Natura><Arrotondamento>-0.35</Arrotondamento>"
        f"<ImponibileImporto>{taxed}</ImponibileImporto><Imposta>0.00</Imposta></DatiRiepilogo>"
    )
    assert read(invoice(body(total="", summary=summary)))[0].total == Decimal(total)


@pytest.mark.parametrize("due", ["0026-03-31", "1899-12-30", "1900-01-01", "0001-01-01"])
def test_a_due_date_of_another_century_is_none(due: str) -> None:
    (found,) = read(invoice(body(payment=terms((due, "122.00")))))
    assert found.instalments == (Instalment(Decimal("122.00"), None, "MP05"),)


def test_an_old_invoice_that_was_due_in_the_century_before_keeps_its_day() -> None:
    (found,) = read(invoice(body(day="2000-01-10", payment=terms(("1999-12-31", "122.00")))))
    assert found.instalments[0].due == date(1999, 12, 31)


def test_a_self_invoice_is_one_before_its_issuer_needs_a_code() -> None:
    text = invoice(body(kind="TD17"), body("2"), supplier="").replace("<IdCodice></IdCodice>", "")
    found = list(documents(parse(text.encode()), "x.xml"))
    assert isinstance(found[0], Invoice) and found[0].is_self_invoice
    assert found[1] == RefusedBody(2, "einvoice_no_supplier")


@pytest.mark.parametrize(("country", "code", "kept"), [("SM", "05426", "SM05426"), ("SM", "SM21234", "SM21234")])
def test_a_short_code_from_abroad_is_kept(country: str, code: str, kept: str) -> None:
    text = invoice().replace(
        "<CedentePrestatore><DatiAnagrafici><IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>01234567897",
        f"<CedentePrestatore><DatiAnagrafici><IdFiscaleIVA><IdPaese>{country}</IdPaese><IdCodice>{code}",
    )
    assert read(text)[0].supplier_vat == kept


def test_a_day_may_be_the_start_of_a_term_and_its_length() -> None:
    payment = (
        "<DatiPagamento><DettaglioPagamento><ModalitaPagamento>MP12</ModalitaPagamento>"
        "<DataRiferimentoTerminiPagamento>2026-01-31</DataRiferimentoTerminiPagamento>"
        "<GiorniTerminiPagamento>30</GiorniTerminiPagamento><ImportoPagamento>122.00</ImportoPagamento>"
        "</DettaglioPagamento></DatiPagamento>"
    )
    assert read(invoice(body(payment=payment)))[0].instalments == (
        Instalment(Decimal("122.00"), date(2026, 3, 2), "MP12"),
    )


def test_a_credit_note_names_the_invoice_it_lowers() -> None:
    linked = "<DatiFattureCollegate><IdDocumento> 7/2026 </IdDocumento></DatiFattureCollegate>"
    assert read(invoice(body("NC1", kind="TD04", extra=linked)))[0].refers_to == ("7/2026",)


@pytest.mark.parametrize("name", ["<Denominazione>Bar Sport</Denominazione>", ""])
def test_a_simplified_invoice_may_have_only_a_code(name: str) -> None:
    (found,) = read(simplified(name=name))
    assert (found.document_type, found.total, found.instalments) == ("TD07", Decimal("16.00"), ())
    assert (found.customer.vat_code, found.customer.company) == ("00743110157", "Bar Sport" if name else "")
    assert read(simplified("TD08"))[0].signed_total == Decimal("-16.00")


def test_what_must_be_there_is_asked_for_in_words() -> None:
    assert refused(invoice(body(kind="X"))) == ["einvoice_no_type"]
    assert refused(invoice(body(day="28/02/2026"))) == ["einvoice_no_date"]
    assert refused(invoice(supplier="")) == ["einvoice_no_supplier"]
    assert refused("<FatturaElettronica><FatturaElettronicaHeader/></FatturaElettronica>") == ["einvoice_incomplete"]


# ------------------------------------------------------------------------------------------------- malformations
PLAIN = invoice()
VARIANTS = {
    "no declaration": invoice(declaration=""),
    "no prefix": invoice(prefix=""),
    "another prefix": invoice(prefix="q1:"),
    "version 1.1": invoice(namespace="http://www.fatturapa.gov.it/sdi/fatturapa/v1.1"),
    "a blank in the namespace": invoice(namespace="http://ivaservizi.agenziaentrate.gov.it/docs /xsd/fatture/v1.2"),
    "a quote in a namespace": PLAIN.replace(
        "versione=", 'xmlns:ds="http://www.w3.org/2000/09/xmldsig#&quot;" versione='
    ),
    "days with a time zone": PLAIN.replace("<Data>2026-02-28<", "<Data>2026-02-28+01:00<"),
    "padded text": PLAIN.replace("<Numero>1<", "<Numero>\n  1 <").replace("@pec.example.it<", "@pec.example.it  <"),
    "empty leaves": PLAIN.replace("<DatiBeniServizi>", "<DatiRitenuta/><Causale></Causale><DatiBeniServizi>"),
    "punctuation in the code": PLAIN.replace("<IdCodice>00743110157", "<IdCodice>IT 007.431.101-57"),
    "a style sheet": PLAIN.replace("?>", '?><?xml-stylesheet type="text/xsl" href="x.xsl"?>', 1),
    "a comment": PLAIN.replace("<Divisa>", "<!-- euro --><Divisa>"),
    "a signature inside": invoice(
        after='<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:Object><Numero>9</Numero></ds:Object>'
        "</ds:Signature>"
    ),
    "another number of transmission": invoice(progressive="zzz"),
    "a blank in an amount": PLAIN.replace(">122.00<", "> 1 22.00<"),
    "a decimal comma": PLAIN.replace(">122.00<", ">122,00<"),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_what_real_programs_write_is_read_all_the_same(name: str) -> None:
    (expected,), (found,) = read(PLAIN), read(VARIANTS[name])
    assert found.key == expected.key
    assert found.customer == expected.customer
    assert (found.total, found.instalments) == (expected.total, expected.instalments)


@pytest.mark.parametrize("name", ["no declaration", "another prefix", "a comment", "a signature inside", "padded text"])
def test_the_same_document_in_another_dress_is_no_changed_copy(name: str) -> None:
    assert read(VARIANTS[name])[0].digest == read(PLAIN)[0].digest


def test_a_changed_line_or_address_makes_a_changed_copy() -> None:
    texts = (PLAIN, PLAIN.replace("Pane", "Pasta"), PLAIN.replace("Via Po", "Via Pa"), PLAIN.replace("22.00", "23.00"))
    assert len({read(text)[0].digest for text in texts}) == len(texts)


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.encode("utf-8-sig"),
        PLAIN.replace("UTF-8", "windows-1252").encode("cp1252"),
        PLAIN.replace("UTF-8", "ISO-8859-1").encode("latin-1"),
        PLAIN.encode("cp1252"),  # says UTF-8 and is not
        invoice(declaration="").encode("cp1252"),
        PLAIN.replace("UTF-8", "UTF-16").encode("utf-16"),
        PLAIN.replace("UTF-8", "UTF-16").encode(),  # says UTF-16 and is not
        PLAIN.replace("Pane", "Pa\x02ne").encode(),
        PLAIN.encode() + b"\x00\x00\x1a",
    ],
    ids=range(9),
)
def test_encodings_are_read_as_they_are_and_not_as_they_say(data: bytes) -> None:
    assert read(data)[0].customer == read(PLAIN)[0].customer


# ------------------------------------------------------------------------------------------------- hostile input
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "doctype",
    [
        f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>',
        '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/evil.dtd">',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p"> %p;]>',
    ],
    ids=["bomb", "file", "fetched", "parameter"],
)
def test_entities_are_refused_and_never_followed(doctype: str) -> None:
    text = PLAIN.replace("?>", f"?>{doctype}", 1).replace("Pane", "&l9;&f;")
    assert code_of(text.encode()) == "xml_forbidden"


def test_depth_number_and_length_have_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    assert code_of(b"<a>" * 50_000) == "xml_too_deep"
    monkeypatch.setattr(tree, "MAX_ELEMENTS", 2_000)
    assert code_of(b"<a><Allegati>" + b"<b/>" * 3_000 + b"</Allegati></a>") == "xml_too_large"
    monkeypatch.setattr(tree, "MAX_ELEMENTS", 10**6)
    monkeypatch.setattr(tree, "MAX_NODES", 2_000)
    assert code_of(b"<a>" + b"<b/>" * 3_000 + b"</a>") == "xml_too_large"
    jumbo = PLAIN.replace("<Numero>1<", f"<Numero>{'9' * 1_000_000}<")
    assert len(read(jumbo)[0].number) <= tree.MAX_TEXT


def test_an_invoice_cut_anywhere_is_refused() -> None:
    whole = PLAIN.encode()
    for length in range(0, len(whole) - 20, 131):
        assert code_of(whole[:length]) == "xml_damaged"


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "1E+99999", "9" * 40, "", "abc", "--1"])
def test_what_is_no_amount_is_none(amount: str) -> None:
    (found,) = read(invoice(body(total=amount or " ", payment=terms(("2026-13-99", amount)))))
    assert found.total == Decimal("122.00")
    assert found.instalments == ()


@given(st.text(max_size=60))
def test_any_text_in_any_place_is_read_or_refused(text: str) -> None:
    clean = "".join(c for c in text if c.isprintable() and c not in "<&")
    for old in ("122.00", "2026-02-28", "TD01", "00743110157", "10124", "caffe@pec.example.it"):
        for found in documents(parse(PLAIN.replace(old, clean).encode()), "x.xml"):
            assert isinstance(found, Invoice | RefusedBody)


def test_the_root_is_told_from_the_beginning() -> None:
    assert root_name(PLAIN.encode()[:300]) == "FatturaElettronica"
    assert root_name(b"<ns3:NotificaScarto xmlns:ns3='x'><a>") == "NotificaScarto"
    assert root_name(b"no xml") == ""
