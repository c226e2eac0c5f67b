"""What the agenda was asked for, in the window of the real process: clicks and keys here, HighLevel's API there."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.agenda_flows import flows
from tests.agenda_window import FLOWS
from tests.program import ROOT
from tests.test_kill import environment


@pytest.mark.parametrize("flow", FLOWS)
def test_played_in_the_window(flow: str, tmp_path: Path) -> None:
    with flows(tmp_path) as f:
        folder = tmp_path / "seen"
        folder.mkdir()
        scene = {
            "flow": flow,
            "token": f.sandbox.token,
            "location": f.sandbox.location_id,
            "url": f.sandbox.highlevel_url,
            "contact": f.contact,
            "customer": f.customer,
            "invoice": str(f.bill()),
        }
        (folder / "scene.json").write_text(json.dumps(scene), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "tests.agenda_window", str(f.home), str(folder)],
            cwd=ROOT,
            env={**environment(f.sandbox), "QT_QPA_PLATFORM": "offscreen", "DISPLAY": ":0"},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        failed = folder / "failed"
        assert not failed.exists(), failed.read_text(encoding="utf-8") + done.stderr
        assert (folder / "done").exists(), done.stdout + done.stderr
        assert done.returncode == 0, done.stderr
