"""A stand-in for `app.services.api.fattura24.fattura24.Fattura24Service`: the account's calls and key, nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from app.connectors.fattura24.answers import (
    CallLog,
    FileContent,
    KeyInfo,
    LedgerAccount,
    Numerators,
    Product,
    SavedCustomer,
    Template,
)
from app.connectors.fattura24.requests import Document, Item, Party
from app.services.api.accounts import AccountInfo
from app.services.api.charts import HourCalls
from app.services.api.fattura24.fattura24 import CheckedCalls, DocumentPreview, DocumentResult, OnWait
from app.store.requests import DocumentRequest


class FakeFattura24:
    """``note`` is told each method's name and may raise; ``account`` reads and ``change`` replaces what is known."""

    def __init__(
        self,
        note: Callable[[str], None],
        account: Callable[[], AccountInfo],
        change: Callable[[AccountInfo], None],
    ) -> None:
        self._note, self._account, self._change = note, account, change
        self.checked = CheckedCalls(CallLog(131, ()), True, 40)

    async def check_key(self, on_wait: OnWait | None = None) -> tuple[AccountInfo, KeyInfo]:
        self._note("check_key")
        info = self._account()
        return info, KeyInfo(info.identifier, info.name, "5", info.extra.get("expire", ""), 131)

    def calls_by_hour(self) -> tuple[HourCalls, ...]:
        return tuple(HourCalls(1_790_000_000.0 // 3600 * 3600 + n * 3600.0, n * 5 % 60, n % 3) for n in range(24))

    async def check_calls(self, on_wait: OnWait | None = None) -> CheckedCalls:
        self._note("check_calls")
        info = self._account()
        self._change(replace(info, extra={**info.extra, "calls_24h": str(self.checked.log.total)}))
        return self.checked

    async def save_customer(self, party: Party, on_wait: OnWait | None = None) -> SavedCustomer:
        raise NotImplementedError

    def preview_document(self, document: Document) -> DocumentPreview:
        raise NotImplementedError

    async def send_document(
        self, document: Document, *, again: bool = False, on_wait: OnWait | None = None
    ) -> DocumentResult:
        raise NotImplementedError

    def documents(self, limit: int = 50) -> tuple[DocumentRequest, ...]:
        return ()

    def settle_document(self, request_id: str, *, made: bool) -> DocumentRequest:
        raise NotImplementedError

    async def save_item(self, item: Item, on_wait: OnWait | None = None) -> None:
        raise NotImplementedError

    async def get_file(self, doc_id: str, on_wait: OnWait | None = None) -> FileContent:
        raise NotImplementedError

    async def templates(self, on_wait: OnWait | None = None) -> tuple[Template, ...]:
        return ()

    async def chart(self, on_wait: OnWait | None = None) -> tuple[LedgerAccount, ...]:
        return ()

    async def numerators(self, on_wait: OnWait | None = None) -> Numerators:
        return Numerators({}, ())

    async def products(self, code: str = "", category: str = "", on_wait: OnWait | None = None) -> tuple[Product, ...]:
        return ()
