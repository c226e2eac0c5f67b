"""Mishaps in the middle of a run on the command line: exit code, words, JSON, and a rerun that completes."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from app.cli import main
from app.logs import close_logging
from app.sandbox.fattura24.rubrica import export_csv
from app.sandbox.server import SandboxServer

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer(seed=3, contacts=6) as server:
        server.state.switches.change({"highlevel": {"search_lag_seconds": 0}})
        yield server


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], sandbox: SandboxServer
) -> Iterator[Run]:
    monkeypatch.setenv("PONTE24_HIGHLEVEL_TOKEN", sandbox.token)
    monkeypatch.setenv("PONTE24_FATTURA24_KEY", sandbox.api_key)

    def command(*words: str, stdin: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        capsys.readouterr()
        code = main(["--home", str(tmp_path / "home"), "--lang", "it", *words])
        told = capsys.readouterr()
        return code, told.out, told.err

    place = ("--location", sandbox.location_id, "--base-url", sandbox.highlevel_url, "--token-stdin")
    assert command("connect", "highlevel", *place, stdin=sandbox.token + "\n")[0] == 0
    key = ("--base-url", sandbox.fattura24_url, "--key-stdin")
    assert command("connect", "fattura24", *key, stdin=sandbox.api_key + "\n")[0] == 0
    export = tmp_path / "rubrica.csv"
    export.write_bytes(export_csv(sandbox.state.fattura24.customers.values(), "utf-8-sig"))
    assert command("import", str(export))[0] == 0
    yield command
    close_logging()


@pytest.mark.parametrize(
    ("fault", "code", "words"),
    [
        ("401-token", 4, "HighLevel non accetta il token"),
        ("401-scope", 4, "In HighLevel manca un permesso"),
        ("huge", 1, "La risposta di HighLevel"),
    ],
)
def test_a_run_that_is_struck_says_so_and_the_next_one_completes_it(
    run: Run, sandbox: SandboxServer, fault: str, code: int, words: str
) -> None:
    plan = json.loads(run("plan", "--json")[1])
    sandbox.state.faults.add(fault, service="highlevel", after=16)
    struck, out, _ = run("apply", "--plan", plan["plan"], "--yes", "--json")
    assert struck == code
    result = json.loads(out)
    assert words in result["errors"][-1]["detail"]
    assert result["deferred"] + result["failed"] > 0
    _, told, _ = run("status")
    assert "HighLevel" in told
    sandbox.state.faults.clear()
    assert run("sync", "--yes")[0] in (0, 3)
    last = json.loads(run("plan", "--json")[1])
    assert not [a for a in last["actions"] if a["kind"] in ("create", "update", "link")]
    emails = [c["email"] for c in sandbox.state.highlevel.contacts.values() if c.get("email")]
    assert len(emails) == len(set(emails))


def test_webhooks_are_served_until_the_process_is_asked_to_end(
    run: Run, sandbox: SandboxServer, tmp_path: Path
) -> None:
    run("plan")
    key = tmp_path / "key.pem"
    key.write_text(sandbox.state.webhooks.keys.public_pem, encoding="ascii")
    home = ["--home", str(tmp_path / "home"), "--lang", "it"]
    command = [sys.executable, "-m", "app", *home, "webhooks", "serve", "--port", "0", "--public-key", str(key)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            url = json.loads(process.stdout.readline())["url"]
            assert url.startswith("http://127.0.0.1:")
            sender = sandbox.state.webhooks
            sender.register(url)
            sender.installed = True
            gone = next(iter(sandbox.state.highlevel.contacts))
            sandbox.state.delete_contact(gone)
            sender.deliver_due()
            assert [d.statuses for d in sender.deliveries] == [[200]]
            assert httpx.post(url, content=b"{}", trust_env=False).status_code == 401
        finally:
            process.terminate()
        _, err = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "Ricevo i webhook" in err
    found = json.loads(run("webhooks", "status", "--json")[1])
    assert (found["accepted"], found["refused"], found["marked"]) == (1, 1, 1)
    assert found["last_refusal"] == "unsigned"
    told = run("webhooks", "status")[1]
    assert "I webhook sono spenti" in told
    assert "Non aveva firma" in told
    sandbox.state.traffic.reset()
    run("plan")
    assert sandbox.state.traffic.count("highlevel", "GET", f"/contacts/{gone}") == 1
    assert json.loads(run("webhooks", "status", "--json")[1])["marked"] == 0


@pytest.mark.parametrize(
    ("words", "title"),
    [
        (("--public-key", "missing.pem"), "La chiave in missing.pem"),
        (("--port", "99999"), ""),
    ],
)
def test_a_wrong_key_or_port_is_a_usage_error(run: Run, words: tuple[str, ...], title: str) -> None:
    code, out, err = run("webhooks", "serve", *words)
    assert (code, out) == (2, "")
    assert title in err
