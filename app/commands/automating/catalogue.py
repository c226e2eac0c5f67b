"""The command ``catalogue``: every operation and trigger, with its danger and whether it is offered."""

from __future__ import annotations

from itertools import groupby
from typing import Annotated

import typer

from app.automation.offer.catalogue import Entry, entries, search
from app.commands.common.console import Output


def catalogue(
    context: typer.Context,
    wanted: Annotated[str, typer.Option("--search", help="Only those that hold these words.")] = "",
    expose: Annotated[str, typer.Option(help="Only offer, expert, refuse or internal.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")] = False,
) -> None:
    """List the operations and triggers of HighLevel, Fattura24 and Ponte24; nothing is called."""
    out: Output = context.obj.output
    found = search(wanted, out.language) if wanted else list(entries())
    if expose:
        found = [entry for entry in found if entry.exposure == expose]
    if as_json:
        out.data([entry.to_json() for entry in found])
        return
    if not found:
        out.result(out.say("catalogue_none"))
        return
    triggers = sum(entry.kind == "trigger" for entry in found)
    out.result(out.say("catalogue_head", n=len(found), actions=len(found) - triggers, triggers=triggers))
    for (service, group), part in groupby(found, key=lambda e: (e.service, e.group)):
        out.result()
        out.result(f"{service} · {group}")
        for entry in part:
            _show(out, entry)


def _show(out: Output, entry: Entry) -> None:
    state = out.name("catalogue.expose", entry.exposure)
    if entry.reason:
        state += f": {out.name('catalogue.reason', entry.reason)}"
    danger = f" · {out.say('catalogue_danger', n=entry.danger)}" if entry.danger else ""
    out.result(f"  {entry.title(out.language)}  ({entry.id})")
    out.result(f"      {entry.meaning(out.language)}")
    out.result(f"      {state}{danger}")
