"""Plan what happens to records that have no counterpart: create it, ask, or leave them alone."""

from __future__ import annotations

from collections.abc import Mapping

from app.records.contact import PERSON_FIELDS, Contact
from app.sync.contacts.linked import ORIGIN, moment_of
from app.sync.contacts.match import HINTS, KeyIndex, Matches, candidates_among, keys_of
from app.sync.contacts.policy import PlanInput, note_key, record_key
from app.sync.plan.model import (
    LINK_PREFIX,
    Action,
    Candidate,
    Choice,
    FieldChange,
    Kind,
    Reason,
    Record,
    RecordType,
    Side,
)

_NAMES = {
    Side.FATTURA24: {"company", *PERSON_FIELDS},
    Side.HIGHLEVEL: {"company", *PERSON_FIELDS, "email", "mobile", "landline"},
}
"""What makes a record recognisable: Fattura24 demands a name, HighLevel also shows an e-mail or a phone."""

_CLASH_LEVELS = ("vat_code", "fiscal_code", "email", "phone")


def plan_unmatched(
    matches: Matches,
    highlevel: KeyIndex,
    fattura24: KeyIndex,
    bystanders: KeyIndex,
    linked_h: Mapping[str, str],
    linked_f: Mapping[str, str],
    given: PlanInput,
) -> dict[tuple[Side, str], Action | None]:
    """Return by record the create or the question about it, or None where it is left alone on purpose.

    A customer that is among the candidates of a contact's question is not asked about a second time.
    """
    paired_h = {p.highlevel for p in matches.pairs} | set(linked_h)
    paired_f = {p.fattura24 for p in matches.pairs} | set(linked_f)
    planned: dict[tuple[Side, str], Action | None] = {}
    asked_f: set[str] = set()
    for h_id, record in highlevel.records.items():
        if h_id in paired_h:
            continue
        maybe = matches.maybe_highlevel.get(h_id, {})
        found = _supplier(record, bystanders, highlevel, given) if not maybe else None
        if found is None:
            found = _Asker(record, Side.FATTURA24, maybe, fattura24, highlevel, paired_f, given).action()
            if found is not None:
                asked_f.update(c.id for c in found.candidates if c.id not in paired_f)
        planned[Side.HIGHLEVEL, h_id] = found
    for f_id, record in fattura24.records.items():
        if f_id in paired_f or f_id in asked_f:
            continue
        maybe = matches.maybe_fattura24.get(f_id, {})
        planned[Side.FATTURA24, f_id] = _Asker(
            record, Side.HIGHLEVEL, maybe, highlevel, fattura24, paired_h, given
        ).action()
    return planned


def _supplier(record: Record, bystanders: KeyIndex, highlevel: KeyIndex, given: PlanInput) -> Action | None:
    """Ask about a contact whom Fattura24 knows as a supplier: as a customer it would be there twice."""
    known = candidates_among(record, bystanders) if bystanders.records else {}
    decided = given.decisions.about(record_key(record.side, record.id))
    if not known or decided or record.origins:
        return None
    asker = _Asker(record, Side.FATTURA24, known, bystanders, highlevel, set(), given)
    return asker.question("known_supplier") if asker.wanted() else None


class _Asker:
    """Decides about one record: ``target`` is the side on which it has no counterpart."""

    def __init__(
        self,
        record: Record,
        target: Side,
        maybe: dict[str, str],
        others: KeyIndex,
        own: KeyIndex,
        paired: set[str],
        given: PlanInput,
    ) -> None:
        self.record, self.target, self.maybe = record, target, maybe
        self.others, self.own, self.paired, self.given = others, own, paired, given

    def action(self) -> Action | None:
        """Return a create, a question, a note, or None where nothing is wanted."""
        if not self.wanted():
            return None
        decided = self.given.decisions.about(record_key(self.record.side, self.record.id))
        if decided == Choice.SKIP:
            return None
        if not self.maybe and self._unknown_origin():
            return None if decided else self.question("origin_unknown")
        if decided == Choice.NEW:
            return self._create("decided")
        if self.maybe:
            level = min(self.maybe.values(), key=lambda v: (v in HINTS, v))
            return self.question(f"{level}_only" if level in HINTS else f"ambiguous_{level}")
        twin = self._twin()
        if twin:
            return self.question(twin)
        if not self._named():
            return self._nameless()
        if self.target is Side.HIGHLEVEL and not self.record.name_certain:
            return self.question("name_order")
        return self._create(f"only_in_{self.record.side.value}")

    def wanted(self) -> bool:
        """Tell whether the owner wants a counterpart of this record on the other side at all."""
        policy, contact = self.given.policy, self.record.contact
        if self.target in policy.read_only:
            return False
        if self.target is Side.HIGHLEVEL:
            return policy.create_in_highlevel == "all" and self.given.highlevel.complete
        wish = policy.create_in_fattura24
        if wish == "with_tax_id":
            return bool(contact.vat_code or contact.fiscal_code)
        if wish == "tagged":
            return policy.create_tag.strip().lower() in contact.tags
        return wish == "all"

    def _unknown_origin(self) -> bool:
        """A contact that carries a Fattura24 key which the mirror does not know was a customer once: never recreate."""
        return self.target is Side.FATTURA24 and bool(self.record.origins)

    def _twin(self) -> str:
        """Return a reason if another record of the same side shares a key: both would become one, or be refused."""
        for level in _CLASH_LEVELS:
            for key in keys_of(self.record, level):
                if len(self.own.with_key(level, key)) > 1:
                    return f"twin_{level}"
        return ""

    def _named(self) -> bool:
        """Tell whether what would be sent has a name: the mapping may hold it back although the record has one."""
        names = create_values(self.record, self.target, self.given).keys() & _NAMES[self.target]
        return bool(names)

    def _nameless(self) -> Action | None:
        key = note_key(self.record.id, "no_name")
        if self.given.decisions.about(key):
            return None
        return Action(
            "",
            Kind.CREATE,
            self.target,
            RecordType.CONTACT,
            self.record.contact.title or self.record.id,
            reason=Reason("no_name"),
            source_id=self.record.id,
            note=True,
        )

    def _create(self, reason: str) -> Action:
        return Action(
            "",
            Kind.CREATE,
            self.target,
            RecordType.CONTACT,
            self.record.contact.title,
            link=f"new~{self.record.side.value}~{self.record.id}",
            fields=self._values(),
            reason=Reason(reason, moment_of(self.record)),
            source_id=self.record.id,
        )

    def question(self, reason: str) -> Action:
        """Return the question who this is, with all it might be."""
        candidates = tuple(sorted((self._candidate(c, level) for c, level in self.maybe.items()), key=lambda c: c.id))
        links = tuple(f"{LINK_PREFIX}{c.id}" for c in candidates if c.id not in self.paired)
        return Action(
            "",
            Kind.CONFLICT,
            self.target,
            RecordType.CONTACT,
            self.record.contact.title,
            fields=self._values(),
            reason=Reason(reason),
            source_id=self.record.id,
            choices=(*links, Choice.NEW.value, Choice.SKIP.value),
            candidates=candidates,
        )

    def _candidate(self, record_id: str, level: str) -> Candidate:
        contact = self.others.records[record_id].contact
        known = (
            contact.email,
            contact.mobile or contact.landline,
            contact.city,
            contact.vat_code or contact.fiscal_code,
        )
        return Candidate(record_id, contact.title, " · ".join(k for k in known if k))

    def _values(self) -> tuple[FieldChange, ...]:
        values = create_values(self.record, self.target, self.given)
        if self.target is Side.HIGHLEVEL:
            # a value that a third contact has would have the whole contact refused, at every run anew
            values = {n: v for n, v in values.items() if not self.others.held_by_another("", n, v)}
        return tuple(FieldChange(name, "", value) for name, value in values.items())


def create_values(record: Record, target: Side, given: PlanInput) -> dict[str, str]:
    """Return the fields that a new record on ``target`` gets from its counterpart."""
    values: dict[str, str] = {}
    for rule in given.mapping.active():
        value = record.contact.get(rule.field)
        if value and rule.direction.allows(target):
            values[rule.field] = value
    if target is Side.FATTURA24:
        values = _one_name(values, record.contact)
    elif record.origins:
        values[ORIGIN] = record.origins[0]
    return values


def _one_name(values: dict[str, str], contact: Contact) -> dict[str, str]:
    """Fattura24 has one name: a company's, else a person's; and one phone element: the mobile's."""
    if values.get("company"):
        values = {k: v for k, v in values.items() if k not in ("first_name", "last_name")}
    if not contact.mobile and contact.landline:
        values["landline"] = contact.landline
    return values
