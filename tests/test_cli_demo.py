"""`ponte24 demo` in the terminal: the whole main job, then what is left to do and for whom."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.cli import main
from app.logs import close_logging


def test_the_demo_goes_all_the_way_and_ends_at_the_agenda(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["--home", str(tmp_path / "home"), "--lang", "it", "demo", "--terminal"])
    close_logging()
    out = capsys.readouterr().out
    assert code == 0, out[-3000:]
    assert "niente da fare" in out.lower()
    agenda = out.split("6. L'agenda", 1)[1]
    assert "Sollecitare la fattura" in out and "Pagamenti Fattura24" in out and "campionario delle ceste" in agenda
    assert "Appuntamento" in agenda and "Scelta delle ceste natalizie" in agenda
    assert "Scaduti: 1.805,60 €" in agenda
    assert "Gelateria Artica S.r.l." in agenda
    assert "nuovo cliente" in agenda and "sollecito" in agenda and "scadenza" in agenda
    assert not (tmp_path / "home").exists(), "the demo works in a home of its own"
