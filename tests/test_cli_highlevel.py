"""``highlevel call`` by the command line: checked, told, confirmed, sent."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cli import main
from app.errors import ExitCode
from app.sandbox.server import SandboxServer


@pytest.fixture
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer(contacts=5) as server:
        yield server


@pytest.fixture
def home(tmp_path: Path, sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch) -> str:
    home = str(tmp_path / "home")
    monkeypatch.setattr("sys.stdin", io.StringIO(sandbox.token))
    args = ["connect", "highlevel", "--location", sandbox.location_id, "--base-url", sandbox.highlevel_url]
    assert main(["--home", home, "--lang", "it", *args, "--token-stdin"]) == ExitCode.DONE
    return home


def call(home: str, *args: str) -> int:
    return main(["--home", home, "--lang", "it", "highlevel", "call", *args])


def test_a_read_is_answered_at_once_and_a_write_only_when_confirmed(
    home: str, sandbox: SandboxServer, capsys: pytest.CaptureFixture[str]
) -> None:
    contact = next(iter(sandbox.state.highlevel.contacts))
    capsys.readouterr()
    assert call(home, "get-contact", "--input", json.dumps({"contactId": contact}), "--json") == ExitCode.DONE
    assert json.loads(capsys.readouterr().out)["contact"]["id"] == contact
    given = json.dumps({"contactId": contact, "tags": ["insoluto"]})
    assert call(home, "add-tags", "--input", given, "--dry-run", "--json") == ExitCode.DONE
    assert json.loads(capsys.readouterr().out)["path"] == f"/contacts/{contact}/tags"
    assert "insoluto" not in sandbox.state.highlevel.contacts[contact].get("tags", [])
    assert call(home, "add-tags", "--input", given, "--yes", "--json") == ExitCode.DONE
    told = capsys.readouterr()
    assert "si può rimettere" in told.err
    assert "insoluto" in json.loads(told.out)["tags"]


def test_what_destroys_wants_its_name_typed(
    home: str, sandbox: SandboxServer, capsys: pytest.CaptureFixture[str]
) -> None:
    contact = next(iter(sandbox.state.highlevel.contacts))
    note = json.dumps({"contactId": contact, "body": "x"})
    capsys.readouterr()
    assert call(home, "create-note", "--input", note, "--yes") == ExitCode.DONE
    made = json.loads(capsys.readouterr().out)["note"]["id"]
    given = json.dumps({"contactId": contact, "id": made})
    assert call(home, "delete-note", "--input", given, "--yes", "--confirm", "delete") == ExitCode.GUARD
    assert call(home, "delete-note", "--input", given, "--confirm", "delete-note") == ExitCode.DONE


def test_refused_unknown_and_wrong_inputs_send_nothing_and_say_why(
    home: str, sandbox: SandboxServer, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    before = sandbox.state.traffic.count()
    assert call(home, "delete-contact", "--input", '{"contactId": "x"}') == ExitCode.USAGE
    assert "organizzato" in capsys.readouterr().err
    assert call(home, "put-location") == ExitCode.USAGE
    assert "agenzie" in capsys.readouterr().err
    assert call(home, "open-sesame") == ExitCode.USAGE
    assert call(home, "add-tags", "--input", '{"tags": "a"}') == ExitCode.USAGE
    assert "contactId: missing; tags: a list is wanted" in capsys.readouterr().err
    assert call(home, "add-tags", "--input", "{\n nonsense") == ExitCode.USAGE
    assert "riga 2" in capsys.readouterr().err
    assert call(home, "add-tags", "--input", f"@{tmp_path / 'none.json'}") == ExitCode.USAGE
    assert sandbox.state.traffic.count() == before
