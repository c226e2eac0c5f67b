"""Draws the icons of every system from resources/icons/ponte24.svg: `python packaging/icons.py FOLDER` (needs PySide6).

Writes 48.png, 128.png, 256.png, ponte24.ico and ponte24.icns. The small pictures of an .ico are bitmaps, which every
reader knows, the large one is a PNG (as Windows has it since Vista); an .icns has PNGs only (macOS 10.7 and later).
"""

from __future__ import annotations

import os
import struct
import sys
from pathlib import Path
from typing import Any

PNG_SIZES = (48, 128, 256)
ICO_SIZES = (16, 20, 24, 32, 40, 48, 64, 256)
"""Title bar to large icons, at 100, 125, 150 and 200 %."""

ICNS_KINDS = {
    b"ic11": 32,
    b"ic12": 64,
    b"ic07": 128,
    b"ic13": 256,
    b"ic08": 256,
    b"ic14": 512,
    b"ic09": 512,
    b"ic10": 1024,
}
SVG = Path(__file__).resolve().parent.parent / "resources" / "icons" / "ponte24.svg"


def bitmap(size: int, pixels: bytes) -> bytes:
    """A picture of an .ico: ``pixels`` are rows from the top, four bytes each (blue, green, red, opacity)."""
    line = size * 4
    rows = [pixels[start : start + line] for start in range(0, size * line, line)]
    mask = b"\0" * (((size + 31) // 32) * 4 * size)  # the opacity says it all, and the mask has to be there
    header = struct.pack("<IiiHHIIiiII", 40, size, size * 2, 1, 32, 0, size * line + len(mask), 0, 0, 0, 0)
    return header + b"".join(reversed(rows)) + mask


def ico(pictures: dict[int, bytes]) -> bytes:
    """An .ico of pictures by size, each a bitmap or a PNG."""
    place = 6 + 16 * len(pictures)
    head = struct.pack("<HHH", 0, 1, len(pictures))
    for size, picture in pictures.items():
        head += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(picture), place)
        place += len(picture)
    return head + b"".join(pictures.values())


def icns(pictures: dict[bytes, bytes]) -> bytes:
    """An .icns of PNGs by their four-letter kind."""
    body = b"".join(kind + struct.pack(">I", len(picture) + 8) + picture for kind, picture in pictures.items())
    return b"icns" + struct.pack(">I", len(body) + 8) + body


def draw(size: int, svg: Path = SVG) -> Any:
    """The drawing as a QImage. Raises ValueError where it cannot be drawn."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QGuiApplication, QIcon, QImage

    global _application
    _application = QGuiApplication.instance() or QGuiApplication([])
    image = QIcon(str(svg)).pixmap(size, size).toImage().convertToFormat(QImage.Format.Format_ARGB32)
    if image.isNull() or image.width() != size:
        raise ValueError(f"{svg} could not be drawn at {size} pixels.")
    return image


_application: Any = None


def png(image: Any) -> bytes:
    """A QImage as a PNG."""
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice

    kept = QByteArray()
    buffer = QBuffer(kept)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(kept.data())


def write_all(folder: Path, svg: Path = SVG) -> None:
    """Draws everything into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for size in PNG_SIZES:
        (folder / f"{size}.png").write_bytes(png(draw(size, svg)))
    small = {size: bitmap(size, bytes(draw(size, svg).constBits())) for size in ICO_SIZES if size < 256}
    (folder / "ponte24.ico").write_bytes(ico(small | {256: png(draw(256, svg))}))
    (folder / "ponte24.icns").write_bytes(icns({kind: png(draw(size, svg)) for kind, size in ICNS_KINDS.items()}))


if __name__ == "__main__":
    write_all(Path(sys.argv[1]))
