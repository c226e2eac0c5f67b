"""The JSON that ``status``, ``import`` and ``log`` print for scripts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from app.clock import iso
from app.commands.invoicing import invoices
from app.sync.plan.model import Plan, Side

if TYPE_CHECKING:
    from app.services.api.fattura24.mirror import MissingCustomer, PlanWarning, SourceAge
    from app.services.api.imports import ImportGuard, ImportReport
    from app.services.api.runs import RunInfo
    from app.services.api.status import LogEntry, Status


def status_json(state: Status, now: float) -> dict[str, Any]:
    """Return the state as JSON; moments are ISO 8601, null where there is none. ``now`` is epoch seconds."""
    return {
        "accounts": {
            side.value: {
                "state": a.state.value,
                "name": a.name,
                "identifier": a.identifier,
                "base_url": a.base_url,
                "session_only": a.session_only,
                "from_environment": a.from_environment,
                "method": a.method.value,
                "since": _moment(a.since),
                "age_days": a.age_days(now) if a.since else None,
                "rotate_at": _moment(a.rotate_at),
                "rotate_due": a.rotate_due(now),
                "problem": a.problem or None,
                "missing_permissions": list(a.missing),
                **dict(a.extra),
                **({"days_left": a.days_left(now)} if side is Side.FATTURA24 else {}),
            }
            for side, a in state.accounts.items()
        },
        "links": state.links,
        "unconfirmed": state.unconfirmed,
        "contacts": {"highlevel": state.highlevel_contacts, "fattura24": state.fattura24_customers},
        "mirror": {"seen_at": _moment(state.mirror_seen_at), "customers": state.fattura24_customers},
        "highlevel_read_at": _moment(state.highlevel_read_at),
        "budget": [
            {"seconds": w.seconds, "limit": w.limit, "used": w.used, "left": w.limit - w.used} for w in state.budget
        ],
        "agreement": {
            "state": state.agreement.state.value,
            "compared_at": _moment(state.agreement.compared_at),
            "pairs": state.agreement.pairs,
            "apart": state.agreement.apart,
            "pending": state.agreement.pending,
        },
        "open_plan": state.open_plan or None,
        "waiting": state.waiting,
        "next_run_at": _moment(state.next_run_at),
        "paused_until": _moment(state.paused_until),
        "runs": [run_json(r) for r in state.runs],
    }


def run_json(run: RunInfo) -> dict[str, Any]:
    """Return one run of the history as JSON."""
    return {
        "id": run.id,
        "plan": run.plan,
        "state": run.state.value,
        "origin": run.origin,
        "started_at": _moment(run.started_at),
        "ended_at": _moment(run.ended_at),
        "applied": run.applied,
        "failed": run.failed,
        "stale": run.stale,
        "deferred": run.deferred,
        "undoes": run.undoes or None,
    }


def import_json(report: ImportReport) -> dict[str, Any]:
    """Return what an import did as JSON."""
    return {
        "file": str(report.file),
        "read": report.read,
        "new": report.new,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "left_out": report.left_out,
        "refused": [
            {"line": r.line, "reason": r.reason, **({"where": r.where} if r.where else {}), **dict(r.params)}
            for r in report.refused
        ],
        "repairs": dict(report.repairs),
        "warnings": [_warning(key, params) for key, params in report.warnings],
        "remarks": [{"line": r.line, "reason": r.reason, **dict(r.params)} for r in report.remarks],
        "unknown_columns": list(report.unknown_columns),
        "encoding": report.encoding,
        **(invoices.import_json(report) if report.content.startswith("einvoice") else {}),
    }


def _warning(key: str, params: Mapping[str, str]) -> dict[str, Any]:
    """Return a doubt with the number and the lines of what it is about."""
    rest = {name: value for name, value in params.items() if name not in ("count", "lines")}
    lines = [int(line) for line in params.get("lines", "").split(", ") if line]
    return {"key": key, "count": int(params.get("count", "1")), "lines": lines, "params": rest}


def log_json(entry: LogEntry) -> dict[str, Any]:
    """Return a line of the activity log as JSON."""
    return {
        "at": iso(entry.at),
        "level": entry.level,
        "key": entry.key,
        "params": dict(entry.params),
        "run": entry.run or None,
    }


def plan_json(plan: Plan, warnings: Sequence[PlanWarning]) -> dict[str, Any]:
    """Return a plan as JSON, with what to know before it is applied."""
    return plan.to_json() | {"warnings": [{"key": w.key, "params": dict(w.params)} for w in warnings]}


def mirror_json(sources: Sequence[SourceAge], missing: Sequence[MissingCustomer]) -> dict[str, Any]:
    """Return the mirror's sources, and the customers that the last whole export had no more, as JSON."""
    return {
        "sources": [{"source": s.source, "customers": s.customers, "at": _moment(s.at)} for s in sources],
        "missing": [{"customer": c.id, "title": c.title, "since": _moment(c.since)} for c in missing],
    }


def difference_json(problem: ImportGuard, report: ImportReport) -> dict[str, Any]:
    """Return the difference that a file would make and that was not taken over, as JSON."""
    d = problem.difference
    return {
        "file": str(report.file),
        "taken_over": False,
        "guards": list(problem.guards),
        "difference": {
            "known": d.known,
            "rows": d.rows,
            "new": d.new,
            "changed": d.changed,
            "absent": d.absent,
            "exported_at": _moment(d.exported_at),
            "newest_export_at": _moment(d.newest_at),
            "examples": [
                {"title": e.title, "fields": [{"name": n, "before": b, "after": a} for n, b, a in e.fields]}
                for e in d.examples
            ],
            "absent_examples": list(d.absent_titles),
        },
    }


def _moment(at: float) -> str | None:
    return iso(at) if at else None
