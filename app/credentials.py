"""The secrets of both accounts, in the keyring of the operating system and nowhere else on disk."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, TypeVar

import platformdirs

from app.logs import register_secret
from app.paths import Home
from app.secret_text import tidy_secret

ACCOUNTS = ("highlevel", "fattura24")
GRANT = "highlevel-oauth"
"""What signing in to HighLevel gave: the app's id and secret and the pair of tokens, in one entry, so that they can
only be replaced together."""

NAMES = (*ACCOUNTS, GRANT)
ENVIRONMENT = {"highlevel": "PONTE24_HIGHLEVEL_TOKEN", "fattura24": "PONTE24_FATTURA24_KEY"}
SERVICE = "Ponte24"
TIMEOUT = 10.0
PART_LENGTH = 1200
"""Windows keeps about 1,280 characters a secret; longer ones are split, everywhere alike."""

_PARTS = "ponte24-parts:"
_MARKS = ("a", "b")
"""The parts of a secret and those of its successor go by turns under two names, so that none can be forgotten."""

_NO_KEYRING = ("keyring.backends.fail", "keyring.backends.null")

T = TypeVar("T")


class Secret:
    """A token or key that does not show itself in logs, tracebacks and debuggers."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value
        register_secret(value)

    def reveal(self) -> str:
        """Return the secret itself; only for the request that needs it."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(***)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and hmac.compare_digest(self._value.encode(), other._value.encode())

    def __hash__(self) -> int:
        return hash(self._value)

    def __bool__(self) -> bool:
        return bool(self._value)

    def __reduce__(self) -> Any:
        raise TypeError("a secret is not to be written anywhere")


class KeyringUnusableError(Exception):
    """The keyring is missing, refused, failed or did not answer in time."""


class Credentials:
    """Get, set and delete the secrets of an installation.

    A keyring can wait for ever (a dialog nobody sees), so each call to it has its own daemon thread and
    ``timeout`` seconds; until a call that hangs comes back, no other is tried. Whenever the keyring cannot be
    used, a secret lives in memory until the program ends. ``backend`` is a keyring backend (None: the
    system's). Never call this on the thread of the window.
    """

    def __init__(
        self, home: Home, *, backend: Any = None, timeout: float = TIMEOUT, environ: Mapping[str, str] | None = None
    ) -> None:
        self.home = home
        self._service = service_name(home)
        self._backend = backend
        self._timeout = timeout
        self._environ = os.environ if environ is None else environ
        self._memory: dict[str, Secret] = {}
        self._lock = threading.RLock()
        self._hanging: threading.Thread | None = None
        self._looking: threading.Thread | None = None
        self._unusable = False
        self._refused = False
        self._locked = False

    @property
    def session_only(self) -> bool:
        """True if the keyring failed at the last attempt: what is set now lasts until the program ends."""
        return self._unusable

    @property
    def locked(self) -> bool:
        """True if there is a keyring and it gave nothing at the last attempt: locked, waiting for its owner, or ill.
        What is kept in it is not lost, and no dialog is opened again before `retry` or before somebody unlocks it."""
        return self._unusable and (self._refused or self._waiting)

    def retry(self) -> None:
        """Let the next call ask a locked keyring again, dialog and all: its owner wants to unlock it now."""
        self._locked = False

    @property
    def _waiting(self) -> bool:
        return self._hanging is not None and self._hanging.is_alive()

    def in_session(self, account: str) -> bool:
        """Tell whether this account's secret lives in memory only."""
        return account in self._memory

    def from_environment(self, account: str) -> bool:
        """Tell whether an environment variable supplies the secret; it wins over the keyring."""
        return self._from_environment(account) is not None

    def get(self, account: str) -> Secret | None:
        """Return a secret, or None. Raises KeyError unless it is one of `NAMES`."""
        found = self._from_environment(account)
        if found is not None:
            return found
        with self._lock:
            if account in self._memory:
                return self._memory[account]
            try:
                value = self._ask(lambda keyring: _read(keyring, self._service, account))
            except KeyringUnusableError:
                return None
        return Secret(value) if value else None

    def set(self, account: str, secret: Secret | str) -> None:
        """Keep a secret, in memory if the keyring cannot (see `in_session`). Raises KeyError like `get`."""
        _check(account)
        secret = secret if isinstance(secret, Secret) else Secret(secret)
        self.retry()  # somebody is there who can answer the dialog
        with self._lock:
            try:
                self._ask(lambda keyring: _write(keyring, self._service, account, secret.reveal()))
            except KeyringUnusableError:
                self._memory[account] = secret
            else:
                self._memory.pop(account, None)

    def delete(self, account: str) -> bool:
        """Forget a secret with all its parts; False if the keyring could not be asked and may still hold one.

        A variable of the environment stays. Raises KeyError like `get`.
        """
        _check(account)
        self.retry()
        with self._lock:
            self._memory.pop(account, None)
            try:
                self._ask(lambda keyring: _erase(keyring, self._service, account))
            except KeyringUnusableError:
                return False
        return True

    def _from_environment(self, account: str) -> Secret | None:
        _check(account)
        variable = ENVIRONMENT.get(account)
        value = tidy_secret(self._environ.get(variable, "")) if variable else ""
        return Secret(value) if value else None

    def _ask(self, question: Callable[[Any], T]) -> T:
        if self._waiting and not self._unlocked_elsewhere():
            raise KeyringUnusableError("still waiting")
        answers: list[T] = []
        known_locked, refused, locked = self._locked, False, False

        def work() -> None:
            nonlocal refused, locked
            try:
                backend = self._backend_in_use()
                if known_locked and _stays_locked(backend):
                    refused = locked = True
                    return
                answers.append(question(backend))
            except KeyringUnusableError:
                return
            except Exception as error:  # backends raise whatever their system library raises
                refused, locked = True, type(error).__name__ == "KeyringLocked"

        thread = threading.Thread(target=work, name="keyring", daemon=True)
        thread.start()
        thread.join(self._timeout)
        self._hanging = thread if thread.is_alive() else None
        self._unusable = not answers
        self._refused, self._locked = refused, locked
        if not answers:
            raise KeyringUnusableError("no answer")
        return answers[0]

    def _unlocked_elsewhere(self) -> bool:
        """Tell whether the keyring was unlocked while our own question still waits in a dialog that nobody answered:
        its owner may have done so from another program, and that dialog then never comes to an end."""
        if self._looking is not None and self._looking.is_alive():
            return False
        opened: list[bool] = []

        def look() -> None:
            with suppress(Exception):  # whatever the system library raises: nothing is known, as before
                opened.append(not _stays_locked(self._backend_in_use()))

        self._looking = threading.Thread(target=look, name="keyring-look", daemon=True)
        self._looking.start()
        self._looking.join(self._timeout)
        return any(opened)

    def _backend_in_use(self) -> Any:
        import keyring  # asks the system which backends there are, which may block, too

        for backend in _members(self._backend or keyring.get_keyring()):
            if is_safe(backend):
                return backend
        raise KeyringUnusableError("no safe backend")


def _stays_locked(backend: Any) -> bool:
    """Tell, without opening a dialog, whether a keyring that refused would refuse again. Only the Secret Service can be
    asked so; of any other one nobody can know, and its owner says when to try again."""
    if type(backend).__module__ != "keyring.backends.SecretService":
        return True
    import secretstorage

    with closing(secretstorage.dbus_init()) as bus:
        return bool(secretstorage.get_default_collection(bus).is_locked())


def service_name(home: Home) -> str:
    """Return the name under which a home's secrets are kept; only the default home has no suffix."""
    root = home.root.expanduser().resolve()
    if root == Path(platformdirs.user_data_dir("Ponte24", appauthor=False)).resolve():
        return SERVICE
    return f"{SERVICE} {hashlib.sha256(os.path.normcase(root).encode()).hexdigest()[:12]}"


def is_safe(backend: Any) -> bool:
    """Tell whether a backend keeps secrets at all and not in a plain file."""
    for kind in type(backend).__mro__:
        if kind.__module__ in _NO_KEYRING or "plaintext" in kind.__name__.lower():
            return False
    wrapped = getattr(backend, "_keyring", None)  # keyrings.alt wraps others to split long secrets
    return wrapped is None or is_safe(wrapped)


def _members(backend: Any) -> Iterator[Any]:
    # a chain falls through to its next member when one fails, and the last may be a plain file
    if type(backend).__module__ == "keyring.backends.chainer":
        yield from backend.backends
    else:
        yield backend


def _check(account: str) -> None:
    if account not in NAMES:
        raise KeyError(account)


def _part_names(head: str | None, account: str) -> list[str]:
    if not head or not head.startswith(_PARTS):
        return []
    count, mark = head.removeprefix(_PARTS).split(":")
    return [f"{account}#{mark}.{n}" for n in range(1, int(count) + 1)]


def _read(keyring: Any, service: str, account: str) -> str | None:
    head: str | None = keyring.get_password(service, account)
    names = _part_names(head, account)
    if not names:
        return head
    parts = [keyring.get_password(service, name) for name in names]
    return None if None in parts else "".join(parts)


def _write(keyring: Any, service: str, account: str, value: str) -> None:
    old = _part_names(keyring.get_password(service, account), account)
    head = value
    if len(value) > PART_LENGTH or value.startswith(_PARTS):
        parts = [value[i : i + PART_LENGTH] for i in range(0, len(value), PART_LENGTH)]
        # other names than the old one's: until the head is replaced the old secret stays whole
        mark = next(mark for mark in _MARKS if f"{account}#{mark}.1" not in old)
        head = f"{_PARTS}{len(parts)}:{mark}"
        for name, part in zip(_part_names(head, account), parts, strict=True):
            keyring.set_password(service, name, part)
    keyring.set_password(service, account, head)
    if keyring.get_password(service, account) != head:
        raise KeyringUnusableError("the keyring did not keep it")
    _erase_all(keyring, service, old)


def _erase(keyring: Any, service: str, account: str) -> None:
    head = keyring.get_password(service, account)
    parts = _part_names(head, account)
    if head is not None:
        keyring.delete_password(service, account)
    _erase_all(keyring, service, parts)
    for mark in _MARKS:  # what a write that was cut short left behind
        left = itertools.takewhile(
            lambda name: keyring.get_password(service, name) is not None, _numbered(account, mark)
        )
        _erase_all(keyring, service, list(left))


def _numbered(account: str, mark: str) -> Iterator[str]:
    return (f"{account}#{mark}.{n}" for n in range(1, 100))


def _erase_all(keyring: Any, service: str, names: list[str]) -> None:
    for name in reversed(names):  # so that what is left, if this is cut short, is found from the first on
        if keyring.get_password(service, name) is not None:
            keyring.delete_password(service, name)
