"""Both services on this machine, to try everything safely."""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="Both services on this machine, to try everything safely.")


@app.callback()
def sandbox() -> None:
    """Both services on this machine, to try everything safely."""


@app.command("serve")
def sandbox_serve(
    port: Annotated[int, typer.Option(help="Port (0: any free one).")] = 0,
    seed: Annotated[int, typer.Option(help="Number that the data is made from.")] = 1,
    contacts: Annotated[int, typer.Option(help="Contacts in HighLevel.")] = 60,
    faults: Annotated[str, typer.Option(help="Faults by name, comma-separated.")] = "",
) -> None:
    """Serve both services on 127.0.0.1 and print their addresses and credentials as one line of JSON."""
    from app import assembly

    assembly.serve_sandbox(port, seed, contacts, faults)
