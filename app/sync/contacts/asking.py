"""The question who a record is: all that it might be or that stands in the way, and what can be done about each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.records.contact import IDENTITY_FIELDS, Contact
from app.sync.contacts.keys import HINTS, LEVELS, KeyIndex, hints_of, keys_of
from app.sync.contacts.match import suggestions_of
from app.sync.contacts.policy import PlanInput
from app.sync.plan.model import (
    LINK_PREFIX,
    Action,
    Candidate,
    Choice,
    FieldChange,
    Kind,
    Link,
    Reason,
    Record,
    RecordType,
)
from app.sync.plan.parts import Side

CODE_LEVELS = ("vat_code", "fiscal_code")
"""What SaveCustomer recognises a customer by (reference: Fattura24 1.7)."""

_MOST_TWINS = 5
"""Records of the same side that a question names: a switchboard may be that of a hundred."""


class LinksByEnd:
    """Links by the records they join; put in order only when first asked for."""

    def __init__(self, links: Iterable[Link]) -> None:
        self._links = links
        self._by_end: dict[tuple[Side, str], Link] | None = None

    def of(self, side: Side, record_id: str) -> Link | None:
        """Return the link of a record, or None."""
        if self._by_end is None:
            self._by_end = {(s, link.record_id(s)): link for link in self._links for s in Side}
        return self._by_end.get((side, record_id))


@dataclass(frozen=True, slots=True)
class Scene:
    """Both sides as they are while a plan is made. ``paired`` are the partners found just now, by side and id."""

    highlevel: KeyIndex
    fattura24: KeyIndex
    bystanders: KeyIndex
    links: LinksByEnd
    paired: Mapping[tuple[Side, str], str]
    given: PlanInput

    def index(self, side: Side) -> KeyIndex:
        """Return all records of a side that take part."""
        return self.highlevel if side is Side.HIGHLEVEL else self.fattura24

    @property
    def sides(self) -> tuple[KeyIndex, KeyIndex]:
        """All records that take part, of both sides."""
        return self.highlevel, self.fattura24

    def find(self, side: Side, record_id: str) -> Record | None:
        """Return a record of a side, also a mere supplier."""
        found = self.index(side).records.get(record_id)
        return found or (self.bystanders.records.get(record_id) if side is Side.FATTURA24 else None)

    def gone(self, side: Side, record_id: str) -> bool:
        """Tell whether a record is known to be there no more."""
        record = self.index(side).records.get(record_id)
        if record is not None:
            return bool(record.gone_since)
        state = self.given.highlevel if side is Side.HIGHLEVEL else self.given.fattura24
        return state.complete

    def holders(self, values: Mapping[str, str], country: str) -> tuple[str, ...]:
        """Return the ids of the customers and suppliers that a create with these values would land on."""
        codes = Contact().with_values({n: values.get(n, "") for n in IDENTITY_FIELDS} | {"country": country})
        probe = Record(Side.FATTURA24, "", codes)
        found: dict[str, None] = {}
        for level in CODE_LEVELS:
            for key in keys_of(probe, level):
                for index in (self.fattura24, self.bystanders):
                    found |= {i: None for i in index.with_key(level, key) if not index.records[i].gone_since}
        return tuple(found)


def claimed(record_id: str, values: Mapping[str, str], country: str) -> tuple[str, ...]:
    """Return the tax codes that a customer made of these values would be recognised by."""
    codes = Contact().with_values({n: values.get(n, "") for n in IDENTITY_FIELDS} | {"country": country})
    probe = Record(Side.FATTURA24, record_id, codes)
    return tuple(dict.fromkeys(key for level in CODE_LEVELS for key in keys_of(probe, level)))


def shared(a: Record, b: Record) -> tuple[str, ...]:
    """Return all that two records have in common: levels of the evidence, then hints, strongest first."""
    levels = [level for level in LEVELS if set(keys_of(a, level)) & set(keys_of(b, level))]
    if "vat_code" in levels and "fiscal_code" in levels and not (a.contact.fiscal_code and b.contact.fiscal_code):
        levels.remove("fiscal_code")  # a company's two codes are one number: one thing in common, not two
    common = set(hints_of(a)) & set(suggestions_of(b)) | set(suggestions_of(a)) & set(hints_of(b))
    hints = {why for why, _ in common}
    return (*levels, *(h for h in HINTS if h in hints))


def question(
    record: Record,
    target: Side,
    reason: str,
    others: Iterable[str],
    values: Iterable[FieldChange],
    scene: Scene,
    *,
    held: bool,
    twins: Iterable[str] = (),
) -> Action:
    """Return the question who a record is. ``others`` are those it might be, of the target's side; ``twins`` records of
    its own side that have to do with it; ``held`` says that creating it would land on one that is there."""
    fields = tuple(values)
    candidates = sorted((_candidate(record, i, target, scene) for i in set(others)), key=_strongest_first)
    beside = sorted((_candidate(record, i, record.side, scene) for i in set(twins)), key=_strongest_first)[:_MOST_TWINS]
    links = tuple(f"{LINK_PREFIX}{c.id}" for c in candidates if not _joined_just_now(c, scene))
    new = Choice.KEEP.value if held else Choice.NEW.value
    sent = {f.name: f.after for f in fields}
    codes = claimed(record.id, sent, record.contact.country) if target is Side.FATTURA24 and not held else ()
    return Action(
        "",
        Kind.CONFLICT,
        target,
        RecordType.CONTACT,
        record.contact.full_title,
        fields=fields,
        reason=Reason(_reason(reason, candidates)),
        source_id=record.id,
        choices=(*links, new, Choice.SKIP.value),
        candidates=(*candidates, *beside),
        codes=codes,
    )


def _reason(reason: str, candidates: list[Candidate]) -> str:
    """Return what can truly be said of all candidates at once; each one's own reason stands beside it."""
    if any(c.partner_gone for c in candidates):
        return "made_again"
    if reason:
        return reason
    strongest = {c.why[0] for c in candidates if c.why}
    if len(strongest) != 1:
        return "several_maybe"
    (level,) = strongest
    return f"{level}_only" if level in HINTS else f"ambiguous_{level}"


def _strongest_first(candidate: Candidate) -> tuple[int, str]:
    order = (*LEVELS, *HINTS)
    return (order.index(candidate.why[0]) if candidate.why else len(order), candidate.id)


def _joined_just_now(candidate: Candidate, scene: Scene) -> bool:
    """A pair that this very plan links is not taken apart by another answer of it."""
    return candidate.side is not None and (candidate.side, candidate.id) in scene.paired


def _candidate(record: Record, record_id: str, side: Side, scene: Scene) -> Candidate:
    other = scene.find(side, record_id)
    assert other is not None
    contact = other.contact
    known = (contact.email, contact.mobile or contact.landline, contact.city, contact.vat_code or contact.fiscal_code)
    link = scene.links.of(side, record_id)
    partner_id = link.record_id(side.other) if link else scene.paired.get((side, record_id), "")
    partner = scene.find(side.other, partner_id) if partner_id else None
    return Candidate(
        record_id,
        contact.full_title or record_id,
        " · ".join(k for k in known if k),
        shared(record, other),
        side,
        partner.contact.full_title if partner else "",
        bool(link) and link is not None and scene.gone(side.other, partner_id),
        link.id if link and side is not record.side else "",
        record_id in scene.bystanders.records and side is Side.FATTURA24,
        tuple((name, value) for name, value in contact.items() if value),
    )
