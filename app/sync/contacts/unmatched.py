"""Plan what happens to records that have no counterpart: create it, ask, or leave them alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from app.records.contact import PERSON_FIELDS, Contact
from app.records.sent import sent_value
from app.sync.contacts.asking import Scene, claimed, question
from app.sync.contacts.evidence import unsendable
from app.sync.contacts.keys import keys_of, shared_by_many
from app.sync.contacts.linked import ORIGIN, SEEN_CHOICE, moment_of
from app.sync.contacts.match import Matches, candidates_among, clashing
from app.sync.contacts.policy import ASK, WANTED, PlanInput, note_key, record_key
from app.sync.plan.model import Action, Choice, FieldChange, Kind, Reason, Record, RecordType, Side
from app.sync.plan.parts import CUT, LEFT_ALONE

_NAMES = {
    Side.FATTURA24: {"company", *PERSON_FIELDS},
    Side.HIGHLEVEL: {"company", *PERSON_FIELDS, "email", "mobile", "landline"},
}
"""What makes a record recognisable: Fattura24 demands a name, HighLevel also shows an e-mail or a phone."""

_CLASH_LEVELS = ("vat_code", "fiscal_code", "email", "phone")


def plan_unmatched(
    matches: Matches, scene: Scene, linked_h: Mapping[str, str], linked_f: Mapping[str, str]
) -> dict[tuple[Side, str], Action | None]:
    """Return by record the create or the question about it, or None where it is left alone on purpose.

    A customer that is among the candidates of a contact's question is not asked about a second time.
    """
    paired_h = {p.highlevel for p in matches.pairs} | set(linked_h)
    paired_f = {p.fattura24 for p in matches.pairs} | set(linked_f)
    planned: dict[tuple[Side, str], Action | None] = {}
    asked_f: set[str] = set()
    for h_id, record in scene.highlevel.records.items():
        if h_id in paired_h:
            continue
        found = _Asker(record, Side.FATTURA24, matches.maybe_highlevel.get(h_id, {}), scene).action()
        if found is not None:
            asked_f.update(c.id for c in found.candidates if c.side is Side.FATTURA24 and c.id not in paired_f)
        planned[Side.HIGHLEVEL, h_id] = found
    for f_id, record in scene.fattura24.records.items():
        if f_id in paired_f or f_id in asked_f or record.gone_since:
            continue
        planned[Side.FATTURA24, f_id] = _Asker(
            record, Side.HIGHLEVEL, matches.maybe_fattura24.get(f_id, {}), scene
        ).action()
    return _one_create_each(planned, scene)


def _one_create_each(
    planned: dict[tuple[Side, str], Action | None], scene: Scene
) -> dict[tuple[Side, str], Action | None]:
    """Let one tax code make one customer: of several that were decided to be new, the others ask again."""
    claims: dict[str, list[str]] = {}
    creates = {
        record_id: claimed(
            record_id,
            {f.name: f.after for f in action.fields},
            scene.highlevel.records[record_id].contact.country,
        )
        for (side, record_id), action in planned.items()
        if action is not None
        and side is Side.HIGHLEVEL
        and action.kind is Kind.CREATE
        and not action.note
        and action.reason.key == "decided"
    }
    for record_id, codes in sorted(creates.items()):
        for code in codes:
            claims.setdefault(code, []).append(record_id)
    for twins in claims.values():
        for record_id in twins[1:]:
            record = scene.highlevel.records[record_id]
            action = planned[Side.HIGHLEVEL, record_id]
            if action is not None and action.kind is Kind.CREATE:
                planned[Side.HIGHLEVEL, record_id] = question(
                    record, Side.FATTURA24, "twin_vat_code", (), action.fields, scene, held=True, twins=twins[:1]
                )
    return planned


class _Asker:
    """Decides about one record: ``target`` is the side on which it has no counterpart."""

    def __init__(self, record: Record, target: Side, maybe: dict[str, str], scene: Scene) -> None:
        self._made: dict[str, str] | None = None
        self.record, self.target, self.maybe, self.scene = record, target, maybe, scene
        self.given, self.own = scene.given, scene.index(record.side)

    def action(self) -> Action | None:
        """Return a create, a question, a note, or None where nothing is wanted."""
        decided = self.given.decisions.about(record_key(self.record.side, self.record.id))
        asked_for = decided == WANTED
        if not (self.may_be_made() if asked_for else self.wanted()):
            return None
        decided = "" if asked_for else decided
        if decided in LEFT_ALONE:
            return None
        if decided == ASK:
            return self.question("displaced")
        known = self._suppliers() if not self.maybe and not self.record.origins and not decided else {}
        if known:
            return self.question("known_supplier", known)
        if not self.maybe and self._unknown_origin():
            return None if decided else self.question("origin_unknown")
        if self._held():
            return self.question("" if self.maybe else "held_code")
        if decided == Choice.NEW:
            return self._create("decided")
        if self.maybe:
            return self.question("")
        twin = self._twin()
        if twin:
            return self.question(twin)
        if not self._named():
            return self._nameless()
        if self.target is Side.HIGHLEVEL and not self.record.name_certain:
            return self.question("name_order")
        return self._create("wanted" if asked_for else f"only_in_{self.record.side.value}")

    def may_be_made(self) -> bool:
        """Tell whether what an automation wants may be made: its wish stands above the settings, not above what they
        forbid."""
        return self.target not in self.given.policy.read_only and (
            self.target is Side.FATTURA24 or self.given.highlevel.complete
        )

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

    def _suppliers(self) -> dict[str, str]:
        """Return the mere suppliers that a contact might be: as a customer it would be there twice."""
        bystanders = self.scene.bystanders
        if self.target is Side.HIGHLEVEL or not bystanders.records:
            return {}
        return candidates_among(self.record, bystanders, (*self.scene.sides, bystanders))

    def _held(self) -> tuple[str, ...]:
        """Return the customers and suppliers that creating this contact in Fattura24 would overwrite."""
        if self.target is Side.HIGHLEVEL:
            return ()
        return self.scene.holders(self._create_values(), self.record.contact.country)

    def _create_values(self) -> dict[str, str]:
        """Return the fields that a counterpart gets; asked for several times, and never changed."""
        if self._made is None:
            self._made = create_values(self.record, self.target, self.given)
        return self._made

    def _unknown_origin(self) -> bool:
        """A contact that carries a Fattura24 key which the mirror does not know was a customer once: never recreate."""
        known = any(self.scene.fattura24.with_key("origin", key) for key in self.record.origins)
        return self.target is Side.FATTURA24 and bool(self.record.origins) and not known

    def _twin(self) -> str:
        """Return a reason if another record of the same side shares a key: both would become one, or be refused."""
        return next((f"twin_{level}" for level, _ in self._clashes()), "")

    def _twins(self) -> set[str]:
        """Return the records of the same side that share a key with this one."""
        return {record_id for _, record_id in self._clashes()}

    def _clashes(self) -> Iterator[tuple[str, str]]:
        """Yield the other records of the same side that share a key, each with its level: of a value that is nobody's
        own only those of the same name."""
        for level in _CLASH_LEVELS:
            for key in keys_of(self.record, level):
                for other in clashing(self.record, level, key, self.own, self.scene.sides):
                    yield level, other

    def _named(self) -> bool:
        """Tell whether what would be sent has a name: the mapping may hold it back although the record has one."""
        return not self._create_values().keys().isdisjoint(_NAMES[self.target])

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
            choices=SEEN_CHOICE,
            note=True,
        )

    def _create(self, reason: str) -> Action:
        return Action(
            "",
            Kind.CREATE,
            self.target,
            RecordType.CONTACT,
            self.record.contact.full_title,
            link=f"new~{self.record.side.value}~{self.record.id}",
            fields=self._values(),
            reason=Reason(reason, moment_of(self.record) | self._told()),
            source_id=self.record.id,
        )

    def question(self, reason: str, known: Iterable[str] = ()) -> Action:
        """Return the question who this is, with all it might be and all that stands in the way."""
        held = self._held()
        others = {*self.maybe, *known, *held}
        if reason == "displaced":
            others |= {f for key in self.record.origins for f in self.scene.index(self.target).with_key("origin", key)}
        twins = self._twins() if reason.startswith("twin_") or self.maybe else ()
        asked = question(
            self.record, self.target, reason, others, self._values(), self.scene, held=bool(held), twins=twins
        )
        told = self._told()
        return replace(asked, reason=Reason(asked.reason.key, {**asked.reason.params, **told})) if told else asked

    def _told(self) -> dict[str, str]:
        """Return as a reason's parameters which values the new record will not get, so that the preview tells it, and
        which say nothing of who it is because many have them, with their number."""
        contact = self.record.contact
        sent, refused, shared = self._create_values(), self._refused(), self._shared()
        names = [
            rule.field
            for rule in self.given.mapping.active()
            if rule.direction.allows(self.target) and contact.get(rule.field) and rule.field not in sent
        ]
        unusable = [n for n in names if unsendable(self.target, n, contact.get(n), contact)]
        told = {
            "left_out": [n for n in names if n not in unusable],
            "unusable": unusable,
            "held": [n for n in refused if n not in shared],
            "shared": list(shared),
        }
        params = {key: ",".join(found) for key, found in told.items() if found}
        return params | {"count": str(max(shared.values()))} if shared else params

    def _shared(self) -> Mapping[str, int]:
        return shared_by_many(self.record, self.scene.sides)

    def _refused(self) -> tuple[str, ...]:
        """Return the values that HighLevel would not take: one that a third contact has would have the whole contact
        refused, at every run anew, and so would one that many customers have, but for the first of them."""
        if self.target is not Side.HIGHLEVEL:
            return ()
        shared, contacts = self._shared(), self.scene.highlevel
        return tuple(n for n, v in self._create_values().items() if n in shared or contacts.held_by_another("", n, v))

    def _values(self) -> tuple[FieldChange, ...]:
        refused = self._refused()
        return tuple(
            FieldChange(n, "", value, self._why(n, value))
            for n, value in self._create_values().items()
            if n not in refused
        )

    def _why(self, name: str, value: str) -> str:
        whole = self.record.contact.get(name) if name != ORIGIN else value
        return CUT if whole != value and whole.startswith(value) else ""


def create_values(record: Record, target: Side, given: PlanInput) -> dict[str, str]:
    """Return the fields that a new record on ``target`` gets from its counterpart."""
    values: dict[str, str] = {}
    for rule in given.mapping.active():
        value = record.contact.get(rule.field)
        if target is Side.FATTURA24:
            value = sent_value(rule.field, value)
        if value and rule.direction.allows(target) and not unsendable(target, rule.field, value, record.contact):
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
