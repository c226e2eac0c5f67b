"""``import``: read files of Fattura24, also those that are new in the watched folder."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands import reports, show
from app.connectors.exports.tables.table import VOCABULARIES
from app.errors import ExitCode, UsageError
from app.services.api.files import ColumnChoice, ColumnsUnknown, Content, TablePreview
from app.services.api.imports import ImportGuard, ImportReport, NewFile

if TYPE_CHECKING:
    from app.commands.common.console import Output
    from app.services.api.service import Service


def import_files(
    context: typer.Context,
    files: Annotated[list[Path] | None, typer.Argument(help="Exports: CSV, Excel, vCard, XML, P7M, ZIP.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")] = False,
    own_vat: Annotated[str, typer.Option(help="Your VAT code, to tell invoices issued from those received.")] = "",
    said: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="COLUMN=FIELD", help="What a column holds; may be given several times."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Take over what would change or remove many.")] = False,
    even_old: Annotated[
        bool, typer.Option("--even-old", help="Believe the file also where it says what it said before a newer change.")
    ] = False,
    new: Annotated[bool, typer.Option("--new", help="Read what is new in the watched folder.")] = False,
) -> None:
    """Read exports of Fattura24; a file that is refused does not keep the others from being read."""
    out: Output = context.obj.output
    columns = _said(said or [])
    if not files and not new:
        raise UsageError("nothing_to_import")

    async def work(service: Service) -> tuple[ImportReport, ...]:
        if own_vat:
            service.invoices.set_own_vat(own_vat)
        found = service.files.look(patient=False) if new else ()
        if new and not found:
            out.note(out.say("nothing_new", folder=str(service.files.folder())))
        given = [*(files or []), *(file.path for file in found)]
        done = await service.import_files(given, out.progress, columns=columns, sure=yes, even_old=even_old)
        _remember(service, found, done)
        if columns:
            _keep(service, done, columns)
        return done

    done: tuple[ImportReport, ...] = context.obj.run(work)
    if as_json:
        answered = [r for r in done if r.problem is None or isinstance(r.problem, ImportGuard)]
        out.data(
            [
                reports.difference_json(r.problem, r) if isinstance(r.problem, ImportGuard) else reports.import_json(r)
                for r in answered
            ]
        )
    for report in done:
        if report.problem is not None:
            out.error(report.problem)
            if isinstance(report.problem, ImportGuard):
                show.difference(out, report.problem.difference)
            if isinstance(report.problem, ColumnsUnknown):
                _suggest(out, report.problem, report.file)
        elif not as_json:
            show.imported(out, report)
    refused = [r.problem for r in done if r.problem is not None]
    # a file of which not a single row could be used is not done, whatever else was
    asked = any(r.own_vat_candidates or (r.read and len(r.refused) == r.read) for r in done)
    raise typer.Exit(refused[0].exit_code if refused else ExitCode.NEEDS_PERSON if asked else ExitCode.DONE)


def _remember(service: Service, found: Sequence[NewFile], done: Sequence[ImportReport]) -> None:
    by_path = {report.file: report for report in done}
    for file in found:
        taken = by_path[file.path].problem is None
        service.files.decide([file], "imported" if taken else "refused")


def _keep(service: Service, done: Sequence[ImportReport], columns: dict[str, str]) -> None:
    """Keep what was said for the next file with the same header."""
    for report in done:
        if report.problem is not None or report.content not in tuple(Content):
            continue
        preview = service.files.preview(report.file)
        if preview is None:
            continue
        content = Content(report.content)
        fields = {c.name: c.suggested[content] if c.known[content] else "" for c in preview.columns if c.name}
        taken = set(columns.values())
        fields = {name: "" if field in taken else field for name, field in fields.items()}
        fields |= {name: columns[given] for name in fields for given in columns if given.casefold() == name.casefold()}
        service.files.keep_columns(preview.names, ColumnChoice(content, fields))


def _suggest(out: Output, problem: ColumnsUnknown, path: Path) -> None:
    """Name the columns that were not understood, with values and the option that would name them."""
    if problem.preview is None:
        return
    for column in problem.preview.columns:
        field = column.suggested[problem.preview.likely]
        option = f'--map "{column.name}={field}"' if field else ""
        examples = ", ".join(column.examples) or "–"
        out.note("  " + out.say("column_example", name=column.name, examples=examples, option=option))
    fields = ", ".join(f"{f} ({out.name('columns', f)})" for f in _fields(problem))
    out.note("  " + out.say("column_fields", fields=fields))
    out.note("  " + out.say("column_command", command=_command(problem.preview, path)))


def _command(preview: TablePreview, path: Path) -> str:
    """Return a command that names every column that is suggested and, to be filled in, each that is still missing."""
    named = [(c.name, c.suggested[preview.likely]) for c in preview.columns if c.suggested[preview.likely]]
    held = frozenset(field for _name, field in named)
    words = VOCABULARIES[preview.likely]
    missing = [] if words.needs(held) else [f for f in words.indispensable if f not in held]
    given = [f"{name}={field}" for name, field in named] + [f"…={field}" for field in missing]
    return " ".join(["ponte24 import", *(f"--map {shlex.quote(pair)}" for pair in given), shlex.quote(str(path))])


def _fields(problem: ColumnsUnknown) -> tuple[str, ...]:
    assert problem.preview is not None
    return problem.preview.fields[problem.preview.likely]


def _said(pairs: Sequence[str]) -> dict[str, str]:
    """Return the field by column of ``COLUMN=FIELD`` texts. Raises UsageError (map_malformed, map_field_unknown)."""
    known = sorted({field for words in VOCABULARIES.values() for field in words.fields})
    said = {}
    for pair in pairs:
        name, equals, field = pair.rpartition("=")
        if not equals or not name.strip():
            raise UsageError("map_malformed", given=pair)
        field = field.strip().lower()
        if field and field not in known:
            raise UsageError("map_field_unknown", given=field, fields=", ".join(known))
        said[name.strip()] = field
    return said
