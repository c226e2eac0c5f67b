"""Every command with customers who call themselves what a terminal, a spreadsheet or a JSON reader would obey."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.cli import main
from app.logs import close_logging
from app.sandbox.fattura24.rubrica import export_csv
from app.sandbox.server import SandboxServer
from tests.nasty import HALF, NASTY

Run = Callable[..., tuple[int, str, str]]

OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What a terminal obeys, or turns a line with; line ends and tabs are the program's own."""

COMMANDS = [
    ("status",),
    ("plan",),
    ("plan", "--json"),
    ("customers",),
    ("customers", "--json"),
    ("customers", f"\x1b[31m{HALF}"),
    ("sync", "--yes"),
    ("plan", "--json"),
    ("log",),
    ("log", "--json"),
    ("agenda", "add", NASTY + HALF, "--body", NASTY),
    ("agenda",),
    ("agenda", "--json"),
    ("agenda", "--all", "--json"),
    ("agenda", "checklist"),
    ("agenda", "summary"),
    ("invoices",),
    ("invoices", "--json"),
    ("handover", "--json"),
    ("settings",),
    ("settings", "create_tag", NASTY + HALF),
    ("settings", "--json"),
    ("webhooks", "status"),
    ("support",),
    ("forget", f"nobody \x1b[2J{HALF}"),
    ("link", f"\x1b[2J{HALF}", "\u202ex"),
    ("resolve", f"\x1b[2J{HALF}", "--choose", "\x1b[2J"),
    ("undo", f"\x1b]0;x\x07{HALF}"),
    ("import", f"no\x1b[31m\u202e\nfile{HALF}.csv"),
    ("restore", f"no\x1b[31m\u202e\nfile{HALF}.zip"),
    ("\x1b[31mno command\u202e",),
    ("status", "--no\x1b[31moption"),
    ("--lang", "\x1b[31m", "status"),
    ("fattura24", "customer", "no\x1b[31mfile.json"),
    ("fattura24", "document", "no\x1b[31mfile.json"),
    ("catalogue", "\x1b[31m"),
]


@pytest.fixture
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer(seed=5, contacts=4) as server:
        server.state.switches.change({"highlevel": {"search_lag_seconds": 0}})
        yield server


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], sandbox: SandboxServer
) -> Iterator[Run]:
    monkeypatch.setenv("PONTE24_HIGHLEVEL_TOKEN", sandbox.token)
    monkeypatch.setenv("PONTE24_FATTURA24_KEY", sandbox.api_key)

    def command(*words: str, stdin: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        capfd.readouterr()
        code = main(["--home", str(tmp_path / "home"), "--lang", "it", *words])
        told = capfd.readouterr()
        return code, told.out, told.err

    place = ("--location", sandbox.location_id, "--base-url", sandbox.highlevel_url, "--token-stdin")
    assert command("connect", "highlevel", *place, stdin=sandbox.token + "\n")[0] == 0
    key = ("--base-url", sandbox.fattura24_url, "--key-stdin")
    assert command("connect", "fattura24", *key, stdin=sandbox.api_key + "\n")[0] == 0
    yield command
    close_logging()


def test_no_command_stumbles_over_a_name_or_lets_a_terminal_obey_it(
    run: Run, sandbox: SandboxServer, tmp_path: Path
) -> None:
    contacts, customers = sandbox.state.highlevel.contacts, sandbox.state.fattura24.customers
    for number, name in enumerate((NASTY, f"Ida {HALF}", f"{HALF}{NASTY}", "Bar\x1b[2J\u202eSport")):
        sandbox.state.create_contact(
            {"firstName": name, "lastName": name, "companyName": name, "address1": name, "city": name,
             "email": f"nasty{number}@example.it", "tags": [name], "website": name}
        )  # fmt: skip
    for key, customer in list(customers.items())[:2]:
        customers[key] = replace(customer, name=NASTY, note=NASTY)
    assert len(contacts) >= 8
    export = tmp_path / "rubrica\x1b[31m\u202e.csv"
    export.write_bytes(export_csv(customers.values(), "utf-8-sig"))
    found: dict[str, str] = {}
    for words in (("import", str(export), "--yes"), ("plan",), *_files(tmp_path), *COMMANDS):
        code, out, err = run(*words)
        told = out + err
        if match := OBEYED.search(told):
            found[" ".join(words)[:60]] = f"{match[0]!r} in {told[max(0, match.start() - 60) : match.end() + 20]!r}"
        if "Traceback" in told or "inatteso" in told.lower():
            found[" ".join(words)[:60]] = told[-600:]
        if "--json" in words and code == 0:
            json.loads(out)
    assert found == {}
    for made in ("a.csv", "a.xlsx"):
        assert (tmp_path / made).exists()
    calendar = (tmp_path / "a.ics").read_bytes().decode()
    assert not OBEYED.search(calendar.replace("\r\n", "\n").replace("\u202e", ""))
    assert all(len(line.encode()) <= 75 for line in calendar.split("\r\n"))


def _files(folder: Path) -> list[tuple[str, ...]]:
    return [
        ("handover", "--out", str(folder / "a.csv"), "--all", "--updates"),
        ("handover", "--out", str(folder / "a.xlsx"), "--all", "--updates", "--again"),
        ("handover", "--settle", "drop", "--yes"),
        ("agenda", "export", str(folder / "a.ics")),
        ("backup", str(folder / f"b\x1b[31m{NASTY[:8].replace('/', '_')}.zip")),
        ("support", str(folder / "s\x1b[31m.zip")),
    ]
