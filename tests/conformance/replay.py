"""Replays what somebody else's client sends, from a file in `clients`, and holds the answers against what it tells.

A step has method, path, query, body and the header Version as the client sends them, and the status it must get.
``holds`` names places of the answer (``contact.tags``, ``tasks.0.id``) and what is there, true for anything; ``keep``
takes ids out of it, which later steps name in braces.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx

CLIENTS = Path(__file__).parent / "clients"


def recorded(name: str) -> dict[str, Any]:
    """Return a recording by the name of its file."""
    found: dict[str, Any] = json.loads((CLIENTS / f"{name}.json").read_text(encoding="utf-8"))
    return found


def filled(value: Any, known: Mapping[str, str]) -> Any:
    """Return a step's value with the kept ids in place of their names in braces."""
    if isinstance(value, str):
        for name, kept in known.items():
            value = value.replace(f"{{{name}}}", kept)
        return value
    if isinstance(value, dict):
        return {key: filled(one, known) for key, one in value.items()}
    return [filled(one, known) for one in value] if isinstance(value, list) else value


def place(answer: Any, path: str) -> Any:
    """Return what is at a place of an answer, None for nothing."""
    for part in path.split("."):
        if isinstance(answer, list):
            answer = answer[int(part)] if int(part) < len(answer) else None
        else:
            answer = answer.get(part) if isinstance(answer, dict) else None
    return answer


def replay(steps: list[dict[str, Any]], base_url: str, token: str, known: dict[str, str]) -> Iterator[str]:
    """Send all steps; yield what was not answered as it must be."""
    with httpx.Client(base_url=base_url, headers={"Authorization": f"Bearer {token}"}) as client:
        for step in steps:
            answer = client.request(
                step["method"],
                filled(step["path"], known),
                params=filled(step.get("query"), known),
                json=filled(step["body"], known) if "body" in step else None,
                headers={"Version": step["version"]} if step.get("version") else {},
            )
            if answer.status_code != step["status"]:
                yield f"{step['step']}: {answer.status_code} {answer.text[:300]}"
                continue
            body = answer.json()
            for where, wanted in step.get("holds", {}).items():
                have = place(body, where)
                if have in (None, "", []) if wanted is True else have != filled(wanted, known):
                    yield f"{step['step']}: {where} is {have!r}"
            for name, where in step.get("keep", {}).items():
                known[name] = str(place(body, where))
