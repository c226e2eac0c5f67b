"""The stage of tests about tasks: linked customers, and what people do to tasks in HighLevel's window."""

from __future__ import annotations

import asyncio
import atexit
import copy
import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from threading import Event, RLock
from typing import Any, NamedTuple

from app.paths import Home
from app.sandbox.highlevel.resources.tasks import put_task, remove_task
from app.sandbox.owner import OwnersWork
from app.sandbox.server import SandboxServer
from app.sandbox.state import SandboxState
from app.services.api.agenda import TaskLine
from app.sync.plan.model import Action, Plan, RecordType
from tests.services.stage import SharedClock, Stage, stage


class WorkStage:
    """A home in which everything is in step, so that plans hold only what is about tasks and notes."""

    def __init__(self, s: Stage) -> None:
        self.s = s

    @property
    def tasks(self) -> dict[str, dict[str, Any]]:
        """HighLevel's tasks as it holds them, by id."""
        return {t["id"]: t for t in self.s.sandbox.state.highlevel.records.tasks}

    def in_highlevel(self, title: str) -> dict[str, Any]:
        found = [t for t in self.tasks.values() if t["title"] == title]
        assert len(found) == 1, (title, [t["title"] for t in self.tasks.values()])
        return found[0]

    def in_book(self, title: str) -> TaskLine:
        found = [line for line in self.s.service.agenda.tasks(everything=True) if line.task.title == title]
        assert len(found) == 1, (title, len(found))
        return found[0]

    @property
    def today(self) -> date:
        return self.s.service.agenda.today()

    def day(self, days: int) -> date:
        return self.today + timedelta(days=days)

    def linked(self, number: int = 0) -> tuple[str, str]:
        """Return a customer and its contact."""
        return sorted(self.s.service.store.links.contacts().items(), key=lambda pair: int(pair[0]))[number]

    def typed(self, contact: str, title: str, due: str = "2026-12-01T10:00:00Z", **more: Any) -> str:
        """A person makes a task in HighLevel's window."""
        store = self.s.sandbox.state.highlevel
        return str(put_task(store, contact, {"title": title, "dueDate": due, **more})["id"])

    def edited(self, title: str, /, **values: Any) -> None:
        """A person changes a task in HighLevel's window."""
        store, old = self.s.sandbox.state.highlevel, self.in_highlevel(title)
        put_task(store, old["contactId"], values, old)

    def deleted(self, title: str) -> None:
        """A person deletes a task in HighLevel's window."""
        remove_task(self.s.sandbox.state.highlevel, self.in_highlevel(title)["id"])

    def plan(self, after: float = 400) -> Plan:
        self.s.clock.sandbox.advance(after)
        plan: Plan = asyncio.run(self.s.service.plan())
        return plan

    def apply(self, plan: Plan) -> Any:
        done = asyncio.run(self.s.service.apply(plan.id, digest=plan.digest, confirmed=True))
        assert not (done.failed or done.stale or done.deferred), done.errors
        return done

    def sync(self) -> list[Action]:
        """Plan and apply; return what was planned about tasks and notes. Nothing may be left to do then."""
        plan = self.plan()
        if any(a.effective for a in plan.actions):
            self.apply(plan)
        left = self.work(self.plan())
        assert not [a for a in left if a.effective], left
        return self.work(plan)

    @staticmethod
    def work(plan: Plan) -> list[Action]:
        return [a for a in plan.actions if a.record in (RecordType.TASK, RecordType.NOTE)]

    def undo(self) -> Plan:
        plan: Plan = asyncio.run(self.s.service.plan_undo())
        return plan


class _Begun(NamedTuple):
    """Both services and a home in step, as each test of the same form begins."""

    state: SandboxState
    home: Path
    base_url: str


@cache
def _begun(contacts: int, switches: str) -> _Begun:
    """Bring a home and both services in step, once for each process of the tests: half of what such a test took."""
    folder = Path(tempfile.mkdtemp(prefix="ponte24-begun-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with stage(folder, contacts=contacts, highlevel=json.loads(switches)) as s:

        async def begin() -> None:
            await s.connect()
            await s.import_export()
            await s.whole_sync()
            await s.whole_sync()
            await s.service.close()

        for task in s.sandbox.state.highlevel.records.tasks:
            remove_task(s.sandbox.state.highlevel, task["id"])
        asyncio.run(begin())
        with s.sandbox.state.lock:
            return _Begun(_copied(s.sandbox.state), s.home.root, s.sandbox.base_url)


def _copied(state: SandboxState) -> SandboxState:
    """Return a copy of both services' state, with locks and signals of its own."""
    fresh = {
        **{id(lock): RLock() for lock in (state.lock, state.webhooks._lock, state.webhooks._delivering)},
        **{id(flag): Event() for flag in (state.stopping, state.webhooks._wake)},
    }
    copied = copy.deepcopy(state, fresh)
    copied.owner = OwnersWork(copied.highlevel, copied.lock)  # it holds functions, which are never copied
    return copied


@contextmanager
def work_stage(folder: Path, *, contacts: int = 12, **switches: Any) -> Iterator[WorkStage]:
    """Open a stage on which contacts and customers are in step; the program has just been started."""
    highlevel = {"search_lag_seconds": 0, "company_on_put": "accept", **switches}
    begun = _begun(contacts, json.dumps(highlevel, sort_keys=True))
    state = _copied(begun.state)
    with SandboxServer(state=state) as sandbox:
        home = Home(folder / "home")
        shutil.copytree(begun.home, home.root)
        with closing(sqlite3.connect(home.database)) as database, database:
            moved = (begun.base_url, sandbox.base_url)
            database.execute("UPDATE settings SET value = replace(value, ?, ?)", moved)
        s = Stage(folder, sandbox, SharedClock(state.clock))
        try:
            yield WorkStage(s)
        finally:
            s.close()
