"""What GitHub runs: nothing that moves, the least of rights, tried before it is signed, published by a person."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
TEXTS = {path.name: path.read_text(encoding="utf-8") for path in WORKFLOWS}
READ: dict[str, dict[Any, Any]] = {name: yaml.safe_load(text) for name, text in TEXTS.items()}
RELEASE = READ["release.yml"]
JOBS: dict[str, dict[str, Any]] = RELEASE["jobs"]
SIGNING = {"windows", "macos", "draft"}


def events(workflow: dict[Any, Any]) -> dict[str, Any]:
    """What starts a workflow; YAML 1.1 reads the key ``on`` as true."""
    found: dict[str, Any] = workflow[True]
    return found


def steps(job: dict[str, Any]) -> list[dict[str, Any]]:
    return list(job.get("steps", []))


@pytest.mark.parametrize("name", TEXTS)
def test_every_action_is_pinned_to_a_commit_that_says_its_version(name: str) -> None:
    used = re.findall(r"uses: (\S+)(.*)", TEXTS[name])
    assert used
    for action, comment in used:
        if action.startswith("./"):
            continue
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", action), action
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment), f"{action}{comment}"


def test_the_same_action_is_the_same_commit_everywhere() -> None:
    pins: dict[str, set[str]] = {}
    for text in TEXTS.values():
        for action, commit in re.findall(r"uses: ([\w-]+/[\w-]+)@(\S+)", text):
            pins.setdefault(action, set()).add(commit)
    assert {action: found for action, found in pins.items() if len(found) > 1} == {}


@pytest.mark.parametrize("name", TEXTS)
def test_nothing_may_anything_unless_a_job_says_so(name: str) -> None:
    workflow = READ[name]
    assert workflow["permissions"] == {}
    assert "pull_request_target" not in TEXTS[name]
    for job in workflow["jobs"].values():
        rights = job["permissions"]
        assert isinstance(rights, dict)
        if name != "release.yml":
            assert rights == {"contents": "read"}
        for step in steps(job):
            if str(step.get("uses", "")).startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False
            assert "${{" not in str(step.get("run", "")), "what comes from outside goes through the environment"


def test_only_the_draft_may_write_and_only_signing_jobs_are_behind_a_reviewer() -> None:
    assert list(events(RELEASE)) == ["push"] and list(events(RELEASE)["push"]) == ["tags"]
    for name, job in JOBS.items():
        writes = {right for right, what in job["permissions"].items() if what == "write"}
        allowed = {"draft": {"contents", "id-token", "attestations"}, "windows": {"id-token"}}
        assert writes == allowed.get(name, set()), name
        assert (job.get("environment") == "release") == (name in SIGNING), name
        if "secrets." in str(job):
            assert name in SIGNING
    assert "cache" not in TEXTS["release.yml"]


def test_where_keys_are_near_nothing_of_other_people_is_installed() -> None:
    for name in SIGNING:
        commands = " ".join(str(step.get("run", "")) for step in steps(JOBS[name]))
        for installs in ("pip ", "npm ", "apt-get", "brew ", "choco ", "winget "):
            assert installs not in commands, (name, installs)


def test_everything_that_is_installed_for_a_release_is_locked_with_hashes() -> None:
    installs = re.findall(r"pip install (.*)", TEXTS["release.yml"])
    assert installs and all(line.startswith("--require-hashes -r packaging/locks/") for line in installs)
    for lock in re.findall(r"packaging/locks/[\w.-]+\.txt", TEXTS["release.yml"]):
        assert (ROOT / lock).is_file(), lock


def test_every_artifact_is_tried_before_the_draft_and_nobody_but_a_person_publishes() -> None:
    needed = set(JOBS["draft"]["needs"])
    assert {"try-linux", "try-windows", "try-macos", "sbom", "windows", "macos"} <= needed
    for name in ("try-linux", "try-windows", "try-macos"):
        commands = " ".join(str(step.get("run", "")) for step in steps(JOBS[name]))
        assert "--version" in commands and "demo --terminal" in commands and JOBS[name]["permissions"] == {}
    last = steps(JOBS["draft"])[-1]["run"]
    assert "gh release create" in last and "--draft" in last and "--verify-tag" in last
    uses = [str(step.get("uses", "")).partition("@")[0] for step in steps(JOBS["draft"])]
    assert uses.index("actions/attest-build-provenance") < uses.index("actions/attest-sbom") < len(uses) - 1


def test_four_builds_on_the_oldest_systems_served() -> None:
    built = {one["os"]: one["name"] for one in JOBS["build"]["strategy"]["matrix"]["include"]}
    assert built == {
        "ubuntu-22.04": "linux",
        "windows-2022": "windows",
        "macos-15": "macos-arm64",
        "macos-15-intel": "macos-x86_64",
    }
    assert "SOURCE_DATE_EPOCH" in JOBS["build"]["env"] and RELEASE["env"]["PYTHONHASHSEED"] == "0"


def test_the_scripts_that_a_release_runs_are_there() -> None:
    for path in re.findall(r"(?:python |run: )(packaging/[\w./-]+)", TEXTS["release.yml"]):
        assert (ROOT / path).is_file(), path
        if path.endswith(".py"):
            text = (ROOT / path).read_text(encoding="utf-8")
            assert 'if __name__ == "__main__":' in text, path
            subprocess.run([sys.executable, "-m", "py_compile", str(ROOT / path)], check=True)
