"""What hostile files cost: one process reads them all and stays small."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

MOST_MEGABYTES = 300

READ = """
import json, sys
from pathlib import Path
from app.connectors.exports.address_book.address_book import read_address_book
from app.errors import FileRefused
codes = []
for name in sys.argv[1:]:
    try:
        read_address_book(Path(name))
        codes.append("")
    except FileRefused as refused:
        codes.append(refused.code)
# not getrusage: its peak is inherited from the process that started this one
status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
print(json.dumps([codes, int(status["VmHWM"].split()[0]) / 1_000]))
"""

HEAD = "<worksheet><sheetData><row r='1'><c r='A1' t='inlineStr'><is><t>Rag. Sociale</t></is></c>"
HEAD += "<c r='B1' t='inlineStr'><is><t>Email</t></is></c></row>"


def workbook(path: Path, sheet: list[bytes], strings: list[bytes] | None = None) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        relation = '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>'
        file.writestr("xl/_rels/workbook.xml.rels", relation)
        file.writestr("xl/workbook.xml", '<workbook><sheets><sheet name="R" id="r1"/></sheets></workbook>')
        for name, pieces in (("xl/sharedStrings.xml", strings), ("xl/worksheets/sheet1.xml", sheet)):
            if pieces is not None:
                with file.open(name, "w") as part:
                    for piece in pieces:
                        part.write(piece)
    return path


@pytest.mark.skipif(sys.platform != "linux", reason="the peak is read from /proc")
def test_hostile_files_are_refused_in_bounded_memory(tmp_path: Path) -> None:
    head = HEAD.encode()
    million = tmp_path / "milione.csv"
    with million.open("wb") as file:
        file.write(b"Cod.;Rag. Sociale\n")
        for _ in range(100):
            file.write(b"1;Bar Sport srl\n" * 10_000)
    jumbo = tmp_path / "riga.csv"
    with jumbo.open("wb") as file:
        file.write(b"Cod.;Rag. Sociale\n1;")
        for _ in range(90):
            file.write(b"x" * 1_000_000)
    card = tmp_path / "scheda.vcf"
    with card.open("wb") as file:
        file.write(b"BEGIN:VCARD\nFN:Bar\nNOTE:")
        for _ in range(90):
            file.write(b"x" * 1_000_000)
        file.write(b"\nEND:VCARD\n")
    spaces = [b" " * 1_000_000] * 300
    texts = [b"<si><t>" + b"y" * 90_000 + b"</t></si>"] * 900
    wide = [b"<row r='2'><c r='XFD2'><v>1</v></c></row>" * 200_000, b"</sheetData></worksheet>"]
    cases = {
        million: "file_too_many_rows",
        jumbo: "file_line_too_long",
        card: "",
        workbook(tmp_path / "spazi.xlsx", [head, *spaces]): "file_bomb",
        workbook(tmp_path / "testi.xlsx", [head], [b"<sst>", *texts, b"</sst>"]): "file_bomb",
        workbook(tmp_path / "cella.xlsx", [head, b"<row r='2'><c r='A2' t='str'><v>", *[b"z" * 1_000_000] * 15]): (
            "file_line_too_long"
        ),
        workbook(tmp_path / "colonne.xlsx", [head, *wide]): "",
    }
    done = subprocess.run(
        [sys.executable, "-c", READ, *map(str, cases)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    codes, megabytes = json.loads(done.stdout)
    wrong = {path.name: (code, want) for (path, want), code in zip(cases.items(), codes, strict=True) if code != want}
    assert not wrong, wrong
    assert megabytes < MOST_MEGABYTES
