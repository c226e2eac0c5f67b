"""The agenda on the command line: the promised JSON, exit codes, and a calendar file that another library reads."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import vobject

from app.cli import main
from app.logs import close_logging
from app.services.api.accounts import ROME
from tests.connectors.einvoice_samples import OWN, body, invoice, terms

Run = Callable[..., tuple[int, str, str]]

KEYS = [
    "id",
    "kind",
    "title",
    "body",
    "due",
    "time",
    "done",
    "removed",
    "customer",
    "customer_name",
    "contact",
    "assignee",
    "origin",
    "amount_cents",
]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    def command(*words: str, lang: str = "en") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(""))
        capsys.readouterr()
        code = main(["--home", str(tmp_path / "home"), "--lang", lang, *words])
        told = capsys.readouterr()
        return code, told.out, told.err

    yield command
    close_logging()


def test_the_book_by_hand_with_json_for_scripts(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("agenda", "--json")
    assert (code, json.loads(out)) == (0, [])
    code, out, _ = run("agenda", "add", "Call Anna", "--due", "29/03/2027", "--time", "9:05", "--body", "b", "--json")
    made = json.loads(out)
    assert (code, list(made)) == (0, KEYS)
    assert (made["kind"], made["due"], made["time"], made["body"], made["amount_cents"]) == (
        "own",
        "2027-03-29",
        "09:05",
        "b",
        None,
    )
    assert run("agenda", "add", "Without a day")[:2] == (0, "Task 2 added.\n")
    assert [t["title"] for t in json.loads(run("agenda", "--json")[1])] == ["Call Anna", "Without a day"]
    assert run("agenda", "done", made["id"])[0] == 0
    assert run("agenda", "remove", "2")[0] == 0
    assert json.loads(run("agenda", "--json")[1]) == []
    everything = json.loads(run("agenda", "--all", "--json")[1])
    assert [(t["done"], t["removed"]) for t in everything] == [(True, False), (False, True)]
    assert run("agenda", "reopen", made["id"])[0] == 0
    code, out, _ = run("agenda", "--all", lang="it")
    assert "29/03/2027 09:05" in out
    assert "[propria, tolta]" in out
    file = tmp_path / "a.ics"
    assert run("agenda", "export", str(file))[:2] == (0, f"1 events written to {file}.\n")
    event = next(iter(vobject.readOne(file.read_text()).vevent_list))
    # nine o'clock in Rome is seven in UTC: summer time has begun the day before
    assert event.dtstart.value == datetime(2027, 3, 29, 7, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "words",
    [
        ("agenda", "done", "7"),
        ("agenda", "reopen", "x"),
        ("agenda", "remove", "-"),
        ("agenda", "add", " "),
        ("agenda", "add", "x", "--due", "tomorrow"),
        ("agenda", "add", "x", "--time", "9:00"),
        ("agenda", "add", "x", "--due", "2026-12-01", "--time", "25:00"),
        ("agenda", "add", "x", "--customer", "77"),
        ("agenda", "--customer", "77"),
        ("agenda", "answer", "gone_paid", "yes"),
        ("agenda", "answer", "gone_paid", "perhaps"),
        ("invoices", "paid", "5"),
        ("invoices", "paid", "5", "--on", "31/02/2026"),
    ],
)
def test_what_cannot_be_ends_with_the_code_for_usage(run: Run, words: tuple[str, ...]) -> None:
    code, out, err = run(*words, lang="it")
    assert (code, out) == (2, "")
    assert "Traceback" not in err


def test_a_file_that_cannot_be_written_is_told(run: Run, tmp_path: Path) -> None:
    code, _, err = run("agenda", "export", str(tmp_path / "no" / "a.ics"), lang="it")
    assert code == 1
    assert "non si può scrivere" in err


def test_an_imported_invoice_fills_the_agenda_and_its_payment_empties_it(run: Run, tmp_path: Path) -> None:
    now = datetime.now(ROME).date()
    days = [(now + timedelta(days=n)).isoformat() for n in (3, -5)]
    parts = terms((days[0], "100.00"), (days[1], "22.00"))
    file = tmp_path / "IT01.xml"
    file.write_text(invoice(body("7", day=now.isoformat(), payment=parts)), encoding="utf-8")
    assert run("import", str(file))[0] in (0, 3)
    run("invoices", "--own-vat", OWN)
    tasks = {(t["kind"], t["due"], t["amount_cents"]) for t in json.loads(run("agenda", "--json")[1])}
    assert {("due", days[0], 10_000), ("overdue", days[1], 2_200)} <= tasks
    code, out, err = run("agenda", lang="it")
    assert "Scaduti: 22,00 €" in out
    code, out, _ = run("invoices", "paid", "7", "--instalment", "2", "--json")
    assert (code, len(json.loads(out)["changed"])) == (0, 1)
    assert run("invoices", "paid", "7", "--instalment", "2", lang="it")[1].startswith("La fattura 7 risultava già")
    left = [t["kind"] for t in json.loads(run("agenda", "--json")[1])]
    assert (left.count("due"), left.count("overdue"), left.count("followup")) == (1, 0, 1)
    assert run("invoices", "paid", "7", "--instalment", "2", "--take-back", lang="it")[0] == 0
    code, _, err = run("agenda", lang="it")
    assert (code, "si risponde nell'Agenda" in err) == (0, True)
    (asked,) = json.loads(run("agenda", "questions", "--json")[1])
    assert (asked["question"], len(asked["items"])) == ("followup_unpaid", 1)
    code, out, err = run("agenda", "questions", lang="it")
    assert (code, out.startswith("Questi pagamenti") and "    1  " in out, "agenda answer followup_unpaid" in err) == (
        0,
        True,
        True,
    )
    assert run("agenda", "answer", "followup_unpaid", "yes", "--only", "2")[0] == 2
    assert run("agenda", "answer", "followup_unpaid", "yes", "--key", "x")[0] == 2
    key = asked["items"][0]["key"]
    assert run("agenda", "answer", "followup_unpaid", "sì", "--key", key, lang="it")[1] == (
        "Risposta salvata per 1 riga.\n"
    )
    assert run("agenda", "questions", lang="it")[1] == "Nessuna domanda aspetta una risposta.\n"
    removed = [t["kind"] for t in json.loads(run("agenda", "--all", "--json")[1]) if t["removed"]]
    assert removed == ["followup"]


def test_the_choices_for_the_agenda_are_settings_too(run: Run) -> None:
    assert run("settings", "agenda_followup_days", "3")[0] == 0
    assert run("settings", "agenda_checklist", "Send the price list=0; Call=5=u2")[0] == 0
    assert run("settings", "agenda_assignees", "onboarding=u1")[0] == 0
    shown = json.loads(run("settings", "--json")[1])
    assert (shown["agenda_followup_days"], shown["agenda_checklist"], shown["agenda_assignees"]) == (
        3,
        "Send the price list=0; Call=5=u2",
        "onboarding=u1",
    )
    for key, value in (
        ("agenda_checklist", "x"),
        ("agenda_assignees", "cats=u1"),
        ("agenda_which", "none"),
        ("agenda_due", "perhaps"),
        ("agenda_followup_days", "99999"),
        ("agenda_hour", "26:00"),
        ("agenda_nothing", "1"),
    ):
        assert run("settings", key, value, lang="it")[0] == 2
    assert run("settings", "agenda_checklist", "")[0] == 0
    assert json.loads(run("settings", "agenda_hour", "--json")[1]) == {"agenda_hour": "09:00"}
