"""Is, is not: texts as a person compares them (case, accents, phone formats and company suffixes do not count)."""

from __future__ import annotations

from app.automation.declared.comparing import TEXTS, Case, Operator
from app.automation.triggers.contacts import PATH_OF
from app.automation.words import Words
from app.records.compare import same

FIELD_OF = {path: code for code, path in PATH_OF.items() if code not in ("first_name", "last_name", "tags")}


def equal(case: Case) -> bool:
    """Tell whether two texts are the same to a person."""
    return same(FIELD_OF.get(case.path.name, "note"), str(case.value), str(case.operand))


OPERATORS = (
    Operator("is", TEXTS, "value", Words("{title} è «{value}»", "{title} is “{value}”"), equal, 10),
    Operator(
        "is_not",
        TEXTS,
        "value",
        Words("{title} non è «{value}»", "{title} is not “{value}”"),
        lambda case: not equal(case),
        11,
    ),
)
