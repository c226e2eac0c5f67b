"""What the owner said about the columns of a file, kept by its header for the next one of the same shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.connectors.exports.tables.columns import ColumnChoice, Content, plain, signature
from app.connectors.exports.tables.table import VOCABULARIES, KnownColumns
from app.errors import UsageError
from app.store import Store

KEY = "columns.chosen"
"""The setting under which the choices are kept."""

_KEPT = 100
"""Headers that are remembered, the newest ones."""


def known_columns(store: Store, said: Mapping[str, str] | None = None) -> KnownColumns:
    """Return all choices kept, and what was ``said`` for this once (field by column)."""
    choices = {}
    for header, choice in store.settings.get(KEY, {}).items():
        if choice.get("content") in tuple(Content):
            choices[header] = ColumnChoice(Content(choice["content"]), dict(choice["fields"]))
    return KnownColumns(choices, {plain(name): field for name, field in (said or {}).items()})


def keep_columns(store: Store, names: Sequence[str], choice: ColumnChoice) -> None:
    """Keep what each column of a header holds.

    Raises UsageError (columns_missing) if what the table cannot do without is not among the fields.
    """
    check_choice(choice)
    with store.transaction():
        kept = dict(store.settings.get(KEY, {}))
        key = signature(names)
        kept.pop(key, None)
        kept[key] = {"content": choice.content.value, "fields": dict(choice.fields)}
        store.settings.set(KEY, dict(list(kept.items())[-_KEPT:]))


def check_choice(choice: ColumnChoice) -> None:
    """Raise UsageError (columns_missing) for a choice that makes no table, (columns_twice) for a field given twice."""
    words = VOCABULARIES[choice.content]
    given = [field for field in choice.fields.values() if field]
    if not words.needs(frozenset(given)):
        raise UsageError("columns_missing", needed=words.needed)
    if len(set(given)) < len(given):
        raise UsageError("columns_twice")
