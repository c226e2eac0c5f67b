"""The command line with what consoles, shells and files of real life bring."""

from __future__ import annotations

import asyncio
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from app.cli import main
from app.clock import SystemClock
from app.commands.common.console import Output
from app.connectors.transport import Transport
from app.connectors.transport_environment import client
from app.errors import UsageError
from app.printable import json_safe, printable
from app.secret_text import decoded_secret, is_sendable, tidy_secret

BOOK = "Cod.;Rag. Sociale;P.IVA;Email\n"


def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["--home", str(tmp_path / "home"), "--lang", "it", *arguments])
    told = capsys.readouterr()
    return code, told.out, told.err


def written(tmp_path: Path, text: str, name: str = "rubrica.csv") -> str:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_file_of_which_every_row_is_refused_needs_a_person(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, BOOK + "1;;;a@b.it\n2;;;c@d.it\n")
    code, out, err = run(tmp_path, capsys, "import", path)
    assert code == 3
    assert ":2" in err or "riga 2" in err.lower() or "2" in out
    good = written(tmp_path, BOOK + "1;;;a@b.it\n2;Bar;;c@d.it\n", "b.csv")
    assert run(tmp_path, capsys, "import", good)[0] == 0


def test_what_is_doubtful_names_its_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "".join(f"{n};Bar {n};0123456789{n};\n" for n in range(3))
    path = written(tmp_path, BOOK + rows)
    _code, out, _err = run(tmp_path, capsys, "import", path)
    assert "(×3: righe 2, 3, 4)" in out
    again = written(tmp_path, BOOK + rows.replace("Bar", "Caffè"), "b.csv")
    _code, out, _err = run(tmp_path, capsys, "import", "--yes", "--json", again)
    (report,) = json.loads(out)
    assert [(w["count"], w["lines"]) for w in report["warnings"]] == [(3, [2, 3, 4])]


def test_the_command_for_unknown_columns_has_all_that_is_needed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, "Boh;Partita\nBar Sport;07643520567\nBar Roma;00743110157\n")
    _code, _out, err = run(tmp_path, capsys, "import", path)
    command = next(line for line in err.splitlines() if "ponte24 import" in line)
    assert "--map Boh=name" in command and "--map Partita=vat_code" in command
    path = written(tmp_path, "X;Y\n1;2\n3;4\n", "b.csv")
    _code, _out, err = run(tmp_path, capsys, "import", path)
    assert "=name" in next(line for line in err.splitlines() if "ponte24 import" in line)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp850", "utf-8"])
def test_a_console_of_any_encoding_shows_what_it_can_and_json_is_utf8(
    monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding)
    monkeypatch.setattr(sys, "stdout", stream)
    out = Output("it")
    out.result("Società «Łódź» → ≟ 市 \ud83d :heart:")
    stream.flush()
    shown = raw.getvalue().decode(encoding)
    assert "Societ" in shown and ":heart:" in shown
    raw.truncate(0)
    raw.seek(0)
    out.data({"name": "Łódź \ud83d"})
    assert json.loads(raw.getvalue().decode("utf-8")) == {"name": "Łódź \ud83d"}


def test_a_plan_is_printed_on_a_console_of_ascii(tmp_path: Path) -> None:
    path = tmp_path / "rubrica.csv"
    path.write_text(BOOK + "1;Società Łódź;;a@b.it\n", encoding="utf-8")
    env = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C", "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "app", "--home", str(tmp_path / "home"), "--lang", "it", "import", str(path)]
    root = Path(__file__).parents[1]
    done = subprocess.run(command, capture_output=True, env=env, cwd=root, check=False, timeout=120)
    assert done.returncode == 0, done.stderr.decode("ascii", "replace")
    log = [*command[:-2], "log"]
    told = subprocess.run(log, capture_output=True, env=env, cwd=root, check=False, timeout=120)
    assert told.returncode == 0 and b"rubrica.csv" in told.stdout


def test_a_terminal_gets_nothing_to_obey() -> None:
    assert printable("a\x1b[2Jb\u202ec\ud83dd\x9be\n") == "a�[2Jb�c�d�e\n"
    assert printable("Società «Più» 市 👍🏽") == "Società «Più» 市 👍🏽"
    assert json.loads(json_safe('"\ud83d è"')) == "\ud83d è"


@pytest.mark.parametrize(
    "given",
    [
        "pit-123",
        "  pit-123\r\n",
        "\ufeffpit-123",
        "Bearer pit-123",
        "Authorization: Bearer  pit-123",
        '"pit-123"',
        "pit\u200b-1\u00ad23\u200d",
        "\u00a0pit-123\u2060",
        "ÿþp\0i\0t\0-\x001\x002\x003\0",
    ],
)
def test_a_token_is_read_however_it_was_pasted(given: str) -> None:
    assert tidy_secret(given) == "pit-123"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_a_token_is_read_whatever_a_shell_writes(encoding: str) -> None:
    assert tidy_secret(decoded_secret("pit-123\r\n".encode(encoding))) == "pit-123"


def test_what_can_be_no_token_is_not_sent() -> None:
    assert is_sendable("pit-1_2.3")
    assert not any(is_sendable(s) for s in ("", "pit 123", "pit-è", "pit-�"))


@pytest.mark.parametrize(
    ("environ", "code"),
    [
        ({"ALL_PROXY": "socks9://x:1"}, "proxy_unusable"),
        ({"HTTPS_PROXY": "http://[::1"}, "proxy_unusable"),
        ({"HTTPS_PROXY": "http://a:1", "NO_PROXY": "[::1]:x"}, "proxy_unusable"),
        ({"SSL_CERT_FILE": "/nowhere/ca.pem"}, "certificates_missing"),
    ],
)
def test_a_setting_of_the_system_that_cannot_be_used_is_named(
    monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], code: str
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(UsageError) as refused:
        Transport("highlevel", "https://services.leadconnectorhq.com", clock=SystemClock())
    assert refused.value.code == code
    said = refused.value.describe("it")
    assert any(name in said.meaning for name in environ)


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:9", "http://127.0.0.1:9", "127.0.0.1:9"])
def test_proxies_of_every_kind_work(monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    monkeypatch.setenv("ALL_PROXY", proxy)
    monkeypatch.setenv("NO_PROXY", "::1,localhost")

    async def build() -> None:
        async with client(direct=False) as made:
            assert isinstance(made, httpx.AsyncClient)

    asyncio.run(build())
