"""The JSON of ``ponte24 fattura24 …``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app.clock import iso

if TYPE_CHECKING:
    from app.connectors.fattura24.answers import KeyInfo
    from app.services.api.accounts import AccountInfo
    from app.services.api.fattura24.fattura24 import CheckedCalls
    from app.store.requests import DocumentRequest


def plain(value: Any) -> Any:
    """Return values as JSON: dataclasses as objects, decimals as texts, so that no cent is lost."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, tuple | list):
        return [plain(v) for v in value]
    return str(value) if isinstance(value, Decimal) else value


def key(info: KeyInfo, account: AccountInfo, now: float) -> dict[str, Any]:
    """Return what TestKey told."""
    return {**plain(info), "days_left": account.days_left(now)}


def request(sent: DocumentRequest, *, calls: int | None = None) -> dict[str, Any]:
    """Return a document that was sent; its XML stays here."""
    shown = {
        "outcome": sent.state,
        "request_id": sent.id,
        "title": sent.title,
        "doc_id": sent.doc_id or None,
        "number": sent.number or None,
        "doc_type": sent.doc_type or None,
        "details": sent.details,
        "created_at": iso(sent.created_at),
    }
    return shown if calls is None else {**shown, "calls": calls}


def calls(checked: CheckedCalls) -> dict[str, Any]:
    """Return the call log."""
    return {
        "total": checked.log.total,
        "foreign": checked.foreign,
        "dated": checked.dated,
        "calls": [
            {
                "at": iso(c.at) if c.at is not None else None,
                "date": c.date,
                "service": c.service,
                "source": c.source,
                "delivery_ms": c.delivery_ms,
            }
            for c in checked.log.calls
        ],
    }
