"""A stand-in for the services that keeps their promises in memory, for tests and pictures of the window."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping as Values
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.clock import Clock, ManualClock
from app.errors import CredentialsRefused, FileRefused, GuardStop, Ponte24Error, UsageError
from app.services.api.accounts import AccountInfo, AccountState
from app.services.api.imports import ImportReport, RefusedRow
from app.services.api.progress import Progress, ProgressSink, StopSignal
from app.services.api.runs import OperationInfo, RunInfo, RunResult, RunState, SyncResult
from app.services.api.settings import Example, Settings
from app.services.api.status import Agreement, BudgetWindow, LogEntry, Status
from app.services.settings.choices import as_values, changed
from app.sync.contacts.mapping import ConflictRule, Mapping, default_mapping
from app.sync.contacts.merge import unit_of
from app.sync.plan.model import (
    Action,
    Candidate,
    Choice,
    FieldChange,
    Kind,
    Plan,
    RecordType,
    Side,
)
from tests.ui.fake_access import FakeAccess
from tests.ui.fake_agenda import FakeAgenda
from tests.ui.fake_automations import FakeAutomations
from tests.ui.fake_fattura24 import FakeFattura24
from tests.ui.fake_files import FakeFiles
from tests.ui.fake_housekeeping import FakeHousekeeping
from tests.ui.fake_invoices import FakeInvoices
from tests.ui.fake_mirror import FakeHandover, FakeMirror
from tests.ui.fake_pairs import FakePairs
from tests.ui.fake_updates import FakeUpdates
from tests.ui.fake_webhooks import FakeWebhooks

HOUR = 3600.0
DAY = 24 * HOUR
HL, F24 = Side.HIGHLEVEL, Side.FATTURA24


def sample_actions() -> tuple[Action, ...]:
    """A few actions of every kind, with values a bakery would know."""
    contact = RecordType.CONTACT
    return (
        Action(
            "a1",
            Kind.CREATE,
            F24,
            contact,
            "Panificio Rossi S.r.l.",
            "l1",
            (
                FieldChange("company", "", "Panificio Rossi S.r.l."),
                FieldChange("vat_code", "", "12345670017"),
                FieldChange("sdi_code", "", "M5UXCR1"),
                FieldChange("city", "", "Torino"),
            ),
            source_id="hl1",
        ),
        Action(
            "a2",
            Kind.CREATE,
            HL,
            contact,
            "Anna Bianchi",
            "l2",
            (
                FieldChange("first_name", "", "Anna"),
                FieldChange("last_name", "", "Bianchi"),
                FieldChange("email", "", "anna.bianchi@example.it"),
            ),
            source_id="f2",
        ),
        Action(
            "a3",
            Kind.UPDATE,
            F24,
            contact,
            "Trattoria da Gino",
            "l3",
            (
                FieldChange("street", "Via Roma 1", "Via Garibaldi 22"),
                FieldChange("postal_code", "10121", "10122"),
            ),
            target_id="f3",
            source_id="hl3",
        ),
        Action(
            "a4",
            Kind.UPDATE,
            HL,
            contact,
            "Hotel Bellavista",
            "l4",
            (FieldChange("pec", "", "bellavista@pec.example.it"),),
            target_id="hl4",
            source_id="f4",
        ),
        Action("a5", Kind.LINK, HL, contact, "Caffè Centrale", "l5", (), target_id="hl5", source_id="f5"),
        Action(
            "a6",
            Kind.CONFLICT,
            HL,
            contact,
            "Mario Verdi",
            "l6",
            (FieldChange("email", "mario@verdi.example.it", "info@verdi.example.it"),),
            target_id="hl6",
            source_id="f6",
            choices=(Choice.HIGHLEVEL, Choice.FATTURA24, Choice.SKIP),
        ),
        Action(
            "a7",
            Kind.CONFLICT,
            F24,
            contact,
            "Luca Neri",
            "l7",
            (),
            source_id="hl7",
            choices=("link:f7", "link:f8", Choice.NEW, Choice.SKIP),
            candidates=(
                Candidate("f7", "Luca Neri", "Via Po 3, Torino"),
                Candidate("f8", "Neri Luca & C.", "P.IVA 01234567897"),
            ),
        ),
        Action(
            "a8",
            Kind.UPDATE,
            F24,
            contact,
            "Pasticceria Dolce Vita",
            "l8",
            (FieldChange("mobile", "+393331112223", "+393339998887"),),
            target_id="f8",
            source_id="hl8",
            deferred_until="2026-09-22T08:00:00.000Z",
        ),
    )


def make_plan(
    plan_id: str = "p1", at: float = 1_790_000_000.0, actions: Sequence[Action] | None = None, **more: Any
) -> Plan:
    """A plan over `sample_actions` or given ones."""
    chosen = tuple(sample_actions() if actions is None else actions)
    calls = {side.value: sum(a.side is side and a.effective for a in chosen) for side in Side}
    return Plan(plan_id, at, chosen, unchanged=128, calls=calls, mirror_seen_at=at - 4 * DAY, **more)


class FakeTicks:
    """No automation is on."""

    def tick(self) -> bool:
        return False

    def notices(self) -> tuple[tuple[str, str], ...]:
        return ()

    def pressing(self) -> bool:
        return False

    def address(self, automation_id: str) -> str:
        return f"/flow/{automation_id}"

    def map(self) -> tuple[tuple[Any, ...], tuple[tuple[str, ...], ...]]:
        return (), ()


class FakeService:
    """Implements `app.services.api.service.Service`. What a test wants to see or to provoke is a plain attribute:

    ``calls`` lists the methods called; ``fail[name]`` is raised by that method; ``gate``, when set,
    holds long work until the gate is opened (`threading.Event`), reporting progress and watching the
    stop signal.
    """

    def __init__(self, *, connected: bool = True, clock: Clock | None = None, history: bool = True) -> None:
        self.clock = clock or ManualClock()
        self.access = FakeAccess(self.clock, lambda side: self._accounts[side], self.set_account)
        now = self.clock.now()
        self.calls: list[str] = []
        self.threads: set[str] = set()
        self.fail: dict[str, BaseException] = {}
        self.gate: threading.Event | None = None
        self.closed = False
        self.is_due = False
        self.agreement: Agreement | None = None
        self.files = FakeFiles()
        self.housekeeping = FakeHousekeeping()
        self.invoices = FakeInvoices()
        self.pairs = FakePairs()
        self.mirror = FakeMirror()
        self.automations: Any = None
        self.automation_ticks = FakeTicks()
        self.calling: Any = None  # the window calls no operation by hand
        self.handover = FakeHandover()
        self.agenda = FakeAgenda()
        self.automations = FakeAutomations()
        self.sure = False
        self.webhooks = FakeWebhooks()
        self.updates = FakeUpdates()
        self.guards: tuple[str, ...] = ()
        self.applied: list[tuple[str, str, bool]] = []
        self.imported: list[Path] = []
        self.reports: dict[str, ImportReport] = {}
        self.origins: list[str] = []
        self._settings = Settings()
        self._mapping = default_mapping()
        self._paused_until = 0.0
        self._mirror_seen_at = now - 4 * DAY if connected else 0.0
        self._accounts = {side: AccountInfo(side, AccountState.MISSING) for side in Side}
        if connected:
            self._accounts[HL] = AccountInfo(
                HL,
                AccountState.CONNECTED,
                "Panetteria Il Forno",
                "ve9EPM428h8vShlRW1KT",
                checked_at=now - HOUR,
                extra={"timezone": "Europe/Rome", "country": "IT"},
            )
            self._accounts[F24] = AccountInfo(
                F24,
                AccountState.CONNECTED,
                "forno@example.it",
                "10482",
                checked_at=now - 2 * HOUR,
                extra={"plan": "Business", "expire": "31/12/2026", "calls_24h": "128"},
            )
        self.fattura24 = FakeFattura24(self._note, lambda: self._accounts[F24], self.set_account)
        self._plan: Plan | None = None
        self._plans: dict[str, Plan] = {}
        self._runs: list[RunInfo] = []
        self._log: list[LogEntry] = []
        self.keyring = True
        if connected and history:
            self._with_history(now)

    def _with_history(self, now: float) -> None:
        states = (
            RunState.DONE,
            RunState.DONE,
            RunState.WAITING,
            RunState.DONE,
            RunState.DEFERRED,
            RunState.DONE,
            RunState.FAILED,
            RunState.DONE,
            RunState.DONE,
            RunState.STOPPED,
            RunState.DONE,
            RunState.DONE,
        )
        counts = (12, 0, 5, 42, 30, 3, 1, 8, 0, 17, 9, 61)
        for i, (state, applied) in enumerate(zip(states, counts, strict=True)):
            start = now - (i + 1) * 7 * HOUR
            self._runs.append(
                RunInfo(
                    f"r{12 - i}",
                    f"p{12 - i}",
                    start,
                    start + 40 + applied,
                    state,
                    applied,
                    int(state is RunState.FAILED),
                    int(state is RunState.WAITING),
                    842 if state is RunState.DEFERRED else 0,
                    applied > 0,
                    origin="manual" if i % 3 == 0 else "schedule",
                )
            )
        said = {"applied": "3", "failed": "0", "stale": "0", "deferred": "0", "waiting": "1"}
        for i in range(6):
            level = ("info", "warning", "error")[min(i % 4, 2)]
            self._log.append(LogEntry(now - i * HOUR, level, "run_applied", said, f"r{i}"))
        self.set_plan(make_plan(at=now - HOUR / 2))

    # ------------------------------------------------------------------------------- for the tests
    def set_plan(self, plan: Plan | None) -> None:
        """Make this the open plan."""
        self._plan = plan
        if plan is not None:
            self._plans[plan.id] = plan

    def set_account(self, info: AccountInfo) -> None:
        """Replace what is known of an account."""
        self._accounts[info.side] = info

    def set_status(self, **values: Any) -> None:
        """Fix some fields of the status (``mirror_seen_at``, ``paused_until`` …)."""
        for name, value in values.items():
            if name == "mirror_seen_at":
                self._mirror_seen_at = value
            elif name == "paused_until":
                self._paused_until = value
            elif name == "runs":
                self._runs = list(value)
            elif name == "log":
                self._log = list(value)
            else:
                raise KeyError(name)

    def _note(self, name: str) -> None:
        self.calls.append(name)
        self.threads.add(threading.current_thread().name)
        if name in self.fail:
            raise self.fail[name]

    async def _work(self, stage: str, progress: ProgressSink | None, stop: StopSignal | None) -> bool:
        """Report progress, wait for the gate; True if it was stopped."""
        for done in range(3):
            if progress:
                progress(Progress(stage, done, 3, {"file": "rubrica.csv"}))
            await asyncio.sleep(0)
        while self.gate is not None and not self.gate.is_set():
            if stop:
                return True
            await asyncio.sleep(0.002)
        return bool(stop)

    # ------------------------------------------------------------------------------- plain methods
    def status(self) -> Status:
        self._note("status")
        now = self.clock.now()
        waiting = sum(a.waits_for_person for a in self._plan.actions) if self._plan else 0
        both = all(a.state is AccountState.CONNECTED for a in self._accounts.values())
        due = now + 25 * 60 if both and self._settings.interval_minutes else 0.0
        budget = (
            (
                BudgetWindow(60, 30, 4, now + 20),
                BudgetWindow(3600, 200, 61, now + 900),
                BudgetWindow(86400, 500, 128, now + 8 * HOUR),
            )
            if both
            else (BudgetWindow(60, 30, 0), BudgetWindow(3600, 200, 0), BudgetWindow(86400, 500, 0))
        )
        return Status(
            dict(self._accounts),
            128 if both else 0,
            412 if both else 0,
            397 if both else 0,
            self._mirror_seen_at,
            now - HOUR if both else 0.0,
            budget,
            self._runs[0] if self._runs else None,
            tuple(self._runs[:30]),
            self._plan.id if self._plan else "",
            waiting,
            max(due, self._paused_until) if due else 0.0,
            self._paused_until,
            keyring=self.keyring,
            agreement=Agreement(now - HOUR, both, 128, waiting=waiting) if self.agreement is None else self.agreement,
        )

    def settings(self) -> Settings:
        self._note("settings")
        return self._settings

    def setting_values(self) -> dict[str, object]:
        return as_values(self.settings())

    def set_setting(self, key: str, value: str) -> None:
        self.save_settings(changed(self.settings(), key, value))

    def save_settings(self, settings: Settings) -> None:
        self._note("save_settings")
        self._settings = settings

    def mapping(self) -> Mapping:
        self._note("mapping")
        return self._mapping

    def save_mapping(self, mapping: Mapping) -> None:
        self._note("save_mapping")
        if mapping.digest != self._mapping.digest:
            self._plan = None
        self._mapping = mapping

    def custom_field_names(self) -> tuple[str, ...]:
        self._note("custom_field_names")
        return (
            "Codice destinatario",
            "Codice fiscale",
            "Nota Fattura24",
            "PEC",
            "Partita IVA",
            "Telefono fisso",
            "Fattura24 ID",
            "Compleanno",
            "Tipo cliente",
        )

    def examples(self, limit: int = 20) -> tuple[Example, ...]:
        self._note("examples")
        rossi = {
            "company": "Panificio Rossi S.r.l.",
            "email": "info@rossi.example.it",
            "city": "Torino",
            "postal_code": "10121",
            "street": "Via Roma 1",
            "province": "TO",
            "country": "IT",
            "vat_code": "12345670017",
            "sdi_code": "M5UXCR1",
        }
        bianchi = {
            "first_name": "Anna",
            "last_name": "Bianchi",
            "email": "anna.bianchi@example.it",
            "mobile": "+393331234567",
            "city": "Asti",
        }
        both = (
            Example("Panificio Rossi S.r.l.", rossi, rossi | {"email": "fatture@rossi.example.it"}),
            Example("Anna Bianchi", bianchi, bianchi | {"fiscal_code": "BNCNNA80A41L219K"}),
        )
        return both[:limit]

    def runs(self, limit: int = 100) -> tuple[RunInfo, ...]:
        self._note("runs")
        return tuple(self._runs[:limit])

    def run_operations(self, run_id: str) -> tuple[OperationInfo, ...]:
        self._note("run_operations")
        run = self._run(run_id)
        at = run.started_at + 3
        return (
            OperationInfo(
                F24,
                "update",
                "Trattoria da Gino",
                "done",
                "",
                (("street", "Via Roma 1", "Via Garibaldi 22"), ("postal_code", "10121", "10122")),
                at,
                actions=("A1",),
                source="hl-gino",
            ),
            OperationInfo(
                HL,
                "create",
                "Anna Bianchi",
                "done",
                "",
                (("first_name", "", "Anna"), ("last_name", "", "Bianchi")),
                at + 2,
                actions=("A2",),
                target="hl-anna",
            ),
            OperationInfo(HL, "update", "Hotel Bellavista", "failed", "HTTP 400", (("pec", "", "x@pec.it"),), at + 4),
        )

    def activity(self, limit: int = 500) -> tuple[LogEntry, ...]:
        self._note("activity")
        return tuple(self._log[:limit])

    def open_plan(self) -> Plan | None:
        self._note("open_plan")
        return self._plan

    def load_plan(self, plan_id: str) -> Plan:
        self._note("load_plan")
        if plan_id not in self._plans:
            raise UsageError("unknown_plan", plan=plan_id)
        return self._plans[plan_id]

    def decide(self, plan_id: str, action_ids: Sequence[str], choice: str) -> Plan:
        self._note("decide")
        plan = self.load_plan(plan_id)
        changed = []
        for action_id in action_ids:
            action = plan.action(action_id)
            if choice and choice not in action.choices:
                raise UsageError("unknown_choice", choice=choice)
            side = action.side
            if choice in (Choice.HIGHLEVEL, Choice.FATTURA24) and action.kind is Kind.CONFLICT:
                side = Side(choice).other
            changed.append(replace(action, decision=choice, side=side))
        return self._store(plan.with_actions(changed))

    def decide_always(self, plan_id: str, action_ids: Sequence[str], choice: str) -> Plan:
        self._note("decide_always")
        plan = self.load_plan(plan_id)
        units = {unit_of(plan.action(i).fields[0].name) for i in action_ids}
        for rule in self._mapping:
            if unit_of(rule.field) in units:
                self._mapping = self._mapping.with_rule(replace(rule, conflict=ConflictRule(choice)))
        same = [a for a in plan.actions if a.kind is Kind.CONFLICT and a.link and unit_of(a.fields[0].name) in units]
        return self.decide(plan_id, [a.id for a in same], choice)

    def include(self, plan_id: str, action_ids: Sequence[str], included: bool) -> Plan:
        self._note("include")
        plan = self.load_plan(plan_id)
        return self._store(plan.with_actions([replace(plan.action(i), included=included) for i in action_ids]))

    def _store(self, plan: Plan) -> Plan:
        calls = {side.value: sum(a.side is side and a.effective for a in plan.actions) for side in Side}
        plan = replace(plan, calls=calls)
        self._plans[plan.id] = plan
        if self._plan is not None and self._plan.id == plan.id:
            self._plan = plan
        return plan

    def pause(self, until: float) -> None:
        self._note("pause")
        self._paused_until = until

    def due(self) -> bool:
        self._note("due")
        return self.is_due and self._paused_until <= self.clock.now()

    # ------------------------------------------------------------------------------- coroutines
    async def connect_highlevel(self, location_id: str, token: str, base_url: str = "") -> AccountInfo:
        self._note("connect_highlevel")
        await asyncio.sleep(0)
        if not token.startswith("pit-"):
            raise CredentialsRefused("highlevel_token_refused", details="401 Invalid Private Integration token")
        info = AccountInfo(
            HL,
            AccountState.CONNECTED,
            "Panetteria Il Forno",
            location_id,
            base_url,
            session_only=not self.keyring,
            checked_at=self.clock.now(),
            extra={"timezone": "Europe/Rome", "country": "IT"},
        )
        self._accounts[HL] = info
        return info

    async def connect_fattura24(self, key: str, base_url: str = "") -> AccountInfo:
        self._note("connect_fattura24")
        await asyncio.sleep(0)
        if len(key) != 32:
            raise CredentialsRefused("fattura24_key_refused", details="returnCode -1")
        info = AccountInfo(
            F24,
            AccountState.CONNECTED,
            "forno@example.it",
            "10482",
            base_url,
            session_only=not self.keyring,
            checked_at=self.clock.now(),
            extra={"plan": "Business", "expire": "31/12/2026", "calls_24h": "1"},
        )
        self._accounts[F24] = info
        return info

    async def disconnect(self, side: Side) -> bool:
        self._note("disconnect")
        self._accounts[side] = AccountInfo(side, AccountState.MISSING)
        return self.keyring

    async def import_files(
        self,
        files: Sequence[Path],
        progress: ProgressSink | None = None,
        stop: StopSignal | None = None,
        columns: Values[str, str] | None = None,
        *,
        sure: bool = False,
        even_old: bool = False,
    ) -> tuple[ImportReport, ...]:
        self._note("import_files")
        self.sure, self.even_old = sure, even_old
        await self._work("importing", progress, stop)
        made = [self._import(file) for file in files]
        self.imported.extend(report.file for report in made if report.problem is None)
        if any(report.problem is None for report in made):
            self._mirror_seen_at = self.clock.now()
        return tuple(made)

    def _import(self, file: Path) -> ImportReport:
        if file.suffix.lower() == ".pdf":
            return ImportReport(file, problem=FileRefused("file_is_pdf", file=file.name))
        return self.reports.get(file.name) or sample_report(file)

    async def plan(self, progress: ProgressSink | None = None, stop: StopSignal | None = None) -> Plan:
        self._note("plan")
        stopped = await self._work("comparing", progress, stop)
        if stopped:
            raise Ponte24Error("stopped")
        plan = make_plan(f"p{len(self._plans) + 20}", self.clock.now(), guards=self.guards)
        self.set_plan(plan)
        return plan

    async def apply(
        self,
        plan_id: str,
        *,
        digest: str = "",
        confirmed: bool = False,
        progress: ProgressSink | None = None,
        stop: StopSignal | None = None,
        only_safe: bool = False,
        origin: str = "manual",
    ) -> RunResult:
        self._note("apply")
        plan = self.load_plan(plan_id)
        if digest and digest != plan.digest:
            raise UsageError("plan_changed")
        if plan.guards and not confirmed:
            raise GuardStop(plan.guards)
        stopped = await self._work("applying", progress, stop)
        self.applied.append((plan_id, digest, confirmed))
        done = [a for a in plan.actions if a.effective and not a.deferred_until]
        deferred = sum(a.effective and a.deferred_until is not None for a in plan.actions)
        waiting = sum(a.waits_for_person for a in plan.actions)
        now = self.clock.now()
        state = RunState.STOPPED if stopped else RunState.WAITING if waiting else RunState.DONE
        run = RunInfo(
            f"r{len(self._runs) + 20}",
            plan_id,
            now - 5,
            now,
            state,
            0 if stopped else len(done),
            0,
            0,
            deferred,
            not stopped,
            undoes=plan.undoes,
            origin=origin,
        )
        self._runs.insert(0, run)
        if self._plan is not None and self._plan.id == plan_id:
            self._plan = None
        return RunResult(run.id, run.applied, 0, 0, deferred, waiting, stopped=stopped)

    async def sync(
        self,
        *,
        apply: bool = True,
        confirmed: bool = False,
        origin: str = "manual",
        progress: ProgressSink | None = None,
        stop: StopSignal | None = None,
    ) -> SyncResult:
        self._note("sync")
        self.origins.append(origin)
        self.is_due = False
        stopped = await self._work("comparing", progress, stop)
        plan = make_plan(f"p{len(self._plans) + 20}", self.clock.now(), guards=self.guards)
        self.set_plan(plan)
        waiting = sum(a.waits_for_person for a in plan.actions)
        result = RunResult(f"r{len(self._runs) + 20}", applied=0 if stopped else 4, waiting=waiting, stopped=stopped)
        now = self.clock.now()
        self._runs.insert(
            0,
            RunInfo(
                result.run,
                plan.id,
                now - 5,
                now,
                RunState.STOPPED if stopped else RunState.WAITING,
                result.applied,
                0,
                0,
                0,
                bool(result.applied),
                origin=origin,
            ),
        )
        return SyncResult(plan, result if apply else None, waiting)

    async def plan_undo(self, run_id: str = "", actions: Sequence[str] = ()) -> Plan:
        self._note("plan_undo")
        run = self._run(run_id) if run_id else self._runs[0]
        if not run.can_undo:
            raise UsageError("nothing_to_undo")
        self.undone_rows = tuple(actions)
        plan = make_plan(f"u{len(self._plans) + 20}", self.clock.now(), sample_actions()[2:4], undoes=run.id)
        self.set_plan(plan)
        return plan

    async def close(self) -> None:
        self.closed = True

    def _run(self, run_id: str) -> RunInfo:
        for run in self._runs:
            if run.id == run_id:
                return run
        raise UsageError("unknown_run", run=run_id)


def sample_report(file: Path) -> ImportReport:
    """A report with something in every part."""
    return ImportReport(
        file,
        397,
        12,
        8,
        374,
        3,
        (RefusedRow(41, "row_without_name", {}),),
        {"postal_code": 7, "vat_code": 2},
        ("Gruppo",),
        (),
        "cp1252",
        1,
    )
