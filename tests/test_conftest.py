"""The guards of tests/conftest.py, seen to bite: tried in a pytest run of their own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


CASES = {
    "error_log": (
        "import logging\ndef test_it(): logging.getLogger('x').error('lost')",
        "errors were logged",
    ),
    "connection": (
        "import socket\ndef test_it(): socket.create_connection(('192.0.2.1', 80))",
        "NetworkRefusedError: tests may not reach '192.0.2.1'",
    ),
    "swallowed_connection": (
        "import socket, contextlib\ndef test_it():\n    with contextlib.suppress(Exception):\n"
        "        socket.getaddrinfo('example.org', 80)",
        "tried to reach the network: example.org",
    ),
    "warning": ("import warnings\ndef test_it(): warnings.warn('old')", "UserWarning: old"),
    "thread": (
        "import threading\ndef test_it():\n    t = threading.Thread(target=lambda: 1 / 0)\n    t.start()\n    t.join()",
        "PytestUnhandledThreadExceptionWarning",
    ),
    "destructor": (
        "class Bad:\n    def __del__(self): raise KeyError\ndef test_it():\n    Bad()",
        "PytestUnraisableExceptionWarning",
    ),
    "qt_warning": (
        "from PySide6.QtCore import qWarning\ndef test_it(qapp): qWarning('bad size')",
        "bad size",
    ),
}

GOOD = {
    "isolated": """
import os, pathlib, socket, keyring
def test_it(isolated_home):
    keyring.set_password("service", "user", "secret")
    assert pathlib.Path.home() in isolated_home.parents and os.environ["PONTE24_HOME"] == str(isolated_home)
    assert not [n for n in os.environ if n.startswith("PONTE24_") and n not in ("PONTE24_HOME", "PONTE24_DATA")]
    server = socket.create_server(("127.0.0.1", 0))
    socket.create_connection(server.getsockname()).close()
    server.close()
def test_the_next_has_an_empty_keyring():
    assert keyring.get_password("service", "user") is None
""",
    "allowed_errors": """
import logging
def test_it(allow_error_logs):
    logging.getLogger("x").error("expected")
    assert [r.getMessage() for r in allow_error_logs] == ["expected"]
""",
    "qt_is_offscreen": """
def test_it(qapp):
    assert qapp.platformName() == "offscreen"
""",
}


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What one pytest run over all cases prints, under our conftest and our configuration."""
    folder = tmp_path_factory.mktemp("inner")
    shutil.copy(ROOT / "pyproject.toml", folder)
    tests = folder / "tests"
    tests.mkdir()
    for name in ("conftest.py", "template_database.py"):
        shutil.copy(ROOT / "tests" / name, tests)
    for name, body in {**GOOD, **{name: body for name, (body, _) in CASES.items()}}.items():
        (tests / f"test_{name}.py").write_text(body)
    # What steers the outer run must not reach the inner one; a credential is set to be seen removed.
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider", "--no-header"],
        cwd=folder,
        env=environment | {"PONTE24_FATTURA24_KEY": "real", "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    return result.stdout + result.stderr


@pytest.mark.parametrize("name", CASES)
def test_what_a_test_may_not_do_fails_it(printed: str, name: str) -> None:
    assert re.search(rf"^(FAILED|ERROR) tests/test_{name}\.py", printed, re.MULTILINE), printed
    assert CASES[name][1] in printed


@pytest.mark.parametrize("name", GOOD)
def test_what_a_test_may_do_passes(printed: str, name: str) -> None:
    assert re.search(rf"^tests/test_{name}\.py::test_it PASSED", printed, re.MULTILINE), printed
    assert not re.search(rf"^(FAILED|ERROR) tests/test_{name}\.py", printed, re.MULTILINE)
