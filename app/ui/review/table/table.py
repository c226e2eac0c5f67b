"""The list of the review: keyboard and mouse on lines that are only painted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QDesktopServices, QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from app.sync.contacts.conflicts import is_field_conflict
from app.sync.plan.model import Action
from app.ui.browsing import Browse, RecordPages
from app.ui.models import plan_words as words
from app.ui.models.plan_index import Group
from app.ui.models.plan_lines import Line, LineKind, PlanLines
from app.ui.review.menus.conflict_menu import ConflictMenu
from app.ui.review.menus.row_menu import add_pages, contact_of
from app.ui.review.table import zones
from app.ui.review.table.delegate import LineDelegate


class PlanTable(QTableView):
    """Shows `PlanLines`. ``included(ids, bool)`` and ``chosen(ids, choice)`` tell what a person wants; ``menu_wanted``
    asks for the menu of a group at a point of the screen, ``confirm_wanted`` to apply."""

    included = Signal(list, bool)
    chosen = Signal(list, str)
    always = Signal(list, str)
    group_included = Signal(str, bool)
    menu_wanted = Signal(str, QPoint)
    confirm_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pages = RecordPages()
        self.browse: Browse = QDesktopServices.openUrl
        self.lines = PlanLines(self)
        self.setModel(self.lines)
        self.setItemDelegate(LineDelegate(self))
        self.setAccessibleName(self.tr("Planned changes"))
        self.setAccessibleDescription(
            self.tr(
                "Arrows move, right unfolds, left folds, space includes or leaves out, H and F choose a side, "
                "control and enter confirms."
            )
        )
        self.setProperty("role", "lines")
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setWordWrap(False)
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.hide()
        across.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        down.hide()
        down.setMinimumSectionSize(20)
        down.setDefaultSectionSize(zones.HEIGHTS[LineKind.ACTION])
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalScrollBar().setSingleStep(28)
        self._kept: tuple[int, int] | None = None
        self._plan = ""
        self.lines.modelAboutToBeReset.connect(self._remember)
        self.lines.modelReset.connect(self._after_reset)
        self.lines.rowsInserted.connect(self._after_insert)

    # ------------------------------------------------------------------------------------------ heights
    def _remember(self) -> None:
        for row in self.lines.special_rows():  # the header keeps the heights of rows, whatever stands in them next
            self.setRowHeight(row, zones.HEIGHTS[LineKind.ACTION])
        index = self.currentIndex()
        self._kept = None
        if index.isValid() and index.row() < self.lines.rowCount():
            line = self.lines.line(index.row())
            self._kept = (line.position, index.row())

    def _after_reset(self) -> None:
        for row in self.lines.special_rows():
            self._set_height(row)
        shown = self.lines.index_shown
        another = shown is None or shown.plan.id != self._plan
        self._plan = shown.plan.id if shown is not None else ""
        if another:
            self.scrollToTop()
            if self._kept is not None and self.lines.rowCount():
                self.setCurrentIndex(self.lines.index(0, 0))
            return
        if self._kept is None or not self.lines.rowCount():
            return
        position, row = self._kept
        found = self.lines.row_of(position) if position >= 0 else -1
        row = found if found >= 0 else min(row, self.lines.rowCount() - 1)
        self.setCurrentIndex(self.lines.index(row, 0))

    def _after_insert(self, _parent: QModelIndex, first: int, last: int) -> None:
        for row in self.lines.special_rows(first, last):
            self._set_height(row)

    def _set_height(self, row: int) -> None:
        height = zones.HEIGHTS[self.lines.line(row).kind]
        if self.rowHeight(row) != height:
            self.verticalHeader().resizeSection(row, height)

    # ------------------------------------------------------------------------------------------ acting
    def current(self) -> Line | None:
        """Return the line the keyboard is on."""
        index = self.currentIndex()
        return self.lines.line(index.row()) if index.isValid() else None

    def choose(self, action: Action, choice: str) -> None:
        """Take a decision; choosing the same answer again takes it back."""
        if choice in action.choices:
            self.chosen.emit([action.id], "" if action.decision == choice else choice)

    def _toggle_box(self, line: Line) -> None:
        if line.check is None:
            return
        wanted = line.check is not Qt.CheckState.Checked
        if line.kind is LineKind.GROUP:
            self.group_included.emit(line.group.value, wanted)
        elif line.action is not None:
            self.included.emit([line.action.id], wanted)

    def _fold(self, opened: bool | None = None) -> None:
        index = self.currentIndex()
        line = self.current()
        if line is None:
            return
        if line.kind in (LineKind.GROUP, LineKind.ACTION):
            self.lines.set_open(index.row(), not line.opened if opened is None else opened)
            if self.lines.line(index.row()).opened:
                self._reveal(index.row())

    def _reveal(self, row: int) -> None:
        """Scroll so that what was unfolded is seen, as far as there is room."""
        line = self.lines.line(row)
        if line.kind is LineKind.ACTION and line.action is not None:
            last = row
            while last + 1 < self.lines.rowCount() and self.lines.line(last + 1).position == line.position:
                last += 1
            self.scrollTo(self.lines.index(last, 0))
        self.scrollTo(self.lines.index(row, 0))

    def _to_parent(self) -> None:
        line, row = self.current(), self.currentIndex().row()
        if line is None:
            return
        if line.kind is LineKind.ACTION:
            row = self.lines.row_of_group(line.group)
        elif line.position >= 0:
            row = self.lines.row_of(line.position)
        self.setCurrentIndex(self.lines.index(row, 0))

    # ------------------------------------------------------------------------------------------ keyboard
    def keyPressEvent(self, event: QKeyEvent) -> None:
        line = self.current()
        key, plain = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain == Qt.KeyboardModifier.ControlModifier:
            self.confirm_wanted.emit()
        elif line is None or plain not in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier):
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_Right:
            self._fold(True)
        elif key == Qt.Key.Key_Left:
            if line.opened:
                self._fold(False)
            else:
                self._to_parent()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._act(line, key == Qt.Key.Key_Space)
        elif key == Qt.Key.Key_Menu:
            self._open_menu(self.currentIndex(), self._menu_point(self.currentIndex()))
        elif not self._answer_key(line, event.text().upper()):
            super().keyPressEvent(event)

    def _act(self, line: Line, space: bool) -> None:
        if line.kind is LineKind.CHOICE and line.action is not None:
            self.choose(line.action, line.choice)
        elif space and line.check is not None:
            self._toggle_box(line)
        elif line.kind in (LineKind.GROUP, LineKind.ACTION):
            self._fold()

    def _answer_key(self, line: Line, typed: str) -> bool:
        if line.action is None or not typed:
            return False
        for choice in line.action.choices:
            if words.key_of(line.action, choice) == typed:
                self.choose(line.action, choice)
                return True
        return False

    # ------------------------------------------------------------------------------------------ mouse
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton or not index.isValid():
            return
        line, rect = self.lines.line(index.row()), self.visualRect(index)
        hit = zones.hit(line, rect, int(event.position().x()), int(event.position().y()))
        if hit == "box":
            self._toggle_box(line)
        elif hit == "menu":
            self.menu_wanted.emit(line.group.value, self._menu_point(index))
        elif hit.startswith("answer:") and line.action is not None:
            self.choose(line.action, hit.removeprefix("answer:"))
        elif hit == "fold":
            self.setCurrentIndex(index)
            self._fold()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        hit = ""
        if index.isValid():
            point = event.position().toPoint()
            hit = zones.hit(self.lines.line(index.row()), self.visualRect(index), point.x(), point.y())
        hand = hit in ("box", "menu") or hit.startswith("answer:")
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.indexAt(event.pos())
        if index.isValid():
            self.setCurrentIndex(index)
            self._open_menu(index, event.globalPos())

    def _open_menu(self, index: QModelIndex, where: QPoint) -> None:
        """Open what a row offers: a group's decisions for all, or those of one row."""
        line = self.lines.line(index.row())
        if line.kind is LineKind.GROUP:
            self.menu_wanted.emit(line.group.value, where)
        elif line.action is not None:
            self.menu = self._row_menu(line.action)
            self.menu.popup(where)

    def _row_menu(self, action: Action) -> QMenu:
        """Return the menu of a row: its answers, and its record in the browser."""
        if is_field_conflict(action):
            menu: QMenu = ConflictMenu(action, self)
            menu.chosen.connect(self.chosen)  # type: ignore[attr-defined]
            menu.always.connect(self.always)  # type: ignore[attr-defined]
        else:
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.setAccessibleName(action.title)
        add_pages(menu, contact_of(action), action.title, self.pages, self.browse)
        return menu

    def _menu_point(self, index: QModelIndex) -> QPoint:
        place = zones.menu(self.visualRect(index))
        return self.viewport().mapToGlobal(place.bottomLeft())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() == Qt.FocusReason.MouseFocusReason:
            return  # the click chooses the row: a list that jumped to its top now would have it land on another
        if not self.currentIndex().isValid() and self.lines.rowCount():
            self.setCurrentIndex(self.lines.index(0, 0))

    def shown_ids(self, group: Group) -> Sequence[str]:
        """Return the ids of the actions shown in a group."""
        index = self.lines.index_shown
        if index is None:
            return ()
        return [index.actions[n].id for n in self.lines.view.groups.get(group, ())]
