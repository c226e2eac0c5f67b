"""The main job: plan, apply, sync, undo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from app import assembly
from app.commands import reports, show
from app.commands.sync import decide
from app.errors import ExitCode, GuardStop, UsageError
from app.services.api.runs import RunResult, exit_code
from app.sync.plan.guards import ROUTINE, at_apply

if TYPE_CHECKING:
    from app.commands.common.console import Output
    from app.services.api.fattura24.mirror import PlanWarning
    from app.services.api.service import Service
    from app.sync.plan.model import Plan

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")]
YesOption = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


def make_plan(
    context: typer.Context,
    as_json: JsonOption = False,
    everything: Annotated[bool, typer.Option("--all", help="List all actions.")] = False,
    explain: Annotated[str, typer.Option(help="Say why an action of the newest plan is there; read nothing.")] = "",
) -> None:
    """Read both sides, store a plan and show it. Nothing is written in either service."""
    out = context.obj.output
    if explain:
        decide.explain_action(context, explain, as_json=as_json, now=assembly.clock().now())
        raise typer.Exit

    async def work(service: Service) -> tuple[Plan, tuple[PlanWarning, ...]]:
        plan = await service.plan(out.progress)
        return plan, service.mirror.warnings(plan)

    made, warnings = context.obj.run(work)
    if as_json:
        out.data(reports.plan_json(made, warnings))
    else:
        show.plan(out, made, everything=everything)
    show.plan_warnings(out, warnings)
    raise typer.Exit(ExitCode.NEEDS_PERSON if made.waiting else ExitCode.DONE)


def apply(
    context: typer.Context,
    plan: Annotated[str, typer.Option(help="Id of the plan.")] = "",
    yes: YesOption = False,
    as_json: JsonOption = False,
) -> None:
    """Apply a stored plan; without --yes asks first."""
    out = context.obj.output

    async def work(service: Service) -> RunResult | None:
        chosen = service.load_plan(plan) if plan else service.open_plan()
        if chosen is None:
            runs = service.runs(1)
            if not runs:
                raise UsageError("no_plan")
            out.note(out.say("nothing_to_apply", plan=runs[0].plan))
            return RunResult(runs[0].id)
        confirmed = _confirmed(out, chosen, yes=yes)
        if not confirmed:
            return None
        return await service.apply(chosen.id, digest=chosen.digest, confirmed=True, progress=out.progress)

    _finish(out, context.obj.run(work), as_json=as_json)


def sync(context: typer.Context, yes: YesOption = False, as_json: JsonOption = False) -> None:
    """Plan, then with --yes apply what needs no judgement."""
    out = context.obj.output
    done = context.obj.run(lambda s: s.sync(apply=yes, progress=out.progress))
    if done.run is None:
        if as_json:
            out.data(done.plan.to_json())
        else:
            show.plan(out, done.plan)
        raise typer.Exit(ExitCode.NEEDS_PERSON if done.waiting else ExitCode.DONE)
    _finish(out, done.run, as_json=as_json)


def undo(
    context: typer.Context,
    run: Annotated[str, typer.Option(help="Id of the run.")] = "",
    action: Annotated[
        list[str] | None, typer.Option(help="Only this action of the run's plan; may be repeated.")
    ] = None,
    yes: YesOption = False,
    as_json: JsonOption = False,
) -> None:
    """Plan and apply the inverse of a run (default: the last that still stands), or of single actions of it."""
    out = context.obj.output

    async def work(service: Service) -> RunResult | None:
        inverse = await service.plan_undo(run, action or ())
        if not as_json:
            show.plan(out, inverse)
        if not _confirmed(out, inverse, yes=yes):
            return None
        return await service.apply(inverse.id, digest=inverse.digest, confirmed=True, progress=out.progress)

    _finish(out, context.obj.run(work), as_json=as_json)


def _confirmed(out: Output, plan: Plan, *, yes: bool) -> bool:
    """Ask, unless --yes: then only guards that say something is wrong stop, and a person has to type."""
    guards = at_apply(plan, assembly.clock().now())
    effective = sum(a.effective for a in plan.actions)
    if yes:
        grave = tuple(g for g in guards if g not in ROUTINE)
        if grave and not plan.undoes:
            raise GuardStop(grave, reasons=" ".join(out.name("guards", g) for g in grave))
        return True
    if not effective:
        return True
    for guard in guards:
        out.note(f"! {out.name('guards', guard)}")
    out.note(out.say("ask", n=effective, cost=show.cost(out, plan)))
    try:
        return input().strip() == str(effective)
    except EOFError:
        return False


def _finish(out: Output, result: RunResult | None, *, as_json: bool) -> None:
    if result is None:
        out.note(out.say("not_confirmed"))
        raise typer.Exit(ExitCode.NEEDS_PERSON)
    if as_json:
        out.data(result.to_json())
    else:
        show.result(out, result)
    raise typer.Exit(exit_code(result))
