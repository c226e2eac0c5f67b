"""Signing in and the credentials' life through the services, against the sandbox: nothing lost, nothing in a loop."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keyring
import pytest
from filelock import FileLock

from app.connectors.highlevel.sign_in.oauth import Grant
from app.connectors.highlevel.sign_in.oauth_address import redirect_uri
from app.credentials import GRANT, Credentials
from app.errors import CredentialsRefused, Ponte24Error, ServiceUnavailable, UsageError
from app.paths import Home
from app.sandbox.clock import SandboxClock
from app.sandbox.server import SandboxServer
from app.services.accounts.grants import GrantVault
from app.services.api.accounts import STAGE, AccountInfo, AccountState, Method, SignInRequest
from app.services.api.progress import Progress
from app.services.api.runs import exit_code
from app.services.facade import Ponte24
from app.store import Store
from app.sync.plan.model import Kind, RecordType, Side
from app.ui.words import secret_age
from tests.connectors.oauth_bench import Person, free_ports
from tests.services.shared_keyring import SharedKeyring
from tests.services.stage import SharedClock

ROOT = Path(__file__).parents[3]
DAY = 86_400.0
HL, F24 = Side.HIGHLEVEL, Side.FATTURA24


class Owner:
    """A home, a sandbox, the keyring of the test, and a person with a browser."""

    def __init__(self, folder: Path, sandbox: SandboxServer, clock: SandboxClock) -> None:
        self.folder, self.sandbox, self.clock = folder, sandbox, SharedClock(clock)
        self.home = Home(folder / "home")
        self.person = Person()
        self.ports = free_ports()
        sandbox.client.redirect_uris = [redirect_uri(port) for port in self.ports]
        self.told: list[Progress] = []
        self._open: list[Ponte24] = []
        self.service = self.start()

    def start(self, environ: dict[str, str] | None = None) -> Ponte24:
        """Start the program (again)."""
        service = Ponte24(
            Store.open(self.home, self.clock), Credentials(self.home, environ=environ or {}), self.clock, "en"
        )
        service.access.open_browser = lambda address: self.person.open(address)
        service.access.ports = self.ports
        self.service = service
        self._open.append(service)
        return service

    async def sign_in(self, **more: Any) -> AccountInfo:
        given: dict[str, Any] = {
            "location_id": self.sandbox.location_id,
            "client_id": self.sandbox.client.client_id,
            "client_secret": self.sandbox.client.client_secret,
            "base_url": self.sandbox.highlevel_url,
            "authorize_url": self.sandbox.authorize_url(),
            **more,
        }
        self.person = Person(self.person.decision)
        return await self.service.access.sign_in(SignInRequest(**given), progress=self.told.append)

    async def connect_token(self, token: str | None = None) -> AccountInfo:
        return await self.service.connect_highlevel(
            self.sandbox.location_id, token or self.sandbox.token, self.sandbox.highlevel_url
        )

    async def ready(self) -> None:
        """Connect Fattura24 and import its export."""
        from app.sandbox.fattura24.rubrica import export_csv

        await self.service.connect_fattura24(self.sandbox.api_key, self.sandbox.fattura24_url)
        file = self.folder / "rubrica.csv"
        file.write_bytes(export_csv(self.sandbox.state.fattura24.customers.values(), "utf-8-sig"))
        await self.service.import_files([file])

    def info(self, side: Side = HL) -> AccountInfo:
        return self.service.status().accounts[side]

    def refreshes(self) -> int:
        return self.sandbox.state.traffic.count("highlevel", "POST", "/oauth/token")

    def close(self) -> None:
        for service in self._open:
            service.store.close()


@pytest.fixture
def owner(tmp_path: Path) -> Iterator[Owner]:
    clock = SandboxClock(manual=True)
    with SandboxServer(contacts=16, clock=clock) as sandbox:
        sandbox.state.switches.change({"highlevel": {"search_lag_seconds": 0}})
        made = Owner(tmp_path, sandbox, clock)
        yield made
        made.close()


def test_signing_in_connects_and_the_next_start_goes_on_with_it(owner: Owner) -> None:
    async def act() -> None:
        info = await owner.sign_in()
        assert (info.state, info.method, info.name) == (AccountState.CONNECTED, Method.OAUTH, "Bottega Ponte")
        assert (info.missing, info.client_id) == ((), owner.sandbox.client.client_id)
        await owner.ready()

    asyncio.run(act())
    assert owner.told[0].stage == STAGE and owner.told[0].params["opened"] == "yes"
    assert "HighLevel is connected" in owner.person.page().text
    owner.clock.sandbox.advance(3 * DAY)
    again = owner.start()
    plan = asyncio.run(again.plan())
    assert plan.actions
    assert owner.refreshes() == 2  # the exchange, and one renewal
    assert owner.info().age_days(owner.clock.now()) == 3
    assert not owner.info().rotate_due(owner.clock.now() + 400 * DAY)  # it renews itself


def test_the_pair_is_one_entry_and_the_token_before_it_is_gone(owner: Owner, memory_keyring: Any) -> None:
    async def act() -> None:
        await owner.connect_token()
        await owner.sign_in()

    asyncio.run(act())
    names = {name.partition("#")[0] for _, name in memory_keyring.secrets}
    assert names == {GRANT}
    kept = GrantVault(Credentials(owner.home)).load()
    assert kept is not None and kept.client_secret == owner.sandbox.client.client_secret
    # nothing of it lies in the home
    secrets = (kept.access_token, kept.refresh_token, kept.client_secret, owner.sandbox.token)
    for file in (f for f in owner.home.root.rglob("*") if f.is_file()):
        content = file.read_bytes()
        assert not [s for s in secrets if s.encode() in content], file


@pytest.mark.parametrize("first", ["token", "oauth"])
def test_whatever_goes_wrong_with_the_new_access_the_old_one_still_works(owner: Owner, first: str) -> None:
    other = next(key for key in owner.sandbox.state.oauth.locations if key != owner.sandbox.location_id)

    async def act() -> None:
        await (owner.connect_token() if first == "token" else owner.sign_in())
        before = owner.info()
        owner.clock.sandbox.advance(60)
        with pytest.raises(CredentialsRefused):
            await owner.connect_token("pit-wrong")
        with pytest.raises(CredentialsRefused):
            await owner.sign_in(location_id=other)
        owner.person = Person("deny")
        with pytest.raises(CredentialsRefused):
            await owner.sign_in()
        owner.person = Person()
        with pytest.raises(UsageError):
            await owner.sign_in(client_id="another", client_secret="")
        assert owner.info() == before
        checked = await owner.service.access.check(HL)
        assert checked.state is AccountState.CONNECTED and checked.since == before.since

    asyncio.run(act())


def test_an_access_that_cannot_be_kept_leaves_the_one_before(owner: Owner, monkeypatch: pytest.MonkeyPatch) -> None:
    async def told(*_args: Any) -> dict[str, str]:
        return {}

    def ended(*_args: Any) -> None:
        raise OSError("ended")

    asyncio.run(owner.connect_token())
    accounts, location = owner.service._accounts, owner.sandbox.location_id
    monkeypatch.setattr(type(accounts._probe), "highlevel", told)
    monkeypatch.setattr(GrantVault, "replace", ended)
    with pytest.raises(OSError, match="ended"):
        asyncio.run(accounts.connect_by_grant(Grant("id", "secret", "access", "refresh", 0.0, 1.0), location, "", ""))
    assert (owner.info().state, owner.info().method) == (AccountState.CONNECTED, Method.TOKEN)
    assert accounts.secret(HL) == owner.sandbox.token


def test_a_home_whose_access_is_being_renewed_for_too_long_says_so(
    owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.accounts.grants._LOCK_SECONDS", 0.0)
    vault = owner.service._accounts.vault
    with FileLock(vault.lock_file, is_singleton=False):
        for act in (vault.forget, lambda: vault.replace(Grant("id", "secret", "access", "refresh", 0.0, 1.0))):
            with pytest.raises(ServiceUnavailable) as busy:
                act()
            assert busy.value.code == "oauth_busy"


def test_signing_in_again_needs_no_secret_of_the_same_app(owner: Owner) -> None:
    async def act() -> None:
        await owner.sign_in()
        owner.sandbox.state.oauth.revoke()
        with pytest.raises(CredentialsRefused):
            await owner.service.access.check(HL)
        assert (await owner.sign_in(client_secret="")).state is AccountState.CONNECTED

    asyncio.run(act())


def _in_the_middle(owner: Owner, plan: Any, strike: Any) -> Any:
    """Apply a plan; after its second action something happens."""

    def progress(step: Progress) -> None:
        if step.stage == "applying" and step.done == 2:
            with owner.sandbox.state.lock:
                strike()

    return owner.service.apply(plan.id, digest=plan.digest, confirmed=True, progress=progress)


async def _settles(owner: Owner, contacts: int) -> None:
    """The next run goes on, and after it nothing is left to do and nothing exists twice."""
    plan = await owner.service.plan()
    done = await owner.service.apply(plan.id, digest=plan.digest, confirmed=True)
    assert done.problem is None and done.failed == 0
    assert owner.info().state is AccountState.CONNECTED and owner.info().problem == ""
    left = await owner.service.plan()
    assert left.calls == {"highlevel": 0, "fattura24": 0}
    emails = [c.get("email", "").lower() for c in owner.sandbox.state.highlevel.contacts.values() if c.get("email")]
    assert len(owner.sandbox.state.highlevel.contacts) == contacts
    assert len(emails) - len(set(emails)) <= 1  # one pair of twins is part of the world


def test_a_grant_that_dies_in_the_middle_of_a_run_ends_it_cleanly_and_the_next_goes_on(owner: Owner) -> None:
    async def act() -> None:
        await owner.sign_in()
        await owner.ready()
        plan = await owner.service.plan()
        creates = _creates(plan)
        assert creates >= 1
        contacts = len(owner.sandbox.state.highlevel.contacts)
        result = await _in_the_middle(owner, plan, owner.sandbox.state.oauth.revoke)
        assert result.problem is not None and result.problem.code == "highlevel_sign_in_again"
        assert exit_code(result) == 4
        info = owner.info()
        assert (info.state, info.problem) == (AccountState.REFUSED, "highlevel_sign_in_again")
        assert info.ended and secret_age(info, owner.clock.now()) == ""  # nobody is told that it renews itself
        # never a loop: the service is not asked again, however often a sync comes due
        asked = owner.refreshes()
        for _ in range(2):
            with pytest.raises(CredentialsRefused) as refused:
                await owner.service.plan()
            assert refused.value.code == "highlevel_sign_in_again"
        assert owner.refreshes() == asked
        await owner.sign_in()
        assert not owner.info().ended and secret_age(owner.info(), owner.clock.now())
        await _settles(owner, contacts + creates)

    asyncio.run(act())


def test_a_token_revoked_in_the_middle_of_a_run_and_replaced_goes_on(owner: Owner) -> None:
    async def act() -> None:
        await owner.connect_token()
        await owner.ready()
        plan = await owner.service.plan()
        contacts = len(owner.sandbox.state.highlevel.contacts) + _creates(plan)
        tokens = owner.sandbox.state.highlevel.tokens
        result = await _in_the_middle(owner, plan, tokens.clear)
        assert result.problem is not None and result.problem.code == "highlevel_token_refused"
        assert owner.info().state is AccountState.REFUSED
        owner.sandbox.state.highlevel.add_token("pit-new")
        await owner.connect_token("pit-new")
        await _settles(owner, contacts)

    asyncio.run(act())


def test_a_location_closed_in_the_middle_of_a_run_goes_on_by_itself_when_it_is_open_again(owner: Owner) -> None:
    switches = owner.sandbox.state.switches.highlevel

    def close() -> None:
        switches.location_status = "inactive"
        owner.sandbox.state.oauth.end_access_tokens()

    async def act() -> None:
        await owner.sign_in()
        await owner.ready()
        plan = await owner.service.plan()
        contacts = len(owner.sandbox.state.highlevel.contacts) + _creates(plan)
        result = await _in_the_middle(owner, plan, close)
        assert result.problem is not None and result.problem.code == "highlevel_location_inactive"
        assert owner.info().problem == "highlevel_location_inactive"
        switches.location_status = "active"
        await _settles(owner, contacts)

    asyncio.run(act())


def test_a_closed_location_is_named_while_the_token_is_still_good(owner: Owner) -> None:
    async def act() -> None:
        await owner.connect_token()
        owner.sandbox.state.switches.highlevel.location_status = "inactive"
        with pytest.raises(CredentialsRefused) as refused:
            await owner.service.access.check(HL)
        assert refused.value.code == "highlevel_location_inactive"
        owner.sandbox.state.switches.highlevel.location_status = "active"
        assert (await owner.service.access.check(HL)).problem == ""

    asyncio.run(act())


def test_a_withdrawn_permission_is_named_at_the_account_until_it_is_back(owner: Owner) -> None:
    scopes = owner.sandbox.state.highlevel.tokens[owner.sandbox.token].scopes

    async def act() -> None:
        await owner.connect_token()
        await owner.ready()
        plan = await owner.service.plan()
        result = await _in_the_middle(owner, plan, lambda: scopes.discard("contacts.write"))
        assert result.problem is not None and result.problem.code == "highlevel_scope_missing"
        assert owner.info().missing == ("contacts.write",)
        scopes.add("contacts.write")
        await _settles(owner, len(owner.sandbox.state.highlevel.contacts) + _creates(await owner.service.plan()))
        assert owner.info().missing == ()

    asyncio.run(act())


def _creates(plan: Any) -> int:
    """Contacts that a plan makes in HighLevel; custom fields are creates, too."""
    made = (a for a in plan.actions if a.kind is Kind.CREATE and a.side is HL and a.effective)
    return sum(a.record is RecordType.CONTACT for a in made)


def test_missing_permissions_are_told_when_connecting(owner: Owner) -> None:
    owner.sandbox.state.highlevel.tokens[owner.sandbox.token].scopes -= {"locations/customFields.readonly"}
    owner.sandbox.client.scopes -= {"contacts.write"}

    async def act() -> None:
        info = await owner.connect_token()
        assert (info.state, info.missing) == (AccountState.CONNECTED, ("locations/customFields.readonly",))
        assert (await owner.sign_in()).missing == ("contacts.write",)

    asyncio.run(act())


def test_a_token_is_due_for_renewal_after_ninety_days_and_no_sooner(owner: Owner) -> None:
    async def act() -> None:
        await owner.connect_token()
        owner.clock.sandbox.advance(89 * DAY)
        assert not owner.info().rotate_due(owner.clock.now())
        await owner.connect_token()  # the same token once more does not become younger
        owner.clock.sandbox.advance(DAY)
        info = owner.info()
        assert info.rotate_due(owner.clock.now()) and info.age_days(owner.clock.now()) == 90
        owner.sandbox.state.highlevel.add_token("pit-new")
        assert not (await owner.connect_token("pit-new")).rotate_due(owner.clock.now())
        await owner.ready()
        assert owner.info(F24).rotate_at == 0.0

    asyncio.run(act())


def test_a_home_from_before_knows_the_age_of_its_token(owner: Owner) -> None:
    asyncio.run(owner.connect_token())
    stored = owner.service.store.settings.get("account.highlevel")
    for name in ("since", "method", "missing", "problem"):
        stored.pop(name, None)
    owner.service.store.settings.set("account.highlevel", stored)
    info = owner.info()
    assert (info.method, info.since, info.state) == (Method.TOKEN, stored["checked_at"], AccountState.CONNECTED)


def test_disconnecting_leaves_nothing_in_the_keyring(owner: Owner, memory_keyring: Any) -> None:
    async def act() -> None:
        await owner.sign_in()
        await owner.ready()
        assert len([n for _, n in memory_keyring.secrets if n.startswith(GRANT)]) > 1  # in parts
        assert await owner.service.disconnect(HL)
        assert {name for _, name in memory_keyring.secrets} == {"fattura24"}
        assert owner.info().state is AccountState.MISSING
        with pytest.raises(CredentialsRefused) as refused:
            await owner.service.plan()
        assert refused.value.code == "not_connected"
        assert await owner.service.disconnect(F24)
        assert memory_keyring.secrets == {}

    asyncio.run(act())


def test_a_keyring_that_does_not_answer_is_not_called_empty(
    owner: Owner, monkeypatch: pytest.MonkeyPatch, memory_keyring: Any
) -> None:
    def broken(*_args: object) -> None:
        raise keyring.errors.KeyringLocked("locked")

    async def act() -> None:
        await owner.connect_token()
        monkeypatch.setattr(memory_keyring, "delete_password", broken)
        monkeypatch.setattr(memory_keyring, "get_password", broken)
        assert not await owner.service.disconnect(HL)

    asyncio.run(act())
    assert owner.service.activity(1)[0].key == "disconnected_keyring"


def test_a_token_of_the_environment_wins_over_a_grant(owner: Owner) -> None:
    asyncio.run(owner.sign_in())
    owner.start({"PONTE24_HIGHLEVEL_TOKEN": owner.sandbox.token})
    info = owner.info()
    assert (info.method, info.from_environment, info.since) == (Method.TOKEN, True, 0.0)
    before = owner.sandbox.token
    asyncio.run(owner.service.access.check(HL))
    assert owner.sandbox.state.highlevel.tokens[before].calls.within(60, owner.clock.now()) > 0


def test_a_refused_check_is_remembered_and_a_good_one_forgives(owner: Owner) -> None:
    async def act() -> None:
        with pytest.raises(CredentialsRefused) as none:
            await owner.service.access.check(F24)
        assert none.value.code == "not_connected"
        await owner.ready()
        key = owner.sandbox.state.fattura24.api_key
        owner.sandbox.state.fattura24.api_key = "x" * 32
        with pytest.raises(Ponte24Error):
            await owner.service.access.check(F24)
        assert owner.info(F24).state is AccountState.REFUSED
        owner.sandbox.state.fattura24.api_key = key
        assert (await owner.service.access.check(F24)).state is AccountState.CONNECTED

    asyncio.run(act())


_RENEW = """
import asyncio, sys
from pathlib import Path
from app.clock import SystemClock
from app.credentials import Credentials
from app.paths import Home
from app.services.accounts.grants import GrantVault
from tests.services.shared_keyring import SharedKeyring
folder, location, base = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
vault = GrantVault(Credentials(Home(folder / "home"), backend=SharedKeyring(folder / "keyring.json"), environ={}))
tokens = vault.tokens(location, base, SystemClock())
print("ready", flush=True)
sys.stdin.readline()
print(asyncio.run(tokens.token()), flush=True)
"""


def test_two_processes_of_one_home_renew_once(tmp_path: Path) -> None:
    with SandboxServer(contacts=1) as sandbox:
        sandbox.state.switches.oauth.grace_seconds = 0  # whoever comes second with the old token loses
        home = Home(tmp_path / "home")
        home.root.mkdir()
        vault = GrantVault(Credentials(home, backend=SharedKeyring(tmp_path / "keyring.json"), environ={}))
        app = sandbox.client
        code = sandbox.state.oauth.allow(app, app.redirect_uris[0], app.scopes, sandbox.location_id)
        pair = sandbox.state.oauth.exchange(app, code, "")
        from app.connectors.highlevel.sign_in.oauth import Grant

        stale = Grant(app.client_id, app.client_secret, pair["access_token"], pair["refresh_token"], 0.0, 86_399.0)
        vault.save(stale)
        command = [sys.executable, "-c", _RENEW, str(tmp_path), sandbox.location_id, sandbox.highlevel_url]
        running = [
            subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            for _ in range(2)
        ]
        for process in running:
            assert process.stdout is not None and process.stdout.readline() == "ready\n"
        for process in running:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        tokens = {process.communicate(timeout=60)[0].strip() for process in running}
        assert len(tokens) == 1 and tokens.pop() in sandbox.state.highlevel.tokens
        assert sandbox.state.traffic.count("highlevel", "POST", "/oauth/token") == 1
    kept = vault.load()
    assert kept is not None and kept.refresh_token != stale.refresh_token
    assert json.dumps(kept.to_json())
