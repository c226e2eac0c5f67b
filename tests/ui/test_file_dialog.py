"""Qt's own file dialog speaks the window's language and has room for its columns."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QWidget

from app.ui import i18n
from app.ui.widgets import file_dialog as module
from app.ui.widgets.drop import choose_files
from app.ui.widgets.file_dialog import file_dialog


def test_no_english_is_left_in_an_italian_dialog(qtbot: Any, qapp: QApplication) -> None:
    i18n.install(qapp, "it")
    try:
        parent = QWidget()
        qtbot.addWidget(parent)
        dialog = file_dialog(parent, "Scegli")
        words = {found.text().replace("&", "") for found in dialog.findChildren(QLabel) if found.text()}
        assert {"Cerca in:", "Tipo di file:"} <= words
        assert not any("Look in" in word or "Files of" in word for word in words)
        assert dialog.width() >= min(780, parent.screen().availableSize().width() - 40)
        dialog.close()
    finally:
        i18n.install(qapp, "en")


def test_several_files_are_handed_over_together(qtbot: Any, tmp_path: Any) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    taken: list[Any] = []
    dialog = choose_files(parent, taken.append)
    names = [str(tmp_path / name) for name in ("rubrica caffè.csv", "fatture & note.zip")]
    dialog.filesSelected.emit(names)
    assert [[str(path) for path in files] for files in taken] == [names]
    dialog.close()


def test_a_proposed_file_lies_in_the_owners_documents(qtbot: Any, tmp_path: Path, monkeypatch: Any) -> None:
    """From a menu a program runs in the root or in its own folder, where nobody looks for a file and none may be."""
    started = tmp_path / "started here"
    started.mkdir()
    monkeypatch.chdir(started)
    monkeypatch.setattr(module, "documents", lambda: tmp_path)
    parent = QWidget()
    qtbot.addWidget(parent)
    for place in ("", "ponte24.ics"):
        dialog = file_dialog(parent, "Salva", place)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("ics")
        assert Path(dialog.directory().absolutePath()) == tmp_path
        assert [Path(name) for name in dialog.selectedFiles()] == [tmp_path / place]
        dialog.close()
    for place, folder in ((str(tmp_path / "a.csv"), tmp_path), (str(started), started)):
        dialog = file_dialog(parent, "Salva", place)
        assert Path(dialog.directory().absolutePath()) == folder
        dialog.close()
