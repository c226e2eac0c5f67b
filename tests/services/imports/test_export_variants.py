"""Every shape in which the sandbox exports one address book is the same customers: after the first, nothing changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from app.clock import SystemClock
from app.paths import Home
from app.sandbox.fattura24.rubrica import export_csv
from app.sandbox.fattura24.rubrica_files import export_vcard, export_xlsx
from app.sandbox.fattura24.store import Customer
from app.sandbox.server import SandboxServer
from app.services.imports.importing import import_files
from app.store import Store

VARIANTS: dict[str, Callable[[Iterable[Customer]], bytes]] = {
    "damaged.csv": lambda c: export_csv(c, damaged=True),
    "cp1252.csv": lambda c: export_csv(c, "cp1252"),
    "concatenated.csv": lambda c: export_csv(c, concatenated=True),
    "prefixed.csv": lambda c: export_csv(c, prefixed=True),
    "plain.xlsx": export_xlsx,
    "damaged.xlsx": lambda c: export_xlsx(c, damaged=True),
    "two.vcf": lambda c: export_vcard(c, "2.1"),
    "three.vcf": lambda c: export_vcard(c, "3.0"),
    "four.vcf": lambda c: export_vcard(c, "4.0"),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_another_shape_of_the_same_export_changes_nothing(tmp_path: Path, name: str) -> None:
    with SandboxServer(contacts=60) as sandbox:
        customers = list(sandbox.state.fattura24.customers.values())
    first, second = tmp_path / "rubrica.csv", tmp_path / name
    first.write_bytes(export_csv(customers))
    second.write_bytes(VARIANTS[name](customers))
    store = Store.open(Home(tmp_path / "home"))
    try:
        (before,) = import_files(store, SystemClock(), [first])
        (after,) = import_files(store, SystemClock(), [second])
    finally:
        store.close()
    assert before.new > 40
    assert (after.new, after.changed, after.unchanged, after.refused) == (0, 0, before.new, ())
