"""How things stand: the state and the activity log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from app import assembly
from app.commands import reports, show
from app.commands.sync import handover

if TYPE_CHECKING:
    from app.services.api.service import Service

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")]


def status(context: typer.Context, as_json: JsonOption = False) -> None:
    """Show accounts, links, the age of the mirror, the limits and the last runs."""
    out = context.obj.output

    async def work(service: Service) -> None:
        state, mirror = service.status(), service.mirror
        if as_json:
            data = reports.status_json(state, assembly.clock().now())
            data["mirror"] |= reports.mirror_json(mirror.sources(), mirror.missing())
            out.data(data | {"handover": handover.state_json(service.handover.state())})
        else:
            show.status(out, state, assembly.clock().now())
            show.mirror(out, mirror.sources(), mirror.missing())

    context.obj.run(work)


def log(
    context: typer.Context,
    as_json: JsonOption = False,
    limit: Annotated[int, typer.Option(help="Lines at most.")] = 100,
) -> None:
    """Show the activity log, newest first."""
    out = context.obj.output

    async def work(service: Service) -> None:
        entries = service.activity(limit)
        if as_json:
            out.data([reports.log_json(e) for e in entries])
        for entry in () if as_json else entries:
            line = out.name("log", entry.key, **dict(entry.params))
            out.result(f"{out.moment(entry.at)}  {line}")

    context.obj.run(work)
