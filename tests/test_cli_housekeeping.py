"""Settings, backup, restore, forget, support and autostart on the command line, as their owner would use them."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from app.clock import SystemClock
from app.store.home.lease import INSTANCE, WINDOW, Lease
from tests.test_cli_accounts import Run, run  # noqa: F401  (a fixture)


def test_settings_are_shown_set_and_refused_in_words(run: Run) -> None:  # noqa: F811
    code, out, _ = run("settings", "--json")
    assert code == 0
    assert json.loads(out)["interval_minutes"] == 60
    assert run("settings", "interval_minutes", "15") == (0, "interval_minutes  15\n", "")
    assert json.loads(run("settings", "interval_minutes", "--json")[1]) == {"interval_minutes": 15}
    assert run("settings", "fattura24_read_only", "on")[1] == "fattura24_read_only  true\n"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("nothing", "1"),
        ("interval_minutes", "often"),
        ("interval_minutes", "99999999999"),
        ("interval_minutes", "٣"),
        ("theme", "pink"),
        ("notifications", "maybe"),
    ],
)
def test_a_setting_that_does_not_fit_changes_nothing(run: Run, key: str, value: str) -> None:  # noqa: F811
    before = run("settings", "--json")[1]
    code, out, err = run("settings", key, value, lang="it")
    assert (code, out) == (2, "")
    assert key in err
    assert run("settings", "--json")[1] == before


def test_a_backup_is_restored_after_a_bad_day(run: Run, tmp_path: Path) -> None:  # noqa: F811
    file = tmp_path / "copia.zip"
    run("settings", "interval_minutes", "15")
    code, out, err = run("backup", str(file))
    assert code == 0
    assert str(file) in out
    assert "customers" in err
    run("settings", "interval_minutes", "45")
    code, _, err = run("restore", str(file))  # nobody says yes
    assert code == 3
    assert run("settings", "interval_minutes")[1] == "interval_minutes  45\n"
    code, _, err = run("restore", str(file), stdin="sì\n", lang="it")
    assert code == 0
    assert "copie" not in err or "dati di prima" in err
    assert run("settings", "interval_minutes")[1] == "interval_minutes  15\n"


def test_restoring_under_an_open_window_is_refused(run: Run, tmp_path: Path) -> None:  # noqa: F811
    run("backup", str(tmp_path / "c.zip"))
    with Lease(tmp_path / "home", WINDOW, SystemClock(), name=INSTANCE).held():
        assert run("restore", str(tmp_path / "c.zip"), "--yes")[0] == 5
        assert run("forget", "--all", "--yes")[0] == 5
    assert (tmp_path / "home" / "ponte24.sqlite3").exists()


def test_forgetting_everything_leaves_what_is_not_ours(run: Run, tmp_path: Path) -> None:  # noqa: F811
    home = tmp_path / "home"
    run("status")
    (home / "letter.txt").write_text("mine")
    assert run("forget", "--all")[0] == 3
    assert (home / "ponte24.sqlite3").exists()
    code, out, err = run("forget", "--all", "--yes")
    assert code == 0
    assert str(home) in out
    assert "letter.txt" in err
    assert [p.name for p in home.iterdir()] == ["letter.txt"]
    assert run("status")[0] == 0  # and it begins anew


@pytest.mark.parametrize("words", [(), ("--all", "--person", "3")])
def test_whom_to_forget_must_be_said(run: Run, words: tuple[str, ...]) -> None:  # noqa: F811
    assert run("forget", *words, "--yes")[0] == 2


def test_who_is_to_be_forgotten_is_named_before_anybody_is(run: Run, tmp_path: Path) -> None:  # noqa: F811
    """An id and a code look alike: only the name tells who is meant."""
    file = tmp_path / "rubrica.csv"
    file.write_text("Cod.;Rag. Sociale;Email\n2;Bar Sport Srl;a@b.it\n1;Forno Conti Srl;c@d.it\n", encoding="utf-8")
    assert run("import", str(file))[0] == 0
    for number, row in ((r["id"], r) for r in json.loads(run("customers", "--json")[1])):
        code, _, err = run("forget", "--person", number, stdin="no\n")
        assert code == 3
        assert row["company"] in err
    code, _, err = run("forget", "--person", "nobody", stdin="yes\n")
    assert (code, "YES" in err) == (2, False), "who is not known is not asked about"
    assert len(json.loads(run("customers", "--json")[1])) == 2


def test_the_support_bundle_can_be_read_before_it_is_sent(run: Run, tmp_path: Path) -> None:  # noqa: F811
    code, out, _ = run("support", "--preview")
    assert code == 0
    assert '"ponte24"' in out
    assert run("support", str(tmp_path / "s.zip"))[0] == 0
    with zipfile.ZipFile(tmp_path / "s.zip") as archive:
        assert "versions.json" in archive.namelist()
    assert run("support")[0] == 2


def test_autostart_says_and_changes_how_things_stand(run: Run) -> None:  # noqa: F811
    assert json.loads(run("autostart", "status", "--json")[1]) == {"state": "off"}
    assert run("autostart", "on")[0] == 0
    assert json.loads(run("autostart", "--json")[1]) == {"state": "on"}
    assert run("autostart", "off")[0] == 0
    assert run("autostart", "perhaps")[0] == 2
