"""The border for what Fattura24 can do beside contacts: documents, lists, files and the calls themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from app.connectors.fattura24.answers import (
        CallLog,
        FileContent,
        KeyInfo,
        LedgerAccount,
        Numerators,
        Outcome,
        Product,
        SavedCustomer,
        Template,
    )
    from app.connectors.fattura24.document_check import Totals
    from app.connectors.fattura24.requests import Document, Item, Party
    from app.services.api.accounts import AccountInfo
    from app.services.api.charts import HourCalls
    from app.store.requests import DocumentRequest

OnWait = Callable[[float], None]
"""Told the seconds for which the minute's limit is waited out."""


@dataclass(frozen=True, slots=True)
class DocumentPreview:
    """What sending a document would do: ``document`` with its totals complete, ``before`` the request by which it was
    sent earlier, ``remarks`` keys under ``document_remarks``."""

    document: Document
    totals: Totals
    before: DocumentRequest | None
    remarks: tuple[str, ...]

    @property
    def total(self) -> Decimal:
        """The amount with VAT."""
        return self.document.total or self.totals.gross


@dataclass(frozen=True, slots=True)
class DocumentResult:
    """What became of a document. ``calls`` were spent on it now: none where it was made before."""

    outcome: Outcome
    request: DocumentRequest
    calls: int


@dataclass(frozen=True, slots=True)
class CheckedCalls:
    """The calls of the last 24 hours as Fattura24 lists them; ``dated`` is False where only their number could be
    taken over, ``foreign`` how many of them others have made."""

    log: CallLog
    dated: bool
    foreign: int


class Fattura24Service(Protocol):
    """Everything of Fattura24's API. All methods that call it raise LimitReached, CredentialsRefused,
    ServiceUnavailable, LostAnswer or RequestRefused; each call is counted before it is sent."""

    async def check_key(self, on_wait: OnWait | None = None) -> tuple[AccountInfo, KeyInfo]:
        """Ask for subscription, expiry and calls of the last 24 hours, and remember them (one call)."""
        ...

    async def check_calls(self, on_wait: OnWait | None = None) -> CheckedCalls:
        """Read when the calls of the last 24 hours were made, and count by that (one call or a few)."""
        ...

    def calls_by_hour(self) -> tuple[HourCalls, ...]:
        """Return the calls of the last 24 hours, hour by hour, as they are counted here; asks nobody."""
        ...

    async def save_customer(self, party: Party, on_wait: OnWait | None = None) -> SavedCustomer:
        """Create a customer or update the one with the same codes (one call)."""
        ...

    def preview_document(self, document: Document) -> DocumentPreview:
        """Check a document and say what sending it would do. Sends nothing. Raises DocumentInvalid."""
        ...

    async def send_document(
        self, document: Document, *, again: bool = False, on_wait: OnWait | None = None
    ) -> DocumentResult:
        """Make a document, once: what was sent before is settled and not made anew unless ``again``.

        Raises DocumentInvalid, UsageError (request_id_taken) and ServiceUnavailable (document_unsettled).
        """
        ...

    def documents(self, limit: int = 50) -> tuple[DocumentRequest, ...]:
        """Return the documents sent from here, newest first."""
        ...

    def settle_document(self, request_id: str, *, made: bool) -> DocumentRequest:
        """Take the owner's word for whether a document was made of which Fattura24 does not tell. Raises UsageError
        (unknown_request)."""
        ...

    async def save_item(self, item: Item, on_wait: OnWait | None = None) -> None:
        """Record goods or services to be invoiced later (one call)."""
        ...

    async def get_file(self, doc_id: str, on_wait: OnWait | None = None) -> FileContent:
        """Return a document's PDF (one call)."""
        ...

    async def templates(self, on_wait: OnWait | None = None) -> tuple[Template, ...]:
        """Return the layouts for printing (one call)."""
        ...

    async def chart(self, on_wait: OnWait | None = None) -> tuple[LedgerAccount, ...]:
        """Return the chart of accounts (one call)."""
        ...

    async def numerators(self, on_wait: OnWait | None = None) -> Numerators:
        """Return the series of document numbers (one call)."""
        ...

    async def products(self, code: str = "", category: str = "", on_wait: OnWait | None = None) -> tuple[Product, ...]:
        """Return the articles (one call)."""
        ...
