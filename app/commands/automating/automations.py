"""``ponte24 automations …``: "when … only if … then …", by hand and in scripts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.automation.kept.format import LONGEST_FILE
from app.commands.automating import automations_show as show
from app.errors import ExitCode, FileRefused, UsageError
from app.regular_file import read_regular, unreadable
from app.whole_file import write_whole

if TYPE_CHECKING:
    from app.automation.model import Automation
    from app.commands.common.console import Output
    from app.services.api.automations.automations import AutomationLine
    from app.services.api.service import Service

app = typer.Typer(no_args_is_help=True, help="Automations: when … only if … then ….")

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")]
IdArgument = Annotated[str, typer.Argument(help="Id of the automation, as `automations list` shows it.")]
MODES = ("try", "ask", "auto")


@app.command("list")
def list_all(context: typer.Context, as_json: JsonOption = False) -> None:
    """List the automations with how they stand."""
    out: Output = context.obj.output

    async def work(service: Service) -> tuple[AutomationLine, ...]:
        return service.automations.all()

    found: tuple[AutomationLine, ...] = context.obj.run(work)
    if as_json:
        out.data([show.line_json(one, out.language) for one in found])
        return
    for one in found:
        show.row(out, one)
    if not found:
        out.result(out.say("automations_none"))


@app.command()
def recipes(context: typer.Context, as_json: JsonOption = False) -> None:
    """List the recipes with what each asks."""
    from app.automation.kept.recipes import recipes as known

    out: Output = context.obj.output
    if as_json:
        out.data([show.recipe_json(one, out.language) for one in known().values()])
        return
    for one in known().values():
        show.recipe(out, one)


@app.command("show")
def show_one(context: typer.Context, automation: IdArgument, as_json: JsonOption = False) -> None:
    """Show an automation: what sets it off, its conditions and its steps."""
    out: Output = context.obj.output

    async def work(service: Service) -> None:
        found = service.automations.get(automation).automation
        if as_json:
            from app.automation.kept.format import to_json

            told = to_json(found)
            told["versions"] = [{"version": v.version, "at": v.at} for v in service.automations.versions(automation)]
            out.data(told)
        else:
            show.whole(out, found)

    context.obj.run(work)


@app.command()
def add(
    context: typer.Context,
    recipe: Annotated[str, typer.Argument(help="Id of the recipe.")],
    answers: Annotated[list[str] | None, typer.Option("--set", help="Answer to a question: KEY=VALUE.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Make an automation of a recipe; it is off until it is switched on."""
    given = dict(_pair(one) for one in answers or ())
    language = context.obj.output.language
    _added(context, lambda service: service.automations.add_recipe(recipe, given, language), as_json=as_json)


@app.command("import")
def import_file(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="File that `automations export` has written.")],
    as_json: JsonOption = False,
) -> None:
    """Make an automation of a file; it is off and asks."""
    try:
        text = read_regular(file, LONGEST_FILE)
    except OSError as error:
        raise unreadable(file, error) from error
    _added(context, lambda service: service.automations.import_text(text, file.name), as_json=as_json)


@app.command()
def export(
    context: typer.Context,
    automation: IdArgument,
    target: Annotated[Path | None, typer.Option("--to", help="File to write (default: standard output).")] = None,
    as_json: JsonOption = False,
) -> None:
    """Write an automation as a file for others: no ids of people, nothing secret."""
    out: Output = context.obj.output

    async def work(service: Service) -> str:
        return service.automations.export(automation)

    text = context.obj.run(work)
    if target is None:
        import json

        out.data(json.loads(text))
        return
    try:
        write_whole(target, text.encode("utf-8"))
    except OSError as error:
        raise FileRefused("file_not_written", file=str(target), details=str(error)) from error
    if as_json:
        out.data({"file": str(target)})


@app.command()
def on(
    context: typer.Context,
    automation: IdArgument,
    mode: Annotated[str, typer.Option(help="try: only the log; ask: into Review; auto: at once.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether it may reach outside by itself.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Switch an automation on: what happened before sets nothing off."""
    from app.automation.model import Mode
    from app.automation.validate import needs_trust

    out: Output = context.obj.output
    if mode and mode not in MODES:
        raise typer.BadParameter(", ".join(MODES), param_hint="--mode")

    async def work(service: Service) -> AutomationLine:
        found = service.automations.get(automation).automation
        wanted = Mode(mode) if mode else found.mode
        trusted = found.trusted
        if wanted is Mode.AUTO and needs_trust(found) and not trusted:
            out.note(f"! {out.say('automations_trust')}")
            trusted = yes or typer.confirm(out.say("call_ask"), err=True)
        service.automations.switch(automation, on=True, mode=wanted, trusted=trusted)
        for hint in service.automations.hints(found):
            out.note(f"! {hint}")
        return service.automations.get(automation)

    _switched(out, context.obj.run(work), as_json=as_json)


@app.command()
def off(context: typer.Context, automation: IdArgument, as_json: JsonOption = False) -> None:
    """Switch an automation off; what it still wanted it wants no more."""
    out: Output = context.obj.output

    async def work(service: Service) -> AutomationLine:
        service.automations.switch(automation, on=False)
        return service.automations.get(automation)

    _switched(out, context.obj.run(work), as_json=as_json)


@app.command()
def remove(context: typer.Context, automation: IdArgument, as_json: JsonOption = False) -> None:
    """Remove an automation; what it did stays in the log."""
    out: Output = context.obj.output

    async def work(service: Service) -> None:
        service.automations.remove(automation)

    context.obj.run(work)
    out.data({"removed": automation}) if as_json else out.result(out.say("automations_removed"))


@app.command("try")
def try_out(
    context: typer.Context,
    automation: IdArgument,
    record: Annotated[str, typer.Option(help="A record or event to try it with (default: the newest).")] = "",
    as_json: JsonOption = False,
) -> None:
    """Show what it would do with a real record. Nothing is sent and nothing changed."""
    out: Output = context.obj.output

    async def work(service: Service) -> None:
        trial = service.automations.try_out(service.automations.get(automation).automation, record=record)
        if as_json:
            out.data(trial.to_json(out.language))
        else:
            show.trial(out, trial)

    context.obj.run(work)


@app.command()
def run(
    context: typer.Context,
    automation: IdArgument,
    record: Annotated[str, typer.Option(help="The record to run it on.")],
    as_json: JsonOption = False,
) -> None:
    """Run it now on one record, as its mode has it: what it asks for goes into Review."""
    out: Output = context.obj.output

    async def work(service: Service) -> None:
        line = await service.automations.run_now(automation, record, progress=None if as_json else out.progress)
        if as_json:
            out.data(show.run_json(line, out.language))
        elif line.state == "stopped":
            out.result(out.say("automations_run_stopped", why=line.detail))
        else:
            show.run(out, line)
        if line.state == "stopped":
            raise typer.Exit(ExitCode.NEEDS_PERSON)

    context.obj.run(work)


@app.command()
def log(
    context: typer.Context,
    automation: Annotated[str, typer.Argument(help="Id of the automation (default: all).")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many at most.")] = 50,
    passed: Annotated[bool, typer.Option("--passed", help="Also the events that did not set it off, and why.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Show what automations did: each condition in words, each step with its outcome."""
    out: Output = context.obj.output

    async def work(service: Service) -> None:
        runs = service.automations.log(automation, limit)
        others = service.automations.passed_over(automation) if automation and (passed or as_json) else ()
        kind = service.automations.get(automation).automation.trigger.kind if automation else ""
        if as_json:
            told = [show.passed_json(one, kind, out.language) for one in others]
            out.data({"runs": [show.run_json(one, out.language) for one in runs], "passed_over": told})
            return
        for one in runs:
            show.run(out, one)
        if not runs:
            out.result(out.say("automations_log_none"))
        if others:
            show.passed(out, others, kind)

    context.obj.run(work)


@app.command()
def replay(context: typer.Context, automation: IdArgument, as_json: JsonOption = False) -> None:
    """Let its failed runs go on at their first step that is not done, with the next plan."""
    out: Output = context.obj.output

    async def work(service: Service) -> int:
        return service.automations.replay(automation)

    number = context.obj.run(work)
    out.data({"runs": number}) if as_json else out.result(out.say("automations_replayed", n=number))


@app.command()
def release(
    context: typer.Context,
    automation: IdArgument,
    drop: Annotated[bool, typer.Option("--drop", help="Let them go instead of letting them run.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Answer for events that were held because they are many: let them run, or let them go."""
    out: Output = context.obj.output

    async def work(service: Service) -> int:
        return service.automations.release(automation, run=not drop)

    number = context.obj.run(work)
    out.data({"runs": number}) if as_json else out.result(out.say("automations_released", n=number))


@app.command()
def address(context: typer.Context, automation: IdArgument, as_json: JsonOption = False) -> None:
    """Make a secret address by which a workflow of HighLevel's starts an automation with the trigger "by hand"."""
    out: Output = context.obj.output

    async def work(service: Service) -> tuple[str, int]:
        return service.automation_ticks.address(automation), service.webhooks.settings().port

    path, port = context.obj.run(work)
    if as_json:
        out.data({"path": path, "local": f"http://127.0.0.1:{port}{path}"})
    else:
        out.result(out.say("automations_address", path=path, port=port))


def _pair(text: str) -> tuple[str, Any]:
    key, sign, value = text.partition("=")
    if not sign or not key.strip():
        raise UsageError("automation_answer", value=text[:60])
    return key.strip(), value


def _added(context: typer.Context, make: Any, *, as_json: bool) -> None:
    out: Output = context.obj.output

    async def work(service: Service) -> Automation:
        made: Automation = make(service)
        return made

    made = context.obj.run(work).id
    out.data({"id": made}) if as_json else out.result(out.say("automations_added", id=made))


def _switched(out: Output, line: AutomationLine, *, as_json: bool) -> None:
    if as_json:
        out.data(show.line_json(line, out.language))
        return
    found = line.automation
    state = out.name("cli.automations_state", found.state.value)
    mode = out.name("cli.automations_mode", found.mode.value)
    out.result(out.say("automations_switched", name=found.name, state=state, mode=mode))
