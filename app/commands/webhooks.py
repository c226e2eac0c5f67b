"""The command ``webhooks``: receive what HighLevel tells, on a server or behind one's own tunnel."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from app.errors import UsageError

if TYPE_CHECKING:
    from app.commands.common.console import Output
    from app.services.api.service import Service

app = typer.Typer(no_args_is_help=True, help="Receive HighLevel's webhooks, so that changes are found sooner.")


@app.command()
def serve(
    context: typer.Context,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port (0: any free one).")] = None,
    public_key: Annotated[Path | None, typer.Option(help="Another Ed25519 key than HighLevel's (PEM file).")] = None,
    legacy_key: Annotated[Path | None, typer.Option(help="RSA key of the older signature (PEM file).")] = None,
) -> None:
    """Receive on 127.0.0.1 until Ctrl-C; first prints the address as one line of JSON."""
    out: Output = context.obj.output

    async def work(service: Service) -> None:
        chosen = service.webhooks.settings()
        if port is not None:
            chosen = replace(chosen, port=port)
        if public_key is not None:
            chosen = replace(chosen, public_key=_read(public_key))
        if legacy_key is not None:
            chosen = replace(chosen, legacy_key=_read(legacy_key))
        with _interrupted() as ended:
            address = service.webhooks.start(chosen)
            sys.stdout.write(json.dumps({"url": address}) + "\n")
            sys.stdout.flush()
            out.note(out.say("webhooks.serving", url=address))
            while not ended:
                await asyncio.sleep(0.2)
        status = service.webhooks.status()
        out.note(out.say("webhooks.ended", accepted=status.accepted, refused=status.refused))

    context.obj.run(work)


@app.command()
def status(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")] = False,
) -> None:
    """Show what came last, what was refused and why, and what the next check will read because of it."""
    out: Output = context.obj.output

    async def work(service: Service) -> None:
        found, chosen = service.webhooks.status(), service.webhooks.settings()
        if as_json:
            facts = {k: v for k, v in asdict(found).items() if k not in ("running", "address")}
            out.data({"enabled": chosen.enabled, "port": chosen.port, **facts})
            return
        if found.elsewhere:
            out.result(out.say("webhooks.elsewhere", url=found.elsewhere))
        else:
            out.result(out.say("webhooks.on" if chosen.enabled else "webhooks.off", port=chosen.port))
        last = out.say("webhooks.last", at=out.moment(found.last_at), type=found.last_type)
        out.result(last if found.last_at else out.say("webhooks.never"))
        out.result(out.say("webhooks.counts", accepted=found.accepted, refused=found.refused, marked=found.marked))
        if found.last_refusal:
            why = out.name("webhooks.refused", found.last_refusal)
            out.result(out.say("webhooks.last_refused", at=out.moment(found.last_refused_at), why=why))

    context.obj.run(work)


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("webhook_key_file", file=file.name, details=type(error).__name__) from error


@contextmanager
def _interrupted() -> Iterator[list[int]]:
    """Yield a list that is no longer empty once the process was asked to end."""
    ended: list[int] = []

    def end(number: int, _: FrameType | None) -> None:
        ended.append(number)

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield ended
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
