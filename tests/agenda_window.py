"""The window's part of the agenda's flows, in a process of its own: ``python tests/agenda_window.py HOME FOLDER``.

It starts the program as a person does, then acts as the owner in its window, by clicks and keys, and as a colleague in
HighLevel, over its API. ``FOLDER`` holds what it needs to know (``scene.json``) and gets pictures of what was seen.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
import traceback
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QDate, Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.cli import main as run
from app.connectors.highlevel.client import HighLevelClient
from app.services.api.accounts import ROME
from app.ui.agenda.task_dialog import TaskDialog
from app.ui.panes.agenda import AgendaPane
from app.ui.panes.customers import CustomersPane
from app.ui.panes.review import ReviewPane
from app.ui.shell.main_window import MainWindow


async def until(condition: Callable[[], object], what: str, seconds: float = 30.0) -> None:
    """Let the window work until something is true."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"it never came true: {what}")
        await asyncio.sleep(0.02)


async def task_dialog() -> TaskDialog:
    """Return the dialog for a task, once it is open."""

    def there() -> list[TaskDialog]:
        return [w for w in QApplication.topLevelWidgets() if isinstance(w, TaskDialog) and w.isVisible()]

    await until(there, "the dialog for a task")
    return there()[0]


def click(widget: QWidget) -> None:
    assert widget.isVisible(), widget.objectName() or widget.accessibleName()
    assert widget.isEnabled(), widget.accessibleName()
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


class Owner:
    """The owner at the window, and the colleague in HighLevel."""

    def __init__(self, window: MainWindow, folder: Path, client: HighLevelClient, scene: dict[str, Any]) -> None:
        self.window, self.folder, self.client, self.scene = window, folder, client, scene
        self.contact, self.customer = scene["contact"], scene["customer"]
        self.today = datetime.now(ROME).date()
        self.pictures = 0

    def picture(self, name: str) -> None:
        """Keep what is seen, with a dialog if there is one."""
        self.pictures += 1
        shown = QApplication.activeModalWidget() or self.window
        shown.grab().save(str(self.folder / f"{self.pictures:02}-{name}.png"))

    def agenda(self) -> AgendaPane:
        self.window.go("agenda")
        pane = self.window.panes["agenda"]
        assert isinstance(pane, AgendaPane)
        return pane

    async def sync(self) -> None:
        """Compare, look, and confirm by clicks; a guard's word is typed."""
        self.window.go("review")
        review = self.window.panes["review"]
        assert isinstance(review, ReviewPane)
        await review.check()
        await until(lambda: review.bar.apply.isVisible() and review.bar.apply.isEnabled(), "something to confirm")
        self.picture("preview")
        click(review.bar.apply)

        def asked() -> bool:
            return review.dialog is not None and review.dialog.isVisible()

        def done() -> bool:
            return review.pages.shown is review.result and not review._bridge.busy

        await until(lambda: asked() or done(), "the question before applying, or the result")
        if asked() and (confirm := review.dialog) is not None:
            QTest.keyClicks(confirm.entry, confirm.word)
            click(confirm.apply)
        await until(done, "the result")

    async def line(self, title: str, *, done: bool = False) -> Any:
        """Return a task as the agenda shows it."""
        pane = self.agenda()
        if pane.everything.isChecked() != done:
            pane.everything.click()

        def found() -> Any:
            lines = [line for line in pane.model._all if line.task.title == title]
            return lines[0] if lines else None

        await until(lambda: found() is not None, f"{title} in the agenda")
        return found()

    async def tick(self, title: str) -> None:
        """Choose a task and press the space bar."""
        line = await self.line(title)
        pane = self.agenda()
        pane.choose(pane.model.find(line.task.id))
        pane.tree.setFocus()
        QTest.keyClick(pane.tree, Qt.Key.Key_Space)
        await until(lambda: all(x.task.id != line.task.id for x in pane.model._all), f"{title} is ticked")

    async def there(self, title: str) -> Any:
        """Return a task as HighLevel has it."""
        found = [t for t in await self.client.get_all_tasks(self.contact) if t.title == title]
        assert len(found) == 1, [t.title for t in await self.client.get_all_tasks(self.contact)]
        return found[0]


async def from_highlevel(owner: Owner) -> None:
    """A task of HighLevel reaches the customer, and is done here."""
    await owner.client.create_task(
        owner.contact, "Richiamare", datetime(2026, 12, 1, 13, 30, tzinfo=ROME), body="testo"
    )
    await owner.sync()
    line = await owner.line("Richiamare")
    assert (line.task.customer, line.task.due, line.task.body) == (owner.customer, date(2026, 12, 1), "testo")
    owner.picture("from-highlevel")
    await owner.tick("Richiamare")
    await owner.sync()
    assert (await owner.there("Richiamare")).completed


async def own_to_do(owner: Owner) -> None:
    """A to-do of one's own becomes a task of HighLevel, changes with it, and is done there."""
    pane, day = owner.agenda(), owner.today + timedelta(days=3)
    click(pane.new)
    dialog = await task_dialog()
    QTest.keyClicks(dialog.title, "Mandare il contratto")
    dialog.customer.setCurrentIndex(dialog.customer.findData(owner.customer))
    if not dialog.dated.isChecked():
        click(dialog.dated)
    dialog.day.setDate(QDate(day.year, day.month, day.day))
    owner.picture("new-task")
    click(dialog.keep)
    await owner.line("Mandare il contratto")
    await owner.sync()
    there = await owner.there("Mandare il contratto")
    assert (there.contact_id or owner.contact) == owner.contact
    assert there.due_date.astimezone(ROME).date() == day
    # changed here
    line = await owner.line("Mandare il contratto")
    pane.edit(line)
    dialog = await task_dialog()
    dialog.title.clear()
    QTest.keyClicks(dialog.title, "Mandare il contratto firmato")
    click(dialog.keep)
    await owner.line("Mandare il contratto firmato")
    await owner.sync()
    there = await owner.there("Mandare il contratto firmato")
    # done there
    await owner.client.update_task_completed(owner.contact, there.id, True)
    await owner.sync()
    await owner.line("Mandare il contratto firmato", done=True)
    await until(lambda: any(x.task.completed for x in pane.model._all), "done here, too")
    line = await owner.line("Mandare il contratto firmato", done=True)
    owner.picture("own-done")
    # and opened again here
    owner.agenda().actions_.tick(line.task.id, done=False)
    await owner.line("Mandare il contratto firmato")
    await until(lambda: any(x.task.id == line.task.id and x.task.open for x in pane.model._all), "open again")
    await owner.sync()
    assert not (await owner.there("Mandare il contratto firmato")).completed


async def invoice_and_payment(owner: Owner) -> None:
    """An invoice of a new client makes contact and checklist once confirmed; paid, it writes note and follow-up."""
    window = owner.window
    window.import_files([Path(owner.scene["invoice"])])
    await until(lambda: not window.panes["review"]._bridge.busy, "the import")
    for _ in range(50):
        await asyncio.sleep(0.02)
        for shown in QApplication.topLevelWidgets():
            if shown is not window and shown.isVisible() and shown.isModal():
                shown.close()
    await owner.sync()
    pane = owner.agenda()
    await until(
        lambda: sum("artica" in x.customer_name.casefold() for x in pane.model._all) == 5,
        "five tasks of the new client",
    )
    (line, *_) = [x for x in pane.model._all if "artica" in x.customer_name.casefold()]
    contact, customer = line.contact, line.task.customer
    assert contact
    tasks = await owner.client.get_all_tasks(contact)
    assert len(tasks) == 5
    assert not any(t.completed for t in tasks)
    owner.picture("new-client")
    window.show_customer(customer)
    customers = window.panes["customers"]
    assert isinstance(customers, CustomersPane)
    documents = customers.view.documents
    await until(
        lambda: documents.model().rowCount() == 1 and documents.paid.isVisible(), "the invoice on the customer's page"
    )
    tabs = customers.view.tabs
    tabs.setCurrentIndex(0)
    row = documents.model().index(0, 0)
    documents.setCurrentIndex(documents.model().index(0, 0, row))
    owner.picture("customer")
    click(documents.paid)
    await until(lambda: documents.currentIndex().isValid() and "not" in documents.paid.accessibleName(), "it is paid")
    await owner.sync()
    tasks = await owner.client.get_all_tasks(contact)
    assert sum(t.completed for t in tasks) == 1
    assert len(tasks) == 6
    notes = [n.text for n in await owner.client.get_all_notes(contact) if "Ponte24:" in n.body]
    assert len(notes) == 1
    assert "22" in notes[0]
    pane = owner.agenda()
    await until(lambda: any(x.task.kind.value == "followup" for x in pane.model._all), "the follow-up")
    owner.picture("paid")
    # right after: nothing is to be done
    window.go("review")
    review = window.panes["review"]
    assert isinstance(review, ReviewPane)
    await review.check()
    await until(lambda: not review._bridge.busy, "the second comparison")
    assert not (review.bar.apply.isVisible() and review.bar.apply.isEnabled()), "a second plan is empty"
    owner.picture("in-step")


FLOWS = {f.__name__: f for f in (from_highlevel, own_to_do, invoice_and_payment)}


async def play(window: MainWindow, folder: Path) -> None:
    """Play the flow that the scene names, then quit as the owner does."""
    scene = json.loads((folder / "scene.json").read_text(encoding="utf-8"))
    try:
        async with HighLevelClient(scene["token"], scene["location"], base_url=scene["url"]) as client:
            window.resize(1180, 800)
            await until(window.isVisible, "the window")
            await FLOWS[scene["flow"]](Owner(window, folder, client, scene))
        (folder / "done").write_text("done", encoding="utf-8")
    except BaseException:
        (folder / "failed").write_text(traceback.format_exc(), encoding="utf-8")
        window.grab().save(str(folder / "failed.png"))
        raise
    finally:
        QTimer.singleShot(0, window.quit_requested.emit)


def main() -> int:
    """Start the program with its window and play as soon as that is there."""
    home, folder = sys.argv[1:3]
    tasks: list[asyncio.Future[None]] = []
    show = MainWindow.showEvent

    def shown(window: MainWindow, event: QShowEvent) -> None:
        show(window, event)
        if not tasks:
            tasks.append(asyncio.ensure_future(play(window, Path(folder))))

    MainWindow.showEvent = shown  # type: ignore[assignment,method-assign]  # the one way in from outside
    return run(["--home", home, "--lang", "en"])


if __name__ == "__main__":
    sys.exit(main())
