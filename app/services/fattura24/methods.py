"""What Fattura24 can do beside contacts: one counted call after the other, with the account's key."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from app.clock import Clock
from app.connectors.fattura24.answers import (
    FileContent,
    KeyInfo,
    LedgerAccount,
    Numerators,
    Product,
    SavedCustomer,
    Template,
)
from app.connectors.fattura24.client import Fattura24Client
from app.connectors.fattura24.document_xml import customer_elements, item_xml
from app.connectors.fattura24.requests import Document, Item, Party
from app.errors import CredentialsRefused, LostAnswer, ServiceUnavailable
from app.records.contact import Contact
from app.records.naming.casing import tidy_case
from app.records.naming.names import is_company, split_name
from app.records.normalise import normalise
from app.records.provenance import changed_units, superseded
from app.services.accounts.accounts import Accounts
from app.services.accounts.probe import account_facts
from app.services.api.accounts import AccountInfo, AccountState
from app.services.api.charts import HourCalls
from app.services.api.fattura24.fattura24 import CheckedCalls, DocumentPreview, DocumentResult, OnWait
from app.services.calls.calls import DAY, Calls
from app.services.calls.counting import SERVICE
from app.services.calls.hours import calls_by_hour
from app.services.fattura24.documents import DocumentSender, decide, preview
from app.store import Customer, Store
from app.store.requests import DocumentRequest
from app.sync.plan.model import Side


class Fattura24Desk:
    """Implements `app.services.api.fattura24.fattura24.Fattura24Service`."""

    def __init__(self, store: Store, accounts: Accounts, calls: Calls, clock: Clock) -> None:
        self._store, self._accounts, self._calls, self._clock = store, accounts, calls, clock

    async def check_key(self, on_wait: OnWait | None = None) -> tuple[AccountInfo, KeyInfo]:
        """Ask for subscription, expiry and calls of the last 24 hours, and remember them."""
        async with self._client(on_wait) as client:
            info = await client.test_key()
        self._accounts.remember_facts(account_facts(info))
        return self._accounts.info(Side.FATTURA24), info

    async def check_calls(self, on_wait: OnWait | None = None) -> CheckedCalls:
        """Read when the calls of the last 24 hours were made, and count by that."""
        async with self._client(on_wait) as client:
            log, dated = await self._calls.check(client)
        self._accounts.note_calls(log.total)
        foreign = self._store.budget.times(SERVICE, self._clock.now() - DAY, reported=True)
        return CheckedCalls(log, dated, len(foreign))

    def calls_by_hour(self) -> tuple[HourCalls, ...]:
        """Return the calls of the last 24 hours, hour by hour."""
        return calls_by_hour(self._store, self._clock.now())

    async def save_customer(self, party: Party, on_wait: OnWait | None = None) -> SavedCustomer:
        """Create a customer or update the one with the same codes, and keep it in the local snapshot."""
        async with self._client(on_wait) as client:
            saved = await client.save_customer(customer_elements(party))
        self._keep(saved.id, party)
        return saved

    def preview_document(self, document: Document) -> DocumentPreview:
        """Check a document and say what sending it would do. Raises DocumentInvalid."""
        return preview(self._store, document)

    async def send_document(
        self, document: Document, *, again: bool = False, on_wait: OnWait | None = None
    ) -> DocumentResult:
        """Make a document, once."""
        async with self._client(on_wait) as client:
            return await DocumentSender(self._store, self._clock, client, on_wait).send(document, again=again)

    def documents(self, limit: int = 50) -> tuple[DocumentRequest, ...]:
        """Return the documents sent from here, newest first."""
        return tuple(self._store.requests.recent(limit))

    def settle_document(self, request_id: str, *, made: bool) -> DocumentRequest:
        """Take the owner's word for what became of a document."""
        return decide(self._store, self._clock, request_id, made=made)

    async def save_item(self, item: Item, on_wait: OnWait | None = None) -> None:
        """Record goods or services to be invoiced later."""
        async with self._client(on_wait) as client:
            await client.save_item(item_xml(item))

    async def get_file(self, doc_id: str, on_wait: OnWait | None = None) -> FileContent:
        """Return a document's PDF."""
        async with self._client(on_wait) as client:
            return await client.get_file(doc_id)

    async def templates(self, on_wait: OnWait | None = None) -> tuple[Template, ...]:
        """Return the layouts for printing."""
        async with self._client(on_wait) as client:
            return await client.get_templates()

    async def chart(self, on_wait: OnWait | None = None) -> tuple[LedgerAccount, ...]:
        """Return the chart of accounts."""
        async with self._client(on_wait) as client:
            return await client.get_chart()

    async def numerators(self, on_wait: OnWait | None = None) -> Numerators:
        """Return the series of document numbers."""
        async with self._client(on_wait) as client:
            return await client.get_numerators()

    async def products(self, code: str = "", category: str = "", on_wait: OnWait | None = None) -> tuple[Product, ...]:
        """Return the articles."""
        async with self._client(on_wait) as client:
            return await client.get_products(code, category)

    @asynccontextmanager
    async def _client(self, on_wait: OnWait | None) -> AsyncIterator[Fattura24Client]:
        """Open a client for the account's key; remember how the account answered."""
        key, account = self._accounts.secret(Side.FATTURA24), self._accounts.info(Side.FATTURA24)
        try:
            async with self._calls.client(key, account.base_url, on_wait=on_wait) as client:
                yield client
            self._accounts.set_state(Side.FATTURA24, AccountState.CONNECTED)
        except CredentialsRefused:
            self._accounts.set_state(Side.FATTURA24, AccountState.REFUSED)
            raise
        except LostAnswer:
            raise  # it was reached
        except ServiceUnavailable as error:
            if error.code not in ("document_unsettled", "fattura24_busy_here"):
                self._accounts.set_state(Side.FATTURA24, AccountState.OFFLINE)
            raise

    def _keep(self, api_id: str, party: Party) -> None:
        """Keep a saved customer, so that the next plan knows it and makes no second one."""
        known = self._store.mirror.by_api_id(api_id)
        sent = {name: value for name, value in _contact(party).items() if value}
        if known:
            contact = known.contact.with_values(sent)
            now = self._clock.now()
            written = dict.fromkeys(changed_units(known.contact, contact), ("write", now))
            self._store.mirror.put(
                replace(
                    known,
                    contact=contact,
                    provenance={**known.provenance, **written},
                    missing_since=0.0,
                    superseded=superseded(known.superseded, known.contact, contact, now),
                )
            )
            return
        self._store.mirror.put(
            Customer(
                id="",
                code="",
                api_id=api_id,
                contact=Contact().with_values(sent),
                kind="CLIENTE",
                raw={},
                source="write",
                seen_at=self._clock.now(),
                name_certain=False,
            )
        )


def _contact(party: Party) -> Contact:
    first, last, company = "", "", ""
    if is_company(party.name, party.vat_code, party.fiscal_code):
        company = tidy_case(party.name, company=True)
    else:
        first, last, _ = split_name(party.name, party.fiscal_code)
    return normalise(
        Contact(
            first_name=first,
            last_name=last,
            company=company,
            email=party.email,
            mobile=party.cell_phone,
            street=party.address,
            postal_code=party.postcode,
            city=party.city,
            province=party.province.upper(),
            country=party.country.upper(),
            vat_code=party.vat_code,
            fiscal_code=party.fiscal_code,
            sdi_code=party.destination_code,
            pec=party.pec,
        )
    )
