"""The maintainer's tool: what it signs is what Ponte24 believes."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
import time
from pathlib import Path

import app
from app.connectors.updates.channel import Channel
from app.connectors.updates.feed import read_feed

SCRIPT = Path(__file__).parent.parent / "packaging" / "release_feed.py"


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPT), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_a_key_is_made_once_and_signs_what_is_believed(tmp_path: Path) -> None:
    key, out = tmp_path / "ponte24.key", tmp_path / "latest.txt"
    public = base64.b64decode(run("--new-key", key).stdout)
    assert os.name == "nt" or key.stat().st_mode & 0o777 == 0o600
    kept = key.read_bytes()
    again = run("--new-key", key)
    assert again.returncode == 1 and "never written over" in again.stderr and key.read_bytes() == kept
    words = ("--notes-it", "Più veloce.", "--notes-en", "Faster.")
    made = run("--key", key, "--out", out, "--sequence", "3", "--page", "https://news.test/0.1.0", *words)
    assert made.returncode == 0, made.stderr
    channel = Channel("https://news.test/latest.txt", (public,))
    release = read_feed(out.read_bytes(), channel, now=time.time(), seen=3)
    assert (release.version, release.notes["it"]) == (app.__version__, "Più veloce.")


def test_what_would_not_be_believed_is_not_written(tmp_path: Path) -> None:
    key, out = tmp_path / "ponte24.key", tmp_path / "latest.txt"
    run("--new-key", key)
    for more in (("--page", "http://news.test/"), ("--page", "https://news.test/", "--notes-it", "x" * 501)):
        refused = run("--key", key, "--out", out, "--sequence", "1", *more)
        assert refused.returncode == 1 and "would not believe" in refused.stderr
    assert run("--key", tmp_path / "none", "--out", out, "--sequence", "1", "--page", "https://x.test/").returncode == 1
    assert run("--key", key).returncode == 2
    assert not out.exists()
