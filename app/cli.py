"""The command ``ponte24``: its table of contents. What a command does lives in `app.commands`, and a command is only
imported when it is called for (or for the list of all of them)."""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Callable, MutableMapping
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from app import __version__
from app.errors import ExitCode, Ponte24Error
from app.texts import LANGUAGES, system_language
from app.wellformed import wellformed

PLACES = {
    "demo": "demo:demo",
    "connect": "accounts:connect",
    "check": "accounts:check",
    "disconnect": "accounts:disconnect",
    "import": "importing:import_files",
    "plan": "sync.syncing:make_plan",
    "apply": "sync.syncing:apply",
    "sync": "sync.syncing:sync",
    "resolve": "sync.decide:resolve",
    "customers": "sync.pairs:customers",
    "link": "sync.pairs:link",
    "unlink": "sync.pairs:unlink",
    "undo": "sync.syncing:undo",
    "status": "sync.status:status",
    "log": "sync.status:log",
    "settings": "settings:settings",
    "invoices": "invoicing.invoices:app",
    "agenda": "agenda:app",
    "fattura24": "invoicing.fattura24:app",
    "catalogue": "automating.catalogue:catalogue",
    "highlevel": "highlevel:app",
    "automations": "automating.automations:app",
    "handover": "sync.handover:handover",
    "webhooks": "webhooks:app",
    "backup": "housekeeping:backup",
    "restore": "housekeeping:restore",
    "forget": "housekeeping:forget",
    "support": "housekeeping:support",
    "autostart": "housekeeping:autostart",
    "sandbox": "sandbox:app",
}
"""Where each command is: a module of `app.commands`, and in it a function or a group of commands."""

PLAIN: dict[str, Callable[[str], object]] = {"home": Path, "lang": str, "help": bool}
"""The options of every command, and what makes their values."""

# typer carries its own copy of click and does not export the base class of its usage errors
USAGE_ERRORS: tuple[type[Exception], ...] = (
    next(c for c in typer.BadParameter.__mro__ if c.__name__ == "ClickException"),
    typer.Abort,
)


class OnDemand(dict[str, Any]):
    """Commands by name, each made of its module when it is asked for."""

    def __init__(self) -> None:
        super().__init__(dict.fromkeys(PLACES))

    def get(self, name: str, default: Any = None) -> Any:
        """Return a command, importing it; the default where there is none of that name."""
        return self[name] if name in self else default  # noqa: SIM401 - dict.get would not import

    def __getitem__(self, name: str) -> Any:
        made = super().__getitem__(name)
        if made is None:
            made = self[name] = _command(name)
        return made


class Plain:
    """Reads an option that is a text or a path as it stands. typer's own way loads pydantic first, which takes as long
    as everything else that a short command does; it is left to the commands' own options."""

    def __init__(self, make: Callable[[str], object]) -> None:
        self._make = make

    def coerce(self, value: Any, **_where: Any) -> Any:
        """Return the value of the option, None where it was not given."""
        return None if value is None else self._make(value)


class Command(TyperCommand):
    """A command whose ``--help`` is read plainly."""

    def get_help_option(self, ctx: Any) -> Any:
        """Return typer's own option."""
        return _plainly(super().get_help_option(ctx))


class Contents(TyperGroup):
    """All commands, none of them imported before it is needed."""

    def __init__(self, **attrs: Any) -> None:
        super().__init__(**attrs)
        for option in self.params:
            _plainly(option)
        self.commands: MutableMapping[str, Any] = OnDemand()

    def get_help_option(self, ctx: Any) -> Any:
        """Return typer's own option."""
        return _plainly(super().get_help_option(ctx))

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names in the order of the table."""
        return list(PLACES)


def _plainly(option: Any) -> Any:
    if option is not None and option.name in PLAIN:
        vars(option)["_runtime_param"] = Plain(PLAIN[option.name])
    return option


def _command(name: str) -> Any:
    module, _, attribute = PLACES[name].partition(":")
    found = getattr(import_module(f"app.commands.{module}"), attribute)
    holder = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    holder.callback()(_nothing)  # with it typer makes a group of the holder, from which the one inside is taken
    if isinstance(found, typer.Typer):
        holder.add_typer(found, name=name)
    else:
        holder.command(name, cls=Command)(found)
    group: Any = get_command(holder)
    return _decoded(group.commands[name])


def _decoded(command: Any) -> Any:
    """Let a command, and those of a group, get well-formed texts: what a shell gives may hold bytes that are no
    letters. Paths stay as they are, or their files could not be opened."""
    for below in getattr(command, "commands", {}).values():
        _decoded(below)
    inner = command.callback
    if inner is not None:

        @wraps(inner)
        def outer(*given: Any, **options: Any) -> Any:
            return inner(*given, **{name: _text(value) for name, value in options.items()})

        command.callback = outer
    return command


def _text(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return type(value)(_text(one) for one in value)
    return wellformed(value) if isinstance(value, str) else value


def _nothing() -> None:
    """Hold one command."""


app = typer.Typer(
    cls=Contents,
    add_completion=False,
    no_args_is_help=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Keeps HighLevel and Fattura24 in step, safely.",
)


@app.callback(invoke_without_command=True)
def options(
    context: typer.Context,
    home: Annotated[Path | None, typer.Option(help="Folder of database, logs and settings.")] = None,
    lang: Annotated[str, typer.Option(help="it or en.")] = "",
    background: Annotated[
        bool, typer.Option("--background", help="Open no window: wait beside the clock; a second start shows nothing.")
    ] = False,
    no_automations: Annotated[
        bool, typer.Option("--no-automations", help="Safe start: no automation runs; what happens is kept for later.")
    ] = False,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Keep HighLevel and Fattura24 in step. Without a command the window opens."""
    if version:
        typer.echo(__version__)
        raise typer.Exit
    if lang and lang not in LANGUAGES:
        raise typer.BadParameter("it, en", param_hint="--lang")
    from app.commands.common.context import Context

    context.obj = Context(home, lang or system_language(), automations=not no_automations)
    if context.invoked_subcommand is None:
        from app.commands.window import open_window

        raise typer.Exit(open_window(context.obj.home, lang, background=background, automations=not no_automations))


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code; expected errors become words, not tracebacks."""
    logging.getLogger("httpx").setLevel(logging.WARNING)
    language = system_language()
    given = sys.argv[1:] if arguments is None else arguments
    if given == ["--version"]:  # the most frequent question of scripts needs no command line to be put together
        print(__version__)
        return ExitCode.DONE
    if "--lang" in given[:-1] and given[given.index("--lang") + 1] in LANGUAGES:
        language = given[given.index("--lang") + 1]
    try:
        code = app(given, standalone_mode=False)
    except Ponte24Error as error:
        logging.getLogger("app").info("refused: %s", error.code)
        _say(error, language)
        return error.exit_code
    except typer.Exit as stop:
        return stop.exit_code
    except KeyboardInterrupt:
        return ExitCode.FAILED
    except USAGE_ERRORS as error:
        _show_usage(error)
        return ExitCode.USAGE
    except Exception as error:
        # whatever was not expected: words for the owner, the trace for the log
        logging.getLogger("app").exception("unexpected")
        _say(Ponte24Error("unexpected", details=f"{type(error).__name__}: {error}"), language)
        return ExitCode.FAILED
    return code if isinstance(code, int) else ExitCode.DONE


def _show_usage(error: Exception) -> None:
    """Print what typer says about a wrong command line, with what was given as it can be shown."""
    from app.printable import printable, tolerant

    said = io.StringIO()
    getattr(error, "show", lambda file: None)(file=said)
    tolerant(sys.stderr)
    print(printable(said.getvalue()), file=sys.stderr, end="", flush=True)


def _say(error: Ponte24Error, language: str) -> None:
    from app.commands.common.console import Output

    Output(language).error(error)


__all__ = ["app", "main"]
