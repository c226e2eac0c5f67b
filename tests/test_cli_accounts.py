"""Connecting, checking and disconnecting on the command line, with a scripted browser against the sandbox."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.cli import main
from app.connectors.highlevel.sign_in.oauth_address import redirect_uri
from app.logs import close_logging
from app.sandbox.highlevel.sign_in.oauth import WHITE_LABEL
from app.sandbox.server import SandboxServer
from app.services.accounts.access import AccountAccess
from tests.connectors.oauth_bench import Person, free_ports

Run = Callable[..., tuple[int, str, str]]
DAY = 86_400.0


@pytest.fixture
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer(seed=5, contacts=2) as server:
        yield server


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    def command(*words: str, stdin: str = "", lang: str = "en") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        capsys.readouterr()
        code = main(["--home", str(tmp_path / "home"), "--lang", lang, *words])
        told = capsys.readouterr()
        return code, told.out, told.err

    yield command
    close_logging()


@pytest.fixture
def person(sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch) -> Person:
    """Whoever opens the addresses that the command opens."""
    ports = free_ports()
    for app in sandbox.state.oauth.apps.values():
        app.redirect_uris = [redirect_uri(port) for port in ports]
    made, original = Person(), AccountAccess.__init__

    def prepared(self: AccountAccess, *args: Any, **more: Any) -> None:
        original(self, *args, **more, open_browser=made.open, ports=ports)

    monkeypatch.setattr(AccountAccess, "__init__", prepared)
    return made


def by_oauth(sandbox: SandboxServer, *more: str) -> list[str]:
    words = ["connect", "highlevel", "--oauth", "--location", sandbox.location_id]
    words += ["--base-url", sandbox.highlevel_url, "--authorize-url", sandbox.authorize_url()]
    return [*words, "--client-id", sandbox.client.client_id, *more]


def test_signing_in_by_the_command_line_from_connect_to_disconnect(
    run: Run, sandbox: SandboxServer, person: Person, memory_keyring: Any
) -> None:
    secret = sandbox.client.client_secret
    code, out, err = run(*by_oauth(sandbox), stdin=f"{secret}\n")
    assert (code, out) == (0, "HighLevel connected: Bottega Ponte\n")
    assert "opens in your browser" in err and person.addresses[0] in err and secret not in err
    account = json.loads(run("status", "--json")[1])["accounts"]["highlevel"]
    assert (account["state"], account["method"], account["age_days"]) == ("connected", "oauth", 0)
    assert (account["rotate_due"], account["problem"], account["missing_permissions"]) == (False, None, [])
    assert "signed in today" in run("status")[1]
    code, out, _ = run("check", "highlevel")
    assert (code, out) == (0, "HighLevel answers: Bottega Ponte. What is kept works.\n")
    # a person who has to sign in once more need not look for the secret again
    assert run(*by_oauth(sandbox), stdin="\n")[0] == 0
    code, out, _ = run("disconnect", "highlevel")
    assert code == 0 and "deleted all its secrets" in out
    assert memory_keyring.secrets == {}
    assert run("check", "highlevel")[0] == 4


def test_without_a_browser_it_prints_what_to_open(run: Run, sandbox: SandboxServer, person: Person) -> None:
    class Reader(io.StringIO):
        """Opens by hand what the terminal shows."""

        def write(self, text: str) -> int:
            if "chooselocation" in text:
                person.open(next(word for word in text.split() if word.startswith("http")))
            return super().write(text)

    shown = Reader()
    monkey = pytest.MonkeyPatch()
    with monkey.context() as patched:
        patched.setattr("sys.stderr", shown)
        code, out, _ = run(*by_oauth(sandbox, "--no-browser"), stdin=f"{sandbox.client.client_secret}\n", lang="it")
    assert (code, out) == (0, "HighLevel collegato: Bottega Ponte\n")
    assert "Apri questo indirizzo" in shown.getvalue() and "ssh -L" in shown.getvalue()


def test_the_client_id_may_come_from_the_environment_and_the_white_label_host_is_a_choice(
    run: Run, sandbox: SandboxServer, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = sandbox.state.oauth.app_of(WHITE_LABEL)
    monkeypatch.setenv("PONTE24_HIGHLEVEL_CLIENT_ID", app.client_id)
    words = ["connect", "highlevel", "--oauth", "--location", sandbox.location_id, "--white-label"]
    words += ["--base-url", sandbox.highlevel_url, "--authorize-url", sandbox.authorize_url(WHITE_LABEL)]
    assert run(*words, stdin=f"{app.client_secret}\n")[0] == 0


@pytest.mark.parametrize("decision", ["deny"])
def test_whoever_denies_gets_the_exit_code_of_refused_credentials(
    run: Run, sandbox: SandboxServer, person: Person, decision: str
) -> None:
    person.decision = decision
    code, out, err = run(*by_oauth(sandbox), stdin=f"{sandbox.client.client_secret}\n", lang="it")
    assert (code, out) == (4, "")
    assert "non è stato autorizzato" in err


def test_without_client_id_or_secret_it_says_what_is_missing(run: Run, sandbox: SandboxServer) -> None:
    words = ("connect", "highlevel", "--oauth", "--location", sandbox.location_id)
    code, _, err = run(*words, "--client-id", "abc-def", stdin="\n")
    assert code == 2 and "client ID or secret is missing" in err
    code, _, err = run(*words)
    assert code == 2 and "PONTE24_HIGHLEVEL_CLIENT_ID" in err


def token_words(sandbox: SandboxServer) -> list[str]:
    words = ["connect", "highlevel", "--location", sandbox.location_id]
    return [*words, "--base-url", sandbox.highlevel_url, "--token-stdin"]


def test_a_dead_access_says_connect_again_with_exit_code_4_everywhere(
    run: Run, sandbox: SandboxServer, person: Person
) -> None:
    run(*by_oauth(sandbox), stdin=f"{sandbox.client.client_secret}\n")
    words = ("connect", "fattura24", "--base-url", sandbox.fattura24_url, "--key-stdin")
    assert run(*words, stdin=f"{sandbox.api_key}\n")[0] == 0
    sandbox.state.oauth.revoke()
    code, _, err = run("plan")
    assert code == 4 and "HighLevel: connect again" in err
    assert json.loads(run("status", "--json")[1])["accounts"]["highlevel"]["problem"] == "highlevel_sign_in_again"
    assert "connect again" in run("status")[2]


def test_an_old_token_is_due_and_a_missing_permission_is_named_with_what_it_is_for(
    run: Run, sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox.state.highlevel.tokens[sandbox.token].scopes -= {"locations/customFields.readonly"}
    code, _, err = run(*token_words(sandbox), stdin=f"{sandbox.token}\n")
    assert code == 0
    assert "locations/customFields.readonly: reading VAT code" in err
    code, out, err = run("check", "highlevel", "--json")
    assert code == 3 and json.loads(out)["missing_permissions"] == ["locations/customFields.readonly"]
    sandbox.state.highlevel.tokens[sandbox.token].scopes -= {"locations/tasks.readonly"}
    sandbox.state.highlevel.tokens[sandbox.token].scopes |= {"locations/customFields.readonly"}
    code, _, err = run("check", "highlevel", lang="it")
    assert (code, "locations/tasks.readonly: leggere le attività" in err) == (0, True)

    class Later:
        def now(self) -> float:
            import time

            return time.time() + 91 * DAY

    monkeypatch.setattr("app.assembly.clock", Later)
    account = json.loads(run("status", "--json")[1])["accounts"]["highlevel"]
    assert account["rotate_due"] is True and account["age_days"] == 91
    assert "il token ha 91 giorni" in run("status", lang="it")[2].lower()


def test_a_check_of_fattura24_costs_one_call_and_says_so_in_the_budget(run: Run, sandbox: SandboxServer) -> None:
    words = ("connect", "fattura24", "--base-url", sandbox.fattura24_url, "--key-stdin")
    run(*words, stdin=f"{sandbox.api_key}\n")
    before = json.loads(run("status", "--json")[1])["budget"][0]["used"]
    assert run("check", "fattura24")[0] == 0
    assert json.loads(run("status", "--json")[1])["budget"][0]["used"] == before + 1
