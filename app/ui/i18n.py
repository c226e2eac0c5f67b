"""The language of the window: Qt translations for labels, catalogue texts, numbers and moments."""

from __future__ import annotations

import logging
from datetime import date
from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import (
    QCoreApplication,
    QDate,
    QDateTime,
    QLibraryInfo,
    QLocale,
    QTranslator,
)

from app.paths import resource
from app.texts import LANGUAGES, has_text, system_language, text
from app.ui.counts import counts

_log = logging.getLogger(__name__)
_LOCALES = {
    "it": QLocale(QLocale.Language.Italian, QLocale.Country.Italy),
    "en": QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom),
}
_installed: list[QTranslator] = []
_contents: list[bytes] = []
_language = "en"


def install(app: QCoreApplication, language: str = "") -> str:
    """Make the window speak a language (blank: the system's) and return it.

    Widgets get a LanguageChange event; labels made before keep their words, so the window is built anew.
    """
    global _language
    chosen = language if language in LANGUAGES else system_language()
    for old in _installed:
        app.removeTranslator(old)
    _installed.clear()
    _contents.clear()
    # Qt's own catalogue first: the one installed last is asked first
    places = (
        ("qtbase", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)),
        ("ponte24", str(resource("i18n"))),
    )
    for name, folder in places:
        translator = QTranslator(app)
        if _load(translator, Path(folder) / f"{name}_{chosen}.qm"):
            app.installTranslator(translator)
            _installed.append(translator)
    _language = chosen
    QLocale.setDefault(_LOCALES[chosen])
    return chosen


def _load(translator: QTranslator, file: Path) -> bool:
    """Load a catalogue from memory: Qt would map the file, and an update that writes over it would end the program."""
    try:
        content = file.read_bytes()
    except OSError:
        return False
    _contents.append(content)  # Qt reads it for as long as the translator is there
    return translator.load(content)


def language() -> str:
    """Return ``it`` or ``en``."""
    return _language


def locale() -> QLocale:
    """Return the locale of the language, for numbers and dates."""
    return _LOCALES[_language]


def say(key: str, /, **params: object) -> str:
    """Return a text of the catalogues in the window's language.

    A key that is missing there is shown as it is, and logged: one missing text must not take a pane away.
    """
    try:
        return text(key, _language, **params)
    except (KeyError, IndexError):
        _log.warning("no text for %s in %s", key, _language)
        return key.rsplit(".", 1)[-1].replace("_", " ")


def field_name(field: str) -> str:
    """Return the name of a contact field in words; custom fields keep their own name."""
    key = f"fields.{field}"
    return text(key, _language) if has_text(key, _language) else field.removeprefix("custom:")


def named(group: str, key: str) -> str:
    """Return the name of a code in words; the code itself where there is none."""
    path = f"{group}.{key}"
    return text(path, _language) if has_text(path, _language) else key


def money(amount: Decimal, currency: str = "EUR") -> str:
    """Return an amount with two places and its currency, as invoices have it: thousands are always set apart, also
    four digits, which Italian numbers elsewhere leave together."""
    whole, places = f"{abs(amount):,.2f}".split(".")
    sign = "-" if amount < 0 else ""
    shown = f"{sign}{whole.replace(',', locale().groupSeparator())}{locale().decimalPoint()}{places}"
    return f"{shown} {'€' if currency == 'EUR' else currency}"


def date_text(day: date, today: date | None = None) -> str:
    """Return a date in a few letters, e.g. "12 Sep 2026"; without the year where it is that of ``today``."""
    pattern = "d MMM" if today is not None and day.year == today.year else "d MMM yyyy"
    return locale().toString(QDate(day.year, day.month, day.day), pattern)


def number(value: int) -> str:
    """Return a whole number with the language's separators."""
    return locale().toString(value)


def moment(at: float, now: float | None = None) -> str:
    """Return a moment (epoch seconds) in the machine's time zone: "today 14:05", "yesterday 9:12" or a date.

    0 gives an empty text.
    """
    if not at:
        return ""
    when = QDateTime.fromSecsSinceEpoch(int(at))
    today = QDateTime.fromSecsSinceEpoch(int(now)) if now is not None else QDateTime.currentDateTime()
    clock = locale().toString(when.time(), "HH:mm")
    days = when.date().daysTo(today.date())
    if days == 0:
        return QCoreApplication.translate("Moments", "today at %1").replace("%1", clock)
    if days == 1:
        return QCoreApplication.translate("Moments", "yesterday at %1").replace("%1", clock)
    if days == -1:
        return QCoreApplication.translate("Moments", "tomorrow at %1").replace("%1", clock)
    same_year = when.date().year() == today.date().year()
    day = locale().toString(when.date(), "d MMM" if same_year else "d MMM yyyy")
    return f"{day}, {clock}"


def day(at: float) -> str:
    """Return the date of a moment (epoch seconds), e.g. "12 September 2026"; 0 gives an empty text."""
    return locale().toString(QDateTime.fromSecsSinceEpoch(int(at)).date(), "d MMMM yyyy") if at else ""


def clock(at: float) -> str:
    """Return hours, minutes and seconds of a moment (epoch seconds)."""
    return locale().toString(QDateTime.fromSecsSinceEpoch(int(at)).time(), "HH:mm:ss")


def ago(at: float, now: float) -> str:
    """Return how long ago a moment was, roughly: minutes, hours or days; both in epoch seconds."""
    seconds = max(0.0, now - at)
    if seconds < 90:
        return QCoreApplication.translate("Moments", "just now")
    if seconds < 5400:
        return counts.minutes_ago(round(seconds / 60))
    if seconds < 36 * 3600:
        return counts.hours_ago(round(seconds / 3600))
    return counts.days_ago(round(seconds / 86400))


def next_midnight(now: float) -> float:
    """Return the next local midnight after a moment, both in epoch seconds."""
    date = QDateTime.fromSecsSinceEpoch(int(now)).date().addDays(1)
    return float(date.startOfDay().toSecsSinceEpoch())
