"""HighLevel's own TypeScript SDK for the tests, where node is. Without it its recorded requests are replayed."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import system

CLIENT, VERSION = "@gohighlevel/api-client", "3.1.0"


def ensure_node_clients(root: Path) -> None:
    """Installs the SDK into .venv/node once; does nothing without node, and no more than say so where npm fails."""
    target = root / ".venv" / "node"
    npm = shutil.which("npm")
    stamp = target / f"{VERSION}.txt"
    if npm is None or shutil.which("node") is None or stamp.exists() or os.environ.get("PONTE24_NO_INSTALL") == "1":
        return
    target.mkdir(parents=True, exist_ok=True)
    flags = ["--no-audit", "--no-fund", "--ignore-scripts", "--silent"]
    if system.capture([npm, "install", "--prefix", str(target), *flags, f"{CLIENT}@{VERSION}"]).returncode == 0:
        stamp.write_text(CLIENT, encoding="utf-8")
    else:
        system.say(f"npm could not install {CLIENT}; the tests replay its recorded requests instead.")
