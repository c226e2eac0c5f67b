"""What an import of e-invoices did, in words; many files in one card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from app.services.api.imports import ImportReport, RefusedRow
from app.texts import has_text
from app.ui.counts import counts
from app.ui.i18n import language, number, say

_TOGETHER = 3
"""E-invoice files from which on they share a card: nobody reads a hundred cards."""

translate = QCoreApplication.translate


def is_einvoice(report: ImportReport) -> bool:
    """Tell whether a report is about e-invoices that were read."""
    return report.problem is None and report.content.startswith("einvoice")


def gathered(reports: Sequence[ImportReport]) -> tuple[ImportReport, ...]:
    """Return the reports with those of many e-invoice files made into one; refused files stay apart, so that each is
    seen."""
    some = [report for report in reports if is_einvoice(report)]
    if len(some) < _TOGETHER:
        return tuple(reports)
    whole = _sum(some)
    return tuple(
        whole if report is some[0] else report for report in reports if report is some[0] or not is_einvoice(report)
    )


def _sum(reports: Sequence[ImportReport]) -> ImportReport:
    first = reports[0]
    return replace(
        first,
        file=Path(counts.einvoice_files(len(reports))),
        read=sum(r.read for r in reports),
        new=sum(r.new for r in reports),
        changed=sum(r.changed for r in reports),
        unchanged=sum(r.unchanged for r in reports),
        left_out=sum(r.left_out for r in reports),
        issued=sum(r.issued for r in reports),
        received=sum(r.received for r in reports),
        new_customers=sum(r.new_customers for r in reports),
        refused=tuple(_placed(row, r) for r in reports for row in r.refused),
        remarks=tuple(_placed(row, r) for r in reports for row in r.remarks),
        own_vat_candidates=reports[-1].own_vat_candidates,
    )


def _placed(row: RefusedRow, report: ImportReport) -> RefusedRow:
    return replace(row, where=f"{report.file.name}/{row.where}" if row.where else report.file.name)


def words_of(report: ImportReport) -> list[tuple[str, str]]:
    """Return what is worth saying about e-invoices, with the kind of notice."""
    found: list[tuple[str, str]] = []
    if report.issued or report.received:
        words = translate("InvoiceReports", "Issued by you: %1. Received: %2.")
        found.append((words.replace("%1", number(report.issued)).replace("%2", number(report.received)), "ok"))
    if report.new_customers:
        found.append((counts.invoice_customers(report.new_customers), "ok"))
    if report.own_vat_candidates:
        words = translate(
            "InvoiceReports",
            "The documents are kept, but Ponte24 does not know yet which of them you issued: close this report and"
            " choose your VAT code.",
        )
        found.append((words, "warn"))
    return found


def lines_of(rows: Sequence[RefusedRow], group: str) -> list[str]:
    """Return one line per file or document that was refused or passed over, with the reason."""
    made = []
    for row in rows:
        key = f"{group}.{row.reason}"
        reason = say(key, **row.params) if has_text(key, language()) else row.reason
        made.append(f"{row.where}: {reason}" if row.where else reason[:1].upper() + reason[1:])
    return made
