"""What importing each kind of large file costs, and how soon Stop is heard.

    python benchmarks/imports.py [--kinds csv,xlsx,...] [--count 100000] [--stops 5]

For each kind the same file is imported twice into a home of its own: seconds by the clock and of the processors (the
reading process included), the most memory of both processes together and of each, the most that database and `-wal`
took on the disk together. Then it is imported again and again into fresh homes, Stop is pressed at a random moment, and
what counts is how long it took until the import had ended, and that nothing of it was there.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import resource
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

_SCHEDULE = "Cliente;P.IVA;Numero;Data;Scadenza;Importo;Stato;Data pagamento"
_INVOICES = 10_000
_OLD_WORKBOOK = 60_000
_LOOK = 0.01
_STOP_AFTER = 20.0


# ------------------------------------------------------------------------------------------------------------ files
def schedule_rows(lines: int) -> list[list[str]]:
    """Return lines of a payment schedule, two to a document, in no order."""
    from address_book import vat_code

    rows = []
    for n in range(lines):
        document = n // 2
        day = date(2026, 1, 1) + timedelta(days=document % 300)
        due = day + timedelta(days=30 * (1 + n % 2))
        rows.append(
            [
                f"PANIFICIO {document % 20_000} S.R.L.",
                vat_code(1_000_000 + document % 20_000),
                f"{document + 1}/FE",
                f"{day:%d/%m/%Y}",
                f"{due:%d/%m/%Y}",
                f"{100 + n % 900},50",
                "pagato" if n % 3 == 0 else "da pagare",
                f"{due:%d/%m/%Y}" if n % 3 == 0 else "",
            ]
        )
    random.Random(7).shuffle(rows)
    return rows


def book_rows(contacts: int) -> list[list[str]]:
    """Return the rows of an address book, header first."""
    from address_book import write_book

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        write_book(path, contacts)
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.reader(file, delimiter=";"))


def write_csv(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)


def write_xlsx(path: Path, rows: list[list[str]]) -> None:
    """Write a workbook as Excel does, its texts shared."""
    places: dict[str, int] = {}
    sheet = [
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    ]
    for r, row in enumerate(rows, 1):
        cells = "".join(
            f'<c r="{chr(65 + c)}{r}" t="s"><v>{places.setdefault(value, len(places))}</v></c>'
            for c, value in enumerate(row)
            if value
        )
        sheet.append(f'<row r="{r}">{cells}</row>')
    sheet.append("</sheetData></worksheet>")
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr(
            "[Content_Types].xml",
            f'<?xml version="1.0"?><Types xmlns="{package}/content-types"><Default Extension="rels" '
            f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" '
            f'ContentType="{kind}.worksheet+xml"/><Override PartName="/xl/sharedStrings.xml" '
            f'ContentType="{kind}.sharedStrings+xml"/></Types>',
        )
        book.writestr(
            "_rels/.rels",
            f'<?xml version="1.0"?><Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
            f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        book.writestr(
            "xl/workbook.xml",
            f'<?xml version="1.0"?><workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="Foglio1" '
            'sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<?xml version="1.0"?><Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
            f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" '
            f'Type="{office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        )
        book.writestr("xl/worksheets/sheet1.xml", "".join(sheet))
        texts = "".join(f"<si><t>{escape(text)}</t></si>" for text in places)
        book.writestr("xl/sharedStrings.xml", f'<?xml version="1.0"?><sst xmlns="{main}">{texts}</sst>')


def write_xls(path: Path, rows: list[list[str]]) -> None:
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("Foglio1")
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if value:
                sheet.write(r, c, value)
    book.save(str(path))


def write_cards(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        for row in rows[1:]:
            name, vat, street, postal_code, city, province = row[1], row[2], row[4], row[5], row[6], row[7]
            file.write(
                f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{name}\r\nN:{name};;;;\r\nORG:{name}\r\n"
                f"ADR;TYPE=WORK:;;{street.replace(',', chr(92) + ',')};{city};{province};{postal_code};Italia\r\n"
                f"TEL;TYPE=WORK:{row[9]}\r\nTEL;TYPE=CELL:{row[10]}\r\nEMAIL:{row[11]}\r\n"
                f"NOTE:P.IVA {vat}\r\nEND:VCARD\r\n"
            )


def _one_large(path: Path, documents: int) -> None:
    """Write one invoice file with very many bodies."""
    from einvoices import invoice

    text = invoice(1, random.Random(1), 100)
    begin, end = text.index("<FatturaElettronicaBody>"), text.index("</p:FatturaElettronica>")
    body = text[begin:end]
    with path.open("w", encoding="utf-8") as file:
        file.write(text[:begin])
        for n in range(1, documents + 1):
            file.write(body.replace("<Numero>1/2025", f"<Numero>{n}/2025"))
        file.write(text[end:])


def _signed(path: Path, documents: int) -> None:
    from tests.samples.einvoices import signed

    plain = path.with_suffix(".plain")
    _one_large(plain, documents)
    path.write_bytes(signed(plain.read_bytes()))
    plain.unlink()


def _archive(path: Path, count: int) -> None:
    from einvoices import invoice

    dice = random.Random(1)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for n in range(1, count + 1):
            archive.writestr(f"IT_{n:05d}.xml", invoice(n, dice, max(1, count // 5)))


def _singles(folder: Path, count: int) -> None:
    from einvoices import invoice

    dice = random.Random(1)
    folder.mkdir()
    for n in range(1, count + 1):
        (folder / f"IT_{n:05d}.xml").write_text(invoice(n, dice, max(1, count // 5)), "utf-8")


KINDS: dict[str, tuple[str, Callable[[Path, int], None]]] = {
    "csv": ("rubrica.csv", lambda path, n: write_csv(path, book_rows(n))),
    "xlsx": ("rubrica.xlsx", lambda path, n: write_xlsx(path, book_rows(n))),
    "xls": ("rubrica.xls", lambda path, n: write_xls(path, book_rows(min(n, _OLD_WORKBOOK)))),
    "vcard": ("rubrica.vcf", lambda path, n: write_cards(path, book_rows(n))),
    "schedule": ("scadenze.csv", lambda path, n: write_csv(path, [_SCHEDULE.split(";"), *schedule_rows(n)])),
    "schedule-xlsx": ("scadenze.xlsx", lambda path, n: write_xlsx(path, [_SCHEDULE.split(";"), *schedule_rows(n)])),
    "archive": ("fatture.zip", lambda path, n: _archive(path, min(n, _INVOICES))),
    "invoices": ("fatture", lambda path, n: _singles(path, min(n, _INVOICES))),
    "one-xml": ("lotto.xml", lambda path, n: _one_large(path, min(n, _INVOICES) // 2)),
    "one-p7m": ("lotto.xml.p7m", lambda path, n: _signed(path, min(n, _INVOICES) // 2)),
}


# --------------------------------------------------------------------------------------------------------- measuring
class _Watch(threading.Thread):
    """Looks at the disk and at memory while an import runs."""

    def __init__(self, database: Path) -> None:
        super().__init__(daemon=True)
        import psutil

        self._me = psutil.Process()
        self._database = database
        self.disk = self.memory = self.own = self.child = 0
        self.ended = threading.Event()

    def run(self) -> None:
        import psutil

        turns = 0
        while not self.ended.wait(_LOOK):
            self.disk = max(self.disk, disk(self._database))
            turns += 1
            if turns % 20 == 0:
                children = 0
                for child in self._me.children():
                    try:
                        children += child.memory_full_info().pss  # what both use is counted once
                    except psutil.Error:
                        continue
                own = self._me.memory_full_info().pss
                self.child, self.own = max(self.child, children), max(self.own, own)
                self.memory = max(self.memory, children + own)


def disk(database: Path) -> int:
    """Return the bytes that a database and what is written beside it take."""
    total = 0
    for ending in ("", "-wal", "-journal"):
        try:
            total += Path(f"{database}{ending}").stat().st_size
        except OSError:
            continue
    return total


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


def measured(file: Path, home: Path, times: int) -> None:
    """Import a file or the files of a folder so many times, in this process, and print what it cost."""
    from einvoices import OWN

    from app.clock import SystemClock
    from app.paths import Home
    from app.services.imports.importing import import_files
    from app.store import Store

    files = sorted(file.iterdir()) if file.is_dir() else [file]
    store = Store.open(Home(home), SystemClock())
    store.settings.set("own_vat", OWN)
    empty = disk(store.database.path)
    for turn in range(times):
        watch = _Watch(store.database.path)
        watch.start()
        begun, cpu = time.perf_counter(), _cpu()
        reports = import_files(store, SystemClock(), files)
        seconds, cpu = time.perf_counter() - begun, _cpu() - cpu
        watch.ended.set()
        watch.join()
        problem = next((r.problem for r in reports if r.problem), None)
        said = (
            repr(problem)
            if problem
            else " ".join(
                f"{name} {sum(getattr(r, name) for r in reports)}" for name in ("new", "changed", "unchanged")
            )
        )
        most, left = (size / 1e6 for size in (watch.disk - empty, disk(store.database.path) - empty))
        print(
            f"  {('first', 'again')[min(turn, 1)]}: {seconds:6.1f} s, {cpu:6.1f} s of the processors; memory "
            f"{watch.memory / 1e6:4.0f} MB in all ({watch.own / 1e6:.0f} here, {watch.child / 1e6:.0f} reading); "
            f"on the disk {most:5.1f} MB at most, {left:5.1f} at the end; {said}",
            flush=True,
        )
    store.close()


def stopped(file: Path, home: Path, times: int, longest: float) -> None:
    """Import a file and press Stop at random moments; print how long each took to be heard."""
    from einvoices import OWN

    from app.clock import SystemClock
    from app.paths import Home
    from app.services.api.progress import StopSignal
    from app.services.imports.importing import import_files
    from app.store import Store

    files = sorted(file.iterdir()) if file.is_dir() else [file]
    dice = random.Random(3)
    waits: list[tuple[float, float]] = []
    for n in range(times):
        store = Store.open(Home(home / str(n)), SystemClock())
        store.settings.set("own_vat", OWN)
        stop, pressed = StopSignal(), []

        def press(stop: StopSignal = stop, pressed: list[float] = pressed) -> None:
            pressed.append(time.perf_counter())
            stop.stop()

        after = longest * (n + dice.random()) / times
        timer = threading.Timer(after, press)
        timer.start()
        reports = import_files(store, SystemClock(), files, stop=stop)
        ended = time.perf_counter()
        timer.cancel()
        if pressed and any(r.problem is not None for r in reports):
            waits.append((ended - pressed[0], after))
            left = store.mirror.count() + store.schedule.count()
            assert file.is_dir() or not left, f"{left} left of {file.name}"
        store.close()
    shown = ", ".join(f"{wait * 1000:.0f} (at {after:.1f} s)" for wait, after in waits)
    print(f"  Stop, milliseconds until it had ended: {shown}", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=2)
    parser.add_argument("--stops", type=int, default=0)
    parser.add_argument("--longest", type=float, default=_STOP_AFTER, help="seconds within which Stop is pressed")
    parser.add_argument("--files", type=Path, help="where the files are kept for the next time")
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        what, file, home = given.one[0], Path(given.one[1]), Path(given.one[2])
        if what == "cost":
            measured(file, home, given.times)
        else:
            stopped(file, home, given.stops, given.longest)
        return 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.files or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for kind in given.kinds.split(","):
            name, write = KINDS[kind]
            path = folder / f"{given.count}" / name
            if not path.exists():
                path.parent.mkdir(exist_ok=True)
                write(path, given.count)
            size = sum(f.stat().st_size for f in path.iterdir()) if path.is_dir() else path.stat().st_size
            print(f"{kind}: {size / 1e6:.1f} MB", flush=True)
            rest = ["--times", str(given.times), "--stops", str(given.stops), "--longest", str(given.longest)]
            for what in (["cost"] if given.times else []) + (["stop"] if given.stops else []):
                home = Path(temporary) / f"{kind}-{what}"
                subprocess.run([sys.executable, __file__, "--one", what, str(path), str(home), *rest], check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
