"""The export of the address book."""

from __future__ import annotations

import csv
import io

import httpx
import pytest

from app.sandbox.fattura24.store import Customer
from app.sandbox.server import SandboxServer

HEADER = (
    "Cod.;Rag. Sociale;Riferimento;P.IVA;Cod. fiscale;Indirizzo;CAP;Città;Provincia;Paese;Telefono;Cellulare;FAX;"
    "Email;Pec;Cod. Destinatario;IBAN;Web;Nota;Tipo"
)


def export(control: httpx.Client, **params: str) -> bytes:
    answer = control.get("/fattura24/rubrica.csv", params=params)
    assert answer.status_code == 200
    return answer.content


def rows(data: bytes, encoding: str = "utf-8-sig") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(encoding), newline=""), delimiter=";"))


def only(sandbox: SandboxServer, **values: str) -> None:
    sandbox.state.fattura24.fill([Customer(id="77", code="1001", **values)])


def test_header_and_every_customer(control: httpx.Client, sandbox: SandboxServer) -> None:
    data = export(control)
    assert data.startswith(b"\xef\xbb\xbfCod.;")
    assert data.decode("utf-8-sig").splitlines()[0] == HEADER
    read = rows(data)
    customers = list(sandbox.state.fattura24.customers.values())
    assert [row["Cod."] for row in read] == [customer.code for customer in customers]
    assert [row["Nota"] for row in read] == [customer.note for customer in customers]
    assert any("\n" in row["Nota"] and '"' in row["Nota"] for row in read)


@pytest.mark.parametrize(("encoding", "start"), [("utf-8", b"Cod.;"), ("cp1252", b"Cod.;"), ("utf-8-sig", b"\xef")])
def test_encodings(control: httpx.Client, sandbox: SandboxServer, encoding: str, start: bytes) -> None:
    only(sandbox, name="Forlì")
    data = export(control, encoding=encoding)
    assert data.startswith(start)
    row = rows(data, encoding)[0]
    assert (row["Rag. Sociale"], list(row)[7]) == ("Forlì", "Città")


def test_damaged_as_by_excel(control: httpx.Client, sandbox: SandboxServer) -> None:
    only(
        sandbox,
        name="X",
        vat_code="01234567897",
        postal_code="00184",
        sdi_code="0000000",
        mobile="+39 333",
        landline="06123",
    )
    row = rows(export(control, damaged="1"))[0]
    assert (row["P.IVA"], row["CAP"], row["Cod. Destinatario"]) == ("1234567897", "184", "0")
    assert (row["Cellulare"], row["Telefono"]) == ("+39 333", "6123")


def test_quoting_concatenated_address_and_code(control: httpx.Client, sandbox: SandboxServer) -> None:
    only(sandbox, name="X", address="Via Po, 1", city="Forlì", province="FC")
    assert b'"1001";"X";' in export(control, quoting="all")
    assert rows(export(control, concatenated="1"))[0]["Indirizzo"] == "VIA PO, 1 - FORLÌ FC"
    assert rows(export(control))[0]["Cod."] == "1001"
    sandbox.state.switches.fattura24.code_is_id = True
    assert rows(export(control))[0]["Cod."] == "77"


def test_unknown_encoding(control: httpx.Client) -> None:
    assert control.get("/fattura24/rubrica.csv", params={"encoding": "latin-9"}).status_code == 400
