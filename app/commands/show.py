"""How plans, results, imports and the state are shown in a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from app.commands.accounts import show_missing
from app.commands.invoicing import invoices
from app.records.task import due_of
from app.services.api.accounts import AccountInfo, AccountState
from app.sync.plan.explaining import WAITS, candidate_words
from app.sync.plan.model import IN_THE_BOOK, Action, Choice, Kind, Plan, RecordType, Side
from app.sync.plan.parts import USER, WHO

if TYPE_CHECKING:
    from app.commands.common.console import Output
    from app.services.api.fattura24.mirror import MissingCustomer, PlanWarning, SourceAge
    from app.services.api.imports import ImportDifference, ImportReport
    from app.services.api.runs import RunResult
    from app.services.api.status import Status

_DIFFERENCE = ("known", "rows", "new", "changed", "absent")
SHOWN = 8
"""Actions of each kind that are listed unless all are asked for."""


def plan(out: Output, shown: Plan, *, everything: bool = False) -> None:
    """Print a plan: the counts, each action with its fields, and what it will cost."""
    s = shown.summary
    out.result(out.say("plan_title", plan=shown.id))
    if s.nothing_to_do and not shown.actions:
        key = "plan_empty_apart" if shown.apart else "plan_empty"
        out.result(out.say(key, unchanged=s.unchanged, apart=shown.apart))
        return
    rows = [
        ("create_highlevel", s.create["highlevel"]),
        ("create_fattura24", s.create["fattura24"]),
        ("update_highlevel", s.update["highlevel"]),
        ("update_fattura24", s.update["fattura24"]),
        ("link", s.link),
        ("unlink", s.unlink),
        ("delete", s.delete),
        ("conflict", s.conflict),
        ("unchanged", s.unchanged),
    ]
    for key, count in rows:
        if count or key == "unchanged":
            out.result(f"  {out.say(f'count_{key}'):<44}{count:>7}")
    out.result()
    for _, group in groupby(shown.actions, key=lambda a: (a.kind, a.record, a.note)):
        actions = list(group)
        listed = actions if everything else actions[:SHOWN]
        for action in listed:
            one(out, action)
        if len(listed) < len(actions):
            out.result("         " + out.say("plan_more", n=len(actions) - len(listed)))
    out.result()
    out.result(cost(out, shown))
    for guard in shown.guards:
        out.result(f"! {out.name('guards', guard)}")


def cost(out: Output, shown: Plan) -> str:
    """Return in words what applying a plan costs and until when the limits defer a part of it."""
    deferred = [a.deferred_until for a in shown.actions if a.deferred_until]
    now = shown.calls["fattura24"] - len(deferred)
    line = out.say("cost", highlevel=shown.calls["highlevel"], fattura24=max(now, 0))
    if deferred:
        last = datetime.fromisoformat(max(deferred).replace("Z", "+00:00")).astimezone()
        line += " " + out.say("cost_deferred", n=len(deferred), until=last.strftime("%d/%m/%Y %H:%M"))
    return line


def one(out: Output, action: Action) -> None:
    """Print one action with its fields, candidates and choices."""
    left_out = action.blocked or not action.included
    mark = "·" if action.note else "?" if action.waits_for_person else "x" if left_out else " "
    kind = out.say("note") if action.note else out.say(f"kind_{action.kind.value}")
    record = "" if action.record is RecordType.CONTACT else f"{out.name('records', action.record.value).lower()} "
    book = out.name("sides", "agenda" if action.record in IN_THE_BOOK else Side.FATTURA24.value)
    where = book if action.side is Side.FATTURA24 else out.name("sides", action.side.value)
    who = action.reason.params.get(WHO, "")
    about = f" ({who})" if who and who not in action.title else ""
    out.result(f"{mark} {action.id:<6} {kind:<12} {where:<11} {record}{action.title}{about}")
    for change in action.fields:
        label = out.name("fields", change.name)
        conflict = action.kind is Kind.CONFLICT and bool(action.link)
        before, after = (_shown(out, action, change.name, v) for v in change.shown(conflict=conflict))
        if conflict:
            out.result(f"           {label}: HighLevel «{before}» – {book} «{after}»")
        elif before:
            out.result(f"           {label}: «{before}» → «{after}»")
        else:
            out.result(f"           {label}: «{after}»")
    if action.blocked:
        out.result(f"           {out.name('reasons', WAITS)}")
    if action.waits_for_person or action.note or action.deferred_until:
        out.result(f"           {out.name('reasons', action.reason.key)}")
    elif action.reason.key == "automation_task":
        out.result(f"           {out.name('reasons', action.reason.key, **action.reason.params)}")
    for candidate in action.candidates:
        link = f"link:{candidate.id}"
        answer = f" [{link}]" if link in action.choices else ""
        out.result(f"           ≟ {candidate.title} ({candidate.detail}){answer}")
        out.result(f"             {candidate_words(candidate, action, out.language)}")
    if action.waits_for_person:
        out.result(f"           {out.say('choices')}: {', '.join(action.choices)}")
    elif action.decision and action.decision != Choice.SKIP:
        out.result(f"           {out.say('decided')}: {action.decision}")


def _shown(out: Output, action: Action, name: str, value: str) -> str:
    """Return a value in words: the fields of a task hold codes and days."""
    if name in ("assignee", "calendar") and value:
        return action.reason.params.get(f"{USER}{value}") or out.say("name_unknown")
    if name in ("completed", "removed") and value:
        return out.name("values", value)
    if name in ("due", "start") and value:
        day, at = due_of(value)
        return f"{day:%d/%m/%Y} {at:%H:%M}" if day and at else f"{day:%d/%m/%Y}"
    return value


def result(out: Output, done: RunResult) -> None:
    """Print what a run did."""
    out.result(
        out.say(
            "result",
            applied=done.applied,
            failed=done.failed,
            stale=done.stale,
            deferred=done.deferred,
            waiting=done.waiting,
        )
    )
    out.result(out.say("result_calls", highlevel=done.calls["highlevel"], fattura24=done.calls["fattura24"]))
    for error in done.errors:
        out.note(f"! {error.title}: {error.detail}" if error.title else f"! {error.detail}")
    if done.resume_at:
        out.result(out.say("resume_at", at=out.moment(done.resume_at)))


def imported(out: Output, report: ImportReport) -> None:
    """Print what an import read, took and refused, with line and reason."""
    from app.services.api.imports import SAID_BEFORE

    if report.content.startswith("einvoice"):
        invoices.imported(out, report)
        return
    out.result(
        out.say(
            "imported",
            file=str(report.file),
            read=report.read,
            new=report.new,
            changed=report.changed,
            unchanged=report.unchanged,
            refused=len(report.refused),
        )
    )
    if report.left_out:
        out.result("  " + out.say("left_out", n=report.left_out))
    for kind, count in report.repairs.items():
        out.result(f"  {out.say('repaired')}: {out.name('repairs', kind)} {count}")
    if report.unknown_columns:
        out.result("  " + out.say("unknown_columns", columns=", ".join(report.unknown_columns)))
    for key, params in report.warnings:
        out.result(f"  {out.name('warnings', key, **dict(params))} ({_where(out, params)})")
        if key == SAID_BEFORE:
            out.note("  " + out.say("even_old"))
    for row in report.remarks:
        out.result(f"  {out.name('remarks', row.reason, **dict(row.params))}")
    for row in report.refused:
        reason = _reason(out, row.reason, dict(row.params))
        file = f"{report.file.name} ({row.where})" if row.where else report.file.name
        out.note("  " + out.say("refused_row", file=file, line=row.line, reason=reason))


def _where(out: Output, params: Mapping[str, str]) -> str:
    """Return how often a doubt occurs, and on which lines."""
    count, lines = params["count"], params.get("lines", "")
    if not lines:
        return f"×{count}"
    more = ", …" if len(lines.split(", ")) < int(count) else ""
    return f"×{count}: {out.say('lines', lines=lines + more)}"


def plan_warnings(out: Output, warnings: Sequence[PlanWarning]) -> None:
    """Say once what to know before a plan is applied."""
    for warning in warnings:
        out.note(f"! {out.name('plan_warnings', warning.key, **dict(warning.params))}")


def mirror(out: Output, sources: Sequence[SourceAge], missing: Sequence[MissingCustomer]) -> None:
    """Print how old each source of Fattura24's data is, and who is missing from the last whole export."""
    for source in sources:
        name = out.name("sources", source.source)
        out.result("  " + out.say("mirror_source", source=name, n=source.customers, at=out.moment(source.at)))
    if missing:
        out.result(out.say("mirror_missing", n=len(missing)))
        for customer in missing[:SHOWN]:
            out.result(f"    {customer.title} ({out.moment(customer.since)})")


def difference(out: Output, found: ImportDifference) -> None:
    """Print what a file would change that was not taken over."""
    out.note("  " + out.say("difference_counts", **{n: getattr(found, n) for n in _DIFFERENCE}))
    out.note("  " + out.say("difference_ages", file=out.moment(found.exported_at), newest=out.moment(found.newest_at)))
    for example in found.examples:
        out.note(f"    {example.title}")
        for name, before, after in example.fields:
            out.note(f"        {out.name('fields', name)}: «{before}» → «{after}»")
    if found.absent_titles:
        out.note("    " + out.say("difference_absent", titles=", ".join(found.absent_titles)))


def _reason(out: Output, key: str, params: dict[str, str]) -> str:
    return out.name("refused", key, **params)


def _credentials(out: Output, account: AccountInfo, now: float) -> None:
    """Print how old the credentials of an account are, and what is wrong with them."""
    days = account.age_days(now)
    if account.since and not account.ended:
        key = f"since_{account.method.value}" + ("" if days else "_today")
        out.result("            " + out.say(key, n=days, at=out.moment(account.since)))
    if account.problem:
        out.note(f"            ! {out.name('errors', f'{account.problem}.title')}")
    if account.rotate_due(now):
        out.note("            ! " + out.say("rotate_due", n=days))
    show_missing(out, account)


def status(out: Output, state: Status, now: float) -> None:
    """Print the state of accounts, data, limits and runs; ``now`` is epoch seconds."""
    for side in Side:
        account = state.accounts.get(side)
        where = out.name("sides", side.value)
        if account is None or account.state is AccountState.MISSING:
            out.result(f"{where:<11} {out.say('account_missing')}")
            continue
        kept = "environment" if account.from_environment else "session" if account.session_only else "keyring"
        out.result(
            f"{where:<11} {out.say(f'account_{account.state.value}')} · {account.name} · {account.identifier}"
            f" · {out.say(f'secret_{kept}')}"
        )
        _credentials(out, account, now)
        if side is Side.FATTURA24 and account.extra.get("calls_24h"):
            from app.commands.invoicing import fattura24_show

            fattura24_show.subscription(out, account, now)
    out.result(
        out.say(
            "status_data",
            links=state.links,
            contacts=state.highlevel_contacts,
            customers=state.fattura24_customers,
            mirror=out.moment(state.mirror_seen_at),
        )
    )
    for window in state.budget:
        out.result(
            "  "
            + out.say(f"window_{window.seconds}", used=window.used, limit=window.limit, left=window.limit - window.used)
        )
    if state.unconfirmed:
        out.result(out.say("unconfirmed", n=state.unconfirmed))
    found = state.agreement
    at = out.moment(found.compared_at)
    out.result(out.say(f"agreement_{found.state.value}", at=at, apart=found.apart, pending=found.pending))
    if state.waiting:
        out.result(out.say("waiting", n=state.waiting, plan=state.open_plan))
    for run in state.runs[:5]:
        out.result(
            f"  {out.moment(run.started_at)}  {run.id}  {out.say(f'run_{run.state.value}')}  "
            f"{out.say('run_counts', applied=run.applied, failed=run.failed, deferred=run.deferred)}"
        )
