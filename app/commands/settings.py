"""The command ``settings``: what the Settings pane holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from app.errors import UsageError

if TYPE_CHECKING:
    from app.commands.common.console import Output
    from app.services.api.service import Service

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")]


def settings(
    context: typer.Context,
    key: Annotated[str, typer.Argument(help="The setting (none: all are shown).")] = "",
    value: Annotated[str | None, typer.Argument(help="What it is to be from now on.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Show the settings, or one of them, or set it."""
    out: Output = context.obj.output

    async def work(service: Service) -> dict[str, object]:
        if value is not None:
            service.set_setting(key, value)
        return service.setting_values()

    values = context.obj.run(work)
    if key and key not in values:
        raise UsageError("setting_unknown", key=key, known=", ".join(values))
    shown = {key: values[key]} if key else values
    if as_json:
        out.data(shown)
        return
    width = max(len(name) for name in shown)
    for name, now in shown.items():
        text = ("true" if now else "false") if isinstance(now, bool) else str(now)
        out.result(f"{name:<{width}}  {text}")
