"""What administrators are told is so: the unit, the files named, the exit codes."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

import yaml

from app.errors import ExitCode

ROOT = Path(__file__).parent.parent
SYSTEMD = ROOT / "packaging" / "linux" / "systemd"
INSTALL = (ROOT / "docs" / "install.md").read_text(encoding="utf-8")


def unit(name: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, strict=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string((SYSTEMD / name).read_text(encoding="utf-8"))
    return parser


def test_the_unit_runs_a_sync_that_asks_nobody_and_knows_which_ends_are_good() -> None:
    service = unit("ponte24-sync.service")["Service"]
    assert service["ExecStart"] == "/usr/bin/ponte24 sync --yes"
    assert service["SuccessExitStatus"].split() == [str(ExitCode.NEEDS_PERSON), str(ExitCode.LIMIT)]
    assert service["Type"] == "oneshot" and service["User"] != "root" and service["UMask"] == "0077"
    assert service["Environment"] == f"PONTE24_HOME=/var/lib/{service['StateDirectory']}"
    assert unit("ponte24-sync.timer")["Timer"]["Persistent"] == "true"


def test_the_example_is_where_the_document_says() -> None:
    packed = yaml.safe_load((ROOT / "packaging" / "linux" / "nfpm.yaml").read_text(encoding="utf-8"))
    places = {entry["dst"] for entry in packed["contents"]}
    for name in ("ponte24-sync.service", "ponte24-sync.timer"):
        assert f"/usr/share/doc/ponte24/examples/{name}" in places
    assert "/usr/share/doc/ponte24/examples" in INSTALL


def test_the_exit_codes_are_those_of_the_program() -> None:
    table = {int(number): words for number, words in re.findall(r"^\| (\d)(?:, \d)? \| ([^|]+)", INSTALL, re.MULTILINE)}
    assert set(table) == {0, 1, ExitCode.NEEDS_PERSON, ExitCode.CREDENTIALS, ExitCode.LIMIT, ExitCode.GUARD}
    assert "person" in table[ExitCode.NEEDS_PERSON] and "limit" in table[ExitCode.LIMIT]
    assert "guard" in table[ExitCode.GUARD] and "key" in table[ExitCode.CREDENTIALS]


def test_readme_names_every_kind_of_file_that_a_release_has() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for kind in ("-setup.exe", "-macos-arm64.dmg", "-macos-x86_64.dmg", "_amd64.deb", ".rpm", "SHA256SUMS"):
        assert kind in readme, kind
    for word in ("SmartScreen", "Gatekeeper", "docs/install.md", "make demo", "make test"):
        assert word in readme
