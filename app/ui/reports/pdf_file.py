"""A report as PDF: drawn page by page, so that a big one needs no more memory than a small one."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPageLayout, QPageSize, QPainter, QPdfWriter, QPen

from app.ui.i18n import number
from app.ui.reports.report import Report
from app.whole_file import whole_file

_DPI = 150
_GAP, _PAD = 8.0, 5.0
_WORDS = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop)
_ANYWHERE = int(Qt.TextFlag.TextWrapAnywhere | Qt.AlignmentFlag.AlignTop)
_LINES = 6
"""Lines of a cell that are shown; what is longer ends in "…" (all of it is in the CSV)."""


def write_pdf(report: Report, file: Path) -> None:
    """Write the report on pages of A4 across, numbered, headings on each. Raises OSError."""
    with whole_file(file) as beside:
        _write(report, beside)
        if not _has_its_end(beside):  # Qt does not tell that the disk has taken no more
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _write(report: Report, file: Path) -> None:
    writer = QPdfWriter(str(file))
    writer.setTitle(report.title)
    writer.setCreator("Ponte24")
    writer.setResolution(_DPI)
    writer.setPageLayout(
        QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Landscape, QMarginsF(12, 12, 12, 12))
    )
    writer.setPageMargins(QMarginsF(12, 12, 12, 12), QPageLayout.Unit.Millimeter)
    painter = QPainter()
    if not painter.begin(writer):
        raise OSError(f"cannot write {file.name}")
    try:
        _Pages(report, writer, painter).draw()
    finally:
        painter.end()


def _has_its_end(file: Path) -> bool:
    with file.open("rb") as written:
        written.seek(max(0, file.stat().st_size - 32))
        return b"%%EOF" in written.read()


class _Pages:
    """Where on the pages the next row goes."""

    def __init__(self, report: Report, writer: QPdfWriter, painter: QPainter) -> None:
        self._report, self._writer, self._painter = report, writer, painter
        self._width, self._height = float(writer.width()), float(writer.height())
        base = painter.font()
        self._title, self._text, self._bold = QFont(base), QFont(base), QFont(base)
        self._title.setPointSizeF(15)
        self._title.setBold(True)
        self._text.setPointSizeF(8)
        self._bold.setPointSizeF(8)
        self._bold.setBold(True)
        self._metrics = QFontMetricsF(self._text, writer)
        room = self._width - _GAP * (len(report.heads) - 1)
        whole = sum(report.widths)
        self._widths = [room * w / whole for w in report.widths]
        self._page, self._top = 1, 0.0
        self._foot = self._metrics.height() * 1.6

    def draw(self) -> None:
        painter, line = self._painter, self._metrics.height()
        painter.setFont(self._title)
        title = QFontMetricsF(self._title, self._writer).height()
        painter.drawText(QRectF(0, 0, self._width, title), int(Qt.AlignmentFlag.AlignLeft), self._report.title)
        self._top = title * 1.3
        painter.setFont(self._text)
        for words in self._report.lead:
            painter.drawText(QRectF(0, self._top, self._width, line), int(Qt.AlignmentFlag.AlignLeft), words)
            self._top += line
        self._top += line
        self._heads()
        for row in self._report.rows:
            self._row(row)
        self._end()

    def _heads(self) -> None:
        self._painter.setFont(self._bold)
        height = self._cells(self._report.heads)
        self._top += height + _PAD
        self._rule(QColor("#555555"))
        self._painter.setFont(self._text)

    def _row(self, row: Sequence[str]) -> None:
        heights = [self._needs(cell, width) for cell, width in zip(row, self._widths, strict=True)]
        height = min(max(heights), self._metrics.lineSpacing() * _LINES)
        if self._top + height + 2 * _PAD > self._height - self._foot:
            self._end()
            self._writer.newPage()
            self._page += 1
            self._top = 0.0
            self._heads()
        self._top += _PAD
        self._top += self._cells(row, height) + _PAD
        self._rule(QColor("#dddddd"))

    def _needs(self, cell: str, width: float) -> float:
        if not cell:
            return 0.0
        return self._metrics.boundingRect(QRectF(0, 0, width, 1e6), self._wrap(cell, width), cell).height()

    def _wrap(self, cell: str, width: float) -> int:
        """Return where a cell may be broken: inside a word only if that is longer than a line."""
        longest = max(map(self._metrics.horizontalAdvance, cell.split()), default=0.0)
        return _WORDS if longest <= width else _ANYWHERE

    def _cells(self, row: Sequence[str], height: float = 0.0) -> float:
        """Draw the cells of a row and return how high they are."""
        height = height or max(self._needs(c, w) for c, w in zip(row, self._widths, strict=True))
        left = 0.0
        for cell, width in zip(row, self._widths, strict=True):
            if self._needs(cell, width) > height + 1:
                room = width * (_LINES - 1)
                cell = self._metrics.elidedText(cell.replace("\n", " "), Qt.TextElideMode.ElideRight, room)
            where = QRectF(left, self._top, width, height + 1)
            self._painter.drawText(where, self._wrap(cell, width), cell)
            left += width + _GAP
        return height

    def _rule(self, colour: QColor) -> None:
        pen = self._painter.pen()
        self._painter.setPen(QPen(colour, 1))
        self._painter.drawLine(0, int(self._top), int(self._width), int(self._top))
        self._painter.setPen(pen)

    def _end(self) -> None:
        where = QRectF(0, self._height - self._metrics.height(), self._width, self._metrics.height())
        self._painter.drawText(where, int(Qt.AlignmentFlag.AlignRight), number(self._page))
