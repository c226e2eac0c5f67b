"""How Fattura24's documents, lists and calls are shown in a terminal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from app.connectors.fattura24.answers import KeyInfo, LedgerAccount, Numerators, Outcome, Product, Template
from app.services.api.accounts import EXPIRY_WARNING_DAYS, AccountInfo

if TYPE_CHECKING:
    from app.commands.common.console import Output
    from app.connectors.fattura24.requests import Document, Item, Party, Row
    from app.services.api.fattura24.fattura24 import CheckedCalls, DocumentPreview, DocumentResult
    from app.services.api.status import BudgetWindow
    from app.store.requests import DocumentRequest

LISTED_CALLS = 20


def key(out: Output, info: KeyInfo, account: AccountInfo, now: float) -> None:
    """Print subscription, expiry and calls."""
    plan = out.name("plans", info.plan_type) if info.plan_type else "–"
    out.result(out.say("f24.key", email=info.email or "–", account=info.account_id or "–", plan=plan))
    out.result(out.say("f24.key_expire", expire=info.expire or "–"))
    if info.calls_24h is not None:
        out.result(out.say("f24.key_calls", n=info.calls_24h))
    expiry(out, account, now)


def subscription(out: Output, account: AccountInfo, now: float) -> None:
    """Print what was last told of the subscription, below the account; ``now`` is epoch seconds."""
    plan = account.extra.get("plan", "")
    line = out.say(
        "f24.subscription",
        plan=out.name("plans", plan) if plan else "–",
        expire=account.extra.get("expire") or "–",
        calls=account.extra.get("calls_24h") or "–",
        at=out.moment(account.checked_at),
    )
    out.result(f"{'':<11} {line}")
    expiry(out, account, now)


def expiry(out: Output, account: AccountInfo, now: float) -> None:
    """Warn of a subscription that ends soon or has ended."""
    left = account.days_left(now)
    if left is not None and left <= EXPIRY_WARNING_DAYS:
        key = "f24.expired" if left < 0 else "f24.expires"
        out.note(f"! {out.say(key, n=left, expire=account.extra.get('expire', ''))}")


def document(
    out: Output, preview: DocumentPreview, budget: Sequence[BudgetWindow], *, again: bool, to_notes: bool
) -> None:
    """Print what is about to be sent: rows, totals, instalments, and what will happen."""
    say = out.note if to_notes else out.result
    d = preview.document
    say(out.say("f24.document", kind=out.name("document_kinds", d.type.value), date=_day(d), currency=d.currency))
    _party(out, say, d.customer)
    if d.object:
        say(f"  {out.say('f24.object')}: {d.object}")
    _rows(say, d.rows)
    for rate, (net, vat) in preview.totals.by_rate.items():
        say("  " + out.say("f24.vat_line", rate=_plain(rate), net=_money(net), vat=_money(vat)))
    say("  " + out.say("f24.totals", net=_money(d.total_without_tax), vat=_money(d.vat_amount), total=_money(d.total)))
    for payment in d.payments:
        how = out.say("f24.paid" if payment.paid else "f24.due", date=payment.date.strftime("%d/%m/%Y"))
        say(f"  {_money(payment.amount):>12}  {how}{f' · {payment.account}' if payment.account else ''}")
    for remark in preview.remarks:
        say(f"· {out.name('document_remarks', remark)}")
    _earlier(out, say, preview, again)
    day = next((w for w in budget if w.seconds == 86_400), None)
    if day is not None:
        say(out.say("f24.cost", left=day.limit - day.used))


def _earlier(out: Output, say: Callable[[str], None], preview: DocumentPreview, again: bool) -> None:
    if preview.before is None:
        return
    known = {"at": out.moment(preview.before.created_at), "number": preview.before.number or preview.before.id}
    repeats = again and not preview.document.request_id
    say(f"! {out.say('f24.before_again' if repeats else f'f24.before_{preview.before.state}', **known)}")


def sent(out: Output, done: DocumentResult) -> None:
    """Print what became of a document."""
    request = done.request
    if done.outcome is Outcome.CREATED:
        name = "f24.created" if done.calls else "f24.created_before"
        out.result(out.say(name, number=request.number or "–", doc_id=request.doc_id))
        return
    if done.outcome is Outcome.EXISTS:
        out.result(out.say("f24.exists", request=request.id))
        return
    out.note(out.say(f"f24.{done.outcome.value}", request=request.id))
    if request.details:
        out.note(f"  ({request.details})")


def customer(out: Output, party: Party, *, to_notes: bool) -> None:
    """Print a customer that is about to be saved, and what will happen."""
    say = out.note if to_notes else out.result
    _party(out, say, party)
    coded = party.vat_code or party.fiscal_code
    say(f"· {out.name('document_remarks', 'customer_updated' if coded else 'customer_without_code')}")


def item(out: Output, shown: Item, *, to_notes: bool) -> None:
    """Print goods or services that are about to be recorded."""
    say = out.note if to_notes else out.result
    say(out.say("f24.item"))
    _party(out, say, shown.customer)
    _rows(say, shown.rows)
    say(f"· {out.name('document_remarks', 'item_twice')}")


def templates(out: Output, found: Sequence[Template]) -> None:
    """Print layouts."""
    for t in found:
        default = f" ({out.say('f24.default')})" if t.is_default else ""
        out.result(f"{t.id:>8}  {t.kind:<14} {t.description}{default}")
    _count(out, found)


def chart(out: Output, found: Sequence[LedgerAccount]) -> None:
    """Print the chart of accounts, indented by level."""
    for a in found:
        level = a.code.count("^")
        out.result(f"{a.id:>8}  {'  ' * level}{a.code.replace('^', '.')}  {a.description}")
    _count(out, found)


def numerators(out: Output, found: Numerators) -> None:
    """Print the series of numbers and what they are for."""
    for s in found.series:
        uses = ", ".join(
            found.document_types.get(kind, kind) + (f" ({out.say('f24.default')})" if state == 2 else "")
            for kind, state in s.uses.items()
            if state
        )
        out.result(f"{s.id:>8}  {s.preview:<16} {uses}")
    _count(out, found.series)


def products(out: Output, found: Sequence[Product]) -> None:
    """Print articles."""
    for p in found:
        stock = "" if p.in_stock is None else out.say("f24.in_stock", n=_plain(p.in_stock))
        out.result(f"{p.code or p.id:<14} {_money(p.price):>10}  {p.description}  {p.category}  {stock}".rstrip())
    _count(out, found)


def calls(out: Output, checked: CheckedCalls, budget: Sequence[BudgetWindow]) -> None:
    """Print the call log and what the limits have left."""
    for call in checked.log.calls[:LISTED_CALLS]:
        out.result(f"{call.date:<20} {call.service:<14} {call.source}")
    out.result(out.say("f24.calls", n=checked.log.total, foreign=checked.foreign))
    if not checked.dated:
        out.note(f"! {out.say('f24.calls_undated')}")
    for w in budget:
        out.result("  " + out.say(f"window_{w.seconds}", used=w.used, limit=w.limit, left=w.limit - w.used))


def requests(out: Output, found: Sequence[DocumentRequest]) -> None:
    """Print the documents sent from here."""
    for r in found:
        out.result(
            f"{out.moment(r.created_at)}  {out.say(f'f24.state_{r.state}'):<22} {r.number or '–':<14} "
            f"{r.doc_id or '–':<10} {r.title}  [{r.id}]"
        )
    _count(out, found)


def _party(out: Output, say: Callable[[str], None], party: Party) -> None:
    codes = " · ".join(code for code in (party.vat_code, party.fiscal_code, party.destination_code, party.pec) if code)
    place = " ".join(p for p in (party.address, party.postcode, party.city, party.province, party.country) if p)
    say(f"  {out.say('f24.customer')}: {party.name}{f' ({codes})' if codes else ''}")
    if place:
        say(f"    {place}")


def _rows(say: Callable[[str], None], rows: Sequence[Row]) -> None:
    for row in rows:
        amount = f"{_plain(row.quantity)} {row.unit}".strip()
        discount = f" −{_plain(row.discount)}%" if row.discount else ""
        nature = f" {row.vat_nature}" if row.vat_nature else ""
        line = f"{amount} × {_plain(row.price)}{discount}"
        say(f"  {_money(row.net):>12}  {row.description}  ({line}; {_plain(row.vat_rate)}%{nature})")


def _count(out: Output, found: Sequence[object]) -> None:
    out.result(out.say("f24.count", n=len(found)))


def _day(document: Document) -> str:
    return document.date.strftime("%d/%m/%Y") if document.date else "–"


def _money(amount: Decimal | None) -> str:
    return "–" if amount is None else f"{amount:.2f}"


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
