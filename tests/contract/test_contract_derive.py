"""The kept contract: what the script makes of the published files, and none of the vendor's words."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.contract.derive import KEPT, SOURCE, derive, derive_all, written

PUBLISHED = Path(os.environ.get("PONTE24_SPECS") or Path(__file__).parents[3] / "shared" / "specs") / "highlevel"
"""The vendor's files, where somebody has them: then the kept contract must be what the script makes of them."""
AT_HAND = [KEPT, *([PUBLISHED] if PUBLISHED.is_dir() else [])]

SHARED = "../common/common-schemas.json"
PAGE: dict[str, Any] = {
    "openapi": "3.0.0",
    "info": {"title": "Things", "description": "All about things", "version": "1.0", "contact": {"name": "Us"}},
    "tags": [{"name": "Things"}],
    "servers": [{"url": "https://services.example", "description": "live"}],
    "paths": {
        "/things/{id}": {
            "put": {
                "operationId": "put-thing",
                "summary": "Put it",
                "parameters": [
                    {
                        "name": "id",
                        "in": "path",
                        "required": True,
                        "description": "Which",
                        "schema": {"type": "string", "example": "x1", "description": "Its id"},
                    }
                ],
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}},
                },
                "responses": {
                    "200": {"description": "Done", "content": {"application/json": {"examples": {"a": {"value": 1}}}}},
                    "422": {
                        "description": "No",
                        "content": {"application/json": {"schema": {"$ref": f"{SHARED}#/components/schemas/Bad"}}},
                    },
                },
                "security": [{"bearer": ["things.write"]}],
            }
        }
    },
    "components": {
        "schemas": {
            "Thing": {
                "type": "object",
                "description": "A thing",
                "example": {"description": "red"},
                "properties": {
                    "description": {"type": "string", "description": "In words", "example": "red"},
                    "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Part"}},
                },
                "required": ["description"],
            },
            "Part": {"type": "string", "enum": ["wheel", "door"], "title": "Part"},
            "Unused": {"type": "string"},
        },
        "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "description": "Use the token"}},
    },
}  # fmt: skip
COMMON = {"Bad": {"type": "object", "properties": {"message": {"type": "string", "example": "Bad"}}}}


def test_words_go_and_what_can_be_judged_stays() -> None:
    found = derive(PAGE, COMMON)
    assert found["components"]["schemas"] == {
        "Bad": {"type": "object", "properties": {"message": {"type": "string"}}},
        "Part": {"type": "string", "enum": ["wheel", "door"]},
        "Thing": {
            "type": "object",
            "required": ["description"],
            "properties": {
                "description": {"type": "string"},
                "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Part"}},
            },
        },
    }
    put = found["paths"]["/things/{id}"]["put"]
    assert put["parameters"] == [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}]
    assert put["responses"]["422"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Bad"}
    assert put["security"] == [{"bearer": ["things.write"]}]
    assert found["components"]["securitySchemes"] == {"bearer": {"type": "http", "scheme": "bearer"}}
    assert derive(found, {}) == found
    assert json.loads(written(found)) == found


@pytest.mark.parametrize("folder", AT_HAND, ids=lambda folder: folder.parent.name)
def test_what_is_kept_is_what_the_script_makes(folder: Path) -> None:
    made = {name: written(one) for name, one in derive_all(folder).items()}
    kept = {path.stem: path.read_text(encoding="utf-8") for path in KEPT.glob("*.json") if path.name != SOURCE}
    assert made == kept, "run tests/contract/derive.py (its text says how)"


def test_the_source_has_its_date() -> None:
    source = json.loads((KEPT / SOURCE).read_text(encoding="utf-8"))
    assert date.fromisoformat(source["date"]) >= date(2026, 6, 19)
    assert source["repository"] and source["revision"] and source["licence"]


def test_nothing_kept_is_prose() -> None:
    def words(found: Any, below: str = "") -> list[str]:
        if isinstance(found, list):
            return [word for value in found for word in words(value, below)]
        if not isinstance(found, dict):
            return []
        inside = {key: value for key, value in found.items() if below != "properties"}
        own = [str(inside[key]) for key in ("summary", "example", "examples") if key in inside]
        own += [str(inside[key]) for key in ("description", "title") if inside.get(key)]
        return own + [word for key, value in found.items() for word in words(value, key)]

    for path in KEPT.glob("*.json"):
        assert words(json.loads(path.read_text(encoding="utf-8"))) == [], path.name
