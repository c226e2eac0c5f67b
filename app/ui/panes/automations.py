"""Automations: the list, recipes, the editor, the log and the map; one of them is shown at a time."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from PySide6.QtCore import QSettings, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.automation.model import Automation
from app.services.api.automations.automations import AutomationCost, AutomationLine, AutomationRunLine
from app.ui.automations.acting import Acting
from app.ui.automations.editor.editing import Editing
from app.ui.automations.editor.editor import Editor
from app.ui.automations.files import AutomationFiles
from app.ui.automations.leaving import Ask, Asks
from app.ui.automations.pages.gallery import Gallery, RecipePage, blank_automation
from app.ui.automations.pages.list_page import ListPage
from app.ui.automations.pages.log_page import LogPage
from app.ui.automations.pages.map_page import MapPage
from app.ui.automations.words import cost_words, mode_words, ready
from app.ui.bridge import Bridge
from app.ui.filled import filled
from app.ui.widgets.controls import Notice


class AutomationsPane(QWidget):
    """The pages in a stack. What is edited and not saved is kept in ``memory``, too, and offered again."""

    navigate = Signal(str)

    def __init__(self, bridge: Bridge, memory: QSettings | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self._bridge = bridge
        self._logged = ""
        self.asks = Asks(self)
        self.acting = Acting(bridge, self.asks)
        self.files = AutomationFiles(bridge, self)
        self.editing = Editing(bridge, memory, self.asks, lambda: [line.automation for line in self.list.lines])
        self.list = ListPage()
        self.gallery = Gallery()
        self.notice = Notice(kind="info", action="…")
        self.notice.hide()
        self._on_notice: Callable[[], object] = self.notice.hide
        self.notice.action.clicked.connect(lambda _=False: self._on_notice())
        self.stack = QStackedWidget()
        for page in (self.list, self.gallery):  # the others are made when they are wanted
            self.stack.addWidget(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.notice)
        outer.addWidget(self.stack, 1)
        self._connect()

    def _connect(self) -> None:
        page = self.list
        page.recipes_wanted.connect(lambda: self.stack.setCurrentWidget(self.gallery))
        page.new_wanted.connect(lambda: self.edit(blank_automation()))
        page.edit_wanted.connect(lambda wanted: self._with(wanted, lambda line: self.edit(line.automation)))
        page.switch_wanted.connect(lambda wanted, on: self.acting.do(lambda book: book.switch(wanted, on=on)))
        page.mode_wanted.connect(
            lambda wanted, mode: self._with(wanted, lambda line: self.acting.choose_mode(line, mode))
        )
        page.log_wanted.connect(lambda wanted: self._bridge.spawn(self._show_log(wanted)))
        page.run_wanted.connect(lambda wanted: self._bridge.spawn(self.acting.ask_whom(wanted)))
        page.remove_wanted.connect(lambda wanted: self._with(wanted, self.acting.remove))
        page.export_wanted.connect(lambda wanted: self._bridge.spawn(self.files.export(wanted)))
        page.import_wanted.connect(self.files.choose)
        page.map_wanted.connect(self._show_map)
        page.replay_wanted.connect(lambda wanted: self.acting.do(lambda book: book.replay(wanted), tell=True))
        page.release_wanted.connect(lambda wanted, run: self.acting.do(lambda book: book.release(wanted, run=run)))
        page.settle_wanted.connect(
            lambda wanted, yes: self.acting.do(lambda book: book.settle(wanted, arrived=yes), tell=True)
        )
        page.about_wanted.connect(self._about)
        page.review_wanted.connect(lambda: self.navigate.emit("review"))
        self.gallery.chosen.connect(self.show_recipe)
        self.gallery.blank_wanted.connect(lambda: self.edit(blank_automation()))
        self.gallery.back.connect(self.show_list)
        for teller in (self.acting.said, self.files.said):
            teller.connect(self._say)
        self.files.imported.connect(lambda wanted: self._bridge.spawn(self._show_imported(wanted)))
        self.editing.opened.connect(self._opened)
        self.editing.closed.connect(self.stack.removeWidget)
        self.editing.left.connect(self.show_list)
        self.editing.saved.connect(self._saved)
        self._bridge.changed.connect(self._on_changed)

    @cached_property
    def recipe(self) -> RecipePage:
        """The page of one recipe."""
        page = RecipePage(self._bridge)
        page.back.connect(lambda: self.stack.setCurrentWidget(self.gallery))
        page.made.connect(self._made)
        page.edit_wanted.connect(self.edit)
        self.stack.addWidget(page)
        return page

    @cached_property
    def log(self) -> LogPage:
        """What automations did."""
        page = LogPage()
        page.back.connect(self.show_list)
        page.restore_wanted.connect(lambda version: self._bridge.spawn(self._restore(version)))
        page.undo_wanted.connect(lambda run: self._bridge.spawn(self._undo(run)))
        self.stack.addWidget(page)
        return page

    @cached_property
    def map(self) -> MapPage:
        """Who sets off whom."""
        page = MapPage()
        page.back.connect(self.show_list)
        self.stack.addWidget(page)
        return page

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
        await self._bridge.call(ready)  # else the first recipe or editor would stand still for it

    def show_list(self) -> None:
        """Go back to the list."""
        self.stack.setCurrentWidget(self.list)
        self._bridge.soon(self.refresh)

    def _about(self, wanted: str) -> None:
        if wanted and self.isVisible():
            self._bridge.soon(self._tell_about)

    async def _tell_about(self) -> None:
        line = self.list.chosen()
        if line is None:
            return
        cost, hints = await self._bridge.call(self._known_of, line.automation)
        if self.list.chosen_id() == line.automation.id:
            self.list.tell_about(cost_words(cost), hints)

    def _known_of(self, automation: Automation) -> tuple[AutomationCost, tuple[str, ...]]:
        service = self._bridge.service.automations
        return service.cost(automation), service.hints(automation)

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
        self._say(filled(self.tr("“%1” is on. %2."), automation.name, mode_words(automation.mode)))
        self.show_list()
        self._bridge.spawn(self._show_made(automation.id))

    async def _show_made(self, wanted: str) -> None:
        await self.refresh()
        self.list.choose(wanted)

    # ------------------------------------------------------------------------------------------ editing
    @property
    def editor(self) -> Editor | None:
        """The editor, while something is edited."""
        return self.editing.editor

    @property
    def dialog(self) -> Ask | None:
        """The question that was asked last."""
        return self.asks.dialog

    def edit(self, automation: Automation) -> None:
        """Open the editor; what is being edited already is asked about first."""
        self.editing.edit(automation)

    def _opened(self, editor: Editor) -> None:
        self.notice.hide()
        self.stack.addWidget(editor)
        self.stack.setCurrentWidget(editor)

    def _saved(self, automation: Automation) -> None:
        self._say(self.tr("“%1” is saved.").replace("%1", automation.name))
        if automation.version == 1:
            self._bridge.spawn(self._show_made(automation.id))

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep what is not saved at once: the window may be closed next."""
        super().hideEvent(event)
        self.editing.keep_now()

    def _offer_draft(self) -> None:
        found = self.editing.kept()
        if found is None:
            return

        def go_on() -> None:
            self.notice.hide()
            self.editing.open(found)

        self._say(
            self.tr("There are changes to an automation that were not saved."), self.tr("&Go on with them"), go_on
        )

    # ------------------------------------------------------------------------------------------ log, map
    async def _show_log(self, wanted: str) -> None:
        self._logged = wanted
        service = self._bridge.service.automations
        runs = await self._bridge.call(service.log, wanted)
        if wanted:
            line = await self._bridge.call(service.get, wanted)
            passed = await self._bridge.call(service.passed_over, wanted)
            versions = await self._bridge.call(service.versions, wanted)
            hints = await self._bridge.call(service.hints, line.automation)
            self.log.show_log(line.automation.name, runs, passed, versions, line.automation.trigger.kind, hints)
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

    async def _show_imported(self, wanted: str) -> None:
        await self._show_made(wanted)
        self.stack.setCurrentWidget(self.list)
