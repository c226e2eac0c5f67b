"""The command ``resolve``, and why an action is in a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from app.commands import show
from app.errors import UsageError
from app.sync.contacts.conflicts import conflicts
from app.sync.plan.explaining import explain
from app.sync.plan.model import Choice, Plan

if TYPE_CHECKING:
    from app.commands.common.console import Output
    from app.services.api.service import Service


def resolve(
    context: typer.Context,
    plan: str,
    actions: Annotated[list[str] | None, typer.Argument(help="Ids of the actions, as the plan shows them.")] = None,
    choose: Annotated[str, typer.Option(help="highlevel, fattura24, skip, new or link:ID")] = "",
    all_conflicts: Annotated[
        bool, typer.Option("--all-conflicts", help="All conflicts of the plan that still wait.")
    ] = False,
    field: Annotated[list[str] | None, typer.Option(help="With --all-conflicts: only those of a field.")] = None,
    always: Annotated[
        bool, typer.Option("--always", help="From now on, too: makes it the rule of these fields.")
    ] = False,
) -> None:
    """Record a decision about actions of a plan."""
    out: Output = context.obj.output
    if bool(actions) == all_conflicts or (field and not all_conflicts) or not choose:
        raise UsageError("usage", details="resolve PLAN (ACTION… | --all-conflicts [--field NAME]) --choose …")

    async def work(service: Service) -> list[str]:
        found = conflicts(service.load_plan(plan), field or ()) if all_conflicts else list(actions or ())
        if found and always:
            service.decide_always(plan, found, choose)
        elif found:
            service.decide(plan, found, choose)
        return found

    done: list[str] = context.obj.run(work)
    if len(done) == 1:
        out.result(out.say("decision_kept", action=done[0], choice=choose))
    else:
        out.result(out.say("decisions_kept", n=len(done), choice=choose))
    if always and done:
        out.result(out.say("decision_always"))


def explain_action(context: typer.Context, action_id: str, *, as_json: bool, now: float) -> None:
    """Print why an action of the newest stored plan is there; nothing is read anew. Raises UsageError (no_plan,
    unknown_action)."""
    out: Output = context.obj.output

    async def work(service: Service) -> Plan | None:
        return service.open_plan()

    plan: Plan | None = context.obj.run(work)
    if plan is None:
        raise UsageError("no_plan")
    try:
        action = plan.action(action_id)
    except KeyError:
        raise UsageError("unknown_action", action=action_id, plan=plan.id) from None
    words = explain(action, out.language, now)
    if action.decision and action.decision != Choice.SKIP:
        words = f"{words} {out.say('decided')}: {action.decision}"
    if as_json:
        out.data({"plan": plan.id, "action": action.id, "explanation": words})
        return
    show.one(out, action)
    out.result(words)
