"""Automations on the command line: the promised JSON, exit codes, and a file that goes to somebody else."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.cli import main
from app.logs import close_logging
from app.services.api.accounts import ROME
from tests.connectors.einvoice_samples import OWN, body, invoice, terms

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    def command(*words: str, lang: str = "en") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(""))
        capsys.readouterr()
        code = main(["--home", str(tmp_path / "home"), "--lang", lang, "automations", *words])
        told = capsys.readouterr()
        return code, told.out, told.err

    yield command
    close_logging()


def add(run: Run, *words: str) -> str:
    code, out, _ = run("add", *words, "--json")
    assert code == 0
    assert list(json.loads(out)) == ["id"]
    return str(json.loads(out)["id"])


def listed(run: Run) -> list[dict[str, object]]:
    code, out, _ = run("list", "--json")
    assert code == 0
    told: list[dict[str, object]] = json.loads(out)
    return told


def runs_of(run: Run, made: str) -> list[object]:
    code, out, _ = run("log", made, "--json")
    assert code == 0
    runs: list[object] = json.loads(out)["runs"]
    return runs


def test_switching_on_tells_what_it_names_and_no_contact_has(run: Run) -> None:
    made = add(run, "settled_untag", "--set", "tag=moroso")
    code, out, err = run("on", made, "--json", lang="it")
    assert (code, json.loads(out)["state"]) == (0, "on")
    assert "! " in err
    assert "moroso" in err


@pytest.mark.parametrize("language", ["it", "en"])
def test_twelve_recipes_ask_at_most_three_questions(run: Run, language: str) -> None:
    code, out, _ = run("recipes", "--json", lang=language)
    recipes = json.loads(out)
    assert (code, len(recipes)) == (0, 12)
    assert all(len(r["questions"]) <= 3 and r["name"] and r["summary"] for r in recipes)
    code, out, _ = run("recipes", lang=language)
    assert code == 0
    assert all(r["id"] in out for r in recipes)


def test_a_recipe_is_made_switched_on_off_and_removed(run: Run) -> None:
    assert listed(run) == []
    made = add(run, "overdue_task", "--set", "days=10", "--set", "tag=moroso")
    (row,) = listed(run)
    assert (row["id"], row["state"], row["mode"], row["recipe"]) == (made, "off", "ask", "overdue_task")
    code, out, _ = run("show", made, lang="it")
    assert code == 0
    assert "10" in out
    assert "moroso" in out
    assert run("on", made, "--mode", "try")[0] == 0
    assert [(r["state"], r["mode"]) for r in listed(run)] == [("on", "try")]
    assert run("off", made)[0] == 0
    assert [r["state"] for r in listed(run)] == ["off"]
    assert run("remove", made)[0] == 0
    assert listed(run) == []


def test_what_is_exported_is_imported_as_an_automation_of_its_own(run: Run, tmp_path: Path) -> None:
    made = add(run, "due_soon_task", "--set", "days=5")
    file = tmp_path / "scadenza.json"
    assert run("export", made, "--to", str(file))[0] == 0
    assert json.loads(run("export", made)[1]) == json.loads(file.read_text(encoding="utf-8"))
    code, out, _ = run("import", str(file), "--json")
    taken = json.loads(out)["id"]
    assert code == 0
    assert taken != made
    one, other = (json.loads(run("show", which, "--json")[1]) for which in (made, taken))
    for part in ("name", "trigger", "conditions", "steps"):
        assert one.get(part) == other.get(part)
    assert (other["state"], other["mode"]) == ("off", "ask")


@pytest.mark.parametrize(
    ("text", "told"),
    [("{", "bad.json"), ('{"format": 99}', "bad.json"), ("[]", "bad.json"), ("\x00", "bad.json")],
)
def test_a_file_that_is_no_automation_is_refused_by_name(run: Run, tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "bad.json"
    file.write_text(text, encoding="utf-8")
    code, out, err = run("import", str(file), "--json")
    assert code not in (0, 3)
    assert out == ""
    assert told in err
    assert "Traceback" not in err
    assert listed(run) == []


def test_trying_without_anything_to_try_with_is_said_and_sends_nothing(run: Run) -> None:
    made = add(run, "first_invoice")
    code, out, err = run("try", made, "--record", "invoice:none", "--json")
    assert code != 0
    assert out == ""
    assert err.strip()
    assert "Traceback" not in err


def test_a_try_tells_conditions_changes_and_requests(run: Run, tmp_path: Path) -> None:
    now = datetime.now(ROME).date()
    due = (now + timedelta(days=3)).isoformat()
    file = tmp_path / "IT01.xml"
    file.write_text(invoice(body("7", day=now.isoformat(), payment=terms((due, "122.00")))), encoding="utf-8")
    home = ("--home", str(tmp_path / "home"), "--lang", "en")
    assert main([*home, "import", str(file)]) in (0, 3)
    assert main([*home, "invoices", "--own-vat", OWN]) == 0
    made = add(run, "due_soon_task", "--set", "days=3")
    code, out, _ = run("try", made, "--json")
    told = json.loads(out)
    assert code == 0
    assert {"conditions", "changes", "requests"} <= set(told)
    assert all(list(c) == ["text", "passed"] for c in told["conditions"])
    assert told["changes"]
    assert all({"side", "record", "kind", "title", "fields"} <= set(c) for c in told["changes"])
    assert told["changes"][0]["title"]
    assert not runs_of(run, made)  # nothing came about


def test_the_log_of_one_that_never_ran_is_empty(run: Run) -> None:
    made = add(run, "payment_note")
    code, out, _ = run("log", made, "--json")
    assert (code, json.loads(out)) == (0, {"runs": [], "passed_over": []})
    assert run("log")[0] == 0


@pytest.mark.parametrize(
    "words",
    [
        ("add", "no_such_recipe"),
        ("add", "overdue_task", "--set", "days"),
        ("add", "overdue_task", "--set", "days=many"),
        ("add", "overdue_task", "--set", "colour=red"),
        ("show", "nobody"),
        ("on", "nobody"),
        ("off", "nobody"),
        ("remove", "nobody"),
        ("try", "nobody"),
        ("export", "nobody"),
        ("run", "nobody", "--record", "x"),
        ("import", "no/such/file.json"),
        ("on", "nobody", "--mode", "always"),
    ],
)
def test_what_cannot_be_done_is_said_in_words(run: Run, words: tuple[str, ...]) -> None:
    code, out, err = run(*words)
    assert code in (1, 2)
    assert out == ""
    assert err.strip()
    assert "Traceback" not in err
    assert listed(run) == []
