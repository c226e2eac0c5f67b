"""Stop is heard about every million bytes, whatever is being read, also in the middle of one row."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.connectors.exports.apart import read_through
from app.connectors.exports.tables.table import KnownColumns
from app.connectors.files import pulse
from app.connectors.transport import Reply, is_json_object
from app.errors import FileRefused
from tests.fuzz.hostile import HOSTILE

MANY = 4_000_000


@pytest.mark.parametrize(
    "name",
    [
        "stray quotes",
        "lines without colon",
        "octets one by one",
        "lines of an invoice",
        "cells",
        "many invoices",
        "letters in other words",
    ],
)
def test_stop_is_heard_while_a_file_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    ending, maker = HOSTILE[name]
    path = tmp_path / f"a{ending}"
    path.write_bytes(maker(300_000))
    monkeypatch.setattr(pulse, "EVERY", 50_000)
    heard = 0

    def check() -> None:
        nonlocal heard
        heard += 1
        raise FileRefused("file_stopped", file=path.name)

    with pytest.raises(FileRefused, match="file_stopped"), pulse.heard(check):
        read_through(path, KnownColumns())
    assert heard == 1
    pulse.beat(10**9)  # nobody listens any more


def test_an_answer_that_nests_without_end_is_no_answer() -> None:
    for body in (b"[" * 100_000, b'{"a":' * 100_000, b"\xff\xfe{", b'{"a": ' + b"9" * 5_000 + b"}"):
        assert not is_json_object(Reply(200, {}, body))
