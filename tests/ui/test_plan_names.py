"""Nobody reads the id of a user or a calendar in a preview."""

from __future__ import annotations

from app.sync.plan.model import Action, FieldChange, Kind, Reason, RecordType, Side
from app.ui.models.plan_words import summary, value

ID = "c7pSFlKqgju9lRdgfhIK"


def task(**names: str) -> Action:
    fields = (FieldChange("due", "", "2026-12-02"), FieldChange("assignee", "", ID))
    return Action(
        "A1", Kind.CREATE, Side.FATTURA24, RecordType.TASK, "Richiamare", fields=fields, reason=Reason("new", names)
    )


def test_a_user_is_called_by_name_once_it_is_known() -> None:
    known = task(**{f"user:{ID}": "Giulia Ponti"})
    assert "Giulia Ponti" in summary(known)
    assert value(ID, "assignee", known) == "Giulia Ponti"


def test_a_user_whose_name_nobody_has_read_yet_is_no_row_of_letters() -> None:
    assert ID not in summary(task())
    assert value(ID, "assignee", task()) == "(name not known yet)"
    assert value("", "assignee", task()) == "(blank)"
