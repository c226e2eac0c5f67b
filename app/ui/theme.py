"""Colours, style sheet and icons, light and dark.

All colours are tokens of one of two palettes; `resources/styles/window.qss` is filled from them. Icons are
SVG with ``currentColor``, recoloured by token; `set_icon` remembers what a widget shows, so that a change of
theme redraws it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import cache
from math import ceil

from PySide6.QtCore import QByteArray, QCoreApplication, QEvent, QObject, QSize, Qt, QTemporaryDir, Signal
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication, QFrame, QLabel, QWidget

from app.paths import resource

MODES = ("system", "light", "dark")
ICON_SIZES = (16, 20, 24, 32, 48, 64, 128)


@dataclass(frozen=True, slots=True)
class Palette:
    """The tokens of one look."""

    ground: str
    surface: str
    raised: str
    border: str
    strong_border: str
    text: str
    muted: str
    accent: str
    accent_hover: str
    accent_pressed: str
    accent_soft: str
    on_accent: str
    ok: str
    ok_soft: str
    warn: str
    warn_soft: str
    danger: str
    danger_soft: str
    info: str
    info_soft: str
    highlevel: str
    fattura24: str


LIGHT = Palette(
    ground="#f5f3ee",
    surface="#ffffff",
    raised="#faf8f4",
    border="#e2dcd2",
    strong_border="#b9b1a4",
    text="#1d2829",
    muted="#586567",
    accent="#0f766e",
    accent_hover="#0c655e",
    accent_pressed="#0a544e",
    accent_soft="#dcefeb",
    on_accent="#ffffff",
    ok="#2a7547",
    ok_soft="#e0f1e6",
    warn="#8a5600",
    warn_soft="#fdf0d5",
    danger="#b0352a",
    danger_soft="#fbe6e2",
    info="#1d5fb8",
    info_soft="#e3edfa",
    highlevel="#2563a8",
    fattura24="#b4571c",
)

DARK = Palette(
    ground="#15191a",
    surface="#1d2324",
    raised="#242b2c",
    border="#343e3f",
    strong_border="#56625f",
    text="#e9edec",
    muted="#a5b0b0",
    accent="#55c3b2",
    accent_hover="#6dd0c1",
    accent_pressed="#44ad9d",
    accent_soft="#1c3b37",
    on_accent="#06211e",
    ok="#7fce9d",
    ok_soft="#1d3627",
    warn="#ebb85f",
    warn_soft="#3a2e16",
    danger="#f29386",
    danger_soft="#42241f",
    info="#8db8f0",
    info_soft="#1e2f47",
    highlevel="#86b4ea",
    fattura24="#eba878",
)


class Theme(QObject):
    """The look in force; ``changed`` comes after palette, style sheet and icons are in place."""

    changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._mode = "system"
        self._dark = False
        self._applied: bool | None = None
        self._files = QTemporaryDir()
        self._base_size = app.font().pointSizeF() if app.font().pointSizeF() > 0 else 10.0

    def begin(self) -> None:
        """Take Qt's own style that the palette fits, and follow the system. Whoever hears of the style may ask for a
        colour at once: so the theme is there by then."""
        self._app.setStyle("Fusion")
        self._app.styleHints().colorSchemeChanged.connect(self._follow)

    @property
    def mode(self) -> str:
        """``system``, ``light`` or ``dark``, as chosen."""
        return self._mode

    @property
    def dark(self) -> bool:
        """True while the dark look is in force."""
        return self._dark

    @property
    def palette(self) -> Palette:
        """The tokens in force."""
        return DARK if self._dark else LIGHT

    def color(self, token: str) -> QColor:
        """Return the colour of a token. Raises AttributeError for an unknown one."""
        return QColor(getattr(self.palette, token))

    def apply(self, mode: str = "system") -> None:
        """Take a mode into force. Raises ValueError for an unknown one."""
        if mode not in MODES:
            raise ValueError(mode)
        self._mode = mode
        schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
        # also tells the platform, so that window frames and native dialogs fit
        self._app.styleHints().setColorScheme(schemes.get(mode, Qt.ColorScheme.Unknown))
        self._follow()

    def _follow(self, *_: object) -> None:
        if self._mode == "system":
            self._dark = self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark
        else:
            self._dark = self._mode == "dark"
        if self._applied == self._dark:
            return
        self._applied = self._dark
        self._app.setPalette(self._qt_palette())
        self._app.setStyleSheet(self._style_sheet())
        for widget in self._app.allWidgets():
            if widget.property("iconName"):
                _show_icon(widget)
        self.changed.emit()

    def _qt_palette(self) -> QPalette:
        role, p = QPalette.ColorRole, QPalette()
        tokens = {
            role.Window: "ground",
            role.WindowText: "text",
            role.Base: "surface",
            role.AlternateBase: "raised",
            role.Text: "text",
            role.Button: "surface",
            role.ButtonText: "text",
            role.BrightText: "danger",
            role.Highlight: "accent",
            role.HighlightedText: "on_accent",
            role.Link: "accent",
            role.LinkVisited: "accent",
            role.ToolTipBase: "raised",
            role.ToolTipText: "text",
            role.PlaceholderText: "muted",
            role.Accent: "accent",
            role.Mid: "border",
            role.Dark: "strong_border",
            role.Light: "raised",
            role.Midlight: "border",
        }
        for target, token in tokens.items():
            p.setColor(target, self.color(token))
        for target in (role.WindowText, role.Text, role.ButtonText):
            faded = self.color("muted")
            faded.setAlphaF(0.6)
            p.setColor(QPalette.ColorGroup.Disabled, target, faded)
        return p

    def _style_sheet(self) -> str:
        values = {f.name: getattr(self.palette, f.name) for f in fields(Palette)}
        for name, factor in (("small", 0.9), ("body", 1.0), ("h3", 1.1), ("h2", 1.25), ("h1", 1.7)):
            values[f"font_{name}"] = f"{self._base_size * factor:.1f}pt"
        sheet = resource("styles", "window.qss").read_text(encoding="utf-8")
        sheet = re.sub(r"@icon\(([\w-]+), (\w+)\)", lambda m: f'url("{self._icon_file(m[1], m[2])}")', sheet)
        return re.sub(r"@(\w+)", lambda m: values[m[1]], sheet)

    def _icon_file(self, name: str, token: str) -> str:
        """A recoloured copy, for style sheets, which take files only."""
        path = self._files.filePath(f"{name}-{token}-{'dark' if self._dark else 'light'}.svg")
        with open(path, "wb") as file:  # noqa: PTH123
            file.write(_svg(name, self.color(token).name()))
        return path.replace("\\", "/")


_theme: Theme | None = None


def install(app: QApplication, mode: str = "system") -> Theme:
    """Make the theme of this application, or take the one there is, and apply a mode."""
    global _theme
    if _theme is None or _theme.parent() is not app:
        _theme = Theme(app)
        _theme.begin()
    _theme.apply(mode)
    return _theme


def theme() -> Theme:
    """Return the theme of this application; made with the system's look where `install` was not called."""
    if _theme is None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        return install(app)
    return _theme


def color(token: str) -> QColor:
    """Return a colour of the look in force."""
    return theme().color(token)


@cache
def _source(name: str) -> str:
    return resource("icons", f"{name}.svg").read_text(encoding="utf-8")


def _svg(name: str, colour: str) -> bytes:
    return _source(name).replace("currentColor", colour).encode()


@cache
def _pixmap(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    pixmap = QPixmap(QSize(size, size) * ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(_svg(name, colour))).render(painter)
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


@cache
def _icon(name: str, colour: str, disabled: str = "", sizes: tuple[int, ...] = ICON_SIZES) -> QIcon:
    made = QIcon()
    for size in sizes:
        made.addPixmap(_pixmap(name, colour, size, 1.0))
        if disabled:
            made.addPixmap(_pixmap(name, disabled, size, 1.0), QIcon.Mode.Disabled)
    return made


def icon(name: str, token: str = "text", size: int = 0) -> QIcon:
    """Return an icon in the colour of a token, drawn for being shown at a size (0: at any). Raises FileNotFoundError if
    there is none of that name."""
    # what the style makes of a colour meant for the accent cannot be seen on a button that is switched off
    disabled = theme().color("muted").name() if token == "on_accent" else ""
    return _icon(name, theme().color(token).name(), disabled, _sizes(size) if size else ICON_SIZES)


def _sizes(size: int) -> tuple[int, ...]:
    """Return the dots that an icon shown at one size has on the screens there are, and on a sharp one that may come:
    each is drawn for a third of a millisecond, and a pane has a dozen icons."""
    ratios = {1.0, 2.0, *(screen.devicePixelRatio() for screen in QGuiApplication.screens())}
    return tuple(sorted({ceil(size * ratio) for ratio in ratios}))


def pixmap(name: str, token: str = "text", size: int = 20) -> QPixmap:
    """Return an icon as a picture of so many device-independent pixels, sharp on this screen."""
    ratio = QGuiApplication.primaryScreen().devicePixelRatio() if QGuiApplication.primaryScreen() else 1.0
    return _pixmap(name, theme().color(token).name(), size, ratio)


def set_icon(widget: QWidget, name: str, token: str = "text", size: int = 20) -> None:
    """Show an icon on a button or a label, now and after every change of theme."""
    widget.setProperty("iconName", name)
    widget.setProperty("iconToken", token)
    widget.setProperty("iconSize24", size)
    _show_icon(widget)


def hide_icon(widget: QWidget, hidden: bool) -> None:
    """Leave the icon of a button away, where its words need the room, or show it again."""
    if bool(widget.property("iconHidden")) != hidden and widget.property("iconName"):
        widget.setProperty("iconHidden", hidden)
        _show_icon(widget)


def _show_icon(widget: QWidget) -> None:
    name, token = str(widget.property("iconName")), str(widget.property("iconToken"))
    size = int(widget.property("iconSize24"))
    if isinstance(widget, QAbstractButton):
        widget.setIcon(QIcon() if widget.property("iconHidden") else icon(name, token, size))
        widget.setIconSize(QSize(size, size))
    elif isinstance(widget, QLabel):
        widget.setPixmap(pixmap(name, token, size))


def app_icon() -> QIcon:
    """Return the icon of the application, in its own colours."""
    return _icon("ponte24", "#000000")


def restyle(widget: QWidget, **properties: object) -> None:
    """Set dynamic properties that the style sheet asks for, and take them into force."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    if isinstance(widget, QFrame):  # a label reads its padding only when it is told, and kept that of before
        QCoreApplication.sendEvent(widget, QEvent(QEvent.Type.StyleChange))
    widget.update()
