"""The command ``agenda``: the book of tasks by hand. What it means for HighLevel comes with the next plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands.common.days import read_day, read_time
from app.commands.invoicing.invoices import money
from app.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from app.commands.common.console import Output
    from app.services.api.agenda import AgendaQuestion, AgendaService, AgendaSummary, TaskLine
    from app.services.api.service import Service

app = typer.Typer(invoke_without_command=True, help="What is to be done, for whom and when.")

_YES_OR_NO = {"yes": True, "y": True, "sì": True, "si": True, "s": True, "no": False, "n": False}

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")]


@app.callback()
def agenda(
    context: typer.Context,
    customer: Annotated[str, typer.Option(help="Id, code, VAT code or a part of the name.")] = "",
    everything: Annotated[bool, typer.Option("--all", help="Done and removed tasks, too.")] = False,
    as_json: JsonOption = False,
) -> None:
    """List open tasks by day, and what is overdue."""
    if context.invoked_subcommand is not None:
        return
    out: Output = context.obj.output

    async def work(service: Service) -> tuple[AgendaQuestion, ...]:
        book = service.agenda
        lines = book.tasks(customer, everything=everything)
        if as_json:
            out.data([task_json(line) for line in lines])
        else:
            _listed(out, lines, book.today())
            if not customer:
                _sums(out, book.summary())
        return book.questions()

    waiting = context.obj.run(work)
    for question in waiting:
        words = out.name("agenda", f"questions.{question.kind}")
        out.note(out.name("agenda", "cli.waits", question=words, n=len(question.keys)))
    raise typer.Exit(ExitCode.DONE)


@app.command()
def add(
    context: typer.Context,
    title: Annotated[str, typer.Argument(help="What to do, in a few words.")],
    customer: Annotated[str, typer.Option(help="Id, code, VAT code or a part of the name.")] = "",
    due: Annotated[str, typer.Option(help="Day: 2026-11-30 or 30/11/2026.")] = "",
    at: Annotated[str, typer.Option("--time", help="Time of that day: 14:30.")] = "",
    body: Annotated[str, typer.Option(help="More about it.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Make a task of your own."""
    out: Output = context.obj.output
    day, hour = read_day(due), read_time(at)

    async def work(service: Service) -> TaskLine:
        return service.agenda.add(title, customer=customer, due=day, at=hour, body=body)

    _told(out, context.obj.run(work), "added", as_json=as_json)


@app.command()
def done(
    context: typer.Context, task: Annotated[str, typer.Argument(help="Its number.")], as_json: JsonOption = False
) -> None:
    """Mark a task as done; what is owed stays owed."""
    _change(context, lambda service: service.agenda.done(task), "done", as_json=as_json)


@app.command()
def reopen(
    context: typer.Context, task: Annotated[str, typer.Argument(help="Its number.")], as_json: JsonOption = False
) -> None:
    """Open a task that is done or removed."""
    _change(context, lambda service: service.agenda.reopen(task), "reopened", as_json=as_json)


@app.command()
def remove(
    context: typer.Context, task: Annotated[str, typer.Argument(help="Its number.")], as_json: JsonOption = False
) -> None:
    """Take a task away; it never comes back by itself."""
    _change(context, lambda service: service.agenda.remove(task), "removed", as_json=as_json)


@app.command()
def questions(context: typer.Context, as_json: JsonOption = False) -> None:
    """List what only you know, with what each question is about."""
    out: Output = context.obj.output

    async def work(service: Service) -> tuple[AgendaQuestion, ...]:
        return service.agenda.questions()

    found = context.obj.run(work)
    if as_json:
        out.data([_question_json(out, question) for question in found])
    elif not found:
        out.result(out.name("agenda", "cli.no_questions"))
    for question in () if as_json else found:
        out.result(out.name("agenda", f"questions.{question.kind}"))
        for number, words in enumerate(question.items, 1):
            out.result(f"{number:>5}  {words}")
        out.note(out.name("agenda", "cli.to_answer", kind=question.kind))


@app.command()
def answer(
    context: typer.Context,
    question: Annotated[str, typer.Argument(help="Its name, as `agenda questions` tells it: gone_paid, …")],
    word: Annotated[str, typer.Argument(metavar="yes|no", help="Your answer.")],
    only: Annotated[list[int] | None, typer.Option(min=1, help="Only this line of the question; repeatable.")] = None,
    key: Annotated[list[str] | None, typer.Option(help="Only what has this key in the JSON; repeatable.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Answer a question of the agenda, as a whole or for some of its lines; the rest stays a question."""
    out: Output = context.obj.output
    yes = _YES_OR_NO.get(word.strip().casefold())
    if yes is None:
        raise UsageError("answer_unreadable", value=word[:20])

    async def work(service: Service) -> tuple[str, ...]:
        waiting = next((q for q in service.agenda.questions() if q.kind == question), None)
        if waiting is None:
            raise UsageError("unknown_question", value=question[:40])
        keys = _chosen(waiting, only or (), key or ())
        service.agenda.answer(question, keys, yes=yes)
        return keys

    keys = context.obj.run(work)
    if as_json:
        out.data({"question": question, "answer": "yes" if yes else "no", "keys": list(keys)})
        return
    out.result(out.say("agenda_answered.kept", n=len(keys)))
    out.note(out.name("agenda", "cli.next"))


@app.command()
def export(context: typer.Context, file: Annotated[Path, typer.Argument(help="The calendar file (.ics).")]) -> None:
    """Write tasks and appointments as a calendar file for a telephone, Outlook or Thunderbird."""
    out: Output = context.obj.output

    async def work(service: Service) -> int:
        return service.agenda.export(file)

    out.result(out.name("agenda", "cli.exported", n=context.obj.run(work), file=str(file)))


def show_agenda(out: Output, book: AgendaService) -> None:
    """Print the open tasks by day, the appointments of the week, and what is overdue."""
    today = book.today()
    _listed(out, book.tasks(), today)
    for one in book.appointments(today, today + timedelta(days=7)):
        if not one.cancelled:
            when = one.start.strftime("%d/%m/%Y %H:%M")
            out.result(out.name("agenda", "cli.appointment", when=when, title=one.title, who=one.contact_name))
    _sums(out, book.summary())


def _question_json(out: Output, question: AgendaQuestion) -> dict[str, Any]:
    """Return a question with its lines as JSON."""
    return {
        "question": question.kind,
        "text": out.name("agenda", f"questions.{question.kind}"),
        "items": [{"key": key, "text": text} for key, text in zip(question.keys, question.items, strict=True)],
    }


def _chosen(question: AgendaQuestion, lines: Iterable[int], keys: Iterable[str]) -> tuple[str, ...]:
    """Return the keys that an answer is about; none named: all. Raises UsageError (unknown_question_line)."""
    found = []
    for line in lines:
        if line > len(question.keys):
            raise UsageError("unknown_question_line", value=line, n=len(question.keys))
        found.append(question.keys[line - 1])
    for key in keys:
        if key not in question.keys:
            raise UsageError("unknown_question_line", value=key[:60], n=len(question.keys))
        found.append(key)
    return tuple(dict.fromkeys(found)) or question.keys


def _listed(out: Output, lines: Sequence[TaskLine], today: date) -> None:
    for line in lines:
        out.result(_line(out, line, today))
    if not lines:
        out.result(out.name("agenda", "cli.none"))


def task_json(line: TaskLine) -> dict[str, Any]:
    """Return a task in the promised JSON form."""
    task = line.task
    return {
        "id": task.id,
        "kind": task.kind.value,
        "title": task.title,
        "body": task.body,
        "due": task.due.isoformat() if task.due else "",
        "time": task.at.strftime("%H:%M") if task.at else "",
        "done": task.completed,
        "removed": bool(task.removed),
        "customer": task.customer,
        "customer_name": line.customer_name,
        "contact": line.contact,
        "assignee": task.assignee,
        "origin": task.origin,
        "amount_cents": task.amount_cents,
    }


def _change(context: typer.Context, what: Callable[[Service], TaskLine], word: str, *, as_json: bool) -> None:
    async def work(service: Service) -> TaskLine:
        return what(service)

    _told(context.obj.output, context.obj.run(work), word, as_json=as_json)


def _told(out: Output, line: TaskLine, word: str, *, as_json: bool) -> None:
    if as_json:
        out.data(task_json(line))
        return
    out.result(out.name("agenda", f"cli.{word}", id=line.task.id, title=line.task.title))
    if line.hint:
        out.note(out.name("agenda", f"hints.{line.hint}"))
    elif line.contact:
        out.note(out.name("agenda", "cli.next"))


def _line(out: Output, line: TaskLine, today: date) -> str:
    task = line.task
    when = task.due.strftime("%d/%m/%Y") if task.due else out.name("agenda", "cli.no_day")
    late = "!" if task.open and task.due is not None and task.due < today else " "
    hour = task.at.strftime(" %H:%M") if task.at else ""
    state = "removed" if task.removed else "done" if task.completed else ""
    words = [out.name("agenda", f"kinds.{task.kind.value}")]
    if state:
        words.append(out.name("agenda", f"state.{state}"))
    title = task.heading or out.name("agenda", "cli.no_title")
    who = f"  ({line.customer_name})" if line.customer_name else ""
    return f"{task.id:>5} {late}{when + hour:<16}  {title}{who}  [{', '.join(words)}]"


def _sums(out: Output, summary: AgendaSummary) -> None:
    def told(word: str, amounts: Iterable[str]) -> None:
        if found := [a for a in amounts if a]:
            out.result(out.name("agenda", f"cli.{word}", amount=", ".join(found)))

    sums = summary.money
    told("overdue", (money(m.overdue, m.currency, out.language) if m.overdue else "" for m in sums))
    told("week", (money(m.week, m.currency, out.language) if m.week else "" for m in sums))
