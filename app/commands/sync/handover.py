"""``handover``: what the limits would spread over days, as a file that the owner loads into Fattura24 by hand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.clock import iso
from app.errors import ExitCode, UsageError
from app.services.api.fattura24.mirror import SETTLEMENTS, HandoverSaved, HandoverState

if TYPE_CHECKING:
    from app.commands.common.console import Output
    from app.services.api.service import Service


def handover(
    context: typer.Context,
    out_file: Annotated[Path | None, typer.Option("--out", help="The file: .csv or .xlsx.")] = None,
    plan: Annotated[str, typer.Option(help="Id of the plan (default: the open one).")] = "",
    everything: Annotated[
        bool, typer.Option("--all", help="All new customers, not only those that must wait.")
    ] = False,
    updates: Annotated[bool, typer.Option("--updates", help="Changes of known customers, too.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Save once more what is open already.")] = False,
    settle: Annotated[str, typer.Option(help="For a file that was not loaded: send, wait or drop.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")] = False,
) -> None:
    """Save new customers as a file for Fattura24 that the API sends no more. Without options: what is open."""
    out: Output = context.obj.output
    if out_file is not None and settle:
        raise UsageError("handover_one_thing")
    if settle:
        _settle(context, out, settle, yes=yes, as_json=as_json)
    if out_file is None:
        _state(context, out, as_json=as_json)
    saved: HandoverSaved = context.obj.run(
        lambda s: s.handover.save(out_file, plan, everything=everything, updates=updates, again=again)
    )
    if as_json:
        out.data({"file": str(saved.file), "creates": saved.creates, "updates": saved.updates, "again": saved.again})
    else:
        out.result(out.say("handover_saved", n=saved.creates + saved.updates, file=str(saved.file)))
        for step in range(1, 5):
            out.note(f"  {step}. {out.say(f'handover_step_{step}')}")
        if saved.updates:
            out.note("  ! " + out.say("handover_updates", n=saved.updates))
        if saved.again:
            out.note("  ! " + out.say("handover_again"))
    raise typer.Exit(ExitCode.DONE)


def _state(context: typer.Context, out: Output, *, as_json: bool) -> None:
    async def work(service: Service) -> HandoverState:
        return service.handover.state()

    state: HandoverState = context.obj.run(work)
    if as_json:
        out.data(state_json(state))
    elif not state.open:
        out.result(out.say("handover_none"))
    else:
        out.result(out.say("handover_open", n=state.open, at=out.moment(state.saved_at)))
        for title in state.titles:
            out.result(f"  {title}")
        if state.missing:
            out.note("! " + out.say("handover_missing", n=state.missing, at=out.moment(state.asked_at)))
    raise typer.Exit(ExitCode.NEEDS_PERSON if state.missing else ExitCode.DONE)


def _settle(context: typer.Context, out: Output, choice: str, *, yes: bool, as_json: bool) -> None:
    """Take the owner's word; what is sent by API after all would be there twice if the file was loaded."""

    async def work(service: Service) -> int | None:
        state = service.handover.state()
        # once an export has told what is missing, the word is about that; before, about all that is open
        only_missing = bool(state.missing)
        count = state.missing if only_missing else state.open
        if choice in SETTLEMENTS and choice != "wait" and count and not yes:
            out.note(out.say(f"handover_ask_{choice}", n=count))
            try:
                if input().strip() != str(count):
                    return None
            except EOFError:
                return None
        return await service.handover.settle(choice, only_missing=only_missing)

    settled: int | None = context.obj.run(work)
    if settled is None:
        out.note(out.say("not_confirmed"))
        raise typer.Exit(ExitCode.NEEDS_PERSON)
    if as_json:
        out.data({"choice": choice, "settled": settled})
    else:
        out.result(out.say(f"handover_settled_{choice}", n=settled))
    raise typer.Exit(ExitCode.DONE)


def state_json(state: HandoverState) -> dict[str, Any]:
    """Return what is open as JSON."""
    return {
        "open": state.open,
        "creates": state.creates,
        "updates": state.updates,
        "missing": state.missing,
        "saved_at": iso(state.saved_at) if state.saved_at else None,
        "asked_at": iso(state.asked_at) if state.asked_at else None,
    }
