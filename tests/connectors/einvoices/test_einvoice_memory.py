"""Hostile e-invoices in a process of their own, whose memory is measured: below 300 MB whatever comes."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.connectors.einvoice_samples import invoice, signed

LIMIT = 300 * 10**6
XML = invoice()
READER = """
import json, sys
from pathlib import Path
from app.connectors.einvoices.files import Archive, read_file
from app.errors import FileRefused
found = []
for name in sys.argv[1:]:
    path = Path(name)
    try:
        if path.suffix == ".zip":
            with Archive(path) as archive:
                found.append([note.reason for _, e in archive.entries() for note in (*e.refused, *e.skipped)])
        else:
            found.append(len(read_file(path).invoices))
    except FileRefused as refused:
        found.append(refused.code)
# not getrusage: its peak is inherited from the process that started this one
status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
print(json.dumps([found, int(status["VmHWM"].split()[0]) * 1024]))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the peak is read from /proc")
def test_hostile_files_are_refused_within_the_memory_allowed(tmp_path: Path) -> None:
    bomb = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    files: dict[str, bytes] = {
        "leaves.xml": b"<FatturaElettronica>" + b"<a/>" * 1_500_000,
        "skipped.xml": b"<FatturaElettronica><Allegati>" + b"<a/>" * 1_100_000,
        "deep.xml": b"<a>" * 1_000_000,
        "text.xml": XML.replace("Pane", "x" * 20_000_000).encode(),
        "number.xml": XML.replace("<Numero>1<", f"<Numero>{'9' * 20_000_000}<").encode(),
        "laughs.xml": f'<!DOCTYPE x [<!ENTITY l0 "ha">{bomb}]><FatturaElettronica>&l9;</FatturaElettronica>'.encode(),
        "attribute.xml": XML.replace("versione=", f'x="{"y" * 10_000_000}" versione=').encode(),
        "signed.p7m": signed(b"<a>" + b" " * 10_000_000),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    with zipfile.ZipFile(tmp_path / "bombs.zip", "w", zipfile.ZIP_DEFLATED) as made:
        for n in range(3):
            with made.open(f"bomb{n}.xml", "w") as entry:
                for _ in range(200):
                    entry.write(b" " * 1_000_000)
        made.writestr("last.pdf", b"%PDF")
    with zipfile.ZipFile(tmp_path / "many.zip", "w") as made:
        for n in range(50_001):
            made.writestr(zipfile.ZipInfo(f"{n}"), b"")
    names = [str(tmp_path / name) for name in (*files, "bombs.zip", "many.zip")]
    root = Path(__file__).parents[3]
    run = subprocess.run(
        [sys.executable, "-c", READER, *names], capture_output=True, text=True, cwd=root, check=False, timeout=300
    )
    assert run.returncode == 0, run.stderr[-2000:]
    found, peak = json.loads(run.stdout)
    assert dict(zip([Path(n).name for n in names], found, strict=True)) == {
        "leaves.xml": "xml_too_large",
        "skipped.xml": "xml_too_large",
        "deep.xml": "xml_too_deep",
        "text.xml": 1,
        "number.xml": 1,
        "laughs.xml": "xml_forbidden",
        "attribute.xml": "xml_too_large",
        "signed.p7m": "xml_damaged",
        "bombs.zip": ["entry_too_large", "entry_too_large", "entry_too_large", "not_einvoice"],
        "many.zip": "zip_too_many",
    }
    assert peak < LIMIT, f"{peak / 10**6:.0f} MB"
