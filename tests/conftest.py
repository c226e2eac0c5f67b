"""What holds for every test: no screen, no network, no real home, no real keyring, no error passed over.

Qt draws offscreen unless PONTE24_TEST_DISPLAY=1 is set; hypothesis repeats the same examples on every run
unless PONTE24_TEST_RANDOM=1 is set.
"""

from __future__ import annotations

import gc
import importlib.util
import ipaddress
import logging
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

if os.environ.get("PONTE24_TEST_DISPLAY") != "1":
    os.environ["QT_QPA_PLATFORM"] = "offscreen"  # read by Qt when it is first imported

import hypothesis
import keyring
import keyring.backend
import keyring.errors
import pytest

_KEEP = {
    "PONTE24_DATA",
    "PONTE24_SPECS",
    "PONTE24_TEST_DISPLAY",
    "PONTE24_TEST_EXAMPLES",
    "PONTE24_TEST_KILLS",
    "PONTE24_TEST_RANDOM",
    "PONTE24_TEST_STRIDE",
}
_HOME_VARIABLES = {
    "HOME": "",
    "USERPROFILE": "",
    "APPDATA": "AppData/Roaming",
    "LOCALAPPDATA": "AppData/Local",
    "XDG_CONFIG_HOME": ".config",
    "XDG_DATA_HOME": ".local/share",
    "XDG_STATE_HOME": ".local/state",
    "XDG_CACHE_HOME": ".cache",
    "XDG_RUNTIME_DIR": ".run",
    "PONTE24_HOME": "ponte24",
}

_STORE = Path(__file__).parent / "store"

hypothesis.settings.register_profile(
    "ponte24",
    deadline=None,  # tests are never timed
    derandomize=os.environ.get("PONTE24_TEST_RANDOM") != "1",
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
    print_blob=True,
)
hypothesis.settings.load_profile("ponte24")


class MemoryKeyring(keyring.backend.KeyringBackend):
    """A keyring that lives as long as one test."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.secrets: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.secrets.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.secrets[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.secrets.pop((service, username), None) is None:
            raise keyring.errors.PasswordDeleteError("no such password")


class NetworkRefusedError(RuntimeError):
    """A test tried to leave this machine; not an OSError, so that no client takes it for a bad connection."""


def _is_loopback(host: object) -> bool:
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host is None or host in ("", "localhost", "0.0.0.0", "::"):
        return True
    try:
        return ipaddress.ip_address(str(host).split("%")[0]).is_loopback
    except ValueError:
        return False


def _home_environment(home: Path) -> dict[str, str]:
    """The variables that put every file of a user below `home`; makes the folders."""
    variables = {name: str(home / below) for name, below in _HOME_VARIABLES.items()}
    for folder in variables.values():
        Path(folder).mkdir(parents=True, exist_ok=True)
    Path(variables["XDG_RUNTIME_DIR"]).chmod(0o700)  # Qt warns about any other mode
    return variables


def _certificates_once() -> None:
    """Let httpx read its certificates once for each place they may come from, not for every client: it would take a
    tenth of all that the tests take."""
    from httpx._transports import default

    name = "create_ssl_context"
    read: Callable[..., Any] = getattr(default, name)
    kept: dict[Any, Any] = {}

    def create_ssl_context(*given: Any, **named: Any) -> Any:
        places = tuple(os.environ.get(place) for place in ("SSL_CERT_FILE", "SSL_CERT_DIR"))
        key = (given, tuple(sorted(named.items())), places)
        if key not in kept:
            kept[key] = read(*given, **named)
        return kept[key]

    setattr(default, name, create_ssl_context)


def pytest_configure(config: pytest.Config) -> None:
    # Before the first fixture of any scope runs, so that a sandbox started once per module is isolated, too.
    for name in [name for name in os.environ if name.startswith("PONTE24_") and name not in _KEEP]:
        del os.environ[name]
    os.environ.pop("LANGUAGE", None)
    # Modules are compiled once, also for the many processes that tests start: it saves each of them half a second.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    home = Path(tempfile.mkdtemp(prefix="ponte24-tests-"))
    config.add_cleanup(lambda: shutil.rmtree(home, ignore_errors=True))
    os.environ.update(_home_environment(home), LC_ALL="C.UTF-8", LANG="C.UTF-8", TZ="UTC")
    keyring.set_keyring(MemoryKeyring())
    _certificates_once()
    if importlib.util.find_spec("sniffio") is None:
        # httpcore looks for it at every lock it takes, and Python for what is not there in every folder it knows
        sys.modules["sniffio"] = None  # type: ignore[assignment]


@pytest.fixture(autouse=True, scope="module")
def little_to_search() -> None:
    """Take what lives as long as the run (modules, collected tests) out of the sight of the garbage collector: each
    full collection would go through millions of things that cannot be garbage."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def isolated_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh home per test; returns the folder PONTE24_HOME points to."""
    variables = _home_environment(tmp_path_factory.mktemp("home"))
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return Path(variables["PONTE24_HOME"])


@pytest.fixture(autouse=True)
def new_homes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """New homes begin with a copy of one that was migrated once, except in the tests of migrating itself."""
    if _STORE not in request.path.parents:
        from tests.template_database import use_template

        use_template(monkeypatch)


@pytest.fixture(autouse=True)
def memory_keyring() -> Iterator[MemoryKeyring]:
    """A fresh, empty keyring per test; `memory_keyring.secrets` shows what was stored."""
    before, fresh = keyring.get_keyring(), MemoryKeyring()
    keyring.set_keyring(fresh)
    yield fresh
    keyring.set_keyring(before)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Refuses every address beyond loopback, and fails the test even when its code swallowed the refusal.

    A test that wants to see the refusal itself clears the list it gets.
    """
    attempts: list[str] = []
    connect, connect_ex, getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def refuse(host: object) -> None:
        if not _is_loopback(host):
            attempts.append(str(host))
            raise NetworkRefusedError(f"tests may not reach {host!r}")

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple):  # a path or bytes is a local socket
            refuse(address[0])
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        if isinstance(address, tuple):
            refuse(address[0])
        return connect_ex(self, address)

    def guarded_getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        refuse(host)
        return getaddrinfo(host, *args, **kwargs)

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_getaddrinfo)
    yield attempts
    if attempts:
        pytest.fail(f"the test tried to reach the network: {', '.join(attempts)}", pytrace=False)


class _ErrorRecords(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture
def allow_error_logs() -> list[logging.LogRecord]:
    """Lets a test log errors; holds the records of level ERROR and above that the test caused so far."""
    return []


@pytest.fixture(autouse=True)
def no_error_logs(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test that logs an error, unless it uses `allow_error_logs`."""
    handler = _ErrorRecords()
    allowed = "allow_error_logs" in request.fixturenames
    if allowed:
        handler.records = request.getfixturevalue("allow_error_logs")
    root = logging.getLogger()
    root.addHandler(handler)
    yield
    root.removeHandler(handler)
    if handler.records and not allowed:
        lines = [f"{r.name}: {r.getMessage()}" for r in handler.records]
        pytest.fail("errors were logged:\n" + "\n".join(lines), pytrace=False)
