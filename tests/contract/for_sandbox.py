"""Derives what the sandbox answers by from the kept contract: the operations that it has no behaviour of its own for.

    python tests/contract/for_sandbox.py

writes ``resources/sandbox/highlevel.json``. Each operation stands alone there: references are put in their place.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.contract.openapi import FILES, document  # noqa: E402  (the root must be on the path first)

KEPT = ROOT / "resources" / "sandbox" / "highlevel.json"
_DEEPEST = 7


def inlined(schema: Any, schemas: dict[str, Any], depth: int = 0) -> Any:
    """Return a schema with its references put in their place; what nests without end becomes any value."""
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return inlined(schemas[schema["$ref"].rpartition("/")[2]], schemas, depth + 1) if depth < _DEEPEST else {}
    found = {key: schema[key] for key in ("type", "enum", "required", "nullable") if key in schema}
    if "properties" in schema:
        found["properties"] = {name: inlined(one, schemas, depth) for name, one in schema["properties"].items()}
    if "items" in schema:
        found["items"] = inlined(schema["items"], schemas, depth)
    for key in ("allOf", "oneOf", "anyOf"):
        for one in list(schema.get(key, ()))[: None if key == "allOf" else 1]:
            part = inlined(one, schemas, depth)
            found["properties"] = {**found.get("properties", {}), **part.pop("properties", {})}
            found = {**part, **{name: value for name, value in found.items() if value}}
    return found


def operations(own: Iterable[str]) -> list[dict[str, Any]]:
    """Return the operations of the contract whose ids are not among the sandbox's own."""
    found = []
    mine = set(own)
    for name in FILES:
        if name == "oauth":
            continue
        schemas = document(name).get("components", {}).get("schemas", {})
        for path, methods in document(name)["paths"].items():
            for method, one in methods.items():
                if one["operationId"] in mine:
                    continue
                found.append(_operation(path, method, one, schemas))
    return sorted(found, key=lambda one: (one["path"].replace("{", "~"), one["method"]))


def _operation(path: str, method: str, one: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    responses: dict[str, Any] = one["responses"]
    status, response = next((int(code), r) for code, r in responses.items() if code.startswith("2"))
    bodies: dict[str, Any] = one.get("requestBody", {}).get("content", {}) or {"application/json": {}}
    media, body = next(iter(bodies.items()))
    answers = response.get("content", {}).get("application/json", {})
    needs = [(kind, scopes) for need in one.get("security", ()) for kind, scopes in need.items()]
    return {
        "id": one["operationId"],
        "method": method.upper(),
        "path": path,
        "version": next((p["schema"]["enum"][0] for p in one["parameters"] if p["name"] == "Version"), "2021-07-28"),
        "scope": next((scope for _, scopes in needs for scope in scopes), ""),
        "tokens": sorted({"Company" if kind.startswith("Agency") else "Location" for kind, _ in needs}),
        "query": [p["name"] for p in one["parameters"] if p["in"] == "query" and p.get("required")],
        "media": media,
        "body": inlined(body.get("schema", {}), schemas),
        "status": status,
        "answer": inlined(answers.get("schema", {}), schemas),
    }


def own_ids() -> set[str]:
    """Return the ids of the operations that the sandbox has a behaviour of its own for."""
    from app.sandbox.highlevel.resources.search import Searcher
    from app.sandbox.highlevel.routes import own_operations
    from app.sandbox.state import SandboxState

    return {one.operation_id for one in own_operations(Searcher(SandboxState(contacts=0).highlevel))}


def text() -> str:
    """Return the file as it is kept: one operation a line."""
    lines = ",\n".join(json.dumps(one, ensure_ascii=False, sort_keys=True) for one in operations(own_ids()))
    return f"[\n{lines}\n]\n"


if __name__ == "__main__":
    KEPT.parent.mkdir(exist_ok=True)
    KEPT.write_text(text(), encoding="utf-8")
    print(f"{KEPT}: {len(json.loads(KEPT.read_text(encoding='utf-8')))} operations")
