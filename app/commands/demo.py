"""The whole main job on the built-in sandbox, in a home that is thrown away afterwards."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app import assembly
from app.commands import show
from app.commands.agenda import show_agenda
from app.commands.window import has_display
from app.errors import ExitCode
from app.logs import close_logging
from app.paths import Home
from app.sandbox.fattura24.einvoice import OWNER_VAT
from app.sync.plan.model import Choice, Plan

if TYPE_CHECKING:
    from app.commands.common.console import Output
    from app.sandbox.server import SandboxServer
    from app.services.api.service import Service


def demo(
    context: typer.Context, terminal: Annotated[bool, typer.Option("--terminal", help="Never open a window.")] = False
) -> None:
    """The whole main job against the built-in sandbox, in a throw-away home."""
    raise typer.Exit(run_demo(context.obj.output, terminal=terminal))


def run_demo(out: Output, *, terminal: bool) -> int:
    """Show accounts, import, preview, confirmation, result and the empty second plan; return the exit code.

    In the window where there is a display, otherwise in the terminal. Neither touches a real account or home.
    """
    with tempfile.TemporaryDirectory(prefix="ponte24-demo-") as folder, assembly.embedded_sandbox() as sandbox:
        home = Home(Path(folder) / "home")
        exports = assembly.demo_exports(sandbox, Path(folder))
        try:
            if has_display() and not terminal:
                return _window(out, home, sandbox, exports)
            return asyncio.run(_terminal(out, home, sandbox, exports))
        finally:
            close_logging()


def _window(out: Output, home: Home, sandbox: SandboxServer, exports: Sequence[Path]) -> int:
    from app.ui.shell.runner import run_window

    service = assembly.build_demo(home, out.language)

    async def prepare() -> None:
        await assembly.connect_demo(service, sandbox)
        await service.import_files(exports)
        service.invoices.set_own_vat(OWNER_VAT)  # which a person is asked for once
        await service.agenda.read()
        await service.plan()

    asyncio.run(prepare())
    return run_window(service, home=home, language=out.language, demo=True)


async def _terminal(out: Output, home: Home, sandbox: SandboxServer, exports: Sequence[Path]) -> int:
    service = assembly.build_demo(home, out.language)
    try:
        out.result(out.say("demo_title"))
        _head(out, "accounts")
        for info in await assembly.connect_demo(service, sandbox):
            out.result(out.say("connected", service=out.name("sides", info.side.value), name=info.name))
        _head(out, "import")
        for report in await service.import_files(exports):
            show.imported(out, report)
        service.invoices.set_own_vat(OWNER_VAT)  # which a person is asked for once
        _head(out, "preview")
        plan = await service.plan(out.progress)
        show.plan(out, plan)
        failed, skipped = await _applied(out, service, plan)
        _head(out, "follows")
        number = list(sandbox.state.fattura24.shelf.documents.values())[1].number
        service.agenda.mark_paid(number, 2)
        out.result(out.say("demo_paid", number=number))
        plan = await service.plan(out.progress)
        show.plan(out, plan)
        if not plan.summary.nothing_to_do:
            more = await _applied(out, service, plan)
            failed, skipped = failed + more[0], skipped + more[1]
        _head(out, "second")
        last = await service.plan(out.progress)
        show.plan(out, last)
        _head(out, "agenda")
        await service.agenda.read()
        show_agenda(out, service.agenda)
        if failed or not last.summary.nothing_to_do:
            return ExitCode.FAILED
        out.result(out.say("demo_done_apart", n=skipped) if skipped else out.say("demo_done"))
        return ExitCode.DONE
    finally:
        await service.close()


async def _applied(out: Output, service: Service, plan: Plan) -> tuple[int, int]:
    """Confirm a plan and show what came of it; return how many changes failed and how many questions stay open."""
    questions = [a.id for a in plan.actions if a.waits_for_person and not a.note]
    if questions:
        # what is not certain is for a person to decide; the demo leaves it as it is on both sides
        plan = service.decide(plan.id, questions, Choice.SKIP)
        out.result(out.say("demo_questions", n=len(questions)))
    _head(out, "confirm", n=sum(a.effective for a in plan.actions), digest=plan.digest[:12])
    done = await service.apply(plan.id, digest=plan.digest, confirmed=True, progress=out.progress)
    _head(out, "result")
    show.result(out, done)
    return done.failed, len(questions)


def _head(out: Output, key: str, **params: object) -> None:
    out.result()
    out.result(out.say(f"demo_{key}", **params))
