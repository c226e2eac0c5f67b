"""Everything the sandbox knows, in one place, for the two services, the control API and tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from threading import Event, RLock
from typing import Any

from app.sandbox.clock import SandboxClock
from app.sandbox.fattura24.store import Customer, Fattura24Store
from app.sandbox.faults import Fault, FaultBoard
from app.sandbox.highlevel.base.shapes import from_state, to_state
from app.sandbox.highlevel.base.store import HighLevelStore
from app.sandbox.highlevel.base.values import field_key
from app.sandbox.highlevel.hooks.webhooks import WebhookSender
from app.sandbox.highlevel.sign_in.oauth import STANDARD, OAuth
from app.sandbox.owner import OwnersWork
from app.sandbox.seeding.seed import DEFAULT_CONTACTS, DEFAULT_SEED, World, build_world
from app.sandbox.switches import Switches
from app.sandbox.traffic import Traffic


class SandboxState:
    """The state behind both services.

    `lock` is held while a request is answered; hold it when you change stores from another thread. The
    methods that stand for the owner's work in a web app (`edit_…`, `create_…`, `delete_…`, and all of `owner`)
    hold it themselves; they know no rate limit and count as no request and no write.
    """

    def __init__(
        self,
        seed: int = DEFAULT_SEED,
        contacts: int = DEFAULT_CONTACTS,
        *,
        clock: SandboxClock | None = None,
        switches: Switches | None = None,
        faults: Iterable[Fault] = (),
    ) -> None:
        self.clock = clock or SandboxClock()
        self.switches = switches or Switches()
        self.faults = FaultBoard(faults)
        self.traffic = Traffic()
        self.lock = RLock()
        self.stopping = Event()
        self.highlevel = HighLevelStore(self.clock, self.switches.highlevel, {"id": ""}, seed)
        self.oauth = OAuth(self.highlevel, self.switches.oauth)
        self.webhooks = WebhookSender(self.clock, self.switches.webhooks)
        self.highlevel.events.listen(self.webhooks.hear)
        self.fattura24 = Fattura24Store(self.clock, self.switches.fattura24, seed)
        self.owner = OwnersWork(self.highlevel, self.lock)
        self.world: World
        self.reset(seed, contacts)

    def reset(self, seed: int = DEFAULT_SEED, contacts: int = DEFAULT_CONTACTS) -> None:
        """Start a new world, with nothing written, counted or called. Switches, faults and clock stay."""
        with self.lock:
            world = build_world(seed, contacts, self.clock.now())
            self.world = world
            highlevel, fattura24 = self.highlevel, self.fattura24
            highlevel.reseed(seed)
            highlevel.location = dict(world.location)
            highlevel.users = list(world.users)
            highlevel.tokens = {}
            highlevel.add_token(world.token)
            highlevel.fields, highlevel.tags = {}, {}
            highlevel.writes.clear()
            highlevel.fill(world.contacts)
            self.oauth.reset(seed)
            self.owner.fill(world.work)
            self.webhooks.reset(seed, highlevel.location_id, self.oauth.app_of(STANDARD).id)
            fattura24.reseed(seed)
            fattura24.api_key, fattura24.account_id = world.api_key, world.account_id
            fattura24.owner_email = world.owner_email
            fattura24.forget_calls()
            fattura24.writes.clear()
            fattura24.shelf.clear()
            fattura24.fill(world.customers)
            self.traffic.reset()

    # ---------------------------------------------------------------------- the owner's work in the web apps
    def create_contact(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Create a HighLevel contact by the API's field names; returns it."""
        with self.lock:
            given = {"id": self.highlevel.new_id(), **values}
            contact = from_state(given, self.highlevel.location_id, self.clock.now_ms())
            self.highlevel.put(contact)
            return to_state(contact)

    def edit_contact(self, contact_id: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """Edit a HighLevel contact; customFields merge by id, null or "" clears, dateUpdated moves on.

        Raises KeyError when there is no such contact.
        """
        with self.lock:
            old = self.highlevel.contacts[contact_id]
            state = to_state(old)
            sent = dict(values)
            if "customFields" in sent:
                merged = {item["id"]: item["value"] for item in state["customFields"]}
                merged |= {str(item["id"]): item.get("value") for item in sent["customFields"]}
                sent["customFields"] = {key: value for key, value in merged.items() if value not in (None, "")}
            changed = {**state, **sent, "id": contact_id}
            changed.setdefault("locationId", self.highlevel.location_id)
            if "dateUpdated" not in sent:
                changed["dateUpdated"] = self.highlevel.moment_after(old)
            contact = from_state(changed, self.highlevel.location_id, self.clock.now_ms())
            self.highlevel.put(contact)
            return to_state(contact)

    def delete_contact(self, contact_id: str) -> None:
        """Delete a HighLevel contact. Raises KeyError when there is none."""
        with self.lock:
            self.highlevel.remove(contact_id)

    def restore_contact(self, contact_id: str) -> dict[str, Any]:
        """Bring a deleted HighLevel contact back; returns it.

        Raises KeyError when there is none of this id, or not any more.
        """
        with self.lock:
            return to_state(self.highlevel.restore(contact_id))

    def create_customer(self, values: Mapping[str, Any]) -> dict[str, str]:
        """Create a Fattura24 record by the names of Customer; returns it.

        Raises ValueError for an unknown name.
        """
        with self.lock:
            customer = self.fattura24.edited(str(values.get("id") or self.fattura24.new_id()), dict(values))
            self.fattura24.put(customer)
            return customer.as_dict()

    def edit_customer(self, customer_id: str, values: Mapping[str, Any]) -> dict[str, str]:
        """Edit a Fattura24 record. Raises KeyError when there is none, ValueError for an unknown name."""
        with self.lock:
            if customer_id not in self.fattura24.customers:
                raise KeyError(customer_id)
            customer = self.fattura24.edited(customer_id, dict(values))
            self.fattura24.put(customer)
            return customer.as_dict()

    def delete_customer(self, customer_id: str) -> None:
        """Delete a Fattura24 record. Raises KeyError when there is none."""
        with self.lock:
            self.fattura24.remove(customer_id)

    # -------------------------------------------------------------------------------------------- snapshots
    def as_dict(self) -> dict[str, Any]:
        """Return everything as JSON values."""
        with self.lock:
            highlevel, fattura24 = self.highlevel, self.fattura24
            return {
                "seed": self.world.seed,
                "now": self.clock.now(),
                "highlevel": {
                    "location": highlevel.location,
                    "users": highlevel.users,
                    "contacts": [to_state(contact) for contact in highlevel.contacts.values()],
                    "customFields": list(highlevel.fields.values()),
                    "tags": [{"id": key, "name": name} for name, key in highlevel.tags.items()],
                    **self.owner.as_dict(),
                    "writes": dict(highlevel.writes),
                },
                "fattura24": {
                    "customers": [customer.as_dict() for customer in fattura24.customers.values()],
                    "documents": [document.as_dict() for document in fattura24.shelf.documents.values()],
                    "items": [dict(item) for item in fattura24.shelf.items],
                    "writes": dict(fattura24.writes),
                    "calls_in_24_hours": fattura24.calls_in_24_hours(),
                    "call_log": [
                        {
                            "time": c.time,
                            "service": c.service,
                            "source": c.source,
                            "delivery_ms": c.delivery_ms,
                        }
                        for c in fattura24.call_log
                    ],
                },
                "requests": self.traffic.counters(),
                "switches": self.switches.model_dump(),
                "faults": [fault.as_dict() for fault in self.faults.faults],
                "truth": self.world.truth,
            }

    def replace(self, values: Mapping[str, Any]) -> None:
        """Put given data in the place of what there is; parts that are not given stay.

        ``{"highlevel": {"contacts": […], "customFields": […], "location": {…}}, "fattura24": {"customers":
        […]}}``, in the shapes of :meth:`as_dict`. Search sees the contacts at once. Raises KeyError,
        TypeError or ValueError, and changes nothing, when something does not fit.
        """
        with self.lock:
            highlevel, fattura24 = values.get("highlevel") or {}, values.get("fattura24") or {}
            location = {**self.highlevel.location, **(highlevel.get("location") or {})}
            now_ms = self.clock.now_ms()
            contacts = [from_state(item, str(location["id"]), now_ms) for item in highlevel.get("contacts") or ()]
            fields = {item["id"]: self._field(item, location) for item in highlevel.get("customFields") or ()}
            customers = [Customer(**item) for item in fattura24.get("customers") or ()]
            work = self.owner.parsed(highlevel)
            self.highlevel.location = location
            if "customFields" in highlevel:
                self.highlevel.fields = fields
            if "contacts" in highlevel:
                self.highlevel.fill(contacts)
            self.owner.replace(work)
            if "customers" in fattura24:
                self.fattura24.fill(customers)

    @staticmethod
    def _field(item: Mapping[str, Any], location: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "fieldKey": field_key(str(item["name"])),
            "dataType": "TEXT",
            "position": 0,
            "model": "contact",
            "locationId": location["id"],
            **item,
        }
