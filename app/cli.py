"""The command ``ponte24``: every capability without a window, too."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from app import __version__, assembly
from app.commands import (
    accounts,
    agenda,
    decide,
    fattura24,
    handover,
    housekeeping,
    invoices,
    pairs,
    reports,
    show,
    webhooks,
)
from app.commands import settings as settings_
from app.commands.console import Output
from app.commands.importing import import_files
from app.errors import ExitCode, GuardStop, Ponte24Error, UsageError
from app.paths import Home
from app.services.api.mirror import PlanWarning
from app.services.api.runs import RunResult, exit_code
from app.services.api.service import Service
from app.sync.plan.guards import ROUTINE, at_apply
from app.sync.plan.model import Plan
from app.texts import LANGUAGES, system_language

T = TypeVar("T")

# typer carries its own copy of click and does not export the base class of its usage errors
USAGE_ERRORS: tuple[type[Exception], ...] = (
    next(c for c in typer.BadParameter.__mro__ if c.__name__ == "ClickException"),
    typer.Abort,
)

app = typer.Typer(
    add_completion=False,
    no_args_is_help=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Keeps HighLevel and Fattura24 in step, safely.",
)
sandbox = typer.Typer(no_args_is_help=True, help="Both services on this machine, to try everything safely.")
app.add_typer(accounts.connect, name="connect")
app.command("check")(accounts.check)
app.command("disconnect")(accounts.disconnect)
app.command("resolve")(decide.resolve)
app.command("customers")(pairs.customers)
app.command("link")(pairs.link)
app.command("unlink")(pairs.unlink)
app.command("settings")(settings_.settings)
app.command("backup")(housekeeping.backup)
app.command("restore")(housekeeping.restore)
app.command("forget")(housekeeping.forget)
app.command("support")(housekeeping.support)
app.command("autostart")(housekeeping.autostart)
app.add_typer(sandbox, name="sandbox")
app.add_typer(fattura24.app, name="fattura24")
app.add_typer(invoices.app, name="invoices")
app.add_typer(agenda.app, name="agenda")
app.add_typer(webhooks.app, name="webhooks")

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")]
YesOption = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


class Context:
    """What the global options said."""

    def __init__(self, home: Path | None, language: str) -> None:
        self.home = Home.choose(home)
        self.output = Output(language)
        self.language = language

    def run(self, work: Callable[[Service], Coroutine[Any, Any, T]]) -> T:
        """Do some work with the services of this home and end them cleanly. Raises Ponte24Error."""

        async def whole() -> T:
            service = assembly.build(self.home, self.language)
            try:
                return await work(service)
            finally:
                await service.close()

        return asyncio.run(whole())


@app.callback(invoke_without_command=True)
def options(
    context: typer.Context,
    home: Annotated[Path | None, typer.Option(help="Folder of database, logs and settings.")] = None,
    lang: Annotated[str, typer.Option(help="it or en.")] = "",
    background: Annotated[
        bool, typer.Option("--background", help="Open no window: wait beside the clock; a second start shows nothing.")
    ] = False,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Keep HighLevel and Fattura24 in step. Without a command the window opens."""
    if version:
        typer.echo(__version__)
        raise typer.Exit
    if lang and lang not in LANGUAGES:
        raise typer.BadParameter("it, en", param_hint="--lang")
    context.obj = Context(home, lang or system_language())
    if context.invoked_subcommand is None:
        from app.commands.window import open_window

        raise typer.Exit(open_window(context.obj.home, lang, background=background))


@app.command()
def demo(
    context: typer.Context, terminal: Annotated[bool, typer.Option("--terminal", help="Never open a window.")] = False
) -> None:
    """The whole main job against the built-in sandbox, in a throw-away home."""
    from app.commands.demo import run_demo

    raise typer.Exit(run_demo(context.obj.output, terminal=terminal))


@sandbox.command("serve")
def sandbox_serve(
    port: Annotated[int, typer.Option(help="Port (0: any free one).")] = 0,
    seed: Annotated[int, typer.Option(help="Number that the data is made from.")] = 1,
    contacts: Annotated[int, typer.Option(help="Contacts in HighLevel.")] = 60,
    faults: Annotated[str, typer.Option(help="Faults by name, comma-separated.")] = "",
) -> None:
    """Serve both services on 127.0.0.1 and print their addresses and credentials as one line of JSON."""
    assembly.serve_sandbox(port, seed, contacts, faults)


app.command("import")(import_files)
app.command("handover")(handover.handover)


@app.command("plan")
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


@app.command()
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


@app.command()
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


@app.command()
def undo(
    context: typer.Context,
    run: Annotated[str, typer.Option(help="Id of the run.")] = "",
    yes: YesOption = False,
    as_json: JsonOption = False,
) -> None:
    """Plan and apply the inverse of a run (default: the last)."""
    out = context.obj.output

    async def work(service: Service) -> RunResult | None:
        inverse = await service.plan_undo(run)
        if not as_json:
            show.plan(out, inverse)
        if not _confirmed(out, inverse, yes=yes):
            return None
        return await service.apply(inverse.id, digest=inverse.digest, confirmed=True, progress=out.progress)

    _finish(out, context.obj.run(work), as_json=as_json)


@app.command()
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


@app.command()
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


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code; expected errors become words, not tracebacks."""
    logging.getLogger("httpx").setLevel(logging.WARNING)
    language = system_language()
    given = sys.argv[1:] if arguments is None else arguments
    if "--lang" in given[:-1] and given[given.index("--lang") + 1] in LANGUAGES:
        language = given[given.index("--lang") + 1]
    try:
        code = app(given, standalone_mode=False)
    except Ponte24Error as error:
        logging.getLogger("app").info("refused: %s", error.code)
        Output(language).error(error)
        return error.exit_code
    except typer.Exit as stop:
        return stop.exit_code
    except KeyboardInterrupt:
        return ExitCode.FAILED
    except USAGE_ERRORS as error:
        getattr(error, "show", lambda: None)()
        return ExitCode.USAGE
    except Exception as error:
        # whatever was not expected: words for the owner, the trace for the log
        logging.getLogger("app").exception("unexpected")
        Output(language).error(Ponte24Error("unexpected", details=f"{type(error).__name__}: {error}"))
        return ExitCode.FAILED
    return code if isinstance(code, int) else ExitCode.DONE


__all__ = ["app", "main"]
