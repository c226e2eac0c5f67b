"""``ponte24 highlevel call``: any operation of the catalogue, for whoever knows what it does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.errors import ExitCode, UsageError
from app.regular_file import read_regular

if TYPE_CHECKING:
    from app.commands.common.console import Output
    from app.services.api.automations.calling import CallPreview
    from app.services.api.service import Service

app = typer.Typer(no_args_is_help=True, help="HighLevel: any operation of the catalogue.")

DESTROYS = 3
"""The danger from which on a person types the operation's name."""


@app.callback()
def group() -> None:
    """HighLevel: any operation of the catalogue."""


@app.command("call")
def call(
    context: typer.Context,
    operation: Annotated[str, typer.Argument(help="Id of the operation, as `catalogue` shows it.")],
    given: Annotated[
        str, typer.Option("--input", help='Inputs as a JSON object, or @FILE: {"contactId": "…"}.')
    ] = "{}",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be sent; send nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask (what destroys is asked all the same).")] = False,
    confirm: Annotated[str, typer.Option(help="The operation's name, in place of typing it.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")] = False,
) -> None:
    """Call one operation of HighLevel. Its inputs are checked first, and its danger is told and confirmed."""
    out: Output = context.obj.output
    inputs = _inputs(given)

    async def work(service: Service) -> None:
        ready = service.calling.preview(operation, inputs)
        if dry_run:
            out.data(ready.to_json()) if as_json else _show(out, ready)
            return
        _agree(out, ready, yes=yes, confirm=confirm)
        out.data(dict(await service.calling.call(operation, inputs)))

    context.obj.run(work)


_MOST_INPUT = 1_000_000
"""Bytes of a file with the inputs of one operation."""


def _inputs(given: str) -> dict[str, Any]:
    text = given
    if given.startswith("@"):
        try:
            text = read_regular(Path(given[1:]), _MOST_INPUT).decode("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError("call_json", line=0, details=str(error)) from error
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise UsageError("call_json", line=error.lineno, details=str(error)) from error
    except (ValueError, RecursionError) as error:
        raise UsageError("call_json", line=1, details=str(error)) from error
    if not isinstance(found, dict):
        raise UsageError("call_json", line=1, details="an object is wanted")
    return found


def _show(out: Output, ready: CallPreview) -> None:
    out.note(f"{ready.title} ({ready.id})")
    out.note(f"  {ready.meaning}")
    out.note(f"  {ready.method} {ready.path}")
    for name, value in {**ready.query, **(ready.body or {})}.items():
        out.note(f"    {name}: {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}")


def _agree(out: Output, ready: CallPreview, *, yes: bool, confirm: str) -> None:
    """Tell the danger and have it confirmed; what destroys by typing the operation's name."""
    if ready.effect == "read":
        return
    _show(out, ready)
    out.note(f"! {out.name('cli.call_danger', str(ready.danger))}")
    name = ready.id.partition(".")[2]
    if ready.danger >= DESTROYS:
        typed = confirm or typer.prompt(out.say("call_type", name=name), err=True)
        if typed.strip() != name:
            raise typer.Exit(ExitCode.GUARD)
    elif not yes and not typer.confirm(out.say("call_ask"), err=True):
        raise typer.Exit(ExitCode.NEEDS_PERSON)
