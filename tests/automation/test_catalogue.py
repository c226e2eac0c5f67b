"""The catalogue: all of HighLevel's operations and triggers, each in both languages, none dangerous on offer."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from app.automation.offer.catalogue import NEVER, entries, search
from app.cli import main
from app.texts import LANGUAGES, has_text


def test_it_holds_what_highlevel_and_fattura24_have() -> None:
    counted = Counter((e.service, e.kind) for e in entries())
    assert (counted["highlevel", "action"], counted["highlevel", "trigger"]) == (112, 14)
    assert counted["fattura24", "action"] == 10
    assert len({e.id for e in entries()}) == len(entries()) == 173


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_has_words_of_its_own(language: str) -> None:
    titles = Counter((e.service, e.title(language)) for e in entries())
    assert [title for title, times in titles.items() if times > 1] == []
    for e in entries():
        assert e.title(language)
        assert e.meaning(language).endswith(".")
        assert has_text(f"catalogue.expose.{e.exposure}", language)
        assert not e.reason or has_text(f"catalogue.reason.{e.reason}", language)


def test_what_destroys_is_never_on_offer_and_says_why() -> None:
    for e in entries():
        if e.effect == "delete" or e.danger >= NEVER:
            assert e.exposure != "offer", e.id
        if e.danger >= 3 and e.exposure == "offer":
            assert "always asks" in e.expose, e.id
        assert bool(e.reason) == (e.exposure == "refuse"), e.id


def test_operations_say_how_they_are_called() -> None:
    for e in entries():
        if e.service == "highlevel" and e.kind == "action":
            places = {f"{{{i.name}}}" for i in e.inputs if i.place == "path"}
            wanted = {part for part in e.facts["path"].split("/") if part.startswith("{")}
            assert places == wanted, e.id
            assert e.facts["method"] in ("GET", "POST", "PUT", "PATCH", "DELETE")


def test_searching_looks_at_titles_meanings_and_ids() -> None:
    assert "highlevel.create-task" in [e.id for e in search("crea attività", "it")]
    assert [e.id for e in search("create-task", "en")] == ["highlevel.create-task"]
    assert search("zzz", "it") == []


def test_the_command_prints_all_or_some(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = ["--home", str(tmp_path), "--lang", "it"]
    assert main([*home, "catalogue", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert len(told) == 173
    assert {"id", "expose", "danger", "effect", "title_it", "title_en", "meaning_it", "meaning_en"} <= told[0].keys()
    assert main([*home, "catalogue", "--search", "appuntamento", "--expose", "refuse"]) == 0
    assert "Nessuna" in capsys.readouterr().out
    assert main([*home, "catalogue"]) == 0
    assert "126" not in capsys.readouterr().err
    assert not (tmp_path / "ponte24.sqlite3").exists()
