"""Take the pictures of the documentation from the real window, on the built-in sandbox.

Run: ``make pictures`` or ``python docs/make_pictures.py [FOLDER]``. Every pane in Italian and English, light and dark;
the pages of help get the same pictures, smaller, where no other folder is named.
The world is that of the demo after its first sync, with a few changes waiting, so that each pane has something to show.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QSettings, Qt  # noqa: E402  (the platform must be chosen first)
from PySide6.QtGui import QImage  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402
from qasync import QEventLoop  # noqa: E402

from app import assembly  # noqa: E402
from app.connectors.fattura24.requests import Document, DocumentType, Party, Payment, Row  # noqa: E402
from app.paths import Home  # noqa: E402
from app.sandbox.fattura24.einvoice import OWNER_VAT, invoices_zip  # noqa: E402
from app.sandbox.server import SandboxServer  # noqa: E402
from app.services.facade import Ponte24  # noqa: E402
from app.ui import i18n, theme  # noqa: E402
from app.ui.actions import Actions  # noqa: E402
from app.ui.bridge import Bridge  # noqa: E402
from app.ui.panes.customers import CustomersPane  # noqa: E402
from app.ui.shell.main_window import ASSISTANT, MainWindow  # noqa: E402

PANES = ("home", "accounts", "mapping", "review", "customers", "agenda", "automations", "activity", "settings")
SIZE = (1180, 800)
HELP = ROOT / "resources" / "help" / "pictures"
HELP_WIDTH = 760
"""Pixels; wide enough for the window of help, small enough for an installer."""


async def furnish(service: Ponte24, sandbox: SandboxServer, folder: Path) -> None:
    """Lead the demo's world through a first sync and let both owners change something afterwards."""
    export = assembly.sandbox_export(sandbox, folder)
    await assembly.connect_demo(service, sandbox)
    await service.import_files([export])
    plan = await service.plan()
    await service.apply(plan.id, confirmed=True)
    linked = [link for link in service.store.links.all() if link.confirmed][:6]
    for n, link in enumerate(linked):
        values = {"city": "Trieste"} if n % 2 else {"email": f"nuova.posta{n}@example.it"}
        sandbox.state.edit_contact(link.highlevel_id, values)
    sandbox.state.create_contact({"firstName": "Ilaria", "lastName": "Montanari", "email": "ilaria@example.it"})
    sandbox.state.clock.advance(60)
    await bill(service, sandbox, folder)
    for recipe in ("overdue_task", "payment_note", "first_invoice", "monday_digest"):
        made = service.automations.add_recipe(recipe, {}, "it")
        service.automations.switch(made.id, on=recipe != "monday_digest")
    await service.plan()


async def bill(service: Ponte24, sandbox: SandboxServer, folder: Path) -> None:
    """Invoice some companies, one with an instalment that is late, and import the e-invoices as their owner would."""
    today = date.today()
    pages = [service.invoices.customer(line.id) for line in service.invoices.customers()]
    known_well = [p for p in pages if p is not None and {"vat_code", "street", "postal_code"} <= p.fattura24.keys()]
    for place, page in enumerate(known_well[:3]):
        known = page.fattura24
        customer = Party(
            name=page.line.title,
            address=known.get("street", ""),
            postcode=known.get("postal_code", ""),
            city=known.get("city", ""),
            province=known.get("province", ""),
            vat_code=known.get("vat_code", ""),
            fiscal_code=known.get("fiscal_code", ""),
            destination_code="ABC1234",
        )
        row = Row(description="Colazioni e rinfreschi", price=Decimal(1480 - 390 * place), vat_rate=Decimal(22))
        half = row.net * Decimal("0.61")
        due = (today - timedelta(days=20 - 25 * place), today + timedelta(days=40))
        await service.fattura24.send_document(
            Document(
                type=DocumentType.E_INVOICE,
                customer=customer,
                rows=(row,),
                payment_code="MP05",
                payments=tuple(Payment(date=day, amount=half) for day in due),
            )
        )
    archive = folder / "fatture.zip"
    archive.write_bytes(invoices_zip(sandbox.state.fattura24))
    await service.import_files([archive])
    service.invoices.set_own_vat(OWNER_VAT)


async def picture_all(
    service: Ponte24, panes: Sequence[str], folder: Path, memory: QSettings, app: QApplication
) -> None:
    """Show these panes in each language and look, and save what is seen; closes the service."""
    bridge = Bridge(service)
    for language in ("it", "en"):
        for look in ("light", "dark"):
            service.language = language
            i18n.install(app, language)
            theme.install(app, look)
            window = MainWindow(bridge, Actions(bridge), memory, demo=True)
            window.resize(*SIZE)
            window.show()
            for name in panes:
                window.go(name)
                await settled(bridge)
                if isinstance(pane := window.panes[name], CustomersPane):
                    lines = service.invoices.customers()
                    pane.choose(next(line.id for line in lines if line.balances))
                    await settled(bridge)
                window.grab().save(str(folder / f"{name}-{language}-{look}.png"))
            window.hide()
            window.deleteLater()
    await bridge.shutdown()


async def settled(bridge: Bridge) -> None:
    """Wait until the pane has read what it shows and has been painted."""
    for _ in range(200):
        await asyncio.sleep(0.01)
        if bridge.settled:
            break
    await asyncio.sleep(0.15)


def shrink(pictures: Sequence[Path], folder: Path) -> None:
    """Write the pictures of the panes once more, in the size that the help needs."""
    folder.mkdir(parents=True, exist_ok=True)
    for picture in pictures:
        image = QImage(str(picture)).scaledToWidth(HELP_WIDTH, Qt.TransformationMode.SmoothTransformation)
        image.convertToFormat(QImage.Format.Format_RGB888).save(str(folder / picture.name), "PNG", 0)


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    with tempfile.TemporaryDirectory() as temporary, assembly.embedded_sandbox() as sandbox:
        sandbox.state.switches.change({"highlevel": {"search_lag_seconds": 0}})
        home = Path(temporary)
        service = assembly.build_demo(Home(home / "home"), "it")
        asyncio.run(furnish(service, sandbox, home))
        memory = QSettings(str(home / "window.ini"), QSettings.Format.IniFormat)
        with asyncio.Runner(loop_factory=lambda: QEventLoop(app)) as loop:
            loop.run(picture_all(service, PANES, folder, memory, app))
            fresh = assembly.build_demo(Home(home / "fresh"), "it")
            loop.run(picture_all(fresh, (ASSISTANT,), folder, memory, app))
    pictures = sorted(folder.glob("*.png"))
    if len(sys.argv) < 2:
        shrink(pictures, HELP)
    print(f"{len(pictures)} pictures in {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
