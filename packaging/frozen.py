"""What the frozen program is made of, said once: for the spec that builds it and for the test that tries the layout.

No PyInstaller in here, so that the layout can be tried without freezing anything.
"""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

# (in the checkout, in the frozen program). app/paths.py looks for `_resources` beside itself, as in a wheel.
DATAS = (("resources", "app/_resources"),)

# Single modules that are read as files (app/records/places/country.py): their package would bring 100 MB of memory.
MODULES_AS_FILES = (("phonenumbers", "geodata/locale.py"),)

# Python modules that are found while analysing and never used while running.
EXCLUDED_MODULES = (
    "IPython",
    "PySide6.QtQml",
    "PySide6.QtQuick",
    "_pytest",
    "hypothesis",
    "mypy",
    "numpy",
    "phonenumbers.carrierdata",
    "phonenumbers.geodata",
    "phonenumbers.tzdata",
    "pip",
    "pytest",
    "setuptools",
    "tkinter",
)

# Files of Qt that Ponte24 never opens, by their place in the frozen program. What is not named stays.
_PRUNED = re.compile(
    "|".join(
        (
            # themes and input methods that drag GTK, QML and Quick along
            r"plugins/platformthemes/libqgtk3",
            r"plugins/platforminputcontexts/.*virtualkeyboard",
            r"(lib|/)?Qt6?(Qml|Quick|VirtualKeyboard|Labs|Pdf|Designer|Help|Sql|Test|UiTools)\w*\.(so|dll|dylib)",
            r"Qt(Qml|Quick|VirtualKeyboard|Pdf|Designer|Help)\w*\.framework/",
            r"Qt/qml/",
            # ways to draw on machines without a desktop; `offscreen` and `minimal` stay for trying
            r"plugins/(platforms/libq(eglfs|linuxfb|vnc|vkkhrdisplay)|egldeviceintegrations/|generic/)",
            r"plugins/(qmltooling|designer|sqldrivers|assetimporters)/",
            # rare picture formats
            r"plugins/imageformats/\w*(tga|tiff|wbmp|webp|icns|jp2|mng|pdf)",
            # Qt's own words in languages that Ponte24 does not speak
            r"translations/(?!(qt|qtbase)_(it|en)\.qm)\w+\.qm",
            # how a thousand languages write numbers and dates (for the texts of automations)
            r"^babel/locale-data/(?!(root|(it|en)(_\w+)?)\.dat$)",
            # registers of other numbers than those of tax and bank
            r"^stdnum/(?!iban\.dat).*\.dat$",
            # GTK and its libraries, where the building machine has them
            r"^lib(gtk-3|gdk-3|gdk_pixbuf|atk-|atspi|pango|cairo|epoxy|harfbuzz-gobject|rsvg)[\w.-]*\.so",
        )
    )
)


def is_kept(place: str) -> bool:
    """Tell whether a file belongs into the frozen program, by its place in it (with either kind of slash)."""
    return not _PRUNED.search(place.replace("\\", "/"))


def carries_names(place: str) -> bool:
    """Tell whether a library comes with names for debuggers that nobody needs, by its place in the program (Linux)."""
    return re.search(r"^libpython|lib-dynload/|^sqlalchemy/", place) is not None


def plist(version: str) -> dict[str, object]:
    """What macOS reads of the bundle."""
    return {
        "CFBundleDisplayName": "Ponte24",
        "CFBundleShortVersionString": version,
        "CFBundleLocalizations": ["it", "en"],
        "LSApplicationCategoryType": "public.app-category.business",
        # what PySide6 is built for
        "LSMinimumSystemVersion": "13.0",
        # the schedule's timers go on while no window is seen
        "NSAppSleepDisabled": True,
        "NSHighResolutionCapable": True,
    }


def module_data(root: Path) -> list[tuple[str, str]]:
    """The data files and folders as PyInstaller wants them: (what, into which folder)."""
    return [(str(root / source), target) for source, target in DATAS]


def module_files() -> list[tuple[str, str]]:
    """The modules that are taken along as files, likewise."""
    found = []
    for package, inner in MODULES_AS_FILES:
        spec = importlib.util.find_spec(package)
        assert spec is not None
        assert spec.origin is not None
        path = Path(spec.origin).parent / inner
        found.append((str(path), str(Path(package, inner).parent.as_posix())))
    return found
