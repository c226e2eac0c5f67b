"""TestKey, SaveCustomer and GetCallLog, the match rule and the limits."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable

import httpx
import pytest

from app.sandbox.fattura24.store import Customer
from app.sandbox.fattura24.wire import ECHOED
from app.sandbox.server import SandboxServer

Call = Callable[..., httpx.Response]
Save = Callable[..., dict[str, str]]

VAT, OTHER_VAT = "01234567897", "11111111115"
CODE, OTHER_CODE = "RSSMRA80A01H501U", "BNCLRA85B41F205X"


def number(answer: httpx.Response, name: str) -> int:
    match = re.search(rf"<{name}>(-?\d+)</{name}>", answer.text)
    assert match, answer.text
    return int(match[1])


def code(answer: httpx.Response) -> int:
    assert answer.text.startswith("<root><returnCode>")
    return number(answer, "returnCode")


def stored(sandbox: SandboxServer, customer_id: str) -> Customer:
    return sandbox.state.fattura24.customers[customer_id]


def test_test_key(call: Call, sandbox: SandboxServer) -> None:
    answer = call("TestKey", source="Ponte24")
    assert answer.status_code == 200
    assert code(answer) == 1
    assert "Complimenti, la tua API KEY &egrave; corretta." in answer.text
    assert not answer.text.startswith("<?xml")
    with pytest.raises(ET.ParseError, match="undefined entity"):
        ET.fromstring(answer.text)
    assert number(answer, "totalCallInLast24Hour") == 1
    assert re.search(r"<expire>\d\d/\d\d/\d{4}</expire>", answer.text)
    assert f"<accountId>{sandbox.world.account_id}</accountId>" in answer.text
    assert len(sandbox.api_key) == 32


def test_wrong_key_comes_first_and_costs_nothing(call: Call, sandbox: SandboxServer) -> None:
    for form in ({"apiKey": "x"}, {"apiKey": ""}):
        answer = call("SaveCustomer", xml="<not xml", **form)
        assert (answer.status_code, code(answer)) == (200, -1)
        assert "You are not authorized" in answer.text
    assert sandbox.state.fattura24.calls_in_24_hours() == 0


def test_only_forms_and_only_post(sandbox: SandboxServer) -> None:
    url = f"{sandbox.fattura24_url}/TestKey"
    assert code(httpx.post(url, json={"apiKey": sandbox.api_key})) == -1
    assert httpx.get(f"{sandbox.fattura24_url}/SaveCustomer", params={"apiKey": sandbox.api_key}).status_code == 404
    assert httpx.post(f"{sandbox.fattura24_url}/GetCustomer", data={"apiKey": sandbox.api_key}).status_code == 404


@pytest.mark.parametrize(
    "xml",
    [
        "",
        "<Fattura24><Document><CustomerName>A & B</CustomerName></Document></Fattura24>",
        "<Fattura24><Document></Document></Fattura24>",
        "<Fattura24/>",
        "<Other><Document><CustomerName>A</CustomerName></Document></Other>",
        "<Fattura24><Document><CustomerCity>Roma</CustomerCity></Document></Fattura24>",
        "<Fattura24><Document><CustomerName> </CustomerName></Document></Fattura24>",
        "\ufeff<Fattura24><Document><CustomerName>A</CustomerName></Document></Fattura24>",
        '<!DOCTYPE x [<!ENTITY a "b">]><Fattura24><Document><CustomerName>&a;</CustomerName></Document></Fattura24>',
    ],
)
def test_bad_xml_is_minus_2_and_counts(call: Call, sandbox: SandboxServer, xml: str) -> None:
    before = len(sandbox.state.fattura24.customers)
    answer = call("SaveCustomer", xml=xml)
    assert (answer.status_code, code(answer)) == (200, -2)
    assert "Your XML is wrong" in answer.text
    assert len(sandbox.state.fattura24.customers) == before
    assert sandbox.state.fattura24.calls_in_24_hours() == 1


def test_save_creates_and_echoes(call: Call, save: Save, sandbox: SandboxServer) -> None:
    xml = (
        '<?xml version="1.0" encoding="UTF-8"?><Fattura24><Document><CustomerName><![CDATA[Bò & Figli]]></CustomerName>'
        f"<CustomerVatCode>{VAT}</CustomerVatCode><CustomerProvince>RM</CustomerProvince>"
        "<CustomerCountry>IT</CustomerCountry><DeliveryName>x</DeliveryName></Document></Fattura24>"
    )
    answer = call("SaveCustomer", xml=xml)
    assert "<CustomerName><![CDATA[Bò & Figli]]></CustomerName><CustomerCity/>" in answer.text
    root = ET.fromstring(answer.text)
    assert [child.tag for child in root] == ["returnCode", "description", "id", *ECHOED]
    assert root.findtext("description") == "Operazione completata con successo"
    customer = stored(sandbox, root.findtext("id") or "")
    assert (customer.name, customer.vat_code, customer.province, customer.country) == ("Bò & Figli", VAT, "RM", "IT")
    assert customer.code != customer.id
    assert sandbox.state.fattura24.writes == {"customer.create": 1}


def test_update_by_vat_code_keeps_what_is_not_sent(save: Save, sandbox: SandboxServer) -> None:
    first = save(CustomerName="Re", CustomerVatCode=VAT, CustomerCity="Roma", CustomerEmail="a@x.it")
    again = save(CustomerName="Re Srl", CustomerVatCode=f"IT {VAT}", CustomerCity="")
    assert again["id"] == first["id"]
    assert (again["CustomerCity"], again["CustomerEmail"]) == ("Roma", "a@x.it")
    assert stored(sandbox, first["id"]).name == "Re Srl"
    assert sandbox.state.fattura24.writes == {"customer.create": 1, "customer.update": 1}


def test_empty_element_clears_when_switched(save: Save, sandbox: SandboxServer) -> None:
    sandbox.state.switches.fattura24.empty_element_clears = True
    first = save(CustomerName="Re", CustomerVatCode=VAT, CustomerCity="Roma", CustomerEmail="a@x.it")
    save(CustomerName="Re", CustomerVatCode=VAT, CustomerCity="")
    assert (stored(sandbox, first["id"]).city, stored(sandbox, first["id"]).email) == ("", "a@x.it")


def test_echo_of_the_input_when_switched(save: Save, sandbox: SandboxServer) -> None:
    sandbox.state.switches.fattura24.echo = "input"
    save(CustomerName="Re", CustomerVatCode=VAT, CustomerCity="Roma")
    assert save(CustomerName="Re", CustomerVatCode=VAT)["CustomerCity"] == ""


def test_fiscal_code_matches_when_no_vat_code_does(save: Save, sandbox: SandboxServer) -> None:
    first = save(CustomerName="Rossi", CustomerFiscalCode=CODE)
    second = save(CustomerName="Rossi", CustomerFiscalCode=CODE.lower(), CustomerVatCode=VAT)
    assert second["id"] == first["id"]
    assert stored(sandbox, first["id"]).vat_code == VAT


def test_neither_code_makes_a_new_record_each_time(save: Save, sandbox: SandboxServer) -> None:
    answers = [save(CustomerName="Ugo Serra", CustomerEmail="ugo.serra@example.it") for _ in range(3)]
    assert len({answer["id"] for answer in answers}) == 3
    assert len({stored(sandbox, answer["id"]).code for answer in answers}) == 3


def test_prefix_of_the_vat_code_matters_when_switched(save: Save, sandbox: SandboxServer) -> None:
    sandbox.state.switches.fattura24.ignore_vat_prefix = False
    assert (
        save(CustomerName="Re", CustomerVatCode=VAT)["id"] != save(CustomerName="Re", CustomerVatCode=f"IT{VAT}")["id"]
    )


@pytest.mark.parametrize("mode", ["vat_wins", "cf_wins", "new", "refuse"])
def test_vat_code_of_one_and_fiscal_code_of_another(save: Save, sandbox: SandboxServer, mode: str) -> None:
    sandbox.state.switches.change({"fattura24": {"vat_cf_conflict": mode}})
    by_vat = save(CustomerName="A", CustomerVatCode=VAT, CustomerFiscalCode=OTHER_CODE)
    by_code = save(CustomerName="B", CustomerFiscalCode=CODE, CustomerVatCode=OTHER_VAT)
    answer = save(CustomerName="C", CustomerVatCode=VAT, CustomerFiscalCode=CODE)
    names = (stored(sandbox, by_vat["id"]).name, stored(sandbox, by_code["id"]).name)
    expected = {"vat_wins": ("C", "B"), "cf_wins": ("A", "C"), "new": ("A", "B"), "refuse": ("A", "B")}
    assert names == expected[mode]
    assert (answer["returnCode"] == "-2") == (mode == "refuse")
    if mode == "new":
        assert stored(sandbox, answer["id"]).name == "C"


def test_codes_with_wrong_check_digits_are_taken(save: Save) -> None:
    assert (
        save(CustomerName="X", CustomerVatCode="03912377542", CustomerFiscalCode="MARROS66C44G217W")["returnCode"]
        == "0"
    )


@pytest.mark.parametrize(("window", "limit"), [(60, "per_minute"), (3600, "per_hour"), (86_400, "per_day")])
def test_rolling_limits(call: Call, sandbox: SandboxServer, window: int, limit: str) -> None:
    sandbox.state.switches.change({"fattura24": {"refused_calls_count": False, limit: 2}})
    assert code(call("TestKey")) == 1
    sandbox.state.clock.advance(window / 2)
    assert [code(call("TestKey")) for _ in range(2)] == [1, -1]
    sandbox.state.clock.advance(window / 2)  # the first call has left the window, the second has not
    assert [code(call("TestKey")) for _ in range(2)] == [1, -1]


def test_default_limits_are_30_200_500(call: Call, sandbox: SandboxServer) -> None:
    clock, store = sandbox.state.clock, sandbox.state.fattura24
    assert [code(call("TestKey")) for _ in range(31)] == [1] * 30 + [-1]
    clock.advance(60)
    for _ in range(200 - store.calls_in_24_hours()):
        store.count_call("TestKey", "")
    clock.advance(61)
    assert code(call("TestKey")) == -1
    clock.advance(3600)
    for _ in range(500 - store.calls_in_24_hours()):
        store.count_call("TestKey", "")
    clock.advance(3601)
    assert code(call("TestKey")) == -1
    clock.advance(86_400)
    assert code(call("TestKey")) == 1


def test_refused_calls_count_unless_switched_off(call: Call, sandbox: SandboxServer) -> None:
    sandbox.state.switches.fattura24.per_minute = 1
    for _ in range(5):
        call("TestKey")
    assert sandbox.state.fattura24.calls_in_24_hours() == 5
    sandbox.state.switches.fattura24.refused_calls_count = False
    call("TestKey")
    assert sandbox.state.fattura24.calls_in_24_hours() == 5


def test_nothing_is_written_beyond_the_limit(call: Call, sandbox: SandboxServer) -> None:
    sandbox.state.switches.fattura24.per_minute = 1
    call("TestKey")
    xml = "<Fattura24><Document><CustomerName>A</CustomerName></Document></Fattura24>"
    assert code(call("SaveCustomer", xml=xml)) == -1
    assert sandbox.state.fattura24.writes.total() == 0
    sandbox.state.switches.fattura24.limits = False
    assert code(call("SaveCustomer", xml=xml)) == 0


@pytest.mark.parametrize(("style", "status"), [("returncode", 200), ("429", 429), ("503", 503)])
def test_refusal_styles(call: Call, sandbox: SandboxServer, style: str, status: int) -> None:
    sandbox.state.switches.change({"fattura24": {"limit_style": style, "per_minute": 1}})
    call("TestKey")
    answer = call("TestKey")
    assert answer.status_code == status
    if status == 200:
        assert code(answer) == -1


def test_call_log(call: Call, sandbox: SandboxServer) -> None:
    call("TestKey", source="Ponte24 0.1.0")
    call("SaveCustomer", xml="")
    answer = call("GetCallLog", page="1", pageSize="2")
    assert (code(answer), number(answer, "totalRecord")) == (0, 3)
    logs = ET.fromstring(answer.text).findall("log")
    assert [log.findtext("serviceName") for log in logs] == ["GetCallLog", "SaveCustomer"]
    second = ET.fromstring(call("GetCallLog", page="2", pageSize="2").text).findall("log")
    assert [log.findtext("serviceName") for log in second] == ["SaveCustomer", "TestKey"]
    assert second[1].findtext("source") == "Ponte24 0.1.0"
    assert (second[1].findtext("deliveryTime") or "").isdigit()


def test_call_log_answers_beyond_the_limits_unless_switched(call: Call, sandbox: SandboxServer) -> None:
    sandbox.state.switches.fattura24.per_minute = 1
    call("TestKey")
    assert code(call("GetCallLog")) == 0
    sandbox.state.switches.fattura24.call_log_ignores_limits = False
    assert code(call("GetCallLog")) == -1


def test_counter_forgets_after_24_hours(call: Call, sandbox: SandboxServer) -> None:
    call("TestKey")
    sandbox.state.clock.advance(86_400)
    assert number(call("TestKey"), "totalCallInLast24Hour") == 1
    assert number(call("GetCallLog"), "totalRecord") == 2


def test_the_fiscal_code_counts_only_without_a_vat_code_when_switched(save: Save, sandbox: SandboxServer) -> None:
    sandbox.state.switches.fattura24.match_by = "vat_code_first"
    first = save(CustomerName="Rossi", CustomerFiscalCode=CODE)
    assert save(CustomerName="Rossi", CustomerFiscalCode=CODE)["id"] == first["id"]
    assert save(CustomerName="Rossi", CustomerFiscalCode=CODE, CustomerVatCode=VAT)["id"] != first["id"]


def test_names_are_cut_and_shouted_when_switched(save: Save, sandbox: SandboxServer) -> None:
    sandbox.state.switches.change({"fattura24": {"name_room": 12, "capitals": True}})
    held = stored(sandbox, save(CustomerName="Forno Rossi e Figli", CustomerCity="Asti", CustomerEmail="a@b.it")["id"])
    assert (held.name, held.city, held.email) == ("FORNO ROSSI", "ASTI", "a@b.it")
