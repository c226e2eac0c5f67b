"""A stand-in for the upkeep of a home."""

from __future__ import annotations

from pathlib import Path

from app.autostart.entry import AutostartState
from app.errors import UsageError
from app.services.api.housekeeping import BackupInfo, Forgotten, SupportFile, Upkeep


class FakeHousekeeping:
    """Writes what it is asked for and remembers it."""

    def __init__(self) -> None:
        self.backups: list[tuple[Path, bool]] = []
        self.forgotten: list[str] = []
        self.upkeeps = 0
        self.starts = AutostartState.OFF

    def backup(self, file: Path, *, moving: bool = False) -> BackupInfo:
        self.backups.append((file, moving))
        file.write_bytes(b"copy")
        return BackupInfo(file, 4, "0.1.0", "2026-11-26T08:00:00+00:00")

    def forget(self, customer: str) -> Forgotten:
        if customer == "nobody":
            raise UsageError("forget_unknown", customer=customer)
        self.forgotten.append(customer)
        return Forgotten("Rossi", 7, 2, (("invoices", {"n": "3"}),), (("highlevel", {}),))

    def forget_preview(self, customer: str) -> Forgotten:
        return Forgotten("Rossi <b>", 7, 2, (("invoices", {"n": "3"}),), (("highlevel", {}),))

    def places(self) -> tuple[Path, Path]:
        return Path("/home/ponte24"), Path("/home/ponte24/logs/ponte24.log")

    def support_files(self) -> tuple[SupportFile, ...]:
        return (SupportFile("versions.json", '{"ponte24": "0.1.0"}'), SupportFile("ponte24.log", "start\n"))

    def save_support(self, file: Path) -> Path:
        file.write_bytes(b"zip")
        return file

    def autostart(self) -> AutostartState:
        return self.starts

    def set_autostart(self, on: bool) -> AutostartState:
        self.starts = AutostartState.ON if on else AutostartState.OFF
        return self.starts

    def upkeep(self) -> Upkeep:
        self.upkeeps += 1
        return Upkeep()
