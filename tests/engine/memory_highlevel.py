"""HighLevel in memory: the sandbox's contacts behind the engine's gateway, without HTTP, as ill as the weather."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.clock import Clock
from app.connectors.highlevel.codec import Change, Codec
from app.connectors.highlevel.fields import field_named, resolve_custom_fields
from app.connectors.highlevel.lookup import INDEX_LAG
from app.connectors.highlevel.reader import OVERLAP, ContactRead, placed, record_of
from app.errors import DuplicateRefused, LostAnswer, RecordGone, RequestRefused
from app.records.compare import same
from app.records.contact import Contact
from app.records.normalise import normalise
from app.sandbox.highlevel.base.shapes import full, searched
from app.sandbox.highlevel.base.store import HighLevelStore
from app.sandbox.highlevel.base.values import normalise_phone
from app.sandbox.highlevel.resources.writing import fresh, written
from app.sync.contacts.mapping import ORIGIN_FIELD
from app.sync.contacts.mapping import Mapping as FieldMapping
from app.sync.plan.model import Record, Side
from tests.engine.weather import Weather

SERVICE = "HighLevel"


@dataclass(frozen=True)
class Write:
    """One write that a service has carried out: what it held before and after, by field."""

    side: Side
    kind: str
    id: str
    before: Mapping[str, str]
    after: Mapping[str, str]
    sent: frozenset[str] = frozenset()

    @property
    def changed(self) -> dict[str, tuple[str, str]]:
        return {n: (v, self.after.get(n, "")) for n, v in self.before.items() if v != self.after.get(n, "")}


@dataclass
class MemoryHighLevel:
    """Implements `app.sync.apply.ports.Gateway` and the reads of the real gateway. ``short`` makes the next reads
    miss every third contact and say so, ``late`` makes them bring old versions as well."""

    store: HighLevelStore
    clock: Clock
    weather: Weather
    mapping: Callable[[], FieldMapping]
    kept: Mapping[str, Any] | None = None
    side: Side = Side.HIGHLEVEL
    requests: int = 0
    writes: list[Write] = field(default_factory=list)
    short: bool = False
    late: bool = False
    _fields: list[dict[str, Any]] | None = None

    def __post_init__(self) -> None:
        if self.kept and "custom_fields" in self.kept:
            self._fields = list(self.kept["custom_fields"])

    # --- what the real gateway keeps between runs ---

    def cache(self) -> dict[str, Any]:
        return {"location_id": self.store.location_id, "custom_fields": list(self._fields or ())}

    async def location(self, refresh: bool = False) -> None:
        return None

    async def custom_fields(self, refresh: bool = False) -> list[dict[str, Any]]:
        if refresh or self._fields is None:
            self._fields = await self._call("fields", lambda: [dict(f) for f in self.store.fields.values()])
        return self._fields

    async def missing_fields(self) -> tuple[str, ...]:
        ids = resolve_custom_fields(self.mapping(), await self.custom_fields())
        wanted = [
            r.custom_field
            for r in self.mapping().active()
            if r.custom_field and r.direction.allows(self.side) and ids[r.field] is None
        ]
        return (*wanted, *(() if ids[ORIGIN_FIELD] else (ORIGIN_FIELD,)))

    async def codec(self) -> Codec:
        return self.translator(await self.custom_fields())

    def translator(self, fields: list[dict[str, Any]] | None = None) -> Codec:
        known = list(self.store.fields.values()) if fields is None else fields
        return Codec(self.mapping(), resolve_custom_fields(self.mapping(), known))

    # --- reading ---

    async def read_all(self, progress: Any = None, stop: Any = None) -> ContactRead:
        return await self._read(None)

    async def read_changed(
        self, since: float, progress: Any = None, stop: Any = None, *, overlap: float = OVERLAP
    ) -> ContactRead:
        return await self._read(since - overlap)

    async def _read(self, since: float | None) -> ContactRead:
        codec, started = await self.codec(), self.clock.now()
        lag = self.store.switches.search_lag_seconds

        def act() -> list[dict[str, Any]]:
            old = list(self.store.index.visible.values()) if self.late else []
            self.store.index.refresh(self.clock.now(), lag)
            return [*self.store.index.visible.values(), *old]

        found = [c for c in await self._call("read", act) if since is None or c["dateUpdated"] / 1000 >= since]
        short, self.short, self.late = self.short, False, False
        if short:
            found = [c for n, c in enumerate(found) if n % 3]
        records = [record_of(searched(c), codec, started) for c in found]
        return ContactRead(records, since is None and not short, started, 1)

    async def read(self, record_id: str) -> Record:
        codec = await self.codec()

        def act() -> dict[str, Any]:
            contact = self.store.contacts.get(record_id)
            if contact is None:
                raise RecordGone(service=SERVICE)
            return full(contact)

        return record_of(await self._call("read one", act), codec, self.clock.now())

    async def find_created(self, contact: Contact, origin: str, sent_at: float) -> Record | None:
        codec = await self.codec()
        number = contact.mobile or contact.landline
        for owners in (lambda: self.store.by_email(contact.email), lambda: self._by_phone(number)):
            found = await self._call("look up", owners)
            if found and (record := self._verified(codec, full(found[0]), contact, origin)):
                return record
        if not origin or not codec.ids.get(ORIGIN_FIELD):
            if contact.email or number:
                return None
            raise LostAnswer(service=SERVICE, details="nothing to look it up by")
        await self.clock.sleep(max(0.0, sent_at + INDEX_LAG - self.clock.now()))
        everybody = await self._call("search", lambda: [full(c) for c in self.store.contacts.values()])
        return next((r for w in everybody if (r := self._verified(codec, w, contact, origin)) and r.origins), None)

    def _verified(self, codec: Codec, wire: dict[str, Any], contact: Contact, origin: str) -> Record | None:
        record = record_of(wire, codec, self.clock.now())
        if record.origins:
            return record if origin in record.origins else None
        sent = placed(contact).items()
        return record if all(same(n, v, record.contact.get(n)) for n, v in sent if v and n != "tags") else None

    # --- writing ---

    async def create(self, contact: Contact, origin: str) -> Record:
        change = await self._change(Contact(), contact, (), origin, "")
        if change.missing:
            raise RequestRefused("custom_field_missing", service=SERVICE, fields=", ".join(change.missing))
        body = change.body()

        def act() -> dict[str, Any]:
            self._refuse_duplicate(body, "")
            made = written(self.store, fresh(self.store), body)
            self._put("create", made, frozenset(change.fields))
            return full(made)

        return record_of(await self._call("create", act, write=True), await self.codec(), self.clock.now())

    async def update(self, current: Record, after: Contact, origin: str | None) -> Record:
        native = str(current.wire.get("phone") or "")
        change = await self._change(current.contact, after, current.origins, origin, native)
        if change.missing:
            raise RequestRefused("custom_field_missing", service=SERVICE, fields=", ".join(change.missing))
        if not change.fields:
            return current
        body = change.body()

        def act() -> dict[str, Any]:
            contact = self.store.contacts.get(current.id)
            if contact is None:
                raise RecordGone(service=SERVICE)
            self._refuse_duplicate(body, current.id)
            made = written(self.store, contact, body)
            self._put("update", made, frozenset(change.fields))
            return full(made)

        record = record_of(await self._call("update", act, write=True), await self.codec(), self.clock.now())
        held, wanted = normalise(record.contact), placed(after)
        left = [n for n in change.fields if n not in (ORIGIN_FIELD, "tags") and not same(n, held.get(n), wanted.get(n))]
        if left:
            raise RequestRefused("value_not_taken", service=SERVICE, fields=", ".join(left))
        return record

    async def delete(self, record_id: str) -> None:
        def act() -> None:
            contact = self.store.contacts.get(record_id)
            if contact is None:
                raise RecordGone(service=SERVICE)
            self.writes.append(Write(self.side, "delete", record_id, self.values(contact), {}))
            self.store.remove(record_id)

        await self._call("delete", act, write=True)

    async def create_custom_field(self, name: str) -> str:
        known = field_named(await self.custom_fields(refresh=True), name)
        if known:
            return known

        def act() -> str:
            self.writes.append(Write(self.side, "field", name, {}, {}))
            return str(self.store.add_field(name)["id"])

        created: str = await self._call("field", act, write=True)
        await self.custom_fields(refresh=True)
        return created

    async def delete_custom_field(self, name: str) -> None:
        known = field_named(await self.custom_fields(refresh=True), name)
        if known is None:
            return

        def act() -> None:
            self.writes.append(Write(self.side, "field gone", name, {}, {}))
            self.store.remove_field(known)

        await self._call("field gone", act, write=True)
        await self.custom_fields(refresh=True)

    async def aclose(self) -> None:
        return None

    # --- helpers ---

    async def _call(self, name: str, act: Callable[[], Any], *, write: bool = False) -> Any:
        self.requests += 1
        return await self.weather.through(SERVICE, name, act, write=write)

    async def _change(
        self, before: Contact, after: Contact, origins: tuple[str, ...], origin: str | None, native: str
    ) -> Change:
        codec = await self.codec()
        change = codec.encode(before, after, origins=origins, origin=origin, native_phone=native)
        if change.missing:
            await self.custom_fields(refresh=True)  # perhaps somebody has made the field meanwhile
            codec = await self.codec()
            change = codec.encode(before, after, origins=origins, origin=origin, native_phone=native)
        return change

    def _by_phone(self, number: str) -> list[dict[str, Any]]:
        return self.store.by_phone(normalise_phone(number, "IT")) if number else []

    def _refuse_duplicate(self, body: Mapping[str, Any], own: str) -> None:
        for name, owners in (
            ("email", self.store.by_email(str(body.get("email") or ""))),
            ("phone", self._by_phone(str(body.get("phone") or ""))),
        ):
            other = next((c for c in owners if c["id"] != own), None)
            if other:
                raise DuplicateRefused(contact_id=other["id"], matching_field=name, service=SERVICE)

    def values(self, contact: Mapping[str, Any]) -> dict[str, str]:
        """Everything that HighLevel holds of a contact, mapped or not, by HighLevel's own names."""
        names = {i: f["name"] for i, f in self.store.fields.items()}
        plain = {n: str(v) for n, v in contact.items() if n not in ("customFields", "dateUpdated", "dateAdded", "id")}
        return plain | {f"custom:{names.get(i, i)}": str(v) for i, v in contact.get("customFields", {}).items()}

    def _put(self, kind: str, contact: dict[str, Any], sent: frozenset[str]) -> None:
        before = self.store.contacts.get(contact["id"])
        self.store.put(contact)
        old, new = self.values(before) if before else {}, self.values(contact)
        names = old.keys() | new.keys()
        self.writes.append(
            Write(
                self.side,
                kind,
                contact["id"],
                {n: old.get(n, "") for n in names},
                {n: new.get(n, "") for n in names},
                sent,
            )
        )
