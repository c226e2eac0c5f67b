"""HighLevel's own TypeScript SDK, where node is; `make test` installs it (packaging/node_clients.py)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

MODULES = Path(sys.prefix) / "node" / "node_modules"
SCRIPT = Path(__file__).parent / "clients" / "vendor_sdk.cjs"
_NODE = shutil.which("node")


def is_there() -> bool:
    """Tell whether the SDK can run here."""
    return _NODE is not None and (MODULES / "@gohighlevel" / "api-client").is_dir()


def run(given: dict[str, Any]) -> Any:
    """Run the script beside the recordings with JSON in and out."""
    assert _NODE is not None
    done = subprocess.run(
        [_NODE, str(SCRIPT)],
        input=json.dumps(given),
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "NODE_PATH": str(MODULES)},
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)
