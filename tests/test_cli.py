"""The command line as scripts use it: exit codes, JSON on standard output alone, messages elsewhere."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from app.cli import main
from app.logs import close_logging
from app.paths import Home
from app.sandbox.fattura24.rubrica import export_csv
from app.sandbox.server import SandboxServer
from app.store import Store
from app.texts import LANGUAGES, catalogue

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer(seed=5, contacts=20) as server:
        server.state.switches.change({"highlevel": {"search_lag_seconds": 0}})
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
def connected(run: Run, sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Connect both accounts and return the export of the address book."""
    monkeypatch.setenv("PONTE24_HIGHLEVEL_TOKEN", sandbox.token)
    monkeypatch.setenv("PONTE24_FATTURA24_KEY", sandbox.api_key)
    code, out, _ = run(
        "connect",
        "highlevel",
        "--location",
        sandbox.location_id,
        "--base-url",
        sandbox.highlevel_url,
        "--token-stdin",
        stdin=f"{sandbox.token}\n",
    )
    assert (code, out) == (0, "HighLevel connected: Bottega Ponte\n")
    code, out, _ = run(
        "connect", "fattura24", "--base-url", sandbox.fattura24_url, "--key-stdin", stdin=f"{sandbox.api_key}\n"
    )
    assert code == 0
    export = tmp_path / "rubrica.csv"
    export.write_bytes(export_csv(sandbox.state.fattura24.customers.values(), "utf-8-sig"))
    return export


def test_the_whole_way_with_json_for_scripts(run: Run, connected: Path) -> None:
    code, out, _ = run("import", "--json", str(connected))
    report = json.loads(out)[0]
    assert (code, report["refused"]) == (0, [])
    assert report["read"] == report["new"] + report["left_out"]
    code, out, err = run("plan", "--json")
    plan = json.loads(out)
    assert code in (0, 3)
    assert "Comparing" in err
    assert set(plan["summary"]) >= {"create", "update", "link", "conflict", "unchanged", "deferred"}
    assert set(plan["actions"][0]) >= {"id", "kind", "side", "record", "title", "link", "fields", "deferred_until"}
    creates = sum(a["kind"] == "create" and a["side"] == "highlevel" and a["included"] for a in plan["actions"])
    assert plan["summary"]["create"]["highlevel"] == creates
    code, out, _ = run("apply", "--plan", plan["plan"], "--yes", "--json")
    result = json.loads(out)
    assert code in (0, 3)
    assert result["applied"] > 0
    assert (result["failed"], result["stale"], result["deferred"], result["errors"]) == (0, 0, 0, [])
    code, out, _ = run("plan", "--json")
    second = json.loads(out)
    assert second["calls"] == {"highlevel": 0, "fattura24": 0}
    assert {a["kind"] for a in second["actions"]} <= {"conflict"}
    code, out, _ = run("status", "--json")
    status = json.loads(out)
    assert status["links"] > 0
    assert status["budget"][0]["left"] + status["budget"][0]["used"] == 30
    assert run("log", "--json")[0] == 0
    code, out, _ = run("undo", "--yes", "--json")
    assert (code, json.loads(out)["failed"]) == (0, 0)


def test_without_yes_it_asks_and_only_the_right_number_applies(run: Run, connected: Path) -> None:
    run("import", str(connected))
    plan = json.loads(run("plan", "--json")[1])
    code, _, err = run("apply", stdin="no\n")
    assert code == 3
    assert "nothing was changed" in err
    number = next(word for word in err.split() if word.isdigit() and f"Type {word} to apply" in err)
    code, out, _ = run("apply", stdin=f"{number}\n")
    assert code in (0, 3)
    assert f"Applied {number}" in out
    assert plan["plan"] not in run("plan")[1]


def test_sync_stops_at_the_first_runs_guard_and_then_goes_alone(run: Run, connected: Path) -> None:
    run("import", str(connected))
    code, out, err = run("sync", "--yes", "--json")
    assert (code, out) == (6, "")
    assert "first synchronisation" in err
    run("plan")
    run("apply", "--yes")
    assert run("sync", "--yes")[0] in (0, 3)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("plan",), 4),
        (("apply", "--yes"), 2),
        (("apply", "--plan", "nope", "--yes"), 2),
        (("resolve", "nope", "A1", "--choose", "skip"), 2),
        (("undo", "--yes"), 2),
        (("bogus",), 2),
        (("connect", "highlevel", "--location", "x", "--oauth"), 2),
        (("connect", "highlevel", "--location", "x"), 2),
        (("import", "no-such-file.csv"), 1),
        (("sandbox", "serve", "--faults", "no-such-fault"), 2),
        (("status",), 0),
    ],
)
def test_exit_codes_of_what_cannot_be_done(run: Run, words: tuple[str, ...], code: int) -> None:
    assert run(*words)[0] == code


def test_a_wrong_token_says_what_to_do_in_the_owners_language(run: Run, sandbox: SandboxServer) -> None:
    code, out, err = run(
        "connect",
        "highlevel",
        "--location",
        sandbox.location_id,
        "--base-url",
        sandbox.highlevel_url,
        "--token-stdin",
        stdin="wrong\n",
        lang="it",
    )
    assert (code, out) == (4, "")
    assert "HighLevel non accetta il token" in err
    assert "wrong" not in err


def test_one_bad_file_does_not_keep_the_others_from_being_read(run: Run, tmp_path: Path, connected: Path) -> None:
    pdf = tmp_path / "fake.csv"
    pdf.write_bytes(b"%PDF-1.7 nothing to see")
    code, out, err = run("import", str(pdf), str(connected))
    assert code == 1
    assert "rubrica.csv" in out
    assert "PDF" in err


def test_an_unknown_mistake_becomes_words_and_an_exit_code(
    run: Run, monkeypatch: pytest.MonkeyPatch, allow_error_logs: list[Any]
) -> None:
    def broken(*_args: object, **_more: object) -> None:
        raise ZeroDivisionError("boom")

    monkeypatch.setattr("app.assembly.build", broken)
    code, _, err = run("status")
    assert code == 1
    assert "ZeroDivisionError" in err
    assert allow_error_logs


def test_both_languages_hold_the_same_texts_with_the_same_placeholders() -> None:
    import string

    italian, english = (catalogue(language) for language in LANGUAGES)
    assert set(italian) == set(english)
    for key, text in italian.items():
        fields = [{name for _, name, _, _ in string.Formatter().parse(t) if name} for t in (text, english[key])]
        assert fields[0] == fields[1], key


def test_an_action_is_explained_from_the_stored_plan_without_reading_again(
    run: Run, connected: Path, sandbox: SandboxServer
) -> None:
    assert run("plan", "--explain", "A1")[0] == 2, "there is no plan yet"
    run("import", str(connected))
    plan = json.loads(run("plan", "--json")[1])
    create = next(a for a in plan["actions"] if a["kind"] == "create" and a["record"] == "contact")
    sandbox.state.traffic.reset()
    code, out, err = run("plan", "--explain", create["id"])
    assert (code, err) == (0, "")
    assert create["title"] in out
    assert f"it is created in {'HighLevel' if create['side'] == 'highlevel' else 'Fattura24'}." in out
    told = json.loads(run("plan", "--explain", create["id"], "--json", lang="it")[1])
    assert told["action"] == create["id"]
    assert "viene creato in" in told["explanation"]
    assert sandbox.state.traffic.as_list() == [], "nothing was asked"
    assert run("plan", "--explain", "A9999")[0] == 2


def test_conflicts_are_resolved_all_at_once_and_always(run: Run, connected: Path, sandbox: SandboxServer) -> None:
    run("import", str(connected))
    run("plan")
    run("apply", "--yes")
    for contact in list(sandbox.state.highlevel.contacts.values()):
        if contact.get("customFields") and contact.get("email"):
            sandbox.state.edit_contact(contact["id"], {"email": f"crm.{contact['email']}"})
    for customer in list(sandbox.state.fattura24.customers.values()):
        if customer.email:
            sandbox.state.edit_customer(customer.id, {"email": f"f24.{customer.email}"})
    connected.write_bytes(export_csv(sandbox.state.fattura24.customers.values(), "utf-8-sig"))
    run("import", "--yes", str(connected))
    plan = json.loads(run("plan", "--json")[1])
    asked = [a["id"] for a in plan["actions"] if a["kind"] == "conflict" and a["link"] and not a["decision"]]
    assert len(asked) > 3
    assert run("resolve", plan["plan"], "--choose", "highlevel")[0] == 2, "neither actions nor all conflicts"
    assert run("resolve", plan["plan"], asked[0], "--all-conflicts", "--choose", "highlevel")[0] == 2
    code, out, _ = run("resolve", plan["plan"], asked[0], asked[1], "--choose", "skip")
    assert (code, out) == (0, "2 decisions kept: skip\n")
    code, out, _ = run("resolve", plan["plan"], "--all-conflicts", "--field", "city", "--choose", "skip")
    assert (code, out) == (0, "0 decisions kept: skip\n")
    code, out, _ = run("resolve", plan["plan"], "--all-conflicts", "--always", "--choose", "highlevel")
    assert code == 0
    assert out.startswith(f"{len(asked) - 2} decisions kept: highlevel\nThis side is right for these fields")
    again = json.loads(run("plan", "--json")[1])
    waiting = [a for a in again["actions"] if a["kind"] == "conflict" and a["link"] and not a["decision"]]
    assert waiting == [], "the rule holds for the next plan"


def test_an_unusual_import_ends_with_6_and_takes_nothing_over(
    run: Run, connected: Path, sandbox: SandboxServer
) -> None:
    run("import", str(connected))
    before = json.loads(run("status", "--json")[1])["mirror"]
    for customer in list(sandbox.state.fattura24.customers.values()):
        sandbox.state.edit_customer(customer.id, {"city": "Ivrea"})
    connected.write_bytes(export_csv(sandbox.state.fattura24.customers.values(), "utf-8-sig"))
    code, out, err = run("import", str(connected), "--json")
    assert code == 6
    (told,) = json.loads(out)
    assert told["taken_over"] is False and told["guards"] == ["import_many_changed"]
    assert told["difference"]["changed"] > 5 and told["difference"]["examples"][0]["fields"][0]["after"] == "Ivrea"
    assert "Ivrea" in err and "--yes" in err
    assert json.loads(run("status", "--json")[1])["mirror"] == before
    assert run("import", str(connected), "--yes")[0] == 0
    assert [s["source"] for s in before["sources"]] == ["export"]


def test_new_customers_are_handed_over_and_no_plan_sends_them(
    run: Run, connected: Path, sandbox: SandboxServer, tmp_path: Path
) -> None:
    run("import", str(connected))
    customers = json.loads(run("status", "--json")[1])["contacts"]["fattura24"]
    plan = json.loads(run("plan", "--json")[1])
    new = plan["summary"]["create"]["fattura24"]
    assert new > 3 and plan["warnings"] == []
    assert run("handover", "--out", str(tmp_path / "c.csv"))[0] == 2, "nothing has to wait"
    code, out, _ = run("handover", "--out", str(tmp_path / "c.csv"), "--all", "--json")
    assert code == 0 and json.loads(out)["creates"] == new
    assert len((tmp_path / "c.csv").read_text("utf-8-sig").splitlines()) >= new + 1
    before = len(sandbox.state.fattura24.customers)
    code, out, err = run("plan", "--json")
    again = json.loads(out)
    assert again["summary"]["create"]["fattura24"] == 0
    assert [w["key"] for w in again["warnings"]] == ["handover_open"] and "file" in err
    run("apply", "--yes")
    assert len(sandbox.state.fattura24.customers) == before
    assert json.loads(run("handover", "--json")[1])["open"] == new
    state = json.loads(run("status", "--json")[1])
    assert (state["unconfirmed"], state["handover"]["open"]) == (0, new), "nothing of it was sent"
    assert state["contacts"]["fattura24"] == customers
    code, out, _ = run("handover", "--settle", "send", "--yes")
    assert code == 0 and str(new) in out
    assert json.loads(run("plan", "--json")[1])["summary"]["create"]["fattura24"] == new


def test_customers_are_joined_and_parted_by_hand(run: Run, connected: Path) -> None:
    assert run("import", str(connected))[0] == 0
    run("plan")
    code, out, _ = run("customers", "--json")
    found = json.loads(out)
    assert code == 0
    assert {"id", "code", "address", "contact", "to_collect_cents", "overdue_cents"} <= found[0].keys()
    code, out, _ = run("customers", "--search", found[0]["company"] or found[0]["last_name"])
    assert code == 0
    assert found[0]["id"] in out
    assert run("unlink", found[0]["id"])[0] == 2, "it is not linked yet"
    assert run("link", found[0]["id"], "nobody")[0] == 2
    code, out, _ = run("plan", "--json")
    pair = next(a for a in json.loads(out)["actions"] if a["kind"] == "link")
    assert run("link", pair["source_id"], pair["target_id"])[0] == 0
    assert run("link", pair["source_id"], pair["target_id"])[1] == "These two were linked already.\n"
    (one,) = (c for c in json.loads(run("customers", "--json")[1]) if c["id"] == pair["source_id"])
    assert one["contact"] == pair["target_id"]
    assert run("unlink", pair["source_id"])[0] == 0


def test_what_fattura24_takes_no_more_ends_with_5_and_is_taken_up_later(
    run: Run, connected: Path, sandbox: SandboxServer, tmp_path: Path
) -> None:
    """A limit is no failure: the rest is named with its time, and nothing is sent against it."""
    run("import", str(connected))
    run("plan")
    with closing(Store.open(Home(tmp_path / "home"))) as store:
        for n in range(500):
            store.budget.spend("fattura24", time.time() - 7_200 - n)
    known = len(sandbox.state.fattura24.customers)
    code, out, _ = run("apply", "--yes", "--json")
    told = json.loads(out)
    assert (code, told["failed"], told["errors"]) == (5, 0, [])
    assert told["applied"] > 0 and told["deferred"] > 0 and told["calls"]["fattura24"] == 0
    assert len(sandbox.state.fattura24.customers) == known


def test_a_service_that_asks_to_slow_down_ends_with_5(run: Run, connected: Path, sandbox: SandboxServer) -> None:
    run("import", str(connected))
    run("plan")
    sandbox.state.switches.change({"fattura24": {"per_hour": 1, "limit_style": "429"}})
    code, _, err = run("apply", "--yes")
    assert code == 5 and "slow down" in err
