"""The payment schedule ("Scadenze") as CSV.

An assumption: that it can be exported is known, its columns are not (reference: Fattura24 3).
"""

from __future__ import annotations

import csv
import io
from decimal import Decimal

from app.sandbox.fattura24.rubrica import Encoding
from app.sandbox.fattura24.store import Fattura24Store

COLUMNS = (
    "Data scadenza",
    "Documento",
    "Numero",
    "Data documento",
    "Rag. Sociale",
    "P.IVA",
    "Cod. fiscale",
    "Importo",
    "Pagato",
    "Data pagamento",
    "Conto",
)
_KINDS = {"1": "Fattura", "2": "Nota di credito", "3": "Ricevuta", "11": "Fattura elettronica", "12": "Ordine"}


def export_schedule(store: Fattura24Store, encoding: Encoding = "utf-8-sig") -> bytes:
    """Return the instalments of all documents that have any, by due date, in Italian notation (dd/mm/yyyy, 1234,50)."""
    rows = []
    for document in store.shelf.documents.values():
        for payment in document.payments:
            paid = payment.get("Paid", "").lower() == "true"
            day = payment.get("Date", "")
            rows.append(
                (
                    day,
                    (
                        _italian(day),
                        _KINDS.get(document.doc_type, document.doc_type),
                        document.number,
                        _italian(document.date),
                        document.values.get("CustomerName", ""),
                        document.values.get("CustomerVatCode", ""),
                        document.values.get("CustomerFiscalCode", ""),
                        f"{Decimal(payment.get('Amount') or '0'):.2f}".replace(".", ","),
                        "SI" if paid else "NO",
                        _italian(day) if paid else "",
                        payment.get("BillAccount", ""),
                    ),
                )
            )
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(cells for _, cells in sorted(rows))
    return out.getvalue().encode(encoding, "replace")


def _italian(day: str) -> str:
    return "/".join(reversed(day.split("-")))
