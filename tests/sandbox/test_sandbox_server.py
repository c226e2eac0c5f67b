"""Starting and stopping: embedded, on a chosen port, and as a process of the command line."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from app.sandbox.clock import SandboxClock
from app.sandbox.faults import Fault
from app.sandbox.server import SandboxServer
from app.sandbox.switches import Fattura24Switches, Switches

ROOT = Path(__file__).resolve().parents[2]


def test_embedded_twice_on_free_ports() -> None:
    with SandboxServer(contacts=2) as one, SandboxServer(seed=2, contacts=3) as two:
        assert one.port != two.port
        assert one.token != two.token
        for server, number in ((one, 2), (two, 3)):
            state = httpx.get(f"{server.control_url}/state").json()
            assert len(state["highlevel"]["contacts"]) == number
    with pytest.raises(httpx.ConnectError):
        httpx.get(one.control_url)


def test_given_port_clock_switches_and_faults() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    switches = Switches(fattura24=Fattura24Switches(per_minute=1))
    faults: list[Fault | str] = ["500:1", Fault(name="slow", delay=0)]
    with SandboxServer(port, contacts=1, faults=faults, clock=SandboxClock(manual=True), switches=switches) as server:
        assert server.base_url == f"http://127.0.0.1:{port}"
        assert [fault.name for fault in server.state.faults.faults] == ["500", "slow"]
        assert httpx.post(f"{server.fattura24_url}/TestKey", data={"apiKey": server.api_key}).status_code == 500
        assert server.state.switches.fattura24.per_minute == 1
        with pytest.raises(OSError, match="in use"):
            SandboxServer(port, contacts=0)


def test_unknown_fault_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown fault"):
        SandboxServer(contacts=0, faults=["boom"])


def test_stopping_does_not_wait_for_a_slow_answer() -> None:
    with SandboxServer(contacts=0, faults=[Fault(name="slow", delay=600)]) as server:
        url = f"{server.highlevel_url}/contacts/x"
        with pytest.raises(httpx.ReadTimeout):
            httpx.get(url, timeout=0.2)


@pytest.mark.skipif(sys.platform == "win32", reason="signals reach a child process differently there")
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_serve_prints_one_line_and_ends_on_a_signal(ending: signal.Signals) -> None:
    program = "from app.sandbox.server import serve; serve(contacts=3, seed=4, faults=['429:1'])"
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    try:
        assert process.stdout is not None
        said = json.loads(process.stdout.readline())
        headers = {"Authorization": f"Bearer {said['highlevel']['token']}", "Version": "2021-07-28"}
        location = f"{said['highlevel']['base_url']}/locations/{said['highlevel']['location_id']}"
        assert httpx.get(location, headers=headers).status_code == 429
        httpx.post(f"{said['control_url']}/faults", json={"clear": True})
        assert httpx.get(location, headers=headers).status_code == 200
        key = {"apiKey": said["fattura24"]["key"]}
        assert "<returnCode>1<" in httpx.post(f"{said['fattura24']['base_url']}/TestKey", data=key).text
        process.send_signal(ending)
        rest, errors = process.communicate(timeout=20)
    finally:
        process.kill()
        process.communicate()
    assert (rest, errors, process.returncode) == ("", "", 0)
