"""Send documents so that each is made once, whatever is lost on the way (reference: Fattura24 1.6)."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import replace

from app.clock import Clock
from app.connectors.fattura24.answers import Outcome, SavedDocument
from app.connectors.fattura24.client import Fattura24Client
from app.connectors.fattura24.document_check import completed, totals_of
from app.connectors.fattura24.document_xml import document_xml
from app.connectors.fattura24.requests import Document, DocumentType
from app.errors import CredentialsRefused, LimitReached, LostAnswer, ServiceUnavailable, UsageError
from app.services.api.fattura24.fattura24 import DocumentPreview, DocumentResult, OnWait
from app.services.invoices.own_documents import note_payments
from app.store import Store
from app.store.requests import (
    CREATED,
    EXISTS,
    REFUSED,
    RUNNING,
    SENDING,
    UNSENT,
    UNSETTLED,
    DocumentRequest,
)

PATIENCE = (3.0, 15.0, 40.0)
"""Seconds before a lost or still running request is asked for again, with the same id."""

BAD_XML = -2
_DONE = (CREATED, EXISTS)


def preview(store: Store, document: Document) -> DocumentPreview:
    """Check a document and say what sending it would do. Raises DocumentInvalid."""
    whole = completed(document)
    remarks = ["no_delete"]
    customer = whole.customer
    if whole.type is DocumentType.TAKINGS:
        remarks.append("takings_replace")
    elif not (customer.vat_code or customer.fiscal_code):
        remarks.append("customer_without_code")
    else:
        remarks.append("customer_updated")
    if whole.type is DocumentType.E_INVOICE:
        remarks.append("sdi_by_hand")
    if whole.send_email:
        remarks.append("email_sent")
    if whole.update_storage:
        remarks.append("stock_changed")
    if any(not payment.paid for payment in whole.payments):
        remarks.append("payment_by_hand")
    return DocumentPreview(whole, totals_of(whole.rows), _known(store, whole), tuple(remarks))


def decide(store: Store, clock: Clock, request_id: str, *, made: bool) -> DocumentRequest:
    """Take the owner's word for what became of a document that Fattura24 does not tell of.

    Raises UsageError (unknown_request) unless there is such a request and it is not settled.
    """
    request = store.requests.get(request_id)
    if request is None or request.state not in UNSETTLED:
        raise UsageError("unknown_request", request=request_id)
    decided = replace(request, state=EXISTS if made else REFUSED, details="owner", updated_at=clock.now())
    store.requests.put(decided)
    return decided


class DocumentSender:
    """Sends documents one at a time; each request is kept before it leaves."""

    def __init__(self, store: Store, clock: Clock, client: Fattura24Client, on_wait: OnWait | None = None) -> None:
        self._store, self._clock, self._client, self._on_wait = store, clock, client, on_wait

    async def send(self, document: Document, *, again: bool = False) -> DocumentResult:
        """Make a document, or say what became of it when it was sent before.

        Raises DocumentInvalid, UsageError (request_id_taken), ServiceUnavailable (document_unsettled, and whatever
        keeps the service from being reached), LostAnswer, LimitReached and CredentialsRefused.
        """
        whole = completed(document)
        before = self._client.requests
        await self._settle_others(_digest(whole), whole.request_id)
        with self._store.transaction():  # another program of this home may be about to send the same
            request, send = self._request(whole, again)
            if send:
                self._store.requests.put(request)
        if send:
            request = await self._ask(request, PATIENCE)
        return DocumentResult(Outcome(request.state), request, self._client.requests - before)

    async def _settle_others(self, digest: str, name: str) -> None:
        """Find out what became of earlier documents: the next number must not be given before theirs is."""
        for request in self._store.requests.in_states(UNSETTLED):
            if request.digest == digest and name in ("", request.name):
                continue  # this very document: it is about to be asked for
            settled = await self._ask(request, ())
            if settled.state in UNSETTLED:
                raise ServiceUnavailable("document_unsettled", service="Fattura24", document=request.title, host="")

    def _request(self, document: Document, again: bool) -> tuple[DocumentRequest, bool]:
        """Return the request for a document and whether it is to be sent."""
        digest, title, now = _digest(document), _title(document), self._clock.now()
        latest = _latest(self._store, document)
        name = document.request_id or (latest.name if latest else f"p24-{uuid.uuid4().hex[:20]}")
        if latest is not None and latest.state in _DONE and not (again and not document.request_id):
            if latest.digest != digest:
                raise UsageError("request_id_taken", request=name)
            return latest, False
        if latest is not None and latest.state in UNSETTLED:
            if latest.digest != digest:  # settled just before, so this is a moment's work of another program
                raise UsageError("request_id_taken", request=name)
            return latest, True
        new_id = name
        if latest is not None and latest.state in _DONE:
            name = new_id = f"p24-{uuid.uuid4().hex[:20]}"
        elif latest is not None and latest.state == REFUSED:  # an id is used up even by a refusal
            new_id = f"{name}_retry{len(self._store.requests.named(name))}"
        made = DocumentRequest(new_id, name, digest, title, document_xml(document), now, UNSENT, updated_at=now)
        return made, True

    async def _ask(self, request: DocumentRequest, patience: tuple[float, ...]) -> DocumentRequest:
        """Send a request until its outcome is known, always with the same id, and keep what became of it."""
        waits = list(patience)
        while True:
            before = request
            maybe_made = request.state in UNSETTLED
            request = self._keep(replace(request, state=request.state if maybe_made else SENDING))
            try:
                saved = await self._client.save_document(request.xml, request.id)
            except LostAnswer:
                if not waits:
                    raise
            except (ServiceUnavailable, LimitReached):
                self._keep(before)  # it never left: what is known of it is as before
                raise
            except CredentialsRefused as error:
                if not maybe_made:
                    self._keep(replace(request, state=REFUSED, details=error.details))
                raise
            else:
                if saved.outcome is Outcome.REFUSED and maybe_made and saved.return_code != BAD_XML:
                    # a refusal without a reason (key, limit …) says nothing about the time before
                    raise ServiceUnavailable("document_unsettled", service="Fattura24", document=request.title, host="")
                request = self._keep(_after(request, saved))
                if request.state != RUNNING or not waits:
                    return request
            pause = waits.pop(0)
            if self._on_wait is not None:
                self._on_wait(pause)
            await self._clock.sleep(pause)

    def _keep(self, request: DocumentRequest) -> DocumentRequest:
        request = replace(request, updated_at=self._clock.now())
        with self._store.transaction():
            self._store.requests.put(request)
            note_payments(self._store, request, request.updated_at)
            if request.state in (*_DONE, REFUSED):
                level = "info" if request.state == CREATED else "warning"
                self._store.activity.add(
                    request.updated_at, level, f"document_{request.state}", {"number": request.number or request.id}
                )
        return request


def _after(request: DocumentRequest, saved: SavedDocument) -> DocumentRequest:
    return replace(
        request,
        state=saved.outcome.value,
        doc_id=saved.doc_id,
        number=saved.number,
        doc_type=saved.doc_type,
        details=saved.details,
    )


def _latest(store: Store, document: Document) -> DocumentRequest | None:
    found = (
        store.requests.named(document.request_id) if document.request_id else store.requests.alike(_digest(document))
    )
    return found[-1] if found else None


def _known(store: Store, document: Document) -> DocumentRequest | None:
    latest = _latest(store, document)
    return latest if latest is not None and latest.state in (*_DONE, *UNSETTLED) else None


def _digest(document: Document) -> str:
    return hashlib.sha256(document_xml(document).encode("utf-8")).hexdigest()[:32]


def _title(document: Document) -> str:
    return f"{document.type.value} {document.customer.name} {document.total:.2f} {document.currency}"
