"""The records of both sides, and the links between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.quick_records import quickly_made
from app.records.contact import Contact, Further
from app.sync.plan.parts import Side


@quickly_made
@dataclass(frozen=True, slots=True)
class Record:
    """One contact of one side, as last seen.

    ``id`` is HighLevel's contact id, or the mirror's own key of a Fattura24 customer. ``origins`` are the keys by
    which Fattura24 knows the customer: on the HighLevel side the value of the custom field "Fattura24 ID", on
    the Fattura24 side all it answers to. ``seen_at`` and ``updated_at`` are epoch seconds (0: unknown).
    ``name_certain`` is False where the order of a person's name is only a guess. ``gone_since`` is when the last whole
    export had the customer no more (epoch seconds, 0: it is there). ``further`` are e-mails and phones beside the
    contact's own: reasons to ask, and never lost by a write. ``wire`` is what the service sent, kept for fields that
    the mapping may want later; it plays no part in equality.
    """

    side: Side
    id: str
    contact: Contact
    origins: tuple[str, ...] = ()
    seen_at: float = 0.0
    updated_at: float = 0.0
    name_certain: bool = True
    gone_since: float = 0.0
    further: Further = ()
    wire: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)


@quickly_made
@dataclass(frozen=True, slots=True)
class Link:
    """A lasting tie between one record of each side.

    The bases hold, per side, the field values of the last moment at which both were equal. ``confirmed`` is False
    for a customer that was sent to Fattura24 without its answer being seen and that cannot be sent again.
    """

    id: str
    highlevel_id: str
    fattura24_id: str
    base_highlevel: Mapping[str, str] = field(default_factory=dict)
    base_fattura24: Mapping[str, str] = field(default_factory=dict)
    confirmed: bool = True

    def record_id(self, side: Side) -> str:
        """Return the id of the record on a side."""
        return self.highlevel_id if side is Side.HIGHLEVEL else self.fattura24_id

    def base(self, side: Side) -> Mapping[str, str]:
        """Return the base of a side."""
        return self.base_highlevel if side is Side.HIGHLEVEL else self.base_fattura24
