"""The log file holds what happened and nothing about whom."""

from __future__ import annotations

import logging
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import logs
from app.logs import close_logging, redact, register_secret, setup_logging
from app.paths import Home


@pytest.fixture(autouse=True)
def clean_logging(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(logs, "_registered", set())
    level = logging.getLogger().level
    yield
    close_logging()
    logging.getLogger().setLevel(level)


@pytest.mark.parametrize(
    "leak",
    [
        "Authorization: Bearer abc.DEF-123_x",
        "header {'Authorization': 'Bearer abc.DEF-123_x'}",
        "POST /TestKey apiKey=abc.DEF-123_x&source=Ponte24",
        "{'apiKey': 'abc.DEF-123_x'}",
        '{"access_token": "abc.DEF-123_x", "expires_in": 86399}',
        "<apiKey>abc.DEF-123_x</apiKey>",
        "client_secret: abc.DEF-123_x",
    ],
)
def test_secrets_are_hidden_by_their_surroundings(leak: str) -> None:
    assert "abc.DEF" not in redact(leak)
    assert "123_x" not in redact(leak)


@pytest.mark.parametrize(
    "value",
    [
        "pit-0f3a1c5e-1111-4222-8333-444455556666",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjMifQ.sig-nature_1",
        "mario.rossi+crm@esempio.co.it",
        "mario.rossi%40esempio.it",
        "RSSMRA80A01H501U",
        "rssmra80a01h501u",
        "RSSMRAULAL1HRLMU",
        "IT12345678903",
        "12345678903",
        "DE123456789",
        "ATU12345678",
        "FR3A123456789",
        "+39 333 123 4567",
        "+393331234567",
        "%2B393331234567",
        "0039 02 1234567",
        "333 1234567",
        "333.123.4567",
        "06 1234 5678",
        "(02) 1234567",
        "02/1234567",
    ],
)
def test_data_of_people_and_tokens_are_hidden_by_their_shape(value: str) -> None:
    line = redact(f"contact <{value}>, refused")
    assert re.fullmatch(r"contact <(pit-)?\[[\w -]+\]>, refused", line), line


@pytest.mark.parametrize(
    "line",
    [
        "2026-11-23T10:41:03.123Z INFO app.sync: plan 3f2a91c0-5b1e-4c0d-9e7f-0a1b2c3d4e5f: 62 new, 842 later",
        "GET https://services.leadconnectorhq.com/contacts/ocQHyuzHvysMo5N5VsXc 200 in 0.123456 s",
        "http://127.0.0.1:8724/oauth/callback",
        "revision 0001, 100000 contacts, 500 a page, status 429, Version 2021-07-28",
        "Fattura24 1.7, SQLite 3.40.1, at 1790000000.25",
    ],
)
def test_ordinary_lines_stay(line: str) -> None:
    assert redact(line) == line


def test_registered_secrets_are_hidden_as_they_are_and_in_addresses() -> None:
    register_secret("k/ey+1=")
    register_secret("k/ey+1=long")
    assert redact("a k/ey+1= b k%2Fey%2B1%3D c k/ey+1=long") == "a [hidden] b [hidden] c [hidden]"


def test_a_short_value_is_not_registered() -> None:
    register_secret("a")
    assert redact("a banana") == "a banana"


def test_the_file_is_private_and_holds_redacted_messages_and_exceptions(
    tmp_path: Path, allow_error_logs: list[logging.LogRecord]
) -> None:
    home = Home(tmp_path / "home")
    path = setup_logging(home)
    assert path == home.logs / "ponte24.log"
    log = logging.getLogger("app.test")
    log.info("started with %s", "pit-1234-abcd")
    log.debug("too much")
    try:
        raise ValueError("refused for mario@esempio.it")
    except ValueError:
        log.exception("failed for %s", "+393331234567")
    close_logging()
    text = path.read_text(encoding="utf-8")
    assert "started with pit-[hidden]" in text
    assert "too much" not in text
    assert "ValueError: refused for [e-mail]" in text
    assert "failed for [phone]" in text
    assert "mario" not in text
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(home.logs.stat().st_mode) == 0o700
        assert stat.S_IMODE(home.root.stat().st_mode) == 0o700


def test_the_file_rotates_into_private_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "MAX_BYTES", 400)
    home = Home(tmp_path / "home")
    setup_logging(home)
    for number in range(100):
        logging.getLogger("app.test").info("line %d", number)
    close_logging()
    files = sorted(p.name for p in home.logs.iterdir())
    assert files == ["ponte24.log", *(f"ponte24.log.{n}" for n in range(1, logs.KEPT_FILES + 1))]
    assert "line 99" in (home.logs / "ponte24.log").read_text()
    if os.name == "posix":
        assert {stat.S_IMODE(p.stat().st_mode) for p in home.logs.iterdir()} == {0o600}


def test_verbose_shows_details_on_stderr_redacted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = setup_logging(Home(tmp_path / "home"), verbose=True)
    logging.getLogger("app.test").debug("detail of mario@esempio.it")
    close_logging()
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "detail of [e-mail]" in shown.err
    assert path is not None
    assert "detail of [e-mail]" in path.read_text()


def test_setting_up_again_does_not_double_the_lines(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    setup_logging(home)
    path = setup_logging(home)
    logging.getLogger("app.test").info("only once")
    close_logging()
    assert path is not None
    assert path.read_text().count("only once") == 1


def test_requests_with_their_addresses_are_not_logged(tmp_path: Path) -> None:
    path = setup_logging(Home(tmp_path / "home"))
    logging.getLogger("httpx").info("HTTP Request: GET http://127.0.0.1/contacts?query=Rossi")
    close_logging()
    assert path is not None
    assert "Rossi" not in path.read_text()


def test_a_home_that_cannot_be_written_does_not_stop_the_program(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("not a folder")
    assert setup_logging(Home(tmp_path / "file" / "home")) is None
    logging.getLogger("app.test").warning("refused for mario@esempio.it")
    logging.getLogger("app.test").info("not worth showing")
    close_logging()
    shown = capsys.readouterr().err
    assert "refused for [e-mail]" in shown
    assert "not worth" not in shown


def test_a_log_that_fails_while_writing_is_silent(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    setup_logging(Home(tmp_path / "home"))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(logs._PrivateFileHandler, "shouldRollover", full)
    logging.getLogger("app.test").info("mario@esempio.it")
    assert capsys.readouterr().err == ""
