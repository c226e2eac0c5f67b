"""The commands that keep a home in order: backup, restore, forget, support, autostart."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.autostart.choosing import here
from app.autostart.entry import AutostartState
from app.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from app.commands.common.console import Output
    from app.services.api.housekeeping import BackupInfo, Forgotten, SupportFile
    from app.services.api.service import Service

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")]
YesOption = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The file to write.")],
    moving: Annotated[
        bool, typer.Option("--moving", help="You go on at another computer: automatic syncs end on this one.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Write everything but the secrets to one file, from which another computer can go on."""
    out: Output = context.obj.output

    async def work(service: Service) -> BackupInfo:
        return service.housekeeping.backup(file, moving=moving)

    made = context.obj.run(work)
    if as_json:
        out.data({"file": str(made.file), "size": made.size, "version": made.version, "created_at": made.created_at})
        return
    out.result(out.say("backup_saved", file=str(made.file), size=_size(made.size)))
    out.note(out.say("backup_moving" if moving else "backup_secrets"))


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A backup, or a copy from the folder backups.")],
    yes: YesOption = False,
) -> None:
    """Put a backup in the place of this home's data; what was there before is kept."""
    from app import assembly

    out: Output = context.obj.output
    home = context.obj.home
    if home.database.exists() and not yes and not _confirm(out, out.say("restore_ask", file=file.name)):
        raise typer.Exit(ExitCode.NEEDS_PERSON)
    done = assembly.restore(home, file)
    out.result(out.say("restored", file=file.name))
    if done.kept is not None:
        out.note(out.say("restored_kept", file=str(done.kept)))
    out.note(out.say("restored_next"))


def forget(
    context: typer.Context,
    person: Annotated[str, typer.Option("--person", help="Customer: id, code, or id of the contact.")] = "",
    everything: Annotated[bool, typer.Option("--all", help="All data, secrets and settings of this home.")] = False,
    yes: YesOption = False,
    as_json: JsonOption = False,
) -> None:
    """Erase a person from this computer, or with --all everything of this home. Neither service is written."""
    out: Output = context.obj.output
    if bool(person) == everything:
        raise UsageError("forget_what")
    if not yes and not _confirm(out, _forget_question(context, person)):
        raise typer.Exit(ExitCode.NEEDS_PERSON)
    if everything:
        _forget_all(context, as_json=as_json)
        return

    async def work(service: Service) -> Forgotten:
        return service.housekeeping.forget(person)

    done = context.obj.run(work)
    if as_json:
        out.data(
            {
                "rows": done.rows,
                "copies": done.copies,
                "stays": [key for key, _ in done.stays],
                "returns": [key for key, _ in done.returns],
            }
        )
    else:
        for line in forgotten_lines(out, done):
            out.result(line)


def _forget_question(context: typer.Context, person: str) -> str:
    """Return what is asked before anything is erased: of a person the name, since ids and codes look alike."""
    out: Output = context.obj.output
    if not person:
        return out.say("forget_all_ask", home=str(context.obj.home.root))

    async def name(service: Service) -> str:
        return service.housekeeping.forget_preview(person).title

    return out.say("forget_ask", title=context.obj.run(name))


def forgotten_lines(out: Output, done: Forgotten) -> list[str]:
    """Say what was forgotten, what stays and why, and from where it could come back."""
    lines = [out.say("forgotten", rows=done.rows, copies=done.copies)]
    lines += [out.name("forgotten", f"stays_{key}", **params) for key, params in done.stays]
    lines += [out.name("forgotten", f"returns_{key}", **params) for key, params in done.returns]
    return lines


def _forget_all(context: typer.Context, *, as_json: bool) -> None:
    from app import assembly

    out: Output = context.obj.output
    left = assembly.forget_all(context.obj.home)
    if as_json:
        out.data({"secrets_left": not left.secrets_gone, "files": left.files, "kept": list(left.kept)})
    else:
        out.result(out.say("forgot_all", n=left.files, home=str(context.obj.home.root)))
        for name in left.kept:
            out.note(out.say("forgot_all_kept", file=name))
    if not left.secrets_gone:
        out.note(out.say("forgot_all_keyring"))
        raise typer.Exit(ExitCode.NEEDS_PERSON)


def support(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="The zip to write.")] = None,
    preview: Annotated[bool, typer.Option("--preview", help="Show what would be in it; write nothing.")] = False,
) -> None:
    """Gather versions, counts, settings and the log for support: no secret and no customer."""
    out: Output = context.obj.output
    if file is None and not preview:
        raise UsageError("support_file")

    async def work(service: Service) -> tuple[tuple[SupportFile, ...], Path | None]:
        keeper = service.housekeeping
        return keeper.support_files(), None if preview or file is None else keeper.save_support(file)

    files, saved = context.obj.run(work)
    for part in files:
        out.result(f"{part.name:<16}{_size(len(part.text.encode())):>10}")
        if preview:
            out.result(part.text)
    if saved is not None:
        out.result(out.say("support_saved", file=str(saved)))


def autostart(
    context: typer.Context,
    what: Annotated[str, typer.Argument(help="on, off or status.")] = "status",
    as_json: JsonOption = False,
) -> None:
    """Start Ponte24 beside the clock when you log in, or no more; status says how things stand."""
    out: Output = context.obj.output
    if what not in ("on", "off", "status"):
        raise UsageError("autostart_word", word=what)
    entry = here(context.obj.home)
    state = entry.state() if what == "status" else entry.switch(what == "on")
    if as_json:
        out.data({"state": state.value})
    else:
        out.result(out.say(f"autostart_{state.value}"))
    refused = what == "on" and state is not AutostartState.ON
    raise typer.Exit(ExitCode.NEEDS_PERSON if refused else ExitCode.DONE)


def _confirm(out: Output, question: str) -> bool:
    out.note(question)
    try:
        given = input().strip().casefold()
    except EOFError:
        return False
    agreed = given == out.say("forget_word").casefold()
    if not agreed:
        out.note(out.say("not_confirmed"))
    return agreed


def _size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{count / 1000:.0f} kB"
