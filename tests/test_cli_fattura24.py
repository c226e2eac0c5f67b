"""``ponte24 fattura24 …`` against the sandbox: what it prints, asks, writes and answers with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.sandbox.clock import SandboxClock
from app.sandbox.server import SandboxServer
from app.texts import LANGUAGES
from tests.test_cli import Run
from tests.test_cli import run as run  # noqa: PLC0414  (a fixture, not a name used here)

DOCUMENT = """
type = "FE"
date = 2026-11-24
[customer]
name = "Bar Sport"
vat_code = "12345670017"
address = "Via Po 1"
postcode = "10121"
city = "Torino"
destination_code = "M5UXCR1"
[[rows]]
description = "Pane"
quantity = 10
price = "1.20"
vat_rate = 10
"""


@pytest.fixture
def shop(run: Run, monkeypatch: pytest.MonkeyPatch) -> Iterator[SandboxServer]:
    with SandboxServer(seed=5, contacts=5, clock=SandboxClock(manual=True)) as server:
        monkeypatch.setenv("PONTE24_FATTURA24_KEY", server.api_key)
        connected = run(
            "connect", "fattura24", "--base-url", server.fattura24_url, "--key-stdin", stdin=f"{server.api_key}\n"
        )
        assert connected[0] == 0
        yield server


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "fattura.toml"
    path.write_text(DOCUMENT, encoding="utf-8")
    return path


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_document_is_shown_and_sent_only_when_the_total_is_typed(
    run: Run, shop: SandboxServer, file: Path, lang: str
) -> None:
    code, out, err = run("fattura24", "save-document", str(file), stdin="yes\n", lang=lang)
    assert code == 3
    assert "13.20" in out
    assert "13.20" in err
    assert "SdI" in out
    assert not shop.state.fattura24.shelf.documents
    code, out, _ = run("fattura24", "save-document", str(file), stdin="13,20\n", lang=lang)
    assert code == 0
    (made,) = shop.state.fattura24.shelf.documents.values()
    assert f"docId {made.id}" in out
    code, out, err = run("fattura24", "save-document", str(file), "--yes", "--json", lang=lang)
    assert (code, json.loads(out)["doc_id"], json.loads(out)["calls"]) == (0, made.id, 0)
    assert made.number in err
    assert run("fattura24", "save-document", str(file), "--yes", "--again", lang=lang)[0] == 0
    assert len(shop.state.fattura24.shelf.documents) == 2
    listed = json.loads(run("fattura24", "documents", "--json", lang=lang)[1])
    assert [entry["outcome"] for entry in listed] == ["created", "created"]
    assert "xml" not in listed[0]
    assert made.number in run("fattura24", "documents", lang=lang)[1]


def test_mistakes_are_named_and_nothing_is_sent(run: Run, shop: SandboxServer, file: Path) -> None:
    file.write_text(DOCUMENT.replace("vat_rate = 10", "vat_rate = 0\nprize = 3"), encoding="utf-8")
    code, out, err = run("fattura24", "save-document", str(file), "--yes")
    assert (code, out) == (2, "")
    assert "rows[1].prize: there is no such field" in err
    file.write_text(DOCUMENT.replace("vat_rate = 10", "vat_rate = 0"), encoding="utf-8")
    code, _, err = run("fattura24", "save-document", str(file), "--yes")
    assert code == 2
    assert "rows[1].vat_nature: an e-invoice needs a reason" in err
    file.write_text("type = ", encoding="utf-8")
    code, _, err = run("fattura24", "save-document", str(file), "--yes")
    assert code == 1
    assert "Line 1" in err
    assert run("fattura24", "save-document", str(file.with_name("none.toml")))[0] == 1
    assert shop.state.traffic.count("fattura24", path="/SaveDocument") == 0


def test_a_lost_answer_waits_for_a_person_and_can_be_settled(
    run: Run, shop: SandboxServer, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.fattura24.documents.PATIENCE", ())
    shop.state.faults.add("cut-after", times=1, path="/SaveDocument")
    code, _, err = run("fattura24", "save-document", str(file), "--yes")
    assert code == 1
    assert "lost" in err
    code, out, err = run("fattura24", "save-document", str(file), "--yes")
    assert code == 3
    assert "look for it among your documents" in out
    shop.state.faults.add("cut-before", times=1, path="/SaveDocument")
    assert run("fattura24", "save-document", str(file), "--yes", "--again")[0] == 1
    lost = json.loads(run("fattura24", "documents", "--json")[1])[0]
    assert lost["outcome"] == "sending"
    assert run("fattura24", "settle", lost["request_id"], "--not-made")[0] == 0
    assert run("fattura24", "settle", lost["request_id"], "--made")[0] == 2


def test_the_pdf_is_written_whole_and_replaces_nothing(run: Run, shop: SandboxServer, file: Path) -> None:
    run("fattura24", "save-document", str(file), "--yes")
    (made,) = shop.state.fattura24.shelf.documents.values()
    folder = file.parent / "pdf"
    folder.mkdir()
    code, out, _ = run("fattura24", "get-file", made.id, "--out", str(folder), "--json")
    target = Path(json.loads(out)["file"])
    assert (code, target.parent, target.read_bytes()[:5]) == (0, folder, b"%PDF-")
    target.write_bytes(b"mine")
    before = shop.state.traffic.count("fattura24")
    assert run("fattura24", "get-file", made.id, "--out", str(target))[0] == 2
    assert (target.read_bytes(), shop.state.traffic.count("fattura24")) == (b"mine", before)
    assert run("fattura24", "get-file", made.id, "--out", str(target), "--force")[0] == 0
    assert target.read_bytes()[:5] == b"%PDF-"
    code, _, err = run("fattura24", "get-file", "1", "--out", str(folder / "x.pdf"))
    assert code == 1
    assert "docId" in err
    assert run("fattura24", "get-file", made.id, "--out", str(folder / "no" / "x.pdf"))[0] == 2
    assert [p.name for p in folder.iterdir()] == [target.name]


def test_lists(run: Run, shop: SandboxServer) -> None:
    expected = {"templates": "FatturaFe", "chart": "Catering", "numerators": "Fattura elettronica", "products": "PANE"}
    for command, word in expected.items():
        code, out, _ = run("fattura24", command)
        assert (code, word in out) == (0, True), command
        code, out, _ = run("fattura24", command, "--json")
        assert code == 0
        assert json.loads(out)
    assert [p["code"] for p in json.loads(run("fattura24", "products", "--code", "PANE", "--json")[1])] == ["PANE"]


def test_customers_and_items(run: Run, shop: SandboxServer, file: Path) -> None:
    code, out, err = run("fattura24", "save-customer", "--name", "Anna Neri", stdin="no\n")
    assert code == 3
    assert "cannot recognise it" in out
    code, out, _ = run(
        "fattura24", "save-customer", "--name", "Bar Sport", "--vat-code", "12345670017", "--yes", "--json"
    )
    saved = json.loads(out)["id"]
    assert shop.state.fattura24.customers[saved].vat_code == "12345670017"
    assert json.loads(run("status", "--json")[1])["mirror"]["customers"] == 1
    item = file.with_suffix(".json")
    item.write_text(
        json.dumps({"customer": {"name": "A"}, "rows": [{"description": "x", "price": 2, "vat_rate": 22}]}), "utf-8"
    )
    code, _, err = run("fattura24", "save-item", str(item), stdin="save\n")
    assert (code, len(shop.state.fattura24.shelf.items)) == (0, 1), err
    assert run("fattura24", "save-item", str(item), stdin="")[0] == 3
    assert json.loads(run("fattura24", "save-item", str(item), "--yes", "--json")[1]) == {"saved": True}


def test_key_calls_and_expiry(run: Run, shop: SandboxServer, monkeypatch: pytest.MonkeyPatch) -> None:
    told = json.loads(run("fattura24", "test-key", "--json")[1])
    assert (told["plan_type"], told["calls_24h"]) == ("5", 2)
    for _ in range(20):
        shop.state.fattura24.count_call("SaveDocument", "shop")
    code, out, _ = run("fattura24", "call-log", "--json")
    log = json.loads(out)
    assert (code, log["total"], log["foreign"], log["dated"]) == (0, 23, 20, True)
    assert [c["service"] for c in log["calls"][:2]] == ["GetCallLog", "SaveDocument"]
    assert "24 calls" in run("fattura24", "call-log")[1]
    shown = json.loads(run("status", "--json")[1])
    assert shown["budget"][2]["used"] >= 23
    assert isinstance(shown["accounts"]["fattura24"]["days_left"], int)
    # the subscription ends at a date of the sandbox's clock; the program's clock is the machine's
    import time

    shop.state.clock.advance(time.time() - shop.state.clock.now())
    for days, word in ((20, "ends on"), (-3, "ended on")):
        shop.state.switches.change({"fattura24": {"days_left": days}})
        code, out, err = run("fattura24", "test-key")
        assert (code, word in err) == (0, True), err
        assert word in run("status")[2]
    shop.state.switches.change({"fattura24": {"days_left": 90}})
    run("fattura24", "test-key")
    assert run("status")[2] == ""


def test_used_up_limits_and_refused_keys_have_their_exit_codes(
    run: Run, shop: SandboxServer, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(600):
        shop.state.fattura24.count_call("SaveDocument", "shop")
    shop.state.switches.change({"fattura24": {"limits": False}})
    run("fattura24", "test-key")
    before = shop.state.traffic.count("fattura24")
    code, out, err = run("fattura24", "save-document", str(file), "--yes")
    assert (code, out.count("docId")) == (5, 0)
    assert "limit" in err
    assert shop.state.traffic.count("fattura24") == before
    monkeypatch.setenv("PONTE24_FATTURA24_KEY", "x" * 32)
    assert run("fattura24", "templates")[0] == 5
    assert run("--help")[0] == 0


def test_a_refused_key(run: Run, shop: SandboxServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PONTE24_FATTURA24_KEY", "x" * 32)
    code, _, err = run("fattura24", "test-key")
    assert code == 4
    assert "x" * 32 not in err
