"""What the owner can choose."""

from __future__ import annotations

from collections.abc import Mapping as Values
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """What the owner can choose; stored in the database.

    ``interval_minutes`` is the time between scheduled syncs (0: never). ``create_in_fattura24``: which CRM contacts
    become customers (``all``, ``with_tax_id``, ``tagged``, ``never``; with ``tag``). ``create_in_highlevel``: ``all``
    or ``never``. ``watch``: what happens with new exports in the watched folder (``off``, ``ask``, ``always``: imported
    without asking); ``watch_folder`` is that folder (blank: the downloads folder). ``mirror_warn_days``: from what age
    on the Fattura24 data is called old. ``ask_missing`` lets the plan ask what is to become of a linked customer that
    the last whole export had no more (otherwise it is only noted with the customer). ``keep_days``: how long plans,
    runs, log lines and copies are kept (0: for ever). ``check_updates``: whether new versions of Ponte24 are looked for
    (``ask``: not before the owner was asked; ``on``, ``off``).
    """

    interval_minutes: int = 60
    create_in_fattura24: str = "all"
    create_tag: str = "cliente"
    create_in_highlevel: str = "all"
    highlevel_read_only: bool = False
    fattura24_read_only: bool = False
    import_suppliers: bool = False
    mirror_warn_days: int = 30
    ask_missing: bool = False
    notifications: bool = True
    watch: str = "off"
    watch_folder: str = ""
    start_minimized: bool = False
    keep_days: int = 365
    language: str = ""
    theme: str = "system"
    check_updates: str = "ask"


@dataclass(frozen=True, slots=True)
class Example:
    """A real customer with the values both sides hold, for the mapping screen; values by field name."""

    title: str
    highlevel: Values[str, str]
    fattura24: Values[str, str]
