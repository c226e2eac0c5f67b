"""``ponte24 fattura24 …``: a command for each method of Fattura24's API."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app import assembly
from app.commands.invoicing import fattura24_json as shape
from app.commands.invoicing import fattura24_show as show
from app.connectors.fattura24.answers import Outcome
from app.connectors.fattura24.document_file import described, read_description
from app.connectors.fattura24.requests import Document, Item, Party
from app.errors import ExitCode, UsageError
from app.whole_file import write_whole

if TYPE_CHECKING:
    from app.commands.common.console import Output
    from app.services.api.fattura24.fattura24 import DocumentResult
    from app.services.api.service import Service

app = typer.Typer(no_args_is_help=True, help="Fattura24: documents, files, lists and the calls themselves.")

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")]
YesOption = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


def _waiting(out: Output) -> Callable[[float], None]:
    return lambda seconds: out.note(out.say("f24.waiting", seconds=max(1, round(seconds))))


@app.command("test-key")
def check_key(context: typer.Context, as_json: JsonOption = False) -> None:
    """Show subscription, expiry and the calls of the last 24 hours (one call)."""
    out = context.obj.output

    async def work(service: Service) -> None:
        account, info = await service.fattura24.check_key(_waiting(out))
        if as_json:
            out.data(shape.key(info, account, assembly.clock().now()))
        else:
            show.key(out, info, account, assembly.clock().now())

    context.obj.run(work)


@app.command("save-customer")
def save_customer(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="TOML or JSON; options win over it.")] = None,
    name: Annotated[str, typer.Option(help="Name or company.")] = "",
    vat_code: Annotated[str, typer.Option(help="VAT code.")] = "",
    fiscal_code: Annotated[str, typer.Option(help="Fiscal code.")] = "",
    address: Annotated[str, typer.Option(help="Street and number.")] = "",
    postcode: Annotated[str, typer.Option(help="Postal code.")] = "",
    city: Annotated[str, typer.Option(help="Town.")] = "",
    province: Annotated[str, typer.Option(help="Two letters.")] = "",
    country: Annotated[str, typer.Option(help="Two letters.")] = "",
    email: Annotated[str, typer.Option(help="E-mail.")] = "",
    cell_phone: Annotated[str, typer.Option(help="Mobile phone.")] = "",
    pec: Annotated[str, typer.Option(help="PEC.")] = "",
    destination_code: Annotated[str, typer.Option(help="Recipient code for e-invoices.")] = "",
    yes: YesOption = False,
    as_json: JsonOption = False,
) -> None:
    """Create a customer, or update the one with the same VAT or fiscal code (one call)."""
    out = context.obj.output
    given = {
        "name": name, "vat_code": vat_code, "fiscal_code": fiscal_code, "address": address, "postcode": postcode,
        "city": city, "province": province, "country": country, "email": email, "cell_phone": cell_phone, "pec": pec,
        "destination_code": destination_code,
    }  # fmt: skip
    values = read_description(file, Party).model_dump() if file else {}
    party = described({**values, **{k: v for k, v in given.items() if v}}, Party)

    async def work(service: Service) -> bool:
        show.customer(out, party, to_notes=as_json)
        if not _agreed(out, yes, out.say("f24.word_save"), "f24.ask_customer"):
            return False
        saved = await service.fattura24.save_customer(party, _waiting(out))
        if as_json:
            out.data({"id": saved.id, "echo": dict(saved.echo), "shortened": list(saved.shortened)})
        else:
            out.result(out.say("f24.customer_saved", id=saved.id))
        return True

    _end(out, context.obj.run(work))


@app.command("save-document")
def save_document(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Description in TOML or JSON (docs/fattura24.md).")],
    again: Annotated[bool, typer.Option("--again", help="Make one more of a document that was made before.")] = False,
    yes: YesOption = False,
    as_json: JsonOption = False,
) -> None:
    """Make a document after showing it: rows, totals and what will happen. The API deletes none."""
    out = context.obj.output
    document = read_description(file, Document)

    async def work(service: Service) -> DocumentResult | None:
        preview = service.fattura24.preview_document(document)
        show.document(out, preview, service.status().budget, again=again, to_notes=as_json)
        if not _agreed(out, yes, f"{preview.total:.2f}", "f24.ask_document"):
            return None
        return await service.fattura24.send_document(document, again=again, on_wait=_waiting(out))

    done = context.obj.run(work)
    if done is None:
        _end(out, False)
        return
    if as_json:
        out.data(shape.request(done.request, calls=done.calls))
    else:
        show.sent(out, done)
    raise typer.Exit(_exit_code(done))


@app.command("save-item")
def save_item(context: typer.Context, file: Path, yes: YesOption = False, as_json: JsonOption = False) -> None:
    """Record goods or services to be invoiced later, after showing them (one call)."""
    out = context.obj.output
    item = read_description(file, Item)

    async def work(service: Service) -> bool:
        show.item(out, item, to_notes=as_json)
        if not _agreed(out, yes, out.say("f24.word_save"), "f24.ask_item"):
            return False
        await service.fattura24.save_item(item, _waiting(out))
        if as_json:
            out.data({"saved": True})
        else:
            out.result(out.say("f24.item_saved"))
        return True

    _end(out, context.obj.run(work))


@app.command("get-file")
def get_file(
    context: typer.Context,
    doc_id: Annotated[str, typer.Argument(help="The docId that save-document told.")],
    target: Annotated[Path, typer.Option("--out", help="File to write; a folder takes Fattura24's own name.")],
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Fetch a document's PDF (one call)."""
    out = context.obj.output
    if not target.is_dir() and (target.exists() and not force):
        raise UsageError("file_exists", file=target.name)

    async def work(service: Service) -> Path:
        found = await service.fattura24.get_file(doc_id, _waiting(out))
        file = target / (found.name or f"{doc_id}.pdf") if target.is_dir() else target
        if file.exists() and not force:
            raise UsageError("file_exists", file=file.name)
        _write(file, found.content)
        return file

    file = context.obj.run(work)
    if as_json:
        out.data({"file": str(file), "bytes": file.stat().st_size})
    else:
        out.result(out.say("f24.file_written", file=str(file)))


@app.command()
def templates(context: typer.Context, as_json: JsonOption = False) -> None:
    """List the layouts for printing (one call)."""
    _list(context, as_json, lambda s, wait: s.fattura24.templates(wait), show.templates)


@app.command()
def chart(context: typer.Context, as_json: JsonOption = False) -> None:
    """List the chart of accounts (GetPdc; one call)."""
    _list(context, as_json, lambda s, wait: s.fattura24.chart(wait), show.chart)


@app.command()
def numerators(context: typer.Context, as_json: JsonOption = False) -> None:
    """List the series of document numbers (one call)."""
    _list(context, as_json, lambda s, wait: s.fattura24.numerators(wait), show.numerators)


@app.command()
def products(
    context: typer.Context,
    code: Annotated[str, typer.Option(help="Only this code.")] = "",
    category: Annotated[str, typer.Option(help="Only this category.")] = "",
    as_json: JsonOption = False,
) -> None:
    """List the articles (one call)."""
    _list(context, as_json, lambda s, wait: s.fattura24.products(code, category, wait), show.products)


@app.command("call-log")
def call_log(context: typer.Context, as_json: JsonOption = False) -> None:
    """Show the calls of the last 24 hours as Fattura24 counts them, and count by that (one call or a few)."""
    out = context.obj.output

    async def work(service: Service) -> None:
        checked = await service.fattura24.check_calls(_waiting(out))
        if as_json:
            out.data(shape.calls(checked))
        else:
            show.calls(out, checked, service.status().budget)

    context.obj.run(work)


@app.command()
def documents(
    context: typer.Context,
    limit: Annotated[int, typer.Option(help="Documents at most.")] = 50,
    as_json: JsonOption = False,
) -> None:
    """List the documents sent from here, newest first. Asks nobody."""
    out = context.obj.output

    async def work(service: Service) -> None:
        found = service.fattura24.documents(limit)
        if as_json:
            out.data([shape.request(r) for r in found])
        else:
            show.requests(out, found)

    context.obj.run(work)


@app.command()
def settle(
    context: typer.Context,
    request: Annotated[str, typer.Argument(help="The request's id, as `documents` lists it.")],
    made: Annotated[bool, typer.Option("--made/--not-made", help="Whether you found it in Fattura24.")],
) -> None:
    """Say what became of a document that Fattura24 does not tell of. Asks nobody."""
    out = context.obj.output

    async def work(service: Service) -> None:
        service.fattura24.settle_document(request, made=made)

    context.obj.run(work)
    out.result(out.say("f24.settled_made" if made else "f24.settled_not_made", request=request))


def _list(
    context: typer.Context,
    as_json: bool,
    ask: Callable[[Service, Callable[[float], None]], Any],
    table: Callable[[Output, Any], None],
) -> None:
    out = context.obj.output

    async def work(service: Service) -> None:
        found = await ask(service, _waiting(out))
        if as_json:
            out.data(shape.plain(found))
        else:
            table(out, found)

    context.obj.run(work)


def _agreed(out: Output, yes: bool, word: str, question: str) -> bool:
    if yes:
        return True
    out.note(out.say(question, word=word))
    try:
        return input().strip().replace(",", ".").lower() == word.lower()
    except EOFError:
        return False


def _end(out: Output, done: bool) -> None:
    if not done:
        out.note(out.say("f24.not_sent"))
        raise typer.Exit(ExitCode.NEEDS_PERSON)


def _exit_code(done: DocumentResult) -> int:
    if done.outcome is Outcome.REFUSED:
        return ExitCode.FAILED
    unknown_number = done.outcome is Outcome.EXISTS and done.calls
    return ExitCode.NEEDS_PERSON if done.outcome is Outcome.RUNNING or unknown_number else ExitCode.DONE


def _write(file: Path, content: bytes) -> None:
    try:
        write_whole(file, content)
    except OSError as error:
        raise UsageError("file_not_written", file=file.name, details=type(error).__name__) from error
