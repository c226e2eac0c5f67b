"""Automations: the list, recipes, the editor, the log and the map; one of them is shown at a time."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSettings, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from app.automation.format import LONGEST_FILE
from app.automation.model import Automation, Mode
from app.automation.validate import needs_trust
from app.regular_file import read_regular
from app.services.api.automations import AutomationLine, AutomationRunLine, AutomationService
from app.ui.automations.editor import Editor
from app.ui.automations.gallery import Gallery, RecipePage, blank_automation
from app.ui.automations.leaving import Ask, customer_box
from app.ui.automations.list_page import ListPage
from app.ui.automations.log_page import LogPage
from app.ui.automations.map_page import MapPage
from app.ui.automations.memory import DraftMemory
from app.ui.automations.words import mode_words
from app.ui.bridge import Bridge
from app.ui.widgets.controls import Notice
from app.ui.widgets.file_dialog import file_dialog

_KEEP_MS = 800


class AutomationsPane(QWidget):
    """The pages in a stack. What is edited and not saved is kept in ``memory``, too, and offered again."""

    navigate = Signal(str)

    def __init__(self, bridge: Bridge, memory: QSettings | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self._bridge, self._memory = bridge, DraftMemory(memory)
        self.editor: Editor | None = None
        self.dialog: Ask | None = None
        self.files: QFileDialog | None = None
        self._logged = ""
        self.list = ListPage()
        self.gallery = Gallery()
        self.recipe = RecipePage(bridge)
        self.log = LogPage()
        self.map = MapPage()
        self.notice = Notice(kind="info", action="…")
        self.notice.hide()
        self._on_notice: Callable[[], object] = self.notice.hide
        self.notice.action.clicked.connect(lambda _=False: self._on_notice())
        self.stack = QStackedWidget()
        for page in (self.list, self.gallery, self.recipe, self.log, self.map):
            self.stack.addWidget(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.notice)
        outer.addWidget(self.stack, 1)
        self._keeper = QTimer(self)
        self._keeper.setSingleShot(True)
        self._keeper.setInterval(_KEEP_MS)
        self._keeper.timeout.connect(self._keep_draft)
        self._connect()

    def _connect(self) -> None:
        page = self.list
        page.recipes_wanted.connect(lambda: self.stack.setCurrentWidget(self.gallery))
        page.new_wanted.connect(lambda: self.edit(blank_automation()))
        page.edit_wanted.connect(lambda wanted: self._with(wanted, lambda line: self.edit(line.automation)))
        page.switch_wanted.connect(lambda wanted, on: self._do(lambda book: book.switch(wanted, on=on)))
        page.mode_wanted.connect(self._choose_mode)
        page.log_wanted.connect(lambda wanted: self._bridge.spawn(self._show_log(wanted)))
        page.run_wanted.connect(lambda wanted: self._bridge.spawn(self._ask_whom(wanted)))
        page.remove_wanted.connect(self._ask_removal)
        page.export_wanted.connect(lambda wanted: self._bridge.spawn(self._export(wanted)))
        page.import_wanted.connect(self._choose_file)
        page.map_wanted.connect(self._show_map)
        page.replay_wanted.connect(lambda wanted: self._do(lambda book: book.replay(wanted), tell=True))
        page.release_wanted.connect(lambda wanted, run: self._do(lambda book: book.release(wanted, run=run)))
        page.settle_wanted.connect(
            lambda wanted, yes: self._do(lambda book: book.settle(wanted, arrived=yes), tell=True)
        )
        page.review_wanted.connect(lambda: self.navigate.emit("review"))
        self.gallery.chosen.connect(self.show_recipe)
        self.gallery.blank_wanted.connect(lambda: self.edit(blank_automation()))
        self.recipe.back.connect(lambda: self.stack.setCurrentWidget(self.gallery))
        self.recipe.made.connect(self._made)
        self.recipe.edit_wanted.connect(self.edit)
        for back in (self.gallery.back, self.log.back, self.map.back):
            back.connect(self.show_list)
        self.log.restore_wanted.connect(lambda version: self._bridge.spawn(self._restore(version)))
        self.log.undo_wanted.connect(lambda run: self._bridge.spawn(self._undo(run)))
        self._bridge.changed.connect(self._on_changed)

    # ------------------------------------------------------------------------------------------ reading
    def _on_changed(self, topic: str) -> None:
        if topic in ("automations", "plan", "runs", "accounts") and self.isVisible():
            self._bridge.soon(self.refresh)

    async def refresh(self) -> None:
        """Read the automations again; without any, the recipes are shown."""
        lines = await self._bridge.call(self._bridge.service.automations.all)
        self.list.show_lines(lines)
        self.gallery.back_.setVisible(bool(lines))
        if self.stack.currentWidget() is self.list and not lines:
            self.stack.setCurrentWidget(self.gallery)
        self._offer_draft()

    def show_list(self) -> None:
        """Go back to the list."""
        self.stack.setCurrentWidget(self.list)
        self._bridge.soon(self.refresh)

    def _say(self, words: str, action: str = "", then: Callable[[], object] | None = None) -> None:
        self.notice.show_words(words, "info")
        self.notice.action.setText(action or self.tr("Understood"))
        self.notice.action.setAccessibleName(self.notice.action.text().replace("&", ""))
        self.notice.action.setVisible(True)
        self._on_notice = then or self.notice.hide

    def _with(self, wanted: str, then: Callable[[AutomationLine], object]) -> None:
        for line in self.list.lines:
            if line.automation.id == wanted:
                then(line)

    # ------------------------------------------------------------------------------------------ recipes
    def show_recipe(self, recipe: str) -> None:
        """Show a recipe with its questions."""
        self.notice.hide()
        self._bridge.spawn(self._show_recipe(recipe))

    async def _show_recipe(self, recipe: str) -> None:
        choices = await self._bridge.call(self._bridge.service.automations.choices)
        self.recipe.show_recipe(recipe, choices)
        self.stack.setCurrentWidget(self.recipe)

    def _made(self, automation: Automation) -> None:
        self._say(self.tr("“%1” is on. %2.").replace("%1", automation.name).replace("%2", mode_words(automation.mode)))
        self.show_list()
        self._bridge.spawn(self._show_made(automation.id))

    async def _show_made(self, wanted: str) -> None:
        await self.refresh()
        self.list.choose(wanted)

    # ------------------------------------------------------------------------------------------ editing
    def edit(self, automation: Automation) -> None:
        """Open the editor; what is being edited already is asked about first."""
        if self.editor is not None and self.editor.draft.dirty and self.editor.draft.automation != automation:
            self._ask_leaving(partial(self._open, automation))
        else:
            self._open(automation)

    def _open(self, automation: Automation) -> None:
        self._close_editor()
        self.notice.hide()
        editor = self.editor = Editor(self._bridge, automation, [line.automation for line in self.list.lines])
        editor.left.connect(self.leave)
        editor.ring_found.connect(self._ask_ring)
        editor.saved.connect(self._saved)
        editor.touched.connect(self._keeper.start)
        self.stack.addWidget(editor)
        self.stack.setCurrentWidget(editor)
        self._bridge.spawn(editor.read())
        (editor.name if not automation.name else editor.cards.cards[editor.cards.current]).setFocus()

    def _close_editor(self) -> None:
        self._forget_draft()
        if self.editor is not None:
            self.stack.removeWidget(self.editor)
            self.editor.hide()
            self.editor.deleteLater()
            self.editor = None

    def leave(self) -> None:
        """Leave the editor; what is not saved is asked about."""
        if self.editor is not None and self.editor.draft.dirty:
            self._ask_leaving(self._left)
        else:
            self._left()

    def _left(self) -> None:
        self._close_editor()
        self.show_list()

    def _ask_leaving(self, then: Callable[[], object]) -> None:
        def save() -> None:
            if self.editor is not None:
                self.editor.save()

        self.dialog = Ask(
            self.tr("Save the changes?"),
            self.tr("What you changed in this automation has not been saved."),
            (
                (self.tr("&Throw away"), "danger", then),
                (self.tr("&Keep editing"), "", None),
                (self.tr("&Save"), "primary", save),
            ),
            self.window(),
        )
        self.dialog.open()

    def _ask_ring(self, names: list[str]) -> None:
        def save() -> None:
            if self.editor is not None:
                self.editor.save(sure=True)

        told = self.tr("This one and these would set each other off: %1. Ponte24 stops them after three times.")
        self.dialog = Ask(
            self.tr("Automations that set each other off"),
            told.replace("%1", ", ".join(names)),
            ((self.tr("&Save it so"), "", save), (self.tr("&Keep editing"), "primary", None)),
            self.window(),
        )
        self.dialog.open()

    def _saved(self, automation: Automation) -> None:
        self._forget_draft()
        self._say(self.tr("“%1” is saved.").replace("%1", automation.name))
        if automation.version == 1 and self.editor is not None:
            self._left()
            self._bridge.spawn(self._show_made(automation.id))

    def _keep_draft(self) -> None:
        if self.editor is not None and self.editor.draft.dirty:
            self._memory.keep(self.editor.draft.automation)

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep what is not saved at once: the window may be closed next."""
        super().hideEvent(event)
        if self._keeper.isActive():
            self._keeper.stop()
            self._keep_draft()

    def _forget_draft(self) -> None:
        self._keeper.stop()
        self._memory.forget()

    def _offer_draft(self) -> None:
        found = self._memory.read() if self.editor is None else None
        if found is None:
            return

        def go_on() -> None:
            self.notice.hide()
            self._open(found)

        self._say(
            self.tr("There are changes to an automation that were not saved."), self.tr("&Go on with them"), go_on
        )

    # ------------------------------------------------------------------------------------------ acting
    def _do(self, what: Callable[[AutomationService], object], *, tell: bool = False) -> None:
        """Have something done; with ``tell`` say how many runs go on, which is its answer."""

        async def done() -> None:
            count = await self._bridge.call(what, self._bridge.service.automations)
            if tell and isinstance(count, int):
                self._say(self.tr("%n run(s) go on with the next comparison.", "", count))
            self._bridge.announce("automations")

        self._bridge.spawn(done())

    def _choose_mode(self, wanted: str, mode: Mode) -> None:
        def choose(line: AutomationLine) -> None:
            if mode is Mode.AUTO and needs_trust(line.automation):
                self.dialog = Ask(
                    self.tr("Let it go alone?"),
                    self.tr(
                        "“%1” can reach outside, for example your customers or Fattura24, without asking you."
                    ).replace("%1", line.automation.name),
                    (
                        (self.tr("&Keep asking"), "", None),
                        (self.tr("&Yes, it may"), "primary", lambda: self._set_mode(wanted, mode, trusted=True)),
                    ),
                    self.window(),
                )
                self.dialog.open()
            else:
                self._set_mode(wanted, mode, trusted=False)

        self._with(wanted, choose)

    def _set_mode(self, wanted: str, mode: Mode, *, trusted: bool) -> None:
        self._bridge.spawn(self._mode(wanted, mode, trusted=trusted))

    async def _mode(self, wanted: str, mode: Mode, *, trusted: bool) -> None:
        service = self._bridge.service.automations
        line = await self._bridge.call(service.get, wanted)
        on = line.automation.state.value == "on"
        await self._bridge.call(service.switch, wanted, on=on, mode=mode, trusted=trusted)
        self._bridge.announce("automations")

    def _ask_removal(self, wanted: str) -> None:
        def ask(line: AutomationLine) -> None:
            self.dialog = Ask(
                self.tr("Remove “%1”?").replace("%1", line.automation.name),
                self.tr("It does nothing more. What it did stays as it is, and stays in the log."),
                (
                    (self.tr("&Keep it"), "", None),
                    (self.tr("&Remove"), "danger", lambda: self._do(lambda book: book.remove(wanted))),
                ),
                self.window(),
            )
            self.dialog.open()

        self._with(wanted, ask)

    async def _ask_whom(self, wanted: str) -> None:
        lines = await self._bridge.call(self._bridge.service.invoices.customers)
        box = customer_box([(one.id, one.title) for one in lines])
        self.dialog = Ask(
            self.tr("Run it now for …"),
            self.tr("This is the real thing: what it wants comes into Review, or is done at once where it goes alone."),
            (
                (self.tr("Cancel"), "", None),
                (self.tr("&Run now"), "primary", lambda: self._bridge.spawn(self._run(wanted, box.currentData()))),
            ),
            self.window(),
            widgets=(box,),
        )
        self.dialog.open()

    async def _run(self, wanted: str, customer: str | None) -> None:
        if customer:
            service = self._bridge.service.automations
            run = await self._bridge.call(service.run_now, wanted, customer)
            self._say(self.tr("It has run for “%1”.").replace("%1", run.title))
            self._bridge.announce("automations")
            self._bridge.announce("plan")

    # ------------------------------------------------------------------------------------------ log, map, files
    async def _show_log(self, wanted: str) -> None:
        self._logged = wanted
        service = self._bridge.service.automations
        runs = await self._bridge.call(service.log, wanted)
        if wanted:
            line = await self._bridge.call(service.get, wanted)
            passed = await self._bridge.call(service.passed_over, wanted)
            versions = await self._bridge.call(service.versions, wanted)
            self.log.show_log(line.automation.name, runs, passed, versions, line.automation.trigger.kind)
        else:
            self.log.show_log("", runs, (), ())
        self.stack.setCurrentWidget(self.log)

    async def _undo(self, run: AutomationRunLine) -> None:
        await self._bridge.call(self._bridge.service.plan_undo, run.run, run.undo)
        self._bridge.announce("plan")
        self._bridge.announce("status")
        self.navigate.emit("review")

    async def _restore(self, version: int) -> None:
        await self._bridge.call(self._bridge.service.automations.restore, self._logged, version)
        self._bridge.announce("automations")
        await self._show_log(self._logged)

    def _show_map(self) -> None:
        self.map.show_map([line.automation for line in self.list.lines])
        self.stack.setCurrentWidget(self.map)

    async def _export(self, wanted: str) -> None:
        text = await self._bridge.call(self._bridge.service.automations.export, wanted)
        self.files = file_dialog(self, self.tr("Save the automation"), "automazione.json")
        self.files.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self.files.setDefaultSuffix("json")
        self.files.fileSelected.connect(lambda name: self._write(Path(name), text))
        self.files.open()

    def _write(self, file: Path, text: str) -> None:
        try:
            file.write_text(text, encoding="utf-8")
        except OSError as problem:
            self._say(self.tr("The file could not be written: %1").replace("%1", problem.strerror or str(problem)))
        else:
            self._say(self.tr("Saved: %1. It holds neither customers nor secrets.").replace("%1", file.name))

    def _choose_file(self) -> None:
        self.files = file_dialog(self, self.tr("Import an automation"))
        self.files.setNameFilters([self.tr("Automations (*.json)")])
        self.files.setFileMode(QFileDialog.FileMode.ExistingFile)
        self.files.fileSelected.connect(lambda name: self._bridge.spawn(self._import(Path(name))))
        self.files.open()

    async def _import(self, file: Path) -> None:
        try:
            content = await self._bridge.call(read_regular, file, LONGEST_FILE)
        except OSError as problem:
            self._say(self.tr("The file could not be read: %1").replace("%1", problem.strerror or str(problem)))
            return
        kept = await self._bridge.call(self._bridge.service.automations.import_text, content, file.name)
        self._bridge.announce("automations")
        self._say(self.tr("“%1” is here, switched off. Look at it before you switch it on.").replace("%1", kept.name))
        await self._show_made(kept.id)
        self.stack.setCurrentWidget(self.list)
