"""Secrets live in the keyring of the system or in memory, never in a plain file, and stay out of sight."""

from __future__ import annotations

import pickle
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keyring
import keyring.backends.chainer
import keyring.backends.fail
import keyring.backends.null
import keyring.errors
import platformdirs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.credentials import GRANT, PART_LENGTH, SERVICE, Credentials, Secret, is_safe, service_name
from app.logs import redact
from app.paths import Home


class Fake:
    """A keyring that keeps at most as much as Windows does and can be told to fail or to hang."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.error: Exception | None = None
        self.gate: threading.Event | None = None
        self.calls = 0

    def _enter(self) -> None:
        self.calls += 1
        if self.gate is not None:
            self.gate.wait(60)
        if self.error is not None:
            raise self.error

    def get_password(self, service: str, name: str) -> str | None:
        self._enter()
        return self.kept.get((service, name))

    def set_password(self, service: str, name: str, value: str) -> None:
        self._enter()
        if len(value) > 1280:
            raise OSError("CredWrite: the stub received bad data")
        self.kept[service, name] = value

    def delete_password(self, service: str, name: str) -> None:
        self._enter()
        del self.kept[service, name]


class PlaintextKeyring(Fake):
    """Named as the one of keyrings.alt that writes secrets into a file anybody can read."""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def make(home: Home) -> Callable[..., Credentials]:
    def build(backend: Any = None, environ: dict[str, str] | None = None, timeout: float = 10) -> Credentials:
        return Credentials(home, backend=backend, environ=environ or {}, timeout=timeout)

    return build


Make = Callable[..., Credentials]


def test_a_secret_is_kept_for_the_next_start_and_forgotten_when_deleted(make: Make) -> None:
    make().set("highlevel", Secret("pit-1"))
    make().set("fattura24", "key-1")
    again = make()
    assert again.get("highlevel") == Secret("pit-1")
    assert again.get("fattura24") == Secret("key-1")
    assert not again.session_only
    assert not again.in_session("highlevel")
    assert again.delete("highlevel")
    assert make().get("highlevel") is None
    assert make().get("fattura24") == Secret("key-1")
    assert again.delete("highlevel"), "deleting what is not there is no failure"


def test_two_homes_do_not_share_secrets(tmp_path: Path, memory_keyring: Any) -> None:
    Credentials(Home(tmp_path / "one"), environ={}).set("highlevel", "first")
    assert Credentials(Home(tmp_path / "two"), environ={}).get("highlevel") is None
    assert Credentials(Home(tmp_path / "two" / ".." / "one"), environ={}).get("highlevel") == Secret("first")


def test_only_the_default_home_has_the_plain_name(home: Home) -> None:
    assert service_name(Home(Path(platformdirs.user_data_dir("Ponte24", appauthor=False)))) == SERVICE
    assert service_name(home).startswith(f"{SERVICE} ")


def test_an_unknown_account_is_refused(make: Make) -> None:
    credentials = make()
    for call in (
        credentials.get,
        credentials.delete,
        credentials.from_environment,
        lambda account: credentials.set(account, "x"),
    ):
        with pytest.raises(KeyError):
            call("google")


def test_the_environment_wins_over_the_keyring(make: Make) -> None:
    make().set("highlevel", "kept")
    with_variable = make(environ={"PONTE24_HIGHLEVEL_TOKEN": " given\n", "PONTE24_FATTURA24_KEY": " "})
    assert with_variable.from_environment("highlevel")
    assert with_variable.get("highlevel") == Secret("given")
    assert not with_variable.from_environment("fattura24")
    assert with_variable.get("fattura24") is None
    assert make().get("highlevel") == Secret("kept")


def test_the_process_environment_is_read(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PONTE24_FATTURA24_KEY", "from outside")
    assert Credentials(home).get("fattura24") == Secret("from outside")


@pytest.mark.parametrize("length", [PART_LENGTH, PART_LENGTH + 1, 5 * PART_LENGTH])
def test_a_long_secret_is_split_and_put_together(make: Make, length: int) -> None:
    backend = Fake()
    value = "".join(chr(97 + n % 26) for n in range(length))
    make(backend).set("highlevel", value)
    assert make(backend).get("highlevel") == Secret(value)
    assert all(len(v) <= PART_LENGTH for v in backend.kept.values())
    assert make(backend).delete("highlevel")
    assert backend.kept == {}


def test_replacing_a_long_secret_leaves_no_parts_behind(make: Make) -> None:
    backend = Fake()
    credentials = make(backend)
    credentials.set("highlevel", "a" * 5000)
    credentials.set("highlevel", "b" * 3000)
    assert credentials.get("highlevel") == Secret("b" * 3000)
    assert len(backend.kept) == 1 + 3
    credentials.set("highlevel", "short")
    assert list(backend.kept.values()) == ["short"]


def test_a_long_secret_that_cannot_be_replaced_stays_whole(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    backend = Fake()
    make(backend).set("highlevel", "a" * 5000)
    keep = backend.set_password
    written: list[str] = []

    def second_fails(service: str, name: str, value: str) -> None:
        written.append(name)
        if len(written) == 2:
            raise OSError("gone")
        keep(service, name, value)

    monkeypatch.setattr(backend, "set_password", second_fails)
    credentials = make(backend)
    credentials.set("highlevel", "b" * 5000)
    assert credentials.get("highlevel") == Secret("b" * 5000), "in this session the new one counts"
    assert credentials.in_session("highlevel")
    assert make(backend).get("highlevel") == Secret("a" * 5000)


def test_a_secret_with_a_missing_part_is_no_secret(make: Make) -> None:
    backend = Fake()
    make(backend).set("highlevel", "a" * 5000)
    part = next(key for key in backend.kept if "#" in key[1])
    del backend.kept[part]
    assert make(backend).get("highlevel") is None


@given(st.text(alphabet=st.characters(codec="ascii"), min_size=1, max_size=4000))
def test_any_secret_comes_back(value: str) -> None:
    backend = Fake()
    for given_value in (value, f"ponte24-parts:{value}"):
        Credentials(Home(Path("x")), backend=backend, environ={}).set("fattura24", given_value)
        again = Credentials(Home(Path("x")), backend=backend, environ={})
        assert again.get("fattura24") == Secret(given_value)


@pytest.mark.parametrize(
    "backend",
    [
        keyring.backends.fail.Keyring(),  # type: ignore[no-untyped-call]
        keyring.backends.null.Keyring(),  # type: ignore[no-untyped-call]
        PlaintextKeyring(),
    ],
    ids=["fail", "null", "plain file"],
)
def test_without_a_safe_backend_a_secret_lives_for_the_session_only(make: Make, backend: Any) -> None:
    credentials = make(backend)
    credentials.set("highlevel", "pit-1")
    assert credentials.session_only
    assert credentials.in_session("highlevel")
    assert credentials.get("highlevel") == Secret("pit-1")
    assert make(backend).get("highlevel") is None
    assert getattr(backend, "kept", {}) == {}
    assert not credentials.delete("highlevel"), "it cannot be said that nothing is left"
    assert credentials.get("highlevel") is None


def test_a_plain_file_within_a_wrapper_or_a_chain_is_refused(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    wrapper, chained = Fake(), Fake()
    wrapper._keyring = PlaintextKeyring()  # type: ignore[attr-defined]
    assert not is_safe(wrapper)
    chain = keyring.backends.chainer.ChainerBackend()  # type: ignore[no-untyped-call]
    plain = PlaintextKeyring()
    monkeypatch.setattr(type(chain), "backends", [plain, chained])
    make(chain).set("highlevel", "pit-1")
    assert plain.kept == {}
    assert list(chained.kept.values()) == ["pit-1"]


def test_a_keyring_that_fails_is_asked_again_later(make: Make) -> None:
    backend = Fake()
    backend.error = keyring.errors.KeyringLocked("locked")
    credentials = make(backend)
    assert credentials.get("highlevel") is None
    unusable = credentials.session_only
    backend.error = None
    credentials.set("highlevel", "pit-1")
    assert (unusable, credentials.session_only) == (True, False)
    assert not credentials.in_session("highlevel")
    assert make(backend).get("highlevel") == Secret("pit-1")


def test_a_keyring_that_forgets_at_once_is_noticed(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    backend = Fake()
    monkeypatch.setattr(backend, "set_password", lambda *_: None)
    credentials = make(backend)
    credentials.set("highlevel", "pit-1")
    assert credentials.in_session("highlevel")
    assert credentials.get("highlevel") == Secret("pit-1")


def test_a_keyring_that_hangs_is_left_alone_until_it_comes_back(make: Make) -> None:
    backend = Fake()
    backend.gate = threading.Event()
    credentials = make(backend, timeout=0.01)
    assert credentials.get("highlevel") is None
    assert credentials.session_only
    credentials.set("highlevel", "pit-1")
    assert credentials.get("highlevel") == Secret("pit-1")
    assert not credentials.delete("highlevel")
    assert backend.calls == 1, "no further call piles up behind the one that hangs"
    hanging = next(t for t in threading.enumerate() if t.name == "keyring")
    assert hanging.daemon, "it must not keep the program from ending"
    backend.gate.set()
    hanging.join()
    later = make(backend)
    later.set("highlevel", "pit-2")
    assert not later.session_only


def test_a_keyring_unlocked_elsewhere_is_asked_anew_though_a_dialog_still_waits(
    make: Make, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked = [True]
    monkeypatch.setattr("app.credentials._stays_locked", lambda _backend: locked[0])
    backend = Fake()
    backend.kept[service_name(home), "highlevel"] = "pit-1"
    dialog = backend.gate = threading.Event()
    credentials = make(backend, timeout=0.01)
    assert credentials.get("highlevel") is None and credentials.locked
    backend.gate = None  # the next question would be answered at once; the first one still waits
    credentials._timeout = 10
    assert credentials.get("highlevel") is None and backend.calls == 1
    locked[0] = False
    assert credentials.get("highlevel") == Secret("pit-1")
    assert not credentials.session_only
    dialog.set()


def test_a_secret_never_shows_itself() -> None:
    secret = Secret("pit-very-secret")
    for shown in (repr(secret), str(secret), f"{secret}", f"{[secret]}", repr({"token": secret})):
        assert "very" not in shown
    with pytest.raises(TypeError):
        pickle.dumps(secret)
    assert secret.reveal() == "pit-very-secret"
    assert secret
    assert not Secret("")
    assert secret != "pit-very-secret"
    assert len({secret, Secret("pit-very-secret")}) == 1


def test_a_secret_is_known_to_the_log_filter() -> None:
    Secret("quite-ordinary-words")
    assert redact("sent quite-ordinary-words") == "sent [hidden]"


def test_the_grant_is_kept_beside_the_token_and_no_variable_replaces_it(make: Make, memory_keyring: Any) -> None:
    credentials = make(environ={"PONTE24_HIGHLEVEL_TOKEN": "pit-environment"})
    credentials.set(GRANT, "pair-1")
    found = make().get(GRANT)
    assert found is not None and found.reveal() == "pair-1"
    assert not credentials.from_environment(GRANT)


def test_a_write_that_was_cut_short_leaves_nothing_that_delete_does_not_find(make: Make) -> None:
    class Cut(Fake):
        left = 100

        def set_password(self, service: str, name: str, value: str) -> None:
            self.left -= 1
            if self.left < 0:
                raise OSError("the power went")
            super().set_password(service, name, value)

    backend = Cut()
    credentials = make(backend)
    first, second = "a" * 3000, "b" * 5000
    credentials.set(GRANT, first)
    backend.left = 3
    credentials.set(GRANT, second)  # three of its five parts are written, the head is not
    assert make(backend).get(GRANT) == Secret(first)
    backend.left = 100
    assert len(backend.kept) > 4
    assert make(backend).delete(GRANT)
    assert backend.kept == {}


def test_secrets_in_parts_are_replaced_again_and_again_without_leftovers(make: Make) -> None:
    backend = Fake()
    credentials = make(backend)
    for n in (3, 5, 2, 4):
        credentials.set(GRANT, str(n) * 1000 * n)
        assert make(backend).get(GRANT) == Secret(str(n) * 1000 * n)
    parts = [name for _, name in backend.kept if "#" in name]
    assert len(parts) == 4
    assert make(backend).delete(GRANT)
    assert backend.kept == {}


def test_a_locked_keyring_is_a_state_of_its_own_and_opens_no_dialog_by_itself(make: Make, home: Home) -> None:
    backend = Fake()
    backend.set_password(service_name(home), "highlevel", "pit-secret")
    backend.error = keyring.errors.KeyringLocked("the dialog was closed")
    credentials, before = make(backend), backend.calls
    for _ in range(5):
        assert credentials.get("highlevel") is None
        assert credentials.locked
    assert backend.calls == before + 1
    backend.error = None
    credentials.retry()
    found = credentials.get("highlevel")
    assert found is not None
    assert found.reveal() == "pit-secret"
    assert not credentials.locked


def test_without_a_keyring_nothing_is_locked(make: Make) -> None:
    credentials = make(keyring.backends.fail.Keyring())  # type: ignore[no-untyped-call]
    assert credentials.get("highlevel") is None
    assert credentials.session_only
    assert not credentials.locked
