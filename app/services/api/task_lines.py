"""Very many tasks as lines of a list: what sorting, counting and choosing need lies ready for all of them.

The rest of a line is put together when it is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import overload

from app.services.api.agenda import TaskLine


@dataclass(frozen=True, slots=True)
class Columns:
    """One entry a task: ids, due days (None: none), whether it is open, customers (blank: none) and their names, who
    does it and how they are called, the values of their kinds."""

    ids: Sequence[str]
    days: Sequence[date | None]
    open: Sequence[bool]
    customers: Sequence[str]
    names: Sequence[str]
    assignees: Sequence[str]
    assignee_names: Sequence[str]
    kinds: Sequence[str]


class TaskLines(Sequence[TaskLine]):
    """``make`` puts the line of a place together, ``words`` returns title and text of one (None: of its line);
    ``in_order`` says that all are open and stand by day, those without one last."""

    def __init__(
        self,
        columns: Columns,
        make: Callable[[int], TaskLine],
        words: Callable[[int], tuple[str, str]] | None = None,
        *,
        in_order: bool = False,
    ) -> None:
        self.columns, self.in_order = columns, in_order
        self._make, self._words = make, words
        self._made: dict[int, TaskLine] = {}
        self._places: dict[str, int] | None = None
        self.searched: Sequence[str] | None = None
        """What a search looks through, once somebody has put it together."""

    @classmethod
    def of(cls, lines: Iterable[TaskLine]) -> TaskLines:
        """Return lines that are there already."""
        if isinstance(lines, TaskLines):
            return lines
        given = tuple(lines)
        tasks = [line.task for line in given]
        columns = Columns(
            [t.id for t in tasks],
            [t.due for t in tasks],
            [t.open for t in tasks],
            [t.customer for t in tasks],
            [line.customer_name for line in given],
            [t.assignee for t in tasks],
            [line.assignee_name for line in given],
            [t.kind.value for t in tasks],
        )
        return cls(columns, given.__getitem__)

    def __len__(self) -> int:
        return len(self.columns.ids)

    @overload
    def __getitem__(self, place: int) -> TaskLine: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[TaskLine, ...]: ...

    def __getitem__(self, place: int | slice) -> TaskLine | tuple[TaskLine, ...]:
        if isinstance(place, slice):
            return tuple(self[n] for n in range(*place.indices(len(self))))
        at = place + len(self) if place < 0 else place
        if not 0 <= at < len(self):
            raise IndexError(place)
        line = self._made.get(at)
        if line is None:
            line = self._made[at] = self._make(at)
        return line

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or len(self) != len(other):
            return NotImplemented
        return all(a == b for a, b in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]  # as lists have none

    def words(self, place: int) -> str:
        """Return what a search looks through: title, customer and text of a task."""
        if self._words is not None:
            title, text = self._words(place)
        else:
            title, text = self[place].task.title, self[place].task.body
        return f"{title} {self.columns.names[place]} {text}"

    def place(self, task_id: str) -> int | None:
        """Return where a task stands, None where it does not."""
        if self._places is None:
            self._places = {task: n for n, task in enumerate(self.columns.ids)}
        return self._places.get(task_id)
